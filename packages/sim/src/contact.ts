/**
 * What a hand does to a shelf: a step with the pressing before and the lingering after it, a force
 * that vanishes, any curve, or the ringing of the board. A contact adds `evaluateContact(contact, t)`
 * grams times `effect[plate]` to the plates of one shelf.
 */

import type { Random } from "@saunter/numerics/random";
import { type ContactPhysics, DEFAULT_PHYSICS } from "./physics.ts";

/** Where a contact is felt. */
export interface ContactPlace {
  readonly gondola: number;
  /** Shelf number, 1 first. */
  readonly shelf: number;
  /** Grams on each plate of the shelf (index 0: plate 1) for one gram of the contact. */
  readonly effect: Float64Array;
  /** It is felt by a board's cells, wherever along the board it is. */
  readonly isOnBoard?: boolean;
}

interface ContactBase extends ContactPlace {
  readonly startMs: number;
  readonly endMs: number;
  /** What stays on the shelf when the contact has ended, grams (0: a force that vanishes). */
  readonly stepG: number;
}

/** A hand as it was measured: it takes, puts, or presses and lets go. */
export interface HandContact extends ContactBase {
  readonly kind: "hand";
  readonly centreMs: number;
  readonly durationMs: number;
  /** Force of the hand before (or, without a step, throughout) and how it wavers. */
  readonly pressG: number;
  readonly lingerG: number;
  readonly lingerMs: number;
  readonly waverPhase: number;
  readonly physics: ContactPhysics;
}

/** Any course of grams, `gridMs` apart from the start on, straight lines between them. */
export interface CurveContact extends ContactBase {
  readonly kind: "curve";
  readonly gridMs: number;
  readonly grams: Float64Array;
}

/** A board that rings and comes to rest. */
export interface RingContact extends ContactBase {
  readonly kind: "ring";
  readonly amplitudeG: number;
  readonly radPerMs: number;
  readonly decayMs: number;
}

export type Contact = HandContact | CurveContact | RingContact;

export function smoothStep(share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return share * share * (3 - 2 * share);
}

/** Rising over `rampMs` after `fromMs`, falling over as much before `toMs`. */
function trapezoid(tMs: number, fromMs: number, toMs: number, rampMs: number): number {
  return smoothStep((tMs - fromMs) / rampMs) * smoothStep((toMs - tMs) / rampMs);
}

export function evaluateContact(contact: Contact, tMs: number): number {
  if (tMs <= contact.startMs) return 0;
  if (tMs >= contact.endMs) return contact.stepG;
  if (contact.kind === "hand") return evaluateHand(contact, tMs);
  const afterMs = tMs - contact.startMs;
  if (contact.kind === "ring") {
    const { amplitudeG, radPerMs, decayMs } = contact;
    return amplitudeG * Math.exp(-afterMs / decayMs) * Math.sin(radPerMs * afterMs);
  }
  const { grams } = contact;
  const at = Math.min(afterMs / contact.gridMs, grams.length - 1);
  const before = Math.floor(at);
  const from = grams[before]!;
  return from + (at - before) * ((grams[before + 1] ?? from) - from);
}

function evaluateHand(contact: HandContact, tMs: number): number {
  const { centreMs, durationMs, stepG, pressG, lingerG, lingerMs, waverPhase, physics } = contact;
  if (stepG === 0) {
    const { waverShare, waverRadPerMs, quiverShare, quiverRadPerMs } = physics;
    const slow = waverShare * Math.sin(tMs * waverRadPerMs + waverPhase);
    const waver = 1 + slow + quiverShare * Math.sin(tMs * quiverRadPerMs);
    return pressG * waver * trapezoid(tMs, contact.startMs, contact.endMs, durationMs);
  }
  const moved = smoothStep((tMs - centreMs) / durationMs + 0.5);
  const pressing = trapezoid(tMs, contact.startMs, centreMs + durationMs, physics.pressRampMs);
  const press = pressG * (1 - moved) * pressing;
  const gone = Math.max(0, 1 - Math.max(0, tMs - centreMs) / lingerMs);
  return (
    press + moved * (stepG + lingerG * gone * (0.6 + 0.4 * Math.sin(tMs * 0.012 + waverPhase)))
  );
}

/**
 * An item leaves the shelf (`weightG` < 0) or comes to it, centred at `centreMs`; the plates feel
 * nothing before `earliestMs`.
 */
