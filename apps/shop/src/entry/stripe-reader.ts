/**
 * A card reader that Stripe's servers drive (Terminal, server-driven; https://docs.stripe.com/terminal). A card that is
 * held to it is saved, and nothing is charged: a SetupIntent makes a card of it that can be charged later, as one that
 * was given on a page.
 *
 * What became of an action is asked of Stripe; webhooks only say when to ask.
 */
import Stripe from "stripe";
import type { CardFault, TerminalOutcome } from "./card-terminal.ts";
import { READER_LOOK_EVERY_MS, READER_WAIT_MS_MAX } from "./entry-limits.ts";

export type ReaderStatus = "starting" | "waiting" | "reading" | "offline" | "refused";

export interface StripeReader {
  readonly status: ReaderStatus;
  /**
   * Waits for a card. `offline` is a reader that cannot be reached, or is used by somebody else; where Stripe refuses
   * it for good its status says so.
   * @param requestId ours, another for each call
   */
  read(requestId: string, signal: AbortSignal): Promise<TerminalOutcome>;
  /** Something has happened at the reader: it is looked at now. */
  notify(): void;
}

export interface StripeReaderOptions {
  readonly stripe: Stripe;
  readonly readerId: string;
  readonly nowMs: () => number;
  /** Resolves after that time, or with the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Setup {
  readonly customer: string;
  readonly id: string;
}

type Action = Stripe.Terminal.Reader.Action | null | undefined;

/** A setup whose action is under way, and why there is none where there is none. */
type Started = "started" | "busy" | "offline" | "refused";

export function createStripeReader(options: StripeReaderOptions): StripeReader {
  const { nowMs, pause, readerId, stripe } = options;
  const { readers } = stripe.terminal;
  let status: ReaderStatus = "starting";
  /** Of an action that came to nothing: it is used again. */
  let setup: Setup | null = null;
  let looking = new AbortController();

  const start = async (own: Setup, requestId: string): Promise<Started> => {
    try {
      await readers.processSetupIntent(
        readerId,
        {
          setup_intent: own.id,
          allow_redisplay: "limited",
          process_config: { enable_customer_cancellation: true },
        },
        { idempotencyKey: `reader-${requestId}-process` },
      );
      return "started";
    } catch (error) {
      const code = findCode(error);
      if (code === "terminal_reader_busy") return "busy";
      if (code === "terminal_reader_offline") return "offline";
      if (isFinal(error)) return "refused";
      // The answer was lost, or the reader's was: what is under way tells.
      const reader = await look();
      return typeof reader === "object" && isOf(reader.action, own) ? "started" : "offline";
    }
  };

  /** `offline`: Stripe cannot be asked; `refused`: it knows no such reader. */
  const look = async (): Promise<Stripe.Terminal.Reader | "offline" | "refused"> => {
    try {
      const reader = await readers.retrieve(readerId);
      return "deleted" in reader && reader.deleted ? "refused" : (reader as Stripe.Terminal.Reader);
    } catch (error) {
      if (isFinal(error)) return "refused";
      if (isSilence(error)) return "offline";
      throw error;
    }
  };

  const cancel = async (): Promise<void> => {
    try {
      await readers.cancelAction(readerId);
    } catch (error) {
      // Whoever has their card in it is waited for; who cannot be reached shows nothing.
      if (!isSilence(error) && !isFinal(error)) throw error;
    }
  };

  /** Of an earlier process, or of a call whose answer was lost; whoever takes a payment with it goes on. */
  const makeWay = async (): Promise<void> => {
    const reader = await look();
    if (typeof reader === "object" && reader.action?.type === "process_setup_intent") {
      await cancel();
    }
  };

  /** What became of the setup is not known: another is made. */
  const giveUp = (why: "offline" | "refused"): TerminalOutcome => {
    setup = null;
    status = why;
    return { kind: "offline" };
  };

  const waitForEnd = async (
    own: Setup,
    beganMs: number,
    signal: AbortSignal,
  ): Promise<TerminalOutcome> => {
    const untilMs = beganMs + READER_WAIT_MS_MAX;
    // A card was held to it at any moment since: after an outage, long before the shop learns of it.
    let emptyMs = beganMs;
    let isLast = false;
    while (true) {
      looking = new AbortController();
      const askedMs = nowMs();
      const reader = await look();
      if (reader === "refused") return giveUp(reader);
      if (reader === "offline") status = reader;
      else {
        // Ours is gone where it was cancelled; else somebody else uses the reader.
        if (!isOf(reader.action, own)) return isLast ? { kind: "nobody" } : giveUp("offline");
        const outcome = await readAction(reader.action, own, emptyMs);
        if (outcome !== null) return outcome;
        status = reader.status === "offline" ? "offline" : "waiting";
        // Of a reader that is offline Stripe does not know either.
        if (status === "waiting" && reader.action?.status === "in_progress") emptyMs = askedMs;
      }
      if (isLast && signal.aborted) return { kind: "nobody" };
      if (!isLast && (signal.aborted || nowMs() >= untilMs)) {
        // A card may have been held to it in the same moment: it is looked at once more.
        await cancel();
        isLast = true;
        continue;
      }
      // Where it could not be cancelled a card is in it.
      isLast = false;
      await pause(READER_LOOK_EVERY_MS, AbortSignal.any([signal, looking.signal]));
    }
  };

  /** Null while it goes on. */
  const readAction = async (
    action: Action,
    own: Setup,
    readAtMs: number,
  ): Promise<TerminalOutcome | null> => {
    switch (action?.status) {
      case "failed":
        return readFailure(action.failure_code ?? "");
      case "succeeded": {
        status = "reading";
        setup = null;
        const generated = action.process_setup_intent?.generated_card;
        if (generated == null) return { kind: "refused", reason: "unsupported" };
        return readCard(stripe, generated, own, readAtMs);
      }
      default:
        return null;
    }
  };

  return {
    get status() {
      return status;
    },
    notify: () => looking.abort(),
    read: async (requestId, signal) => {
      try {
        setup ??= await createSetup(stripe, requestId);
      } catch (error) {
        if (isFinal(error)) return giveUp("refused");
        if (isSilence(error)) return giveUp("offline");
        throw error;
      }
      const own = setup;
      const beganMs = nowMs();
      const started = await start(own, requestId);
      if (started === "started") return waitForEnd(own, beganMs, signal);
      if (started === "refused") return giveUp(started);
      if (started === "busy") await makeWay();
      status = "offline";
      return { kind: "offline" };
    },
  };
}

async function createSetup(stripe: Stripe, requestId: string): Promise<Setup> {
  const keyed = (what: string) => ({ idempotencyKey: `reader-${requestId}-${what}` });
  // Nothing of the person: who they are is the shop's alone, and their bank's.
  const { id: customer } = await stripe.customers.create({}, keyed("customer"));
  const { id } = await stripe.setupIntents.create(
    { customer, usage: "off_session", allowed_payment_method_types: ["card_present"] },
    keyed("setup"),
  );
  return { customer, id };
}

/** Null where Stripe is silent: it is asked again with the next look. */
async function readCard(
  stripe: Stripe,
  methodId: string,
  { customer, id }: Setup,
  readAtMs: number,
): Promise<TerminalOutcome | null> {
  try {
    const { card } = await stripe.paymentMethods.retrieve(methodId);
    if (card == null) return { kind: "refused", reason: "unsupported" };
    const { fingerprint, last4: lastFour } = card;
    return {
      kind: "card",
      readingId: id,
      token: `${customer}/${methodId}`,
      lastFour,
      ...(fingerprint == null ? {} : { fingerprint }),
      readAtMs,
    };
  } catch (error) {
    if (isSilence(error)) return null;
    throw error;
  }
}

function isOf(action: Action, { id }: Setup): boolean {
  const intent = action?.process_setup_intent?.setup_intent;
  return intent !== undefined && (typeof intent === "string" ? intent : intent.id) === id;
}

/** Of an action that was not carried out (https://docs.stripe.com/error-codes). */
const FAULTS: ReadonlyMap<string, CardFault> = new Map([
  ["expired_card", "expired"],
  ["card_declined", "blocked"],
  ["setup_intent_authentication_failure", "blocked"],
  ["processing_error", "unreadable"],
  ["card_not_supported", "unsupported"],
]);

function readFailure(code: string): TerminalOutcome {
  const reason = FAULTS.get(code);
  return reason === undefined ? { kind: "nobody" } : { kind: "refused", reason };
}

function findCode(error: unknown): string | null {
  return error instanceof Stripe.errors.StripeError ? (error.code ?? null) : null;
}

/** Whether Stripe has looked at the call and will never do it: the reader is not there, or the key is wrong. */
function isFinal(error: unknown): boolean {
  const { errors } = Stripe;
  if (error instanceof errors.StripeAuthenticationError) return true;
  if (error instanceof errors.StripePermissionError) return true;
  return (
    error instanceof errors.StripeInvalidRequestError &&
    !(findCode(error) ?? "").startsWith("terminal_reader_")
  );
}

function isSilence(error: unknown): boolean {
  const { errors } = Stripe;
  if (error instanceof SyntaxError) return true;
  if (!(error instanceof errors.StripeError)) return false;
  return !isFinal(error);
}
