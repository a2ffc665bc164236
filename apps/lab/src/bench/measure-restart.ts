/** From the start of the shop's process to a shop that serves, with a long history behind it. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { SHOP_PROJECTIONS } from "@saunter/shop/projections/shop-projections";
import { openStore } from "@saunter/shop/store/store";
import { findMedian } from "./children.ts";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";
import { fillJournal } from "./measure-appends.ts";

export const RESTART_S_MAX = 5;

const STEPS_OF_FILLING = 100;

const SAUNTER = fileURLToPath(new URL("../../../shop/bin/saunter.mjs", import.meta.url));
const CONFIG = `
shop: {id: bench, name: Bench, address: [x], legalName: B, timeZone: Europe/London,
  locale: en-GB, currency: GBP}
source: {kind: simulated, seed: 1, scenario: busy, speed: 1}
tax: {jurisdiction: UK}
payment: {gateway: {kind: simulator}}
http: {port: 0}
`;

export interface RestartOptions {
  readonly events: number;
  /** Of which the median is taken. */
  readonly starts: number;
  readonly progress: Progress;
}

/** Steps of `progress`. */
export function countRestartSteps(starts: number): number {
  return STEPS_OF_FILLING + starts + 1;
}

export async function measureRestart({
  events,
  starts,
  progress,
}: RestartOptions): Promise<FigureGroup[]> {
  const root = mkdtempSync(join(tmpdir(), "saunter-restart-"));
  const [config, folder] = [join(root, "shop.yaml"), join(root, "data")];
  try {
    writeFileSync(config, CONFIG);
    await fillJournal({
      events,
      folder,
      onFilled: (filled) => progress.update(Math.floor((STEPS_OF_FILLING * filled) / events)),
    });
    const startsS: number[] = [];
    for (let start = 1; start <= starts; start++) {
      startsS.push(await timeStart(config, folder));
      progress.update(STEPS_OF_FILLING + start);
    }
    const opened = await timeOpening(folder);
    return [
      {
        title: `restart with ${events} events behind it`,
        figures: [
          createFigure(
            `from the start to a shop that serves, median of ${starts}`,
            findMedian(startsS),
            "s",
            2,
            atMost(RESTART_S_MAX),
          ),
          createFigure("of this, opening the journal", opened.openS, "s", 2),
          createFigure("until every event of it is verified", opened.checkedS, "s", 2),
        ],
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Starts the shop, ends it once it serves; seconds until it served. */
async function timeStart(config: string, folder: string): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [SAUNTER, "serve", config, "--data", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!line.includes(" is open: ")) continue;
    const tookS = (performance.now() - startMs) / 1000;
    lines.close();
    child.stdout.resume();
    child.kill("SIGTERM");
    await ended;
    return tookS;
  }
  throw new Error("the shop ended before it served");
}

async function timeOpening(folder: string): Promise<{ openS: number; checkedS: number }> {
  const startMs = performance.now();
  const tookS = (): number => (performance.now() - startMs) / 1000;
  const nowMs = (): number => Date.now();
  const store = openStore({ folder, nowMs, projections: SHOP_PROJECTIONS, schema: "" });
  const openS = tookS();
  await store.checked;
  const checkedS = tookS();
  await store.close();
  return { openS, checkedS };
}
