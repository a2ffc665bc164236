import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import { expect, it } from "vitest";
import { priceAsShown } from "./price-as-shown.ts";

const TEA: CatalogueProduct = {
  gtin: "01",
  name: "Tea",
  taxCategory: "zero",
  prices: [
    { amountMinor: 90, untilMs: 1000 },
    { amountMinor: 120, fromMs: 1000, untilMs: 2000 },
    { amountMinor: 110, fromMs: 2000, untilMs: 3000 },
  ],
};
const CATALOGUE = { products: new Map([["01", TEA]]), offers: [], jurisdiction: UNITED_KINGDOM };
const LINES = [{ gtin: "01" }, { gtin: "99" }];
const OPENED = { openedMs: 0 };

const price = (evidence: Parameters<typeof priceAsShown>[2], nowMs: number) =>
  priceAsShown(CATALOGUE, OPENED, evidence, LINES, nowMs).products.get("01")?.prices;

const shown = (amountMinor: number) => ({ gtin: "01", shownPrice: { amountMinor } });

it("what no cart has scanned is priced by the catalogue as it is", () => {
  expect(priceAsShown(CATALOGUE, OPENED, [{ gtin: "01" }], LINES, 1500)).toBe(CATALOGUE);
  expect(price([{ ...shown(1), gtin: "02" }], 1500)).toBe(TEA.prices);
});

it("what was scanned costs what was shown, or what it costs now", () => {
  expect(price([shown(115)], 1500)).toEqual([{ amountMinor: 115 }]);
  expect(price([shown(115), shown(118)], 2500)).toEqual([{ amountMinor: 110 }]);
});

it("what is sold no more costs what was shown", () => {
  expect(price([shown(115)], 5000)).toEqual([{ amountMinor: 115 }]);
});

it("what a shelf saw taken, too, costs no more than when the visit began", () => {
  expect(price([shown(115), { gtin: "01" }], 1500)).toEqual([{ amountMinor: 90 }]);
});
