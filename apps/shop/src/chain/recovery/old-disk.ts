/** What an old disk has of a shop: read from a copy, so that the disk stays as it was found. */
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { copyDatabase } from "../../store/backup.ts";
import { type Head, readHeadMark } from "../../store/head-mark.ts";
import {
  CHECKSUM_FORMAT,
  type JournalRow,
  openJournalReader,
  readFormat,
} from "../../store/journal.ts";
import { makePrivateFolder } from "../../store/private-files.ts";
import { examineTables, listCheckedTables, registerChecksums } from "../../store/row-checksums.ts";
import { findSqliteCode, toOpeningError } from "../../store/sqlite-error.ts";
import { nameFiles } from "../../store/store.ts";
import { StoreError } from "../../store/store-error.ts";
import type { RowSource } from "./gather-journal.ts";

export interface OldDisk extends RowSource {
  /** As far as its rows can be read. */
  readonly lastPosition: number;
  /** How far its journal went, by its own mark; null where that cannot be read. */
  readonly mark: Head | null;
  /** A verified copy of its database, where all of it is whole. */
  readonly whole: { readonly path: string; readonly head: Head } | null;
  close(): void;
}

/**
 * Null where a folder has no database, or one of which nothing can be read.
 *
 * @param scratch a folder for copies of it
 * @param isMade whether a table is made of events
 */
export async function openOldDisk(
  folder: string,
  scratch: string,
  isMade: (table: string) => boolean,
): Promise<OldDisk | null> {
  const { database, mark: markFile } = nameFiles(folder);
  if (!existsSync(database)) return null;
  makePrivateFolder(scratch);
  const path = join(scratch, "shop.db");
  for (const end of ["", "-wal"]) {
    if (existsSync(database + end)) copyFileSync(database + end, path + end);
  }
  const mark = readHeadMark(markFile);
  const whole = await copyWhole(path, join(scratch, "whole.db"), mark, isMade);
  const db = openDamaged(path);
  if (db === null) return null;
  const reader = orNothing(() => openJournalReader(db));
  const readAfter = (position: number): readonly JournalRow[] =>
    orNothing(() => reader?.readRowsFrom(position + 1)) ?? [];
  const last = orNothing(() => db.prepare("SELECT max(position) AS last FROM journal").get());
  return {
    ...{ readAfter, mark, whole },
    lastPosition: (last?.last as number | null | undefined) ?? 0,
    close: () => db.close(),
  };
}

/** Null where anything of it is not what was written. */
async function copyWhole(
  from: string,
  to: string,
  mark: Head | null,
  isMade: (table: string) => boolean,
): Promise<OldDisk["whole"]> {
  try {
    const head = await copyDatabase(from, to, mark);
    return hasDamagedRows(to, isMade) ? null : { path: to, head };
  } catch (error) {
    const known = toOpeningError(error);
    if (known instanceof StoreError && known.code !== "journal-newer") return null;
    throw known;
  }
}

function hasDamagedRows(path: string, isMade: (table: string) => boolean): boolean {
  const db = new DatabaseSync(path);
  try {
    if (readFormat(db) < CHECKSUM_FORMAT) return false;
    registerChecksums(db);
    const tables = listCheckedTables(db).filter((name) => !isMade(name));
    return examineTables(db, tables).damaged.length > 0;
  } finally {
    db.close();
  }
}

function openDamaged(path: string): DatabaseSync | null {
  return orNothing(() => new DatabaseSync(path));
}

/** What SQLite cannot read is not there. */
function orNothing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (findSqliteCode(error) === null) throw error;
    return null;
  }
}
