/** What a receipt keeps of its inputs, so that anybody can compute its price again. */
import type { Result } from "../refusal.ts";
import { compareTexts } from "../tax/compute-taxes.ts";
import type { TaxJurisdiction, TaxRate } from "../tax/jurisdiction.ts";
import { findValid } from "../tax/validity.ts";
import { findOffers } from "./offers.ts";
import { priceBasket } from "./price-basket.ts";
import type {
  BasketLine,
  CatalogueProduct,
  Offer,
  PricedBasket,
  PricingInput,
} from "./pricing-types.ts";

/** Plain JSON. */
export interface InputsOfPrice {
  readonly currency: string;
  readonly pricedAtMs: number;
  readonly isMember: boolean;
  readonly lines: readonly BasketLine[];
  /** Those of the lines, in the order of their GTINs, each with the price that held. */
  readonly products: readonly CatalogueProduct[];
  /** Those that concern the lines, in the order of their ids, naming no other products. */
  readonly offers: readonly Offer[];
  /** With the categories of these products, and the rates that held. */
  readonly jurisdiction: TaxJurisdiction;
}

function listProducts({ lines, products }: PricingInput): readonly CatalogueProduct[] {
  const gtins = new Set(lines.map(({ gtin }) => gtin));
  return [...gtins]
    .sort(compareTexts)
    .map((gtin) => products.get(gtin))
    .filter((product) => product !== undefined);
}

/** A product without what its price does not depend on. */
function recordProduct(product: CatalogueProduct, pricedAtMs: number): CatalogueProduct {
  const { ageMin: _, ...priced } = product;
  const price = findValid(product.prices, pricedAtMs);
  return { ...priced, prices: price === undefined ? [] : [price] };
}

/** An offer that names no more than these products. */
function recordOffer(offer: Offer, products: readonly CatalogueProduct[]): Offer {
  const { gtins, categories } = offer;
  const sold = new Set(products.map(({ gtin }) => gtin));
  const soldCategories = new Set(products.map(({ category }) => category));
  return {
    ...offer,
    ...(gtins && { gtins: gtins.filter((one) => sold.has(one)) }),
    ...(categories && { categories: categories.filter((one) => soldCategories.has(one)) }),
  };
}

function recordJurisdiction(
  jurisdiction: TaxJurisdiction,
  products: readonly CatalogueProduct[],
  pricedAtMs: number,
): TaxJurisdiction {
  const names = products.flatMap(({ taxCategory, deposit }) =>
    deposit === undefined ? [taxCategory] : [taxCategory, deposit.taxCategory],
  );
  const categories: [string, readonly TaxRate[]][] = [];
  for (const name of [...new Set(names)].sort(compareTexts)) {
    if (!Object.hasOwn(jurisdiction.categories, name)) continue;
    const rate = findValid(jurisdiction.categories[name]!, pricedAtMs);
    categories.push([name, rate === undefined ? [] : [rate]]);
  }
  return { ...jurisdiction, categories: Object.fromEntries(categories) };
}

/** The least of an input that gives its price again; of what cannot be priced, its refusal. */
export function recordPricingInputs(input: PricingInput): InputsOfPrice {
  const { currency, pricedAtMs, isMember, lines, offers, jurisdiction } = input;
  const products = listProducts(input);
  return {
    currency,
    pricedAtMs,
    isMember,
    lines: lines.map(({ lineId, gtin, quantity }) => ({ lineId, gtin, quantity })),
    products: products.map((product) => recordProduct(product, pricedAtMs)),
    offers: findOffers(offers, { pricedAtMs, isMember, products }).map((offer) =>
      recordOffer(offer, products),
    ),
    jurisdiction: recordJurisdiction(jurisdiction, products, pricedAtMs),
  };
}

/**
 * The price again from what was kept, byte for byte as JSON. Refuses and throws as `priceBasket`
 * does.
 */
export function repriceFromInputs(record: InputsOfPrice): Result<PricedBasket> {
  return priceBasket({
    ...record,
    products: new Map(record.products.map((product) => [product.gtin, product])),
  });
}
