/** What a trial runs: a hub of three NATS servers, PostgreSQL, the chain and shops, each in processes of their own. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type ChainDatabase, openDatabase } from "@saunter/chain/database/open-database";
import { createHubKeys, signChainUser, signShopUser, signTrust } from "@saunter/chain/hub/hub-keys";
import { renewCredentials } from "@saunter/chain/hub/hub-users";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { placeHubServer, type RunningHubServer, runHub } from "@saunter/chain/local/run-nats";
import { type RunningPostgres, runPostgres } from "@saunter/chain/local/run-postgres";
import { addShop, MAIN_ORGANISATION } from "@saunter/chain/shops";
import type { ChainReport, ChainRequest } from "./chain-child.ts";
import type { ShopsReport, ShopsRequest, TrialShop } from "./shops-child.ts";
import type { JournalEvent } from "./simulate-journal.ts";

export interface ShopsHandle {
  readonly process: ChildProcess;
  /** Of its last second. */
  readonly last: () => Extract<ShopsReport, { what: "running" }> | null;
  /** Resolves when all that they wrote was sent. */
  finish(): Promise<Extract<ShopsReport, { what: "finished" }>["heads"]>;
}

export interface ChainHandle {
  readonly process: ChildProcess;
  readonly last: () => ChainReport;
}

export interface TrialWorld {
  readonly hub: readonly RunningHubServer[];
  readonly postgres: RunningPostgres;
  /** A connection of the trial's own, to look. */
  readonly db: ChainDatabase;
  readonly shopIds: readonly string[];
  startChain(): Promise<ChainHandle>;
  startShops(plan: ShopsPlan): Promise<ShopsHandle>;
  /** As the chain, to look. */
  connect(): Promise<NatsConnection>;
  /** Text of a shop's credentials file. */
  findCredentials(shopId: string): string;
  close(): Promise<void>;
}

export interface ShopsPlan {
  readonly shopIds: readonly string[];
  /** Of each shop. */
  readonly eventsPerSecond: number;
  /** The way that a shop takes to the hub: `nats://HOST:PORT`; left out: straight. */
  readonly findServer?: (shopId: string) => string;
  readonly jitterMs?: number;
}

const SHARD = 0;
const HUB_SERVERS = 3;

const startChild = (file: string): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });

/** @param journal what each shop writes, again and again */
export async function openTrialWorld(
  folder: string,
  shopCount: number,
  journal: readonly JournalEvent[],
): Promise<TrialWorld> {
  const journalFile = join(folder, "journal.json");
  writeFileSync(journalFile, JSON.stringify(journal));
  const keys = createHubKeys();
  const names = Array.from({ length: HUB_SERVERS }, (_, at) => `hub-${at + 1}`);
  const placed = [];
  for (const name of names) {
    const server = await placeHubServer(folder, name);
    // A way that is cut must be the only one.
    placed.push({ ...server, isAdvertising: false });
  }
  const shopIds = Array.from({ length: shopCount }, (_, at) => `shop-${at + 1}`);
  const trust = await signTrust(
    keys,
    shopIds.map((shopId) => ({ shopId, shard: SHARD })),
  );
  const hub = await runHub(placed, trust);
  const postgres = await runPostgres(join(folder, "postgres"));
  const db = await openDatabase(postgres.connectionString);
  const credentials = new Map<string, string>();
  for (const shopId of shopIds) {
    const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
    await addShop(db, { shopId, name: shopId, shard: SHARD, ...owner }, Date.now());
    const signed = await signShopUser(keys, { shopId, shard: SHARD });
    credentials.set(shopId, await renewCredentials(db, signed, { shopId, nowMs: Date.now() }));
  }
  const servers = hub.map(({ address }) => address);
  const findCredentials = (shopId: string): string => credentials.get(shopId)!;
  const children: ChildProcess[] = [];
  const shops = { findCredentials, folder: join(folder, "shops"), servers, journalFile };
  return {
    ...{ hub, postgres, db, shopIds },
    startChain: async () => {
      const { credentials } = await signChainUser(keys);
      const child = startChild("chain-child.ts");
      children.push(child);
      return openChainHandle(child, {
        ...{ database: postgres.connectionString, keys },
        hub: { servers, credentials, replicas: HUB_SERVERS, shards: 1 },
        keys,
      });
    },
    startShops: async (plan) => {
      const child = startChild("shops-child.ts");
      children.push(child);
      return openShopsHandle(child, shops, plan);
    },
    connect: async () => {
      const { credentials } = await signChainUser(keys);
      const authenticator = signInWith(credentials);
      return connect({ servers, authenticator });
    },
    findCredentials,
    close: async () => {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await db.destroy();
      await Promise.all([...hub, postgres].map((server) => server.stop()));
    },
  };
}

async function openChainHandle(child: ChildProcess, request: ChainRequest): Promise<ChainHandle> {
  let last: ChainReport = { taken: 0, failures: 0 };
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  child.on("message", (report: ChainReport) => {
    last = report;
    resolve();
  });
  child.on("exit", (code) => reject(new Error(`the chain has ended (${code})`)));
  child.send(request);
  await opened;
  return { process: child, last: () => last };
}

async function openShopsHandle(
  child: ChildProcess,
  world: {
    readonly findCredentials: (shopId: string) => string;
    readonly folder: string;
    readonly servers: readonly string[];
    readonly journalFile: string;
  },
  { eventsPerSecond, findServer, jitterMs = 0, shopIds }: ShopsPlan,
): Promise<ShopsHandle> {
  const shops: TrialShop[] = shopIds.map((shopId, at) => ({
    shopId,
    credentials: world.findCredentials(shopId),
    server: findServer?.(shopId) ?? `nats://${world.servers[at % world.servers.length]}`,
  }));
  let last: Extract<ShopsReport, { what: "running" }> | null = null;
  const finished = Promise.withResolvers<Extract<ShopsReport, { what: "finished" }>["heads"]>();
  child.on("message", (report: ShopsReport) => {
    if (report.what === "running") last = report;
    else finished.resolve(report.heads);
  });
  const request = (message: ShopsRequest): void => void child.send(message);
  const { folder, journalFile } = world;
  request({ what: "open", folder, shops, journalFile, eventsPerSecond, jitterMs });
  return {
    process: child,
    last: () => last,
    finish: () => {
      request({ what: "finish" });
      return finished.promise;
    },
  };
}
