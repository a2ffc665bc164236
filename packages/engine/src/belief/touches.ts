/**
 * A hand's force on a plate: it comes, may be part of a change, and goes again within seconds. It is
 * kept in the ledger until it goes; a hypothesis whose force stays loses weight.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import type { TouchParameters } from "../parameters/touches.ts";
import type { TremorParameters } from "../parameters/tremor.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import {
  type BlockContext,
  type Child,
  makeAction,
  makeItem,
  NO_SHOPPERS,
  overlaps,
  rememberedLogDensity,
} from "./block-context.ts";
import { addHistory, type Hypothesis, type Item } from "./hypotheses.ts";
import { rateTremor } from "./tremor.ts";

/** log of how much likelier a hand is to have pressed all along, up to a time, than not. */
export type Dwell = (touch: Item, toMs: number) => number;

function logSurvival({ hazardHalfMs, hazardTail }: TouchParameters, ageMs: number): number {
  return -Math.log1p((Math.max(0, ageMs) / hazardHalfMs) ** hazardTail);
}

/**
 * Time has gone on: hypotheses of a force that is still on gain or lose by how long it has been, and by
 * whether hands are still there.
 */
export function advanceTouches(
  hypothesis: Hypothesis,
  nowMs: number,
  dwell: Dwell,
  parameters: TouchParameters,
): Hypothesis {
  let logWeight = 0;
  let isChanged = false;
  const ledger = hypothesis.ledger.map((item) => {
    if (!item.isTouch || nowMs <= item.weighedMs) return item;
    isChanged = true;
    const before = logSurvival(parameters, item.weighedMs - item.sinceMs);
    logWeight += logSurvival(parameters, nowMs - item.sinceMs) - before;
    logWeight += dwell(item, nowMs) - dwell(item, item.weighedMs);
    return { ...item, weighedMs: nowMs };
  });
  return isChanged
    ? { ...hypothesis, ledger, logWeight: hypothesis.logWeight + logWeight }
    : hypothesis;
}

/** Nothing more can come: a force that is still on was none, and the hypotheses that need it lose weight. */
export function endTouches(hypothesis: Hypothesis, parameters: TouchParameters): Hypothesis {
  const ledger = hypothesis.ledger.filter(({ isTouch }) => !isTouch);
  const stayed = hypothesis.ledger.length - ledger.length;
  if (stayed === 0) return hypothesis;
  const logWeight = hypothesis.logWeight + stayed * Math.log(parameters.stayed);
  return { ...hypothesis, ledger, logWeight };
}

/** What the plates of a block read beyond what they would without a force, as grams of the block. */
export function findLeftG({ block, parameters }: BlockContext, touch: Item): number {
  const { scaleGMin, scaleMax } = parameters.touches;
  let residual = 0;
  let changeG = 0;
  for (const plate of block.plates) {
    const at = touch.plates.indexOf(plate.plate);
    residual += at < 0 ? plate.changeG : plate.levelG - touch.levelsBeforeG[at]!;
    changeG += plate.changeG;
  }
  // As leakage and gain are made good in the block's own change.
  const scale = Math.abs(changeG) > scaleGMin ? block.totalG / changeG : 1 / block.gain;
  return residual * (scale > 1 / scaleMax && scale < scaleMax ? scale : 1 / block.gain);
}

/** What lies there has changed by all that the block did: so have the levels without the force. */
export function moveFreeLevels(
  hypothesis: Hypothesis,
  { block }: Pick<BlockContext, "block">,
  touch: Item,
): Hypothesis {
  const levelsBeforeG = touch.plates.map((plate, at) => {
    const changed = block.plates.find((one) => one.plate === plate);
    return touch.levelsBeforeG[at]! + (changed?.changeG ?? 0);
  });
  const ledger = hypothesis.ledger.map((item) =>
    item === touch ? { ...touch, levelsBeforeG } : item,
  );
  return { ...hypothesis, ledger };
}

/** The force went, and nothing else; or it presses otherwise now. */
export function addTouchChanges(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  touch: Item,
): void {
  const { block, who } = context;
  const leftG = findLeftG(context, touch);
  const isWhole = touch.plates.every((plate) => context.plates.includes(plate));
  const { touches } = context.parameters;
  const { gone, shift, goneGMin, goneErrors, goneShare, goneTail } = touches;
  const scale = Math.max(goneGMin, goneErrors * block.errorG, goneShare * Math.abs(touch.weightG));
  const ledger = parent.ledger.filter((other) => other !== touch);
  if (isWhole) {
    children.push({
      logWeight: Math.log(gone) + studentLogDensity(leftG, 0, scale, goneTail) + who.evidence,
      shoppers: NO_SHOPPERS,
      build: () => addHistory({ ...parent, ledger }, makeAction(context, "release", null, null, 1)),
    });
  }
  const changeG = Math.abs(leftG - touch.weightG);
  children.push({
    logWeight: Math.log(shift) + logTouch(touches, changeG) + who.evidence,
    shoppers: NO_SHOPPERS,
    build: () => ({ ...parent, ledger: [...ledger, { ...touch, weightG: leftG }] }),
  });
}

