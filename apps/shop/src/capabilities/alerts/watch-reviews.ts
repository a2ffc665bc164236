/** Reviews that are due soon: once their time is over they are settled for the shopper. */
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";

const MINUTE_MS = 60_000;
/** How long before its deadline a review is due soon. */
export const DUE_SOON_MS = 10 * MINUTE_MS;
/** A review that was opened a moment ago raises no alert, however little time it has. */
const SHARE_LEFT = 0.5;
const ALERT_KEY = "reviews-due";

/** One alert for all of them: it says how many there were when it was raised. */
export function reportDueReviews(tx: Transaction, nowMs: number): void {
  const { n } = prepared(
    tx.db,
    `SELECT count(*) AS n FROM reviews WHERE status = 'open' AND due_ms > ?1
       AND due_ms - ?1 <= min(?2, (due_ms - opened_ms) * ?3)`,
  ).get(nowMs, DUE_SOON_MS, SHARE_LEFT) as { readonly n: number };
  if (n === 0) {
    clearAlert(tx, ALERT_KEY, "shop");
    return;
  }
  const what = n === 1 ? "a review is" : `${n} reviews are`;
  const minutes = DUE_SOON_MS / MINUTE_MS;
  raiseAlert(tx, {
    alertKey: ALERT_KEY,
    kind: "review-due",
    visitId: null,
    message: `${what} due within ${minutes} minutes and not decided`,
  });
}
