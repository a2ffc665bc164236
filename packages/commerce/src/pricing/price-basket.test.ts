import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumMinor } from "../money/money.ts";
import type { TaxJurisdiction } from "../tax/jurisdiction.ts";
import { GERMANY, KUWAIT, UNITED_KINGDOM } from "../tax/jurisdictions.ts";
import { LINES_MAX, QUANTITY_MAX, UNIT_MINOR_MAX, UNITS_MAX } from "./limits.ts";
import { priceBasket } from "./price-basket.ts";
import { arbitraryInputs, createInput, createProduct, priceInput } from "./pricing-builders.ts";
import type { CatalogueProduct, Offer, PricedBasket, PricingInput } from "./pricing-types.ts";

const WITHOUT_TAX_INCLUDED: TaxJurisdiction = { ...UNITED_KINGDOM, pricesIncludeTax: false };

const tea = createProduct("tea", 299, { name: "Tea", category: "drinks" });
const bread = createProduct("bread", 135, { name: "Bread", taxCategory: "zero" });
const cola = createProduct("cola", 120, {
  name: "Cola",
  category: "drinks",
  deposit: { name: "Bottle", amountMinor: 20, taxCategory: "exempt" },
});
const drinks: Offer = {
  id: "drinks",
  name: "Drinks 10 % off",
  kind: "percentage",
  rate: "0.1",
  categories: ["drinks"],
  membersOnly: false,
};

/** Two teas, a bread and a cola, drinks at 10 % off. */
const DRINKS_AND_BREAD: PricedBasket = {
  currency: "GBP",
  pricedAtMs: 1000,
  isMember: false,
  jurisdictionId: "GB",
  lines: [
    {
      lineId: "line-tea",
      gtin: "tea",
      name: "Tea",
      quantity: 2,
      unitMinor: 299,
      grossMinor: 598,
      discountMinor: 60,
      offerIds: ["drinks"],
      depositMinor: 0,
      taxCategory: "standard",
      taxRate: "0.2",
      taxMinor: 90,
      payableMinor: 538,
    },
    {
      lineId: "line-bread",
      gtin: "bread",
      name: "Bread",
      quantity: 1,
      unitMinor: 135,
      grossMinor: 135,
      discountMinor: 0,
      offerIds: [],
      depositMinor: 0,
      taxCategory: "zero",
      taxRate: "0",
      taxMinor: 0,
      payableMinor: 135,
    },
    {
      lineId: "line-cola",
      gtin: "cola",
      name: "Cola",
      quantity: 1,
      unitMinor: 120,
      grossMinor: 120,
      discountMinor: 12,
      offerIds: ["drinks"],
      depositMinor: 20,
      taxCategory: "standard",
      taxRate: "0.2",
      taxMinor: 18,
      payableMinor: 128,
    },
  ],
  offers: [{ offerId: "drinks", name: "Drinks 10 % off", discountMinor: 72 }],
  taxes: [
    {
      category: "exempt",
      rate: "0",
      label: "Exempt from VAT",
      netMinor: 20,
      taxMinor: 0,
      grossMinor: 20,
    },
    {
      category: "standard",
      rate: "0.2",
      label: "VAT 20 %",
      netMinor: 538,
      taxMinor: 108,
      grossMinor: 646,
    },
    {
      category: "zero",
      rate: "0",
      label: "VAT 0 %",
      netMinor: 135,
      taxMinor: 0,
      grossMinor: 135,
    },
  ],
  totals: {
    goodsMinor: 853,
    discountMinor: 72,
    depositMinor: 20,
    netMinor: 693,
    taxMinor: 108,
    totalMinor: 801,
  },
};

function refusalOf(input: PricingInput): string {
  const priced = priceBasket(input);
  return priced.ok ? "" : `${priced.refusal.code}: ${priced.refusal.detail}`;
}

