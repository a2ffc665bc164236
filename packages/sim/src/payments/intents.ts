/** The calls that make payments and move money. */
import { confirmIntent, failAction, incrementIntent } from "./confirm.ts";
import {
  type Field,
  type Fields,
  findOddAmount,
  readAmount,
  readAmountOr,
  readArray,
  readMetadata,
} from "./form-fields.ts";
import { answerOk, refuseParameter, refuseState, refuseUnknown } from "./provider-errors.ts";
import { emit, emitIntent, nextId } from "./provider-events.ts";
import {
  INTENTS_MAX,
  type Performed,
  type Provider,
  type SimIntent,
  type SimRefund,
} from "./provider-types.ts";
import { readTestCard } from "./test-cards.ts";
import {
  findShownRelease,
  renderCharge,
  renderIntent,
  renderRefund,
  sumRefunds,
} from "./wire-shapes.ts";

export function createIntent(provider: Provider, body: Fields): Performed {
  const made = readIntent(provider, body);
  if (!made.ok) return made.answer;
  const intent = made.value;
  if (provider.intents.size >= INTENTS_MAX) throw new RangeError("the provider is full");
  provider.intents.set(intent.id, intent);
  emitIntent(provider, "payment_intent.created", intent);
  if (body.confirm === "true") return confirm(provider, intent, body);
  return answerOk(renderIntent(intent, readArray(body, "expand")));
}

function readIntent(provider: Provider, body: Fields): Field<SimIntent> {
  const amount = readAmount(body, "amount");
  if (!amount.ok) return amount;
  const metadata = readMetadata(body);
  if (!metadata.ok) return metadata;
  const currency = (body.currency ?? "").toLowerCase();
  if (!provider.options.currencies.includes(currency)) {
    const answer = refuseParameter("currency", "currency_not_supported", `Not "${currency}" here.`);
    return { ok: false, answer };
  }
  const token = readToken(body);
  if (!token.ok) return token;
  const odd = findOddAmount(currency, amount.value, "amount");
  if (odd !== null) return { ok: false, answer: odd };
  const increments = body["payment_method_options[card][request_incremental_authorization]"];
  const methodTypes = readArray(body, "allowed_payment_method_types");
  const value: SimIntent = {
    id: nextId(provider, "pi"),
    createdMs: provider.nowMs,
    currency,
    isManual: body.capture_method === "manual",
    asksIncrements: increments === "if_available",
    methodTypes: methodTypes.length === 0 ? ["card"] : methodTypes,
    metadata: metadata.value,
    amountMinor: amount.value,
    status: token.value === null ? "requires_payment_method" : "requires_confirmation",
    token: token.value,
    charge: null,
    lastError: null,
    actionUrl: null,
    canceledMs: null,
    cancellationReason: null,
  };
  return { ok: true, value };
}

function readToken(body: Fields): Field<string | null> {
  const token = body.payment_method;
  if (token === undefined) return { ok: true, value: null };
  if (readTestCard(token) !== null) return { ok: true, value: token };
  return { ok: false, answer: refuseUnknown(400, "PaymentMethod", token) };
}

function confirm(provider: Provider, intent: SimIntent, body: Fields): Performed {
  const token = readToken(body);
  if (!token.ok) return token.answer;
  if (intent.charge !== null || intent.status === "canceled") {
    return refuseState(intent, `It cannot be confirmed: its status is ${intent.status}.`);
  }
  intent.token = token.value ?? intent.token;
  if (intent.token === null) {
    return refuseParameter("payment_method", "parameter_missing", "There is no payment method.");
  }
  return confirmIntent(provider, intent, {
    isOffSession: body.off_session === "true",
    isAuthenticated: false,
    expand: readArray(body, "expand"),
  });
}

/** A call on one payment: `/v1/payment_intents/ID/ACTION`. Null where there is no such action. */
export function actOnIntent(
  provider: Provider,
  intent: SimIntent,
  action: string | undefined,
  body: Fields,
): Performed | null {
  switch (action) {
    case "confirm":
      return confirm(provider, intent, body);
    case "increment_authorization": {
      const amount = readAmount(body, "amount");
      if (!amount.ok) return amount.answer;
      const odd = findOddAmount(intent.currency, amount.value, "amount");
      if (odd !== null) return odd;
      return incrementIntent(provider, intent, amount.value, readArray(body, "expand"));
    }
    case "capture":
      return capture(provider, intent, body);
    case "cancel":
      return cancel(provider, intent, body);
    default:
      return null;
  }
}

