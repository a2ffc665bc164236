/** For tests: folders that go at the end, stores in them, and events that cost nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import type { StoredEvent } from "./journal.ts";
import { openStore, type Store, type StoreOptions } from "./store.ts";
import { READ_AT_ONCE } from "./store-limits.ts";

export const START_MS = 1_790_000_000_000;

export interface ScratchFolders {
  /** A new empty folder. */
  make(): string;
  remove(): void;
}

export function createScratchFolders(): ScratchFolders {
  const folders: string[] = [];
  return {
    make: () => {
      const folder = mkdtempSync(join(tmpdir(), "saunter-store-"));
      folders.push(folder);
      return folder;
    },
    remove: () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

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
        { type: "CartTold", shopperId, lines: [{ gtin: "0071142008582", quantity: at }], probability: 1 },
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
    db.exec("DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_cut");
    return change(db);
  } finally {
    db.close();
  }
}
