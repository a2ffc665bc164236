/**
 * Multinomial logistic regression with an L2 penalty, by minibatches with Adam (Kingma and Ba 2015),
 * and the temperature that makes its probabilities those with which it is right (Guo et al. 2017,
 * section 4.2). Deterministic given the seeded randomness.
 */
import { checkInteger } from "./input-checks.ts";
import type { Random } from "./random.ts";

export interface SoftmaxModel {
  readonly classCount: number;
  readonly featureCount: number;
  /** Of shape [feature + 1, class]; the last row is what is added whatever the features are. */
  readonly weights: Float32Array;
  /** Scores are divided by it. */
  readonly temperature: number;
}

/** Samples with their classes. */
export interface LabelledFeatures {
  /** Of shape [sample, feature]; most may be 0, which costs nothing. */
  readonly features: Float32Array;
  /** Of each sample, 0 to classCount - 1. */
  readonly labels: Uint16Array;
}

export interface SoftmaxOptions {
  readonly classCount: number;
  readonly featureCount: number;
  /** Times half the sum of squared weights is added to the mean loss; not of the last row. */
  readonly penalty: number;
  readonly epochs: number;
  readonly random: Random;
}

const BATCH = 32;
const RATE = 0.02;
const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.99;
const ADAM_EPSILON = 1e-8;

function countSamples(
  { features, labels }: LabelledFeatures,
  { classCount, featureCount }: Pick<SoftmaxOptions, "classCount" | "featureCount">,
): number {
  if (features.length !== labels.length * featureCount) {
    throw new RangeError(
      `${labels.length} samples need ${labels.length * featureCount} features, got ${features.length}`,
    );
  }
  if (labels.length === 0) throw new RangeError("needs at least 1 sample, got 0");
  for (const label of labels) {
    if (label >= classCount) throw new RangeError(`label ${label} is not below ${classCount}`);
  }
  return labels.length;
}

/**
 * Trains a model; yields after each epoch, so that whoever has other things to do can do them.
 * RangeError where sizes do not fit, there is no sample, or a label is none of the classes.
 */
export function* trainSoftmax(
  data: LabelledFeatures,
  options: SoftmaxOptions,
): Generator<void, SoftmaxModel, void> {
  const { classCount, featureCount, epochs, random } = options;
  checkInteger(classCount, 1, 65_535, "classCount");
  const count = countSamples(data, options);
  const size = (featureCount + 1) * classCount;
  const state = {
    weights: new Float32Array(size),
    gradient: new Float32Array(size),
    mean: new Float32Array(size),
    square: new Float32Array(size),
  };
  const order = Array.from({ length: count }, (_, at) => at);
  const steps = Math.ceil(count / BATCH) * epochs;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (let from = 0; from < count; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      state.gradient.fill(0);
      for (const sample of batch) addGradient(state, data, sample, options);
      step++;
      // The rate falls to nothing, so that what is found does not depend on the last batches.
      descend(state, batch.length, step, RATE * (1 - (step - 1) / steps), options);
    }
    yield;
  }
  return { classCount, featureCount, weights: state.weights, temperature: 1 };
}

interface Descent {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

function addGradient(
  { weights, gradient }: Descent,
  { features, labels }: LabelledFeatures,
  sample: number,
  { classCount, featureCount }: SoftmaxOptions,
): void {
  const from = sample * featureCount;
  const scores = new Float64Array(classCount);
  addScores(weights, features, from, featureCount, scores);
  toProbabilities(scores);
  scores[labels[sample]!]! -= 1;
  for (let feature = 0; feature <= featureCount; feature++) {
    const value = feature === featureCount ? 1 : features[from + feature]!;
    if (value === 0) continue;
    const row = feature * classCount;
    for (let at = 0; at < classCount; at++) gradient[row + at]! += value * scores[at]!;
  }
}

function addScores(
  weights: Float32Array,
  features: Float32Array,
  from: number,
  featureCount: number,
  scores: Float64Array,
): void {
  const classCount = scores.length;
  for (let feature = 0; feature <= featureCount; feature++) {
    const value = feature === featureCount ? 1 : features[from + feature]!;
    if (value === 0) continue;
    const row = feature * classCount;
    for (let at = 0; at < classCount; at++) scores[at]! += value * weights[row + at]!;
  }
}

function toProbabilities(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    scores[at] = Math.exp(scores[at]! - most);
    sum += scores[at]!;
  }
  for (let at = 0; at < scores.length; at++) scores[at]! /= sum;
}

function descend(
  { weights, gradient, mean, square }: Descent,
  batch: number,
  step: number,
  rate: number,
  { penalty, classCount, featureCount }: SoftmaxOptions,
): void {
  const meanShare = 1 - MEAN_DECAY ** step;
  const squareShare = 1 - SQUARE_DECAY ** step;
  const penalised = featureCount * classCount;
  for (let at = 0; at < weights.length; at++) {
    const slope = gradient[at]! / batch + (at < penalised ? penalty * weights[at]! : 0);
    mean[at] = MEAN_DECAY * mean[at]! + (1 - MEAN_DECAY) * slope;
    square[at] = SQUARE_DECAY * square[at]! + (1 - SQUARE_DECAY) * slope * slope;
    const size = Math.sqrt(square[at]! / squareShare) + ADAM_EPSILON;
    weights[at]! -= (rate * (mean[at]! / meanShare)) / size;
  }
}

/**
 * log probability of each class, into `out` (classCount long).
 * @param features one sample's, featureCount long.
 */
export function rateSoftmax(model: SoftmaxModel, features: Float32Array, out: Float64Array): void {
  const { weights, featureCount, temperature } = model;
  if (features.length !== featureCount) {
    throw new RangeError(`needs ${featureCount} features, got ${features.length}`);
  }
  out.fill(0);
  addScores(weights, features, 0, featureCount, out);
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < out.length; at++) {
    out[at]! /= temperature;
    most = Math.max(most, out[at]!);
  }
  let sum = 0;
  for (const score of out) sum += Math.exp(score - most);
  const total = most + Math.log(sum);
  for (let at = 0; at < out.length; at++) out[at]! -= total;
}

const TEMPERATURE_MIN = 0.25;
const TEMPERATURE_MAX = 16;
/** Golden sections: the last is a thousandth of the whole. */
const SECTIONS = 24;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The model with the temperature at which samples that it was not trained on are likeliest. */
export function fitTemperature(model: SoftmaxModel, data: LabelledFeatures): SoftmaxModel {
  countSamples(data, model);
  const loss = (logTemperature: number): number =>
    meanLoss({ ...model, temperature: Math.exp(logTemperature) }, data);
  let [low, high] = [Math.log(TEMPERATURE_MIN), Math.log(TEMPERATURE_MAX)];
  for (let section = 0; section < SECTIONS; section++) {
    const a = high - GOLDEN * (high - low);
    const b = low + GOLDEN * (high - low);
    // The loss has one minimum: it is convex in the temperature's inverse.
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return { ...model, temperature: Math.exp((low + high) / 2) };
}

/** Mean of minus the log probability of the right class. */
export function meanLoss(model: SoftmaxModel, { features, labels }: LabelledFeatures): number {
  const { classCount, featureCount } = model;
  const out = new Float64Array(classCount);
  let sum = 0;
  for (const [sample, label] of labels.entries()) {
    const from = sample * featureCount;
    rateSoftmax(model, features.subarray(from, from + featureCount), out);
    sum -= out[label]!;
  }
  return sum / labels.length;
}
