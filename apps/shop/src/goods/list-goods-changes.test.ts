import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GoodsLists, mergeGoods } from "../config/goods-lists.ts";
import { keepOldPrice } from "./keep-old-price.ts";
import { listGoodsChanges } from "./list-goods-changes.ts";

const GTINS = ["5000001000011", "5000001000028", "5000001000035"];
const NONE: GoodsLists = { catalogue: [], planogram: [], offers: [] };
const NOW_MS = Date.parse("2026-09-01T10:00:00Z");

const product = fc.record({
  gtin: fc.constantFrom(...GTINS),
  name: fc.constantFrom("a", "b"),
  price: fc.constantFrom("1.00", "2.00"),
});
const facing = fc.record({
  gondola: fc.constantFrom(1, 2),
  shelf: fc.constant(1),
  plates: fc.constantFrom("1-2", "3"),
  gtin: fc.constantFrom(...GTINS),
});
const unique = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];
const lists: fc.Arbitrary<GoodsLists> = fc
  .record({ catalogue: fc.array(product), planogram: fc.array(facing) })
  .map(({ catalogue, planogram }) => ({
    catalogue: unique(catalogue, ({ gtin }) => gtin),
    planogram: unique(planogram, ({ gondola, plates }) => `${gondola} ${plates}`),
    offers: [],
  }));

const sort = (items: readonly object[]): string[] =>
  items.map((item) => JSON.stringify(item)).toSorted();

describe("changes between two lists", () => {
  it("make the one the other, and there are none then", () => {
    fc.assert(
      fc.property(lists, lists, (before, wanted) => {
        const after = mergeGoods(before, listGoodsChanges(before, wanted, NOW_MS));
        expect(sort(after.catalogue)).toEqual(sort(wanted.catalogue));
        expect(sort(after.planogram)).toEqual(sort(wanted.planogram));
        expect(listGoodsChanges(after, wanted, NOW_MS)).toEqual([]);
      }),
    );
  });

  it("take away before they put, and leave lists alone that are not named", () => {
    fc.assert(
      fc.property(lists, lists, (before, { catalogue }) => {
        const changes = listGoodsChanges(before, { catalogue }, NOW_MS);
        expect(changes.every(({ kind }) => kind === "product")).toBe(true);
        const firstPut = changes.findIndex(({ change }) => change === "put");
        const removals = changes.slice(Math.max(firstPut, 0)).map(({ change }) => change);
        if (firstPut >= 0) expect(removals).not.toContain("remove");
      }),
    );
  });

  it("are none because of an old price that is kept, unless the new one holds later", () => {
    const [gtin] = GTINS as [string];
    const old = { gtin, name: "a", price: "1.00" };
    const wanted = { ...NONE, catalogue: [{ ...old, price: "2.00" }] };
    const before = { ...NONE, catalogue: [old] };
    const changes = listGoodsChanges(before, wanted, NOW_MS).map((change) =>
      keepOldPrice(change, before, NOW_MS),
    );
    const after = mergeGoods(before, changes);
    expect(after.catalogue).toMatchObject([{ price: "2.00", morePrices: [{ price: "1.00" }] }]);
    expect(listGoodsChanges(after, wanted, NOW_MS)).toEqual([]);
    expect(listGoodsChanges(after, before, NOW_MS)).toHaveLength(1);
    const later = { ...wanted.catalogue[0]!, from: "2026-10-01T00:00:00Z", morePrices: [] };
    const scheduled = { ...NONE, catalogue: [later] };
    expect(listGoodsChanges(scheduled, wanted, NOW_MS)).toHaveLength(1);
  });
});
