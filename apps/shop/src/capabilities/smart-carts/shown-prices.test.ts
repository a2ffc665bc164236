/** A price that changes in mid-trip: never dearer than the screen showed when it was scanned, and cheaper where it falls. */
import type { CatalogueProduct, PriceEntry } from "@saunter/commerce/pricing/pricing-types";
import type { TripLine } from "@saunter/protocol/smart-cart/trip";
import { beforeEach, describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { addCart, beginTrip, type SentCart, showCode } from "../../http/cart-trips-fixture.ts";
import { makeTripLine } from "../../http/trip-fixture.ts";
import { ASKS_AGAIN_MS_MAX, ON_ITS_WAY_MS_MAX, removeOldCatalogues } from "./shown-prices.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("a price that changes in mid-trip", () => {
  const products = new Map<string, CatalogueProduct>();
  const api = startApi({
    config: (config) => {
      for (const [gtin, product] of config.catalogue!) products.set(gtin, product);
      return { ...config, offers: [], catalogue: products };
    },
  });
  const nowMs = (): number => api.fixture.shop.nowMs();
  const setPrices = (...prices: PriceEntry[]): void => {
    products.set("02", { ...products.get("02")!, prices });
  };
  /** As the console changes it: the old one holds until now. */
  const change = (amountMinor: number, more: Partial<PriceEntry> = {}): void => {
    const before = products.get("02")!.prices;
    const ended = before.map((one) =>
      one.untilMs === undefined ? { ...one, untilMs: nowMs() } : one,
    );
    setPrices(...ended, { amountMinor, fromMs: nowMs(), ...more });
  };
  let cart: SentCart;
  let carts = 0;
  beforeEach(async () => {
    setPrices({ amountMinor: 100 });
    cart = await addCart(api, `prices-${++carts}`);
    await api.fixture.pass(HOUR_MS);
  });
  const getCatalogue = async (): Promise<void> => {
    const headers = { authorization: `Bearer ${cart.key}` };
    const { body } = await api.get(`/v1/carts/${cart.cartId}/catalogue`, { as: null, headers });
    expect(body.products.length).toBeGreaterThan(0);
  };
  const pass = (ms: number) => api.fixture.pass(ms);
  /** Scanned so long before it is sent, by whatever clock the cart has. */
  const scan = (agoMs: number, more: Partial<TripLine> = {}) => ({
    sentMs: 10 * HOUR_MS,
    lines: [makeTripLine("02", { scannedMs: 10 * HOUR_MS - agoMs, ...more })],
  });

  it("and rises, does not for what was scanned; the next unit counts for the same price", async () => {
    await getCatalogue();
    const { send } = beginTrip(api, cart);
    const payer = await showCode(api, "shopper");
    await send({ payer, ...scan(0) });
    await pass(MINUTE_MS);
    change(120);
    await getCatalogue();
    await pass(MINUTE_MS);
    expect((await send({ payer, ...scan(2 * MINUTE_MS) })).bill.totalMinor).toBe(100);
    const { lines, sentMs } = scan(2 * MINUTE_MS);
    const more = [...lines, makeTripLine("02", { lineId: "later", scannedMs: sentMs })];
    const { bill, visitId } = await send({ payer, sentMs, lines: more });
    expect(bill.totalMinor).toBe(200);
    await send({ payer, sentMs, lines: more, status: "ended" });
    const receipt = (await api.get(`/v1/receipts/${visitId}.json`, { as: "shopper" })).body;
    expect(receipt.totals.grossMinor).toBe(200);
  });

  it("and falls, falls for what was scanned", async () => {
    await getCatalogue();
    const { send } = beginTrip(api, cart);
    const payer = await showCode(api, "shopper");
    await send({ payer, ...scan(0) });
    await pass(MINUTE_MS);
    change(80, { memberAmountMinor: 70 });
    const ended = await send({ payer, ...scan(MINUTE_MS), status: "ended" });
    // The payer is a member; nobody knows of the next one.
    expect(ended.bill.totalMinor).toBe(70);
    expect((await beginTrip(api, cart).send(scan(0))).bill.totalMinor).toBe(80);
  });

  it("and rises before it is scanned, is what the screen showed then, though the visit is older", async () => {
    const { send } = beginTrip(api, cart);
    const payer = await showCode(api, "shopper");
    await send({ payer });
    await pass(MINUTE_MS);
    change(120);
    await getCatalogue();
    await pass(MINUTE_MS);
    expect((await send({ payer, ...scan(0) })).bill.totalMinor).toBe(120);
  });

  it("is the old one on a cart that has not got the new catalogue, for as long as it is offline", async () => {
    await getCatalogue();
    await pass(MINUTE_MS);
    change(120);
    await pass(3 * HOUR_MS);
    expect((await beginTrip(api, cart).send(scan(HOUR_MS))).bill.totalMinor).toBe(100);
    await getCatalogue();
    await pass(MINUTE_MS);
    expect((await beginTrip(api, cart).send(scan(0))).bill.totalMinor).toBe(120);
  });

  it.each([
    ["in the year 1970", 0, 0],
    ["after it was sent", 1000, 5000],
    ["at the end of all time", 8_639_000_000_000_000, 8_639_000_000_000_000],
  ])("is of now for a clock by which it was scanned %s", async (_, sentMs, scannedMs) => {
    await getCatalogue();
    await pass(HOUR_MS);
    change(120);
    await getCatalogue();
    await pass(MINUTE_MS);
    const lines = [makeTripLine("02", { scannedMs })];
    expect((await beginTrip(api, cart).send({ sentMs, lines })).bill.totalMinor).toBe(120);
  });

  it("is not the old one for a cart that says it was scanned before its last message", async () => {
    await getCatalogue();
    const { send } = beginTrip(api, cart);
    await send({ sentMs: 10 * HOUR_MS });
    change(120);
    await getCatalogue();
    await pass(MINUTE_MS);
    await send({ sentMs: 10 * HOUR_MS });
    expect((await send(scan(HOUR_MS))).bill.totalMinor).toBe(120);
    // What is known of a line stays, unless it becomes another product.
    change(90);
    change(150);
    expect((await send(scan(0))).bill.totalMinor).toBe(120);
    const other = [makeTripLine("01", { lineId: "line-02" })];
    const unitMinor = products.get("01")!.prices[0]!.amountMinor;
    expect((await send({ lines: other })).bill.totalMinor).toBe(unitMinor);
  });

  it("may be the old one while the new catalogue is on its way, and a cart asks for it again", async () => {
    const beginScan = async () => (await beginTrip(api, cart).send(scan(0))).bill.totalMinor;
    await getCatalogue();
    await pass(HOUR_MS);
    change(120);
    await getCatalogue();
    await pass(ON_ITS_WAY_MS_MAX);
    expect(await beginScan()).toBe(100);
    await pass(MINUTE_MS);
    await getCatalogue();
    await pass(ON_ITS_WAY_MS_MAX);
    expect(await beginScan()).toBe(100);
    await pass(1);
    expect(await beginScan()).toBe(120);
    await pass(ASKS_AGAIN_MS_MAX);
    await getCatalogue();
    expect(await beginScan()).toBe(120);
  });

  it("is known of carts as they were then, once old catalogues are removed", async () => {
    await getCatalogue();
    await pass(HOUR_MS);
    change(120);
    await api.fixture.store.transact((tx) => removeOldCatalogues(tx, nowMs() - MINUTE_MS));
    await pass(MINUTE_MS);
    expect((await beginTrip(api, cart).send(scan(0))).bill.totalMinor).toBe(100);
    await getCatalogue();
    await pass(MINUTE_MS);
    await api.fixture.store.transact((tx) => removeOldCatalogues(tx, nowMs()));
    const count = api.fixture.store.db
      .prepare("SELECT count(*) AS count FROM smart_cart_catalogues WHERE cart_id = ?")
      .get(cart.cartId)!.count;
    expect(count).toBe(1);
  });
});
