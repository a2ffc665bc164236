/**
 * A hand's force on a plate: it comes, may be part of a change, and goes again within seconds. It is
 * kept in the ledger until it goes; a hypothesis whose force stays loses weight.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import {
  type BlockContext,
  type Child,
  LOG_PRIOR,
  makeAction,
  makeItem,
  NO_SHOPPERS,
  overlaps,
  rememberedLogDensity,
} from "./block-context.ts";
import { addHistory, type Hypothesis, type Item } from "./hypotheses.ts";

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

/** Typical force of a hand that rests on a plate or lifts an item, grams. */
const HAND_FORCE_G = 80;
/** Smaller than this it is within what a weight may differ. */
const HAND_FORCE_G_LEAST = 8;

export function makeForce(context: BlockContext, forceG: number): Item {
  // Of a change that is a pick and a force, only the force will go.
  const share = forceG / context.block.totalG;
  const levelsBeforeG = context.block.plates.map(({ changeG, levelG }) => levelG - share * changeG);
  return { ...makeItem(context, null, forceG), isForce: true, levelsBeforeG };
}

/** A force that an earlier change left on these plates is gone: the level is what it was. */
export function addReleases(children: Child[], context: BlockContext, parent: Hypothesis): void {
  for (const item of parent.ledger) {
    if (item.barcode !== null || !overlaps(context, item)) continue;
    if (Math.sign(item.weightG) === Math.sign(context.block.totalG)) continue;
    // The hand that goes is there when it goes.
    const logReach = item.isForce ? context.who.evidence : 0;
    const logWeight = LOG_PRIOR.release + releaseLogDensity(context, item) + logReach;
    const build = (): Hypothesis => {
      const ledger = parent.ledger.filter((other) => other !== item);
      return addHistory({ ...parent, ledger }, makeAction(context, "release", null, null, 1));
    };
    children.push({ logWeight, shoppers: NO_SHOPPERS, build });
  }
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

/** A hand's force is part of the change; its going will show as a change of its own. */
export function leaveForce(
  children: Child[],
  child: Child,
  context: BlockContext,
  forceG: number,
  logPrior: number,
): void {
  if (!(Math.abs(forceG) >= HAND_FORCE_G_LEAST)) return;
  const logDensity = -Math.abs(forceG) / HAND_FORCE_G - Math.log(2 * HAND_FORCE_G);
  const build = (): Hypothesis => {
    const made = child.build();
    return { ...made, ledger: [...made.ledger, makeForce(context, forceG)] };
  };
  children.push({
    logWeight: LOG_PRIOR.handOn + logPrior + logDensity,
    shoppers: child.shoppers,
    build,
  });
}

/** The whole change is a hand's force, which will go again. */
export function addForce(
  children: Child[],
  context: BlockContext,
  parent: Hypothesis,
  logWeight: number,
): void {
  const build = (): Hypothesis => ({
    ...parent,
    ledger: [...parent.ledger, makeForce(context, context.block.totalG)],
  });
  children.push({ logWeight, shoppers: NO_SHOPPERS, build });
}

/** Most hands that rest press with the weight of a hand; seldom with more. */
export function restLogDensity(context: BlockContext): number {
  const touch = Math.exp(-context.block.totalG / REST_FORCE_G) / REST_FORCE_G;
  return Math.log(touch + 2e-5);
}

const REST_FORCE_G = 120;

/** A lift takes any part of what stands there off the plate; most hands only touch. */
export function liftLogDensity(context: BlockContext, totalG: number): number {
  let heaviestG = 0;
  for (const { planned, weightG } of context.picks) {
    if (planned && weightG > heaviestG) heaviestG = weightG;
  }
  const touch = Math.exp(-totalG / HAND_FORCE_G) / HAND_FORCE_G;
  const part = totalG < heaviestG ? 1 / heaviestG : 0;
  return Math.log(0.5 * touch + 0.5 * part + 1e-9);
}
