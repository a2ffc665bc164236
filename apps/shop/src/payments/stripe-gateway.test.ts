import { createServer, type Server } from "node:http";
import { createRandom } from "@saunter/numerics/random";
import { closeDispute, failRefund, openDispute, refundByHand } from "@saunter/sim/payments/by-hand";
import {
  type CallFault,
  createWebhookCourier,
  drawCallFault,
  WEBHOOK_LATE_MS_MAX,
} from "@saunter/sim/payments/faults";
import {
  createProvider,
  handleRequest,
  listBooks,
  takeWebhooks,
} from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider, ProviderOptions } from "@saunter/sim/payments/provider-types";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { startProviderServer } from "@saunter/stand-ins/payments/provider-server";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import fc from "fast-check";
import Stripe from "stripe";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GatewayOutcome, Payer, PaymentGateway } from "../domain/payment-gateway.ts";
import {
  askOn,
  askPayment,
  askRefund,
  CURRENCY,
  describePaymentGateway,
  type GatewayCapabilities,
  type GatewayHarness,
  LIMIT_MINOR,
  type MovedMoney,
  type PayerKind,
  type SentNotice,
} from "./payment-gateway-suite.ts";
import { createStripeGateway, type StripeGatewaySettings } from "./stripe-gateway.ts";

const WEBHOOK_SECRET = "whsec_test";
const START_MS = 1_760_000_000_000;
const NO_FAULT: CallFault = { kind: "none" };

const TOKENS: Readonly<Record<PayerKind, string>> = {
  ok: "pm_sim_ok",
  declined: "pm_sim_declined",
  "declined-once": "pm_sim_declined_once",
  expired: "pm_sim_expired",
  limited: `pm_sim_funds_${LIMIT_MINOR}`,
  "declined-away": "pm_sim_on_session",
  "needs-action": "pm_sim_sca",
  "cannot-increase": "pm_sim_no_increments",
  present: "pm_sim_present",
};

const findPayer = (kind: PayerKind): Payer => ({
  kind: "card",
  token: TOKENS[kind],
  lastFour: "4242",
});

const capabilities: GatewayCapabilities = {
  hasCards: true,
  hasFaults: true,
  hasNotices: true,
  hasOthers: true,
  canIncrease: true,
  hasKeys: true,
  limitCode: "insufficient_funds",
};

const settings: StripeGatewaySettings = {
  secretKey: "sk_test_1",
  webhookSecret: WEBHOOK_SECRET,
  currency: CURRENCY,
  timeoutMs: 10_000,
  nowMs: () => START_MS,
  canIncrease: true,
  hashCard: (fingerprint) => `hash of ${fingerprint}`,
  returnUrl: "https://shop.test/paid",
};

function readMoney(provider: Provider, paymentId: string): MovedMoney {
  const entries = listBooks(provider).filter((entry) => entry.paymentId === paymentId);
  const sum = (name: keyof MovedMoney): number =>
    entries.reduce((total, entry) => total + entry[name], 0);
  return {
    heldMinor: sum("heldMinor"),
    capturedMinor: sum("capturedMinor"),
    refundedMinor: sum("refundedMinor"),
  };
}

interface Shared {
  readonly provider: Provider;
  readonly gateway: PaymentGateway;
  readonly time: { atMs: number };
  readonly faults: CallFault[];
}

function createHarness(
  { provider, gateway, time, faults }: Shared,
  takeNotices: () => Promise<SentNotice[]>,
  close: () => Promise<void>,
): GatewayHarness {
  return {
    gateway,
    findPayer,
    readMoney: (paymentId) => readMoney(provider, paymentId),
    nowMs: () => time.atMs,
    passMs(ms) {
      time.atMs += ms;
    },
    others: {
      refund: (reference, amountMinor) => {
        const { status, body } = refundByHand(provider, reference, amountMinor);
        expect(status).toBe(200);
        return String(body.id);
      },
      failRefund: (id) => failRefund(provider, id),
      openDispute: (reference, amountMinor) => openDispute(provider, reference, amountMinor),
      closeDispute: (id, status) => closeDispute(provider, id, status),
    },
    loseNext: (isCommitted) => faults.push({ kind: "lost", isCommitted }),
    async completeAction(reference, outcome) {
      const path = `/v1/test_helpers/payment_intents/${reference}/complete_action`;
      const request = { method: "POST", path, headers: {}, body: { outcome } };
      expect(handleRequest(provider, request, time.atMs).status).toBe(200);
    },
    takeNotices,
    close,
  };
}

