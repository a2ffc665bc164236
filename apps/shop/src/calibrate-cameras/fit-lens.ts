/** A lens from views of the board; views that fit badly are taken out. */

import { median } from "@saunter/numerics/statistics";
import {
  calibrateIntrinsics,
  type LensCalibration,
  VIEWS_MIN,
} from "@saunter/vision/cameras/calibrate-intrinsics";
import { CommandFailure } from "../command-line/command-io.ts";
import { findCornerPlace } from "./board-layout.ts";
import type { LeftOut, SeenBoard } from "./choose-views.ts";

export interface LensOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly squareMm: number;
  readonly estimateK3: boolean;
}

export interface FittedLens {
  readonly calibration: LensCalibration;
  readonly leftOut: readonly LeftOut[];
}

/** How exactly corners are found in a sharp picture, each axis. */
export const CORNER_SD_PX = 0.3;
/** A view so many times worse than the middle one, and so far off, was blurred or bent. */
const BAD_TIMES = 3;
const BAD_PX_MIN = 0.6;

/** CommandFailure says which views to take again where these make no lens. */
export function fitLens(views: readonly SeenBoard[], options: LensOptions): FittedLens {
  const leftOut: LeftOut[] = [];
  let used = views;
  for (;;) {
    const calibration = calibrate(used, options);
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

function calibrate(views: readonly SeenBoard[], options: LensOptions): LensCalibration {
  const { widthPx, heightPx, squareMm, estimateK3 } = options;
  const boards = views.map(({ name, corners }) => ({
    name,
    corners: corners.map(({ corner, x, y }) => {
      const at = findCornerPlace(corner, squareMm / 1000);
      return { boardX: at.x, boardY: at.y, x, y };
    }),
  }));
  const found = calibrateIntrinsics(boards, {
    ...{ widthPx, heightPx, cornerSdPx: CORNER_SD_PX, estimateK3 },
  });
  if (found.kind === "refused") throw new CommandFailure(found.message);
  return found;
}
