import { invertDefinite } from "@saunter/numerics/levenberg-marquardt";
import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { POINTS_MAX } from "../limits.ts";
import { DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import { buildCamera, buildRing, drawPlace, MILD_DISTORTION } from "./camera-builders.ts";
import { type Camera, castRay, createCamera, projectPoint } from "./camera-model.ts";
import { NO_DISTORTION } from "./lens-distortion.ts";
import type { KnownPoint } from "./pose-fit.ts";
import { type Resection, type ResectionRefusal, resectCamera } from "./resect-camera.ts";
import {
  addScaled,
  measureDistance,
  measureTurn,
  multiplyRotations,
  type Point3,
  transpose,
  vectorFromRotation,
} from "./rotations.ts";

const TILES: Point3[] = [
  { x: 2.5, y: 2, z: 0 },
  { x: 5.5, y: 2.2, z: 0 },
  { x: 5.2, y: 4.2, z: 0 },
  { x: 2.6, y: 4, z: 0 },
];

function click(camera: Camera, places: readonly Point3[], random: Random | null): KnownPoint[] {
  return places.map((place, i) => {
    const pixel = projectPoint(camera, place)!;
    const off = (): number => random?.normal(0, 1.5) ?? 0;
    return { name: `point ${i + 1}`, place, x: pixel.x + off(), y: pixel.y + off(), sdPx: 1.5 };
  });
}

/** The same lens, hung nowhere in particular. */
const takeDown = (camera: Camera): Camera =>
  createCamera({
    ...camera,
    rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    position: { x: 0, y: 0, z: 0 },
  });

function expectResected(result: Resection | ResectionRefusal): Resection {
  if (result.kind === "refused") throw new Error(result.message);
  return result;
}

function expectRefused(result: Resection | ResectionRefusal): ResectionRefusal {
  if (result.kind === "resected") throw new Error("expected a refusal");
  return result;
}

/** How far a pose is off, in the six numbers of its covariance. */
function findPoseError(found: Camera, truth: Camera): number[] {
  const turn = vectorFromRotation(multiplyRotations(truth.rotation, transpose(found.rotation)));
  const { x, y, z } = truth.position;
  const at = found.position;
  return [turn.x, turn.y, turn.z, x - at.x, y - at.y, z - at.z];
}

function measureMahalanobis(covariance: Float64Array, error: readonly number[]): number {
  const inverse = invertDefinite(covariance, error.length)!;
  let sum = 0;
  error.forEach((a, i) => {
    error.forEach((b, j) => {
      sum += a * b * inverse[i * error.length + j];
    });
  });
  return sum;
}

describe("a camera's pose", () => {
  it("is found exactly from four points on the floor, or any that are known exactly", () => {
    const random = createRandom(31);
    for (const camera of [...buildRing(5), ...buildRing(4, NO_DISTORTION)]) {
      const sets = [TILES, [0, 1, 2, 3, 4].map(() => drawPlace(random))];
      for (const places of sets) {
        const found = expectResected(resectCamera(takeDown(camera), click(camera, places, null)));
        expect(measureDistance(found.camera.position, camera.position)).toBeLessThan(1e-4);
        expect(measureTurn(found.camera.rotation, camera.rotation)).toBeLessThan(1e-4);
        expect(found.errorPxRms).toBeLessThan(1e-3);
      }
    }
  });

  it.each([
    ["six points on the floor", 6, true],
    ["ten points anywhere", 10, false],
  ])("of %s is as far off as its covariance says", (_, count, isFlat) => {
    const random = createRandom(41);
    const trials = 150;
    let squares = 0;
    let chiSquares = 0;
    for (let i = 0; i < trials; i++) {
      const camera = random.pick(buildRing(5));
      const places = Array.from({ length: count }, () => {
        const place = drawPlace(random);
        return isFlat ? { ...place, z: 0 } : place;
      });
      if (isFlat) places.splice(0, 4, ...TILES);
      const found = expectResected(resectCamera(takeDown(camera), click(camera, places, random)));
      squares += measureMahalanobis(found.poseCovariance, findPoseError(found.camera, camera));
      chiSquares += found.residualSds ** 2;
    }
    // Chi-square of 6 has the variance 12; the mean over the trials an sd of 0.28.
    expect(squares / trials).toBeGreaterThan(5);
    expect(squares / trials).toBeLessThan(7);
    expect(chiSquares / trials).toBeGreaterThan(0.85);
    expect(chiSquares / trials).toBeLessThan(1.15);
  });

  it("puts things at the working place as far off as it says", () => {
    const random = createRandom(42);
    const workingPlace = { x: 4, y: 3, z: 1.2 };
    let squares = 0;
    let stated = 0;
    const trials = 150;
    for (let i = 0; i < trials; i++) {
      const camera = random.pick(buildRing(5));
      const points = click(camera, TILES, random);
      const found = expectResected(resectCamera(takeDown(camera), points, { workingPlace }));
      const ray = castRay(found.camera, projectPoint(camera, workingPlace)!)!;
      const along = addScaled(ray.origin, measureDistance(ray.origin, workingPlace), ray.direction);
      squares += (100 * measureDistance(along, workingPlace)) ** 2;
      stated += found.workingSdCm ** 2;
      expect(found.workingDistanceM).toBeCloseTo(
        measureDistance(found.camera.position, workingPlace),
        9,
      );
    }
    expect(Math.sqrt(squares / stated)).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares / stated)).toBeLessThan(1.25);
  });

  it("is found with the focal length and k1, from a guess of them", () => {
    const random = createRandom(43);
    for (const camera of buildRing(5, { ...NO_DISTORTION, k1: -0.2 })) {
      const places = Array.from({ length: 14 }, () => drawPlace(random));
      const guess = { ...takeDown(camera), focalXPx: 1500, focalYPx: 1515 };
      const blank = createCamera({ ...guess, distortion: NO_DISTORTION });
      const found = expectResected(
        resectCamera(blank, click(camera, places, random), {
          estimateFocal: true,
          estimateK1: true,
        }),
      );
      const off = found.camera.focalXPx - camera.focalXPx;
      expect(Math.abs(off) / found.focalSdPx!).toBeLessThan(4);
      expect(found.focalSdPx).toBeLessThan(60);
      expect(Math.abs(found.camera.distortion.k1 + 0.2) / found.k1Sd!).toBeLessThan(4);
      expect(Math.abs(found.residualSds - 1)).toBeLessThan(0.6);
    }
  });

  it("has the sds that its points show, where they scatter more than was said", () => {
    const random = createRandom(44);
    const [camera] = buildRing(3);
    const places = Array.from({ length: 20 }, () => drawPlace(random));
    const honest = click(camera, places, random);
    const proud = honest.map((point) => ({ ...point, sdPx: 0.5 }));
    const [a, b] = [honest, proud].map((points) =>
      expectResected(resectCamera(takeDown(camera), points)),
    );
    expect(b.residualSds).toBeGreaterThan(2);
    expect(b.positionSdCm / a.positionSdCm).toBeGreaterThan(0.7);
    expect(b.positionSdCm / a.positionSdCm).toBeLessThan(1.4);
  });

  it("seen from afar has another that fits as well, until a point off the plane decides", () => {
    const random = createRandom(45);
    const camera = buildCamera({
      position: { x: 4, y: -11, z: 6 },
      target: { x: 4, y: 3, z: 0 },
      focalPx: 900,
    });
    const small = [
      { x: 3.8, y: 2.8, z: 0 },
      { x: 4.2, y: 2.8, z: 0 },
      { x: 4.2, y: 3.2, z: 0 },
      { x: 3.8, y: 3.2, z: 0 },
    ];
    const open = expectResected(resectCamera(takeDown(camera), click(camera, small, random)));
    expect(open.alternative).not.toBeNull();
    const higher = [...small, { x: 4, y: 3, z: 1.5 }];
    const closed = expectResected(resectCamera(takeDown(camera), click(camera, higher, random)));
    expect(closed.alternative).toBeNull();
    expect(measureTurn(closed.camera.rotation, camera.rotation)).toBeLessThan(0.2);
  });
});

