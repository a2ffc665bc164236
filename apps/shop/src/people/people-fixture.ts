/** For tests: a real database in a folder of its own, and shoppers who come and go. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { PEOPLE_SCHEMA } from "./people-schema.ts";

export const START_MS = 1_790_000_000_000;

export interface PeopleStore {
  readonly folder: string;
  readonly store: Store;
  /** Closes the database and opens it again. */
  reopen(): Promise<PeopleStore>;
  /** Closes it, and removes the folder. */
  discard(): Promise<void>;
}

export function openPeopleStore(
  folder = mkdtempSync(join(tmpdir(), "saunter-people-")),
): PeopleStore {
  const store = openStore({
    folder,
    nowMs: () => START_MS,
    projections: SHOP_PROJECTIONS,
    schema: PEOPLE_SCHEMA,
  });
  return {
    folder,
    store,
    reopen: async () => {
      await store.close();
      return openPeopleStore(folder);
    },
    discard: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A customer comes in; what they owe is not known yet. */
export function openVisit(tx: Transaction, visitId: string, customerId: string): void {
  tx.append("charge", visitId, [
    {
      type: "ChargeOpened",
      chargeId: visitId,
      payer: { kind: "card", token: "pm_sim_ok", lastFour: "4242" },
      currency: "GBP",
    },
  ]);
  tx.append("visit", visitId, [
    {
      type: "VisitOpened",
      visitId,
      method: "passkey",
      payer: { kind: "customer", customerId },
      partySize: 1,
      gateId: "north",
      isMember: false,
      currency: "GBP",
      holdMinor: 0,
      isHoldPending: false,
    },
  ]);
}

export function closeVisit(tx: Transaction, visitId: string): void {
  tx.append("visit", visitId, [{ type: "VisitClosed", cause: "exit" }]);
}

export function setDue(tx: Transaction, visitId: string, dueMinor: number): void {
  tx.append("charge", visitId, [{ type: "DueSet", dueMinor, cause: "document 1" }]);
}
