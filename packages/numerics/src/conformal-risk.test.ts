import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundAcceptedWrong, boundAcceptedWrongByGroup } from "./conformal-risk.ts";
import { createRandom } from "./random.ts";

/** The definition, tried at every score: (n/(n+1)) R + 1/(n+1) ≤ level. */
function boundSlowly(scores: readonly number[], correct: readonly boolean[], level: number) {
  const count = scores.length;
  const candidates = [...new Set(scores), Number.POSITIVE_INFINITY].sort((a, b) => a - b);
  return (
    candidates.find((bound) => {
      const wrong = scores.filter((score, at) => score >= bound && !correct[at]).length;
      return wrong + 1 <= level * (count + 1) + 1e-9;
    }) ?? Number.POSITIVE_INFINITY
  );
}

describe("boundAcceptedWrong", () => {
  it("leaves as many wrong ones as the level allows, and one in reserve", () => {
    // 19 predictions at 10 %: (19 + 1) 0.1 - 1 = 1 wrong one may be accepted.
    const scores = Array.from({ length: 19 }, (_, at) => at / 20);
    const correct = scores.map((_, at) => at !== 3 && at !== 9 && at !== 15);
    expect(boundAcceptedWrong({ scores, correct }, 0.1)).toBe(10 / 20);
    expect(boundAcceptedWrong({ scores, correct }, 0.05)).toBe(16 / 20);
    expect(boundAcceptedWrong({ scores, correct }, 0.15)).toBe(4 / 20);
    expect(boundAcceptedWrong({ scores, correct }, 0.2)).toBe(0);
  });

  it("accepts nothing where there are too few to say so", () => {
    const right = (count: number) => ({
      scores: Array.from({ length: count }, () => 0.9),
      correct: Array.from({ length: count }, () => true),
    });
    expect(boundAcceptedWrong(right(198), 0.005)).toBe(Number.POSITIVE_INFINITY);
    expect(boundAcceptedWrong(right(199), 0.005)).toBe(0.9);
    expect(boundAcceptedWrong({ scores: [], correct: [] }, 0.5)).toBe(Number.POSITIVE_INFINITY);
  });

  it("never parts equal scores", () => {
    const scores = [0.5, 0.5, 0.5, 0.5, 0.9];
    const correct = [true, false, false, true, true];
    expect(boundAcceptedWrong({ scores, correct }, 0.4)).toBe(0.9);
  });

  it("is what the definition gives, tried at every score", () => {
    const prediction = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(prediction, { maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (all, level) => {
          const scores = all.map(([score]) => score);
          const correct = all.map(([, right]) => right);
          expect(boundAcceptedWrong({ scores, correct }, level)).toBe(
            boundSlowly(scores, correct, level),
          );
        },
      ),
    );
  });

  it("keeps its level on what comes next, and wastes little of it", () => {
    const level = 0.05;
    const random = createRandom(7);
    const draw = () => {
      const score = random.next();
      return { score, correct: random.chance(0.6 + 0.4 * score) };
    };
    let acceptedWrong = 0;
    const rounds = 20_000;
    for (let round = 0; round < rounds; round++) {
      const known = Array.from({ length: 99 }, draw);
      const bound = boundAcceptedWrong(
        { scores: known.map(({ score }) => score), correct: known.map(({ correct }) => correct) },
        level,
      );
      const next = draw();
      if (next.score >= bound && !next.correct) acceptedWrong++;
    }
    // Five standard errors; what is wasted is below 1 / (n + 1) (theorem 2: 2 B / (n + 1)).
    const error = 5 * Math.sqrt((level * (1 - level)) / rounds);
    expect(acceptedWrong / rounds).toBeLessThan(level + error);
    expect(acceptedWrong / rounds).toBeGreaterThan(level - 2 / 100 - error);
  });

  it("keeps its level on clusters that are right or wrong as a whole", () => {
    const [level, size, clusters, rounds] = [0.1, 5, 12, 10_000];
    const random = createRandom(11);
    const draw = () => {
      const score = random.next();
      const right = random.chance(0.5 + 0.5 * score);
      return Array.from({ length: size }, () => ({ score, right }));
    };
    const measureAcceptedWrong = (clusterSizeMax: number): number => {
      let wrong = 0;
      for (let round = 0; round < rounds; round++) {
        const known = Array.from({ length: clusters }, draw).flat();
        const group = { scores: known.map((o) => o.score), correct: known.map((o) => o.right) };
        const bound = boundAcceptedWrong({ ...group, clusterSizeMax }, level);
        wrong += draw().filter(({ score, right }) => score >= bound && !right).length;
      }
      return wrong / rounds / size;
    };
    // 12 · 5 · 0.1 - 5 · 0.9 = 1.5 wrong ones are less than a cluster: none is accepted of the known ones.
    const kept = measureAcceptedWrong(size);
    expect(kept).toBeLessThan(level);
    expect(kept).toBeGreaterThan(level / 3);
    // Taken for independent, five wrong ones may be accepted, which is a cluster.
    expect(measureAcceptedWrong(1)).toBeGreaterThan(level);
  });

  it("refuses what makes no sense", () => {
    const group = { scores: [0.5], correct: [true] };
    for (const level of [0, 1, Number.NaN]) {
      expect(() => boundAcceptedWrong(group, level)).toThrow(RangeError);
    }
    expect(() => boundAcceptedWrong({ ...group, scores: [Number.NaN] }, 0.5)).toThrow(RangeError);
    expect(() => boundAcceptedWrong({ ...group, scores: [] }, 0.5)).toThrow(RangeError);
    expect(() => boundAcceptedWrong({ ...group, correct: [2] }, 0.5)).toThrow(RangeError);
    expect(() => boundAcceptedWrong({ ...group, clusterSizeMax: 0 }, 0.5)).toThrow(RangeError);
  });
});

describe("boundAcceptedWrongByGroup", () => {
  it("is that of the group that needs the highest", () => {
    const easy = { scores: [0.1, 0.6, 0.9], correct: [true, true, true] };
    const hard = { scores: [0.1, 0.6, 0.9], correct: [true, false, true] };
    expect(boundAcceptedWrongByGroup([easy, hard], 0.25)).toBe(0.9);
    expect(boundAcceptedWrongByGroup([easy], 0.25)).toBe(0.1);
    expect(boundAcceptedWrongByGroup([], 0.25)).toBe(Number.POSITIVE_INFINITY);
  });
});
