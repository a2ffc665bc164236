/**
 * What a change of a shelf does to a hypothesis: the ways in which picks and put-backs by the
 * shoppers in reach explain it, each with its weight.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import {
  findPickCandidates,
  WEIGHT_TAIL,
  type ProductCandidate,
  UNKNOWN_LOG_DENSITY,
} from "./candidates.ts";
import { type Block, findCrossingMs, partitionChange, type ShelfChange } from "./changes.ts";
import { findGain, type Gains } from "./gains.ts";
import {
  type ActionRecord,
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  type ShopperKey,
  withCart,
} from "./hypotheses.ts";
import { EXPLANATIONS_MAX } from "./limits.ts";
import type { ShopIndex } from "./shop-index.ts";
import { formatPlateKey } from "./shop-model.ts";

/** Who made a unit's change, from their reach. */
export interface WhoDistribution {
  readonly shoppers: readonly ShopperKey[];
  /** log weight of each against nobody having reached: posterior among them, plus `evidence`. */
  readonly logProbabilities: readonly number[];
  /** log ratio of what the joints say for somebody's reach to what they say for nobody's. */
  readonly evidence: number;
  /** log ratio of each shopper's joints with a reach to those without one. */
  readonly reaches: readonly number[];
}

export type FindWho = (block: Block, share: number) => WhoDistribution;

const LOG_PRIOR = {
  /** Something fell that no product explains: unknown, or a hand that holds part of an item. */
  unknownPick: Math.log(0.004),
  /** A hand lifts part of an item's weight and will let go again. */
  lift: Math.log(0.05),
  /** The item that somebody put here out of place is taken, where there is one. */
  misplacedPick: Math.log(0.45),
  /** What was put down unknown, or a hand's force, goes away again. */
  release: Math.log(0.7),
  /** A rise is an item of the cart put back. */
  putback: Math.log(0.7),
  /** A rise comes from no cart that is known: stock, a bag, somebody's own thing. */
  restock: Math.log(0.003),
  /** A rise is a hand that rests. */
  rest: Math.log(0.25),
  /** The level crept: it has not come quite to rest from an earlier change. */
  creep: Math.log(0.2),
  /** A unit of the product that belongs here is put down that nobody was seen to take. */
  restockHome: Math.log(0.003),
  /** A hand was still on the plate when it settled, or had been when it began. */
  handOn: Math.log(0.02),
  twoAtOnce: Math.log(0.06),
  /** Neighbouring plates that changed at once are one unit across them, or several. */
  across: Math.log(0.5),
  apart: Math.log(0.5),
};

/** How likely a put-back lands: on its own facing; elsewhere. */
const HOME_SHARE = 0.9;
const SAME_SHELF_SHARE = 0.04;
const ELSEWHERE_SHARE = 0.06;
const ELSEWHERE_PLATES = 200;

interface BlockContext {
  readonly gains: Gains;
  readonly change: ShelfChange;
  readonly block: Block;
  readonly plates: readonly number[];
  readonly timestampMs: number;
  readonly who: WhoDistribution;
  /** The same at the time when a share (0..1) of the change was done. */
  readonly findWho: (share: number) => WhoDistribution;
  readonly picks: readonly ProductCandidate[];
  /** Of a rise: products whose place this is and whose weight fits. */
  readonly planned: readonly ProductCandidate[];
}

interface Child {
  readonly hypothesis: Hypothesis;
  readonly logWeight: number;
}

/** Everything about a change that does not depend on the hypothesis. */
export interface PreparedChange {
  readonly change: ShelfChange;
  readonly partitions: readonly (readonly BlockContext[])[];
  /** log weight of each partition. */
  readonly partitionLogWeights: readonly number[];
  readonly shoppers: ReadonlySet<ShopperKey>;
}

