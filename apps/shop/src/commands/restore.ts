import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { leaveNote } from "../security/console-notes.ts";
import { toNew } from "../security/record-security.ts";
import { restoreBackup } from "../store/backup.ts";
import { isEncrypted } from "../store/backup-cipher.ts";
import { inspectBackup } from "../store/inspect-store.ts";
import type { PassPhrases } from "./pass-phrase.ts";

export interface RestoreDependencies {
  readonly io: CommandIo;
  readonly passPhrases: PassPhrases;
}

interface RestoreOptions {
  readonly data?: string;
  readonly force?: boolean;
  readonly check?: boolean;
  readonly passPhraseFile?: string;
}

const EXAMPLES = `
Examples:
  saunter restore --check monday.backup               a drill: no shop is touched
  saunter restore --data data monday.backup           where nothing newer would be lost
  saunter restore --data data monday.backup --force   what is newer is set aside
`;

export function addRestoreCommand(program: Command, dependencies: RestoreDependencies): void {
  program
    .command("restore")
    .description("verify a backup and replace a shop's database with it; the old one is kept")
    .argument("<file>", "what saunter backup has written")
    .option("--data <folder>", "the shop's data folder; stop the shop first")
    .option("--check", "only check that the backup could be restored; needs no --data")
    .option("--force", "restore even if the folder has events that the backup lacks")
    .option("--pass-phrase-file <file>", "a file whose first line is the backup's pass phrase")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: RestoreOptions, command: Command) => {
      if (options.check) return check(file, options, dependencies);
      if (options.data !== undefined) return restore(file, options.data, options, dependencies);
      return command.error("error: required option '--data <folder>' not specified");
    });
}

async function restore(
  file: string,
  data: string,
  { force = false, passPhraseFile }: RestoreOptions,
  dependencies: RestoreDependencies,
): Promise<void> {
  const { io } = dependencies;
  const passPhrase = await findPassPhrase(file, passPhraseFile, dependencies);
  const { events, setAside } = await restoreBackup(file, data, { force, passPhrase });
  leaveNote(data, {
    kind: "backup.restored",
    atMs: io.nowMs(),
    changes: { events: toNew(events) },
  });
  io.writeOut(`${data}: ${events} events restored from ${file}.\n`);
  if (setAside !== null) io.writeOut(`What was there before is in ${setAside}.\n`);
}

async function check(
  file: string,
  { passPhraseFile }: RestoreOptions,
  dependencies: RestoreDependencies,
): Promise<void> {
  const passPhrase = await findPassPhrase(file, passPhraseFile, dependencies);
  const { head, streams, differing } = await inspectBackup(file, passPhrase, SHOP_PROJECTIONS);
  if (differing.length > 0) {
    throw new CommandFailure(
      `the journal of ${file} is whole, and tables differ from it: ${differing.join(", ")}; ` +
        "a restore rebuilds them",
    );
  }
  const kind = passPhrase === null ? "not encrypted" : "encrypted";
  dependencies.io.writeOut(
    `${file}: ${head.position} events in ${streams} streams, verified, ${kind}; ` +
      "tables are equal when rebuilt. It can be restored.\n",
  );
}

async function findPassPhrase(
  file: string,
  passPhraseFile: string | undefined,
  { passPhrases }: RestoreDependencies,
): Promise<string | null> {
  return (await isEncrypted(file)) ? passPhrases.find(passPhraseFile) : null;
}
