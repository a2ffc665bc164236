import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { formatTable } from "../command-line/format-table.ts";
import { loadConfig } from "../config/load-config.ts";
import { readTextFile } from "../config/read-text-file.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { hashBadge } from "../entry/badge.ts";
import { type AuditedBadges, auditBadges } from "../people/audited-badges.ts";
import { type BadgeCsv, readBadgeCsv } from "../people/badge-csv.ts";
import { holderIdOf, type KeptBadge, listBadges } from "../people/badges.ts";
import { BADGE_CSV_CHARS_MAX } from "../people/people-limits.ts";
import { AT_CONSOLE } from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";
import { formatProblems } from "./config.ts";
import { orFail, usePeople } from "./use-people.ts";

export interface BadgeDependencies {
  readonly io: CommandIo;
  /** Where secrets are looked up. */
  readonly environment: Environment;
  /** The first line of the standard input. */
  readonly readLine: () => Promise<string>;
}

interface ShopOptions {
  readonly config: string;
  readonly data?: string;
}

const EXAMPLES = `
The shop must be stopped meanwhile; one that runs takes badges by its HTTP API. A list names its columns: badge,account,staff,last_day,blocked,note.

Examples:
  saunter badge import badges.csv --config shop.yaml   adds and changes those of a list
  saunter badge list --config shop.yaml
  saunter badge block 04:A2:24:9B --config shop.yaml   it was lost
`;

/** Length of the part of a badge's hash that identifies it in a list. */
const SHOWN_CHARS = 8;
/** In UTF-8 a character has four bytes at most. */
const CSV_BYTES_MAX = 4 * BADGE_CSV_CHARS_MAX;

/** Adds `saunter badge`: which badges open the gate, and who pays for those who hold them. */
export function addBadgeCommand(program: Command, dependencies: BadgeDependencies): void {
  const badge = program
    .command("badge")
    .description("import lists of badges, and block lost ones")
    .addHelpText("after", EXAMPLES);
  const addSub = (nameAndArguments: string, description: string) =>
    badge
      .command(nameAndArguments)
      .description(description)
      .requiredOption("--config <config>", "the shop's configuration, YAML")
      .option("--data <folder>", "the shop's data folder, whatever the configuration says");
  addSub("import <file>", "add the badges of a CSV file, and update known ones").action(
    (file: string, options: ShopOptions) => importList(file, options, dependencies),
  );
  addSub("list", "list all badges, without their numbers").action((options: ShopOptions) =>
    listAll(options, dependencies),
  );
  addSub("block <number>", 'keep a lost badge out; "-" reads its number').action(
    (number: string, options: ShopOptions) => setOne(number, true, options, dependencies),
  );
  addSub("unblock <number>", "let a blocked badge in again").action(
    (number: string, options: ShopOptions) => setOne(number, false, options, dependencies),
  );
  addSub("remove <number>", "forget a badge, with all that is kept of it").action(
    (number: string, options: ShopOptions) => removeOne(number, options, dependencies),
  );
}

interface BadgeShop {
  readonly folder: string;
  readonly hashKey: Uint8Array;
  readonly config: ShopConfig;
}

function loadShop({ config: file, data }: ShopOptions, { environment }: BadgeDependencies) {
  const loaded = loadConfig(file, environment);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const { config } = loaded;
  const { badge } = config.entry;
  if (badge === null) {
    throw new CommandFailure(
      `${file} has no entry method for badges: add entry.methods.badge to it.`,
    );
  }
  const hashKey = Buffer.from(badge.hashKey.reveal());
  const shop: BadgeShop = { folder: data ?? config.dataFolder, hashKey, config };
  return shop;
}

