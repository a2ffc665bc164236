/**
 * From a belief to a receipt: the quantities of least expected cost, the probability that the whole
 * is exact, and, where that is too low, what is not known, in words.
 */

import { chooseLines, type ReceiptCosts } from "../belief/cart-choice.ts";
import { type ActionRecord, type Cluster, type Item, listNodes } from "../belief/hypotheses.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { BeliefParameters } from "../parameters/belief.ts";
import type { AskedChange, Receipt, ReceiptLine, UnclearChange } from "../receipt-types.ts";
import type { ShopIndex } from "../shop-index.ts";
import type { ShopModel } from "../shop-model.ts";
import { describeUnclear, findAction, findPutBack, type ToldChanges } from "./unclear-changes.ts";
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
export interface ReceiptRisk {
  readonly probabilityOwn: number;
  readonly reasons: readonly string[];
  /** What makes it uncertain beside the belief. */
  readonly visit: VisitRisk;
}

const NO_RISK: ReceiptRisk = { probabilityOwn: 1, reasons: [], visit: NO_VISIT_RISK };

/**
 * @param alarms why it needs review whatever the belief
 * @param risk how likely nothing of it is another's, and what is reported that where the belief is too low
 * @param told what is asked about keeps the name and the place under which its evidence is kept
 */
export function writeReceipt(
  cluster: Cluster,
  shopper: ShopperKey,
  index: ShopIndex,
  rules: ReceiptRules,
  alarms: readonly string[],
  risk: ReceiptRisk = NO_RISK,
  told: ToldChanges = new Map(),
): Receipt {
  const { lines, probability } = chooseLines(cluster, shopper, rules);
  const calibrated = rules.calibrate(probability * risk.probabilityOwn, risk.visit);
  const own = [...listUnweighed(lines, index.shop), ...alarms];
  const isUnsure = calibrated < rules.acceptProbability;
  const needsReview = own.length > 0 || isUnsure;
  const faults = [...new Set([...own, ...(isUnsure ? risk.reasons : [])])];
  const ambiguities = needsReview ? explainAmbiguities(cluster, shopper, index, rules, told) : [];
  const reasons = [...ambiguities.map(({ reason }) => reason), ...(needsReview ? faults : [])];
  if (needsReview && reasons.length === 0) {
    reasons.push("several small uncertainties add up; no single interaction stands out");
  }
  const probabilityExact = calibrated;
  const unclear = listChanges(ambiguities);
  const products = lines;
  return { targetId: shopper, products, probabilityExact, needsReview, reasons, faults, unclear };
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
    unclear: [...earlier.unclear, ...later.unclear],
  };
}

/** A reason, and the change that it is about. */
interface ExplainedAmbiguity {
  readonly reason: string;
  readonly change: UnclearChange | null;
}

/** Each change once, with the first reason. */
function listChanges(ambiguities: readonly ExplainedAmbiguity[]): AskedChange[] {
  const asked = new Map<string, AskedChange>();
  for (const { change, reason } of ambiguities) {
    if (change !== null && !asked.has(change.id)) asked.set(change.id, { ...change, reason });
  }
  return [...asked.values()];
}

interface ItemAmbiguity {
  readonly item: Item;
  /** Belief that this shopper holds it, by what it is; and that it is elsewhere. */
  readonly held: Map<string | null, number>;
  heldByOthers: number;
}

