/** From the carts of a visit's shoppers to lines with prices. */
import type { CartLine, Evidence } from "@saunter/commerce/cart/events";
import type { ShopperState } from "@saunter/commerce/cart/evolve";
import { type Item, nameItem, toItem } from "@saunter/commerce/cart/items";
import {
  type Decision,
  type SettledLine,
  settleLines,
  sumLines,
  type UncertainInteraction,
} from "@saunter/commerce/cart/settle-lines";
import { isTripShopper } from "@saunter/commerce/cart/smart-cart";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import type { PricedBasket, PricingInput } from "@saunter/commerce/pricing/pricing-types";
import {
  type Catalogue,
  changeLines,
  type InputsOfPrice,
  overlayCatalogue,
  recordPricingInputs,
} from "@saunter/commerce/pricing/reprice";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { findValid } from "@saunter/commerce/tax/validity";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { nameInAlert, raiseAlert } from "./alerts.ts";
import { priceAsShown } from "./price-as-shown.ts";
import { orRefuse, type Shop } from "./shop-context.ts";
import type { ShopSettings } from "./shop-settings.ts";

/** An interaction less likely than this is shown to a reviewer where the receipt needs one. */
export const UNCERTAIN_PROBABILITY_MAX = 0.97;
/** Largest number of a receipt's interactions that are reviewed, the most uncertain first; others are not charged. */
export const UNCERTAINTIES_MAX = 12;

/** What is known of a visit's carts at one moment. */
export interface VisitCarts {
  readonly visit: VisitFacts;
  readonly shoppers: readonly ShopperState[];
  /** Interactions that concern any of them, in order of time. */
  readonly evidence: readonly Evidence[];
}

export function readCarts(tx: Pick<Transaction, "db" | "read">, visit: VisitFacts): VisitCarts {
  const list = prepared(
    tx.db,
    `SELECT DISTINCT e.occurred_ms, e.evidence_id, e.body FROM evidence e
     JOIN evidence_shoppers s USING (evidence_id)
     WHERE s.shopper_id IN (SELECT value FROM json_each(?))
     ORDER BY e.occurred_ms, e.evidence_id`,
  );
  const evidence = list
    .all(JSON.stringify(visit.shoppers))
    .map((row) => JSON.parse(row.body as string) as Evidence);
  const shoppers = visit.shoppers.map((shopperId) => tx.read("shopper", shopperId));
  return { visit, shoppers, evidence };
}

/**
 * What the carts together hold, as the engine believes. What the shelves saw a party take and what their smart carts
 * hold is counted once.
 */
export function joinCarts({ shoppers }: VisitCarts): CartLine[] {
  const isTrip = ({ shopperId }: ShopperState): boolean => isTripShopper(shopperId);
  const sum = (some: readonly ShopperState[]) => sumLines(some.flatMap(({ lines }) => lines));
  const joined = sum(shoppers.filter((one) => !isTrip(one)));
  for (const [name, line] of sum(shoppers.filter(isTrip))) {
    const quantity = Math.max(line.quantity, joined.get(name)?.quantity ?? 0);
    joined.set(name, { ...line, quantity });
  }
  return [...joined.values()];
}

/** The probability that all the carts are exact: they are believed one by one. */
export function findCartsProbability({ shoppers }: VisitCarts): number {
  return shoppers.reduce((product, { probability }) => product * probability, 1);
}

export function isUncertain({ probability }: Pick<Evidence, "probability">): boolean {
  return probability < UNCERTAIN_PROBABILITY_MAX;
}

/** Interactions for review, the most uncertain first. */
export function listUncertain({ shoppers, evidence }: VisitCarts): Evidence[] {
  if (!shoppers.some(({ needsReview }) => needsReview)) return [];
  return evidence
    .filter(isUncertain)
    .sort((a, b) => a.probability - b.probability)
    .slice(0, UNCERTAINTIES_MAX);
}

/** What became of the reviews of some interactions. */
export function readUncertainties(
  tx: Pick<Transaction, "read">,
  evidence: readonly Evidence[],
): UncertainInteraction[] {
  return evidence.map((one) => ({
    evidence: one,
    decision: toDecision(tx.read("review", one.evidenceId)),
  }));
}

function toDecision(review: ReviewState): Decision | null {
  if (review.status === "lapsed") return { kind: "lapsed" };
  if (review.status !== "decided") return null;
  const { choice } = review;
  if (choice.kind === "candidate" || choice.kind === "other") {
    return { kind: "candidate", candidate: choice.candidate };
  }
  if (choice.kind === "nothing") return { kind: "nothing" };
  throw new Error(`an interaction was decided as "${choice.kind}"`);
}

