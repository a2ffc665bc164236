import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProvider, listBooks, takeWebhooks } from "./provider.ts";
import { type Call, describeHold, pluck, send } from "./provider-builders.ts";
import { renderEvent, returnWebhook } from "./provider-events.ts";
import {
  INCREMENTS_MAX,
  KEYS_KEPT_MS,
  type Provider,
  type ProviderAnswer,
  WEBHOOK_ATTEMPTS_MAX,
  WEBHOOKS_MAX,
} from "./provider-types.ts";
import { HOLD_MS } from "./test-cards.ts";

const INTENTS = "/v1/payment_intents";
const incremental = {
  "payment_method_options[card][request_incremental_authorization]": "if_available",
};

/** Code of an answer that says no. */
const code = ({ body }: ProviderAnswer): unknown => pluck(body, "error.code");
const books = (provider: Provider): number[][] =>
  listBooks(provider).map(({ heldMinor, capturedMinor, refundedMinor }) => [
    heldMinor,
    capturedMinor,
    refundedMinor,
  ]);
const types = (provider: Provider, atMs = provider.nowMs): string[] =>
  takeWebhooks(provider, atMs).map(({ type }) => type);

function hold(provider: Provider, fields: Record<string, string> = {}, call: Call = {}): string {
  const answer = send(provider, INTENTS, describeHold(fields), call);
  expect(answer.status).toBe(200);
  return String(answer.body.id);
}

describe("a hold", () => {
  it("is captured in part, and the rest is let go", () => {
    const provider = createProvider();
    const id = hold(provider);
    expect(books(provider)).toEqual([[1000, 0, 0]]);
    const answer = send(provider, `${INTENTS}/${id}/capture`, { amount_to_capture: "300" });
    expect([answer.body.status, answer.body.amount_received]).toEqual(["succeeded", 300]);
    expect(books(provider)).toEqual([[0, 300, 0]]);
    expect(code(send(provider, `${INTENTS}/${id}/capture`))).toBe(
      "payment_intent_unexpected_state",
    );
    expect(code(send(provider, `${INTENTS}/${id}/cancel`))).toBe("payment_intent_unexpected_state");
  });

  it("is captured whole where no amount is given, and never above it", () => {
    const provider = createProvider();
    const id = hold(provider);
    const above = send(provider, `${INTENTS}/${id}/capture`, { amount_to_capture: "1001" });
    expect([above.status, code(above)]).toEqual([400, "amount_too_large"]);
    expect(send(provider, `${INTENTS}/${id}/capture`).body.amount_received).toBe(1000);
  });

  it("is let go, once", () => {
    const provider = createProvider();
    const id = hold(provider);
    const answer = send(provider, `${INTENTS}/${id}/cancel`, { cancellation_reason: "abandoned" });
    expect(answer.body).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
    expect(books(provider)).toEqual([[0, 0, 0]]);
    expect(send(provider, `${INTENTS}/${id}/cancel`).status).toBe(400);
    expect(send(provider, `${INTENTS}/${id}/confirm`).status).toBe(400);
  });

  it.each([
    ["pm_sim_ok", HOLD_MS.online],
    ["pm_sim_present", HOLD_MS.present],
    ["pm_sim_brief", HOLD_MS.brief],
  ])("of %s lapses by itself after %i ms, and not before", (token, lifeMs) => {
    const provider = createProvider();
    const id = hold(provider, { payment_method: token }, { atMs: 5000 });
    const read = (atMs: number): ProviderAnswer =>
      send(provider, `${INTENTS}/${id}`, { "expand[0]": "latest_charge" }, { method: "GET", atMs });
    const open = read(5000 + lifeMs - 1).body;
    expect(open.status).toBe("requires_capture");
    expect(pluck(open, "latest_charge.payment_method_details.card.capture_before")).toBe(
      (5000 + lifeMs) / 1000,
    );
    takeWebhooks(provider, provider.nowMs);
    expect(types(provider, 5000 + lifeMs)).toEqual(["payment_intent.canceled"]);
    expect(read(5000 + lifeMs).body).toMatchObject({
      status: "canceled",
      cancellation_reason: "expired",
      canceled_at: (5000 + lifeMs) / 1000,
    });
    expect(send(provider, `${INTENTS}/${id}/capture`).status).toBe(400);
  });

  it("is raised where the card and the shop's request allow it, ten times at most", () => {
    const provider = createProvider();
    const id = hold(provider, incremental);
    const raise = (amount: number, of = id): ProviderAnswer =>
      send(provider, `${INTENTS}/${of}/increment_authorization`, { amount: String(amount) });
    expect(code(raise(1000))).toBe("amount_too_small");
    for (let i = 1; i <= INCREMENTS_MAX; i++) expect(raise(1000 + i).status).toBe(200);
    expect(raise(2000).status).toBe(400);
    expect(books(provider)[0]).toEqual([1000 + INCREMENTS_MAX, 0, 0]);
    expect(raise(2000, hold(provider)).status).toBe(400);
    const fixed = hold(provider, { ...incremental, payment_method: "pm_sim_no_increments" });
    expect(raise(2000, fixed).status).toBe(400);
    send(provider, `${INTENTS}/${id}/capture`);
    expect(code(raise(3000))).toBe("payment_intent_unexpected_state");
    expect(code(send(provider, `${INTENTS}/${id}/increment_authorization`))).toBe(
      "parameter_missing",
    );
  });

  it("stays as it is where raising it is declined", () => {
    const provider = createProvider();
    const id = hold(provider, { ...incremental, payment_method: "pm_sim_funds_1500" });
    const raised = send(provider, `${INTENTS}/${id}/increment_authorization`, { amount: "1501" });
    expect([raised.status, pluck(raised.body, "error.decline_code")]).toEqual([
      402,
      "insufficient_funds",
    ]);
    expect(books(provider)).toEqual([[1000, 0, 0]]);
  });
});

