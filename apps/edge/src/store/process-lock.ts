/** One process has a shop's folder; the system lets go of it when the process ends, however it ends. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./store-error.ts";

export interface ProcessLock {
  release(): void;
}

/** Throws `database-locked` where another process has the folder. */
export function lockFolder(folder: string): ProcessLock {
  const lock = new DatabaseSync(join(folder, "shop.lock"), { timeout: 0 });
  try {
    // An exclusive transaction that is never committed: SQLite's lock is the system's own.
    lock.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new StoreError(
      "database-locked",
      `another process has the shop in ${folder}; stop it first`,
      error,
    );
  }
  return { release: () => lock.close() };
}
