import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNITED_KINGDOM } from "../tax/jurisdictions.ts";
import { priceBasket } from "./price-basket.ts";
import { arbitraryInputs, createInput, createProduct, priceInput } from "./pricing-builders.ts";
import type { BasketLine, Offer, PricedLine, PricingInput } from "./pricing-types.ts";
import {
  type Catalogue,
  changeLines,
  type InputsOfPrice,
  recordPricingInputs,
  repriceFromInputs,
} from "./reprice.ts";

/** As a receipt keeps it. */
function keep(input: PricingInput): InputsOfPrice {
  return JSON.parse(JSON.stringify(recordPricingInputs(input)));
}

const offer: Offer = {
  id: "o1",
  name: "2 for 5",
  kind: "multibuy",
  quantity: 2,
  amountMinor: 500,
  gtins: ["tea", "coffee"],
  categories: ["drinks", "dry"],
  membersOnly: false,
};
const tea = createProduct("tea", 299, {
  prices: [{ amountMinor: 299 }, { amountMinor: 279, fromMs: 900, untilMs: 1_100 }],
  category: "drinks",
  ageMin: 18,
  deposit: { name: "Tin", amountMinor: 5, taxCategory: "zero" },
});
const bread = createProduct("bread", 135, { taxCategory: "zero" });
const coffee = createProduct("coffee", 500);

