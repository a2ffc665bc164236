/**
 * A block of a change with everything about it that does not depend on the hypothesis, and what
 * weight decreases and increases share: priors, densities, the making of items and actions.
 */
import { logSumExp, studentLogDensity } from "@saunter/numerics/statistics";
import type { WhoDistribution } from "../attribution/associator.ts";
import type { ShopperKey } from "../engine-types.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { Block, ShelfChange } from "../sensing/changes.ts";
import { findGain, type Gains } from "../sensing/gains.ts";
import type { ShopIndex } from "../shop-index.ts";
import { findPickCandidates, type ProductCandidate, unknownLogDensity } from "./candidates.ts";
import type { ActionRecord, Hypothesis, Item, Override } from "./hypotheses.ts";

export interface BlockContext {
  readonly parameters: EngineParameters;
  readonly gains: Gains;
  /** Share of facings on which the planogram is wrong. */
  readonly wrongShare: number;
  readonly change: ShelfChange;
  readonly block: Block;
  readonly plates: readonly number[];
  readonly timestampMs: number;
  /** A hand presses there already: no other one comes to it. */
  readonly isPressed: boolean;
  readonly who: WhoDistribution;
  /** The same at the time when a share (0..1) of the change was done. */
  readonly findWho: (share: number) => WhoDistribution;
  /** Whose carts are in the belief that is explained: nobody else can have taken part. */
  readonly shoppers: ReadonlySet<ShopperKey>;
  /** When two of them were last within reach of each other between two times, Unix milliseconds; NaN: not then. */
  readonly findLastNearMs: (
    pair: readonly [string, string],
    fromMs: number,
    toMs: number,
  ) => number;
  /** Candidates found before, for other forces and overrides than none: many hypotheses ask the same. */
  readonly found: Map<string, readonly ProductCandidate[]>;
  /** By how many units: who took them, and which two did. It is the same whatever hypothesis asks. */
  readonly takers: Map<number, readonly Taker[]>;
  readonly twoTakers: Map<number, readonly TwoTakers[]>;
  readonly picks: readonly ProductCandidate[];
  /** Of a weight increase: products whose place this is and whose weight fits. */
  readonly planned: readonly ProductCandidate[];
}

/** Somebody who took all units, and the log weight of that, what their reach says included. */
export interface Taker {
  readonly shopper: ShopperKey;
  readonly shoppers: readonly [ShopperKey];
  readonly logWho: number;
}

/** Two who took units one after the other, and the log weight of that. */
export interface TwoTakers {
  readonly shoppers: readonly [string, string];
  /** Of the first. */
  readonly units: number;
  readonly logWho: number;
}

/** Products that explain a block of the change, asked for once. */
export function findCandidates(
  index: ShopIndex,
  { change, found, wrongShare }: Pick<BlockContext, "change" | "found" | "wrongShare">,
  block: Block,
  override: Override | undefined,
): readonly ProductCandidate[] {
  const key = `${block.totalG} ${override?.barcode} ${override?.rawG}`;
  let candidates = found.get(key);
  if (candidates === undefined) {
    candidates = findPickCandidates(index, change, block, override, wrongShare);
    found.set(key, candidates);
  }
  return candidates;
}

/** One way in which a change may have come about; the hypothesis is made only if it is kept. */
export interface Child {
  readonly logWeight: number;
  /** Who reached for it: what their reach says counts once in a change, whatever they took. */
  readonly shoppers: readonly ShopperKey[];
  readonly build: () => Hypothesis;
}

export const NO_SHOPPERS: readonly ShopperKey[] = [];

/**
 * log weight of one shopper making this change so soon after another: a hand is at one place at a
 * time, and goes on within about a second. The same place again within that time is one series.
 */
export function weighHaste(context: BlockContext, parent: Hypothesis, shopper: ShopperKey): number {
  const last = parent.lastActs.get(shopper);
  if (last === undefined || shopper === null) return 0;
  const { change } = context;
  const { hasteMs, logHaste } = context.parameters.priors;
  const sinceMs = Math.abs(context.timestampMs - last.timestampMs);
  if (sinceMs > hasteMs) return 0;
  const sameShelf = last.gondola === change.gondola && last.shelf === change.shelf;
  if (sameShelf && context.plates.some((plate) => Math.abs(plate - last.plate) <= 1)) return 0;
  return logHaste * (1 - sinceMs / hasteMs);
}

