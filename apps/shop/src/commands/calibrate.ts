import { rateHabits, type ShopHabits } from "@saunter/engine/shop-habits";
import { expectedCalibrationError } from "@saunter/numerics/calibration";
import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { collectHabits } from "../habits/collect-habits.ts";
import { collectOutcomes } from "../habits/collect-outcomes.ts";
import type { FittedTable, Outcome } from "../habits/fit-table.ts";
import { writeHabits } from "../habits/habits-file.ts";
import { fitShop, OUTCOMES_MIN, writeCalibration } from "../habits/shop-calibration.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore } from "../store/store.ts";

export interface CalibrateDependencies {
  readonly io: CommandIo;
}

interface Options {
  readonly data: string;
  readonly write?: boolean;
}

const EXAMPLES = `
What reviewers decided, and what shoppers disputed or let stand, tells how often receipts of each
probability were exact. The shop has to be stopped.

Examples:
  saunter calibrate --data shop-data            how good the probabilities are here
  saunter calibrate --data shop-data --write    and the engine uses that from the next start on
`;

export function addCalibrateCommand(program: Command, { io }: CalibrateDependencies): void {
  program
    .command("calibrate")
    .description(
      "calibrate the engine's probabilities and the habits of this shop's people from its reviews",
    )
    .requiredOption("--data <folder>", "the shop's data folder")
    .option("--write", "save both for the engine")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => calibrate(options, io));
}

async function calibrate({ data, write }: Options, io: CommandIo): Promise<void> {
  const nowMs = (): number => io.nowMs();
  const store = openStore({ folder: data, nowMs, projections: SHOP_PROJECTIONS, schema: "" });
  const { outcomes, unknownCount } = collectOutcomes(store, nowMs());
  const habits = collectHabits(store);
  await store.close();
  if (outcomes.length < OUTCOMES_MIN) {
    throw new CommandFailure(
      `only ${outcomes.length} receipts are known to be right or wrong; ${OUTCOMES_MIN} are needed`,
    );
  }
  const table = fitShop(outcomes);
  io.writeOut(formatTable(outcomes, unknownCount, table));
  io.writeOut(formatHabits(habits));
  if (!write) return;
  io.writeOut(`wrote ${writeCalibration(data, table)}\n`);
  io.writeOut(`wrote ${writeHabits(data, habits)}\n`);
}

/** What reviewers found of what people do here, beside what the engine had expected. */
function formatHabits(habits: ShopHabits): string {
  const times = rateHabits(habits);
  const describe = (name: string, kind: keyof ShopHabits): string => {
    const { seen, expected } = habits[kind];
    const often = `${times[kind].toFixed(2)} times as often as is usual`;
    return `${name}: ${seen} where ${expected.toFixed(1)} were expected; taken as ${often}\n`;
  };
  return `${describe("hand-overs", "handovers")}${describe("hands that only pressed", "presses")}`;
}

function formatTable(
  outcomes: readonly Outcome[],
  unknownCount: number,
  { inputs, values, counts }: FittedTable,
): string {
  const error = expectedCalibrationError(
    outcomes.map(({ probability }) => probability),
    outcomes.map(({ exact }) => exact),
  );
  const rows = inputs.map(
    (input, at) =>
      `${percent(input)}  ${percent(values[at]!)}  ${String(counts[at]).padStart(8)}\n`,
  );
  return (
    `${outcomes.length} receipts known to be right or wrong, ${unknownCount} not known\n` +
    `calibration error ${(100 * error).toFixed(1)} %\n` +
    `  stated     worth  receipts\n${rows.join("")}`
  );
}

const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`.padStart(8);
