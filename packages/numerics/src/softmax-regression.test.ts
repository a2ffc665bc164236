import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import {
  fitTemperature,
  type LabelledFeatures,
  meanLoss,
  rateSoftmax,
  type SoftmaxModel,
  type SoftmaxOptions,
  trainSoftmax,
} from "./softmax-regression.ts";

/** Three clouds of points that overlap, in four features of which one is always 0. */
function drawClouds(seed: number, each: number): LabelledFeatures {
  const random = createRandom(seed);
  const middles = [
    [0, 0, 1],
    [1.5, 0, 0],
    [0, 1.5, -1],
  ];
  const labels = Uint16Array.from({ length: 3 * each }, (_, at) => at % 3);
  const features = Float32Array.from({ length: labels.length * 4 }, (_, at) => {
    const middle = middles[labels[Math.floor(at / 4)]!]![at % 4];
    return middle === undefined ? 0 : random.normal(middle, 1);
  });
  return { features, labels };
}

function train(data: LabelledFeatures, more: Partial<SoftmaxOptions> = {}): SoftmaxModel {
  const options = { classCount: 3, featureCount: 4, penalty: 0, epochs: 60, ...more };
  const training = trainSoftmax(data, { random: createRandom(1), ...options });
  for (;;) {
    const step = training.next();
    if (step.done === true) return step.value;
  }
}

const DATA = drawClouds(1, 300);

/** Mean gradient of the loss at a model, by its definition, slowly. */
function slopesOf(model: SoftmaxModel, { features, labels }: LabelledFeatures): number[][] {
  const { classCount, featureCount } = model;
  const slopes = Array.from({ length: featureCount + 1 }, () => Array(classCount).fill(0));
  for (const [sample, label] of labels.entries()) {
    const own = [...features.subarray(sample * featureCount, (sample + 1) * featureCount), 1];
    const scores = Array.from({ length: classCount }, (_, one) =>
      own.reduce((sum, value, at) => sum + value * model.weights[at * classCount + one]!, 0),
    );
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    for (const [at, value] of own.entries())
      for (const [one, score] of scores.entries())
        slopes[at]![one] +=
          (value * (Math.exp(score) / total - (one === label ? 1 : 0))) / labels.length;
  }
  return slopes;
}

describe("multinomial logistic regression", () => {
  it("ends where the loss is the least: all its slopes are nearly 0", () => {
    const slopes = slopesOf(train(DATA), DATA).flat();
    expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(0.02);
  });

  it("is the same again with the same seed", () => {
    expect(train(DATA, { epochs: 3 })).toEqual(train(DATA, { epochs: 3 }));
  });

  it("tells probabilities that sum to 1, and the right class mostly, of samples it has not seen", () => {
    const model = train(DATA);
    const { features, labels } = drawClouds(2, 200);
    const out = new Float64Array(3);
    let right = 0;
    for (const [sample, label] of labels.entries()) {
      rateSoftmax(model, features.subarray(4 * sample, 4 * sample + 4), out);
      expect(out.reduce((sum, one) => sum + Math.exp(one), 0)).toBeCloseTo(1, 9);
      if (out.every((one) => one <= out[label]!)) right++;
    }
    expect(right / labels.length).toBeGreaterThan(0.7);
  });

  it("has smaller weights the larger the penalty is", () => {
    const sizes = [0, 0.01, 1].map((penalty) => {
      const { weights } = train(DATA, { penalty });
      return Math.hypot(...weights.subarray(0, 12));
    });
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[2]).toBeLessThan(0.3 * sizes[0]!);
  });

  it("refuses sizes that do not fit, labels that are no class, and nothing at all", () => {
    const labels = Uint16Array.of(0, 3);
    expect(() => train({ features: new Float32Array(7), labels })).toThrow(RangeError);
    expect(() => train({ features: new Float32Array(8), labels })).toThrow("label 3");
    const none = { features: new Float32Array(0), labels: new Uint16Array(0) };
    expect(() => train(none)).toThrow("at least 1 sample");
    const out = new Float64Array(3);
    expect(() => rateSoftmax(train(DATA, { epochs: 1 }), new Float32Array(3), out)).toThrow(
      "needs 4 features",
    );
  });
});

describe("its temperature", () => {
  it("undoes scores that were made too sure", () => {
    const model = train(DATA);
    const sure = { ...model, weights: model.weights.map((one) => 3 * one) };
    const fitted = fitTemperature(sure, drawClouds(3, 300));
    expect(fitted.temperature).toBeGreaterThan(2.4);
    expect(fitted.temperature).toBeLessThan(3.6);
    expect(meanLoss(fitted, DATA)).toBeLessThan(meanLoss(sure, DATA));
  });

  it("is the best of all that are tried one by one", () => {
    const model = train(DATA);
    const fitted = fitTemperature(model, DATA);
    for (const temperature of [0.5, 0.7, 0.9, 1, 1.1, 1.5, 3])
      expect(meanLoss(fitted, DATA)).toBeLessThanOrEqual(
        meanLoss({ ...model, temperature }, DATA) + 1e-6,
      );
  });
});
