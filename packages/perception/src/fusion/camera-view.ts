/**
 * What one camera's pose model is worth, learnt from what it says: how far off each joint is, what share of
 * the people it finds at each place of the floor (shelves hide some for ever), and how much it sees
 * that is nobody. A step of expectation maximisation a frame (Cappé and Moulines 2009).
 */
import type { Camera } from "../cameras/camera-model.ts";
import { findCellKey } from "../floor-cells.ts";
import { JOINTS } from "./pose-sighting.ts";

/** Across the line of sight, metres: what is assumed at first of each joint. */
const NOISE_SD_M = [0.06, 0.05, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06];
const NOISE_SD_PX_MIN = 1;
const PRIOR_NOISE = 60;
const FOUND_AT_FIRST = 0.7;
const PRIOR_FOUND = 6;
const CELL_M = 0.5;
const FORGET_A_FRAME = 0.5 ** (1 / 5000);

export interface CameraView {
  readonly camera: Camera;
  /** Variance of each joint across the line of sight, m². */
  readonly noiseM2: Float64Array;
  readonly noiseCounts: Float64Array;
  /** By cell of the floor: people who were there, and who were found. */
  readonly cells: Map<number, { there: number; found: number }>;
}

export function createCameraView(camera: Camera): CameraView {
  return {
    camera,
    noiseM2: Float64Array.from(NOISE_SD_M, (sd) => PRIOR_NOISE * sd * sd),
    noiseCounts: new Float64Array(JOINTS).fill(PRIOR_NOISE),
    cells: new Map(),
  };
}

/** Variance of a pixel on each axis, px², of a joint that is imaged so large. */
export function findNoisePx2({ noiseM2, noiseCounts }: CameraView, joint: number, pxPerM: number) {
  const sdM2 = noiseM2[joint]! / noiseCounts[joint]!;
  return Math.max(NOISE_SD_PX_MIN ** 2, sdM2 * pxPerM * pxPerM);
}

/** @param squareM2 mean square on each axis of what a joint was off by, across the line of sight */
export function learnJointNoise(view: CameraView, joint: number, squareM2: number): void {
  view.noiseM2[joint] = view.noiseM2[joint]! * FORGET_A_FRAME + squareM2;
  view.noiseCounts[joint] = view.noiseCounts[joint]! * FORGET_A_FRAME + 1;
}

/** The share of people at a place of the floor that the camera finds. */
export function findFoundShare({ cells }: CameraView, x: number, y: number): number {
  const cell = cells.get(findCellKey(x, y, CELL_M));
  if (cell === undefined) return FOUND_AT_FIRST;
  const share = (cell.found + PRIOR_FOUND * FOUND_AT_FIRST) / (cell.there + PRIOR_FOUND);
  return Math.min(0.98, Math.max(0.02, share));
}

/** Somebody was there, with that probability, and was found or not. */
export function learnFoundShare(
  { cells }: CameraView,
  x: number,
  y: number,
  isFound: boolean,
  probability: number,
): void {
  const key = findCellKey(x, y, CELL_M);
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { there: 0, found: 0 };
    cells.set(key, cell);
  }
  cell.there = cell.there * FORGET_A_FRAME + probability;
  cell.found = cell.found * FORGET_A_FRAME + (isFound ? probability : 0);
}
