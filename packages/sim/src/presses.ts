/**
 * Forces that leave nothing behind, as real hands make them: they creep, waver, change in steps, move
 * to the next plate and let go slowly. Also what moves weight from plate to plate: an item that is
 * knocked over or slid along.
 */

import type { Random } from "@saunter/numerics/random";
import { type Contact, type ContactPlace, makeCurveContact, smoothStep } from "./contact.ts";
import type { PressPhysics } from "./physics.ts";
import type { PlateField } from "./plate-field.ts";

/** A share of the force at seconds after its start. */
type Course = (atS: number) => number;

interface Time {
  readonly startMs: number;
  readonly endMs: number;
}

/** Length of a press or hold, seconds: mostly short, now and then long. */
export function drawPressS(random: Random, { minS, maxS }: PressPhysics): number {
  return Math.min(maxS, minS * Math.exp(random.exponential(0.38 * Math.log(maxS / minS))));
}

/** Grams of a press: mostly light, now and then a whole hand. */
export function drawPressG(random: Random, { minG, maxG }: PressPhysics): number {
  return Math.exp(random.uniform(Math.log(minG), Math.log(maxG)));
}

/** How a force of one comes, goes on and lets go within `lengthS`. */
export function drawCourse(lengthS: number, random: Random, physics: PressPhysics): Course {
  const rampS = Math.min(lengthS / 3, random.uniform(physics.rampMinS, physics.rampMaxS));
  const release = drawRelease(lengthS, random, physics);
  const steps = drawSteps(lengthS, random, physics);
  const waver = drawWaver(lengthS, random, physics);
  const creep = random.uniform(-physics.creepShareMax, physics.creepShareMax);
  const creepS = physics.creepTimeS * random.uniform(0.4, 2.5);
  return (atS) => {
    const crept = 1 + creep * (1 - Math.exp(-atS / creepS));
    return smoothStep(atS / rampS) * steps(atS) * crept * (1 + waver(atS)) * release(atS);
  };
}

/** Lets go in one go, or in two or three. */
function drawRelease(lengthS: number, random: Random, physics: PressPhysics): Course {
  const releaseS = random.uniform(physics.releaseMinS, physics.releaseMaxS);
  const wholeS = Math.min(lengthS / 2, releaseS);
  if (!random.chance(physics.releaseInStepsChance)) {
    return (atS) => smoothStep((lengthS - atS) / wholeS);
  }
  const parts = random.integer(2, 3);
  const eachS = Math.min(lengthS / 6, random.uniform(0.1, 0.5));
  const fallS = Math.min(0.6 * eachS, random.uniform(0.05, 0.2));
  return (atS) => {
    let sum = 0;
    for (let k = 0; k < parts; k++) sum += smoothStep((lengthS - k * eachS - atS) / fallS);
    return sum / parts;
  };
}

/** Relaxes or grows one to four times, and holds what it has come to in between. */
function drawSteps(lengthS: number, random: Random, physics: PressPhysics): Course {
  if (!random.chance(physics.stepsChance)) return () => 1;
  const times: number[] = [];
  const factors: number[] = [];
  const count = random.integer(1, physics.stepsMax);
  const { stepHoldMinS, stepHoldMaxS } = physics;
  let atS = random.uniform(stepHoldMinS, stepHoldMaxS);
  for (let k = 0; k < count && atS < lengthS; k++) {
    times.push(atS);
    factors.push(random.uniform(0.35, 1.6));
    atS += random.uniform(stepHoldMinS, stepHoldMaxS);
  }
  const changeS = random.uniform(0.04, 0.3);
  return (t) => {
    let level = 1;
    for (let k = 0; k < times.length; k++) {
      level *= 1 + (factors[k]! - 1) * smoothStep((t - times[k]!) / changeS);
    }
    return Math.max(0.1, Math.min(2, level));
  };
}

/** Step of the random walk. */
const WALK_GRID_S = 0.1;

/** Several frequencies and a random walk. */
function drawWaver(lengthS: number, random: Random, physics: PressPhysics): Course {
  const sines = Array.from({ length: 4 }, () => ({
    size: random.uniform(0, physics.wobbleShareMax),
    radPerS: 2 * Math.PI * Math.exp(random.uniform(Math.log(0.3), Math.log(7))),
    phase: random.uniform(0, 6.28),
  }));
  const walk = new Float64Array(Math.ceil(lengthS / WALK_GRID_S) + 2);
  const stride = physics.walkSharePerRootS * Math.sqrt(WALK_GRID_S);
  for (let k = 1; k < walk.length; k++) walk[k] = walk[k - 1]! + random.normal(0, stride);
  return (atS) => {
    const at = atS / WALK_GRID_S;
    const k = Math.min(walk.length - 2, Math.floor(at));
    let sum = walk[k]! + (at - k) * (walk[k + 1]! - walk[k]!);
    for (const { size, radPerS, phase } of sines) sum += size * Math.sin(radPerS * atS + phase);
    return Math.max(-0.8, sum);
  };
}