describe("a priced basket", () => {
  it("has lines, offers, deposits, taxes and totals, in this order of keys", () => {
    // Tea: 2 × 299 = 598, 10 % off is 30 each (29.9): 538. Cola: 120 - 12 + 20 = 128. Bread 135.
    // 20 %: (538 + 108) × 20/120 = 107.67; of tea 538 × 20/120 = 89.67.
    const input = createInput(
      [tea, bread, cola],
      { tea: 2, bread: 1, cola: 1 },
      { offers: [drinks] },
    );
    expect(JSON.stringify(priceInput(input), null, 1)).toBe(
      JSON.stringify(DRINKS_AND_BREAD, null, 1),
    );
  });

  it("has tax on top where prices exclude it", () => {
    // 299 × 0.2 = 59.8.
    const input = createInput([tea], { tea: 1 }, { jurisdiction: WITHOUT_TAX_INCLUDED });
    const { lines, totals } = priceInput(input);
    expect(lines[0]).toMatchObject({ payableMinor: 299, taxMinor: 60 });
    expect(totals).toMatchObject({ netMinor: 299, taxMinor: 60, totalMinor: 359 });
  });

  it("of nothing is nothing", () => {
    expect(priceInput(createInput([tea], {}, { offers: [drinks] }))).toEqual({
      currency: "GBP",
      pricedAtMs: 1_000,
      isMember: false,
      jurisdictionId: "GB",
      lines: [],
      offers: [],
      taxes: [],
      totals: {
        goodsMinor: 0,
        discountMinor: 0,
        depositMinor: 0,
        netMinor: 0,
        taxMinor: 0,
        totalMinor: 0,
      },
    });
  });

  it("has several lines of one product", () => {
    const input = createInput([cola], {}, { offers: [drinks] });
    const lines = [1, 2].map((quantity) => ({ lineId: `l${quantity}`, gtin: "cola", quantity }));
    const priced = priceInput({ ...input, lines });
    expect(priced.lines.map((line) => [line.lineId, line.payableMinor, line.taxMinor])).toEqual([
      ["l1", 128, 18],
      ["l2", 256, 36],
    ]);
  });
});

describe("a price", () => {
  const priced = (entries: CatalogueProduct["prices"], more: Partial<PricingInput> = {}): number =>
    priceInput(createInput([{ ...tea, prices: entries }], { tea: 1 }, more)).lines[0]!.unitMinor;

  it("is that of its time: from its first instant, not at its last", () => {
    const entries = [{ amountMinor: 299 }, { amountMinor: 249, fromMs: 500, untilMs: 600 }];
    const at = [499, 500, 599, 600].map((pricedAtMs) => priced(entries, { pricedAtMs }));
    expect(at).toEqual([299, 249, 249, 299]);
  });

  it("is, of those that overlap, the one that begins later", () => {
    expect(
      priced([
        { amountMinor: 1, fromMs: 900 },
        { amountMinor: 2, fromMs: 800 },
      ]),
    ).toBe(1);
  });

  it("is the members' for members, where it is less", () => {
    const members = [{ amountMinor: 299, memberAmountMinor: 199 }];
    expect(priced(members)).toBe(299);
    expect(priced(members, { isMember: true })).toBe(199);
    expect(priced([{ amountMinor: 299 }], { isMember: true })).toBe(299);
    expect(priced([{ amountMinor: 299, memberAmountMinor: 300 }], { isMember: true })).toBe(299);
  });
});

describe("an offer", () => {
  it("for members is for members alone", () => {
    const offers = [{ ...drinks, membersOnly: true }];
    const discountOf = (isMember: boolean): number =>
      priceInput(createInput([tea], { tea: 1 }, { offers, isMember })).totals.discountMinor;
    expect([discountOf(false), discountOf(true)]).toEqual([0, 30]);
  });

  it("over two rates of tax takes its part off each", () => {
    // 3 for 2 of wine 700 (19 %), milk 200 and bread 100 (7 %): 100 off, 70, 20 and 10.
    // 630 × 19/119 = 100.59; 270 × 7/107 = 17.66.
    const goods = [
      createProduct("wine", 700),
      createProduct("milk", 200, { taxCategory: "reduced" }),
      createProduct("bread", 100, { taxCategory: "reduced" }),
    ];
    const offer: Offer = {
      id: "3",
      name: "3 for 2",
      kind: "cheapest-free",
      quantity: 3,
      gtins: ["wine", "milk", "bread"],
      membersOnly: false,
    };
    const quantities = { wine: 1, milk: 1, bread: 1 };
    const more = { offers: [offer], jurisdiction: GERMANY, currency: "EUR" };
    const priced = priceInput(createInput(goods, quantities, more));
    expect(priced.taxes.map((row) => [row.grossMinor, row.taxMinor])).toEqual([
      [270, 18],
      [630, 101],
    ]);
  });
});

