/** One simulated recording with what is in force and with the version: the same people, who want the same. */
import { isDeepStrictEqual } from "node:util";
import { createEngine, type EngineOptions, finishEngine, stepEngine } from "@saunter/engine/engine";
import {
  type EngineParameters,
  type ParameterChanges,
  withParameters,
} from "@saunter/engine/parameters/engine";
import { createRandom } from "@saunter/numerics/random";
import type { ForecastTask } from "@saunter/protocol/chain/forecast";
import { withKnownScales } from "@saunter/sim/known-scales";
import type { VisitPlan } from "@saunter/sim/visit-plan";
import { simulateVisit, type VisitSimulation } from "@saunter/sim/worlds";
import { readSimulatedTruth } from "@saunter/stand-ins/recordings/simulated-truth";
import { type ReceiptScore, scoreRecording } from "../evaluate/score-recording.ts";
import { type ForecastShop, makeForecastShop, putPlanogram } from "./forecast-shop.ts";
import { findForecastWorld } from "./forecast-worlds.ts";

export interface RecordingTask {
  readonly forecast: ForecastTask;
  readonly world: string;
  readonly seed: number;
  /**
   * People plan their visits with the version's planogram, else with what is in force; with the other one they follow
   * that plan. Planned as often either way, neither has the advantage.
   */
  readonly isPlannedAfter: boolean;
}

/** What became of a shopper's receipt. */
export interface VisitOutcome {
  readonly isExact: boolean;
  readonly isReviewed: boolean;
  /** Taken and not charged, on a receipt that nobody reviews. */
  readonly lossMinor: number;
}

/** The same shopper with what is in force and with the version. */
export interface ComparedVisit {
  readonly before: VisitOutcome;
  readonly after: VisitOutcome;
}

export interface ComparedRecording {
  readonly world: string;
  readonly visits: readonly ComparedVisit[];
}

export function compareRecording({
  forecast,
  world,
  seed,
  isPlannedAfter,
}: RecordingTask): ComparedRecording {
  const { kind, layout, after } = forecast;
  const own = makeForecastShop(layout);
  const physics = withKnownScales(
    findForecastWorld(world).drawPhysics(createRandom(seed).fork("physics")),
    layout.scales ?? [],
    own.floor.gondolas.map(({ gondola }) => gondola),
  );
  const inForce: Partial<EngineOptions> = {
    parameters: toParameters(layout.parameters),
    ...(layout.acceptProbability === null ? {} : { acceptProbability: layout.acceptProbability }),
  };
  const simulate = (given: ForecastShop, plan?: VisitPlan): VisitSimulation =>
    simulateVisit({
      ...{ world: "measured", mix: "everyday", seed, physics, given },
      ...(plan === undefined ? {} : { plan }),
    });
  switch (kind) {
    case "planogram": {
      const other = putPlanogram(own, after);
      const first = simulate(isPlannedAfter ? other : own);
      const [planned] = measureVisits(first, [inForce]);
      const second = simulate(isPlannedAfter ? own : other, first.plan());
      const [followed] = measureVisits(second, [inForce]);
      return {
        world,
        visits: isPlannedAfter ? pairVisits(followed!, planned!) : pairVisits(planned!, followed!),
      };
    }
    case "engine": {
      const version = { ...inForce, parameters: toParameters(after) };
      const [before, changed] = measureVisits(simulate(own), [inForce, version]);
      return { world, visits: pairVisits(before!, changed!) };
    }
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

type Outcomes = ReadonlyMap<string | null, VisitOutcome>;

/** The same readings through an engine of each of the options: outcomes by shopper. */
function measureVisits(
  visit: VisitSimulation,
  options: readonly Partial<EngineOptions>[],
): Outcomes[] {
  const engines = options.map((one) => createEngine(visit.shop, one));
  for (const observation of visit.observations()) {
    for (const engine of engines) stepEngine(engine, observation);
  }
  const { receipts: truth } = readSimulatedTruth(visit);
  const priceOf = (barcode: string): number => visit.shop.products.get(barcode)?.price ?? 0;
  return engines.map((engine) => {
    const { receipts } = scoreRecording(finishEngine(engine).receipts, truth);
    return new Map(receipts.map((one) => [one.targetId, judgeReceipt(one, priceOf)]));
  });
}

/** Of a receipt that is there on one side only, such as a ghost's: nobody is charged anything on the other. */
const NO_RECEIPT: VisitOutcome = { isExact: true, isReviewed: false, lossMinor: 0 };

function pairVisits(before: Outcomes, after: Outcomes): ComparedVisit[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((shopper) => ({
    before: before.get(shopper) ?? NO_RECEIPT,
    after: after.get(shopper) ?? NO_RECEIPT,
  }));
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
