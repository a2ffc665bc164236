/** Visits and the people in the shop. */

import type { ShopperState } from "@saunter/commerce/cart/evolve";
import type { VisitPayer } from "@saunter/commerce/visit/events";
import type { VisitState } from "@saunter/commerce/visit/evolve";
import type { Projection } from "../store/projection.ts";

/** Who pays, as one string: what debts and histories are found by. Null for cash and staff. */
export function nameParty(payer: VisitPayer): string | null {
  switch (payer.kind) {
    case "customer":
      return `customer:${payer.customerId}`;
    case "card":
      return `card:${payer.token}`;
    case "account":
      return `account:${payer.accountId}`;
    case "cash":
    case "staff":
      return null;
    default:
      return payer satisfies never;
  }
}

export const visitTables: Projection = {
  name: "visits-3",
  tables: ["visits", "bindings"],
  schema: `
    CREATE TABLE visits (
      visit_id TEXT PRIMARY KEY,
      status TEXT NOT NULL,
      kind TEXT NOT NULL,
      party TEXT,
      gate_id TEXT NOT NULL,
      method TEXT NOT NULL,
      party_size INTEGER NOT NULL,
      bound INTEGER NOT NULL,
      inside INTEGER NOT NULL,
      age TEXT NOT NULL,
      opened_ms INTEGER NOT NULL,
      closed_ms INTEGER,
      lookup_token TEXT,
      flags INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX visits_by_token ON visits (lookup_token) WHERE lookup_token IS NOT NULL;
    CREATE INDEX visits_by_time ON visits (opened_ms, visit_id);
    CREATE INDEX visits_by_status ON visits (status, opened_ms);
    CREATE INDEX visits_by_party ON visits (party, opened_ms);
    CREATE TABLE bindings (
      shopper_id TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const upsert = db.prepare(
      "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    const bind = db.prepare("INSERT OR REPLACE INTO bindings VALUES (?, ?)");
    const unbind = db.prepare("DELETE FROM bindings WHERE shopper_id = ? AND visit_id = ?");
    return ({ event }, kind, id, raw) => {
      if (kind !== "visit") return;
      const state = raw as VisitState;
      if (state.status === "unopened") return;
      if (event.type === "ShopperBound") bind.run(event.shopperId, id);
      if (event.type === "ShopperUnbound") unbind.run(event.shopperId, id);
      const { payer, shoppers, left } = state;
      upsert.run(
        id,
        state.status,
        payer.kind,
        nameParty(payer),
        state.gateId,
        state.method,
        state.partySize,
        shoppers.length,
        shoppers.length - left.length,
        state.age,
        state.openedMs,
        state.status === "closed" ? state.closedMs : null,
        state.lookupToken,
        state.flags.length,
      );
    };
  },
};

export const shopperTables: Projection = {
  name: "shoppers-2",
  tables: ["shoppers"],
  schema: `
    CREATE TABLE shoppers (
      shopper_id TEXT PRIMARY KEY,
      status TEXT NOT NULL,
      gate_id TEXT,
      appeared_ms INTEGER NOT NULL,
      exited_ms INTEGER
    ) STRICT;
    CREATE INDEX shoppers_by_status ON shoppers (status, appeared_ms);
    CREATE INDEX shoppers_by_gate ON shoppers (gate_id, appeared_ms);
  `,
  open: (db) => {
    const upsert = db.prepare("INSERT OR REPLACE INTO shoppers VALUES (?, ?, ?, ?, ?)");
    return ({ event }, kind, id, raw) => {
      if (kind !== "shopper" || event.type === "InteractionTold" || event.type === "CartTold")
        return;
      const { status, gateId, appearedMs, exitedMs } = raw as ShopperState;
      upsert.run(id, status, gateId, appearedMs, exitedMs);
    };
  },
};
