/** What the API shows of gift cards and customers: rows that the request sees. */
import type { BalanceKind } from "@saunter/protocol/balance-kinds";
import type { ChainTransaction } from "../database/open-database.ts";

/** Entries, holds and receipts of one card. */
const SHOWN_MAX = 500;

export function selectCards(tx: ChainTransaction, kind: BalanceKind) {
  return tx
    .selectFrom("balances as b")
    .leftJoin("balance_cards as c", (join) =>
      join.onRef("c.balance_id", "=", "b.balance_id").on("c.replaced_ms", "is", null),
    )
    .leftJoin("members as m", "m.balance_id", "b.balance_id")
    .select(["b.balance_id", "b.organisation_id", "b.currency", "b.units", "b.held_units"])
    .select("b.owed_units")
    .select(["b.created_ms", "c.number", "c.is_blocked", "c.expires_ms", "m.name", "m.email"])
    .where("b.kind", "=", kind);
}

export type CardRow = Awaited<ReturnType<ReturnType<typeof selectCards>["execute"]>>[number];

export function showCard(row: CardRow) {
  return {
    organisationId: row.organisation_id,
    currency: row.currency,
    number: row.number,
    balance: row.units,
    held: row.held_units,
    owed: row.owed_units,
    isBlocked: row.is_blocked ?? true,
    createdMs: row.created_ms,
  };
}

export async function listEntries(tx: ChainTransaction, balanceId: string) {
  const rows = await tx
    .selectFrom("balance_entries")
    .selectAll()
    .where("balance_id", "=", balanceId)
    .orderBy("entry_id", "desc")
    .limit(SHOWN_MAX)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    units: row.units,
    balance: row.units_after,
    shopId: row.shop_id,
    visitId: row.visit_id,
    enteredBy: row.entered_by,
    atMs: row.at_ms,
  }));
}

export async function listHolds(tx: ChainTransaction, balanceId: string) {
  const rows = await tx
    .selectFrom("balance_holds")
    .selectAll()
    .where("balance_id", "=", balanceId)
    .orderBy("made_ms", "desc")
    .limit(SHOWN_MAX)
    .execute();
  return rows.map((row) => ({
    shopId: row.shop_id,
    holdId: row.hold_id,
    visitId: row.visit_id,
    state: row.state,
    amountMinor: row.amount_minor,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    shortMinor: row.short_minor,
    madeMs: row.made_ms,
  }));
}

/** Of visits in which the member card was shown, of shops that the request sees. */
export async function listReceipts(tx: ChainTransaction, balanceId: string) {
  const rows = await tx
    .selectFrom("balance_holds as h")
    .innerJoin("shops as s", "s.shop_id", "h.shop_id")
    .innerJoin("receipts as r", (join) =>
      join.onRef("r.shop_id", "=", "h.shop_id").onRef("r.visit_id", "=", "h.visit_id"),
    )
    .leftJoin("points_earned as p", (join) =>
      join.onRef("p.shop_id", "=", "h.shop_id").onRef("p.visit_id", "=", "h.visit_id"),
    )
    .select(["h.shop_id", "s.name as shop_name", "h.visit_id", "r.document_number", "r.currency"])
    .select(["r.total_minor", "r.final_ms", "p.points", "r.drafted_ms"])
    .where("h.balance_id", "=", balanceId)
    .where("h.is_confirmed", "=", true)
    .distinct()
    .orderBy("r.drafted_ms", "desc")
    .limit(SHOWN_MAX)
    .execute();
  return rows.map((row) => ({
    shopId: row.shop_id,
    shopName: row.shop_name,
    visitId: row.visit_id,
    documentNumber: row.document_number,
    currency: row.currency,
    totalMinor: row.total_minor,
    points: row.points,
    finalMs: row.final_ms,
  }));
}
