import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { buildRing, drawPlace } from "./camera-builders.ts";
import { toCameraAxes } from "./camera-model.ts";
import { measureDistance, measureTurn, normalise } from "./rotations.ts";
import { findThreePointPoses, mirrorPose, type Triple } from "./three-point-pose.ts";

describe("three known places in three directions", () => {
  it("have the true pose among their answers, each of which shows them so", () => {
    const random = createRandom(11);
    let found = 0;
    const trials = 300;
    for (let i = 0; i < trials; i++) {
      const camera = random.pick(buildRing(5));
      const places: Triple = [drawPlace(random), drawPlace(random), drawPlace(random)];
      const seen = places.map((place) => normalise(toCameraAxes(camera, place)));
      const poses = findThreePointPoses(places, seen as unknown as Triple);
      if (
        poses.some(
          ({ rotation, position }) =>
            measureTurn(rotation, camera.rotation) < 1e-3 &&
            measureDistance(position, camera.position) < 1e-2,
        )
      ) {
        found++;
      }
    }
    expect(found).toBe(trials);
  });

  it("on one line, or one place, have none", () => {
    const line: Triple = [
      { x: 0, y: 0, z: 0 },
      { x: 1, y: 0, z: 0 },
      { x: 2, y: 0, z: 0 },
    ];
    const forward = { x: 0, y: 0, z: 1 };
    expect(findThreePointPoses(line, [forward, forward, forward])).toEqual([]);
    const same: Triple = [line[0], line[0], line[0]];
    expect(findThreePointPoses(same, [forward, forward, forward])).toEqual([]);
  });
});

describe("the mirrored pose", () => {
  it("has the middle where it was, and mirrored it is the first again", () => {
    const [camera] = buildRing(1);
    const middle = { x: 4, y: 3, z: 0 };
    const normal = { x: 0, y: 0, z: 1 };
    const mirrored = mirrorPose(camera, middle, normal);
    const [before, after] = [camera, mirrored].map((pose) => toCameraAxes(pose, middle));
    expect(measureDistance(before, after)).toBeLessThan(1e-12);
    expect(measureTurn(mirrored.rotation, camera.rotation)).toBeGreaterThan(0.1);
    const back = mirrorPose(mirrored, middle, normal);
    expect(measureTurn(back.rotation, camera.rotation)).toBeLessThan(1e-7);
    expect(measureDistance(back.position, camera.position)).toBeLessThan(1e-9);
  });
});
