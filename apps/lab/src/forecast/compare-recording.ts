/** One simulated recording with what is in force and with the version: the same people, who want the same. */
import { isDeepStrictEqual } from "node:util";
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import {
  type EngineParameters,
  type ParameterChanges,
  withParameters,
} from "@saunter/engine/parameters/engine";
import { createRandom } from "@saunter/numerics/random";
import type { ForecastTask } from "@saunter/protocol/chain/forecast";
import { simulateVisit, type VisitSimulation } from "@saunter/sim/worlds";
import { type ReceiptScore, scoreRecording } from "../evaluate/score-recording.ts";
import { readSimulatedTruth } from "../simulated-truth.ts";
import { type ForecastShop, makeForecastShop, putPlanogram } from "./forecast-shop.ts";
import { findForecastWorld } from "./forecast-worlds.ts";

export interface RecordingTask {
  readonly forecast: ForecastTask;
  readonly world: string;
  readonly seed: number;
}

/** What became of a shopper's receipt. */
export interface VisitOutcome {
  readonly isExact: boolean;
  readonly isReviewed: boolean;
  /** Taken and not charged, on a receipt that nobody reviews. */
  readonly lossMinor: number;
}

export interface ComparedRecording {
  readonly world: string;
  readonly before: readonly VisitOutcome[];
  readonly after: readonly VisitOutcome[];
}

export function compareRecording({ forecast, world, seed }: RecordingTask): ComparedRecording {
  const { kind, layout, after } = forecast;
  const physics = findForecastWorld(world).drawPhysics(createRandom(seed).fork("physics"));
  const own = makeForecastShop(layout);
  const parameters = toParameters(layout.parameters);
  const simulate = (given: ForecastShop): VisitSimulation =>
    simulateVisit({ world: "measured", mix: "everyday", seed, physics, given });
  const measure = (visit: VisitSimulation, used: EngineParameters): VisitOutcome[] =>
    measureVisits(visit, used, layout.acceptProbability);
  const before = measure(simulate(own), parameters);
  switch (kind) {
    case "planogram":
      return {
        ...{ world, before },
        after: measure(simulate(putPlanogram(own, after)), parameters),
      };
    case "engine":
      return {
        ...{ world, before },
        after: measure(simulate(own), toParameters(after)),
      };
    default:
      return kind satisfies never;
  }
}

/** Whether the version changes nothing. RangeError where it does not fit the shop, in words. */
export function isSameAsBefore({ kind, layout, after }: ForecastTask): boolean {
  const own = makeForecastShop(layout);
  switch (kind) {
    case "planogram":
      return isDeepStrictEqual(listPlaces(own), listPlaces(putPlanogram(own, after)));
    case "engine":
      return isDeepStrictEqual(toParameters(layout.parameters), toParameters(after));
    default:
      return kind satisfies never;
  }
}

const listPlaces = ({ shop }: ForecastShop) =>
  shop.facings
    .filter(({ barcode }) => barcode !== null)
    .map(({ gondola, shelf, plates, barcode }) => `${gondola}/${shelf}/${plates} ${barcode}`)
    .toSorted();

/** RangeError where the engine has no such parameter, or not with that value. */
function toParameters(items: Readonly<Record<string, unknown>>): EngineParameters {
  // Names and values are checked where they are taken.
  return withParameters(items as ParameterChanges);
}

function measureVisits(
  visit: VisitSimulation,
  parameters: EngineParameters,
  acceptProbability: number | null,
): VisitOutcome[] {
  const engine = createEngine(visit.shop, {
    parameters,
    ...(acceptProbability === null ? {} : { acceptProbability }),
  });
  for (const observation of visit.observations()) stepEngine(engine, observation);
  const { receipts } = finishEngine(engine);
  const score = scoreRecording(receipts, readSimulatedTruth(visit).receipts);
  const priceOf = (barcode: string): number => visit.shop.products.get(barcode)?.price ?? 0;
  return score.receipts.map((receipt) => judgeReceipt(receipt, priceOf));
}

function judgeReceipt(
  { exact, flagged, undercharged }: ReceiptScore,
  priceOf: (barcode: string) => number,
): VisitOutcome {
  const missing = undercharged.reduce(
    (sum, { barcode, quantity }) => sum + quantity * priceOf(barcode),
    0,
  );
  return { isExact: exact, isReviewed: flagged, lossMinor: flagged ? 0 : missing };
}
