/** All that the engine assumes of sensors, hands, shops and belief, a group a topic. */

import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";
import { BELIEF } from "./belief.ts";
import { BOARDS } from "./boards.ts";
import { CALIBRATION } from "./calibration.ts";
import { CANDIDATES } from "./candidates.ts";
import { CHANGES } from "./changes.ts";
import { CLOCKS } from "./clocks.ts";
import { FINDINGS } from "./findings.ts";
import { FIXTURES } from "./fixtures.ts";
import { HAND_IMAGES } from "./hand-images.ts";
import { HANDS } from "./hands.ts";
import { IDENTITY } from "./identity.ts";
import { PLACES } from "./places.ts";
import { PRIORS } from "./priors.ts";
import { REACH } from "./reach.ts";
import { SENSING } from "./sensing.ts";
import { TOUCHES } from "./touches.ts";
import { TREMOR } from "./tremor.ts";
import { UNITS } from "./units.ts";
import { WEIGHTS } from "./weights.ts";
import { WHO } from "./who.ts";
import { WIRING } from "./wiring.ts";

export const ENGINE_TABLES = {
  sensing: SENSING,
  changes: CHANGES,
  weights: WEIGHTS,
  candidates: CANDIDATES,
  priors: PRIORS,
  touches: TOUCHES,
  reach: REACH,
  who: WHO,
  identity: IDENTITY,
  hands: HANDS,
  handImages: HAND_IMAGES,
  belief: BELIEF,
  calibration: CALIBRATION,
  findings: FINDINGS,
  places: PLACES,
  boards: BOARDS,
  fixtures: FIXTURES,
  tremor: TREMOR,
  units: UNITS,
  clocks: CLOCKS,
  wiring: WIRING,
} as const satisfies Readonly<Record<string, ParameterTable>>;

type Tables = typeof ENGINE_TABLES;
type Topic = keyof Tables;

/** Plain numbers by topic and name. */
export type EngineParameters = { readonly [T in Topic]: Values<Tables[T]> };

/** Other values of some, by topic and name. */
export type ParameterChanges = { readonly [T in Topic]?: Partial<Values<Tables[T]>> };

/**
 * The engine's parameters, some of them changed: `withParameters({ touches: { hazardHalfMs: 3000 } })`.
 * Throws RangeError where a topic or name is unknown, or a value lies outside its range.
 */
export function withParameters(changes: ParameterChanges): EngineParameters {
  for (const topic of Object.keys(changes)) {
    if (!Object.hasOwn(ENGINE_TABLES, topic)) {
      throw new RangeError(`there is no topic ${topic} of parameters`);
    }
  }
  const entries = Object.entries(ENGINE_TABLES).map(([topic, table]) => [
    topic,
    takeValues<ParameterTable>(table, changes[topic as Topic]),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as EngineParameters;
}

export const ENGINE_PARAMETERS: EngineParameters = withParameters({});
