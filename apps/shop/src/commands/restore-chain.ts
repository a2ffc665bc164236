/** `saunter restore --from-chain`: a blank computer becomes the shop again. */
import { setTimeout as wait } from "node:timers/promises";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { type HubLine, openHubLine } from "../chain/hub-line.ts";
import { askForHead, findShownReplacement } from "../chain/recovery/check-place.ts";
import { parseRecoveryKey } from "../chain/recovery/recovery-key.ts";
import { RESTORE_WAIT_MS } from "../chain/recovery/recovery-limits.ts";
import { type ChainRestoreFacts, restoreFromChain } from "../chain/recovery/restore-from-chain.ts";
import { toUpRow } from "../chain/send-up.ts";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { loadConfig } from "../config/load-config.ts";
import { readTextFile } from "../config/read-text-file.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { listTables } from "../process/capability.ts";
import { markReplaced, openStore, type Store } from "../store/store.ts";
import { formatProblems } from "./config.ts";

export const RECOVERY_KEY_VARIABLE = "SAUNTER_RECOVERY_KEY";

export interface ChainRestoreArguments {
  readonly configFile: string;
  readonly data: string | undefined;
  readonly disk: string | undefined;
  /** In place of a disk; null: none. */
  readonly backup: { readonly file: string; readonly passPhrase: string | null } | null;
  readonly recoveryKeyFile: string | undefined;
  readonly isForced: boolean;
  readonly isOldOff: boolean;
  readonly isWithoutCopy: boolean;
  readonly numbersSkipped: number | undefined;
}

export interface ChainRestoreDependencies {
  readonly io: CommandIo;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks at the terminal; null where there is none. */
  readonly ask: ((prompt: string) => Promise<string>) | null;
}

const POLL_MS = 200;

export async function restoreByChain(
  args: ChainRestoreArguments,
  { io, environment, ask }: ChainRestoreDependencies,
): Promise<void> {
  const loaded = loadConfig(args.configFile, environment, readTextFile);
  if (!loaded.ok) throw new CommandFailure(formatProblems(args.configFile, loaded));
  const { chain, shop, dataFolder } = loaded.config;
  if (chain === null) {
    throw new CommandFailure(`${args.configFile} names no chain: restore a backup's file instead`);
  }
  const folder = args.data ?? dataFolder;
  const line = openHubLine(chain, shop.id, () => null);
  try {
    await untilConnected(line);
    const facts = await restoreFromChain({
      ...{ folder, line, shopId: shop.id, nowMs: io.nowMs },
      ...listTables(SHOP_CAPABILITIES),
      disk: args.disk ?? null,
      ...(args.backup === null ? {} : { backup: args.backup }),
      findRecoveryKey: () => findKey(args.recoveryKeyFile, environment, ask),
      ...{ isForced: args.isForced, isOldOff: args.isOldOff, isWithoutCopy: args.isWithoutCopy },
      ...(args.numbersSkipped === undefined ? {} : { numbersSkipped: args.numbersSkipped }),
    });
    for (const sentence of describeFacts(folder, facts)) io.writeOut(`${sentence}\n`);
    const isTaken = await takePlace({ folder, line, shop, nowMs: io.nowMs });
    io.writeOut(
      isTaken
        ? "The chain knows that this computer is the shop now. Start it: saunter serve\n"
        : "The chain has not answered yet; it will know once the shop runs. Start it: saunter serve\n",
    );
  } finally {
    await line.close();
  }
}

/** The line opens by itself; a refusal is what it says last. */
async function untilConnected(line: HubLine): Promise<void> {
  const endMs = performance.now() + RESTORE_WAIT_MS;
  for (;;) {
    try {
      await askForHead(line);
      return;
    } catch (error) {
      if (performance.now() > endMs) return;
      const isAway = error instanceof Error && /reached|responders|timeout/i.test(error.message);
      if (!isAway) return;
      await wait(POLL_MS);
    }
  }
}

async function findKey(
  file: string | undefined,
  environment: ChainRestoreDependencies["environment"],
  ask: ChainRestoreDependencies["ask"],
): Promise<string | null> {
  const given = file === undefined ? environment[RECOVERY_KEY_VARIABLE] : readKeyFile(file);
  const text = given ?? (ask === null ? null : await ask("Recovery key of the shop: "));
  if (text === null) return null;
  const key = parseRecoveryKey(text);
  if (key === null) {
    throw new CommandFailure("A recovery key is eight groups of four digits and letters A to F.");
  }
  return key;
}

function readKeyFile(path: string): string {
  const read = readTextFile(path, 1000);
  if (!read.ok) throw new CommandFailure(`${path} cannot be read: ${read.message}`);
  return read.text.split(/\r?\n/, 1)[0]!;
}

function describeFacts(folder: string, facts: ChainRestoreFacts): string[] {
  const { head, ofDisk, ofChain, tables, lost, skipped, setAside } = facts;
  const from = { disk: "the old disk", hub: "the hub's copy" };
  return [
    `${folder}: ${head.position} events, ${ofDisk} of the old disk and ${ofChain} of the chain.`,
    tables === "nowhere"
      ? "Users, devices and settings are not restored: add them again. Once the shop runs, its copy takes the place of " +
        "the hub's: if the recovery key may still be found, restore again with it first."
      : `Users, devices and settings are those of ${from[tables]}.`,
    ...(lost > 0 ? [`${lost} events are lost: neither the disk nor the chain has them.`] : []),
    ...(skipped === null
      ? []
      : [
          `Receipt numbers ${skipped.firstNumber} to ${skipped.lastNumber} are left out: some may be on receipts that ` +
            "were issued last and are lost.",
        ]),
    ...(setAside === null ? [] : [`What was there before is in ${setAside}.`]),
  ];
}

export interface PlaceOptions {
  readonly folder: string;
  readonly line: Pick<HubLine, "call" | "sendRow">;
  readonly shop: Pick<ShopConfig["shop"], "id">;
  readonly nowMs: () => number;
}

/**
 * Sends what was restored, so that the chain refuses whoever was the shop before. Returns whether the chain has it.
 * Throws `shop-replaced` where another computer was faster.
 */
export async function takePlace(options: PlaceOptions): Promise<boolean> {
  const { folder, line, shop, nowMs } = options;
  const store = openStore({ ...{ folder, nowMs }, ...listTables(SHOP_CAPABILITIES) });
  try {
    const endMs = performance.now() + RESTORE_WAIT_MS;
    for (;;) {
      const { head, why } = await askForPlace(line, store).catch(() => NO_ANSWER);
      if (why !== null) throw markReplaced(folder, why);
      if (head !== null && head.position >= store.position()) return true;
      if (performance.now() > endMs) return false;
      const rows = head === null ? [] : store.readRowsFrom(head.position + 1);
      const sent = rows.map(toUpRow).map((row) => line.sendRow(row, `${shop.id}/${row.hash}`));
      await Promise.allSettled(sent);
      await wait(POLL_MS);
    }
  } finally {
    await store.close();
  }
}

const NO_ANSWER = { head: null, why: null };

async function askForPlace(line: PlaceOptions["line"], store: Store) {
  const head = await askForHead(line);
  return { head, why: await findShownReplacement(line, store, head) };
}
