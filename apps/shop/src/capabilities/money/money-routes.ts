import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import {
  type CASH,
  type CHARGE_ROW,
  GET_CHARGE,
  GET_CHARGE_HISTORY,
  GET_CHARGES,
  GET_DEBTS,
  type PARAMS,
  POST_CHARGE_CALL_OFF,
  POST_CHARGE_CASH,
  POST_CHARGE_CASH_RETURN,
  POST_CHARGE_FORGIVE,
  POST_CHARGE_PAY,
  POST_PAYMENTS_NOTICES,
} from "@saunter/protocol/http/money-routes";
import type { NoObject } from "@saunter/protocol/http/route-spec";
import type { Claim } from "@saunter/server/http/idempotency-claim";
import type { Static } from "typebox";
import { decideInto } from "../../domain/shop-context.ts";
import { addAction, addCommand, addPost, addRead, type Call } from "../../http/add-route.ts";
import type { CardReading } from "../../http/card-fields.ts";
import { readCard } from "../../http/card-fields.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { GivenAnswer } from "../../http/idempotency.ts";
import { readPage } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { listChargeHistory, readCharge, showCharge } from "./charge-view.ts";

export interface MoneyServices extends CardReading {
  /** Something has happened at a card reader of the provider's. */
  readonly notifyReader: (readerId: string) => void;
}

export function addMoneyRoutes(context: HttpContext<MoneyServices>): void {
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

function addChargeLists(context: HttpContext<CardReading>): void {
  const { db } = context.deps.shop.store;
  addRead(context, GET_CHARGES, ({ query, url }) =>
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
  addRead(context, GET_DEBTS, ({ query, url }) =>
    readPage(
      db,
      {
        from: "charges",
        columns: "*",
        where: [["debt_minor > 0"]],
        order: ["debt_since_ms", "charge_id"],
        direction: "ASC",
      },
      { url, limit: query.limit, after: query.after },
      showRow,
    ),
  );
}

function addCharge(context: HttpContext<CardReading>): void {
  const { store } = context.deps.shop;
  addRead(context, GET_CHARGE, ({ params }) => showCharge(readCharge(store, params.chargeId)));
  addRead(context, GET_CHARGE_HISTORY, ({ params: { chargeId } }) => {
    readCharge(store, chargeId);
    return { items: listChargeHistory(store.readStream(`charge-${chargeId}`)) };
  });
}

function addPaying(context: HttpContext<CardReading>): void {
  const { runner } = context.deps;
  addPost(context, POST_CHARGE_PAY, async ({ params: { chargeId }, body }, claim) => {
    const payer = await readCard(context.deps, body);
    const given = await context.idempotency.once(claim, (tx) => {
      const amountMinor = findMissing(readCharge(tx, chargeId));
      decideInto(tx, "charge", chargeId, decideCharge, { type: "PayDebt", payer });
      return { status: 202, body: { chargeId, amountMinor } };
    });
    if (!given.isReplayed) await runner.advance(chargeId);
    return given;
  });
}

function addCallingOff(context: HttpContext<CardReading>): void {
  const { runner } = context.deps;
  addPost(context, POST_CHARGE_CALL_OFF, async ({ params: { chargeId } }, claim) => {
    const given = await context.idempotency.once(claim, (tx) => {
      readCharge(tx, chargeId);
      decideInto(tx, "charge", chargeId, decideCharge, { type: "CallOffPayment" });
      return { status: 202, body: showCharge(readCharge(tx, chargeId)) };
    });
    if (!given.isReplayed) await runner.advance(chargeId);
    return given;
  });
}

function addCash(context: HttpContext<CardReading>): void {
  addPost(context, POST_CHARGE_CASH, (call, claim) =>
    settleInCash(context, "TakeCash", call, claim),
  );
  addPost(context, POST_CHARGE_CASH_RETURN, (call, claim) =>
    settleInCash(context, "ReturnCash", call, claim),
  );
}

async function settleInCash(
  { deps, idempotency }: HttpContext<CardReading>,
  type: "TakeCash" | "ReturnCash",
  {
    params: { chargeId },
    body: { amountMinor },
    principal,
  }: Call<typeof PARAMS, NoObject, typeof CASH>,
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

function addForgiving(context: HttpContext<CardReading>): void {
  addCommand(context, POST_CHARGE_FORGIVE, (tx, { params: { chargeId }, principal }) => {
    const command = { type: "ForgiveDebt", by: principal.id } as const;
    decideInto(tx, "charge", chargeId, decideCharge, command);
    return { status: 200, body: showCharge(readCharge(tx, chargeId)) };
  });
}

const SIGNATURE_HEADER = "stripe-signature";

/** The signature is over the bytes, so they are not read as JSON before it has been checked. */
function addNotices(context: HttpContext<MoneyServices>): void {
  const { app, deps } = context;
  const { notifyReader, shop, runner } = deps;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    done(null, body);
  });
  addAction(context, POST_PAYMENTS_NOTICES, async ({ body, request }) => {
    const signature = request.headers[SIGNATURE_HEADER];
    const outcome = shop.gateways.card.readNotice(
      typeof body === "string" ? body : "",
      typeof signature === "string" ? signature : "",
      shop.nowMs(),
    );
    switch (outcome.kind) {
      case "forged":
        throw new ProblemError("notice-forged", "the signature is not valid");
      case "ignored":
        return { isTaken: false };
      case "reader":
        notifyReader(outcome.readerId);
        return { isTaken: true };
      case "notice":
        await runner.takeNotice(outcome.notice);
        return { isTaken: true };
      default:
        return outcome satisfies never;
    }
  });
}
