/** For tests of the API: cards that are saved as a shopper's browser saves them. */
import { handleRequest } from "@saunter/sim/payments/provider";
import type { Api, Ask } from "./api-recorder-fixture.ts";

/** Begins a setup and gives the provider a test card; returns the setup's id. */
export async function setUpCard({ fixture, post }: Api, token: string, ask: Ask = {}) {
  const { body, text } = await post("/v1/card-setups", { key: null, ...ask });
  if (body.setupId === undefined) throw new Error(text);
  const { provider, shop } = fixture;
  const [reference] = body.clientSecret.split("_secret_");
  const path = `/v1/setup_intents/${reference}/confirm`;
  const sent = { method: "POST", path, headers: {}, body: { payment_method: token } } as const;
  handleRequest(provider, sent, shop.nowMs());
  return body.setupId as string;
}
