/**
 * The shop's database. All that is to last goes through `transact`: its promise is kept only when
 * what was written is on the disk. Transactions run one after the other, and those that wait are
 * committed together.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import { type BackgroundCheck, checkInBackground } from "./background-check.ts";
import { createFoldedStates, evolve, parseStream } from "./folded-states.ts";
import { isDiskError, openHeadMark, readHeadMark } from "./head-mark.ts";
import {
  CHECKSUM_FORMAT,
  checkDatabase,
  damaged,
  type Journal,
  type JournalRow,
  markMissing,
  openJournal,
  openJournalReader,
  readFormat,
  type StoredEvent,
  verifyJournal,
} from "./journal.ts";
import { forgetPrepared } from "./prepared.ts";
import {
  makePrivateFile,
  makePrivateFolder,
  PRIVATE_FILE,
  type Tightened,
  tightenFolder,
} from "./private-files.ts";
import { lockFolder, type ProcessLock } from "./process-lock.ts";
import {
  markProjections,
  openTaker,
  type Projection,
  prepareProjections,
  type Taker,
} from "./projection.ts";
import {
  CHECKSUM_SCHEMA,
  forgetChecksums,
  keepChecksums,
  listCheckedTables,
  registerChecksums,
  sealTables,
  WITHOUT_CHECKSUMS,
} from "./row-checksums.ts";
import { createRowGuard, type RowGuard } from "./row-guard.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";
import { CHECKED_AT_ONCE_BYTES_MAX } from "./store-limits.ts";
import { createStoreWriter } from "./store-writer.ts";
import { openKeptStates, STREAM_TABLES } from "./stream-tables.ts";
import { syncFolder } from "./sync-folder.ts";
import {
  checkIntegrity,
  checkWhole,
  findBrokenTables,
  listTableNames,
  noteRepairs,
  type Repair,
  repairTables,
} from "./table-repair.ts";
import type { Transaction } from "./transaction.ts";

export interface StoreOptions {
  readonly folder: string;
  readonly nowMs: () => number;
  readonly projections: readonly Projection[];
  /** Tables that are not made of events: what may be deleted, and what is on its way out. */
  readonly schema: string;
  /** Lets the loop take more transactions before a commit; `setImmediate` where not given. */
  readonly defer?: (commit: () => void) => void;
  /** How a database is opened; a simulation gives one whose disk fails. */
  readonly openDatabase?: (path: string) => DatabaseSync;
  /**
   * Takes what a listener to commits threw; nothing of the commit depends on it. Where not given it
   * is thrown where nobody catches it.
   */
  readonly onListenerFailed?: (error: unknown) => void;
  /** Called where others could read files of the folder, which they cannot any more. */
  readonly onTightened?: (tightened: Tightened) => void;
  /** `CHECKED_AT_ONCE_BYTES_MAX` where not given. */
  readonly checkedAtOnceBytesMax?: number;
}

export interface Store {
  readonly db: DatabaseSync;
  /** Position of the last event. */
  readonly position: () => number;
  /** Whether a table is made of events. */
  readonly isMade: (table: string) => boolean;
  transact<T>(work: (tx: Transaction) => T): Promise<T>;
  /** The state of a stream as it was last committed. */
  read<Kind extends StreamKind>(kind: Kind, id: string): StatesByKind[Kind];
  readFrom(position: number, limit?: number): StoredEvent[];
  /** The journal's rows from a position on, as they were written. */
  readRowsFrom(position: number, limit?: number): readonly JournalRow[];
  readStream(stream: string): StoredEvent[];
  /** Called with the events of each commit, in order, after it. Returns how to stop it. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void;
  /**
   * Resolves when every event has been verified; rejects where one is not what was written, of which
   * nothing has been given out. A short journal has been verified before it is opened.
   */
  readonly checked: Promise<void>;
  /**
   * Looks for damage in everything beside the journal, in a process of its own, and repairs it: what is
   * made of events is rebuilt, other rows are taken out and written down in `damaged_rows`.
   */
  checkTables(): Promise<void>;
  /** Commits what waits, then closes. */
  close(): Promise<void>;
}

export function openDatabase(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: 5000 });
}

