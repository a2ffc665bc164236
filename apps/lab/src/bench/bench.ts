/**
 * Speed, latency and memory, each figure beside its limit.
 *
 *     npm run bench                   all of it, some minutes
 *     npm run bench -- --quick        a small part of it, in seconds: whether it runs at all
 *     npm run bench -- --only screens one part alone; a wrong name tells all of them
 *     npm run bench -- --json         one JSON object on stdout and nothing else
 *     npm run bench -- --out docs/reference/speed.md   writes the page of what was measured, too
 *
 * It fails where a limit is missed. A quick run shows no limits.
 *
 * It measures on the recordings of ../shared/data, and where those are missing on simulated ones.
 */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { writeSimulation } from "@saunter/stand-ins/recordings/write-simulation";
import { takeSample } from "../published/published-pages.ts";
import { readOptions, refuse } from "../read-options.ts";
import { readVersion } from "../read-version.ts";
import {
  countMissed,
  type FigureGroup,
  formatGroup,
  formatVerdict,
  isKept,
  withoutLimits,
} from "./figure.ts";
import { formatBenchPage } from "./format-bench-page.ts";
import { countBodyTrackerSteps, measureBodyTracker } from "./measure-body-tracker.ts";
import { countCartSteps, measureCartProcess } from "./measure-cart-process.ts";
import { CHAIN_STEPS, measureChain } from "./measure-chain.ts";
import { countCrowdSteps, measureCrowd } from "./measure-crowd.ts";
import { APPEND_STEPS, measureDurableAppends } from "./measure-durable-appends.ts";
import { countExitSteps, measureExits } from "./measure-exits.ts";
import { FRESH_STEPS, measureFreshStart } from "./measure-fresh-start.ts";
import { countLatencySteps, measureLatency } from "./measure-latency.ts";
import { countLoadSteps, measureLoad } from "./measure-load.ts";
import { countMemorySteps, measureMemory } from "./measure-memory.ts";
import { measureParts, PARTS_STEPS } from "./measure-parts.ts";
import { countReadingSteps, measureReading } from "./measure-reading.ts";
import { countRestartSteps, measureRestart } from "./measure-restart.ts";
import { measureSales, SALES_STEPS } from "./measure-sales.ts";
import { measureScales, SCALES_STEPS } from "./measure-scales.ts";
import { countScreensSteps, measureScreens } from "./measure-screens.ts";
import { measureSearch, SEARCH_STEPS } from "./measure-search.ts";
import { countSocketSteps, measureSockets } from "./measure-sockets.ts";
import { measureWeighing } from "./measure-weighing.ts";

const REENACTED = fileURLToPath(
  new URL("../../../../../shared/data/nanostore/reenacted", import.meta.url),
);

interface Size {
  readonly recordingsMax: number;
  readonly rounds: number;
  readonly crowd: ScenarioName;
  readonly crowdMinutes: number;
  readonly everydayMinutes: number;
  readonly memoryHours: number;
  readonly frontEndSeconds: number;
  readonly bodiesFillingSeconds: number;
  readonly bodiesSeconds: number;
  readonly exitScenario: ScenarioName;
  readonly exitFillingSeconds: number;
  readonly exitSeconds: number;
  readonly exitSpeed: number;
  readonly screenFillingSeconds: number;
  readonly screenSeconds: number;
  readonly liveViews: number;
  readonly floorViews: number;
  readonly sales: number;
  readonly receiptsOfYear: number;
  readonly halfOpen: number;
  readonly loadSeconds: number;
  readonly shoppers: number;
  readonly loads: number;
  readonly scalesSeconds: number;
  readonly appends: number;
  readonly history: number;
  readonly starts: number;
  readonly receipts: number;
  readonly cartLines: number;
  readonly cartSeconds: number;
  readonly shopsOfChain: number;
  readonly daysOfChain: number;
  readonly visitsOfShop: number;
}

const FULL: Size = {
  recordingsMax: Number.POSITIVE_INFINITY,
  rounds: 7,
  crowd: "rush",
  crowdMinutes: 4,
  everydayMinutes: 60,
  memoryHours: 8,
  frontEndSeconds: 30,
  bodiesFillingSeconds: 40,
  bodiesSeconds: 30,
  exitScenario: "rush",
  exitFillingSeconds: 60,
  exitSeconds: 300,
  exitSpeed: 2,
  screenFillingSeconds: 45,
  screenSeconds: 60,
  liveViews: 500,
  floorViews: 60,
  sales: 20_000,
  receiptsOfYear: 100_000,
  halfOpen: 5000,
  loadSeconds: 60,
  shoppers: 500,
  loads: 5,
  scalesSeconds: 60,
  appends: 50_000,
  history: 1_000_000,
  starts: 3,
  receipts: 100_000,
  cartLines: 12,
  cartSeconds: 30,
  shopsOfChain: 1000,
  daysOfChain: 365,
  visitsOfShop: 300,
};

