import { describe, expect, it } from "vitest";
import {
  createPointMasses,
  findCell,
  findPeak,
  spreadMasses,
  weighMasses,
} from "./point-mass-filter.ts";
import { createRandom } from "./random.ts";

const STRAY = 0.02;

/** log density of what is measured with a normal error, by cell. */
function measure(belief: ReturnType<typeof createPointMasses>, value: number, sd: number) {
  return belief.masses.map((_, at) => -0.5 * ((findCell(belief, at) - value) / sd) ** 2);
}

const sum = (masses: Float64Array): number => masses.reduce((a, b) => a + b);

describe("a belief of point masses", () => {
  it("is a Kalman filter's where errors are normal and nothing jumps", () => {
    const random = createRandom(5);
    const belief = createPointMasses(-50, 50, 0.25);
    // Kalman 1960, of a random walk that is measured; the first measurement begins it.
    let [mean, variance] = [Number.NaN, Number.POSITIVE_INFINITY];
    const [driftSd, errorSd] = [1.5, 3];
    for (let step = 0; step < 40; step++) {
      const value = 8 * Math.sin(step / 10) + random.normal(0, errorSd);
      spreadMasses(belief, driftSd, 0);
      weighMasses(belief, measure(belief, value, errorSd), 0);
      if (step === 0) [mean, variance] = [value, errorSd ** 2];
      else {
        variance += driftSd ** 2;
        const gain = variance / (variance + errorSd ** 2);
        mean += gain * (value - mean);
        variance *= 1 - gain;
      }
      const peak = findPeak(belief, 50);
      expect.soft(peak.mean, `step ${step}`).toBeCloseTo(mean, 1);
      expect.soft(peak.sd, `step ${step}`).toBeCloseTo(Math.sqrt(variance), 1);
    }
  });

  it("keeps its mass, at its ends too", () => {
    const belief = createPointMasses(0, 10, 1);
    weighMasses(belief, measure(belief, 10, 0.3), 0);
    for (let step = 0; step < 20; step++) spreadMasses(belief, 2.5, 0.01);
    expect(sum(belief.masses)).toBeCloseTo(1, 12);
    expect(belief.masses.every((mass) => mass > 0)).toBe(true);
  });

  it("stays as it is where nothing drifts or jumps", () => {
    const belief = createPointMasses(0, 10, 1);
    weighMasses(belief, measure(belief, 3, 1), 0);
    const before = belief.masses.slice();
    spreadMasses(belief, 0, 0);
    expect(belief.masses).toEqual(before);
  });

  it("is not moved by one stray measurement, and follows a jump", () => {
    const belief = createPointMasses(-100, 100, 1);
    const take = (value: number): void => {
      spreadMasses(belief, 0.5, 0.003);
      weighMasses(belief, measure(belief, value, 3), STRAY);
    };
    for (let step = 0; step < 20; step++) take(0);
    take(60);
    expect(findPeak(belief, 10).mean).toBeCloseTo(0, 0);
    take(0);
    let steps = 0;
    while (findPeak(belief, 10).mean < 30 && steps < 100) {
      take(40);
      steps++;
    }
    expect(steps).toBeLessThan(8);
    expect(findPeak(belief, 10).mean).toBeCloseTo(40, 0);
  });

  it("says how much it does not know", () => {
    const belief = createPointMasses(-100, 100, 1);
    expect(findPeak(belief, 10).share).toBeCloseTo(21 / 201, 12);
    weighMasses(belief, measure(belief, 100, 1), 0);
    const { mean, sd, share } = findPeak(belief, 10);
    expect(share).toBeGreaterThan(0.99);
    expect(mean).toBeGreaterThan(98);
    expect(sd).toBeLessThan(1.1);
  });

  it("has a cell at least on either side", () => {
    expect(() => createPointMasses(1, 1, 0.1)).toThrow(RangeError);
  });
});
