import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { headingAt, makeBody, POSE_LENGTH, positionAt, writePose } from "./body.ts";

describe("body", () => {
  it("stands with its joints below each other and its arms at its sides", () => {
    const body = makeBody({ x: 1, y: -0.6 }, Math.PI / 2, 0, createRandom(1));
    const pose = new Float64Array(POSE_LENGTH);
    writePose(body, 100, pose);
    const z = (joint: number) => pose[joint * 3 + 2]!;
    expect(z(0) - z(1)).toBeCloseTo(0.2, 6);
    expect(z(0) - z(6)).toBeCloseTo(0.785, 6);
    // Facing +y, the left arm is at smaller x.
    expect(pose[6 * 3]!).toBeLessThan(1);
    expect(pose[7 * 3]!).toBeGreaterThan(1);
    expect(pose[3 * 3]! - pose[2 * 3]!).toBeCloseTo(0.31, 6);
  });

  it("brings the wrist to the point of a reach and back", () => {
    const body = makeBody({ x: 0, y: -0.6 }, Math.PI / 2, 0, createRandom(1));
    const pose = new Float64Array(POSE_LENGTH);
    const at = { x: 0.2, y: 0.2, z: 1.1 };
    const times = { startMs: 100, arriveMs: 450, leaveMs: 900, endMs: 1250 };
    body.reaches.push({ hand: 1, ...at, ...times });
    const distance = (tMs: number) => {
      writePose(body, tMs, pose);
      return Math.hypot(pose[21]! - at.x, pose[22]! - at.y, pose[23]! - at.z);
    };
    expect(distance(50)).toBeGreaterThan(0.5);
    expect(distance(450)).toBeLessThan(1e-9);
    expect(distance(900)).toBeLessThan(1e-9);
    expect(distance(1300)).toBeGreaterThan(0.5);
  });

  it("walks in a straight line and turns the short way", () => {
    const body = makeBody({ x: 0, y: 0 }, 3, 0, createRandom(1));
    const to = { x: 2, y: 0 };
    const from = { x: 0, y: 0 };
    body.motion = { from, to, startMs: 0, endMs: 2000, headingFromRad: 3, headingToRad: -3 };
    expect(positionAt(body, 1000)).toEqual({ x: 1, y: 0 });
    expect(positionAt(body, 9000)).toEqual(to);
    expect(headingAt(body, 200)).toBeGreaterThan(3);
    expect(Math.sin(headingAt(body, 2000))).toBeCloseTo(Math.sin(-3), 9);
    const pose = new Float64Array(POSE_LENGTH);
    writePose(body, 700, pose);
    expect(pose.every((value) => Number.isFinite(value))).toBe(true);
  });
});
