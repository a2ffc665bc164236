/**
 * What is known of how good the engine's receipts were: from reviewers' decisions, and from what
 * shoppers contested or let stand.
 */
import type { CartLine } from "@saunter/commerce/cart/events";
import { sumLines } from "@saunter/commerce/cart/settle-lines";
import type { FinalFacts } from "@saunter/commerce/receipt/evolve";
import { joinCarts, readCarts } from "../shop/compose-receipt.ts";
import type { Store } from "../store/store.ts";
import type { Outcome } from "./fit-table.ts";

/** Shoppers have looked at a receipt by then, if they ever do. */
const SETTLED_AFTER_MS = 24 * 3_600_000;

export interface KnownOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Receipts whose reviews lapsed, or that are too new: nobody knows. */
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
    const carts = readCarts(store, visit);
    const exact = judge(store, receipt, joinCarts(carts), nowMs);
    if (exact === null) unknownCount++;
    else outcomes.push({ probability: findBelief(store, visit.shoppers), exact });
  }
  return { outcomes, unknownCount };
}

/** The belief's own probability of all the carts, before it was calibrated: the last that was told. */
function findBelief(store: Store, shoppers: readonly string[]): number {
  return shoppers.reduce((product, shopperId) => {
    const told = store
      .readStream(`shopper-${shopperId}`)
      .findLast(({ event }) => event.type === "CartTold");
    return told?.event.type === "CartTold" ? product * told.event.probability : product;
  }, 1);
}

/** Whether the engine's lines were right; null where nobody knows. */
function judge(
  store: Store,
  receipt: FinalFacts,
  told: readonly CartLine[],
  nowMs: number,
): boolean | null {
  const reviews = receipt.reviewIds.map((reviewId) => store.read("review", reviewId));
  if (reviews.some(({ status }) => status !== "decided")) return null;
  const isContested = receipt.contests.some(({ isGranted }) => isGranted !== false);
  if (receipt.contests.some(({ isGranted }) => isGranted === true)) return false;
  if (isContested) return null;
  if (reviews.length === 0 && nowMs - receipt.finalMs < SETTLED_AFTER_MS) return null;
  return nameLines(receipt.issued.lines) === nameLines(told);
}

function nameLines(lines: readonly CartLine[]): string {
  return [...sumLines(lines)]
    .filter(([, quantity]) => quantity > 0)
    .map(([gtin, quantity]) => `${gtin}x${quantity}`)
    .sort()
    .join();
}