export function makeAction(
  context: BlockContext,
  kind: ActionRecord["kind"],
  shopperId: ShopperKey,
  barcode: string | null,
  quantity: number,
  more: Partial<Pick<ActionRecord, "isMisplaced" | "part" | "weightG">> = {},
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
    isMisplaced: false,
    part: 0,
    ...more,
  };
}

export function makeItem(context: BlockContext, barcode: string | null, weightG: number): Item {
  const { change } = context;
  return {
    barcode,
    weightG,
    rawG: weightG * context.block.gain,
    isTouch: false,
    levelsBeforeG: [],
    weighedMs: 0,
    changeId: change.id,
    originId: change.id,
    gondola: change.gondola,
    shelf: change.shelf,
    plates: context.plates,
    sinceMs: context.timestampMs,
  };
}

export function overlaps(context: BlockContext, item: Item): boolean {
  return findGap(context, item) === 0;
}

/** Plates between a change and where an item stands; infinite on another shelf. */
export function findGap(context: BlockContext, item: Item): number {
  const { change } = context;
  if (item.gondola !== change.gondola || item.shelf !== change.shelf)
    return Number.POSITIVE_INFINITY;
  let gap = Number.POSITIVE_INFINITY;
  for (const plate of item.plates) {
    for (const other of context.plates) gap = Math.min(gap, Math.abs(plate - other));
  }
  return gap;
}

/** An item's weight from what its plates read then and what is known of their gain now. */
export function weigh(context: BlockContext, item: Item): number {
  if (Number.isNaN(item.rawG)) return item.weightG;
  let gain = 0;
  for (const plate of item.plates) {
    gain += findGain(
      context.gains,
      item.gondola,
      item.shelf,
      plate,
      context.parameters.weights,
    ).mean;
  }
  return (item.rawG * item.plates.length) / gain;
}

/**
 * Density of a change by an item whose weight was measured before. On the same plate the gain is the
 * same, so the weight is nearly the same; but an item may have been measured across other plates.
 */
export function rememberedLogDensity(context: BlockContext, item: Item): number {
  const totalG = Math.abs(context.block.totalG);
  const errorG = context.block.errorG;
  const { weights } = context.parameters;
  const weightG = Math.abs(weigh(context, item));
  if (Number.isNaN(weightG)) return unknownLogDensity(weights);
  // Its weight was measured on other plates, whose gain was not known exactly either.
  const spread = Math.hypot(weights.rememberedSpreadShare, context.block.gainSpread);
  const loose = Math.sqrt((spread * weightG) ** 2 + errorG * errorG + weights.rememberedRoundingG2);
  const looseLog = studentLogDensity(totalG, weightG, loose, weights.weightTail);
  const samePlates = overlaps(context, item) && item.plates.length === context.plates.length;
  if (!samePlates || Number.isNaN(item.rawG)) return looseLog;
  const rawG = Math.abs(item.rawG);
  // Both times its plates' noise counts.
  const tight = Math.sqrt(
    (weights.samePlateSpreadShare * rawG) ** 2 + 2 * errorG * errorG + weights.samePlateRoundingG2,
  );
  const tightLog = studentLogDensity(totalG * context.block.gain, rawG, tight, weights.weightTail);
  const share = weights.lainOtherwiseShare;
  return Math.log(share * Math.exp(looseLog) + (1 - share) * Math.exp(tightLog));
}

/** Nothing was moved: a small change that is left over, or what a large one beside it leaks beyond the usual. */
export function creepLogDensity(context: BlockContext): number {
  const { priors, weights } = context.parameters;
  const { block, change } = context;
  const scale = Math.max(weights.creepGMin, weights.creepErrors * block.errorG);
  const crept =
    Math.log(priors.creep) + studentLogDensity(block.totalG, 0, scale, weights.creepTail);
  if (!(change.besideG * block.totalG > 0)) return crept;
  const leakG = priors.leakShare * Math.abs(change.besideG);
  // It has the sign of what it leaks from: one half of the density.
  const leaked =
    Math.log(2 * priors.leak) + studentLogDensity(block.totalG, 0, leakG, priors.leakTail);
  return logSumExp([crept, leaked]);
}
