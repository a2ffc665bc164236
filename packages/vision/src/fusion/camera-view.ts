/**
 * What one camera's pose model is worth, learnt from what it says: how far off each joint is, what share of
 * the people it finds at each place of the floor (shelves hide some for ever), and how much it sees
 * that is nobody. A step of expectation maximisation a frame (Cappé and Moulines 2009).
 */
import type { Camera } from "../cameras/camera-model.ts";
import { findCellKey } from "../floor-cells.ts";
import { DEFAULT_FUSION, type FusionParameters } from "../parameters/fusion.ts";
import { listNoiseSdsM } from "./joint-values.ts";
import { JOINTS } from "./pose-detection.ts";

export interface CameraView {
  readonly camera: Camera;
  readonly parameters: FusionParameters;
  /** What is left of all that was learnt, each frame. */
  readonly keptShare: number;
  /** Variance of each joint across the line of sight, m². */
  readonly noiseM2: Float64Array;
  readonly noiseCounts: Float64Array;
  /** By cell of the floor: people who were there, and who were found. */
  readonly cells: Map<number, { there: number; found: number }>;
}

export function createCameraView(
  camera: Camera,
  parameters: FusionParameters = DEFAULT_FUSION,
): CameraView {
  const { noisePriorCount, viewMemoryFrames } = parameters;
  return {
    camera,
    parameters,
    keptShare: 0.5 ** (1 / viewMemoryFrames),
    noiseM2: Float64Array.from(listNoiseSdsM(parameters), (sd) => noisePriorCount * sd * sd),
    noiseCounts: new Float64Array(JOINTS).fill(noisePriorCount),
    cells: new Map(),
  };
}

/** Variance of a pixel on each axis, px², of a joint that is imaged so large. */
export function findNoisePx2(view: CameraView, joint: number, pxPerM: number): number {
  const { noiseM2, noiseCounts, parameters } = view;
  const sdM2 = noiseM2[joint]! / noiseCounts[joint]!;
  return Math.max(parameters.noiseSdPxMin ** 2, sdM2 * pxPerM * pxPerM);
}

/** @param squareM2 mean square on each axis of what a joint was off by, across the line of sight */
export function learnJointNoise(view: CameraView, joint: number, squareM2: number): void {
  view.noiseM2[joint] = view.noiseM2[joint]! * view.keptShare + squareM2;
  view.noiseCounts[joint] = view.noiseCounts[joint]! * view.keptShare + 1;
}

/** The share of people at a place of the floor that the camera finds. */
export function findFoundShare({ cells, parameters }: CameraView, x: number, y: number): number {
  const { foundAtFirst, foundPriorCount, foundShareMin, foundShareMax } = parameters;
  const cell = cells.get(findCellKey(x, y, parameters.foundCellM));
  if (cell === undefined) return foundAtFirst;
  const share = (cell.found + foundPriorCount * foundAtFirst) / (cell.there + foundPriorCount);
  return Math.min(foundShareMax, Math.max(foundShareMin, share));
}

/** Somebody was there, with that probability, and was found or not. */
export function learnFoundShare(
  { cells, parameters, keptShare }: CameraView,
  x: number,
  y: number,
  isFound: boolean,
  probability: number,
): void {
  const key = findCellKey(x, y, parameters.foundCellM);
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { there: 0, found: 0 };
    cells.set(key, cell);
  }
  cell.there = cell.there * keptShare + probability;
  cell.found = cell.found * keptShare + (isFound ? probability : 0);
}
