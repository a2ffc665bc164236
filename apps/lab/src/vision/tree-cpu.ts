/** CPU time of this process and of all that it has started, as Linux keeps it in /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** Of /proc: times are in these, whatever the kernel counts by (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_A_SECOND = 100;
/** Fields of a line of /proc/PID/stat, after the name in brackets. */
const PARENT = 1;
const TIMES = [11, 12, 13, 14];

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Its own, and that of children that have ended and were waited for. */
  readonly seconds: number;
}

/**
 * Seconds, user and system, of this process and those below it, ended ones included; NaN where there is
 * no /proc.
 *
 * @param besides processes that are left out, with those below them
 */
export function readTreeCpuSeconds(besides: readonly number[] = []): number {
  if (process.platform !== "linux") return Number.NaN;
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  let total = 0;
  let level = all.filter(({ pid }) => pid === process.pid);
  while (level.length > 0) {
    total += level.reduce((sum, { seconds }) => sum + seconds, 0);
    const pids = new Set(level.map(({ pid }) => pid));
    level = all.filter(({ pid, parent }) => pids.has(parent) && !besides.includes(pid));
  }
  return total;
}

/** Null where it has ended meanwhile. */
function readStat(pid: number): Stat | null {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const ticks = TIMES.reduce((sum, at) => sum + Number(fields[at]), 0);
  return { pid, parent: Number(fields[PARENT]), seconds: ticks / TICKS_A_SECOND };
}