export function prepareChange(
  index: ShopIndex,
  gains: Gains,
  change: ShelfChange,
  findWho: FindWho,
): PreparedChange {
  const shoppers = new Set<ShopperKey>();
  const contexts = new Map<string, BlockContext>();
  const partitions = partitionChange(change, gains).map((blocks) =>
    blocks.map((block) => {
      const plates = block.plates.map((plate) => plate.plate);
      const key = plates.join();
      const known = contexts.get(key);
      if (known !== undefined) return known;
      const who = findWho(block, 0.5);
      for (const shopper of who.shoppers) shoppers.add(shopper);
      const candidates = findPickCandidates(index, change, block, undefined);
      const context = {
        gains,
        change,
        block,
        plates,
        timestampMs: findCrossingMs(block, 0.5),
        who,
        findWho: remember((share) => findWho(block, share)),
        picks: block.totalG < 0 ? candidates : [],
        planned: block.totalG > 0 ? candidates.filter((candidate) => candidate.planned) : [],
      };
      contexts.set(key, context);
      return context;
    }),
  );
  return {
    change,
    partitions,
    partitionLogWeights: partitions.map(weighCuts),
    shoppers,
  };
}

function remember(find: (share: number) => WhoDistribution): (share: number) => WhoDistribution {
  const known = new Map<number, WhoDistribution>();
  return (share) => {
    let who = known.get(share);
    if (who === undefined) {
      who = find(share);
      known.set(share, who);
    }
    return who;
  };
}

/** Neighbouring plates that changed at once lie under one product, or under several. */
function weighCuts(blocks: readonly BlockContext[]): number {
  let logWeight = (blocks.length - 1) * LOG_PRIOR.apart;
  for (const { block } of blocks) if (block.plates.length > 1) logWeight += LOG_PRIOR.across;
  return logWeight;
}

/**
 * log weight of one shopper making this change so soon after another: a hand is at one place at a
 * time, and goes on within about a second. The same place again within that time is one series.
 */
function weighHaste(context: BlockContext, parent: Hypothesis, shopper: ShopperKey): number {
  const last = parent.lastActs.get(shopper);
  if (last === undefined || shopper === null) return 0;
  const { change } = context;
  const sinceMs = Math.abs(context.timestampMs - last.timestampMs);
  if (sinceMs > HASTE_MS) return 0;
  const sameShelf = last.gondola === change.gondola && last.shelf === change.shelf;
  if (sameShelf && context.plates.some((plate) => Math.abs(plate - last.plate) <= 1)) return 0;
  return -3 * (1 - sinceMs / HASTE_MS);
}

const HASTE_MS = 1200;

/** A hand does not rest for longer than this. */
const FORCE_MS_MAX = 6000;
const LOG_FORCE_STAYED = Math.log(0.0005);

/**
 * A force that has not gone by now was none: the hypotheses that need it lose weight, and forget it.
 *
 * @param nowMs infinity when nothing more can come.
 */
export function expireForces(hypothesis: Hypothesis, nowMs: number): Hypothesis {
  let stayed = 0;
  const ledger = hypothesis.ledger.filter((item) => {
    const over = item.isForce && nowMs - item.sinceMs > FORCE_MS_MAX;
    if (over) stayed++;
    return !over;
  });
  if (stayed === 0) return hypothesis;
  return {
    ...hypothesis,
    ledger,
    logWeight: hypothesis.logWeight + stayed * LOG_FORCE_STAYED,
  };
}

/** The hypotheses that a change makes of one, the likeliest first. */
export function explainChange(
  index: ShopIndex,
  prepared: PreparedChange,
  hypothesis: Hypothesis,
): Hypothesis[] {
  const children: Hypothesis[] = [];
  for (const [at, blocks] of prepared.partitions.entries()) {
    const start = hypothesis.logWeight + prepared.partitionLogWeights[at]!;
    let beam: Hypothesis[] = [{ ...hypothesis, logWeight: start }];
    for (const context of blocks) {
      const next: Hypothesis[] = [];
      for (const parent of beam) {
        const found =
          context.block.totalG < 0
            ? explainFall(index, context, parent)
            : explainRise(index, context, parent);
        for (const child of found) {
          next.push({ ...child.hypothesis, logWeight: parent.logWeight + child.logWeight });
        }
      }
      beam = keepBest(next);
    }
    children.push(...beam);
  }
  return keepBest(children);
}

