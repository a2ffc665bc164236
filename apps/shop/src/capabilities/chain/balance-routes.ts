/** Paying for a visit with a gift card or a member card of the chain. */
import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import {
  GET_VISIT_BALANCES,
  POST_VISIT_BALANCE_REMOVE,
  POST_VISIT_BALANCES,
} from "@saunter/protocol/http/balance-routes";
import type { Balances } from "../../chain/ask-balance.ts";
import { decideInto, RefusedError } from "../../domain/shop-context.ts";
import { addCommand, addPost, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readVisit } from "../../http/own-visits.ts";
import type { Transaction } from "../../store/transaction.ts";
import { readCharge, showBalances } from "../money/charge-view.ts";

export interface BalanceServices {
  /** Null where the shop belongs to no chain. */
  readonly balances: Balances | null;
}

export function addBalanceRoutes(context: HttpContext<BalanceServices>): void {
  const { balances, runner, shop } = context.deps;

  function show(tx: Pick<Transaction, "read">, visitId: string) {
    const charge = readCharge(tx, visitId);
    const isPaid = charge.dueMinor !== null && findMissing(charge) <= 0;
    return {
      visitId,
      isOffered: balances !== null && !isPaid,
      currency: charge.currency,
      cards: showBalances(charge),
    };
  }

  addRead(context, GET_VISIT_BALANCES, ({ params: { visitId }, principal }) => {
    readVisit(shop.store, visitId, principal);
    return show(shop.store, visitId);
  });
  addPost(context, POST_VISIT_BALANCES, async ({ params: { visitId }, body, principal }, claim) => {
    let holdId = "";
    const given = await context.idempotency.once(claim, (tx) => {
      readVisit(tx, visitId, principal);
      if (balances === null) {
        throw new RefusedError(
          "charge-not-open",
          "the shop belongs to no chain, which has gift cards",
        );
      }
      holdId = balances.request(tx, visitId);
      return { status: 202, body: { visitId, holdId } };
    });
    if (given.isReplayed || balances === null) return given;
    await balances.ask(visitId, holdId, body);
    await runner.advance(visitId);
    return given;
  });
  addCommand(
    context,
    POST_VISIT_BALANCE_REMOVE,
    (tx, { params: { visitId, holdId }, principal }) => {
      readVisit(tx, visitId, principal);
      decideInto(tx, "charge", visitId, decideCharge, { type: "ReleaseBalance", holdId });
      return { status: 200, body: show(tx, visitId) };
    },
  );
}
