/** Runs transactions one after the other, and commits those that wait together. */
import type { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import type { StreamKind } from "@saunter/commerce/events";
import { evolve, type FoldedStates } from "./folded-states.ts";
import type { HeadMark } from "./head-mark.ts";
import type { Journal, StoredEvent } from "./journal.ts";
import type { Taker } from "./projection.ts";
import { findDamagedTable, rowDamaged } from "./row-checksums.ts";
import { isFatal, toStoreError } from "./sqlite-error.ts";
import { StoreError } from "./store-error.ts";
import { BATCH_MAX, QUEUE_MAX } from "./store-limits.ts";
import type { Transaction } from "./transaction.ts";

/** What is written to. */
export interface WrittenParts {
  readonly db: DatabaseSync;
  readonly journal: Journal;
  readonly states: FoldedStates;
  readonly mark: HeadMark;
  /** Keeps the projections. */
  readonly take: Taker;
  /** Writes down how far the projections are. */
  readonly markProjections: (position: number) => void;
  readonly nowMs: () => number;
  /** Takes what a listener threw: what is committed is, whoever could not make use of it. */
  readonly onListenerFailed: (error: unknown) => void;
  /** Takes the name of a table whose damaged row a job was about to change. */
  readonly onDamage: (table: string) => void;
}

export interface StoreWriter {
  transact<T>(work: (tx: Transaction) => T): Promise<T>;
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void;
  /** Commits what waits; everything later is refused. */
  close(): void;
}

interface Job {
  readonly work: (tx: Transaction) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createStoreWriter(
  parts: WrittenParts,
  defer: (commit: () => void) => void,
): StoreWriter {
  const listeners = new Set<(events: readonly StoredEvent[]) => void>();
  const queue: Job[] = [];
  let isDeferred = false;
  let isClosed = false;

  function commit(): void {
    isDeferred = false;
    const jobs = queue.splice(0, BATCH_MAX);
    if (jobs.length === 0) return;
    const written = runBatch(parts, jobs);
    if (queue.length > 0) schedule();
    if (written.length > 0) reportListeners(written);
  }

  /** A listener that fails does not keep others from being notified. */
  function reportListeners(written: readonly StoredEvent[]): void {
    for (const listener of listeners) {
      try {
        listener(written);
      } catch (error) {
        parts.onListenerFailed(error);
      }
    }
  }

  function schedule(): void {
    if (isDeferred) return;
    isDeferred = true;
    defer(commit);
  }

  return {
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
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      isClosed = true;
      while (queue.length > 0) commit();
    },
  };
}

/** Runs the jobs in one transaction; those that throw leave nothing behind. */
function runBatch(parts: WrittenParts, jobs: readonly Job[]): readonly StoredEvent[] {
  const { db, journal } = parts;
  const before = { head: journal.head, lastMs: journal.lastMs };
  const written: StoredEvent[] = [];
  const endings: (() => void)[] = [];
  try {
    db.exec("BEGIN IMMEDIATE");
    for (const job of jobs) endings.push(runJob(parts, job, written));
    if (written.length > 0) parts.markProjections(journal.head.position);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    Object.assign(journal, before);
    parts.states.forget(written);
    for (const { reject } of jobs) reject(toStoreError(error));
    return [];
  }
  if (written.length > 0) parts.mark.write(journal.head);
  for (const end of endings) end();
  return written;
}

/** Runs one job; returns how its promise ends once all is on the disk. */
function runJob(parts: WrittenParts, job: Job, written: StoredEvent[]): () => void {
  const { tx, end } = createTransaction(parts, written);
  const done = runPart(parts, written, "job", () => {
    const value = job.work(tx);
    end();
    if (value instanceof Promise) {
      throw new Error("what is done in a transaction cannot wait: it returned a promise");
    }
    return value;
  });
  return done.ok ? () => job.resolve(done.value) : () => job.reject(done.error);
}

type Done<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/** Does something of which nothing is left behind where it throws. Errors of the disk are thrown. */
function runPart<T>(
  { db, journal, states, onDamage }: WrittenParts,
  written: StoredEvent[],
  savepoint: string,
  work: () => T,
): Done<T> {
  const before = { head: journal.head, lastMs: journal.lastMs };
  const from = written.length;
  db.exec(`SAVEPOINT ${savepoint}`);
  try {
    const value = work();
    db.exec(`RELEASE ${savepoint}`);
    return { ok: true, value };
  } catch (error) {
    if (isFatal(error)) throw error;
    db.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
    Object.assign(journal, before);
    states.forget(written.splice(from));
    const table = findDamagedTable(error);
    if (table === null) return { ok: false, error };
    onDamage(table);
    return { ok: false, error: rowDamaged(table, error) };
  }
}

interface OpenTransaction {
  readonly tx: Transaction;
  /** Nothing is written after it. Throws what an append threw, even if the work caught it. */
  end(): void;
}

function createTransaction(parts: WrittenParts, written: StoredEvent[]): OpenTransaction {
  const { db, journal, states } = parts;
  const atMs = Math.max(Math.floor(parts.nowMs()), journal.lastMs);
  let isOver = false;
  let failure: { readonly error: unknown } | null = null;

  function appendAll(kind: StreamKind, id: string, events: readonly StoredEvent["event"][]): void {
    let { version, state } = states.read(kind, id);
    for (const event of events) {
      version++;
      const stored = journal.append(`${kind}-${id}`, version, event, atMs);
      written.push(stored);
      state = evolve(kind, state, stored.event, atMs);
      parts.take(stored, kind, id, state);
    }
    states.keep(kind, id, { version, state });
  }

  const tx: Transaction = {
    db,
    atMs,
    read: <Kind extends StreamKind>(kind: Kind, id: string) =>
      states.read(kind, id).state as StatesByKind[Kind],
    append: (kind, id, events) => {
      if (isOver) throw new Error("a transaction was written to after its end");
      try {
        appendAll(kind, id, events);
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    },
    attempt: (part) => {
      const failed = failure;
      const done = runPart(parts, written, "part", () => {
        part();
        if (failure !== failed) throw failure?.error;
      });
      if (done.ok) return null;
      failure = failed;
      return { error: done.error };
    },
  };
  return {
    tx,
    end: () => {
      isOver = true;
      if (failure !== null) throw failure.error;
    },
  };
}