function keepBest(hypotheses: Hypothesis[]): Hypothesis[] {
  hypotheses.sort((a, b) => b.logWeight - a.logWeight);
  const least = (hypotheses[0]?.logWeight ?? 0) - 14;
  let count = Math.min(EXPLANATIONS_MAX, hypotheses.length);
  while (count > 1 && hypotheses[count - 1]!.logWeight < least) count--;
  return hypotheses.slice(0, count);
}

function makeAction(
  context: BlockContext,
  kind: ActionRecord["kind"],
  shopperId: ShopperKey,
  barcode: string | null,
  quantity: number,
): ActionRecord {
  const { change } = context;
  return {
    kind,
    changeId: change.id,
    shopperId,
    otherId: null,
    barcode,
    quantity,
    weightG: Math.abs(context.block.totalG),
    timestampMs: context.timestampMs,
    plates: context.plates,
    gondola: change.gondola,
    shelf: change.shelf,
    settledMs: change.settledMs,
  };
}

function makeItem(context: BlockContext, barcode: string | null, weightG: number): Item {
  const { change } = context;
  return {
    barcode,
    weightG,
    rawG: weightG * context.block.gain,
    isForce: false,
    levelsBeforeG: [],
    changeId: change.id,
    originId: change.id,
    gondola: change.gondola,
    shelf: change.shelf,
    plates: context.plates,
    sinceMs: context.timestampMs,
  };
}

function overlaps(context: BlockContext, item: Item): boolean {
  return findGap(context, item) === 0;
}

/** Plates between a change and where an item stands; infinite on another shelf. */
function findGap(context: BlockContext, item: Item): number {
  const { change } = context;
  if (item.gondola !== change.gondola || item.shelf !== change.shelf) return Number.POSITIVE_INFINITY;
  let gap = Number.POSITIVE_INFINITY;
  for (const plate of item.plates) {
    for (const other of context.plates) gap = Math.min(gap, Math.abs(plate - other));
  }
  return gap;
}

/** An item's weight from what its plates read then and what is known of their gain now. */
function weigh(context: BlockContext, item: Item): number {
  let gain = 0;
  for (const plate of item.plates) {
    gain += findGain(context.gains, item.gondola, item.shelf, plate).mean;
  }
  return (item.rawG * item.plates.length) / gain;
}

/**
 * Density of a change by an item whose weight was measured before. On the same plate the gain is the
 * same, so the weight is nearly the same; but an item may have been measured across other plates.
 */
function rememberedLogDensity(context: BlockContext, item: Item): number {
  const totalG = Math.abs(context.block.totalG);
  const errorG = context.block.errorG;
  const weightG = Math.abs(weigh(context, item));
  // Its weight was measured on other plates, whose gain was not known exactly either.
  const spread = Math.hypot(0.022, context.block.gainSpread);
  const loose = Math.sqrt((spread * weightG) ** 2 + errorG * errorG + 0.5);
  const looseLog = studentLogDensity(totalG, weightG, loose, WEIGHT_TAIL);
  const samePlates =
    overlaps(context, item) && item.plates.length === context.plates.length;
  if (!samePlates) return looseLog;
  const rawG = Math.abs(item.rawG);
  const tight = Math.sqrt((0.006 * rawG) ** 2 + 2 * errorG * errorG + 0.3);
  const tightLog = studentLogDensity(totalG * context.block.gain, rawG, tight, WEIGHT_TAIL);
  return Math.log(0.5 * Math.exp(looseLog) + 0.5 * Math.exp(tightLog));
}

