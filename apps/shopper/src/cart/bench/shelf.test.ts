import type { CartProduct } from "@saunter/protocol/smart-cart/trip";
import { describe, expect, it } from "vitest";
import { chooseGoods } from "./shelf.ts";

const product = (name: string, category: string, more: Partial<CartProduct> = {}): CartProduct => ({
  ...{ gtin: name, name, unitMinor: 100, priceOf: "unit", memberUnitMinor: null },
  ...{ weight: { meanG: 500, sdG: 5 }, plu: null, depositMinor: 0, ageMin: null },
  ...{ category, allergens: [], pictureUrl: null, places: [] },
  ...more,
});

describe("goods beside a demonstration's cart", () => {
  const goods = [
    product("Oats", "breakfast"),
    product("Muesli", "breakfast"),
    product("Wine", "drinks"),
    product("Gift card", "drinks", { weight: null }),
    product("Bananas", "produce", { weight: null, priceOf: "kilogram" }),
  ];
  const name = (chosen: readonly CartProduct[]) => chosen.map((one) => one.name);

  it("are of all categories before there is a second of one, and none has no weight", () => {
    expect(name(chooseGoods(goods, "", 3))).toEqual(["Oats", "Wine", "Bananas"]);
    expect(name(chooseGoods(goods, "", 9))).toEqual(["Oats", "Wine", "Bananas", "Muesli"]);
  });

  it("are found by a part of their name", () => {
    expect(name(chooseGoods(goods, " ana ", 9))).toEqual(["Bananas"]);
  });
});
