import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { SteppedEngine } from "@saunter/ingest/recordings/run-engine";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parseCount, parsePositive, parseSeed } from "@saunter/shop/commands/parse-options";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation, type Simulation } from "@saunter/sim/simulate";
import { type Command, Option } from "commander";
import { evaluateSimulation } from "../evaluate/evaluate-stream.ts";
import {
  buildRecordingDocument,
  buildSummaryDocument,
  formatAllEvents,
  formatOverall,
  formatWrongReceipts,
} from "../evaluate/format-evaluation.ts";
import { summarize } from "../evaluate/summarize.ts";

export interface SimulateDependencies {
  readonly io: CommandIo;
  readonly createEngine: (shop: ShopModel) => SteppedEngine;
  /** Writes a whole run of the simulation, with its truth, as a recording. */
  readonly writeRecording: (
    dir: string,
    simulation: Simulation,
    onObservation: (observation: Observation) => void,
  ) => Promise<void>;
  /** The signals of the simulation beside those of recordings, as a table. */
  readonly compareSignals: (simulation: Simulation, dirs: readonly string[]) => Promise<string>;
}

interface SimulateOptions {
  readonly out?: string;
  readonly seed: number;
  readonly scenario: ScenarioName;
  readonly minutes?: number;
  readonly shoppers?: number;
  readonly compare?: string[];
  readonly json?: boolean;
}

/** Stream time between two looks at how far it is. */
const PROGRESS_STREAM_MS = 10_000;

const EXAMPLES = `
Scenarios:
  ${SCENARIO_NAMES.slice(0, 7).join(", ")},
  ${SCENARIO_NAMES.slice(7).join(", ")}

Examples:
  saunter simulate                                    a busy shop, and how the engine does in it
  saunter simulate --scenario crowd --seed 7          another shop; the same seed, the same shop
  saunter simulate --out day-1 --shoppers 20          writes a recording with its truth
  saunter simulate --compare recordings/BENCHMARK-1   how real its signals are
`;

export function addSimulateCommand(program: Command, dependencies: SimulateDependencies): void {
  program
    .command("simulate")
    .description("simulate a shop: measure the engine in it, or write a recording")
    .option("--out <dir>", "write a recording to this new folder")
    .option("--seed <n>", "the same seed gives the same shop", parseSeed, 1)
    .addOption(createScenarioOption())
    .option("--minutes <n>", "nobody enters after this many minutes", parsePositive)
    .option("--shoppers <n>", "this many shoppers enter", parseCount)
    .option("--compare <dir...>", "print the signals' statistics beside those of recordings")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action((options: SimulateOptions) => simulate(options, dependencies));
}

/** Shared by the commands that simulate; an unknown name is answered with the known ones. */
export function createScenarioOption(): Option {
  return new Option("--scenario <name>", "who comes and what they do")
    .choices(SCENARIO_NAMES)
    .default("busy");
}

async function simulate(
  options: SimulateOptions,
  dependencies: SimulateDependencies,
): Promise<void> {
  const simulation = createSimulation({
    seed: options.seed,
    scenario: options.scenario,
    ...(options.minutes === undefined ? {} : { minutes: options.minutes }),
    ...(options.shoppers === undefined ? {} : { shoppers: options.shoppers }),
  });
  if (options.compare !== undefined) {
    if (options.out !== undefined || options.json) {
      throw new CommandFailure("--compare prints a table alone; leave out --out and --json");
    }
    dependencies.io.writeOut(await dependencies.compareSignals(simulation, options.compare));
  } else if (options.out !== undefined) {
    await writeSimulation(options.out, simulation, options, dependencies);
  } else await measureSimulation(simulation, options, dependencies);
}

async function writeSimulation(
  dir: string,
  simulation: Simulation,
  options: SimulateOptions,
  { io, writeRecording }: SimulateDependencies,
): Promise<void> {
  const progress = startProgress(simulation, options, io);
  await writeRecording(dir, simulation, progress.see).finally(() => progress.stop());
  const { receipts, events } = simulation.truth();
  if (options.json) {
    const { seed, scenario } = options;
    const written = { dir, seed, scenario, receipts: receipts.length, events: events.length };
    io.writeOut(`${JSON.stringify(written)}\n`);
    return;
  }
  io.writeOut(
    `${dir}: ${receipts.length} shoppers, ${events.length} events.\n` +
      `Run the engine on it: saunter evaluate ${dir}\n`,
  );
}

async function measureSimulation(
  simulation: Simulation,
  options: SimulateOptions,
  { io, createEngine }: SimulateDependencies,
): Promise<void> {
  const { products } = simulation.shop;
  const progress = startProgress(simulation, options, io);
  const evaluated = await evaluateSimulation(
    `${options.scenario} ${options.seed}`,
    simulation,
    createEngine,
    io.cpuSeconds,
    { onObservation: progress.see },
  ).finally(() => progress.stop());
  const summary = summarize([evaluated]);
  if (options.json) {
    const document = {
      seed: options.seed,
      scenario: options.scenario,
      recording: buildRecordingDocument(evaluated),
      overall: buildSummaryDocument(summary),
    };
    io.writeOut(`${JSON.stringify(document)}\n`);
    return;
  }
  io.writeOut(`${options.scenario}, seed ${options.seed}: `);
  io.writeOut(`${evaluated.recordedSeconds.toFixed(0)} s, shoppers: ${summary.receipts}\n\n`);
  io.writeOut(formatOverall(summary, null));
  io.writeOut(formatAllEvents(summary, null));
  const names = (barcode: string) => products.get(barcode)?.name ?? barcode;
  io.writeOut(`\n${formatWrongReceipts([evaluated], names)}`);
}

/** Counts minutes of the stream, or shoppers who have left where their number is what is known. */
function startProgress(
  simulation: Simulation,
  { scenario, minutes, shoppers }: SimulateOptions,
  io: CommandIo,
) {
  const counted = minutes === undefined && shoppers !== undefined;
  const total = counted ? shoppers : Math.ceil(minutes ?? SCENARIOS[scenario].minutes);
  const progress = io.startProgress(counted ? "shoppers" : "minutes", total);
  let startMs = Number.NaN;
  let reportedMs = Number.NEGATIVE_INFINITY;
  return {
    see: ({ timestampMs }: Observation): void => {
      if (Number.isNaN(startMs)) startMs = timestampMs;
      if (timestampMs - reportedMs < PROGRESS_STREAM_MS) return;
      reportedMs = timestampMs;
      const minutesDone = Math.floor((timestampMs - startMs) / 60_000);
      const done = counted ? simulation.truth().receipts.length : minutesDone;
      // The last shoppers leave after the last minute in which anybody comes in.
      progress.update(Math.min(done, total));
    },
    stop: () => progress.stop(),
  };
}
