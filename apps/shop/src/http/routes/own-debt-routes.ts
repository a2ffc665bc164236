/** What a shopper owes, and how they pay it on their own phone. */

import { decideCharge } from "@saunter/commerce/payment/decide";
import { type ChargeState, findMissing, listUnconfirmed } from "@saunter/commerce/payment/evolve";
import { atMs, closed, id, minor, nullable } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import { decideInto, RefusedError } from "../../domain/shop-context.ts";
import type { Principal } from "../../people/roles.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/store.ts";
import { addPost, addRead, type HttpContext } from "../add-route.ts";
import { readCharge } from "../charge-view.ts";
import { OWN_DEBTS_MAX } from "../http-limits.ts";
import { readVisit, requireParty } from "../own-visits.ts";
import { findByToken, RECEIPT_TOKEN } from "../receipt-token.ts";

const OWED = {
  owedMinor: minor("Still to be paid"),
  currency: Type.String(),
  sinceMs: nullable(atMs("Since when it is a debt; null where it is none, or none yet")),
  isUnconfirmed: Type.Boolean({ description: "A payment waits to be confirmed by the payer." }),
  actionUrl: nullable(Type.String({ description: "Where they confirm it with their bank." })),
};
const DEBT = closed({ visitId: Type.String(), ...OWED });
const PARAMS = closed({ visitId: id("One of your visits.") });

export function addOwnDebtRoutes(context: HttpContext): void {
  addDebts(context);
  addPaying(context);
  addCallingOff(context);
  addDebtOfReceipt(context);
}

function showOwed(charge: ChargeState) {
  const [unconfirmed] = listUnconfirmed(charge);
  return {
    owedMinor: Math.max(0, findMissing(charge)),
    currency: charge.currency,
    sinceMs: charge.debt?.sinceMs ?? null,
    isUnconfirmed: unconfirmed !== undefined,
    actionUrl: unconfirmed?.actionUrl ?? null,
  };
}

function addDebts(context: HttpContext): void {
  const { store } = context.deps.shop;
  const sql = `SELECT charge_id FROM charges JOIN visits ON visit_id = charge_id
    WHERE party = ? AND debt_minor > 0 ORDER BY debt_since_ms, charge_id LIMIT ${OWN_DEBTS_MAX}`;
  addRead(
    context,
    {
      method: "GET",
      path: "/me/debts",
      tag: "me",
      summary: "What you owe, the oldest first",
      answers: {
        200: { description: "Your debts.", schema: closed({ items: Type.Array(DEBT) }) },
      },
    },
    ({ principal }) => {
      const rows = prepared(store.db, sql).all(requireParty(principal).party);
      const items = rows.map((row): Static<typeof DEBT> => {
        const visitId = row.charge_id as string;
        return { visitId, ...showOwed(store.read("charge", visitId)) };
      });
      return { items };
    },
  );
}

/** Throws `RefusedError` with `not-found` where it is not theirs. */
function readOwnCharge(tx: Transaction, visitId: string, principal: Principal): ChargeState {
  requireParty(principal);
  readVisit(tx, visitId, principal);
  return readCharge(tx, visitId);
}

function addPaying(context: HttpContext): void {
  const { runner, desk } = context.deps;
  addPost(
    context,
    {
      method: "POST",
      path: "/me/debts/:visitId/pay",
      tag: "me",
      summary: "Pay what you owe for a visit, with your card of now",
      description: "The provider is asked; look at your debts for its answer.",
      params: PARAMS,
      answers: {
        202: {
          description: "It is being taken.",
          schema: closed({ visitId: Type.String(), amountMinor: minor("What is taken") }),
        },
      },
      codes: ["not-found", "debt-not-open", "charge-not-open", "entry-card-refused"],
    },
    async ({ params: { visitId }, principal }, claim) => {
      const given = await context.idempotency.once(claim, (tx) => {
        const amountMinor = findMissing(readOwnCharge(tx, visitId, principal));
        const card = desk.findCustomerCard(requireParty(principal).customerId);
        if (card === null) {
          throw new RefusedError("entry-card-refused", "no card is known; add one first");
        }
        const payer = { kind: "card", token: card.token, lastFour: card.lastFour } as const;
        decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer });
        return { status: 202, body: { visitId, amountMinor } };
      });
      if (!given.isReplayed) await runner.advance(visitId);
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
      path: "/me/debts/:visitId/call-off",
      tag: "me",
      summary: "Call off a payment that you have yet to confirm, to pay with another card",
      params: PARAMS,
      answers: { 202: { description: "It is being called off.", schema: DEBT } },
      codes: ["not-found", "charge-not-open"],
    },
    async ({ params: { visitId }, principal }, claim) => {
      const given = await context.idempotency.once(claim, (tx) => {
        readOwnCharge(tx, visitId, principal);
        decideInto(tx, "charge", visitId, decideCharge, { type: "CallOffPayment" });
        return { status: 202, body: { visitId, ...showOwed(readCharge(tx, visitId)) } };
      });
      if (!given.isReplayed) await runner.advance(visitId);
      return given;
    },
  );
}

function addDebtOfReceipt(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/r/:token/debt",
      tag: "receipts",
      summary: "What is still to be paid of a receipt, by its link",
      params: RECEIPT_TOKEN,
      answers: { 200: { description: "Nothing where it is paid.", schema: closed(OWED) } },
      codes: ["not-found"],
      rate: "lookUp",
    },
    ({ params: { token } }) => showOwed(readCharge(store, findByToken(store, token))),
  );
}
