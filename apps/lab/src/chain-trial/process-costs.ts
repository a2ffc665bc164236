/** What processes use, as Linux counts it: proc(5). */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessCost {
  /** User and system, since its start. */
  readonly cpuMs: number;
  /** Memory that is its own, or its share of what several have (PSS). */
  readonly memoryMb: number;
}

const TICK_MS = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Fields of /proc/PID/stat after the name, which may hold anything. */
function readStat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function readCost(pid: number): ProcessCost {
  const stat = readStat(pid);
  // utime and stime, and those of its children that have ended.
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(stat[at]), 0);
  const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return { cpuMs: ticks * TICK_MS, memoryMb: Number(pss?.[1] ?? 0) / 1024 };
}

/** Of a process and all below it. */
export function readTreeCost(pid: number): ProcessCost {
  const below = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(readStat(Number(name))[1]);
      below.set(parent, [...(below.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended meanwhile.
    }
  }
  let [cpuMs, memoryMb] = [0, 0];
  const add = (one: number): void => {
    try {
      const cost = readCost(one);
      cpuMs += cost.cpuMs;
      memoryMb += cost.memoryMb;
    } catch {
      return;
    }
    for (const child of below.get(one) ?? []) add(child);
  };
  add(pid);
  return { cpuMs, memoryMb };
}
