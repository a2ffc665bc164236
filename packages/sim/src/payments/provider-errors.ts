/** Answers that say no, in the shape of https://docs.stripe.com/api/errors. */
import type { JsonObject, Performed, SimIntent } from "./provider-types.ts";
import { renderIntent } from "./wire-shapes.ts";

/**
 * A parameter is wrong: nothing was begun, so that the answer is not kept under the key
 * (https://docs.stripe.com/api/idempotent_requests).
 */
export function refuseParameter(param: string, code: string, message: string): Performed {
  const error = { type: "invalid_request_error", code, message, param };
  return { status: 400, body: { error }, isKept: false };
}

export function refuseUnknown(status: number, what: string, id: string): Performed {
  const message = `No such ${what}: '${id}'`;
  const error = { type: "invalid_request_error", code: "resource_missing", message };
  return { status, body: { error }, isKept: true };
}

/** What is asked for is not possible as the payment stands. */
export function refuseState(
  intent: SimIntent,
  message: string,
  code = "payment_intent_unexpected_state",
): Performed {
  const error = {
    type: "invalid_request_error",
    code,
    message,
    payment_intent: renderIntent(intent, []),
  };
  return { status: 400, body: { error }, isKept: true };
}

/** The card's bank said no; `error` is the card error, as it also stands on the payment. */
export function answerDecline(intent: SimIntent, error: JsonObject): Performed {
  const body = { error: { ...error, payment_intent: renderIntent(intent, []) } };
  return { status: 402, body, isKept: true };
}

export function answerOk(body: JsonObject): Performed {
  return { status: 200, body, isKept: true };
}

export function refuseKey(key: string, path: string, isSamePath: boolean): Performed {
  const first = isSamePath ? "with the same parameters" : `for the same endpoint ('${path}')`;
  const message = `Keys for idempotent requests can only be used ${first} they were first used. Try using a key other than '${key}'.`;
  return { status: 400, body: { error: { type: "idempotency_error", message } }, isKept: false };
}
