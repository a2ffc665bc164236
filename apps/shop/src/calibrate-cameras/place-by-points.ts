/** A camera placed by a file of clicked points, and put into the file of cameras. */
import type { Lens } from "@saunter/vision/cameras/camera-model";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { CommandFailure } from "../command-line/command-io.ts";
import { findLens, putCameras } from "./calibration-files.ts";
import type { CalibrateDependencies } from "./dependencies.ts";
import { describePlaced, guessLens, type PlaceOptions, placeCamera } from "./place-camera.ts";
import { checkOnImage, readPointsCsv } from "./points-csv.ts";

export interface PlaceCommandOptions {
  readonly camera: string;
  readonly points: string;
  readonly out: string;
  readonly lens?: string;
  readonly estimateFocal?: boolean;
  readonly estimateK1?: boolean;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly pointSdPx: number;
  readonly workingPlace?: Point3;
}

export async function placeByPoints(
  options: PlaceCommandOptions,
  { io, writeFile }: CalibrateDependencies,
): Promise<void> {
  const lens = chooseLens(options);
  const points = readPointsCsv(options.points);
  checkOnImage(points, lens, options.points);
  const asked: PlaceOptions = {
    cameraId: options.camera,
    lens,
    pointSdPx: options.pointSdPx,
    estimateFocal: options.estimateFocal === true,
    estimateK1: options.estimateK1 === true,
    workingPlace: options.workingPlace ?? null,
  };
  const found = placeCamera(points, asked);
  const { camera, errorPxRms: errorPx, workingSdCm } = found;
  const quality = { errorPx, workingSdCm, points: points.length };
  await writeFile(options.out, putCameras(options.out, [{ camera, quality }]));
  io.writeOut(`${describePlaced(found, asked)}\nwrote ${options.out}\n`);
}

function chooseLens({ camera, lens, estimateFocal, widthPx, heightPx }: PlaceCommandOptions): Lens {
  if (lens !== undefined) return findLens(lens, camera);
  if (estimateFocal && widthPx !== undefined && heightPx !== undefined) {
    return guessLens(widthPx, heightPx);
  }
  throw new CommandFailure(
    "what the lens does is not known: give --lens, or --estimate-focal with --width-px and " +
      "--height-px of the picture",
  );
}