describe("what cannot be priced", () => {
  const input = createInput([tea, bread, cola], { tea: 1 });
  const withQuantity = (quantity: number): PricingInput => createInput([tea], { tea: quantity });

  it("is refused in a currency that is none, and at no time", () => {
    expect(refusalOf({ ...input, currency: "ZZZ" })).toBe(
      "currency-mismatch: ZZZ is no currency of ISO 4217",
    );
    expect(refusalOf({ ...input, pricedAtMs: Number.NaN })).toBe(
      "input-invalid: the time is no whole number",
    );
  });

  it("is refused with a quantity that is not 1 to its bound", () => {
    expect(refusalOf(withQuantity(1))).toBe("");
    expect(refusalOf(withQuantity(QUANTITY_MAX))).toBe("");
    for (const quantity of [0, -1, 1.5, Number.NaN, QUANTITY_MAX + 1]) {
      expect(refusalOf(withQuantity(quantity))).toBe(
        `quantity-invalid: line line-tea: ${quantity} is not 1 to ${QUANTITY_MAX}`,
      );
    }
  });

  it("is refused past its bounds of lines and of units, and not at them", () => {
    const lines = (count: number, quantity: number) =>
      Array.from({ length: count }, (_, at) => ({ lineId: `${at}`, gtin: "tea", quantity }));
    expect(refusalOf({ ...input, lines: lines(LINES_MAX, 1) })).toBe("");
    expect(refusalOf({ ...input, lines: lines(LINES_MAX + 1, 1) })).toBe(
      `input-invalid: a basket has ${LINES_MAX} lines at most`,
    );
    expect(refusalOf({ ...input, lines: lines(20, UNITS_MAX / 20) })).toBe("");
    const more = [...lines(20, UNITS_MAX / 20), { lineId: "more", gtin: "tea", quantity: 1 }];
    expect(refusalOf({ ...input, lines: more })).toBe(
      `quantity-invalid: a basket has ${UNITS_MAX} units at most`,
    );
  });

  it("is refused with two lines of the same id", () => {
    const line = input.lines[0]!;
    expect(refusalOf({ ...input, lines: [line, { ...line, gtin: "bread" }] })).toBe(
      "input-invalid: two lines have the same id",
    );
  });

  it("is refused with a product that is not known, or filed under another's GTIN", () => {
    const unknown = "product-unknown: line line-tea: no product tea";
    expect(refusalOf(createInput([bread], { tea: 1 }))).toBe(unknown);
    expect(refusalOf({ ...input, products: new Map([["tea", bread]]) })).toBe(unknown);
  });

  it("is refused without a price, or with one that is no amount", () => {
    const refused = (more: Partial<CatalogueProduct>): string =>
      refusalOf(createInput([{ ...tea, ...more }], { tea: 1 }));
    expect(refused({ prices: [] })).toBe("price-missing: tea has no price at 1000");
    expect(refused({ prices: [{ amountMinor: 1, untilMs: 1_000 }] })).toContain("price-missing");
    const wrong = "amount-invalid: tea has a price or deposit that is no amount";
    expect(refused({ prices: [{ amountMinor: UNIT_MINOR_MAX }] })).toBe("");
    expect(refused({ prices: [{ amountMinor: UNIT_MINOR_MAX + 1 }] })).toBe(wrong);
    expect(refused({ prices: [{ amountMinor: 5, memberAmountMinor: -1 }] })).toBe(wrong);
    expect(refused({ deposit: { name: "", amountMinor: 0.5, taxCategory: "zero" } })).toBe(wrong);
  });

  it("is refused with a tax category that is not known, of goods or deposit", () => {
    const refused = (product: CatalogueProduct): string =>
      refusalOf(createInput([product], { tea: 1 }));
    expect(refused({ ...tea, taxCategory: "luxury" })).toBe(
      "tax-unknown: GB has no rate for luxury at 1000",
    );
    const deposit = { name: "Tin", amountMinor: 5, taxCategory: "tin" };
    expect(refused({ ...tea, deposit })).toBe("tax-unknown: GB has no rate for tin at 1000");
  });

  it("is refused with an offer that cannot be used", () => {
    expect(refusalOf({ ...input, offers: [{ ...drinks, rate: "10" }] })).toBe(
      "offer-invalid: offer drinks: a rate of 10 is not 0 to 1",
    );
  });
});

describe("a basket at all its bounds", () => {
  it("stays within safe amounts", () => {
    const gold = createProduct("gold", UNIT_MINOR_MAX, {
      deposit: { name: "Box", amountMinor: UNIT_MINOR_MAX, taxCategory: "all" },
      taxCategory: "all",
    });
    const jurisdiction = {
      ...WITHOUT_TAX_INCLUDED,
      categories: { all: [{ rate: "1", label: "All" }] },
    };
    const lines = Array.from({ length: LINES_MAX }, (_, at) => ({
      lineId: `${at}`,
      gtin: "gold",
      quantity: UNITS_MAX / LINES_MAX,
    }));
    const priced = priceInput({ ...createInput([gold], {}, { jurisdiction }), lines });
    expect(priced.totals.totalMinor).toBe(UNIT_MINOR_MAX * UNITS_MAX * 4);
  });
});

