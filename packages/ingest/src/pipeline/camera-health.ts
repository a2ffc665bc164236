/**
 * What is wrong with each camera: its pictures (image-faults.ts), where it looks (camera-fit.ts,
 * camera-drift.ts), that they come damaged, or that none come. What it usually shows is learnt in the first minute, from the
 * medians of small grey pictures; they are nowhere kept but in memory.
 */

import { JOINT_STRIDE, type ShopperPose } from "@saunter/engine/observation";
import {
  createDriftWatch,
  type DriftWatch,
  noteDetection,
} from "@saunter/vision/cameras/camera-drift";
import { type Camera, projectPoint } from "@saunter/vision/cameras/camera-model";
import { createCameraFit, type FitFault } from "@saunter/vision/fusion/camera-fit";
import {
  type CameraFrame as CameraPoses,
  DETECTION_STRIDE,
} from "@saunter/vision/fusion/pose-detection";
import type { GreyImage } from "../cameras/grey-image.ts";
import { createImageWatch } from "../cameras/image-faults.ts";
import { type CameraReference, makeCameraReference } from "../cameras/image-reference.ts";
import { type CameraFault, describeFit, isLeftOut } from "./camera-fault.ts";
import { type Arrived, createFrameDamage, type FrameDamage } from "./frame-damage.ts";

export interface CameraHealthOptions {
  readonly cameras: readonly Camera[];
  readonly isInside: (x: number, y: number) => boolean;
  /** How often a picture is taken to learn what a camera usually shows, ms. */
  readonly referenceEveryMs?: number;
}

export interface CameraHealth {
  seeFrame(cameraId: string, image: GreyImage, timestampMs: number): void;
  /** Takes of each picture whether it came damaged. */
  seeDamage(cameraId: string, image: Arrived): void;
  /** No pictures come, and why; null where they come again. */
  noteSilence(cameraId: string, message: string | null, timestampMs: number): void;
  /** What cameras saw at one instant, and who the tracker made of it. */
  seePeople(
    timestampMs: number,
    frames: readonly CameraPoses[],
    people: readonly ShopperPose[],
  ): void;
  /** What was seen together was not of one instant: whether cameras fit is found out again. */
  restartFit(): void;
  /** Of one camera, the one that weighs most first. */
  list(cameraId: string): readonly CameraFault[];
}

export const REFERENCE_EVERY_MS = 10_000;
const REFERENCE_IMAGES = 6;
/** How often cameras are compared. */
const FIT_EVERY_MS = 500;
/** Time for which a verdict must stay the same to stand. */
export const FIT_HOLD_MS = 10_000;
/** Mean time until a camera is wrongly reported as moved: a quarter of a year. */
const FALSE_ALARM_S = 90 * 24 * 3600;
/** What a neck is off by in a picture, metres across the line of sight; and who is farther is another. */
const NECK_SD_M = 0.06;
const NECK_NEAR_M = 0.5;
/** Cameras that see at once, so that one of them does not say where people are. */
const WITNESSES_MIN = 3;
const NECK = 1;
const DAMAGED = "some of its frames are damaged: check its cable and network, or its file";

interface Watched {
  readonly camera: Camera;
  readonly drift: DriftWatch;
  readonly images: GreyImage[];
  imageMs: number;
  silent: CameraFault | null;
  readonly damage: FrameDamage;
  /** Recent faults, and since when; empty: it fits. */
  verdict: { readonly words: string; readonly sinceMs: number };
  fit: CameraFault | null;
  drifted: CameraFault | null;
}

export function createCameraHealth(options: CameraHealthOptions): CameraHealth {
  const { cameras, referenceEveryMs = REFERENCE_EVERY_MS } = options;
  const watched = new Map(cameras.map((camera) => [camera.cameraId, makeWatched(camera)]));
  let fit = createCameraFit(options);
  // It grows while the first minute lasts.
  const references: CameraReference[] = [];
  const images = createImageWatch(references);
  let fitMs = Number.NEGATIVE_INFINITY;

  const list = (cameraId: string): readonly CameraFault[] => {
    const own = watched.get(cameraId)!;
    const { silent, fit: misfit, drifted } = own;
    // Of what came before the silence nothing is known any more.
    if (silent !== null) return [silent];
    const found = [...images.list(cameraId), misfit, drifted, findDamage(own)];
    const all = found.filter((one) => one !== null);
    return all.sort((a, b) => Number(isLeftOut(b)) - Number(isLeftOut(a)));
  };

  return {
    seeFrame: (cameraId, image, timestampMs) => {
      images.see(cameraId, image, timestampMs);
      const own = watched.get(cameraId)!;
      const isDue = timestampMs - own.imageMs >= referenceEveryMs;
      if (own.images.length >= REFERENCE_IMAGES || !isDue || list(cameraId).length > 0) return;
      own.imageMs = timestampMs;
      own.images.push(image);
      if (own.images.length === REFERENCE_IMAGES)
        references.push(makeCameraReference(cameraId, own.images));
    },
    seeDamage: (cameraId, image) => watched.get(cameraId)!.damage.see(image),
    noteSilence: (cameraId, message, timestampMs) => {
      const own = watched.get(cameraId)!;
      const sinceMs = own.silent?.sinceMs ?? timestampMs;
      own.silent = message === null ? null : { cameraId, kind: "silent", sinceMs, message };
    },
    seePeople: (timestampMs, frames, people) => {
      if (timestampMs - fitMs >= FIT_EVERY_MS) {
        fitMs = timestampMs;
        fit.take(frames.filter((frame) => !isRepeated(frame)));
        keepFits(watched, fit.judge(), timestampMs);
      }
      const fused = frames.filter(({ cameraId }) => !list(cameraId).some(isLeftOut));
      if (fused.length < WITNESSES_MIN) return;
      for (const frame of fused) {
        if (isRepeated(frame)) continue;
        noteDrift(watched.get(frame.cameraId)!, frame, people, timestampMs);
      }
    },
    restartFit: () => {
      fit = createCameraFit(options);
    },
    list,
  };
}

