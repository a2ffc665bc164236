import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { createCardSetup } from "./stripe-card-setup.ts";

interface Asked {
  readonly path: string;
  readonly body: Record<string, string>;
}

/** Answers in order; undefined is a connection that is lost. */
function start(...answers: (readonly [status: number, body: object] | undefined)[]) {
  const asked: Asked[] = [];
  const setUp = createCardSetup({
    secretKey: "sk_test_x",
    timeoutMs: 1000,
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
  return { setUp, asked };
}

describe("keeping a card with Stripe", () => {
  it("begins with a customer without a name, for charges when nobody is there", async () => {
    const { setUp, asked } = start(
      [200, { id: "cus_1" }],
      [200, { id: "seti_1", client_secret: "seti_1_secret_x" }],
    );
    expect(await setUp()).toEqual({ customer: "cus_1", clientSecret: "seti_1_secret_x" });
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
    expect(await start(undefined).setUp()).toBeNull();
    expect(await start([500, error]).setUp()).toBeNull();
    expect(await start([200, { id: "cus_1" }], [502, { oops: 1 }]).setUp()).toBeNull();
    const without = start([200, { id: "cus_1" }], [200, { id: "seti_1", client_secret: null }]);
    expect(await without.setUp()).toBeNull();
  });
});
