import { availableParallelism } from "node:os";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parsePositiveInteger, parseSeed } from "@saunter/shop/commands/parse-options";
import type { Command } from "commander";
import type { TortureOptions } from "../torture/run-torture.ts";
import { isClean, type TortureSummary } from "../torture/torture-summary.ts";

export interface TortureDependencies {
  readonly io: CommandIo;
  readonly runTorture: (options: TortureOptions) => Promise<TortureSummary>;
}

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly threads: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Each seed is an hour of a small shop in which the power fails at commits, the network loses calls
and their answers, notices come late, twice and in disorder, people try again, and staff and banks
take money back at the provider; and the days in which it recovers. Then the books of shop and provider are compared. A seed replays exactly.

Examples:
  saunter torture --seeds 2000               what every change has to pass
  saunter torture --from 4711 --seeds 1      one seed again, with what was found in it
`;

export function addTortureCommand(program: Command, dependencies: TortureDependencies): void {
  program
    .command("torture")
    .description(
      "run the whole process in a simulation where everything fails, and audit the books",
    )
    .option("--seeds <n>", "number of seeds", parsePositiveInteger, 200)
    .option("--from <seed>", "the first seed", parseSeed, 1)
    .option("--threads <n>", "number of threads", parsePositiveInteger, availableParallelism())
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => torture(options, dependencies));
}

async function torture(options: Options, { io, runTorture }: TortureDependencies): Promise<void> {
  const { seeds, from, threads, json } = options;
  const progress = json ? null : io.startProgress("seeds", seeds);
  const onSeed = (done: number): void => progress?.update(done);
  const summary = await runTorture({ from, seeds, threads, onSeed }).finally(() =>
    progress?.stop(),
  );
  io.writeOut(json ? `${JSON.stringify(toDocument(summary))}\n` : formatSummary(summary));
  if (!isClean(summary)) {
    const seed = summary.failing[0]?.seed;
    throw new CommandFailure(
      `the books do not agree; replay one: saunter torture --from ${seed} --seeds 1`,
    );
  }
}

/** The names that scripts and dashboards read. */
export function toDocument(summary: TortureSummary) {
  const { seeds, lost, doubled, unbalanced, crashed, failing } = summary;
  return {
    seeds,
    lost,
    doubled,
    double_charges: summary.doubleCharges,
    missing_charges: summary.missingCharges,
    unbalanced,
    ...(crashed > 0 ? { crashed } : {}),
    ...(failing.length > 0 ? { failing } : {}),
  };
}

function formatSummary(summary: TortureSummary): string {
  const { seeds, events, cuts } = summary;
  const counts = Object.entries({
    "acknowledged events lost": summary.lost,
    "events doubled": summary.doubled,
    "visits charged twice or too much": summary.doubleCharges,
    "visits charged too little": summary.missingCharges,
    "books that do not agree": summary.unbalanced,
    "seeds that did not end": summary.crashed,
  });
  const lines = [
    `${seeds} seeds, ${events} events, ${cuts} power cuts`,
    ...counts.map(([words, count]) => `${String(count).padStart(8)}  ${words}`),
    ...summary.failing.flatMap(({ seed, words }) => [
      `seed ${seed}:`,
      ...words.map((word) => `  ${word}`),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}
