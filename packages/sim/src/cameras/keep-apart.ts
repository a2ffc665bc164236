/**
 * Simulated people walk through each other; real ones make way. Whoever comes nearer to somebody than
 * bodies can be gives way, to the right a little, and comes back when there is room. Hands stay where
 * they reach.
 */
import { JOINTS } from "@saunter/perception/fusion/pose-sighting";
import type { LookedAt } from "../simulate.ts";

/** Between the middles of two bodies, metres. */
export const APART_M = 0.45;
const NECK = 1;
/** How much of the way each joint makes. */
const SHARES = [1, 1, 1, 1, 0.6, 0.6, 0.2, 0.2];
/** Rounds in a frame in which all make way for each other. */
const ROUNDS = 8;
/** They give way so far to the right of straight back, radians. */
const ASIDE_RAD = 0.35;
/** Of the way that was given, what is left after a frame in which there is room. */
const KEPT = 0.93;

interface Way {
  x: number;
  y: number;
}

/** Takes frame after frame of a shop, whoever is in it. */
export function createKeepApart(): (people: readonly LookedAt[]) => LookedAt[] {
  let given = new Map<string, Way>();
  return (people) => {
    const ways = people.map(({ shopperId }) => {
      const { x, y } = given.get(shopperId) ?? { x: 0, y: 0 };
      return { x: KEPT * x, y: KEPT * y };
    });
    for (let round = 0; round < ROUNDS; round++) makeWay(people, ways);
    given = new Map(people.map(({ shopperId }, at) => [shopperId, ways[at]!]));
    return people.map(({ shopperId, pose }, at) => ({ shopperId, pose: shift(pose, ways[at]!) }));
  };
}

function makeWay(people: readonly LookedAt[], ways: readonly Way[]): void {
  const [cos, sin] = [Math.cos(ASIDE_RAD), Math.sin(ASIDE_RAD)];
  for (const [at, { pose }] of people.entries()) {
    for (let other = 0; other < at; other++) {
      const [a, b] = [ways[at]!, ways[other]!];
      const { pose: otherPose } = people[other]!;
      const dx = pose[3 * NECK]! + a.x - otherPose[3 * NECK]! - b.x;
      const dy = pose[3 * NECK + 1]! + a.y - otherPose[3 * NECK + 1]! - b.y;
      const distanceM = Math.hypot(dx, dy);
      if (distanceM >= APART_M) continue;
      const push = (APART_M - distanceM) / 2;
      const [ux, uy] = distanceM > 1e-6 ? [dx / distanceM, dy / distanceM] : [1, 0];
      const [x, y] = [push * (cos * ux + sin * uy), push * (cos * uy - sin * ux)];
      a.x += x;
      a.y += y;
      b.x -= x;
      b.y -= y;
    }
  }
}

function shift(pose: Float64Array, { x, y }: Way): Float64Array {
  const shifted = Float64Array.from(pose);
  for (let joint = 0; joint < JOINTS; joint++) {
    shifted[3 * joint] = shifted[3 * joint]! + SHARES[joint]! * x;
    shifted[3 * joint + 1] = shifted[3 * joint + 1]! + SHARES[joint]! * y;
  }
  return shifted;
}
