/** The threads of `task-pool.ts`: run the tasks that they receive, one after the other. */
import { parentPort } from "node:worker_threads";

/** What came of a task, or the error. */
export type TaskAnswer<Result> = { readonly result: Result } | { readonly failure: string };

export function answerTasks<Task, Result>(run: (task: Task) => Result | Promise<Result>): void {
  const answer = async (task: Task): Promise<TaskAnswer<Result>> => {
    try {
      return { result: await run(task) };
    } catch (error) {
      const said = error instanceof Error ? error.message : error;
      return { failure: `${JSON.stringify(task)}: ${said}` };
    }
  };
  parentPort!.on("message", async (task: Task) => parentPort!.postMessage(await answer(task)));
}
