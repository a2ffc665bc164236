import { handleRequest } from "@saunter/sim/payments/provider";
import type { Provider } from "@saunter/sim/payments/provider-types";

/** Gives a card to a setup, as the payer's browser does. Returns whether the card's bank agreed. */
export function giveTestCard(
  provider: Provider,
  clientSecret: string,
  token: string,
  nowMs: number,
): boolean {
  const [reference] = clientSecret.split("_secret_") as [string];
  const path = `/v1/setup_intents/${reference}/confirm`;
  const body = { payment_method: token };
  return handleRequest(provider, { method: "POST", path, headers: {}, body }, nowMs).status === 200;
}
