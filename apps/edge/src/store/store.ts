/**
 * The shop's database. All that is to last goes through `transact`: its promise is kept only when
 * what was written is on the disk. Transactions run one after the other, and those that wait are
 * committed together.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import { createFoldedStates, evolve, parseStream } from "./folded-states.ts";
import { openHeadMark, readHeadMark } from "./head-mark.ts";
import {
  checkDatabase,
  type Journal,
  openJournal,
  openJournalReader,
  type StoredEvent,
  verifyJournal,
} from "./journal.ts";
import { lockFolder, type ProcessLock } from "./process-lock.ts";
import {
  markProjections,
  openTaker,
  type Projection,
  prepareProjections,
  type Taker,
} from "./projection.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { createStoreWriter } from "./store-writer.ts";

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
}

/** What a transaction can do. Reads see what it has written. */
export interface Transaction {
  readonly db: DatabaseSync;
  /** Time of its events: never before an event that was written earlier. */
  readonly atMs: number;
  read<Kind extends StreamKind>(kind: Kind, id: string): StatesByKind[Kind];
  append<Kind extends StreamKind>(
    kind: Kind,
    id: string,
    events: readonly EventsByKind[Kind][],
  ): void;
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
  /** Commits what waits, then closes. */
  close(): Promise<void>;
}

export function openDatabase(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: 5000 });
}

/** The files of a shop's folder. */
export function nameFiles(folder: string): { readonly database: string; readonly mark: string } {
  return { database: join(folder, "shop.db"), mark: join(folder, "journal.head") };
}

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
`;

/**
 * Opens the database of a folder, checks every event of it, and makes projections anew where they
 * are not what they should be. Throws a `StoreError` where it must not be used.
 */
export function openStore(options: StoreOptions): Store {
  mkdirSync(options.folder, { recursive: true });
  const lock = lockFolder(options.folder);
  try {
    const db = (options.openDatabase ?? openDatabase)(nameFiles(options.folder).database);
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
  const { mark: markPath } = nameFiles(options.folder);
  const journal = takeUpJournal(db, options, markPath);
  const states = createFoldedStates(journal);
  const { projections, nowMs } = options;
  const take = openTaker(db, projections);
  const mark = openHeadMark(markPath);
  mark.write(journal.head);
  const parts = { db, journal, states, mark, take, nowMs };
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
    close: async () => {
      writer.close();
      if (!isOpen) return;
      isOpen = false;
      mark.close();
      db.close();
      lock.release();
    },
  };
}

/**
 * Checks the file and verifies the journal; projections that are behind are made anew on the way. All
 * in one transaction: a database that is refused is left as it was.
 */
function takeUpJournal(db: DatabaseSync, options: StoreOptions, markPath: string): Journal {
  db.exec("BEGIN IMMEDIATE");
  const journal = openJournal(db);
  checkDatabase(db);
  db.exec(options.schema);
  const { position } = journal.head;
  const stale = prepareProjections(db, options.projections, position);
  const visit = stale.length > 0 ? createFoldingVisit(db, openTaker(db, stale)) : null;
  verifyJournal(db, readHeadMark(markPath), visit);
  markProjections(db)(position);
  db.exec("COMMIT");
  return journal;
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

/** Makes every projection anew from the journal; what they say is the same, byte for byte. */
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
