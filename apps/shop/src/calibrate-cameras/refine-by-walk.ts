/** Cameras refined by poses of somebody walking, told to a person. */
import type { Resection } from "@saunter/vision/cameras/resect-camera";
import { CommandFailure } from "../command-line/command-io.ts";
import { formatNumber } from "../command-line/format-figures.ts";
import { formatTable } from "../command-line/format-table.ts";
import type { CalibratedCamera } from "../config/calibration-file.ts";
import { putCameras, readCameras } from "./calibration-files.ts";
import type { CalibrateDependencies } from "./dependencies.ts";
import { placeCamera } from "./place-camera.ts";
import { checkOnImage, readPointsCsv } from "./points-csv.ts";
import { readPosesCsv, SCORE_MIN } from "./poses-csv.ts";
import { type RefinedWalk, refineWalk } from "./refine-walk.ts";

export interface RefineCommandOptions {
  readonly calibration: string;
  readonly poses: string;
  readonly out: string;
  readonly positionSdCm: number;
  readonly turnSdDegrees: number;
  readonly poseSdPx: number;
  readonly pointSdPx: number;
  readonly points: readonly CameraPoints[];
}

/** A camera's clicked points. */
export interface CameraPoints {
  readonly cameraId: string;
  readonly file: string;
}

/** Places that two cameras see; fewer say little of four cameras. */
export const PLACES_MIN = 50;

export async function refineByWalk(
  options: RefineCommandOptions,
  { io, writeFile }: CalibrateDependencies,
): Promise<void> {
  const calibrated = readCameras(options.calibration);
  if (calibrated.length < 2) {
    throw new CommandFailure(`${options.calibration} has one camera; two at least are refined`);
  }
  const cameraIds = new Set(calibrated.map(({ camera }) => camera.cameraId));
  const { observations, unsure } = readPosesCsv(options.poses, cameraIds, options.poseSdPx);
  const resections = new Map(
    options.points.map((points) => [points.cameraId, resect(points, calibrated, options)]),
  );
  const walk = refineWalk(calibrated, observations, { ...options, resections });
  if (walk.refinement.places < PLACES_MIN) {
    throw new CommandFailure(
      `${options.poses}: only ${walk.refinement.places} joints are seen by two cameras at once, ` +
        `${PLACES_MIN} are needed: let somebody walk longer, where several cameras see them`,
    );
  }
  await writeFile(options.out, putCameras(options.out, walk.cameras));
  io.writeOut(describeWalk(walk));
  io.writeOut(`${unsure} joints with a score below ${SCORE_MIN} were not used\n`);
  io.writeOut(`wrote ${options.out}\n`);
}

/** The camera placed again: its points say how well, which the file of cameras does not keep. */
function resect(
  { cameraId, file }: CameraPoints,
  calibrated: readonly CalibratedCamera[],
  { calibration, pointSdPx }: RefineCommandOptions,
): Resection {
  const known = calibrated.find(({ camera }) => camera.cameraId === cameraId);
  if (known === undefined) {
    const ids = calibrated.map(({ camera }) => camera.cameraId).join(", ");
    throw new CommandFailure(`${calibration} has no camera ${cameraId}; it has: ${ids}`);
  }
  const points = readPointsCsv(file);
  checkOnImage(points, known.camera, file);
  return placeCamera(points, {
    cameraId,
    lens: known.camera,
    pointSdPx,
    estimateFocal: false,
    estimateK1: false,
    workingPlace: null,
  });
}

const DEGREES_A_RADIAN = 180 / Math.PI;

function describeWalk({ before, after, refinement }: RefinedWalk): string {
  const rows = refinement.cameras.map((one) => {
    const { cameraId } = one.camera;
    return [
      cameraId,
      String(one.observations - one.observationsDropped),
      formatNumber(before.medianPx.get(cameraId) ?? Number.NaN, 2),
      formatNumber(after.medianPx.get(cameraId) ?? Number.NaN, 2),
      formatNumber(100 * one.movedM, 1),
      formatNumber(one.turnedRad * DEGREES_A_RADIAN, 2),
      one.isMoved ? "yes" : "no",
    ];
  });
  const head = ["camera", "joints", "px before", "px after", "moved cm", "turned °", "was knocked"];
  return (
    `${refinement.places} places seen by two cameras or more; median distance of a joint from where ` +
    `its place is imaged:\n\n${formatTable(head, rows, new Set([1, 2, 3, 4, 5]))}\n`
  );
}
