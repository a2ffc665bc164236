/**
 * What a cart's process takes of its small computer: starts it, shops with it, and prints each figure beside its limit.
 *
 *     npx node apps/cart/src/bench/measure-cart.ts [SECONDS]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";
import { SIMULATED_CATALOGUE } from "../simulated-catalogue.ts";

const MAIN = fileURLToPath(new URL("../../../shop/bin/saunter.mjs", import.meta.url));
const { flags }: { flags: string[] } = JSON.parse(
  readFileSync(new URL("../../../shop/bin/long-running.json", import.meta.url), "utf8"),
);
const SECONDS_DEFAULT = 30;
const STARTS = 5;
const PORT = "18090";
/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_S = 100;
const LINES = 12;
const POLL_MS = 5;
const SHOWN_MS_MAX = 10_000;
const LIMITS = { startMs: 3000, cpuShare: 0.1, memoryMb: 120 };

async function startCart(folder: string) {
  const startedMs = performance.now();
  const args = [...flags, MAIN, "cart", "--simulate", "--port", PORT, "--data", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, url: line.split(" ").at(-1)!, startMs: performance.now() - startedMs };
}

async function stopCart(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function readState(url: string): Promise<ScreenState> {
  return (await (await fetch(`${url}state`)).json()) as ScreenState;
}

let acts = 0;

async function act(url: string, given: ScreenAct): Promise<void> {
  const body = JSON.stringify({ actId: `bench-${acts++}`, act: given });
  const headers = { "content-type": "application/json" };
  await (await fetch(`${url}acts`, { method: "POST", headers, body })).json();
}

/** Milliseconds until the state is so. */
async function waitFor(url: string, isSo: (state: ScreenState) => boolean): Promise<number> {
  const fromMs = performance.now();
  while (!isSo(await readState(url))) {
    if (performance.now() - fromMs > SHOWN_MS_MAX) throw new Error("it was never shown");
    await sleep(POLL_MS);
  }
  return performance.now() - fromMs;
}

function readCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

function readMemoryMb(pid: number): number {
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kb) / 1024;
}

/** From when something is let go of above the cart, with its swaying, to when its line is ticked. */
async function measureShown(url: string): Promise<number[]> {
  const shownMs: number[] = [];
  const goods = SIMULATED_CATALOGUE.products.filter(({ weight }) => weight !== null);
  for (let at = 0; at < LINES; at++) {
    const { gtin, name, weight } = goods[at % goods.length]!;
    const thingId = `thing-${at}`;
    await act(url, { kind: "scan", code: gtin });
    await act(url, { kind: "simulate-put", thingId, name, gtin, weightG: weight!.meanG });
    shownMs.push(await waitFor(url, ({ lines }) => lines.at(-1)?.presence === "inside"));
    await sleep(1000);
  }
  return shownMs.sort((a, b) => a - b);
}

function tell(name: string, figure: string, isKept: boolean | null): void {
  process.stdout.write(`${name.padEnd(44)} ${figure}${isKept === false ? "  MISSED" : ""}\n`);
  if (isKept === false) process.exitCode = 1;
}

const seconds = Number(process.argv[2] ?? SECONDS_DEFAULT);
const folder = mkdtempSync(join(tmpdir(), "cart-bench-"));
const startsMs: number[] = [];
for (let at = 1; at < STARTS; at++) {
  const { child, startMs } = await startCart(folder);
  startsMs.push(startMs);
  await stopCart(child);
}
const { child, startMs, url } = await startCart(folder);
startsMs.push(startMs);
await waitFor(url, ({ scale }) => scale.status === "ready");
const shownMs = await measureShown(url);
const fromS = readCpuSeconds(child.pid!);
const fromMs = performance.now();
await sleep(1000 * seconds);
const share = (1000 * (readCpuSeconds(child.pid!) - fromS)) / (performance.now() - fromMs);
const memoryMb = readMemoryMb(child.pid!);
await stopCart(child);
rmSync(folder, { recursive: true });
const slowestMs = Math.max(...startsMs);
tell("cold start, slowest of 5", `${slowestMs.toFixed(0)} ms`, slowestMs <= LIMITS.startMs);
tell(
  `share of a core, ${LINES} lines, 40 samples a second`,
  `${(100 * share).toFixed(1)} %`,
  share <= LIMITS.cpuShare,
);
tell("memory, most", `${memoryMb.toFixed(0)} MB`, memoryMb <= LIMITS.memoryMb);
const at = (quantile: number) => shownMs[Math.floor(quantile * (shownMs.length - 1))]!.toFixed(0);
tell("let go to shown, swaying included", `${at(0.5)} ms, slowest ${at(1)} ms`, null);
