/** A small journal to publish from, for the tests beside the code. */
import { rmSync } from "node:fs";
import type { VisitEvent } from "@saunter/commerce/visit/events";
import type { PublicEvent } from "@saunter/protocol/public-event";
import type { StoredEvent } from "../store/journal.ts";
import { openStore, type Store, type StoreOptions } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { MAIL_SCHEMA, WEBHOOK_SCHEMA } from "./outbox-schema.ts";

export interface PublishStore {
  readonly store: Store;
  /** The clock, to be set. */
  readonly clock: { nowMs: number };
  remove(): Promise<void>;
}

export const START_MS = 1_772_442_000_000;

export function openPublishStore(options: Partial<StoreOptions> = {}): PublishStore {
  const folder = options.folder ?? makeScratchFolder();
  const clock = { nowMs: START_MS };
  const nowMs = (): number => clock.nowMs;
  const store = openStore({
    folder,
    nowMs,
    projections: [],
    schema: WEBHOOK_SCHEMA + MAIL_SCHEMA,
    ...options,
  });
  return {
    store,
    clock,
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const OPENED: Omit<VisitEvent & { type: "VisitOpened" }, "visitId"> = {
  type: "VisitOpened",
  method: "card",
  payer: { kind: "cash" },
  partySize: 1,
  gateId: "north",
  isMember: false,
  currency: "GBP",
  holdMinor: 0,
  isHoldPending: false,
};

/** One more event of a visit. */
export function appendToVisit(tx: Transaction, visitId: string): void {
  const isNew = tx.read("visit", visitId).status === "unopened";
  const flagged: VisitEvent = { type: "VisitFlagged", flag: "track-lost", detail: "" };
  tx.append("visit", visitId, [isNew ? { ...OPENED, visitId } : flagged]);
}

/** An event of no visit. */
export function appendStock(tx: Transaction): void {
  const by = "staff-1";
  const counted = { type: "StockCounted", facing: "1/1/1", gtin: "01", quantity: 1, by } as const;
  tx.append("shop", "stock", [counted]);
}

/** An event that is not public. */
export function appendPrivate(tx: Transaction): void {
  tx.append("shop", "entry", [{ type: "CredentialUsed", onceKey: "o", visitId: "7" }]);
}

/** What is made public of those: type and visit are all that matters here. */
export function toTestEvent({ position, stream, event, atMs }: StoredEvent): PublicEvent | null {
  const visitId = stream.startsWith("visit-") ? stream.slice("visit-".length) : null;
  const told = { id: position, atMs, visitId, data: { line: "one\ntwo" } };
  switch (event.type) {
    case "VisitOpened":
      return { ...told, type: "visit.opened" };
    case "VisitFlagged":
      return { ...told, type: "cart.updated" };
    case "StockCounted":
      return { ...told, type: "stock.changed" };
    default:
      return null;
  }
}
