import { nameTripShopper } from "@saunter/commerce/cart/smart-cart";
import { describe, expect, it } from "vitest";
import { makeTrip, makeTripLine } from "../http/trip-fixture.ts";
import { readLiveVisit } from "../live/read-live-visit.ts";
import {
  admit,
  CARD,
  countEvents,
  openTestShop,
  readLines,
  readReceipt,
  readVisit,
  settle,
  type TestShop,
  transact,
} from "./shop-fixture.ts";
import {
  applyTrip,
  endTrip,
  findTripVisit,
  joinOpenVisit,
  openTillVisit,
} from "./smart-cart-service.ts";
import { readBelief } from "./visit-belief.ts";

const KEY = { cartId: "cart-1", tripId: "trip-1" };
const SHOPPER = nameTripShopper(KEY.cartId, KEY.tripId);
const CERTAIN = { isChecked: true, reasons: [] };

const openTill = (test: TestShop): Promise<string> =>
  transact(test, (tx) => openTillVisit(tx, test.shop, KEY));

describe("a trip whose payer nobody has shown", () => {
  it("is a visit of its own, with what the cart says", async () => {
    const test = openTestShop();
    const visitId = await openTill(test);
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", shoppers: [SHOPPER] });
    const lines = [makeTripLine("03", { quantity: 2 }), makeTripLine("07", { removed: true })];
    await transact(test, (tx) => applyTrip(tx, test.shop, KEY, makeTrip({ lines })));
    expect(test.store.read("shopper", SHOPPER)).toMatchObject({
      lines: [{ gtin: "03", quantity: 2 }],
    });
    expect(await transact(test, (tx) => findTripVisit(tx, KEY))).toBe(visitId);
    const less = makeTrip({ lines: [makeTripLine("03")] });
    await transact(test, (tx) => applyTrip(tx, test.shop, KEY, less));
    await transact(test, (tx) => endTrip(tx, test.shop, KEY, less, CERTAIN));
    expect(readVisit(test, visitId).status).toBe("closed");
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    await settle(test);
    expect(readReceipt(test, visitId).status).toBe("final");
    // It is taken at the till.
    const charges = test.store.db.prepare("SELECT charge_id, work FROM charges").all();
    expect(charges).toMatchObject([{ charge_id: visitId, work: "cash" }]);
  });

  it("is as sure as its scale once scanned goods lie in the cart", async () => {
    const test = openTestShop();
    const visitId = await openTill(test);
    const apply = (inside: number, exact: number) => {
      const certainty = { exact, missing: 0, tooMuch: 1 - exact };
      const trip = makeTrip({ lines: [makeTripLine("03", { inside })], certainty });
      return transact(test, (tx) => applyTrip(tx, test.shop, KEY, trip));
    };
    await apply(0.001, 0.001);
    expect(readBelief(test.store, readVisit(test, visitId)).products).toEqual([]);
    await apply(0.995, 0.99);
    expect(test.store.read("shopper", SHOPPER).probability).toBe(0.99);
    const [product] = readBelief(test.store, readVisit(test, visitId)).products;
    expect(product).toMatchObject({ gtin: "03" });
    expect(product!.counts[0]).toEqual({ quantity: 1, probability: 0.995 });
    expect(readLiveVisit(test.shop, visitId)).toMatchObject({ smartCarts: 1, probability: 0.99 });
  });

  it("writes nothing where nothing has changed", async () => {
    const test = openTestShop();
    await openTill(test);
    const trip = makeTrip({ lines: [makeTripLine("03")] });
    await transact(test, (tx) => applyTrip(tx, test.shop, KEY, trip));
    const count = (): unknown =>
      test.store.db.prepare("SELECT count(*) AS n FROM journal").get()!.n;
    const before = count();
    await transact(test, (tx) => applyTrip(tx, test.shop, KEY, { ...trip, sequence: 2 }));
    expect(count()).toBe(before);
  });
});

describe("a trip of somebody who is inside", () => {
  const credential = (payer: typeof CARD, onceKey: string) =>
    ({ method: "qr", payer, onceKey }) as never;

  it("joins their visit, and is charged with it once", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const joined = await transact(test, (tx) =>
      joinOpenVisit(tx, test.shop, KEY, credential(CARD, "code-1")),
    );
    expect(joined).toBe(visitId);
    expect(readVisit(test, visitId).shoppers).toEqual(["ann", SHOPPER]);
    const trip = makeTrip({ lines: [makeTripLine("03")] });
    await transact(test, (tx) => endTrip(tx, test.shop, KEY, trip, CERTAIN));
    expect(readVisit(test, visitId).status).toBe("open");
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
  });

  it("joins nobody else's", async () => {
    const test = openTestShop();
    expect(
      await transact(test, (tx) => joinOpenVisit(tx, test.shop, KEY, credential(CARD, "code-2"))),
    ).toBeNull();
  });
});

describe("a trip that may be wrong", () => {
  it("is reviewed for its reasons, and not charged before", async () => {
    const test = openTestShop();
    const visitId = await openTill(test);
    const trip = makeTrip({
      lines: [makeTripLine("03")],
      certainty: { exact: 0.4, missing: 0.5, tooMuch: 0.1 },
    });
    const reasons = ["nobody looked"];
    await transact(test, (tx) => endTrip(tx, test.shop, KEY, trip, { isChecked: false, reasons }));
    expect(readReceipt(test, visitId).status).toBe("draft");
    const { reviews } = {
      reviews: test.store.db.prepare("SELECT count(*) AS n FROM reviews").get()!,
    };
    expect(reviews.n).toBe(1);
  });
});
