/** Measures visits on all cores. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { MeasuredVisit, VisitTask } from "./measured-visit.ts";
import type { VisitAnswer } from "./visit-worker.ts";

export interface VisitPool {
  /**
   * Results in the order of the tasks.
   *
   * @param onDone called after each visit with the number done.
   */
  readonly measure: (
    tasks: readonly VisitTask[],
    onDone?: (done: number) => void,
  ) => Promise<MeasuredVisit[]>;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

/** Run one `measure` at a time. The pool stays usable after one that failed. */
export function createVisitPool(threads: number = availableParallelism()): VisitPool {
  const url = new URL("./visit-worker.ts", import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(url));
  return {
    measure: async (tasks, onDone = () => {}) => {
      const measured: MeasuredVisit[] = [];
      let next = 0;
      let done = 0;
      const work = async (worker: Worker): Promise<void> => {
        while (next < tasks.length) {
          const at = next++;
          const answer = await ask(worker, tasks[at]!);
          if ("failure" in answer) {
            next = tasks.length;
            throw new Error(answer.failure);
          }
          measured[at] = answer.visit;
          onDone(++done);
        }
      };
      // Waits for all threads: a late answer must not reach the next `measure`.
      const ended = await Promise.allSettled(workers.map(work));
      for (const one of ended) if (one.status === "rejected") throw one.reason;
      return measured;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, task: VisitTask): Promise<VisitAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off("message", take).off("error", fail);
      finish();
    };
    const take = (answer: VisitAnswer): void => settle(() => resolve(answer));
    const fail = (error: unknown): void => settle(() => reject(error));
    worker.on("message", take).on("error", fail);
    worker.postMessage(task);
  });
}
