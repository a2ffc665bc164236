/** A lens from pictures and videos of the board, told to a person. */
import { CommandFailure } from "../command-line/command-io.ts";
import { formatTable } from "../command-line/format-table.ts";
import type { BoardDetector } from "./board-detector.ts";
import { BOARD_CORNERS_MIN, CORNERS_X, CORNERS_Y } from "./board-layout.ts";
import type { LensCalibration } from "./calibrate-intrinsics.ts";
import { putLens } from "./calibration-files.ts";
import { chooseViews, type LeftOut, type SeenBoard } from "./choose-views.ts";
import type { CalibrateDependencies } from "./dependencies.ts";
import { fitLens } from "./fit-lens.ts";
import { type GreyImage, readPictures } from "./read-images.ts";

export interface LensCommandOptions {
  readonly camera: string;
  readonly boardSquareMm: number;
  readonly out: string;
  readonly everyS: number;
  readonly estimateK3?: boolean;
}

/** Pictures taken of one file: ten minutes of a video. */
const PICTURES_MAX = 1200;
/** Views that are named one by one as left out. */
const LEFT_OUT_TOLD = 20;

interface Seen {
  readonly views: readonly SeenBoard[];
  readonly widthPx: number;
  readonly heightPx: number;
}

export async function calibrateLens(
  files: readonly string[],
  options: LensCommandOptions,
  dependencies: CalibrateDependencies,
): Promise<void> {
  const { io, writeFile } = dependencies;
  const detector = await dependencies.openBoardDetector();
  const { views, widthPx, heightPx } = await lookAtBoards(files, options, detector, dependencies);
  const { chosen, leftOut } = chooseViews(detector, views, widthPx);
  if (chosen.length === 0) throw new CommandFailure(describeNothing(views));
  const fitted = fitLens(detector, chosen, {
    widthPx,
    heightPx,
    squareMm: options.boardSquareMm,
    estimateK3: options.estimateK3 === true,
  });
  const { calibration } = fitted;
  const lens = {
    cameraId: options.camera,
    lens: calibration.lens,
    errorPx: calibration.errorPxRms,
    views: calibration.views.length,
  };
  await writeFile(options.out, putLens(options.out, lens));
  io.writeOut(describeLens(calibration, [...leftOut, ...fitted.leftOut], options));
}

async function lookAtBoards(
  files: readonly string[],
  { everyS }: LensCommandOptions,
  detector: BoardDetector,
  { io, findFfmpeg }: CalibrateDependencies,
): Promise<Seen> {
  const ffmpeg = findFfmpeg();
  const views: SeenBoard[] = [];
  let first: GreyImage | null = null;
  const progress = io.startProgress("files", files.length);
  try {
    for (const [at, file] of files.entries()) {
      const images = readPictures(file, { ffmpeg, everyS, framesMax: PICTURES_MAX });
      for await (const image of images) {
        first ??= image;
        checkSize(image, first);
        views.push({ name: image.name, corners: detector.findCorners(image) });
      }
      progress.update(at + 1);
    }
  } finally {
    progress.stop();
  }
  const { widthPx, heightPx } = first!;
  return { views, widthPx, heightPx };
}

function checkSize({ name, widthPx, heightPx }: GreyImage, first: GreyImage): void {
  if (widthPx === first.widthPx && heightPx === first.heightPx) return;
  throw new CommandFailure(
    `${name} is ${widthPx} x ${heightPx}, ${first.name} ${first.widthPx} x ${first.heightPx}: give ` +
      "pictures of one camera, in the size that the shop will read them in",
  );
}

function describeNothing(views: readonly SeenBoard[]): string {
  const most = Math.max(...views.map(({ corners }) => corners.length));
  const found = most === 0 ? "no board is seen in any" : `at most ${most} of its corners are seen`;
  return (
    `of ${views.length} pictures, ${found} (${BOARD_CORNERS_MIN} are needed): hold the printed board ` +
    "(saunter calibrate-cameras board) nearer to the camera, flat and in good light"
  );
}

function describeLens(
  { lens, views, errorPxRms, sds, advice }: LensCalibration,
  leftOut: readonly LeftOut[],
  { camera, out, boardSquareMm }: LensCommandOptions,
): string {
  const { focalXPx, focalYPx, centreXPx, centreYPx, distortion } = lens;
  const values: Readonly<Record<string, number>> = {
    focalXPx,
    focalYPx,
    centreXPx,
    centreYPx,
    ...distortion,
  };
  const rows = Array.from(sds, ([name, sd]) => {
    const digits = name.endsWith("Px") ? 2 : 4;
    return [name, values[name]!.toFixed(digits), sd.toFixed(digits)];
  });
  const told = leftOut.slice(0, LEFT_OUT_TOLD).map(({ name, why }) => `  ${name}: ${why}\n`);
  const more = leftOut.length - told.length;
  return [
    formatTable(["lens", "value", "sd"], rows, new Set([1, 2])),
    `\n${camera}: ${views.length} views, off by ${errorPxRms.toFixed(2)} px (root mean square); a ` +
      `board of ${CORNERS_X * CORNERS_Y} corners, ${boardSquareMm} mm apart\n`,
    ...views.map(({ name, errorPxRms: own }) => `  ${name}: ${own.toFixed(2)} px\n`),
    leftOut.length === 0 ? "" : `left out:\n${told.join("")}`,
    more > 0 ? `  and ${more} more\n` : "",
    ...advice.map((line) => `${line}\n`),
    `wrote ${out}\n`,
  ].join("");
}
