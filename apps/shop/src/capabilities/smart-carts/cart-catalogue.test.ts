import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import type { Brand } from "@saunter/protocol/brand";
import { CART_CATALOGUE } from "@saunter/protocol/smart-cart/trip";
import { Check } from "typebox/value";
import { expect, it } from "vitest";
import { makeCartCatalogue } from "./cart-catalogue.ts";

const SOUP: CatalogueProduct = {
  gtin: "01",
  name: "Soup",
  taxCategory: "zero",
  category: "tins",
  prices: [
    { amountMinor: 189, memberAmountMinor: 170, untilMs: 1000 },
    { amountMinor: 199, fromMs: 1000 },
  ],
};
const YET_TO_COME: CatalogueProduct = {
  ...SOUP,
  gtin: "02",
  prices: [{ amountMinor: 1, fromMs: 5000 }],
};
const FACTS = {
  plu: "4011",
  itemNumber: "815",
  tareG: 3,
  allergens: ["AM" as const],
  diets: [],
  nutriScore: null,
  nutrition: { fatG: 0.1 },
};
const PLACE = { x: 1, y: 2, z: 0.5, yawRad: Math.PI / 2, widthM: 0.4, depthM: 0.3 };

const make = (nowMs: number, products = [SOUP, YET_TO_COME], brand?: Brand) =>
  makeCartCatalogue(
    {
      ...(brand === undefined ? {} : { brand }),
      settings: {
        currency: "GBP",
        jurisdiction: UNITED_KINGDOM,
        offers: [
          {
            kind: "percentage",
            id: "tins",
            name: "Tins",
            membersOnly: false,
            categories: ["tins"],
            rate: "0.1",
            untilMs: 2000,
          },
        ],
        products: new Map(products.map((one) => [one.gtin, one])),
      },
      model: {
        facings: [{ gondola: 3, shelf: 1, plates: [1, 2], barcode: "01", place: PLACE }],
        products: new Map([["01", { barcode: "01", name: "Soup", weightG: 400, price: 1.89 }]]),
      },
      policy: { lanes: [], variableCodes: [] },
      facts: new Map([["04", FACTS]]),
      pictureVersions: new Map([["01", { version: "v1" }]]),
    },
    nowMs,
  );

it("a cart's catalogue has what is sold at this moment, with its weight, place and picture", () => {
  expect(make(0).products).toMatchObject([
    {
      gtin: "01",
      unitMinor: 189,
      memberUnitMinor: 170,
      weight: { meanG: 400 },
      places: [{ gondola: 3, shelf: 1 }],
      pictureUrl: "/v1/products/01/picture?version=v1",
    },
  ]);
  expect(make(0).offers).toMatchObject([{ offerId: "tins", gtins: ["01", "02"] }]);
});

it("a cart's catalogue is another one when a price begins or an offer ends, and else the same", () => {
  const versions = [0, 999, 1000, 1999, 2000].map((nowMs) => make(nowMs).version);
  expect([...new Set(versions)]).toEqual([versions[0], versions[2], versions[4]]);
});

it("a cart's map has a gondola's corners as it stands, turned", () => {
  const [gondola] = make(0).map!.gondolas;
  const corners = gondola!.outline.map(({ xM, yM }) => [xM.toFixed(2), yM.toFixed(2)]);
  expect(corners).toEqual([
    ["1.00", "2.00"],
    ["1.00", "2.40"],
    ["0.70", "2.40"],
    ["0.70", "2.00"],
  ]);
});

it("a cart's catalogue has what a cart weighs, filters and prices by", () => {
  const bananas = {
    ...SOUP,
    gtin: "04",
    priceOf: "kilogram" as const,
    deposit: { name: "Net", amountMinor: 5, taxCategory: "standard" },
  };
  const { offers, products, tax } = make(0, [bananas]);
  expect(products).toMatchObject([
    {
      ...{ priceOf: "kilogram", plu: "4011", itemNumber: "815", tareG: 3, allergens: ["AM"] },
      ...{ taxCategory: "zero", depositMinor: 5, depositTaxCategory: "standard" },
      nutrition: { fatG: 0.1 },
    },
  ]);
  expect(offers).toMatchObject([{ terms: { kind: "percentage", rate: "0.1" } }]);
  expect(tax).toMatchObject({ jurisdictionId: "GB", rates: { zero: "0" } });
  expect(Check(CART_CATALOGUE, make(0, [bananas]))).toBe(true);
});

it("a cart's catalogue has the shop's logo and colour, and is another one with others", () => {
  const accent = { light: "#0b7a75", dark: "#5fb8b3" };
  const brand = { colour: "#0b7a75", accent, logoUrl: "/v1/shop/logo?version=a" };
  const branded = make(0, [SOUP], brand);
  expect(branded.brand).toEqual(brand);
  expect(make(0, [SOUP])).not.toHaveProperty("brand");
  const versions = [make(0, [SOUP]), branded, make(0, [SOUP], { ...brand, logoUrl: null })];
  expect(new Set(versions.map(({ version }) => version)).size).toBe(3);
});
