import type { ShopModel } from "@saunter/perception/shop-model";
import { SCENARIO_NAMES, type ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation, type Simulation } from "@saunter/sim/simulate";
import { type Command, Option } from "commander";
import { chunkObservations } from "../chunk-observations.ts";
import { CommandFailure, type CommandIo } from "../command-io.ts";
import {
  buildRecordingDocument,
  buildSummaryDocument,
  formatOverall,
  formatWrongReceipts,
} from "../evaluate/format-evaluation.ts";
import { scoreRecording } from "../evaluate/score-recording.ts";
import { type EvaluatedRecording, summarize } from "../evaluate/summarize.ts";
import { runEngine, type SteppedEngine } from "../run-engine.ts";
import { parseCount, parsePositive, parseSeed } from "./parse-options.ts";

export interface SimulateDependencies {
  readonly io: CommandIo;
  readonly createEngine: (shop: ShopModel) => SteppedEngine;
  /** Writes a whole run of the simulation, with its truth, as a recording. */
  readonly writeRecording: (dir: string, simulation: Simulation) => Promise<void>;
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
    .description("simulate a shop: measure the engine in it, or write it as a recording")
    .option("--out <dir>", "write a recording to this new folder")
    .option("--seed <n>", "the same seed gives the same shop", parseSeed, 1)
    .addOption(createScenarioOption())
    .option("--minutes <n>", "nobody comes in after so many minutes", parsePositive)
    .option("--shoppers <n>", "so many shoppers come in", parseCount)
    .option("--compare <dir...>", "show the signals' statistics beside those of recordings")
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
  await writeRecording(dir, simulation);
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
  const evaluated = await evaluateSimulation(simulation, options, createEngine, io);
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
  const names = (barcode: string) => products.get(barcode)?.name ?? barcode;
  io.writeOut(`\n${formatWrongReceipts([evaluated], names)}`);
}

async function evaluateSimulation(
  simulation: Simulation,
  { seed, scenario }: SimulateOptions,
  createEngine: (shop: ShopModel) => SteppedEngine,
  io: CommandIo,
): Promise<EvaluatedRecording> {
  let simulatingSeconds = 0;
  const cpuSecondsBefore = io.cpuSeconds();
  const chunks = chunkObservations(
    simulation.observations(),
    (seconds) => {
      simulatingSeconds += seconds;
    },
    io.cpuSeconds,
  );
  const run = await runEngine(createEngine(simulation.shop), chunks);
  return {
    name: `${scenario} ${seed}`,
    score: scoreRecording(run.result.receipts, simulation.truth().receipts),
    interactions: run.result.interactions,
    cpuSeconds: io.cpuSeconds() - cpuSecondsBefore - simulatingSeconds,
    recordedSeconds: run.recordedSeconds,
  };
}