async function importList(
  file: string,
  options: ShopOptions,
  dependencies: BadgeDependencies,
): Promise<void> {
  const { io } = dependencies;
  const { folder, hashKey, config } = loadShop(options, dependencies);
  const read = readTextFile(file, CSV_BYTES_MAX);
  if (!read.ok) throw new CommandFailure(`${formatPlace(file, read.line)}: ${read.message}`);
  const list = readBadgeCsv(read.text, {
    hashKey,
    accountIds: new Set(config.payment.accounts.map(({ id }) => id)),
    timeZone: config.shop.timeZone,
  });
  if (!list.ok) throw new CommandFailure(formatFaults(file, list));
  const { added, changed, same } = await usePeople(folder, io, false, (store) =>
    store.transact((tx) => atConsole(tx).save(list.badges, io.nowMs())),
  );
  io.writeOut(`${added} added, ${changed} changed, ${same} as before.\n`);
}

function formatFaults(file: string, list: BadgeCsv & { readonly ok: false }): string {
  const lines = list.problems.map(
    ({ line, message }) => `  ${formatPlace(file, line)}: ${message}`,
  );
  if (list.omittedCount > 0) lines.push(`  and ${list.omittedCount} more`);
  return [`No badge of ${file} is taken; mend it and import it again.`, ...lines].join("\n");
}

function formatPlace(file: string, line: number | null): string {
  return line === null ? file : `${file}:${line}`;
}

async function listAll(options: ShopOptions, dependencies: BadgeDependencies): Promise<void> {
  const { io } = dependencies;
  const { folder, config } = loadShop(options, dependencies);
  const badges: KeptBadge[] = [];
  await usePeople(folder, io, true, async (store) => {
    let after: string | null = null;
    do {
      const page = listBadges(store, after);
      badges.push(...page.badges);
      after = page.next;
    } while (after !== null);
  });
  if (badges.length === 0) {
    io.writeOut("There are no badges yet: saunter badge import --help\n");
    return;
  }
  const rows = badges.map((badge) => formatBadge(badge, config.shop.timeZone, io.nowMs()));
  io.writeOut(formatTable(["badge", "of", "last day", "state", "note"], rows));
}

function formatBadge(badge: KeptBadge, timeZone: string, nowMs: number): string[] {
  const { badgeHash, holder, notAfterMs, isBlocked, note } = badge;
  const isOver = notAfterMs !== null && nowMs >= notAfterMs;
  return [
    badgeHash.slice(0, SHOWN_CHARS),
    `${holder.kind} ${holderIdOf(badge)}`,
    notAfterMs === null ? "" : formatDay(notAfterMs - 1, timeZone),
    isBlocked ? "blocked" : isOver ? "over" : "good",
    note,
  ];
}

function formatDay(atMs: number, timeZone: string): string {
  // Swedish days are written as ISO 8601 has them.
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(atMs));
}

async function setOne(
  number: string,
  isBlocked: boolean,
  options: ShopOptions,
  dependencies: BadgeDependencies,
): Promise<void> {
  const { io } = dependencies;
  const { folder, hashKey } = loadShop(options, dependencies);
  const badgeHash = await hashNumber(number, hashKey, dependencies);
  await usePeople(folder, io, true, (store) =>
    store.transact((tx) => orFail(atConsole(tx).setBlocked(badgeHash, isBlocked, io.nowMs()))),
  );
  io.writeOut(isBlocked ? "The badge is blocked.\n" : "The badge opens the gate again.\n");
}

async function removeOne(
  number: string,
  options: ShopOptions,
  dependencies: BadgeDependencies,
): Promise<void> {
  const { folder, hashKey } = loadShop(options, dependencies);
  const badgeHash = await hashNumber(number, hashKey, dependencies);
  await usePeople(folder, dependencies.io, true, (store) =>
    store.transact((tx) => orFail(atConsole(tx).remove(badgeHash))),
  );
  dependencies.io.writeOut("The badge is forgotten.\n");
}

function atConsole(tx: Transaction): AuditedBadges {
  return auditBadges(tx, AT_CONSOLE);
}

async function hashNumber(
  number: string,
  hashKey: Uint8Array,
  { readLine }: BadgeDependencies,
): Promise<string> {
  return orFail(hashBadge(number === "-" ? await readLine() : number, hashKey));
}
