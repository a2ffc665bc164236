import { describe, expect, it } from "vitest";
import { createInput, createProduct, priceInput } from "../pricing/pricing-builders.ts";
import type { PricedBasket } from "../pricing/pricing-types.ts";
import { checkJurisdiction, type TaxJurisdiction } from "./jurisdiction.ts";
import {
  FRANCE,
  GERMANY,
  IRELAND,
  ITALY,
  JAPAN,
  KUWAIT,
  NETHERLANDS,
  SPAIN,
  UNITED_KINGDOM,
} from "./jurisdictions.ts";
import { createSalesTax } from "./sales-tax.ts";

const ALL = [UNITED_KINGDOM, GERMANY, FRANCE, IRELAND, NETHERLANDS, SPAIN, ITALY, JAPAN, KUWAIT];

/** One unit of each price, each of its category. */
function priceIn(
  jurisdiction: TaxJurisdiction,
  currency: string,
  goods: readonly [string, number][],
): PricedBasket {
  const products = goods.map(([taxCategory, amountMinor], at) =>
    createProduct(`p${at}`, amountMinor, { taxCategory }),
  );
  const quantities = Object.fromEntries(products.map(({ gtin }) => [gtin, 1]));
  return priceInput(createInput(products, quantities, { currency, jurisdiction }));
}

const listTaxes = ({ taxes }: PricedBasket): string[] =>
  taxes.map((row) => `${row.label}: ${row.netMinor} + ${row.taxMinor} = ${row.grossMinor}`);

describe("jurisdictions", () => {
  it("can all be used", () => {
    expect(ALL.map(checkJurisdiction).filter(({ ok }) => !ok)).toEqual([]);
  });

  it("have the rates of their laws", () => {
    const rates = ALL.map(({ id, name, categories }) => {
      const all = Object.entries(categories).map(([category, [rate, ...others]]) => {
        expect(others).toEqual([]);
        return `${category} ${rate!.rate}`;
      });
      return `${id} ${name}: ${all.join(", ")}`;
    });
    expect(rates).toEqual([
      "GB United Kingdom: standard 0.2, reduced 0.05, zero 0, exempt 0",
      "DE Germany: standard 0.19, reduced 0.07, exempt 0",
      "FR France: standard 0.2, intermediate 0.1, reduced 0.055, super-reduced 0.021, exempt 0",
      "IE Ireland: standard 0.23, reduced 0.135, second-reduced 0.09, zero 0, exempt 0, deposit 0",
      "NL Netherlands: standard 0.21, reduced 0.09, zero 0, exempt 0",
      "ES Spain: standard 0.21, reduced 0.1, super-reduced 0.04, exempt 0",
      "IT Italy: standard 0.22, reduced 0.1, second-reduced 0.05, super-reduced 0.04, exempt 0",
      "JP Japan: standard 0.1, reduced 0.08, exempt 0",
      "KW Kuwait: standard 0",
    ]);
  });

  it("include tax in prices and round it per rate, to the nearest; Japan rounds it down", () => {
    for (const { id, pricesIncludeTax, roundingLevel, roundingMode } of ALL) {
      expect([pricesIncludeTax, roundingLevel]).toEqual([true, "rate"]);
      expect(roundingMode).toBe(id === "JP" ? "down" : "half-up");
    }
  });
});

describe("a receipt of the United Kingdom", () => {
  it("has VAT at 20 %, 5 % and 0 %, and what is exempt apart", () => {
    // 240 × 20/120 = 40; 1050 × 5/105 = 50; 135 at 0; 85 exempt.
    const priced = priceIn(UNITED_KINGDOM, "GBP", [
      ["standard", 240],
      ["reduced", 1050],
      ["zero", 135],
      ["exempt", 85],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Exempt from VAT: 85 + 0 = 85",
      "VAT 5 %: 1000 + 50 = 1050",
      "VAT 20 %: 200 + 40 = 240",
      "VAT 0 %: 135 + 0 = 135",
    ]);
    expect(priced.totals).toEqual({
      goodsMinor: 1510,
      discountMinor: 0,
      depositMinor: 0,
      netMinor: 1420,
      taxMinor: 90,
      totalMinor: 1510,
    });
  });

  it("rounds the tax of the sum, a tie up", () => {
    // 99 × 20/120 = 16.5 each, which would be 51; 297 × 20/120 = 49.5.
    const priced = priceIn(UNITED_KINGDOM, "GBP", [
      ["standard", 99],
      ["standard", 99],
      ["standard", 99],
    ]);
    expect(listTaxes(priced)).toEqual(["VAT 20 %: 247 + 50 = 297"]);
  });
});