const QUICK: Size = {
  recordingsMax: 1,
  rounds: 1,
  crowd: "crowd",
  crowdMinutes: 0.4,
  everydayMinutes: 6,
  memoryHours: 0.1,
  frontEndSeconds: 4,
  bodiesFillingSeconds: 5,
  bodiesSeconds: 2,
  exitScenario: "busy",
  exitFillingSeconds: 5,
  exitSeconds: 5,
  exitSpeed: 15,
  screenFillingSeconds: 5,
  screenSeconds: 1,
  liveViews: 50,
  floorViews: 4,
  sales: 100,
  receiptsOfYear: 1000,
  halfOpen: 50,
  loadSeconds: 1,
  shoppers: 20,
  loads: 1,
  scalesSeconds: 8,
  appends: 500,
  history: 5000,
  starts: 1,
  receipts: 200,
  cartLines: 1,
  cartSeconds: 1,
  shopsOfChain: 20,
  daysOfChain: 5,
  visitsOfShop: 50,
};

const SEED = 1;

/** Recordings to read, and where they are from in words. */
interface Set {
  readonly dirs: readonly string[];
  readonly about: string;
  readonly remove: () => void;
}

async function findSet(size: Size): Promise<Set> {
  if (existsSync(REENACTED)) {
    const dirs = (await RECORDING_FOLDERS.find([REENACTED])).slice(0, size.recordingsMax);
    const about = `${dirs.length} recordings of ${relative(process.cwd(), REENACTED)}`;
    return { dirs, about, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "saunter-bench-"));
  const dirs: string[] = [];
  for (let seed = 1; seed <= Math.min(size.recordingsMax, 12); seed++) {
    const dir = join(folder, `busy-${seed}`);
    await writeSimulation(dir, createSimulation({ seed, scenario: "busy", shoppers: 2 }));
    dirs.push(dir);
  }
  return {
    dirs,
    about: `${dirs.length} simulated recordings, since ../shared/data is not there`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Part {
  /** By which `--only` chooses it. */
  readonly name: string;
  readonly label: string;
  readonly steps: number;
  readonly run: (progress: Progress) => Promise<FigureGroup[]>;
  /** Packages are fetched: not in a quick run. */
  readonly needsNetwork?: boolean;
}

const FRESH: Part = {
  name: "fresh",
  label: "starts of a fresh clone",
  steps: FRESH_STEPS,
  run: measureFreshStart,
  needsNetwork: true,
};

function makeExitsPart(size: Size): Part {
  return {
    name: "exits",
    label: "seconds: exit to receipt",
    steps: countExitSteps(size.exitFillingSeconds, size.exitSeconds),
    run: (progress) => {
      const { exitScenario: scenario, exitSpeed: speed } = size;
      const { exitFillingSeconds: fillingSeconds, exitSeconds: seconds } = size;
      const counts = { scenario, fillingSeconds, seconds, speed };
      return measureExits({ seed: SEED, ...counts, progress });
    },
  };
}

function makeBodiesPart(size: Size): Part {
  return {
    name: "bodies",
    label: "rounds: tracker of bodies",
    steps: countBodyTrackerSteps(size.rounds),
    run: (progress) => {
      const { bodiesFillingSeconds: fillingSeconds, bodiesSeconds: seconds, rounds } = size;
      return measureBodyTracker({ seed: SEED, fillingSeconds, seconds, rounds, progress });
    },
  };
}

function makeScreensPart(size: Size): Part {
  return {
    name: "screens",
    label: "seconds: screens",
    steps: countScreensSteps(size.screenFillingSeconds, size.screenSeconds),
    run: (progress) => {
      const { screenFillingSeconds: fillingSeconds, screenSeconds: seconds } = size;
      const { shoppers, loads } = size;
      const counts = { fillingSeconds, seconds, shoppers, loads };
      return measureScreens({ seed: SEED, ...counts, progress });
    },
  };
}

function makeLoadPart(size: Size): Part {
  const { screenFillingSeconds: fillingSeconds, loadSeconds: seconds } = size;
  const { liveViews: views, floorViews: floors, sales } = size;
  return {
    name: "load",
    label: "seconds: the process under load",
    steps: countLoadSteps(fillingSeconds, seconds),
    run: (progress) =>
      measureLoad({ seed: SEED, fillingSeconds, seconds, views, floors, sales, progress }),
  };
}

function makeCartPart({ cartLines: lines, cartSeconds: seconds, rounds, starts }: Size): Part {
  const counts = { lines, seconds, starts };
  return {
    name: "cart",
    label: "starts, then lines of a smart cart",
    steps: countCartSteps(counts),
    run: async (progress) => [
      ...(await measureCartProcess({ ...counts, progress })),
      await measureWeighing(SEED, rounds),
    ],
  };
}

function makeChainPart(size: Size): Part {
  const { shopsOfChain: shops, daysOfChain: days, visitsOfShop: visits, rounds } = size;
  return {
    name: "chain",
    label: "parts: a chain of shops",
    steps: CHAIN_STEPS,
    run: (progress) => measureChain({ shops, days, visits, rounds, progress }),
  };
}

function listParts(dirs: readonly string[], size: Size): Part[] {
  const { rounds } = size;
  return [
    {
      name: "reading",
      label: "runs: reading and evaluating",
      steps: countReadingSteps(rounds),
      run: (progress) => measureReading({ dirs, rounds, progress }),
    },
    {
      name: "crowd",
      label: "seconds of the crowd",
      steps: countCrowdSteps(size.crowdMinutes),
      run: (progress) =>
        measureCrowd({ scenario: size.crowd, seed: SEED, minutes: size.crowdMinutes, progress }),
    },
    {
      name: "latency",
      label: "recordings: latency",
      steps: countLatencySteps(dirs.length),
      run: (progress) =>
        measureLatency({ dirs, seed: SEED, minutes: size.everydayMinutes, progress }),
    },
    {
      name: "memory",
      label: "tenths of an hour: memory",
      steps: countMemorySteps(size.memoryHours),
      run: (progress) => measureMemory({ seed: SEED, hours: size.memoryHours, progress }),
    },
    makeExitsPart(size),
    makeScreensPart(size),
    makeLoadPart(size),
    {
      name: "sockets",
      label: "seconds: half-open sockets",
      steps: countSocketSteps(size.loadSeconds),
      run: (progress) => {
        const { halfOpen: sockets, loadSeconds: seconds } = size;
        return measureSockets({ seed: SEED, sockets, seconds, progress });
      },
    },
    {
      name: "scales",
      label: "parts: live scales",
      steps: SCALES_STEPS,
      run: (progress) => measureScales({ seed: SEED, seconds: size.scalesSeconds, progress }),
    },
    {
      name: "appends",
      label: "durable appends",
      steps: APPEND_STEPS,
      run: () => measureDurableAppends(size.appends),
    },
    {
      name: "restart",
      label: "percent of a history, then starts",
      steps: countRestartSteps(size.starts),
      run: (progress) => {
        const { history: events, starts } = size;
        return measureRestart({ events, starts, progress });
      },
    },
    {
      name: "search",
      label: "searches among receipts",
      steps: SEARCH_STEPS,
      run: () => measureSearch(size.receipts, rounds),
    },
    makeCartPart(size),
    makeChainPart(size),
    FRESH,
    makeBodiesPart(size),
    {
      name: "numbers",
      label: "numbers of a year",
      steps: SALES_STEPS,
      run: (progress) =>
        measureSales({ seed: SEED, receipts: size.receiptsOfYear, rounds, progress }),
    },
    {
      name: "parts",
      label: "parts alone",
      steps: PARTS_STEPS,
      run: (progress) =>
        measureParts({ seed: SEED, seconds: size.frontEndSeconds, rounds, progress }),
    },
  ];
}

async function writePage(path: string): Promise<void> {
  const flags = [
    ...(options.quick ? ["--quick"] : []),
    ...(options.only === undefined ? [] : [`--only ${options.only}`]),
    `--out ${path}`,
  ];
  const page = formatBenchPage({
    title: "Speed",
    version: readVersion(),
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench -- ${flags.join(" ")}`,
    machine,
    about: set.about,
    groups,
    // A part of the page, or too little of it, says nothing of the rest.
    sample: options.quick || options.only !== undefined ? null : await takeSample("speed"),
  });
  writeFileSync(path, page);
}

const options = readOptions({
  quick: { type: "boolean" },
  json: { type: "boolean" },
  only: { type: "string" },
  out: { type: "string" },
});
const size = options.quick ? QUICK : FULL;
const write = (text: string): void => {
  if (!options.json) process.stdout.write(text);
};
const set = await findSet(size);
const parts = listParts(set.dirs, size);
const chosen = parts.filter(({ name, needsNetwork }) =>
  options.only === undefined ? !(options.quick && needsNetwork) : options.only === name,
);
if (chosen.length === 0) {
  set.remove();
  const names = parts.map(({ name }) => name).join(", ");
  refuse(`found --only ${options.only}; allowed: ${names}`);
}
const groups: FigureGroup[] = [];
const machine = `Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? "?"}, ${cpus().length} cores`;
try {
  write(`${machine}\n${set.about}\n`);
  if (options.quick) write("--quick: too little of everything to compare with limits\n");
  for (const part of chosen) {
    const progress = startProgressBar(part.label, part.steps);
    const all = await part.run(progress).finally(() => progress.stop());
    const measured = options.quick ? all.map(withoutLimits) : all;
    for (const group of measured) write(`\n${formatGroup(group)}`);
    groups.push(...measured);
  }
} finally {
  set.remove();
}
write(`\n${formatVerdict(groups)}\n`);
if (options.json) {
  const withKept = groups.map(({ title, figures }) => ({
    title,
    figures: figures.map((figure) => ({ ...figure, kept: isKept(figure) })),
  }));
  console.log(
    JSON.stringify({ machine, set: set.about, quick: !!options.quick, groups: withKept }),
  );
}
if (options.out !== undefined) await writePage(options.out);
if (countMissed(groups) > 0) process.exitCode = 1;