function explainFall(index: ShopIndex, context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  const { change, who } = context;
  const totalG = Math.abs(context.block.totalG);
  // What goes away of what was put here out of place, or of a hand's weight.
  addReleases(children, context, parent);
  for (const item of parent.ledger) {
    const gap = findGap(context, item);
    if (item.barcode === null || gap > 2) continue;
    const rest = parent.ledger.filter((other) => other !== item);
    const logDensity = rememberedLogDensity(context, item) - 0.7 * gap;
    const taken = { ...makeItem(context, item.barcode, totalG), originId: item.originId };
    for (const [at, shopper] of who.shoppers.entries()) {
      const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
      const logWeight = LOG_PRIOR.misplacedPick + logDensity + logWho;
      const action = makeAction(context, "pick", shopper, item.barcode, 1);
      const next = withCart({ ...parent, ledger: rest }, shopper, [
        ...getCart(parent, shopper),
        taken,
      ]);
      children.push({ hypothesis: addHistory(next, action), logWeight });
    }
  }
  const key = formatPlateKey(change.gondola, change.shelf, context.plates[0]!);
  const override = parent.overrides.get(key);
  const picks =
    override === undefined
      ? context.picks
      : findPickCandidates(index, change, context.block, override);
  for (const candidate of picks) {
    addPicks(children, context, parent, candidate);
    if (candidate.count > 1) addSharedPicks(children, context, parent, candidate);
  }
  const unknown = LOG_PRIOR.unknownPick + UNKNOWN_LOG_DENSITY;
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWeight = unknown + who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const action = makeAction(context, "pick", shopper, null, 1);
    const cart = [...getCart(parent, shopper), makeItem(context, null, totalG)];
    children.push({ hypothesis: addHistory(withCart(parent, shopper, cart), action), logWeight });
  }
  children.push({ hypothesis: parent, logWeight: creepLogDensity(context) });
  children.push({
    hypothesis: { ...parent, ledger: [...parent.ledger, makeForce(context, -totalG)] },
    logWeight: LOG_PRIOR.lift + liftLogDensity(context, totalG) + who.evidence,
  });
  return children;
}

/** A lift takes any part of what stands there off the plate; most hands only touch. */
function liftLogDensity(context: BlockContext, totalG: number): number {
  let heaviestG = 0;
  for (const { planned, weightG } of context.picks) {
    if (planned && weightG > heaviestG) heaviestG = weightG;
  }
  const touch = Math.exp(-totalG / HAND_FORCE_G) / HAND_FORCE_G;
  const part = totalG < heaviestG ? 1 / heaviestG : 0;
  return Math.log(0.5 * touch + 0.5 * part + 1e-9);
}

/** Nothing was moved: a small change that is left over, a few grams at the most. */
function creepLogDensity(context: BlockContext): number {
  const scale = Math.max(3.5, 2 * context.block.errorG);
  return LOG_PRIOR.creep + studentLogDensity(context.block.totalG, 0, scale, 4);
}

/** A force that an earlier change left on these plates is gone: the level is what it was. */
function addReleases(children: Child[], context: BlockContext, parent: Hypothesis): void {
  for (const item of parent.ledger) {
    if (item.barcode !== null || !overlaps(context, item)) continue;
    if (Math.sign(item.weightG) === Math.sign(context.block.totalG)) continue;
    const ledger = parent.ledger.filter((other) => other !== item);
    const action = makeAction(context, "release", null, null, 1);
    const logWeight = LOG_PRIOR.release + releaseLogDensity(context, item);
    children.push({ hypothesis: addHistory({ ...parent, ledger }, action), logWeight });
  }
}

function makeForce(context: BlockContext, forceG: number): Item {
  const levelsBeforeG = context.block.plates.map((plate) => plate.levelG - plate.changeG);
  return { ...makeItem(context, null, forceG), isForce: true, levelsBeforeG };
}

/**
 * Density of a change that undoes a force: the level is again what it was before the force came. A
 * force that was not steady goes by another amount than it came by.
 */
function releaseLogDensity(context: BlockContext, item: Item): number {
  const bySize = rememberedLogDensity(context, item);
  if (!item.isForce) return bySize;
  let residual = 0;
  for (const { plate, levelG } of context.block.plates) {
    const at = item.plates.indexOf(plate);
    if (at < 0) return bySize;
    residual += levelG - item.levelsBeforeG[at]!;
  }
  const scale = Math.max(1.5, 2 * context.block.errorG, 0.01 * Math.abs(item.weightG));
  const byLevel = studentLogDensity(residual, 0, scale, 5);
  return Math.log(0.3 * Math.exp(bySize) + 0.7 * Math.exp(byLevel));
}

/** Typical force of a hand that rests on a plate or lifts an item, grams. */
const HAND_FORCE_G = 80;
/** Smaller than this it is within what a weight may differ. */
const HAND_FORCE_G_LEAST = 8;

