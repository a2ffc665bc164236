/** Visits through an engine with other parameters. */

import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import type { VisitPool } from "../worlds/visit-pool.ts";
import type { Changes } from "./parameter-space.ts";
import type { MeasureVisits } from "./sensitivity.ts";

export function measureChanged(pool: VisitPool): MeasureVisits {
  return (tasks, changes) => pool.measure(tasks.map((task) => ({ ...task, changes })));
}

/** From which probability on receipts are accepted. */
export function boundOf(changes: Changes): number {
  return changes.belief?.acceptProbability ?? ENGINE_PARAMETERS.belief.acceptProbability;
}
