import { CLAIMED_QUANTITY_MAX } from "@saunter/commerce/receipt/decide";
import {
  atMs,
  closed,
  count,
  gtin,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
  SEARCH_QUERY,
} from "@saunter/protocol/http/schemas";
import { RECEIPT_SCHEMA } from "@saunter/protocol/receipt-schema";
import type { Static } from "typebox";
import Type from "typebox";
import { contestLine } from "../../domain/contest-desk.ts";
import type { Transaction } from "../../store/store.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import { CART, CART_DESCRIPTION, showCart } from "../cart-view.ts";
import { matchVisits } from "../find-visits.ts";
import type { Answer } from "../idempotency.ts";
import { findParty, readVisit } from "../own-visits.ts";
import { readPage } from "../pages.ts";
import { sendReceipt, sendReceiptOfLink, splitForm } from "../receipt-forms.ts";
import { findByToken, RECEIPT_TOKEN } from "../receipt-token.ts";
import { addReceiptMailRoutes } from "./receipt-mail-routes.ts";

const STATUSES = ["draft", "final", "contested", "reviewed"] as const;
const STATUS = oneOf(STATUSES);

const RECEIPT_ROW = closed({
  visitId: Type.String(),
  status: STATUS,
  documentNumber: nullable(Type.Integer({ description: "Null on a draft." })),
  totalMinor: minor("To be paid"),
  currency: Type.String(),
  probability: probability("That the receipt is exact."),
  draftedMs: atMs("When it was drafted"),
  finalMs: nullable(atMs("When it became final")),
  reviewDueMs: nullable(atMs("When it is final at the latest, where it waits for a reviewer")),
  units: count("Things on it."),
  payer: oneOf(["customer", "card", "account", "cash", "staff"]),
  lastFour: nullable(Type.String({ description: "Of a card." })),
  missingMinor: minor("Still to be paid, or below 0 to be given back; 0 of a draft"),
  refundedMinor: minor("What of what was taken has been given back"),
  contestsOpen: count("Lines that somebody has yet to look at."),
});

const CONTESTS_OPEN = `(SELECT count(*) FROM contests
  WHERE contests.visit_id = r.visit_id AND contests.status = 'open') AS contests_open`;

/** What is to be paid, or given back, once the receipt is final; what was given back. */
const MONEY = {
  owed: "c.missing_minor > 0",
  excess: "c.missing_minor < 0",
  refunded: "c.refunded_minor > 0",
} as const;

const RECEIPT_ANSWER = {
  200: {
    description: "The receipt, in the form asked for.",
    schema: RECEIPT_SCHEMA,
    content: {
      "text/html": Type.String(),
      "application/pdf": Type.String({ contentMediaType: "application/pdf" }),
    },
  },
};

const FORMS = "May end in `.json`, `.html` or `.pdf`; else `Accept` says which.";
const TOKEN = closed({
  token: Type.String({
    pattern: "^[A-Za-z0-9_-]{16,128}(\\.(json|html|pdf))?$",
    description: "The secret part of the receipt's link.",
  }),
});
const CONTEST = closed(
  {
    kind: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(id("The line that is wrong; null of what is missing.")),
    gtin: nullable(
      gtin(
        "What is missing; of a wrong item what it was, where it is known: granted, that takes its place.",
      ),
    ),
    claimedQuantity: Type.Integer({
      minimum: 0,
      maximum: CLAIMED_QUANTITY_MAX,
      description: "How many it were; of a wrong item, of what it was.",
    }),
  },
  { examples: [{ kind: "wrong-count", lineId: "5000112637922", gtin: null, claimedQuantity: 1 }] },
);

const CONTESTED = closed({
  contestId: Type.String(),
  status: oneOf(["open", "granted", "refused"]),
  receiptStatus: STATUS,
  totalMinor: minor("What the receipt says now"),
});

const CONTEST_ANSWER = { 201: { description: "It is written down.", schema: CONTESTED } };
const CONTEST_DESCRIPTION =
  "Small amounts come back at once; the rest when somebody has looked, or in the shopper's favour when nobody has in time.";
const CONTEST_CODES = [
  "not-found",
  "receipt-not-final",
  "receipt-line-unknown",
  "product-unknown",
  "quantity-invalid",
  "contest-too-late",
  "contest-already-open",
] as const;

export function addReceiptRoutes(context: HttpContext): void {
  addReceiptList(context);
  addReceipt(context);
  addLookUp(context);
  addContests(context);
  addReceiptMailRoutes(context);
}

