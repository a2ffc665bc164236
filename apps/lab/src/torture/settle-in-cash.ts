import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import { decideInto } from "@saunter/shop/domain/shop-context";
import type { Transaction } from "@saunter/shop/store/transaction";

/** At the till: what is missing of a charge is taken in cash, what is too much is given back. */
export function settleInCash(tx: Transaction, chargeId: string, cashId: string, by: string): void {
  const missing = findMissing(tx.read("charge", chargeId));
  decideInto(tx, "charge", chargeId, decideCharge, {
    type: missing > 0 ? "TakeCash" : "ReturnCash",
    cashId,
    by,
    amountMinor: Math.abs(missing),
  });
}
