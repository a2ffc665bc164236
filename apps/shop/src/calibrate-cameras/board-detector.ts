/** What OpenCV does here: it draws the board, and finds its corners in pictures. */

import { createRequire } from "node:module";
import { installCameraPackages } from "@saunter/ingest/install-packages";
import { CELLS_A_SQUARE, MARKER_SHARE, SQUARES_X, SQUARES_Y } from "./board-layout.ts";
import type { SeenCorner } from "./choose-views.ts";
import type { GreyImage } from "./read-images.ts";

export interface BoardDetector {
  /** The board cell by cell, row by row: 1 is black. `CELLS_A_SQUARE` cells are a square's side. */
  drawCells(): Uint8Array;
  /** Corners of the board that are seen, by number; none where there is no board. */
  findCorners(image: GreyImage): SeenCorner[];
}

/** The part of OpenCV that is used, as its JavaScript build has it. */
interface OpenCv {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  readonly MatVector: new () => Deletable;
  readonly Size: new (width: number, height: number) => object;
  readonly CV_8UC1: number;
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

interface Deletable {
  delete(): void;
}

interface Mat extends Deletable {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  readonly data32S: Int32Array;
}

interface Board extends Deletable {
  generateImage(size: object, image: Mat, marginPx: number, borderBits: number): void;
}

interface Detector extends Deletable {
  detectBoard(image: Mat, corners: Mat, ids: Mat, markerCorners: Deletable, markerIds: Mat): void;
}

/** OpenCV's own defaults. */
const REFINE_DISTANCE = 10;
const REFINE_CORRECTION = 3;

/** Loads OpenCV, some ten megabytes of WebAssembly: only for who needs it. */
export async function openBoardDetector(): Promise<BoardDetector> {
  const cv = await loadOpenCv();
  const board = new cv.aruco_CharucoBoard(
    new cv.Size(SQUARES_X, SQUARES_Y),
    1,
    MARKER_SHARE,
    cv.getPredefinedDictionary(cv.DICT_4X4_50),
    new cv.Mat(),
  );
  const detector = new cv.aruco_CharucoDetector(
    board,
    new cv.aruco_CharucoParameters(),
    new cv.aruco_DetectorParameters(),
    new cv.aruco_RefineParameters(REFINE_DISTANCE, REFINE_CORRECTION, true),
  );
  return {
    drawCells: () => drawCells(cv, board),
    findCorners: (image) => findCorners(cv, detector, image),
  };
}

async function loadOpenCv(): Promise<OpenCv> {
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

function drawCells(cv: OpenCv, board: Board): Uint8Array {
  const image = new cv.Mat();
  const size = new cv.Size(SQUARES_X * CELLS_A_SQUARE, SQUARES_Y * CELLS_A_SQUARE);
  board.generateImage(size, image, 0, 1);
  const cells = image.data.map((grey) => (grey < 128 ? 1 : 0));
  image.delete();
  return cells;
}

function findCorners(cv: OpenCv, detector: Detector, grey: GreyImage): SeenCorner[] {
  const { widthPx, heightPx, grey: values } = grey;
  const image = new cv.Mat(heightPx, widthPx, cv.CV_8UC1);
  const [corners, ids, markerIds] = [new cv.Mat(), new cv.Mat(), new cv.Mat()];
  const markers = new cv.MatVector();
  try {
    image.data.set(values);
    detector.detectBoard(image, corners, ids, markers, markerIds);
    const numbers = Array.from(ids.data32S);
    return numbers.map((corner, i) => ({
      corner,
      x: corners.data32F[2 * i]!,
      y: corners.data32F[2 * i + 1]!,
    }));
  } finally {
    for (const held of [image, corners, ids, markerIds, markers]) held.delete();
  }
}
