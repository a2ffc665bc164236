/** The visits of fits and sensitivities: always the same, so that differences are paired. */

import { MIX_NAMES, type MixName } from "@saunter/sim/visit-mixes";
import { WORLD_NAMES, type WorldName } from "@saunter/sim/worlds";
import type { VisitTask } from "../worlds/measured-visit.ts";

/** Unlike the seeds of `npm run calibrate` and of reports. */
const FIRST_SEED = 70_001;

/** @param count visits of each world and mix. */
export function listVisits(
  count: number,
  mixes: readonly MixName[] = MIX_NAMES,
  worlds: readonly WorldName[] = WORLD_NAMES,
): VisitTask[] {
  return worlds.flatMap((world) =>
    mixes.flatMap((mix) =>
      Array.from({ length: count }, (_, at) => ({ world, mix, seed: FIRST_SEED + at })),
    ),
  );
}
