/** Many drills, over one real chain: a hub, PostgreSQL, and what takes events and answers shops. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { downgradeDatabase } from "@saunter/chain/database/downgrade";
import {
  type ChainDatabase,
  connectDatabase,
  openDatabase,
} from "@saunter/chain/database/open-database";
import { STEPS as DATABASE_STEPS } from "@saunter/chain/database/steps";
import { answerCalls } from "@saunter/chain/hub/answer-calls";
import {
  createHubKeys,
  type HubKeys,
  openChainKey,
  signChainUser,
  signShopUser,
  signTrust,
} from "@saunter/chain/hub/hub-keys";
import { makeHubStreams } from "@saunter/chain/hub/hub-streams";
import { openMessageSigning } from "@saunter/chain/hub/message-signing";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { createFloodGate } from "@saunter/chain/ingest/flood-gate";
import { followShard } from "@saunter/chain/ingest/follow-shard";
import { checksumTables } from "@saunter/chain/keep/checksum-tables";
import { placeHubServer, runHub } from "@saunter/chain/local/run-nats";
import { runPostgres } from "@saunter/chain/local/run-postgres";
import { listRestoreCalls } from "@saunter/chain/restore/restore-calls";
import { addShop, MAIN_ORGANISATION } from "@saunter/chain/shops";
import { createRandom, type Random } from "@saunter/numerics/random";
import { createHand, type DrillHand } from "./drill-hand.ts";
import { type DrillFindings, noFindings, sumFindings } from "./drill-model.ts";
import { type DrillCounts, runDrill, STEPS } from "./run-drill.ts";

const SHARD = 0;
const FAILING_MAX = 20;
/** Where shops can be added, and their events taken. */
const EARLIER_STEPS = DATABASE_STEPS.filter((name) => name >= "0003-down").slice(0, -1);

export interface DrillsOptions {
  /** For all that is written; it is empty. */
  readonly folder: string;
  readonly drills: number;
  /** Of the first drill; each next one has the next. */
  readonly seed: number;
  /** Drills at once. */
  readonly hands: number;
  /** Drills after which the chain's database goes to another step. */
  readonly round: number;
  readonly onDrill?: (done: number) => void;
}

export interface DrillsSummary extends DrillCounts {
  drills: number;
  /** Of the chain's database, to an earlier step and from there to the last. */
  moves: number;
  seconds: number;
  findings: DrillFindings;
  /** Drills that could not be ended, or found something. */
  failing: { readonly seed: number; readonly words: readonly string[] }[];
}

export async function runDrills(options: DrillsOptions): Promise<DrillsSummary> {
  const startMs = performance.now();
  const summary: DrillsSummary = {
    ...{ drills: 0, moves: 0, seconds: 0, kills: 0, findings: noFindings(), failing: [] },
    steps: Object.fromEntries(STEPS.map((step) => [step, 0])) as DrillCounts["steps"],
  };
  const { folder, hands, round, seed } = options;
  const random = createRandom(seed);
  const ends = seed + options.drills;
  const shopIds = Array.from({ length: options.drills }, (_, at) => nameShop(seed + at));
  const chain = await startChain(options.folder, shopIds);
  const drillers = Array.from({ length: hands }, () => createHand(join(folder, "compile-cache")));
  try {
    for (let from = seed; from < ends; from += round) {
      const end = Math.min(ends, from + round);
      let next = from;
      const work = async (hand: DrillHand): Promise<void> => {
        while (next < end) {
          await runOne(next++, { chain, hand, summary, folder });
          options.onDrill?.(summary.drills);
        }
      };
      await Promise.all(drillers.map(work));
      await moveChain(chain, random, summary);
    }
  } finally {
    await Promise.all(drillers.map((hand) => hand.close()));
    await chain.close();
  }
  summary.seconds = (performance.now() - startMs) / 1000;
  summary.failing.sort((a, b) => a.seed - b.seed);
  return summary;
}

/** Its database goes to an earlier step, or from there to the last; what the shops sent stays what it is. */
async function moveChain(chain: DrillChain, random: Random, summary: DrillsSummary): Promise<void> {
  const before = await checksumTables(chain.db(), ["events", "up_heads"]);
  await chain.move(random);
  const after = await checksumTables(chain.db(), ["events", "up_heads"]);
  summary.moves++;
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  summary.findings.wrong++;
  summary.findings.words.push(
    "the chain's events are others since its database went to another step",
  );
}

const nameShop = (seed: number): string => `drill-${seed}`;

interface Around {
  readonly chain: DrillChain;
  readonly hand: DrillHand;
  readonly summary: DrillsSummary;
  readonly folder: string;
}

