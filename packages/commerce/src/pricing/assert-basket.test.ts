import { beforeAll, describe, expect, it } from "vitest";
import { assertBasket } from "./assert-basket.ts";
import { createInput, createProduct, priceInput } from "./pricing-builders.ts";
import type { BasketTotals, PricedBasket, PricedLine } from "./pricing-types.ts";

const tea = createProduct("tea", 120, {
  deposit: { name: "Tin", amountMinor: 10, taxCategory: "zero" },
});
let good: PricedBasket;

beforeAll(() => {
  good = priceInput(
    createInput(
      [tea],
      { tea: 3 },
      {
        offers: [
          {
            id: "o",
            name: "3 for 3",
            kind: "multibuy",
            membersOnly: false,
            gtins: ["tea"],
            quantity: 3,
            amountMinor: 300,
          },
        ],
      },
    ),
  );
});

const faultOf = (basket: PricedBasket, pricesIncludeTax = true, step?: number): string => {
  try {
    const rules = step === undefined ? {} : { totalStepMinor: step };
    assertBasket(basket, { pricesIncludeTax, ...rules });
    return "";
  } catch (error) {
    return (error as Error).message.replace("broken invariant: ", "");
  }
};
const withLine = (more: Partial<PricedLine>): PricedBasket => ({
  ...good,
  lines: [{ ...good.lines[0]!, ...more }],
});
const withTotals = (more: Partial<BasketTotals>): PricedBasket => ({
  ...good,
  totals: { ...good.totals, ...more },
});

describe("a priced basket", () => {
  it("holds to its sums", () => {
    // 3 × 120 - 60 + 30 = 330; 300 × 20/120 = 50.
    expect(good.totals).toEqual({
      goodsMinor: 360,
      discountMinor: 60,
      depositMinor: 30,
      netMinor: 280,
      taxMinor: 50,
      totalMinor: 330,
    });
    expect(faultOf(good)).toBe("");
  });

  it("is found out where a line does not add up", () => {
    expect(faultOf(withLine({ quantity: 2 }))).toBe("line line-tea is quantity × unit");
    expect(faultOf(withLine({ grossMinor: 361 }))).toBe("line line-tea is quantity × unit");
    expect(faultOf(withLine({ payableMinor: 331 }))).toBe("line line-tea adds up");
    expect(faultOf(withLine({ discountMinor: 61 }))).toBe("line line-tea adds up");
    expect(faultOf(withLine({ depositMinor: 31 }))).toBe("line line-tea adds up");
  });

  it("is found out where a discount is not within its goods, or a deposit is negative", () => {
    const within = "the discount of line line-tea is within its goods";
    expect(faultOf(withLine({ discountMinor: -1 }))).toBe(within);
    expect(faultOf(withLine({ discountMinor: 361, payableMinor: 29 }))).toBe(within);
    expect(faultOf(withLine({ discountMinor: 360, payableMinor: 30 }))).not.toBe(within);
    expect(faultOf(withLine({ discountMinor: 0, payableMinor: 390 }))).not.toBe(within);
    expect(faultOf(withLine({ depositMinor: -1 }))).toBe(
      "the deposit of line line-tea is not negative",
    );
  });

  it("is found out where a tax row does not add up, or is negative", () => {
    const [standard] = good.taxes;
    const withRow = (more: Partial<typeof standard>): PricedBasket => ({
      ...good,
      taxes: [{ ...standard!, ...more }],
    });
    expect(faultOf(withRow({ grossMinor: 301 }))).toBe("tax row standard adds up");
    expect(faultOf(withRow({ netMinor: -1 }))).toBe("tax row standard is not negative");
    expect(faultOf(withRow({ taxMinor: -1 }))).toBe("tax row standard is not negative");
    expect(faultOf(withRow({ netMinor: 0, taxMinor: 300 }))).toBe("rows' net amounts make 280");
    expect(faultOf(withRow({ netMinor: 300, taxMinor: 0 }))).toBe("rows' net amounts make 280");
  });

  it("is found out where totals are not those of lines, offers and tax rows", () => {
    expect(faultOf(withTotals({ goodsMinor: 361 }))).toBe("lines' goods make 361");
    expect(faultOf(withTotals({ discountMinor: 61 }))).toBe("lines' discounts make 61");
    expect(faultOf({ ...good, offers: [] })).toBe("offers' discounts make 60");
    expect(faultOf(withTotals({ depositMinor: 31 }))).toBe("lines' deposits make 31");
    expect(faultOf(withLine({ taxMinor: 49 }))).toBe("lines' taxes make 50");
    expect(faultOf(withTotals({ netMinor: 281 }))).toBe("rows' net amounts make 281");
    expect(faultOf(withTotals({ totalMinor: 331 }))).toBe("rows' gross amounts make 331");
    const moved = good.taxes.map((row) =>
      row.category === "zero" ? { ...row, taxMinor: 1, grossMinor: row.grossMinor + 1 } : row,
    );
    expect(faultOf({ ...good, taxes: moved })).toBe("rows' taxes make 50");
  });

  it("is found out where its total is not in steps, or more than a step is left off", () => {
    const inSteps = "the total is in steps of 20, and less than one is left off";
    const rounded = (roundingMinor: number, totalMinor: number) =>
      faultOf(withTotals({ roundingMinor, totalMinor }), true, 20);
    expect(rounded(-10, 320)).toBe("");
    expect(rounded(0, 330)).toBe(inSteps);
    expect(rounded(10, 340)).toBe(inSteps);
    expect(rounded(-30, 300)).toBe(inSteps);
    expect(rounded(-20, 320)).toBe(inSteps);
    expect(rounded(-9, 320)).toBe("rows' gross amounts make 329");
    expect(faultOf(withTotals({ roundingMinor: -10, totalMinor: 320 }))).toContain("steps of 1,");
  });

  it("is found out where its lines and the tax on top are not what is paid", () => {
    expect(faultOf(good, false)).toBe("lines make 330");
  });
});
