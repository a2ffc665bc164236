/** NATS servers on this machine: the hub's, and shops' leaf nodes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort } from "@saunter/server/network/free-port";
import { type HubServer, makeHubConfig, makeLeafConfig } from "../hub/hub-config.ts";
import type { HubTrust } from "../hub/hub-keys.ts";
import { type RunningServer, runServer, type ServerOptions } from "./run-server.ts";

export interface RunningNats extends RunningServer {
  /** For clients, `HOST:PORT`. */
  readonly address: string;
}

export interface RunningHubServer extends RunningNats {
  /** For leaf nodes, `HOST:PORT`. */
  readonly leafAddress: string;
}

interface RunOptions extends Pick<ServerOptions, "onCrashed"> {
  /** The server's program; `nats-server` if it's left out. */
  readonly program?: string;
}

const SELF = "127.0.0.1";

const findAddress = async (): Promise<string> => `${SELF}:${await findFreePort()}`;

const isHealthy = async (monitor: string): Promise<boolean> =>
  (await fetch(`http://${monitor}/healthz`)).ok;

const COMPLETE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Waits until a hub's server counts all of them. Before, streams with replicas can't be placed.
 *
 * @throws Error if that takes more than a minute.
 */
async function untilComplete({ monitor, name }: HubServer, serverCount: number): Promise<void> {
  if (serverCount === 1) return;
  for (let waitedMs = 0; waitedMs < COMPLETE_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const { meta_cluster } = (await (await fetch(`http://${monitor}/jsz`)).json()) as {
      readonly meta_cluster?: { readonly cluster_size: number };
    };
    if (meta_cluster?.cluster_size === serverCount) return;
    await wait(LOOK_EVERY_MS);
  }
  throw new Error(`${name} does not know all ${serverCount} servers of the hub`);
}

async function runNats(
  what: string,
  folder: string,
  config: Readonly<Record<string, unknown>>,
  isReady: () => Promise<boolean>,
  { program = "nats-server", ...watching }: RunOptions,
): Promise<RunningServer> {
  const file = join(folder, "nats.json");
  writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return runServer({
    ...{ what, command: program, args: ["-c", file, "-l", join(folder, "nats.log")] },
    isReady,
    stopSignal: "SIGTERM",
    ...watching,
  });
}

/** What is chosen for a server once, and stays: others know its addresses. */
export async function placeHubServer(folder: string, name: string): Promise<HubServer> {
  const [clients, leaves] = [await findAddress(), await findAddress()];
  const [cluster, monitor] = [await findAddress(), await findAddress()];
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  return { name, clients, leaves, cluster, monitor, folder: own, isAdvertising: true };
}

/**
 * Starts a hub of as many servers as are named, 1 or 3, all on this machine.
 *
 * The third starts once the other two have elected a leader. If all three start at once on a busy machine, two of them
 * sometimes form a group that the third never joins (nats-server 2.10).
 */
export async function runHub(
  servers: readonly HubServer[],
  trust: HubTrust,
  options: RunOptions = {},
): Promise<RunningHubServer[]> {
  const first = await Promise.all(servers.slice(0, 2).map(run));
  const last = await Promise.all(servers.slice(2).map(run));
  await Promise.all(servers.map((server) => untilComplete(server, servers.length)));
  return [...first, ...last];

  async function run(server: HubServer): Promise<RunningHubServer> {
    const config = makeHubConfig(server, servers, trust, null);
    const { folder, monitor, name } = server;
    const running = await runNats(name, folder, config, () => isHealthy(monitor), options);
    return { ...running, address: server.clients, leafAddress: server.leaves };
  }
}

/** A shop's leaf node, which signs in to the hub for it. */
export async function runLeaf(
  leaf: {
    readonly folder: string;
    readonly name: string;
    readonly hubAddresses: readonly string[];
    readonly credentials: string;
  },
  options: RunOptions = {},
): Promise<RunningNats> {
  const { credentials, folder, hubAddresses, name } = leaf;
  const [clients, monitor] = [await findAddress(), await findAddress()];
  mkdirSync(folder, { recursive: true });
  const credentialsFile = join(folder, "shop.creds");
  writeFileSync(credentialsFile, credentials, { mode: 0o600 });
  const hubUrls = hubAddresses.map((address) => `nats://${address}`);
  const config = makeLeafConfig({ name, clients, monitor, hubUrls, credentialsFile });
  const running = await runNats(name, folder, config, () => isHealthy(monitor), options);
  return { ...running, address: clients };
}
