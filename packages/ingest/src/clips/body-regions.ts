/**
 * Where in a picture somebody is, by their joints: the head, which is never shown; the body, which is
 * shown by hands alone; and those hands with what they hold.
 */

import { JOINT_NAMES, type JointName } from "@saunter/engine/observation";
import { DETECTION_STRIDE, type PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { findLevel } from "./mosaic-cells.ts";

/** What a pixel shows; what is more counts. */
export const SHOWN = 0;
export const COVERED = 1;
export const HEAD = 2;

export interface Mask {
  readonly widthPx: number;
  readonly heightPx: number;
  /** One of the above for each pixel. */
  readonly values: Uint8Array;
  /** How coarse each pixel is covered at least: see `findLevel`. */
  readonly levels: Uint8Array;
}

export interface Disc {
  readonly xPx: number;
  readonly yPx: number;
  readonly radiusPx: number;
}

interface Joint {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/**
 * How wide a head is beside other lengths of a body, hair included, as a child has it: grown-ups' heads
 * are smaller beside the rest (grown-up and five years old by ISO 7250-2 and DIN 33402-2, rounded up:
 * heads 155 and 145 mm; shoulder joints 360 and 240 mm apart; from them to the middle of the face 250 and
 * 180 mm; upper arms 290 and 190 mm; forearms 250 and 170 mm). A length is seen no longer than it is, so
 * that the largest of what follows from each is taken.
 */
const HEAD_BY_SHOULDERS = 0.62;
const HEAD_BY_NECK = 0.85;
const HEAD_BY_UPPER_ARM = 0.78;
const HEAD_BY_FOREARM = 0.86;
/** Of whom no two joints are seen. */
const HEAD_PX_UNKNOWN = 20;
const HEAD_PX_MIN = 6;

/** From the middle of a face no part of the head, hair included, is farther, in widths of the head. */
const HEAD_RADIUS = 1;
/** The same from the neck, or from one shoulder, whichever way the head is leant. */
const NECK_TO_HEAD = 2.4;
const SHOULDER_TO_HEAD = 3.4;
/** A head that is less sure than so may be elsewhere about the neck. */
const HEAD_SCORE_SURE = 0.3;
/** About joints and what is between them, in widths of the head. */
const LIMB_RADIUS = 0.75;
const TORSO_RADIUS = 1.3;
/** From the shoulders to the floor, of somebody tall. */
const SHOULDERS_TO_FLOOR = 10;
/** Of joints that are not sure at all, margins are larger by this share; and all by so much. */
const UNSURE_SHARE = 0.5;
const MARGIN_PX = 2;

/** A hand is shown where its wrist is so sure. */
export const WRIST_SCORE_MIN = 0.35;
/** The middle of what a hand holds: so far beyond the wrist, as a share of the forearm. */
const BEYOND_WRIST = 0.4;
/** A forearm that seems too long is not one: no farther beyond the wrist, in radii of the disc. */
const BEYOND_WRIST_RADII_MAX = 0.5;
/** Of joints that are less sure a hand's disc follows nothing: what is wrong with it would be shown. */
const SHOWN_SCORE_MIN = WRIST_SCORE_MIN;
/** About it, in widths of the head as lengths of grown-ups have it: at most 0.25 m. */
const HAND_RADIUS = 1.1;
const HAND_PX_MIN = 8;
/** As large are 0.25 m at 2 m from a usual camera; of hands that are nearer, or seem so, less is shown. */
export const HAND_PX_MAX = 25;

/** Width of somebody's head, pixels: no less than it is, as far as joints are where they are said to be. */
export function measureHeadPx(pose: PoseDetection): number {
  const widthsPx = listHeadWidthsPx(pose, 0);
  return widthsPx.length === 0 ? HEAD_PX_UNKNOWN : Math.max(HEAD_PX_MIN, ...widthsPx);
}

/** The width of somebody's head by each length between two joints that are so sure. */
function listHeadWidthsPx({ joints }: PoseDetection, scoreMin: number): number[] {
  const read = (name: JointName): Joint | null => {
    const joint = readJoint(joints, name);
    return joint !== null && joint.score >= scoreMin ? joint : null;
  };
  const shoulders = middleOf(read("l_shoulder"), read("r_shoulder"));
  const spans: (readonly [Joint | null, Joint | null, number])[] = [
    [read("l_shoulder"), read("r_shoulder"), HEAD_BY_SHOULDERS],
    [read("head"), read("neck") ?? shoulders, HEAD_BY_NECK],
    [read("l_shoulder"), read("l_elbow"), HEAD_BY_UPPER_ARM],
    [read("r_shoulder"), read("r_elbow"), HEAD_BY_UPPER_ARM],
    [read("l_elbow"), read("l_wrist"), HEAD_BY_FOREARM],
    [read("r_elbow"), read("r_wrist"), HEAD_BY_FOREARM],
  ];
  return spans.flatMap(([from, to, share]) =>
    from === null || to === null ? [] : [share * Math.hypot(from.x - to.x, from.y - to.y)],
  );
}

/** Writes what of a picture somebody takes up, of which the head is `HEAD` and the rest `COVERED`. */
export function coverBody(mask: Mask, { joints }: PoseDetection, headPx: number): void {
  const level = findLevel(headPx);
  const read = (name: JointName) => readJoint(joints, name);
  const [left, right] = [read("l_shoulder"), read("r_shoulder")];
  const limbs: (readonly [Joint | null, Joint | null])[] = [
    [read("head"), read("neck")],
    [left, right],
    [left, read("l_elbow")],
    [right, read("r_elbow")],
    [read("l_elbow") ?? left, read("l_wrist")],
    [read("r_elbow") ?? right, read("r_wrist")],
  ];
  for (const [from, to] of limbs) {
    const [a, b] = [from ?? to, to ?? from];
    if (a === null || b === null) continue;
    const radiusPx = LIMB_RADIUS * headPx * grow(Math.min(a.score, b.score)) + MARGIN_PX;
    coverCapsule(mask, a, b, radiusPx, { value: COVERED, level });
  }
  const upper = { head: read("head"), neck: read("neck"), left, right };
  coverTorso(mask, Object.values(upper), headPx);
  coverHead(mask, upper, headPx);
}

/** From the shoulders to the floor, or to where the picture ends. */
function coverTorso(mask: Mask, seen: readonly (Joint | null)[], headPx: number): void {
  const known = seen.filter((joint) => joint !== null);
  if (known.length === 0) return;
  const xs = known.map(({ x }) => x);
  const radiusPx =
    TORSO_RADIUS * headPx * grow(Math.min(...known.map(({ score }) => score))) + MARGIN_PX;
  const topPx = Math.min(...known.map(({ y }) => y));
  const box = {
    left: Math.min(...xs) - radiusPx,
    right: Math.max(...xs) + radiusPx,
    top: topPx - radiusPx,
    bottom: Math.max(...known.map(({ y }) => y)) + SHOULDERS_TO_FLOOR * headPx,
  };
  coverBox(mask, box, findLevel(headPx));
}

interface UpperJoints {
  readonly head: Joint | null;
  readonly neck: Joint | null;
  readonly left: Joint | null;
  readonly right: Joint | null;
}

function coverHead(mask: Mask, { head, neck, left, right }: UpperJoints, headPx: number): void {
  const paint = { value: HEAD, level: findLevel(headPx) };
  if (head !== null) {
    const radiusPx = HEAD_RADIUS * headPx * grow(head.score) + MARGIN_PX;
    coverCapsule(mask, head, head, radiusPx, paint);
    if (head.score >= HEAD_SCORE_SURE) return;
  }
  const middle = neck ?? middleOf(left, right);
  const from = middle ?? left ?? right;
  if (from === null) return;
  const reach = middle === null ? SHOULDER_TO_HEAD : NECK_TO_HEAD;
  coverCapsule(mask, from, from, reach * headPx + MARGIN_PX, paint);
}

/**
 * Somebody's hands and what they hold, as far as their wrists are sure. What is covered is as large as it
 * may be; what is shown is rather too small, as one joint elsewhere would else uncover much.
 */
export function findHands(pose: PoseDetection): Disc[] {
  const { joints } = pose;
  const radiusPx = measureHandPx(pose);
  const sides = [
    ["l_elbow", "l_wrist"],
    ["r_elbow", "r_wrist"],
  ] as const;
  return sides.flatMap(([elbowName, wristName]) => {
    const [elbow, wrist] = [readJoint(joints, elbowName), readJoint(joints, wristName)];
    if (wrist === null || !(wrist.score >= WRIST_SCORE_MIN)) return [];
    if (elbow === null || !(elbow.score >= SHOWN_SCORE_MIN)) {
      return [{ xPx: wrist.x, yPx: wrist.y, radiusPx }];
    }
    const forearmPx = Math.hypot(wrist.x - elbow.x, wrist.y - elbow.y);
    const share = Math.min(BEYOND_WRIST, (BEYOND_WRIST_RADII_MAX * radiusPx) / forearmPx);
    const beyond = (of: number, from: number): number => of + share * (of - from);
    return [{ xPx: beyond(wrist.x, elbow.x), yPx: beyond(wrist.y, elbow.y), radiusPx }];
  });
}

/**
 * Radius of what is shown about a hand, pixels: by the lower middle of the lengths between sure joints,
 * or the least where they are three or fewer, so that lengths of one joint that is elsewhere do not count.
 */
function measureHandPx(pose: PoseDetection): number {
  const widthsPx = listHeadWidthsPx(pose, SHOWN_SCORE_MIN).sort((a, b) => a - b);
  const headPx = widthsPx[Math.max(0, (widthsPx.length >> 1) - 1)] ?? 0;
  return Math.min(HAND_PX_MAX, Math.max(HAND_PX_MIN, HAND_RADIUS * headPx));
}

/** The same person in a picture of another size. */
export function scaleDetection(
  { joints }: PoseDetection,
  scaleX: number,
  scaleY: number,
): PoseDetection {
  const scales = [scaleX, scaleY, 1] as const;
  return { joints: joints.map((value, at) => value * scales[at % DETECTION_STRIDE]!) };
}

function readJoint(joints: Float64Array, name: JointName): Joint | null {
  const at = JOINT_NAMES.indexOf(name) * DETECTION_STRIDE;
  const [x, y, score] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
  return Number.isFinite(x + y) ? { x, y, score: Number.isNaN(score) ? 0 : score } : null;
}

function middleOf(a: Joint | null, b: Joint | null): Joint | null {
  if (a === null || b === null) return null;
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, score: Math.min(a.score, b.score) };
}

function grow(score: number): number {
  return 1 + UNSURE_SHARE * (1 - Math.min(1, Math.max(0, score)));
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Paint {
  readonly value: number;
  readonly level: number;
}

function paintPixel({ values, levels }: Mask, at: number, { value, level }: Paint): void {
  if (values[at]! < value) values[at] = value;
  if (levels[at]! < level) levels[at] = level;
}

function coverBox(mask: Mask, { left, top, right, bottom }: Box, level: number): void {
  const { widthPx, heightPx } = mask;
  const paint = { value: COVERED, level };
  const [from, to] = clip(left, right, widthPx);
  const [first, last] = clip(top, bottom, heightPx);
  for (let y = first; y <= last; y++) {
    for (let x = from; x <= to; x++) paintPixel(mask, y * widthPx + x, paint);
  }
}

/** All that is no farther than `radiusPx` from the line between two places. */
function coverCapsule(mask: Mask, a: Joint, b: Joint, radiusPx: number, paint: Paint): void {
  const { widthPx, heightPx } = mask;
  const [first, last] = clip(
    Math.min(a.y, b.y) - radiusPx,
    Math.max(a.y, b.y) + radiusPx,
    heightPx,
  );
  const [from, to] = clip(Math.min(a.x, b.x) - radiusPx, Math.max(a.x, b.x) + radiusPx, widthPx);
  const [alongX, alongY] = [b.x - a.x, b.y - a.y];
  const squared = alongX * alongX + alongY * alongY;
  for (let y = first; y <= last; y++) {
    for (let x = from; x <= to; x++) {
      const share = squared === 0 ? 0 : ((x - a.x) * alongX + (y - a.y) * alongY) / squared;
      const near = Math.min(1, Math.max(0, share));
      const [offX, offY] = [x - a.x - near * alongX, y - a.y - near * alongY];
      if (offX * offX + offY * offY > radiusPx * radiusPx) continue;
      paintPixel(mask, y * widthPx + x, paint);
    }
  }
}

/** The pixels of a row from one place to another, as far as there are any. */
function clip(from: number, to: number, length: number): readonly [number, number] {
  return [Math.max(0, Math.floor(from)), Math.min(length - 1, Math.ceil(to))];
}
