/** Shapes in which weight comes to a plate or leaves it, other than the one that was measured. */

import type { Random } from "@saunter/numerics/random";
import {
  type Contact,
  type ContactPlace,
  makeCurveContact,
  makeStepContact,
  smoothStep,
} from "./contact.ts";
import type { ContactPhysics } from "./physics.ts";

/** A share of the weight at a share of the time; less than 0 at first is a hand that presses. */
type Shape = (share: number, atS: number) => number;

/**
 * An item leaves the shelf (`weightG` < 0) or comes to it, centred at `centreMs`; the plates feel
 * nothing before `earliestMs`. Draws one of the world's shapes.
 */
export function drawMove(
  where: ContactPlace,
  weightG: number,
  centreMs: number,
  earliestMs: number,
  random: Random,
  physics: ContactPhysics,
): Contact[] {
  const { shapes } = physics;
  const make = () => [makeStepContact(where, weightG, centreMs, earliestMs, random, physics)];
  if (shapes === null) return make();
  const { measured, smooth, twoStage, bounce, drag } = shapes;
  const drawn = random.weighted([measured, smooth, twoStage, bounce, drag]);
  if (drawn === 0) return make();
  const isPick = weightG < 0;
  const { shapeMinS, shapeMaxS } = physics;
  const lengthS = Math.exp(random.uniform(Math.log(shapeMinS), Math.log(shapeMaxS)));
  const startMs = Math.max(earliestMs, centreMs - 500 * lengthS);
  const endMs = startMs + 1000 * lengthS;
  if (drawn === 4) return drawDrag(where, weightG, startMs, endMs, random);
  const afterMs = drawn === 3 ? random.uniform(150, 600) : 20;
  const shape = [drawSmooth, drawTwoStage, drawBounce][drawn - 1]!(random, isPick);
  const course = (atS: number) => weightG * shape(atS / lengthS, atS);
  return [makeCurveContact(where, startMs, endMs + afterMs, weightG, course)];
}

/** A hand that presses or pulls a little before, as it was measured. */
function drawBefore(random: Random): Shape {
  const press = random.chance(0.5) ? random.normal(0, 0.12) : 0;
  return (share) => press * smoothStep(share / 0.25) * smoothStep((1 - share) / 0.4);
}

function drawSmooth(random: Random): Shape {
  const before = drawBefore(random);
  const bend = random.uniform(0.6, 1.7);
  return (share, atS) => {
    return smoothStep(Math.max(0, share) ** bend) + before(share, atS) * (1 - smoothStep(share));
  };
}

/** One edge leaves the board first (30-70 % of the weight), and the rest when the hand has it. */
function drawTwoStage(random: Random): Shape {
  const edge = random.uniform(0.3, 0.7);
  const from = random.uniform(0.15, 0.35);
  const until = random.uniform(0.55, 0.85);
  const sag = random.uniform(-0.15, 0.1);
  return (share) => {
    const waiting = smoothStep((share - from) / 0.1) * smoothStep((until - share) / 0.1);
    return (
      edge * smoothStep(share / from) +
      sag * waiting +
      (1 - edge) * smoothStep((share - until) / (1 - until))
    );
  };
}

/** What is set down hits the board and bounces; what is taken in a hurry is torn off it. */
function drawBounce(random: Random, isPick: boolean): Shape {
  const hit = isPick ? random.uniform(0.05, 0.25) : random.uniform(0.2, 2);
  const hz = random.uniform(3, 12);
  const decayS = random.uniform(0.05, 0.2);
  const sign = isPick ? -1 : 1;
  return (share, atS) => {
    const moved = smoothStep(share / 0.4);
    const ring = Math.exp(-atS / decayS) * Math.sin(2 * Math.PI * hz * atS);
    // Nothing lifts what has just come more than it weighs.
    return moved + sign * Math.max(-0.9 * moved, hit * ring);
  };
}

/**
 * Along the board: by jerks, as the item sticks and slips, over the next plate, to which it has gone
 * for a while before it leaves (or from which it comes).
 */
function drawDrag(
  where: ContactPlace,
  weightG: number,
  startMs: number,
  endMs: number,
  random: Random,
): Contact[] {
  const lengthS = (endMs - startMs) / 1000;
  const jerks = random.integer(2, 5);
  const depth = random.uniform(0.05, 0.25);
  const along = random.uniform(0, 0.8);
  const apart = random.uniform(0.2, 0.5);
  const jerk = (share: number) => depth * Math.sin(2 * Math.PI * jerks * share) * (1 - share);
  // Shares of the weight that have left one plate, and then the next.
  const first = (share: number) => smoothStep(share / (1 - apart));
  const second = (share: number) => smoothStep((share - apart) / (1 - apart));
  const own = weightG < 0 ? first : second;
  const by = random.chance(0.5) ? 1 : -1;
  const next = where.isOnBoard === true ? where : { ...where, effect: shift(where.effect, by) };
  const carriedG = Math.abs(weightG) * along;
  return [
    makeCurveContact(where, startMs, endMs, weightG, (atS) => {
      return weightG * (own(atS / lengthS) + jerk(atS / lengthS));
    }),
    makeCurveContact(next, startMs, endMs, 0, (atS) => {
      return carriedG * (first(atS / lengthS) - second(atS / lengthS));
    }),
  ];
}

/** The same a plate further; at the end of the shelf, a plate back. */
function shift(effect: Float64Array, by: 1 | -1): Float64Array {
  let main = 0;
  effect.forEach((share, q) => {
    if (Math.abs(share) > Math.abs(effect[main]!)) main = q;
  });
  const isInside = main + by >= 0 && main + by < effect.length;
  const step = isInside ? by : -by;
  return effect.map((_, q) => effect[q - step] ?? 0);
}
