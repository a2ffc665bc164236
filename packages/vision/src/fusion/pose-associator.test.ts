import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODIES } from "../parameters/bodies.ts";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { type Body, loosenBody, makeBody, makeJointView, placeJoint, viewJoint } from "./body.ts";
import { createCameraView, findNoisePx2 } from "./camera-view.ts";
import { learnClothing, weighColour } from "./clothing.ts";
import { guessBody } from "./find-bodies.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";
import { associatePoses, weighPose } from "./pose-associator.ts";
import { DETECTION_STRIDE, JOINTS, type PoseDetection } from "./pose-detection.ts";

const camera = RING[0]!;
const view = createCameraView(camera);

function buildBody(x: number, y: number, variance = 0.005): Body {
  const body = makeBody(DEFAULT_FUSION);
  const pose = buildPose(x, y);
  for (let joint = 0; joint < JOINTS; joint++) {
    placeJoint(body, joint, pose.subarray(3 * joint, 3 * joint + 3), [
      ...[variance, 0, 0, variance, 0, variance],
    ]);
  }
  return body;
}

/** Below it nothing is distinguished: the product of what joints say is 0. */
const LEAST = -200;
const random = createRandom(1);
const see = (x: number, y: number) =>
  detectPose(camera, buildPose(x, y), () => random.normal(0, 4));

/** The sum of what each joint says, as it is written in books. */
function weighSlowly(body: Body, { joints, colour }: PoseDetection): number {
  let [sum, seen] = [0, 0];
  for (let joint = 0; joint < JOINTS; joint++) {
    const [x, y] = joints.subarray(DETECTION_STRIDE * joint) as unknown as [number, number];
    const seenAs = makeJointView();
    if (Number.isNaN(x) || !viewJoint(body, joint, camera, seenAs)) continue;
    const noise = findNoisePx2(view, joint, seenAs.pxPerM);
    const [xx, xy, yy] = [seenAs.xx + noise, seenAs.xy, seenAs.yy + noise];
    const determinant = xx * yy - xy * xy;
    const [dx, dy] = [x - seenAs.x, y - seenAs.y];
    const square = (dx * dx * yy - 2 * dx * dy * xy + dy * dy * xx) / determinant;
    const density = Math.exp(-square / 2) / (2 * Math.PI * Math.sqrt(determinant));
    const around = 1 / (1.5 * seenAs.pxPerM) ** 2;
    const anywhere = seen === 0 ? 1 / (camera.widthPx * camera.heightPx) : around;
    const spread = (0.35 * seenAs.pxPerM) ** 2 + (seenAs.xx + seenAs.yy) / 2;
    const astray = around * Math.exp(-(dx * dx + dy * dy) / spread / 2);
    sum += Math.log((0.9 * density + 0.1 * astray) / anywhere);
    seen++;
  }
  return seen < 3
    ? Number.NEGATIVE_INFINITY
    : 0.5 * sum + weighColour(body.clothing, colour!, DEFAULT_FUSION);
}

describe("poses of a frame", () => {
  it("weigh as much as the sum of what each joint says, near and far", () => {
    const place = fc.record({
      x: fc.double({ min: 1, max: 7, noNaN: true }),
      y: fc.double({ min: 1, max: 5, noNaN: true }),
    });
    const cases = [
      place,
      place,
      fc.double({ min: 1e-4, max: 1, noNaN: true }),
      fc.nat(255),
    ] as const;
    fc.assert(
      fc.property(...cases, (stands, seenAt, variance, missing) => {
        const body = buildBody(stands.x, stands.y, variance);
        learnClothing(body.clothing, Float64Array.of(60, 20, 10), DEFAULT_FUSION);
        const { joints } = see(seenAt.x, seenAt.y);
        for (let joint = 0; joint < JOINTS; joint++)
          if (missing & (1 << joint)) joints.fill(Number.NaN, 3 * joint, 3 * joint + 3);
        const pose = { joints, colour: Float64Array.of(50, 10, 10) };
        const [fast, slow] = [weighPose(body, view, pose), weighSlowly(body, pose)];
        if (slow < LEAST) expect(fast).toBeLessThan(LEAST);
        else expect(fast).toBeCloseTo(slow, 7);
      }),
    );
  });

  it("are given to who stands there, in whichever order", () => {
    const bodies = [buildBody(4, 3), buildBody(4.6, 3.3), buildBody(3, 2.4)];
    const poses = [see(3.02, 2.4), see(4.05, 3), see(4.6, 3.25)];
    const { poseOfBody, gains } = associatePoses(bodies, view, poses, [0.8, 0.8, 0.8]);
    expect([...poseOfBody]).toEqual([1, 2, 0]);
    for (const gain of gains) expect(gain).toBeGreaterThan(5);
  });

  it("of nobody who is known are nobody's, and who is not seen has none", () => {
    const { poseOfBody, gains } = associatePoses([buildBody(4, 3)], view, [see(5.5, 4)], [0.8]);
    expect([...poseOfBody]).toEqual([-1]);
    expect(gains[0]).toBeCloseTo(0);
    expect([...associatePoses([buildBody(4, 3)], view, [], [0.8]).poseOfBody]).toEqual([-1]);
  });

  it("are not given to somebody whom the camera cannot see", () => {
    expect([...associatePoses([buildBody(4, 3)], view, [see(4, 3)], [0]).poseOfBody]).toEqual([-1]);
  });

  it("that may be of either of two are left where only what is plain is asked for", () => {
    const bodies = [buildBody(4, 3, 0.05), buildBody(4.1, 3, 0.05), buildBody(2.5, 2, 0.05)];
    const poses = [see(4.05, 3), see(2.5, 2)];
    const found = [0.8, 0.8, 0.8];
    const all = [...associatePoses(bodies, view, poses, found).poseOfBody];
    expect(all.filter((pose) => pose === 0)).toHaveLength(1);
    expect([...associatePoses(bodies, view, poses, found, { marginMin: 8 }).poseOfBody]).toEqual([
      -1, -1, 1,
    ]);
  });

  it("with a joint astray are still theirs, and with too few joints tell nothing", () => {
    const pose = see(4, 3);
    pose.joints[DETECTION_STRIDE * 7] = pose.joints[DETECTION_STRIDE * 7]! + 200;
    const body = buildBody(4, 3);
    expect(weighPose(body, view, pose)).toBeGreaterThan(5);
    pose.joints.fill(Number.NaN, 2 * DETECTION_STRIDE);
    expect(weighPose(body, view, pose)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("a body that was not where it was thought to be", () => {
  it("is looked for by the least bound on how badly its place is known, too", () => {
    const random = createRandom(1);
    const parameters = { ...DEFAULT_FUSION, loosenedM2Max: BODIES.loosenedM2Max.range[0] };
    for (let at = 0; at < 3000; at++) {
      const [one, other] = [random.pick(RING), random.pick(RING)];
      const [x, y] = [random.uniform(0, 8), random.uniform(0, 6)];
      const off = () => random.normal(0, 8);
      const view = createCameraView(one, parameters);
      const body = guessBody({ view, pose: detectPose(one, buildPose(x, y), off) }, 0, () => true);
      if (body === null) continue;
      loosenBody(body, random.uniform(0.05, 3), parameters);
      const pose = detectPose(
        other,
        buildPose(x + random.normal(0, 0.5), y + random.normal(0, 0.5)),
        off,
      );
      const { gains } = associatePoses([body], createCameraView(other, parameters), [pose], [0.7]);
      expect(Number.isFinite(gains[0])).toBe(true);
    }
  });
});
