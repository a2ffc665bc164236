/** What OpenCV does here: it draws the board, finds its corners in pictures, and fits a lens to them. */

import { CELLS_A_SQUARE, MARKER_SHARE, SQUARES_X, SQUARES_Y } from "./board-layout.ts";
import type { SeenCorner } from "./choose-views.ts";
import { type Board, type Detector, holdMats, loadOpenCv, type OpenCv } from "./open-cv.ts";
import type { GreyImage } from "./read-images.ts";
import { type BoardSolver, createBoardSolver } from "./solve-boards.ts";

export interface BoardDetector extends BoardSolver {
  /** The board cell by cell, row by row: 1 is black. `CELLS_A_SQUARE` cells are a square's side. */
  drawCells(): Uint8Array;
  /** Corners of the board that are seen, by number; none where there is no board. */
  findCorners(image: GreyImage): SeenCorner[];
}

/** OpenCV's own defaults. */
const REFINE_DISTANCE = 10;
const REFINE_CORRECTION = 3;

/** Loads OpenCV. */
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
    ...createBoardSolver(cv),
    drawCells: () => drawCells(cv, board),
    findCorners: (image) => findCorners(cv, detector, image),
  };
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
  return holdMats((hold) => {
    const image = hold(new cv.Mat(heightPx, widthPx, cv.CV_8UC1));
    const [corners, ids, markerIds] = [hold(new cv.Mat()), hold(new cv.Mat()), hold(new cv.Mat())];
    image.data.set(values);
    detector.detectBoard(image, corners, ids, hold(new cv.MatVector()), markerIds);
    return Array.from(ids.data32S, (corner, i) => ({
      corner,
      x: corners.data32F[2 * i]!,
      y: corners.data32F[2 * i + 1]!,
    }));
  });
}
