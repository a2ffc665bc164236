import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import pg from "pg";
import type { ChainConfig } from "../config/load-chain-config.ts";
import {
  checkAlone,
  type DowngradePlan,
  downgradeDatabase,
  type KeptTable,
  planDowngrade,
} from "../database/downgrade.ts";
import { readSteps, STEPS } from "../database/steps.ts";
import { useClient } from "../database/use-client.ts";
import { listFiles } from "../keep/list-files.ts";
import { choosePassPhrase, OWN_SOURCES } from "../keep/pass-phrase.ts";
import { writeBackup } from "../keep/write-backup.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { readConfig } from "./read-config.ts";

interface DowngradeCommandOptions {
  readonly to: string;
  readonly yes?: boolean;
  /** False: none is to be made. */
  readonly backup?: string | false;
  readonly passPhraseFile?: string;
}

const EXAMPLES = `
A release opens a database that it or an earlier one has left. To start an earlier release, stop the chain, and undo
with the later one what it has added: the step to go back to is what the earlier one says with "saunter-chain steps".
What is undone is kept in the database, and returned once a later release starts.

Examples:
  saunter-chain steps chain.yaml                                    those of this release, and which the database has
  saunter-chain downgrade chain.yaml --to 0046-forecasts            shows what it would do, and asks
  saunter-chain downgrade chain.yaml --to 0046-forecasts --yes --backup before.backup
`;

export function addDowngradeCommands(program: Command): void {
  program
    .command("steps")
    .description("list the steps of the database that this release has")
    .argument("[config]", "chain.yaml: says which of them its database has, too")
    .action(listSteps);
  program
    .command("downgrade")
    .description("take the database back to an earlier step, for an earlier release")
    .argument("<config>", "its configuration, chain.yaml")
    .requiredOption("--to <step>", "the last step of the earlier release")
    .option("--yes", "do it without asking")
    .option("--backup <file>", "a new file for the backup; else one in the configuration's folder")
    .option("--no-backup", "make none")
    .option("--pass-phrase-file <file>", "a file whose first line is the pass phrase of the backup")
    .addHelpText("after", EXAMPLES)
    .action(downgrade);
}

async function listSteps(configFile?: string): Promise<void> {
  const done =
    configFile === undefined
      ? null
      : await withDatabase(readConfig(configFile).databaseUrl, (db) => readSteps(db));
  const names = [...new Set([...STEPS, ...(done ?? [])])].toSorted();
  for (const name of names) print(`${name}${done === null ? "" : describeStep(name, done)}`);
}

function describeStep(name: string, done: readonly string[]): string {
  if (!STEPS.includes(name)) return "  in the database, of a later release";
  return done.includes(name) ? "  in the database" : "  not in the database yet";
}

async function downgrade(configFile: string, options: DowngradeCommandOptions): Promise<void> {
  const config = readConfig(configFile);
  const { databaseUrl } = config;
  const plan = await withDatabase(databaseUrl, async (db) => {
    const planned = await planDowngrade(db, options.to);
    if (planned.steps.length > 0) await checkAlone(db);
    return planned;
  });
  if (plan.steps.length === 0) {
    print(`The database is at ${plan.to} already; nothing was changed.`);
    return;
  }
  const backup = planBackup(config, options);
  for (const line of describePlan(plan, backup)) print(line);
  if (options.yes !== true && !(await isAgreed())) {
    print("Nothing was changed.");
    process.exitCode = 1;
    return;
  }
  if (backup !== null) await backUp(configFile, config, { ...backup, options });
  const count = plan.steps.length;
  let begun = 0;
  const { unreadable } = await downgradeDatabase(databaseUrl, {
    ...{ to: plan.to, sealingKeys: listSealingKeys(config.hub.keys), nowMs: Date.now() },
    onStep: (name) => print(`Undoing ${name} (${++begun} of ${count})`),
  });
  if (unreadable > 0) {
    print(`${unreadable} second factors could not be opened: those users need a new invitation.`);
  }
  print(`The database is at ${plan.to}. Start the release that has it as its last step.`);
}

async function withDatabase<T>(
  databaseUrl: string,
  work: (db: ReturnType<typeof useClient>) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(useClient(client));
  } finally {
    await client.end();
  }
}

interface PlannedBackup {
  readonly path: string;
  /** Null: it is to be chosen. */
  readonly passPhrase: string | null;
}

/** Null: none is made. Throws where nobody has said. */
function planBackup(
  { backup = null }: ChainConfig,
  options: DowngradeCommandOptions,
): PlannedBackup | null {
  if (options.backup === false) return null;
  const passPhrase = options.passPhraseFile === undefined ? (backup?.passPhrase ?? null) : null;
  if (options.backup !== undefined) return { path: options.backup, passPhrase };
  if (backup === null) {
    throw new Error(
      "the configuration has no folder for backups: give --backup <file>, or --no-backup",
    );
  }
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  // By another name than those of every day, which are deleted after some.
  return { path: join(backup.folder, `before-downgrade-${time}Z.backup`), passPhrase };
}

function describePlan(
  { from, steps, to }: DowngradePlan,
  backup: PlannedBackup | null,
): readonly string[] {
  return [
    `From ${from} back to ${to}, ${steps.length} ${steps.length === 1 ? "step" : "steps"}:`,
    ...steps.flatMap(({ keeps, madeAgain, name }) => [
      `  ${name}`,
      ...keeps.map((one) => `    keeps ${describeKept(one)}`),
      ...(madeAgain.length === 0
        ? []
        : [`    drops, to be made of events again: ${madeAgain.join(", ")}`]),
    ]),
    "What is kept stays in this database, where no request reads it, until a later release starts.",
    backup === null ? "There will be no backup." : `A backup is made first: ${backup.path}`,
  ];
}

function describeKept({ columns, rows, table }: KeptTable): string {
  const what = columns === null ? table : `${columns.join(", ")} of ${table}`;
  return `${what} (${rows} ${rows === 1 ? "row" : "rows"})`;
}

/** Without a terminal nobody agrees. */
async function isAgreed(): Promise<boolean> {
  if (process.stdin.isTTY !== true) {
    print("Add --yes to do it.");
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question("Go back? [y/N] ");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function backUp(
  configFile: string,
  config: ChainConfig,
  { options, passPhrase, path }: PlannedBackup & { readonly options: DowngradeCommandOptions },
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await writeBackup(path, {
    ...{ databaseUrl: config.databaseUrl, files: listFiles(configFile, config) },
    passPhrase: passPhrase ?? (await choosePassPhrase(options.passPhraseFile, OWN_SOURCES)),
    nowMs: Date.now(),
  });
  print(`${path}: the backup is made and verified.`);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