async function startInProcess(
  options: Partial<ProviderOptions>,
  canIncrease = true,
): Promise<GatewayHarness> {
  const time = { atMs: START_MS };
  const nowMs = (): number => time.atMs;
  const faults: CallFault[] = [];
  const provider = createProvider(options);
  const httpClient = createInProcessClient({
    provider,
    nowMs,
    drawFault: () => faults.shift() ?? NO_FAULT,
  });
  const gateway = createStripeGateway({ ...settings, canIncrease, nowMs, httpClient });
  const takeNotices = async (): Promise<SentNotice[]> =>
    takeWebhooks(provider, time.atMs).map((webhook) => {
      const body = JSON.stringify(renderEvent(webhook));
      return { body, signature: signNotice(body, WEBHOOK_SECRET, time.atMs) };
    });
  return createHarness({ provider, gateway, time, faults }, takeNotices, async () => undefined);
}

describePaymentGateway("stripe in process", capabilities, () => startInProcess({}));

describePaymentGateway("stripe that shows releases as refunds", capabilities, () =>
  startInProcess({ showsReleases: true }),
);

describePaymentGateway(
  "stripe whose account does not raise holds",
  { ...capabilities, canIncrease: false },
  () => startInProcess({}, false),
);

/** Takes webhooks as the shop would. */
async function startReceiver(notices: SentNotice[]): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const signature = String(request.headers["stripe-signature"]);
      notices.push({ body: Buffer.concat(parts).toString(), signature });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://127.0.0.1:${address.port}/notices` };
}

describePaymentGateway("stripe over HTTP", capabilities, async () => {
  const time = { atMs: START_MS };
  const nowMs = (): number => time.atMs;
  const faults: CallFault[] = [];
  const notices: SentNotice[] = [];
  const receiver = await startReceiver(notices);
  const server = await startProviderServer({
    port: 0,
    clock: nowMs,
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    drawFault: () => faults.shift() ?? NO_FAULT,
  });
  const gateway = createStripeGateway({ ...settings, nowMs, baseUrl: server.url });
  const takeNotices = async (): Promise<SentNotice[]> => {
    await server.deliverDue();
    return notices.splice(0);
  };
  const shared: Shared = { provider: server.provider, gateway, time, faults };
  return createHarness(shared, takeNotices, async () => {
    await server.close();
    receiver.server.closeAllConnections();
    await new Promise<void>((resolve) => receiver.server.close(() => resolve()));
  });
});

describe("webhooks over HTTP", () => {
  it("come late, doubled and in any order, and each is a genuine notice of one step", async () => {
    const time = { atMs: START_MS };
    const nowMs = (): number => time.atMs;
    const notices: SentNotice[] = [];
    const receiver = await startReceiver(notices);
    const rates = { dropped: 0, doubled: 1, late: 0.5, shuffled: 1 };
    const server = await startProviderServer({
      port: 0,
      clock: nowMs,
      webhookUrl: receiver.url,
      webhookSecret: WEBHOOK_SECRET,
      courier: createWebhookCourier(createRandom(4), rates),
    });
    onTestFinished(async () => {
      await server.close();
      receiver.server.closeAllConnections();
      await new Promise<void>((resolve) => receiver.server.close(() => resolve()));
    });
    const gateway = createStripeGateway({ ...settings, nowMs, baseUrl: server.url });
    const read = ({ body, signature }: SentNotice) => {
      const { created } = JSON.parse(body) as { readonly created: number };
      const outcome = gateway.readNotice(body, signature, time.atMs);
      expect(outcome.kind).not.toBe("forged");
      return { created, text: body, outcome };
    };
    for (let number = 1; number <= 6; number++) {
      const held = await gateway.hold({
        paymentId: `pay-${number}`,
        idempotencyKey: `h${number}`,
        payer: findPayer("ok"),
        amountMinor: 1000,
        currency: CURRENCY,
        isPayerPresent: true,
      });
      if (held.kind !== "done") throw new Error(held.kind);
      time.atMs += 1000;
      const captured = await gateway.capture(askOn(held.payment, "capture", 600));
      expect(captured).toMatchObject({ kind: "done", payment: { status: "captured" } });
    }
    await server.deliverDue();
    const atOnce = notices.splice(0).map(read);
    time.atMs += WEBHOOK_LATE_MS_MAX;
    await server.deliverDue();
    const all = [...atOnce, ...notices.map(read)];
    expect(atOnce.length).toBeGreaterThan(0);
    expect(all.length).toBeGreaterThan(atOnce.length);
    const times = new Map<string, number>();
    for (const { text } of all) times.set(text, (times.get(text) ?? 0) + 1);
    expect(new Set(times.values())).toEqual(new Set([2]));
    const order = all.map(({ created }) => created);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    const paid = all.flatMap(({ outcome }) =>
      outcome.kind === "notice" && outcome.notice.payment?.status === "captured"
        ? [outcome.notice.payment.paymentId]
        : [],
    );
    expect(new Set(paid).size).toBe(6);
  });
});

