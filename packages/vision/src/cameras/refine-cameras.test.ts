import { invertDefinite } from "@saunter/numerics/levenberg-marquardt";
import { createRandom, type Random } from "@saunter/numerics/random";
import { sampleTests } from "@saunter/testing/sample";
import { describe, expect, it as vitestIt } from "vitest";
import { CAMERAS_MAX, WALK_SIGHTINGS_MAX } from "../limits.ts";
import { findPriorOff } from "./bundle.ts";
import { buildRing, drawPlace } from "./camera-builders.ts";
import { type Camera, isOnImage, movePose, projectPoint } from "./camera-model.ts";
import { type CameraPrior, refineCameras, type WalkObservation } from "./refine-cameras.ts";
import { addScaled, measureDistance, measureTurn, type Point3 } from "./rotations.ts";

const it = sampleTests(vitestIt, 0.5);

const SDS = [0.004, 0.004, 0.004, 0.02, 0.02, 0.02];
const COVARIANCE = Float64Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? SDS[i / 7] ** 2 : 0));

const move = (camera: Camera, step: readonly number[]): Camera => ({
  ...camera,
  ...movePose(camera, step),
});

/** The cameras as a resection would give them: off by their covariance. */
const misplace = (cameras: readonly Camera[], random: Random): CameraPrior[] =>
  cameras.map((camera) => ({
    camera: move(
      camera,
      SDS.map((sd) => random.normal(0, sd)),
    ),
    poseCovariance: COVARIANCE,
  }));

interface Walk {
  readonly places: number;
  readonly sdPx: number;
  /** Of observations that are of something else. */
  readonly wrongShare?: number;
  /** What each camera's clock is ahead by. */
  readonly offsetsS?: readonly number[];
}

function watch(cameras: readonly Camera[], random: Random, walk: Walk): WalkObservation[] {
  const { sdPx, wrongShare = 0, offsetsS = [] } = walk;
  const observations: WalkObservation[] = [];
  for (let place = 0; place < walk.places; place++) {
    const at = drawPlace(random);
    const heading = random.uniform(0, 2 * Math.PI);
    const velocity: Point3 = { x: Math.cos(heading), y: Math.sin(heading), z: 0 };
    cameras.forEach((camera, c) => {
      const shown = addScaled(at, -(offsetsS[c] ?? 0), velocity);
      const pixel = projectPoint(camera, shown);
      const later = projectPoint(camera, addScaled(shown, 0.01, velocity));
      if (pixel === null || later === null || !isOnImage(camera, pixel)) return;
      const off = random.chance(wrongShare) ? random.uniform(40, 150) : 0;
      observations.push({
        place,
        cameraId: camera.cameraId,
        x: pixel.x + off + random.normal(0, sdPx),
        y: pixel.y - off + random.normal(0, sdPx),
        sdPx,
        velocityXPxS: (later.x - pixel.x) / 0.01,
        velocityYPxS: (later.y - pixel.y) / 0.01,
      });
    });
  }
  return observations;
}

function measureMahalanobis(covariance: Float64Array, error: readonly number[]): number {
  const inverse = invertDefinite(covariance, 6)!;
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) sum += error[i] * error[j] * inverse[6 * i + j];
  }
  return sum;
}

