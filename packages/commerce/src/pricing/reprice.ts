/** What a receipt keeps of its inputs, so that anybody can compute its price again. */
import { toItem } from "../cart/items.ts";
import type { Result } from "../refusal.ts";
import { compareTexts } from "../tax/compute-taxes.ts";
import type { TaxJurisdiction, TaxRate } from "../tax/jurisdiction.ts";
import { findValid } from "../tax/validity.ts";
import { findOffers, namesProduct } from "./offers.ts";
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
    lines: lines.map((line) => ({ lineId: line.lineId, ...toItem(line), quantity: line.quantity })),
    products: products.map((product) => recordProduct(product, pricedAtMs)),
    offers: findOffers(offers, { pricedAtMs, isMember, products }).map((offer) =>
      recordOffer(offer, products),
    ),
    jurisdiction: recordJurisdiction(jurisdiction, products, pricedAtMs),
  };
}

/** What is sold, offered and taxed now. */
export type Catalogue = Pick<PricingInput, "products" | "offers" | "jurisdiction">;

/**
 * Other lines in place of those that were priced, at what was kept: prices, offers, member's terms
 * and tax of then. Only of products that were not priced then does the catalogue say what they cost
 * at that time. Its offers are for those alone; one that was kept is also for those that it names now.
 */
export function changeLines(
  record: InputsOfPrice,
  lines: readonly BasketLine[],
  catalogue: Catalogue,
): PricingInput {
  const products = new Map(record.products.map((product) => [product.gtin, product]));
  const added: CatalogueProduct[] = [];
  for (const { gtin } of lines) {
    const product = catalogue.products.get(gtin);
    if (products.has(gtin) || product === undefined) continue;
    products.set(gtin, product);
    added.push(product);
  }
  const categories = { ...catalogue.jurisdiction.categories, ...record.jurisdiction.categories };
  return {
    ...record,
    lines,
    products,
    offers: extendOffers(record, added, catalogue.offers),
    jurisdiction: { ...record.jurisdiction, categories },
  };
}

/** A catalogue in which what was kept stands before what is there now. */
export function overlayCatalogue(
  { products, offers, jurisdiction }: Catalogue,
  record: InputsOfPrice,
): Catalogue {
  const kept = new Set(record.offers.map(({ id }) => id));
  const categories = { ...jurisdiction.categories, ...record.jurisdiction.categories };
  return {
    products: new Map([...products, ...record.products.map((one) => [one.gtin, one] as const)]),
    offers: [...record.offers, ...offers.filter(({ id }) => !kept.has(id))],
    jurisdiction: { ...jurisdiction, categories },
  };
}

function extendOffers(
  { offers, pricedAtMs, isMember }: InputsOfPrice,
  added: readonly CatalogueProduct[],
  today: readonly Offer[],
): Offer[] {
  const listNamed = (offer: Offer | undefined): string[] =>
    offer === undefined
      ? []
      : added.filter((product) => namesProduct(offer, product)).map(({ gtin }) => gtin);
  const kept = offers.map((offer) => {
    const named = listNamed(today.find(({ id }) => id === offer.id));
    return named.length === 0 ? offer : { ...offer, gtins: [...(offer.gtins ?? []), ...named] };
  });
  const known = new Set(offers.map(({ id }) => id));
  const others = findOffers(today, { pricedAtMs, isMember, products: added })
    .filter(({ id }) => !known.has(id))
    .map((offer): Offer => {
      const { categories: _, ...terms } = offer;
      return { ...terms, gtins: listNamed(offer) };
    });
  return [...kept, ...others];
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
