/** What a killed process had under way is brought to its end, so that the books can be compared. */

import { closeVisit } from "@saunter/shop/domain/floor-service";
import { decideOnReview } from "@saunter/shop/domain/review-service";
import { listIds, type Shop } from "@saunter/shop/domain/shop-context";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import type { Transaction } from "@saunter/shop/store/transaction";
import { settleInCash } from "./settle-in-cash.ts";

const HOUR_MS = 3_600_000;
const AT_ONCE = 100;
/** Holds lapse within a week. */
const SETTLING_HOURS = 8 * 24;
/** Drafts that wait, and charges that are under way. */
const UNDER_WAY = `SELECT visit_id AS id FROM receipts WHERE status = 'draft'
  UNION SELECT charge_id AS id FROM charges WHERE missing_minor != 0`;
/** What waits for a person, as it exceeds what is settled without one, and nobody has claimed. */
export const OVERDUE = `SELECT review_id AS id FROM reviews
  WHERE status = 'open' AND overdue IS NOT NULL AND claimed_by IS NULL`;

/**
 * Staff close what is open, decide what is overdue, days go by, and what is then missing or too much is settled at the till.
 *
 * @param pass lets the shop's clock go on
 */
export async function settleRemains(
  { store, shop, tick }: ShopProcess,
  pass: (byMs: number) => void,
): Promise<void> {
  const inAll = async (sql: string, act: (tx: Transaction, id: string) => void): Promise<void> => {
    const ids = await store.transact((tx) => [...listIds(tx, sql)]);
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      await store.transact((tx) => {
        for (const id of ids.slice(at, at + AT_ONCE)) act(tx, id);
      });
    }
  };
  const decideOverdue = (): Promise<void> =>
    inAll(OVERDUE, (tx, reviewId) => decideOverdueReview(tx, shop, reviewId));
  const isUnderWay = (): boolean => store.db.prepare(UNDER_WAY).get() !== undefined;
  await inAll("SELECT visit_id AS id FROM visits WHERE status = 'open'", (tx, visitId) =>
    closeVisit(tx, shop, visitId, "attendant"),
  );
  for (let hour = 0; hour < SETTLING_HOURS || isUnderWay(); hour++) {
    if (hour > 2 * SETTLING_HOURS) return;
    pass(HOUR_MS);
    await tick();
    await decideOverdue();
    if (hour < SETTLING_HOURS) continue;
    await inAll("SELECT charge_id AS id FROM charges WHERE missing_minor != 0", (tx, chargeId) =>
      settleInCash(tx, chargeId, shop.makeId(), "till"),
    );
  }
}

/** Staff decide on a review that exceeds what is settled without a person. */
export function decideOverdueReview(tx: Transaction, shop: Shop, reviewId: string): void {
  const review = tx.read("review", reviewId);
  if (review.status !== "open") return;
  const { kind } = review.subject;
  const isYesOrNo = kind === "contest" || kind === "age" || kind === "binding";
  decideOnReview(tx, shop, reviewId, "staff", { kind: isYesOrNo ? "refuse" : "nothing" });
}
