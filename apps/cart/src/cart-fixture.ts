/** For tests: a shop that answers a cart's calls over HTTP, and what a screen does. */
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";
import { TRIP, type Trip, type TripAnswer } from "@saunter/protocol/smart-cart/trip";
import { Check } from "typebox/value";
import type { CartConfig } from "./config/cart-config.ts";
import { openCart } from "./open-cart.ts";
import type { RunningCart } from "./run-cart.ts";
import { serveScreen } from "./serve/serve-screen.ts";
import { SIMULATED_CATALOGUE } from "./simulated-catalogue.ts";

export const KEY = "a-key-of-the-cart";
/** Products of the catalogue: 512 g for 1.49, 465 g for 1.19, bananas for 1.99 a kilogram. */
export const [OATS, SOUP, , , , , BANANAS] = SIMULATED_CATALOGUE.products.map(({ gtin }) => gtin);

export interface FakeShop {
  readonly url: string;
  /** All that was told, the newest last. */
  readonly trips: { readonly tripId: string; readonly trip: Trip }[];
  /** Answers with this status, where it is not 200. */
  status: number;
  answer: Partial<TripAnswer>;
  /** Answers of trips in place of the others, by their ids. */
  readonly tripStatuses: Map<string, number>;
  catalogueVersion: string;
  /** Takes a cent off the price of oats. */
  isCheaper: boolean;
  /** Sends whoever asks to another address. */
  redirectTo: string | null;
  /** In place of each answer. */
  answerWith: unknown;
  /** Requests that have come, whoever they were from. */
  calls: number;
  /** As if the process that reported last had been silent for long. */
  forgetBoot(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function openFakeShop(): Promise<FakeShop> {
  let port = 0;
  let bootId: string | null = null;
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    shop.calls++;
    if (shop.redirectTo !== null) {
      response.writeHead(307, { location: `${shop.redirectTo}${request.url}` }).end();
      return;
    }
    if (request.headers.authorization !== `Bearer ${KEY}`) return send(401, {});
    if (shop.status !== 200) return send(shop.status, {});
    if (shop.answerWith !== null) return send(200, shop.answerWith);
    if (request.method === "GET") {
      const version = shop.catalogueVersion;
      if (request.headers["if-none-match"] === `"${version}"`) return send(304, null);
      const products = SIMULATED_CATALOGUE.products.map((product) =>
        shop.isCheaper && product.gtin === OATS ? { ...product, unitMinor: 148 } : product,
      );
      return send(200, { ...SIMULATED_CATALOGUE, version, products });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const trip: Trip = JSON.parse(Buffer.concat(chunks).toString());
    if (!Check(TRIP, trip)) return send(400, {});
    if (![null, trip.bootId, trip.previousBootId].includes(bootId)) return send(409, {});
    ({ bootId } = trip);
    const tripId = request.url!.split("/").at(-1)!;
    const tripStatus = shop.tripStatuses.get(tripId);
    if (tripStatus !== undefined) return send(tripStatus, {});
    shop.trips.push({ tripId, trip });
    send(200, makeAnswer(trip, shop.answer));
  });
  const start = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  };
  await start();
  const shop: FakeShop = {
    url: `http://127.0.0.1:${port}`,
    trips: [],
    status: 200,
    answer: {},
    tripStatuses: new Map(),
    catalogueVersion: "1",
    isCheaper: false,
    redirectTo: null,
    answerWith: null,
    calls: 0,
    forgetBoot: () => {
      bootId = null;
    },
    start,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return shop;
}

/** The shop's price is a tenth less. */
function makeAnswer(trip: Trip, answer: Partial<TripAnswer>): TripAnswer {
  const lines = trip.lines
    .filter(({ removed }) => !removed)
    .map(({ gtin, lineId, quantity, weightG }) => {
      const { name, unitMinor } = SIMULATED_CATALOGUE.products.find((one) => one.gtin === gtin)!;
      const goodsMinor =
        weightG === null ? quantity * unitMinor : Math.round((unitMinor * weightG) / 1000);
      const discountMinor = Math.floor(goodsMinor / 10);
      const payableMinor = goodsMinor - discountMinor;
      const row = { gtin, name, quantity, weightG, unitMinor, discountMinor, payableMinor };
      return { lineIds: [lineId], depositMinor: 0, ...row };
    });
  const sum = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0);
  return {
    sequence: trip.sequence,
    nowMs: trip.sentMs,
    status: trip.status,
    visitId: trip.payer === null ? null : "visit-1",
    payerRefusal: null,
    bill: {
      currency: "EUR",
      lines,
      unpriced: [],
      savingsMinor: sum(lines.map(({ discountMinor }) => discountMinor)),
      taxMinor: 0,
      totalMinor: sum(lines.map(({ payableMinor }) => payableMinor)),
    },
    check: { kind: "none", reasons: [], isDone: true },
    ageCheck: "not-needed",
    payment: trip.payer === null ? "payer-needed" : "on-file",
    receiptUrl: null,
    messages: [],
    ...answer,
  };
}

