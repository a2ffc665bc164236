import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import { DEFAULT_HANDS } from "../parameters/hands.ts";
import { createJoints, type Point } from "../test-builders.ts";
import { createHandRest, type HandRest, weighRest } from "./hand-rest.ts";
import { createTracks, type PoseFrame, pushFrame } from "./tracks.ts";

const NECK_Z = 1.43;
const EVERY_MS = 1000 / 15;
const NEVER = (): boolean => false;

/** Where the right hand rests in the body's axes: along the shoulders, before the body, height. */
const AT_HIP: Point = [0.25, 0.05, 0.85];

/** Somebody at a place, turned by an angle, whose right hand is at a point of their own axes. */
function createFrame(timestampMs: number, turnRad: number, hand: Point, x = 3, y = -2): PoseFrame {
  const tracks = createTracks();
  const joints = createJoints({ x: 0, y: 0, joints: { r_wrist: hand } });
  const [cos, sin] = [Math.cos(turnRad), Math.sin(turnRad)];
  for (let at = 0; at < joints.length; at += JOINT_STRIDE) {
    const [across, before] = [joints[at]!, joints[at + 1]!];
    joints[at] = x + across * cos - before * sin;
    joints[at + 1] = y + across * sin + before * cos;
  }
  pushFrame(tracks, { kind: "joints", timestampMs, shoppers: [{ shopperId: "ann", joints }] });
  return tracks.byId.get("ann")!.frames[0]!;
}

/** A point that shakes about another, metres. */
function shake(random: Random, [x, y, z]: Point, spreadM: number): Point {
  const off = (): number => random.normal(0, spreadM);
  return [x + off(), y + off(), z + off()];
}

/** What is learnt in some seconds of a hand at a place of each time, and a turn of each time. */
function learn(
  seconds: number,
  handAt: (second: number) => Point,
  turnAt: (second: number) => number = () => 0,
  isReaching: (x: number, y: number) => boolean = NEVER,
): HandRest {
  const rest = createHandRest(DEFAULT_HANDS);
  const densities = new Float64Array(2);
  for (let atMs = 0; atMs < 1000 * seconds; atMs += EVERY_MS) {
    const frame = createFrame(atMs, turnAt(atMs / 1000), handAt(atMs / 1000));
    weighRest(rest, frame, NECK_Z, isReaching, densities);
  }
  return rest;
}

/** Density of the right hand at a point of the body's axes, one frame after what was learnt. */
function weigh(rest: HandRest, hand: Point, turnRad = 0): number {
  const densities = new Float64Array(2);
  const frame = createFrame(1e6, turnRad, hand);
  weighRest(rest, frame, NECK_Z, () => true, densities);
  return densities[1]!;
}

const OTHER = DEFAULT_HANDS.otherShare * DEFAULT_HANDS.otherDensity;
const STRETCHED: Point = [0.15, 0.6, 1.2];

