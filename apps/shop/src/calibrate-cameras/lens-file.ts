/**
 * Lenses of cameras that have not been placed yet:
 * `{"lenses":[{"id","widthPx",…,"distortion":{…},"errorPx","views"}]}`.
 */
import { createLens, type Lens } from "@saunter/vision/cameras/camera-model";
import Type, { type Static } from "typebox";
import { makeKeys, makeList, makeName } from "../config/schema-parts.ts";
import { readJsonFile } from "./read-json-file.ts";

export interface NamedLens {
  readonly cameraId: string;
  readonly lens: Lens;
  /** How far off the board's corners are, root mean square, and in how many views. */
  readonly errorPx: number;
  readonly views: number;
}

const SIDE_PX_MAX = 100_000;
const FOCAL_PX_MAX = 10_000_000;
const VIEWS_MAX = 1000;
export const LENSES_MAX = 64;

const anyNumber = (description: string) => Type.Number({ description });

const LENS_SCHEMA = makeKeys("a lens", {
  id: makeName("of its camera"),
  widthPx: Type.Integer({ minimum: 1, maximum: SIDE_PX_MAX }),
  heightPx: Type.Integer({ minimum: 1, maximum: SIDE_PX_MAX }),
  focalXPx: Type.Number({ exclusiveMinimum: 0, maximum: FOCAL_PX_MAX }),
  focalYPx: Type.Number({ exclusiveMinimum: 0, maximum: FOCAL_PX_MAX }),
  centreXPx: anyNumber("where its axis meets the picture"),
  centreYPx: anyNumber("where its axis meets the picture"),
  distortion: makeKeys("as OpenCV names it", {
    k1: anyNumber("radial"),
    k2: anyNumber("radial"),
    p1: anyNumber("tangential"),
    p2: anyNumber("tangential"),
    k3: anyNumber("radial"),
  }),
  errorPx: Type.Number({ minimum: 0 }),
  views: Type.Integer({ minimum: 0, maximum: VIEWS_MAX }),
});

const LENS_FILE_SCHEMA = makeKeys("lenses of cameras", {
  lenses: makeList("one a camera", LENS_SCHEMA, LENSES_MAX),
});

/** CommandFailure says what is wrong with the file, and in which line. */
export function readLensFile(file: string): NamedLens[] {
  return readJsonFile(file, LENS_FILE_SCHEMA).lenses.map(toNamedLens);
}

function toNamedLens({ id, errorPx, views, ...lens }: Static<typeof LENS_SCHEMA>): NamedLens {
  return { cameraId: id, lens: createLens(lens), errorPx, views };
}

export function formatLensFile(lenses: readonly NamedLens[]): string {
  const listed = lenses.map(({ cameraId, lens, errorPx, views }) => {
    const { foldRadius: _, ...numbers } = lens;
    return { id: cameraId, ...numbers, errorPx, views };
  });
  return `${JSON.stringify({ lenses: listed }, null, 2)}\n`;
}
