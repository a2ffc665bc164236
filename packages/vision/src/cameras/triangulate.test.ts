import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { buildCamera, buildRing, drawPlace } from "./camera-builders.ts";
import { type Camera, projectPoint } from "./camera-model.ts";
import { measureDistance, type Point3 } from "./rotations.ts";
import { type Observation, triangulate, triangulateRobustly } from "./triangulate.ts";

function see(camera: Camera, place: Point3, sdPx: number, random: Random | null): Observation {
  const pixel = projectPoint(camera, place)!;
  return {
    camera,
    x: pixel.x + (random?.normal(0, sdPx) ?? 0),
    y: pixel.y + (random?.normal(0, sdPx) ?? 0),
    sdPx,
  };
}

/** Solves by Cramer's rule: eᵀ C⁻¹ e. */
function measureMahalanobis(c: Float64Array, e: readonly number[]): number {
  const minor = (r: number, s: number): number => {
    const [r1, r2] = [0, 1, 2].filter((i) => i !== r);
    const [s1, s2] = [0, 1, 2].filter((i) => i !== s);
    const value = c[3 * r1 + s1] * c[3 * r2 + s2] - c[3 * r1 + s2] * c[3 * r2 + s1];
    return (r + s) % 2 === 0 ? value : -value;
  };
  const determinant = c[0] * minor(0, 0) + c[1] * minor(0, 1) + c[2] * minor(0, 2);
  let sum = 0;
  for (let r = 0; r < 3; r++) for (let s = 0; s < 3; s++) sum += e[r] * e[s] * minor(r, s);
  return sum / determinant;
}

describe("a place that two or more cameras see", () => {
  it("is found exactly where nothing is off", () => {
    const random = createRandom(1);
    for (let count = 2; count <= 5; count++) {
      const cameras = buildRing(count + 1).slice(0, count);
      for (let i = 0; i < 50; i++) {
        const place = drawPlace(random);
        const found = triangulate(cameras.map((camera) => see(camera, place, 2, null)))!;
        expect(measureDistance(found.position, place)).toBeLessThan(1e-6);
        expect(found.residualSds).toBeLessThan(1e-4);
        expect(found.degreesOfFreedom).toBe(2 * count - 3);
      }
    }
  });

  it.each([2, 3, 6])("by %d of them is as far off as its covariance says", (count) => {
    const random = createRandom(20 + count);
    const cameras = buildRing(count === 2 ? 5 : count).slice(0, count);
    const trials = 3000;
    let squares = 0;
    let residuals = 0;
    for (let i = 0; i < trials; i++) {
      const place = drawPlace(random);
      const observations = cameras.map((camera, at) => see(camera, place, 2 + at, random));
      const { position, covariance, chiSquare } = triangulate(observations)!;
      const off = [position.x - place.x, position.y - place.y, position.z - place.z];
      squares += measureMahalanobis(covariance, off);
      residuals += chiSquare;
    }
    // A chi-square of 3 has the variance 6: its mean over the trials has an sd of 0.045.
    expect(Math.abs(squares / trials - 3)).toBeLessThan(0.2);
    const degrees = 2 * count - 3;
    expect(Math.abs(residuals / trials - degrees)).toBeLessThan(
      5 * Math.sqrt((2 * degrees) / trials) + 0.02,
    );
  });

  it("is the least of all places near: no small move brings the images nearer", () => {
    const random = createRandom(4);
    const cameras = buildRing(4);
    const place = drawPlace(random);
    const observations = cameras.map((camera) => see(camera, place, 5, random));
    const { position, chiSquare } = triangulate(observations)!;
    const measure = (at: Point3): number =>
      observations.reduce((sum, { camera, x, y, sdPx }) => {
        const pixel = projectPoint(camera, at)!;
        return sum + ((pixel.x - x) ** 2 + (pixel.y - y) ** 2) / sdPx ** 2;
      }, 0);
    expect(measure(position)).toBeCloseTo(chiSquare, 9);
    for (const axis of ["x", "y", "z"] as const) {
      for (const step of [-1e-3, 1e-3]) {
        const moved = { ...position, [axis]: position[axis] + step };
        expect(measure(moved)).toBeGreaterThan(chiSquare);
      }
    }
  });

  it("is not known where their rays are parallel, or nearly so", () => {
    const target = { x: 40, y: 0, z: 1 };
    const pair = (apartM: number): Observation[] =>
      [0, apartM].map((y) =>
        see(buildCamera({ position: { x: 0, y, z: 1 }, target }), target, 2, null),
      );
    expect(triangulate(pair(0))).toBeNull();
    expect(triangulate(pair(0.2))).toBeNull();
    expect(triangulate(pair(4))).not.toBeNull();
    // Exactly parallel: the same pixel of two that look the same way.
    const [a, b] = [0, 1].map((y) =>
      buildCamera({ position: { x: 0, y, z: 1 }, target: { x: 1, y, z: 1 } }),
    );
    const same = { x: 700, y: 300, sdPx: 1 };
    expect(
      triangulate([
        { camera: a, ...same },
        { camera: b, ...same },
      ]),
    ).toBeNull();
  });

  it("is not behind one of them", () => {
    const position = { x: 0, y: 0, z: 1 };
    const ahead = { x: 5, y: 0, z: 1 };
    const a = buildCamera({ position, target: ahead });
    const b = buildCamera({ position: { x: 0, y: 1, z: 1 }, target: { x: 5, y: 1, z: 1 } });
    // Rays that part: they meet behind both.
    const parting = [
      { camera: a, x: 900, y: 352, sdPx: 1 },
      { camera: b, x: 400, y: 352, sdPx: 1 },
    ];
    expect(triangulate(parting)).toBeNull();
  });

  it("needs two, with sds above 0", () => {
    const [camera] = buildRing(1);
    const one = { camera, x: 1, y: 1, sdPx: 1 };
    expect(() => triangulate([one])).toThrow(RangeError);
    expect(() => triangulate([one, { ...one, sdPx: 0 }])).toThrow(RangeError);
    expect(() => triangulate([one, { ...one, x: Number.NaN }])).toThrow(RangeError);
  });
});

