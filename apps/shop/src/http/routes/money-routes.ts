import type { NoObject } from "@saunter/protocol/http/route-spec";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import {
  atMs,
  closed,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  paidMinor,
} from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import { decideInto } from "../../domain/shop-context.ts";
import { addAction, addCommand, addPost, addRead, type Call, type HttpContext } from "../add-route.ts";
import { CARD, readCard } from "../card-fields.ts";
import {
  CHARGE,
  CHARGE_HISTORY,
  listChargeHistory,
  PAYER,
  readCharge,
  showCharge,
  WITHDRAWN,
} from "../charge-view.ts";
import type { Claim, GivenAnswer } from "../idempotency.ts";
import { readPage } from "../pages.ts";
import { ProblemError } from "../problem.ts";

const PARAMS = closed({ chargeId: id("The charge's id: that of its visit.") });
const WORK = oneOf(
  ["now", "debt", "cash", "none"],
  "Who has to do with it: the process; the process, once the debt is asked for again; staff; nobody.",
);

const CHARGE_ROW = closed({
  chargeId: Type.String(),
  payer: PAYER,
  currency: Type.String(),
  dueMinor: nullable(minor("What the receipt says; null while the visit goes on")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  withdrawnMinor: minor(WITHDRAWN),
  debtMinor: minor("Owed"),
  debtSinceMs: nullable(atMs("Since when")),
  work: WORK,
});

const CHARGES = { 200: { description: "A page of charges.", schema: pageOf(CHARGE_ROW) } };

export function addMoneyRoutes(context: HttpContext): void {
  addChargeLists(context);
  addCharge(context);
  addPaying(context);
  addCallingOff(context);
  addCash(context);
  addForgiving(context);
  void context.app.register(async (app) => addNotices({ ...context, app }));
}

type Row = Record<string, unknown>;

function showRow(row: Row): Static<typeof CHARGE_ROW> {
  return {
    chargeId: row.charge_id,
    payer: row.payer,
    currency: row.currency,
    dueMinor: row.due_minor,
    netMinor: row.net_minor,
    missingMinor: row.missing_minor,
    forgivenMinor: row.forgiven_minor,
    withdrawnMinor: row.withdrawn_minor,
    debtMinor: row.debt_minor,
    debtSinceMs: row.debt_since_ms,
    work: row.work,
  } as Static<typeof CHARGE_ROW>;
}

function addChargeLists(context: HttpContext): void {
  const { db } = context.deps.shop.store;
  addRead(
    context,
    {
      method: "GET",
      path: "/charges",
      tag: "money",
      summary: "Charges, the newest first",
      query: closed({ ...PAGE_QUERY, work: Type.Optional(WORK) }),
      answers: CHARGES,
    },
    ({ query, url }) =>
      readPage(
        db,
        {
          from: "charges",
          columns: "*",
          where: [["work = ?", query.work]],
          order: ["position"],
          direction: "DESC",
        },
        { url, limit: query.limit, after: query.after },
        showRow,
      ),
  );
  addRead(
    context,
    {
      method: "GET",
      path: "/debts",
      tag: "money",
      summary: "What is owed, the oldest first",
      query: closed(PAGE_QUERY),
      answers: CHARGES,
    },
    ({ query, url }) =>
      readPage(
        db,
        {
          from: "charges",
          columns: "*",
          where: [["debt_minor > ?", 0]],
          order: ["debt_since_ms", "charge_id"],
          direction: "ASC",
        },
        { url, limit: query.limit, after: query.after },
        showRow,
      ),
  );
}

function addCharge(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/charges/:chargeId",
      tag: "money",
      summary: "The money of one visit",
      params: PARAMS,
      answers: { 200: { description: "The charge.", schema: CHARGE } },
      codes: ["not-found"],
    },
    ({ params }) => showCharge(readCharge(store, params.chargeId)),
  );
  addRead(
    context,
    {
      method: "GET",
      path: "/charges/:chargeId/history",
      tag: "money",
      summary: "What has become of the money of one visit, in order",
      params: PARAMS,
      answers: { 200: { description: "All of it.", schema: CHARGE_HISTORY } },
      codes: ["not-found"],
    },
    ({ params: { chargeId } }) => {
      readCharge(store, chargeId);
      return { items: listChargeHistory(store.readStream(`charge-${chargeId}`)) };
    },
  );
}

function addPaying(context: HttpContext): void {
  const { runner } = context.deps;
  addPost(
    context,
    {
      method: "POST",
      path: "/charges/:chargeId/pay",
      tag: "money",
      summary: "Pay a debt with a card, at a kiosk",
      description:
        "The provider is asked; look at the charge for its answer, and for where the payer has to " +
        "confirm it, where their bank wants that.",
      params: PARAMS,
      body: CARD,
      answers: {
        202: {
          description: "It is being taken.",
          schema: closed({ chargeId: Type.String(), amountMinor: minor("What is taken") }),
        },
      },
      codes: [
        ...(["not-found", "debt-not-open", "charge-not-open"] as const),
        ...(["entry-card-refused", "entry-offline", "entry-method-unavailable"] as const),
      ],
    },
    async ({ params: { chargeId }, body }, claim) => {
      const payer = await readCard(context.deps, body);
      const given = await context.idempotency.once(claim, (tx) => {
        const amountMinor = findMissing(readCharge(tx, chargeId));
        decideInto(tx, "charge", chargeId, decideCharge, { type: "PayDebt", payer });
        return { status: 202, body: { chargeId, amountMinor } };
      });
      if (!given.isReplayed) await runner.advance(chargeId);
      return given;
    },
  );
}

