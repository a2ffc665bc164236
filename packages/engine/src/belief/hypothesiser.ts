/**
 * What a change of a shelf does to a belief: the ways in which picks and put-backs by the shoppers
 * in reach explain it, each with its weight.
 */

import { logSumExp, studentLogDensity } from "@saunter/numerics/statistics";
import type { WhoDistribution } from "../attribution/associator.ts";
import type { ShopperKey } from "../engine-types.ts";
import { EXPLANATIONS_MAX } from "../limits.ts";
import type { BoardParameters } from "../parameters/boards.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { PriorParameters } from "../parameters/priors.ts";
import type { BoardChange, SpotLoad } from "../sensing/board-types.ts";
import {
  type Block,
  findCrossingMs,
  joinBlocks,
  partitionChange,
  type ShelfChange,
} from "../sensing/changes.ts";
import type { Gains } from "../sensing/gains.ts";
import type { ShopIndex } from "../shop-index.ts";
import {
  type BlockContext,
  type Child,
  findCandidates,
  NO_SHOPPERS,
  overlaps,
} from "./block-context.ts";
import { type BoardCut, cutBoard } from "./board-blocks.ts";
import type { ProductCandidate } from "./candidates.ts";
import type { Hypothesis, Item } from "./hypotheses.ts";
import { addTouchChanges, findLeftG, moveFreeLevels, weighTremor } from "./touches.ts";
import { explainDecrease, explainPart } from "./weight-decreases.ts";
import { explainIncrease } from "./weight-increases.ts";

export type FindWho = (block: Block, share: number) => WhoDistribution;

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
  wrongShare: number,
  change: ShelfChange,
  findWho: FindWho,
  findLastNearMs: BlockContext["findLastNearMs"] = () => Number.NaN,
): PreparedChange {
  const { parameters } = index;
  const { priors } = parameters;
  const shoppers = new Set<ShopperKey>();
  const contexts = new Map<string, BlockContext>();
  const boardCuts = isOfBoard(change) ? cutBoard(index, change, gains) : null;
  const cuts = boardCuts?.map(({ blocks }) => blocks) ?? partitionChange(change, gains, parameters);
  const slides = boardCuts === null ? cuts.flatMap((blocks) => listSlides(priors, blocks)) : [];
  const partitions = [...cuts, ...slides].map((blocks) =>
    blocks.map((block) => {
      const plates = block.plates.map((plate) => plate.plate);
      const { timeShare = 0.5 } = block;
      const part = boardCuts === null ? "" : ` ${block.totalG} ${timeShare}`;
      const key = block.slidG === 0 ? `${plates.join()}${part}` : `${plates.join()} slid`;
      const known = contexts.get(key);
      if (known !== undefined) return known;
      const who = findWho(block, timeShare);
      const found: BlockContext["found"] = new Map();
      const candidates =
        block.only === undefined
          ? findCandidates(index, { change, found, wrongShare }, block, undefined)
          : [toCandidate(block.only)];
      const context = {
        parameters,
        gains,
        wrongShare,
        change,
        block,
        plates,
        timestampMs: findCrossingMs(block, timeShare),
        who,
        isPressed: false,
        findWho: remember((share) => findWho(block, share), new Map([[timeShare, who]])),
        shoppers,
        findLastNearMs,
        found,
        takers: new Map(),
        twoTakers: new Map(),
        ...sortCandidates(block, candidates),
      };
      for (const share of [0.5, ...listShares(context.picks)]) {
        for (const shopper of context.findWho(share).shoppers) shoppers.add(shopper);
      }
      contexts.set(key, context);
      return context;
    }),
  );
  const logWeights =
    boardCuts === null
      ? partitions.map((blocks) => weighCuts(priors, blocks))
      : weighByHands(boardCuts, partitions, parameters.boards);
  const least =
    boardCuts === null
      ? Number.NEGATIVE_INFINITY
      : Math.max(...logWeights) + parameters.boards.cutLogMin;
  const isKept = (_: unknown, at: number): boolean => logWeights[at]! >= least;
  return {
    change,
    partitions: partitions.filter(isKept),
    partitionLogWeights: logWeights.filter(isKept),
    shoppers,
  };
}