async function runOne(seed: number, { chain, hand, summary, folder }: Around): Promise<void> {
  const shopId = nameShop(seed);
  const own = join(folder, shopId);
  mkdirSync(own);
  const findings = noFindings();
  try {
    const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
    await addShop(chain.db(), { shopId, name: shopId, shard: SHARD, ...owner }, Date.now());
    const { credentials } = await signShopUser(chain.keys, { shopId, shard: SHARD });
    await runDrill({
      ...{ hand, findings, counts: summary, folder: own },
      random: createRandom(seed),
      line: { server: chain.server, shopId, credentials },
      readChain: () => readChain(chain.db(), shopId),
    });
  } catch (error) {
    findings.wrong++;
    findings.words.push(error instanceof Error ? error.message : String(error));
  }
  addFindings(summary.findings, findings);
  summary.drills++;
  if (sumFindings(findings) === 0) rmSync(own, { recursive: true, force: true });
  else if (summary.failing.length < FAILING_MAX) {
    summary.failing.push({ seed, words: findings.words });
  }
}

function addFindings(sum: DrillFindings, { words, ...counts }: DrillFindings): void {
  for (const [kind, count] of Object.entries(counts)) sum[kind as keyof typeof counts] += count;
  sum.words.push(...words);
}

async function readChain(db: ChainDatabase, shopId: string) {
  const head = await db
    .selectFrom("up_heads")
    .select(["position", "hash"])
    .where("shop_id", "=", shopId)
    .executeTakeFirstOrThrow();
  const aside = await db
    .selectFrom("set_aside")
    .select("reason")
    .where("shop_id", "=", shopId)
    .execute();
  return { ...head, setAside: aside.length };
}

interface DrillChain {
  readonly keys: HubKeys;
  /** Until it moves. */
  readonly db: () => ChainDatabase;
  /** Of the hub, for shops. */
  readonly server: string;
  /** Nobody may use its database meanwhile. */
  move(random: Random): Promise<void>;
  close(): Promise<void>;
}

async function startChain(folder: string, shopIds: readonly string[]): Promise<DrillChain> {
  const keys = createHubKeys();
  const trust = await signTrust(
    keys,
    shopIds.map((shopId) => ({ shopId, shard: SHARD })),
  );
  const placed = await placeHubServer(join(folder, "hub"), "hub-1");
  const [[hub], postgres] = await Promise.all([
    runHub([placed], trust),
    runPostgres(join(folder, "postgres")),
  ]);
  const { connectionString } = postgres;
  const { credentials } = await signChainUser(keys);
  const connection = await connect({
    servers: placed.clients,
    authenticator: signInWith(credentials),
    maxReconnectAttempts: -1,
  });
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, { replicas: 1, shards: 1 });
  let taking = await takeEvents(await openDatabase(connectionString), keys, connection, manager);
  return {
    ...{ keys, db: () => taking.db, server: `nats://${placed.clients}` },
    move: async (random) => {
      const isLast = taking.isLast;
      await taking.close();
      if (isLast) await goBack(connectionString, random);
      const db = isLast ? connectDatabase(connectionString) : await openDatabase(connectionString);
      taking = { ...(await takeEvents(db, keys, connection, manager)), isLast: !isLast };
    },
    close: async () => {
      await taking.close();
      await connection.close();
      await Promise.all([hub!.stop(), postgres.stop()]);
    },
  };
}

interface Taking {
  readonly db: ChainDatabase;
  /** Its database has all steps. */
  readonly isLast: boolean;
  close(): Promise<void>;
}

async function takeEvents(
  db: ChainDatabase,
  keys: HubKeys,
  connection: NatsConnection,
  manager: JetStreamManager,
): Promise<Taking> {
  const onFailed = (error: unknown): never => {
    throw error;
  };
  const chain = { db, connection, nowMs: Date.now, onFailed };
  const follower = await followShard({
    ...{ ...chain, manager, shard: SHARD, gate: createFloodGate() },
    onGap: () => {},
  });
  const answers = answerCalls({
    ...{ connection, calls: listRestoreCalls(db, Date.now), onFailed },
    signing: openMessageSigning(db, openChainKey(keys), Date.now),
  });
  return {
    ...{ db, isLast: true },
    close: async () => {
      await follower.close();
      await answers.close();
      await db.destroy();
    },
  };
}

/** To any earlier step; at times after a try that ends on the way. */
async function goBack(connectionString: string, random: Random): Promise<void> {
  const options = {
    ...{ to: random.pick(EARLIER_STEPS), sealingKeys: [], nowMs: Date.now() },
  };
  if (random.chance(0.5)) {
    const ending = new Error("ended on the way");
    const onStep = (): never => {
      throw ending;
    };
    await downgradeDatabase(connectionString, { ...options, onStep }).catch((error) => {
      if (error !== ending) throw error;
    });
  }
  await downgradeDatabase(connectionString, options);
}