/** Lines of a visit, with what reviewers decided of the uncertain ones. */
export function composeLines(
  carts: VisitCarts,
  uncertainties: readonly UncertainInteraction[],
): SettledLine[] {
  const shoppers = new Set(carts.visit.shoppers);
  return settleLines(shoppers, joinCarts(carts), carts.evidence, uncertainties);
}

/** The lines of a visit that have a price, what they come to, and what has none. */
export interface PricedLines {
  readonly lines: ReceiptContent["lines"];
  readonly input: PricingInput;
  readonly result: PricedBasket;
  /** GTINs. */
  readonly unpriced: readonly string[];
}

/**
 * Prices lines as of the visit's beginning, so that nothing gets dearer on the way out; where some
 * were priced before, by what was kept of that. What has no price is left out. Throws `RefusedError`
 * where the catalogue cannot be reckoned with.
 */
export function priceSettled(
  { products, offers, jurisdiction }: Catalogue,
  {
    currency,
    openedMs: pricedAtMs,
    isMember,
  }: Pick<VisitFacts, "currency" | "openedMs" | "isMember">,
  settled: readonly SettledLine[],
  record: InputsOfPrice | null = null,
): PricedLines {
  const all = settled.map((line) => ({ lineId: nameItem(line), ...line }));
  const basket = all.map((line) => ({
    lineId: line.lineId,
    ...toItem(line),
    quantity: line.quantity,
  }));
  const catalogue = { products, offers, jurisdiction };
  const whole: PricingInput =
    record === null
      ? { currency, pricedAtMs, isMember, lines: basket, ...catalogue }
      : changeLines(record, basket, catalogue);
  const hasPrice = ({ gtin, weighing }: Item): boolean => {
    const product = whole.products.get(gtin);
    if (product === undefined) return false;
    // What a shelf saw of goods by weight has no weight to be priced by.
    const isSoldSo = (product.priceOf === "kilogram") === (weighing !== undefined);
    return isSoldSo && findValid(product.prices, whole.pricedAtMs) !== undefined;
  };
  const input = { ...whole, lines: basket.filter(hasPrice) };
  const unpriced = settled.filter((line) => !hasPrice(line)).map(({ gtin }) => gtin);
  return { lines: all.filter(hasPrice), input, result: orRefuse(priceBasket(input)), unpriced };
}

/** Where prices of a receipt come from: as it was issued, then its corrections, then what is sold now. */
export function findPrices(
  settings: ShopSettings,
  receipt: ReceiptState,
): { readonly catalogue: Catalogue; readonly record: InputsOfPrice | null } {
  switch (receipt.status) {
    case "none":
      return { catalogue: settings, record: null };
    case "draft":
      return { catalogue: settings, record: receipt.content.inputs };
    case "final":
    case "contested":
    case "reviewed": {
      const catalogue = overlayCatalogue(settings, receipt.content.inputs);
      return { catalogue, record: receipt.issued.inputs };
    }
    default:
      return receipt satisfies never;
  }
}

/** Prices lines for the receipt: what it was priced from once holds for it for ever, whatever is changed in the shop since. */
export function reckonLines(
  reader: Pick<Transaction, "atMs" | "db" | "read">,
  shop: Shop,
  visit: VisitFacts,
  settled: readonly SettledLine[],
): PricedLines {
  const receipt = reader.read("receipt", visit.visitId);
  const { catalogue, record } = findPrices(shop.settings, receipt);
  // Of what has been issued, the prices stay.
  const isOpen = receipt.status === "none" || receipt.status === "draft";
  const shown =
    isOpen && visit.shoppers.some(isTripShopper)
      ? priceAsShown(catalogue, visit, readCarts(reader, visit).evidence, settled, reader.atMs)
      : catalogue;
  return priceSettled(shown, visit, settled, record);
}

/** Prices lines for the receipt. What has no price is not charged, and an alert says so. */
export function priceLines(
  tx: Transaction,
  shop: Shop,
  visit: VisitFacts,
  settled: readonly SettledLine[],
): ReceiptContent {
  const { lines, input, result, unpriced } = reckonLines(tx, shop, visit, settled);
  for (const gtin of unpriced) {
    raiseAlert(tx, {
      alertKey: `price-missing:${gtin}`,
      kind: "price-missing",
      message: `${nameInAlert(shop, gtin)} has no price: it is not charged until you set one`,
      visitId: visit.visitId,
    });
  }
  return { lines, inputs: recordPricingInputs(input), result };
}
