import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_WEIGHTS } from "../parameters/weights.ts";
import { findGain, type Gains, learnGain } from "./gains.ts";

const KEY = { gondola: 1, shelf: 2, plate: 3 };
const find = (gains: Gains) => findGain(gains, KEY.gondola, KEY.shelf, KEY.plate, DEFAULT_WEIGHTS);

function learn(ratios: readonly number[], share = 1, count = 1, belief = 1): Gains {
  const gains: Gains = new Map();
  for (const ratio of ratios) learnGain(gains, KEY, ratio, share, count, belief, DEFAULT_WEIGHTS);
  return gains;
}

describe("a plate's gain", () => {
  it("is 1, give or take three per cent, before anything is seen", () => {
    const gain = find(new Map());
    expect(gain.mean).toBe(1);
    expect(Math.sqrt(gain.variance)).toBeCloseTo(0.028, 9);
    expect(gain.sureCount).toBe(0);
  });

  it("converges to what its sure picks say", () => {
    let squares = 0;
    const trials = 60;
    for (let seed = 1; seed <= trials; seed++) {
      const random = createRandom(seed);
      const truth = random.normal(1, 0.028);
      const ratios = Array.from({ length: 25 }, () => truth * random.normal(1, 0.018));
      squares += (find(learn(ratios)).mean - truth) ** 2 / trials;
    }
    expect(Math.sqrt(squares)).toBeLessThan(0.01);
  });

  it("is learned of its own plate alone", () => {
    const gains = learn([1.05]);
    expect(find(gains).mean).toBeGreaterThan(1.02);
    expect(findGain(gains, 1, 2, 4, DEFAULT_WEIGHTS).mean).toBe(1);
    expect(findGain(gains, 1, 3, 3, DEFAULT_WEIGHTS).mean).toBe(1);
    expect(findGain(gains, 2, 2, 3, DEFAULT_WEIGHTS).mean).toBe(1);
  });

  it("moves more by several units than by one", () => {
    expect(find(learn([1.05], 1, 4)).mean).toBeGreaterThan(find(learn([1.05], 1, 1)).mean);
  });

  it("moves less by what lay half elsewhere, and not at all by what did not lie on it", () => {
    expect(find(learn([1.05], 0.5)).mean).toBeLessThan(find(learn([1.05])).mean);
    expect(find(learn([1.05], 0))).toMatchObject({ mean: 1, variance: 0.028 ** 2 });
  });

  it("moves less by a pick that is less sure, and not at all by one that is not believed", () => {
    expect(find(learn([1.05], 1, 1, 0.5)).mean).toBeLessThan(find(learn([1.05])).mean);
    expect(find(learn([1.05], 1, 1, 0))).toMatchObject({ mean: 1, variance: 0.028 ** 2 });
  });

  it("is not learned from a ratio that no plate's gain can be", () => {
    for (const ratio of [0, 0.5, 0.86, 1.14, 2]) expect(learn([ratio]).size).toBe(0);
    for (const ratio of [0.88, 1.12]) expect(find(learn([ratio])).mean).not.toBe(1);
    const before = learn([1.03, 1.04]);
    const after = learn([1.03, 1.04, 1.4]);
    expect(find(after)).toEqual(find(before));
  });

  it("counts the picks that were sure, from a belief of 0.9 on", () => {
    expect(find(learn([1, 1, 1])).sureCount).toBe(3);
    expect(find(learn([1, 1], 1, 1, 0.9)).sureCount).toBe(2);
    expect(find(learn([1, 1], 1, 1, 0.89)).sureCount).toBe(0);
  });

  it("stays bounded, and keeps an uncertainty that only ever shrinks, whatever is learned", () => {
    const pick = fc.record({
      ratio: fc.double({ min: 0, max: 50, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      count: fc.integer({ min: 1, max: 8 }),
      belief: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(pick, { maxLength: 40 }), (picks) => {
        const gains: Gains = new Map();
        let before = find(gains);
        for (const { ratio, share, count, belief } of picks) {
          learnGain(gains, KEY, ratio, share, count, belief, DEFAULT_WEIGHTS);
          const gain = find(gains);
          expect(gain.mean).toBeGreaterThanOrEqual(0.88);
          expect(gain.mean).toBeLessThanOrEqual(1.12);
          expect(gain.variance).toBeGreaterThanOrEqual(0.01 ** 2);
          expect(gain.variance).toBeLessThanOrEqual(before.variance);
          before = gain;
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("reaches its bounds and not past them", () => {
    expect(find(learn(new Array(200).fill(1.125))).mean).toBe(1.12);
    expect(find(learn(new Array(200).fill(0.875))).mean).toBe(0.88);
    expect(Math.sqrt(find(learn(new Array(200).fill(1))).variance)).toBeCloseTo(0.01, 9);
  });
});