/**
 * What the plates of a change say of whether forces that a hypothesis has on them trembled until then, log; of each
 * force its largest plate.
 */
export function weighTremor(
  { gondola, shelf, plates }: ShelfChange,
  { ledger }: Hypothesis,
  parameters: TremorParameters,
): number {
  let sum = 0;
  for (const touch of ledger) {
    if (!touch.isTouch || touch.gondola !== gondola || touch.shelf !== shelf) continue;
    let largestG = 0;
    let logRatio = 0;
    for (const { plate, changeG, levelG, rest } of plates) {
      const at = touch.plates.indexOf(plate);
      if (at < 0 || rest === undefined) continue;
      const forceG = Math.abs(levelG - changeG - touch.levelsBeforeG[at]!);
      if (!(forceG > largestG)) continue;
      largestG = forceG;
      logRatio = rateTremor(rest, forceG, parameters);
    }
    sum += logRatio;
  }
  return sum;
}

/** Density of a hand's force, or of how much it changes, grams. */
function logTouch({ touchG, anyForceDensity }: TouchParameters, forceG: number): number {
  return Math.log(Math.exp(-forceG / touchG) / (2 * touchG) + anyForceDensity);
}

export function makeTouch(context: BlockContext, forceG: number): Item {
  const { plates, gain } = context.block;
  const size = plates.reduce((sum, { changeG }) => sum + Math.abs(changeG), 0);
  // Of a change that is a pick and a force, only the force will go.
  const levelsBeforeG = plates.map(
    ({ changeG, levelG }) => levelG - (forceG * gain * Math.abs(changeG)) / size,
  );
  const item = makeItem(context, null, forceG);
  return { ...item, isTouch: true, levelsBeforeG, weighedMs: context.change.settledMs };
}

/** Something unknown that was put down here is taken away again. */
export function addReleases(children: Child[], context: BlockContext, parent: Hypothesis): void {
  for (const item of parent.ledger) {
    if (item.barcode !== null || item.isTouch || !overlaps(context, item)) continue;
    if (Math.sign(item.weightG) === Math.sign(context.block.totalG)) continue;
    const logWeight =
      Math.log(context.parameters.priors.release) + rememberedLogDensity(context, item);
    const build = (): Hypothesis => {
      const ledger = parent.ledger.filter((other) => other !== item);
      return addHistory({ ...parent, ledger }, makeAction(context, "release", null, null, 1));
    };
    children.push({ logWeight, shoppers: NO_SHOPPERS, build });
  }
}

/** A hand's force is part of the change; its going will show as a change of its own. */
export function leaveTouch(
  children: Child[],
  child: Child,
  context: BlockContext,
  forceG: number,
  logPrior: number,
): void {
  const { touchG, touchGMin, handOn } = context.parameters.touches;
  if (context.isPressed || !(Math.abs(forceG) >= touchGMin)) return;
  const logDensity = -Math.abs(forceG) / touchG - Math.log(2 * touchG);
  const build = (): Hypothesis => {
    const made = child.build();
    return { ...made, ledger: [...made.ledger, makeTouch(context, forceG)] };
  };
  children.push({
    logWeight: Math.log(handOn) + logPrior + logDensity,
    shoppers: child.shoppers,
    build,
  });
}

/** The whole change is a hand's force, which will go again. */
export function addTouch(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  logWeight: number,
): void {
  if (context.isPressed) return;
  const build = (): Hypothesis => ({
    ...parent,
    ledger: [...parent.ledger, makeTouch(context, context.block.totalG)],
  });
  children.push({ logWeight, shoppers: NO_SHOPPERS, build });
}

/** Most hands that rest press with the weight of a hand; seldom with more. */
export function restLogDensity(context: BlockContext): number {
  const { restG, anyForceDensity } = context.parameters.touches;
  const touch = Math.exp(-context.block.totalG / restG) / restG;
  return Math.log(touch + anyForceDensity);
}

/** A lift takes any part of what stands there off the plate; most hands only touch. */
export function liftLogDensity(context: BlockContext, totalG: number): number {
  const { pullG, pulledShare, anyLiftDensity, liftedShareMax, liftedSpread } =
    context.parameters.touches;
  const { liftedSeveralShare, liftedUnits } = context.parameters.touches;
  let heaviestG = 0;
  for (const { planned, weightG } of context.picks) {
    if (planned && weightG > heaviestG) heaviestG = weightG;
  }
  const touch = Math.exp(-totalG / pullG) / pullG;
  const severalG = liftedUnits * heaviestG;
  const several = (liftedSeveralShare * Math.exp(-totalG / severalG)) / severalG;
  const beyond = Math.exp((totalG / heaviestG - liftedShareMax) / liftedSpread);
  const part = several + 1 / heaviestG / (1 + beyond);
  const held = heaviestG > 0 ? part : 0;
  return Math.log(pulledShare * touch + (1 - pulledShare) * held + anyLiftDensity);
}
