/**
 * Visits that went on while sensors were started again, as after a power cut: what was taken or put
 * back meanwhile nobody saw. Each is charged only where somebody checks it in time, so staff have to
 * know of them all at once.
 */
import { isAllAtStake, type NamedReview } from "@saunter/commerce/review/at-stake";
import type { VisitState } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import { listIds, type Shop } from "./shop-context.ts";

const ALERT_KEY = "visits-unseen";
const MINUTE_MS = 60_000;

/** Alerts staff while there are such visits. How many there are is said as it was at the start. */
export function watchUnseen(tx: Transaction, shop: Shop): void {
  const count = [...listWaiting(tx)].filter((id) => isUnseen(tx.read("visit", id))).length;
  if (count === 0) {
    clearAlert(tx, ALERT_KEY, "receipts");
    return;
  }
  const minutes = Math.round(shop.settings.receipts.reviewWithinMs / MINUTE_MS);
  const visits = count === 1 ? "a visit" : `${count} visits`;
  raiseAlert(tx, {
    alertKey: ALERT_KEY,
    kind: "visits-unseen",
    visitId: null,
    message: `sensors restarted during ${visits}, and picks may have been missed: each is free of charge unless a reviewer decides within ${minutes} min of its exit`,
  });
}

/** One more visit is among them: the alert is raised again, with the number of now. */
export function recountUnseen(tx: Transaction): void {
  clearAlert(tx, ALERT_KEY, "start");
}

/** Flagged visits without a final receipt. */
function* listWaiting(tx: Transaction): Iterable<string> {
  yield* listIds(
    tx,
    "SELECT visit_id AS id FROM visits WHERE status = 'open' AND kind <> 'staff' AND flags > 0",
  );
  yield* listIds(
    tx,
    `SELECT visit_id AS id FROM receipts JOIN visits USING (visit_id)
       WHERE receipts.status = 'draft' AND visits.status = 'closed' AND flags > 0`,
  );
}

function isUnseen(visit: VisitState): boolean {
  if (visit.status === "unopened" || visit.shoppers.length === 0) return false;
  return visit.flags.some(({ flag }) => flag === "sensors-restarted");
}

interface ReviewRow extends NamedReview {
  readonly dueMs: number;
}

export interface AtStake {
  readonly visits: number;
  /** When the first of them is over; null where there is none. */
  readonly firstDueMs: number | null;
}

/** Visits of which nothing is charged unless somebody decides. */
export function countAtStake({ db }: Pick<Transaction, "db">): AtStake {
  const rows = prepared(
    db,
    `SELECT review_id AS reviewId, visit_id AS visitId, kind, due_ms AS dueMs FROM reviews
       WHERE status = 'open' AND kind IN ('binding', 'gap') ORDER BY due_ms`,
  ).all() as unknown as readonly ReviewRow[];
  const found = rows.filter(isAllAtStake);
  return {
    visits: new Set(found.map(({ visitId }) => visitId)).size,
    firstDueMs: found[0]?.dueMs ?? null,
  };
}