interface Canned {
  readonly status: number;
  readonly text: string;
}

/** A client that answers what it is told, one call after the other, and the last for ever. */
function createCannedClient(answers: readonly (Canned | Error)[]): {
  client: Stripe.HttpClient;
  paths: string[];
} {
  const paths: string[] = [];
  const client: Stripe.HttpClient = {
    getClientName: () => "canned",
    async makeRequest(_host, _port, path) {
      const answer = answers[Math.min(paths.length, answers.length - 1)]!;
      paths.push(path.split("?")[0]!);
      if (answer instanceof Error) throw answer;
      return {
        getStatusCode: () => answer.status,
        getHeaders: () => ({}),
        getRawResponse: () => ({}),
        toStream: () => null,
        toJSON: async () => JSON.parse(answer.text),
      };
    },
  };
  return { client, paths };
}

const stripeError = (status: number, error: object): Canned => ({
  status,
  text: JSON.stringify({ error }),
});

async function holdAnswered(...answers: (Canned | Error)[]): Promise<GatewayOutcome> {
  const { client, paths } = createCannedClient(answers);
  const gateway = createStripeGateway({ ...settings, httpClient: client });
  const request = {
    paymentId: "pay-1",
    idempotencyKey: "k",
    payer: findPayer("ok"),
    amountMinor: 1000,
    currency: CURRENCY,
    isPayerPresent: true,
  };
  const outcome = await gateway.hold(request);
  expect(paths).toEqual(["/v1/payment_intents"]);
  return outcome;
}

const closed = (code: string): Error => Object.assign(new Error("closed"), { code });

describe("an error of Stripe's", () => {
  it.each<[string, Canned | Error]>([
    ["a connection that fails", new Error("no route")],
    ["a connection that closes, which the SDK would try again", closed("ECONNRESET")],
    ["a pipe that breaks", closed("EPIPE")],
    ["a time-out", Stripe.HttpClient.makeTimeoutError()],
    ["a 500", stripeError(500, { type: "api_error", message: "oops" })],
    ["a 503 of a proxy", { status: 503, text: "{}" }],
    ["a page of a proxy", { status: 502, text: "<html>" }],
    ["a redirection", { status: 302, text: "{}" }],
    ["a 429", stripeError(429, { type: "invalid_request_error", message: "slow down" })],
    ["a key in use", stripeError(409, { type: "idempotency_error", message: "in use" })],
    ["a wrong API key", stripeError(401, { type: "invalid_request_error", message: "no" })],
    ["a forbidden call", stripeError(403, { type: "invalid_request_error", message: "no" })],
    ["an answer that is cut", { status: 200, text: '{"id": "pi_1"' }],
    ["a number", { status: 200, text: "5" }],
    ["a text", { status: 200, text: '"ok"' }],
    ["null", { status: 200, text: "null" }],
    ["a list", { status: 200, text: "[]" }],
    ["an object that is no payment", { status: 200, text: "{}" }],
    ["somebody else's payment", { status: 200, text: '{"id":"pi_1","status":"succeeded"}' }],
    [
      "a status nobody knows",
      { status: 200, text: '{"id":"pi_1","status":"new","metadata":{"payment_id":"pay-1"}}' },
    ],
    [
      "a bank that has not answered",
      {
        status: 200,
        text: '{"id":"pi_1","status":"processing","metadata":{"payment_id":"pay-1"}}',
      },
    ],
  ])("%s says nothing of what happened, and is asked once", async (_, answer) => {
    expect(await holdAnswered(answer)).toMatchObject({ kind: "unknown" });
  });

  it.each([
    ["request-invalid", stripeError(400, { type: "invalid_request_error", message: "no" })],
    ["key-reused", stripeError(400, { type: "idempotency_error", message: "no" })],
  ])("is %s where the call can never succeed", async (code, answer) => {
    expect(await holdAnswered(answer)).toMatchObject({ kind: "refused", code });
  });

  it.each([
    [{ code: "card_declined", decline_code: "insufficient_funds" }, "insufficient_funds", true],
    [{ code: "card_declined", decline_code: "stolen_card" }, "stolen_card", false],
    [{ code: "card_declined", decline_code: "never_seen" }, "never_seen", false],
    [{ code: "incorrect_number" }, "incorrect_number", false],
    [{ code: "processing_error" }, "processing_error", true],
    [{}, "card_declined", false],
    [
      { decline_code: "generic_decline", advice_code: "do_not_try_again" },
      "generic_decline",
      false,
    ],
    [{ decline_code: "never_seen", advice_code: "try_again_later" }, "never_seen", true],
  ])(
    "%j of a card is declined with %s, worth another try: %s",
    async (error, code, isRetryable) => {
      const answer = stripeError(402, { type: "card_error", message: "no", ...error });
      const expected = { kind: "declined", code, isRetryable, payment: null };
      expect(await holdAnswered(answer)).toEqual(expected);
    },
  );
});

