/**
 * The board that lenses are calibrated with: black squares as on a chessboard, and a marker in each
 * white one, so that corners are known by number where a part of the board is hidden or out of view
 * (ChArUco: Garrido-Jurado et al. 2014, OpenCV's layout). Every sheet has the same squares and
 * markers; only their size differs.
 */

/** Squares, along the long side and the short one. */
export const SQUARES_X = 11;
export const SQUARES_Y = 7;
/** Where four squares meet, numbered along the long side, row by row. */
export const CORNERS_X = SQUARES_X - 1;
export const CORNERS_Y = SQUARES_Y - 1;
/** A picture that shows fewer corners is not used. */
export const BOARD_CORNERS_MIN = 8;
/** Side of a marker, in squares: six cells of an eighth each. */
export const MARKER_SHARE = 0.75;
/** Cells along a square: every edge of the board lies on this grid. */
export const CELLS_A_SQUARE = 8;

export interface Sheet {
  /** Of the sheet on its long side. */
  readonly widthMm: number;
  readonly heightMm: number;
  readonly squareMm: number;
}

/** Sheets that a printer has; around the board there is room for what no printer prints. */
export const SHEETS = {
  A4: { widthMm: 297, heightMm: 210, squareMm: 24 },
  A3: { widthMm: 420, heightMm: 297, squareMm: 35 },
  letter: { widthMm: 279.4, heightMm: 215.9, squareMm: 23 },
} as const satisfies Readonly<Record<string, Sheet>>;

export type SheetName = keyof typeof SHEETS;
export const SHEET_NAMES = Object.keys(SHEETS) as SheetName[];

/** Where a corner is on the board, in the given unit of a square's side; x along the long side. */
export function findCornerPlace(corner: number, square: number): { x: number; y: number } {
  const column = corner % CORNERS_X;
  return { x: (column + 1) * square, y: (Math.floor(corner / CORNERS_X) + 1) * square };
}

/** Whether corners tell where the whole board is: not all of them, or all but one, are on one line. */
export function spanPlane(
  corners: readonly { readonly boardX: number; readonly boardY: number }[],
): boolean {
  const [a, b, c] = corners;
  if (a === undefined || b === undefined || c === undefined) return false;
  const lines = [
    [a, b],
    [a, c],
    [b, c],
  ] as const;
  return lines.every(([from, to]) => {
    const [x, y] = [to.boardX - from.boardX, to.boardY - from.boardY];
    const area = (one: typeof a) => x * (one.boardY - from.boardY) - y * (one.boardX - from.boardX);
    return corners.filter((one) => Math.abs(area(one)) > 1e-6 * (x * x + y * y)).length > 1;
  });
}
