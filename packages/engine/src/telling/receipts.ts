/**
 * From a belief to a receipt: the quantities of least expected cost, the probability that the whole
 * is exact, and, where that is too low, what is not known, in words.
 */

import { chooseLines, type ReceiptCosts } from "../belief/cart-choice.ts";
import { type ActionRecord, type Cluster, type Item, listNodes } from "../belief/hypotheses.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { BeliefParameters } from "../parameters/belief.ts";
import type { Receipt, ReceiptLine } from "../receipt-types.ts";
import type { ShopModel } from "../shop-model.ts";
import { NO_VISIT_RISK, type VisitRisk } from "./visit-risk.ts";

export interface ReceiptRules extends ReceiptCosts {
  /** A receipt whose calibrated probability of being exact is below this is reviewed. */
  readonly acceptProbability: number;
  /** Turns the belief in a receipt, and what makes it uncertain, into a probability that was checked against truth. */
  readonly calibrate: (belief: number, visit: VisitRisk) => number;
  /** A smaller ambiguity is not a reason on a receipt. */
  readonly reasonMin: BeliefParameters["reasonMin"];
}

/** What no hypothesis says: that what is in this cart is another's. */
export interface ReceiptDoubt {
  readonly probabilityOwn: number;
  readonly reasons: readonly string[];
  /** What makes it uncertain beside the belief. */
  readonly visit: VisitRisk;
}

const NO_DOUBT: ReceiptDoubt = { probabilityOwn: 1, reasons: [], visit: NO_VISIT_RISK };

/**
 * @param alarms why it needs review whatever the belief
 * @param doubt how likely nothing of it is another's, and what is told of that where the belief is too low
 */
export function writeReceipt(
  cluster: Cluster,
  shopper: ShopperKey,
  shop: ShopModel,
  rules: ReceiptRules,
  alarms: readonly string[],
  doubt: ReceiptDoubt = NO_DOUBT,
): Receipt {
  const { lines, probability } = chooseLines(cluster, shopper, rules);
  const calibrated = rules.calibrate(probability * doubt.probabilityOwn, doubt.visit);
  const own = [...listUnweighed(lines, shop), ...alarms];
  const isUnsure = calibrated < rules.acceptProbability;
  const needsReview = own.length > 0 || isUnsure;
  const faults = [...new Set([...own, ...(isUnsure ? doubt.reasons : [])])];
  const reasons = needsReview
    ? [...explainDoubt(cluster, shopper, shop, rules.reasonMin), ...faults]
    : [];
  if (needsReview && reasons.length === 0) {
    reasons.push("several small uncertainties add up; no single interaction stands out");
  }
  const probabilityExact = calibrated;
  return { targetId: shopper, products: lines, probabilityExact, needsReview, reasons, faults };
}

/** Lines of products whose weight is not known: nothing but their place speaks for them. */
function listUnweighed(lines: readonly ReceiptLine[], shop: ShopModel): string[] {
  const unweighed = lines.filter(({ barcode }) => !weighsSomething(shop, barcode));
  return unweighed.map(
    ({ barcode }) =>
      `${nameProduct(shop, barcode)} has no weight in the catalogue: what was taken, and how many, is told by its place alone`,
  );
}

/** A cart from before a restart may hold what the catalogue has no more. */
function weighsSomething(shop: ShopModel, barcode: string): boolean {
  const product = shop.products.get(barcode);
  return product !== undefined && product.weightG > 0;
}

/** One receipt for a shopper who was lost for a while and came back. */
export function joinReceipts(earlier: Receipt, later: Receipt): Receipt {
  const counts = new Map<string, number>();
  for (const { barcode, quantity } of [...earlier.products, ...later.products]) {
    counts.set(barcode, (counts.get(barcode) ?? 0) + quantity);
  }
  return {
    targetId: earlier.targetId,
    products: [...counts].map(([barcode, quantity]) => ({ barcode, quantity })),
    probabilityExact: earlier.probabilityExact * later.probabilityExact,
    needsReview: earlier.needsReview || later.needsReview,
    reasons: [...earlier.reasons, ...later.reasons],
    faults: [...earlier.faults, ...later.faults],
  };
}

interface ItemDoubt {
  readonly item: Item;
  /** Belief that this shopper holds it, by what it is; and that it is elsewhere. */
  readonly held: Map<string | null, number>;
  heldByOthers: number;
}

