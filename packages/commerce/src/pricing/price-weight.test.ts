import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priceBasket } from "./price-basket.ts";
import { priceWeight, weighPrice } from "./price-weight.ts";
import { createInput, createProduct, priceInput } from "./pricing-builders.ts";

describe("a net weight", () => {
  it("costs its share of a kilogram's price, halves up", () => {
    expect(priceWeight(279, 845)).toBe(236);
    expect(priceWeight(100, 505)).toBe(51);
    expect(priceWeight(100, 504)).toBe(50);
    expect(priceWeight(299, 1000)).toBe(299);
  });

  it("costs what exact thousandths make of it", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 100_000 }), (kilogram, netG) => {
        const off = BigInt(priceWeight(kilogram, netG)) * 1000n - BigInt(kilogram) * BigInt(netG);
        expect(off > -500n && off <= 500n).toBe(true);
      }),
    );
  });

  it("is none in fractions of a gram or below nothing", () => {
    expect(() => priceWeight(100, 0.5)).toThrow(RangeError);
    expect(() => priceWeight(100, -1)).toThrow(RangeError);
  });

  it("of a price is what so much money buys, and of goods without a price none", () => {
    expect(weighPrice(170, 200)).toBe(850);
    expect(weighPrice(170, 0)).toBeNull();
  });
});

const BANANAS = createProduct("b", 279, { priceOf: "kilogram", category: "fruit" });
const OATS = createProduct("o", 150, { category: "fruit" });
const weigh = (lineId: string, netG: number, more: object = {}) => ({
  lineId,
  gtin: "b",
  weighing: { netG, ...more },
  quantity: 1,
});
const priceLines = (lines: ReturnType<typeof weigh>[], more = {}) =>
  priceInput(createInput([BANANAS, OATS], {}, { lines, ...more }));

describe("goods by weight", () => {
  it("are priced weighing by weighing, each rounded by itself", () => {
    const { lines, totals } = priceLines([weigh("1", 845), weigh("2", 845), weigh("3", 2)]);
    expect(lines.map(({ grossMinor }) => grossMinor)).toEqual([236, 236, 1]);
    expect(lines[0]).toMatchObject({ weighing: { netG: 845 }, kilogramMinor: 279, unitMinor: 236 });
    expect(totals.goodsMinor).toBe(473);
  });

  it("with a label cost what it says, members included", () => {
    const products = new Map([
      ["b", { ...BANANAS, prices: [{ amountMinor: 279, memberAmountMinor: 100 }] }],
    ]);
    const priced = priceLines([weigh("1", 845, { labelMinor: 240 }), weigh("2", 1000)], {
      isMember: true,
      products,
    });
    expect(priced.lines.map(({ grossMinor }) => grossMinor)).toEqual([240, 100]);
  });

  it("may be cheaper by a share, and are no part of so many for an amount", () => {
    const terms = { id: "x", name: "X", membersOnly: false, categories: ["fruit"] };
    const lines = [weigh("1", 1000), weigh("2", 1000)];
    const share = priceLines(lines, { offers: [{ ...terms, kind: "percentage", rate: "0.1" }] });
    expect(share.totals.discountMinor).toBe(56);
    const two = { ...terms, kind: "multibuy", quantity: 2, amountMinor: 1 } as const;
    expect(priceLines(lines, { offers: [two] }).totals.discountMinor).toBe(0);
    const oats = createInput([OATS], { o: 2 }, { offers: [two] });
    expect(priceInput(oats).totals.discountMinor).toBe(299);
  });

  it.each([
    ["without a weight", { lineId: "1", gtin: "b", quantity: 1 }],
    ["of no whole gram", weigh("1", 0.5)],
    ["of more than can be weighed", weigh("1", 100_001)],
    ["with a label of less than nothing", weigh("1", 100, { labelMinor: -1 })],
    ["that are sold by the unit", { ...weigh("1", 100), gtin: "o" }],
  ])("have no price %s", (_, line) => {
    const priced = priceBasket(createInput([BANANAS, OATS], {}, { lines: [line] }));
    expect(priced).toMatchObject({ ok: false, refusal: { code: "input-invalid" } });
  });
});
