/** The ledger of gift cards and points: entries that are only added, and a balance that is never below nought. */
import type { BalanceEntryKind } from "@saunter/protocol/chain/balance-messages";
import type { ChainTransaction } from "../database/open-database.ts";

export interface Entry {
  readonly balanceId: string;
  readonly kind: BalanceEntryKind;
  /** Added, or below 0 taken. */
  readonly units: number;
  /** What makes it: the same makes no second entry. */
  readonly reference: string;
  readonly atMs: number;
  readonly shopId?: string;
  readonly visitId?: string;
  readonly enteredBy?: string;
}

export interface LockedBalance {
  readonly balanceId: string;
  readonly units: number;
  readonly heldUnits: number;
  readonly owedUnits: number;
}

/** Nobody else changes it until the transaction ends. Throws where there is none. */
export async function lockBalance(tx: ChainTransaction, balanceId: string): Promise<LockedBalance> {
  const row = await tx
    .selectFrom("balances")
    .select(["units", "held_units", "owed_units"])
    .where("balance_id", "=", balanceId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return {
    balanceId,
    units: row.units,
    heldUnits: row.held_units,
    owedUnits: row.owed_units,
  };
}

/** What can be spent or held. */
export function findFree({ units, heldUnits }: LockedBalance): number {
  return units - heldUnits;
}

/**
 * Adds an entry, in a transaction that has the balance locked. Returns whether it is new. Rejects where more would be
 * taken than there is.
 */
export async function addEntry(tx: ChainTransaction, entry: Entry): Promise<boolean> {
  const { balanceId, kind, units, reference, atMs } = entry;
  const { units: before } = await lockBalance(tx, balanceId);
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto("balance_entries")
    .values({
      balance_id: balanceId,
      ...{ kind, units, reference, at_ms: atMs, units_after: before + units },
      shop_id: entry.shopId ?? null,
      visit_id: entry.visitId ?? null,
      entered_by: entry.enteredBy ?? null,
    })
    .onConflict((conflict) => conflict.column("reference").doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) return false;
  await tx
    .updateTable("balances")
    .set((row) => ({ units: row("units", "+", units) }))
    .where("balance_id", "=", balanceId)
    .execute();
  return true;
}

/** Holds units more, or below 0 lets go of them. */
export async function changeHeld(
  tx: ChainTransaction,
  balanceId: string,
  units: number,
): Promise<void> {
  if (units === 0) return;
  await tx
    .updateTable("balances")
    .set((row) => ({ held_units: row("held_units", "+", units) }))
    .where("balance_id", "=", balanceId)
    .execute();
}
