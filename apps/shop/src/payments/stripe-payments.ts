/** What Stripe's objects and errors mean in our words. Nothing is asked of anybody here. */
import type { Withdrawal } from "@saunter/commerce/payment/events";
import Stripe from "stripe";
import type { GatewayOutcome, ProviderPayment } from "../domain/payment-gateway.ts";
import { refuseCall } from "./gateway-outcomes.ts";

/** Metadata that ties Stripe's objects to ours. */
export const PAYMENT_ID = "payment_id";
export const REFUND_ID = "refund_id";

/** Where Stripe does not say when a hold lapses, it does so no sooner than this after its making. */
const HOLD_ONLINE_MS = 7 * 24 * 3_600_000;
const HOLD_PRESENT_MS = 2 * 24 * 3_600_000;

/**
 * Decline codes with which asking again later may help
 * (https://docs.stripe.com/declines/codes). Any other means that this card will not do.
 */
const RETRYABLE_DECLINES: ReadonlySet<string> = new Set([
  "approve_with_id",
  "call_issuer",
  "card_velocity_exceeded",
  "do_not_honor",
  "generic_decline",
  "insufficient_funds",
  "issuer_not_available",
  "no_action_taken",
  "processing_error",
  "reenter_transaction",
  "service_not_allowed",
  "try_again_later",
  "withdrawal_count_limit_exceeded",
]);

/** Money that went back from a payment, as Stripe lists it. */
export interface Returns {
  /** With their balance transactions. */
  readonly refunds: readonly Stripe.Refund[];
  readonly disputes: readonly Stripe.Dispute[];
}

/**
 * A payment in our words; null where it is none of ours, or cannot be understood. What was taken is
 * what Stripe says was received, and what went back is counted by its refunds and disputes: Stripe's
 * own sum of what was refunded has held other things too.
 *
 * @param returns what went back where that is known; nothing did where not given.
 */
export function readIntent(
  intent: Stripe.PaymentIntent,
  returns: Returns = { refunds: [], disputes: [] },
): ProviderPayment | null {
  const paymentId = intent.metadata?.[PAYMENT_ID];
  const status = readStatus(intent);
  if (typeof intent.id !== "string" || paymentId === undefined || status === null) return null;
  const isCaptured = status === "captured";
  const ours = returns.refunds.filter((refund) => isOurs(refund) && hasGoneThrough(refund));
  return {
    reference: intent.id,
    paymentId,
    status,
    heldMinor: status === "held" ? intent.amount_capturable : 0,
    capturedMinor: isCaptured ? intent.amount_received : 0,
    refundedMinor: isCaptured ? ours.reduce((sum, { amount }) => sum + amount, 0) : 0,
    holdExpiresMs: status === "held" ? findExpiry(intent, readLatestCharge(intent)) : null,
    refunds: ours.map((refund) => ({
      refundId: findRefundId(refund)!,
      amountMinor: refund.amount,
    })),
    withdrawals: isCaptured ? listWithdrawals(intent, returns) : [],
    cardHash: null,
  };
}

/** What Stripe tells the card by, where the answer says it: to be hashed, and kept nowhere. */
export function readFingerprint(intent: Stripe.PaymentIntent): string | null {
  const details = readLatestCharge(intent)?.payment_method_details;
  const card = details?.card ?? details?.card_present ?? details?.interac_present;
  return card?.fingerprint ?? null;
}

/**
 * The provider's id of the payment that an event about money going back is of; null where there is
 * none, or where it is known not to be ours. Refunds of ours say so themselves.
 */
export function readTouched(event: Stripe.Event): string | null {
  switch (event.type) {
    case "charge.refunded": {
      const charge = event.data.object;
      return charge.metadata?.[PAYMENT_ID] === undefined ? null : readId(charge.payment_intent);
    }
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
    case "charge.refund.updated": {
      const refund = event.data.object;
      return isOurs(refund) ? null : readId(refund.payment_intent);
    }
    case "charge.dispute.created":
    case "charge.dispute.updated":
    case "charge.dispute.closed":
    case "charge.dispute.funds_withdrawn":
    case "charge.dispute.funds_reinstated":
      return readId(event.data.object.payment_intent);
    default:
      return null;
  }
}

export function readId(
  reference: string | { readonly id: string } | null | undefined,
): string | null {
  if (typeof reference === "string") return reference;
  return reference?.id ?? null;
}

/** The charge, where the answer holds it whole. */
export function readLatestCharge(intent: Stripe.PaymentIntent): Stripe.Charge | null {
  const charge = intent.latest_charge;
  return typeof charge === "object" ? charge : null;
}

function readStatus(intent: Stripe.PaymentIntent): ProviderPayment["status"] | null {
  switch (intent.status) {
    case "requires_capture":
      return "held";
    case "succeeded":
      return "captured";
    case "canceled":
      return "released";
    case "requires_payment_method":
      return "declined";
    case "requires_action":
      return "needs-action";
    case "processing":
      return "processing";
    default:
      return null;
  }
}

function findExpiry(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): number {
  const details = charge?.payment_method_details;
  const capture = details?.card?.capture_before ?? details?.card_present?.capture_before;
  if (capture !== undefined) return capture * 1000;
  const isPresent = intent.payment_method_types.includes("card_present");
  return intent.created * 1000 + (isPresent ? HOLD_PRESENT_MS : HOLD_ONLINE_MS);
}

