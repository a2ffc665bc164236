/** For tests of the API: cards that are saved as a shopper's browser saves them. */
import type { Api, Ask } from "./api-recorder-fixture.ts";

/** Begins a setup and gives the provider a test card; returns the setup's id. */
export async function setUpCard({ fixture, post }: Api, token: string, ask: Ask = {}) {
  const { body, text } = await post("/v1/card-setups", { key: null, ...ask });
  const { cards } = fixture.deps;
  if (body.setupId === undefined || cards.kind === "none") throw new Error(text);
  cards.setups.giveTestCard?.(body.clientSecret, token);
  return body.setupId as string;
}