describe("cameras that see people walk", () => {
  it("are then as far off as they say, and say of none that it has moved", () => {
    const random = createRandom(81);
    let [squares, moves, count] = [0, 0, 0];
    for (let trial = 0; trial < 20; trial++) {
      const truth = buildRing(4);
      const observations = watch(truth, random, { places: 120, sdPx: 2 });
      const { cameras } = refineCameras(misplace(truth, random), observations);
      cameras.forEach((one, c) => {
        const error = findPriorOff(one.camera, truth[c], 0).slice(0, 6);
        squares += measureMahalanobis(one.poseCovariance, error);
        moves += one.movedSds ** 2;
        count++;
        expect(one.isMoved).toBe(false);
        expect(one.errorPxMedian).toBeLessThan(3);
        expect(one.timeOffsetS).toBe(0);
      });
    }
    // Chi-squares of 6; those of one trial's cameras hang together, as they share one world.
    expect(squares / count).toBeGreaterThan(4.5);
    expect(squares / count).toBeLessThan(7.5);
    expect(moves / count).toBeGreaterThan(4.5);
    expect(moves / count).toBeLessThan(7.5);
  });

  it("agree far better with each other than before", () => {
    const random = createRandom(82);
    const truth = buildRing(5);
    const priors = misplace(truth, random);
    const { cameras } = refineCameras(priors, watch(truth, random, { places: 300, sdPx: 2 }));
    const measureApart = (list: readonly Camera[]): number =>
      truth.reduce((sum, camera, c) => {
        const apart = measureTurn(camera.rotation, truth[0].rotation);
        return sum + Math.abs(measureTurn(list[c].rotation, list[0].rotation) - apart);
      }, 0);
    const before = measureApart(priors.map(({ camera }) => camera));
    expect(measureApart(cameras.map(({ camera }) => camera))).toBeLessThan(before / 3);
  });

  it.each([0, 1, 3])("find the one that was knocked (number %d), and blame no other", (knocked) => {
    const random = createRandom(83 + knocked);
    const before = buildRing(4);
    const priors = misplace(before, random);
    const step = [0.03, -0.02, 0.015, 0.02, 0.03, -0.02];
    const now = before.map((camera, c) => (c === knocked ? move(camera, step) : camera));
    const walk = { places: 150, sdPx: 2, wrongShare: 0.03 };
    const { cameras } = refineCameras(priors, watch(now, random, walk));
    expect(cameras.map(({ isMoved }) => isMoved)).toEqual(now.map((_, c) => c === knocked));
    expect(cameras.map(({ timeOffsetS }) => timeOffsetS)).toEqual([0, 0, 0, 0]);
    expect(cameras[knocked].movedSds).toBeGreaterThan(6);
    expect(cameras[knocked].turnedRad).toBeGreaterThan(0.025);
    cameras.forEach((one, c) => {
      expect(measureTurn(one.camera.rotation, now[c].rotation)).toBeLessThan(0.01);
      expect(measureDistance(one.camera.position, now[c].position)).toBeLessThan(0.06);
      expect(one.observationsDropped / one.observations).toBeGreaterThan(0.005);
      expect(one.observationsDropped / one.observations).toBeLessThan(0.1);
    });
  });

  it("find it without any velocities as well", () => {
    const random = createRandom(86);
    const before = buildRing(4);
    const priors = misplace(before, random);
    const now = before.map((camera, c) => (c === 2 ? move(camera, [0.04, 0, 0, 0, 0, 0]) : camera));
    const still = watch(now, random, { places: 150, sdPx: 2 }).map(
      ({ velocityXPxS: _x, velocityYPxS: _y, ...observation }) => observation,
    );
    const { cameras } = refineCameras(priors, still);
    expect(cameras.map(({ isMoved }) => isMoved)).toEqual([false, false, true, false]);
  });

  it("find two that were knocked among six", () => {
    const random = createRandom(87);
    const before = buildRing(6);
    const priors = misplace(before, random);
    const now = before.map((camera, c) => {
      if (c === 1) return move(camera, [0, 0.05, 0, 0, 0, 0]);
      return c === 4 ? move(camera, [0.04, 0, 0.02, 0, 0, 0]) : camera;
    });
    const { cameras } = refineCameras(priors, watch(now, random, { places: 150, sdPx: 2 }));
    expect(cameras.map(({ isMoved }) => isMoved)).toEqual([false, true, false, false, true, false]);
  });

  it.each([
    { seed: 28, corner: 12 },
    { seed: 10, corner: 40 },
    { seed: 28, corner: 40 },
  ])(
    "stay where one was known to be that sees too little to say where else it is ($seed, $corner)",
    ({ seed, corner }) => {
      const random = createRandom(seed);
      const truth = buildRing(4);
      const firm = COVARIANCE.map((_, i) => (i % 7 === 0 ? (i < 21 ? 1e-6 : 1e-4) : 0));
      const priors = truth.map((camera, c) => ({
        camera,
        poseCovariance: c === 2 ? firm : COVARIANCE,
      }));
      const observations: WalkObservation[] = [];
      const see = (place: number, at: Point3, c: number, off: readonly [number, number]): void => {
        const pixel = projectPoint(truth[c], at);
        if (pixel === null || !isOnImage(truth[c], pixel)) return;
        const [x, y] = [pixel.x + random.normal(off[0], 2), pixel.y + random.normal(off[1], 2)];
        observations.push({ place, cameraId: truth[c].cameraId, x, y, sdPx: 5 });
      };
      for (let place = 0; place < 200; place++) {
        const at = drawPlace(random);
        for (const c of [0, 1, 3]) see(place, at, c, [0, 0]);
      }
      // It sees people in one corner alone, with one other camera, and their joints are wrong together.
      const middle = drawPlace(random);
      const offPx = [random.normal(0, 14), random.normal(0, 14)] as const;
      const near = (metres: number): number => metres + random.normal(0, 0.15);
      for (let place = 200; place < 200 + corner; place++) {
        const at = { x: near(middle.x), y: near(middle.y), z: near(middle.z) };
        see(place, at, 1, [0, 0]);
        see(place, at, 2, offPx);
      }
      const [, , held] = refineCameras(priors, observations).cameras;
      expect(held.observations).toBe(corner);
      expect(held.isMoved).toBe(false);
      expect(held.turnedRad).toBeLessThan(0.02);
      expect(held.movedM).toBeLessThan(0.05);
    },
  );

  it("find by how much each clock is ahead, where it is sought", () => {
    const random = createRandom(88);
    const truth = buildRing(4);
    const offsetsS = [0, 0.06, -0.04, 0];
    const priors = misplace(truth, random).map((prior, c) => ({
      ...prior,
      timeOffsetSdS: c === 0 ? 1e-4 : 0.1,
    }));
    const walk = { places: 300, sdPx: 2, offsetsS };
    const { cameras } = refineCameras(priors, watch(truth, random, walk));
    cameras.forEach((one, c) => {
      const off = Math.abs(one.timeOffsetS - offsetsS[c]);
      expect(off).toBeLessThan(0.006);
      expect(off / one.timeOffsetSdS).toBeLessThan(4);
      expect(one.isMoved).toBe(false);
    });
  });

  it("stay where they were known to be, where nothing is seen by two", () => {
    const truth = buildRing(3);
    const priors = misplace(truth, createRandom(89));
    const lonely = { place: 1, cameraId: "cam1", x: 100, y: 100, sdPx: 2 };
    const { cameras, places } = refineCameras(priors, [lonely, { ...lonely, place: 2 }]);
    expect(places).toBe(0);
    cameras.forEach((one, c) => {
      expect(measureDistance(one.camera.position, priors[c].camera.position)).toBeLessThan(1e-9);
      expect(one.isMoved).toBe(false);
      for (let i = 0; i < 6; i++) {
        expect(one.poseCovariance[7 * i] / COVARIANCE[7 * i]).toBeCloseTo(1, 6);
      }
    });
  });
});

