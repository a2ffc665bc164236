/**
 * What a hand does to a shelf: a step with the pressing before and the lingering after it, or a
 * force that vanishes. A contact adds `evaluateContact(contact, t)` grams times `effect[plate]` to
 * the plates of one shelf.
 */

import type { Random } from "@saunter/numerics/random";
import {
  HOLD_LIFT_MAX,
  HOLD_LIFT_MIN,
  HOLD_PRESS_MAX_G,
  HOLD_PRESS_MIN_G,
  LINGER_OF_WEIGHT,
  LINGER_S,
  PRESS_BASE_G,
  PRESS_OF_WEIGHT,
  PRESS_SHARE,
  STEP_DURATION_LOG_SPREAD,
  STEP_DURATION_MEDIAN_S,
} from "./signal-parameters.ts";

export interface Contact {
  readonly gondola: number;
  /** Shelf number, 1 first. */
  readonly shelf: number;
  readonly startMs: number;
  readonly endMs: number;
  /** What stays on the shelf when the contact has ended, grams (0: a force that vanishes). */
  readonly stepG: number;
  readonly centreMs: number;
  readonly durationMs: number;
  /** Force of the hand before (or, without a step, throughout) and how it wavers. */
  readonly pressG: number;
  readonly lingerG: number;
  readonly lingerMs: number;
  readonly waverPhase: number;
  /** Grams on each plate of the shelf (index 0: plate 1) for one gram of the contact. */
  readonly effect: Float64Array;
}

function smoothStep(share: number): number {
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
  const { centreMs, durationMs, stepG, pressG, lingerG, lingerMs, waverPhase } = contact;
  if (stepG === 0) {
    const waver = 1 + 0.05 * Math.sin(tMs * 0.011 + waverPhase) + 0.03 * Math.sin(tMs * 0.027);
    return pressG * waver * trapezoid(tMs, contact.startMs, contact.endMs, durationMs);
  }
  const moved = smoothStep((tMs - centreMs) / durationMs + 0.5);
  const press = pressG * (1 - moved) * trapezoid(tMs, contact.startMs, centreMs + durationMs, 120);
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
  where: { readonly gondola: number; readonly shelf: number; readonly effect: Float64Array },
  weightG: number,
  centreMs: number,
  earliestMs: number,
  random: Random,
): Contact {
  const size = Math.abs(weightG);
  const durationS = Math.exp(
    random.normal(Math.log(STEP_DURATION_MEDIAN_S), STEP_DURATION_LOG_SPREAD),
  );
  const durationMs = 1000 * Math.min(0.45, Math.max(0.06, durationS));
  const pressMs = random.uniform(100, 350);
  const lingerMs = 1000 * LINGER_S * random.uniform(0.6, 1.5);
  const presses = random.chance(PRESS_SHARE);
  return {
    gondola: where.gondola,
    shelf: where.shelf,
    effect: where.effect,
    startMs: Math.max(earliestMs, centreMs - durationMs / 2 - pressMs),
    endMs: centreMs + durationMs / 2 + lingerMs + 1,
    stepG: weightG,
    centreMs,
    durationMs,
    pressG: presses ? random.normal(0, PRESS_BASE_G + PRESS_OF_WEIGHT * size) : 0,
    lingerG: -Math.sign(weightG) * Math.abs(random.normal(0, LINGER_OF_WEIGHT * size)),
    lingerMs,
    waverPhase: random.uniform(0, 6.28),
  };
}

/** A hand that rests on the shelf or lifts an item of `weightG` and lets it go again. */
export function makeHoldContact(
  where: { readonly gondola: number; readonly shelf: number; readonly effect: Float64Array },
  weightG: number,
  startMs: number,
  endMs: number,
  random: Random,
): Contact {
  const pressG = random.chance(0.5)
    ? -weightG * random.uniform(HOLD_LIFT_MIN, HOLD_LIFT_MAX)
    : random.uniform(HOLD_PRESS_MIN_G, HOLD_PRESS_MAX_G);
  return makeForceContact(where, pressG, startMs, endMs, random);
}

/** A force of `forceG` grams that vanishes. */
export function makeForceContact(
  where: { readonly gondola: number; readonly shelf: number; readonly effect: Float64Array },
  forceG: number,
  startMs: number,
  endMs: number,
  random: Random,
): Contact {
  return {
    gondola: where.gondola,
    shelf: where.shelf,
    effect: where.effect,
    startMs,
    endMs,
    stepG: 0,
    centreMs: (startMs + endMs) / 2,
    durationMs: Math.min((endMs - startMs) / 2, random.uniform(100, 220)),
    pressG: forceG,
    lingerG: 0,
    lingerMs: 1,
    waverPhase: random.uniform(0, 6.28),
  };
}
