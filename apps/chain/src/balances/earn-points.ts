/** Points for receipts: once for each, by the rule of the day on which it became final; taken back as less is due. */
import { countPoints } from "@saunter/protocol/chain/loyalty";
import type { ChainTransaction } from "../database/open-database.ts";
import { addEntry, findFree, lockBalance } from "./ledger.ts";
import { selectRule } from "./loyalty-rules.ts";

export interface Earning {
  readonly shopId: string;
  readonly visitId: string;
  /** Of the event: what it changes, it changes once. */
  readonly position: number;
  readonly atMs: number;
}

/**
 * The receipt is final: whose member card was shown until then earns. Nothing where there is none, or no rule, or where
 * the card was blocked or erased meanwhile.
 */
export async function beginEarning(
  tx: ChainTransaction,
  { shopId, visitId, atMs }: Earning,
  currency: string,
): Promise<void> {
  const found = await tx
    .selectFrom("balance_holds as h")
    .innerJoin("balances as b", "b.balance_id", "h.balance_id")
    .innerJoinLateral(
      // The card that was shown: the last one before the hold.
      (query) =>
        query
          .selectFrom("balance_cards as shown")
          .select("shown.blocked_ms")
          .whereRef("shown.balance_id", "=", "h.balance_id")
          .whereRef("shown.issued_ms", "<=", "h.made_ms")
          .orderBy("shown.issued_ms", "desc")
          .limit(1)
          .as("c"),
      (join) => join.onTrue(),
    )
    .select(["b.balance_id", "b.organisation_id"])
    .where("h.shop_id", "=", shopId)
    .where("h.visit_id", "=", visitId)
    .where("h.is_confirmed", "=", true)
    .where("b.kind", "=", "points")
    .where("b.currency", "=", currency)
    .where((row) => row.or([row("c.blocked_ms", "is", null), row("c.blocked_ms", ">", atMs)]))
    .orderBy("h.made_ms")
    .limit(1)
    .executeTakeFirst();
  if (found === undefined || found.organisation_id === null) return;
  const of = { organisationId: found.organisation_id, currency };
  const rule = await selectRule(tx, of, atMs).executeTakeFirst();
  if (rule === undefined) return;
  const { earned_points, per_minor } = rule;
  await tx
    .insertInto("points_earned")
    .values({
      ...{ balance_id: found.balance_id, earned_points, per_minor },
      ...{ shop_id: shopId, visit_id: visitId, points: 0 },
    })
    .onConflict((conflict) => conflict.columns(["shop_id", "visit_id"]).doNothing())
    .execute();
}

/**
 * The visit is worth so much now: it has earned that many points, whatever it had before.
 *
 * @param findAmount minor units, asked where somebody earns points by the visit; null: nothing is known
 */
export async function earnPoints(
  tx: ChainTransaction,
  earning: Earning,
  findAmount: () => Promise<number | null>,
): Promise<void> {
  const { shopId, visitId } = earning;
  const earned = await tx
    .selectFrom("points_earned")
    .select(["balance_id", "earned_points", "per_minor", "points"])
    .where("shop_id", "=", shopId)
    .where("visit_id", "=", visitId)
    .executeTakeFirst();
  const amountMinor = earned === undefined ? null : await findAmount();
  if (earned === undefined || amountMinor === null) return;
  const rule = { earnedPoints: earned.earned_points, perMinor: earned.per_minor };
  const points = countPoints(amountMinor, rule);
  await movePoints(tx, earning, earned.balance_id, points - earned.points);
  await tx
    .updateTable("points_earned")
    .set({ points })
    .where("shop_id", "=", shopId)
    .where("visit_id", "=", visitId)
    .execute();
}

/** What has been spent already cannot be taken back: it is owed, and what is earned next pays it. */
async function movePoints(
  tx: ChainTransaction,
  { shopId, visitId, position, atMs }: Earning,
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

/** Nobody has to pay back what a customer owes; returns what it was. To be called as the process. */
export async function waiveOwed(tx: ChainTransaction, balanceId: string): Promise<number> {
  const { owedUnits } = await lockBalance(tx, balanceId);
  await tx
    .updateTable("balances")
    .set({ owed_units: 0 })
    .where("balance_id", "=", balanceId)
    .execute();
  return owedUnits;
}
