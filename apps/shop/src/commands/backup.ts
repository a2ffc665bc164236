import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { leaveNote } from "../security/console-notes.ts";
import { toNew } from "../security/record-security.ts";
import { backupStore } from "../store/backup.ts";
import type { PassPhrases } from "./pass-phrase.ts";

export interface BackupDependencies {
  readonly io: CommandIo;
  readonly passPhrases: PassPhrases;
}

interface BackupOptions {
  readonly data: string;
  readonly out: string;
  readonly passPhraseFile?: string;
  readonly unencrypted?: boolean;
}

const BYTES_A_MEGABYTE = 1e6;

const EXAMPLES = `
The pass phrase comes from --pass-phrase-file, from SAUNTER_BACKUP_PASS_PHRASE, or is asked for. Without it
nobody can read the backup: keep it apart from the backups, and where it is not lost.

Examples:
  saunter backup --data data --out monday.backup   while the shop runs
  saunter restore --check monday.backup            whether it could be restored
  saunter restore --data data monday.backup        puts it back
`;

export function addBackupCommand(program: Command, dependencies: BackupDependencies): void {
  program
    .command("backup")
    .description(
      "copy a shop's database to one encrypted file, and verify the copy; the shop may be running",
    )
    .requiredOption("--data <folder>", "the shop's data folder")
    .requiredOption("--out <file>", "a new file")
    .option("--pass-phrase-file <file>", "a file whose first line is the pass phrase")
    .option("--unencrypted", "write it so that whoever has the file can read it")
    .addHelpText("after", EXAMPLES)
    .action((options: BackupOptions) => backUp(options, dependencies));
}

async function backUp(options: BackupOptions, dependencies: BackupDependencies): Promise<void> {
  const { io } = dependencies;
  const { data, out } = options;
  const passPhrase = await choosePassPhrase(options, dependencies);
  const { events, bytes } = await backupStore(data, out, passPhrase);
  leaveNote(data, {
    kind: "backup.made",
    atMs: io.nowMs(),
    changes: { events: toNew(events), isEncrypted: toNew(passPhrase !== null) },
  });
  const megabytes = (bytes / BYTES_A_MEGABYTE).toFixed(1);
  const kind = passPhrase === null ? "not encrypted" : "encrypted";
  io.writeOut(`${out}: ${events} events, ${megabytes} MB, verified, ${kind}.\n`);
}

async function choosePassPhrase(
  { passPhraseFile, unencrypted = false }: BackupOptions,
  { io, passPhrases }: BackupDependencies,
): Promise<string | null> {
  if (!unencrypted) return passPhrases.choose(passPhraseFile);
  if (passPhraseFile !== undefined) {
    throw new CommandFailure("Give --pass-phrase-file or --unencrypted, not both.");
  }
  io.writeErr(
    "Warning: this backup is not encrypted. Whoever has the file can read all receipts, customers and users.\n",
  );
  return null;
}
