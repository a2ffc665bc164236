import type { Facing } from "@saunter/perception/shop-model";
import { describe, expect, it } from "vitest";
import {
  catchRefusal,
  countEvents,
  hear,
  listAlerts,
  makePick,
  openTestShop,
  pass,
  type TestShop,
  tell,
  transact,
} from "./shop-fixture.ts";
import { listStock, recordStock, watchLowStock } from "./stock-desk.ts";

const FACINGS: readonly Facing[] = [
  { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: null },
  { gondola: 1, shelf: 1, plates: [3], barcode: "03", place: null },
  { gondola: 2, shelf: 1, plates: [1], barcode: "01", place: null },
  { gondola: 2, shelf: 2, plates: [1], barcode: null, place: null },
  { gondola: 2, shelf: 3, plates: [], barcode: "06", place: null },
];

const record = (
  test: TestShop,
  type: "StockCounted" | "StockRefilled",
  facing: string,
  gtin: string,
  quantity: number,
) =>
  transact(test, (tx) =>
    recordStock(tx, test.shop, FACINGS, { type, facing, gtin, quantity, by: "staff-1" }),
  );

/** Quantities by facing. */
function readStock(test: TestShop): Record<string, number | null> {
  const levels = listStock(test.store, FACINGS);
  return Object.fromEntries(levels.map(({ facing, quantity }) => [facing, quantity]));
}

const watch = (test: TestShop, limits: Record<string, number>) =>
  transact(test, (tx) => watchLowStock(tx, test.shop, FACINGS, new Map(Object.entries(limits))));

describe("what stands on a facing", () => {
  it("is not known before it is counted, and nothing is where no product is planned", () => {
    expect(readStock(openTestShop())).toEqual({ "1/1/1": null, "1/1/3": null, "2/1/1": null });
  });

  it("is what was counted, and what was put there since", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 12);
    const countedMs = test.clock.nowMs;
    pass(test, 1000);
    await record(test, "StockRefilled", "1/1/1", "01", 8);
    expect(listStock(test.store, FACINGS)[0]).toEqual({
      ...{ facing: "1/1/1", gtin: "01", quantity: 20, countedMs },
    });
    await record(test, "StockCounted", "1/1/1", "01", 3);
    expect(readStock(test)["1/1/1"]).toBe(3);
  });

  it("is less by what was taken, and more by what was put back", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 10);
    await hear(test, tell(makePick("1", "ann", { quantity: 3, plates: [2] })));
    expect(readStock(test)["1/1/1"]).toBe(7);
    await hear(test, tell(makePick("2", "ann", { kind: "putback" })));
    expect(readStock(test)["1/1/1"]).toBe(8);
    await hear(test, tell(makePick("3", "bob", { kind: "handover", giverId: "ann" })));
    expect(readStock(test)["1/1/1"]).toBe(8);
  });

  it("is told of an interaction once, as it was told last", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 10);
    await hear(test, tell(makePick("1", "ann", { quantity: 2 })));
    await hear(test, tell(makePick("1", "bob", { quantity: 1 }), "revised"));
    await hear(test, tell(makePick("1", "bob", { quantity: 1 }), "final"));
    expect(readStock(test)["1/1/1"]).toBe(9);
    await hear(test, tell(makePick("1", "bob"), "retracted"));
    expect(readStock(test)["1/1/1"]).toBe(10);
  });

  it("is not more by what was put back elsewhere, nor is that", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 10);
    await record(test, "StockCounted", "1/1/3", "03", 5);
    await hear(test, tell(makePick("1", "ann", { quantity: 1 })));
    await hear(test, tell(makePick("2", "ann", { kind: "putback", plates: [3] })));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "1/1/3": 5 });
    // From one facing of a product to another of the same.
    await record(test, "StockCounted", "2/1/1", "01", 4);
    await hear(test, tell(makePick("3", "ann", { kind: "putback", gondola: 2 })));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "2/1/1": 5 });
  });

  it("is not changed by what was taken before the count", async () => {
    const test = openTestShop();
    await hear(test, tell(makePick("1", "ann", { quantity: 3 })));
    pass(test, 1);
    await record(test, "StockCounted", "1/1/1", "01", 10);
    expect(readStock(test)["1/1/1"]).toBe(10);
  });

  it("is never less than none", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 1);
    await hear(test, tell(makePick("1", "ann", { quantity: 3 })));
    expect(readStock(test)["1/1/1"]).toBe(0);
  });

  it("is of the product that was counted there", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "06", 5);
    await hear(test, tell(makePick("1", "ann")), tell(makePick("2", "ann", { barcode: "06" })));
    expect(listStock(test.store, FACINGS)[0]).toMatchObject({ gtin: "06", quantity: 4 });
  });
});

describe("a count or refill is refused", () => {
  it.each([
    ["9/9/9", "01", 1, "facing-unknown"],
    ["2/2/2", "01", 1, "facing-unknown"],
    ["1/1/1", "unknown", 1, "product-unknown"],
    ["1/1/1", "01", -1, "quantity-invalid"],
    ["1/1/1", "01", 1.5, "quantity-invalid"],
    ["1/1/1", "01", Number.NaN, "quantity-invalid"],
    ["1/1/1", "01", 10_001, "quantity-invalid"],
  ])("at %s of %s, %s units", async (facing, gtin, quantity, code) => {
    const test = openTestShop();
    for (const type of ["StockCounted", "StockRefilled"] as const) {
      expect(await catchRefusal(record(test, type, facing, gtin, quantity))).toBe(code);
    }
    expect(test.store.position()).toBe(0);
  });

  it("where another product was counted than is put there", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 5);
    const refill = record(test, "StockRefilled", "1/1/1", "03", 5);
    expect(await catchRefusal(refill)).toBe("facing-unknown");
    await record(test, "StockCounted", "1/1/1", "03", 5);
    await record(test, "StockRefilled", "1/1/1", "03", 10_000);
    expect(listStock(test.store, FACINGS)[0]).toMatchObject({ gtin: "03", quantity: 10_005 });
  });
});

describe("a product that is running out", () => {
  it("is told of at its limit, over all its facings, and no more when it is refilled", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/1", "01", 2);
    await record(test, "StockCounted", "2/1/1", "01", 3);
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual([]);
    await hear(test, tell(makePick("1", "ann")));
    await watch(test, { "01": 4 });
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual(["low-stock:01"]);
    const alert = test.store.db.prepare("SELECT message FROM alerts").get();
    expect(alert?.message).toBe("Product 01 is running out: 4 left; refill it");
    await record(test, "StockRefilled", "1/1/1", "01", 1);
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("is not told of where it was never counted, or has no limit", async () => {
    const test = openTestShop();
    await record(test, "StockCounted", "1/1/3", "03", 0);
    await watch(test, { "01": 4 });
    await watch(test, {});
    expect(listAlerts(test)).toEqual([]);
  });
});
