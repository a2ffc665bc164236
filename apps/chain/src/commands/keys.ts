import { existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Argument, type Command } from "commander";
import { openDatabase } from "../database/open-database.ts";
import type { HubKeys } from "../hub/hub-keys.ts";
import { CREDENTIALS_FILE, KEYS_FILE, keepHubKeys, writeSecret } from "../hub/write-hub.ts";
import { RENEWALS, type Renewal, renewKeys } from "../secrets/renew-keys.ts";
import { checkSealedByNewest } from "../secrets/seal-again.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { readConfig } from "./read-config.ts";

const NEXT_STEPS: Readonly<Record<Renewal, string>> = {
  sealing:
    "Restart the chain: it seals all secrets again. Then run this with sealing-finish and --config.",
  "sealing-finish": "Restart the chain.",
  cluster:
    "Write the servers' files with `saunter-chain hub`, take them to the servers, and reload each.",
  hub: "Write the servers' files with `saunter-chain hub`, and start them with an empty data folder; then give each shop new credentials.",
};

export function addKeysCommands(program: Command): void {
  program
    .command("keys")
    .description("the chain's keys")
    .command("renew")
    .description("make new keys in the place of those that somebody may have seen")
    .addArgument(new Argument("<what>", "which of them").choices(RENEWALS))
    .requiredOption("--folder <folder>", `with ${KEYS_FILE}`)
    .option("--config <file>", "chain.yaml, which names the database; for sealing-finish")
    .action(renew);
}

interface RenewOptions {
  readonly folder: string;
  readonly config?: string;
}

async function renew(what: Renewal, { folder, config }: RenewOptions): Promise<void> {
  const file = join(resolve(folder), KEYS_FILE);
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  const before = keepHubKeys(folder);
  if (what === "sealing-finish") await checkFinished(before, config);
  const keys = renewKeys(before, what);
  // Signed by a key that will be no more. `saunter-chain hub` signs others, whichever keys there are if this ends here.
  if (what === "hub") rmSync(join(resolve(folder), CREDENTIALS_FILE), { force: true });
  // The former stay until the new ones are whole.
  writeSecret(`${file}.new`, JSON.stringify(keys, null, 2));
  renameSync(`${file}.new`, file);
  process.stdout.write(`${file} has new keys. Back it up.\n${NEXT_STEPS[what]}\n`);
}

/** A key that is forgotten too early would take second factors and webhooks' secrets with it. */
async function checkFinished(keys: HubKeys, config: string | undefined): Promise<void> {
  if (config === undefined) {
    throw new Error("give --config chain.yaml: the database says whether a former key is needed");
  }
  const db = await openDatabase(readConfig(config).databaseUrl);
  try {
    await checkSealedByNewest(db, listSealingKeys(keys));
  } finally {
    await db.destroy();
  }
}