describe("what cannot be refined", () => {
  const priors = misplace(buildRing(2), createRandom(90));
  const observation = { place: 1, cameraId: "cam1", x: 1, y: 1, sdPx: 1 };

  it("is more cameras or observations than can be, and one fewer is not", () => {
    const many = misplace(buildRing(CAMERAS_MAX + 1), createRandom(91));
    expect(refineCameras(many.slice(1), []).cameras.length).toBe(CAMERAS_MAX);
    expect(() => refineCameras(many, [])).toThrow(RangeError);
    const crowd = Array.from({ length: WALK_SIGHTINGS_MAX }, () => observation);
    expect(refineCameras(priors, crowd).places).toBe(0);
    expect(() => refineCameras(priors, [...crowd, observation])).toThrow(RangeError);
  });

  it("is refused", () => {
    expect(() => refineCameras(priors.slice(1), [])).toThrow(RangeError);
    expect(() => refineCameras([priors[0], priors[0]], [])).toThrow("same name");
    expect(() => refineCameras(priors, [{ ...observation, cameraId: "cam9" }])).toThrow("cam9");
    expect(() => refineCameras(priors, [{ ...observation, sdPx: 0 }])).toThrow(RangeError);
    expect(() => refineCameras(priors, [{ ...observation, x: Number.NaN }])).toThrow(RangeError);
    const flat = { ...priors[0], poseCovariance: new Float64Array(36) };
    expect(() => refineCameras([flat, priors[1]], [])).toThrow("covariance");
    const small = { ...priors[0], poseCovariance: new Float64Array(9) };
    expect(() => refineCameras([small, priors[1]], [])).toThrow("6 x 6");
  });
});
