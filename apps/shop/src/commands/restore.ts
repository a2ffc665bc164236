import { type Command, InvalidArgumentError } from "commander";
import { NUMBERS_SKIPPED_MAX } from "../chain/recovery/recovery-limits.ts";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { leaveNote } from "../security/console-notes.ts";
import { toNew } from "../security/record-security.ts";
import { restoreBackup } from "../store/backup.ts";
import { isEncrypted } from "../store/backup-cipher.ts";
import { inspectBackup } from "../store/inspect-store.ts";
import { parsePositiveInteger } from "./parse-options.ts";
import type { PassPhrases } from "./pass-phrase.ts";
import type { ChainRestoreArguments } from "./restore-chain.ts";

export interface RestoreDependencies {
  readonly io: CommandIo;
  readonly passPhrases: PassPhrases;
  /** Loaded where it is asked for. */
  readonly restoreByChain: (args: ChainRestoreArguments) => Promise<void>;
}

interface RestoreOptions {
  readonly data?: string;
  readonly force?: boolean;
  readonly check?: boolean;
  readonly passPhraseFile?: string;
  readonly fromChain?: string;
  readonly disk?: string;
  readonly recoveryKeyFile?: string;
  readonly oldIsOff?: boolean;
  readonly withoutCopy?: boolean;
  readonly skipNumbers?: number;
}

const EXAMPLES = `
Examples:
  saunter restore --check monday.backup               a drill: no shop is touched
  saunter restore --data data monday.backup           where nothing newer would be lost
  saunter restore --data data monday.backup --force   what is newer is set aside
  saunter restore --from-chain shop.yaml monday.backup   a backup, with what the chain has since
  saunter restore --from-chain shop.yaml              a blank computer becomes the shop
  saunter restore --from-chain shop.yaml --disk /mnt/old/shop-data
`;

export function addRestoreCommand(program: Command, dependencies: RestoreDependencies): void {
  program
    .command("restore")
    .description("verify a backup and replace a shop's database with it; the old one is kept")
    .argument("[file]", "what saunter backup has written")
    .option("--data <folder>", "the shop's data folder; stop the shop first")
    .option("--check", "only check that the backup could be restored; needs no --data")
    .option("--force", "restore even if the folder has events that the backup lacks")
    .option("--pass-phrase-file <file>", "a file whose first line is the backup's pass phrase")
    .option("--from-chain <config>", "make this computer the shop again, by its configuration")
    .option("--disk <folder>", "the old computer's data folder, whatever is left of it")
    .option("--recovery-key-file <file>", "a file whose first line is the shop's recovery key")
    .option("--old-is-off", "the old computer is switched off for good")
    .option("--without-copy", "restore the journal alone: no users, devices or settings")
    .option(
      "--skip-numbers <n>",
      "receipt numbers to leave out where the last receipts may be lost",
      parseSkipped,
    )
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, options: RestoreOptions, command: Command) => {
      if (options.fromChain !== undefined) {
        if (file !== undefined && options.disk !== undefined) {
          return command.error("error: a file, or --disk");
        }
        return restoreByChain(file, options, options.fromChain, dependencies);
      }
      if (file === undefined) return command.error("error: missing required argument 'file'");
      if (options.check) return check(file, options, dependencies);
      if (options.data !== undefined) return restore(file, options.data, options, dependencies);
      return command.error("error: required option '--data <folder>' not specified");
    });
}

function parseSkipped(text: string): number {
  const count = parsePositiveInteger(text);
  if (count <= NUMBERS_SKIPPED_MAX) return count;
  throw new InvalidArgumentError(`at most ${NUMBERS_SKIPPED_MAX}`);
}

async function restoreByChain(
  file: string | undefined,
  options: RestoreOptions,
  configFile: string,
  dependencies: RestoreDependencies,
): Promise<void> {
  const { passPhraseFile } = options;
  const backup =
    file === undefined
      ? null
      : { file, passPhrase: await findPassPhrase(file, passPhraseFile, dependencies) };
  await dependencies.restoreByChain({ ...toChainArguments(options, configFile), backup });
}

function toChainArguments(
  options: RestoreOptions,
  configFile: string,
): Omit<ChainRestoreArguments, "backup"> {
  return {
    ...{ configFile, data: options.data, disk: options.disk },
    recoveryKeyFile: options.recoveryKeyFile,
    isForced: options.force ?? false,
    isOldOff: options.oldIsOff ?? false,
    isWithoutCopy: options.withoutCopy ?? false,
    numbersSkipped: options.skipNumbers,
  };
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
