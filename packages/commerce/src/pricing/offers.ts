/** Which offers concern a basket, and whether they can be used. */
import { isRate } from "../money/rates.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import { compareTexts } from "../tax/compute-taxes.ts";
import { isPossible, isValidAt } from "../tax/validity.ts";
import { OFFER_QUANTITY_MAX, OFFERS_MAX, UNIT_MINOR_MAX } from "./limits.ts";
import type { CatalogueProduct, Offer } from "./pricing-types.ts";

/** Whether an amount can be a price, a deposit or an offer's: whole, from 0 to the bound. */
export function isUnitAmount(amountMinor: number): boolean {
  return Number.isSafeInteger(amountMinor) && amountMinor >= 0 && amountMinor <= UNIT_MINOR_MAX;
}

/**
 * Whether an offer names a product, by its GTIN or its category. So many units for an amount, or one of them free, are
 * not for goods by weight: a weighing may be of any weight.
 */
export function namesProduct(offer: Offer, { category, gtin, priceOf }: CatalogueProduct): boolean {
  if (offer.kind !== "percentage" && priceOf === "kilogram") return false;
  if (offer.gtins?.includes(gtin)) return true;
  return category !== undefined && (offer.categories?.includes(category) ?? false);
}

function isOfferQuantity(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 2 && quantity <= OFFER_QUANTITY_MAX;
}

function describeFault(offer: Offer): string | undefined {
  if (offer.id === "" || offer.name === "") return "it has no id or no name";
  if (!isPossible(offer)) return "it is never valid";
  if ((offer.gtins ?? []).length + (offer.categories ?? []).length === 0) return "it names nothing";
  if (offer.kind === "percentage") {
    return isRate(offer.rate) ? undefined : `a rate of ${offer.rate} is not 0 to 1`;
  }
  if (!isOfferQuantity(offer.quantity)) {
    return `it takes ${offer.quantity} units, not 2 to ${OFFER_QUANTITY_MAX}`;
  }
  if (offer.kind === "multibuy" && !isUnitAmount(offer.amountMinor)) {
    return `${offer.amountMinor} is no amount`;
  }
  return undefined;
}

/** Whether an offer can be used at all. Refuses `offer-invalid`. */
export function checkOffer(offer: Offer): Result<Offer> {
  const fault = describeFault(offer);
  return fault === undefined
    ? accept(offer)
    : refuse("offer-invalid", `offer ${offer.id}: ${fault}`);
}

/** What an offer has to fit. */
export interface OfferContext {
  readonly pricedAtMs: number;
  readonly isMember: boolean;
  /** Products of the basket. */
  readonly products: readonly CatalogueProduct[];
}

/** The offers that hold for this shopper and name something in the basket, in order of their ids. */
export function findOffers(offers: readonly Offer[], context: OfferContext): readonly Offer[] {
  return offers
    .filter(
      (offer) =>
        isValidAt(offer, context.pricedAtMs) &&
        (context.isMember || !offer.membersOnly) &&
        context.products.some((product) => namesProduct(offer, product)),
    )
    .sort((a, b) => compareTexts(a.id, b.id));
}

/**
 * `findOffers`, each of them checked. Refuses `offer-invalid`, also where two have the same id or
 * more than `OFFERS_MAX` concern one basket.
 */
export function selectOffers(
  offers: readonly Offer[],
  context: OfferContext,
): Result<readonly Offer[]> {
  const found = findOffers(offers, context);
  if (found.length > OFFERS_MAX) {
    return refuse("offer-invalid", `more than ${OFFERS_MAX} offers concern the basket`);
  }
  for (const [at, offer] of found.entries()) {
    const checked = checkOffer(offer);
    if (!checked.ok) return checked;
    if (found[at + 1]?.id === offer.id) {
      return refuse("offer-invalid", `two offers have the id ${offer.id}`);
    }
  }
  return accept(found);
}
