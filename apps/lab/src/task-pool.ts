/** Runs tasks on all cores, each in a thread of `answer-tasks.ts`. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { TaskAnswer } from "./answer-tasks.ts";

export interface TaskPool<Task, Result> {
  /**
   * Results in the order of the tasks.
   *
   * @param onDone called after each with the number done.
   */
  readonly measure: (tasks: readonly Task[], onDone?: (done: number) => void) => Promise<Result[]>;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

/** Run one `measure` at a time. The pool stays usable after one that failed. */
export function createTaskPool<Task, Result>(
  workerFile: URL,
  threads: number = availableParallelism(),
): TaskPool<Task, Result> {
  const workers = Array.from({ length: threads }, () => new Worker(workerFile));
  return {
    measure: async (tasks, onDone = () => {}) => {
      const results: Result[] = [];
      let next = 0;
      let done = 0;
      const work = async (worker: Worker): Promise<void> => {
        while (next < tasks.length) {
          const at = next++;
          const answer = await ask<Task, Result>(worker, tasks[at]!);
          if ("failure" in answer) {
            next = tasks.length;
            throw new Error(answer.failure);
          }
          results[at] = answer.result;
          onDone(++done);
        }
      };
      // Waits for all threads: a late answer must not reach the next `measure`.
      const ended = await Promise.allSettled(workers.map(work));
      for (const one of ended) if (one.status === "rejected") throw one.reason;
      return results;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask<Task, Result>(worker: Worker, task: Task): Promise<TaskAnswer<Result>> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off("message", take).off("error", fail);
      finish();
    };
    const take = (answer: TaskAnswer<Result>): void => settle(() => resolve(answer));
    const fail = (error: unknown): void => settle(() => reject(error));
    worker.on("message", take).on("error", fail);
    worker.postMessage(task);
  });
}
