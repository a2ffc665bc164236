/** Views of the board that differ, of all in which it was seen: more of the same tell nothing. */

import {
  BOARD_CORNERS_MIN,
  findCornerPlace,
  SQUARES_X,
  SQUARES_Y,
  spanPlane,
} from "./board-layout.ts";
import type { BoardCorner, BoardSolver } from "./solve-boards.ts";

/** A corner of the board by its number, and where it is seen, pixels. */
export interface SeenCorner {
  readonly corner: number;
  readonly x: number;
  readonly y: number;
}

export interface SeenBoard {
  readonly name: string;
  readonly corners: readonly SeenCorner[];
}

export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

export interface ChosenViews {
  readonly chosen: readonly SeenBoard[];
  readonly leftOut: readonly LeftOut[];
}

/** A corner with its place on the board, in the unit of a square's side. */
export function placeCorner({ corner, x, y }: SeenCorner, square: number): BoardCorner {
  const place = findCornerPlace(corner, square);
  return { boardX: place.x, boardY: place.y, x, y };
}

/** More of them take longer, and tell little more. */
export const VIEWS_CHOSEN_MAX = 24;
/** The board's outline is so far from where another view has it, as a share of the width. */
export const DIFFERENCE_MIN = 0.04;
/** Corners of the outline, in squares. */
const OUTLINE = [
  [0, 0],
  [SQUARES_X, 0],
  [SQUARES_X, SQUARES_Y],
  [0, SQUARES_Y],
] as const;

interface Placed {
  readonly seen: SeenBoard;
  /** Where the outline's corners are in the picture: x and y of each, as shares of the width. */
  readonly outline: readonly number[];
}

/**
 * The views that differ most from one another, the one with the most corners first. Those with fewer
 * than `BOARD_CORNERS_MIN` corners, or with corners on one line, are left out.
 */
export function chooseViews(
  solver: BoardSolver,
  views: readonly SeenBoard[],
  widthPx: number,
): ChosenViews {
  const leftOut: LeftOut[] = [];
  let rest: Placed[] = [];
  for (const seen of views) {
    const outline =
      seen.corners.length < BOARD_CORNERS_MIN ? null : findOutline(solver, seen, widthPx);
    if (outline !== null) rest.push({ seen, outline });
    else leftOut.push({ name: seen.name, why: explainPoor(seen) });
  }
  const chosen: Placed[] = [];
  while (rest.length > 0 && chosen.length < VIEWS_CHOSEN_MAX) {
    const next = pickNext(rest, chosen);
    if (chosen.length > 0 && measureNovelty(next, chosen) < DIFFERENCE_MIN) break;
    chosen.push(next);
    rest = rest.filter((one) => one !== next);
  }
  for (const one of rest) leftOut.push({ name: one.seen.name, why: explainAlike(one, chosen) });
  return { chosen: chosen.map(({ seen }) => seen), leftOut };
}

function explainPoor({ corners }: SeenBoard): string {
  if (corners.length === 0) return "no board is seen";
  if (corners.length < BOARD_CORNERS_MIN) return `only ${corners.length} corners are seen`;
  return "its corners lie on one line";
}

function findOutline(
  solver: BoardSolver,
  { corners }: SeenBoard,
  widthPx: number,
): number[] | null {
  const placed = corners.map((corner) => placeCorner(corner, 1));
  if (!spanPlane(placed)) return null;
  return solver.mapBoard(placed, OUTLINE).flatMap(([x, y]) => [x / widthPx, y / widthPx]);
}

function pickNext(rest: readonly Placed[], chosen: readonly Placed[]): Placed {
  const worth = (one: Placed): number =>
    chosen.length === 0 ? one.seen.corners.length : measureNovelty(one, chosen);
  return rest.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

const measureNovelty = (one: Placed, chosen: readonly Placed[]): number =>
  Math.min(...chosen.map((other) => measureDifference(one, other)));

/** Root mean square distance of the outlines' corners. */
function measureDifference(a: Placed, b: Placed): number {
  const squares = a.outline.reduce((sum, value, i) => sum + (value - b.outline[i]!) ** 2, 0);
  return Math.sqrt(squares / OUTLINE.length);
}

function explainAlike(one: Placed, chosen: readonly Placed[]): string {
  const nearest = chosen.reduce((best, other) =>
    measureDifference(one, other) < measureDifference(one, best) ? other : best,
  );
  if (measureDifference(one, nearest) < DIFFERENCE_MIN) return `as ${nearest.seen.name}`;
  return `${VIEWS_CHOSEN_MAX} others that differ more are enough`;
}
