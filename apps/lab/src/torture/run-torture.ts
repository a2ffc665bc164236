/** Many seeds, on as many threads as are given. */

import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { addFindings } from "@saunter/shop/testing/findings";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import type { SeedResult } from "./run-seed.ts";
import type { TortureSummary } from "./torture-summary.ts";
import type { TortureMessage, TortureTask } from "./torture-worker.ts";

const FAILING_MAX = 20;
/** Most seeds take a tenth of a second, those with sensors some seconds. One that never ends is a finding, too. */
export const SEED_MS_MAX = 5 * 60_000;

export interface TortureOptions {
  readonly from: number;
  readonly seeds: number;
  readonly threads: number;
  /** A seed that takes longer counts as crashed; `SEED_MS_MAX` where not given. */
  readonly seedMsMax?: number;
  readonly onSeed?: (done: number) => void;
}

export async function runTorture(options: TortureOptions): Promise<TortureSummary> {
  const { from, seeds, threads, seedMsMax = SEED_MS_MAX, onSeed } = options;
  const summary: TortureSummary = {
    seeds: 0,
    lost: 0,
    doubled: 0,
    doubleCharges: 0,
    missingCharges: 0,
    unbalanced: 0,
    crashed: 0,
    events: 0,
    cuts: 0,
    failing: [],
  };
  const root = makeScratchFolder();
  const take = (message: TortureMessage): void => {
    summary.seeds++;
    if (message.kind === "result") addResult(summary, message.result);
    else {
      summary.crashed++;
      fail(summary, message.seed, [message.message]);
    }
    onSeed?.(summary.seeds);
  };
  try {
    const count = Math.min(threads, seeds);
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        runThread(
          { root, first: from + at, step: count, end: from + seeds, keepsStacks: seeds === 1 },
          seedMsMax,
          take,
        ),
      ),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  summary.failing.sort((a, b) => a.seed - b.seed);
  return summary;
}

function addResult(summary: TortureSummary, { seed, findings, events, cuts }: SeedResult): void {
  summary.events += events;
  summary.cuts += cuts;
  addFindings(summary, findings);
  if (findings.words.length > 0) fail(summary, seed, findings.words);
}

function fail({ failing }: TortureSummary, seed: number, words: readonly string[]): void {
  if (failing.length < FAILING_MAX) failing.push({ seed, words });
}

/** Runs a thread's seeds; where one does not end in time, another thread goes on behind it. */
async function runThread(
  task: TortureTask,
  seedMsMax: number,
  take: (message: TortureMessage) => void,
): Promise<void> {
  for (let first: number | null = task.first; first !== null; ) {
    const stuck: number | null = await runUntilStuck({ ...task, first }, seedMsMax, take);
    if (stuck !== null) {
      const message = `the seed did not end within ${seedMsMax / 1000} s`;
      take({ kind: "failure", seed: stuck, message });
    }
    first = stuck === null || stuck + task.step >= task.end ? null : stuck + task.step;
  }
}

/** Returns the seed that did not end in time; null where all have ended. */
function runUntilStuck(
  task: TortureTask,
  seedMsMax: number,
  take: (message: TortureMessage) => void,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./torture-worker.ts", import.meta.url), {
      workerData: task,
    });
    let seed = task.first;
    let stuck: number | null = null;
    const stop = (): void => {
      stuck = seed;
      worker.removeAllListeners("message");
      void worker.terminate();
    };
    let limit = setTimeout(stop, seedMsMax);
    worker.on("message", (message: TortureMessage) => {
      take(message);
      seed += task.step;
      clearTimeout(limit);
      limit = setTimeout(stop, seedMsMax);
    });
    worker.on("error", (error) => {
      clearTimeout(limit);
      reject(error);
    });
    worker.on("exit", () => {
      clearTimeout(limit);
      resolve(stuck);
    });
  });
}
