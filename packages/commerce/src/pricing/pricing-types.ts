/** The catalogue, offers and baskets as prices see them. Amounts are of the basket's currency. */
import type { Item, Weighing } from "../cart/items.ts";
import type { TaxRow } from "../tax/compute-taxes.ts";
import type { TaxJurisdiction } from "../tax/jurisdiction.ts";
import type { Validity } from "../tax/validity.ts";

/** The price of a unit, or of a kilogram, while it holds; entries may overlap, the later `fromMs` wins. */
export interface PriceEntry extends Validity {
  readonly amountMinor: number;
  /** What members pay, where it is less. */
  readonly memberAmountMinor?: number;
}

/** What a container costs until it comes back; no offer takes anything off it. */
export interface Deposit {
  readonly name: string;
  readonly amountMinor: number;
  readonly taxCategory: string;
}

export interface CatalogueProduct {
  readonly gtin: string;
  readonly name: string;
  readonly taxCategory: string;
  readonly prices: readonly PriceEntry[];
  /** What the prices are of; left out: a unit. */
  readonly priceOf?: "kilogram";
  /** The shelf of goods that an offer may name as a whole: "dairy". */
  readonly category?: string;
  readonly deposit?: Deposit;
  /** Years of age that a shopper has to have. */
  readonly ageMin?: number;
}

/** Offers are for the products that they name, by GTIN or by category, while they hold. */
interface OfferTerms extends Validity {
  readonly id: string;
  readonly name: string;
  readonly membersOnly: boolean;
  readonly gtins?: readonly string[];
  readonly categories?: readonly string[];
}

/** Any `quantity` units of the products named cost `amountMinor` together. */
export interface MultibuyOffer extends OfferTerms {
  readonly kind: "multibuy";
  readonly quantity: number;
  readonly amountMinor: number;
}

/** Of any `quantity` units of the products named the cheapest is free: "3 for 2" has 3. */
export interface CheapestFreeOffer extends OfferTerms {
  readonly kind: "cheapest-free";
  readonly quantity: number;
}

/** A share off each unit of the products named, rounded half up by the unit. */
export interface PercentageOffer extends OfferTerms {
  readonly kind: "percentage";
  /** Decimal text from "0" to "1". */
  readonly rate: string;
}

/** Offers that take several units at once. */
export type GroupOffer = MultibuyOffer | CheapestFreeOffer;
export type Offer = GroupOffer | PercentageOffer;

export interface BasketLine extends Item {
  readonly lineId: string;
  /** Of goods by weight: weighings, each priced and rounded by itself. */
  readonly quantity: number;
}

export interface PricingInput {
  readonly currency: string;
  readonly pricedAtMs: number;
  readonly isMember: boolean;
  readonly lines: readonly BasketLine[];
  /** By GTIN. */
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  readonly offers: readonly Offer[];
  readonly jurisdiction: TaxJurisdiction;
}

/** `payableMinor = grossMinor - discountMinor + depositMinor`. */
export interface PricedLine {
  readonly lineId: string;
  readonly gtin: string;
  readonly name: string;
  readonly quantity: number;
  /** Of goods by weight, which alone have them. */
  readonly weighing?: Weighing;
  readonly kilogramMinor?: number;
  /** Of one unit, or of one weighing. */
  readonly unitMinor: number;
  /** `quantity × unitMinor`. */
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly offerIds: readonly string[];
  readonly depositMinor: number;
  readonly taxCategory: string;
  /** Of the goods; a deposit may have its own. */
  readonly taxRate: string;
  /** Of goods and deposit; in `payableMinor` where prices include tax, on top where not. */
  readonly taxMinor: number;
  readonly payableMinor: number;
}

export interface UsedOffer {
  readonly offerId: string;
  readonly name: string;
  readonly discountMinor: number;
}

/** `netMinor + taxMinor + roundingMinor = totalMinor`, what the shopper pays. */
export interface BasketTotals {
  readonly goodsMinor: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Not above 0: what is left off. There where the jurisdiction has a step of totals, and only there. */
  readonly roundingMinor?: number;
  readonly totalMinor: number;
}

/** Plain JSON; the same input gives the same text, key for key. */
export interface PricedBasket {
  readonly currency: string;
  readonly pricedAtMs: number;
  readonly isMember: boolean;
  readonly jurisdictionId: string;
  /** In the order of the input. */
  readonly lines: readonly PricedLine[];
  /** In the order of their ids. */
  readonly offers: readonly UsedOffer[];
  /** In the order of their categories. */
  readonly taxes: readonly TaxRow[];
  readonly totals: BasketTotals;
}
