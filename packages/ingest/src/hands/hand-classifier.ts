/**
 * Tells which of the shop's products a hand holds, from a crop of a few hundred pixels. Trained at the
 * start from the pictures of the catalogue, made small, blurred, turned and covered in many ways.
 */
import { expectedCalibrationError } from "@saunter/numerics/calibration";
import { createRandom, type Random } from "@saunter/numerics/random";
import {
  fitTemperature,
  type LabelledFeatures,
  rateSoftmax,
  type SoftmaxModel,
  trainSoftmax,
} from "@saunter/numerics/softmax-regression";
import { FEATURE_COUNT, writeFeatures } from "./crop-features.ts";
import type { HandCrop } from "./hand-crop.ts";
import type { ProductCutout } from "./product-cutout.ts";
import { ALL_SIZES, type CropVariation, drawEmpty, drawHeld } from "./vary-crops.ts";

export interface HandClassifier {
  /** Barcodes; views share the list. */
  readonly products: readonly string[];
  /** log probability of each product, and last that nothing of them is seen. */
  rate(crop: HandCrop): Float64Array;
}

/** Fewer products cannot be distinguished. */
export const PRODUCTS_MIN = 2;
/** Largest number of products that are distinguished: training takes longer the more there are. */
export const PRODUCTS_MAX = 300;

/** Crops that each product is learned from, and how often nothing is held: half of all. */
const CROPS_EACH = 64;
const HELD_OUT_EACH = 6;
const EMPTY_TIMES = 0.25;
const EPOCHS = 10;
const PENALTY = 3e-5;

/**
 * Trains it; what is made is the same for the same pictures and seed. `breathe` is awaited now and then,
 * so that other things can be done. Null where there are too few pictures.
 */
export async function trainHandClassifier(
  cutouts: ReadonlyMap<string, ProductCutout>,
  seed: number,
  breathe: () => Promise<void>,
): Promise<HandClassifier | null> {
  const products = [...cutouts.keys()].sort().slice(0, PRODUCTS_MAX);
  if (products.length < PRODUCTS_MIN) return null;
  const pictures = products.map((barcode) => cutouts.get(barcode)!);
  const random = createRandom(seed);
  const data = await drawCrops(pictures, CROPS_EACH, random.fork("train"), breathe);
  const sizes = { classCount: products.length + 1, featureCount: FEATURE_COUNT };
  const training = trainSoftmax(data, {
    ...sizes,
    penalty: PENALTY,
    epochs: EPOCHS,
    random: random.fork("order"),
  });
  let step = training.next();
  for (; step.done !== true; step = training.next()) await breathe();
  const heldOut = await drawCrops(pictures, HELD_OUT_EACH, random.fork("held out"), breathe);
  const model = fitTemperature(step.value, heldOut);
  return makeClassifier(products, model);
}

function makeClassifier(products: readonly string[], model: SoftmaxModel): HandClassifier {
  const features = new Float32Array(FEATURE_COUNT);
  const out = new Float64Array(products.length + 1);
  // It was trained with fewer empty hands than there are: each is as common as all products together.
  const more = Math.log(1 / EMPTY_TIMES);
  return {
    products,
    rate: (crop) => {
      writeFeatures(crop, features, 0);
      rateSoftmax(model, features, out);
      out[products.length]! += more;
      return normalise(Float64Array.from(out));
    },
  };
}

function normalise(logProbabilities: Float64Array): Float64Array {
  let sum = 0;
  for (const one of logProbabilities) sum += Math.exp(one);
  for (let at = 0; at < logProbabilities.length; at++) logProbabilities[at]! -= Math.log(sum);
  return logProbabilities;
}

async function drawCrops(
  pictures: readonly ProductCutout[],
  each: number,
  random: Random,
  breathe: () => Promise<void>,
): Promise<LabelledFeatures> {
  const empty = Math.ceil(EMPTY_TIMES * pictures.length * each);
  const count = pictures.length * each + empty;
  const features = new Float32Array(count * FEATURE_COUNT);
  const labels = new Uint16Array(count);
  for (let at = 0; at < count; at++) {
    const label = Math.min(pictures.length, Math.floor(at / each));
    const picture = pictures[label];
    const crop =
      picture === undefined ? drawEmpty(pictures, random) : drawHeld(picture, pictures, random);
    writeFeatures(crop, features, at * FEATURE_COUNT);
    labels[at] = label;
    if (at % 200 === 199) await breathe();
  }
  return { features, labels };
}

/** How well it tells crops that it was not trained on. */
export interface HandClassifierScore {
  /** Of crops that show a product: it is the likeliest product; it is among the likeliest five. */
  readonly rightShare: number;
  readonly amongFiveShare: number;
  /** Of crops that show none: that is the likeliest. */
  readonly emptyRightShare: number;
  /** Of the likeliest in crops with a product and without, as many of each. */
  readonly calibrationError: number;
}

/** @param each crops of each product; as many are empty as show one. */
export function scoreHandClassifier(
  classifier: HandClassifier,
  cutouts: ReadonlyMap<string, ProductCutout>,
  each: number,
  seed: number,
  sizes: CropVariation = ALL_SIZES,
): HandClassifierScore {
  const { products } = classifier;
  const random = createRandom(seed).fork("score");
  const pictures = products.map((barcode) => cutouts.get(barcode)!);
  const probabilities: number[] = [];
  const outcomes: boolean[] = [];
  const counts = { right: 0, amongFive: 0, emptyRight: 0 };
  for (let label = 0; label < products.length; label++) {
    for (let count = 0; count < each; count++) {
      const held = classifier.rate(drawHeld(pictures[label]!, pictures, random, sizes));
      const rank = held.filter((one, at) => at < products.length && one > held[label]!).length;
      if (rank < 5) counts.amongFive++;
      if (rank === 0) counts.right++;
      const empty = classifier.rate(drawEmpty(pictures, random, sizes));
      if (empty.every((one) => one <= empty.at(-1)!)) counts.emptyRight++;
      for (const [rated, truth] of [
        [held, label],
        [empty, products.length],
      ] as const) {
        const likeliest = rated.indexOf(Math.max(...rated));
        probabilities.push(Math.min(1, Math.exp(rated[likeliest]!)));
        outcomes.push(likeliest === truth);
      }
    }
  }
  const total = products.length * each;
  return {
    rightShare: counts.right / total,
    amongFiveShare: counts.amongFive / total,
    emptyRightShare: counts.emptyRight / total,
    calibrationError: expectedCalibrationError(probabilities, outcomes),
  };
}
