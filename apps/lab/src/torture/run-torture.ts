/** Many seeds, on as many threads as are given. */

import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { addFindings } from "./findings.ts";
import { makeScratchFolder, type SeedResult } from "./run-seed.ts";
import type { TortureSummary } from "./torture-summary.ts";
import type { TortureMessage, TortureTask } from "./torture-worker.ts";

const FAILING_MAX = 20;

export interface TortureOptions {
  readonly from: number;
  readonly seeds: number;
  readonly threads: number;
  readonly onSeed?: (done: number) => void;
}

export async function runTorture(options: TortureOptions): Promise<TortureSummary> {
  const { from, seeds, threads, onSeed } = options;
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

function runThread(task: TortureTask, take: (message: TortureMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./torture-worker.ts", import.meta.url), {
      workerData: task,
    });
    worker.on("message", take);
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}