describe("a card", () => {
  it.each([
    ["pm_sim_declined", "card_declined", "generic_decline"],
    ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_sim_expired-7", "expired_card", "expired_card"],
    ["pm_sim_funds_999", "card_declined", "insufficient_funds"],
    ["pm_sim_declined_once", "card_declined", "try_again_later"],
  ])("%s declines with %s, %s", (token, errorCode, declineCode) => {
    const provider = createProvider();
    const answer = send(provider, INTENTS, describeHold({ payment_method: token }));
    expect(answer.status).toBe(402);
    expect(pluck(answer.body, "error")).toMatchObject({
      type: "card_error",
      code: errorCode,
      decline_code: declineCode,
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { decline_code: declineCode },
      },
    });
    expect(books(provider)).toEqual([[0, 0, 0]]);
    expect(types(provider)).toEqual(["payment_intent.created", "payment_intent.payment_failed"]);
  });

  it("that declines once takes the same payment the second time, on a new or the same intent", () => {
    const provider = createProvider();
    const once = describeHold({ payment_method: "pm_sim_declined_once" });
    const first = send(provider, INTENTS, once);
    expect(first.status).toBe(402);
    expect(send(provider, INTENTS, once).status).toBe(200);
    const id = String(pluck(first.body, "error.payment_intent.id"));
    expect(send(provider, `${INTENTS}/${id}/confirm`).body.status).toBe("requires_capture");
    expect(send(provider, INTENTS, { ...once, "metadata[payment_id]": "pay-2" }).status).toBe(402);
  });

  it("with enough funds, or whose payer is there, is taken", () => {
    const provider = createProvider();
    for (const token of ["pm_sim_funds_1000", "pm_sim_on_session", "pm_card_visa", "pm_sim_ok-1"]) {
      hold(provider, { payment_method: token });
    }
    const away = { payment_method: "pm_sim_on_session", off_session: "true" };
    const answer = send(provider, INTENTS, describeHold(away));
    expect(pluck(answer.body, "error.decline_code")).toBe("transaction_not_allowed");
  });

  it("that nobody knows is refused", () => {
    const provider = createProvider();
    for (const token of ["pm_else", "constructor", ""]) {
      const answer = send(provider, INTENTS, describeHold({ payment_method: token }));
      expect([answer.status, code(answer)]).toEqual([400, "resource_missing"]);
    }
    expect(listBooks(provider)).toEqual([]);
  });
});

