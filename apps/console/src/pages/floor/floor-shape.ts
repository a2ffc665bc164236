/** The floor as it is drawn: centimetres; x to the right, y downwards, as SVG has it. */
import type { Answer } from "@saunter/client/api";
import type { Bounds } from "./view.ts";

export type Floor = Answer<"GET /v1/floor">;
type Gondola = Floor["gondolas"][number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A board, as a strip of its gondola's depth: the lowest is at the front. */
export interface Board {
  readonly key: string;
  readonly gondola: number;
  readonly shelf: number;
  /** Within the gondola: along its front, and from its front backwards. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where one product ends and the next begins, along the front. */
  readonly seams: readonly number[];
  readonly facings: readonly BoardFacing[];
}

export interface BoardFacing {
  readonly name: string;
  /** Its middle, along the front, and how wide it is. */
  readonly middle: number;
  readonly width: number;
}

export interface GondolaShape {
  readonly gondola: number;
  readonly transform: string;
  /** Before the middle of its front, on the shop's axes: where its number is written. */
  readonly before: Point;
  /** What is written on it would stand on its head. */
  readonly isUpsideDown: boolean;
  readonly width: number;
  readonly depth: number;
  readonly boards: readonly Board[];
}

const CM = 100;
/** Margin of floor shown around what stands on it. */
const AROUND_CM = 55;
/** How far a gondola's number is from its front. */
const BEFORE_CM = 14;

export function shapeGondola(gondola: Gondola): GondolaShape {
  const { plateCount, plateWidthM, depthM, yawRad, xM, yM, shelves } = gondola;
  const width = plateCount * plateWidthM * CM;
  const depth = depthM * CM;
  const height = depth / Math.max(1, shelves.length);
  const turn = (-yawRad * 180) / Math.PI;
  const [cos, sin] = [Math.cos(yawRad), Math.sin(yawRad)];
  return {
    gondola: gondola.gondola,
    before: {
      x: xM * CM + (width / 2) * cos + BEFORE_CM * sin,
      y: yM * CM + (width / 2) * sin - BEFORE_CM * cos,
    },
    transform: `translate(${xM * CM} ${-yM * CM}) rotate(${turn})`,
    isUpsideDown: Math.cos(yawRad) < -0.01,
    width,
    depth,
    boards: shelves.map(({ shelf, facings, plateWidthM: ownM }, at) => ({
      key: `${gondola.gondola}/${shelf}`,
      gondola: gondola.gondola,
      shelf,
      width,
      height,
      x: 0,
      y: -(at + 1) * height,
      seams: facings.map(({ plates }) => (plates[0]! - 1) * ownM * CM).filter((along) => along > 0),
      facings: facings.flatMap(({ name, plates }) =>
        name === null ? [] : [{ name, ...findSpan(plates, ownM * CM) }],
      ),
    })),
  };
}

function findSpan(plates: readonly number[], plateWidth: number) {
  const width = plates.length * plateWidth;
  return { width, middle: (plates[0]! - 1) * plateWidth + width / 2 };
}

/** Where something on a shelf is: the middle of some plates, on the shop's axes with y upwards. */
export function findPlace(
  { gondolas }: Floor,
  where: { readonly gondola: number; readonly shelf: number; readonly plates: readonly number[] },
): Point | null {
  const gondola = gondolas.find((one) => one.gondola === where.gondola);
  if (gondola === undefined) return null;
  const { plateWidthM, depthM, yawRad, xM, yM, shelves, plateCount } = gondola;
  const at = shelves.findIndex(({ shelf }) => shelf === where.shelf);
  const { plates } = where;
  const middle = plates.reduce((sum, plate) => sum + plate - 0.5, 0) / plates.length;
  const along =
    plates.length === 0
      ? (plateCount * plateWidthM) / 2
      : middle * (shelves[at]?.plateWidthM ?? plateWidthM);
  const into = (depthM * (Math.max(0, at) + 0.5)) / Math.max(1, shelves.length);
  const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)];
  return { x: CM * (xM + along * c - into * s), y: CM * (yM + along * s + into * c) };
}

/** What has to be seen, on the shop's axes with y upwards. */
export function findBounds({ gondolas, gates }: Floor): Bounds {
  const points: Point[] = gates.flatMap(({ corners }) =>
    corners.map(({ xM, yM }) => ({ x: xM * CM, y: yM * CM })),
  );
  for (const { plateCount, plateWidthM, depthM, yawRad, xM, yM } of gondolas) {
    const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)];
    // Somebody stands before it.
    for (const along of [0, plateCount * plateWidthM]) {
      for (const into of [-0.6, depthM]) {
        points.push({ x: CM * (xM + along * c - into * s), y: CM * (yM + along * s + into * c) });
      }
    }
  }
  if (points.length === 0) return { minX: 0, minY: 0, maxX: 600, maxY: 400 };
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    minX: Math.min(...xs) - AROUND_CM,
    minY: Math.min(...ys) - AROUND_CM,
    maxX: Math.max(...xs) + AROUND_CM,
    maxY: Math.max(...ys) + AROUND_CM,
  };
}

export function listPoints(corners: Floor["gates"][number]["corners"]): string {
  return corners.map(({ xM, yM }) => `${xM * CM},${-yM * CM}`).join(" ");
}

export function findMiddle(corners: Floor["gates"][number]["corners"]): Point {
  const mean = (read: (corner: (typeof corners)[number]) => number): number =>
    (CM * corners.reduce((sum, corner) => sum + read(corner), 0)) / corners.length;
  return { x: mean(({ xM }) => xM), y: mean(({ yM }) => yM) };
}

/** Products by their GTIN, of those that stand somewhere. */
export function nameProducts({ gondolas }: Floor): ReadonlyMap<string, string> {
  return new Map(
    gondolas.flatMap(({ shelves }) =>
      shelves.flatMap(({ facings }) =>
        facings.flatMap(({ gtin, name }) =>
          gtin === null || name === null ? [] : [[gtin, name] as const],
        ),
      ),
    ),
  );
}
