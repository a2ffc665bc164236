import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { type Body, makeBody, placeJoint } from "./body.ts";
import { createCameraView } from "./camera-view.ts";
import { buildPose, RING, sightPose } from "./fusion-builders.ts";
import { matchPoses, weighPose } from "./match-poses.ts";
import { JOINTS, SIGHTING_STRIDE } from "./pose-sighting.ts";

const camera = RING[0]!;
const view = createCameraView(camera);

function buildBody(x: number, y: number, variance = 0.005): Body {
  const body = makeBody();
  const pose = buildPose(x, y);
  for (let joint = 0; joint < JOINTS; joint++) {
    placeJoint(body, joint, pose.subarray(3 * joint, 3 * joint + 3), [
      ...[variance, 0, 0, variance, 0, variance],
    ]);
  }
  return body;
}

const random = createRandom(1);
const see = (x: number, y: number) => sightPose(camera, buildPose(x, y), () => random.normal(0, 4));

describe("poses of a picture", () => {
  it("are given to who stands there, in whichever order", () => {
    const bodies = [buildBody(4, 3), buildBody(4.6, 3.3), buildBody(3, 2.4)];
    const poses = [see(3.02, 2.4), see(4.05, 3), see(4.6, 3.25)];
    const { poseOfBody, gains } = matchPoses(bodies, view, poses, [0.8, 0.8, 0.8]);
    expect([...poseOfBody]).toEqual([1, 2, 0]);
    for (const gain of gains) expect(gain).toBeGreaterThan(5);
  });

  it("of nobody who is known are nobody's, and who is not seen has none", () => {
    const { poseOfBody, gains } = matchPoses([buildBody(4, 3)], view, [see(5.5, 4)], [0.8]);
    expect([...poseOfBody]).toEqual([-1]);
    expect(gains[0]).toBeCloseTo(0);
    expect([...matchPoses([buildBody(4, 3)], view, [], [0.8]).poseOfBody]).toEqual([-1]);
  });

  it("are not given to somebody whom the camera cannot see", () => {
    expect([...matchPoses([buildBody(4, 3)], view, [see(4, 3)], [0]).poseOfBody]).toEqual([-1]);
  });

  it("that may be of either of two are left where only what is plain is asked for", () => {
    const bodies = [buildBody(4, 3, 0.05), buildBody(4.1, 3, 0.05), buildBody(2.5, 2, 0.05)];
    const poses = [see(4.05, 3), see(2.5, 2)];
    const found = [0.8, 0.8, 0.8];
    const all = [...matchPoses(bodies, view, poses, found).poseOfBody];
    expect(all.filter((pose) => pose === 0)).toHaveLength(1);
    expect([...matchPoses(bodies, view, poses, found, { marginMin: 8 }).poseOfBody]).toEqual([
      -1, -1, 1,
    ]);
  });

  it("with a joint astray are still theirs, and with too few joints tell nothing", () => {
    const pose = see(4, 3);
    pose.joints[SIGHTING_STRIDE * 7] = pose.joints[SIGHTING_STRIDE * 7]! + 200;
    const body = buildBody(4, 3);
    expect(weighPose(body, view, pose)).toBeGreaterThan(5);
    pose.joints.fill(Number.NaN, 2 * SIGHTING_STRIDE);
    expect(weighPose(body, view, pose)).toBe(Number.NEGATIVE_INFINITY);
  });
});
