/** Who was where in which frame, as comma-separated values: `frame,id,x_m,y_m`. */

import { CommandFailure } from "@saunter/shop/command-line/command-io";
import { type CsvTable, readCsvTable } from "@saunter/shop/config/csv-table";
import { findRepeatedRow, type TrackRow } from "@saunter/vision/tracking/track-rows";
import type { DetectionRow, TrackedFrame } from "./track-detections.ts";

const TRACK_COLUMNS = { frame: "integer", id: "text", x_m: "number", y_m: "number" } as const;

/** Reads truth or tracks. CommandFailure says what is wrong with the file, and in which line. */
export function readTrackCsv(file: string): TrackRow[] {
  const table = readCsvTable(file, TRACK_COLUMNS);
  const rows = listTrackRows(table);
  const repeated = findRepeatedRow(rows);
  if (repeated === null) return rows;
  const { frame, id } = rows[repeated.second]!;
  const [first, second] = [table.lines[repeated.first], table.lines[repeated.second]];
  throw new CommandFailure(
    `${file}:${second}: found the id ${JSON.stringify(id)} in frame ${frame} again, after line ` +
      `${first}; allowed: each id once in a frame`,
  );
}

function listTrackRows({ lines, columns }: CsvTable<typeof TRACK_COLUMNS>): TrackRow[] {
  return lines.map((_, i) => ({
    frame: columns.frame[i]!,
    id: columns.id[i]!,
    x: columns.x_m[i]!,
    y: columns.y_m[i]!,
  }));
}

const DETECTION_COLUMNS = {
  frame: "integer",
  x_m: "number",
  y_m: "number",
  score: "number",
} as const;

/** Reads detections. CommandFailure says what is wrong with the file, and in which line. */
export function readDetectionCsv(file: string): DetectionRow[] {
  const { lines, columns } = readCsvTable(file, DETECTION_COLUMNS);
  return lines.map((line, i) => {
    const score = columns.score[i]!;
    if (score < 0 || score > 1) {
      throw new CommandFailure(`${file}:${line}: found the score ${score}; allowed: 0 to 1`);
    }
    return { frame: columns.frame[i]!, x: columns.x_m[i]!, y: columns.y_m[i]!, score };
  });
}

/** A frame's rows as they are written; the first line of the table is `TRACK_CSV_HEAD`. */
export function formatTrackRows({ frame, people }: TrackedFrame): string {
  return people
    .map(({ trackId, x, y }) => `${frame},${trackId},${x.toFixed(3)},${y.toFixed(3)}\n`)
    .join("");
}

export const TRACK_CSV_HEAD = "frame,id,x_m,y_m\n";
