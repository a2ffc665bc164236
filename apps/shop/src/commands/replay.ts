import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Interaction, Receipt } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { RecordingSource, StreamWarning } from "@saunter/ingest/recordings/open-recording";
import {
  type EngineRun,
  runEngine,
  type SteppedEngine,
} from "@saunter/ingest/recordings/run-engine";
import { type Command, Option } from "commander";
import type { CommandIo } from "../command-line/command-io.ts";
import { createTeller, formatReceipts, formatWarning } from "../command-line/format-outputs.ts";
import { createPace } from "../serve/pace-stream.ts";
import { parseSpeed } from "./parse-options.ts";

export interface ReplayDependencies {
  readonly io: CommandIo;
  readonly recordings: RecordingSource;
  readonly createEngine: (shop: ShopModel) => SteppedEngine;
}

interface ReplayOptions {
  readonly json?: boolean;
  readonly speed: number;
}

const EXAMPLES = `
Examples:
  saunter replay recordings/BENCHMARK-1             what happens, then the receipts
  saunter replay recordings/BENCHMARK-1 --speed 1   as fast as it happened
  saunter replay recordings/BENCHMARK-1 --json      one JSON object, for programs
`;

export function addReplayCommand(program: Command, dependencies: ReplayDependencies): void {
  program
    .command("replay")
    .description("run the engine on a recording and print interactions, carts and receipts")
    .argument("<dir>", "the recording's folder")
    .option("--json", "print one JSON object and nothing else")
    .addOption(
      new Option("--speed <times>", 'times real time, or "max"')
        .argParser(parseSpeed)
        .default(Number.POSITIVE_INFINITY, '"max"'),
    )
    .addHelpText("after", EXAMPLES)
    .action((dir: string, options: ReplayOptions) => replay(dir, options, dependencies));
}

async function replay(
  dir: string,
  options: ReplayOptions,
  { io, recordings, createEngine }: ReplayDependencies,
): Promise<void> {
  const cpuSecondsBefore = io.cpuSeconds();
  const recording = await recordings.open(dir);
  const names = (barcode: string) => recording.shop.products.get(barcode)?.name ?? barcode;
  const tell = createTeller(names);
  const reportOutput = (output: EngineOutput, startMs: number) => {
    const line = tell(output, startMs);
    if (line !== null) io.writeOut(`${line}\n`);
  };
  const run = await runEngine(createEngine(recording.shop), recording.chunks, {
    pace: createPace(options.speed, io),
    ...(options.json ? {} : { onOutput: reportOutput }),
  });
  const warnings = [...recording.warnings(), ...run.result.warnings];
  const cpuSeconds = io.cpuSeconds() - cpuSecondsBefore;
  if (options.json) {
    io.writeOut(`${JSON.stringify(buildReplayDocument(run, warnings, cpuSeconds))}\n`);
    return;
  }
  io.writeOut(`\n${formatReceipts(run.result.receipts, names)}`);
  for (const finding of run.result.findings) io.writeOut(`finding: ${finding.message}\n`);
  io.writeOut(
    `\n${run.recordedSeconds.toFixed(1)} s recorded, ${cpuSeconds.toFixed(2)} s of CPU time\n`,
  );
  for (const warning of warnings) io.writeErr(formatWarning(warning));
}

/** What `--json` prints. Ids are strings; times are Unix seconds. */
function buildReplayDocument(
  run: EngineRun,
  warnings: readonly StreamWarning[],
  cpuSeconds: number,
): object {
  const { receipts, interactions, findings } = run.result;
  return {
    receipts: receipts.map(buildReceiptDocument),
    interactions: interactions.map(buildInteractionDocument),
    warnings,
    findings,
    recording_seconds: roundTo(run.recordedSeconds, 3),
    cpu_seconds: roundTo(cpuSeconds, 3),
  };
}

function buildReceiptDocument(receipt: Receipt): object {
  return {
    target_id: receipt.targetId,
    products: receipt.products.map(({ barcode, quantity }) => ({ barcode, quantity })),
    probability_exact: receipt.probabilityExact,
    needs_review: receipt.needsReview,
    reasons: receipt.reasons,
  };
}

function buildInteractionDocument(interaction: Interaction): object {
  return {
    id: interaction.id,
    kind: interaction.kind,
    timestamp: roundTo(interaction.timestampMs / 1000, 6),
    target_id: interaction.targetId,
    barcode: interaction.barcode,
    quantity: interaction.quantity,
    weight_g: interaction.weightG,
    gondola: interaction.gondola,
    shelf: interaction.shelf,
    plates: interaction.plates,
    probability: interaction.probability,
    decided: roundTo(interaction.decidedMs / 1000, 6),
    settled: roundTo(interaction.settledMs / 1000, 6),
  };
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
