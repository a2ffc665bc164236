/**
 * Where people are and were: in memory, for some minutes, and for no longer than they may be known.
 * People go by numbers that mean nothing elsewhere.
 */
import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type JointName,
  type ShopperPose,
} from "@saunter/engine/observation";
import { findBody } from "../domain/door-watch.ts";
import { LIVE_PEOPLE_MAX, NUMBERS_MAX, PAST_MS, PAST_STEP_MS, SEEN_MS } from "./live-limits.ts";

/**
 * One person in a snapshot, as short as can be: number, place (x, y), heading, left and right hand
 * (x, y each). Centimetres on the shop's axes; degrees, 0 along x; null where not seen.
 */
export type Spot = readonly [
  number: number,
  x: number,
  y: number,
  heading: number | null,
  leftX: number | null,
  leftY: number | null,
  rightX: number | null,
  rightY: number | null,
];

export interface Snapshot {
  readonly atMs: number;
  readonly people: readonly Spot[];
}

export interface Followed {
  readonly shopperId: string;
  readonly number: number;
  readonly lastSeenMs: number;
}

export interface FloorTrails {
  /** Takes a frame as it comes in, by the shop's clock; says whether somebody new is in it. */
  see(frame: JointFrame, nowMs: number): boolean;
  /** Forgets where somebody was. */
  drop(shopperId: string): void;
  /** Everybody of whom it is known where they are or were. */
  list(): Followed[];
  /** Who is seen at the time of the last frame. */
  readNow(): Snapshot;
  /** What there was after a time, in order; moments at which nobody was seen are left out. */
  readPast(sinceMs: number): Generator<Snapshot>;
}

const SLOTS = PAST_MS / PAST_STEP_MS;
/** Values of a spot besides the number. */
const VALUES = 7;
const NOT_SEEN = -32_768;

interface Trail {
  readonly shopperId: string;
  readonly number: number;
  lastSeenMs: number;
  readonly now: Int16Array;
  /** Which step is in a slot: a step's number modulo the length. */
  readonly steps: Float64Array;
  /** Row-major [slot, value]. */
  readonly values: Int16Array;
}

export function createFloorTrails(): FloorTrails {
  const trails = new Map<string, Trail>();
  let newestMs = Number.NEGATIVE_INFINITY;
  let lastNumber = 0;
  const makeNumber = (): number => {
    const used = new Set([...trails.values()].map(({ number }) => number));
    do lastNumber = (lastNumber % NUMBERS_MAX) + 1;
    while (used.has(lastNumber));
    return lastNumber;
  };
  const forgetOld = (): void => {
    for (const [shopperId, { lastSeenMs }] of trails) {
      if (newestMs - lastSeenMs > PAST_MS) trails.delete(shopperId);
    }
  };
  return {
    see: ({ shoppers }, nowMs) => {
      newestMs = nowMs;
      forgetOld();
      let isSomebodyNew = false;
      for (const { shopperId, joints } of shoppers) {
        const place = findPlace(joints);
        if (place === null) continue;
        let trail = trails.get(shopperId);
        if (trail === undefined) {
          if (trails.size >= LIVE_PEOPLE_MAX) continue;
          trail = createTrail(shopperId, makeNumber());
          trails.set(shopperId, trail);
          isSomebodyNew = true;
        }
        writeSpot(trail, nowMs, place, joints);
      }
      return isSomebodyNew;
    },
    drop: (shopperId) => void trails.delete(shopperId),
    list: () =>
      [...trails.values()].map(({ shopperId, number, lastSeenMs }) => ({
        shopperId,
        number,
        lastSeenMs,
      })),
    readNow: () => {
      const seen = [...trails.values()].filter(({ lastSeenMs }) => newestMs - lastSeenMs < SEEN_MS);
      return { atMs: newestMs, people: seen.map(({ number, now }) => readSpot(number, now, 0)) };
    },
    *readPast(sinceMs) {
      const last = Math.floor(newestMs / PAST_STEP_MS);
      const first = Math.max(Math.floor(sinceMs / PAST_STEP_MS) + 1, last - SLOTS + 1);
      for (let step = first; step <= last; step++) {
        const people = [...trails.values()].flatMap((trail) => readStep(trail, step) ?? []);
        if (people.length > 0) yield { atMs: step * PAST_STEP_MS, people };
      }
    },
  };
}

