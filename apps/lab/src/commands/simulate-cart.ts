import { join } from "node:path";
import type { CartRecording } from "@saunter/ingest/cart-recordings/cart-recording";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parseCount, parseSeed } from "@saunter/shop/commands/parse-options";
import { type CartHabit, DISHONEST_HABITS } from "@saunter/sim/smart-cart/cart-habits";
import { CART_FAMILIES, type CartFamily } from "@saunter/sim/smart-cart/draw-cart-world";
import { type Command, Option } from "commander";
import { recordTrip } from "../smart-cart/play-trip.ts";

export interface SimulateCartDependencies {
  readonly io: CommandIo;
  readonly writeRecording: (dir: string, recording: CartRecording) => Promise<void>;
}

interface SimulateCartOptions {
  readonly out: string;
  readonly seed: number;
  readonly trips: number;
  readonly habit: CartHabit | "all";
  readonly family?: CartFamily;
}

const HABITS = ["honest", ...DISHONEST_HABITS] as const;

const EXAMPLES = `
Examples:
  saunter simulate-cart --out trips                        20 trips, two of each habit
  saunter simulate-cart --out trips --habit swap --trips 5  five trips of shoppers who swap goods
`;

export function addSimulateCartCommand(
  program: Command,
  { io, writeRecording }: SimulateCartDependencies,
): void {
  program
    .command("simulate-cart")
    .description("simulate trips with smart carts and write them as recordings")
    .requiredOption("--out <dir>", "write recordings into this folder")
    .option("--seed <n>", "the same seed gives the same trips", parseSeed, 1)
    .option("--trips <n>", "trips in all", parseCount, 2 * HABITS.length)
    .addOption(
      new Option("--habit <name>", "what the shoppers do")
        .choices([...HABITS, "all"])
        .default("all"),
    )
    .addOption(
      new Option(
        "--family <name>",
        "worlds that are alike in one thing; each trip draws its own where left out",
      ).choices(CART_FAMILIES),
    )
    .addHelpText("after", EXAMPLES)
    .action(async ({ family, habit, out, seed, trips }: SimulateCartOptions) => {
      if (trips === 0) throw new CommandFailure("--trips 0: give at least 1");
      const progress = io.startProgress("trips", trips);
      try {
        for (let at = 0; at < trips; at++) {
          const own = habit === "all" ? HABITS[at % HABITS.length]! : habit;
          const name = `${own}-${seed + at}`;
          const task = { habit: own, seed: seed + at, ...(family === undefined ? {} : { family }) };
          await writeRecording(join(out, name), recordTrip(task));
          progress.update(at + 1);
        }
      } finally {
        progress.stop();
      }
      io.writeOut(`${out}: ${trips} trips.\nMeasure them: saunter evaluate-cart ${out}\n`);
    });
}
