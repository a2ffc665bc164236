/** The thread of `visit-pool.ts`: measures the visits it receives, one after the other. */

import { parentPort } from "node:worker_threads";
import { type MeasuredVisit, measureVisit, type VisitTask } from "./measured-visit.ts";

/** A visit, or the error. */
export type VisitAnswer = { readonly visit: MeasuredVisit } | { readonly failure: string };

parentPort!.on("message", (task: VisitTask) => parentPort!.postMessage(answer(task)));

function answer(task: VisitTask): VisitAnswer {
  try {
    return { visit: measureVisit(task) };
  } catch (error) {
    return {
      failure: `${JSON.stringify(task)}: ${error instanceof Error ? error.message : error}`,
    };
  }
}
