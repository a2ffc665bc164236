import fc from "fast-check";
import { expect, test } from "vitest";
import {
  brierScore,
  expectedCalibrationError,
  riskCoverage,
  riskCoverageArea,
} from "./calibration.ts";
import { createRandom } from "./random.ts";

const predictions = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  minLength: 1,
  maxLength: 60,
});

// Tolerance 1e-14 for the outside truths: sums of at most ten numbers below 1.
test("brierScore agrees with scikit-learn's documented example", () => {
  // sklearn.metrics.brier_score_loss: y_true [0, 1, 1, 0], y_prob [.1, .9, .8, .3] gives 0.0375.
  expect(brierScore([0.1, 0.9, 0.8, 0.3], [false, true, true, false])).toBeCloseTo(0.0375, 14);
  expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 14);
});

test("expectedCalibrationError agrees with its definition worked out by hand", () => {
  // Guo et al. 2017, section 2, worked out for two bins: |.2 - 1/2| * 2/5 + |.8 - 2/3| * 3/5.
  const probabilities = Float64Array.of(0.1, 0.3, 0.7, 0.8, 0.9);
  const outcomes = [false, true, true, false, true];
  expect(expectedCalibrationError(probabilities, outcomes, 2)).toBeCloseTo(0.12 + 0.08, 14);
});

test("what counts twice is as good as there twice", () => {
  const twice = [
    [0.1, 0.1, 0.9],
    [false, false, true],
  ] as const;
  const counted = [
    [0.1, 0.9],
    [false, true],
    [2, 1],
  ] as const;
  expect(brierScore(...counted)).toBeCloseTo(brierScore(...twice), 14);
  const [probabilities, outcomes, counts] = counted;
  expect(expectedCalibrationError(probabilities, outcomes, 2, counts)).toBeCloseTo(
    expectedCalibrationError(...twice, 2),
    14,
  );
  for (const bad of [[0, 0], [1, -1], [1], [1, Number.NaN]]) {
    expect(() => brierScore(probabilities, outcomes, bad)).toThrow(RangeError);
  }
});

test("brierScore is the mean squared distance", () => {
  fc.assert(
    fc.property(predictions, (pairs) => {
      const slow = pairs.map(([p, hit]) => (hit ? (1 - p) ** 2 : p ** 2));
      const truth = slow.reduce((sum, value) => sum + value, 0) / pairs.length;
      const score = brierScore(
        pairs.map(([p]) => p),
        pairs.map(([, hit]) => hit),
      );
      expect(score).toBeCloseTo(truth, 12);
    }),
  );
});

test("expectedCalibrationError agrees with going through the bins one by one", () => {
  fc.assert(
    fc.property(predictions, fc.integer({ min: 1, max: 20 }), (pairs, binCount) => {
      let truth = 0;
      for (let bin = 1; bin <= binCount; bin++) {
        const inside = pairs.filter(([p]) => {
          const position = p * binCount;
          return position <= bin && (position > bin - 1 || bin === 1);
        });
        if (inside.length === 0) continue;
        const confidence = inside.reduce((sum, [p]) => sum + p, 0) / inside.length;
        const accuracy = inside.filter(([, hit]) => hit).length / inside.length;
        truth += (inside.length / pairs.length) * Math.abs(confidence - accuracy);
      }
      const error = expectedCalibrationError(
        pairs.map(([p]) => p),
        pairs.map(([, hit]) => hit),
        binCount,
      );
      expect(error).toBeCloseTo(truth, 12);
    }),
  );
});

test("probabilities on the edge of a bin belong below, and 0 to the first", () => {
  // 0.5 shares the lower of two bins with 0: their excesses, +0.5 and -1, partly cancel there.
  expect(expectedCalibrationError([0, 0.5], [true, false], 2)).toBeCloseTo(0.25, 14);
  expect(expectedCalibrationError([1], [true], 10)).toBe(0);
});

