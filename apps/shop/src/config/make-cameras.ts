import { resolve } from "node:path";
import { parseInstant } from "@saunter/commerce/calendar/shop-instant";
import { CameraError, checkCameraSource } from "@saunter/ingest/cameras/camera-source";
import type {
  CamerasConfig,
  PoseConfig,
  WatchedCamera,
} from "@saunter/ingest/cameras/cameras-config";
import { isLongSide, LONG_SIDES } from "@saunter/ingest/poses/movenet-input";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { readCalibrationFile } from "./calibration-file.ts";
import { CAMERAS_DEFAULTS, type CameraSettings, type CamerasSettings } from "./cameras-schema.ts";
import { noteAt, noteDoubled } from "./check-context.ts";
import { makeZone } from "./make-floor.ts";
import { formatSuggestion } from "./suggest-name.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

/** What of the settings could be read; null where something is missing, which was noted. */
export function makeCameras(
  settings: Partial<CamerasSettings>,
  context: LookupContext,
): CamerasConfig | null {
  const { cameras, calibration, floor, doors, pose, startTime, hands } = settings;
  const known = calibration === undefined ? null : readKnown(settings, calibration, context);
  const startMs = startTime === undefined ? 0 : parseInstant(startTime, context.timeZone)!;
  const zone = floor === undefined ? null : makeZone(floor, context);
  const doorZones = (doors ?? []).map((door) => makeZone(door, context));
  if (cameras === undefined) return null;
  noteDoubled(cameras, "id", context);
  const made = cameras.flatMap((camera) => makeCamera(camera, known, startMs, context));
  noteMixed(cameras, settings, context);
  if (zone === null || doors === undefined || pose === undefined) return null;
  if (calibration === undefined) return null;
  const isLive = cameras.every((camera) => !isFilm(camera));
  return {
    cameras: made,
    isLive,
    floor: zone,
    doors: doorZones,
    pose: makePose(pose, context),
    classifiesHands: hands !== "off",
    calibrationFile: resolve(context.folder, calibration),
  };
}

/** A path begins at the configuration's folder; movenet is the one that comes along. */
function makePose(pose: CamerasSettings["pose"], context: LookupContext): PoseConfig {
  const { model, inputSize, workers } = pose;
  const isOwn = model === CAMERAS_DEFAULTS.model;
  if (isOwn && inputSize !== undefined && !isLongSide(inputSize))
    noteAt(context, pose, "inputSize", `found ${inputSize}; allowed with movenet: ${LONG_SIDES}`);
  return {
    model: isOwn ? model : resolve(context.folder, model),
    inputSize: inputSize ?? null,
    workers: workers ?? null,
    inputSizeAt: inputSize === undefined ? null : describePlace(pose, context),
  };
}

function describePlace(pose: CamerasSettings["pose"], { places }: LookupContext): string {
  const { file, line, column } = places.find(pose, "inputSize").at;
  return `${file}:${line}:${column}`;
}

type Known = ReadonlyMap<string, Camera>;

function readKnown(
  settings: Partial<CamerasSettings>,
  calibration: string,
  context: LookupContext,
): Known | null {
  const read = readCalibrationFile(resolve(context.folder, calibration), context.readText);
  if (read.ok) return new Map(read.cameras.map(({ camera }) => [camera.cameraId, camera]));
  for (const { file, line, column, keyPath, message } of read.problems) {
    // A file that is not there is the configuration's fault; what is in it is its own.
    if (line === null && keyPath === "")
      noteAt(context, settings, "calibration", `${file}: ${message}`);
    else context.problems.note({ file, line, column }, keyPath, message);
  }
  return null;
}

/** What is read of a disk; all else is of now. */
function isFilm({ source }: CameraSettings): boolean {
  return !/^[a-z]+:/i.test(source) && !source.startsWith("/dev/");
}

function noteMixed(
  cameras: readonly CameraSettings[],
  settings: Partial<CamerasSettings>,
  context: LookupContext,
): void {
  const films = cameras.filter(isFilm);
  if (films.length > 0 && films.length < cameras.length) {
    const message =
      "live cameras and films have no clock in common; allowed: all live, or all films";
    noteAt(context, cameras, undefined, message);
  }
  if (films.length === 0 && settings.startTime !== undefined)
    noteAt(context, settings, "startTime", "only films begin; live cameras are of now");
}

function makeCamera(
  settings: CameraSettings,
  known: Known | null,
  startMs: number,
  context: LookupContext,
): WatchedCamera[] {
  const { id: cameraId, source, fps } = settings;
  if (!isFilm(settings) && settings.startMs !== undefined)
    noteAt(context, settings, "startMs", "only films begin; live cameras are of now");
  const url = isFilm(settings) ? resolve(context.folder, source) : addPassword(settings, context);
  if (known === null) return [];
  const calibrated = known.get(cameraId);
  if (calibrated === undefined) {
    const ids = [...known.keys()];
    const allowed = `allowed: ${ids.join(", ")}${formatSuggestion(cameraId, ids)}`;
    noteAt(context, settings, "id", `the calibration has no camera ${cameraId}; ${allowed}`);
    return [];
  }
  const camera = scale(calibrated, settings, context);
  if (camera === null) return [];
  const { widthPx, heightPx } = camera;
  const made = { cameraId, url, widthPx, heightPx, fps };
  try {
    checkCameraSource(made);
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    noteAt(context, settings, undefined, error.message);
    return [];
  }
  return [{ source: made, camera, calibrated, startMs: startMs + (settings.startMs ?? 0) }];
}

function scale(camera: Camera, settings: CameraSettings, context: LookupContext): Camera | null {
  if (settings.size === undefined) return camera;
  const [widthPx, heightPx] = settings.size.split("x").map(Number) as [number, number];
  try {
    return scaleCamera(camera, widthPx, heightPx);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const found = `found ${settings.size}`;
    const ratio = `allowed: sides in the ratio of ${camera.widthPx}x${camera.heightPx}`;
    noteAt(context, settings, "size", `${found}; ${ratio}, which it was calibrated in`);
    return null;
  }
}

/** An address with the password that is named elsewhere. */
function addPassword(settings: CameraSettings, context: LookupContext): string {
  const { source, passwordEnv } = settings;
  const url = URL.canParse(source) ? new URL(source) : null;
  if (passwordEnv === undefined) {
    if (url !== null && url.password !== "") {
      const message =
        "its address holds a password, for all who read this file; passwordEnv names where it is instead";
      noteAt(context, settings, "source", message, context.warnings);
    }
    return source;
  }
  const secret = takeSecret(settings, "passwordEnv", passwordEnv, context);
  if (url === null || url.username === "" || url.password !== "") {
    const message = "its address names no user, or has a password already";
    noteAt(context, settings, "passwordEnv", `${message}; allowed: rtsp://USER@…`);
    return source;
  }
  url.password = encodeURIComponent(secret.reveal());
  return url.href;
}
