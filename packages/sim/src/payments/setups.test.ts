import { expect, it } from "vitest";
import { createProvider } from "./provider.ts";
import { pluck, send } from "./provider-builders.ts";

function begin(provider = createProvider()) {
  const customer = String(send(provider, "/v1/customers").body.id);
  const { body } = send(provider, "/v1/setup_intents", { customer });
  return { provider, customer, id: String(body.id), secret: body.client_secret };
}

it("keeps a card for later, once its bank has agreed", () => {
  const { provider, customer, id, secret } = begin();
  expect(secret).toBe(`${id}_secret_sim`);
  const before = send(provider, `/v1/setup_intents/${id}`, {}, { method: "GET" });
  expect(before.body).toMatchObject({ status: "requires_payment_method", payment_method: null });
  const path = `/v1/setup_intents/${id}/confirm`;
  const declined = send(provider, path, { payment_method: "pm_sim_declined-1" });
  expect(declined.status).toBe(402);
  expect(pluck(declined.body, "error.setup_intent.status")).toBe("requires_payment_method");
  expect(send(provider, path, { payment_method: "pm_sim_sca-1" }).status).toBe(200);
  expect(send(provider, path, { payment_method: "pm_sim_ok-1" }).status).toBe(400);
  const expanded = { "expand[0]": "payment_method" };
  const after = send(provider, `/v1/setup_intents/${id}`, expanded, { method: "GET" });
  expect(after.body).toMatchObject({
    status: "succeeded",
    customer,
    payment_method: {
      id: "pm_sim_sca-1",
      customer,
      card: { last4: "3155", fingerprint: "fp_pm_sim_sca-1" },
    },
  });
});

it("refuses customers, setups and cards that it does not know", () => {
  const { provider, id } = begin();
  const calls = [
    send(provider, "/v1/setup_intents", { customer: "cus_9" }),
    send(provider, "/v1/setup_intents/seti_9", {}, { method: "GET" }),
    send(provider, "/v1/setup_intents/seti_9/confirm", { payment_method: "pm_sim_ok" }),
    send(provider, `/v1/setup_intents/${id}/confirm`, { payment_method: "pm_invented" }),
    send(provider, `/v1/setup_intents/${id}/cancel`),
    send(provider, "/v1/setup_intents", {}, { method: "GET" }),
    send(provider, "/v1/customers/cus_1"),
  ];
  expect(calls.map(({ status }) => status)).toEqual([400, 404, 404, 400, 404, 404, 404]);
});

it("shows no fingerprint where it tells no cards apart", () => {
  const { provider, id } = begin(createProvider({ showsFingerprints: false }));
  const body = { payment_method: "pm_sim_ok-1", "expand[0]": "payment_method" };
  const { body: setup } = send(provider, `/v1/setup_intents/${id}/confirm`, body);
  expect(pluck(setup, "payment_method.card.fingerprint")).toBeNull();
});
