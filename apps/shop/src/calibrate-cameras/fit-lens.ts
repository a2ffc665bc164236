/** A lens from views of the board; views that fit badly are taken out. */

import { median } from "@saunter/numerics/statistics";
import { CommandFailure } from "../command-line/command-io.ts";
import { calibrateIntrinsics, type LensCalibration, VIEWS_MIN } from "./calibrate-intrinsics.ts";
import { type LeftOut, placeCorner, type SeenBoard } from "./choose-views.ts";
import type { BoardSolver, SolveOptions } from "./solve-boards.ts";

export interface LensOptions extends SolveOptions {
  readonly squareMm: number;
}

export interface FittedLens {
  readonly calibration: LensCalibration;
  readonly leftOut: readonly LeftOut[];
}

/** Error of a blurred or bent view: this many times the median, and at least this much. */
const BAD_TIMES = 3;
const BAD_PX_MIN = 0.6;

/** CommandFailure says which views to take again where these make no lens. */
export function fitLens(
  solver: BoardSolver,
  views: readonly SeenBoard[],
  options: LensOptions,
): FittedLens {
  const leftOut: LeftOut[] = [];
  let used = views;
  for (;;) {
    const calibration = calibrate(solver, used, options);
    const errors = calibration.views.map(({ errorPxRms }) => errorPxRms);
    const worst = errors.indexOf(Math.max(...errors));
    const limitPx = Math.max(BAD_PX_MIN, BAD_TIMES * median(errors));
    if (errors[worst]! <= limitPx || used.length <= VIEWS_MIN) return { calibration, leftOut };
    const { name } = used[worst]!;
    leftOut.push({
      name,
      why: `off by ${errors[worst]!.toFixed(1)} px: blurred, or the board bent`,
    });
    used = used.filter((_, at) => at !== worst);
  }
}

function calibrate(
  solver: BoardSolver,
  views: readonly SeenBoard[],
  { squareMm, ...options }: LensOptions,
): LensCalibration {
  const boards = views.map(({ name, corners }) => ({
    name,
    corners: corners.map((corner) => placeCorner(corner, squareMm / 1000)),
  }));
  const found = calibrateIntrinsics(solver, boards, options);
  if (found.kind === "refused") throw new CommandFailure(found.message);
  return found;
}
