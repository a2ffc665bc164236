/** Alerts staff where one payer or payment instrument disputes, or is refunded, unusually often. */
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { raiseAlert } from "./alerts.ts";
import type { Shop } from "./shop-context.ts";

const DAY_MS = 24 * 3_600_000;

/** Of the payer of a visit, over all their visits, or of the payment instrument that has most. */
const countBy = (table: string, atMs: string): string =>
  `SELECT key, count(*) AS count FROM payer_keys JOIN ${table} USING (visit_id)
     WHERE key IN (SELECT key FROM payer_keys WHERE visit_id = ?1) AND ${atMs} > ?2
     GROUP BY key ORDER BY count DESC, key LIMIT 1`;

const DISPUTES = countBy("contests", "contested_ms");
/** Of disputes, and by staff. */
const REFUNDS = countBy(
  `(SELECT visit_id, at_ms FROM dispute_refunds WHERE refund_minor > 0
     UNION ALL SELECT visit_id, at_ms FROM staff_refunds)`,
  "at_ms",
);

/** To be called after a dispute. */
export function watchDisputes(tx: Transaction, shop: Shop, visitId: string): void {
  const { key, count } = findMost(tx, DISPUTES, visitId);
  if (count < shop.settings.receipts.velocity.disputesPerDay) return;
  raiseAlert(tx, {
    alertKey: `many-disputes:${findFirstVisit(tx, key)}`,
    kind: "many-disputes",
    visitId,
    message: `${count} disputes of one payer or card in 24 h: check their receipts`,
  });
}

/** To be called after a refund. */
export function watchRefunds(tx: Transaction, shop: Shop, visitId: string): void {
  const { key, count } = findMost(tx, REFUNDS, visitId);
  if (count < shop.settings.receipts.velocity.refundsPerDay) return;
  raiseAlert(tx, {
    alertKey: `many-refunds:${findFirstVisit(tx, key)}`,
    kind: "many-refunds",
    visitId,
    message: `${count} refunds to one payer or card in 24 h: check their receipts`,
  });
}

function findMost(tx: Transaction, sql: string, visitId: string): { key: string; count: number } {
  const row = prepared(tx.db, sql).get(visitId, tx.atMs - DAY_MS);
  return { key: (row?.key as string) ?? "", count: (row?.count as number) ?? 0 };
}

/** Names a payer or card in an alert's key, which may hold nothing of them. */
function findFirstVisit({ db }: Transaction, key: string): string {
  const row = prepared(
    db,
    `SELECT visit_id FROM payer_keys JOIN visits USING (visit_id)
       WHERE key = ? ORDER BY opened_ms, visit_id LIMIT 1`,
  ).get(key);
  return row?.visit_id as string;
}
