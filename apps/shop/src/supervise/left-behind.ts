/**
 * A shop whose supervisor was killed runs on, and holds its database and its port. The next supervisor finds it by
 * what its processes were started with, and ends it. On Linux alone: elsewhere nothing is found.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const VARIABLE = "SAUNTER_SUPERVISED";
const POLL_MS = 100;

/** The environment variable by which processes of a supervised shop are known. */
export function markSupervised(folder: string): Readonly<Record<string, string>> {
  const startedTicks = readProcess(process.pid)?.startedTicks ?? "";
  return { [VARIABLE]: `${process.pid} ${startedTicks} ${realpathSync(folder)}` };
}

interface OneProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Since the computer's start: with the number it is that process and no later one. */
  readonly startedTicks: string;
}

/** Null where there is no such process, or this is not Linux. */
function readProcess(pid: number): OneProcess | null {
  const text = readProc(`${pid}/stat`);
  if (text === null) return null;
  // What stands before may have spaces and brackets of its own.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { pid, parentPid: Number(fields[1]), startedTicks: fields[19]! };
}

/** Null where it is not there, or another user's. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return null;
    throw error;
  }
}

interface Supervised extends OneProcess {
  readonly supervisorPid: number;
  readonly supervisorTicks: string;
}

/** All processes of the shop that a supervisor has started. */
function listSupervised(folder: string): Supervised[] {
  if (!existsSync("/proc")) return [];
  const place = realpathSync(folder);
  const prefix = `${VARIABLE}=`;
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    const variables = readProc(`${name}/environ`)?.split("\0") ?? [];
    const mark = variables.find((one) => one.startsWith(prefix))?.slice(prefix.length);
    const [, supervisorPid, supervisorTicks, of] = /^(\d+) (\d+) (.+)$/s.exec(mark ?? "") ?? [];
    const found = of === place ? readProcess(Number(name)) : null;
    if (found === null) return [];
    return [{ ...found, supervisorPid: Number(supervisorPid), supervisorTicks: supervisorTicks! }];
  });
}

/**
 * Ends what an earlier supervisor of this shop has left, and what this one has started and lost; its own shop has to
 * be closed. Rejects where another supervisor of the shop is alive.
 * @returns whether there was anything
 */
export async function endLeftBehind(folder: string, withinMs: number): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const left = listSupervised(folder);
  for (const { supervisorPid, supervisorTicks } of left) {
    if (supervisorPid === process.pid) continue;
    if (readProcess(supervisorPid)?.startedTicks !== supervisorTicks) continue;
    throw new Error(`another supervisor, process ${supervisorPid}, runs the shop in ${folder}`);
  }
  const pids = new Set(left.map(({ pid }) => pid));
  // Whoever was started by another of them is ended by it.
  for (const { parentPid, pid } of left) if (!pids.has(parentPid)) sendSignal(pid, "SIGTERM");
  const endMs = performance.now() + withinMs;
  while (listSupervised(folder).length > 0) {
    await wait(POLL_MS);
    if (performance.now() < endMs) continue;
    for (const { pid } of listSupervised(folder)) sendSignal(pid, "SIGKILL");
  }
  return left.length > 0;
}

/** @param pid negative: of a whole group. What has ended by itself needs none. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
