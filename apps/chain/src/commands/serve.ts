import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { pino } from "pino";
import { formatFault, loadChainConfig } from "../config/load-chain-config.ts";
import { CONSOLE_FOLDER } from "../http/add-console.ts";
import { serveHttp } from "../http/serve-http.ts";
import { createHubUsers } from "../hub/hub-users.ts";
import { openChain } from "../open-chain.ts";
import { serveChain } from "../serve-chain.ts";
import { untilStopped } from "./until-stopped.ts";

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("run the chain: take what shops send, and serve its console and API")
    .argument("<file>", "its configuration, chain.yaml")
    .action(serve);
}

async function serve(file: string): Promise<void> {
  const loaded = loadChainConfig(readFileSync(file, "utf8"), {
    environment: process.env,
    readText: (path) => readFileSync(resolve(dirname(file), path), "utf8"),
  });
  if (!loaded.ok) {
    throw new Error(
      `${file} cannot be used\n${loaded.faults.map((one) => formatFault(file, one)).join("\n")}`,
    );
  }
  const { config } = loaded;
  const stopped = untilStopped();
  const logger = pino();
  const onFailed = (what: string, error: unknown): void => logger.error({ err: error }, what);
  const { credentials, keys, servers, shards } = config.hub;
  const hub = { servers, credentials, shards, replicas: servers.length };
  const nowMs = Date.now;
  const chain = await openChain({ database: config.databaseUrl, hub, nowMs, onFailed });
  const hubUsers = createHubUsers({ db: chain.db, keys, servers });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const consoleFolder = existsSync(CONSOLE_FOLDER) ? CONSOLE_FOLDER : null;
  const serving = await serveChain({
    ...{ chain, hubUsers, nowMs, onFailed, forecast: config.forecast },
    openHttp: (distribution) =>
      serveHttp(config, { db: chain.db, print, logger, hubUsers, distribution, consoleFolder }),
  }).catch(async (error) => {
    await chain.close();
    throw error;
  });
  print(`The chain is open: ${config.publicUrl}/console/`);
  await stopped;
  await serving.close();
  await chain.close();
}
