import { createRandom, type Random } from "@saunter/numerics/random";
import { buildCamera, MILD_DISTORTION } from "@saunter/vision/cameras/camera-builders";
import {
  type Camera,
  createCamera,
  isOnImage,
  movePose,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import { lookAt } from "@saunter/vision/cameras/rotations";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CalibrationRefusal,
  calibrateIntrinsics,
  type LensCalibration,
} from "./calibrate-intrinsics.ts";
import { loadOpenCv } from "./open-cv.ts";
import { type BoardSolver, type BoardView, createBoardSolver } from "./solve-boards.ts";

const OPTIONS = { widthPx: 1280, heightPx: 720, estimateK3: false };
const TRUTH = buildCamera({
  position: { x: 0, y: 0, z: 1 },
  target: { x: 0, y: 0, z: 0 },
  distortion: { ...MILD_DISTORTION, k3: 0 },
});

let solver: BoardSolver;
beforeAll(async () => {
  solver = createBoardSolver(await loadOpenCv());
});

/** The lens before a board of 9 x 7 corners, 5 cm apart, tilted so and held somewhere in view. */
function hang(tiltRad: number, aroundRad: number, random: Random, wobble = 1): Camera {
  const distanceM = 0.62;
  const middle = { x: 0.2, y: 0.15, z: 0 };
  const away = Math.sin(tiltRad) * distanceM;
  const position = {
    x: middle.x + away * Math.cos(aroundRad),
    y: middle.y + away * Math.sin(aroundRad),
    z: Math.cos(tiltRad) * distanceM,
  };
  const pose = { rotation: lookAt(position, middle), position };
  const aside = [0.12, 0.2, 3].map((rad) => wobble * random.uniform(-rad, rad));
  return createCamera({ ...TRUTH, ...movePose(pose, [...aside, 0, 0, 0]) });
}

function takeView(name: string, camera: Camera, random: Random, sdPx = 0.3): BoardView {
  const corners = [];
  for (let i = 0; i < 63; i++) {
    const [boardX, boardY] = [0.05 * (i % 9), 0.05 * Math.floor(i / 9)];
    const pixel = projectPoint(camera, { x: boardX, y: boardY, z: 0 });
    if (pixel === null || !isOnImage(camera, pixel)) continue;
    const [x, y] = [pixel.x + random.normal(0, sdPx), pixel.y + random.normal(0, sdPx)];
    corners.push({ boardX, boardY, x, y });
  }
  return { name, corners };
}

const takeViews = (random: Random, count: number, sdPx = 0.3): BoardView[] =>
  Array.from({ length: count }, (_, i) =>
    takeView(
      `view ${i + 1}`,
      hang(random.uniform(0.3, 0.75), (2 * Math.PI * i) / count, random),
      random,
      sdPx,
    ),
  );

function expectCalibrated(result: LensCalibration | CalibrationRefusal): LensCalibration {
  if (result.kind === "refused") throw new Error(result.message);
  return result;
}

function expectRefused(result: LensCalibration | CalibrationRefusal): CalibrationRefusal {
  if (result.kind === "calibrated") throw new Error("expected a refusal");
  return result;
}

