/**
 * A chain of shops on this machine, measured: a hub of three NATS servers, PostgreSQL, the chain with all of its
 * services, and shops that write the events of simulated visits.
 *
 *     npm run chain-trial -- --shops 200 --rate 2000 --minutes 10
 *     npm run chain-trial -- --growth               10, 50, 100 and 200 shops, ten events a second each
 *     npm run chain-trial -- --growth --sizes 5,10  other numbers of shops
 *     npm run chain-trial -- --growth --out docs/reference/chain-growth.md   writes the page
 *     npm run chain-trial -- --chaos --minutes 60   everything is killed, cut off and slowed, again and again
 *     npm run chain-trial -- --offline              a shop comes back after three days
 *     npm run chain-trial -- --json                 one JSON object a line on stdout
 *
 * Exits with 1 if an event was lost, duplicated or out of order.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "@saunter/numerics/random";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { readOptions, refuse } from "../read-options.ts";
import { readVersion } from "../read-version.ts";
import type { ChainCheck } from "./check-chain.ts";
import { formatGrowthPage } from "./format-growth-page.ts";
import { type ChaosFigures, measureChaos } from "./measure-chaos.ts";
import { type LoadFigures, measureLoad } from "./measure-load.ts";
import { formatReturn, measureReturn } from "./measure-return.ts";
import { simulateJournal } from "./simulate-journal.ts";

/** In the journal that each shop writes again and again. */
const VISITS = 24;
const EVENTS_PER_SHOP_SECOND = 10;
const SECONDS_PER_MINUTE = 60;
const CHAOS_SHOPS = 16;

const options = readOptions({
  shops: { type: "string", default: "200" },
  rate: { type: "string", default: "2000" },
  minutes: { type: "string", default: "1" },
  growth: { type: "boolean", default: false },
  sizes: { type: "string", default: "10,50,100,200" },
  out: { type: "string" },
  chaos: { type: "boolean", default: false },
  offline: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
});

function readNumber(name: "shops" | "rate" | "minutes" | "seed"): number {
  const value = Number(options[name]);
  return value > 0 ? value : refuse(`--${name} must be a number above 0`);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-chain-trial-"));
  // PostgreSQL may run as another user, who has to get into it.
  chmodSync(folder, 0o711);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withBar<T>(
  label: string,
  total: number,
  work: (onDone: (done: number) => void) => Promise<T>,
): Promise<T> {
  const progress = startProgressBar(label, total);
  try {
    return await work(progress.update);
  } finally {
    progress.stop();
  }
}

const seconds = readNumber("minutes") * SECONDS_PER_MINUTE;
const journal = await simulateJournal(VISITS, readNumber("seed"));

const runLoad = (shops: number, eventsPerSecond: number): Promise<LoadFigures> =>
  inFolder((folder) =>
    withBar(`${shops} shops, ${eventsPerSecond} events/s`, seconds, (onSecond) =>
      measureLoad({ folder, journal, shops, eventsPerSecond, seconds, onSecond }),
    ),
  );

const random = createRandom(readNumber("seed"));
const runChaos = (): Promise<ChaosFigures> =>
  inFolder((folder) =>
    withBar("seconds of chaos", seconds, (onSecond) =>
      measureChaos({
        ...{ folder, journal, seconds, onSecond, shops: CHAOS_SHOPS },
        eventsPerSecond: EVENTS_PER_SHOP_SECOND,
        random: () => random.uniform(0, 1),
      }),
    ),
  );

function format({ bytesPerVisit, check, costs, lagMs, ...figures }: LoadFigures): string {
  const { events, figures: tables, other } = bytesPerVisit;
  const cost = Object.entries(costs).map(
    ([part, { cpuMsPerEvent, memoryMb }]) =>
      `${part} ${cpuMsPerEvent.toFixed(3)} ms CPU an event, ${memoryMb.toFixed(0)} MB`,
  );
  return [
    `${figures.shops} shops: ${figures.eventsPerSecond.toFixed(0)} events/s`,
    `  all at the hub, and nothing waiting, ${(figures.signInMs / 1000).toFixed(1)} s after they began`,
    `  lag ${lagMs.median.toFixed(0)} ms median, ${lagMs.p95.toFixed(0)} ms 95 %, ${lagMs.max.toFixed(0)} ms most`,
    `  a visit of ${figures.eventsPerVisit.toFixed(1)} events: ${events.toFixed(0)} bytes of events, ${tables.toFixed(0)} of figures, ${other.toFixed(0)} of other tables; ${figures.hubBytesPerMessage.toFixed(0)} bytes a message at the hub`,
    ...cost.map((line) => `  ${line}`),
    describeCheck(check, figures.shops),
  ].join("\n");
}

function describeCheck(check: ChainCheck, shops: number): string {
  return `  ${check.events} events, ${check.equal} of ${shops} shops equal, ${check.lost} lost, ${check.doubled} doubled, ${check.disordered} out of order, ${check.setAside} set aside`;
}

function formatChaos({ check, faults, ...figures }: ChaosFigures): string {
  return [
    `${figures.seconds} s of chaos: ${Object.entries(faults)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", ")}`,
    describeCheck(check, CHAOS_SHOPS),
    `  shops wrote ${(100 * figures.writtenShare).toFixed(1)} % of what was due, ${figures.longestWriteMs.toFixed(0)} ms at most; the chain had everything ${(figures.restMs / 1000).toFixed(1)} s after the last fault, and the hub ${figures.messagesPerEvent.toFixed(2)} messages of each event`,
  ].join("\n");
}

interface Checked {
  readonly check: ChainCheck;
}

function show<T extends Checked>(figures: T, toText: (figures: T) => string): void {
  console.log(options.json ? JSON.stringify(figures) : toText(figures));
  const { lost, doubled, disordered } = figures.check;
  if (lost + doubled + disordered > 0) process.exitCode = 1;
}

if (options.chaos) show(await runChaos(), formatChaos);
else if (options.offline) {
  show(await inFolder((folder) => measureReturn(folder, journal)), formatReturn);
} else {
  const sizes = options.growth
    ? options.sizes
        .split(",")
        .map((shops) => [Number(shops), Number(shops) * EVENTS_PER_SHOP_SECOND])
    : [[readNumber("shops"), readNumber("rate")]];
  const all: LoadFigures[] = [];
  const [load] = loadavg();
  for (const [shops, rate] of sizes as [number, number][]) {
    const figures = await runLoad(shops, rate);
    show(figures, format);
    all.push(figures);
    // After each size: a larger one may be too much for the machine.
    if (options.out !== undefined) writePage(options.out, all, load ?? 0);
  }
}

function writePage(file: string, all: readonly LoadFigures[], load: number): void {
  const date = new Date().toISOString().slice(0, "2026-03-04".length);
  const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, whose load average was ${load.toFixed(1)} before`;
  const sizes = all.map(({ shops }) => shops).join(",");
  const command = `npm run chain-trial -- --growth --sizes ${sizes} --minutes ${options.minutes} --out ${file}`;
  writeFileSync(file, formatGrowthPage(all, { command, version: readVersion(), date, machine }));
}
