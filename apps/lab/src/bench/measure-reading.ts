/** What evaluating recordings costs beside reading them with nothing else done. */

import type { Progress } from "@saunter/shop/command-line/command-io";
import { findMedianSpent, type measureRounds, runChild, type Spent } from "./children.ts";
import { atMost, createFigure, type Figure, type FigureGroup } from "./figure.ts";

export const EVALUATE_RATIO_MAX = 2.5;

const CHILD = new URL("read-child.ts", import.meta.url);
const MAIN = new URL("../../../shop/bin/saunter.mjs", import.meta.url);
/** Goes before those that count: by then the compiler has seen it all. */
const WARM_UP_ROUNDS = 2;

export interface ReadingOptions {
  readonly dirs: readonly string[];
  /** Goes, of which the median is taken. */
  readonly rounds: number;
  readonly progress: Progress;
}

const WAYS = ["plain", "reader", "evaluate"] as const;
type Way = (typeof WAYS)[number];

const NAMES: Readonly<Record<Way, string>> = {
  plain: "read plainly: lines, JSON.parse, base64",
  reader: "our reader alone",
  evaluate: "the whole `evaluate`",
};

/** Steps of `progress`. */
export function countReadingSteps(rounds: number): number {
  return WAYS.length * (rounds + 1);
}

export async function measureReading({
  dirs,
  rounds,
  progress,
}: ReadingOptions): Promise<FigureGroup[]> {
  const fresh = new Map<Way, Spent[]>(WAYS.map((way) => [way, []]));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    // In turns, so that what else the machine does falls on all of them.
    for (const way of WAYS) {
      const run =
        way === "evaluate"
          ? await runChild(MAIN, ["evaluate", ...dirs])
          : await runChild(CHILD, [way, "1", ...dirs]);
      fresh.get(way)!.push(run.spent);
      progress.update(++done);
    }
  }
  const warm = new Map<Way, Spent[]>();
  for (const way of WAYS) {
    const { out } = await runChild(CHILD, [way, String(WARM_UP_ROUNDS + rounds), ...dirs]);
    const all: Awaited<ReturnType<typeof measureRounds>> = JSON.parse(out);
    warm.set(way, all.slice(WARM_UP_ROUNDS));
    progress.update(++done);
  }
  const set = `${dirs.length} recordings, median of ${rounds}`;
  return [
    {
      title: `Evaluating beside reading, each in a fresh process with its start-up (${set})`,
      figures: listFigures(fresh),
    },
    {
      title: `The same, warm: again in a process that has done it before (${set})`,
      figures: listFigures(warm),
    },
  ];
}

function listFigures(spentByWay: ReadonlyMap<Way, readonly Spent[]>): Figure[] {
  const medians = new Map(WAYS.map((way) => [way, findMedianSpent(spentByWay.get(way)!)]));
  const plain = medians.get("plain")!;
  const evaluate = medians.get("evaluate")!;
  return [
    ...WAYS.map((way) => createFigure(NAMES[way], medians.get(way)!.wallMs / 1000, "s", 3)),
    ...WAYS.map((way) => createFigure(`${way}, CPU time`, medians.get(way)!.cpuMs / 1000, "s", 3)),
    createFigure(
      "`evaluate` over reading plainly",
      evaluate.wallMs / plain.wallMs,
      "times",
      2,
      atMost(EVALUATE_RATIO_MAX),
    ),
    createFigure("the same, of CPU time", evaluate.cpuMs / plain.cpuMs, "times", 2),
  ];
}
