import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { exportJournal, inspectStore } from "../store/inspect-store.ts";

export interface JournalDependencies {
  readonly io: CommandIo;
  /** Writes texts to stdout no faster than they are read there. */
  readonly pipeOut: (texts: Iterable<string>) => Promise<void>;
}

interface JournalOptions {
  readonly data: string;
}

const EXAMPLES = `
Examples:
  saunter journal verify --data data                  whether all is as it was written
  saunter journal export --data data > events.jsonl   every event, a line each
`;

export function addJournalCommand(program: Command, dependencies: JournalDependencies): void {
  const journal = program
    .command("journal")
    .description("verify or export a shop's events; the shop may be running")
    .addHelpText("after", EXAMPLES);
  journal
    .command("verify")
    .description("check every event, rebuild the tables from them elsewhere, and compare")
    .requiredOption("--data <folder>", "the shop's data folder")
    .action((options: JournalOptions) => verify(options, dependencies));
  journal
    .command("export")
    .description("print every event as a line of JSON, verified, in order")
    .requiredOption("--data <folder>", "the shop's data folder")
    .action(({ data }: JournalOptions) => dependencies.pipeOut(exportJournal(data)));
}

async function verify({ data }: JournalOptions, { io }: JournalDependencies): Promise<void> {
  const found = inspectStore(data, SHOP_PROJECTIONS);
  const { head, streams, stale, differing, damaged, hasMark } = found;
  io.writeOut(
    `events       ${head.position}\nstreams      ${streams}\nhead         ${head.hash}\n`,
  );
  if (differing.length > 0) {
    io.writeOut(`projections  differ: ${differing.join(", ")}\n`);
    throw new CommandFailure(
      "the journal is whole, and tables that are made of it are not what it makes of them; " +
        "saunter backup, then saunter restore of that backup rebuilds them",
    );
  }
  for (const { table, key } of damaged) io.writeOut(`damaged      ${table} ${key}\n`);
  if (damaged.length > 0) {
    throw new CommandFailure(
      "the journal is whole, and rows beside it are not what was written; " +
        "the next start takes them out: restore the last backup where they are needed",
    );
  }
  if (!hasMark && head.position > 0) {
    throw new CommandFailure(
      "what is there is whole, but journal.head, which says how far the journal went, is missing or damaged: " +
        "events may be missing at the end. Compare the number of events with a backup or the chain; " +
        "the next start writes the file again",
    );
  }
  const later = stale.length === 0 ? "" : `; the next start rebuilds: ${stale.join(", ")}`;
  io.writeOut(`projections  equal when rebuilt${later}\n`);
}