type BoardShelfChange = ShelfChange & { readonly board: BoardChange };

function isOfBoard(change: ShelfChange): change is BoardShelfChange {
  return change.board !== undefined;
}

/** Of a part of a change, which was judged with the other part. */
function toCandidate({ spot, weightG, count }: SpotLoad): ProductCandidate {
  const known = { logWeight: 0, logPrior: 0, planned: true, isOdd: false };
  return { barcode: spot.barcode!, count, weightG, ...known };
}

/**
 * Hands, too, show where on a board something was taken: while the first half of the change was
 * done, and while the second was, a hand was over a facing and over no other.
 */
function weighByHands(
  cuts: readonly BoardCut[],
  partitions: readonly (readonly BlockContext[])[],
  { handShare, handStrayShare }: BoardParameters,
): number[] {
  const reaches = partitions.map((blocks) => {
    const [one, other] = blocks;
    const early = other === undefined ? one!.findWho(0.25).reach : one!.who.reach;
    const late = other === undefined ? one!.findWho(0.75).reach : other.who.reach;
    return (handShare * (early + late)) / 2;
  });
  const singles = reaches.filter((_, at) => partitions[at]!.length === 1);
  const mean = logSumExp(singles) - Math.log(singles.length);
  return cuts.map(({ logWeight }, at) => {
    const likelier = Math.exp(reaches[at]! - mean);
    return logWeight + Math.log((1 - handStrayShare) * likelier + handStrayShare);
  });
}

/** Times, as shares of a change, at which units of a series may have gone. */
function listShares(picks: readonly ProductCandidate[]): Set<number> {
  const shares = new Set<number>();
  for (const count of new Set(picks.map((candidate) => candidate.count))) {
    for (let units = 1; units < count; units++) {
      shares.add(units / 2 / count);
      shares.add((units + count) / 2 / count);
    }
  }
  return shares;
}