/** What stands still is one detection, however often it is told. */
const isRepeated = ({ poses }: CameraPoses): boolean => poses.some((pose) => pose.isRepeated);

function makeWatched(camera: Camera): Watched {
  return {
    camera,
    drift: createDriftWatch(camera, { falseAlarmS: FALSE_ALARM_S }),
    images: [],
    imageMs: Number.NEGATIVE_INFINITY,
    silent: null,
    fit: null,
    drifted: null,
    damage: createFrameDamage(),
    verdict: { words: "", sinceMs: Number.NEGATIVE_INFINITY },
  };
}

function findDamage({ camera: { cameraId }, damage }: Watched): CameraFault | null {
  const { sinceMs, spoiltSinceMs } = damage;
  if (sinceMs === null) return null;
  return { cameraId, kind: "damaged", sinceMs, spoiltSinceMs, message: DAMAGED };
}

/** While pairs are judged one after the other verdicts change: what has stood for a while counts. */
function keepFits(
  watched: ReadonlyMap<string, Watched>,
  faults: readonly FitFault[],
  nowMs: number,
): void {
  for (const [cameraId, own] of watched) {
    const fault = faults.find((one) => one.cameraId === cameraId) ?? null;
    const verdict = fault === null ? "" : describeFit(fault);
    if (verdict !== own.verdict.words) own.verdict = { words: verdict, sinceMs: nowMs };
    const { sinceMs } = own.verdict;
    if (nowMs - sinceMs < FIT_HOLD_MS) continue;
    own.fit = fault === null ? null : { cameraId, kind: fault.kind, sinceMs, message: verdict };
  }
}

/** Whether a camera still sees people where all cameras put them. */
function noteDrift(
  own: Watched,
  { cameraId, poses }: CameraPoses,
  people: readonly ShopperPose[],
  timestampMs: number,
): void {
  const { camera, drift } = own;
  const { position } = camera;
  for (const { joints } of people) {
    const [x, y, z] = joints.subarray(NECK * JOINT_STRIDE) as unknown as [number, number, number];
    const expected = Number.isNaN(x) ? null : projectPoint(camera, { x, y, z });
    if (expected === null || !isWithin(camera, expected)) continue;
    const distanceM = Math.hypot(position.x - x, position.y - y, position.z - z);
    const pxPerM = camera.focalXPx / distanceM;
    const off = findNearest(poses, expected, NECK_NEAR_M * pxPerM);
    const error = off === null ? null : { ...off, sdPx: NECK_SD_M * pxPerM };
    const alarm = noteDetection(drift, { timestampMs, ...expected, error });
    if (alarm === null) continue;
    const far = Math.round(Math.hypot(alarm.shiftXPx, alarm.shiftYPx));
    const message = `it sees people ${far} px from where it did: if it was moved, calibrate it again`;
    own.drifted = { cameraId, kind: "drifted", sinceMs: timestampMs, message };
  }
}

const isWithin = ({ widthPx, heightPx }: Camera, { x, y }: { x: number; y: number }): boolean =>
  x > 0 && y > 0 && x < widthPx && y < heightPx;

function findNearest(
  poses: CameraPoses["poses"],
  expected: { readonly x: number; readonly y: number },
  nearPx: number,
): { readonly xPx: number; readonly yPx: number } | null {
  let nearest: { xPx: number; yPx: number } | null = null;
  let leastPx = nearPx;
  for (const { joints } of poses) {
    const xPx = joints[DETECTION_STRIDE * NECK]! - expected.x;
    const yPx = joints[DETECTION_STRIDE * NECK + 1]! - expected.y;
    const px = Math.hypot(xPx, yPx);
    if (!(px < leastPx)) continue;
    nearest = { xPx, yPx };
    leastPx = px;
  }
  return nearest;
}
