/**
 * Ends holds that no shop has ended, such as of a shop whose disk is gone. Not while anything of the shop's journal may
 * be on its way: a capture that was written down while the line was away is to find its hold.
 */
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { ENDED_AT_ONCE } from "./balance-limits.ts";
import { changeHeld, lockBalance } from "./ledger.ts";

interface OpenHold {
  readonly shop_id: string;
  readonly hold_id: string;
  readonly balance_id: string | null;
}

export async function endHolds(db: ChainDatabase, nowMs: number): Promise<void> {
  const due = await listDue(db, nowMs);
  for (const hold of due) await db.transaction().execute((tx) => endHold(tx, hold));
}

/** Over, and the shop has been seen since with a journal that has been applied as a whole. */
function listDue(db: ChainDatabase, nowMs: number): Promise<OpenHold[]> {
  return db
    .selectFrom("balance_holds as h")
    .innerJoin("shop_states as s", "s.shop_id", "h.shop_id")
    .innerJoin("balance_heads as b", "b.shop_id", "h.shop_id")
    .select(["h.shop_id", "h.hold_id", "h.balance_id"])
    .where("h.state", "=", "held")
    .where("h.ends_ms", "<=", nowMs)
    .whereRef("s.seen_ms", ">=", "h.ends_ms")
    .whereRef("b.position", ">=", "s.position")
    .limit(ENDED_AT_ONCE)
    .execute();
}

/** At once, where somebody at the chain says so: the shop is gone for good. Returns how many there were. */
export async function endHoldsOf(
  tx: ChainTransaction,
  balanceId: string,
  nowMs: number,
): Promise<number> {
  const due = await tx
    .selectFrom("balance_holds")
    .select(["shop_id", "hold_id", "balance_id"])
    .where("balance_id", "=", balanceId)
    .where("state", "=", "held")
    .where("ends_ms", "<=", nowMs)
    .execute();
  for (const hold of due) await endHold(tx, hold);
  return due.length;
}

/** Nothing where it has ended meanwhile. */
async function endHold(
  tx: ChainTransaction,
  { shop_id, hold_id, balance_id }: OpenHold,
): Promise<void> {
  if (balance_id === null) return;
  await lockBalance(tx, balance_id);
  const ended = await tx
    .updateTable("balance_holds")
    .set({ state: "ended" })
    .where("shop_id", "=", shop_id)
    .where("hold_id", "=", hold_id)
    .where("state", "=", "held")
    .returning(["amount_minor", "units_per_minor"])
    .executeTakeFirst();
  if (ended === undefined) return;
  await changeHeld(tx, balance_id, -ended.amount_minor * ended.units_per_minor);
}
