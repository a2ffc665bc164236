import { describe, expect, it } from "vitest";
import type { ProductItem } from "./goods-lists.ts";
import {
  findNoNumbers,
  listScheduled,
  openDraft,
  type ProductDraft,
  toItem,
} from "./product-item.ts";

const MILK: ProductItem = {
  gtin: "5000001000035",
  name: "Milk",
  price: "1.75",
  weightG: 1030.5,
  allergens: "AM",
  deposit: { name: "Bottle", amount: "0.20" },
  from: "2026-01-01",
  nutrition: { fatG: 3.5 },
  morePrices: [{ price: "1.60", until: "2026-01-01" }],
};

const edit = (draft: ProductDraft, texts: Partial<ProductDraft["texts"]>): ProductDraft => ({
  ...draft,
  texts: { ...draft.texts, ...texts },
});

describe("a product", () => {
  it.each(["en-GB", "en-US", "de", "ar", "ar-EG"])(
    "that is opened in %s and saved is the same",
    (locale) => {
      expect(toItem(MILK, openDraft(MILK, locale), locale)).toEqual(MILK);
    },
  );

  it.each([
    ["de", "2,79", "1.030,5"],
    ["en-GB", "2.79", "1,030.5"],
    ["ar-EG", "٢٫٧٩", "١٬٠٣٠٫٥"],
  ])("takes a price as %s writes it, from now on", (locale, price, weightG) => {
    const draft = edit(openDraft(MILK, locale), { price, weightG });
    const item = toItem(MILK, draft, locale);
    expect(item).toMatchObject({ price: "2.79", weightG: 1030.5, morePrices: MILK.morePrices });
    expect(item).not.toHaveProperty("from");
    expect(findNoNumbers(draft, locale)).toEqual([]);
  });

  it("says which fields are no numbers, and keeps what was typed for the shop to refuse", () => {
    const draft = edit(openDraft(MILK, "de"), { price: "two", depositAmount: "-1", ageMin: "x" });
    expect(findNoNumbers(draft, "de")).toEqual(["price", "ageMin", "depositAmount"]);
    expect(toItem(MILK, draft, "de")).toMatchObject({ price: "two", ageMin: "x" });
  });

  it("loses what is emptied, and gains what is chosen", () => {
    const opened = openDraft(MILK, "en-GB");
    const draft = {
      ...edit(opened, { depositName: "", depositAmount: "", weightG: " " }),
      allergens: new Set(["AM", "AW"]),
      diets: new Set<string>(),
      timedPrices: [],
      priceOf: "kilogram",
    };
    const item = toItem(MILK, draft, "en-GB");
    expect(item).toMatchObject({ allergens: "AM, AW", priceOf: "kilogram" });
    for (const name of ["deposit", "weightG", "morePrices", "diets"]) {
      expect(item).not.toHaveProperty(name);
    }
  });
});

it("prices are scheduled that begin after today, the next first", () => {
  const prices = [
    { price: "3", from: "2026-05-01" },
    { price: "1", until: "2026-01-01" },
    { price: "2", from: "2026-04-01T08:00" },
    { price: "0", from: "2026-03-31" },
  ];
  expect(listScheduled(prices, "2026-03-31").map(({ price }) => price)).toEqual(["2", "3"]);
});
