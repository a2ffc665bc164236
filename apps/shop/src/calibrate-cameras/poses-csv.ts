/** Joints of people as cameras saw them: `frame,camera,person,joint,x_px,y_px,score`. */

import { JOINT_NAMES } from "@saunter/engine/observation";
import type { WalkObservation } from "@saunter/vision/cameras/refine-cameras";
import { DETECTION_STRIDE, JOINTS } from "@saunter/vision/fusion/pose-detection";
import { CommandFailure } from "../command-line/command-io.ts";
import { readCsvTable } from "../config/csv-table.ts";

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

/** Whoever walks, in one camera's picture. */
export interface WalkPose {
  readonly cameraId: string;
  /** As of a `PoseDetection`, in pixels of pictures as the camera was calibrated with; NaN where not used. */
  readonly joints: Float64Array;
}

/** Whoever walks, as several cameras saw them at one instant. */
export interface WalkFrame {
  readonly timestampMs: number;
  readonly poses: readonly WalkPose[];
  /** Where on the floor that was, as far as the cameras are known; metres. */
  readonly place: { readonly x: number; readonly y: number };
}

/** The only person in a file that is written: whoever walks is alone. */
const PERSON = "1";

/** The file's text: frames are counted, and nothing says when they were. */
export function formatPosesCsv(frames: readonly WalkFrame[]): string {
  const rows = frames.flatMap(({ poses }, frame) =>
    poses.flatMap(({ cameraId, joints }) =>
      Array.from({ length: JOINTS }, (_, joint) => {
        const at = DETECTION_STRIDE * joint;
        const [x, y, score] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
        if (Number.isNaN(x)) return "";
        const cells = [frame, cameraId, PERSON, JOINT_NAMES[joint]];
        return `${[...cells, x.toFixed(2), y.toFixed(2), score.toFixed(3)].join()}\n`;
      }),
    ),
  );
  return `${Object.keys(POSE_COLUMNS).join()}\n${rows.join("")}`;
}

export interface PoseReading {
  readonly observations: readonly WalkObservation[];
  /** Rows that are not used as the model was not sure of them. */
  readonly unsure: number;
}

/**
 * Reads what cameras saw of people, as observations of one place each: the same joint of the same person
 * in the same frame. CommandFailure names the line of a camera that is not among those given.
 */
export function readPosesCsv(
  file: string,
  cameraIds: ReadonlySet<string>,
  poseSdPx: number,
): PoseReading {
  const { lines, columns } = readCsvTable(file, POSE_COLUMNS);
  const placeByKey = new Map<string, number>();
  const observations: WalkObservation[] = [];
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
    observations.push({
      place,
      cameraId,
      x: columns.x_px[i]!,
      y: columns.y_px[i]!,
      sdPx: poseSdPx,
    });
  });
  return { observations, unsure };
}
