/** What may have made a block of plates heavier: put-backs from carts, stock, a hand that rests. */
import { studentLogDensity } from "@saunter/numerics/statistics";
import type { ShopperKey } from "../engine-types.ts";
import { isPlannedOn, type ShopIndex } from "../shop-index.ts";
import {
  type BlockContext,
  type Child,
  creepLogDensity,
  makeAction,
  makeItem,
  NO_SHOPPERS,
  overlaps,
  rememberedLogDensity,
  weigh,
  weighHaste,
} from "./block-context.ts";
import { unknownLogDensity } from "./candidates.ts";
import {
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  UNSEEN_PART,
  withCart,
} from "./hypotheses.ts";
import { addReleases, addTouch, leaveTouch, restLogDensity } from "./touches.ts";

export function explainIncrease(
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
): Child[] {
  const children: Child[] = [];
  const { who } = context;
  addReleases(children, context, parent);
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    addPutBacks(children, index, context, parent, shopper, logWho);
    addPairs(children, index, context, parent, shopper, logWho);
    addOthersPutBacks(children, index, context, parent, shopper, logWho);
  }
  const { priors, touches, weights } = context.parameters;
  const unknown = unknownLogDensity(weights) - Math.log(priors.elsewherePlates) + who.evidence;
  const restock = (): Hypothesis => {
    const item = makeItem(context, null, Math.abs(context.block.totalG));
    const stocked = { ...parent, ledger: [...parent.ledger, item] };
    return addHistory(stocked, makeAction(context, "restock", null, null, 1));
  };
  children.push({
    logWeight: Math.log(priors.restock) + unknown,
    shoppers: NO_SHOPPERS,
    build: restock,
  });
  const rests = restLogDensity(context) - Math.log(priors.restPlates) + who.evidence;
  addTouch(children, context, parent, Math.log(touches.rest) + rests);
  addHomeRestock(children, context, parent);
  children.push({
    logWeight: creepLogDensity(context),
    shoppers: NO_SHOPPERS,
    build: () => parent,
  });
  return children;
}

/** log probability, for each item of a cart, that a put-back of it lands on these plates. */
function listPlaceLogPriors(
  index: ShopIndex,
  context: BlockContext,
  cart: readonly Item[],
): number[] {
  const { change } = context;
  const { priors } = context.parameters;
  const fromHere = cart.map((item) => isFromHere(index, context, item));
  // Who compares two products, or takes another instead, may put one where the other came from.
  const swaps = fromHere.includes(true);
  return cart.map((item, at) => {
    if (fromHere[at]) return Math.log(priors.homeShare / priors.homePlates);
    const sameShelf = item.gondola === change.gondola && item.shelf === change.shelf;
    if (swaps) {
      return Math.log((sameShelf ? priors.swapShare : priors.swapFarShare) / priors.homePlates);
    }
    return sameShelf
      ? Math.log(priors.sameShelfShare / priors.sameShelfPlates)
      : Math.log(priors.elsewhereShare / priors.elsewherePlates);
  });
}

/** log probability that it is this item of a cart that is put back: the last one taken more often than not. */
function logChosen(context: BlockContext, cart: readonly Item[], item: Item): number {
  const { lastWeightMin, lastMs } = context.parameters.priors;
  const weigh = ({ sinceMs }: Item): number => {
    const ageMs = Math.max(0, context.timestampMs - sinceMs);
    return lastWeightMin + Math.exp(-ageMs / lastMs);
  };
  return Math.log(weigh(item) / cart.reduce((sum, one) => sum + weigh(one), 0));
}

function addPutBacks(
  children: Child[],
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  logWho: number,
): void {
  const cart = getCart(parent, shopper);
  if (cart.length === 0) return;
  const logPutback = Math.log(context.parameters.priors.putback);
  const places = listPlaceLogPriors(index, context, cart);
  for (const item of listDistinct(cart)) {
    const place = places[cart.indexOf(item)]!;
    const logPrior = logPutback + logChosen(context, cart, item) + place + logWho;
    const build = (): Hypothesis => putBack(index, context, parent, shopper, [item]);
    const logWeight = logPrior + rememberedLogDensity(context, item);
    const child = { logWeight, shoppers: [shopper], build };
    children.push(child);
    const forceG = context.block.totalG - weigh(context, item);
    leaveTouch(children, child, context, forceG, logPrior);
  }
}

/**
 * What another took from here, and handed over unseen while the two were within reach of each other,
 * is put back.
 */
