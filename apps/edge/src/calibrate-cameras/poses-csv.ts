/** Joints of people as cameras saw them: `frame,camera,person,joint,x_px,y_px,score`. */
import type { WalkSighting } from "@saunter/perception/cameras/refine-cameras";
import { CommandFailure } from "../command-io.ts";
import { readCsvTable } from "../tracks/csv-table.ts";

export const POSE_COLUMNS = {
  frame: "integer",
  camera: "text",
  person: "text",
  joint: "text",
  x_px: "number",
  y_px: "number",
  score: "number",
} as const;

/** A joint of which the model is less sure is left out. */
export const SCORE_MIN = 0.3;

export interface PoseReading {
  readonly sightings: readonly WalkSighting[];
  /** Rows that are not used as the model was not sure of them. */
  readonly unsure: number;
}

/**
 * Reads what cameras saw of people, as sightings of one place each: the same joint of the same person
 * in the same frame. CommandFailure names the line of a camera that is not among those given.
 */
export function readPosesCsv(
  file: string,
  cameraIds: ReadonlySet<string>,
  poseSdPx: number,
): PoseReading {
  const { lines, columns } = readCsvTable(file, POSE_COLUMNS);
  const placeByKey = new Map<string, number>();
  const sightings: WalkSighting[] = [];
  let unsure = 0;
  lines.forEach((line, i) => {
    const cameraId = columns.camera[i]!;
    if (!cameraIds.has(cameraId)) {
      throw new CommandFailure(
        `${file}:${line}: found the camera ${JSON.stringify(cameraId)}; allowed: ` +
          [...cameraIds].join(", "),
      );
    }
    if (columns.score[i]! < SCORE_MIN) {
      unsure++;
      return;
    }
    const key = `${columns.frame[i]} ${columns.person[i]} ${columns.joint[i]}`;
    const place = placeByKey.get(key) ?? placeByKey.size;
    placeByKey.set(key, place);
    sightings.push({ place, cameraId, x: columns.x_px[i]!, y: columns.y_px[i]!, sdPx: poseSdPx });
  });
  return { sightings, unsure };
}