describe("a receipt of the European Union", () => {
  it("of Germany taxes a deposit as the goods", () => {
    // Cola 129 + Pfand 25 at 19 %: 154 × 19/119 = 24.59; milk 115 × 7/107 = 7.52.
    const cola = createProduct("cola", 129, {
      deposit: { name: "Pfand", amountMinor: 25, taxCategory: "standard" },
    });
    const milk = createProduct("milk", 115, { taxCategory: "reduced" });
    const priced = priceInput(
      createInput([cola, milk], { cola: 1, milk: 1 }, { currency: "EUR", jurisdiction: GERMANY }),
    );
    expect(listTaxes(priced)).toEqual(["MwSt 7 %: 107 + 8 = 115", "MwSt 19 %: 129 + 25 = 154"]);
    expect(priced.totals.totalMinor).toBe(269);
  });

  it("of France has four rates", () => {
    // 110 × 5.5/105.5 = 5.73; 660 × 10/110 = 60; 1200 × 20/120 = 200; 490 × 2.1/102.1 = 10.08.
    const priced = priceIn(FRANCE, "EUR", [
      ["reduced", 110],
      ["intermediate", 660],
      ["standard", 1200],
      ["super-reduced", 490],
      ["exempt", 10],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Exonéré de TVA: 10 + 0 = 10",
      "TVA 10 %: 600 + 60 = 660",
      "TVA 5,5 %: 104 + 6 = 110",
      "TVA 20 %: 1000 + 200 = 1200",
      "TVA 2,1 %: 480 + 10 = 490",
    ]);
  });

  it("of Ireland leaves the deposit on a bottle untaxed", () => {
    // 200 × 23/123 = 37.40; 227 × 13.5/113.5 = 27; 109 × 9/109 = 9.
    const water = createProduct("water", 200, {
      deposit: { name: "Re-turn", amountMinor: 15, taxCategory: "deposit" },
    });
    const pie = createProduct("pie", 227, { taxCategory: "reduced" });
    const paper = createProduct("paper", 109, { taxCategory: "second-reduced" });
    const bread = createProduct("bread", 180, { taxCategory: "zero" });
    const stamps = createProduct("stamps", 140, { taxCategory: "exempt" });
    const priced = priceInput(
      createInput(
        [water, pie, paper, bread, stamps],
        { water: 1, pie: 1, paper: 1, bread: 1, stamps: 1 },
        { currency: "EUR", jurisdiction: IRELAND },
      ),
    );
    expect(listTaxes(priced)).toEqual([
      "Deposit, no VAT: 15 + 0 = 15",
      "Exempt from VAT: 140 + 0 = 140",
      "VAT 13.5 %: 200 + 27 = 227",
      "VAT 9 %: 100 + 9 = 109",
      "VAT 23 %: 163 + 37 = 200",
      "VAT 0 %: 180 + 0 = 180",
    ]);
  });

  it("of the Netherlands has 21 % and 9 %", () => {
    // 121 × 21/121 = 21; 250 × 9/109 = 20.64.
    const priced = priceIn(NETHERLANDS, "EUR", [
      ["standard", 121],
      ["reduced", 250],
      ["zero", 5],
      ["exempt", 6],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Vrijgesteld van BTW: 6 + 0 = 6",
      "BTW 9 %: 229 + 21 = 250",
      "BTW 21 %: 100 + 21 = 121",
      "BTW 0 %: 5 + 0 = 5",
    ]);
  });

  it("of Spain has 21 %, 10 % and 4 %", () => {
    // 500 × 21/121 = 86.78; 330 × 10/110 = 30; 95 × 4/104 = 3.65.
    const priced = priceIn(SPAIN, "EUR", [
      ["standard", 500],
      ["reduced", 330],
      ["super-reduced", 95],
      ["exempt", 1],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Exento de IVA: 1 + 0 = 1",
      "IVA 10 %: 300 + 30 = 330",
      "IVA 21 %: 413 + 87 = 500",
      "IVA 4 %: 91 + 4 = 95",
    ]);
  });

  it("of Italy has 22 %, 10 %, 5 % and 4 %", () => {
    // 500 × 22/122 = 90.16; 250 × 10/110 = 22.73; 210 × 5/105 = 10; 199 × 4/104 = 7.65.
    const priced = priceIn(ITALY, "EUR", [
      ["standard", 500],
      ["reduced", 250],
      ["second-reduced", 210],
      ["super-reduced", 199],
      ["exempt", 1],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Esente da IVA: 1 + 0 = 1",
      "IVA 10 %: 227 + 23 = 250",
      "IVA 5 %: 200 + 10 = 210",
      "IVA 22 %: 410 + 90 = 500",
      "IVA 4 %: 191 + 8 = 199",
    ]);
  });
});