describe("a payment that the payer has to confirm", () => {
  const needy = { payment_method: "pm_sim_sca" };
  const complete = (provider: Provider, id: string, outcome: string): ProviderAnswer =>
    send(provider, `/v1/test_helpers/payment_intents/${id}/complete_action`, { outcome });

  it("is held once they have", () => {
    const provider = createProvider({ actionUrl: "https://bank.test" });
    const answer = send(provider, INTENTS, describeHold(needy));
    const id = String(answer.body.id);
    expect(answer.body.status).toBe("requires_action");
    expect(pluck(answer.body, "next_action.redirect_to_url.url")).toBe(`https://bank.test/${id}`);
    expect(books(provider)).toEqual([[0, 0, 0]]);
    expect(complete(provider, id, "succeeded").body).toMatchObject({
      status: "requires_capture",
      next_action: null,
    });
    expect(complete(provider, id, "succeeded").status).toBe(400);
    expect(types(provider)).toEqual([
      "payment_intent.created",
      "payment_intent.requires_action",
      "payment_intent.amount_capturable_updated",
    ]);
  });

  it("fails where they fail, and may be let go", () => {
    const provider = createProvider();
    const failed = hold(provider, needy);
    expect(complete(provider, failed, "failed").body.status).toBe("requires_payment_method");
    const left = hold(provider, needy);
    expect(send(provider, `${INTENTS}/${left}/cancel`).body.status).toBe("canceled");
    expect(complete(provider, "pi_sim_9", "succeeded").status).toBe(404);
  });

  it("is declined where they are away", () => {
    const answer = send(createProvider(), INTENTS, describeHold({ ...needy, off_session: "true" }));
    expect([answer.status, code(answer)]).toEqual([402, "authentication_required"]);
  });
});

describe("a payment in steps", () => {
  it("is made first, given a card and confirmed after, and taken at once where not manual", () => {
    const provider = createProvider();
    const made = send(provider, INTENTS, { amount: "700", currency: "EUR" });
    expect(made.body).toMatchObject({ status: "requires_payment_method", currency: "eur" });
    const path = `${INTENTS}/${made.body.id}/confirm`;
    expect(code(send(provider, path))).toBe("parameter_missing");
    expect(code(send(provider, path, { payment_method: "pm_no" }))).toBe("resource_missing");
    expect(send(provider, path, { payment_method: "pm_sim_ok" }).body.status).toBe("succeeded");
    expect(books(provider)).toEqual([[0, 700, 0]]);
    const waiting = send(provider, INTENTS, describeHold({ confirm: "false" }));
    expect(waiting.body.status).toBe("requires_confirmation");
  });
});

