/** People in the shop, for tests: they come in, take things and leave, as the engine sees it. */
import type { Alternative, Interaction } from "@saunter/engine/receipt-types";
import { expect } from "vitest";
import { seeShopper } from "../domain/binding-service.ts";
import { applyEngineOutputs } from "../domain/engine-events.ts";
import { leaveShop } from "../domain/floor-service.ts";
import { keepTime } from "../domain/shop-clock.ts";
import type { Api, Who } from "./api-recorder-fixture.ts";

let numbers = 0;

export const nextNumber = (): number => ++numbers;

/** Shows a new card of this token at the gate, and is seen inside. Gives the visit's id. */
export async function enterByCard(api: Api, token: string, gateId = "north"): Promise<string> {
  const body = { method: "card", shown: { requestId: `${token}-${nextNumber()}` }, partySize: 1 };
  const entry = await api.post(`/v1/gates/${gateId}/entries`, { as: "gate", body });
  expect(entry.status, entry.text).toBe(201);
  await comeIn(api, gateId);
  return entry.body.visitId;
}

export async function enterByCode(api: Api, who: Who, gateId = "north"): Promise<string> {
  const code = await api.get("/v1/me/code", { as: who });
  const body = { method: "qr", shown: code.body.code, partySize: 1 };
  const entry = await api.post(`/v1/gates/${gateId}/entries`, { as: "gate", body });
  expect(entry.status, entry.text).toBe(201);
  await comeIn(api, gateId);
  return entry.body.visitId;
}

/** Somebody is seen at the gate; gives their number. */
export async function comeIn(api: Api, gateId: string | null): Promise<string> {
  const { shop, store } = api.fixture;
  const shopperId = `p${nextNumber()}`;
  await store.transact((tx) => seeShopper(tx, shop, { shopperId, gateId }));
  return shopperId;
}

export function findShopper(api: Api, visitId: string): string {
  const visit = api.fixture.store.read("visit", visitId);
  if (visit.status === "unopened" || visit.shoppers.length === 0) throw new Error("nobody came in");
  return visit.shoppers[0]!;
}

/** What is taken is reported, and the cart with it. Below 0.97 it is uncertain. */
export async function take(
  api: Api,
  visitId: string,
  gtin: string,
  quantity: number,
  probability = 0.995,
): Promise<string> {
  const { shop, store } = api.fixture;
  const shopperId = findShopper(api, visitId);
  const alternative: Alternative = {
    kind: "pick",
    targetId: shopperId,
    giverId: null,
    barcode: gtin,
    quantity,
    probability,
  };
  const atMs = shop.nowMs();
  const interaction: Interaction = {
    ...alternative,
    id: String(nextNumber()),
    timestampMs: atMs,
    decidedMs: atMs + 500,
    settledMs: atMs + 300,
    weightG: 100,
    gondola: 1,
    shelf: 1,
    plates: [Number(gtin)],
    alternatives:
      probability < 0.97 ? [alternative, { ...alternative, barcode: "02", probability: 0.2 }] : [],
  };
  const before = store.read("shopper", shopperId).lines;
  const lines = [...before.map((line) => ({ barcode: line.gtin, quantity: line.quantity }))];
  lines.push({ barcode: gtin, quantity });
  await store.transact((tx) =>
    applyEngineOutputs(tx, shop, "e", [
      { kind: "interaction", status: "final", interaction },
      { kind: "cart", timestampMs: atMs, targetId: shopperId, lines, probability: 0.9 },
    ]),
  );
  return `e.${interaction.id}`;
}

export async function leave(api: Api, visitId: string): Promise<void> {
  const { shop, store } = api.fixture;
  const shopperId = findShopper(api, visitId);
  await store.transact((tx) => leaveShop(tx, shop, shopperId));
}

/** The engine has said its last word; the money follows. */
export async function conclude(api: Api, visitId: string, needsReview = false): Promise<void> {
  const { shop, store, runner } = api.fixture;
  const shopperId = findShopper(api, visitId);
  const { lines } = store.read("shopper", shopperId);
  await store.transact((tx) =>
    applyEngineOutputs(tx, shop, "e", [
      {
        kind: "receipt",
        timestampMs: shop.nowMs(),
        receipt: {
          targetId: shopperId,
          products: lines.map(({ gtin, quantity }) => ({ barcode: gtin, quantity })),
          probabilityExact: needsReview ? 0.6 : 0.99,
          needsReview,
          reasons: needsReview ? ["not sure"] : [],
          faults: [],
          unclear: [],
        },
      },
    ]),
  );
  await runner.advance(visitId);
}

/** From the street to a final receipt. */
export async function shopByCard(
  api: Api,
  token: string,
  goods: Readonly<Record<string, number>>,
): Promise<string> {
  return shop(api, await enterByCard(api, token), goods);
}

/** The same, of a customer with a code. */
export async function shopByCode(
  api: Api,
  who: Who,
  goods: Readonly<Record<string, number>>,
): Promise<string> {
  return shop(api, await enterByCode(api, who), goods);
}

async function shop(
  api: Api,
  visitId: string,
  goods: Readonly<Record<string, number>>,
): Promise<string> {
  for (const [gtin, quantity] of Object.entries(goods)) await take(api, visitId, gtin, quantity);
  await leave(api, visitId);
  await conclude(api, visitId);
  return visitId;
}

/** The shop's clock looks at what is due. */
export async function tick(api: Api): Promise<void> {
  const { shop, store } = api.fixture;
  await store.transact((tx) => keepTime(tx, shop));
}
