/** What a camera showed when it was set up, and how what it shows now compares with that. */
import {
  correlateImages,
  findEdges,
  type GreyImage,
  measureLight,
  standardize,
  turnHalf,
} from "./grey-image.ts";

export interface CameraReference {
  readonly cameraId: string;
  /** Where edges are: standardized. */
  readonly edges: GreyImage;
  readonly turnedEdges: GreyImage;
  /** Edges without fine detail. */
  readonly coarseEdges: GreyImage;
  readonly contrast: number;
  readonly sharpness: number;
}

/** Of so many pictures, spread over a minute, whoever walks through is not part of. */
export const REFERENCE_IMAGES_MIN = 3;

/** The median of each pixel. Throws RangeError on fewer than three pictures, or of different sizes. */
export function makeCameraReference(
  cameraId: string,
  images: readonly GreyImage[],
): CameraReference {
  const [first] = images;
  if (first === undefined || images.length < REFERENCE_IMAGES_MIN)
    throw new RangeError(`a reference is made of ${REFERENCE_IMAGES_MIN} images at least`);
  const { widthPx, heightPx } = first;
  if (images.some((one) => one.widthPx !== widthPx || one.heightPx !== heightPx))
    throw new RangeError("images of different sizes");
  const values = first.values.map((_, at) => {
    const sorted = images.map((image) => image.values[at]!).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
  });
  const image = { widthPx, heightPx, values };
  const edges = softenEdges(findEdges(image));
  return {
    cameraId,
    edges,
    turnedEdges: turnHalf(edges),
    coarseEdges: takeCoarse(edges),
    contrast: measureContrast(image),
    sharpness: measureSharpness(image),
  };
}

/** How a picture compares with what its camera, and the others, showed at set-up. */
export interface Comparison {
  /** Correlations of where edges are, -1 to 1. */
  readonly upright: number;
  readonly turned: number;
  /** The camera whose reference fits best of all others, either way up; null where there is none. */
  readonly other: { readonly cameraId: string; readonly fit: number } | null;
  /** Of its reference: 1 is the same. */
  readonly contrastShare: number;
  readonly sharpnessShare: number;
  /** Correlation of what is left of both where fine detail is taken away. */
  readonly coarse: number;
}

/** @param references of all cameras; its own is found by `cameraId`, and has to be among them */
export function compareImage(
  image: GreyImage,
  cameraId: string,
  references: readonly CameraReference[],
): Comparison {
  const own = references.find((reference) => reference.cameraId === cameraId);
  if (own === undefined) throw new RangeError(`no reference of camera ${cameraId}`);
  const edges = softenEdges(findEdges(image));
  let other: { cameraId: string; fit: number } | null = null;
  for (const reference of references) {
    if (reference === own) continue;
    const fits = [reference.edges, reference.turnedEdges].map((one) => correlateImages(edges, one));
    const fit = Math.max(...fits);
    if (other === null || fit > other.fit) other = { cameraId: reference.cameraId, fit };
  }
  const turned = correlateImages(edges, own.turnedEdges);
  return {
    upright: correlateImages(edges, own.edges),
    turned,
    other,
    contrastShare: measureContrast(image) / Math.max(1e-6, own.contrast),
    sharpnessShare: measureSharpness(image) / Math.max(1e-6, own.sharpness),
    coarse: correlateImages(takeCoarse(edges), own.coarseEdges),
  };
}

/** Deviation of brightness over its mean, so that light does not count. */
function measureContrast(image: GreyImage): number {
  const { mean, spread } = measureLight(image);
  return spread / Math.max(1, mean);
}

/** A camera that was nudged by less still shows the same. */
const SOFT_PX = 1;
const COARSE_PX = 5;
/** Edges that are stronger say no more: a lamp would outdo all else. */
const EDGE_MAX = 40;

function softenEdges({ widthPx, heightPx, values }: GreyImage): GreyImage {
  const bounded = values.map((value) => Math.min(EDGE_MAX, value));
  return standardize(soften({ widthPx, heightPx, values: bounded }, SOFT_PX));
}

function takeCoarse(edges: GreyImage): GreyImage {
  return standardize(soften(edges, COARSE_PX));
}

/** Means over the square of so many pixels around; along the rim, of what is there. */
function soften(image: GreyImage, byPx: number): GreyImage {
  const { widthPx, heightPx, values } = image;
  const rows = slideMeans(values, widthPx, heightPx, { stride: 1, next: widthPx }, byPx);
  const both = slideMeans(rows, heightPx, widthPx, { stride: widthPx, next: 1 }, byPx);
  return { widthPx, heightPx, values: both };
}

/** Each line's sum is carried on. @param byPx less than a line is long */
function slideMeans(
  values: Float32Array,
  length: number,
  lines: number,
  { stride, next }: { readonly stride: number; readonly next: number },
  byPx: number,
): Float32Array {
  const means = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    for (let near = 0; near < byPx; near++) sum += values[line * next + near * stride]!;
    for (let at = 0; at < length; at++) {
      const [from, to] = [at - byPx, at + byPx];
      if (to < length) sum += values[line * next + to * stride]!;
      if (from > 0) sum -= values[line * next + (from - 1) * stride]!;
      const count = Math.min(length - 1, to) - Math.max(0, from) + 1;
      means[line * next + at * stride] = sum / count;
    }
  }
  return means;
}

/**
 * How much of a picture's contrast is in its finest detail: the mean size of the Laplacian (the
 * measure of focus that does best in Pertuz, Puig & Garcia, "Analysis of focus measure operators for
 * shape-from-focus", Pattern Recognition 46, 2013), over the deviation of brightness, so that light
 * does not count.
 */
export function measureSharpness(image: GreyImage): number {
  const { widthPx, heightPx, values } = image;
  let sum = 0;
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      const around =
        values[at - 1]! + values[at + 1]! + values[at - widthPx]! + values[at + widthPx]!;
      sum += Math.abs(around - 4 * values[at]!);
    }
  }
  const { spread } = measureLight(image);
  return spread < 1e-6 ? 0 : sum / ((widthPx - 2) * (heightPx - 2)) / spread;
}
