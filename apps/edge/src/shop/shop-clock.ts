/** What happens because time goes on. Called often; does nothing where nothing is due. */
import { decideVisit } from "@saunter/commerce/visit/decide";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/store.ts";
import { abandonUnopened } from "./entry-desk.ts";
import { closeVisit, closeVisitsLeft, concludeCart } from "./floor-desk.ts";
import { bindByGuess, listClaimants, warnOfSlippedIn } from "./gate-desk.ts";
import { lapseReviews, settleReviews } from "./review-desk.ts";
import { decideInto, type Shop } from "./shop-context.ts";

/** A visit that nobody was seen for is over after this many times the time for coming in. */
const EMPTY_VISIT_FACTOR = 4;
/** Looked at in one go. */
const AT_ONCE_MAX = 100;

export function keepTime(tx: Transaction, shop: Shop): void {
  bindByGuess(tx, shop);
  warnOfSlippedIn(tx, shop);
  closeVisitsLeft(tx, shop);
  closeEmptyVisits(tx, shop);
  concludeOverdue(tx, shop);
  settleReviews(tx, shop);
  lapseReviews(tx, shop);
}

/** An entry through which nobody came: nothing is due, what is held is let go. */
function closeEmptyVisits(tx: Transaction, shop: Shop): void {
  const beforeMs = tx.atMs - shop.settings.entry.bindWithinMs * EMPTY_VISIT_FACTOR;
  const empty = prepared(
    tx.db,
    `SELECT visit_id FROM visits WHERE status = 'open' AND bound = 0 AND opened_ms < ?
       ORDER BY opened_ms LIMIT ${AT_ONCE_MAX}`,
  ).all(beforeMs);
  for (const row of empty) {
    const visit = tx.read("visit", row.visit_id as string);
    // While staff are looking for whose entry it is, it is still there.
    if (visit.status !== "open" || listClaimants(tx, shop, visit).length > 0) continue;
    closeVisit(tx, shop, visit.visitId, "lost");
  }
}

/**
 * Visits whose people have left, and of which the engine has not said the last word in time: what it
 * said last counts, and somebody looks at it.
 */
function concludeOverdue(tx: Transaction, shop: Shop): void {
  const beforeMs = tx.atMs - shop.settings.receipts.finalWithinMs;
  const late = prepared(
    tx.db,
    `SELECT shopper_id FROM shoppers JOIN bindings USING (shopper_id)
       WHERE status = 'exited' AND exited_ms < ?
       ORDER BY exited_ms LIMIT ${AT_ONCE_MAX}`,
  ).all(beforeMs);
  for (const row of late) {
    const shopperId = row.shopper_id as string;
    const { lines, probability } = tx.read("shopper", shopperId);
    const reasons = ["the engine did not conclude in time"];
    concludeCart(tx, shop, shopperId, {
      ...{ lines, probabilityExact: probability, needsReview: true, reasons, faults: reasons },
    });
  }
}

/**
 * After a start: entries that were cut off are undone, and visits that go on are looked at in the
 * end, as nobody saw what happened in between.
 */
export function takeUpAgain(tx: Transaction): void {
  abandonUnopened(tx);
  const open = prepared(tx.db, "SELECT visit_id FROM visits WHERE status = 'open'").all();
  for (const row of open) {
    decideInto(tx, "visit", row.visit_id as string, decideVisit, {
      type: "FlagVisit",
      flag: "sensors-restarted",
      detail: "the shop's process was started anew during the visit",
    });
  }
}
