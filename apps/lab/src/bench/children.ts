/** Work in processes of its own, timed. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Wall time and CPU time (user and system, all threads) of one go, milliseconds. */
export interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const CPU_TELLER = new URL("report-cpu-time.ts", import.meta.url).href;
/** The file descriptor on which a child tells what CPU time it used. */
const CPU_DESCRIPTOR = 3;

export interface ChildRun {
  readonly spent: Spent;
  readonly out: string;
}

/**
 * Runs a file on this very Node, with flags of its own, to its end, from its start to its exit. Throws
 * where it fails.
 */
export async function runChild(
  file: URL,
  args: readonly string[],
  onLine: (line: string) => void = () => {},
  flags: readonly string[] = [],
): Promise<ChildRun> {
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    [...flags, "--import", CPU_TELLER, fileURLToPath(file), ...args.map(String)],
    { stdio: ["ignore", "pipe", "inherit", "pipe"] },
  );
  let out = "";
  let cpu = "";
  let told = 0;
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    for (let end = out.indexOf("\n", told); end >= 0; end = out.indexOf("\n", told)) {
      onLine(out.slice(told, end));
      told = end + 1;
    }
  });
  child.stdio[CPU_DESCRIPTOR]?.on("data", (data: Buffer) => {
    cpu += data.toString("utf8");
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const wallMs = performance.now() - startMs;
  if (code !== 0) throw new Error(`${file.pathname} ended with ${code}`);
  return { spent: { wallMs, cpuMs: Number(cpu) }, out };
}

/** Runs the work again and again in this process. */
export async function measureRounds(
  rounds: number,
  work: () => Promise<void> | void,
): Promise<Spent[]> {
  const all: Spent[] = [];
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    all.push({ wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 });
  }
  return all;
}

export function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return 0.5 * (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!);
}

/** Both medians; they may be of different goes. */
export function findMedianSpent(all: readonly Spent[]): Spent {
  return {
    wallMs: findMedian(all.map(({ wallMs }) => wallMs)),
    cpuMs: findMedian(all.map(({ cpuMs }) => cpuMs)),
  };
}