function explainDoubt(
  cluster: Cluster,
  shopper: ShopperKey,
  shop: ShopModel,
  reasonMin: number,
): string[] {
  const ambiguities = new Map<number, ItemDoubt>();
  for (const hypothesis of cluster.hypotheses) {
    const weight = Math.exp(hypothesis.logWeight);
    for (const [holder, cart] of hypothesis.carts) {
      // Several units of one change are one matter, and count once.
      const counted = new Set<string>();
      for (const item of cart) {
        const name = `${item.changeId} ${item.barcode}`;
        if (counted.has(name)) continue;
        counted.add(name);
        let doubt = ambiguities.get(item.changeId);
        if (doubt === undefined) {
          doubt = { item, held: new Map(), heldByOthers: 0 };
          ambiguities.set(item.changeId, doubt);
        }
        if (holder === shopper) {
          doubt.held.set(item.barcode, (doubt.held.get(item.barcode) ?? 0) + weight);
        } else doubt.heldByOthers += weight;
      }
    }
  }
  const putBacks = findPutBackDoubts(cluster, shopper, reasonMin);
  const told = new Set(putBacks.flatMap(({ shares }) => [...shares.keys()]));
  const reasons = putBacks.map((doubt) => describePutBack(doubt, shop));
  for (const doubt of ambiguities.values()) {
    const reason = describeAmbiguity(doubt, shop, told, reasonMin);
    if (reason !== null) reasons.push(reason);
  }
  return reasons;
}

/** Something was put back, and it may have been one of several things. */
interface PutBackDoubt {
  readonly action: ActionRecord;
  /** Belief in each. */
  readonly shares: Map<string, number>;
}

function findPutBackDoubts(
  cluster: Cluster,
  shopper: ShopperKey,
  reasonMin: number,
): PutBackDoubt[] {
  const ambiguities = new Map<number, PutBackDoubt>();
  for (const hypothesis of cluster.hypotheses) {
    for (const { action, share } of listNodes(hypothesis.history)) {
      const weight = share * Math.exp(hypothesis.logWeight);
      const { kind, shopperId, barcode, changeId } = action;
      if (kind !== "putback" || shopperId !== shopper || barcode === null) continue;
      let doubt = ambiguities.get(changeId);
      if (doubt === undefined) {
        doubt = { action, shares: new Map() };
        ambiguities.set(changeId, doubt);
      }
      doubt.shares.set(barcode, (doubt.shares.get(barcode) ?? 0) + weight);
    }
  }
  for (const { shares } of ambiguities.values()) {
    for (const [barcode, share] of shares) if (share < reasonMin) shares.delete(barcode);
  }
  return [...ambiguities.values()].filter(({ shares }) => shares.size > 1);
}

function describePutBack({ action, shares }: PutBackDoubt, shop: ShopModel): string {
  const { gondola, shelf, plates, weightG } = action;
  const where = `gondola ${gondola}, shelf ${shelf}, plate ${plates.join("–")}`;
  const names = [...shares]
    .sort((a, b) => b[1] - a[1])
    .map(([barcode, share]) => `${nameProduct(shop, barcode)} ${percent(share)}`);
  return `${Math.round(weightG)} g were put back on ${where}; which of these is not known: ${names.join(", or ")}`;
}

export function nameProduct(shop: ShopModel, barcode: string | null): string {
  if (barcode === null) return "something unknown";
  const name = shop.products.get(barcode)?.name;
  return name === undefined || name === "" ? barcode : `${name} (${barcode})`;
}

function percent(probability: number): string {
  const rounded = Math.round(probability * 100);
  return `${Math.min(99, Math.max(1, rounded))} %`;
}

/** @param told products that were told to be put back, or not: that is not said again. */
function describeAmbiguity(
  doubt: ItemDoubt,
  shop: ShopModel,
  told: ReadonlySet<string>,
  reasonMin: number,
): string | null {
  const { item, held, heldByOthers } = doubt;
  const options = [...held].sort((a, b) => b[1] - a[1]);
  let total = 0;
  for (const [, weight] of options) total += weight;
  if (total < reasonMin) return null;
  const where = `gondola ${item.gondola}, shelf ${item.shelf}, plate ${item.plates.join("–")}`;
  const weight = `${Math.round(item.weightG)} g`;
  const [best] = options[0]!;
  if (best === null && options[0]![1] > 1 - reasonMin) {
    return `${weight} were taken from ${where}; no product there weighs that`;
  }
  if (heldByOthers > reasonMin) {
    const mine = percent(total);
    return `${nameProduct(shop, best)} was taken from ${where}; whether by this shopper is not sure (${mine})`;
  }
  if (options.length > 1 && options[1]![1] > reasonMin) {
    const names = options
      .filter(([, share]) => share > reasonMin)
      .map(([barcode, share]) => `${nameProduct(shop, barcode)} ${percent(share)}`);
    return `${weight} were taken from ${where}; it may be ${names.join(", or ")}`;
  }
  if (total < 1 - reasonMin && !(best !== null && told.has(best))) {
    return `${nameProduct(shop, best)} from ${where} may have been put back or given away (kept: ${percent(total)})`;
  }
  return null;
}
