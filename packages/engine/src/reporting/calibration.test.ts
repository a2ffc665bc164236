import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CALIBRATION } from "../parameters/calibration.ts";
import { CALIBRATION_WEIGHTS, calibrateExact, listFeatures } from "./calibration.ts";
import { NO_VISIT_RISK, type VisitRisk } from "./visit-risk.ts";

const belief = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: 50, noNaN: true });
const visit: fc.Arbitrary<VisitRisk> = fc.record({
  changes: fc.nat(40),
  ambiguous: amount,
  nearS: amount,
  unclearMeetings: amount,
  meetings: amount,
  touches: amount,
});
const SEED = { seed: 20_261_128, numRuns: 500 };

describe("what a belief is worth", () => {
  it("is a probability, and never less for more belief", () => {
    fc.assert(
      fc.property(belief, belief, visit, (a, b, risk) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const worth = [calibrateExact(low, risk), calibrateExact(high, risk)] as const;
        expect(worth[0]).toBeGreaterThan(0);
        expect(worth[1]).toBeLessThan(1);
        expect(worth[1]).toBeGreaterThanOrEqual(worth[0]);
      }),
      SEED,
    );
  });

  it("is never more for more risk of any kind", () => {
    const kinds = Object.keys(NO_VISIT_RISK) as (keyof VisitRisk)[];
    fc.assert(
      fc.property(belief, visit, fc.constantFrom(...kinds), amount, (sure, risk, kind, more) => {
        const riskier = { ...risk, [kind]: risk[kind] + more };
        expect(calibrateExact(sure, riskier)).toBeLessThanOrEqual(calibrateExact(sure, risk));
      }),
      SEED,
    );
  });

  it("is less than the belief in a busy visit, and near it in a plain one", () => {
    const busy = {
      changes: 9,
      ambiguous: 1,
      nearS: 40,
      unclearMeetings: 0.2,
      meetings: 0.4,
      touches: 1,
    };
    expect(calibrateExact(0.97, busy)).toBeLessThan(0.92);
    expect(calibrateExact(0.97, { ...NO_VISIT_RISK, changes: 2 })).toBeGreaterThan(0.94);
  });

  it("weighs one parameter for each feature", () => {
    expect(listFeatures(0.5, NO_VISIT_RISK, DEFAULT_CALIBRATION)).toHaveLength(
      CALIBRATION_WEIGHTS.length,
    );
    expect(calibrateExact(0.5)).toBeCloseTo(1 / (1 + Math.exp(-DEFAULT_CALIBRATION.offset)), 12);
  });
});
