import type { Command } from "commander";
import type { CommandIo } from "../command-line/command-io.ts";
import { backupStore } from "../store/backup.ts";

export interface BackupDependencies {
  readonly io: CommandIo;
}

interface BackupOptions {
  readonly data: string;
  readonly out: string;
}

const BYTES_A_MEGABYTE = 1e6;

const EXAMPLES = `
Examples:
  saunter backup --data data --out shop-monday.db   while the shop runs
  saunter restore --data data shop-monday.db        puts it back
`;

export function addBackupCommand(program: Command, dependencies: BackupDependencies): void {
  program
    .command("backup")
    .description("copy a shop's database to one file, and verify the copy; the shop may be running")
    .requiredOption("--data <folder>", "the shop's data folder")
    .requiredOption("--out <file>", "a new file")
    .addHelpText("after", EXAMPLES)
    .action((options: BackupOptions) => backUp(options, dependencies));
}

async function backUp({ data, out }: BackupOptions, { io }: BackupDependencies): Promise<void> {
  const { events, bytes } = await backupStore(data, out);
  const megabytes = (bytes / BYTES_A_MEGABYTE).toFixed(1);
  io.writeOut(`${out}: ${events} events, ${megabytes} MB, verified.\n`);
}
