/** Authorisation: what confirming a payment does to it. */
import { answerDecline, answerOk, refuseState } from "./provider-errors.ts";
import { emitIntent, nextId } from "./provider-events.ts";
import {
  INCREMENTS_MAX,
  type JsonObject,
  PAYMENT_ID_METADATA,
  type Performed,
  type Provider,
  type SimIntent,
} from "./provider-types.ts";
import {
  HOLD_MS,
  judgeAttempt,
  readFingerprint,
  readTestCard,
  type TestCard,
  type Verdict,
} from "./test-cards.ts";
import { renderIntent } from "./wire-shapes.ts";

export interface Confirmation {
  readonly isOffSession: boolean;
  readonly isAuthenticated: boolean;
  readonly expand: readonly string[];
}

/** Asks the card's bank for the payment's amount. The payment has a known card. */
export function confirmIntent(
  provider: Provider,
  intent: SimIntent,
  confirmation: Confirmation,
): Performed {
  const card = findCard(intent);
  const verdict = judge(provider, intent, card, intent.amountMinor, confirmation);
  intent.actionUrl = null;
  intent.lastError = null;
  switch (verdict.kind) {
    case "approved":
      approve(provider, intent, card);
      break;
    case "action":
      intent.status = "requires_action";
      intent.actionUrl = `${provider.options.actionUrl}/${intent.id}`;
      emitIntent(provider, "payment_intent.requires_action", intent);
      break;
    case "declined":
      intent.status = "requires_payment_method";
      intent.lastError = renderCardError(verdict);
      emitIntent(provider, "payment_intent.payment_failed", intent);
      return answerDecline(intent, intent.lastError);
    default:
      return verdict satisfies never;
  }
  return answerOk(renderIntent(intent, confirmation.expand));
}

/** The payer did not pass their bank's check. */
export function failAction(provider: Provider, intent: SimIntent): Performed {
  intent.status = "requires_payment_method";
  intent.actionUrl = null;
  intent.lastError = {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    message: "The payer did not confirm the payment.",
  };
  emitIntent(provider, "payment_intent.payment_failed", intent);
  return answerOk(renderIntent(intent, []));
}

/** Raises a hold to a new whole amount. A decline leaves the hold as it was. */
export function incrementIntent(
  provider: Provider,
  intent: SimIntent,
  amountMinor: number,
  expand: readonly string[],
): Performed {
  const { charge } = intent;
  if (intent.status !== "requires_capture" || charge === null) {
    return refuseState(intent, `It cannot be incremented: its status is ${intent.status}.`);
  }
  if (!charge.canIncrement || charge.increments >= INCREMENTS_MAX) {
    return refuseState(intent, "This payment is not eligible for incremental authorization.");
  }
  if (amountMinor <= charge.authorizedMinor) {
    return refuseState(intent, "The amount must be above the one authorized.", "amount_too_small");
  }
  const confirmation = { isOffSession: false, isAuthenticated: true, expand };
  const verdict = judge(provider, intent, findCard(intent), amountMinor, confirmation);
  if (verdict.kind === "declined") return answerDecline(intent, renderCardError(verdict));
  charge.increments++;
  charge.authorizedMinor = amountMinor;
  intent.amountMinor = amountMinor;
  emitIntent(provider, "payment_intent.amount_capturable_updated", intent);
  return answerOk(renderIntent(intent, expand));
}

function findCard(intent: SimIntent): TestCard {
  const card = intent.token === null ? null : readTestCard(intent.token);
  if (card === null) throw new Error(`${intent.id} is confirmed without a card`);
  return card;
}

function judge(
  provider: Provider,
  intent: SimIntent,
  card: TestCard,
  amountMinor: number,
  { isOffSession, isAuthenticated }: Confirmation,
): Verdict {
  const once = `${intent.token}\n${intent.metadata[PAYMENT_ID_METADATA] ?? ""}`;
  const hasDeclined = provider.declinedOnce.has(once);
  const verdict = judgeAttempt(card, { amountMinor, isOffSession, isAuthenticated, hasDeclined });
  if (card.behaviour === "declines-once") provider.declinedOnce.add(once);
  return verdict;
}

function approve(provider: Provider, intent: SimIntent, card: TestCard): void {
  const atMs = provider.nowMs;
  const { amountMinor, isManual } = intent;
  intent.charge = {
    id: nextId(provider, "ch"),
    createdMs: atMs,
    authorizedMinor: amountMinor,
    capturedMinor: isManual ? 0 : amountMinor,
    isCaptured: !isManual,
    increments: 0,
    captureBeforeMs: atMs + HOLD_MS[card.kind],
    canIncrement: intent.asksIncrements && card.canIncrement,
    showsRelease: provider.options.showsReleases,
    fingerprint: provider.options.showsFingerprints ? readFingerprint(intent.token!) : null,
    isDisputed: false,
    refunds: [],
  };
  intent.status = isManual ? "requires_capture" : "succeeded";
  if (isManual) provider.holds[card.kind].add(intent);
  const type = isManual ? "amount_capturable_updated" : "succeeded";
  emitIntent(provider, `payment_intent.${type}`, intent);
}

function renderCardError(verdict: Extract<Verdict, { kind: "declined" }>): JsonObject {
  const { code, declineCode, message } = verdict;
  return { type: "card_error", code, decline_code: declineCode, message };
}