describe("a refund", () => {
  const refund = (provider: Provider, id: string, amount?: string): ProviderAnswer =>
    send(provider, "/v1/refunds", {
      payment_intent: id,
      "metadata[refund_id]": "r",
      ...(amount === undefined ? {} : { amount }),
    });

  it("gives back parts, and never more than was captured", () => {
    const provider = createProvider();
    const id = hold(provider, { capture_method: "automatic" });
    expect(refund(provider, id, "400").body).toMatchObject({ status: "succeeded", amount: 400 });
    expect(code(refund(provider, id, "601"))).toBe("amount_too_large");
    expect(refund(provider, id).body.amount).toBe(600);
    expect(code(refund(provider, id, "1"))).toBe("charge_already_refunded");
    expect(books(provider)).toEqual([[0, 1000, 1000]]);
    expect(types(provider).slice(-2)).toEqual(["refund.created", "charge.refunded"]);
  });

  it("of what a capture in part let go of is shown where Stripe did so, and is in no book", () => {
    const provider = createProvider({ showsReleases: true });
    const expand = { "expand[0]": "latest_charge.refunds.data.balance_transaction" };
    const charge = (id: string): unknown =>
      pluck(send(provider, `${INTENTS}/${id}`, expand, { method: "GET" }).body, "latest_charge");
    const part = hold(provider);
    expect(charge(part)).toMatchObject({ amount_refunded: 0, refunds: { data: [] } });
    send(provider, `${INTENTS}/${part}/capture`, { amount_to_capture: "300" });
    expect(types(provider)).toContain("charge.refunded");
    refund(provider, part, "100");
    const category = (reporting_category: string) => ({ reporting_category });
    const released = {
      amount: 700,
      metadata: {},
      balance_transaction: category("partial_capture_reversal"),
    };
    const given = { amount: 100, metadata: { refund_id: "r" } };
    expect(charge(part)).toMatchObject({
      amount_refunded: 800,
      refunded: false,
      refunds: { data: [{ ...given, balance_transaction: category("refund") }, released] },
    });
    types(provider);
    const none = hold(provider);
    send(provider, `${INTENTS}/${none}/cancel`);
    expect(types(provider).at(-1)).toBe("charge.refunded");
    expect(charge(none)).toMatchObject({ amount_refunded: 1000, refunded: true, captured: false });
    expect(books(provider)).toEqual([
      [0, 300, 100],
      [0, 0, 0],
    ]);
  });

  it("of what was let go of is shown nowhere since then", () => {
    const provider = createProvider();
    const expand = { "expand[0]": "latest_charge.refunds" };
    const charge = (id: string): unknown =>
      pluck(send(provider, `${INTENTS}/${id}`, expand, { method: "GET" }).body, "latest_charge");
    const part = hold(provider);
    send(provider, `${INTENTS}/${part}/capture`, { amount_to_capture: "300" });
    refund(provider, part, "100");
    const data = [{ amount: 100, balance_transaction: "txn_re_sim_1" }];
    expect(charge(part)).toMatchObject({ amount_refunded: 100, refunds: { data } });
    const none = hold(provider);
    send(provider, `${INTENTS}/${none}/cancel`);
    expect(charge(none)).toMatchObject({ amount_refunded: 0, refunded: false });
  });

  it("of what was declined is none", () => {
    const provider = createProvider();
    const declined = send(provider, INTENTS, describeHold({ payment_method: "pm_sim_declined" }));
    const id = String(pluck(declined.body, "error.payment_intent.id"));
    const listed = send(provider, "/v1/refunds", { payment_intent: id }, { method: "GET" });
    expect(listed.body.data).toEqual([]);
  });

  it("is refused where nothing was captured, or there is no payment", () => {
    const provider = createProvider();
    expect(refund(provider, hold(provider)).status).toBe(400);
    expect(refund(provider, "pi_sim_9").status).toBe(404);
    const id = hold(provider, { capture_method: "automatic" });
    expect(code(refund(provider, id, "0"))).toBe("parameter_invalid_integer");
    const long = { payment_intent: id, "metadata[a]": "x".repeat(501) };
    expect(code(send(provider, "/v1/refunds", long))).toBe("parameter_invalid_string");
  });

  it("is seen in a listing, and on the payment where that is asked for", () => {
    const provider = createProvider();
    const id = hold(provider, { capture_method: "automatic" });
    for (let i = 0; i < 11; i++) refund(provider, id, "10");
    const get = (path: string, query: Record<string, string>): ProviderAnswer =>
      send(provider, path, query, { method: "GET" });
    const listed = get("/v1/refunds", { payment_intent: id, limit: "100" });
    expect(pluck(listed.body, "data")).toHaveLength(11);
    expect(get("/v1/refunds", { payment_intent: id, limit: "0" }).status).toBe(400);
    expect(get("/v1/refunds", { payment_intent: "pi_sim_9" }).status).toBe(400);
    const expanded = get(`${INTENTS}/${id}`, { "expand[0]": "latest_charge.refunds" }).body;
    expect(pluck(expanded, "latest_charge.refunds.data")).toHaveLength(10);
    expect(pluck(expanded, "latest_charge.refunds.has_more")).toBe(true);
    const whole = send(provider, "/v1/refunds", {
      payment_intent: id,
      amount: "1",
      "expand[0]": "payment_intent.latest_charge",
    });
    expect(pluck(whole.body, "payment_intent.latest_charge.amount_refunded")).toBe(111);
  });
});

