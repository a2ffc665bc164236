import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import {
  fitSignedLogistic,
  type LogisticModel,
  predictLogistic,
  type SignedLogisticData,
  type WeightSign,
} from "./signed-logistic.ts";
import { logistic } from "./statistics.ts";

const TRUE_MODEL: LogisticModel = { offset: 0.5, weights: [1.2, -0.8, 0] };

function drawSamples(count: number, seed: number, { offset, weights } = TRUE_MODEL) {
  const random = createRandom(seed);
  const features: number[] = [];
  const outcomes: number[] = [];
  for (let i = 0; i < count; i++) {
    const own = weights.map(() => random.normal(0, 1));
    features.push(...own);
    const odds = own.reduce((sum, value, at) => sum + weights[at]! * value, offset);
    outcomes.push(random.chance(logistic(odds)) ? 1 : 0);
  }
  return { features, outcomes };
}

/** What is minimised, without what makes it fast. */
function measureLossSlowly(
  { features, outcomes }: SignedLogisticData,
  model: LogisticModel,
  penalty: number,
): number {
  const size = model.weights.length;
  let loss = 0;
  const squares = model.weights.map(() => 0);
  for (let i = 0; i < outcomes.length; i++) {
    const probability = predictLogistic(model, features, i * size);
    loss -= Math.log(outcomes[i] === 1 ? probability : 1 - probability) / outcomes.length;
    for (let at = 0; at < size; at++) {
      squares[at]! += features[i * size + at]! ** 2 / outcomes.length;
    }
  }
  return model.weights.reduce(
    (sum, weight, at) => sum + (penalty / 2) * weight ** 2 * squares[at]!,
    loss,
  );
}

describe("fitSignedLogistic", () => {
  it("finds the model that made the samples", () => {
    const { offset, weights } = fitSignedLogistic(drawSamples(40_000, 1), [1, -1, 0], 0);
    // Four standard errors of about 1 / sqrt(40 000 · 0.2).
    expect(offset).toBeCloseTo(0.5, 1);
    expect(Math.abs(weights[0]! - 1.2)).toBeLessThan(0.05);
    expect(Math.abs(weights[1]! + 0.8)).toBeLessThan(0.05);
    expect(Math.abs(weights[2]!)).toBeLessThan(0.05);
  });

  it("holds a weight at zero that would have the other sign", () => {
    const { weights } = fitSignedLogistic(drawSamples(5000, 2), [-1, -1, 0], 0);
    expect(weights[0]).toBe(0);
    expect(weights[1]).toBeLessThan(-0.5);
  });

  it("finds no better model nearby, whatever the signs and the penalty", () => {
    const anySign = fc.constantFrom<WeightSign>(-1, 0, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.tuple(anySign, anySign, anySign),
        fc.constantFrom(0.001, 0.05, 1),
        (seed, signs, penalty) => {
          const samples = drawSamples(300, seed);
          const model = fitSignedLogistic(samples, signs, penalty);
          const least = measureLossSlowly(samples, model, penalty);
          for (const step of [0.01, -0.01, 0.3, -0.3]) {
            const offset = { ...model, offset: model.offset + step };
            expect(measureLossSlowly(samples, offset, penalty)).toBeGreaterThan(least);
            for (const [at, sign] of signs.entries()) {
              const weights = model.weights.map((weight, other) =>
                other === at ? weight + step : weight,
              );
              if (weights[at]! * sign < 0) continue;
              const other = { ...model, weights };
              expect(measureLossSlowly(samples, other, penalty)).toBeGreaterThan(least);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("counts a sample as often as it is told", () => {
    const { features, outcomes } = drawSamples(200, 3);
    const counts = outcomes.map((_, at) => at % 3);
    const repeated = outcomes.flatMap((_, at) => Array.from({ length: at % 3 }, () => at));
    const some = fitSignedLogistic(
      {
        features: repeated.flatMap((at) => features.slice(3 * at, 3 * at + 3)),
        outcomes: repeated.map((at) => outcomes[at]!),
      },
      [0, 0, 0],
      0,
    );
    const counted = fitSignedLogistic({ features, outcomes, counts }, [0, 0, 0], 0);
    expect(counted.offset).toBeCloseTo(some.offset, 5);
    for (const [at, weight] of counted.weights.entries()) {
      expect(weight).toBeCloseTo(some.weights[at]!, 5);
    }
  });

  it("stays finite where the samples can be distinguished without a mistake, or are all alike", () => {
    const apart = { features: [-2, -1, 1, 2], outcomes: [0, 0, 1, 1] };
    const { weights } = fitSignedLogistic(apart, [1], 0.001);
    expect(weights[0]).toBeGreaterThan(1);
    expect(Number.isFinite(weights[0])).toBe(true);
    const alike = fitSignedLogistic({ features: [1, 2, 3], outcomes: [1, 1, 1] }, [0], 0.1);
    expect(predictLogistic(alike, [2])).toBeGreaterThan(0.9);
    expect(Number.isFinite(alike.offset)).toBe(true);
  });

  it("is the log odds of the share where there is no feature", () => {
    const { offset } = fitSignedLogistic({ features: [], outcomes: [1, 1, 1, 0] }, [], 0);
    expect(offset).toBeCloseTo(Math.log(3), 6);
  });

  it("refuses what does not fit", () => {
    const fit = (data: SignedLogisticData, penalty = 0) => fitSignedLogistic(data, [0], penalty);
    expect(() => fit({ features: [], outcomes: [] })).toThrow(RangeError);
    expect(() => fit({ features: [1, 2], outcomes: [1] })).toThrow(RangeError);
    expect(() => fit({ features: [1], outcomes: [0.5] })).toThrow(RangeError);
    expect(() => fit({ features: [1], outcomes: [1] }, -1)).toThrow(RangeError);
    expect(() => fit({ features: [1], outcomes: [1], counts: [0] })).toThrow(RangeError);
    expect(() => fit({ features: [1], outcomes: [1], counts: [-1] })).toThrow(RangeError);
  });
});
