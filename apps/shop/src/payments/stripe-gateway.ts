/**
 * Cards through Stripe: manual-capture PaymentIntents on the `stripe` SDK. Trying again is the
 * payment runner's; a call here is made once. Card numbers are refused before they are sent, and
 * nothing of a card but its token is handled.
 */
import Stripe from "stripe";
import { isFitForStripe } from "../config/stripe-currencies.ts";
import type {
  FindOutcome,
  GatewayOutcome,
  HashCard,
  NoticeOutcome,
  PaymentGateway,
  PaymentRequest,
  ProviderPayment,
  ReferencedRequest,
  RefundRequest,
  Touched,
} from "../domain/payment-gateway.ts";
import { containsCardNumber } from "./card-number.ts";
import {
  checkAsked,
  explainCapture,
  explainIncrease,
  explainRefund,
  type GatewayRefusal,
  isCapturedAs,
  refuseCall,
} from "./gateway-outcomes.ts";
import { guardHttpClient } from "./guard-http-client.ts";
import {
  concludePayment,
  findRefundId,
  isInvalidRequest,
  isRelease,
  PAYMENT_ID,
  REFUND_ID,
  type Returns,
  readFingerprint,
  readId,
  readIntent,
  readLatestCharge,
  readTouched,
  translateError,
} from "./stripe-payments.ts";

export interface StripeGatewaySettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The shop's, as on requests: `EUR`. */
  readonly currency: string;
  /** For the whole of a call, milliseconds. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  /** Whether the shop's account at Stripe has incremental authorization. */
  readonly canIncrease: boolean;
  /** Fingerprints of cards are kept in no other way. */
  readonly hashCard: HashCard;
  /** Where a payer comes back to after confirming with their bank. */
  readonly returnUrl: string;
  /** Stripe's own API where not given. */
  readonly baseUrl?: string;
  /** `fetch` where not given: its time-out is over the whole call. */
  readonly httpClient?: Stripe.HttpClient;
}

/** Stripe keeps keys at least this long (https://docs.stripe.com/api/idempotent_requests). */
const KEYS_KEPT_MS = 24 * 3_600_000;
/** A webhook whose signature is older than this is not looked at: Stripe's advice. */
const NOTICE_AGE_S_MAX = 300;
/**
 * New payments that a search may not see: it lags by up to an hour when Stripe has trouble
 * (https://docs.stripe.com/search), and the clocks of shop and provider differ.
 */
const SEARCH_LAG_MS_MAX = 2 * 3_600_000;
const LISTED_PAGES_MAX = 20;
const PAGE = 100;
/** Refunds of a payment that are looked at; one with more is not understood. */
const REFUNDS_MAX = 2000;
/** Refunds and disputes of all payments that are looked through, the newest. */
const TOUCHED_MAX = 10_000;
/** A refund may fail so long after it was made, and a dispute be decided so long after it began. */
const REFUND_MS_MAX = 30 * 24 * 3_600_000;
const DISPUTE_MS_MAX = 180 * 24 * 3_600_000;

const EXPAND = ["latest_charge.refunds.data.balance_transaction"];
/** Most likely to be what became of a payment of which there are several tries. */
const STATUS_RANKS: readonly ProviderPayment["status"][] = [
  "captured",
  "held",
  "processing",
  "needs-action",
  "released",
  "declined",
];

/** @throws RangeError for a currency whose amounts Stripe takes in other units. */
export function createStripeGateway(settings: StripeGatewaySettings): PaymentGateway {
  if (!isFitForStripe(settings.currency)) {
    throw new RangeError(`amounts in ${settings.currency} are not handed to Stripe as they are`);
  }
  const stripe = createStripeClient(settings);
  const wire: Wire = { stripe, hashCard: settings.hashCard };
  return {
    name: "stripe",
    canIncrease: settings.canIncrease,
    keysKeptMs: KEYS_KEPT_MS,
    hold: (request) => createPayment(wire, settings, request, true),
    increase: (request) => increaseHold(wire, settings, request),
    capture: (request) => captureHold(wire, settings, request),
    release: (request) => releaseHold(wire, request),
    collect: (request) => createPayment(wire, settings, request, false),
    refund: (request) => refundPayment(wire, settings, request),
    find: (paymentId) => findPayment(wire, paymentId, settings.nowMs()),
    findByReference: (reference) => findByReference(wire, reference),
    listTouched: (sinceMs) => listTouched(stripe, sinceMs),
    readNotice: (body, signature, receivedMs) =>
      readNotice(settings.webhookSecret, body, signature, receivedMs),
  };
}

