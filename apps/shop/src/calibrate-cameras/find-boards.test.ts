/** Boards that are painted as a known camera would see them, found and calibrated with again. */
import { type Camera, createLens, projectPoint } from "@saunter/vision/cameras/camera-model";
import { beforeAll, describe, expect, it } from "vitest";
import { CommandFailure } from "../command-line/command-io.ts";
import { type BoardDetector, openBoardDetector } from "./board-detector.ts";
import { holdBoard, paintBoard, traceLens } from "./board-fixture.ts";
import {
  CELLS_A_SQUARE,
  CORNERS_X,
  CORNERS_Y,
  findCornerPlace,
  SQUARES_X,
  SQUARES_Y,
} from "./board-layout.ts";
import { chooseViews, type SeenBoard } from "./choose-views.ts";
import { fitLens } from "./fit-lens.ts";

const SQUARE_M = 0.024;
/** How exactly corners are found in a sharp picture, each axis. */
const CORNER_SD_PX = 0.3;
const LENS = createLens({
  widthPx: 640,
  heightPx: 360,
  focalXPx: 520,
  focalYPx: 523,
  centreXPx: 316,
  centreYPx: 183,
  distortion: { k1: -0.22, k2: 0.06, p1: 0, p2: 0, k3: 0 },
});
const CORNERS = CORNERS_X * CORNERS_Y;

let detector: BoardDetector;
let cells: Uint8Array;
let rays: Float64Array;
let taken: ReturnType<typeof take>[];
let views: SeenBoard[];
beforeAll(async () => {
  detector = await openBoardDetector();
  cells = detector.drawCells();
  rays = traceLens(LENS);
  taken = HOLDS.map((hold, at) => take(`view ${at}`, hold));
  views = taken.map(({ image }) => ({
    name: image.name,
    corners: detector.findCorners(image),
  }));
});

/** Turned about the camera's axes, radians, and held where it is seen, metres. */
const HOLDS: readonly (readonly [number, number, number, number, number, number])[] = [
  [0, 0, 0, 0, 0, 0.34],
  [0.5, 0, 0.1, 0.02, -0.01, 0.36],
  [-0.5, 0.1, 0, -0.03, 0.01, 0.36],
  [0, 0.6, -0.1, 0.06, 0.02, 0.36],
  [0.1, -0.6, 0, -0.06, -0.02, 0.36],
  [0.35, 0.4, 0.3, 0.03, 0.02, 0.33],
  [-0.35, 0.4, -0.2, 0.02, -0.02, 0.33],
  [0.3, -0.4, 0.2, -0.04, 0.02, 0.33],
];

function take(name: string, hold: (typeof HOLDS)[number]) {
  const [turnX, turnY, turnZ, x, y, z] = hold;
  const pose = holdBoard({ x: turnX, y: turnY, z: turnZ }, { x, y, z }, SQUARE_M);
  const image = paintBoard({ name, lens: LENS, rays, pose, squareM: SQUARE_M, cells });
  const camera: Camera = { ...LENS, ...pose, cameraId: "A" };
  return { image, camera };
}

describe("the board", () => {
  it("is drawn as so many squares, black at its first corner, with a marker in each white one", () => {
    const across = SQUARES_X * CELLS_A_SQUARE;
    expect(cells).toHaveLength(across * SQUARES_Y * CELLS_A_SQUARE);
    const isSquareBlack = (column: number, row: number): boolean =>
      cells[(row * across + column) * CELLS_A_SQUARE] === 1;
    expect([isSquareBlack(0, 0), isSquareBlack(1, 0), isSquareBlack(1, 1)]).toEqual([
      ...[true, false, true],
    ]);
    const marker = cells.slice(across + CELLS_A_SQUARE, across + 2 * CELLS_A_SQUARE);
    expect([...marker]).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
  });

  it("is found to a fraction of a pixel, corner by corner", () => {
    const errors: number[] = [];
    for (const [at, { camera }] of taken.entries()) {
      const found = views[at]!.corners;
      expect(found.length).toBeGreaterThan(CORNERS / 2);
      for (const { corner, x, y } of found) {
        const place = findCornerPlace(corner, SQUARE_M);
        const pixel = projectPoint(camera, { ...place, z: 0 })!;
        errors.push(Math.hypot(pixel.x - x, pixel.y - y));
      }
    }
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(rms).toBeLessThan(CORNER_SD_PX * Math.SQRT2);
  });

  it("is not found where there is none", () => {
    const { image } = take("wall", [0, 0, 0, 0, 0, 30]);
    expect(detector.findCorners(image)).toEqual([]);
  });
});

describe("a lens", () => {
  const options = { widthPx: 640, heightPx: 360, squareMm: SQUARE_M * 1000, estimateK3: false };

  it("is what it was painted with, to half a percent of its focal length", () => {
    const { chosen } = chooseViews(detector, views, LENS.widthPx);
    const { calibration, leftOut } = fitLens(detector, chosen, options);
    expect(leftOut).toEqual([]);
    expect(calibration.errorPxRms).toBeLessThan(0.4);
    const { focalXPx, focalYPx, centreXPx, centreYPx } = calibration.lens;
    expect(Math.abs(focalXPx / LENS.focalXPx - 1)).toBeLessThan(0.005);
    expect(Math.abs(focalYPx / LENS.focalYPx - 1)).toBeLessThan(0.005);
    expect(Math.abs(centreXPx - LENS.centreXPx)).toBeLessThan(3);
    expect(Math.abs(centreYPx - LENS.centreYPx)).toBeLessThan(3);
  });

  it("is found without a view that was blurred, which is named", () => {
    const bent = views[3]!.corners.map((corner, i) => ({ ...corner, x: corner.x + 4 * (i % 3) }));
    const { calibration, leftOut } = fitLens(
      detector,
      views.with(3, { name: "view 3", corners: bent }),
      options,
    );
    expect(leftOut.map(({ name }) => name)).toEqual(["view 3"]);
    expect(Math.abs(calibration.lens.focalXPx / LENS.focalXPx - 1)).toBeLessThan(0.005);
  });

  it("is refused from views that are tilted alike, with what to do", () => {
    const alike = [0, 1, 2, 3].map((at) => ({ ...views[0]!, name: `view ${at}` }));
    expect(() => fitLens(detector, alike, options)).toThrow(CommandFailure);
    expect(() => fitLens(detector, alike, options)).toThrow(
      /tilted the same way.*take views with it tilted/,
    );
  });
});
