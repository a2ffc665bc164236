/** Points that are clicked in a picture and measured in the shop: `name,x_m,y_m,z_m,u_px,v_px`. */
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { CommandFailure } from "../command-line/command-io.ts";
import { parseCsvTable, readCsvTable } from "../config/csv-table.ts";

/** A place of the shop, metres, and where the picture shows it, pixels. */
export interface ClickedPoint {
  readonly name: string;
  readonly place: Point3;
  readonly x: number;
  readonly y: number;
  /** Where it stands in its file. */
  readonly line: number;
}

export const POINT_COLUMNS = {
  name: "text",
  x_m: "number",
  y_m: "number",
  z_m: "number",
  u_px: "number",
  v_px: "number",
} as const;

export const POINTS_CSV_HEAD = `${Object.keys(POINT_COLUMNS).join(",")}\n`;

/** No shop is longer; millimetres or inches are reported as a mistake. */
export const PLACE_M_MAX = 200;

type PointTable = ReturnType<typeof parseCsvTable<typeof POINT_COLUMNS>>;

/** Reads points. CommandFailure says what is wrong with the file, and in which line. */
export function readPointsCsv(file: string): ClickedPoint[] {
  return listPoints(readCsvTable(file, POINT_COLUMNS), file);
}

/** As `readPointsCsv`, of a text that is at hand. */
export function parsePointsCsv(text: string, file: string): ClickedPoint[] {
  return listPoints(parseCsvTable(text, file, POINT_COLUMNS), file);
}

function listPoints({ lines, columns }: PointTable, file: string): ClickedPoint[] {
  const lineByName = new Map<string, number>();
  return lines.map((line, i) => {
    const name = columns.name[i]!;
    const known = lineByName.get(name);
    if (known !== undefined) {
      throw new CommandFailure(
        `${file}:${line}: found the point ${JSON.stringify(name)} again, after line ${known}; ` +
          "allowed: each name once",
      );
    }
    lineByName.set(name, line);
    const place = { x: columns.x_m[i]!, y: columns.y_m[i]!, z: columns.z_m[i]! };
    for (const [axis, metres] of Object.entries(place)) {
      if (Math.abs(metres) <= PLACE_M_MAX) continue;
      throw new CommandFailure(
        `${file}:${line}: found ${axis}_m ${metres}; allowed: metres, ${PLACE_M_MAX} at most`,
      );
    }
    return { name, place, x: columns.u_px[i]!, y: columns.v_px[i]!, line };
  });
}

/** CommandFailure names the first point that is not on a picture of that size. */
export function checkOnImage(
  points: readonly ClickedPoint[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  file: string,
): void {
  for (const { name, x, y, line } of points) {
    if (x >= -0.5 && y >= -0.5 && x <= widthPx - 0.5 && y <= heightPx - 0.5) continue;
    throw new CommandFailure(
      `${file}:${line}: found ${JSON.stringify(name)} at ${x}, ${y}; allowed: pixels of the ` +
        `picture, which is ${widthPx} x ${heightPx}: was it clicked in one of another size?`,
    );
  }
}
