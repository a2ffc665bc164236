import { createRandom } from "@saunter/numerics/random";
import { makeShop } from "@saunter/sim/catalogue";
import { makeNanoFloorPlan } from "@saunter/sim/floor-plan";
import { describe, expect, it } from "vitest";
import { makeCatalogueOfShopModel } from "./make-catalogue.ts";

describe("makeCatalogueOfShopModel", () => {
  it("prices every product of a simulated shop", () => {
    const shop = makeShop(makeNanoFloorPlan(), createRandom(1));
    const catalogue = makeCatalogueOfShopModel(shop, "GBP", "standard");
    expect(catalogue.size).toBe(shop.products.size);
    for (const { barcode, name, price } of shop.products.values()) {
      expect(catalogue.get(barcode)).toEqual({
        gtin: barcode,
        name,
        taxCategory: "standard",
        prices: [{ amountMinor: price }],
      });
    }
  });

  it("gives no price where the recording has none, and the barcode where it has no name", () => {
    const prices = [1, 0, -5, 1.5, Number.NaN, 2 ** 53];
    const products = new Map(
      prices.map((price, i) => [`p${i}`, { barcode: `p${i}`, name: "", weightG: 1, price }]),
    );
    const catalogue = makeCatalogueOfShopModel({ facings: [], products }, "JPY", "standard");
    expect([...catalogue.values()].map((one) => one.prices.length)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(catalogue.get("p0")!.name).toBe("p0");
  });

  it("throws on a currency that is not known", () => {
    const products = new Map([["a", { barcode: "a", name: "A", weightG: 1, price: 1 }]]);
    expect(() => makeCatalogueOfShopModel({ facings: [], products }, "XXX", "standard")).toThrow(
      RangeError,
    );
  });
});