describe("one sighting that is wrong", () => {
  it("among four is left out, whichever it is", () => {
    const random = createRandom(7);
    const cameras = buildRing(4);
    let right = 0;
    for (let i = 0; i < 400; i++) {
      const place = drawPlace(random);
      const observations = cameras.map((camera) => see(camera, place, 2, random));
      const wrongAt = i % 4;
      const wrong = observations[wrongAt];
      const angle = random.uniform(0, 2 * Math.PI);
      observations[wrongAt] = {
        ...wrong,
        x: wrong.x + 80 * Math.cos(angle),
        y: wrong.y + 80 * Math.sin(angle),
      };
      const found = triangulateRobustly(observations);
      if (found?.droppedAt !== wrongAt) continue;
      right++;
      expect(measureDistance(found.position, place)).toBeLessThan(0.05);
      expect(found.errorsSds[wrongAt]).toBeGreaterThan(20);
    }
    expect(right).toBeGreaterThan(390);
  });

  it("among three leaves it open at times which, and says so", () => {
    const random = createRandom(8);
    const cameras = buildRing(3);
    let sure = 0;
    let sureAndWrong = 0;
    for (let i = 0; i < 400; i++) {
      const place = drawPlace(random);
      const observations = cameras.map((camera) => see(camera, place, 2, random));
      observations[1] = {
        ...observations[1],
        x: observations[1].x + 50,
        y: observations[1].y - 50,
      };
      const found = triangulateRobustly(observations);
      if (found === null || found.isAmbiguous) continue;
      sure++;
      if (found.droppedAt !== 1) sureAndWrong++;
    }
    expect(sure).toBeGreaterThan(200);
    expect(sureAndWrong).toBe(0);
  });

  it("is not seen where there is none, but one time in a thousand", () => {
    const random = createRandom(9);
    const cameras = buildRing(4);
    let dropped = 0;
    for (let i = 0; i < 2000; i++) {
      const place = drawPlace(random);
      const found = triangulateRobustly(cameras.map((camera) => see(camera, place, 2, random)));
      if (found === null || found.droppedAt !== null) dropped++;
    }
    expect(dropped).toBeLessThan(10);
  });

  it("among two cannot be identified, nor two among four", () => {
    const cameras = buildRing(4);
    const place = { x: 4, y: 3, z: 1 };
    const observations = cameras.map((camera) => see(camera, place, 2, null));
    const off = (at: number, by: number): Observation => ({
      ...observations[at],
      y: observations[at].y + by,
    });
    expect(triangulateRobustly([observations[0], off(1, 90)])).toBeNull();
    expect(
      triangulateRobustly([off(0, 80), off(1, -95), observations[2], observations[3]]),
    ).toBeNull();
  });
});
