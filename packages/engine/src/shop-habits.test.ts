import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS, withParameters } from "./parameters/engine.ts";
import { DEFAULT_HABITS } from "./parameters/habits.ts";
import { adaptToHabits, NO_HABITS, rateHabits, type ShopHabits } from "./shop-habits.ts";

const handovers = (expected: number, seen: number): ShopHabits => ({
  ...NO_HABITS,
  handovers: { expected, seen },
});

describe("a shop's habits", () => {
  it("are the usual ones where nothing is known", () => {
    expect(rateHabits(NO_HABITS)).toEqual({ handovers: 1, presses: 1 });
    const changed = withParameters(adaptToHabits(NO_HABITS));
    expect(changed).toEqual(ENGINE_PARAMETERS);
  });

  it("are believed the more the more cases there are", () => {
    const few = rateHabits(handovers(2, 0)).handovers;
    const many = rateHabits(handovers(40, 0)).handovers;
    expect(few).toBeCloseTo(DEFAULT_HABITS.handoverCases / (DEFAULT_HABITS.handoverCases + 2), 12);
    expect(many).toBeLessThan(few);
    expect(rateHabits(handovers(1000, 250)).handovers).toBeCloseTo(0.25, 1);
  });

  it("are never further from the usual than the most", () => {
    expect(rateHabits(handovers(1e6, 0)).handovers).toBeCloseTo(1 / DEFAULT_HABITS.timesMost, 12);
    expect(rateHabits(handovers(0, 1e6)).handovers).toBe(DEFAULT_HABITS.timesMost);
  });

  it("move the odds of a meeting and the shares of forces, within their ranges", () => {
    const habits = { handovers: { expected: 30, seen: 3 }, presses: { expected: 5, seen: 50 } };
    const times = rateHabits(habits);
    const { hands, touches } = withParameters(adaptToHabits(habits));
    expect(hands.logOddsBase).toBeCloseTo(
      ENGINE_PARAMETERS.hands.logOddsBase + Math.log(times.handovers),
      12,
    );
    expect(touches.rest).toBeGreaterThan(ENGINE_PARAMETERS.touches.rest);
    expect(touches.lift).toBeGreaterThan(ENGINE_PARAMETERS.touches.lift);
    expect(() => withParameters(adaptToHabits(handovers(0, 1e9)))).not.toThrow();
  });

  it("are refused where a count is none", () => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => rateHabits(handovers(bad, 0))).toThrow(RangeError);
      expect(() => rateHabits(handovers(0, bad))).toThrow(RangeError);
    }
  });
});
