/** Plays simulated trips on all cores. */
import type { SmartCartParameters } from "@saunter/engine/parameters/smart-cart";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { createTaskPool, type TaskPool } from "../task-pool.ts";
import type { PlayedTrip, TripTask } from "./play-trip.ts";

export interface ChangedTask {
  /** A simulated trip, or the folder of a recorded one that has its truth. */
  readonly task: TripTask | string;
  /** Other values of some parameters. */
  readonly changes: Partial<SmartCartParameters>;
}

export type TripPool = TaskPool<ChangedTask, PlayedTrip>;

export function createTripPool(): TripPool {
  return createTaskPool(new URL("./trip-worker.ts", import.meta.url));
}

/** Plays trips once, with a progress bar. */
export async function playTrips(
  label: string,
  tasks: readonly TripTask[],
  changes: Partial<SmartCartParameters> = {},
): Promise<PlayedTrip[]> {
  const pool = createTripPool();
  const progress = startProgressBar(label, tasks.length);
  try {
    return await pool.measure(
      tasks.map((task) => ({ task, changes })),
      progress.update,
    );
  } finally {
    progress.stop();
    await pool.close();
  }
}