/** Which plates of a shelf carry a force at a time, as shares of one. */
interface Sharing {
  /** Plate numbers. */
  readonly plates: readonly number[];
  readonly shareOf: (index: number, atS: number) => number;
}

function drawSharing(
  plate: number,
  plateCount: number,
  lengthS: number,
  random: Random,
  physics: PressPhysics,
): Sharing {
  const spreads = random.chance(physics.shareChance);
  const wanders = random.chance(physics.shiftChance);
  const reach = spreads || wanders ? (random.chance(0.7) ? 2 : 3) : 1;
  const first = Math.max(1, Math.min(plateCount - reach + 1, plate - random.integer(0, reach - 1)));
  const plates = Array.from({ length: reach }, (_, k) => first + k).filter((p) => p <= plateCount);
  const mix = (isShared: boolean, own: number) => {
    const raw = plates.map((_, k) => (k === own ? 1 : isShared ? random.uniform(0, 1) : 0));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((share) => share / sum);
  };
  const vectors = [mix(spreads, Math.max(0, plates.indexOf(plate)))];
  const times: number[] = [];
  if (wanders) {
    let atS = random.uniform(0.15, 0.6) * lengthS;
    for (let k = random.integer(1, 3); k > 0 && atS < lengthS; k--) {
      times.push(atS);
      vectors.push(mix(spreads, random.integer(0, plates.length - 1)));
      atS += random.uniform(0.3, 3);
    }
  }
  const changeS = random.uniform(0.08, 1.2);
  return {
    plates,
    shareOf(index, atS) {
      let share = vectors[0]![index]!;
      times.forEach((fromS, k) => {
        share += (vectors[k + 1]![index]! - share) * smoothStep((atS - fromS) / changeS);
      });
      return share;
    },
  };
}

/** The plate, 1 first, about which a hand presses, on a shelf of so many. */
interface PressPlace {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly plateCount: number;
}

/** A hand on a board or on goods: `forceG` on the plate, wherever it goes from there. */
export function makePress(
  field: Pick<PlateField, "spread">,
  at: PressPlace,
  forceG: number,
  { startMs, endMs }: Time,
  random: Random,
  physics: PressPhysics,
): Contact[] {
  const { gondola, shelf } = at;
  const lengthS = (endMs - startMs) / 1000;
  const course = drawCourse(lengthS, random, physics);
  const { plates, shareOf } = drawSharing(at.plate, at.plateCount, lengthS, random, physics);
  return plates.map((plate, index) => {
    const where = { gondola, shelf, effect: field.spread(gondola, shelf, [plate], [1]) };
    return makeCurveContact(where, startMs, endMs, 0, (atS) => {
      return forceG * course(atS) * shareOf(index, atS);
    });
  });
}

/** A hand that lifts part of an item of `weightG`, never more than the world allows. */
export function makeLift(
  where: ContactPlace,
  weightG: number,
  { startMs, endMs }: Time,
  random: Random,
  physics: PressPhysics,
): Contact {
  const most = physics.liftShareMax * weightG;
  const liftG = weightG * random.uniform(0.1, physics.liftShareMax);
  const course = drawCourse((endMs - startMs) / 1000, random, physics);
  return makeCurveContact(where, startMs, endMs, 0, (atS) => -Math.min(most, liftG * course(atS)));
}

/** Somebody leans on the board: a force over the whole shelf, most about `plate`. */
export function makeLean(
  field: Pick<PlateField, "spread">,
  at: PressPlace,
  forceG: number,
  { startMs, endMs }: Time,
  random: Random,
  physics: PressPhysics,
): Contact {
  const width = random.uniform(2, 6);
  const plates = Array.from({ length: at.plateCount }, (_, k) => k + 1);
  const raw = plates.map((plate) => {
    return Math.exp(-0.5 * ((plate - at.plate) / width) ** 2) * random.uniform(0.5, 1);
  });
  const sum = raw.reduce((a, b) => a + b, 0);
  const shares = raw.map((share) => share / sum);
  const { gondola, shelf } = at;
  const where = { gondola, shelf, effect: field.spread(gondola, shelf, plates, shares) };
  const course = drawCourse((endMs - startMs) / 1000, random, physics);
  return makeCurveContact(where, startMs, endMs, 0, (atS) => forceG * course(atS));
}

/**
 * Weight goes from where `from` says to where `to` says, `lengthS` long: what one plate loses, others
 * get. An item that is knocked over takes a tenth of a second, one that is slid along a second.
 */
export function makeTransfer(
  from: ContactPlace,
  to: ContactPlace,
  weightG: number,
  startMs: number,
  lengthS: number,
  random: Random,
): Contact {
  const effect = to.effect.map((share, q) => share - from.effect[q]!);
  const jerk = random.uniform(0, 0.2);
  const jerks = random.integer(1, 4);
  const endMs = startMs + 1000 * lengthS;
  const where = { gondola: from.gondola, shelf: from.shelf, effect };
  return makeCurveContact(where, startMs, endMs, weightG, (atS) => {
    const share = atS / lengthS;
    return (
      weightG *
      (smoothStep(share) + jerk * Math.sin(2 * Math.PI * jerks * share) * share * (1 - share))
    );
  });
}
