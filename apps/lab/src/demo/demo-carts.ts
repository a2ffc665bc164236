/**
 * Smart carts of a demonstration: the visitor's, whose tablet is a page of its own with a drawn scale, and those of
 * simulated shoppers. They run in the shop's process, and speak to the shop as carts of their own do: over its API.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { SIMULATED_CONFIG } from "@saunter/cart/commands/cart";
import type { CartConfig } from "@saunter/cart/config/cart-config";
import { type OpenCart, openCart } from "@saunter/cart/open-cart";
import { serveScreen } from "@saunter/cart/serve/serve-screen";
import { createRandom, type Random } from "@saunter/numerics/random";
import { correctTrip } from "@saunter/shop/capabilities/smart-carts/correct-trip";
import { listOpenTrips, saveTrip } from "@saunter/shop/capabilities/smart-carts/trip-records";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { applyTrip } from "@saunter/shop/domain/smart-cart-service";
import { hashApiKey, makeApiKey } from "@saunter/shop/people/api-keys";
import { markDemoMade } from "@saunter/shop/people/demo-made";
import { DEMO_CART_CUSTOMER_IDS } from "@saunter/shop/people/demo-user";
import { addUser, changeProof, findUserByName } from "@saunter/shop/people/users";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { findPort } from "@saunter/shop/serve/find-port";
import { prepared } from "@saunter/shop/store/prepared";
import { createDrawnPhysics } from "../smart-cart/drawn-physics.ts";
import { LOCAL, type VisitorsCart } from "./cart-pages.ts";
import { type CartShopper, startCartShopper } from "./cart-shopper.ts";
import { ANSWERED_AFTER_MS } from "./keep-demo-shop.ts";

export interface DemoCarts extends VisitorsCart {
  /** Simulated shoppers take the other carts. */
  begin(): void;
  /** Staff look at carts that wait at a lane, correct their bills, and let them go. */
  attend(): Promise<void>;
  close(): Promise<void>;
}

interface DemoCart {
  readonly cartId: string;
  readonly open: OpenCart;
  readonly random: Random;
}

export interface DemoCartsOptions {
  /** The visitor's among them. */
  readonly count: number;
  /** Folder of the tablet's pages; null: they have not been built. */
  readonly files: string | null;
  readonly onError: (error: unknown) => void;
}

/** The shop need not serve yet: carts go on asking for it. */
export async function openDemoCarts(
  process: ShopProcess,
  { count, files, onError }: DemoCartsOptions,
): Promise<DemoCarts> {
  const { config, entry, shop } = process;
  const { host, port } = config.http;
  const seed = config.source.kind === "simulated" ? config.source.seed : 1;
  const shopUrl = `http://${LOCAL}:${port}`;
  const screenPort = await findPort(host, port === 0 ? 0 : port + 1);
  const screen = { host, port: screenPort, pairingKey: null };
  /** What a cart has is seen on its tablet. */
  const log = (): void => {};
  const carts: DemoCart[] = [];
  for (let number = 1; number <= count; number++) {
    const cartId = `cart-${number}`;
    const random = createRandom(seed).fork(cartId);
    const physics = createDrawnPhysics(performance.now(), random.fork("scale"));
    const cartConfig = {
      ...makeConfig(process, cartId),
      shop: { url: shopUrl, key: await giveKey(process, cartId) },
      screen,
    };
    const surroundings = {
      ...{ readWallMs: shop.nowMs, readMonotonicMs: () => performance.now() },
      ...{ isSimulated: true, physics, random: () => random.next(), log },
    };
    const open = await openCart(cartConfig, surroundings);
    carts.push({ cartId, random, open });
  }
  const own = carts[0]!;
  const serving = { screen, files, shopUrl, log };
  const served = await serveScreen(own.open.cart, serving);
  const closing = new AbortController();
  const shoppers = new Map<string, CartShopper>();
  const makeCode = (customerId: string): string => {
    if (entry.issuer === null) throw new Error("a demonstration issues entry codes");
    return entry.issuer.issueCode(customerId, shop.nowMs());
  };
  return {
    url: `http://${LOCAL}:${screenPort}`,
    makeCode: () => makeCode(DEMO_CART_CUSTOMER_IDS[0]),
    begin: () => {
      for (const [at, { cartId, open, random }] of carts.entries()) {
        if (at === 0) continue;
        const shopper = startCartShopper({
          ...{ cart: open.cart, random, closing: closing.signal },
          makeCode: () => makeCode(DEMO_CART_CUSTOMER_IDS[at]!),
          sleep: (delayMs) => wait(delayMs, undefined, { signal: closing.signal }).catch(() => {}),
        });
        shopper.done.catch(onError);
        shoppers.set(cartId, shopper);
      }
    },
    attend: () => lookAtCarts(process, shoppers),
    close: async () => {
      closing.abort();
      await Promise.all([...shoppers.values()].map(({ done }) => done));
      await served.close();
      await Promise.all(carts.map(({ open }) => open.close()));
    },
  };
}

function makeConfig({ config }: ShopProcess, cartId: string): CartConfig {
  const dataFolder = join(config.dataFolder, "carts", cartId);
  return {
    ...SIMULATED_CONFIG,
    ...{ cartId, dataFolder, language: config.shop.locale },
    batteryFolder: makeBattery(dataFolder, cartId),
  };
}

/** One that is never empty: of each cart another charge. */
function makeBattery(dataFolder: string, cartId: string): string {
  const folder = join(dataFolder, "battery");
  const percent = createRandom(1).fork(cartId).integer(40, 95);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "capacity"), `${percent}\n`);
  writeFileSync(join(folder, "status"), "Discharging\n");
  return folder;
}

/** A cart is a user of its name; each start of the process gives it another key, which is kept nowhere. */
async function giveKey({ shop, store }: ShopProcess, cartId: string): Promise<string> {
  const key = makeApiKey();
  const proof = { kind: "key", hash: hashApiKey(key) } as const;
  await store.transact((tx) => {
    const known = findUserByName(tx, cartId);
    const userId = known?.userId ?? shop.makeId();
    if (known !== null) orRefuse(changeProof(tx, userId, proof));
    else orRefuse(addUser(tx, { userId, name: cartId, roles: ["cart"], proof }, tx.atMs));
    markDemoMade(tx, userId);
  });
  return key;
}

/** Whoever looks at the shop has so long to find by themselves what is wrong with a bill, before staff correct it. */
const CORRECTED_AFTER_MS = 40_000;

async function lookAtCarts(
  { shop, store }: ShopProcess,
  shoppers: ReadonlyMap<string, CartShopper>,
): Promise<void> {
  await store.transact((tx) => {
    for (const record of listOpenTrips(tx)) {
      const corrections = shoppers.get(record.cartId)?.listCorrections();
      if (corrections === undefined) continue;
      const afterMs = corrections.length === 0 ? ANSWERED_AFTER_MS : CORRECTED_AFTER_MS;
      const waiting = prepared(
        tx.db,
        "SELECT 1 FROM alerts WHERE alert_key = ? AND cleared_ms IS NULL AND raised_ms <= ?",
      ).get(`cart-check:${record.cartId}:${record.tripId}`, tx.atMs - afterMs);
      if (waiting === undefined) continue;
      const after = { ...record, staff: "fine", corrections } as const;
      saveTrip(tx, after);
      if (record.visitId !== null) applyTrip(tx, shop, record, correctTrip(after));
    }
  });
}
