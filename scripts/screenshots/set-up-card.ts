/** A card of the simulated provider, saved as the shopper's page saves it. */
import type { APIRequestContext } from "playwright-core";

/** Returns the setup's id, with which a shopper signs up. */
export async function setUpCard(
  request: APIRequestContext,
  url: string,
  card = "pm_sim_ok",
): Promise<string> {
  const headers = { "x-saunter-csrf": "1" };
  const begun = await request.post(`${url}/shop/v1/card-setups`, { headers });
  const { setupId, clientSecret } = await begun.json();
  await request.post(`${url}/simulated-bank/card-setups/${clientSecret}`, { data: { card } });
  return setupId;
}
