/**
 * Files of a shop are read and written by the user whose process it is, and by nobody else of the
 * machine: they hold receipts, people, and what cameras saw. Nothing is left to the umask.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
} from "node:fs";
import { join } from "node:path";

export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
/** Rights of the group and of everybody else. */
const OTHERS = 0o077;
/** A folder in which everybody has files of their own, such as `/tmp`, stays as it is. */
const STICKY = 0o1000;

/** Folders in a shop's folder: its keys, and what restores have set aside. */
const OWN_FOLDERS = /^(keys|replaced-\d+)$/;

/** What the system says of another's file, of a disk that knows no rights, and of a file that is gone. */
const UNCHANGEABLE: readonly unknown[] = ["EPERM", "ENOTSUP", "EROFS", "ENOENT"];

export interface Tightened {
  /** Files and folders that others could read, and cannot any more. */
  readonly changed: readonly string[];
  /** Those that others can still read: they belong to another user, or the disk has no rights. */
  readonly stillOpen: readonly string[];
}

/** Makes a folder that its owner alone can enter; one that is there stays as it is. */
export function makePrivateFolder(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
  changeMode(path, PRIVATE_FOLDER);
}

/**
 * Makes an empty file that its owner alone can read, before anything is written to it; one that is
 * there keeps its content. SQLite gives its logs the rights of the database that they are of. Where
 * no file can be made, whoever opens it next says why.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "a", PRIVATE_FILE));
    changeMode(path, PRIVATE_FILE);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
  }
}

/** Takes the rights of others away from a shop's folder and all files in it; links are left alone. */
export function tightenFolder(folder: string): Tightened {
  const [changed, stillOpen]: [string[], string[]] = [[], []];
  // Rights on Windows are of another kind: files there are as open as their folder is.
  if (process.platform === "win32" || !existsSync(folder)) return { changed, stillOpen };
  const tighten = (path: string): void => {
    const mode = readMode(path);
    if ((mode & OTHERS) === 0 || (mode & STICKY) !== 0) return;
    changeMode(path, mode & ~OTHERS & 0o777);
    const isClosed = (readMode(path) & OTHERS) === 0;
    (isClosed ? changed : stillOpen).push(path);
  };
  const tightenAll = (path: string): void => {
    tighten(path);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isFile()) tighten(inner);
      else if (entry.isDirectory() && OWN_FOLDERS.test(entry.name)) tightenAll(inner);
    }
  };
  tightenAll(folder);
  return { changed, stillOpen };
}

/** As a line for whoever starts the shop; null where there is nothing to say. */
export function describeTightened({ changed, stillOpen }: Tightened): string | null {
  const closed = `${countFiles(changed)} could be read by other users of this machine; now only by the shop's own`;
  const open = `${countFiles(stillOpen)} can be read by other users of this machine, and that cannot be changed: ${stillOpen.join(", ")}`;
  const lines = [...(changed.length > 0 ? [closed] : []), ...(stillOpen.length > 0 ? [open] : [])];
  return lines.length === 0 ? null : lines.join("; ");
}

function countFiles({ length }: readonly string[]): string {
  return length === 1 ? "1 file or folder of the shop" : `${length} files and folders of the shop`;
}

/** Nobody has rights to a file that is gone by now: another process may be making a backup. */
function readMode(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0;
}

function changeMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (!isUnchangeable(error)) throw error;
  }
}

function isUnchangeable(error: unknown): boolean {
  return error instanceof Error && "code" in error && UNCHANGEABLE.includes(error.code);
}
