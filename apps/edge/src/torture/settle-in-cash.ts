import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import { decideInto } from "../shop/shop-context.ts";
import type { Transaction } from "../store/store.ts";

/** At the till: what is missing of a charge is taken in cash, what is too much is given back. */
export function settleInCash(tx: Transaction, chargeId: string, cashId: string, by: string): void {
  const missing = findMissing(tx.read("charge", chargeId));
  decideInto(tx, "charge", chargeId, decideCharge, {
    ...{ type: missing > 0 ? "TakeCash" : "ReturnCash", cashId, by },
    amountMinor: Math.abs(missing),
  });
}