describe("an answer of Stripe's", () => {
  const intent = {
    id: "pi_1",
    status: "requires_payment_method",
    metadata: { payment_id: "pay-1" },
    payment_method_types: ["card"],
    created: 1000,
    latest_charge: null,
  };
  const answered = (fields: object): Promise<GatewayOutcome> =>
    holdAnswered({ status: 200, text: JSON.stringify({ ...intent, ...fields }) });

  it("that is a decline without an error is one", async () => {
    const last_payment_error = { code: "card_declined", decline_code: "do_not_honor" };
    const outcome = await answered({ last_payment_error });
    expect(outcome).toMatchObject({ kind: "declined", code: "do_not_honor", isRetryable: true });
  });

  it("that wants the payer, and has no page to send them to, is a decline", async () => {
    const next_action = { type: "use_stripe_sdk" };
    const outcome = await answered({ status: "requires_action", next_action });
    expect(outcome).toMatchObject({ kind: "declined", code: "authentication_required" });
  });

  it("that says the payment is over is a refusal", async () => {
    const outcome = await answered({ status: "canceled" });
    expect(outcome).toMatchObject({ kind: "refused", code: "payment-not-held" });
  });

  it("that does not say when the hold lapses is taken at the least", async () => {
    const held = { status: "requires_capture", amount_capturable: 1000, latest_charge: "ch_1" };
    const lapses = async (types: string[]): Promise<number | null | undefined> => {
      const outcome = await answered({ ...held, payment_method_types: types });
      return outcome.kind === "done" ? outcome.payment.holdExpiresMs : undefined;
    };
    expect(await lapses(["card"])).toBe(1_000_000 + 7 * 86_400_000);
    expect(await lapses(["card_present"])).toBe(1_000_000 + 2 * 86_400_000);
  });
});

describe("a call on a payment", () => {
  const intent = (fields: object): Canned => ({
    status: 200,
    text: JSON.stringify({
      id: "pi_1",
      metadata: { payment_id: "pay-1" },
      payment_method_types: ["card"],
      created: 1000,
      latest_charge: null,
      ...fields,
    }),
  });
  const captured = intent({ status: "succeeded", amount_received: 1000 });
  const refusal = stripeError(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message: "captured already",
  });
  const request = {
    paymentId: "pay-1",
    idempotencyKey: "k",
    reference: "pi_1",
    currency: CURRENCY,
    amountMinor: 1000,
  };
  const open = (...answers: (Canned | Error)[]): PaymentGateway =>
    createStripeGateway({ ...settings, httpClient: createCannedClient(answers).client });

  it("that is refused, for it was done, is done", async () => {
    expect(await open(refusal, captured).capture(request)).toMatchObject({ kind: "done" });
  });

  it("that is refused says nothing where the payment cannot be looked at", async () => {
    expect(await open(refusal, closed("X")).capture(request)).toMatchObject({ kind: "unknown" });
  });

  it("that the bank has not answered says nothing yet", async () => {
    const answer = intent({ status: "processing" });
    expect(await open(answer).capture(request)).toMatchObject({ kind: "unknown" });
  });

  it("that was done in another way is refused", async () => {
    const answer = intent({ status: "succeeded", amount_received: 900 });
    expect(await open(answer).capture(request)).toMatchObject({
      kind: "refused",
      code: "payment-captured-otherwise",
    });
  });

  it("gives nothing back of somebody else's payment", async () => {
    const other = { ...request, paymentId: "pay-2", refundId: "r1" };
    expect(await open(captured, closed("X")).refund(other)).toMatchObject({
      kind: "refused",
      code: "payment-unknown",
    });
  });

  it("that gives back and fails at the bank is not done", async () => {
    const refund = { id: "re_1", status: "failed", amount: 100, metadata: { refund_id: "r1" } };
    const latest_charge = {
      captured: true,
      amount: 1000,
      amount_captured: 1000,
      amount_refunded: 0,
      refunds: { data: [refund], has_more: false },
    };
    const after = intent({ status: "succeeded", amount_received: 1000, latest_charge });
    const gateway = open(captured, { status: 200, text: JSON.stringify(refund) }, after);
    const outcome = await gateway.refund({ ...request, amountMinor: 100, refundId: "r1" });
    expect(outcome).toMatchObject({ kind: "refused", code: "request-invalid" });
  });
});

