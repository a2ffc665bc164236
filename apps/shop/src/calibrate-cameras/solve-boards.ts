/** Lenses and tilts from corners of the board, as OpenCV finds them. */
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { holdMats, type Mat, type OpenCv } from "./open-cv.ts";

/** A corner of the board, metres in its own axes, and where it is seen, pixels. */
export interface BoardCorner {
  readonly boardX: number;
  readonly boardY: number;
  readonly x: number;
  readonly y: number;
}

export interface BoardView {
  readonly name: string;
  readonly corners: readonly BoardCorner[];
}

export interface SolveOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** It needs corners at the very edge. */
  readonly estimateK3: boolean;
}

/** Focal x and y, centre x and y, k1, k2, p1, p2, k3, each with its sd. */
export interface SolvedLens {
  readonly values: readonly number[];
  /** 0 of what was not sought. */
  readonly sds: readonly number[];
  readonly errorPxRms: number;
  /** Of each view. */
  readonly errorsPxRms: readonly number[];
  /** Of each view's board against the camera. */
  readonly poses: readonly BoardPose[];
}

export interface BoardPose {
  /** Axis times angle. */
  readonly turn: Point3;
  /** Of the board's origin in the camera's axes, metres. */
  readonly shift: Point3;
}

export interface BoardSolver {
  /** Where the picture shows places of the board's plane. The corners are not on one line. */
  readonly mapBoard: (
    corners: readonly BoardCorner[],
    places: readonly (readonly [number, number])[],
  ) => [number, number][];
  /** How a board is turned against the camera, for a lens that is only guessed. */
  readonly turnBoard: (view: BoardView, focalPx: number, centre: [number, number]) => Point3;
  /** Null where no lens shows the boards so. */
  readonly solveLens: (views: readonly BoardView[], options: SolveOptions) => SolvedLens | null;
}

const ITERATIONS_MAX = 100;
const CHANGE_MIN = 1e-12;

export function createBoardSolver(cv: OpenCv): BoardSolver {
  return {
    mapBoard: (corners, places) => mapBoard(cv, corners, places),
    turnBoard: (view, focalPx, centre) => turnBoard(cv, view, focalPx, centre),
    solveLens: (views, options) => solveLens(cv, views, options),
  };
}

function makePlaces(cv: OpenCv, corners: readonly BoardCorner[]): Mat {
  const values = corners.flatMap(({ boardX, boardY }) => [boardX, boardY, 0]);
  return cv.matFromArray(corners.length, 1, cv.CV_32FC3, values);
}

function makePixels(cv: OpenCv, corners: readonly BoardCorner[]): Mat {
  const values = corners.flatMap(({ x, y }) => [x, y]);
  return cv.matFromArray(corners.length, 1, cv.CV_32FC2, values);
}

const takePoint = ({ data64F: [x, y, z] }: Mat): Point3 => ({ x: x!, y: y!, z: z! });

function mapBoard(
  cv: OpenCv,
  corners: readonly BoardCorner[],
  places: readonly (readonly [number, number])[],
): [number, number][] {
  return holdMats((hold) => {
    const [from, to] = [hold(makePlaces(cv, corners)), hold(makePixels(cv, corners))];
    const map = hold(cv.findHomography(from, to)).data64F;
    return places.map(([x, y]) => {
      const [across, down, depth] = [0, 3, 6].map(
        (row) => map[row]! * x + map[row + 1]! * y + map[row + 2]!,
      );
      return [across! / depth!, down! / depth!];
    });
  });
}

function turnBoard(
  cv: OpenCv,
  { corners }: BoardView,
  focalPx: number,
  [centreX, centreY]: [number, number],
): Point3 {
  return holdMats((hold) => {
    const values = [focalPx, 0, centreX, 0, focalPx, centreY, 0, 0, 1];
    const matrix = hold(cv.matFromArray(3, 3, cv.CV_64F, values));
    const [none, turn, shift] = [hold(new cv.Mat()), hold(new cv.Mat()), hold(new cv.Mat())];
    const [places, pixels] = [hold(makePlaces(cv, corners)), hold(makePixels(cv, corners))];
    cv.solvePnP(places, pixels, matrix, none, turn, shift);
    return takePoint(turn);
  });
}

function solveLens(
  cv: OpenCv,
  views: readonly BoardView[],
  { widthPx, heightPx, estimateK3 }: SolveOptions,
): SolvedLens | null {
  return holdMats((hold) => {
    const [places, pixels] = [hold(new cv.MatVector()), hold(new cv.MatVector())];
    for (const { corners } of views) {
      places.push_back(hold(makePlaces(cv, corners)));
      pixels.push_back(hold(makePixels(cv, corners)));
    }
    const [matrix, distortion] = [hold(new cv.Mat()), hold(new cv.Mat())];
    const [turns, shifts] = [hold(new cv.MatVector()), hold(new cv.MatVector())];
    const [lensSds, poseSds, errors] = [hold(new cv.Mat()), hold(new cv.Mat()), hold(new cv.Mat())];
    const ends = cv.TermCriteria_EPS + cv.TermCriteria_MAX_ITER;
    let errorPxRms: number;
    try {
      errorPxRms = cv.calibrateCameraExtended(
        places,
        pixels,
        new cv.Size(widthPx, heightPx),
        matrix,
        distortion,
        turns,
        shifts,
        lensSds,
        poseSds,
        errors,
        estimateK3 ? 0 : cv.CALIB_FIX_K3,
        new cv.TermCriteria(ends, ITERATIONS_MAX, CHANGE_MIN),
      );
    } catch (error) {
      // OpenCV's own exceptions are addresses.
      if (typeof error === "number") return null;
      throw error;
    }
    const [focalX, , centreX, , focalY, centreY] = matrix.data64F;
    const values = [focalX!, focalY!, centreX!, centreY!, ...distortion.data64F];
    if (!values.every(Number.isFinite)) return null;
    return {
      values,
      sds: [...lensSds.data64F.subarray(0, values.length)],
      errorPxRms,
      errorsPxRms: [...errors.data64F],
      poses: views.map((_, at) => ({
        turn: takePoint(hold(turns.get(at))),
        shift: takePoint(hold(shifts.get(at))),
      })),
    };
  });
}
