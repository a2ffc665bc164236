/**
 * The shop's database. All that is to last goes through `transact`: its promise is kept only when
 * what was written is on the disk. Transactions run one after the other, and those that wait are
 * committed together.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import { type BackgroundCheck, checkInBackground } from "./background-check.ts";
import { createFoldedStates, evolve, parseStream } from "./folded-states.ts";
import { isDiskError, openHeadMark, readHeadMark } from "./head-mark.ts";
import {
  checkDatabase,
  type Journal,
  markMissing,
  openJournal,
  openJournalReader,
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
import { createRowGuard, type RowGuard } from "./row-guard.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";
import { CHECKED_AT_ONCE_BYTES_MAX } from "./store-limits.ts";
import { createStoreWriter } from "./store-writer.ts";
import { openKeptStates, STREAM_TABLES } from "./stream-tables.ts";
import { syncFolder } from "./sync-folder.ts";
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
  transact<T>(work: (tx: Transaction) => T): Promise<T>;
  /** The state of a stream as it was last committed. */
  read<Kind extends StreamKind>(kind: Kind, id: string): StatesByKind[Kind];
  readFrom(position: number, limit?: number): StoredEvent[];
  readStream(stream: string): StoredEvent[];
  /** Called with the events of each commit, in order, after it. Returns how to stop it. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void;
  /**
   * Resolves when every event has been verified; rejects where one is not what was written, of which
   * nothing has been given out. A short journal has been verified before it is opened.
   */
  readonly checked: Promise<void>;
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
  };
}

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
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

function createStore(db: DatabaseSync, lock: ProcessLock, options: StoreOptions): Store {
  db.exec(PRAGMAS);
  const { mark: markPath, database } = nameFiles(options.folder);
  const found = Promise.withResolvers<never>();
  const guard = createRowGuard(db, found.reject);
  const { journal, isChecked } = takeUpJournal(db, guard, options);
  const check = isChecked ? null : checkInBackground(database);
  const states = createFoldedStates(journal, openKeptStates(db));
  const { nowMs } = options;
  const take = openTaker(db, [...STREAM_TABLES, ...options.projections]);
  const mark = openHeadMark(markPath);
  mark.write(journal.head);
  if (mark.isNew) {
    mark.sync();
    syncFolder(options.folder);
  }
  const { onListenerFailed = throwLater } = options;
  const parts = { db, journal, states, mark, take, nowMs, onListenerFailed };
  const writer = createStoreWriter(
    { ...parts, markProjections: markProjections(db) },
    options.defer ?? ((commit) => void setImmediate(commit)),
  );
  let isOpen = true;
  return {
    db,
    position: () => journal.head.position,
    transact: writer.transact,
    read: <Kind extends StreamKind>(kind: Kind, id: string) =>
      states.read(kind, id).state as StatesByKind[Kind],
    readFrom: journal.readFrom,
    readStream: (stream) => journal.readStream(stream),
    onCommitted: writer.onCommitted,
    checked: awaitCheck(check, found.promise, guard, options.folder),
    close: async () => {
      writer.close();
      if (!isOpen) return;
      isOpen = false;
      if (check !== null) await check.stop();
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
): Promise<void> {
  const ended = check === null ? Promise.resolve() : check.ended.then(guard.lift);
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
  const journal = openJournal(db, guard);
  const { position } = journal.head;
  if (position > 0 && !existsSync(markPath)) {
    throw markMissing(markPath, options.folder, database);
  }
  const isSuspect = existsSync(suspect);
  const isLong = !isSuspect && isLarge(db, options) && position > 0;
  if (!isLong) checkDatabase(db);
  db.exec(options.schema);
  const projections = [...STREAM_TABLES, ...options.projections];
  // Where something was found wrong, it may have been in what is made of events.
  const stale = prepareProjections(db, projections, isSuspect ? Number.NaN : position);
  const isChecked = !isLong || stale.length > 0;
  if (!isChecked) guard.begin(journal.head, mark);
  else {
    if (isLong) checkDatabase(db);
    const visit = stale.length > 0 ? createFoldingVisit(db, openTaker(db, stale)) : null;
    verifyJournal(db, mark, visit);
  }
  markProjections(db)(position);
  db.exec("COMMIT");
  if (isChecked) rmSync(suspect, { force: true });
  return { journal, isChecked };
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
    const head = verifyJournal(db, null, createFoldingVisit(db, openTaker(db, stale)));
    markProjections(db)(head.position);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