describe("points that do not do", () => {
  it("are judged by the parameters that are given", () => {
    const [camera] = buildRing(1);
    const clicked = click(camera, TILES, null);
    expect(resectCamera(takeDown(camera), clicked).kind).toBe("resected");
    const strict = { ...DEFAULT_CAMERAS, lineShare: 1 };
    const refusal = resectCamera(takeDown(camera), clicked, {}, strict);
    expect(refusal).toMatchObject({ kind: "refused", reason: "points-in-line" });
  });

  const [camera] = buildRing(3, MILD_DISTORTION);
  const places = [...TILES, { x: 4, y: 3, z: 0 }, { x: 3, y: 3, z: 1.1 }, { x: 5, y: 3, z: 0.7 }];

  it("for being too few are refused, with how many are missing", () => {
    const points = click(camera, TILES.slice(0, 3), null);
    const refusal = expectRefused(resectCamera(camera, points));
    expect(refusal.reason).toBe("too-few-points");
    expect(refusal.message).toContain("click 1 more");
    const more = expectRefused(
      resectCamera(camera, points, { estimateFocal: true, estimateK1: true }),
    );
    expect(more.message).toContain("click 3 more");
  });

  it("for lying on one line are refused", () => {
    const line = [0, 1, 2, 3, 4].map((i) => ({ x: 2.5 + 0.6 * i, y: 2 + 0.3 * i, z: 0 }));
    const refusal = expectRefused(resectCamera(camera, click(camera, line, null)));
    expect(refusal.reason).toBe("points-in-line");
    expect(refusal.names.length).toBe(5);
  });

  it("for one that is wrong are refused, and it is named, whichever it is", () => {
    const random = createRandom(51);
    places.forEach((_, wrongAt) => {
      const points = click(camera, places, random);
      points[wrongAt] = { ...points[wrongAt], x: points[wrongAt].x + 60 };
      const refusal = expectRefused(resectCamera(camera, points));
      expect(refusal.reason).toBe("point-fits-badly");
      expect(refusal.names).toEqual([`point ${wrongAt + 1}`]);
      expect(refusal.message).toMatch(/"point \d" is \d+ px off/);
    });
  });

  it("for three that are wrong among fourteen are refused, and all are named", () => {
    const random = createRandom(54);
    const many = [...places, ...Array.from({ length: 7 }, () => drawPlace(random))];
    const points = click(camera, many, random);
    for (const at of [1, 6, 9]) points[at] = { ...points[at], y: points[at].y + 40 + 20 * at };
    const refusal = expectRefused(resectCamera(camera, points));
    expect([...refusal.names].sort()).toEqual(["point 10", "point 2", "point 7"]);
  });

  it("for a lens that is not the one it is thought to be are not blamed one by one", () => {
    const random = createRandom(55);
    const many = Array.from({ length: 40 }, () => drawPlace(random));
    const points = click(camera, many, random);
    const straight = createCamera({ ...camera, distortion: NO_DISTORTION });
    const found = expectResected(resectCamera(straight, points));
    expect(found.residualSds).toBeGreaterThan(2);
    expect(found.errorPxRms).toBeGreaterThan(3);
  });

  it("for one among four are refused too, without saying which where it cannot be said", () => {
    const points = click(camera, TILES, createRandom(52));
    points[2] = { ...points[2], y: points[2].y - 90 };
    const refusal = expectRefused(resectCamera(camera, points));
    expect(refusal.reason).toBe("points-disagree");
  });

  it("for being more than can be throw, and one fewer do", () => {
    const random = createRandom(53);
    const many = Array.from({ length: POINTS_MAX }, () => drawPlace(random));
    expectResected(resectCamera(camera, click(camera, many, random)));
    const more = [...many, drawPlace(random)];
    expect(() => resectCamera(camera, click(camera, more, random))).toThrow(RangeError);
  });

  it("for not being numbers throw", () => {
    const points = click(camera, places, null);
    points[1] = { ...points[1], x: Number.NaN };
    expect(() => resectCamera(camera, points)).toThrow("point 2");
    points[1] = { ...points[1], x: 1, sdPx: 0 };
    expect(() => resectCamera(camera, points)).toThrow(RangeError);
  });
});
