import { existsSync } from "node:fs";
import { createHttpLogger } from "@saunter/server/http/logger";
import type { Command } from "commander";
import type { Logger } from "pino";
import type { ChainConfig } from "../config/load-chain-config.ts";
import { createFailureLog, pingDatabase } from "../database/database-outage.ts";
import { CONSOLE_FOLDER } from "../http/add-console.ts";
import { serveHttp } from "../http/serve-http.ts";
import { openChainKey } from "../hub/hub-keys.ts";
import { createHubUsers } from "../hub/hub-users.ts";
import { backUpDue, findLastBackupMs } from "../keep/backup-schedule.ts";
import { listFiles } from "../keep/list-files.ts";
import { writeBackup } from "../keep/write-backup.ts";
import { openChain } from "../open-chain.ts";
import { openHubReleases } from "../releases/hub-releases.ts";
import { repeat } from "../repeat.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { serveChain } from "../serve-chain.ts";
import { readConfig } from "./read-config.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("run the chain: take what shops send, and serve its console and API")
    .argument("<file>", "its configuration, chain.yaml")
    .action((file: string) => runUntilStopped(() => serve(file)));
}

async function serve(file: string): Promise<{ close(): Promise<void> }> {
  const config = readConfig(file);
  const logger = createHttpLogger("info");
  const { keys, ...hubSettings } = config.hub;
  const { servers } = hubSettings;
  const hub = { ...hubSettings, replicas: servers.length };
  const nowMs = Date.now;
  const ping = () => pingDatabase(config.databaseUrl);
  const onFailed = createFailureLog({ logger, ping, nowMs });
  const chainKey = openChainKey(keys);
  const chain = await openChain({
    ...{ database: config.databaseUrl, hub, chainKey, nowMs, onFailed },
  });
  const hubUsers = createHubUsers({ db: chain.db, keys, servers });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const consoleFolder = existsSync(CONSOLE_FOLDER) ? CONSOLE_FOLDER : null;
  const serving = await serveChain({
    ...{ chain, hubUsers, nowMs, onFailed, chainKey },
    ...{ alerts: config.alerts, publicUrl: config.publicUrl, forecast: config.forecast },
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    sealingKeys: listSealingKeys(keys),
    readBackupMs: readLastBackup(config, nowMs),
    openHttp: (distribution) =>
      serveHttp(config, {
        ...{ db: chain.db, askShop: chain.ask, print, logger },
        ...{ hubUsers, distribution, consoleFolder, taking: chain },
        releases: openHubReleases(chain.connection, chain.manager),
      }),
  }).catch(async (error) => {
    await chain.close();
    throw error;
  });
  const backingUp = startBackups(file, config, { logger, nowMs });
  print(`The chain is open: ${config.publicUrl}/console/`);
  return {
    close: async () => {
      await backingUp.stop();
      await serving.close();
      await chain.close();
    },
  };
}

/** When the last backup was made; undefined where the configuration wants none. */
function readLastBackup({ backup = null }: ChainConfig, nowMs: () => number) {
  if (backup === null) return undefined;
  return async () => findLastBackupMs(backup.folder, nowMs());
}

/** How often it looks whether a backup is due; one that failed is tried again as soon. */
const LOOK_EVERY_MS = 60_000;

/** Those that the configuration wants. */
function startBackups(
  file: string,
  config: ChainConfig,
  { logger, nowMs }: { readonly logger: Logger; readonly nowMs: () => number },
): { stop(): Promise<void> } {
  const { backup = null, databaseUrl } = config;
  return repeat(LOOK_EVERY_MS, async () => {
    if (backup === null) return;
    const { passPhrase } = backup;
    const files = listFiles(file, config);
    try {
      const path = await backUpDue(backup, nowMs(), (to) =>
        writeBackup(to, { databaseUrl, files, passPhrase, nowMs: nowMs() }),
      );
      if (path !== null) logger.info({ path }, "backup made and verified");
    } catch (error) {
      logger.error({ err: error }, "no backup was made");
    }
  });
}
