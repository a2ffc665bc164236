/** For tests: a hub, leaf nodes and a database, each the real one, in processes that end with the tests. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authenticator } from "@nats-io/transport-node";
import { openDatabase } from "./database/open-database.ts";
import {
  createHubKeys,
  type HubKeys,
  type ShopCredentials,
  signChainUser,
  signShopUser,
  signTrust,
} from "./hub/hub-keys.ts";
import { signInWith } from "./hub/sign-in.ts";
import { placeHubServer, runHub, runLeaf } from "./local/run-nats.ts";
import { runPostgres } from "./local/run-postgres.ts";

/** A process that can be killed and started again, with what it has on the disk. */
export interface TestServer {
  start(): Promise<void>;
  kill(): Promise<void>;
  /** For good: what it has on the disk goes, too. */
  stop(): Promise<void>;
}

export interface TestShopUser {
  readonly shopId: string;
  readonly shard: number;
}

export interface TestHub extends TestServer {
  readonly keys: HubKeys;
  /** How the chain itself connects. */
  readonly asChain: { readonly servers: string[]; readonly authenticator: Authenticator };
  /** Of leaf nodes, `HOST:PORT`. */
  readonly leafAddresses: readonly string[];
  /** For clients of shops that have no leaf node. */
  readonly url: string;
  /** Those of each shop, by its id. */
  readonly credentials: ReadonlyMap<string, string>;
  /** The same, with their public keys. */
  readonly users: ReadonlyMap<string, ShopCredentials>;
}

function endingWithFolder(
  server: Omit<TestServer, "stop"> & { stop(): Promise<void> },
  folder: string,
): TestServer {
  return {
    start: server.start,
    kill: () => server.kill(),
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function signHub(keys: HubKeys) {
  return { keys, chain: await signChainUser(keys) };
}

/** Signing is slow, so hubs of a test process share their keys. */
let shared: ReturnType<typeof signHub> | null = null;
const signShared = () => (shared ??= signHub(createHubKeys()));

/** A hub of one server, with credentials for each shop. */
export async function startHub(
  shops: readonly TestShopUser[],
  ownKeys?: HubKeys,
): Promise<TestHub> {
  const { keys, chain } = await (ownKeys === undefined ? signShared() : signHub(ownKeys));
  const folder = mkdtempSync(join(tmpdir(), "saunter-hub-"));
  const server = await placeHubServer(folder, "hub-1");
  const [running] = await runHub([server], await signTrust(keys, shops));
  const signed = shops.map(async (shop) => [shop.shopId, await signShopUser(keys, shop)] as const);
  const users = new Map(await Promise.all(signed));
  return {
    ...endingWithFolder(running!, folder),
    keys,
    asChain: {
      servers: [server.clients],
      authenticator: signInWith(chain.credentials),
    },
    leafAddresses: [server.leaves],
    url: `nats://${server.clients}`,
    users,
    credentials: new Map([...users].map(([shopId, { credentials }]) => [shopId, credentials])),
  };
}

export interface TestLeaf extends TestServer {
  readonly url: string;
}

/** A shop's leaf node, which signs in to the hub for it. */
export async function startLeaf(hub: TestHub, shopId: string): Promise<TestLeaf> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-leaf-"));
  const running = await runLeaf({
    ...{ folder, name: `leaf-${shopId}`, hubAddresses: hub.leafAddresses },
    credentials: hub.credentials.get(shopId)!,
  });
  return { ...endingWithFolder(running, folder), url: `nats://${running.address}` };
}

export interface TestPostgres extends TestServer {
  readonly connectionString: string;
}

/** A server of its own, for tests that kill it or make roles. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-postgres-"));
  const server = await runPostgres(folder);
  return {
    ...endingWithFolder(server, folder),
    // As a crash, but for its children, which end with it.
    kill: () => server.kill("SIGQUIT"),
    stop: async () => {
      await server.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
    connectionString: server.connectionString,
  };
}

/** The same, with the chain's tables. */
export async function startMigratedPostgres(): Promise<TestPostgres> {
  const postgres = await startPostgres();
  const db = await openDatabase(postgres.connectionString);
  await db.destroy();
  return postgres;
}
