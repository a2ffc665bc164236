/** Runs seeds in a thread of its own, and tells of each. */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { runSeed, type SeedResult } from "./run-seed.ts";

export interface TortureTask {
  readonly root: string;
  /** First seed, and from one to the next. */
  readonly first: number;
  readonly step: number;
  readonly end: number;
  /** Errors tell where they come from. A tenth of a seed goes into that. */
  readonly keepsStacks: boolean;
}

export type TortureMessage =
  | { readonly kind: "result"; readonly result: SeedResult }
  | { readonly kind: "failure"; readonly seed: number; readonly message: string };

const { root, first, step, end, keepsStacks }: TortureTask = workerData;
// The provider's library notes at each request where it was asked, for errors that it may throw.
if (!keepsStacks) Error.stackTraceLimit = 0;
for (let seed = first; seed < end; seed += step) {
  try {
    const result = await runSeed(seed, join(root, String(seed)));
    parentPort?.postMessage({ kind: "result", result } satisfies TortureMessage);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ kind: "failure", seed, message } satisfies TortureMessage);
  }
}