/** The files of a shop's folder. */
export function nameFiles(folder: string) {
  return {
    database: join(folder, "shop.db"),
    mark: join(folder, "journal.head"),
    /** There where damage was found while the shop ran: the next start looks at everything first. */
    suspect: join(folder, "journal.suspect"),
    /** There where another computer has taken the shop's place: what it says is why. */
    replaced: join(folder, "journal.replaced"),
  };
}

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  -- A row that "OR REPLACE" drops takes its checksum with it.
  PRAGMA recursive_triggers = ON;
`;

/**
 * Opens the database of a folder, checks it, and makes projections again where they are not what they
 * should be. Of a long journal the end is checked first, and the rest while the shop runs. Throws a
 * `StoreError` where it must not be used.
 */
export function openStore(options: StoreOptions): Store {
  makePrivateFolder(options.folder);
  const lock = lockFolder(options.folder);
  try {
    checkIsInPlace(options.folder);
    const tightened = tightenFolder(options.folder);
    if (tightened.changed.length + tightened.stillOpen.length > 0) options.onTightened?.(tightened);
    const { database } = nameFiles(options.folder);
    makePrivateFile(database);
    const db = (options.openDatabase ?? openDatabase)(database);
    try {
      return createStore(db, lock, options);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw toOpeningError(error);
  }
}

/** Throws `shop-replaced` where another computer has taken the place of this one. */
function checkIsInPlace(folder: string): void {
  const { replaced } = nameFiles(folder);
  if (existsSync(replaced)) {
    throw new StoreError("shop-replaced", readFileSync(replaced, "utf8").trimEnd());
  }
}

/**
 * No process opens the folder again, until it is restored. Returns why, in words, also where the disk does not take
 * it: the next process finds out from the chain again.
 */
export function markReplaced(folder: string, why: string): StoreError {
  const { replaced } = nameFiles(folder);
  try {
    writeFileSync(replaced, `${why}\n`, { mode: PRIVATE_FILE, flush: true });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    // Without its words it would be no reason.
    rmSync(replaced, { force: true });
  }
  return new StoreError("shop-replaced", why);
}

function createStore(db: DatabaseSync, lock: ProcessLock, options: StoreOptions): Store {
  db.exec(PRAGMAS);
  const { mark: markPath, database } = nameFiles(options.folder);
  const found = Promise.withResolvers<never>();
  let isOpen = true;
  const guard = createRowGuard(db, found.reject);
  const { nowMs, onListenerFailed = throwLater } = options;
  const mend = (tables: readonly string[]): void => {
    try {
      if (isOpen && tables.length > 0) mendTables(db, options, tables, journal.head.position);
    } catch (error) {
      const known = toOpeningError(error);
      if (known instanceof StoreError) noteSuspicion(options.folder, known);
      throw known;
    }
  };
  const suspects = createSuspects((tables) => {
    try {
      mend(tables);
    } catch (error) {
      onListenerFailed(error);
    }
  });
  registerChecksums(db, suspects.add);
  const { journal, isChecked } = takeUpJournal(db, guard, options);
  const check = isChecked ? null : checkInBackground(database);
  let tableCheck: BackgroundCheck | null = null;
  const states = createFoldedStates(journal, openKeptStates(db));
  const take = openTaker(db, [...STREAM_TABLES, ...options.projections]);
  const mark = openHeadMark(markPath);
  mark.write(journal.head);
  if (mark.isNew) {
    mark.sync();
    syncFolder(options.folder);
  }
  const onDamage = suspects.add;
  const parts = { db, journal, states, mark, take, nowMs, onListenerFailed, onDamage };
  const writer = createStoreWriter(
    { ...parts, markProjections: markProjections(db) },
    options.defer ?? ((commit) => void setImmediate(commit)),
  );
  const stopped = Promise.withResolvers<readonly string[]>();
  return {
    db,
    position: () => journal.head.position,
    isMade: ofRepair(options).isMade,
    transact: writer.transact,
    read: <Kind extends StreamKind>(kind: Kind, id: string) =>
      states.read(kind, id).state as StatesByKind[Kind],
    readFrom: journal.readFrom,
    readRowsFrom: journal.readRowsFrom,
    readStream: (stream) => journal.readStream(stream),
    onCommitted: writer.onCommitted,
    checked: awaitCheck(check, found.promise, guard, options.folder, mend),
    checkTables: async () => {
      if (!isOpen || tableCheck !== null) return;
      // What simulates a disk is nobody else's to open.
      if (options.openDatabase !== undefined) {
        mend(listOwned(db, options));
        return;
      }
      tableCheck = checkInBackground(database, ["tables"]);
      const broken = await Promise.race([tableCheck.ended, stopped.promise]);
      tableCheck = null;
      mend(broken);
    },
    close: async () => {
      writer.close();
      if (!isOpen) return;
      isOpen = false;
      stopped.resolve([]);
      // Where nothing reads beside it, it is closed at once.
      if (check !== null) await check.stop();
      if (tableCheck !== null) await tableCheck.stop();
      mark.close();
      forgetPrepared(db);
      db.close();
      lock.release();
    },
  };
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function awaitCheck(
  check: BackgroundCheck | null,
  damage: Promise<never>,
  guard: RowGuard,
  folder: string,
  mend: (tables: readonly string[]) => void,
): Promise<void> {
  const ended =
    check?.ended.then((broken) => {
      guard.lift();
      mend(broken);
    }) ?? Promise.resolve();
  const checked = Promise.race([ended, damage]).catch((error: unknown) => {
    if (error instanceof StoreError) noteSuspicion(folder, error);
    throw error;
  });
  // It is reported only to those who ask; nothing that is damaged is returned.
  checked.catch(() => {});
  return checked;
}

function noteSuspicion(folder: string, { message }: StoreError): void {
  try {
    writeFileSync(nameFiles(folder).suspect, `${message}\n`, { mode: PRIVATE_FILE });
  } catch (error) {
    // The next start finds the damage again, a little later.
    if (!isDiskError(error)) throw error;
  }
}

/**
 * Checks the file and verifies the journal, or its end where it is long; projections that are behind
 * are rebuilt on the way. All in one transaction: a database that is refused is left as it was.
 */
function takeUpJournal(
  db: DatabaseSync,
  guard: RowGuard,
  options: StoreOptions,
): { readonly journal: Journal; readonly isChecked: boolean } {
  const { mark: markPath, database, suspect } = nameFiles(options.folder);
  const mark = readHeadMark(markPath);
  db.exec("BEGIN IMMEDIATE");
  const format = readFormat(db);
  const journal = openJournal(db, guard);
  const { position } = journal.head;
  if (position > 0 && !existsSync(markPath)) {
    throw markMissing(markPath, options.folder, database);
  }
  const isSuspect = existsSync(suspect);
  const isLong = !isSuspect && isLarge(db, options) && position > 0;
  const broken = isLong ? [] : findBrokenTables(db);
  const isNew = takeUpTables(db, options, format);
  const owned = isLong || isNew ? [] : listOwned(db, options);
  const repairs = repairTables(db, { ...ofRepair(options), tables: owned, broken });
  // Where something was found wrong, it may have been in what is made of events.
  const stale = prepare(db, options, isSuspect ? Number.NaN : position, repairs);
  if (broken.length > 0) checkWhole(db);
  const isChecked = !isLong || stale.length > 0;
  if (!isChecked) guard.begin(journal.head, mark);
  else {
    if (isLong) checkDatabase(db);
    const visit = stale.length > 0 ? createFoldingVisit(db, openTaker(db, stale)) : null;
    verifyJournal(db, mark, visit);
  }
  markProjections(db)(position);
  noteRepairs(db, repairs, options.nowMs());
  db.exec("COMMIT");
  if (isChecked) rmSync(suspect, { force: true });
  return { journal, isChecked };
}

/** Makes the tables. Returns whether those that were there had no checksums yet: now they have. */
function takeUpTables(db: DatabaseSync, { schema }: StoreOptions, format: number): boolean {
  const isUnsealed = format < CHECKSUM_FORMAT;
  const known = isUnsealed ? [] : listCheckedTables(db);
  db.exec(CHECKSUM_SCHEMA);
  // A later release may add rows to tables that are there.
  if (!isUnsealed) keepChecksums(db);
  db.exec(schema);
  sealTables(
    db,
    listCheckedTables(db).filter((table) => !known.includes(table)),
  );
  return isUnsealed;
}

function listProjections(options: StoreOptions): readonly Projection[] {
  return [...STREAM_TABLES, ...options.projections];
}

function ofRepair(options: StoreOptions) {
  const made = new Set(listProjections(options).flatMap(({ tables }) => tables));
  return { schema: options.schema, isMade: (table: string) => made.has(table) };
}

/** Tables that this store takes care of: others may be made of events that it has no projection for. */
function listOwned(db: DatabaseSync, options: StoreOptions): string[] {
  const text = CHECKSUM_SCHEMA + options.schema;
  const ofSchema = new Set(
    [...text.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g)].map(([, of]) => of),
  );
  const { isMade } = ofRepair(options);
  const owned = listCheckedTables(db).filter((table) => isMade(table) || ofSchema.has(table));
  return [...owned, "streams"];
}

/** Empties the projections that are stale or damaged, and keeps checksums of all tables from here on. */
function prepare(
  db: DatabaseSync,
  options: StoreOptions,
  position: number,
  repairs: readonly Repair[],
): Projection[] {
  const rebuilt = new Set(repairs.filter(isRebuilt).map(({ table }) => table));
  const isDamaged = (table: string): boolean => rebuilt.has(table);
  const stale = prepareProjections(db, listProjections(options), position, isDamaged);
  for (const table of stale.flatMap(({ tables }) => tables)) forgetChecksums(db, table);
  keepChecksums(db);
  return stale;
}

const isRebuilt = ({ outcome }: Repair): boolean => outcome === "rebuilt";

/** Repairs tables of a store that is open, in a transaction of its own. */
function mendTables(
  db: DatabaseSync,
  options: StoreOptions,
  suspected: readonly string[],
  position: number,
): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const owned = listOwned(db, options);
    // One look at everything takes less than one at each.
    const isWhole = suspected.length > 1 && checkIntegrity(db) === null;
    const broken = isWhole
      ? []
      : listTableNames(db).filter(
          (table) => suspected.includes(table) && checkIntegrity(db, table) !== null,
        );
    const known = [...owned, ...WITHOUT_CHECKSUMS];
    const strange = broken.find((table) => !known.includes(table));
    // What nobody here makes or reads is nobody's to repair.
    if (strange !== undefined) throw damaged(`the table "${strange}"`);
    const tables = owned.filter((table) => suspected.includes(table));
    const repairs = repairTables(db, { ...ofRepair(options), tables, broken });
    const stale = prepare(db, options, position, repairs);
    if (stale.length > 0) verifyJournal(db, null, createFoldingVisit(db, openTaker(db, stale)));
    markProjections(db)(position);
    noteRepairs(db, repairs, options.nowMs());
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Collects tables that something is wrong with, and has them mended once what runs now is over. */
function createSuspects(mend: (tables: readonly string[]) => void): {
  readonly add: (table: string) => void;
} {
  const suspected = new Set<string>();
  return {
    add: (table) => {
      suspected.add(table);
      if (suspected.size > 1) return;
      queueMicrotask(() => {
        const tables = [...suspected];
        suspected.clear();
        mend(tables);
      });
    },
  };
}

function isLarge(db: DatabaseSync, options: StoreOptions): boolean {
  const of = (pragma: string): number =>
    Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] as number;
  const bytes = of("page_count") * of("page_size");
  return bytes > (options.checkedAtOnceBytesMax ?? CHECKED_AT_ONCE_BYTES_MAX);
}

/** Folds each stream as its events come by, and hands them on with its state. */
export function createFoldingVisit(db: DatabaseSync, take: Taker): (event: StoredEvent) => void {
  const states = createFoldedStates(openJournalReader(db));
  return (stored) => {
    const { stream, version, event, atMs } = stored;
    const { kind, id } = parseStream(stream);
    const state = evolve(kind, states.read(kind, id, version - 1).state, event, atMs);
    states.keep(kind, id, { version, state });
    take(stored, kind, id, state);
  };
}

/** Makes every projection again from the journal; what they say is the same, byte for byte. */
export function rebuildProjections(db: DatabaseSync, projections: readonly Projection[]): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const stale = prepareProjections(db, projections, Number.NaN);
    for (const table of stale.flatMap(({ tables }) => tables)) forgetChecksums(db, table);
    keepChecksums(db);
    const head = verifyJournal(db, null, createFoldingVisit(db, openTaker(db, stale)));
    markProjections(db)(head.position);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
