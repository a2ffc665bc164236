import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { projectPoint } from "../cameras/camera-model.ts";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import {
  type Body,
  correctJoint,
  findGround,
  hangRest,
  makeBody,
  makeJointView,
  placeJoint,
  predictBody,
  SYMMETRIC,
  viewJoint,
} from "./body.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";
import { DETECTION_STRIDE, JOINTS } from "./pose-detection.ts";

const WRIST = 7;
const camera = RING[0]!;

function buildBody(pose = buildPose(4, 3), variance = 0.04): Body {
  const body = makeBody(DEFAULT_FUSION);
  for (let joint = 0; joint < JOINTS; joint++) {
    const place = pose.subarray(3 * joint, 3 * joint + 3);
    placeJoint(body, joint, place, [variance, 0.01, -0.005, variance, 0.008, variance]);
  }
  return body;
}

const placeOf = ({ places }: Body, joint: number) => ({
  x: places[3 * joint]!,
  y: places[3 * joint + 1]!,
  z: places[3 * joint + 2]!,
});

const matrixOf = ({ covariances }: Body, joint: number): number[][] => {
  const [xx, xy, xz, yy, yz, zz] = covariances.subarray(
    SYMMETRIC * joint,
    SYMMETRIC * (joint + 1),
  ) as unknown as [number, number, number, number, number, number];
  return [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
};

const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, at) => row.reduce((sum, x, k) => sum + x * b[k]![at]!, 0)));
const turned = (a: number[][]): number[][] => a[0]!.map((_, at) => a.map((row) => row[at]!));

describe("a joint in a camera's frame", () => {
  it("is where the camera images it, with slopes that are the derivatives", () => {
    const body = buildBody();
    const view = makeJointView();
    expect(viewJoint(body, WRIST, camera, view)).toBe(true);
    const place = placeOf(body, WRIST);
    const pixel = projectPoint(camera, place)!;
    expect(view.x).toBeCloseTo(pixel.x, 6);
    expect(view.y).toBeCloseTo(pixel.y, 6);
    for (const [at, axis] of (["x", "y", "z"] as const).entries()) {
      const moved = projectPoint(camera, { ...place, [axis]: place[axis] + 1e-5 })!;
      expect((moved.x - pixel.x) / 1e-5).toBeCloseTo(view.slopes[at]!, 1);
      expect((moved.y - pixel.y) / 1e-5).toBeCloseTo(view.slopes[3 + at]!, 1);
    }
    const slopes = [[...view.slopes.subarray(0, 3)], [...view.slopes.subarray(3)]];
    const spread = times(times(slopes, matrixOf(body, WRIST)), turned(slopes));
    expect(view.xx).toBeCloseTo(spread[0]![0]!, 6);
    expect(view.xy).toBeCloseTo(spread[0]![1]!, 6);
    expect(view.yy).toBeCloseTo(spread[1]![1]!, 6);
  });

  it("is nowhere behind the camera", () => {
    const { position } = camera;
    const away = buildPose(2 * position.x - 4, 2 * position.y - 3);
    expect(viewJoint(buildBody(away), WRIST, camera, makeJointView())).toBe(false);
  });

  it("corrects its place by the textbook's gain", () => {
    const body = buildBody();
    const view = makeJointView();
    viewJoint(body, WRIST, camera, view);
    const before = matrixOf(body, WRIST);
    const place = placeOf(body, WRIST);
    const h = [[...view.slopes.subarray(0, 3)], [...view.slopes.subarray(3)]];
    const s = times(times(h, before), turned(h));
    s[0]![0]! += 25;
    s[1]![1]! += 25;
    const determinant = s[0]![0]! * s[1]![1]! - s[0]![1]! * s[1]![0]!;
    const inverse = [
      [s[1]![1]! / determinant, -s[0]![1]! / determinant],
      [-s[1]![0]! / determinant, s[0]![0]! / determinant],
    ];
    const gain = times(times(before, turned(h)), inverse);
    const moved = times(gain, [[7], [-4]]);
    const taken = times(times(gain, h), before);
    correctJoint(body, WRIST, view, view.x + 7, view.y - 4, 25);
    const after = placeOf(body, WRIST);
    for (const [at, axis] of (["x", "y", "z"] as const).entries()) {
      expect(after[axis]).toBeCloseTo(place[axis] + moved[at]![0]!, 9);
      for (let other = 0; other < 3; other++) {
        expect(matrixOf(body, WRIST)[at]![other]!).toBeCloseTo(
          before[at]![other]! - taken[at]![other]!,
          9,
        );
      }
    }
  });
});

describe("a body", () => {
  it("comes to where several cameras see it, though it was thought to be elsewhere", () => {
    const random = createRandom(1);
    const pose = buildPose(4.3, 2.8);
    const body = buildBody(buildPose(4, 3), 0.3);
    for (let frame = 0; frame < 10; frame++) {
      predictBody(body, 0.1, DEFAULT_FUSION);
      for (const one of RING) {
        const { joints } = detectPose(one, pose, () => random.normal(0, 5));
        for (let joint = 0; joint < JOINTS; joint++) {
          const view = makeJointView();
          viewJoint(body, joint, one, view);
          const at = DETECTION_STRIDE * joint;
          correctJoint(body, joint, view, joints[at]!, joints[at + 1]!, 25);
        }
      }
    }
    for (let joint = 0; joint < JOINTS; joint++) {
      const { x, y, z } = placeOf(body, joint);
      const [dx, dy, dz] = [x, y, z].map((value, axis) => value - pose[3 * joint + axis]!);
      expect(Math.hypot(dx!, dy!, dz!)).toBeLessThan(0.06);
    }
    const ground = findGround(body);
    expect(Math.hypot(ground.x - 4.31, ground.y - 2.8)).toBeLessThan(0.04);
    expect(ground.variance).toBeLessThan(0.01);
  });

  it("goes on at its speed, which it loses, and is known less and less", () => {
    const body = buildBody();
    body.velocityX = 1;
    const before = findGround(body);
    predictBody(body, 0.1, DEFAULT_FUSION);
    expect(findGround(body).x - before.x).toBeCloseTo(0.1, 1);
    expect(findGround(body).variance).toBeGreaterThan(before.variance);
    for (let step = 0; step < 100; step++) predictBody(body, 0.1, DEFAULT_FUSION);
    expect(body.velocityX).toBeCloseTo(0, 2);
  });

  it("has hands that hang, when nothing has been seen of them for long", () => {
    const body = buildBody();
    placeJoint(body, WRIST, [5, 3.5, 1.6], [0.001, 0, 0, 0.001, 0, 0.001]);
    for (let step = 0; step < 20; step++) predictBody(body, 0.1, DEFAULT_FUSION);
    const neck = placeOf(body, 1);
    const wrist = placeOf(body, WRIST);
    expect(Math.hypot(wrist.x - neck.x, wrist.y - neck.y)).toBeLessThan(0.1);
    expect(wrist.z).toBeLessThan(neck.z - 0.2);
  });

  it("of which little is known hangs from that", () => {
    const body = makeBody(DEFAULT_FUSION);
    placeJoint(body, 0, [4, 3, 1.7], [0.01, 0, 0, 0.01, 0, 0.01]);
    hangRest(body, DEFAULT_FUSION);
    for (let joint = 1; joint < JOINTS; joint++) {
      const { x, y, z } = placeOf(body, joint);
      expect([x, y]).toEqual([4, 3]);
      expect(z).toBeLessThan(1.7);
      expect(z).toBeGreaterThan(0.9);
    }
  });
});
