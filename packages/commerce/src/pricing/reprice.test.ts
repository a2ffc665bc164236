import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNITED_KINGDOM } from "../tax/jurisdictions.ts";
import { priceBasket } from "./price-basket.ts";
import { arbitraryInputs, createInput, createProduct, priceInput } from "./pricing-builders.ts";
import type { Offer, PricingInput } from "./pricing-types.ts";
import { type InputsOfPrice, recordPricingInputs, repriceFromInputs } from "./reprice.ts";

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
