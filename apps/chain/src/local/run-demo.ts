/** A whole chain on one machine: the hub, the database, the chain's process, and simulated shops. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { makeId } from "../access/tokens.ts";
import { addGrant, insertInvited } from "../access/users.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { CONSOLE_FOLDER } from "../http/add-console.ts";
import { openChainHttp } from "../http/open-chain-http.ts";
import { type HubKeys, openChainKey, signChainUser, signTrust } from "../hub/hub-keys.ts";
import { createHubUsers, type HubUsers, renewCredentials } from "../hub/hub-users.ts";
import { keepHubKeys } from "../hub/write-hub.ts";
import { type Chain, openChain } from "../open-chain.ts";
import { openHubReleases } from "../releases/hub-releases.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { serveChain } from "../serve-chain.ts";
import { addShop, MAIN_ORGANISATION } from "../shops.ts";
import { type DemoShop, type RunningShop, runDemoShop } from "./demo-shops.ts";
import { findNatsServer, NATS_RELEASES_URL } from "./programs/find-nats-server.ts";
import { DEBIAN_PROGRAMS, findPostgres } from "./programs/find-postgres.ts";
import { type Downloads, findCacheFolder } from "./programs/program-cache.ts";
import { runForecaster } from "./run-forecaster.ts";
import { placeHubServer, type RunningHubServer, runHub } from "./run-nats.ts";
import { placePostgres, runPostgres } from "./run-postgres.ts";
import type { RunningServer } from "./run-server.ts";

export interface DemoOptions {
  /** Everything is kept in it, for the next start. */
  readonly folder: string;
  readonly shops: readonly DemoShop[];
  /** Of the hub: 1, or 3. */
  readonly hubServers: number;
  /** Of a PostgreSQL that runs already; null: one is started. */
  readonly database: string | null;
  /** Of the console. */
  readonly port: number;
  readonly nowMs: () => number;
  /** Called before each step, in words. */
  readonly onStep: (what: string) => void;
  /** What ended and is started again, or is tried again. */
  readonly onTrouble: (what: string) => void;
}

export interface Demo {
  readonly chain: Chain;
  /** Of the chain's console. */
  readonly url: string;
  readonly shops: readonly { readonly shop: DemoShop; readonly url: string }[];
  close(): Promise<void>;
}

const SHARD = 0;
const OWNER_EMAIL = "owner@demo.invalid";

