/**
 * Writes docs/reference/signals.md: what the signals of real recordings, of re-enactments and of
 * the simulator are like, side by side.
 *
 *     npm run signals                                 all of it
 *     npm run signals -- --quick --out out/s.md       a small part of it, to see whether it runs
 *
 * Without ../shared/data it has the simulator's columns alone.
 */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import type { ScenarioName } from "@saunter/sim/scenarios";
import {
  findMedianSignals,
  MEASURED_MS_MAX,
  type SignalColumn,
  type SignalStatistics,
  tabulateSignals,
} from "@saunter/sim/signal-statistics";
import { createSimulation } from "@saunter/sim/simulate";
import { measureRecordedSignals, measureSimulatedSignals } from "./compare-signals.ts";
import { readOptions, refuse } from "./read-options.ts";
import { formatLoadCell, readLoadCell } from "./smart-cart/measure-load-cell.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DATA = join(ROOT, "../shared/data/nanostore");
const LOAD_CELL = join(ROOT, "../shared/data/loadcell/fill.csv");

const options = readOptions({ out: { type: "string" }, quick: { type: "boolean" } });
const seeds = options.quick ? [1] : [1, 2, 3, 4, 5, 6, 7, 8];
const minutes = options.quick ? 0.5 : MEASURED_MS_MAX / 60_000;
const out = options.out ?? join(ROOT, "docs/reference/signals.md");
if (!out.endsWith(".md")) refuse(`--out ${out}: give a name that ends in .md`);

async function findDirs(folder: string): Promise<readonly string[]> {
  if (!existsSync(DATA)) return [];
  const dirs = await RECORDING_FOLDERS.find([join(DATA, folder)]);
  return options.quick ? dirs.slice(0, 2) : dirs;
}

async function measureColumns(): Promise<SignalColumn[]> {
  const recordings = await findDirs("recordings");
  const reenacted = await findDirs("reenacted");
  const scenarios: ScenarioName[] = ["busy", "crowd"];
  const total = recordings.length + reenacted.length + scenarios.length * seeds.length;
  const progress = startProgressBar("streams", total);
  let done = 0;
  const measureAll = async <T>(
    sources: readonly T[],
    measure: (source: T) => Promise<SignalStatistics> | SignalStatistics,
  ) => {
    const all: SignalStatistics[] = [];
    for (const source of sources) {
      all.push(await measure(source));
      progress.update(++done);
    }
    return all;
  };
  const isCrowd = (dir: string): boolean => basename(dir).startsWith("crowd");
  const columns: SignalColumn[] = [];
  for (const dir of recordings) {
    const [statistics] = await measureAll([dir], measureRecordedSignals);
    columns.push({ title: `${basename(dir)} (real)`, statistics: statistics! });
  }
  for (const crowd of [false, true]) {
    const dirs = reenacted.filter((dir) => isCrowd(dir) === crowd);
    const scenario = crowd ? "crowd" : "busy";
    if (dirs.length > 0) {
      const statistics = findMedianSignals(await measureAll(dirs, measureRecordedSignals));
      const title = `re-enacted${crowd ? " crowds" : ""}, median of ${dirs.length}`;
      columns.push({ title, statistics });
    }
    const simulate = (seed: number) =>
      measureSimulatedSignals(createSimulation({ seed, scenario, minutes }));
    const statistics = findMedianSignals(await measureAll(seeds, simulate));
    columns.push({ title: `simulated ${scenario}, median of ${seeds.length}`, statistics });
  }
  progress.stop();
  return columns;
}

const TOLD = `What plates and joints are like in real recordings, in re-enactments (real plate \
noise, contacts and
people synthetic) and in the simulator. Each stream is measured by the same code, over its first
${MEASURED_MS_MAX / 60_000} minutes; where a column stands for several streams, each figure is \
their median. A dash: the
stream cannot say. Written by

\`\`\`sh
npm run signals
\`\`\`

One stream beside another: \`saunter simulate --compare DIR\`.`;

const [header, ...rows] = tabulateSignals(await measureColumns());
const numbers = new Set(header!.map((_, column) => column).slice(2));
mkdirSync(dirname(out), { recursive: true });
const page = [`# Signals\n\n${TOLD}\n\n${formatMarkdownTable(header!, rows, numbers)}`];
if (existsSync(LOAD_CELL)) page.push(formatLoadCell(readLoadCell(LOAD_CELL)));
writeFileSync(out, page.join("\n"));
console.log(`${relative(process.cwd(), out)}: written`);