function remember(
  find: (share: number) => WhoDistribution,
  known: Map<number, WhoDistribution>,
): (share: number) => WhoDistribution {
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
function weighCuts({ apart, across }: PriorParameters, blocks: readonly BlockContext[]): number {
  let logWeight = (blocks.length - 1) * Math.log(apart);
  for (const { block } of blocks)
    if (block.plates.length > 1 && block.slidG === 0) logWeight += Math.log(across);
  return logWeight;
}

/** The hypotheses that a change makes of a belief; what cannot matter is not made. */
export function explainChange(
  index: ShopIndex,
  prepared: PreparedChange,
  hypotheses: readonly Hypothesis[],
): Hypothesis[] {
  const children: Child[] = [];
  const logMin = Math.log(index.parameters.belief.hypothesisShareMin);
  const gains = prepared.partitions.map((blocks) => listGainsLeft(blocks));
  let most = Number.NEGATIVE_INFINITY;
  for (const hypothesis of hypotheses) {
    let own: Child[] = [];
    const logWeight =
      hypothesis.logWeight + weighTremor(prepared.change, hypothesis, index.parameters.tremor);
    for (const [at, blocks] of prepared.partitions.entries()) {
      const start = logWeight + prepared.partitionLogWeights[at]!;
      let beam: Child[] = [{ logWeight: start, shoppers: NO_SHOPPERS, build: () => hypothesis }];
      for (const [place, context] of blocks.entries()) {
        beam = extend(index, context, beam, most + logMin - gains[at]![place]!);
      }
      own = own.length === 0 ? beam : [...own, ...beam];
    }
    // One cut's are the best of it already.
    const kept = prepared.partitions.length === 1 ? own : keepBest(index.parameters, own);
    for (const child of kept) {
      most = Math.max(most, child.logWeight);
      children.push(child);
    }
  }
  return children
    .filter(({ logWeight }) => logWeight > most + logMin)
    .map(({ logWeight, build }) => ({ ...build(), logWeight }));
}

/** By block: the most, log, that the blocks after it can add to the weight of a hypothesis. */
function listGainsLeft(blocks: readonly BlockContext[]): number[] {
  const gains: number[] = [];
  let left = 0;
  for (let at = blocks.length - 1; at >= 0; at--) {
    gains[at] = left;
    left += boundGain(blocks[at]!);
  }
  return gains;
}

/**
 * The most, log, that a block can add: reaches of two people, and a weight that is met exactly. Priors add nothing,
 * and the density of a weight is at its highest, less than half of one over its scale, where that is smallest.
 */
function boundGain({ block, change, parameters, who }: BlockContext): number {
  const leaks = change.besideG * block.totalG > 0;
  const leakG = parameters.priors.leakShare * Math.abs(change.besideG);
  const scaleG = leaks ? Math.min(block.errorG, leakG) : block.errorG;
  return 2 * Math.max(0, who.evidence) + Math.max(0, Math.log(0.5 / scaleG));
}

/** @param least what weighs less, log, is left out. */
function extend(
  index: ShopIndex,
  context: BlockContext,
  beam: readonly Child[],
  least: number,
): Child[] {
  const { logExplanationMin } = index.parameters.belief;
  const next: Child[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (const { logWeight, shoppers, build } of beam) {
    for (const child of explainBlock(index, context, build())) {
      const own = logWeight + child.logWeight - weighAgain(context, shoppers, child.shoppers);
      // Of many that will not be kept none is made.
      if (own < most + logExplanationMin || own <= least) continue;
      most = Math.max(most, own);
      next.push({
        logWeight: own,
        shoppers: joinShoppers(shoppers, child.shoppers),
        build: child.build,
      });
    }
  }
  return keepBest(index.parameters, next);
}

/** What was counted twice of a shopper who reached for more than one block, and what another costs. */
function weighAgain(
  { who, parameters }: BlockContext,
  before: readonly ShopperKey[],
  now: readonly ShopperKey[],
): number {
  if (before.length === 0 || now.length === 0) return 0;
  const isSame = now.some((shopper) => before.includes(shopper));
  return isSame ? who.evidence : -Math.log(parameters.priors.another);
}

function joinShoppers(
  before: readonly ShopperKey[],
  now: readonly ShopperKey[],
): readonly ShopperKey[] {
  if (before.length === 0) return now;
  return now.every((shopper) => before.includes(shopper)) ? before : [...before, ...now];
}

/**
 * The same blocks, but that what one lost is what the one beside it won: something slid along the board, or fell over.
 */
function listSlides({ slideLeftShareMax }: PriorParameters, blocks: readonly Block[]): Block[][] {
  const slides: Block[][] = [];
  for (let at = 0; at + 1 < blocks.length; at++) {
    const [one, other] = [blocks[at]!, blocks[at + 1]!];
    if (Math.sign(one.totalG) === Math.sign(other.totalG)) continue;
    if (other.plates[0]!.plate - one.plates.at(-1)!.plate > 1) continue;
    const slid = joinBlocks(one, other);
    if (Math.abs(slid.totalG) > slideLeftShareMax * slid.slidG) continue;
    slides.push([...blocks.slice(0, at), slid, ...blocks.slice(at + 2)]);
  }
  return slides;
}

function explainSlide(context: BlockContext, parent: Hypothesis): Child {
  const { block, who, change, plates, parameters } = context;
  const { slideShare, slideMeanG, slideErrorGMin } = parameters.priors;
  const scale = Math.hypot(
    block.gainSpread * block.slidG * Math.SQRT2,
    block.errorG,
    slideErrorGMin,
  );
  const logWeight =
    Math.log(slideShare / slideMeanG) -
    block.slidG / slideMeanG +
    studentLogDensity(block.totalG, 0, scale, parameters.weights.weightTail) +
    who.evidence;
  const isHere = (item: Item): boolean =>
    item.isTouch &&
    item.gondola === change.gondola &&
    item.shelf === change.shelf &&
    item.plates.some((plate) => plates.includes(plate));
  return {
    logWeight,
    shoppers: NO_SHOPPERS,
    build: () => {
      let moved = parent;
      for (const touch of parent.ledger.filter(isHere)) {
        moved = moveFreeLevels(moved, { block }, touch);
      }
      return moved;
    },
  };
}

/** Ways in which one block came about; a force that is on its plates may go, change, or stay as it is. */
function explainBlock(index: ShopIndex, context: BlockContext, parent: Hypothesis): Child[] {
  if (context.block.only !== undefined) return explainPart(context, parent);
  const children = explainPlaces(index, context, parent);
  const { block, change } = context;
  if (block.spot === undefined) return children;
  // A hand that presses elsewhere on the board goes on pressing, and the board's level has moved.
  const pressed = parent.ledger.filter(
    (item) =>
      item.isTouch &&
      !overlaps(context, item) &&
      item.gondola === change.gondola &&
      item.shelf === change.shelf &&
      change.board?.layout.board.plates.includes(item.plates[0]!),
  );
  if (pressed.length === 0) return children;
  const changeG = block.plates[0]!.changeG;
  const move = (hypothesis: Hypothesis): Hypothesis => ({
    ...hypothesis,
    ledger: hypothesis.ledger.map((item) =>
      pressed.includes(item)
        ? { ...item, levelsBeforeG: item.levelsBeforeG.map((levelG) => levelG + changeG) }
        : item,
    ),
  });
  return children.map((child) => ({ ...child, build: () => move(child.build()) }));
}

function explainPlaces(index: ShopIndex, context: BlockContext, parent: Hypothesis): Child[] {
  if (context.block.slidG > 0) return [explainSlide(context, parent)];
  const explain = context.block.totalG < 0 ? explainDecrease : explainIncrease;
  const { steady, goneToo } = context.parameters.touches;
  const touch = parent.ledger.find((item) => item.isTouch && overlaps(context, item));
  if (touch === undefined) return explain(index, context, parent);
  const children: Child[] = [];
  // The hand presses as before: what has changed is what lies there.
  for (const child of explain(index, { ...context, isPressed: true }, parent)) {
    children.push({
      ...child,
      logWeight: child.logWeight + Math.log(steady),
      build: () => moveFreeLevels(child.build(), context, touch),
    });
  }
  addTouchChanges(children, context, parent, touch);
  // It is gone: what is left of the change is what lies there.
  const totalG = findLeftG(context, touch);
  const block = { ...context.block, totalG };
  const candidates = findCandidates(index, context, block, undefined);
  const left = { ...context, block, ...sortCandidates(block, candidates) };
  const without = { ...parent, ledger: parent.ledger.filter((item) => item !== touch) };
  const explainLeft = totalG < 0 ? explainDecrease : explainIncrease;
  for (const child of explainLeft(index, left, without)) {
    children.push({ ...child, logWeight: child.logWeight + Math.log(goneToo) });
  }
  return children;
}

function sortCandidates(block: Block, candidates: readonly ProductCandidate[]) {
  return {
    picks: block.totalG < 0 ? candidates : [],
    planned: block.totalG > 0 ? candidates.filter(({ planned, isOdd }) => planned && !isOdd) : [],
  };
}

function keepBest(
  { belief: { logExplanationMin } }: EngineParameters,
  children: readonly Child[],
): Child[] {
  let most = Number.NEGATIVE_INFINITY;
  for (const { logWeight } of children) if (logWeight > most) most = logWeight;
  const kept = children.filter(({ logWeight }) => logWeight >= most + logExplanationMin);
  kept.sort((a, b) => b.logWeight - a.logWeight);
  return kept.length > EXPLANATIONS_MAX ? kept.slice(0, EXPLANATIONS_MAX) : kept;
}