function explainAmbiguities(
  cluster: Cluster,
  shopper: ShopperKey,
  index: ShopIndex,
  { reasonMin }: Pick<ReceiptRules, "reasonMin">,
  told: ToldChanges,
): ExplainedAmbiguity[] {
  const { shop } = index;
  const ambiguities = new Map<number, ItemAmbiguity>();
  for (const hypothesis of cluster.hypotheses) {
    const weight = Math.exp(hypothesis.logWeight);
    for (const [holder, cart] of hypothesis.carts) {
      // Several units of one change are one matter, and count once.
      const counted = new Set<string>();
      for (const item of cart) {
        const name = `${item.changeId} ${item.barcode}`;
        if (counted.has(name)) continue;
        counted.add(name);
        let ambiguity = ambiguities.get(item.changeId);
        if (ambiguity === undefined) {
          ambiguity = { item, held: new Map(), heldByOthers: 0 };
          ambiguities.set(item.changeId, ambiguity);
        }
        if (holder === shopper) {
          ambiguity.held.set(item.barcode, (ambiguity.held.get(item.barcode) ?? 0) + weight);
        } else ambiguity.heldByOthers += weight;
      }
    }
  }
  const putBacks = findPutBackAmbiguities(cluster, shopper, reasonMin);
  const reported = new Set(putBacks.flatMap(({ shares }) => [...shares.keys()]));
  const explained = putBacks.map(
    (ambiguity): ExplainedAmbiguity => ({
      reason: describePutBack(ambiguity, shop),
      change: describeUnclear(cluster, ambiguity.action, index, told),
    }),
  );
  for (const ambiguity of ambiguities.values()) {
    const reason = describeAmbiguity(ambiguity, shop, reported, reasonMin);
    if (reason === null) continue;
    const action = findAmbiguous(cluster, shopper, ambiguity, reasonMin);
    const change = action === null ? null : describeUnclear(cluster, action, index, told);
    explained.push({ reason, change });
  }
  return explained;
}

/** What was done that an ambiguity is about: the put-back, where all but that is certain. */
function findAmbiguous(
  cluster: Cluster,
  shopper: ShopperKey,
  { held, heldByOthers, item }: ItemAmbiguity,
  reasonMin: number,
): ActionRecord | null {
  const [only] = held.keys();
  const isTaken = held.size === 1 && heldByOthers <= reasonMin && typeof only === "string";
  const putBack = isTaken ? findPutBack(cluster, shopper, only) : null;
  return (
    putBack ?? findAction(cluster, item.changeId, ({ plates }) => plates.includes(item.plates[0]!))
  );
}

/** Something was put back, and it may have been one of several things. */
interface PutBackAmbiguity {
  readonly action: ActionRecord;
  /** Belief in each. */
  readonly shares: Map<string, number>;
}

function findPutBackAmbiguities(
  cluster: Cluster,
  shopper: ShopperKey,
  reasonMin: number,
): PutBackAmbiguity[] {
  const ambiguities = new Map<number, PutBackAmbiguity>();
  for (const hypothesis of cluster.hypotheses) {
    for (const { action, share } of listNodes(hypothesis.history)) {
      const weight = share * Math.exp(hypothesis.logWeight);
      const { kind, shopperId, barcode, changeId } = action;
      if (kind !== "putback" || shopperId !== shopper || barcode === null) continue;
      let ambiguity = ambiguities.get(changeId);
      if (ambiguity === undefined) {
        ambiguity = { action, shares: new Map() };
        ambiguities.set(changeId, ambiguity);
      }
      ambiguity.shares.set(barcode, (ambiguity.shares.get(barcode) ?? 0) + weight);
    }
  }
  for (const { shares } of ambiguities.values()) {
    for (const [barcode, share] of shares) if (share < reasonMin) shares.delete(barcode);
  }
  return [...ambiguities.values()].filter(({ shares }) => shares.size > 1);
}

function describePutBack({ action, shares }: PutBackAmbiguity, shop: ShopModel): string {
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

/** @param reported products that were reported to be put back, or not: that is not said again. */
function describeAmbiguity(
  ambiguity: ItemAmbiguity,
  shop: ShopModel,
  reported: ReadonlySet<string>,
  reasonMin: number,
): string | null {
  const { item, held, heldByOthers } = ambiguity;
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
  if (total < 1 - reasonMin && !(best !== null && reported.has(best))) {
    return `${nameProduct(shop, best)} from ${where} may have been put back or given away (kept: ${percent(total)})`;
  }
  return null;
}
