/** One process has a shop's folder; the system lets go of it when the process ends, however it ends. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-files.ts";
import { findSqliteCode, SQLITE_BUSY, SQLITE_NOTADB, toStoreError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";

const LOCK_FILE = "shop.lock";

export interface ProcessLock {
  release(): void;
}

/** A database that nobody refers to is closed as garbage some time, and its lock is gone with it. */
const held = new Set<DatabaseSync>();

/** Throws `database-locked` where another process has the folder. */
export function lockFolder(folder: string): ProcessLock {
  const path = join(folder, LOCK_FILE);
  let lock: DatabaseSync | null = null;
  try {
    makePrivateFile(path);
    lock = new DatabaseSync(path, { timeout: 0 });
    // An exclusive transaction that is never committed: SQLite's lock is the system's own.
    lock.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    throw explainRefusal(error, folder, path);
  }
  const taken = lock;
  held.add(taken);
  return {
    release: () => {
      held.delete(taken);
      taken.close();
    },
  };
}

/** Deletes shops' folders, all or none: throws `database-locked` where a process has one of them. */
export function deleteShopFolders(folders: readonly string[]): void {
  const locks: ProcessLock[] = [];
  const there = folders.filter((folder) => existsSync(folder));
  try {
    for (const folder of there) locks.push(lockFolder(folder));
    for (const folder of there) {
      for (const name of readdirSync(folder)) {
        // Whoever comes meanwhile finds the shop in use.
        if (name !== LOCK_FILE) rmSync(join(folder, name), { recursive: true, force: true });
      }
    }
  } finally {
    for (const lock of locks) lock.release();
  }
  for (const folder of there) rmSync(folder, { recursive: true, force: true });
}

function explainRefusal(error: unknown, folder: string, path: string): unknown {
  switch (findSqliteCode(error)) {
    case SQLITE_BUSY:
      return new StoreError(
        "database-locked",
        `another process has the shop in ${folder}; stop it first`,
        error,
      );
    case SQLITE_NOTADB:
      return new StoreError(
        "database-locked",
        `${path} is damaged; delete it once no process has the shop`,
        error,
      );
    default:
      return toStoreError(error);
  }
}
