import { GET_VISITS, type VISIT_ROW } from "@saunter/protocol/http/visit-routes";
import type { Static } from "typebox";
import { addRead } from "../../http/add-route.ts";
import { makeSearchContext, matchSearch } from "../../http/find-visits.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";

type VisitRow = Static<typeof VISIT_ROW>;
type Row = Record<string, unknown>;

export function addVisitListRoutes(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(context, GET_VISITS, ({ query, principal, url }) => {
    const found = matchSearch(query.search, makeSearchContext(context.deps, principal));
    return readPage(
      store.db,
      {
        from: "visit_search",
        columns: "*",
        where: [
          ["visit_status IS NOT NULL"],
          ["visit_status = ?", query.status],
          ["payer = ?", query.payer],
          ["(flags > 0) = ?", query.only === "flagged" ? 1 : undefined],
          ["(review_due_ms IS NOT NULL) = ?", query.only === "waiting" ? 1 : undefined],
          ["opened_ms >= ?", query.fromMs],
          ["opened_ms <= ?", query.untilMs],
          ...(found === null ? [] : [found]),
        ],
        order: ["opened_ms", "visit_id"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => showVisitRow(store, row),
    );
  });
}

function showVisitRow(store: Store, row: Row): VisitRow {
  return {
    visitId: row.visit_id,
    status: row.visit_status,
    payer: row.payer,
    lastFour: row.last_four,
    gateId: row.gate_id,
    method: row.method,
    partySize: row.party_size,
    bound: row.bound,
    inside: row.inside,
    age: row.age,
    openedMs: row.opened_ms,
    closedMs: row.closed_ms,
    flags: row.flags,
    units: row.units ?? countHeld(store, row.visit_id as string),
    waitsFor: listOpenReviews(store, row.visit_id as string),
    receipt: row.receipt_status === null ? null : showReceipt(row),
  } as VisitRow;
}

function showReceipt(row: Row): VisitRow["receipt"] {
  return {
    status: row.receipt_status,
    documentNumber: row.document_number,
    isWaiting: row.review_due_ms !== null,
    totalMinor: row.total_minor,
    missingMinor: row.missing_minor,
    refundedMinor: row.refunded_minor,
    disputesOpen: row.disputes_open,
    probability: row.probability,
  } as VisitRow["receipt"];
}

/** Items in the carts of those who are still inside, or who have no receipt. */
function countHeld(store: Pick<Store, "read">, visitId: string): number {
  const visit = store.read("visit", visitId);
  if (visit.status === "unopened") return 0;
  return visit.shoppers
    .flatMap((shopperId) => store.read("shopper", shopperId).lines)
    .reduce((units, { quantity }) => units + quantity, 0);
}

export function listOpenReviews({ db }: Pick<Store, "db">, visitId: string): VisitRow["waitsFor"] {
  return prepared(
    db,
    `SELECT review_id AS reviewId, kind FROM reviews WHERE visit_id = ? AND status = 'open'
       ORDER BY due_ms, review_id`,
  ).all(visitId) as unknown as VisitRow["waitsFor"];
}