describe("parameters", () => {
  it.each([
    [{ amount: "0" }, "parameter_invalid_integer"],
    [{ amount: "-5" }, "parameter_invalid_integer"],
    [{ amount: "1.5" }, "parameter_invalid_integer"],
    [{ amount: "" }, "parameter_missing"],
    [{ amount: "100000000" }, "amount_too_large"],
    [{ currency: "chf" }, "currency_not_supported"],
    [{ "metadata[a]": "x".repeat(501) }, "parameter_invalid_string"],
  ])("%j are refused with %s, and the key is free again", (fields, expected) => {
    const provider = createProvider();
    const answer = send(provider, INTENTS, describeHold(fields), { key: "k" });
    expect([answer.status, code(answer)]).toEqual([400, expected]);
    expect(send(provider, INTENTS, describeHold(), { key: "k" }).status).toBe(200);
  });

  it("amounts of three decimals end in 0, at each call that moves money", () => {
    const provider = createProvider({ currencies: ["kwd", "eur"] });
    const dinars = (amount: string) => describeHold({ amount, currency: "KWD" });
    const odd = send(provider, INTENTS, dinars("1234"));
    expect([odd.status, code(odd), pluck(odd.body, "error.param")]).toEqual([
      ...[400, "parameter_invalid_integer", "amount"],
    ]);
    const id = pluck(send(provider, INTENTS, dinars("1230")).body, "id") as string;
    const capture = (amount: string) =>
      send(provider, `${INTENTS}/${id}/capture`, { amount_to_capture: amount });
    expect(code(capture("1221"))).toBe("parameter_invalid_integer");
    expect(capture("1220").status).toBe(200);
    const refund = (amount: string) =>
      send(provider, "/v1/refunds", { payment_intent: id, amount });
    expect(code(refund("5"))).toBe("parameter_invalid_integer");
    expect(refund("10").status).toBe(200);
    expect(send(provider, INTENTS, describeHold({ amount: "1234" })).status).toBe(200);
  });

  it("the largest amount and the longest metadata are taken", () => {
    const fields = { amount: "99999999", "metadata[a]": "x".repeat(500) };
    expect(send(createProvider(), INTENTS, describeHold(fields)).status).toBe(200);
  });

  it.each([
    ["POST", "/v1/nothing"],
    ["POST", "/v2/payment_intents"],
    ["POST", "/v1/refunds/re_sim_1"],
    ["GET", "/v1/refunds/re_sim_1"],
    ["DELETE", "/v1/payment_intents"],
    ["POST", "/v1/test_helpers/payment_intents/pi_sim_1/else"],
    ["POST", "/v1/payment_intents/pi_sim_1/else"],
    ["POST", "/v1/payment_intents/pi_sim_1"],
    ["GET", "/v1/payment_intents/pi_sim_9"],
  ])("%s %s is not there", (method, path) => {
    const provider = createProvider();
    hold(provider);
    expect(send(provider, path, {}, { method }).status).toBe(404);
  });

  it("time is a number", () => {
    expect(() => send(createProvider(), INTENTS, {}, { atMs: Number.NaN })).toThrow(RangeError);
  });
});

describe("an idempotency key", () => {
  it("asked again gets the very same answer and moves nothing", () => {
    const provider = createProvider();
    const first = send(provider, INTENTS, describeHold(), { key: "k" });
    send(provider, `${INTENTS}/${first.body.id}/capture`);
    const again = send(provider, INTENTS, describeHold(), { key: "k" });
    expect(again.body).toBe(first.body);
    expect(again.headers).toEqual({ ...first.headers, "idempotent-replayed": "true" });
    expect(books(provider)).toEqual([[0, 1000, 0]]);
  });

  it("keeps a decline too", () => {
    const provider = createProvider();
    const once = describeHold({ payment_method: "pm_sim_declined_once" });
    expect(send(provider, INTENTS, once, { key: "k" }).status).toBe(402);
    expect(send(provider, INTENTS, once, { key: "k" }).status).toBe(402);
    expect(send(provider, INTENTS, once, { key: "l" }).status).toBe(200);
  });

  it("with other parameters, or elsewhere, is refused", () => {
    const provider = createProvider();
    const id = hold(provider, {}, { key: "k" });
    for (const [path, body] of [
      [INTENTS, describeHold({ amount: "1001" })],
      [`${INTENTS}/${id}/capture`, {}],
    ] as const) {
      const answer = send(provider, path, body, { key: "k" });
      expect([answer.status, pluck(answer.body, "error.type")]).toEqual([400, "idempotency_error"]);
    }
    expect(books(provider)).toEqual([[1000, 0, 0]]);
  });

  it("is kept for a day, and forgotten then", () => {
    const provider = createProvider();
    const at = (atMs: number): string => hold(provider, {}, { key: "k", atMs });
    const first = at(1000);
    expect(at(1000 + KEYS_KEPT_MS - 1)).toBe(first);
    expect(at(1000 + KEYS_KEPT_MS)).not.toBe(first);
  });
});

