/**
 * What is known of how good the engine's receipts were: from reviewers' decisions, and from what
 * shoppers disputed or let stand.
 */
import type { CartLine } from "@saunter/commerce/cart/events";
import { sumLines } from "@saunter/commerce/cart/settle-lines";
import type { FinalFacts } from "@saunter/commerce/receipt/evolve";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { joinCarts, readCarts, type VisitCarts } from "../domain/compose-receipt.ts";
import { readSeenLines } from "../domain/receipt-service.ts";
import type { Store } from "../store/store.ts";
import type { Outcome } from "./fit-table.ts";

/** Shoppers have looked at a receipt by then, if they ever do. */
const SETTLED_AFTER_MS = 24 * 3_600_000;

export interface KnownOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Receipts of which nobody knows: too new, a review lapsed, or not all of the cart is on it. */
  readonly unknownCount: number;
}

export function collectOutcomes(store: Store, nowMs: number): KnownOutcomes {
  const outcomes: Outcome[] = [];
  let unknownCount = 0;
  const rows = store.db
    .prepare("SELECT visit_id FROM receipts WHERE status != 'draft' ORDER BY drafted_ms, visit_id")
    .all();
  for (const row of rows) {
    const visitId = row.visit_id as string;
    const receipt = store.read("receipt", visitId);
    const visit = store.read("visit", visitId);
    if (receipt.status === "none" || receipt.status === "draft" || visit.status === "unopened") {
      continue;
    }
    const exact = judge(store, receipt, readCarts(store, visit), nowMs);
    if (exact === null) unknownCount++;
    else outcomes.push({ probability: findBelief(store, visit.shoppers), exact });
  }
  return { outcomes, unknownCount };
}

/** The belief's own probability of all the carts, before it was calibrated: the last that was reported. */
function findBelief(store: Store, shoppers: readonly string[]): number {
  return shoppers.reduce((product, shopperId) => {
    const told = store
      .readStream(`shopper-${shopperId}`)
      .findLast(({ event }) => event.type === "CartTold");
    return told?.event.type === "CartTold" ? product * told.event.probability : product;
  }, 1);
}

/**
 * Whether the engine's lines were right; null where nobody knows. What was refused for the shopper's
 * age or has no price is on no receipt: the engine is not judged by that, and the shopper, who was
 * shown less than they took, is not asked.
 */
function judge(
  store: Store,
  receipt: FinalFacts,
  carts: VisitCarts,
  nowMs: number,
): boolean | null {
  const seen = readSeenLines(store, carts, receipt.reviewIds);
  if (seen === null || nameLines(seen) !== nameLines(receipt.issued.lines)) return null;
  if (receipt.disputes.some(({ isGranted }) => isGranted === true)) return false;
  if (receipt.disputes.some(({ isGranted }) => isGranted === null)) return null;
  const isSeen = receipt.reviewIds.some((reviewId) => isOfLines(store.read("review", reviewId)));
  if (!isSeen && nowMs - receipt.finalMs < SETTLED_AFTER_MS) return null;
  return nameLines(seen) === nameLines(joinCarts(carts));
}

/** Whether who decides it looks at what was taken; an age or a payer says nothing of that. */
function isOfLines(review: ReviewState): boolean {
  if (review.status === "unopened") return false;
  return review.subject.kind === "interaction" || review.subject.kind === "gap";
}

function nameLines(lines: readonly CartLine[]): string {
  return [...sumLines(lines)]
    .filter(([, { quantity }]) => quantity > 0)
    .map(([item, { quantity }]) => `${item}x${quantity}`)
    .sort()
    .join();
}