export function makeCartFolder(): string {
  return mkdtempSync(join(tmpdir(), "smart-cart-"));
}

export function makeConfig(dataFolder: string, more: Partial<CartConfig> = {}): CartConfig {
  return {
    cartId: "cart-1",
    language: "en-GB",
    dataFolder,
    divisionG: 5,
    capacityG: 30_000,
    abandonedAfterMs: 3_600_000,
    shop: null,
    screen: { host: "127.0.0.1", port: 0, pairingKey: null },
    trays: [],
    scanner: null,
    beacon: null,
    lanes: {},
    batteryFolder: null,
    ...more,
  };
}

/** Carts and shops of a test, which end with it. */
export class CartTest {
  readonly closing: (() => Promise<unknown>)[] = [];
  /** What the carts' processes have written. */
  readonly lines: string[] = [];

  async start(config: CartConfig, options: StartOptions = {}): Promise<StartedCart> {
    const { files = null, isSimulated = true, readWallMs = Date.now } = options;
    const log = (line: string): void => void this.lines.push(line);
    let leptMs = 0;
    const opened = await openCart(config, {
      ...{ isSimulated, log },
      readWallMs: () => readWallMs() + leptMs,
      readMonotonicMs: () => performance.now() + leptMs,
      random: Math.random,
    });
    const { screen } = config;
    const served = await serveScreen(opened.cart, { screen, files, shopUrl: null });
    let isOpen = true;
    const stop = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await served.close();
      await opened.close();
    };
    this.closing.push(stop);
    const leap = (ms: number): void => {
      leptMs += ms;
    };
    return { cart: opened.cart, url: served.url, leap, stop };
  }

  async startShop(): Promise<FakeShop> {
    const shop = await openFakeShop();
    this.closing.push(() => shop.stop());
    return shop;
  }

  async end(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }
}

interface StartOptions {
  readonly isSimulated?: boolean;
  readonly readWallMs?: () => number;
  readonly files?: string | null;
}

export interface StartedCart {
  readonly cart: RunningCart;
  readonly url: string;
  /** Time goes by for it at once. */
  leap(ms: number): void;
  stop(): Promise<void>;
}

export const withShop = (shop: FakeShop, folder = makeCartFolder()): CartConfig =>
  makeConfig(folder, { shop: { url: shop.url, key: KEY } });

export const scan = (code: string) => ({ kind: "scan", code }) as const;
export const put = (thingId: string, weightG: number) =>
  ({ kind: "simulate-put", thingId, name: thingId, gtin: null, weightG }) as const;
/** As long as a real one. */
export const ENTRY = "A".repeat(140);

let acts = 0;

/** As a tablet does it. */
export async function act(
  url: string,
  given: ScreenAct,
  actId = `act-${process.pid}-${acts++}`,
): Promise<{ readonly isTaken: boolean; readonly state: ScreenState }> {
  const response = await fetch(`${url}acts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ actId, act: given }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { isTaken: boolean; state: ScreenState };
}

export async function readState(url: string): Promise<ScreenState> {
  return (await (await fetch(`${url}state`)).json()) as ScreenState;
}
