/**
 * The file of what is known of a shop's cameras: what each lens images, where it hangs, and how well that
 * is known. It is JSON; `saunter calibrate-cameras` writes it, whatever reads cameras reads it.
 */

import { SIDE_PX_MAX } from "@saunter/ingest/cameras/camera-limits";
import { type Camera, createCamera } from "@saunter/vision/cameras/camera-model";
import Type, { type Static } from "typebox";
import { CONFIG_LIMITS } from "./config-limits.ts";
import {
  type ConfigProblem,
  formatProblem,
  type Place,
  ProblemLog,
  type ProblemSink,
} from "./config-problem.ts";
import { type ReadContext, readBySchema, SourcePlaces } from "./read-by-schema.ts";
import { type ReadText, readTextFile } from "./read-text-file.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import { makeKeys, makeList, makeText, makeWhole } from "./schema-parts.ts";
import type { SourceNode } from "./source-tree.ts";

/** How well a camera is known, as its calibration measured it. */
export interface CameraQuality {
  /** What points are off by in its picture, root of the mean square, pixels. */
  readonly errorPx: number;
  /** How well it tells where something in the shop is, across its line of sight, centimetres. */
  readonly workingSdCm: number;
  /** How many points that rests on. */
  readonly points: number;
}

export interface CalibratedCamera {
  readonly camera: Camera;
  /** Null where nobody has measured it. */
  readonly quality: CameraQuality | null;
}

export type CalibrationRead =
  | { readonly ok: true; readonly cameras: readonly CalibratedCamera[] }
  /** All that is wrong, each with its line, its camera and its key. */
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Cameras of one shop. */
export const CALIBRATED_CAMERAS_MAX = 64;
/** A place of a camera is no farther from the shop's origin, metres. */
const PLACE_M_MAX = 10_000;

const makeNumber = (description: string, minimum?: number, maximum?: number) =>
  Type.Number({
    description,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  });
const makeFocal = (description: string) => Type.Number({ description, exclusiveMinimum: 0 });
const makePlace = (description: string) => makeNumber(description, -PLACE_M_MAX, PLACE_M_MAX);

const CAMERA = makeKeys("A camera", {
  id: makeText("Short name of the camera, as the configuration has it", "id"),
  widthPx: makeWhole("Width of the pictures it was calibrated with", 2, SIDE_PX_MAX),
  heightPx: makeWhole("Height of them", 2, SIDE_PX_MAX),
  focalXPx: makeFocal("Focal length along a row"),
  focalYPx: makeFocal("Focal length along a column"),
  centreXPx: makeNumber("Where the line of sight is in the picture, from the left"),
  centreYPx: makeNumber("And from the top"),
  distortion: makeKeys("How the lens bends (Brown 1971)", {
    k1: makeNumber("Radial, of the square"),
    k2: makeNumber("Radial, of the fourth power"),
    p1: makeNumber("Tangential"),
    p2: makeNumber("Tangential"),
    k3: makeNumber("Radial, of the sixth power"),
  }),
  position: makeKeys("Where it hangs, metres, in the shop's axes", {
    x: makePlace("x"),
    y: makePlace("y"),
    z: makePlace("Above the floor"),
  }),
  rotation: makeList(
    "From the shop's axes to the camera's, row by row",
    makeNumber("An entry"),
    9,
    {
      minItems: 9,
    },
  ),
  quality: Type.Optional(
    makeKeys("How well all that is known; null where nobody has measured it", {
      errorPx: makeNumber("What points are off by, root mean square, pixels", 0),
      workingSdCm: makeNumber("How well it tells a place in the shop, centimetres", 0),
      points: makeWhole("Points that this rests on", 0, Number.MAX_SAFE_INTEGER),
    }),
  ),
});

const CALIBRATION_SCHEMA = makeKeys("What is known of cameras", {
  cameras: makeList("Cameras", CAMERA, CALIBRATED_CAMERAS_MAX, { minItems: 1 }),
});

