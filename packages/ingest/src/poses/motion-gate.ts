/**
 * Whether a camera's picture is worth looking at: nobody comes into it unless something moves. Each
 * block of a small grey picture is compared with its background, a running mean, by how much it mostly
 * varies, which is learnt from the stream (after Wren, Azarbayejani, Darrell and Pentland, "Pfinder",
 * 1997: a normal distribution a place, of what no person covers). What moves and is nobody, as the model
 * says, soon belongs to the background.
 */
import type { Pixel } from "@saunter/vision/cameras/camera-model";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { GreyImage } from "../cameras/grey-image.ts";
import { coverPeople, maskRegion } from "./image-regions.ts";

/** Blocks that motion is seen on: of 640 by 360 pixels, 8 by 8 each. */
export const GATE_WIDTH_PX = 80;
export const GATE_HEIGHT_PX = 45;

export type GateDecision =
  /** The model is to process it. */
  | "detect"
  /** Nobody was there, and nothing has moved since. */
  | "nobody"
  /** Somebody is there, and has not moved: it is too early to look again. */
  | "as-before";

export interface MotionGate {
  /**
   * Takes the camera's next picture, and says what is to be done with the frame that it was made of.
   * @param frame sides of the whole picture, pixels
   */
  see(
    image: GreyImage,
    timestampMs: number,
    frame: { readonly widthPx: number; readonly heightPx: number },
  ): GateDecision;
  /** Whom the model saw in the frame that a picture was made of. */
  learnFrame(image: GreyImage, poses: readonly PoseDetection[], timestampMs: number): void;
  /** Since when nothing has moved and nobody is there; null where not so. */
  readonly idleSinceMs: number | null;
}

/** A block has moved when it is off by so many standard deviations, and at least so many steps. */
export const MOVED_SDS = 6;
export const MOVED_STEPS_MIN = 3;
/** So many blocks that have a neighbour that moved, too, are somebody: noise moves single ones. */
export const MOVED_BLOCKS_MIN = 3;
/** How long a person who was seen is searched for before a detection of nobody is believed. */
export const HOLD_MS = 2000;
/** How often a person who was seen is searched for while nothing moves. */
export const STILL_LOOK_MS = 500;
/** Where nobody was seen, what stands still and was not there before is processed this often. */
export const NEW_LOOK_MS = 1000;
/** How often frames are processed although nobody was seen and nothing is new. */
export const IDLE_LOOK_MS = 30_000;
/** The background follows what does not move within so long, and what moved and is nobody. */
const FOLLOW_MS = 10_000;
const TAKE_IN_MS = 2000;
/** And where people are about, what moved and does not move on: a box that was left. */
const LEFT_MS = 60_000;
/** Noise is the mean over so long; one change counts so many variances at most. */
const NOISE_MS = 20_000;
const CHANGE_VARIANCES_MAX = 9;
/** What is assumed of noise at first, steps squared, and as how many pictures that counts. */
const FIRST_VARIANCE = 4;
const FIRST_IMAGES = 10;
/** From less, as of a stream that repeats a still scene, noise could never grow. */
const VARIANCE_MIN = 0.05;
const CORNERS_MIN = 3;
/** Between two pictures no more time is taken to have passed. */
const STEP_MS_MAX = 2000;

interface State {
  readonly region: readonly Pixel[] | undefined;
  background: Float32Array;
  variance: Float32Array;
  /** Blocks that count, by the region. */
  counts: Uint8Array;
  /** Blocks in which somebody was seen. */
  covered: Uint8Array;
  /** Blocks that are off their background, and those that are not as they were when processed. */
  moved: Uint8Array;
  stirred: Uint8Array;
  frame: { readonly widthPx: number; readonly heightPx: number };
  images: number;
  lastMs: number;
  /** The last that was processed. */
  gated: GreyImage | null;
  gatedMs: number;
  sawSomebodyMs: number;
  wasNobody: boolean;
  idleSinceMs: number | null;
}

/**
 * Throws RangeError on a region of fewer than three corners.
 *
 * @param region pixels of the whole picture, in which movement counts; all of it where not given
 */
export function createMotionGate(region?: readonly Pixel[]): MotionGate {
  if (region !== undefined && region.length < CORNERS_MIN)
    throw new RangeError(`a region has ${CORNERS_MIN} corners at least, not ${region.length}`);
  const state = makeState(region);
  return {
    see: (image, timestampMs, frame) => {
      if (state.background.length !== image.values.length) begin(state, image, frame);
      const hasMoved = markMoved(state, image);
      const decision = decide(state, image, timestampMs, hasMoved);
      const isIdle = state.gated !== null && !hasMoved && !isHeld(state, timestampMs);
      state.idleSinceMs = isIdle ? (state.idleSinceMs ?? timestampMs) : null;
      learn(state, image, timestampMs);
      return decision;
    },
    learnFrame: (image, poses, timestampMs) => {
      if (image.values.length !== state.background.length) return;
      state.gated = image;
      state.gatedMs = timestampMs;
      state.wasNobody = poses.length === 0;
      if (poses.length === 0) {
        if (!isHeld(state, timestampMs)) state.covered.fill(0);
        return;
      }
      state.sawSomebodyMs = timestampMs;
      coverPeople(state.covered, image, state.frame, poses);
    },
    get idleSinceMs() {
      return state.idleSinceMs;
    },
  };
}

