import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumMinor } from "../money/money.ts";
import { extractRate, multiplyByRate, ROUNDING_MODES } from "../money/rates.ts";
import { compareTexts, computeTaxes, type TaxablePart, type TaxRules } from "./compute-taxes.ts";
import { ROUNDING_LEVELS } from "./jurisdiction.ts";

const INCLUDED: TaxRules = {
  pricesIncludeTax: true,
  roundingLevel: "rate",
  roundingMode: "half-up",
};

function createParts(...parts: readonly [string, string, number][]): TaxablePart[] {
  return parts.map(([category, rate, amountMinor], at) => ({
    lineId: `line-${at}`,
    category,
    rate,
    label: `${category} ${rate}`,
    amountMinor,
  }));
}

const RATES = { food: "0.05", books: "0.05", wine: "0.2", bread: "0", fuel: "0.08875" };
type Category = keyof typeof RATES;

const partLists = fc
  .array(
    fc.tuple(
      fc.constantFrom(...(Object.keys(RATES) as Category[])),
      fc.nat({ max: 500 }),
      fc.nat({ max: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(
      ([category, amountMinor, line]): TaxablePart => ({
        lineId: `line-${line}`,
        category,
        rate: RATES[category],
        label: category,
        amountMinor,
      }),
    ),
  );
const rules: fc.Arbitrary<TaxRules> = fc.record({
  pricesIncludeTax: fc.boolean(),
  roundingLevel: fc.constantFrom(...ROUNDING_LEVELS),
  roundingMode: fc.constantFrom(...ROUNDING_MODES),
});

/** The tax of one amount, by itself. */
function taxOf(amountMinor: number, rate: string, terms: TaxRules): number {
  const { pricesIncludeTax, roundingMode } = terms;
  return pricesIncludeTax
    ? extractRate(amountMinor, rate, roundingMode)
    : multiplyByRate(amountMinor, rate, roundingMode);
}

function sumBy(parts: readonly TaxablePart[], keyOf: (part: TaxablePart) => string): TaxablePart[] {
  return [...Map.groupBy(parts, keyOf).values()].map((group) => ({
    ...group[0]!,
    amountMinor: sumMinor(group.map(({ amountMinor }) => amountMinor)),
  }));
}

describe("taxes by level", () => {
  // Three of 99 at 20 %, included: 16.5 each, 49.5 together.
  const three = createParts(["wine", "0.2", 99], ["wine", "0.2", 99], ["wine", "0.2", 99]);

  it("are rounded on each line", () => {
    const taxes = computeTaxes(three, { ...INCLUDED, roundingLevel: "line" });
    expect(taxes.partTaxesMinor).toEqual([17, 17, 17]);
    expect(taxes.rows).toEqual([
      {
        category: "wine",
        rate: "0.2",
        label: "wine 0.2",
        netMinor: 246,
        taxMinor: 51,
        grossMinor: 297,
      },
    ]);
  });

  it("are rounded once for each rate, and shared by its lines", () => {
    const taxes = computeTaxes(three, INCLUDED);
    // 16.5 → 17; 33 → 33, 16 more; 49.5 → 50, 17 more.
    expect(taxes.partTaxesMinor).toEqual([17, 16, 17]);
    expect(taxes.rows[0]).toMatchObject({ netMinor: 247, taxMinor: 50, grossMinor: 297 });
  });

  it("are rounded together for categories of one rate, however it is written", () => {
    // 5 % on top: 30 × 0.05 = 1.5 each, 3 together; each by itself would be 2.
    const terms: TaxRules = { ...INCLUDED, pricesIncludeTax: false };
    const parts = createParts(["food", "0.05", 30], ["books", "0.050", 30]);
    expect(computeTaxes(parts, terms).rows).toEqual([
      {
        category: "books",
        rate: "0.050",
        label: "books 0.050",
        netMinor: 30,
        taxMinor: 2,
        grossMinor: 32,
      },
      {
        category: "food",
        rate: "0.05",
        label: "food 0.05",
        netMinor: 30,
        taxMinor: 1,
        grossMinor: 31,
      },
    ]);
  });

  it("are rounded once on the receipt, over all rates", () => {
    // 8 at 5 % is 0.4, 3 at 20 % is 0.6, together 1; by rate it would be 0 and 1; 2 and 2 by "up".
    const parts = createParts(["food", "0.05", 8], ["wine", "0.2", 3]);
    const terms: TaxRules = { ...INCLUDED, pricesIncludeTax: false, roundingMode: "down" };
    expect(computeTaxes(parts, terms).partTaxesMinor).toEqual([0, 0]);
    const receipt: TaxRules = { ...terms, roundingLevel: "receipt" };
    expect(computeTaxes(parts, receipt).partTaxesMinor).toEqual([0, 1]);
    expect(computeTaxes(parts, { ...receipt, roundingMode: "up" }).partTaxesMinor).toEqual([1, 0]);
  });

  it("are exact on the receipt where prices include them", () => {
    // 7 × 0.05 / 1.05 = 1/3 and 1 × 0.2 / 1.2 = 1/6: together 1/2, a tie.
    const parts = createParts(["food", "0.05", 7], ["wine", "0.2", 1]);
    const taxOfAll = (roundingMode: TaxRules["roundingMode"]): number =>
      sumMinor(
        computeTaxes(parts, { ...INCLUDED, roundingLevel: "receipt", roundingMode }).partTaxesMinor,
      );
    expect(ROUNDING_MODES.map(taxOfAll)).toEqual([1, 0, 0, 1]);
  });

  it("are together for goods and deposit of one line at one rate, apart at two", () => {
    const line = (rates: readonly string[]): TaxablePart[] =>
      rates.map((rate, at) => ({
        lineId: "line",
        category: `${at}`,
        rate,
        label: rate,
        amountMinor: 3,
      }));
    const terms: TaxRules = {
      pricesIncludeTax: false,
      roundingLevel: "line",
      roundingMode: "half-up",
    };
    // 3 × 0.2 = 0.6 each: 1.2 together; 0.6 and 0.57 apart.
    expect(computeTaxes(line(["0.2", "0.2"]), terms).partTaxesMinor).toEqual([1, 0]);
    expect(computeTaxes(line(["0.2", "0.19"]), terms).partTaxesMinor).toEqual([1, 1]);
  });
});

describe("taxes", () => {
  it("of nothing are none", () => {
    expect(computeTaxes([], INCLUDED)).toEqual({ rows: [], partTaxesMinor: [] });
  });

  it("of a category at two rates throw", () => {
    const parts = createParts(["wine", "0.2", 1], ["wine", "0.19", 1]);
    expect(() => computeTaxes(parts, INCLUDED)).toThrow(
      new Error("broken invariant: wine has one rate"),
    );
  });

  it("of what is no amount, or at what is no rate, throw", () => {
    expect(() => computeTaxes(createParts(["wine", "0.2", 0.5]), INCLUDED)).toThrow(RangeError);
    expect(() => computeTaxes(createParts(["wine", "20", 1]), INCLUDED)).toThrow(RangeError);
  });

  it("are those of each line, rate or receipt rounded by itself", () => {
    fc.assert(
      fc.property(partLists, rules, (parts, terms) => {
        const taxMinor = sumMinor(computeTaxes(parts, terms).partTaxesMinor);
        if (terms.roundingLevel === "receipt") {
          const exact = parts.reduce((sum, { rate, amountMinor }) => {
            const share = terms.pricesIncludeTax ? Number(rate) / (1 + Number(rate)) : Number(rate);
            return sum + amountMinor * share;
          }, 0);
          expect(Math.abs(taxMinor - exact)).toBeLessThan(1 + 1e-6);
        } else {
          const isLine = terms.roundingLevel === "line";
          const sums = sumBy(parts, (part) => `${part.rate} ${isLine ? part.lineId : ""}`);
          const taxes = sums.map(({ amountMinor, rate }) => taxOf(amountMinor, rate, terms));
          expect(taxMinor).toBe(sumMinor(taxes));
        }
      }),
    );
  });

  it("lose and invent nothing: parts, rows and sums agree, and none is negative", () => {
    fc.assert(
      fc.property(partLists, rules, (parts, terms) => {
        const { rows, partTaxesMinor } = computeTaxes(parts, terms);
        const amountMinor = sumMinor(parts.map((part) => part.amountMinor));
        const taxMinor = sumMinor(partTaxesMinor);
        const sumOf = (key: "netMinor" | "taxMinor" | "grossMinor"): number =>
          sumMinor(rows.map((row) => row[key]));
        expect(sumOf("taxMinor")).toBe(taxMinor);
        expect(sumOf(terms.pricesIncludeTax ? "grossMinor" : "netMinor")).toBe(amountMinor);
        expect(sumOf("netMinor") + sumOf("taxMinor")).toBe(sumOf("grossMinor"));
        expect(rows.every((row) => row.netMinor >= 0 && row.taxMinor >= 0)).toBe(true);
        expect(partTaxesMinor.every((part) => part >= 0)).toBe(true);
      }),
    );
  });

  it("of a part are a unit off its exact tax at most", () => {
    fc.assert(
      fc.property(partLists, rules, (parts, terms) => {
        for (const [at, taxMinor] of computeTaxes(parts, terms).partTaxesMinor.entries()) {
          const { amountMinor, rate } = parts[at]!;
          const scaled = Math.round(Number(rate) * 100_000);
          const under = 100_000 + (terms.pricesIncludeTax ? scaled : 0);
          expect(Math.abs(taxMinor * under - amountMinor * scaled)).toBeLessThanOrEqual(under);
        }
      }),
    );
  });

  it("do not depend on the order of parts", () => {
    const orders = partLists.chain((parts) =>
      fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })),
    );
    fc.assert(
      fc.property(orders, rules, ([parts, shuffled], terms) => {
        expect(computeTaxes(shuffled, terms).rows).toEqual(computeTaxes(parts, terms).rows);
      }),
    );
  });
});

describe("texts", () => {
  it("are ordered by code units", () => {
    expect(["b", "a", "B", "é", "a"].sort(compareTexts)).toEqual(["B", "a", "a", "b", "é"]);
    expect(compareTexts("a", "a")).toBe(0);
  });
});