describe("a lens, from views of a board", () => {
  it("does not follow corners that were found elsewhere", () => {
    const views = takeViews(createRandom(67), 8);
    const { lens } = expectCalibrated(calibrateIntrinsics(solver, views, OPTIONS));
    const strayed = views.map((view, at) => ({
      ...view,
      corners: view.corners.map((corner, i) =>
        i === 5 * at ? { ...corner, x: corner.x + 25, y: corner.y - 15 } : corner,
      ),
    }));
    const without = expectCalibrated(calibrateIntrinsics(solver, strayed, OPTIONS));
    expect(without.lens.focalXPx / lens.focalXPx).toBeCloseTo(1, 3);
    expect(without.errorPxRms).toBeLessThan(0.6);
    const all = solver.solveLens(strayed, OPTIONS)!;
    // Followed, they would show.
    expect(all.errorPxRms).toBeGreaterThan(2);
  });

  it("is found exactly where nothing is off", () => {
    const views = takeViews(createRandom(61), 8, 1e-6);
    const { lens, errorPxRms, advice } = expectCalibrated(
      calibrateIntrinsics(solver, views, OPTIONS),
    );
    expect(lens.focalXPx).toBeCloseTo(TRUTH.focalXPx, 2);
    expect(lens.focalYPx).toBeCloseTo(TRUTH.focalYPx, 2);
    expect(lens.centreXPx).toBeCloseTo(TRUTH.centreXPx, 2);
    expect(lens.centreYPx).toBeCloseTo(TRUTH.centreYPx, 2);
    expect(lens.distortion.k1).toBeCloseTo(TRUTH.distortion.k1, 4);
    expect(lens.distortion.k2).toBeCloseTo(TRUTH.distortion.k2, 3);
    expect(lens.distortion.p1).toBeCloseTo(TRUTH.distortion.p1, 5);
    expect(lens.distortion.p2).toBeCloseTo(TRUTH.distortion.p2, 5);
    expect(errorPxRms).toBeLessThan(1e-4);
    expect(advice.filter((line) => line.includes("focal"))).toEqual([]);
  });

  it("is as far off as its sds say, and the views show the noise there is", () => {
    const random = createRandom(62);
    const trials = 25;
    let squares = 0;
    for (let i = 0; i < trials; i++) {
      const found = expectCalibrated(calibrateIntrinsics(solver, takeViews(random, 8), OPTIONS));
      for (const [name, sd] of found.sds) {
        const [a, b] = [found.lens, TRUTH].map((lens) => ({ ...lens, ...lens.distortion })[name]);
        squares += ((a! - b!) / sd) ** 2 / trials;
      }
      // Of two axes, each with the sd 0.3.
      expect(found.errorPxRms).toBeCloseTo(0.3 * Math.SQRT2, 1);
      for (const view of found.views) expect(view.errorPxRms).toBeLessThan(0.6);
    }
    // Chi-square of 8 has the variance 16; the mean over the trials an sd of 0.8.
    expect(squares).toBeGreaterThan(5.6);
    expect(squares).toBeLessThan(10.4);
  });

  it("is found with k3 as well, when it is asked for", () => {
    const views = takeViews(createRandom(63), 10, 0.01);
    const options = { ...OPTIONS, estimateK3: true };
    const found = expectCalibrated(calibrateIntrinsics(solver, views, options));
    expect(Math.abs(found.lens.distortion.k3)).toBeLessThan(4 * found.sds.get("k3")!);
    expect(found.lens.focalXPx).toBeCloseTo(TRUTH.focalXPx, 0);
  });

  it("says which view fits badly", () => {
    const random = createRandom(64);
    const views = takeViews(random, 12);
    views[4] = takeView("shaken", hang(0.5, 1, random), random, 4);
    const found = expectCalibrated(calibrateIntrinsics(solver, views, OPTIONS));
    expect(found.advice.some((line) => line.startsWith("View shaken fits badly"))).toBe(true);
    const others = views.filter(({ name }) => name !== "shaken");
    const { lens } = expectCalibrated(calibrateIntrinsics(solver, others, OPTIONS));
    expect(Math.abs(lens.focalXPx - TRUTH.focalXPx)).toBeLessThan(2);
  });
});

describe("views that do not do", () => {
  it("for being too few are refused", () => {
    const refusal = expectRefused(
      calibrateIntrinsics(solver, takeViews(createRandom(71), 2), OPTIONS),
    );
    expect(refusal.reason).toBe("too-few-views");
    expect(refusal.message).toContain("take 1 more");
  });

  it("for being alike are refused, and named", () => {
    const random = createRandom(72);
    const views = ["a", "b", "c", "d"].map((name) =>
      takeView(name, hang(0.4, 1, random, 0.02), random),
    );
    views.push(takeView("e", hang(0.6, 4, random), random));
    const refusal = expectRefused(calibrateIntrinsics(solver, views, OPTIONS));
    expect(refusal.reason).toBe("views-too-alike");
    expect(refusal.names).toEqual(["a", "b", "c", "d"]);
  });

  it("for showing too little of the board are refused, and named", () => {
    const views = takeViews(createRandom(73), 5);
    views[3] = { ...views[3], corners: views[3].corners.slice(0, 7) };
    const few = expectRefused(calibrateIntrinsics(solver, views, OPTIONS));
    expect(few.names).toEqual(["view 4"]);
    const line = views[1].corners.filter(({ boardY }) => boardY === 0.05);
    views[3] = { ...views[3], corners: line };
    expect(line.length).toBeGreaterThan(7);
    const flat = expectRefused(calibrateIntrinsics(solver, views, OPTIONS));
    expect(flat.reason).toBe("too-few-corners");
    expect(flat.names).toEqual(["view 4"]);
  });
});