/** Our id of a refund; null where somebody made it on Stripe's pages, and not the shop. */
export function findRefundId({ metadata }: Stripe.Refund): string | null {
  return metadata?.[REFUND_ID] ?? null;
}

function isOurs(refund: Stripe.Refund): boolean {
  return findRefundId(refund) !== null;
}

function hasGoneThrough({ status }: Stripe.Refund): boolean {
  return status === "succeeded" || status === "pending";
}

/**
 * Whether a refund stands for what a capture in part let go of: that never was the payer's loss, nor
 * the shop's. Before version 2025-03-31 of its API Stripe made such refunds
 * (https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow);
 * its books tell them (https://docs.stripe.com/reports/reporting-categories).
 */
export function isRelease({ balance_transaction }: Stripe.Refund): boolean {
  if (typeof balance_transaction !== "object") return false;
  return balance_transaction?.reporting_category === "partial_capture_reversal";
}

function listWithdrawals(
  intent: Stripe.PaymentIntent,
  { refunds, disputes }: Returns,
): Withdrawal[] {
  const byHand = refunds.filter((refund) => !isOurs(refund) && !isRelease(refund));
  return [
    ...byHand.flatMap((refund) => {
      const isOver = refund.status === "failed" || refund.status === "canceled";
      if (!isOver && !hasGoneThrough(refund)) return [];
      const amountMinor = isOver ? 0 : refund.amount;
      return [{ withdrawalId: refund.id, kind: "refund" as const, amountMinor }];
    }),
    ...disputes.flatMap((dispute) => {
      const isTaken = DISPUTE_TAKES.get(dispute.status);
      if (isTaken === undefined) return [];
      // Of a dispute in another currency only the whole is known.
      const wholeMinor = intent.amount_received;
      const sumMinor = dispute.currency === intent.currency ? dispute.amount : wholeMinor;
      const amountMinor = isTaken ? sumMinor : 0;
      return [{ withdrawalId: dispute.id, kind: "dispute" as const, amountMinor }];
    }),
  ];
}

/** Whether a dispute's money is taken; inquiries (`warning_…`) take none, and may become disputes. */
const DISPUTE_TAKES: ReadonlyMap<string, boolean> = new Map([
  ["needs_response", true],
  ["under_review", true],
  ["appeal_needs_response", true],
  ["appeal_under_review", true],
  ["lost", true],
  ["won", false],
  ["prevented", false],
]);

/** What a payment that was to be held or taken has come to. */
export function concludePayment(
  intent: Stripe.PaymentIntent,
  payment: ProviderPayment,
): GatewayOutcome {
  switch (payment.status) {
    case "held":
    case "captured":
      return { kind: "done", payment };
    case "released":
      return refuseCall("payment-not-held", "the payment was released");
    case "processing":
      return { kind: "unknown", message: "the bank has not answered yet" };
    case "declined": {
      const error = intent.last_payment_error;
      return declinePayment(error?.decline_code, error?.code, error?.advice_code, payment);
    }
    case "needs-action": {
      const actionUrl = intent.next_action?.redirect_to_url?.url ?? null;
      if (actionUrl !== null) return { kind: "needs-action", actionUrl, payment };
      return declinePayment("authentication_required", undefined, undefined, payment);
    }
    default:
      return payment.status satisfies never;
  }
}

function declinePayment(
  declineCode: string | null | undefined,
  errorCode: string | null | undefined,
  advice: string | null | undefined,
  payment: ProviderPayment | null,
): GatewayOutcome {
  const code = declineCode || errorCode || "card_declined";
  const isRetryable =
    advice === "try_again_later" || (advice !== "do_not_try_again" && RETRYABLE_DECLINES.has(code));
  return { kind: "declined", code, isRetryable, payment };
}

/** Whether Stripe has looked at the call and will not do it: not a card's no, and not a key's. */
export function isInvalidRequest(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

/**
 * What an error of the SDK means. Only a card's no and a call that Stripe refuses are certain; all
 * else says nothing of whether money moved. A wrong API key counts among that: the call is good, and
 * goes through once the key is mended.
 */
export function translateError(error: unknown): GatewayOutcome {
  const { errors } = Stripe;
  if (error instanceof errors.StripeCardError) {
    const intent = error.payment_intent;
    const payment = intent === undefined ? null : readIntent(intent);
    return declinePayment(error.decline_code, error.code, error.advice_code, payment);
  }
  if (error instanceof errors.StripeIdempotencyError)
    return refuseCall("key-reused", error.message);
  if (isInvalidRequest(error)) {
    const isUnknown = error.code === "resource_missing" && error.statusCode === 404;
    return refuseCall(isUnknown ? "payment-unknown" : "request-invalid", describeError(error));
  }
  if (error instanceof Error) return { kind: "unknown", message: describeError(error) };
  throw error;
}

/** The kind of error and Stripe's codes and words: of ours they hold ids alone. */
function describeError(error: Error): string {
  if (!(error instanceof Stripe.errors.StripeError)) return `${error.name}: ${error.message}`;
  const parts = [error.type, error.statusCode, error.code, error.param, error.message];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