describe("finding", () => {
  const search = (provider: Provider, query: string, atMs: number): ProviderAnswer =>
    send(provider, `${INTENTS}/search`, { query, limit: "1" }, { method: "GET", atMs });

  it("by metadata sees a payment after the lag, and not before", () => {
    const provider = createProvider({ searchLagMs: 60_000 });
    const id = hold(provider, { "metadata[payment_id]": "it's" });
    const query = "metadata['payment_id']:'it\\'s'";
    expect(search(provider, query, 59_999).body).toMatchObject({ data: [], has_more: false });
    expect(pluck(search(provider, query, 60_000).body, "data.0.id")).toBe(id);
    expect(search(provider, 'metadata["payment_id"]:"else"', 60_000).body.data).toEqual([]);
    expect(search(provider, "amount>5", 60_000).status).toBe(400);
  });

  it("lists the newest first, page by page, within times", () => {
    const provider = createProvider();
    const ids = [0, 1000, 2000].map((atMs) => hold(provider, {}, { atMs }));
    const list = (query: Record<string, string>): ProviderAnswer =>
      send(provider, INTENTS, query, { method: "GET" });
    const listed = (query: Record<string, string>): unknown[] =>
      (list(query).body.data as { id: string }[]).map(({ id }) => id);
    expect(listed({})).toEqual(ids.toReversed());
    expect(list({ limit: "2" }).body.has_more).toBe(true);
    expect(listed({ limit: "2", starting_after: ids[1]! })).toEqual([ids[0]]);
    expect(listed({ "created[gte]": "1", "created[lt]": "2" })).toEqual([ids[1]]);
    expect(list({ "created[gte]": "then" }).status).toBe(400);
    for (const limit of ["0", "101", "x"]) expect(list({ limit }).status).toBe(400);
    expect(search(provider, "metadata['a']:'b'", 0).status).toBe(200);
    const expanded = list({ "expand[0]": "data.latest_charge" });
    expect(pluck(expanded.body, "data.0.latest_charge.object")).toBe("charge");
  });

  it("refuses a page of a search that is too long", () => {
    const query = { query: "metadata['a']:'b'", limit: "101" };
    const call = { method: "GET" };
    expect(send(createProvider(), `${INTENTS}/search`, query, call).status).toBe(400);
  });
});

describe("webhooks", () => {
  it("come once each, when they are due, with the object as it was", () => {
    const provider = createProvider({ webhookDelayMs: 500 });
    const id = hold(provider);
    send(provider, `${INTENTS}/${id}/capture`);
    expect(takeWebhooks(provider, 499)).toEqual([]);
    const [made, held, captured] = takeWebhooks(provider, 500);
    expect(made!.object.status).toBe("requires_confirmation");
    expect(held!.object).toMatchObject({ status: "requires_capture", amount_capturable: 1000 });
    expect(captured!.object).toMatchObject({ status: "succeeded", amount_received: 1000 });
    expect(renderEvent(captured!)).toMatchObject({
      id: "evt_sim_3",
      object: "event",
      type: "payment_intent.succeeded",
      data: { object: { id } },
    });
    expect(takeWebhooks(provider, 10_000)).toEqual([]);
  });

  it("that nobody took come again, later and later, and not for ever", () => {
    const provider = createProvider();
    hold(provider);
    let [webhook] = takeWebhooks(provider, 0);
    for (let attempt = 2; attempt <= WEBHOOK_ATTEMPTS_MAX; attempt++) {
      expect(returnWebhook(provider, webhook!)).toBe(true);
      [webhook] = takeWebhooks(provider, provider.nowMs + 1000 * 2 ** (attempt - 2));
      expect(webhook).toMatchObject({ id: "evt_sim_1", attempt });
    }
    expect(returnWebhook(provider, webhook!)).toBe(false);
  });

  it("that wait are bounded: the oldest is given up", () => {
    const provider = createProvider();
    hold(provider);
    const [first] = takeWebhooks(provider, 0);
    for (let i = 0; i <= WEBHOOKS_MAX; i++) {
      returnWebhook(provider, { ...first!, id: `evt_${i}` });
    }
    const waiting = takeWebhooks(provider, 1000);
    expect([waiting.length, waiting[0]!.id]).toEqual([WEBHOOKS_MAX, "evt_1"]);
  });
});