export function makeStepContact(
  where: ContactPlace,
  weightG: number,
  centreMs: number,
  earliestMs: number,
  random: Random,
  physics: ContactPhysics = DEFAULT_PHYSICS.contact,
): HandContact {
  const size = Math.abs(weightG);
  const durationS = Math.exp(random.normal(Math.log(physics.stepMedianS), physics.stepLogSpread));
  const durationMs = 1000 * Math.min(physics.stepMaxS, Math.max(physics.stepMinS, durationS));
  const pressMs = random.uniform(physics.pressMinMs, physics.pressMaxMs);
  const lingerMs =
    1000 * physics.lingerS * random.uniform(physics.lingerShareMin, physics.lingerShareMax);
  const presses = random.chance(physics.pressShare);
  const pressSpreadG = physics.pressBaseG + physics.pressOfWeight * size;
  return {
    kind: "hand",
    gondola: where.gondola,
    shelf: where.shelf,
    effect: where.effect,
    startMs: Math.max(earliestMs, centreMs - durationMs / 2 - pressMs),
    endMs: centreMs + durationMs / 2 + lingerMs + 1,
    stepG: weightG,
    centreMs,
    durationMs,
    pressG: presses ? random.normal(0, pressSpreadG) : 0,
    lingerG: -Math.sign(weightG) * Math.abs(random.normal(0, physics.lingerOfWeight * size)),
    lingerMs,
    waverPhase: random.uniform(0, 6.28),
    physics,
  };
}

/** A hand that rests on the shelf or lifts an item of `weightG` and lets it go again. */
export function makeHoldContact(
  where: ContactPlace,
  weightG: number,
  startMs: number,
  endMs: number,
  random: Random,
  physics: ContactPhysics = DEFAULT_PHYSICS.contact,
): HandContact {
  const pressG = random.chance(0.5)
    ? -weightG * random.uniform(physics.holdLiftMin, physics.holdLiftMax)
    : random.uniform(physics.holdPressMinG, physics.holdPressMaxG);
  return makeForceContact(where, pressG, startMs, endMs, random, physics);
}

/** A force of `forceG` grams that vanishes. */
export function makeForceContact(
  where: ContactPlace,
  forceG: number,
  startMs: number,
  endMs: number,
  random: Random,
  physics: ContactPhysics = DEFAULT_PHYSICS.contact,
): HandContact {
  return {
    kind: "hand",
    gondola: where.gondola,
    shelf: where.shelf,
    effect: where.effect,
    startMs,
    endMs,
    stepG: 0,
    centreMs: (startMs + endMs) / 2,
    durationMs: Math.min(
      (endMs - startMs) / 2,
      random.uniform(physics.forceRampMinMs, physics.forceRampMaxMs),
    ),
    pressG: forceG,
    lingerG: 0,
    lingerMs: 1,
    waverPhase: random.uniform(0, 6.28),
    physics,
  };
}

/** Grams on a grid of so many milliseconds: fine enough for a ramp of 40 ms. */
const GRID_MS = 8;

/** A curve that `draw` fills, its argument the seconds since the start; it ends at `stepG`. */
export function makeCurveContact(
  where: ContactPlace,
  startMs: number,
  endMs: number,
  stepG: number,
  draw: (atS: number) => number,
): CurveContact {
  const count = Math.max(2, Math.ceil((endMs - startMs) / GRID_MS) + 1);
  const gridMs = (endMs - startMs) / (count - 1);
  const grams = new Float64Array(count);
  for (let i = 0; i < count - 1; i++) grams[i] = draw((i * gridMs) / 1000);
  grams[count - 1] = stepG;
  return {
    kind: "curve",
    gondola: where.gondola,
    shelf: where.shelf,
    effect: where.effect,
    startMs,
    endMs,
    stepG,
    gridMs,
    grams,
  };
}

/** How many decays until a ring is nothing. */
const RING_DECAYS = 6;

/** The board rings from `startMs` on after a contact of `weightG`. */
export function makeRingContact(
  where: ContactPlace,
  weightG: number,
  startMs: number,
  random: Random,
  physics: ContactPhysics,
): RingContact {
  const decayMs = 1000 * random.uniform(physics.ringDecayMinS, physics.ringDecayMaxS);
  const hz = random.uniform(physics.ringMinHz, physics.ringMaxHz);
  const effect = where.effect.map(
    (own) => own + random.uniform(-physics.ringLeakMax, physics.ringLeakMax),
  );
  return {
    kind: "ring",
    gondola: where.gondola,
    shelf: where.shelf,
    effect,
    startMs,
    endMs: startMs + RING_DECAYS * decayMs,
    stepG: 0,
    amplitudeG: weightG * random.uniform(0, physics.ringShareMax),
    radPerMs: (2 * Math.PI * hz) / 1000,
    decayMs,
  };
}
