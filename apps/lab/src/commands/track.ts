import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parsePositive } from "@saunter/shop/commands/parse-options";
import type { Command } from "commander";
import { formatTrackRows, readDetectionCsv, TRACK_CSV_HEAD } from "../tracks/track-csv.ts";
import { type DetectionRow, trackDetections } from "../tracks/track-detections.ts";

export interface TrackDependencies {
  readonly io: CommandIo;
  readonly writeFile: (path: string, text: string) => Promise<void>;
}

interface Options {
  readonly fps: number;
  readonly out?: string;
}

const EXAMPLES = `
A table whose first line names the columns frame, x_m, y_m and score: in which frame a detector saw
somebody where on the floor, in metres, and how sure it was, 0 to 1. Tracks are told frame by frame,
from what was seen up to it.

Examples:
  saunter track detections.csv --fps 2 --out tracks.csv
  saunter track detections.csv --fps 10 | head
  saunter score-tracks truth.csv tracks.csv   what they are worth
`;

export function addTrackCommand(program: Command, dependencies: TrackDependencies): void {
  program
    .command("track")
    .description("track people on the floor from the detections of each frame")
    .argument("<detections.csv>", "where a detector saw somebody: frame,x_m,y_m,score")
    .requiredOption("--fps <n>", "frames a second", parsePositive)
    .option("--out <tracks.csv>", "write frame,id,x_m,y_m to this file (default: print it)")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: Options) => track(file, options, dependencies));
}

async function track(file: string, { fps, out }: Options, dependencies: TrackDependencies) {
  const { io, writeFile } = dependencies;
  const rows = readDetectionCsv(file);
  if (rows.length === 0) throw new CommandFailure(`${file} has no rows: there is nobody to follow`);
  const followed = follow(rows, fps, io);
  if (out === undefined) {
    io.writeOut(followed.text);
    return;
  }
  await writeFile(out, followed.text);
  io.writeOut(`${out}: ${followed.tracks} tracks in ${followed.frames} frames\n`);
}

function follow(rows: readonly DetectionRow[], fps: number, io: CommandIo) {
  const progress = io.startProgress("detections", rows.length);
  const texts = [TRACK_CSV_HEAD];
  const tracks = new Set<number>();
  let frames = 0;
  try {
    for (const frame of trackDetections(rows, fps, progress.update)) {
      texts.push(formatTrackRows(frame));
      for (const { trackId } of frame.people) tracks.add(trackId);
      frames++;
    }
  } finally {
    progress.stop();
  }
  return { text: texts.join(""), tracks: tracks.size, frames };
}
