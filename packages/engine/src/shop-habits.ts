/**
 * What a shop's people do more often or more seldom than is usual: a default with its spread, learnt from what reviewers
 * decided. How often something happens is a rate that is gamma distributed over shops, so that the posterior mean is
 * (cases + seen) / (cases + expected) times the usual rate (Gelman et al., Bayesian Data Analysis, section 2.6).
 */
import { ENGINE_PARAMETERS, ENGINE_TABLES, type ParameterChanges } from "./parameters/engine.ts";
import { DEFAULT_HABITS, type HabitParameters } from "./parameters/habits.ts";

/** Of the same interactions: how many were to be expected by what the engine believed, and how many were. */
export interface HabitCount {
  readonly expected: number;
  readonly seen: number;
}

/** A meeting of hands in which something went over; a change that was a hand's force and nothing else. */
export interface ShopHabits {
  readonly handovers: HabitCount;
  readonly presses: HabitCount;
}

export const NO_HABITS: ShopHabits = {
  handovers: { expected: 0, seen: 0 },
  presses: { expected: 0, seen: 0 },
};

/** How many times as often as is usual. */
export interface HabitTimes {
  readonly handovers: number;
  readonly presses: number;
}

/** Throws RangeError where a count is below 0 or no number. */
export function rateHabits(
  { handovers, presses }: ShopHabits,
  parameters: HabitParameters = DEFAULT_HABITS,
): HabitTimes {
  const { handoverCases, pressCases, timesMost } = parameters;
  return {
    handovers: rateHabit(handovers, handoverCases, timesMost),
    presses: rateHabit(presses, pressCases, timesMost),
  };
}

function rateHabit({ expected, seen }: HabitCount, cases: number, timesMost: number): number {
  if (!(expected >= 0 && seen >= 0 && Number.isFinite(expected + seen))) {
    throw new RangeError(`a habit of ${seen} seen and ${expected} expected is none`);
  }
  return Math.max(1 / timesMost, Math.min(timesMost, (cases + seen) / (cases + expected)));
}

/** The engine's parameters that these habits change, each within its range. */
export function adaptToHabits(habits: ShopHabits): ParameterChanges {
  const { handovers, presses } = rateHabits(habits);
  const { hands, touches } = ENGINE_PARAMETERS;
  const clip = (value: number, [least, most]: readonly [number, number]): number =>
    Math.max(least, Math.min(most, value));
  return {
    hands: {
      logOddsBase: clip(
        hands.logOddsBase + Math.log(handovers),
        ENGINE_TABLES.hands.logOddsBase.range,
      ),
    },
    touches: {
      lift: clip(touches.lift * presses, ENGINE_TABLES.touches.lift.range),
      rest: clip(touches.rest * presses, ENGINE_TABLES.touches.rest.range),
    },
  };
}