describe("a total with a step", () => {
  const totalsOf = (unitMinor: number, more: Partial<TaxJurisdiction>) =>
    priceInput(
      createInput(
        [createProduct("tea", unitMinor)],
        { tea: 1 },
        {
          currency: "KWD",
          jurisdiction: { ...KUWAIT, totalStepMinor: 10, ...more },
        },
      ),
    ).totals;

  it("leaves off what is over, to the minor unit, and tax stays as it is", () => {
    expect(totalsOf(1_230, {})).toMatchObject({ roundingMinor: 0, totalMinor: 1_230 });
    expect(totalsOf(1_234, {})).toMatchObject({ roundingMinor: -4, totalMinor: 1_230 });
    expect(totalsOf(1_239, {})).toMatchObject({ roundingMinor: -9, totalMinor: 1_230 });
    expect(totalsOf(9, {})).toMatchObject({ goodsMinor: 9, roundingMinor: -9, totalMinor: 0 });
    const onTop = {
      pricesIncludeTax: false,
      categories: { standard: [{ rate: "0.05", label: "VAT" }] },
    };
    expect(totalsOf(1_110, onTop)).toMatchObject({
      netMinor: 1_110,
      taxMinor: 56,
      roundingMinor: -6,
      totalMinor: 1_160,
    });
  });

  it("is reported where there is one, and only there", () => {
    const input = createInput([createProduct("tea", 1_234)], { tea: 1 }, { jurisdiction: KUWAIT });
    expect(Object.keys(priceInput(input).totals)).toEqual([
      ...["goodsMinor", "discountMinor", "depositMinor", "netMinor", "taxMinor", "totalMinor"],
    ]);
  });
});

describe("any basket", () => {
  it("loses no money: lines, offers, taxes and totals agree", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (input) => {
        const { lines, offers, taxes, totals } = priceInput(input);
        const { goodsMinor, discountMinor, depositMinor, netMinor, taxMinor, totalMinor } = totals;
        const { pricesIncludeTax, totalStepMinor: stepMinor = 1 } = input.jurisdiction;
        const { roundingMinor = 0 } = totals;
        const paidMinor = goodsMinor - discountMinor + depositMinor;
        expect(sumMinor(lines.map((line) => line.payableMinor))).toBe(paidMinor);
        expect(totalMinor).toBe(netMinor + taxMinor + roundingMinor);
        expect(pricesIncludeTax ? netMinor + taxMinor : netMinor).toBe(paidMinor);
        expect([totalMinor % stepMinor, "roundingMinor" in totals]).toEqual([0, stepMinor > 1]);
        expect(-roundingMinor).toBeLessThan(stepMinor);
        expect(-roundingMinor).toBeGreaterThanOrEqual(0);
        expect(sumMinor(offers.map((offer) => offer.discountMinor))).toBe(discountMinor);
        expect(sumMinor(taxes.map((row) => row.taxMinor))).toBe(taxMinor);
        expect(sumMinor(lines.map((line) => line.taxMinor))).toBe(taxMinor);
      }),
      { numRuns: 300 },
    );
  });

  it("costs no more for its offers, and never less than nothing", () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryInputs(), arbitraryInputs(300)), (input) => {
        const plain = priceInput({ ...input, offers: [] });
        const priced = priceInput(input);
        expect(priced.totals.discountMinor).toBeGreaterThanOrEqual(0);
        expect(priced.totals.discountMinor).toBeLessThanOrEqual(plain.totals.goodsMinor);
        for (const line of priced.lines) {
          expect(line.discountMinor).toBeLessThanOrEqual(line.grossMinor);
          expect(line.payableMinor).toBeGreaterThanOrEqual(0);
          if (line.offerIds.length === 0) expect(line.discountMinor).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("costs no more for one more offer, where the choice is exact", () => {
    fc.assert(
      fc.property(arbitraryInputs(3, 5), (input) => {
        const fewer = priceInput({ ...input, offers: input.offers.slice(1) });
        const all = priceInput(input);
        expect(all.totals.discountMinor).toBeGreaterThanOrEqual(fewer.totals.discountMinor);
      }),
      { numRuns: 300 },
    );
  });

  it("costs the same in any order of lines and offers, of few units or many", () => {
    const orders = fc
      .oneof(arbitraryInputs(), arbitraryInputs(300))
      .chain((input) =>
        fc.tuple(
          fc.constant(input),
          fc.shuffledSubarray([...input.lines], { minLength: input.lines.length }),
          fc.shuffledSubarray([...input.offers], { minLength: input.offers.length }),
        ),
      );
    fc.assert(
      fc.property(orders, ([input, lines, offers]) => {
        const priced = priceInput(input);
        const shuffled = priceInput({ ...input, lines, offers });
        const byId = new Map(priced.lines.map((line) => [line.lineId, line]));
        expect(shuffled).toEqual({
          ...priced,
          lines: lines.map(({ lineId }) => byId.get(lineId)),
        });
      }),
      { numRuns: 300 },
    );
  });

  it("costs a member no more, offers aside", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (input) => {
        const priceFor = (isMember: boolean): number =>
          priceInput({ ...input, offers: [], isMember }).totals.goodsMinor;
        expect(priceFor(true)).toBeLessThanOrEqual(priceFor(false));
      }),
    );
  });
});