describe("a hand's rest", () => {
  it("is a hanging hand's before so many frames, and its own from then on", () => {
    const rest = createHandRest(DEFAULT_HANDS);
    const densities = new Float64Array(2);
    const { hangBesideM, hangBeforeM, hangBelowM, restSamplesMin, restRenewMs } = DEFAULT_HANDS;
    const hanging: Point = [hangBesideM, hangBeforeM, NECK_Z - hangBelowM];
    const first = weigh(createHandRest(DEFAULT_HANDS), hanging);
    expect(first).toBeGreaterThan(10);
    for (let seen = 0; seen < restSamplesMin + restRenewMs / EVERY_MS + 1; seen++) {
      weighRest(rest, createFrame(seen * EVERY_MS, 0, STRETCHED), NECK_Z, NEVER, densities);
    }
    expect(weigh(rest, STRETCHED)).toBeGreaterThan(100);
    expect(weigh(rest, hanging)).toBeLessThan(first);
  });

  it("is where it is most of the time: dense there, and as dense as a stray hand elsewhere", () => {
    const random = createRandom(1);
    const rest = learn(30, () => shake(random, AT_HIP, 0.03));
    expect(weigh(rest, AT_HIP)).toBeGreaterThan(100);
    expect(weigh(rest, STRETCHED)).toBeCloseTo(OTHER, 3);
    const near: Point = [AT_HIP[0], AT_HIP[1] + 0.12, AT_HIP[2]];
    expect(weigh(rest, near)).toBeLessThan(0.3 * weigh(rest, AT_HIP));
    expect(weigh(rest, near)).toBeGreaterThan(OTHER);
  });

  it("is as dense as a normal distribution of its spread, and a uniform one beside it", () => {
    // A hand that never moves spreads by the least that joints are off.
    const rest = learn(20, () => AT_HIP);
    const peak = 1 / ((2 * Math.PI) ** 1.5 * DEFAULT_HANDS.restSdMMin ** 3);
    const at = (offM: number): number =>
      weigh(rest, [AT_HIP[0] + offM, AT_HIP[1], AT_HIP[2]]) - OTHER;
    expect(at(0)).toBeCloseTo((1 - DEFAULT_HANDS.otherShare) * peak, 3);
    expect(at(DEFAULT_HANDS.restSdMMin) / at(0)).toBeCloseTo(Math.exp(-0.5), 6);
  });

  it("spreads by no more than the bound, however much a hand moves", () => {
    const random = createRandom(2);
    const wild = learn(30, () => shake(random, AT_HIP, 0.3)).hands[1].rest!;
    const calm = learn(30, () => shake(random, AT_HIP, 0.01)).hands[1].rest!;
    expect([...wild.slice(3)]).toEqual([0, 1, 2].map(() => DEFAULT_HANDS.restSdMMax));
    expect([...calm.slice(3)]).toEqual([0, 1, 2].map(() => DEFAULT_HANDS.restSdMMin));
  });

  it("is each hand's own", () => {
    const [left, right] = learn(20, () => [0.1, 0.3, 1.2]).hands;
    expect(left.rest![0]).toBeCloseTo(-0.22, 6);
    expect(right.rest![0]).toBeCloseTo(0.1, 6);
    expect(right.rest![1]).toBeCloseTo(0.3, 6);
    expect(right.rest![2]).toBeCloseTo(1.2 - NECK_Z, 6);
  });

  it("is learnt in the body's own axes, whichever way the body turns", () => {
    const random = createRandom(3);
    const straight = learn(40, () => shake(random, AT_HIP, 0.02)).hands[1].rest!;
    const turns = (second: number): number => second * 0.35;
    const turning = learn(40, () => shake(random, AT_HIP, 0.02), turns);
    for (let axis = 0; axis < 3; axis++) {
      expect(Math.abs(turning.hands[1].rest![axis]! - straight[axis]!)).toBeLessThan(0.08);
    }
  });

  it("is known of who has turned round", () => {
    const rest = learn(30, () => AT_HIP);
    const densities = new Float64Array(2);
    // Shoulders of the last second give the heading.
    for (let atMs = 30_000; atMs < 36_000; atMs += EVERY_MS) {
      weighRest(rest, createFrame(atMs, Math.PI / 2, AT_HIP), NECK_Z, () => true, densities);
    }
    expect(densities[1]).toBeGreaterThan(100);
  });

  it("is the same wherever they stand", () => {
    const rest = learn(20, () => AT_HIP);
    const densities = new Float64Array(2);
    weighRest(rest, createFrame(20_000, 0, AT_HIP, -40, 12), NECK_Z, NEVER, densities);
    expect(densities[1]).toBeGreaterThan(100);
  });

  it("is not learnt where the hand reaches into a shelf", () => {
    // Most of the time the hand is stretched out, which is over a shelf.
    const handAt = (second: number): Point => (second % 10 < 4 ? AT_HIP : STRETCHED);
    const overShelf = (_x: number, y: number): boolean => y > -1.6;
    const rest = learn(60, handAt, () => 0, overShelf);
    expect(weigh(rest, AT_HIP)).toBeGreaterThan(100);
    expect(weigh(rest, STRETCHED)).toBeCloseTo(OTHER, 3);
    const withReaches = learn(60, handAt);
    expect(weigh(withReaches, STRETCHED)).toBeGreaterThan(100);
    expect(weigh(withReaches, AT_HIP)).toBeCloseTo(OTHER, 3);
  });

  it("follows who takes up a basket, within about a minute", () => {
    const atBasket: Point = [0.2, 0.35, 1.0];
    const rest = learn(90, (second) => (second < 40 ? AT_HIP : atBasket));
    expect(weigh(rest, atBasket)).toBeGreaterThan(100);
  });

  it("does not depend on how often frames come", () => {
    const random = createRandom(4);
    const often = createHandRest(DEFAULT_HANDS);
    const seldom = createHandRest(DEFAULT_HANDS);
    const densities = new Float64Array(2);
    for (let at = 0; at < 1200; at++) {
      const frame = createFrame(at * 33, 0, shake(random, AT_HIP, 0.05));
      weighRest(often, frame, NECK_Z, NEVER, densities);
      if (at % 4 === 0) weighRest(seldom, frame, NECK_Z, NEVER, densities);
    }
    // Four times as many frames; a hand is remembered at the first frame after so long.
    expect(often.hands[1].count).toBeLessThan(1.4 * seldom.hands[1].count);
    for (let axis = 0; axis < 3; axis++) {
      expect(Math.abs(often.hands[1].rest![axis]! - seldom.hands[1].rest![axis]!)).toBeLessThan(
        0.03,
      );
    }
  });

  it("is weighed of no hand that is not seen, and learnt of none", () => {
    const rest = learn(20, () => AT_HIP);
    const { count } = rest.hands[1];
    const densities = new Float64Array(2);
    const frame = createFrame(20_000, 0, AT_HIP);
    frame.joints.fill(Number.NaN, (WRIST + 1) * JOINT_STRIDE, (WRIST + 2) * JOINT_STRIDE);
    weighRest(rest, frame, NECK_Z, NEVER, densities);
    expect(densities[0]).toBeGreaterThan(100);
    expect(densities[1]).toBeNaN();
    expect(rest.hands[1].count).toBe(count);
  });

  it("keeps the heading that shoulders gave before they were hidden", () => {
    const rest = learn(
      20,
      () => AT_HIP,
      () => 1,
    );
    const densities = new Float64Array(2);
    const frame = createFrame(20_000, 1, AT_HIP);
    frame.joints.fill(Number.NaN, 3 * JOINT_STRIDE, 4 * JOINT_STRIDE);
    weighRest(rest, frame, NECK_Z, NEVER, densities);
    expect(densities[1]).toBeGreaterThan(100);
  });
});