interface Wired {
  readonly provider: Provider;
  readonly gateway: PaymentGateway;
  readonly calls: { host: string; path: string; body: string; headers: Record<string, unknown> }[];
}

/** A gateway on a provider in process, all of whose calls are kept. */
function wire(
  fields: Partial<StripeGatewaySettings> = {},
  drawFault: (path: string) => CallFault = () => NO_FAULT,
): Wired {
  const provider = createProvider();
  const calls: Wired["calls"] = [];
  const inner = createInProcessClient({
    provider,
    nowMs: () => START_MS,
    drawFault: () => drawFault(calls.at(-1)!.path),
  });
  const httpClient: Stripe.HttpClient = {
    getClientName: () => "kept",
    makeRequest(...call) {
      const [host, , path, , headers, body] = call;
      calls.push({ host, path, body, headers: { ...headers } });
      return inner.makeRequest(...call);
    },
  };
  return { provider, calls, gateway: createStripeGateway({ ...settings, httpClient, ...fields }) };
}

/** Somebody whose card is as told, and good where nothing is told. */
const asker = { findPayer };

describe("what is sent", () => {
  it("names the payment, carries the key, and tells nothing of the machine", async () => {
    const { gateway, calls } = wire();
    await gateway.hold(askPayment(asker));
    const [call] = calls;
    expect(call!.host).toBe("api.stripe.com");
    expect(call!.headers["Idempotency-Key"]).toBe("pay-1:hold");
    expect(call!.headers["X-Stripe-Client-Telemetry"]).toBeUndefined();
    expect(String(call!.headers["X-Stripe-Client-User-Agent"])).not.toMatch(
      /platform|telemetry_id/,
    );
    expect(decodeURIComponent(call!.body)).toContain("metadata[payment_id]=pay-1");
  });

  it("names the customer of a card that they have saved", async () => {
    const { gateway, calls } = wire();
    const payer = { kind: "card", token: "cus_1/pm_sim_ok", lastFour: "4242" } as const;
    expect(await gateway.hold(askPayment(asker, { payer }))).toMatchObject({ kind: "done" });
    expect(calls[0]!.body).toContain("customer=cus_1&payment_method=pm_sim_ok&");
  });

  it("asks for no increments where the account has none", async () => {
    const { gateway, calls } = wire({ canIncrease: false });
    const held = await gateway.hold(askPayment(asker));
    if (held.kind !== "done") throw new Error(held.kind);
    expect(calls[0]!.body).not.toContain("incremental");
    expect(await gateway.increase(askOn(held.payment, "raise", 1500))).toMatchObject({
      kind: "refused",
      code: "increase-unsupported",
    });
    expect(calls).toHaveLength(1);
  });

  it("is never an amount in units that Stripe takes otherwise", () => {
    expect(() => createStripeGateway({ ...settings, currency: "isk" })).toThrow(RangeError);
  });
});

describe("a slow answer", () => {
  const holdSlowly = async (delayMs: number): Promise<[GatewayOutcome, number[]]> => {
    const provider = createProvider();
    const passed: number[] = [];
    const httpClient = createInProcessClient({
      provider,
      nowMs: () => START_MS,
      drawFault: () => ({ kind: "slow", delayMs }),
      passMs: async (ms) => {
        passed.push(ms);
      },
    });
    const gateway = createStripeGateway({ ...settings, httpClient });
    const outcome = await gateway.hold(askPayment(asker));
    expect(readMoney(provider, "pay-1").heldMinor).toBe(1000);
    return [outcome, passed];
  };

  it("is waited for up to the time-out, and unknown at it", async () => {
    expect(await holdSlowly(9999)).toMatchObject([{ kind: "done" }, [9999]]);
    expect(await holdSlowly(10_000)).toMatchObject([{ kind: "unknown" }, [10_000]]);
  });
});

