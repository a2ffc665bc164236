/** For tests: a shop that has one review and takes everything, without a hub. */
import { randomBytes } from "node:crypto";
import type { PoolReview } from "@saunter/protocol/chain/review-messages";
import { makeId } from "../access/tokens.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import type { AskShop } from "../hub/ask-shop.ts";

const REVIEW: PoolReview = {
  ...{ reviewId: "r-1", worthMinor: 249, isAllAtStake: true, form: null, people: [] },
  subject: { kind: "binding", reason: "two came in at once" },
  choices: [{ choice: { kind: "grant" }, probability: null, receipt: null }],
  ...{ products: [], trips: [], change: null, interactions: [], currency: "GBP", gondolas: [] },
};

export const askCannedShop: AskShop = async (_, what) => {
  switch (what) {
    case "review.claim":
    case "review.undo":
      return { untilMs: 1 };
    case "review.decide":
      return { undoUntilMs: 1 };
    case "review.view":
      return REVIEW;
    case "review.products":
      return { products: [] };
    case "review.clip":
      return { refused: { code: "not-found", detail: "there is no such clip" } };
    case "review.release":
      return null;
    default:
      throw new Error("it is not asked that");
  }
};

/** Puts its review before a reviewer. */
export async function addCannedLook(
  db: ChainDatabase,
  userId: string,
  nowMs: number,
): Promise<string> {
  const lookId = makeId(randomBytes);
  const look = { look_id: lookId, shop_id: "a-1", review_id: "r-1", visit_id: "v-1" };
  await db
    .insertInto("review_looks")
    .values({
      ...{ ...look, user_id: userId, is_second: false, given_ms: nowMs },
      ...{ until_ms: nowMs + 120_000, ended_ms: null, ending: null },
    })
    .execute();
  return lookId;
}
