/** Points for receipts: once for each, by the rule of the day on which it became final; taken back as it is corrected. */
import type { ChainTransaction } from "../database/open-database.ts";
import { UNITS_MAX } from "./balance-limits.ts";
import { addEntry, findFree, lockBalance } from "./ledger.ts";

export interface EarningReceipt {
  readonly shopId: string;
  readonly visitId: string;
  readonly currency: string;
  readonly totalMinor: number;
  /** Of the event: what it changes, it changes once. */
  readonly position: number;
  readonly atMs: number;
  /** It has just become final: later no card is a member's of it. */
  readonly isFirst: boolean;
}

export function countPoints(
  totalMinor: number,
  rule: { readonly earned_points: number; readonly per_minor: number },
): number {
  return Math.min(UNITS_MAX, Math.floor(totalMinor / rule.per_minor) * rule.earned_points);
}

/** Nothing where the visit has no member, or the chain no rule. */
export async function earnPoints(tx: ChainTransaction, receipt: EarningReceipt): Promise<void> {
  const { shopId, visitId, totalMinor } = receipt;
  const earned = await findEarned(tx, receipt);
  if (earned === null) return;
  const points = countPoints(totalMinor, earned);
  await movePoints(tx, receipt, earned.balance_id, points - earned.points);
  await tx
    .updateTable("points_earned")
    .set({ points })
    .where("shop_id", "=", shopId)
    .where("visit_id", "=", visitId)
    .execute();
}

/** What the receipt has earned before; nothing yet where it has just become final. */
async function findEarned(tx: ChainTransaction, receipt: EarningReceipt) {
  const { shopId, visitId, currency, isFirst } = receipt;
  const known = await tx
    .selectFrom("points_earned")
    .select(["balance_id", "earned_points", "per_minor", "points"])
    .where("shop_id", "=", shopId)
    .where("visit_id", "=", visitId)
    .executeTakeFirst();
  if (known !== undefined) return known;
  if (!isFirst) return null;
  const found = await tx
    .selectFrom("balance_holds as h")
    .innerJoin("balances as b", "b.balance_id", "h.balance_id")
    .innerJoin("loyalty_rules as r", (join) =>
      join
        .onRef("r.organisation_id", "=", "b.organisation_id")
        .onRef("r.currency", "=", "b.currency"),
    )
    .select(["b.balance_id", "r.earned_points", "r.per_minor"])
    .where("h.shop_id", "=", shopId)
    .where("h.visit_id", "=", visitId)
    .where("h.is_confirmed", "=", true)
    .where("b.kind", "=", "points")
    .where("b.currency", "=", currency)
    .orderBy("h.made_ms")
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) return null;
  await tx
    .insertInto("points_earned")
    .values({ ...found, shop_id: shopId, visit_id: visitId, points: 0 })
    .execute();
  return { ...found, points: 0 };
}

/** What has been spent already cannot be taken back: it is owed, and what is earned next pays it. */
async function movePoints(
  tx: ChainTransaction,
  { shopId, visitId, position, atMs }: EarningReceipt,
  balanceId: string,
  points: number,
): Promise<void> {
  if (points === 0) return;
  const balance = await lockBalance(tx, balanceId);
  const moved =
    points > 0
      ? points - Math.min(points, balance.owedUnits)
      : -Math.min(-points, findFree(balance));
  await tx
    .updateTable("balances")
    .set({ owed_units: balance.owedUnits - (points - moved) })
    .where("balance_id", "=", balanceId)
    .execute();
  if (moved === 0) return;
  await addEntry(tx, {
    ...{ balanceId, shopId, visitId, atMs },
    kind: moved > 0 ? "earned" : "taken-back",
    units: moved,
    reference: `points/${shopId}/${position}`,
  });
}
