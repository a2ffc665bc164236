import { findValid } from "@saunter/commerce/tax/validity";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestShop } from "../domain/shop-fixture.ts";
import { GOODS_TEXT, openTestGoods } from "./goods-fixture.ts";
import type { LiveGoods } from "./live-goods.ts";

const SOUP = "5000001000028";
const SOUP_KEY = SOUP.padStart(14, "0");
const HOUR_MS = 3_600_000;

function open(text: string = GOODS_TEXT) {
  const test = openTestShop();
  onTestFinished(() => test.close());
  return { test, goods: openTestGoods(test.store, text) };
}

const soup = (price: string, more: object = {}) => ({
  ...({ kind: "product", key: SOUP_KEY, change: "put" } as const),
  item: { gtin: SOUP, name: "Tomato soup", weightG: 415, price, ...more },
});

async function put({ test, goods }: ReturnType<typeof open>, ...changes: readonly object[]) {
  const version = goods.version();
  await test.store.transact((tx) =>
    goods.change(tx, { version, changes: changes as never, by: "ann" }),
  );
}

function priceAt(goods: LiveGoods, atMs: number): number | undefined {
  const { prices } = goods.current().products.get(SOUP)!;
  return findValid(prices, atMs)?.amountMinor;
}

describe("a new price", () => {
  it("holds from now on, and the old one for whoever came before", async () => {
    const opened = open();
    const { test, goods } = opened;
    const beforeMs = test.shop.nowMs();
    await put(opened, soup("2.05"));
    expect(priceAt(goods, beforeMs - 1)).toBe(189);
    expect(priceAt(goods, beforeMs + 1000)).toBe(205);
  });

  it("that is changed again at once was never another", async () => {
    const opened = open();
    const { test, goods } = opened;
    const beforeMs = test.shop.nowMs();
    await put(opened, soup("2.05"));
    await put(opened, soup("1.95"));
    expect(priceAt(goods, beforeMs + HOUR_MS)).toBe(195);
    expect(priceAt(goods, beforeMs - 1)).toBe(189);
  });

  it("that says since when it holds is taken as it is", async () => {
    const opened = open();
    const { goods } = opened;
    const morePrices = [{ price: "1.89", until: "2031-01-01" }];
    await put(opened, soup("2.05", { from: "2031-01-01", morePrices }));
    expect(priceAt(goods, Date.parse("2030-12-31T23:59:59Z"))).toBe(189);
    expect(priceAt(goods, Date.parse("2031-01-01T00:00:00Z"))).toBe(205);
  });

  it("holds again after a start", async () => {
    const opened = open();
    await put(opened, soup("2.05"));
    const again = openTestGoods(opened.test.store);
    expect(priceAt(again, opened.test.shop.nowMs() + 1000)).toBe(205);
    expect(again.listChanged()).toMatchObject([{ key: SOUP_KEY, by: "ann" }]);
    expect(again.conflict()).toBeNull();
  });
});

describe("the configuration's file", () => {
  it("has places that a change names with a range of plates", async () => {
    const opened = open();
    const item = { gondola: 1, shelf: 2, plates: "1-2", gtin: SOUP };
    await put(opened, { kind: "facing", key: "1/2/1-2", change: "put", item });
    expect([...opened.goods.readPlanogram(opened.test.store).keys()]).toContain("1/2/1,2");
    await put(opened, { kind: "facing", key: "1/2/1-2", change: "remove", item: null });
    expect([...opened.goods.readPlanogram(opened.test.store).keys()]).not.toContain("1/2/1,2");
  });

  it("holds where what was changed no longer fits it, and that is reported", async () => {
    const opened = open();
    await put(opened, {
      kind: "facing",
      key: "1/2/1,2",
      change: "put",
      item: { gondola: 1, shelf: 2, plates: "1-2", gtin: SOUP },
    });
    const other = GOODS_TEXT.replace(
      "plates: 4, shelfHeightsM: [0.3, 0.9]",
      "plates: 4, shelfHeightsM: [0.3]",
    );
    const again = openTestGoods(opened.test.store, other);
    expect(again.conflict()).toContain("gondola 1 has no shelf 2");
    expect(again.current().lists!.planogram).toHaveLength(2);
    expect(openTestGoods(opened.test.store).conflict()).toBeNull();
  });

  it("says of all that was not changed what holds, also when it is edited", async () => {
    const opened = open();
    await put(opened, soup("2.05"));
    const other = GOODS_TEXT.replace("Oat biscuits", "Oat cakes").replace("1.89", "1.79");
    const again = openTestGoods(opened.test.store, other);
    const names = again.current().lists!.catalogue.map(({ name }) => name);
    expect(names).toEqual(["Oat cakes", "Tomato soup"]);
    expect(priceAt(again, opened.test.shop.nowMs() + 1000)).toBe(205);
  });
});

describe("a new planogram", () => {
  it("is not awaited for a price, and is for a place or the weight of what stands there", async () => {
    const opened = open();
    const { goods } = opened;
    const isAwaitedAfter = async (...changes: readonly object[]): Promise<boolean> => {
      await put(opened, ...changes);
      const isAwaited = goods.isPlanogramAwaited();
      goods.reportEngine();
      return isAwaited;
    };
    expect(await isAwaitedAfter(soup("2.05"))).toBe(false);
    const crisps = { gtin: "5000001000035", name: "Crisps", weightG: 40, price: "1.00" };
    const added = { kind: "product", key: "05000001000035", change: "put", item: crisps };
    expect(await isAwaitedAfter(added)).toBe(false);
    expect(await isAwaitedAfter(soup("2.05", { weightG: 400 }))).toBe(true);
    expect(goods.isPlanogramAwaited()).toBe(false);
    const item = { gondola: 1, shelf: 2, plates: "1-2", gtin: SOUP };
    expect(await isAwaitedAfter({ kind: "facing", key: "1/2/1,2", change: "put", item })).toBe(
      true,
    );
  });

  it("is awaited until the engine has it", async () => {
    const opened = open();
    const { goods } = opened;
    goods.hurry();
    expect([goods.awaitedModel(), goods.isHurried()]).toEqual([null, false]);
    await put(opened, {
      kind: "facing",
      key: "1/2/1,2",
      change: "put",
      item: { gondola: 1, shelf: 2, plates: "1-2", gtin: SOUP },
    });
    expect(goods.awaitedModel()).toBe(goods.current().model);
    goods.hurry();
    expect(goods.isHurried()).toBe(true);
    goods.reportEngine();
    expect([goods.awaitedModel(), goods.isHurried()]).toEqual([null, false]);
  });
});
