import type { Command } from "commander";
import type { CommandIo } from "../command-line/command-io.ts";
import { restoreBackup } from "../store/backup.ts";

export interface RestoreDependencies {
  readonly io: CommandIo;
}

interface RestoreOptions {
  readonly data: string;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  saunter restore --data data shop-monday.db           where nothing newer would be lost
  saunter restore --data data shop-monday.db --force   what is newer is set aside
`;

export function addRestoreCommand(program: Command, dependencies: RestoreDependencies): void {
  program
    .command("restore")
    .description("verify a backup and replace a shop's database with it; the old one is kept")
    .argument("<file>", "what saunter backup has written")
    .requiredOption("--data <folder>", "the shop's data folder; stop the shop first")
    .option("--force", "restore even if the folder has events that the backup lacks")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: RestoreOptions) => restore(file, options, dependencies));
}

async function restore(
  file: string,
  { data, force = false }: RestoreOptions,
  { io }: RestoreDependencies,
): Promise<void> {
  const { events, setAside } = await restoreBackup(file, data, { force });
  io.writeOut(`${data}: ${events} events restored from ${file}.\n`);
  if (setAside !== null) io.writeOut(`What was there before is in ${setAside}.\n`);
}