describe("finding", () => {
  const isSearch = (path: string): boolean => path.includes("/search");
  it("says absent only where search and listing have both answered", async () => {
    for (const isRefused of [isSearch, (path: string) => !isSearch(path)]) {
      const { gateway, calls } = wire({}, (path) =>
        isRefused(path) ? { kind: "rate-limited" } : NO_FAULT,
      );
      expect(await gateway.find("pay-1")).toMatchObject({ kind: "unknown" });
      expect(calls.some(({ path }) => isRefused(path))).toBe(true);
    }
  });

  const page = (count: number, created: number, hasMore: boolean, paymentId = "other"): Canned => ({
    status: 200,
    text: JSON.stringify({
      data: Array.from({ length: count }, (_, at) => ({
        id: `pi_${at}`,
        created,
        metadata: { payment_id: paymentId },
      })),
      has_more: hasMore,
    }),
  });
  const findAnswered = (...answers: Canned[]): ReturnType<PaymentGateway["find"]> =>
    createStripeGateway({
      ...settings,
      httpClient: createCannedClient(answers).client,
    }).find("pay-1");
  const noSearch = stripeError(400, { type: "invalid_request_error", message: "not here" });
  const NEW_S = START_MS / 1000;
  const OLD_S = NEW_S - 2 * 3600 - 1;

  it("lists back as far as a search may lag, and no more pages than it may", async () => {
    expect(await findAnswered(page(0, 0, false), page(100, OLD_S, true))).toEqual({
      kind: "absent",
    });
    expect(await findAnswered(page(0, 0, false), page(100, NEW_S, true))).toMatchObject({
      kind: "unknown",
    });
  });

  it("where there is no search is certain of what is all listed, and only of that", async () => {
    expect(await findAnswered(noSearch, page(1, NEW_S, false))).toEqual({ kind: "absent" });
    expect(await findAnswered(noSearch, page(100, OLD_S, true))).toMatchObject({ kind: "unknown" });
  });
});

describe("a notice", () => {
  const gateway = wire().gateway;
  const read = (event: unknown): unknown => {
    const body = typeof event === "string" ? event : JSON.stringify(event);
    return gateway.readNotice(body, signNotice(body, WEBHOOK_SECRET, START_MS), START_MS);
  };

  it("that is signed and of nothing that we know is ignored", () => {
    const object = { id: "pi_1", status: "succeeded", metadata: {}, payment_method_types: [] };
    expect(read({ id: "evt_1", type: "invoice.paid", data: { object } })).toEqual({
      kind: "ignored",
    });
    expect(read({ id: "evt_1", type: "payment_intent.succeeded", data: { object } })).toEqual({
      kind: "ignored",
    });
    expect(read({ id: "evt_1", type: "charge.refunded", data: { object } })).toEqual({
      kind: "ignored",
    });
  });

  it("that is signed and no JSON is taken for forged", () => {
    expect(read("{")).toMatchObject({ kind: "forged" });
  });

  it.each([
    ["charge.refunded", { metadata: { payment_id: "pay-1" }, payment_intent: { id: "pi_1" } }],
    ["refund.created", { metadata: {}, payment_intent: "pi_1" }],
    ["refund.updated", { metadata: null, payment_intent: "pi_1" }],
    ["refund.failed", { metadata: {}, payment_intent: "pi_1" }],
    ["charge.refund.updated", { metadata: {}, payment_intent: "pi_1" }],
    ["charge.dispute.created", { payment_intent: "pi_1" }],
    ["charge.dispute.updated", { payment_intent: "pi_1" }],
    ["charge.dispute.closed", { payment_intent: "pi_1" }],
    ["charge.dispute.funds_withdrawn", { payment_intent: "pi_1" }],
    ["charge.dispute.funds_reinstated", { payment_intent: "pi_1" }],
  ])("%s says where to look, and its amounts are not believed", (type, object) => {
    expect(read({ id: "evt_1", type, data: { object } })).toEqual({
      kind: "notice",
      notice: { noticeId: "evt_1", payment: null, reference: "pi_1" },
    });
  });

  it.each([
    ["charge.refunded", { metadata: {}, payment_intent: "pi_1" }],
    ["charge.refunded", { metadata: { payment_id: "pay-1" }, payment_intent: null }],
    ["refund.created", { metadata: { refund_id: "r1" }, payment_intent: "pi_1" }],
    ["charge.dispute.created", { payment_intent: null }],
  ])("%s of no payment of ours, or of a refund of ours, is ignored", (type, object) => {
    expect(read({ id: "evt_1", type, data: { object } })).toEqual({ kind: "ignored" });
  });
});

