/**
 * The shop's database. All that is to last goes through `transact`: its promise is kept only when
 * what was written is on the disk. Transactions run one after the other, and those that wait are
 * committed together.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AGGREGATES, type Aggregate, type StatesByKind } from "@saunter/commerce/aggregates";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import { type HeadMark, openHeadMark, readHeadMark } from "./head-mark.ts";
import { type Journal, openJournal, type StoredEvent, verifyJournal } from "./journal.ts";
import { lockFolder, type ProcessLock } from "./process-lock.ts";
import {
  markProjections,
  openTaker,
  type Projection,
  prepareProjections,
  type Taker,
} from "./projection.ts";
import { StoreError } from "./store-error.ts";
import { BATCH_MAX, QUEUE_MAX, STATES_KEPT_MAX } from "./store-limits.ts";

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

interface Job {
  readonly work: (tx: Transaction) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface FoldedState {
  readonly version: number;
  readonly state: StatesByKind[StreamKind];
}

export function openDatabase(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: 5000 });
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
    const db = (options.openDatabase ?? openDatabase)(join(options.folder, "shop.db"));
    try {
      return createStore(db, lock, options);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw toStoreError(error);
  }
}

function createStore(db: DatabaseSync, lock: ProcessLock, options: StoreOptions): Store {
  db.exec(PRAGMAS);
  db.exec(options.schema);
  const markPath = join(options.folder, "journal.head");
  const journal = openJournal(db);
  catchUp(db, journal, options, markPath);
  const mark = openHeadMark(markPath);
  const writer = createWriter(db, journal, mark, options);
  return {
    db,
    position: () => journal.head.position,
    transact: writer.transact,
    read: writer.read,
    readFrom: (position, limit) => journal.readFrom(position, limit),
    readStream: (stream) => journal.readStream(stream),
    onCommitted: writer.onCommitted,
    close: async () => {
      await writer.close();
      mark.close();
      db.close();
      lock.release();
    },
  };
}

/** Verifies the journal; projections that are behind are made anew on the way. */
function catchUp(
  db: DatabaseSync,
  journal: Journal,
  options: StoreOptions,
  markPath: string,
): void {
  const { position } = journal.head;
  db.exec("BEGIN IMMEDIATE");
  const stale = prepareProjections(db, options.projections, position);
  const take = stale.length > 0 ? openFoldingTaker(openTaker(db, stale)) : () => {};
  verifyJournal(db, readHeadMark(markPath), take);
  markProjections(db, options.projections)(position);
  db.exec("COMMIT");
}

/** Folds each stream as its events come by. */
function openFoldingTaker(take: Taker): (event: StoredEvent) => void {
  const states = new Map<string, StatesByKind[StreamKind]>();
  return (stored) => {
    const { stream, event, atMs } = stored;
    const { kind, id } = parseStream(stream);
    const state = evolve(kind, states.get(stream) ?? AGGREGATES[kind].initial, event, atMs);
    states.set(stream, state);
    take(stored, kind, id, state);
  };
}

/** "visit-7" is stream 7 of visits. */
function parseStream(stream: string): { kind: StreamKind; id: string } {
  const at = stream.indexOf("-");
  const kind = stream.slice(0, at);
  if (!(kind in AGGREGATES)) {
    throw new StoreError("journal-newer", `the journal has streams of "${kind}"; update Saunter`);
  }
  return { kind: kind as StreamKind, id: stream.slice(at + 1) };
}

/** Makes every projection anew from the journal; what they say is the same, byte for byte. */
export function rebuildProjections(db: DatabaseSync, projections: readonly Projection[]): void {
  db.exec("BEGIN IMMEDIATE");
  const stale = prepareProjections(db, projections, Number.NaN);
  const head = verifyJournal(db, null, openFoldingTaker(openTaker(db, stale)));
  markProjections(db, projections)(head.position);
  db.exec("COMMIT");
}