describe("the record of a price", () => {
  it("holds what the price rests on, and nothing else", () => {
    const input = createInput(
      [tea, bread, coffee],
      { tea: 2, bread: 1 },
      {
        offers: [
          { ...offer, id: "o3", categories: [], gtins: ["coffee"] },
          { ...offer, id: "o2", membersOnly: true },
          offer,
        ],
      },
    );
    expect(recordPricingInputs(input)).toEqual({
      currency: "GBP",
      pricedAtMs: 1_000,
      isMember: false,
      lines: [
        { lineId: "line-tea", gtin: "tea", quantity: 2 },
        { lineId: "line-bread", gtin: "bread", quantity: 1 },
      ],
      products: [
        bread,
        {
          gtin: "tea",
          name: "Product tea",
          taxCategory: "standard",
          category: "drinks",
          prices: [{ amountMinor: 279, fromMs: 900, untilMs: 1_100 }],
          deposit: { name: "Tin", amountMinor: 5, taxCategory: "zero" },
        },
      ],
      offers: [{ ...offer, gtins: ["tea"], categories: ["drinks"] }],
      jurisdiction: {
        ...UNITED_KINGDOM,
        categories: {
          standard: UNITED_KINGDOM.categories.standard,
          zero: UNITED_KINGDOM.categories.zero,
        },
      },
    });
  });

  it("has products, offers and tax categories in the order of their names", () => {
    const offers = ["o2", "o1"].map((id) => ({ ...offer, id }));
    const input = createInput([tea, bread, coffee], { tea: 1, coffee: 1, bread: 1 }, { offers });
    const record = recordPricingInputs(input);
    expect(record.products.map(({ gtin }) => gtin)).toEqual(["bread", "coffee", "tea"]);
    expect(record.offers.map(({ id }) => id)).toEqual(["o1", "o2"]);
    expect(Object.keys(record.jurisdiction.categories)).toEqual(["standard", "zero"]);
  });

  it("of an offer has no scope that the offer has not", () => {
    const { categories: _, ...byGtin } = offer;
    const { gtins: __, ...byCategory } = offer;
    const input = createInput([tea], { tea: 1 }, { offers: [byGtin, { ...byCategory, id: "o2" }] });
    expect(recordPricingInputs(input).offers).toStrictEqual([
      { ...byGtin, gtins: ["tea"] },
      { ...byCategory, id: "o2", categories: ["drinks"] },
    ]);
  });

  it("holds the rates of the day alone", () => {
    const rates = [
      { rate: "0.2", label: "Now" },
      { rate: "0.25", label: "Later", fromMs: 1_001 },
    ];
    const jurisdiction = { ...UNITED_KINGDOM, categories: { standard: rates, zero: [rates[1]!] } };
    const input = createInput([bread, coffee], { bread: 1, coffee: 1 }, { jurisdiction });
    expect(recordPricingInputs(input).jurisdiction.categories).toEqual({
      standard: [rates[0]],
      zero: [],
    });
  });

  it("gives the price again, byte for byte, after it was JSON", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (input) => {
        const repriced = repriceFromInputs(keep(input));
        expect(JSON.stringify(repriced)).toBe(JSON.stringify(priceBasket(input)));
        expect(repriced.ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same when it is made again of itself", () => {
    fc.assert(
      fc.property(arbitraryInputs(), (input) => {
        const kept = keep(input);
        const products = new Map(kept.products.map((product) => [product.gtin, product]));
        expect(keep({ ...kept, products })).toEqual(kept);
      }),
    );
  });

  it("of what cannot be priced gives its refusal again", () => {
    const good = createInput([tea, bread], { tea: 1, bread: 1 }, { offers: [offer] });
    const bad: readonly PricingInput[] = [
      { ...good, currency: "ZZZ" },
      { ...good, lines: [{ lineId: "x", gtin: "tea", quantity: 0 }] },
      { ...good, lines: [{ lineId: "x", gtin: "milk", quantity: 1 }] },
      { ...good, products: new Map([["tea", bread]]) },
      createInput([{ ...tea, prices: [] }], { tea: 1 }),
      createInput([{ ...tea, taxCategory: "toString" }], { tea: 1 }),
      { ...good, offers: [{ ...offer, quantity: 1 }] },
      { ...good, offers: [offer, offer] },
    ];
    for (const input of bad) {
      const refused = priceBasket(input);
      expect(refused.ok).toBe(false);
      expect(repriceFromInputs(keep(input))).toEqual(refused);
    }
  });

  it("shows another price where a kept price was changed", () => {
    const kept = keep(createInput([bread], { bread: 1 }));
    const changed = { ...kept, products: [createProduct("bread", 136, { taxCategory: "zero" })] };
    const repriced = repriceFromInputs(changed);
    expect(repriced.ok && repriced.value.totals.totalMinor).toBe(136);
    expect(priceInput(createInput([bread], { bread: 1 })).totals.totalMinor).toBe(135);
  });
});

describe("other lines at what was kept", () => {
  const asked = fc.array(
    fc.tuple(fc.constantFrom("p0", "p1", "p2", "p3", "p4"), fc.integer({ min: 1, max: 5 })),
    { maxLength: 5 },
  );
  const toLines = (list: readonly (readonly [string, number])[]): BasketLine[] =>
    [...new Map(list)].map(([gtin, quantity]) => ({ lineId: `l-${gtin}`, gtin, quantity }));
  const known = (input: PricingInput, lines: readonly BasketLine[]): BasketLine[] => {
    const gtins = new Set(input.lines.map(({ gtin }) => gtin));
    return lines.filter(({ gtin }) => gtins.has(gtin));
  };

  it("are what they would have been then, whatever is sold and offered now", () => {
    fc.assert(
      fc.property(arbitraryInputs(), arbitraryInputs(), asked, (then, now, list) => {
        const lines = known(then, toLines(list));
        const changed = priceBasket(changeLines(keep(then), lines, now));
        expect(JSON.stringify(changed)).toBe(JSON.stringify(priceBasket({ ...then, lines })));
      }),
      { numRuns: 300 },
    );
  });

  it("with products that were not priced then are so too, where nothing has changed since", () => {
    fc.assert(
      fc.property(arbitraryInputs(), asked, (then, list) => {
        const lines = toLines(list);
        const changed = changeLines(keep(then), lines, then);
        expect(JSON.stringify(priceBasket(changed))).toBe(
          JSON.stringify(priceBasket({ ...then, lines })),
        );
        // And once more, from what is kept of that.
        const again = changeLines(keep(changed), lines, then);
        expect(JSON.stringify(priceBasket(again))).toBe(JSON.stringify(priceBasket(changed)));
      }),
      { numRuns: 300 },
    );
  });

  /** What a line costs; its share of the tax may be rounded otherwise where others come or go. */
  const costOf = ({ taxMinor: _, ...line }: PricedLine) => line;

  it("change the price of no other line but by an offer that held then", () => {
    fc.assert(
      fc.property(arbitraryInputs(), arbitraryInputs(), asked, (then, now, list) => {
        const before = then.lines;
        const record = keep(then);
        const sold = new Set(before.map(({ gtin }) => gtin));
        const added = toLines(list).filter(({ gtin }) => !sold.has(gtin));
        const priced = priceInput(then);
        const input = changeLines(record, [...before, ...added], now);
        const changed = priceBasket(input);
        if (!changed.ok) throw new Error(changed.refusal.detail);
        const heldThen = new Set(record.offers.map(({ id }) => id));
        for (const line of priced.lines) {
          const after = changed.value.lines.find(({ lineId }) => lineId === line.lineId)!;
          const { discountMinor: _, offerIds: __, payableMinor: ___, ...same } = costOf(line);
          expect(after).toMatchObject(same);
          expect(after.offerIds.every((id) => heldThen.has(id))).toBe(true);
          if (heldThen.size === 0) expect(costOf(after)).toEqual(costOf(line));
        }
      }),
      { numRuns: 300 },
    );
  });

  const now = (products: Parameters<typeof createInput>[0], offers: Offer[] = []): Catalogue => ({
    products: new Map(products.map((one) => [one.gtin, one])),
    offers,
    jurisdiction: UNITED_KINGDOM,
  });
  const line = (gtin: string, quantity: number): BasketLine => ({ lineId: gtin, gtin, quantity });
  const price = (record: InputsOfPrice, lines: BasketLine[], catalogue: Catalogue): number =>
    priceInput(changeLines(record, lines, catalogue)).totals.totalMinor;

  it("of a product that was not priced cost what its prices say of that time", () => {
    const record = keep(createInput([bread], { bread: 2 }));
    const dearer = createProduct("tea", 999, {
      prices: [
        { amountMinor: 999, fromMs: 1_001 },
        { amountMinor: 299, untilMs: 1_001 },
      ],
    });
    expect(price(record, [line("bread", 1), line("tea", 2)], now([dearer]))).toBe(135 + 598);
    const young = createProduct("tea", 299, { prices: [{ amountMinor: 299, fromMs: 1_001 }] });
    const changed = priceBasket(changeLines(record, [line("tea", 1)], now([young])));
    expect(changed).toMatchObject({ refusal: { code: "price-missing" } });
    expect(changeLines(record, [line("milk", 1)], now([])).products.has("milk")).toBe(false);
  });

  it("of a product that was priced cost as then, by its name of then, though it is sold no more", () => {
    const record = keep(createInput([bread], { bread: 2 }));
    const renamed = createProduct("bread", 500, { name: "Loaf" });
    for (const catalogue of [now([renamed]), now([])]) {
      const { lines } = priceInput(changeLines(record, [line("bread", 3)], catalogue));
      expect(lines).toMatchObject([{ name: "Product bread", grossMinor: 405 }]);
    }
  });

  it("have an offer that was kept also of what it names now, and others of that alone", () => {
    const { categories: _, ...pair } = offer;
    const record = keep(createInput([tea, coffee], { tea: 1 }, { offers: [pair] }));
    expect(record.offers).toMatchObject([{ gtins: ["tea"] }]);
    const both = [line("tea", 1), line("coffee", 1)];
    const catalogue = now([tea, coffee], [{ ...pair, amountMinor: 1 }]);
    // Two for 5.00, as was said then, and the tin's deposit.
    expect(price(record, both, catalogue)).toBe(505);
    const half: Offer = {
      id: "o2",
      name: "Half",
      kind: "percentage",
      rate: "0.5",
      membersOnly: false,
      gtins: ["tea", "coffee"],
      categories: ["drinks"],
    };
    expect(price(record, both, now([tea, coffee], [half]))).toBe(279 + 250 + 5);
    const over: Offer = { ...half, untilMs: 1_000 };
    expect(price(record, both, now([tea, coffee], [over]))).toBe(279 + 500 + 5);
  });

  it("are taxed as then, and what was not priced by the rate of then where it has another", () => {
    const record = keep(createInput([coffee], { coffee: 1 }));
    const jurisdiction = {
      ...UNITED_KINGDOM,
      categories: {
        standard: [{ rate: "0.5", label: "Dearer" }],
        zero: [
          { rate: "0.1", label: "No more" },
          { rate: "0", label: "Zero", untilMs: 900 },
        ],
      },
    };
    const catalogue = { ...now([bread]), jurisdiction };
    const { lines } = priceInput(
      changeLines(record, [line("coffee", 1), line("bread", 1)], catalogue),
    );
    expect(lines.map(({ taxRate }) => taxRate)).toEqual(["0.2", "0.1"]);
  });
});
