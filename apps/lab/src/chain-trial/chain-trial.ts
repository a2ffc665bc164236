/**
 * A chain of shops on this machine, measured: a hub of three NATS servers, PostgreSQL, the chain, and shops that write
 * events of a size that shops have.
 *
 *     npm run chain-trial -- --shops 200 --rate 2000 --minutes 10
 *     npm run chain-trial -- --growth               10, 50, 100 and 200 shops, ten events a second each
 *     npm run chain-trial -- --json                 one JSON object a line on stdout
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { readOptions, refuse } from "../read-options.ts";
import { type LoadFigures, measureLoad } from "./measure-load.ts";

const GROWTH_SHOPS = [10, 50, 100, 200];
const EVENTS_PER_SHOP_SECOND = 10;
const SECONDS_PER_MINUTE = 60;

const options = readOptions({
  shops: { type: "string", default: "200" },
  rate: { type: "string", default: "2000" },
  minutes: { type: "string", default: "1" },
  growth: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});

function readNumber(name: "shops" | "rate" | "minutes"): number {
  const value = Number(options[name]);
  return value > 0 ? value : refuse(`--${name} must be a number above 0`);
}

async function run(shops: number, eventsPerSecond: number): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-chain-trial-"));
  // PostgreSQL may run as another user, who has to get into it.
  chmodSync(folder, 0o711);
  const seconds = readNumber("minutes") * SECONDS_PER_MINUTE;
  const progress = startProgressBar(`${shops} shops, ${eventsPerSecond} events/s`, seconds);
  try {
    return await measureLoad({
      folder,
      shops,
      eventsPerSecond,
      seconds,
      onSecond: progress.update,
    });
  } finally {
    progress.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function format({ check, costs, lagMs, ...figures }: LoadFigures): string {
  const cost = Object.entries(costs).map(
    ([part, { cpuMsPerEvent, memoryMb }]) =>
      `${part} ${cpuMsPerEvent.toFixed(3)} ms CPU an event, ${memoryMb.toFixed(0)} MB`,
  );
  return [
    `${figures.shops} shops: ${figures.eventsPerSecond.toFixed(0)} events/s`,
    `  lag ${lagMs.median.toFixed(0)} ms median, ${lagMs.p95.toFixed(0)} ms 95 %, ${lagMs.max.toFixed(0)} ms most; ${figures.databaseBytesPerEvent.toFixed(0)} bytes an event in the database`,
    ...cost.map((line) => `  ${line}`),
    `  ${check.events} events, ${check.equal} of ${figures.shops} shops equal, ${check.lost} lost, ${check.doubled} doubled, ${check.disordered} out of order, ${check.setAside} set aside`,
  ].join("\n");
}

const sizes = options.growth
  ? GROWTH_SHOPS.map((shops) => [shops, shops * EVENTS_PER_SHOP_SECOND] as const)
  : [[readNumber("shops"), readNumber("rate")] as const];
for (const [shops, eventsPerSecond] of sizes) {
  const figures = await run(shops, eventsPerSecond);
  console.log(options.json ? JSON.stringify(figures) : format(figures));
}
