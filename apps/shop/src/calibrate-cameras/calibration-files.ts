/** Lenses and cameras as commands take them from files, and put them back beside others. */
import { existsSync } from "node:fs";
import type { Lens } from "@saunter/vision/cameras/camera-model";
import { CommandFailure } from "../command-line/command-io.ts";
import {
  type CalibratedCamera,
  formatCalibration,
  formatCalibrationProblems,
  readCalibrationFile,
} from "../config/calibration-file.ts";
import { readTextFile } from "../config/read-text-file.ts";
import { formatLensFile, type NamedLens, readLensFile } from "./lens-file.ts";

const SNIFF_BYTES_MAX = 1024 * 1024;

/** CommandFailure says what is wrong with the file, and in which line. */
export function readCameras(file: string): readonly CalibratedCamera[] {
  const read = readCalibrationFile(file);
  if (read.ok) return read.cameras;
  throw new CommandFailure(formatCalibrationProblems(read.problems));
}

/** The lens of a camera, from a file of lenses or of cameras. CommandFailure where it has none. */
export function findLens(file: string, cameraId: string): Lens {
  const read = readTextFile(file, SNIFF_BYTES_MAX);
  const hasLenses = read.ok && /^\s*\{\s*"lenses"/.test(read.text);
  const lenses: { cameraId: string; lens: Lens }[] = hasLenses
    ? readLensFile(file)
    : readCameras(file).map(({ camera }) => ({ cameraId: camera.cameraId, lens: camera }));
  const found = lenses.find((one) => one.cameraId === cameraId);
  if (found !== undefined) return found.lens;
  const known = lenses.map((one) => one.cameraId).join(", ");
  throw new CommandFailure(`${file} has no camera ${cameraId}; it has: ${known}`);
}

/** The file's text with these cameras in the place of what it says of them. */
export function putCameras(file: string, cameras: readonly CalibratedCamera[]): string {
  const old = existsSync(file) ? readCameras(file) : [];
  return formatCalibration(putBeside(old, cameras, ({ camera }) => camera.cameraId));
}

/** As `putCameras`, of a file of lenses. */
export function putLens(file: string, lens: NamedLens): string {
  const old = existsSync(file) ? readLensFile(file) : [];
  return formatLensFile(putBeside(old, [lens], ({ cameraId }) => cameraId));
}

function putBeside<T>(old: readonly T[], fresh: readonly T[], nameOf: (one: T) => string): T[] {
  const freshByName = new Map(fresh.map((one) => [nameOf(one), one]));
  const kept = old.map((one) => freshByName.get(nameOf(one)) ?? one);
  const known = new Set(old.map(nameOf));
  return [...kept, ...fresh.filter((one) => !known.has(nameOf(one)))];
}
