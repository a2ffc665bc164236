/** Baskets for tests: by hand, and at random. */
import fc from "fast-check";
import { ROUNDING_MODES } from "../money/rates.ts";
import { ROUNDING_LEVELS, type TaxJurisdiction } from "../tax/jurisdiction.ts";
import { UNITED_KINGDOM } from "../tax/jurisdictions.ts";
import { priceBasket } from "./price-basket.ts";
import type {
  BasketLine,
  CatalogueProduct,
  Offer,
  PricedBasket,
  PriceEntry,
  PricingInput,
} from "./pricing-types.ts";

export function createProduct(
  gtin: string,
  amountMinor: number,
  more: Partial<CatalogueProduct> = {},
): CatalogueProduct {
  return {
    gtin,
    name: `Product ${gtin}`,
    taxCategory: "standard",
    prices: [{ amountMinor }],
    ...more,
  };
}

/** A basket of one line a product, by GTIN, in the United Kingdom. */
export function createInput(
  products: readonly CatalogueProduct[],
  quantities: Readonly<Record<string, number>>,
  more: Partial<PricingInput> = {},
): PricingInput {
  return {
    currency: "GBP",
    pricedAtMs: 1_000,
    isMember: false,
    lines: Object.entries(quantities).map(([gtin, quantity]) => ({
      lineId: `line-${gtin}`,
      gtin,
      quantity,
    })),
    products: new Map(products.map((product) => [product.gtin, product])),
    offers: [],
    jurisdiction: UNITED_KINGDOM,
    ...more,
  };
}

/** The price of what has to have one. */
export function priceInput(input: PricingInput): PricedBasket {
  const priced = priceBasket(input);
  if (!priced.ok) throw new Error(priced.refusal.detail);
  return priced.value;
}

const TAX_CATEGORIES = ["standard", "reduced", "zero"];
const GTINS = ["p0", "p1", "p2", "p3", "p4"];
/** Sold by weight. */
const WEIGHED_GTINS = ["w0", "w1"];
const CATEGORIES = ["dairy", "dry"];

const jurisdictions: fc.Arbitrary<TaxJurisdiction> = fc.record({
  id: fc.constant("XX"),
  name: fc.constant("Somewhere"),
  pricesIncludeTax: fc.boolean(),
  roundingLevel: fc.constantFrom(...ROUNDING_LEVELS),
  roundingMode: fc.constantFrom(...ROUNDING_MODES),
  categories: fc
    .tuple(
      fc.constantFrom("0.2", "0.19", "0.08875", "1"),
      fc.constantFrom("0.2", "0.07", "0.055", "0.125"),
    )
    .map(([standard, reduced]) => ({
      standard: [{ rate: standard, label: "Standard" }],
      reduced: [{ rate: reduced, label: "Reduced" }],
      zero: [
        { rate: "0", label: "Zero" },
        { rate: "0.01", label: "Nearly zero", fromMs: 500, untilMs: 1_500 },
      ],
    })),
});

const amounts = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2_000 }));

const entries: fc.Arbitrary<PriceEntry> = fc.record(
  {
    amountMinor: amounts,
    memberAmountMinor: amounts,
    fromMs: fc.integer({ min: 800, max: 1_001 }),
    untilMs: fc.integer({ min: 1_000, max: 1_200 }),
  },
  { requiredKeys: ["amountMinor"] },
);

function arbitraryProduct(gtin: string): fc.Arbitrary<CatalogueProduct> {
  return fc.record(
    {
      gtin: fc.constant(gtin),
      name: fc.constant(`Product ${gtin}`),
      taxCategory: fc.constantFrom(...TAX_CATEGORIES),
      prices: fc
        .tuple(amounts, fc.array(entries, { maxLength: 2 }))
        .map(([amountMinor, more]) => [{ amountMinor }, ...more]),
      category: fc.constantFrom(...CATEGORIES),
      deposit: fc.record({
        name: fc.constant("Bottle"),
        amountMinor: fc.nat({ max: 30 }),
        taxCategory: fc.constantFrom(...TAX_CATEGORIES),
      }),
      ageMin: fc.constant(18),
    },
    { requiredKeys: ["gtin", "name", "taxCategory", "prices"] },
  );
}

const scopes = fc.oneof(
  fc.record({ gtins: fc.subarray([...GTINS, ...WEIGHED_GTINS], { minLength: 1 }) }),
  fc.record({ categories: fc.subarray(CATEGORIES, { minLength: 1 }) }),
);

const kinds = fc.oneof(
  fc.record({
    kind: fc.constant("multibuy" as const),
    quantity: fc.integer({ min: 2, max: 4 }),
    amountMinor: amounts,
  }),
  fc.record({
    kind: fc.constant("cheapest-free" as const),
    quantity: fc.integer({ min: 2, max: 4 }),
  }),
  fc.record({
    kind: fc.constant("percentage" as const),
    rate: fc.constantFrom("0", "0.1", "0.25", "0.5", "1"),
  }),
);

const offers: fc.Arbitrary<readonly Offer[]> = fc
  .array(fc.tuple(kinds, scopes, fc.boolean(), fc.boolean()), { maxLength: 5 })
  .map((all) =>
    all.map(([terms, scope, membersOnly, isOver], at) => ({
      id: `o${at}`,
      name: `Offer ${at}`,
      membersOnly,
      ...(isOver && at === 0 ? { untilMs: 1_000 } : {}),
      ...scope,
      ...terms,
    })),
  );

function arbitraryLines(quantityMax: number, linesMax: number): fc.Arbitrary<BasketLine[]> {
  const quantity = fc.integer({ min: 1, max: quantityMax });
  const weighing = fc.record(
    { netG: fc.integer({ min: 1, max: 5_000 }), labelMinor: amounts },
    { requiredKeys: ["netG"] },
  );
  const one = fc.oneof(
    { arbitrary: fc.record({ gtin: fc.constantFrom(...GTINS), quantity }), weight: 3 },
    fc.record({ gtin: fc.constantFrom(...WEIGHED_GTINS), weighing, quantity }),
  );
  return fc
    .array(one, { maxLength: linesMax })
    .map((lines) => lines.map((line, at) => ({ lineId: `line-${at}`, ...line })));
}

/** Baskets that have a price, of at most so many lines and units of a line. */
export function arbitraryInputs(quantityMax = 6, linesMax = 7): fc.Arbitrary<PricingInput> {
  return fc.record({
    currency: fc.constantFrom("GBP", "JPY", "KWD", "CLF"),
    pricedAtMs: fc.constant(1_000),
    isMember: fc.boolean(),
    lines: arbitraryLines(quantityMax, linesMax),
    products: fc
      .tuple(
        ...GTINS.map(arbitraryProduct),
        ...WEIGHED_GTINS.map((gtin) =>
          arbitraryProduct(gtin).map((one) => ({ ...one, priceOf: "kilogram" as const })),
        ),
      )
      .map((products) => new Map(products.map((product) => [product.gtin, product]))),
    offers,
    jurisdiction: fc
      .tuple(jurisdictions, fc.constantFrom(undefined, undefined, 5, 10))
      .map(([jurisdiction, totalStepMinor]) =>
        totalStepMinor === undefined ? jurisdiction : { ...jurisdiction, totalStepMinor },
      ),
  });
}
