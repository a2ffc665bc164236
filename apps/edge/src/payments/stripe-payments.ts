/** What Stripe's objects and errors mean in our words. Nothing is asked of anybody here. */
import Stripe from "stripe";
import { refuseCall } from "./gateway-outcomes.ts";
import type { GatewayOutcome, ProviderPayment } from "./payment-gateway.ts";

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

/**
 * A payment in our words; null where it is none of ours, or cannot be understood.
 *
 * @param refunds its refunds where they are known.
 */
export function readIntent(
  intent: Stripe.PaymentIntent,
  refunds: readonly Stripe.Refund[],
): ProviderPayment | null {
  const paymentId = intent.metadata?.[PAYMENT_ID];
  const status = readStatus(intent);
  if (typeof intent.id !== "string" || paymentId === undefined || status === null) return null;
  const charge = readLatestCharge(intent);
  return {
    reference: intent.id,
    paymentId,
    status,
    heldMinor: status === "held" ? intent.amount_capturable : 0,
    capturedMinor: status === "captured" ? intent.amount_received : 0,
    refundedMinor: charge === null ? 0 : findRefunded(charge, refunds),
    holdExpiresMs: status === "held" ? findExpiry(intent, charge) : null,
    refundIds: listRefundIds(refunds),
  };
}

/** A payment in our words, from its charge alone: it knows of no hold. */
export function readCharge(charge: Stripe.Charge): ProviderPayment | null {
  const paymentId = charge.metadata?.[PAYMENT_ID];
  const reference = readId(charge.payment_intent);
  if (paymentId === undefined || reference === null || charge.captured !== true) return null;
  const refunds = charge.refunds?.data ?? [];
  return {
    reference,
    paymentId,
    status: "captured",
    heldMinor: 0,
    capturedMinor: charge.amount_captured,
    refundedMinor: findRefunded(charge, refunds),
    holdExpiresMs: null,
    refundIds: listRefundIds(refunds),
  };
}

function readId(reference: string | { readonly id: string } | null | undefined): string | null {
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

const hasGoneThrough = ({ status }: Stripe.Refund): boolean =>
  status === "succeeded" || status === "pending";

function listRefundIds(refunds: readonly Stripe.Refund[]): string[] {
  return refunds
    .filter(hasGoneThrough)
    .map((refund) => refund.metadata?.[REFUND_ID])
    .filter((id) => id !== undefined);
}

/**
 * What the payer has got back. Stripe counts what a capture in part let go of as refunded too, and
 * lists a refund of it; that never was the payer's loss.
 */
function findRefunded(charge: Stripe.Charge, refunds: readonly Stripe.Refund[]): number {
  if (!charge.captured) return 0;
  const releasedMinor = charge.amount - charge.amount_captured;
  const oursMinor = refunds
    .filter((refund) => hasGoneThrough(refund) && refund.metadata?.[REFUND_ID] !== undefined)
    .reduce((sum, refund) => sum + refund.amount, 0);
  return Math.max(charge.amount_refunded - releasedMinor, oursMinor);
}

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
      return refuseCall("payment-not-held", "the payment was let go of");
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
    const payment = intent === undefined ? null : readIntent(intent, []);
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