function createTrail(shopperId: string, number: number): Trail {
  return {
    shopperId,
    number,
    lastSeenMs: Number.NEGATIVE_INFINITY,
    now: new Int16Array(VALUES),
    steps: new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY),
    values: new Int16Array(SLOTS * VALUES),
  };
}

/** A tracker is not sure of joints with no more: they may be anywhere. */
const SCORE_MIN = 0.7;

function isSure(joints: ShopperPose["joints"], at: number): boolean {
  return joints[at + 3]! > SCORE_MIN;
}

/**
 * Where a body is, centimetres: its head and neck, and both shoulders or none, as one alone would be
 * at its side. Where none of them is sure, whatever there is.
 */
function findPlace(joints: ShopperPose["joints"]): readonly [x: number, y: number] | null {
  const middle = [HEAD, NECK].filter((at) => isSure(joints, at));
  const sides = [LEFT_SHOULDER, RIGHT_SHOULDER].filter((at) => isSure(joints, at));
  const sure = sides.length === 2 ? [...middle, ...sides] : middle;
  const mean = (axis: number): number =>
    sure.reduce((sum, at) => sum + joints[at + axis]!, 0) / sure.length;
  const body = sure.length > 0 ? { x: mean(0), y: mean(1) } : findBody(joints);
  if (body === null) return null;
  const x = toCentimetres(body.x);
  const y = toCentimetres(body.y);
  return x === NOT_SEEN || y === NOT_SEEN ? null : [x, y];
}

function writeSpot(
  trail: Trail,
  nowMs: number,
  place: readonly [x: number, y: number],
  joints: ShopperPose["joints"],
): void {
  const { now } = trail;
  trail.lastSeenMs = nowMs;
  now.set(place);
  now[2] = findHeading(joints);
  writeHand(now, 3, joints, "l_wrist");
  writeHand(now, 5, joints, "r_wrist");
  const step = Math.floor(nowMs / PAST_STEP_MS);
  const slot = step % SLOTS;
  // The first frame of a step stands for it.
  if (!(trail.steps[slot]! < step)) return;
  trail.steps[slot] = step;
  trail.values.set(now, slot * VALUES);
}

function findJoint(name: JointName): number {
  return JOINT_NAMES.indexOf(name) * JOINT_STRIDE;
}

const HEAD = findJoint("head");
const NECK = findJoint("neck");
const LEFT_SHOULDER = findJoint("l_shoulder");
const RIGHT_SHOULDER = findJoint("r_shoulder");

/** Whoever has the left shoulder at their left looks straight on, degrees. */
function findHeading(joints: ShopperPose["joints"]): number {
  if (!isSure(joints, LEFT_SHOULDER) || !isSure(joints, RIGHT_SHOULDER)) return NOT_SEEN;
  const x = joints[LEFT_SHOULDER]! - joints[RIGHT_SHOULDER]!;
  const y = joints[LEFT_SHOULDER + 1]! - joints[RIGHT_SHOULDER + 1]!;
  const heading = (Math.atan2(-x, y) * 180) / Math.PI;
  return Number.isFinite(heading) ? Math.round(heading) : NOT_SEEN;
}

function writeHand(
  to: Int16Array,
  at: number,
  joints: ShopperPose["joints"],
  name: JointName,
): void {
  const from = findJoint(name);
  const isSeen = isSure(joints, from);
  to[at] = isSeen ? toCentimetres(joints[from]!) : NOT_SEEN;
  to[at + 1] = isSeen ? toCentimetres(joints[from + 1]!) : NOT_SEEN;
}

/** Nobody walks further than 300 m from the shop's origin. */
function toCentimetres(metres: number): number {
  const centimetres = Math.round(metres * 100);
  return Math.abs(centimetres) <= 30_000 ? centimetres : NOT_SEEN;
}

function readStep({ number, steps, values }: Trail, step: number): Spot[] | null {
  const slot = step % SLOTS;
  return steps[slot] === step ? [readSpot(number, values, slot * VALUES)] : null;
}

function readSpot(number: number, values: Int16Array, from: number): Spot {
  const read = (at: number): number | null => {
    const value = values[from + at]!;
    return value === NOT_SEEN ? null : value;
  };
  return [number, values[from]!, values[from + 1]!, read(2), read(3), read(4), read(5), read(6)];
}
