/** A shop without a hold is told what it risks, where money is real. */
import type { ShopConfig } from "../config/shop-config.ts";
import { clearAlert, raiseAlert } from "../domain/alerts.ts";
import type { Transaction } from "../store/transaction.ts";

/** Raises the alert at each start, until there is a hold. */
export function reportHold(
  tx: Transaction,
  { entry, payment: { gateway } }: Pick<ShopConfig, "entry" | "payment">,
): void {
  const alertKey = "hold-missing";
  const isReal = gateway.kind === "stripe" && gateway.baseUrl === null;
  if (entry.hold !== null || !isReal) {
    clearAlert(tx, alertKey, "start");
    return;
  }
  raiseAlert(tx, {
    alertKey,
    kind: alertKey,
    visitId: null,
    message:
      "no hold is configured: what a bank declines after a visit is the shop’s loss; only verified cards open the gate",
  });
}