/** @param settings `baseUrl` and `httpClient` are for tests and simulations. */
export function createStripeClient({
  secretKey,
  timeoutMs,
  baseUrl,
  httpClient,
}: Pick<StripeGatewaySettings, "secretKey" | "timeoutMs" | "baseUrl" | "httpClient">): Stripe {
  const base = new URL(baseUrl ?? "https://api.stripe.com");
  const isPlain = base.protocol === "http:";
  return new Stripe(secretKey, {
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    protocol: isPlain ? "http" : "https",
    host: base.hostname,
    port: base.port === "" ? (isPlain ? 80 : 443) : Number(base.port),
    httpClient: guardHttpClient(httpClient ?? Stripe.createFetchHttpClient()),
  });
}

/** What calls are made with, and answers read. */
interface Wire {
  readonly stripe: Stripe;
  readonly hashCard: HashCard;
}

interface Seen {
  readonly intent: Stripe.PaymentIntent;
  readonly payment: ProviderPayment;
}

/** A payment in our words, with all that went back of it. */
async function see(wire: Wire, intent: Stripe.PaymentIntent): Promise<Seen> {
  const payment = readIntent(intent, await listReturns(wire.stripe, intent));
  if (payment === null) throw new SyntaxError("the answer is no payment of ours");
  const fingerprint = readFingerprint(intent);
  const cardHash = fingerprint === null ? null : wire.hashCard(fingerprint);
  return { intent, payment: { ...payment, cardHash } };
}