function makeState(region: readonly Pixel[] | undefined): State {
  return {
    region,
    background: new Float32Array(),
    variance: new Float32Array(),
    counts: new Uint8Array(),
    covered: new Uint8Array(),
    moved: new Uint8Array(),
    stirred: new Uint8Array(),
    frame: { widthPx: 0, heightPx: 0 },
    images: 0,
    lastMs: 0,
    gated: null,
    gatedMs: 0,
    sawSomebodyMs: Number.NEGATIVE_INFINITY,
    wasNobody: false,
    idleSinceMs: null,
  };
}

/** The first picture, or the first of another size. */
function begin(state: State, image: GreyImage, frame: State["frame"]): void {
  const { length } = image.values;
  state.background = image.values.slice();
  state.variance = new Float32Array(length).fill(FIRST_VARIANCE);
  state.counts = maskRegion(image, frame, state.region);
  state.covered = new Uint8Array(length);
  state.moved = new Uint8Array(length);
  state.stirred = new Uint8Array(length);
  state.frame = { widthPx: frame.widthPx, heightPx: frame.heightPx };
  state.images = 0;
  state.gated = null;
}

function isHeld({ sawSomebodyMs }: State, nowMs: number): boolean {
  return nowMs - sawSomebodyMs < HOLD_MS;
}

function decide(state: State, image: GreyImage, nowMs: number, hasMoved: boolean): GateDecision {
  const { gated, gatedMs } = state;
  if (gated === null) return "detect";
  const sinceGatedMs = nowMs - gatedMs;
  if (isHeld(state, nowMs)) {
    const isDue = sinceGatedMs >= STILL_LOOK_MS;
    return isDue || hasStirred(state, image, gated) ? "detect" : "as-before";
  }
  if (!hasMoved) return sinceGatedMs >= IDLE_LOOK_MS ? "detect" : "nobody";
  return sinceGatedMs >= NEW_LOOK_MS || hasStirred(state, image, gated) ? "detect" : "nobody";
}

/** Marks the blocks that are off their background, and tells whether they may be somebody. */
function markMoved(state: State, { values, widthPx }: GreyImage): boolean {
  const { background, variance, moved } = state;
  for (let at = 0; at < values.length; at++) {
    const off = values[at]! - background[at]!;
    moved[at] = off * off > findLimit(variance[at]!) ? 1 : 0;
  }
  return isSomebody(moved, state.counts, widthPx);
}

/** Whether something has moved since the picture that was processed: both of them have noise. */
function hasStirred(state: State, { values, widthPx }: GreyImage, gated: GreyImage): boolean {
  const { variance, counts, stirred } = state;
  for (let at = 0; at < values.length; at++) {
    const off = values[at]! - gated.values[at]!;
    stirred[at] = off * off > 2 * findLimit(variance[at]!) ? 1 : 0;
  }
  return isSomebody(stirred, counts, widthPx);
}

function findLimit(variance: number): number {
  return Math.max(MOVED_STEPS_MIN ** 2, MOVED_SDS ** 2 * variance);
}

/** Whether enough blocks that count are marked beside one that is, too. */
function isSomebody(marked: Uint8Array, counts: Uint8Array, widthPx: number): boolean {
  let blocks = 0;
  const { length } = counts;
  const isMarked = (at: number): boolean => marked[at] === 1 && counts[at] === 1;
  for (let at = 0; at < length; at++) {
    if (!isMarked(at)) continue;
    const x = at % widthPx;
    const hasNeighbour =
      (x > 0 && isMarked(at - 1)) ||
      (x < widthPx - 1 && isMarked(at + 1)) ||
      (at >= widthPx && isMarked(at - widthPx)) ||
      (at + widthPx < length && isMarked(at + widthPx));
    if (hasNeighbour && ++blocks >= MOVED_BLOCKS_MIN) return true;
  }
  return false;
}

function learn(state: State, { values }: GreyImage, nowMs: number): void {
  const { background, variance, covered, moved, wasNobody } = state;
  const passedMs = Math.min(STEP_MS_MAX, Math.max(0, nowMs - state.lastMs));
  const rateOf = (timeMs: number): number => 1 - Math.exp(-passedMs / timeMs);
  const followRate = Math.max(rateOf(FOLLOW_MS), 1 / (state.images + 1));
  const takeInRate = rateOf(wasNobody ? TAKE_IN_MS : LEFT_MS);
  const noiseRate = Math.max(rateOf(NOISE_MS), 1 / (state.images + FIRST_IMAGES));
  for (let at = 0; at < values.length; at++) {
    if (covered[at] === 1) continue;
    const off = values[at]! - background[at]!;
    const hasMoved = moved[at] === 1;
    background[at] = background[at]! + (hasMoved ? takeInRate : followRate) * off;
    if (hasMoved && !wasNobody) continue;
    const change = Math.min(off * off, CHANGE_VARIANCES_MAX * variance[at]!);
    variance[at] = Math.max(VARIANCE_MIN, variance[at]! + noiseRate * (change - variance[at]!));
  }
  state.images++;
  state.lastMs = nowMs;
}