type CameraSettings = Static<typeof CAMERA>;

/** Reads the file at `path`. Whatever it holds, problems are returned and not thrown. */
export function readCalibrationFile(
  path: string,
  readText: ReadText = readTextFile,
): CalibrationRead {
  const read = readText(path, CONFIG_LIMITS.configBytesMax);
  if (read.ok) return readCalibration(read.text, path);
  const { line, message } = read;
  return { ok: false, problems: [{ file: path, line, column: null, keyPath: "", message }] };
}

/** Reads the text of such a file; `file` is what problems call it. */
export function readCalibration(text: string, file: string): CalibrationRead {
  const problems = new ProblemLog();
  const root = readYamlTree(text, file, problems);
  if (root === null) return { ok: false, problems: problems.list() };
  const places = new SourcePlaces();
  const context: ReadContext = { problems: nameCameras(root, problems), places, currency: null };
  const settings = readBySchema(CALIBRATION_SCHEMA, root, "", context);
  const cameras = (settings?.cameras ?? []).flatMap((one) => makeCamera(one, context));
  noteDoubled(settings?.cameras ?? [], context);
  if (problems.count > 0) return { ok: false, problems: problems.list() };
  return { ok: true, cameras };
}

/** All that is wrong, a line each. */
export function formatCalibrationProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(formatProblem).join("\n");
}

/** The text of a file; reading it gives the same cameras, number for number. */
export function formatCalibration(cameras: readonly CalibratedCamera[]): string {
  return `${JSON.stringify({ cameras: cameras.map(describeCamera) }, null, 2)}\n`;
}

function describeCamera({ camera, quality }: CalibratedCamera): CameraSettings & object {
  const { cameraId: id, widthPx, heightPx, focalXPx, focalYPx, centreXPx, centreYPx } = camera;
  const { distortion, position, rotation } = camera;
  const { k1, k2, p1, p2, k3 } = distortion;
  const described = {
    id,
    widthPx,
    heightPx,
    focalXPx,
    focalYPx,
    centreXPx,
    centreYPx,
    distortion: { k1, k2, p1, p2, k3 },
    position: { x: position.x, y: position.y, z: position.z },
    rotation: [...rotation],
  };
  // JSON writes what is not measured as null, which is read as left out.
  return { ...described, quality } as CameraSettings;
}

function makeCamera(settings: CameraSettings, context: ReadContext): CalibratedCamera[] {
  const { id: cameraId, rotation, quality, ...rest } = settings;
  try {
    const camera = createCamera({ ...rest, cameraId, rotation: Float64Array.from(rotation) });
    return [{ camera, quality: quality ?? null }];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { at, path } = context.places.find(settings, "rotation");
    context.problems.note(at, path, "these nine numbers are no rotation");
    return [];
  }
}

function noteDoubled(cameras: readonly CameraSettings[], { places, problems }: ReadContext): void {
  const seen = new Set<string>();
  for (const camera of cameras) {
    const { at, path } = places.find(camera, "id");
    if (seen.has(camera.id)) problems.note(at, path, "it is given twice");
    seen.add(camera.id);
  }
}

/** Whoever mends a file by hand looks for the camera, not for its number. */
function nameCameras(root: SourceNode, problems: ProblemSink): ProblemSink {
  return {
    note: (at: Place, path: string, message: string) => {
      const index = /^cameras\[(\d+)\]/.exec(path)?.[1];
      const id = index === undefined ? null : findId(root, Number(index));
      problems.note(at, path, id === null ? message : `camera ${id}: ${message}`);
    },
  };
}

function findId(root: SourceNode, index: number): string | null {
  const find = (node: SourceNode | undefined, key: string): SourceNode | undefined =>
    node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  const list = find(root, "cameras");
  const id = list?.kind === "list" ? find(list.items[index], "id") : undefined;
  return id?.kind === "text" ? JSON.stringify(id.text) : null;
}
