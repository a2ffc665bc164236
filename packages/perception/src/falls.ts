/** What may have made a block of plates lighter: picks, by one shopper or two; a hand that lifts. */
import {
  type BlockContext,
  type Child,
  creepLogDensity,
  findGap,
  LOG_PRIOR,
  makeAction,
  makeItem,
  rememberedLogDensity,
  weighHaste,
} from "./block-context.ts";
import { findPickCandidates, type ProductCandidate, UNKNOWN_LOG_DENSITY } from "./candidates.ts";
import { addForce, addReleases, leaveForce, liftLogDensity } from "./forces.ts";
import {
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  type ShopperKey,
  withCart,
} from "./hypotheses.ts";
import type { ShopIndex } from "./shop-index.ts";
import { formatPlateKey } from "./shop-model.ts";

export function explainFall(index: ShopIndex, context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  const { change, who } = context;
  const totalG = Math.abs(context.block.totalG);
  addReleases(children, context, parent);
  addMisplacedPicks(children, context, parent);
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
  addUnknownPicks(children, context, parent);
  children.push({ logWeight: creepLogDensity(context), build: () => parent });
  const logLift = LOG_PRIOR.lift + liftLogDensity(context, totalG) + who.evidence;
  addForce(children, context, parent, logLift);
  return children;
}

/** A shopper's cart with more of one product in it, and the pick in the history. */
function takeUnits(
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  items: readonly Item[],
): Hypothesis {
  const cart = [...getCart(parent, shopper), ...items];
  const action = makeAction(context, "pick", shopper, items[0]!.barcode, items.length);
  return addHistory(withCart(parent, shopper, cart), action);
}

function makeUnits(context: BlockContext, barcode: string | null, unitG: number, count: number) {
  return Array.from({ length: count }, () => makeItem(context, barcode, unitG));
}

/** What somebody put here out of its place is taken. */
function addMisplacedPicks(children: Child[], context: BlockContext, parent: Hypothesis): void {
  const { who } = context;
  const totalG = Math.abs(context.block.totalG);
  for (const item of parent.ledger) {
    const gap = findGap(context, item);
    if (item.barcode === null || gap > 2) continue;
    const logDensity = rememberedLogDensity(context, item) - 0.7 * gap;
    for (const [at, shopper] of who.shoppers.entries()) {
      const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
      const build = (): Hypothesis => {
        const ledger = parent.ledger.filter((other) => other !== item);
        const taken = { ...makeItem(context, item.barcode, totalG), originId: item.originId };
        return takeUnits(context, { ...parent, ledger }, shopper, [taken]);
      };
      children.push({ logWeight: LOG_PRIOR.misplacedPick + logDensity + logWho, build });
    }
  }
}

function addUnknownPicks(children: Child[], context: BlockContext, parent: Hypothesis): void {
  const { who } = context;
  const totalG = Math.abs(context.block.totalG);
  const unknown = LOG_PRIOR.unknownPick + UNKNOWN_LOG_DENSITY;
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const build = (): Hypothesis =>
      takeUnits(context, parent, shopper, makeUnits(context, null, totalG, 1));
    children.push({ logWeight: unknown + logWho, build });
  }
}

/** The facing holds another product than the planogram says: later picks there are of it too. */
function withOverride(context: BlockContext, parent: Hypothesis, barcode: string): Hypothesis {
  const { change } = context;
  const overrides = new Map(parent.overrides);
  for (const plate of context.plates) {
    overrides.set(formatPlateKey(change.gondola, change.shelf, plate), barcode);
  }
  return { ...parent, overrides };
}

function addPicks(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  candidate: ProductCandidate,
): void {
  const { who } = context;
  const { barcode, count, planned } = candidate;
  const unitG = Math.abs(context.block.totalG) / count;
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const build = (): Hypothesis => {
      const before = planned ? parent : withOverride(context, parent, barcode);
      return takeUnits(context, before, shopper, makeUnits(context, barcode, unitG, count));
    };
    const child = { logWeight: candidate.logWeight + logWho, build };
    children.push(child);
    if (!planned || !(candidate.weightG > 0)) continue;
    const forceG = context.block.totalG + count * candidate.weightG;
    leaveForce(children, child, context, forceG, candidate.logPrior + logWho);
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
        const logWho = stronger + weaker + LOG_BOTH_TOOK - Math.log(count - 1);
        const build = (): Hypothesis => {
          const firstUnits = makeUnits(context, barcode, unitG, units);
          const secondUnits = makeUnits(context, barcode, unitG, count - units);
          const between = takeUnits(context, parent, first, firstUnits);
          return takeUnits(context, between, second, secondUnits);
        };
        children.push({ logWeight: candidate.logWeight + logWho, build });
      }
    }
  }
}
