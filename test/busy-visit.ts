/** A short visit in which a little of everything happens that the engine has a parameter for. */
import { createEngine, finishEngine, listFindings, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { IdentityAmbiguity, Observation } from "@saunter/engine/observation";
import type { EngineParameters } from "@saunter/engine/parameters/engine";
import { addHandViews } from "@saunter/sim/hand-views";
import {
  CHIPS,
  COLA,
  HONEY,
  JAM,
  makeScriptedShop,
  Script,
  SODA,
  SOUP,
  START_MS,
  TEA,
} from "./scripted-shop.ts";

const END_S = 24;
/** The planogram has tea and jam in each other's place. */
const SHOP = makeScriptedShop(
  new Map([
    [TEA.barcode, JAM.barcode],
    [JAM.barcode, TEA.barcode],
  ]),
);

function script(): Observation[] {
  const script = new Script(END_S, 3);
  script.enter("ada", 5);
  script.enter("bob", 8);
  script.enter("cyd", 1, 9, 20);
  script.take("ada", 3, { shelf: 2, plate: 1, shares: [0.6, 0.4] }, SOUP);
  script.take("bob", 3.2, { shelf: 2, plate: 3 }, TEA, 2);
  script.take("bob", 5.5, { shelf: 2, plate: 7 }, COLA, 2);
  script.take("ada", 6, { shelf: 1, plate: 9 }, HONEY);
  script.press(7.5, 10.2, { shelf: 1, plate: 2 }, 160);
  script.reach("ada", 7.5, { shelf: 1, plate: 2 }, 10.2);
  script.meet("ada", "bob", 11);
  script.swap("ada", "bob", 11.5, 12.6);
  script.take("cyd", 12, { shelf: 1, plate: 2 }, CHIPS);
  script.put("ada", 13.5, { shelf: 2, plate: 9 }, SOUP);
  script.change(14.5, { shelf: 1, plate: 4 }, 40);
  script.change(15.5, { shelf: 2, plate: 5 }, -JAM.weightG);
  script.change(15.5, { shelf: 2, plate: 6 }, JAM.weightG);
  script.take("ada", 16, { shelf: 2, plate: 9 }, SOUP);
  script.take("bob", 17, { shelf: 2, plate: 10 }, SODA);
  script.change(18.5, { shelf: 1, plate: 1 }, -331);
  script.lose("bob", 18.2, 19.4);
  return [...script.observations()].filter((one) => !isMissing(one)).map(stopPlate);
}

/** A plate that reads nothing any more from a time on. */
function stopPlate(observation: Observation): Observation {
  if (observation.kind !== "plates" || observation.timestampMs < START_MS + 12_500) {
    return observation;
  }
  const { plateCount, shelfCount } = observation;
  const samplesG = observation.samplesG.map((sample, at) =>
    at % (plateCount * shelfCount) === plateCount + 7 ? Number.NaN : sample,
  );
  return { ...observation, samplesG };
}

/** Batches that are lost on their way: a second and a half of one gondola. */
function isMissing({ kind, timestampMs }: Observation): boolean {
  const second = (timestampMs - START_MS) / 1000;
  return kind === "plates" && second > 19.9 && second < 21.4;
}

/** Identity ambiguities of the tracker, from some times on. */
const AMBIGUITIES: readonly (readonly [number, IdentityAmbiguity])[] = [
  [9, ambiguity("ada", "cyd", 8.5, 9, 0.3)],
  [12.8, ambiguity("ada", "bob", 11.4, 12.8, 0.25)],
  [14.2, ambiguity("ada", "bob", 11.4, 14.2, 0.6)],
  [18, ambiguity("bob", "cyd", 16, 18, 0.06)],
];

function ambiguity(a: string, b: string, fromS: number, toS: number, probability: number) {
  return {
    shopperIds: [a, b] as const,
    fromMs: START_MS + 1000 * fromS,
    toMs: START_MS + 1000 * toS,
    probability,
  };
}

function addAmbiguities(observations: readonly Observation[]): Observation[] {
  const left = [...AMBIGUITIES];
  return observations.map((one) => {
    if (one.kind !== "joints" || !(left[0] !== undefined && isDue(left[0], one))) return one;
    return { ...one, ambiguities: [left.shift()![1]] };
  });
}

function isDue(
  [second]: readonly [number, IdentityAmbiguity],
  { timestampMs }: Observation,
): boolean {
  return timestampMs >= START_MS + 1000 * second;
}

const HELD = [
  { timestamp: START_MS / 1000 + 3, targetId: "ada", barcode: SOUP.barcode, kind: "pickup" },
  { timestamp: START_MS / 1000 + 5.5, targetId: "bob", barcode: COLA.barcode, kind: "pickup" },
  { timestamp: START_MS / 1000 + 13.5, targetId: "ada", barcode: SOUP.barcode, kind: "putback" },
  { timestamp: START_MS / 1000 + 17, targetId: "bob", barcode: SODA.barcode, kind: "pickup" },
] as const;

/** The same every time. */
export function makeBusyVisit(): Observation[] {
  const products = [...SHOP.products.keys()];
  const views = { seed: 3, products, events: HELD, kind: "useful", hiddenShare: 0 } as const;
  return addAmbiguities([...addHandViews(script(), views)]);
}

/** One pick of two units, and a hand that presses, in five seconds: quickly gone through. */
export function makeBriefVisit(): Observation[] {
  const script = new Script(6, 5);
  script.enter("ada", 2);
  script.enter("bob", 4);
  script.take("ada", 2, { shelf: 2, plate: 1, shares: [0.5, 0.5] }, SOUP, 2);
  script.press(3.4, 4.6, { shelf: 2, plate: 3 }, 120);
  script.reach("bob", 3.4, { shelf: 2, plate: 3 }, 4.6);
  let frames = 0;
  return [...script.observations()].filter(({ kind }) => kind === "plates" || frames++ % 3 === 0);
}

/** All that the engine says of a visit. */
export function reportVisit(visit: readonly Observation[], parameters: EngineParameters): string {
  const engine = createEngine(SHOP, { parameters });
  const outputs: EngineOutput[] = [];
  for (const observation of visit) outputs.push(...stepEngine(engine, observation));
  const result = finishEngine(engine);
  return JSON.stringify([outputs, result, listFindings(engine)]);
}
