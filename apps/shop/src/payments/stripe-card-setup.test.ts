import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { createStripeCardSetups } from "./stripe-card-setup.ts";

interface Asked {
  readonly path: string;
  readonly body: Record<string, string>;
}

/** Answers in order; undefined is a connection that is lost. */
function start(...answers: (readonly [status: number, body: object] | undefined)[]) {
  const asked: Asked[] = [];
  const setups = createStripeCardSetups({
    secretKey: "sk_test_x",
    timeoutMs: 1000,
    hashCard: (fingerprint) => `hash of ${fingerprint}`,
    httpClient: {
      getClientName: () => "test",
      async makeRequest(_host, _port, path, _method, _headers, body) {
        asked.push({ path, body: Object.fromEntries(new URLSearchParams(String(body ?? ""))) });
        const answer = answers[asked.length - 1];
        if (answer === undefined) throw Stripe.HttpClient.makeTimeoutError();
        const [status, json] = answer;
        return {
          getStatusCode: () => status,
          getHeaders: () => ({}),
          getRawResponse: () => ({}),
          toStream: () => null,
          toJSON: async () => json,
        };
      },
    },
  });
  return { setups, asked };
}

describe("a card that is saved with Stripe", () => {
  it("begins with a customer without a name, for charges when nobody is there", async () => {
    const { setups, asked } = start(
      [200, { id: "cus_1" }],
      [200, { id: "seti_1", client_secret: "seti_1_secret_x" }],
    );
    expect(await setups.begin()).toEqual({
      reference: "seti_1",
      clientSecret: "seti_1_secret_x",
    });
    expect(asked).toEqual([
      { path: "/v1/customers", body: {} },
      {
        path: "/v1/setup_intents",
        body: {
          customer: "cus_1",
          usage: "off_session",
          "allowed_payment_method_types[0]": "card",
        },
      },
    ]);
  });

  it("is not begun where Stripe is silent, refuses, or has no secret to give", async () => {
    const error = { error: { type: "api_error", message: "no" } };
    expect(await start(undefined).setups.begin()).toBeNull();
    expect(await start([500, error]).setups.begin()).toBeNull();
    expect(await start([200, { id: "cus_1" }], [502, { oops: 1 }]).setups.begin()).toBeNull();
    const without = start([200, { id: "cus_1" }], [200, { id: "seti_1", client_secret: null }]);
    expect(await without.setups.begin()).toBeNull();
  });

  const METHOD = {
    id: "pm_1",
    customer: "cus_1",
    card: { last4: "4444", fingerprint: "fp_1" },
  };
  const INTENT = { id: "seti_1", status: "succeeded", customer: "cus_1", payment_method: METHOD };
  const verify = (answer: readonly [number, object] | undefined) =>
    start(answer).setups.verify("seti_1");

  it("is the payment method that Stripe has for the setup, with Stripe's last four", async () => {
    const { setups, asked } = start([200, INTENT]);
    expect(await setups.verify("seti_1")).toEqual({
      kind: "verified",
      card: { token: "cus_1/pm_1", lastFour: "4444", cardHash: "hash of fp_1" },
    });
    expect(asked.map(({ path }) => path)).toEqual([
      "/v1/setup_intents/seti_1?expand[0]=payment_method",
    ]);
    const untold = { ...METHOD, card: { last4: "4444", fingerprint: null } };
    expect(await verify([200, { ...INTENT, payment_method: untold }])).toMatchObject({
      card: { cardHash: null },
    });
  });

  it.each([
    ["declined", { ...INTENT, status: "requires_payment_method", payment_method: null }],
    ["not confirmed", { ...INTENT, status: "requires_action" }],
    ["canceled", { ...INTENT, status: "canceled" }],
    ["without a card", { ...INTENT, payment_method: null }],
    ["of another kind", { ...INTENT, payment_method: { ...METHOD, card: undefined } }],
    ["somebody else's", { ...INTENT, payment_method: { ...METHOD, customer: "cus_2" } }],
    ["nobody's", { ...INTENT, payment_method: { ...METHOD, customer: null } }],
  ])("is refused where it is %s", async (_what, intent) => {
    expect(await verify([200, intent])).toMatchObject({ kind: "refused" });
  });

  it("is refused where Stripe knows no such setup", async () => {
    const error = { type: "invalid_request_error", code: "resource_missing", message: "no" };
    expect(await verify([404, { error }])).toMatchObject({ kind: "refused" });
  });

  it("is not known while Stripe is silent, or its bank has not answered", async () => {
    const error = { error: { type: "api_error", message: "no" } };
    expect(await verify(undefined)).toMatchObject({ kind: "unknown" });
    expect(await verify([500, error])).toMatchObject({ kind: "unknown" });
    expect(await verify([200, { ...INTENT, status: "processing" }])).toMatchObject({
      kind: "unknown",
    });
  });
});
