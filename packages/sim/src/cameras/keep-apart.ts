/**
 * Simulated people walk through each other; real ones make way. Whoever comes nearer to somebody than
 * bodies can be gives way, to the right a little, and comes back when there is room. Hands stay where
 * they reach.
 */
import { JOINTS } from "@saunter/vision/fusion/pose-detection";
import type { ViewedFrame } from "../simulate.ts";

/** Between the middles of two bodies, metres. */
export const APART_M = 0.45;
const NECK = 1;
const FIRST_WRIST = 6;
/** A hand hangs so far from the neck, seen from above, and reaches where it is so much farther, metres. */
const HANGS_M = 0.4;
const REACHES_M = 0.2;
/** Rounds in a frame in which all make way for each other. */
const ROUNDS = 8;
/** They give way so far to the right of straight back, radians. */
const ASIDE_RAD = 0.35;
/** Of the way that was given, what is left after a frame in which there is room. */
const KEPT = 0.93;

/** Speed of somebody who steps aside, m/s. */
const ASIDE_M_PER_S = 0.9;
/** Who walks makes way for those who stand: faster than this, m/s. */
const WALKS_M_PER_S = 0.3;

interface Way {
  x: number;
  y: number;
}

interface Seen {
  readonly x: number;
  readonly y: number;
  readonly timestampMs: number;
}

/** Takes frame after frame of a shop, whoever is in it. */
export function createKeepApart(): (
  timestampMs: number,
  people: readonly ViewedFrame[],
) => ViewedFrame[] {
  let given = new Map<string, Way>();
  let lastMs = Number.NEGATIVE_INFINITY;
  let seen = new Map<string, Seen>();
  return (timestampMs, people) => {
    const ways = people.map(({ shopperId }) => {
      const { x, y } = given.get(shopperId) ?? { x: 0, y: 0 };
      return { x: KEPT * x, y: KEPT * y };
    });
    const now = new Map(people.map((one) => [one.shopperId, findNeck(one, timestampMs)]));
    const walks = people.map(({ shopperId }) =>
      isWalking(seen.get(shopperId), now.get(shopperId)!),
    );
    seen = now;
    for (let round = 0; round < ROUNDS; round++) makeWay(people, ways, walks);
    const elapsedS = Math.max(0, timestampMs - lastMs) / 1000;
    for (const [at, { shopperId }] of people.entries()) {
      limitStep(ways[at]!, given.get(shopperId), ASIDE_M_PER_S * elapsedS);
    }
    lastMs = timestampMs;
    given = new Map(people.map(({ shopperId }, at) => [shopperId, ways[at]!]));
    return people.map(({ shopperId, pose }, at) => ({ shopperId, pose: shift(pose, ways[at]!) }));
  };
}

/** Nobody is pushed aside faster than they step aside. */
function limitStep(way: Way, before: Way | undefined, limitM: number): void {
  if (before === undefined) return;
  const [dx, dy] = [way.x - before.x, way.y - before.y];
  const share = Math.min(1, limitM / Math.max(1e-9, Math.hypot(dx, dy)));
  way.x = before.x + share * dx;
  way.y = before.y + share * dy;
}

function findNeck({ pose }: ViewedFrame, timestampMs: number): Seen {
  return { x: pose[3 * NECK]!, y: pose[3 * NECK + 1]!, timestampMs };
}

/** Who has just come in walks. */
function isWalking(before: Seen | undefined, now: Seen): boolean {
  if (before === undefined) return true;
  const seconds = (now.timestampMs - before.timestampMs) / 1000;
  return Math.hypot(now.x - before.x, now.y - before.y) > WALKS_M_PER_S * seconds;
}

function makeWay(
  people: readonly ViewedFrame[],
  ways: readonly Way[],
  walks: readonly boolean[],
): void {
  const [cos, sin] = [Math.cos(ASIDE_RAD), Math.sin(ASIDE_RAD)];
  for (const [at, { pose }] of people.entries()) {
    for (let other = 0; other < at; other++) {
      const [a, b] = [ways[at]!, ways[other]!];
      const { pose: otherPose } = people[other]!;
      const dx = pose[3 * NECK]! + a.x - otherPose[3 * NECK]! - b.x;
      const dy = pose[3 * NECK + 1]! + a.y - otherPose[3 * NECK + 1]! - b.y;
      const distanceM = Math.hypot(dx, dy);
      if (distanceM >= APART_M) continue;
      // Where one walks and one stands, the one who walks makes all of the way.
      const share = walks[at] === walks[other] ? 0.5 : walks[at] ? 1 : 0;
      const push = APART_M - distanceM;
      const [ux, uy] = distanceM > 1e-6 ? [dx / distanceM, dy / distanceM] : [1, 0];
      const [x, y] = [push * (cos * ux + sin * uy), push * (cos * uy - sin * ux)];
      a.x += share * x;
      a.y += share * y;
      b.x -= (1 - share) * x;
      b.y -= (1 - share) * y;
    }
  }
}

function shift(pose: Float64Array, { x, y }: Way): Float64Array {
  const shifted = Float64Array.from(pose);
  const shares = [1, 1, 1, 1, ...[0, 1].map((hand) => (1 + findShare(pose, hand)) / 2)];
  for (const hand of [0, 1]) shares.push(findShare(pose, hand));
  for (let joint = 0; joint < JOINTS; joint++) {
    shifted[3 * joint] = shifted[3 * joint]! + shares[joint]! * x;
    shifted[3 * joint + 1] = shifted[3 * joint + 1]! + shares[joint]! * y;
  }
  return shifted;
}

/** A hand that reaches stays where it is; others go with the body. */
function findShare(pose: Float64Array, hand: number): number {
  const wrist = 3 * (FIRST_WRIST + hand);
  const far = Math.hypot(pose[wrist]! - pose[3 * NECK]!, pose[wrist + 1]! - pose[3 * NECK + 1]!);
  return 1 - Math.min(1, Math.max(0, (far - HANGS_M) / REACHES_M));
}
