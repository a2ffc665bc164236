/** For tests: smart carts that send their trips to a shop, and what became of them. */
import type { Role } from "@saunter/protocol/roles";
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import { expect } from "vitest";
import { abandonSilent } from "../capabilities/smart-carts/take-trip.ts";
import { writeCartAlerts } from "../capabilities/smart-carts/watch-carts.ts";
import type { Api, Who } from "./api-recorder-fixture.ts";
import { nextNumber } from "./scripted-visit-fixture.ts";
import { SMART_CARTS_CONFIG } from "./shop-config-fixture.ts";
import { makeLoadedTrip, TRIP_PRODUCTS } from "./trip-fixture.ts";

/** Users of the fixture have their role's name: this cart's id is cart. */
export const CART = "cart";

export interface SentCart {
  readonly cartId: string;
  readonly key: string;
}

/** Adds a cart with a key of its own. */
export async function addCart(api: Api, cartId: string): Promise<SentCart> {
  return { cartId, key: await addKey(api, cartId, "cart") };
}

/** Adds a program; gives its key. */
export async function addKey(api: Api, name: string, role: Role): Promise<string> {
  const body = { name, roles: [role], password: null };
  const added = await api.post("/v1/users", { as: "operator", body });
  expect(added.status, added.text).toBe(201);
  return added.body.apiKey;
}

/** Sends a trip's states, each newer than the one before. */
export function beginTrip(
  api: Api,
  { cartId, key }: SentCart = { cartId: CART, key: api.fixture.tokens.cart },
  tripId = `trip-${nextNumber()}`,
) {
  const path = `/v1/carts/${cartId}/trips/${tripId}`;
  let sequence = 0;
  const ask = (more: Partial<Trip> = {}) =>
    api.send("PUT", path, {
      as: null,
      headers: { authorization: `Bearer ${key}` },
      body: makeLoadedTrip({ sequence: ++sequence, ...more }),
    });
  const send = async (more: Partial<Trip> = {}) => {
    const answer = await ask(more);
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };
  return { tripId, path, ask, send, shopperId: `cart:${cartId}:${tripId}` };
}

export async function showCode(api: Api, who: Who): Promise<string> {
  return (await api.get("/v1/me/code", { as: who })).body.code;
}

export function listReviews(api: Api, visitId: string) {
  const receipt = api.fixture.store.read("receipt", visitId);
  if (receipt.status !== "draft") return [];
  return receipt.reviewIds.map((id) => api.fixture.store.read("review", id));
}

/** Looks after all carts once, and says of which kinds alerts are open. */
export async function watchCarts(
  api: Api,
  policy = SMART_CARTS_CONFIG,
  beganMs = 0,
): Promise<string[]> {
  const { shop, store } = api.fixture;
  await store.transact((tx) => {
    abandonSilent(tx, shop, policy, beganMs);
    writeCartAlerts(tx, { shop, policy, model: { products: TRIP_PRODUCTS } });
  });
  const rows = store.db
    .prepare(
      "SELECT kind FROM alerts WHERE kind LIKE 'cart-%' AND cleared_ms IS NULL ORDER BY kind",
    )
    .all();
  return rows.map(({ kind }) => kind as string);
}