describe("a card", () => {
  const hold = async (gateway: PaymentGateway, token: string): Promise<string | null> => {
    const payer = { kind: "card", token, lastFour: "4242" } as const;
    const asked = askPayment(asker, { payer, paymentId: token, idempotencyKey: token });
    const held = await gateway.hold(asked);
    if (held.kind !== "done") throw new Error(held.kind);
    const found = await gateway.findByReference(held.payment.reference);
    if (found.kind !== "found") throw new Error(found.kind);
    expect(found.payment.cardHash).toBe(held.payment.cardHash);
    return held.payment.cardHash;
  };

  it("is known again by its fingerprint's hash, whatever token it was read as", async () => {
    const { gateway } = wire();
    const first = await hold(gateway, "pm_sim_ok-ann~1");
    expect(first).toBe("hash of fp_pm_sim_ok-ann");
    expect(await hold(gateway, "pm_sim_ok-ann~2")).toBe(first);
    expect(await hold(gateway, "pm_sim_ok-bob~1")).not.toBe(first);
  });

  it("is known by its token alone where there is no fingerprint, or no charge", async () => {
    const { gateway, provider } = wire();
    Object.assign(provider.options, { showsFingerprints: false });
    expect(await hold(gateway, "pm_sim_ok-ann")).toBeNull();
    const payer = findPayer("declined");
    const declined = await gateway.hold(askPayment(asker, { payer }));
    expect(declined).toMatchObject({ payment: { cardHash: null } });
  });

  it.each(["card", "card_present", "interac_present"])(
    "that was read as %s has its fingerprint there",
    async (kind) => {
      const intent = {
        id: "pi_1",
        status: "succeeded",
        metadata: { payment_id: "pay-1" },
        latest_charge: { payment_method_details: { [kind]: { fingerprint: "fp" } } },
      };
      const answer = { status: 200, text: JSON.stringify(intent) };
      const httpClient = createCannedClient([answer]).client;
      const found = await createStripeGateway({ ...settings, httpClient }).findByReference("pi_1");
      expect(found).toMatchObject({ payment: { cardHash: "hash of fp" } });
    },
  );
});

