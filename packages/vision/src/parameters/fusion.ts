/** All that is assumed of people and cameras where several cameras follow people. */

import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";
import { BODIES } from "./bodies.ts";
import { CLOTHING } from "./clothing.ts";
import { IDENTITIES } from "./identities.ts";
import { POSES } from "./poses.ts";
import { TRIANGULATION } from "./triangulation.ts";

export const FUSION = {
  placeSdShareMax: TRIANGULATION.placeSdShareMax,
  ...BODIES,
  ...POSES,
  ...CLOTHING,
  ...IDENTITIES,
} as const satisfies ParameterTable;

export type FusionParameters = Values<typeof FUSION>;
export const DEFAULT_FUSION: FusionParameters = takeValues(FUSION);
