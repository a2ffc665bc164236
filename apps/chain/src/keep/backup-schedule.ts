/** Backups that the chain's process makes by itself, and how old the last one is. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "@saunter/server/processes/is-running";

const NAME = /^chain-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.backup$/;

export interface KeptBackup {
  readonly path: string;
  readonly madeMs: number;
}

/**
 * Those in a folder that the process has made, the newest first. Those that are dated later than now are last: they were
 * made while the clock was wrong, so nobody knows when.
 */
export function listBackups(folder: string, nowMs: number): KeptBackup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const found = NAME.exec(name);
      if (found === null) return [];
      const [, day, hour, minute, second] = found;
      const madeMs = Date.parse(`${day}${hour}:${minute}:${second}Z`);
      return [{ path: join(folder, name), madeMs }];
    })
    .toSorted((a, b) => Number(a.madeMs > nowMs) - Number(b.madeMs > nowMs) || b.madeMs - a.madeMs);
}

/** Null where there is none of which it is known. */
export function findLastBackupMs(folder: string, nowMs: number): number | null {
  const [newest] = listBackups(folder, nowMs);
  return newest === undefined || newest.madeMs > nowMs ? null : newest.madeMs;
}

/** Of the last one. */
export function findBackupAgeMs(folder: string, nowMs: number): number | null {
  const madeMs = findLastBackupMs(folder, nowMs);
  return madeMs === null ? null : nowMs - madeMs;
}

function nameBackup(folder: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "-");
  return join(folder, `chain-${time}Z.backup`);
}

export interface BackupSchedule {
  readonly folder: string;
  readonly everyMs: number;
  /** So many stay, the newest; 1 or more. */
  readonly keep: number;
}

const PARTIAL = /^chain-.*\.backup\.(\d+)\.partial$/;

/** What a process that was killed has left. Others may be at work. */
function removeInterrupted(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = PARTIAL.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Makes one where the newest is old enough, and then deletes those beyond. Gives its path; null where it is too early.
 * What fails is to be tried again.
 */
export async function backUpDue(
  { everyMs, folder, keep }: BackupSchedule,
  nowMs: number,
  make: (path: string) => Promise<unknown>,
): Promise<string | null> {
  const ageMs = findBackupAgeMs(folder, nowMs);
  if (ageMs !== null && ageMs < everyMs) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeInterrupted(folder);
  const path = nameBackup(folder, nowMs);
  await make(path);
  for (const old of listBackups(folder, nowMs).slice(keep)) rmSync(old.path, { force: true });
  return path;
}
