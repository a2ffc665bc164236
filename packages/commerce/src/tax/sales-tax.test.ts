import { describe, expect, it } from "vitest";
import { computeTaxes } from "./compute-taxes.ts";
import { findTaxRate } from "./jurisdiction.ts";
import { createSalesTax, type SalesTaxLayer, type SalesTaxTable } from "./sales-tax.ts";

const NEW_YEAR_MS = 1_767_225_600_000;

const STATE: SalesTaxLayer = { name: "New York State", rate: "0.04", exceptions: { food: "0" } };
const CITY: SalesTaxLayer = { name: "New York City", rate: "0.045", exceptions: { food: "0" } };
const DISTRICT: SalesTaxLayer = { name: "MCTD", rate: "0.00375", exceptions: { food: "0" } };

const NEW_YORK: SalesTaxTable = {
  id: "US-NY-NYC",
  name: "New York City",
  roundingLevel: "receipt",
  categories: { general: "Sales tax 8.875%", food: "Food, not taxed" },
  periods: [{ layers: [STATE, CITY, DISTRICT] }],
};

function rateOf(table: SalesTaxTable, category: string, atMs = 0): string | undefined {
  const made = createSalesTax(table);
  if (!made.ok) throw new Error(made.refusal.detail);
  const found = findTaxRate(made.value, category, atMs);
  return found.ok ? found.value.rate : undefined;
}

describe("a sales tax", () => {
  it("stacks the rates of state, city and district", () => {
    expect(createSalesTax(NEW_YORK)).toEqual({
      ok: true,
      value: {
        id: "US-NY-NYC",
        name: "New York City",
        pricesIncludeTax: false,
        roundingLevel: "receipt",
        roundingMode: "half-up",
        categories: {
          general: [{ rate: "0.08875", label: "Sales tax 8.875%" }],
          food: [{ rate: "0", label: "Food, not taxed" }],
        },
      },
    });
  });

  it("takes less where one authority alone reduces or exempts", () => {
    const layers = [
      { name: "State", rate: "0.07", exceptions: { food: "0.04" } },
      { name: "County", rate: "0.0225", exceptions: {} },
      { name: "City", rate: "0.005", exceptions: { food: "0" } },
    ];
    const table = { ...NEW_YORK, periods: [{ layers }] };
    expect(rateOf(table, "general")).toBe("0.0975");
    expect(rateOf(table, "food")).toBe("0.0625");
  });

  it("changes with its periods, and is unknown outside of them", () => {
    const table: SalesTaxTable = {
      ...NEW_YORK,
      periods: [
        { layers: [STATE], fromMs: 0, untilMs: NEW_YEAR_MS },
        { layers: [STATE, CITY], fromMs: NEW_YEAR_MS },
      ],
    };
    expect(rateOf(table, "general", -1)).toBeUndefined();
    expect(rateOf(table, "general", NEW_YEAR_MS - 1)).toBe("0.04");
    expect(rateOf(table, "general", NEW_YEAR_MS)).toBe("0.085");
  });

  it("rounds up where the third decimal is above four, by item or by invoice as the seller says", () => {
    const taxOf = (roundingLevel: SalesTaxTable["roundingLevel"], amounts: number[]): number => {
      const made = createSalesTax({ ...NEW_YORK, roundingLevel });
      if (!made.ok) throw new Error(made.refusal.detail);
      const parts = amounts.map((amountMinor, at) => ({
        lineId: `${at}`,
        category: "general",
        rate: "0.08875",
        label: "",
        amountMinor,
      }));
      return computeTaxes(parts, made.value).rows[0]!.taxMinor;
    };
    // $4.00 × 0.08875 = $0.355: 36 cents. $3.99: $0.354: 35 cents.
    expect(taxOf("line", [400])).toBe(36);
    expect(taxOf("line", [399])).toBe(35);
    // Twice $4.00: by item 36 + 36, by invoice $8.00 × 0.08875 = $0.71.
    expect(taxOf("line", [400, 400])).toBe(72);
    expect(taxOf("receipt", [400, 400])).toBe(71);
  });
});

describe("a retailer's table", () => {
  const refusalOf = (more: Partial<SalesTaxTable>): string => {
    const made = createSalesTax({ ...NEW_YORK, ...more });
    if (made.ok) return "";
    expect(made.refusal.code).toBe("input-invalid");
    return made.refusal.detail;
  };

  it("is refused with an exception for no category of its own", () => {
    const wrong = { ...STATE, exceptions: { foot: "0" } };
    expect(refusalOf({ periods: [{ layers: [CITY, wrong] }] })).toBe(
      "sales tax US-NY-NYC: New York State has an exception for foot, no category",
    );
    const inherited = { ...STATE, exceptions: { toString: "0" } };
    expect(refusalOf({ periods: [{ layers: [inherited] }] })).toContain("toString, no category");
  });

  it("is refused with a rate that is none", () => {
    expect(refusalOf({ periods: [{ layers: [{ ...STATE, rate: "4" }] }] })).toBe(
      "sales tax US-NY-NYC: New York State has a rate of 4, which is not 0 to 1",
    );
    const wrong = { ...STATE, exceptions: { food: "-0.01" } };
    expect(refusalOf({ periods: [{ layers: [wrong] }] })).toContain("a rate of -0.01");
  });

  it("is refused with rates that make more than the whole", () => {
    const half = { ...STATE, rate: "0.5" };
    expect(refusalOf({ periods: [{ layers: [half, half] }] })).toBe("");
    expect(refusalOf({ periods: [{ layers: [half, half, CITY] }] })).toContain("rate of 1.045");
  });

  it("is refused without layers, periods or categories", () => {
    expect(refusalOf({ periods: [{ layers: [STATE] }, { layers: [], fromMs: 5 }] })).toBe(
      "sales tax US-NY-NYC: a period has no layers",
    );
    expect(refusalOf({ periods: [] })).toContain("general has no rate");
    expect(refusalOf({ categories: {}, periods: [] })).toContain("it has no category");
  });

  it("takes no exception from what every object has", () => {
    const table: SalesTaxTable = {
      ...NEW_YORK,
      categories: { toString: "Odd" },
      periods: [{ layers: [{ name: "State", rate: "0.04", exceptions: {} }] }],
    };
    expect(rateOf(table, "toString")).toBe("0.04");
  });
});
