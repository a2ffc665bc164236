/** The provider's objects as JSON. Times on the wire are Unix seconds. */
import {
  type JsonObject,
  PAGE_DEFAULT,
  type SimCharge,
  type SimDispute,
  type SimIntent,
  type SimRefund,
} from "./provider-types.ts";

const toSeconds = (atMs: number): number => Math.floor(atMs / 1000);

/** Paths below `field` among the paths to expand. */
export function expandBelow(expand: readonly string[], field: string): string[] {
  return expand
    .filter((path) => path.startsWith(`${field}.`))
    .map((path) => path.slice(field.length + 1));
}

/** Whether `field` itself, or anything below it, is to be expanded. */
function isExpanded(expand: readonly string[], field: string): boolean {
  return expand.some((path) => path === field || path.startsWith(`${field}.`));
}

export function sumRefunds(charge: SimCharge): number {
  return charge.refunds
    .filter(({ status }) => status === "succeeded")
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
}

/**
 * What a payment's charge has let go of without taking it, where the provider counts it as refunded
 * and shows a refund of it, although it never was the shop's. Minor units.
 */
export function findShownRelease(intent: SimIntent): number {
  const charge = intent.charge!;
  if (!charge.showsRelease) return 0;
  if (charge.isCaptured) return charge.authorizedMinor - charge.capturedMinor;
  return intent.status === "canceled" ? charge.authorizedMinor : 0;
}

/** What is still held of a payment, minor units. */
export function findHeld(intent: SimIntent): number {
  return intent.status === "requires_capture" ? intent.charge!.authorizedMinor : 0;
}

export function renderIntent(intent: SimIntent, expand: readonly string[]): JsonObject {
  const { charge } = intent;
  const rendered =
    charge === null ? null : renderCharge(intent, expandBelow(expand, "latest_charge"));
  return {
    id: intent.id,
    object: "payment_intent",
    allowed_payment_method_types: intent.methodTypes,
    amount: intent.amountMinor,
    amount_capturable: findHeld(intent),
    amount_received: charge?.capturedMinor ?? 0,
    canceled_at: intent.canceledMs === null ? null : toSeconds(intent.canceledMs),
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.isManual ? "manual" : "automatic",
    client_secret: `${intent.id}_secret_sim`,
    confirmation_method: "automatic",
    created: toSeconds(intent.createdMs),
    currency: intent.currency,
    last_payment_error: intent.lastError,
    latest_charge: isExpanded(expand, "latest_charge") ? rendered : (charge?.id ?? null),
    livemode: false,
    metadata: intent.metadata,
    next_action: renderAction(intent),
    payment_method: intent.token,
    payment_method_types: intent.methodTypes,
    status: intent.status,
  };
}

function renderAction({ actionUrl }: SimIntent): JsonObject | null {
  if (actionUrl === null) return null;
  return { type: "redirect_to_url", redirect_to_url: { url: actionUrl, return_url: null } };
}

export function renderCharge(intent: SimIntent, expand: readonly string[]): JsonObject {
  const charge = intent.charge!;
  const isHeld = intent.status === "requires_capture";
  const refunds = isExpanded(expand, "refunds")
    ? { refunds: renderRefunds(intent, expandBelow(expand, "refunds")) }
    : {};
  const refundedMinor = sumRefunds(charge) + findShownRelease(intent);
  return {
    id: charge.id,
    object: "charge",
    amount: charge.authorizedMinor,
    amount_captured: charge.capturedMinor,
    amount_refunded: refundedMinor,
    captured: charge.isCaptured,
    created: toSeconds(charge.createdMs),
    currency: intent.currency,
    disputed: charge.isDisputed,
    livemode: false,
    metadata: intent.metadata,
    payment_intent: intent.id,
    payment_method: intent.token,
    payment_method_details: {
      type: "card",
      card: {
        fingerprint: charge.fingerprint,
        ...(isHeld ? { capture_before: toSeconds(charge.captureBeforeMs) } : {}),
        incremental_authorization: { status: charge.canIncrement ? "available" : "unavailable" },
      },
    },
    refunded: refundedMinor === charge.authorizedMinor,
    status: "succeeded",
    ...refunds,
  };
}

function renderRefunds(intent: SimIntent, expand: readonly string[]): JsonObject {
  const all = renderAllRefunds(intent, expandBelow(expand, "data"));
  const url = `/v1/charges/${intent.charge!.id}/refunds`;
  return renderList(url, all.slice(0, PAGE_DEFAULT), all.length > PAGE_DEFAULT);
}

/** Refunds of a payment that has a charge, newest first; what was let go of is the oldest. */
export function renderAllRefunds(intent: SimIntent, expand: readonly string[]): JsonObject[] {
  const { id, createdMs, refunds } = intent.charge!;
  const amountMinor = findShownRelease(intent);
  const released = { id: `${id}_released`, amountMinor, createdMs, metadata: {} };
  const all = refunds.map((refund) => renderRefund(intent, refund, expand));
  const shown = { ...released, status: "succeeded" } as const;
  const oldest = amountMinor === 0 ? [] : [renderRefund(intent, shown, expand, RELEASE)];
  return [...oldest, ...all].toReversed();
}

/** How Stripe's books tell what was let go of from what was given back. */
const RELEASE = "partial_capture_reversal";

export function renderRefund(
  intent: SimIntent,
  refund: SimRefund,
  expand: readonly string[],
  category = "refund",
): JsonObject {
  const transactionId = `txn_${refund.id}`;
  const transaction = {
    id: transactionId,
    object: "balance_transaction",
    amount: -refund.amountMinor,
    reporting_category: category,
    type: "refund",
  };
  return {
    id: refund.id,
    object: "refund",
    amount: refund.amountMinor,
    balance_transaction: isExpanded(expand, "balance_transaction") ? transaction : transactionId,
    charge: intent.charge!.id,
    created: toSeconds(refund.createdMs),
    currency: intent.currency,
    metadata: refund.metadata,
    payment_intent: isExpanded(expand, "payment_intent")
      ? renderIntent(intent, expandBelow(expand, "payment_intent"))
      : intent.id,
    reason: null,
    status: refund.status,
  };
}

export function renderDispute({ id, intent, amountMinor, ...dispute }: SimDispute): JsonObject {
  return {
    id,
    object: "dispute",
    amount: amountMinor,
    charge: intent.charge!.id,
    created: toSeconds(dispute.createdMs),
    currency: intent.currency,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    reason: "fraudulent",
    status: dispute.status,
  };
}

export function renderList(url: string, data: readonly JsonObject[], hasMore: boolean): JsonObject {
  return { object: "list", data, has_more: hasMore, url };
}