describe("what went back of a payment", () => {
  const intent = (charge: object): Canned => ({
    status: 200,
    text: JSON.stringify({
      id: "pi_1",
      status: "succeeded",
      amount_received: 600,
      currency: "eur",
      metadata: { payment_id: "pay-1" },
      payment_method_types: ["card"],
      created: 1000,
      latest_charge: { amount: 1000, disputed: false, refunds: { data: [] }, ...charge },
    }),
  });
  const page = (data: readonly object[], has_more = false): Canned => ({
    status: 200,
    text: JSON.stringify({ object: "list", url: "/v1/refunds", data, has_more }),
  });
  const refund = (id: string, more: object): object => ({
    id,
    amount: 100,
    status: "succeeded",
    metadata: {},
    balance_transaction: null,
    ...more,
  });
  const findByReference = async (...answers: (Canned | Error)[]) => {
    const { client } = createCannedClient(answers);
    return createStripeGateway({ ...settings, httpClient: client }).findByReference("pi_1");
  };

  it.each([
    ["succeeded", 100],
    ["pending", 100],
    ["failed", 0],
    ["canceled", 0],
    ["requires_action", null],
    [null, null],
  ])("by a refund that is %s is %s", async (status, amountMinor) => {
    const withdrawals = [{ withdrawalId: "re_1", kind: "refund", amountMinor }];
    expect(
      await findByReference(intent({ refunds: { data: [refund("re_1", { status })] } })),
    ).toMatchObject({
      payment: { withdrawals: amountMinor === null ? [] : withdrawals },
    });
  });

  it.each([
    ["needs_response", 250],
    ["under_review", 250],
    ["appeal_needs_response", 250],
    ["appeal_under_review", 250],
    ["lost", 250],
    ["won", 0],
    ["prevented", 0],
    ["warning_needs_response", null],
    ["warning_under_review", null],
    ["warning_closed", null],
    ["never_seen", null],
  ])("by a dispute that is %s is %s", async (status, amountMinor) => {
    const dispute = { id: "dp_1", amount: 250, currency: "eur", status };
    const withdrawals = [{ withdrawalId: "dp_1", kind: "dispute", amountMinor }];
    expect(await findByReference(intent({ disputed: true }), page([dispute]))).toMatchObject({
      payment: { withdrawals: amountMinor === null ? [] : withdrawals },
    });
  });

  it("by a dispute in another currency is the whole", async () => {
    const dispute = { id: "dp_1", amount: 250, currency: "usd", status: "lost" };
    expect(await findByReference(intent({ disputed: true }), page([dispute]))).toMatchObject({
      payment: { withdrawals: [{ amountMinor: 600 }] },
    });
  });

  it("is not what Stripe's sum of refunds says, nor what its books call a release", async () => {
    const balance_transaction = { reporting_category: "partial_capture_reversal" };
    const data = [refund("re_1", { amount: 400, balance_transaction })];
    expect(
      await findByReference(intent({ amount_refunded: 400, refunds: { data } })),
    ).toMatchObject({
      payment: { capturedMinor: 600, refundedMinor: 0, withdrawals: [] },
    });
    const named = [refund("re_1", { balance_transaction: "txn_1" })];
    expect(await findByReference(intent({ refunds: { data: named } }))).toMatchObject({
      payment: { withdrawals: [{ withdrawalId: "re_1" }] },
    });
  });

  it("is not known where there is more of it than is looked at", async () => {
    const data = Array.from({ length: 100 }, (_, at) => refund(`re_${at}`, {}));
    const more = intent({ refunds: { data, has_more: true } });
    expect(await findByReference(more, page(data, true))).toMatchObject({ kind: "unknown" });
    expect(await findByReference(more, page(data))).toMatchObject({ kind: "found" });
  });

  it("of somebody else's payment is nothing to us", async () => {
    const other = { id: "pi_1", status: "succeeded", metadata: {} };
    expect(await findByReference({ status: 200, text: JSON.stringify(other) })).toEqual({
      kind: "absent",
    });
    expect(await findByReference(closed("X"))).toMatchObject({ kind: "unknown" });
  });
});

/** Asks until there is an answer. */
async function askOnAndOn(call: () => Promise<GatewayOutcome>): Promise<GatewayOutcome> {
  for (let i = 0; i < 200; i++) {
    const outcome = await call();
    if (outcome.kind !== "unknown") return outcome;
  }
  throw new Error("never answered");
}

describe("any network", () => {
  const RATES = {
    lostBefore: 0.1,
    lostAfter: 0.2,
    slow: 0.1,
    errorBefore: 0.05,
    errorAfter: 0.1,
    rateLimited: 0.05,
  };

  it("moves money once, whatever it loses", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        async (seed, capturedMinor, refundMinor) => {
          const random = createRandom(seed);
          const { gateway, provider } = wire({}, () => drawCallFault(random, RATES));
          const held = await askOnAndOn(() => gateway.hold(askPayment(asker)));
          if (held.kind !== "done") throw new Error(held.kind);
          const captured = await askOnAndOn(() =>
            gateway.capture(askOn(held.payment, "capture", capturedMinor)),
          );
          expect(captured.kind).toBe("done");
          const refundedMinor = Math.min(refundMinor, capturedMinor);
          if (refundedMinor > 0) {
            const refunded = await askOnAndOn(() =>
              gateway.refund(askRefund(held.payment, "r1", refundedMinor)),
            );
            expect(refunded).toMatchObject({ kind: "done", payment: { refundedMinor } });
          }
          const moved = { heldMinor: 0, capturedMinor, refundedMinor };
          expect(readMoney(provider, "pay-1")).toEqual(moved);
          expect(listBooks(provider)).toHaveLength(1);
        },
      ),
    );
  });

  it("is the same each time for the same seed", async () => {
    const run = async (): Promise<string> => {
      const random = createRandom(11);
      const { gateway, provider, calls } = wire({}, () => drawCallFault(random, RATES));
      const outcomes: GatewayOutcome[] = [];
      for (let i = 0; i < 20; i++) {
        const request = askPayment(asker, { paymentId: `p${i}`, idempotencyKey: `k${i}` });
        outcomes.push(await gateway.hold(request));
      }
      const sent = calls.map(({ path, body }) => [path, body]);
      return JSON.stringify([outcomes, sent, listBooks(provider)]);
    };
    expect(await run()).toBe(await run());
  });
});
