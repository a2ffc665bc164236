/** What SQLite's errors mean for the shop. */
import { RESTORE_ADVICE, StoreError } from "./store-error.ts";

/** Primary result codes, from sqlite3.h. */
export const SQLITE_ERROR = 1;
export const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
/** No room for the log's index, which is laid out before anything is written. */
const SQLITE_IOERR_SHMSIZE = SQLITE_IOERR | (19 << 8);
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_NOTADB = 26;

/** What the system says of a disk, or of its user's part, that is full. */
const FULL_DISK: readonly unknown[] = ["ENOSPC", "EDQUOT"];

/** The primary result code of an error of SQLite's; null for any other. */
export function findSqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

/** Whether an error is the disk's, and no matter of the statement that met it. */
export function isFatal(error: unknown): boolean {
  const code = findSqliteCode(error);
  return code === SQLITE_FULL || code === SQLITE_IOERR || code === SQLITE_CORRUPT;
}

function isOfFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error)
    return [SQLITE_FULL, SQLITE_IOERR_SHMSIZE].includes(error.errcode as number);
  return "code" in error && FULL_DISK.includes(error.code);
}

/** What SQLite says of the disk, in the store's words; everything else as it is. */
export function toStoreError(error: unknown): unknown {
  if (isOfFullDisk(error)) {
    return new StoreError("disk-full", "the disk is full; free some space", error);
  }
  switch (findSqliteCode(error)) {
    case SQLITE_BUSY:
      return new StoreError("database-locked", "another process writes to the database", error);
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return new StoreError(
        "disk-failing",
        `the database cannot be read or written: ${(error as Error).message}; ` +
          "check the disk and the folder's permissions, or restore the last good backup",
        error,
      );
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return toDamage(error as Error);
    default:
      return error;
  }
}

/**
 * The same where a database is opened and gone through: there a statement of ours that makes no sense
 * to SQLite, or a number that is none, says that the tables are not those that we made.
 */
export function toOpeningError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isStrange = findSqliteCode(error) === SQLITE_ERROR || isOutOfRange(error);
  return isStrange ? toDamage(error) : toStoreError(error);
}

/** An integer of the database that JavaScript cannot hold: none of ours is. */
function isOutOfRange(error: Error): boolean {
  return "code" in error && error.code === "ERR_OUT_OF_RANGE";
}

function toDamage(error: Error): StoreError {
  return new StoreError(
    "journal-corrupt",
    `the database's file is damaged (${error.message}); ${RESTORE_ADVICE}`,
    error,
  );
}