function createWriter(db: DatabaseSync, journal: Journal, mark: HeadMark, options: StoreOptions) {
  const states = new Map<string, FoldedState>();
  const listeners = new Set<(events: readonly StoredEvent[]) => void>();
  const defer = options.defer ?? ((commit) => void setImmediate(commit));
  const markAll = markProjections(db, options.projections);
  const take = openTaker(db, options.projections);
  let queue: Job[] = [];
  let isDeferred = false;
  let isClosed = false;

  function readState(kind: StreamKind, id: string): FoldedState {
    const key = `${kind}-${id}`;
    const known = states.get(key);
    if (known !== undefined) return known;
    const events = journal.readStream(key);
    const folded = { version: events.length, state: fold(kind, events) };
    return keepState(states, key, folded);
  }

  function commit(): void {
    isDeferred = false;
    const jobs = queue.splice(0, BATCH_MAX);
    if (jobs.length === 0) return;
    const batch = runBatch(jobs);
    if (queue.length > 0) schedule();
    for (const listener of listeners) if (batch.length > 0) listener(batch);
  }

  /** Runs the jobs in one transaction; those that throw leave nothing behind. */
  function runBatch(jobs: readonly Job[]): readonly StoredEvent[] {
    const headBefore = { head: journal.head, lastMs: journal.lastMs };
    const written: StoredEvent[] = [];
    const endings: (() => void)[] = [];
    try {
      db.exec("BEGIN IMMEDIATE");
      for (const job of jobs) endings.push(runJob(job, written));
      if (written.length > 0) markAll(journal.head.position);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      Object.assign(journal, headBefore);
      for (const { stream } of written) states.delete(stream);
      for (const { reject } of jobs) reject(toStoreError(error));
      return [];
    }
    if (written.length > 0) mark.write(journal.head);
    for (const end of endings) end();
    return written;
  }

  /** Runs one job; returns how its promise ends once all is on the disk. */
  function runJob(job: Job, written: StoredEvent[]): () => void {
    const before = { head: journal.head, lastMs: journal.lastMs };
    const from = written.length;
    db.exec("SAVEPOINT job");
    try {
      const value = job.work(makeTransaction(written));
      db.exec("RELEASE job");
      return () => job.resolve(value);
    } catch (error) {
      if (isFatal(error)) throw error;
      db.exec("ROLLBACK TO job; RELEASE job");
      Object.assign(journal, before);
      for (const { stream } of written.splice(from)) states.delete(stream);
      return () => job.reject(error);
    }
  }

  function makeTransaction(written: StoredEvent[]): Transaction {
    const atMs = Math.max(options.nowMs(), journal.lastMs);
    return {
      db,
      atMs,
      read: (kind, id) => readState(kind, id).state as never,
      append: (kind, id, events) => {
        const key = `${kind}-${id}`;
        let { version, state } = readState(kind, id);
        for (const event of events) {
          version++;
          state = evolve(kind, state, event, atMs);
          const stored = journal.append(key, version, event, atMs);
          written.push(stored);
          take(stored, kind, id, state);
        }
        keepState(states, key, { version, state });
      },
    };
  }

  function schedule(): void {
    if (isDeferred) return;
    isDeferred = true;
    defer(commit);
  }

  return {
    read: <Kind extends StreamKind>(kind: Kind, id: string) =>
      readState(kind, id).state as StatesByKind[Kind],
    transact: <T>(work: (tx: Transaction) => T): Promise<T> => {
      if (isClosed) return Promise.reject(new StoreError("closed", "the shop is closing"));
      if (queue.length >= QUEUE_MAX) {
        return Promise.reject(new StoreError("queue-full", "the disk does not keep up"));
      }
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      });
    },
    onCommitted: (listener: (events: readonly StoredEvent[]) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      isClosed = true;
      while (queue.length > 0) commit();
      queue = [];
    },
  };
}

function keepState(
  states: Map<string, FoldedState>,
  key: string,
  folded: FoldedState,
): FoldedState {
  // The newest last: what is dropped is what was written longest ago.
  states.delete(key);
  states.set(key, folded);
  if (states.size > STATES_KEPT_MAX) {
    const [oldest] = states.keys();
    states.delete(oldest!);
  }
  return folded;
}

function fold(kind: StreamKind, events: readonly StoredEvent[]): StatesByKind[StreamKind] {
  let state: StatesByKind[StreamKind] = AGGREGATES[kind].initial;
  for (const { event, atMs } of events) state = evolve(kind, state, event, atMs);
  return state;
}

function evolve(
  kind: StreamKind,
  state: StatesByKind[StreamKind],
  event: EventsByKind[StreamKind],
  atMs: number,
): StatesByKind[StreamKind] {
  // The kind names the types of both; the compiler cannot see that they go together.
  const aggregate = AGGREGATES[kind] as Aggregate<StreamKind>;
  return aggregate.evolve(state, event, atMs);
}

/** SQLite's own words for a disk that takes no more: extended codes of SQLITE_FULL and IOERR. */
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function findSqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

function isFatal(error: unknown): boolean {
  const code = findSqliteCode(error);
  return code === SQLITE_FULL || code === SQLITE_IOERR || code === SQLITE_CORRUPT;
}

function toStoreError(error: unknown): unknown {
  switch (findSqliteCode(error)) {
    case SQLITE_FULL:
      return new StoreError("disk-full", "the disk is full; free some space", error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreError(
        "journal-corrupt",
        "the database's file is damaged; restore the last good backup (saunter restore)",
        error,
      );
    default:
      return error;
  }
}
