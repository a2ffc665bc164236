import { basename } from "node:path";
import type { ReadCartRecording } from "@saunter/ingest/cart-recordings/read-cart-recording";
import type { RecordingWarning } from "@saunter/ingest/recordings/recording-codes";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatWarning } from "@saunter/shop/command-line/format-outputs";
import { formatTable } from "@saunter/shop/command-line/format-table";
import type { Command } from "commander";
import { formatTripScore } from "../smart-cart/format-trips.ts";
import { playRecording } from "../smart-cart/play-trip.ts";
import { checkTrip, scoreTrips } from "../smart-cart/score-trips.ts";
import {
  describeWrongs,
  formatTripCurve,
  formatTripReport,
  listTrip,
  type NamedTrip,
  TRIP_HEADER,
  TRIP_NUMBERS,
} from "../smart-cart/write-trip-report.ts";

export interface EvaluateCartDependencies {
  readonly io: CommandIo;
  readonly findRecordings: (dir: string) => Promise<string[]>;
  readonly readRecording: (dir: string) => Promise<ReadCartRecording>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
}

interface EvaluateCartOptions {
  readonly json?: boolean;
  readonly report?: string;
}

const EXAMPLES = `
Examples:
  saunter evaluate-cart trips                        every recording in the folder
  saunter evaluate-cart trips --report accuracy.md   writes accuracy.md and accuracy.svg
`;

export function addEvaluateCartCommand(
  program: Command,
  dependencies: EvaluateCartDependencies,
): void {
  program
    .command("evaluate-cart")
    .description("measure the smart cart on recordings of trips that have their truth")
    .argument("<dir>", "a recording of a cart, or a folder that holds some")
    .option("--json", "print one JSON object and nothing else")
    .option("--report <file.md>", "write the figures as Markdown, and a curve beside it as SVG")
    .addHelpText("after", EXAMPLES)
    .action((dir: string, options: EvaluateCartOptions) =>
      evaluateCart(dir, options, dependencies),
    );
}

async function evaluateCart(
  dir: string,
  { json: isJson = false, report }: EvaluateCartOptions,
  dependencies: EvaluateCartDependencies,
): Promise<void> {
  const { io, writeFile } = dependencies;
  if (report !== undefined && !report.endsWith(".md")) {
    throw new CommandFailure(`--report ${report}: give a name that ends in .md`);
  }
  const { trips, warnings } = await playRecordings(dir, dependencies);
  for (const warning of warnings) io.writeErr(formatWarning(warning));
  if (trips.length === 0) {
    throw new CommandFailure("no recording has a truth.json, so there is nothing to measure");
  }
  if (report !== undefined) {
    const svgPath = report.replace(/\.md$/, ".svg");
    const text = formatTripReport({
      date: new Date(io.nowMs()).toISOString().slice(0, 10),
      command: `saunter evaluate-cart ${dir} --report ${report}`,
      trips,
      svgPath,
    });
    await writeFile(report, text);
    await writeFile(svgPath, formatTripCurve(trips));
  }
  const score = scoreTrips(trips);
  if (isJson) {
    const list = trips.map((trip) => ({ ...trip, check: checkTrip(trip) }));
    io.writeOut(`${JSON.stringify({ trips: list, overall: score, warnings })}\n`);
    return;
  }
  io.writeOut(formatTable(TRIP_HEADER, trips.map(listTrip), TRIP_NUMBERS));
  io.writeOut(`\n${formatTripScore(score)}`);
}

interface PlayedRecordings {
  readonly trips: readonly NamedTrip[];
  readonly warnings: readonly RecordingWarning[];
}

async function playRecordings(
  dir: string,
  { findRecordings, io, readRecording }: EvaluateCartDependencies,
): Promise<PlayedRecordings> {
  const dirs = await findRecordings(dir);
  const trips: NamedTrip[] = [];
  const warnings: RecordingWarning[] = [];
  const progress = io.startProgress("trips", dirs.length);
  try {
    for (const [at, one] of dirs.entries()) {
      const recording = await readRecording(one);
      warnings.push(...recording.warnings);
      const played = playRecording(recording);
      if (played === null) io.writeErr(`skipped ${one}: it has no truth.json\n`);
      else {
        const wrongs = describeWrongs(played, recording.products);
        trips.push({ name: basename(one), ...played, wrongs });
      }
      progress.update(at + 1);
    }
  } finally {
    progress.stop();
  }
  return { trips, warnings };
}
