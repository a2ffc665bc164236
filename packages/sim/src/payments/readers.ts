/**
 * Card readers that the provider's servers drive (https://docs.stripe.com/api/terminal/readers): an action at a time,
 * which a card, whoever holds it, or the shop ends.
 */
import type { Fields } from "./form-fields.ts";
import { answerOk, refuseUnknown } from "./provider-errors.ts";
import { emit } from "./provider-events.ts";
import type { JsonObject, Performed, Provider, SimReader } from "./provider-types.ts";
import { settleSetup } from "./setups.ts";
import { readFingerprint, readLastFour, readTestCard } from "./test-cards.ts";

export function addReader(provider: Provider, id: string): SimReader {
  const reader: SimReader = { id, fault: null, isHolding: false, action: null };
  provider.readers.set(id, reader);
  return reader;
}

export function actOnReader(
  provider: Provider,
  id: string,
  call: string | undefined,
  body: Fields,
): Performed | null {
  const reader = provider.readers.get(id);
  if (reader === undefined) return refuseUnknown(404, "terminal reader", id);
  if (call === "process_setup_intent") return processSetup(provider, reader, body);
  return call === "cancel_action" ? cancelAction(reader) : null;
}

export function readReader(provider: Provider, id: string): Performed {
  const reader = provider.readers.get(id);
  if (reader === undefined) return refuseUnknown(404, "terminal reader", id);
  return answerOk(renderReader(reader));
}

function processSetup(
  provider: Provider,
  reader: SimReader,
  { setup_intent: setupId = "", allow_redisplay: redisplay }: Fields,
): Performed {
  const setup = provider.setups.get(setupId);
  if (setup === undefined) return refuseUnknown(400, "setupintent", setupId);
  if (redisplay === undefined) return refuse("parameter_missing", "Missing: allow_redisplay.");
  if (setup.status === "succeeded") {
    return refuse("setup_intent_unexpected_state", "It has succeeded already.");
  }
  if (reader.fault === "offline") return refuse("terminal_reader_offline", "It is offline.");
  if (reader.action?.status === "in_progress" || reader.fault === "busy") {
    return refuse("terminal_reader_busy", "It is processing another request.");
  }
  reader.action = { setupId, status: "in_progress", failureCode: null, generatedCard: null };
  // It has begun, and did not say so in time.
  if (reader.fault === "timeout") return refuse("terminal_reader_timeout", "It did not answer.");
  return answerOk(renderReader(reader));
}

function cancelAction(reader: SimReader): Performed {
  if (reader.fault === "offline") return refuse("terminal_reader_offline", "It is offline.");
  if (reader.isHolding) return refuse("terminal_reader_busy", "A card is in it.");
  if (reader.fault === "busy") reader.fault = null;
  reader.action = null;
  return answerOk(renderReader(reader));
}

/** Nothing was begun: the answer is not kept under the key. */
function refuse(code: string, message: string): Performed {
  return {
    status: 400,
    body: { error: { type: "invalid_request_error", code, message } },
    isKept: false,
  };
}

/** Somebody holds a card to the reader. Whether it waited for one. */
export function presentCard(provider: Provider, id: string, token: string): boolean {
  const reader = provider.readers.get(id);
  const action = reader?.action;
  const setup = provider.setups.get(action?.setupId ?? "");
  if (reader === undefined || action?.status !== "in_progress" || setup === undefined) return false;
  const declined = settleSetup(setup, token);
  if (declined === null) {
    // Phones and watches have cards of which none can be made that is charged later.
    const generatedCard = token.startsWith("pm_sim_wallet") ? null : token;
    reader.action = { ...action, status: "succeeded", generatedCard };
    emit(provider, "terminal.reader.action_succeeded", renderReader(reader));
  } else fail(provider, reader, declined.code);
  return true;
}

/** They press cancel, where the reader offers it, or pull the card out. */
export function cancelAtReader(provider: Provider, id: string): void {
  const reader = provider.readers.get(id);
  if (reader?.action?.status === "in_progress") fail(provider, reader, "customer_canceled");
}

function fail(provider: Provider, reader: SimReader, failureCode: string): void {
  reader.action = { ...reader.action!, status: "failed", failureCode };
  emit(provider, "terminal.reader.action_failed", renderReader(reader));
}

function renderReader({ action, fault, id }: SimReader): JsonObject {
  return {
    id,
    object: "terminal.reader",
    action:
      action === null
        ? null
        : {
            type: action.type ?? "process_setup_intent",
            status: action.status,
            failure_code: action.failureCode,
            failure_message: action.failureCode,
            process_setup_intent: {
              setup_intent: action.setupId,
              ...(action.generatedCard === null ? {} : { generated_card: action.generatedCard }),
            },
          },
    device_type: "stripe_s700",
    livemode: false,
    status: fault === "offline" ? "offline" : "online",
  };
}

/** A card that was saved, by its id. */
export function readMethod({ options }: Provider, id: string): Performed {
  if (readTestCard(id) === null) return refuseUnknown(404, "PaymentMethod", id);
  const fingerprint = options.showsFingerprints ? readFingerprint(id) : null;
  return answerOk({
    id,
    object: "payment_method",
    type: "card",
    card: { last4: readLastFour(id), fingerprint },
  });
}
