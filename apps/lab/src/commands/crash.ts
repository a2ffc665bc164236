import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parsePositiveInteger, parseSeed } from "@saunter/shop/commands/parse-options";
import { sumFindings } from "@saunter/shop/testing/findings";
import type { Command } from "commander";
import type { CrashOptions, CrashSummary } from "../torture/run-crashes.ts";

export interface CrashDependencies {
  readonly io: CommandIo;
  readonly runCrashes: (options: CrashOptions) => Promise<CrashSummary>;
}

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly json?: boolean;
}

const EXAMPLES = `
The real process works under load, is killed with SIGKILL, is started again, and so on. Every event
that it had acknowledged has to be there in the end, once, and what the payment provider has taken and
given back has to be what the receipts say.

Examples:
  saunter crash --kills 50      a minute
  saunter crash --kills 1000    a quarter of an hour
`;

export function addCrashCommand(program: Command, dependencies: CrashDependencies): void {
  program
    .command("crash")
    .description(
      "kill the real process under load, again and again, and check that it lost nothing",
    )
    .option("--kills <n>", "number of kills", parsePositiveInteger, 50)
    .option("--seed <n>", "decides when it is killed, and what it does", parseSeed, 1)
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => crash(options, dependencies));
}

async function crash(
  { kills, seed, json }: Options,
  { io, runCrashes }: CrashDependencies,
): Promise<void> {
  const progress = json ? null : io.startProgress("kills", kills);
  const onKill = (done: number): void => progress?.update(done);
  const summary = await runCrashes({ kills, seed, onKill }).finally(() => progress?.stop());
  const { events, acknowledged, startMsMax, findings } = summary;
  const { lost, doubled, doubleCharges, missingCharges, unbalanced } = findings;
  const longestStartMs = Math.round(startMsMax);
  const told = {
    kills,
    events,
    acknowledged,
    lost,
    doubled,
    double_charges: doubleCharges,
    missing_charges: missingCharges,
    unbalanced,
    longestStartMs,
  };
  io.writeOut(
    json
      ? `${JSON.stringify(told)}\n`
      : `${kills} kills, ${events} events, ${acknowledged} acknowledged\n` +
          `${lost} lost, ${doubled} doubled\n` +
          `${doubleCharges} charged twice or too much, ${missingCharges} too little, ` +
          `${unbalanced} books that do not agree\n` +
          `longest start ${longestStartMs} ms\n` +
          findings.words.map((word) => `  ${word}\n`).join(""),
  );
  if (sumFindings(findings) > 0) {
    throw new CommandFailure("events were lost or doubled, or the books do not agree");
  }
}