function capture(provider: Provider, intent: SimIntent, body: Fields): Performed {
  const { charge } = intent;
  if (intent.status !== "requires_capture" || charge === null) {
    return refuseState(intent, `It cannot be captured: its status is ${intent.status}.`);
  }
  const amount = readAmountOr(body, "amount_to_capture", charge.authorizedMinor);
  if (!amount.ok) return amount.answer;
  const odd = findOddAmount(intent.currency, amount.value, "amount_to_capture");
  if (odd !== null) return odd;
  if (amount.value > charge.authorizedMinor) {
    return refuseState(intent, "More than the amount that can be captured.", "amount_too_large");
  }
  closeHold(provider, intent);
  charge.capturedMinor = amount.value;
  charge.isCaptured = true;
  intent.status = "succeeded";
  emitIntent(provider, "payment_intent.succeeded", intent);
  emitRelease(provider, intent);
  return answerOk(renderIntent(intent, readArray(body, "expand")));
}

/** Where what was let go of is shown as refunded, it is told as such. */
function emitRelease(provider: Provider, intent: SimIntent): void {
  if (intent.charge === null || findShownRelease(intent) === 0) return;
  emit(provider, "charge.refunded", renderCharge(intent, []));
}

function cancel(provider: Provider, intent: SimIntent, body: Fields): Performed {
  if (intent.status === "succeeded" || intent.status === "canceled") {
    return refuseState(intent, `It cannot be canceled: its status is ${intent.status}.`);
  }
  cancelIntent(provider, intent, body.cancellation_reason ?? null, provider.nowMs);
  return answerOk(renderIntent(intent, readArray(body, "expand")));
}

/** Lets go of a payment: asked to, or because its hold has lapsed. */
export function cancelIntent(
  provider: Provider,
  intent: SimIntent,
  reason: string | null,
  atMs: number,
): void {
  closeHold(provider, intent);
  intent.status = "canceled";
  intent.actionUrl = null;
  intent.canceledMs = atMs;
  intent.cancellationReason = reason;
  emitIntent(provider, "payment_intent.canceled", intent);
  emitRelease(provider, intent);
}

function closeHold(provider: Provider, intent: SimIntent): void {
  provider.holds.online.delete(intent);
  provider.holds.present.delete(intent);
  provider.holds.brief.delete(intent);
}

export function refundIntent(provider: Provider, body: Fields): Performed {
  const id = body.payment_intent ?? "";
  const intent = provider.intents.get(id);
  if (intent === undefined) return refuseUnknown(404, "payment_intent", id);
  const metadata = readMetadata(body);
  if (!metadata.ok) return metadata.answer;
  const { charge } = intent;
  if (charge === null || !charge.isCaptured) {
    return refuseState(intent, "This payment has no captured charge to refund.");
  }
  if (charge.isDisputed) {
    return refuseState(intent, `${charge.id} has been charged back.`, "charge_disputed");
  }
  const leftMinor = charge.capturedMinor - sumRefunds(charge);
  if (leftMinor === 0) {
    return refuseState(
      intent,
      `${charge.id} has already been refunded.`,
      "charge_already_refunded",
    );
  }
  const amount = readAmountOr(body, "amount", leftMinor);
  if (!amount.ok) return amount.answer;
  const odd = findOddAmount(intent.currency, amount.value, "amount");
  if (odd !== null) return odd;
  if (amount.value > leftMinor) {
    return refuseState(intent, "More than the unrefunded amount.", "amount_too_large");
  }
  const refund: SimRefund = {
    id: nextId(provider, "re"),
    amountMinor: amount.value,
    createdMs: provider.nowMs,
    metadata: metadata.value,
    status: "succeeded",
  };
  charge.refunds.push(refund);
  emit(provider, "refund.created", renderRefund(intent, refund, []));
  emit(provider, "charge.refunded", renderCharge(intent, []));
  return answerOk(renderRefund(intent, refund, readArray(body, "expand")));
}

/** The test-only call that stands for the payer at their bank: `outcome` is succeeded or failed. */
export function completeAction(provider: Provider, intent: SimIntent, body: Fields): Performed {
  if (intent.status !== "requires_action") {
    return refuseState(intent, `There is nothing to confirm: its status is ${intent.status}.`);
  }
  if (body.outcome === "failed") return failAction(provider, intent);
  return confirmIntent(provider, intent, {
    isOffSession: false,
    isAuthenticated: true,
    expand: [],
  });
}
