import { createRandom } from "@saunter/numerics/random";
import { isInView } from "@saunter/vision/cameras/camera-model";
import { DETECTION_STRIDE, JOINTS } from "@saunter/vision/fusion/pose-detection";
import { describe, expect, it } from "vitest";
import { makeBody, POSE_LENGTH, writePose } from "../body.ts";
import { makeNanoFloorPlan } from "../floor-plan.ts";
import { createSimulation, type ViewedFrame } from "../simulate.ts";
import { createCameraPipeline } from "./camera-pipeline.ts";
import { hangCameras } from "./hang-cameras.ts";
import { APART_M, createKeepApart } from "./keep-apart.ts";
import { POSE_NOISE, type PoseNoise, seePoses } from "./see-poses.ts";

const AREA = { xMin: 0, xMax: 6, yMin: 0, yMax: 4 };
const CAMERAS = hangCameras(AREA, 4, 2.4);
/** Of the small shop that is simulated where nothing is said. */
const DOOR = makeNanoFloorPlan().entrance;
const NO_NOISE: PoseNoise = {
  jointSdM: 0,
  jointSdShare: 0,
  commonSdM: 0,
  astrayShare: 0,
  astraySdM: 0,
  missingShare: 0,
  missingHandShare: 0,
  missingPersonShare: 0,
  clutter: 0,
  colourSd: [0, 0, 0],
};

function stand(x: number, y: number): Float64Array {
  const pose = new Float64Array(POSE_LENGTH);
  writePose(makeBody({ x, y }, 0, 0, createRandom(1)), 0, pose);
  return pose;
}

describe("cameras of a simulated shop", () => {
  it.each([
    [2.4, 4],
    [2.4, 8],
    [4, 8],
  ])(
    "at %s m, %i of them, each see the middle, and all places are seen by two",
    (heightM, count) => {
      const cameras = hangCameras(AREA, count, heightM);
      expect(new Set(cameras.map(({ cameraId }) => cameraId)).size).toBe(count);
      for (const camera of cameras) expect(isInView(camera, { x: 3, y: 2, z: 1 })).toBe(true);
      for (let x = 0.5; x < 6; x += 0.5) {
        for (let y = 0.5; y < 4; y += 0.5) {
          const seeing = cameras.filter((camera) => isInView(camera, { x, y, z: 1.2 }));
          expect(seeing.length).toBeGreaterThanOrEqual(2);
        }
      }
    },
  );

  it("see joints where they are, but for noise, and whoever stands behind another hardly", () => {
    const camera = CAMERAS[0]!;
    const { x, y } = camera.position;
    const alone = seePoses(camera, [stand(3, 2)], NO_NOISE, createRandom(1));
    expect(alone).toHaveLength(1);
    // Half-way to the camera stands another.
    const both = seePoses(
      camera,
      [stand(3, 2), stand(3 + 0.2 * (x - 3), 2 + 0.2 * (y - 2))],
      NO_NOISE,
      createRandom(1),
    );
    const seen = both.map(({ joints }) =>
      Array.from({ length: JOINTS }, (_, at) => joints[DETECTION_STRIDE * at]!).filter(
        Number.isFinite,
      ),
    );
    expect(Math.min(...seen.map(({ length }) => length), both.length < 2 ? 0 : 8)).toBeLessThan(8);
  });

  it("are off by as much as is said", () => {
    const [camera] = CAMERAS;
    const random = createRandom(1);
    const truth = seePoses(camera!, [stand(3, 2)], NO_NOISE, random)[0]!.joints;
    let squares = 0;
    let count = 0;
    const jointSdShare = 0.005;
    for (let at = 0; at < 500; at++) {
      const noise = { ...NO_NOISE, jointSdM: 0.05, jointSdShare };
      const [detection] = seePoses(camera!, [stand(3, 2)], noise, random);
      squares += (detection!.joints[0]! - truth[0]!) ** 2;
      count++;
    }
    const { position } = camera!;
    const distanceM = Math.hypot(position.x - 3, position.y - 2, position.z - 1.4);
    const sdPx = Math.hypot((0.05 * camera!.focalXPx) / distanceM, jointSdShare * camera!.widthPx);
    expect(Math.sqrt(squares / count)).toBeCloseTo(sdPx, 0);
  });
});

/** People walk one centimetre a frame: as fast as one walks. */
const FRAME_MS = 15;

describe("people for cameras", () => {
  it("keep apart, wherever they walk through each other, and do not jump", () => {
    const keepApart = createKeepApart();
    let before: Float64Array[] | null = null;
    for (let at = -100; at <= 100; at++) {
      const people: ViewedFrame[] = [
        { shopperId: "a", pose: stand(at / 100, 2) },
        { shopperId: "b", pose: stand(-at / 100, 2.05) },
      ];
      const poses = keepApart(FRAME_MS * at, people).map(({ pose }) => pose);
      const [a, b] = poses as [Float64Array, Float64Array];
      expect(Math.hypot(a[3]! - b[3]!, a[4]! - b[4]!)).toBeGreaterThan(APART_M - 0.06);
      for (const [i, pose] of poses.entries()) {
        if (before === null) continue;
        const moved = Math.hypot(pose[3]! - before[i]![3]!, pose[4]! - before[i]![4]!);
        expect(moved).toBeLessThan(0.1);
      }
      before = poses;
    }
  });
});

describe("a simulated shop that is seen by cameras alone", () => {
  it("has each shopper on one track, near where they are", () => {
    const floor = { xMin: -1.2, xMax: 5.1, yMin: -3.6, yMax: 0.9 };
    const pipeline = createCameraPipeline({
      cameras: hangCameras(floor, 4, 2.4),
      noise: POSE_NOISE,
      random: createRandom(3),
      isInside: (x, y) => x > floor.xMin && x < floor.xMax && y > floor.yMin && y < floor.yMax,
      isDoor: (x, y) => Math.hypot(x - DOOR.x, y - DOOR.y) < 1.2,
    });
    const simulation = createSimulation({
      seed: 2,
      scenario: "busy",
      shoppers: 4,
      shoppersAtOnce: 2,
      look: pipeline.look,
    });
    const names = new Set<string>();
    for (const observation of simulation.observations()) {
      if (observation.kind !== "joints") continue;
      for (const { shopperId } of observation.shoppers) names.add(shopperId);
    }
    const { counts } = pipeline;
    expect(counts.people).toBeGreaterThan(500);
    expect([...names].filter((name) => !name.startsWith("nobody"))).toHaveLength(4);
    expect(counts.fragments).toBe(0);
    expect(counts.reported).toBeGreaterThan(0.97 * counts.people);
  });
});
