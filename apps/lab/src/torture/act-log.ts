/**
 * What people have asked for over HTTP, and what came of it: each request under a key of its own, and
 * the events that were written because of it, however often it was sent.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { JournalEvent } from "@saunter/commerce/events";
import { prepared } from "@saunter/shop/store/prepared";
import type { Transaction } from "@saunter/shop/store/transaction";

export interface Answer {
  readonly status: number;
  /** What JSON the answer holds; null where it has none. */
  readonly body: unknown;
}

export interface WrittenEvent {
  readonly type: string;
  readonly position: number;
  /** The journal's, which is over all events before it too. */
  readonly hash: string;
}

export interface Act {
  readonly key: string;
  /** The event that is there once where the act is done. */
  readonly effect: JournalEvent["type"];
  /** In the words of who asked. */
  readonly words: string;
  readonly written: WrittenEvent[];
  /** The answer received; null while there is none. */
  answer: Answer | null;
}

export interface ActLog {
  readonly acts: readonly Act[];
  begin(key: string, effect: JournalEvent["type"], words: string): Act;
  /** Does what belongs to an act, and whatever follows from it. */
  during<T>(act: Act, work: () => T): T;
  /** The work of a transaction; where it is an act's, what it writes is noted. */
  follow<T>(work: (tx: Transaction) => T): (tx: Transaction) => T;
}

export function createActLog(): ActLog {
  const storage = new AsyncLocalStorage<Act>();
  const acts: Act[] = [];
  return {
    acts,
    begin: (key, effect, words) => {
      const act: Act = { key, effect, words, written: [], answer: null };
      acts.push(act);
      return act;
    },
    during: (act, work) => storage.run(act, work),
    follow: (work) => {
      const act = storage.getStore();
      if (act === undefined) return work;
      return (tx) => {
        const from = readLast(tx);
        const value = work(tx);
        noteWritten(tx, act, from);
        return value;
      };
    },
  };
}

function readLast({ db }: Transaction): number {
  const row = prepared(db, "SELECT max(position) AS last FROM journal").get();
  return (row?.last as number | null) ?? 0;
}

function noteWritten({ db }: Transaction, act: Act, from: number): void {
  const rows = prepared(db, "SELECT type, position, hash FROM journal WHERE position > ?").all(
    from,
  );
  for (const { type, position, hash } of rows) {
    act.written.push({ type, position, hash } as unknown as WrittenEvent);
  }
}
