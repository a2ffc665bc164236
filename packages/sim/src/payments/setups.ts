/** Cards that are kept for later: customers and SetupIntents (https://docs.stripe.com/api/setup_intents). */
import { type Fields, readArray } from "./form-fields.ts";
import { answerOk, refuseParameter, refuseUnknown } from "./provider-errors.ts";
import { nextId } from "./provider-events.ts";
import type { JsonObject, Performed, Provider, SimSetup } from "./provider-types.ts";
import {
  judgeAttempt,
  readFingerprint,
  readLastFour,
  readTestCard,
  type Verdict,
} from "./test-cards.ts";

export function createCustomer(provider: Provider): Performed {
  const id = nextId(provider, "cus");
  provider.customers.add(id);
  return answerOk({ id, object: "customer", livemode: false, metadata: {} });
}

export function createSetup(provider: Provider, body: Fields): Performed {
  const { customer = "" } = body;
  if (!provider.customers.has(customer)) return refuseUnknown(400, "customer", customer);
  const setup: SimSetup = {
    id: nextId(provider, "seti"),
    createdMs: provider.nowMs,
    customer,
    status: "requires_payment_method",
    token: null,
    lastError: null,
  };
  provider.setups.set(setup.id, setup);
  return answerOk(renderSetup(provider, setup, readArray(body, "expand")));
}

export function readSetup(provider: Provider, id: string, body: Fields): Performed {
  const setup = provider.setups.get(id);
  if (setup === undefined) return refuseUnknown(404, "setupintent", id);
  return answerOk(renderSetup(provider, setup, readArray(body, "expand")));
}

/** What the payer's browser does with the card and the setup's secret. The payer confirms what their bank asks. */
export function confirmSetup(provider: Provider, id: string, body: Fields): Performed {
  const setup = provider.setups.get(id);
  if (setup === undefined) return refuseUnknown(404, "setupintent", id);
  if (setup.status === "succeeded") {
    return refuseParameter("intent", "setup_intent_unexpected_state", "It has succeeded already.");
  }
  const { payment_method: token = "" } = body;
  if (readTestCard(token) === null) return refuseUnknown(400, "PaymentMethod", token);
  if (settleSetup(setup, token) !== null) {
    const error = { ...setup.lastError, setup_intent: renderSetup(provider, setup, []) };
    return { status: 402, body: { error }, isKept: true };
  }
  return answerOk(renderSetup(provider, setup, readArray(body, "expand")));
}

/** The card's bank is asked. Returns why it does not agree; null where it does. */
export function settleSetup(
  setup: SimSetup,
  token: string,
): Extract<Verdict, { kind: "declined" }> | null {
  const card = readTestCard(token);
  if (card === null) throw new RangeError(`no test card: ${token}`);
  const attempt = { amountMinor: 0, isOffSession: false, isAuthenticated: true, hasDeclined: true };
  const verdict = judgeAttempt(card, attempt);
  if (verdict.kind === "declined") {
    const { code, declineCode, message } = verdict;
    setup.lastError = { type: "card_error", code, decline_code: declineCode, message };
    return verdict;
  }
  setup.status = "succeeded";
  setup.token = token;
  setup.lastError = null;
  return null;
}

function renderSetup(
  { options }: Provider,
  { id, createdMs, customer, status, token, lastError }: SimSetup,
  expand: readonly string[],
): JsonObject {
  const fingerprint = token !== null && options.showsFingerprints ? readFingerprint(token) : null;
  const method =
    token === null
      ? null
      : {
          id: token,
          object: "payment_method",
          type: "card",
          customer,
          card: { last4: readLastFour(token), fingerprint },
        };
  return {
    id,
    object: "setup_intent",
    client_secret: `${id}_secret_sim`,
    created: Math.floor(createdMs / 1000),
    customer,
    last_setup_error: lastError,
    livemode: false,
    metadata: {},
    payment_method: expand.includes("payment_method") ? method : token,
    payment_method_types: ["card"],
    status,
    usage: "off_session",
  };
}
