/** What a shopper owes, and how they pay it on their own phone. */

import { decideCharge } from "@saunter/commerce/payment/decide";
import { type ChargeState, findMissing, listUnconfirmed } from "@saunter/commerce/payment/evolve";
import {
  type DEBT,
  GET_LINKED_RECEIPT_DEBT,
  GET_ME_DEBTS,
  POST_ME_DEBT_CALL_OFF,
  POST_ME_DEBT_PAY,
} from "@saunter/protocol/http/own-debt-routes";
import type { Static } from "typebox";
import type { EntryService } from "../../domain/entry-service.ts";
import { decideInto, RefusedError } from "../../domain/shop-context.ts";
import { addPost, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { OWN_DEBTS_MAX } from "../../http/http-limits.ts";
import { readVisit, requireParty } from "../../http/own-visits.ts";
import { pageItems } from "../../http/pages.ts";
import { findByToken } from "../../http/receipt-token.ts";
import type { Principal } from "../../people/roles.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";
import { readCharge } from "./charge-view.ts";

export interface DebtServices {
  readonly entryService: EntryService;
}

export function addOwnDebtRoutes(context: HttpContext<DebtServices>): void {
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

function addDebts(context: HttpContext<DebtServices>): void {
  const { store } = context.deps.shop;
  const sql = `SELECT charge_id FROM charges JOIN visits ON visit_id = charge_id
    WHERE party = ? AND debt_minor > 0 ORDER BY debt_since_ms, charge_id LIMIT ${OWN_DEBTS_MAX}`;
  addRead(context, GET_ME_DEBTS, ({ principal, query, url }) => {
    const rows = prepared(store.db, sql).all(requireParty(principal).party);
    const items = rows.map((row): Static<typeof DEBT> => {
      const visitId = row.charge_id as string;
      return { visitId, ...showOwed(store.read("charge", visitId)) };
    });
    return pageItems(items, ({ visitId }) => visitId, { ...query, url });
  });
}

/** Throws `RefusedError` with `not-found` where it is not theirs. */
function readOwnCharge(tx: Transaction, visitId: string, principal: Principal): ChargeState {
  requireParty(principal);
  readVisit(tx, visitId, principal);
  return readCharge(tx, visitId);
}

function addPaying(context: HttpContext<DebtServices>): void {
  const { runner, entryService } = context.deps;
  addPost(context, POST_ME_DEBT_PAY, async ({ params: { visitId }, principal }, claim) => {
    const given = await context.idempotency.once(claim, (tx) => {
      const amountMinor = findMissing(readOwnCharge(tx, visitId, principal));
      const card = entryService.findCustomerCard(requireParty(principal).customerId);
      if (card === null) {
        throw new RefusedError("entry-card-refused", "no card is saved; add one first");
      }
      const payer = { kind: "card", token: card.token, lastFour: card.lastFour } as const;
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer });
      return { status: 202, body: { visitId, amountMinor } };
    });
    if (!given.isReplayed) await runner.advance(visitId);
    return given;
  });
}

function addCallingOff(context: HttpContext<DebtServices>): void {
  const { runner } = context.deps;
  addPost(context, POST_ME_DEBT_CALL_OFF, async ({ params: { visitId }, principal }, claim) => {
    const given = await context.idempotency.once(claim, (tx) => {
      readOwnCharge(tx, visitId, principal);
      decideInto(tx, "charge", visitId, decideCharge, { type: "CallOffPayment" });
      return { status: 202, body: { visitId, ...showOwed(readCharge(tx, visitId)) } };
    });
    if (!given.isReplayed) await runner.advance(visitId);
    return given;
  });
}

function addDebtOfReceipt(context: HttpContext<DebtServices>): void {
  const { store } = context.deps.shop;
  addRead(context, GET_LINKED_RECEIPT_DEBT, ({ params: { token } }) =>
    showOwed(readCharge(store, findByToken(store, token))),
  );
}
