/** What may have made a block of plates lighter: picks, by one shopper or two; a hand that lifts. */

import type { WhoDistribution } from "../attribution/associator.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { ShopIndex } from "../shop-index.ts";
import { formatPlateKey } from "../shop-model.ts";
import {
  type BlockContext,
  type Child,
  creepLogDensity,
  findCandidates,
  findGap,
  makeAction,
  makeItem,
  NO_SHOPPERS,
  rememberedLogDensity,
  weighHaste,
} from "./block-context.ts";
import { type ProductCandidate, unknownLogDensity, weighSpread } from "./candidates.ts";
import {
  type ActionRecord,
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  withCart,
} from "./hypotheses.ts";
import { addReleases, addTouch, leaveTouch, liftLogDensity } from "./touches.ts";

export function explainDecrease(
  index: ShopIndex,
  context: BlockContext,
  parent: Hypothesis,
): Child[] {
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
      : findCandidates(index, context, context.block, override);
  for (const candidate of picks) {
    addPicks(children, context, parent, candidate);
    if (candidate.count > 1 && !candidate.isOdd)
      addSharedPicks(children, context, parent, candidate);
  }
  addUnknownPicks(children, context, parent);
  children.push({
    logWeight: creepLogDensity(context),
    shoppers: NO_SHOPPERS,
    build: () => parent,
  });
  const { candidates, touches } = context.parameters;
  const logLift =
    Math.log(touches.lift) +
    liftLogDensity(context, totalG) +
    weighSpread(candidates, context.block, 2) +
    who.evidence;
  addTouch(children, context, parent, logLift);
  return children;
}

/** A part of a change of which it is given what was taken: only by whom is asked. */
export function explainPart(context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  for (const candidate of context.picks) {
    for (const { shopper, logWho } of listTakers(context, candidate.count)) {
      const items = makeUnits(
        context,
        candidate.barcode,
        Math.abs(context.block.totalG) / candidate.count,
        candidate.count,
      );
      children.push({
        logWeight: candidate.logWeight + logWho,
        shoppers: [shopper],
        build: () => takeUnits(context, parent, shopper, items),
      });
    }
  }
  return children;
}

/** A shopper's cart with more of one product in it, and the pick in the history. */
function takeUnits(
  context: BlockContext,
  parent: Hypothesis,
  shopper: ShopperKey,
  items: readonly Item[],
  shared: Partial<Pick<ActionRecord, "part" | "weightG">> = {},
): Hypothesis {
  const first = items[0]!;
  const isMisplaced = first.originId !== first.changeId;
  const cart = [...getCart(parent, shopper), ...items];
  const more = { isMisplaced, ...shared };
  const action = makeAction(context, "pick", shopper, first.barcode, items.length, more);
  return addHistory(withCart(parent, shopper, cart), action);
}

function makeUnits(context: BlockContext, barcode: string | null, unitG: number, count: number) {
  return Array.from({ length: count }, () => makeItem(context, barcode, unitG));
}

/** What somebody put here out of its place is taken. */
function addMisplacedPicks(children: Child[], context: BlockContext, parent: Hypothesis): void {
  const { who } = context;
  const { misplacedPick, misplacedPlatesMax, logMisplacedPerPlate } = context.parameters.priors;
  const totalG = Math.abs(context.block.totalG);
  for (const item of parent.ledger) {
    const gap = findGap(context, item);
    if (item.barcode === null || gap > misplacedPlatesMax) continue;
    const logDensity = rememberedLogDensity(context, item) + logMisplacedPerPlate * gap;
    for (const [at, shopper] of who.shoppers.entries()) {
      const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
      const build = (): Hypothesis => {
        const ledger = parent.ledger.filter((other) => other !== item);
        const taken = { ...makeItem(context, item.barcode, totalG), originId: item.originId };
        return takeUnits(context, { ...parent, ledger }, shopper, [taken]);
      };
      children.push({
        logWeight: Math.log(misplacedPick) + logDensity + logWho,
        shoppers: [shopper],
        build,
      });
    }
  }
}

function addUnknownPicks(children: Child[], context: BlockContext, parent: Hypothesis): void {
  const { who } = context;
  const { candidates, priors, weights } = context.parameters;
  const totalG = Math.abs(context.block.totalG);
  // One thing leaves its plates at once, whatever it is.
  const unknown =
    Math.log(priors.unknownPick) +
    unknownLogDensity(weights) +
    weighSpread(candidates, context.block, 1);
  for (const [at, shopper] of who.shoppers.entries()) {
    const logWho = who.logProbabilities[at]! + weighHaste(context, parent, shopper);
    const build = (): Hypothesis =>
      takeUnits(context, parent, shopper, makeUnits(context, null, totalG, 1));
    children.push({ logWeight: unknown + logWho, shoppers: [shopper], build });
  }
}