/** A hand's force is part of the change; its going will show as a change of its own. */
function leaveForce(
  child: Child,
  context: BlockContext,
  forceG: number,
  logPrior: number,
): Child | null {
  if (Math.abs(forceG) < HAND_FORCE_G_LEAST) return null;
  const logDensity = -Math.abs(forceG) / HAND_FORCE_G - Math.log(2 * HAND_FORCE_G);
  const ledger = [...child.hypothesis.ledger, makeForce(context, forceG)];
  return {
    hypothesis: { ...child.hypothesis, ledger },
    logWeight: LOG_PRIOR.handOn + logPrior + logDensity,
  };
}

function addPicks(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  candidate: ProductCandidate,
): void {
  const { who, change } = context;
  const { barcode, count } = candidate;
  const unitG = Math.abs(context.block.totalG) / count;
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const logWeight = candidate.logWeight + logWho;
    const cart = [...getCart(parent, shopper)];
    for (let unit = 0; unit < count; unit++) cart.push(makeItem(context, barcode, unitG));
    let next = withCart(parent, shopper, cart);
    if (!candidate.planned) {
      const overrides = new Map(parent.overrides);
      for (const plate of context.plates) {
        overrides.set(formatPlateKey(change.gondola, change.shelf, plate), barcode);
      }
      next = { ...next, overrides };
    }
    const action = makeAction(context, "pick", shopper, barcode, count);
    const child = { hypothesis: addHistory(next, action), logWeight };
    children.push(child);
    if (!candidate.planned || !(candidate.weightG > 0)) continue;
    const forceG = context.block.totalG + count * candidate.weightG;
    const held = leaveForce(child, context, forceG, candidate.logPrior + logWho);
    if (held !== null) children.push(held);
  }
}

/** Several units went at once, and two shoppers were there: how often both took of them. */
const LOG_BOTH_TOOK = Math.log(0.02);
/** A second reach adds no more than this: it is seen in the same few frames. */
const SECOND_REACH_MAX = 9;

/**
 * Several units of one product taken by two shoppers, one after the other. One who did not reach
 * adds nothing to what is seen of the other; one who did, at the time of their own units, makes it
 * much likelier that both took.
 */
function addSharedPicks(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  candidate: ProductCandidate,
): void {
  const { barcode, count } = candidate;
  const unitG = Math.abs(context.block.totalG) / count;
  for (let units = 1; units < count; units++) {
    const early = context.findWho(units / 2 / count);
    const late = context.findWho((units + count) / 2 / count);
    for (const [a, first] of early.shoppers.entries()) {
      for (const [b, second] of late.shoppers.entries()) {
        if (first === second || first === null || second === null) continue;
        const weaker = Math.min(early.reaches[a]!, late.reaches[b]!, SECOND_REACH_MAX);
        if (weaker < 0) continue;
        const stronger = Math.max(early.logProbabilities[a]!, late.logProbabilities[b]!);
        let next = parent;
        for (const [shopper, share] of [
          [first, units],
          [second, count - units],
        ] as const) {
          const cart = [...getCart(next, shopper)];
          for (let unit = 0; unit < share; unit++) cart.push(makeItem(context, barcode, unitG));
          const action = makeAction(context, "pick", shopper, barcode, share);
          next = addHistory(withCart(next, shopper, cart), action);
        }
        const logWho = stronger + weaker + LOG_BOTH_TOOK - Math.log(count - 1);
        children.push({ hypothesis: next, logWeight: candidate.logWeight + logWho });
      }
    }
  }
}

/** log probability that a put-back of this item lands on these plates. */
function placeLogPrior(index: ShopIndex, context: BlockContext, item: Item): number {
  const { change } = context;
  const home = context.plates.some((plate) => {
    const key = formatPlateKey(change.gondola, change.shelf, plate);
    const facings = index.facingsByPlate.get(key) ?? [];
    return facings.some((facing) => facing.barcode === item.barcode);
  });
  if (home || overlaps(context, item)) return Math.log(HOME_SHARE / 3);
  const sameShelf = item.gondola === change.gondola && item.shelf === change.shelf;
  return Math.log(sameShelf ? SAME_SHELF_SHARE / 8 : ELSEWHERE_SHARE / ELSEWHERE_PLATES);
}

