import { listUnconfirmed } from "@saunter/commerce/payment/evolve";
import {
  atMs,
  closed,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  SEARCH_QUERY,
} from "@saunter/protocol/http/schemas";
import Type from "typebox";
import { addRead, type HttpContext } from "../add-route.ts";
import { PAYER } from "../charge-view.ts";
import { matchVisits } from "../find-visits.ts";
import { readPage } from "../pages.ts";

const TILL_ROW = closed({
  chargeId: Type.String({ description: "That of the visit." }),
  payer: PAYER,
  lastFour: nullable(Type.String({ description: "Of a card." })),
  currency: Type.String(),
  openedMs: atMs("When they came in"),
  closedMs: nullable(atMs("When they left")),
  receiptStatus: nullable(oneOf(["draft", "final", "contested", "reviewed"])),
  documentNumber: nullable(Type.Integer()),
  totalMinor: nullable(minor("What the receipt says now")),
  reviewDueMs: nullable(atMs("When a draft is final at the latest")),
  dueMinor: nullable(minor("To be paid; null until the receipt is final")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  debtSinceMs: nullable(atMs("Since when it is owed")),
  work: oneOf(["now", "debt", "cash", "none"], "As of a charge."),
  isUnconfirmed: Type.Boolean({ description: "The payer has yet to confirm it at their bank." }),
});

/** Whose money staff have to do with; those who pay in cash from when they come in. */
const AT_THE_TILL = `(c.work = 'cash' OR c.debt_minor > 0
  OR (c.payer = 'cash' AND c.due_minor IS NULL))`;

export function addTillRoutes(context: HttpContext): void {
  const { shop, identity } = context.deps;
  const { store } = shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/till",
      tag: "money",
      summary:
        "What is to be settled by staff, the newest first; or what is looked for, settled or not",
      query: closed({ ...PAGE_QUERY, ...SEARCH_QUERY }),
      answers: { 200: { description: "A page of visits.", schema: pageOf(TILL_ROW) } },
    },
    ({ query, url }) => {
      const { currency, timeZone } = identity;
      const clues = { currency, timeZone, nowMs: shop.nowMs() };
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
    },
  );
}