/** What was begun is ended where a step fails. */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const { folder, hubServers, nowMs, onStep, onTrouble } = options;
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  const closeLater = (server: RunningServer): void => void opened.push({ close: server.stop });
  const onFailed = (what: string, error: unknown): void =>
    onTrouble(`${what}: ${error instanceof Error ? error.message : error}`);
  mkdirSync(folder, { recursive: true });
  try {
    const keys = keepHubKeys(folder);
    const again = (what: string) => ({
      onCrashed: () => onTrouble(`${what} has ended; it is started again`),
    });
    const downloads = { cacheFolder: findCacheFolder(), onStep };
    const hub = await openHub(options, keys, downloads, again("a server of the hub"));
    for (const server of hub) closeLater(server);
    const database = await openDatabase(downloads);
    onStep("opening the chain");
    const { credentials } = await signChainUser(keys);
    const chain = await openChain({
      ...{ database, chainKey: openChainKey(keys), nowMs },
      hub: {
        servers: hub.map(({ address }) => address),
        credentials,
        replicas: hubServers,
        shards: 1,
      },
      onFailed,
    });
    opened.push(chain);
    const url = `http://127.0.0.1:${options.port}`;
    const demoUserId = await findDemoOwner(chain.db, nowMs());
    const servers = hub.map(({ address }) => address);
    const hubUsers = createHubUsers({ db: chain.db, keys, servers });
    const serving = await serveChain({
      ...{ chain, hubUsers, nowMs, onFailed, publicUrl: url, sealingKeys: listSealingKeys(keys) },
      chainKey: openChainKey(keys),
      // Whoever tries it out receives on this computer.
      allowPrivateWebhooks: true,
      openHttp: async (distribution) => {
        const { db, ask: askShop } = chain;
        const http = await openChainHttp({
          ...{ db, nowMs, distribution, hubUsers, demoUserId, publicUrl: url, shards: 1, askShop },
          ...{ random: randomBytes, consoleFolder: CONSOLE_FOLDER },
          allowPrivateWebhooks: true,
          releases: openHubReleases(chain.connection, chain.manager),
          sealingKeys: listSealingKeys(keys),
          logger: pino({ level: "warn" }, process.stderr),
        });
        await http.app.listen({ host: "127.0.0.1", port: options.port });
        return http;
      },
    });
    opened.push(serving);
    onStep(`opening ${options.shops.length} shops`);
    const server = `nats://${hub[0]!.address}`;
    const shops = await Promise.all(
      options.shops.map(async (shop): Promise<{ shop: DemoShop; url: string }> => {
        const running = await openShop(shop, { chain, hubUsers, server });
        closeLater(running);
        return { shop, url: running.url };
      }),
    );
    onStep("starting a forecaster");
    closeLater(await runForecaster(database, folder, again("the forecaster").onCrashed));
    return { chain, url, shops, close };
  } catch (error) {
    await close();
    throw error;
  }

  async function openDatabase(downloads: Downloads): Promise<string> {
    if (options.database !== null) return options.database;
    const search = { installed: DEBIAN_PROGRAMS, usesWorkspace: true };
    const programs = await findPostgres({ ...downloads, ...search });
    onStep("starting PostgreSQL");
    const postgres = await runPostgres(placePostgres(folder), {
      programs,
      onCrashed: () => onTrouble("PostgreSQL has ended; it is started again"),
    });
    closeLater(postgres);
    return postgres.connectionString;
  }

  async function openShop(
    shop: DemoShop,
    { chain, hubUsers, server }: { chain: Chain; hubUsers: HubUsers; server: string },
  ): Promise<RunningShop> {
    const { shopId, name } = shop;
    const own = join(folder, "shops", shopId);
    mkdirSync(own, { recursive: true });
    const there = await chain.db
      .selectFrom("shops")
      .select("shop_id")
      .where("shop_id", "=", shopId)
      .executeTakeFirst();
    if (there === undefined) {
      const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
      await addShop(chain.db, { shopId, name, shard: SHARD, ...owner }, nowMs());
    }
    const credentialsFile = join(own, "hub.creds");
    if (!existsSync(credentialsFile)) {
      const signed = await hubUsers.sign({ shopId, shard: SHARD });
      const text = await renewCredentials(chain.db, signed, { shopId, nowMs: nowMs() });
      writeFileSync(credentialsFile, text, { mode: 0o600 });
    }
    const running = await runDemoShop(shop, own, { server, shard: SHARD, credentialsFile }, () =>
      onTrouble(`the shop ${name} has ended; it is started again`),
    );
    const { latitude, longitude } = shop;
    await chain.db
      .updateTable("shops")
      .set({ latitude, longitude, console_url: `${running.url}/console/` })
      .where("shop_id", "=", shopId)
      .execute();
    return running;
  }
}

async function openHub(
  { folder, hubServers, onStep }: DemoOptions,
  keys: HubKeys,
  downloads: Downloads,
  watching: { onCrashed(): void },
): Promise<RunningHubServer[]> {
  const search = { path: process.env.PATH ?? "", releasesUrl: NATS_RELEASES_URL };
  const program = await findNatsServer({ ...downloads, ...search });
  onStep("starting the hub");
  const names = Array.from({ length: hubServers }, (_, at) => `hub-${at + 1}`);
  const placed = await Promise.all(names.map((name) => placeHubServer(join(folder, "hub"), name)));
  return runHub(placed, await signTrust(keys), { ...watching, program });
}

/** Whom one click signs in. */
async function findDemoOwner(db: ChainDatabase, nowMs: number): Promise<string> {
  const there = await db
    .selectFrom("users")
    .select("user_id")
    .where("email", "=", OWNER_EMAIL)
    .executeTakeFirst();
  if (there !== undefined) return there.user_id;
  const userId = makeId(randomBytes);
  await db.transaction().execute(async (tx) => {
    await insertInvited(tx, { userId, name: "Demo owner", email: OWNER_EMAIL }, nowMs);
    const grant = { role: "owner", scope: { kind: "chain", id: null } } as const;
    await addGrant(tx, userId, grant, "manual", randomBytes);
  });
  return userId;
}

/** Everything that an earlier demonstration left. */
export function forgetDemo(folder: string): void {
  if (!existsSync(folder)) return;
  rmSync(placePostgres(folder), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