function explainRise(index: ShopIndex, context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  const { who } = context;
  const totalG = Math.abs(context.block.totalG);
  addReleases(children, context, parent);
  for (const [at, shopper] of who.shoppers.entries()) {
    const cart = getCart(parent, shopper);
    if (cart.length === 0) continue;
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const seen = new Set<string>();
    for (const item of cart) {
      const name = `${item.barcode}/${item.changeId}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const logWeight =
        LOG_PRIOR.putback -
        Math.log(cart.length) +
        rememberedLogDensity(context, item) +
        placeLogPrior(index, context, item) +
        logWho;
      const child = { hypothesis: putBack(index, context, parent, shopper, [item]), logWeight };
      children.push(child);
      const logPrior =
        LOG_PRIOR.putback - Math.log(cart.length) + placeLogPrior(index, context, item) + logWho;
      const held = leaveForce(child, context, context.block.totalG - weigh(context, item), logPrior);
      if (held !== null) children.push(held);
    }
    addPairs(children, index, context, parent, shopper, logWho);
  }
  const item = makeItem(context, null, totalG);
  const restocked = addHistory(
    { ...parent, ledger: [...parent.ledger, item] },
    makeAction(context, "restock", null, null, 1),
  );
  const unknown = UNKNOWN_LOG_DENSITY - Math.log(ELSEWHERE_PLATES) + who.evidence;
  children.push({ hypothesis: restocked, logWeight: LOG_PRIOR.restock + unknown });
  children.push({
    hypothesis: { ...parent, ledger: [...parent.ledger, makeForce(context, totalG)] },
    logWeight: LOG_PRIOR.rest + unknown,
  });
  addHomeRestock(children, context, parent);
  children.push({ hypothesis: parent, logWeight: creepLogDensity(context) });
  return children;
}

/** Units of the planned product come to their own facing from no cart: the ledger gains nothing odd. */
function addHomeRestock(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
): void {
  for (const candidate of context.planned) {
    const logPlace = Math.log(HOME_SHARE / 3) + context.who.evidence;
    const logWeight = LOG_PRIOR.restockHome + candidate.logWeight + logPlace;
    const action = makeAction(context, "restock", null, candidate.barcode, candidate.count);
    children.push({ hypothesis: addHistory(parent, action), logWeight });
  }
}

/** Two items of a cart put back with one hand, or too quickly to tell apart. */
function addPairs(
  children: Child[],
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  logWho: number,
): void {
  const cart = getCart(parent, shopper);
  const totalG = Math.abs(context.block.totalG);
  for (let i = 0; i < cart.length; i++) {
    for (let j = i + 1; j < cart.length; j++) {
      const a = cart[i]!;
      const b = cart[j]!;
      const weightG = weigh(context, a) + weigh(context, b);
      if (Math.abs(weightG - totalG) > 0.2 * weightG) continue;
      const spread = Math.hypot(0.022, context.block.gainSpread);
      const scale = Math.sqrt((spread * weightG) ** 2 + context.block.errorG ** 2 + 0.5);
      const logWeight =
        LOG_PRIOR.twoAtOnce -
        Math.log((cart.length * (cart.length - 1)) / 2) +
        studentLogDensity(totalG, weightG, scale, WEIGHT_TAIL) +
        Math.min(placeLogPrior(index, context, a), placeLogPrior(index, context, b)) +
        logWho;
      children.push({ hypothesis: putBack(index, context, parent, shopper, [a, b]), logWeight });
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
    const atHome = context.plates.every((plate) => {
      const key = formatPlateKey(change.gondola, change.shelf, plate);
      const facings = index.facingsByPlate.get(key) ?? [];
      return facings.some((facing) => facing.barcode === item.barcode);
    });
    if (atHome || item.barcode === null) continue;
    const weightG =
      items.length === 1 ? Math.abs(context.block.totalG) : weigh(context, item);
    ledger.push({ ...makeItem(context, item.barcode, weightG), originId: item.originId });
  }
  const first = items[0]!;
  const action = makeAction(context, "putback", shopper, first.barcode, items.length);
  return addHistory(withCart({ ...parent, ledger }, shopper, cart), action);
}
