/** The part of OpenCV that is used, as its JavaScript build has it. */

import { createRequire } from "node:module";
import { installCameraPackages } from "@saunter/ingest/install-packages";

export interface OpenCv {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  readonly MatVector: new () => MatVector;
  readonly Size: new (width: number, height: number) => object;
  readonly TermCriteria: new (type: number, iterationsMax: number, change: number) => object;
  readonly TermCriteria_EPS: number;
  readonly TermCriteria_MAX_ITER: number;
  readonly CV_8UC1: number;
  readonly CV_32FC2: number;
  readonly CV_32FC3: number;
  readonly CV_64F: number;
  matFromArray(rows: number, columns: number, type: number, values: ArrayLike<number>): Mat;
  findHomography(from: Mat, to: Mat): Mat;
  solvePnP(places: Mat, pixels: Mat, matrix: Mat, distortion: Mat, turn: Mat, shift: Mat): boolean;
  readonly CALIB_FIX_K3: number;
  /** Root of the mean square error, pixels. */
  calibrateCameraExtended(
    places: MatVector,
    pixels: MatVector,
    size: object,
    matrix: Mat,
    distortion: Mat,
    turns: MatVector,
    shifts: MatVector,
    lensSds: Mat,
    poseSds: Mat,
    errorsPx: Mat,
    flags: number,
    criteria: object,
  ): number;
  readonly DICT_4X4_50: number;
  getPredefinedDictionary(dictionary: number): Deletable;
  readonly aruco_CharucoBoard: new (
    size: object,
    squareLength: number,
    markerLength: number,
    dictionary: Deletable,
    ids: Mat,
  ) => Board;
  readonly aruco_CharucoParameters: new () => Deletable;
  readonly aruco_DetectorParameters: new () => Deletable;
  readonly aruco_RefineParameters: new (
    minRepDistance: number,
    errorCorrectionRate: number,
    checkAllOrders: boolean,
  ) => Deletable;
  readonly aruco_CharucoDetector: new (
    board: Board,
    charuco: Deletable,
    detector: Deletable,
    refine: Deletable,
  ) => Detector;
  onRuntimeInitialized?: () => void;
}

export interface Deletable {
  delete(): void;
}

export interface Mat extends Deletable {
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  readonly data32S: Int32Array;
  readonly data64F: Float64Array;
}

export interface MatVector extends Deletable {
  push_back(mat: Mat): void;
  get(at: number): Mat;
}

export interface Board extends Deletable {
  generateImage(size: object, image: Mat, marginPx: number, borderBits: number): void;
}

export interface Detector extends Deletable {
  detectBoard(image: Mat, corners: Mat, ids: Mat, markerCorners: Deletable, markerIds: Mat): void;
}

/** Loads OpenCV, some ten megabytes of WebAssembly: only for who needs it. */
export async function loadOpenCv(): Promise<OpenCv> {
  await installCameraPackages();
  // The module is a promise, which an import would take for one of its own.
  const loaded: unknown = createRequire(import.meta.url)("@techstark/opencv-js");
  const cv = (await loaded) as OpenCv;
  if (cv.Mat === undefined) {
    await new Promise<void>((resolve) => {
      cv.onRuntimeInitialized = resolve;
    });
  }
  return cv;
}

/** Runs `work`, and deletes what it holds: nothing else frees OpenCV's memory. */
export function holdMats<T>(work: (hold: <M extends Deletable>(mat: M) => M) => T): T {
  const held: Deletable[] = [];
  try {
    return work((mat) => {
      held.push(mat);
      return mat;
    });
  } catch (error) {
    // OpenCV's own exceptions are addresses.
    if (typeof error !== "number") throw error;
    throw new RangeError(
      "OpenCV cannot work with the corners that were found: take the images again",
    );
  } finally {
    for (const mat of held) mat.delete();
  }
}