/** The facing holds another product, or of another weight, than planned: later picks are of it too. */
function withOverride(
  context: BlockContext,
  parent: Hypothesis,
  { barcode, count, isOdd }: ProductCandidate,
): Hypothesis {
  const { block, change } = context;
  const rawG = isOdd ? (Math.abs(block.totalG) * block.gain) / count : null;
  const overrides = new Map(parent.overrides);
  for (const plate of context.plates) {
    overrides.set(formatPlateKey(change.gondola, change.shelf, plate), { barcode, rawG });
  }
  return { ...parent, overrides };
}

/** log weights of each shopper having taken all of the units, with the evidence of their reach. */
function listTakers(
  context: BlockContext,
  count: number,
): readonly { shopper: ShopperKey; logWho: number }[] {
  const { who } = context;
  if (count === 1) {
    return who.shoppers.map((shopper, at) => ({ shopper, logWho: who.logProbabilities[at]! }));
  }
  const early = context.findWho(0.5 / count);
  const late = context.findWho((count - 0.5) / count);
  const share = weighTimes(context, early, late);
  return who.shoppers.map((shopper) => ({
    shopper,
    logWho:
      share * (findLog(context, early, shopper) + findLog(context, late, shopper)) + who.evidence,
  }));
}

/** What is seen at two times close together is seen in the same frames, and counts once. */
function weighTimes(
  { parameters }: BlockContext,
  early: WhoDistribution,
  late: WhoDistribution,
): number {
  const { apartMs } = parameters.priors;
  return 0.5 + 0.5 * Math.min(1, Math.abs(late.timestampMs - early.timestampMs) / apartMs);
}

/** log probability of a shopper, without what it says against nobody. */
function findLog({ parameters }: BlockContext, who: WhoDistribution, shopper: ShopperKey): number {
  const at = who.shoppers.indexOf(shopper);
  return at < 0 ? Math.log(parameters.who.shareMin) : who.logProbabilities[at]! - who.evidence;
}

function addPicks(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  candidate: ProductCandidate,
): void {
  const { barcode, count, planned, isOdd } = candidate;
  const unitG = Math.abs(context.block.totalG) / count;
  for (const taker of listTakers(context, count)) {
    const { shopper } = taker;
    const logWho = taker.logWho + weighHaste(context, parent, shopper);
    const build = (): Hypothesis => {
      const before = planned && !isOdd ? parent : withOverride(context, parent, candidate);
      return takeUnits(context, before, shopper, makeUnits(context, barcode, unitG, count));
    };
    const child = { logWeight: candidate.logWeight + logWho, shoppers: [shopper], build };
    children.push(child);
    if (!planned || isOdd || !(candidate.weightG > 0)) continue;
    const forceG = context.block.totalG + count * candidate.weightG;
    leaveTouch(children, child, context, forceG, candidate.logPrior + logWho);
  }
}

/**
 * Several units of one product taken by two shoppers, one after the other: each has to be the likelier
 * at the time of their own units, and the second's reach has to be clear of who merely stands there.
 */
function addSharedPicks(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  candidate: ProductCandidate,
): void {
  const { barcode, count } = candidate;
  const unitG = Math.abs(context.block.totalG) / count;
  const { evidence } = context.who;
  const { bothTook, secondReachMin } = context.parameters.priors;
  for (let units = 1; units < count; units++) {
    const early = context.findWho(units / 2 / count);
    const late = context.findWho((units + count) / 2 / count);
    const share = weighTimes(context, early, late);
    for (const [a, first] of early.shoppers.entries()) {
      for (const [b, second] of late.shoppers.entries()) {
        if (first === second || first === null || second === null) continue;
        if (!context.shoppers.has(first) || !context.shoppers.has(second)) continue;
        const weaker = Math.min(early.reaches[a]!, late.reaches[b]!) - secondReachMin;
        if (weaker < 0) continue;
        const logWho =
          share * (findLog(context, early, first) + findLog(context, late, second)) +
          evidence +
          Math.min(evidence, weaker) +
          Math.log(bothTook) -
          Math.log(count - 1);
        const build = (): Hypothesis => {
          const firstUnits = makeUnits(context, barcode, unitG, units);
          const secondUnits = makeUnits(context, barcode, unitG, count - units);
          const between = takeUnits(context, parent, first, firstUnits, {
            weightG: unitG * units,
          });
          return takeUnits(context, between, second, secondUnits, {
            part: 1,
            weightG: unitG * (count - units),
          });
        };
        children.push({
          logWeight: candidate.logWeight + logWho,
          shoppers: [first, second],
          build,
        });
      }
    }
  }
}