function addOthersPutBacks(
  children: Child[],
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  logWho: number,
): void {
  if (shopper === null) return;
  const { homePlates, homeShare, putback, unseenHandover } = context.parameters.priors;
  const gifts = [...parent.carts].flatMap(([giver, cart]) => {
    if (giver === null || giver === shopper) return [];
    return listDistinct(cart).flatMap((item) => {
      if (!isFromHere(index, context, item)) return [];
      const { sinceMs } = item;
      const nearMs = context.findLastNearMs([giver, shopper], sinceMs, context.timestampMs);
      return Number.isNaN(nearMs) ? [] : [{ giver, cart, item, nearMs }];
    });
  });
  // However many may have given it, it was handed over unseen as seldom.
  const share = (putback * unseenHandover * homeShare) / homePlates / gifts.length;
  for (const { giver, cart, item, nearMs } of gifts) {
    const logWeight = Math.log(share) + logWho + rememberedLogDensity(context, item);
    const build = (): Hypothesis => {
      const left = cart.filter((other) => other !== item);
      const own = [...getCart(parent, shopper), item];
      const action = makeAction(context, "handover", shopper, item.barcode, 1);
      const given = addHistory(withCart(withCart(parent, giver, left), shopper, own), {
        ...action,
        otherId: giver,
        timestampMs: nearMs,
        part: UNSEEN_PART,
      });
      return putBack(index, context, given, shopper, [item]);
    };
    children.push({ logWeight, shoppers: [shopper], build });
  }
}

/** Of units that were taken at once only one: it does not matter which of them is put back. */
function listDistinct(cart: readonly Item[]): Item[] {
  const names = new Set<string>();
  return cart.filter(({ barcode, changeId }) => {
    const name = `${barcode}/${changeId}`;
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
}

function isFromHere(index: ShopIndex, context: BlockContext, item: Item): boolean {
  return (
    overlaps(context, item) ||
    context.plates.some((plate) => isPlannedOn(index, context.change, plate, item.barcode))
  );
}

/** Units of the planned product come to their own facing from no cart: nothing stands out of place. */
function addHomeRestock(children: Child[], context: BlockContext, parent: Hypothesis): void {
  const { priors } = context.parameters;
  for (const candidate of context.planned) {
    const logPlace = Math.log(priors.homeShare / priors.homePlates) + context.who.evidence;
    const logWeight = Math.log(priors.restockHome) + candidate.logWeight + logPlace;
    const build = (): Hypothesis =>
      addHistory(parent, makeAction(context, "restock", null, candidate.barcode, candidate.count));
    children.push({ logWeight, shoppers: NO_SHOPPERS, build });
  }
}

/** Two items of a cart put back with one hand, or too quickly to separate. */
function addPairs(
  children: Child[],
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  logWho: number,
): void {
  const cart = getCart(parent, shopper);
  if (cart.length < 2) return;
  const totalG = Math.abs(context.block.totalG);
  const { priors, weights } = context.parameters;
  const places = listPlaceLogPriors(index, context, cart);
  const weightsG = cart.map((item) => weigh(context, item));
  for (let i = 0; i < cart.length; i++) {
    for (let j = i + 1; j < cart.length; j++) {
      const weightG = weightsG[i]! + weightsG[j]!;
      if (!(Math.abs(weightG - totalG) <= weights.pairOffShareMax * weightG)) continue;
      const spread = Math.hypot(weights.rememberedSpreadShare, context.block.gainSpread);
      const scale = Math.sqrt(
        (spread * weightG) ** 2 + context.block.errorG ** 2 + weights.rememberedRoundingG2,
      );
      const logWeight =
        Math.log(priors.twoAtOnce) -
        Math.log((cart.length * (cart.length - 1)) / 2) +
        studentLogDensity(totalG, weightG, scale, weights.weightTail) +
        Math.min(places[i]!, places[j]!) +
        logWho;
      const build = (): Hypothesis =>
        putBack(index, context, parent, shopper, [cart[i]!, cart[j]!]);
      children.push({ logWeight, shoppers: [shopper], build });
    }
  }
}

function putBack(
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  items: readonly Item[],
): Hypothesis {
  const { change } = context;
  const cart = getCart(parent, shopper).filter((item) => !items.includes(item));
  const ledger = [...parent.ledger];
  for (const item of items) {
    const atHome = context.plates.every((plate) => isPlannedOn(index, change, plate, item.barcode));
    if (atHome || item.barcode === null) continue;
    const weightG = items.length === 1 ? Math.abs(context.block.totalG) : weigh(context, item);
    ledger.push({ ...makeItem(context, item.barcode, weightG), originId: item.originId });
  }
  const first = items[0]!;
  const action = makeAction(context, "putback", shopper, first.barcode, items.length);
  return addHistory(withCart({ ...parent, ledger }, shopper, cart), action);
}
