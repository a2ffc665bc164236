/** Staff of a simulated shop, who do what no visitor has done: count, refill, check ages. */

import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import { answerAgeCheck, decideOnReview } from "@saunter/shop/domain/review-service";
import { recordStock } from "@saunter/shop/domain/stock-service";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { nameFacing } from "@saunter/shop/projections/shop-tables";
import { prepared } from "@saunter/shop/store/prepared";
import type { Transaction } from "@saunter/shop/store/transaction";
import type { StockOfFacing } from "@saunter/sim/simulate";
import { isSimulated } from "../simulator/simulated-source.ts";

export const DEMO_STAFF = "demo-staff";
/** Somebody who looks at the shop has so long to answer, before the shop's own staff do. */
export const ANSWERED_AFTER_MS = 20_000;

type Demo = Pick<ShopProcess, "store" | "shop" | "source" | "goods">;

/** Counts what lies on the shelves, which are as full as at the beginning. */
export async function countShelves({ store, source, goods }: Demo): Promise<void> {
  const stock = isSimulated(source) ? source.control.listStock() : [];
  await store.transact((tx) => {
    for (const one of stock) record(tx, goods, "StockCounted", one);
  });
}

export async function noteRefill({ store, goods }: Demo, refill: StockOfFacing): Promise<void> {
  await store.transact((tx) => record(tx, goods, "StockRefilled", refill));
}

function record(
  tx: Transaction,
  goods: ShopProcess["goods"],
  type: "StockCounted" | "StockRefilled",
  { gondola, shelf, plates, units }: StockOfFacing,
): void {
  const { facings } = goods.current();
  const facing = nameFacing(gondola, shelf, plates);
  // The planogram may say otherwise by now than what stands there.
  if (units === 0 || !facings.some((one) => one.facing === facing)) return;
  recordStock(tx, facings, { type, facing, quantity: units, by: DEMO_STAFF });
}

/** Whoever buys what not everybody may is old enough, as all simulated people are. */
export async function answerAgeChecks({ store, shop }: Demo): Promise<void> {
  await store.transact((tx) => {
    const rows = prepared(
      tx.db,
      `SELECT visits.visit_id FROM visits
         JOIN alerts ON alert_key = 'age:' || visits.visit_id AND cleared_ms IS NULL
         WHERE age = 'needed' AND raised_ms <= ?`,
    ).all(tx.atMs - ANSWERED_AFTER_MS);
    for (const row of rows) {
      answerAgeCheck(tx, shop, row.visit_id as string, true, DEMO_STAFF);
    }
  });
}

/** Whoever looks at the shop finds so many reviews to decide, the newest. */
export const REVIEWS_LEFT = 6;

/** The shop's own reviewers decide the others as the engine thinks. */
export async function decideOldReviews({
  store,
  shop,
}: Pick<Demo, "shop" | "store">): Promise<void> {
  await store.transact((tx) => {
    const rows = prepared(
      tx.db,
      `SELECT review_id FROM reviews
         WHERE status = 'open' AND kind IN ('interaction', 'gap') AND claimed_by IS NULL
         ORDER BY opened_ms DESC, review_id LIMIT -1 OFFSET ?`,
    ).all(REVIEWS_LEFT);
    for (const row of rows) {
      const reviewId = row.review_id as string;
      const review = tx.read("review", reviewId);
      if (review.status !== "open") continue;
      const choice = chooseLikeliest(review.subject);
      tx.attempt(() => decideOnReview(tx, shop, reviewId, DEMO_STAFF, choice));
    }
  });
}

function chooseLikeliest(subject: ReviewSubject): ReviewChoice {
  const candidate = subject.kind === "interaction" ? subject.evidence.candidates[0] : undefined;
  return candidate === undefined ? { kind: "nothing" } : { kind: "candidate", candidate };
}
