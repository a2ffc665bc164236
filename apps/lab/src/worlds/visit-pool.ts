/** Measures visits on all cores. */
import { createTaskPool, type TaskPool } from "../task-pool.ts";
import type { MeasuredVisit, VisitTask } from "./measured-visit.ts";

export type VisitPool = TaskPool<VisitTask, MeasuredVisit>;

export function createVisitPool(threads?: number): VisitPool {
  return createTaskPool(new URL("./visit-worker.ts", import.meta.url), threads);
}