describe("a receipt of the United States", () => {
  it("has tax on top, and none on food", () => {
    const made = createSalesTax({
      id: "US-NY-NYC",
      name: "New York City",
      roundingLevel: "receipt",
      categories: { general: "Sales tax 8.875%", food: "Food, not taxed" },
      periods: [
        {
          layers: [
            { name: "State", rate: "0.04", exceptions: { food: "0" } },
            { name: "City", rate: "0.045", exceptions: { food: "0" } },
            { name: "District", rate: "0.00375", exceptions: { food: "0" } },
          ],
        },
      ],
    });
    if (!made.ok) throw new Error(made.refusal.detail);
    // 1999 + 549 = 2548; × 0.08875 = 226.135; food of 325 is not taxed.
    const priced = priceIn(made.value, "USD", [
      ["general", 1999],
      ["general", 549],
      ["food", 325],
    ]);
    expect(listTaxes(priced)).toEqual([
      "Food, not taxed: 325 + 0 = 325",
      "Sales tax 8.875%: 2548 + 226 = 2774",
    ]);
    expect(priced.totals).toMatchObject({ netMinor: 2873, taxMinor: 226, totalMinor: 3099 });
    // 1999 × 0.08875 = 177.41 → 177; the rest of 226 is the second line's.
    expect(priced.lines.map(({ taxMinor }) => taxMinor)).toEqual([177, 49, 0]);
  });
});

describe("a receipt of Japan", () => {
  it("rounds down once for each rate", () => {
    // 8 %: 540 × 8/108 = 40; 10 %: 330 × 10/110 = 30.
    expect(
      listTaxes(
        priceIn(JAPAN, "JPY", [
          ["reduced", 540],
          ["standard", 330],
          ["exempt", 7],
        ]),
      ),
    ).toEqual(["非課税: 7 + 0 = 7", "消費税 8% ※: 500 + 40 = 540", "消費税 10%: 300 + 30 = 330"]);
    // 100 × 8/108 = 7.41 each, 21 by the line; 300 × 8/108 = 22.22.
    const three = priceIn(JAPAN, "JPY", [
      ["reduced", 100],
      ["reduced", 100],
      ["reduced", 100],
    ]);
    expect(listTaxes(three)).toEqual(["消費税 8% ※: 278 + 22 = 300"]);
  });
});

describe("a receipt of Kuwait", () => {
  it("has three decimals and no tax", () => {
    // 1.250 + 0.375 = 1.625 dinars.
    const priced = priceIn(KUWAIT, "KWD", [
      ["standard", 1250],
      ["standard", 375],
    ]);
    expect(listTaxes(priced)).toEqual(["No VAT: 1625 + 0 = 1625"]);
    expect(priced.totals.totalMinor).toBe(1625);
  });
});
