/** The tracker on WILDTRACK's training frames, with a real detector's published faults put on. */
import { join } from "node:path";
import { scoreTracks } from "@saunter/vision/tracking/track-score";
import { atLeast, createFigure, type FigureGroup } from "../bench/figure.ts";
import { readDetectionCsv, readTrackCsv } from "../tracks/track-csv.ts";
import { trackDetections } from "../tracks/track-detections.ts";

const FPS = 2;
export const MOTA_MIN = 88;
export const IDF1_MIN = 90;

/** @param folder with detections.csv and ground-truth.csv */
export function measureTracks(folder: string): FigureGroup {
  const detections = readDetectionCsv(join(folder, "detections.csv"));
  const tracks = [...trackDetections(detections, FPS)].flatMap(({ frame, people }) =>
    people.map(({ trackId, x, y }) => ({ frame, id: String(trackId), x, y })),
  );
  const score = scoreTracks(readTrackCsv(join(folder, "ground-truth.csv")), tracks);
  return {
    title: `Tracks from detections: WILDTRACK, ${score.frames} training frames, within 1 m`,
    figures: [
      createFigure("MOTA", 100 * score.mota, "%", 1, atLeast(MOTA_MIN)),
      createFigure("IDF1", 100 * score.idf1, "%", 1, atLeast(IDF1_MIN)),
      createFigure("HOTA", 100 * score.hota, "%", 1),
      createFigure("identity switches", score.switches, "", 0),
      createFigure("mean distance of matches", score.motpM, "m", 3),
    ],
  };
}
