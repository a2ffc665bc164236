/** For tests: stores, events that cost nothing, and processes that append them. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import type { StoredEvent } from "./journal.ts";
import { openStore, type Store, type StoreOptions } from "./store.ts";
import { READ_AT_ONCE } from "./store-limits.ts";

export const START_MS = 1_790_000_000_000;

export function openTestStore(folder: string, more: Partial<StoreOptions> = {}): Store {
  const nowMs = (): number => START_MS;
  return openStore({ folder, nowMs, projections: SHOP_PROJECTIONS, schema: "", ...more });
}

/** Appends events one a transaction, of shoppers 0 to 9 in turn. */
export async function appendPicks(store: Store, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const shopperId = String(at % 10);
    await store.transact((tx) =>
      tx.append("shopper", shopperId, [
        {
          type: "CartTold",
          shopperId,
          lines: [{ gtin: "0071142008582", quantity: at }],
          probability: 1,
        },
      ]),
    );
  }
}

/** Every event, in order. */
export function readAll(store: Store): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (;;) {
    const more = store.readFrom(events.length + 1);
    events.push(...more);
    if (more.length < READ_AT_ONCE) return events;
  }
}

/** Opens a closed folder's database past the store, without the triggers that guard the journal. */
export function tamper<T>(folder: string, change: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(folder, "shop.db"));
  try {
    db.exec(
      "DROP TRIGGER IF EXISTS journal_is_never_changed; DROP TRIGGER IF EXISTS journal_is_never_cut",
    );
    return change(db);
  } finally {
    db.close();
  }
}

/** Changes rows behind the back of the store that has them, as a disk does: no checksum follows. */
export function damage(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, "shop.db"), { timeout: 5000 });
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

export interface Appender {
  /** Resolves with the first line that the test holds for. */
  waitFor(test: (line: string) => boolean): Promise<string>;
  /** Ends it as a crash does; resolves when it is gone, with the last event that it had reported. */
  kill(): Promise<number>;
  readonly exited: Promise<number | null>;
}

const appenders = new Set<ChildProcess>();

/** Kills the processes that a failed test left behind. */
export function killAppenders(): void {
  for (const child of appenders) child.kill("SIGKILL");
}

/** Starts a process that appends to a folder; see `append-until-killed-fixture.ts`. */
export function startAppender(folder: string, events?: number, kept?: "kept"): Appender {
  const script = fileURLToPath(new URL("append-until-killed-fixture.ts", import.meta.url));
  const args = [script, folder, events?.toString(), kept].filter((arg) => arg !== undefined);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  appenders.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      appenders.delete(child);
      resolve(code);
    });
  });
  return {
    exited,
    waitFor: (test) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(test);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void exited.then(() => reject(new Error(`the process has ended: ${lines.at(-1)}`)));
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      return Math.max(0, ...lines.filter((line) => /^\d+$/.test(line)).map(Number));
    },
  };
}
