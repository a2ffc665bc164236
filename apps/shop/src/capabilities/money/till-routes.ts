import { listUnconfirmed } from "@saunter/commerce/payment/evolve";
import { GET_TILL } from "@saunter/protocol/http/till-routes";
import { addRead } from "../../http/add-route.ts";
import { makeSearchContext, matchVisits } from "../../http/find-visits.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";

/** Whose money staff have to do with; those who pay in cash from when they come in. */
const AT_THE_TILL = `(c.work = 'cash' OR c.debt_minor > 0
  OR (c.payer = 'cash' AND c.due_minor IS NULL))`;

export function addTillRoutes(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(context, GET_TILL, ({ query, principal, url }) => {
    const clues = makeSearchContext(context.deps, principal);
    const found = matchVisits("c.charge_id", query.search, clues);
    return readPage(
      store.db,
      {
        from: `charges c JOIN visits v ON v.visit_id = c.charge_id
            LEFT JOIN receipts r ON r.visit_id = c.charge_id`,
        columns: `c.*, v.opened_ms, v.closed_ms, r.status AS receipt_status, r.document_number,
            r.total_minor, r.review_due_ms`,
        where: [found ?? [AT_THE_TILL]],
        order: ["c.position"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        chargeId: row.charge_id,
        payer: row.payer,
        lastFour: row.last_four,
        currency: row.currency,
        openedMs: row.opened_ms,
        closedMs: row.closed_ms,
        receiptStatus: row.receipt_status,
        documentNumber: row.document_number,
        totalMinor: row.total_minor,
        reviewDueMs: row.review_due_ms,
        dueMinor: row.due_minor,
        netMinor: row.net_minor,
        missingMinor: row.missing_minor,
        forgivenMinor: row.forgiven_minor,
        debtSinceMs: row.debt_since_ms,
        work: row.work,
        isUnconfirmed: listUnconfirmed(store.read("charge", row.charge_id as string)).length > 0,
      }),
    );
  });
}