/** One call of a random run; payments are named by their order. */
interface Step {
  readonly call: "hold" | "collect" | "raise" | "capture" | "cancel" | "refund";
  readonly on: number;
  readonly amountMinor: number;
  readonly key: number;
  readonly afterMs: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  call: fc.constantFrom("hold", "collect", "raise", "capture", "cancel", "refund"),
  on: fc.integer({ min: 1, max: 4 }),
  amountMinor: fc.integer({ min: 0, max: 2000 }),
  key: fc.integer({ min: 0, max: 11 }),
  afterMs: fc.constantFrom(0, 0, 0, 1000, 3_600_000, HOLD_MS.present),
});

function run(provider: Provider, step: Step): ProviderAnswer {
  const amount = String(step.amountMinor);
  const id = `pi_sim_${step.on}`;
  const call = { key: `k${step.key}`, atMs: provider.nowMs + step.afterMs };
  const tokens = ["pm_sim_ok", "pm_sim_funds_900", "pm_sim_present", "pm_sim_declined_once"];
  const fields = { ...incremental, amount, payment_method: tokens[step.on - 1]! };
  switch (step.call) {
    case "hold":
      return send(provider, INTENTS, describeHold(fields), call);
    case "collect":
      return send(
        provider,
        INTENTS,
        describeHold({ ...fields, capture_method: "automatic", off_session: "true" }),
        call,
      );
    case "raise":
      return send(provider, `${INTENTS}/${id}/increment_authorization`, { amount }, call);
    case "capture":
      return send(provider, `${INTENTS}/${id}/capture`, { amount_to_capture: amount }, call);
    case "cancel":
      return send(provider, `${INTENTS}/${id}/cancel`, {}, call);
    case "refund":
      return send(provider, "/v1/refunds", { payment_intent: id, amount }, call);
    default:
      return step.call satisfies never;
  }
}

describe("the books", () => {
  it("hold through any run of calls with keys used again: refunded ≤ captured ≤ authorized", () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
        const provider = createProvider();
        for (const step of steps) {
          const before = new Map(listBooks(provider).map((entry) => [entry.intentId, entry]));
          const answer = run(provider, step);
          const after = listBooks(provider);
          for (const entry of after) {
            const { authorizedMinor, heldMinor, capturedMinor, refundedMinor } = entry;
            expect(refundedMinor).toBeGreaterThanOrEqual(0);
            expect(refundedMinor).toBeLessThanOrEqual(capturedMinor);
            expect(capturedMinor + heldMinor).toBeLessThanOrEqual(authorizedMinor);
            const old = before.get(entry.intentId);
            if (old === undefined) continue;
            // Captured and refunded money never comes back by itself, and a capture is one.
            expect(refundedMinor).toBeGreaterThanOrEqual(old.refundedMinor);
            if (old.capturedMinor > 0) expect(capturedMinor).toBe(old.capturedMinor);
            if (capturedMinor > old.capturedMinor) {
              expect(capturedMinor).toBeLessThanOrEqual(old.heldMinor);
            }
          }
          if (answer.status !== 200 || "idempotent-replayed" in answer.headers) {
            const moved = after.filter(
              ({ intentId, capturedMinor, refundedMinor }) =>
                capturedMinor !== (before.get(intentId)?.capturedMinor ?? 0) ||
                refundedMinor !== (before.get(intentId)?.refundedMinor ?? 0),
            );
            expect(moved).toEqual([]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("are the same whether or not every call is made twice with its key", () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 40 }), (steps) => {
        const once = createProvider();
        const twice = createProvider();
        steps.forEach((step, at) => {
          const keyed = { ...step, key: at };
          run(once, keyed);
          const first = run(twice, keyed);
          const second = run(twice, { ...keyed, afterMs: 0 });
          if ("idempotent-replayed" in second.headers) expect(second.body).toBe(first.body);
          else expect(first.status).toBe(400);
        });
        expect(listBooks(twice)).toEqual(listBooks(once));
      }),
    );
  });
});
