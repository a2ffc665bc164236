/** What every adapter says alike: why a call can never succeed, and what a request must look like. */
import type { GatewayOutcome, ProviderPayment } from "../domain/payment-gateway.ts";

export type GatewayRefusal =
  // What was asked.
  | "amount-invalid"
  | "currency-mismatch"
  | "payer-unsupported"
  | "key-reused"
  | "request-invalid"
  | "increase-unsupported"
  // How the payment stands.
  | "payment-unknown"
  | "payment-not-held"
  | "payment-not-captured"
  | "payment-captured-otherwise"
  | "amount-above-held"
  | "amount-below-held"
  | "amount-above-captured";

export function refuseCall(code: GatewayRefusal, message: string): GatewayOutcome {
  return { kind: "refused", code, message };
}

export interface AskedAmount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Refuses what no provider would take: an amount that is no positive whole number, a currency. */
export function checkAsked(asked: AskedAmount, currency: string | null): GatewayOutcome | null {
  const { amountMinor } = asked;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    return refuseCall("amount-invalid", `not a positive whole number: ${amountMinor}`);
  }
  if (currency !== null && asked.currency !== currency) {
    return refuseCall("currency-mismatch", `${asked.currency} where ${currency} is taken`);
  }
  return null;
}

/** Whether a payment stands as one whose capture of this amount was done. */
export function isCapturedAs(payment: ProviderPayment, amountMinor: number): boolean {
  return payment.status === "captured" && payment.capturedMinor === amountMinor;
}

/** Why a capture of this amount cannot be done to a payment that stands so. */
export function explainCapture(payment: ProviderPayment, amountMinor: number): GatewayRefusal {
  if (payment.status === "captured") return "payment-captured-otherwise";
  if (payment.status !== "held") return "payment-not-held";
  return amountMinor > payment.heldMinor ? "amount-above-held" : "request-invalid";
}

/** Why a hold that stands so cannot be raised to this whole amount. */
export function explainIncrease(payment: ProviderPayment, amountMinor: number): GatewayRefusal {
  if (payment.status !== "held") return "payment-not-held";
  return amountMinor < payment.heldMinor ? "amount-below-held" : "increase-unsupported";
}

/** Why this amount cannot be given back of a payment that stands so. */
export function explainRefund(payment: ProviderPayment, amountMinor: number): GatewayRefusal {
  if (payment.status !== "captured") return "payment-not-captured";
  const { capturedMinor, refundedMinor, withdrawals } = payment;
  const withdrawnMinor = withdrawals.reduce((sum, one) => sum + one.amountMinor, 0);
  const leftMinor = capturedMinor - refundedMinor - withdrawnMinor;
  return amountMinor > leftMinor ? "amount-above-captured" : "request-invalid";
}
