/**
 * Sales of many days in a shop's journal: one visit is made by the shop's own services, and what they
 * wrote is written again and again with other names, which is faster than making each.
 */

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import { createRandom } from "@saunter/numerics/random";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { seeShopper } from "@saunter/shop/domain/binding-service";
import { createChargeRunner } from "@saunter/shop/domain/charge-runner";
import { applyEngineOutputs } from "@saunter/shop/domain/engine-events";
import { enterShop } from "@saunter/shop/domain/entry-service";
import { leaveShop } from "@saunter/shop/domain/floor-service";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { orRefuse, type Shop } from "@saunter/shop/domain/shop-context";
import { createStripeGateway } from "@saunter/shop/payments/stripe-gateway";
import { listTables } from "@saunter/shop/process/capability";
import { parseStream } from "@saunter/shop/store/folded-states";
import { openStore } from "@saunter/shop/store/store";
import { drawSettings } from "@saunter/shop/testing/sample-settings";
import { createProvider } from "@saunter/sim/payments/provider";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";

const DAY_MS = 24 * 3_600_000;
const SALES_AT_ONCE = 50;
const [VISIT, SHOPPER, LINK] = ["sale-visit", "sale-shopper", "sale-link"] as const;

interface Written {
  readonly stream: string;
  /** The event, as JSON. */
  readonly text: string;
}

/** Spreads so many sales evenly over the days that end now; the folder has no shop yet. */
export async function fillSales(folder: string, sales: number, days: number): Promise<void> {
  const sale = await makeSale();
  const endMs = Date.now();
  const clock = { nowMs: endMs - days * DAY_MS };
  const store = openStore({ folder, nowMs: () => clock.nowMs, ...listTables(SHOP_CAPABILITIES) });
  try {
    for (let first = 1; first <= sales; first += SALES_AT_ONCE) {
      clock.nowMs = endMs - Math.ceil(days * DAY_MS * (1 - first / (sales + 1)));
      await store.transact((tx) => {
        for (let number = first; number < first + SALES_AT_ONCE && number <= sales; number++) {
          for (const { stream, text } of renameSale(sale, number)) {
            const { kind, id } = parseStream(stream);
            tx.append(kind, id, [JSON.parse(text) as EventsByKind[StreamKind]]);
          }
        }
      });
    }
  } finally {
    await store.close();
  }
}

function renameSale(sale: readonly Written[], number: number): Written[] {
  const id = randomUUID();
  const rename = (text: string): string =>
    text
      .replaceAll(VISIT, id)
      .replaceAll(SHOPPER, `sold-${number}`)
      .replaceAll(LINK, `link-${id}`)
      .replaceAll('"lastFour":"4242"', `"lastFour":"${String(number % 10_000).padStart(4, "0")}"`)
      .replaceAll('"documentNumber":1,', `"documentNumber":${number},`)
      .replaceAll('"document 1"', `"document ${number}"`);
  return sale.map(({ stream, text }) => ({ stream: rename(stream), text: rename(text) }));
}

/** What a visit writes that ends with a paid receipt. */
async function makeSale(): Promise<Written[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-sale-"));
  const nowMs = (): number => Date.now();
  const store = openStore({ folder, nowMs, ...listTables(SHOP_CAPABILITIES) });
  const shop = makeShop(store, nowMs);
  try {
    await sell(shop);
    return [...store.readFrom(1)]
      .filter(({ stream }) => !stream.startsWith("shop-"))
      .map(({ stream, event }) => ({ stream, text: JSON.stringify(event) }));
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeShop(store: Shop["store"], nowMs: () => number): Shop {
  const provider = createProvider({ currencies: ["gbp"] });
  const card = createStripeGateway({
    secretKey: "sk_test_simulated",
    webhookSecret: "whsec_simulated",
    currency: "GBP",
    timeoutMs: 10_000,
    returnUrl: "https://shop.invalid/",
    canIncrease: false,
    hashCard: (fingerprint) => fingerprint,
    nowMs,
    httpClient: createInProcessClient({ provider, nowMs, drawFault: () => ({ kind: "none" }) }),
  });
  return {
    store,
    nowMs,
    settings: drawSettings(createRandom(1)),
    gateways: { card, account: card },
    makeId: () => VISIT,
    makeToken: () => LINK,
  };
}

async function sell(shop: Shop): Promise<void> {
  const { store } = shop;
  const runner = createChargeRunner(shop);
  const services = { findCustomerCard: () => null, news: createGateNewsBoard() };
  const payer = { kind: "card", token: "pm_sim_ok", lastFour: "4242" } as const;
  const credential = { method: "card", payer, onceKey: "sale" } as const;
  const request = { gateId: "north", partySize: 1, credential };
  orRefuse(await enterShop(shop, services, runner, request));
  const products = [
    { barcode: "01", quantity: 2 },
    { barcode: "03", quantity: 1 },
  ];
  const told = { timestampMs: shop.nowMs(), targetId: SHOPPER };
  await store.transact((tx) => {
    seeShopper(tx, shop, { shopperId: SHOPPER, gateId: "north" });
    applyEngineOutputs(tx, shop, "run", [
      { kind: "cart", ...told, lines: products, probability: 0.99 },
    ]);
    leaveShop(tx, shop, SHOPPER);
    const sure = { needsReview: false, reasons: [], faults: [], unclear: [] };
    applyEngineOutputs(tx, shop, "run", [
      {
        kind: "receipt",
        timestampMs: told.timestampMs,
        receipt: { targetId: SHOPPER, products, probabilityExact: 0.99, ...sure },
      },
    ]);
  });
  await runner.advance(VISIT);
}