function addReceiptList(context: HttpContext): void {
  const { shop, identity } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/receipts",
      tag: "receipts",
      summary: "Receipts, the newest first; a shopper gets their own",
      query: closed({
        ...PAGE_QUERY,
        ...SEARCH_QUERY,
        status: Type.Optional(oneOf(STATUSES, "All where not given.")),
        money: Type.Optional(
          oneOf(["owed", "excess", "refunded"], "Still to be paid; to be given back; given back."),
        ),
      }),
      answers: { 200: { description: "A page of receipts.", schema: pageOf(RECEIPT_ROW) } },
    },
    ({ query, principal, url }) => {
      const isStaff = principal.roles.some((role) => role !== "shopper");
      const { currency, timeZone } = identity;
      const clues = { currency, timeZone, nowMs: shop.nowMs() };
      const found = matchVisits("r.visit_id", query.search, clues);
      return readPage(
        shop.store.db,
        {
          from: `receipts r JOIN visits v ON v.visit_id = r.visit_id
            LEFT JOIN charges c ON c.charge_id = r.visit_id`,
          columns: `r.*, v.kind, c.last_four, coalesce(c.missing_minor, 0) AS missing_minor,
            coalesce(c.refunded_minor, 0) AS refunded_minor,
            ${CONTESTS_OPEN}`,
          where: [
            ["r.status = ?", query.status],
            ["v.party = ?", isStaff ? undefined : (findParty(principal) ?? "")],
            ...(query.money === undefined ? [] : [[MONEY[query.money]] as const]),
            ...(found === null ? [] : [found]),
          ],
          order: ["r.drafted_ms", "r.visit_id"],
          direction: "DESC",
        },
        { url, limit: query.limit, after: query.after },
        (row) => ({
          visitId: row.visit_id,
          status: row.status,
          documentNumber: row.document_number,
          totalMinor: row.total_minor,
          currency: row.currency,
          probability: row.probability,
          draftedMs: row.drafted_ms,
          finalMs: row.final_ms,
          reviewDueMs: row.review_due_ms,
          units: row.units,
          payer: row.kind,
          lastFour: row.last_four,
          missingMinor: row.missing_minor,
          refundedMinor: row.refunded_minor,
          contestsOpen: row.contests_open,
        }),
      );
    },
  );
}

function addReceipt(context: HttpContext): void {
  const { deps } = context;
  addRead(
    context,
    {
      method: "GET",
      path: "/receipts/:visitId",
      tag: "receipts",
      summary: "A visit's receipt",
      params: closed({ visitId: id(`The visit's id. ${FORMS}`) }),
      answers: RECEIPT_ANSWER,
      codes: ["not-found", "not-acceptable"],
    },
    (call) => {
      const { name, form } = splitForm(call.params.visitId);
      return sendReceipt(deps, readVisit(deps.shop.store, name, call.principal), form, call);
    },
  );
}

function addLookUp(context: HttpContext): void {
  const { deps } = context;
  const { store } = deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/r/:token",
      tag: "receipts",
      summary: "A receipt by its link",
      description: `Whoever has the link may see it; a page says so where it is yet to come. ${FORMS}`,
      params: TOKEN,
      answers: RECEIPT_ANSWER,
      codes: ["not-found", "not-acceptable", "receipt-yet-to-come"],
      rate: "lookUp",
    },
    (call) => {
      const { name, form } = splitForm(call.params.token);
      const visit = store.read("visit", findByToken(store, name));
      if (visit.status === "unopened") throw new Error("a receipt without a visit");
      call.reply.header("x-robots-tag", "noindex");
      return sendReceiptOfLink(deps, visit, form, call);
    },
  );
  addRead(
    context,
    {
      method: "GET",
      path: "/r/:token/cart",
      tag: "receipts",
      summary: "What a visit holds, and what it would cost now, by the receipt's link",
      params: RECEIPT_TOKEN,
      answers: { 200: { description: CART_DESCRIPTION, schema: CART } },
      codes: ["not-found"],
      rate: "lookUp",
    },
    ({ params: { token } }) => {
      const visit = store.read("visit", findByToken(store, token));
      if (visit.status === "unopened") throw new Error("a link without a visit");
      return showCart(deps.shop, visit);
    },
  );
}

function addContests(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/receipts/:visitId/contests",
      tag: "receipts",
      summary: "Say that a receipt is wrong",
      description: CONTEST_DESCRIPTION,
      params: closed({ visitId: id("The visit's id.") }),
      body: CONTEST,
      answers: CONTEST_ANSWER,
      codes: CONTEST_CODES,
    },
    (tx, { params: { visitId }, body, principal }) => {
      readVisit(tx, visitId, principal);
      return contest(context, tx, visitId, body);
    },
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/r/:token/contests",
      tag: "receipts",
      summary: "Say that a receipt is wrong, by its link",
      description: CONTEST_DESCRIPTION,
      params: RECEIPT_TOKEN,
      body: CONTEST,
      answers: CONTEST_ANSWER,
      codes: CONTEST_CODES,
      rate: "lookUp",
    },
    (tx, { params: { token }, body }) => contest(context, tx, findByToken(tx, token), body),
  );
}

function contest(
  { deps: { shop } }: HttpContext,
  tx: Transaction,
  visitId: string,
  body: Static<typeof CONTEST>,
): Answer {
  const contestId = shop.makeId();
  contestLine(tx, shop, visitId, { contestId, ...body });
  const receipt = tx.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new Error("a contest of a receipt that is not final");
  }
  const { isGranted } = receipt.contests.find((one) => one.contestId === contestId)!;
  const status = isGranted === null ? "open" : isGranted ? "granted" : "refused";
  const { totalMinor } = receipt.content.result.totals;
  return { status: 201, body: { contestId, status, receiptStatus: receipt.status, totalMinor } };
}