async function listReturns(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Returns> {
  const charge = readLatestCharge(intent);
  const about = { payment_intent: intent.id, limit: PAGE };
  const listed = charge?.refunds ?? null;
  const refunds =
    listed?.has_more === true
      ? await stripe.refunds
          .list({ ...about, expand: ["data.balance_transaction"] })
          .autoPagingToArray({ limit: REFUNDS_MAX + 1 })
      : (listed?.data ?? []);
  if (refunds.length > REFUNDS_MAX) throw new RangeError("the payment has too many refunds");
  const disputes =
    charge?.disputed === true
      ? await stripe.disputes.list(about).autoPagingToArray({ limit: REFUNDS_MAX })
      : [];
  return { refunds, disputes };
}

async function retrieve(wire: Wire, reference: string): Promise<Seen> {
  return see(wire, await wire.stripe.paymentIntents.retrieve(reference, { expand: EXPAND }));
}

async function createPayment(
  wire: Wire,
  { currency, returnUrl, canIncrease }: StripeGatewaySettings,
  request: PaymentRequest,
  isHold: boolean,
): Promise<GatewayOutcome> {
  const refusal = checkAsked(request, currency);
  if (refusal !== null) return refusal;
  if (request.payer.kind !== "card") return refuseCall("payer-unsupported", "not a card");
  const { token } = request.payer;
  if (containsCardNumber(token)) return refuseCall("payer-unsupported", "a number, not a token");
  const payer = readToken(token);
  const asksIncrements = isHold && canIncrease;
  try {
    const intent = await wire.stripe.paymentIntents.create(
      {
        amount: request.amountMinor,
        currency: currency.toLowerCase(),
        ...payer,
        allowed_payment_method_types: ["card"],
        capture_method: isHold ? "manual" : "automatic",
        confirm: true,
        ...(request.isPayerPresent ? { return_url: returnUrl } : { off_session: true }),
        ...(asksIncrements
          ? {
              payment_method_options: {
                card: { request_incremental_authorization: "if_available" },
              },
            }
          : {}),
        metadata: { [PAYMENT_ID]: request.paymentId },
        expand: EXPAND,
      },
      { idempotencyKey: request.idempotencyKey },
    );
    const seen = await see(wire, intent);
    return concludePayment(seen.intent, seen.payment);
  } catch (error) {
    return translateError(error);
  }
}

/** A card alone, or one that a customer has saved: `cus_1/pm_1`. */
function readToken(token: string): { payment_method: string; customer?: string } {
  const [customer, method] = token.split("/") as [string, string | undefined];
  return method === undefined ? { payment_method: token } : { customer, payment_method: method };
}

/** A call on a payment that is there, and how to tell from the payment what became of it. */
interface ReferencedCall {
  readonly reference: string;
  readonly act: () => Promise<Stripe.PaymentIntent>;
  readonly isDone: (payment: ProviderPayment) => boolean;
  readonly explain: (payment: ProviderPayment) => GatewayRefusal;
}

/**
 * Makes a call on a payment. Where Stripe will not, since the payment does not stand so, what counts
 * is how it stands: what was asked for may have been done already.
 */
async function settle(wire: Wire, call: ReferencedCall): Promise<GatewayOutcome> {
  try {
    const { payment } = await see(wire, await call.act());
    if (payment.status === "processing") {
      return { kind: "unknown", message: "the bank has not answered yet" };
    }
    if (call.isDone(payment)) return { kind: "done", payment };
    return refuseCall(call.explain(payment), `the payment is ${payment.status}`);
  } catch (error) {
    const outcome = translateError(error);
    if (!isInvalidRequest(error) || error.code === "resource_missing") return outcome;
    return explainRefusal(wire, call, error.message);
  }
}

async function explainRefusal(
  wire: Wire,
  call: ReferencedCall,
  message: string,
): Promise<GatewayOutcome> {
  try {
    const { payment } = await retrieve(wire, call.reference);
    if (call.isDone(payment)) return { kind: "done", payment };
    return refuseCall(call.explain(payment), message);
  } catch (error) {
    return translateError(error);
  }
}

async function increaseHold(
  wire: Wire,
  settings: StripeGatewaySettings,
  request: ReferencedRequest,
): Promise<GatewayOutcome> {
  const refusal = checkAsked(request, settings.currency);
  if (refusal !== null) return refusal;
  const { reference, amountMinor, idempotencyKey } = request;
  if (!settings.canIncrease) return refuseCall("increase-unsupported", "holds cannot be increased");
  return settle(wire, {
    reference,
    act: () =>
      wire.stripe.paymentIntents.incrementAuthorization(
        reference,
        { amount: amountMinor, expand: EXPAND },
        { idempotencyKey },
      ),
    isDone: ({ status, heldMinor }) => status === "held" && heldMinor === amountMinor,
    explain: (payment) => explainIncrease(payment, amountMinor),
  });
}

async function captureHold(
  wire: Wire,
  settings: StripeGatewaySettings,
  request: ReferencedRequest,
): Promise<GatewayOutcome> {
  const refusal = checkAsked(request, settings.currency);
  if (refusal !== null) return refusal;
  const { reference, amountMinor, idempotencyKey } = request;
  return settle(wire, {
    reference,
    act: () =>
      wire.stripe.paymentIntents.capture(
        reference,
        { amount_to_capture: amountMinor, expand: EXPAND },
        { idempotencyKey },
      ),
    isDone: (payment) => isCapturedAs(payment, amountMinor),
    explain: (payment) => explainCapture(payment, amountMinor),
  });
}

function releaseHold(
  wire: Wire,
  { reference, idempotencyKey }: ReferencedRequest,
): Promise<GatewayOutcome> {
  return settle(wire, {
    reference,
    act: () => wire.stripe.paymentIntents.cancel(reference, { expand: EXPAND }, { idempotencyKey }),
    isDone: ({ status }) => status === "released",
    explain: () => "payment-not-held",
  });
}

/**
 * Gives money back. Whether this refund has gone through already is looked up first, since after a
 * day Stripe has forgotten its key.
 */
async function refundPayment(
  wire: Wire,
  settings: StripeGatewaySettings,
  request: RefundRequest,
): Promise<GatewayOutcome> {
  const refusal = checkAsked(request, settings.currency);
  if (refusal !== null) return refusal;
  const { reference, refundId, paymentId, amountMinor, idempotencyKey } = request;
  const call: ReferencedCall = {
    reference,
    act: async () => {
      await wire.stripe.refunds.create(
        {
          payment_intent: reference,
          amount: amountMinor,
          metadata: { [PAYMENT_ID]: paymentId, [REFUND_ID]: refundId },
        },
        { idempotencyKey },
      );
      return wire.stripe.paymentIntents.retrieve(reference, { expand: EXPAND });
    },
    isDone: ({ refunds }) => refunds.some((refund) => refund.refundId === refundId),
    explain: (payment) => explainRefund(payment, amountMinor),
  };
  try {
    const { payment } = await retrieve(wire, reference);
    if (call.isDone(payment)) return { kind: "done", payment };
    if (payment.paymentId !== paymentId) return refuseCall("payment-unknown", "another payment");
  } catch (error) {
    return translateError(error);
  }
  return settle(wire, call);
}

/**
 * Several of Stripe's payments may be tries at one of ours: the one that holds or has taken money
 * counts. What is newer than a search may see is listed. Absent is only said where both have looked.
 */
async function findPayment(wire: Wire, paymentId: string, nowMs: number): Promise<FindOutcome> {
  try {
    const searched = await searchPayments(wire.stripe, paymentId);
    const listed = await listNewPayments(wire.stripe, paymentId, nowMs);
    const found = [...(searched ?? []), ...listed.intents].map(({ id }) => id);
    const payments: ProviderPayment[] = [];
    for (const reference of new Set(found)) {
      // Looked up again: a search may show it as it was.
      payments.push((await retrieve(wire, reference)).payment);
    }
    const [best] = payments.toSorted((a, b) => rankStatus(a) - rankStatus(b));
    const isMoney = best?.status === "captured" || best?.status === "held";
    const isCertain = listed.isAll || (searched !== null && listed.isComplete);
    if (!isMoney && !isCertain) return { kind: "unknown", message: "too many payments to list" };
    return best === undefined ? { kind: "absent" } : { kind: "found", payment: best };
  } catch (error) {
    const outcome = translateError(error);
    return { kind: "unknown", message: "message" in outcome ? outcome.message : outcome.kind };
  }
}

async function findByReference(wire: Wire, reference: string): Promise<FindOutcome> {
  try {
    const intent = await wire.stripe.paymentIntents.retrieve(reference, { expand: EXPAND });
    if (intent.metadata?.[PAYMENT_ID] === undefined) return { kind: "absent" };
    return { kind: "found", payment: (await see(wire, intent)).payment };
  } catch (error) {
    const outcome = translateError(error);
    if (outcome.kind === "refused") return { kind: "absent" };
    return { kind: "unknown", message: "message" in outcome ? outcome.message : outcome.kind };
  }
}

/**
 * Webhooks need an address that Stripe can reach, and not every shop has one. Refunds and disputes
 * are named again until they are old: how one ends makes no new one.
 */
async function listTouched(stripe: Stripe, sinceMs: number): Promise<readonly Touched[] | null> {
  const since = (ms: number) => ({ created: { gte: Math.floor(ms / 1000) }, limit: PAGE });
  try {
    const refunds = await stripe.refunds
      .list({ ...since(sinceMs - REFUND_MS_MAX), expand: ["data.balance_transaction"] })
      .autoPagingToArray({ limit: TOUCHED_MAX });
    const disputes = await stripe.disputes
      .list(since(sinceMs - DISPUTE_MS_MAX))
      .autoPagingToArray({ limit: TOUCHED_MAX });
    return [
      ...refunds
        .filter((refund) => !isRelease(refund))
        .map((refund) => ({ ...refund, refundId: findRefundId(refund) })),
      ...disputes.map((dispute) => ({ ...dispute, refundId: null })),
    ].flatMap(({ payment_intent, refundId }) => {
      const reference = readId(payment_intent);
      return reference === null ? [] : [{ reference, refundId }];
    });
  } catch (error) {
    // Whatever it is that Stripe does not say: it is asked again.
    translateError(error);
    return null;
  }
}

function rankStatus({ status }: ProviderPayment): number {
  return STATUS_RANKS.indexOf(status);
}

/** Null where there is no search: not every country's accounts have it. */
async function searchPayments(
  stripe: Stripe,
  paymentId: string,
): Promise<Stripe.PaymentIntent[] | null> {
  const value = paymentId.replace(/[\\']/g, "\\$&");
  const query = `metadata['${PAYMENT_ID}']:'${value}'`;
  try {
    const { data } = await stripe.paymentIntents.search({ query, limit: PAGE });
    return data.filter(({ metadata }) => metadata[PAYMENT_ID] === paymentId);
  } catch (error) {
    if (isInvalidRequest(error)) return null;
    throw error;
  }
}

interface Listed {
  readonly intents: readonly Stripe.PaymentIntent[];
  /** All that a search may not have seen were listed. */
  readonly isComplete: boolean;
  /** All that there are were listed. */
  readonly isAll: boolean;
}

/** Lists newest first, as far back as a search may lag. */
async function listNewPayments(stripe: Stripe, paymentId: string, nowMs: number): Promise<Listed> {
  const intents: Stripe.PaymentIntent[] = [];
  let after: string | undefined;
  for (let page = 0; page < LISTED_PAGES_MAX; page++) {
    const { data, has_more } = await stripe.paymentIntents.list({
      limit: PAGE,
      ...(after === undefined ? {} : { starting_after: after }),
    });
    intents.push(...data.filter(({ metadata }) => metadata[PAYMENT_ID] === paymentId));
    const oldest = data.at(-1);
    if (!has_more || oldest === undefined) return { intents, isComplete: true, isAll: true };
    if (oldest.created * 1000 < nowMs - SEARCH_LAG_MS_MAX) {
      return { intents, isComplete: true, isAll: false };
    }
    after = oldest.id;
  }
  return { intents, isComplete: false, isAll: false };
}

/**
 * Checks a webhook's signature and its age, by the shop's time. A notice is how a payment stood at
 * its event, and notices come in any order. One of money that went back only says where to look.
 */
function readNotice(
  secret: string,
  body: string,
  signature: string,
  receivedMs: number,
): NoticeOutcome {
  let event: unknown;
  try {
    event = Stripe.webhooks.constructEvent(
      body,
      signature,
      secret,
      NOTICE_AGE_S_MAX,
      undefined,
      receivedMs,
    );
  } catch (error) {
    if (error instanceof Error) return { kind: "forged", message: error.message };
    throw error;
  }
  // Signed it may be: what is no event says nothing of a payment.
  if (!isEvent(event)) return { kind: "forged", message: "the body is no event" };
  if (READER_EVENTS.has(event.type)) {
    const { id } = event.data.object as { readonly id?: unknown };
    return typeof id === "string" ? { kind: "reader", readerId: id } : { kind: "ignored" };
  }
  const noticeId = event.id;
  const payment = readEvent(event);
  if (payment !== null) return { kind: "notice", notice: { noticeId, payment } };
  const reference = readTouched(event);
  if (reference === null) return { kind: "ignored" };
  return { kind: "notice", notice: { noticeId, payment: null, reference } };
}

const READER_EVENTS: ReadonlySet<string> = new Set([
  "terminal.reader.action_succeeded",
  "terminal.reader.action_failed",
]);

function isEvent(body: unknown): body is Stripe.Event {
  if (typeof body !== "object" || body === null) return false;
  const { id, type, data } = body as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof type !== "string") return false;
  const object = (data as { readonly object?: unknown } | null | undefined)?.object;
  return typeof object === "object" && object !== null;
}

function readEvent(event: Stripe.Event): ProviderPayment | null {
  switch (event.type) {
    case "payment_intent.amount_capturable_updated":
    case "payment_intent.canceled":
    case "payment_intent.payment_failed":
    case "payment_intent.processing":
    case "payment_intent.requires_action":
    case "payment_intent.succeeded":
      return readIntent(event.data.object);
    default:
      return null;
  }
}
