/** Many drills, over one real chain: a hub, PostgreSQL, and what takes events and answers shops. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { type ChainDatabase, openDatabase } from "@saunter/chain/database/open-database";
import { answerCalls } from "@saunter/chain/hub/answer-calls";
import {
  createHubKeys,
  type HubKeys,
  signChainUser,
  signShopUser,
  signTrust,
} from "@saunter/chain/hub/hub-keys";
import { makeHubStreams } from "@saunter/chain/hub/hub-streams";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { createFloodGate } from "@saunter/chain/ingest/flood-gate";
import { followShard } from "@saunter/chain/ingest/follow-shard";
import { placeHubServer, runHub } from "@saunter/chain/local/run-nats";
import { runPostgres } from "@saunter/chain/local/run-postgres";
import { listRestoreCalls } from "@saunter/chain/restore/restore-calls";
import { addShop, MAIN_ORGANISATION } from "@saunter/chain/shops";
import { createRandom } from "@saunter/numerics/random";
import { createHand, type DrillHand } from "./drill-hand.ts";
import { type DrillFindings, noFindings, sumFindings } from "./drill-model.ts";
import { type DrillCounts, runDrill, STEPS } from "./run-drill.ts";

const SHARD = 0;
const FAILING_MAX = 20;

export interface DrillsOptions {
  /** For all that is written; it is empty. */
  readonly folder: string;
  readonly drills: number;
  /** Of the first drill; each next one has the next. */
  readonly seed: number;
  /** Drills at once. */
  readonly hands: number;
  readonly onDrill?: (done: number) => void;
}

export interface DrillsSummary extends DrillCounts {
  drills: number;
  seconds: number;
  findings: DrillFindings;
  /** Drills that could not be ended, or found something. */
  failing: { readonly seed: number; readonly words: readonly string[] }[];
}

export async function runDrills(options: DrillsOptions): Promise<DrillsSummary> {
  const startMs = performance.now();
  const chain = await startChain(options.folder);
  const summary: DrillsSummary = {
    ...{ drills: 0, seconds: 0, kills: 0, findings: noFindings(), failing: [] },
    steps: Object.fromEntries(STEPS.map((step) => [step, 0])) as DrillCounts["steps"],
  };
  let next = options.seed;
  const end = options.seed + options.drills;
  const work = async (): Promise<void> => {
    const hand = createHand(join(options.folder, "compile-cache"));
    try {
      while (next < end) {
        await runOne(next++, { chain, hand, summary, folder: options.folder });
        options.onDrill?.(summary.drills);
      }
    } finally {
      await hand.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: options.hands }, work));
  } finally {
    await chain.close();
  }
  summary.seconds = (performance.now() - startMs) / 1000;
  summary.failing.sort((a, b) => a.seed - b.seed);
  return summary;
}

interface Around {
  readonly chain: DrillChain;
  readonly hand: DrillHand;
  readonly summary: DrillsSummary;
  readonly folder: string;
}

async function runOne(seed: number, { chain, hand, summary, folder }: Around): Promise<void> {
  const shopId = `drill-${seed}`;
  const own = join(folder, shopId);
  mkdirSync(own);
  const findings = noFindings();
  try {
    const { credentials } = await signShopUser(chain.keys, { shopId, shard: SHARD });
    const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
    await addShop(chain.db, { shopId, name: shopId, shard: SHARD, ...owner }, Date.now());
    await runDrill({
      ...{ hand, findings, counts: summary, folder: own },
      random: createRandom(seed),
      line: { server: chain.server, shopId, credentials },
      readChain: () => readChain(chain.db, shopId),
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
  readonly db: ChainDatabase;
  /** Of the hub, for shops. */
  readonly server: string;
  close(): Promise<void>;
}

async function startChain(folder: string): Promise<DrillChain> {
  const keys = createHubKeys();
  const placed = await placeHubServer(join(folder, "hub"), "hub-1");
  const [[hub], postgres] = await Promise.all([
    runHub([placed], await signTrust(keys)),
    runPostgres(join(folder, "postgres")),
  ]);
  const db = await openDatabase(postgres.connectionString);
  const { credentials } = await signChainUser(keys);
  const connection = await connect({
    servers: placed.clients,
    authenticator: signInWith(credentials),
    maxReconnectAttempts: -1,
  });
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, { replicas: 1, shards: 1 });
  const onFailed = (error: unknown): never => {
    throw error;
  };
  const chain = { db, connection, nowMs: Date.now, onFailed };
  const follower = await followShard({
    ...{ ...chain, manager, shard: SHARD, gate: createFloodGate() },
    onGap: () => {},
  });
  const answers = answerCalls({ connection, calls: listRestoreCalls(db, Date.now), onFailed });
  return {
    ...{ keys, db, server: `nats://${placed.clients}` },
    close: async () => {
      await follower.close();
      await answers.close();
      await connection.close();
      await db.destroy();
      await Promise.all([hub!.stop(), postgres.stop()]);
    },
  };
}
