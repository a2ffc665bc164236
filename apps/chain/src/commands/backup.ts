import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { KeepError } from "../keep/keep-error.ts";
import { listFiles } from "../keep/list-files.ts";
import { choosePassPhrase, findPassPhrase, OWN_SOURCES } from "../keep/pass-phrase.ts";
import { restoreBackup } from "../keep/restore-backup.ts";
import { type ReadBackup, readThrough, writeBackup } from "../keep/write-backup.ts";
import { createProgressBar } from "./progress-bar.ts";
import { readConfig } from "./read-config.ts";

interface BackupCommandOptions {
  readonly out: string;
  readonly passPhraseFile?: string;
}

interface RestoreCommandOptions {
  readonly check?: boolean;
  readonly files?: string;
  readonly config?: string;
  readonly passPhraseFile?: string;
}

const PASS_PHRASE_OPTION = [
  "--pass-phrase-file <file>",
  "a file whose first line is the pass phrase",
] as const;

const BACKUP_EXAMPLES = `
The pass phrase comes from --pass-phrase-file, from SAUNTER_BACKUP_PASS_PHRASE, or is asked for. Without it
nobody can read the backup: keep it apart from the backups, and where it is not lost.

Examples:
  saunter-chain backup chain.yaml --out monday.backup            while the chain runs
  saunter-chain restore monday.backup --check                    whether it could be put back
  saunter-chain restore monday.backup --files /etc/saunter       its configuration and keys
  saunter-chain restore monday.backup --config /etc/saunter/chain.yaml   into an empty database
`;

export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description(
      "write the chain's database, configuration and keys to one encrypted file, and verify it; the chain may be running",
    )
    .argument("<config>", "its configuration, chain.yaml")
    .requiredOption("--out <file>", "a new file")
    .option(...PASS_PHRASE_OPTION)
    .addHelpText("after", BACKUP_EXAMPLES)
    .action(backUp);
  program
    .command("restore")
    .description("verify a backup, and put it into an empty database")
    .argument("<file>", "what saunter-chain backup has written")
    .option("--check", "only check that it could be put back")
    .option("--files <folder>", "write its configuration and keys to new files there")
    .option("--config <file>", "chain.yaml, which names the database; it must be empty")
    .option(...PASS_PHRASE_OPTION)
    .addHelpText("after", BACKUP_EXAMPLES)
    .action(restore);
}

const BYTES_A_MEGABYTE = 1e6;

async function backUp(configFile: string, options: BackupCommandOptions): Promise<void> {
  const config = readConfig(configFile);
  const passPhrase = await choosePassPhrase(options.passPhraseFile, OWN_SOURCES);
  const bar = createProgressBar("Writing");
  const facts = await writeBackup(options.out, {
    ...{ databaseUrl: config.databaseUrl, files: listFiles(configFile, config), passPhrase },
    ...{ nowMs: Date.now(), onProgress: bar.show },
  }).finally(bar.end);
  const megabytes = (facts.bytes / BYTES_A_MEGABYTE).toFixed(1);
  process.stdout.write(
    `${options.out}: ${facts.rows} rows of ${facts.tables} tables, ${megabytes} MB, encrypted, verified.\n`,
  );
}

async function restore(file: string, options: RestoreCommandOptions): Promise<void> {
  const { check, config, files } = options;
  if ([check, config, files].filter((one) => one !== undefined).length !== 1) {
    throw new Error("give one of --check, --files <folder> and --config <file>");
  }
  const databaseUrl = config === undefined ? null : readConfig(config).databaseUrl;
  const passPhrase = await findPassPhrase(options.passPhraseFile, OWN_SOURCES);
  if (databaseUrl === null) {
    const backup = await readThrough(file, passPhrase);
    if (files !== undefined) writeFiles(files, backup);
    else process.stdout.write(`${describe(file, backup)}, verified. It can be put back.\n`);
    return;
  }
  const bar = createProgressBar("Restoring");
  const nowMs = Date.now();
  const backup = await restoreBackup(file, {
    ...{ databaseUrl, passPhrase, nowMs, onProgress: bar.show },
  }).finally(bar.end);
  process.stdout.write(
    `${describe(file, backup)}, are in the database. Start the chain: shops send what is missing.\n`,
  );
}

function describe(file: string, { madeMs, rows, tables }: ReadBackup): string {
  return `${file}: ${rows} rows of ${tables} tables, of ${new Date(madeMs).toISOString()}`;
}

/** Nothing that is there is replaced. */
function writeFiles(folder: string, { files }: ReadBackup): void {
  const paths = files.map(({ name }) => join(resolve(folder), name));
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined) {
    throw new KeepError("file-exists", `${there} exists already; take another folder`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [at, { text }] of files.entries()) {
    writeFileSync(paths[at]!, text, { mode: 0o600, flag: "wx" });
  }
  process.stdout.write(`${paths.join("\n")}\n`);
}