test.each([11, 12, 13, 14, 15])(
  "outcomes drawn at their own probabilities are calibrated: seed %i",
  (seed) => {
    const random = createRandom(seed);
    const probabilities = Float64Array.from({ length: 50_000 }, () => random.next());
    const outcomes = Array.from(probabilities, (p) => random.chance(p));
    // Each of 15 bins holds about 3333: its gap's mean is sqrt(2 / pi) * 0.41 / sqrt(3333) = 0.006, and the
    // mean of 15 such gaps has a standard error of 0.0011: five of those are reached once in 3 million runs.
    expect(expectedCalibrationError(probabilities, outcomes)).toBeLessThan(0.012);
    // The mean of p (1 - p) over uniform p is 1/6.
    expect(brierScore(probabilities, outcomes)).toBeCloseTo(1 / 6, 2);
  },
);

test("riskCoverage agrees with accepting at every threshold in turn", () => {
  const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(scored, (pairs) => {
      const thresholds = [...new Set(pairs.map(([score]) => score))].sort((a, b) => b - a);
      const accepted = thresholds.map((least) => pairs.filter(([score]) => score >= least));
      const curve = riskCoverage(
        pairs.map(([score]) => score),
        pairs.map(([, correct]) => correct),
      );
      expect([...curve.scores]).toEqual(thresholds);
      expect([...curve.coverage]).toEqual(accepted.map((kept) => kept.length / pairs.length));
      expect([...curve.risk]).toEqual(
        accepted.map((kept) => kept.filter(([, correct]) => !correct).length / kept.length),
      );
      expect(curve.coverage.at(-1)).toBe(1);
    }),
  );
});

test("the area under the curve is the mean risk of what is accepted with each prediction", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 }),
      fc.infiniteStream(fc.boolean()),
      (scores, outcomes) => {
        const correct = scores.map(() => outcomes.next().value);
        const order = scores.map((_, at) => at).sort((a, b) => scores[b] - scores[a]);
        let wrong = 0;
        let sum = 0;
        for (const [taken, at] of order.entries()) {
          if (!correct[at]) wrong++;
          sum += wrong / (taken + 1);
        }
        expect(riskCoverageArea(riskCoverage(scores, correct))).toBeCloseTo(
          sum / scores.length,
          12,
        );
      },
    ),
  );
});

test("riskCoverage does not depend on the order of the predictions", () => {
  const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(scored, (pairs) => {
      const read = (list: [number, boolean][]) =>
        riskCoverage(
          list.map(([score]) => score),
          list.map(([, correct]) => correct),
        );
      expect(read(pairs.toReversed())).toEqual(read(pairs));
    }),
  );
});

test("infinite scores are the most and the least certain", () => {
  const top = Number.POSITIVE_INFINITY;
  const curve = riskCoverage([0, -top, top, top], [1, 0, 1, 1]);
  expect(curve).toEqual({
    scores: Float64Array.of(top, 0, -top),
    coverage: Float64Array.of(0.5, 0.75, 1),
    risk: Float64Array.of(0, 0, 0.25),
  });
});

const refusals: [string, () => unknown, RegExp][] = [
  ["an empty Brier score", () => brierScore([], []), /at least 1 prediction/],
  ["an outcome too few", () => brierScore([0.5], []), /same length/],
  ["a probability above 1", () => brierScore([1.1], [true]), /probabilities\[0\]/],
  ["a NaN probability", () => brierScore([Number.NaN], [true]), /probabilities\[0\]/],
  ["an outcome of 2", () => brierScore([0.5], [2]), /outcome 0 must be/],
  ["no bin", () => expectedCalibrationError([0.5], [true], 0), /binCount must be/],
  ["an empty calibration error", () => expectedCalibrationError([], []), /at least 1/],
  ["an empty curve", () => riskCoverage([], []), /at least 1 prediction/],
  ["a NaN score", () => riskCoverage([Number.NaN], [true]), /scores\[0\]/],
  ["unequal scores", () => riskCoverage([1, 2], [true]), /scores and correct/],
  ["a correctness of NaN", () => riskCoverage([1], [Number.NaN]), /outcome 0/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