function addCallingOff(context: HttpContext): void {
  const { runner } = context.deps;
  addPost(
    context,
    {
      method: "POST",
      path: "/charges/:chargeId/call-off",
      tag: "money",
      summary: "Call off a payment that waits to be confirmed, to pay in another way",
      params: PARAMS,
      answers: { 202: { description: "It is being called off.", schema: CHARGE } },
      codes: ["not-found", "charge-not-open"],
    },
    async ({ params: { chargeId } }, claim) => {
      const given = await context.idempotency.once(claim, (tx) => {
        readCharge(tx, chargeId);
        decideInto(tx, "charge", chargeId, decideCharge, { type: "CallOffPayment" });
        return { status: 202, body: showCharge(readCharge(tx, chargeId)) };
      });
      if (!given.isReplayed) await runner.advance(chargeId);
      return given;
    },
  );
}

const CASH = closed({ amountMinor: paidMinor() }, { examples: [{ amountMinor: 250 }] });
const CHARGE_NOW = { 201: { description: "The charge as it is now.", schema: CHARGE } };
const CASH_CODES = ["not-found", "charge-not-open", "cash-amount-wrong"] as const;

function addCash(context: HttpContext): void {
  addPost(
    context,
    {
      method: "POST",
      path: "/charges/:chargeId/cash",
      tag: "money",
      summary: "Cash has been taken for what is missing",
      params: PARAMS,
      body: CASH,
      answers: CHARGE_NOW,
      codes: CASH_CODES,
    },
    (call, claim) => settleInCash(context, "TakeCash", call, claim),
  );
  addPost(
    context,
    {
      method: "POST",
      path: "/charges/:chargeId/cash-return",
      tag: "money",
      summary: "Cash has been given back for what is too much",
      params: PARAMS,
      body: CASH,
      answers: CHARGE_NOW,
      codes: CASH_CODES,
    },
    (call, claim) => settleInCash(context, "ReturnCash", call, claim),
  );
}

async function settleInCash(
  { deps, idempotency }: HttpContext,
  type: "TakeCash" | "ReturnCash",
  { params: { chargeId }, body: { amountMinor }, principal }: Call<typeof PARAMS, NoObject, typeof CASH>,
  claim: Claim,
): Promise<GivenAnswer> {
  const { shop, runner } = deps;
  const given = await idempotency.once(claim, (tx) => {
    const command = { type, cashId: shop.makeId(), amountMinor, by: principal.id } as const;
    decideInto(tx, "charge", chargeId, decideCharge, command);
    return { status: 201, body: showCharge(readCharge(tx, chargeId)) };
  });
  // Staff who were told to give money back need not be told any more.
  if (!given.isReplayed) await runner.advance(chargeId);
  return given;
}

function addForgiving(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/charges/:chargeId/forgive",
      tag: "money",
      summary: "Let somebody off what is missing",
      params: PARAMS,
      answers: { 200: { description: "The charge as it is now.", schema: CHARGE } },
      codes: ["not-found", "debt-not-open", "charge-not-open"],
    },
    (tx, { params: { chargeId }, principal }) => {
      const command = { type: "ForgiveDebt", by: principal.id } as const;
      decideInto(tx, "charge", chargeId, decideCharge, command);
      return { status: 200, body: showCharge(readCharge(tx, chargeId)) };
    },
  );
}

const SIGNATURE_HEADER = "stripe-signature";

/** The signature is over the bytes, so they are not read as JSON before it has been checked. */
function addNotices(context: HttpContext): void {
  const { app, deps } = context;
  const { shop, runner } = deps;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    done(null, body);
  });
  addAction(
    context,
    {
      method: "POST",
      path: "/payments/notices",
      tag: "money",
      summary: "The payment provider's webhook",
      description: "Needs no idempotency key: a notice that comes twice is known by itself.",
      body: Type.Unknown({ examples: [{ id: "evt_1", type: "payment_intent.succeeded" }] }),
      answers: {
        200: {
          description: "Genuine.",
          schema: closed({ isTaken: Type.Boolean({ description: "Whether it says anything." }) }),
        },
      },
      codes: ["notice-forged"],
    },
    async ({ body, request }) => {
      const signature = request.headers[SIGNATURE_HEADER];
      const outcome = shop.gateways.card.readNotice(
        typeof body === "string" ? body : "",
        typeof signature === "string" ? signature : "",
        shop.nowMs(),
      );
      switch (outcome.kind) {
        case "forged":
          throw new ProblemError("notice-forged", "the signature does not hold");
        case "ignored":
          return { isTaken: false };
        case "notice":
          await runner.takeNotice(outcome.notice);
          return { isTaken: true };
        default:
          return outcome satisfies never;
      }
    },
  );
}
