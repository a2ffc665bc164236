import { normaliseRate } from "@saunter/commerce/money/rates";
import { checkOffer } from "@saunter/commerce/pricing/offers";
import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import { normalizeGtin } from "@saunter/protocol/gtin";
import {
  type CheckContext,
  noteAt,
  noteDoubled,
  takeMinor,
  takeValidity,
} from "./check-context.ts";
import type { OfferSettings } from "./config-schema.ts";
import { formatSuggestion } from "./suggest-name.ts";

/** Decimals of a rate: per cent have four. */
const RATE_DECIMALS = 6;

/** What offers may name; null where the source brings the catalogue, or it could not be read. */
export interface OfferGoods {
  /** GTIN as the catalogue writes it, by 14 digits. */
  readonly gtins: ReadonlyMap<string, string>;
  readonly categories: ReadonlySet<string>;
  /** GTINs of goods by weight. */
  readonly weighed: ReadonlySet<string>;
}

export function listOfferGoods(catalogue: ReadonlyMap<string, CatalogueProduct>): OfferGoods {
  const products = [...catalogue.values()];
  return {
    gtins: new Map(products.map(({ gtin }) => [normalizeGtin(gtin), gtin])),
    categories: new Set(
      products.flatMap(({ category }) => (category === undefined ? [] : [category])),
    ),
    weighed: new Set(
      products.filter(({ priceOf }) => priceOf === "kilogram").map(({ gtin }) => gtin),
    ),
  };
}

/** Offers as prices know them; those that name nothing, or what is not sold, are noted. */
export function makeOffers(
  settings: readonly OfferSettings[],
  goods: OfferGoods | null,
  context: CheckContext,
): Offer[] {
  noteDoubled(settings, "id", context);
  return settings.map((offer) => makeOffer(offer, goods, context));
}

function makeOffer(
  settings: OfferSettings,
  goods: OfferGoods | null,
  context: CheckContext,
): Offer {
  const { id, name, membersOnly } = settings;
  const gtins = takeGtins(settings, goods, context);
  const categories = takeCategories(settings, goods, context);
  if (gtins === undefined && categories === undefined) {
    noteAt(context, settings, "gtins", "an offer names products by gtins or by categories");
  }
  const terms = {
    id,
    name,
    membersOnly,
    ...(gtins === undefined ? {} : { gtins }),
    ...(categories === undefined ? {} : { categories }),
    ...takeValidity(settings, context),
  };
  switch (settings.kind) {
    case "multibuy": {
      const { kind, quantity, price } = settings;
      return { ...terms, kind, quantity, amountMinor: takeMinor(price, context) };
    }
    case "cheapest-free":
      return { ...terms, kind: settings.kind, quantity: settings.quantity };
    case "percentage":
      return { ...terms, kind: settings.kind, rate: toRate(settings.percent) };
    default: {
      const never: never = settings;
      throw new Error(`no offer of kind ${JSON.stringify(never)}`);
    }
  }
}

/** "12.5" per cent is "0.125". */
function toRate(percent: string): string {
  return normaliseRate((Number(percent) / 100).toFixed(RATE_DECIMALS));
}

function takeGtins(
  settings: OfferSettings,
  goods: OfferGoods | null,
  context: CheckContext,
): string[] | undefined {
  const { gtins } = settings;
  if (gtins === undefined || goods === null) return gtins;
  return gtins.map((gtin, i) => {
    const known = goods.gtins.get(normalizeGtin(gtin));
    if (known === undefined && !context.places.isIncomplete(gtins)) {
      noteAt(context, gtins, i, `the catalogue has no product ${gtin}`);
    }
    if (known !== undefined && settings.kind !== "percentage" && goods.weighed.has(known)) {
      const message = `${gtin} is sold by weight: only an offer of kind percentage can name it`;
      noteAt(context, gtins, i, message);
    }
    return known ?? gtin;
  });
}

function takeCategories(
  settings: OfferSettings,
  goods: OfferGoods | null,
  context: CheckContext,
): string[] | undefined {
  const { categories } = settings;
  if (categories === undefined || goods === null) return categories;
  for (const [i, category] of categories.entries()) {
    if (goods.categories.has(category) || context.places.isIncomplete(categories)) continue;
    const hint = formatSuggestion(category, goods.categories);
    noteAt(context, categories, i, `no product is of the category ${category}${hint}`);
  }
  return categories;
}

/** Throws where an offer that was let pass cannot be used: the checks above have a hole. */
export function assertOffers(offers: readonly Offer[]): void {
  for (const offer of offers) {
    const checked = checkOffer(offer);
    if (!checked.ok) throw new Error(checked.refusal.detail);
  }
}
