/** Kills the real process, again and again, and checks what it has left. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { deserialize } from "node:v8";
import { createRandom } from "@saunter/numerics/random";
import { auditShop } from "@saunter/shop/testing/audit";
import { addFindings, type Findings, NO_FINDINGS } from "@saunter/shop/testing/findings";
import { createProvider, listBooks } from "@saunter/sim/payments/provider";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { PROVIDER_FILE } from "../simulator/simulator.ts";
import { openBusyShop } from "./busy-shop.ts";
import { settleRemains } from "./settle-remains.ts";

export interface CrashSummary {
  kills: number;
  events: number;
  acknowledged: number;
  /** Longest time from a start to serving, milliseconds. */
  startMsMax: number;
  findings: Findings;
}

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (done: number) => void;
}

/** A process lives so long under load before it is killed. */
const LIFE_MS_MIN = 20;
const LIFE_MS_MAX = 1200;
const READY_MS_MAX = 600_000;

export async function runCrashes({ kills, seed, onKill }: CrashOptions): Promise<CrashSummary> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-crash-"));
  const random = createRandom(seed);
  const acknowledged = new Map<number, string>();
  const findings = NO_FINDINGS();
  let startMsMax = 0;
  try {
    for (let kill = 0; kill < kills; kill++) {
      const lifeMs = random.uniform(LIFE_MS_MIN, LIFE_MS_MAX);
      const { startMs, lines } = await liveAndDie(folder, seed + kill, lifeMs, kill === 0);
      startMsMax = Math.max(startMsMax, startMs);
      for (const line of lines) acknowledge(line, acknowledged, findings);
      onKill?.(kill + 1);
    }
    const events = await auditRemains(folder, acknowledged, findings);
    return { kills, events, acknowledged: acknowledged.size, startMsMax, findings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function acknowledge(line: string, acknowledged: Map<number, string>, findings: Findings): void {
  const [position, digest] = line.split(" ");
  const at = Number(position);
  const known = acknowledged.get(at);
  if (known !== undefined && known !== digest) {
    findings.lost++;
    findings.words.push(`lost: event ${at} was acknowledged, and another stands in its place`);
  }
  acknowledged.set(at, digest!);
}

/**
 * Starts a process, lets it work, kills it; returns what it had acknowledged.
 *
 * @param mustWork Kill it only after it has acknowledged an event, however slow the machine is.
 */
async function liveAndDie(folder: string, seed: number, lifeMs: number, mustWork: boolean) {
  const script = fileURLToPath(new URL("./crash-child.ts", import.meta.url));
  const startedMs = performance.now();
  const child = spawn(process.execPath, [script, folder, String(seed)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: string[] = [];
  let errors = "";
  let lineCount = 0;
  let startMs = Number.NaN;
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const worked = Promise.withResolvers<void>();
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (Number.isNaN(startMs)) {
        startMs = performance.now() - startedMs;
        resolve();
      }
      chunks.push(text);
      lineCount += text.split("\n").length - 1;
      // The first line says that it is ready.
      if (lineCount > 1) worked.resolve();
    });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  await Promise.race([ready, ended, wait(READY_MS_MAX, undefined, { ref: false })]);
  await Promise.race([ended, wait(lifeMs)]);
  if (mustWork) await Promise.race([ended, worked.promise]);
  const hasEnded = child.exitCode !== null;
  child.kill("SIGKILL");
  await ended;
  if (hasEnded || Number.isNaN(startMs)) {
    throw new Error(`the process ended by itself:\n${errors}`);
  }
  const text = chunks.join("");
  // A line that the kill has cut was told to nobody.
  const lines = text.slice(0, text.lastIndexOf("\n")).split("\n");
  return { startMs, lines: lines.filter((line) => line !== "" && line !== "ready") };
}

/** What the provider knows; nothing where every process was killed before it had asked for anything. */
function readProvider(path: string): Provider {
  if (existsSync(path)) return deserialize(readFileSync(path)) as Provider;
  return createProvider({ currencies: [], searchLagMs: 0, actionUrl: "" });
}

/** Opens what is left once more, lets it come to its end, and compares it with the provider's books. */
async function auditRemains(
  folder: string,
  acknowledged: ReadonlyMap<number, string>,
  findings: Findings,
): Promise<number> {
  let aheadMs = 0;
  const remains = await openBusyShop(folder, 0, () => Date.now() + aheadMs);
  const events = remains.store.position();
  await settleRemains(remains, (byMs) => {
    aheadMs += byMs;
  });
  const provider = readProvider(join(folder, PROVIDER_FILE));
  const found = auditShop(remains.store, listBooks(provider), acknowledged);
  await remains.close();
  addFindings(findings, found);
  findings.words.push(...found.words);
  return events;
}
