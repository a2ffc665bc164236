import { basename } from "node:path";
import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatTable } from "@saunter/shop/command-line/format-table";
import type { Command } from "commander";
import { formatTripScore } from "../smart-cart/format-trips.ts";
import { type PlayedTrip, playRecording } from "../smart-cart/play-trip.ts";
import { checkTrip, scoreTrips } from "../smart-cart/score-trips.ts";

export interface EvaluateCartDependencies {
  readonly io: CommandIo;
  readonly findRecordings: (dir: string) => Promise<string[]>;
  readonly readRecording: (dir: string) => Promise<CartRecording>;
}

export function addEvaluateCartCommand(
  program: Command,
  dependencies: EvaluateCartDependencies,
): void {
  program
    .command("evaluate-cart")
    .description("measure the smart cart on recordings of trips that have their truth")
    .argument("<dir>", "a recording of a cart, or a folder that holds some")
    .option("--json", "print one JSON object and nothing else")
    .action((dir: string, { json }: { readonly json?: boolean }) =>
      evaluateCart(dir, json ?? false, dependencies),
    );
}

async function evaluateCart(
  dir: string,
  isJson: boolean,
  { findRecordings, io, readRecording }: EvaluateCartDependencies,
): Promise<void> {
  const dirs = await findRecordings(dir);
  const trips: (PlayedTrip & { readonly name: string })[] = [];
  const progress = io.startProgress("trips", dirs.length);
  try {
    for (const [at, one] of dirs.entries()) {
      const played = playRecording(await readRecording(one));
      if (played === null) io.writeErr(`skipped ${one}: it has no truth.json\n`);
      else trips.push({ name: basename(one), ...played });
      progress.update(at + 1);
    }
  } finally {
    progress.stop();
  }
  if (trips.length === 0) {
    throw new CommandFailure("no recording has a truth.json, so there is nothing to measure");
  }
  const score = scoreTrips(trips);
  if (isJson) {
    const list = trips.map((trip) => ({ ...trip, check: checkTrip(trip) }));
    io.writeOut(`${JSON.stringify({ trips: list, overall: score })}\n`);
    return;
  }
  const rows = trips.map((trip) => [
    trip.name,
    trip.isExact ? "right" : "wrong",
    trip.certainty.probabilityExact.toFixed(3),
    checkTrip(trip),
    String(trip.questions),
  ]);
  const header = ["recording", "bill", "probability right", "check", "questions"];
  io.writeOut(formatTable(header, rows, new Set([2, 4])));
  io.writeOut(`\n${formatTripScore(score)}`);
}
