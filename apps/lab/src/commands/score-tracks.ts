import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import { formatTable } from "@saunter/shop/command-line/format-table";
import {
  scoreTracks,
  TRACK_DISTANCE_M,
  TRACK_DISTANCE_M_MAX,
  type TrackScore,
} from "@saunter/vision/tracking/track-score";
import { type Command, InvalidArgumentError } from "commander";
import { readTrackCsv } from "../tracks/track-csv.ts";

interface Options {
  readonly distance: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Both files are tables whose first line names the columns frame, id, x_m and y_m: in which frame
somebody was where on the floor, in metres. Ids of the two files have nothing to do with each other.

Examples:
  saunter score-tracks truth.csv tracks.csv                 MOTA, IDF1, HOTA and what they rest on
  saunter score-tracks truth.csv tracks.csv --distance 0.5  a track farther off than that is a miss
  saunter score-tracks truth.csv tracks.csv --json          one JSON object, for programs
`;

export function addScoreTracksCommand(program: Command, { io }: { readonly io: CommandIo }): void {
  program
    .command("score-tracks")
    .description("score tracks on the floor against the truth")
    .argument("<truth.csv>", "where people were: frame,id,x_m,y_m")
    .argument("<tracks.csv>", "what a tracker made of it, the same columns")
    .option(
      "--distance <m>",
      "a track further than this from a person does not match, metres",
      parseDistance,
      TRACK_DISTANCE_M,
    )
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action((truthFile: string, tracksFile: string, { distance, json }: Options) => {
      const truth = readTrackCsv(truthFile);
      if (truth.length === 0) {
        throw new CommandFailure(`${truthFile} has no rows, so there is nothing to measure`);
      }
      const score = scoreTracks(truth, readTrackCsv(tracksFile), distance);
      io.writeOut(json ? `${JSON.stringify(toDocument(score))}\n` : formatScore(score));
    });
}

function parseDistance(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value <= TRACK_DISTANCE_M_MAX)) {
    throw new InvalidArgumentError(
      `It must be a number of metres above 0, ${TRACK_DISTANCE_M_MAX} at most.`,
    );
  }
  return value;
}

/** The names that scripts and dashboards read. JSON turns a NaN into null. */
function toDocument(score: TrackScore) {
  const { mota, idf1, idp, idr, hota, deta, assa, loca } = score;
  const { switches, misses, matches, frames, people, tracks } = score;
  return {
    mota,
    motp_m: score.motpM,
    idf1,
    idp,
    idr,
    hota,
    deta,
    assa,
    loca,
    switches,
    misses,
    false_positives: score.falsePositives,
    matches,
    mostly_tracked: score.mostlyTracked,
    mostly_lost: score.mostlyLost,
    frames,
    people,
    tracks,
    truth_rows: score.truthRows,
    track_rows: score.trackRows,
    distance_m: score.distanceM,
  };
}

function formatScore(score: TrackScore): string {
  const { people, truthRows, trackRows } = score;
  const metres = (value: number): string =>
    Number.isNaN(value) ? formatNumber(value, 3) : `${formatNumber(value, 3)} m`;
  const figures: readonly (readonly [string, string])[] = [
    ["HOTA", formatShare(score.hota)],
    ["  DetA, detection", formatShare(score.deta)],
    ["  AssA, association", formatShare(score.assa)],
    ["  LocA, localisation", formatShare(score.loca)],
    ["IDF1", formatShare(score.idf1)],
    ["  IDP, precision", formatShare(score.idp)],
    ["  IDR, recall", formatShare(score.idr)],
    ["MOTA", formatShare(score.mota)],
    ["MOTP, mean distance of matches", metres(score.motpM)],
    ["identity switches", String(score.switches)],
    ["misses", `${score.misses} of ${truthRows}`],
    ["false positives", `${score.falsePositives} of ${trackRows}`],
    ["people mostly tracked", `${score.mostlyTracked} of ${people}`],
    ["people mostly lost", `${score.mostlyLost} of ${people}`],
    ["tracks", String(score.tracks)],
    ["frames", String(score.frames)],
  ];
  return formatTable([`within ${score.distanceM} m`, "score"], figures, new Set([1]));
}
