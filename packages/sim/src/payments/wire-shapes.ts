/** The provider's objects as JSON. Times on the wire are Unix seconds. */
import {
  type JsonObject,
  PAGE_DEFAULT,
  type SimCharge,
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
  return charge.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
}

/**
 * What a payment's charge has let go of without taking it, minor units. The provider counts it as
 * refunded, and shows a refund of it, although it never was the shop's.
 */
function findReleased(intent: SimIntent): number {
  const charge = intent.charge!;
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
  const refunds = isExpanded(expand, "refunds") ? { refunds: renderRefunds(intent) } : {};
  const refundedMinor = sumRefunds(charge) + findReleased(intent);
  return {
    id: charge.id,
    object: "charge",
    amount: charge.authorizedMinor,
    amount_captured: charge.capturedMinor,
    amount_refunded: refundedMinor,
    captured: charge.isCaptured,
    created: toSeconds(charge.createdMs),
    currency: intent.currency,
    livemode: false,
    metadata: intent.metadata,
    payment_intent: intent.id,
    payment_method: intent.token,
    payment_method_details: {
      type: "card",
      card: {
        ...(isHeld ? { capture_before: toSeconds(charge.captureBeforeMs) } : {}),
        incremental_authorization: { status: charge.canIncrement ? "available" : "unavailable" },
      },
    },
    refunded: refundedMinor === charge.authorizedMinor,
    status: "succeeded",
    ...refunds,
  };
}

function renderRefunds(intent: SimIntent): JsonObject {
  const all = renderAllRefunds(intent);
  const url = `/v1/charges/${intent.charge!.id}/refunds`;
  return renderList(url, all.slice(0, PAGE_DEFAULT), all.length > PAGE_DEFAULT);
}

/** Refunds of a payment that has a charge, newest first; what was let go of is the oldest. */
export function renderAllRefunds(intent: SimIntent): JsonObject[] {
  const { id, createdMs, refunds } = intent.charge!;
  const released = { id: `${id}_released`, amountMinor: findReleased(intent), createdMs };
  const oldest = released.amountMinor === 0 ? [] : [{ ...released, metadata: {} }];
  return [...oldest, ...refunds].toReversed().map((refund) => renderRefund(intent, refund, []));
}

export function renderRefund(
  intent: SimIntent,
  refund: SimRefund,
  expand: readonly string[],
): JsonObject {
  const isWhole = isExpanded(expand, "payment_intent");
  return {
    id: refund.id,
    object: "refund",
    amount: refund.amountMinor,
    charge: intent.charge!.id,
    created: toSeconds(refund.createdMs),
    currency: intent.currency,
    metadata: refund.metadata,
    payment_intent: isWhole
      ? renderIntent(intent, expandBelow(expand, "payment_intent"))
      : intent.id,
    reason: null,
    status: "succeeded",
  };
}

export function renderList(url: string, data: readonly JsonObject[], hasMore: boolean): JsonObject {
  return { object: "list", data, has_more: hasMore, url };
}
