/** For tests: a chain that takes events from a real hub into a real database. */
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { sql } from "kysely";
import { expect } from "vitest";
import { type ChainDatabase, connectDatabase } from "./database/open-database.ts";
import { createDatabase } from "./database/test-database-fixture.ts";
import { createDistribution, type Distribution } from "./down/distribution.ts";
import { answerCalls } from "./hub/answer-calls.ts";
import { openChainKey } from "./hub/hub-keys.ts";
import { makeHubStreams } from "./hub/hub-streams.ts";
import { renewCredentials } from "./hub/hub-users.ts";
import { type MessageSigning, openMessageSigning } from "./hub/message-signing.ts";
import { createFloodGate } from "./ingest/flood-gate.ts";
import { followShard, type ShardFollower } from "./ingest/follow-shard.ts";
import { listRestoreCalls } from "./restore/restore-calls.ts";
import { startHub, type TestHub } from "./servers-fixture.ts";
import { addShop, MAIN_ORGANISATION } from "./shops.ts";
import type { Traced } from "./tracing/trace-taking.ts";

export const START_MS = 1_790_000_000_000;
/** All of one shard. */
const SHARD = 0;

export interface TestChain {
  readonly hub: TestHub;
  readonly databaseUrl: string;
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** By the machine's clock, as lines of shops in tests. */
  readonly signing: MessageSigning;
  readonly gaps: [string, number][];
  /** What went wrong while it took; to be emptied by who makes it go wrong. */
  readonly failures: unknown[];
  readEvents(shopId: string): Promise<ChainEvent[]>;
  /** Until the chain has a shop's events up to one. */
  waitForHead(shopId: string, position: number): Promise<void>;
  close(): Promise<void>;
}

export interface ChainEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly at_ms: number;
  readonly body: string;
  readonly hash: string;
}

export interface TestChainOptions {
  readonly traced?: Traced;
  /** A migrated database of the caller's; left out: one on the shared server. */
  readonly databaseUrl?: string;
}

export async function startChain(
  shopIds: readonly string[],
  { traced, ...options }: TestChainOptions = {},
): Promise<TestChain> {
  const users = shopIds.map((shopId) => ({ shopId, shard: SHARD }));
  const own = options.databaseUrl === undefined ? await createDatabase() : null;
  const databaseUrl = own?.url ?? options.databaseUrl!;
  const hub = await startHub(users);
  const db = connectDatabase(databaseUrl);
  for (const user of users) {
    const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
    const { shopId } = user;
    await addShop(db, { ...user, ...owner, name: shopId }, 0);
    await renewCredentials(db, hub.users.get(shopId)!, { shopId, nowMs: 0 });
  }
  const connection = await connect({ ...hub.asChain, maxReconnectAttempts: -1 });
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, { replicas: 1, shards: 1 });
  const gaps: [string, number][] = [];
  const failures: unknown[] = [];
  const follower: ShardFollower = await followShard({
    ...{ db, connection, manager, shard: SHARD, nowMs: () => START_MS },
    gate: createFloodGate(),
    ...(traced === undefined ? {} : { traced }),
    onGap: (...gap) => void gaps.push(gap),
    onFailed: (error) => void failures.push(error),
  });
  const signing = openMessageSigning(db, openChainKey(hub.keys), Date.now);
  const answers = answerCalls({
    ...{ connection, signing, calls: listRestoreCalls(db, () => START_MS) },
    onFailed: (error) => void failures.push(error),
  });
  return {
    ...{ hub, databaseUrl, db, connection, manager, signing, gaps, failures },
    readEvents: (shopId) =>
      db
        .selectFrom("events")
        .select(["position", "stream", "version", "type", "at_ms", "hash"])
        .select(sql<string>`body::text`.as("body"))
        .where("shop_id", "=", shopId)
        .orderBy("position")
        .execute(),
    waitForHead: (shopId, position) =>
      expect
        .poll(() =>
          db
            .selectFrom("up_heads")
            .select("position")
            .where("shop_id", "=", shopId)
            .executeTakeFirst(),
        )
        .toEqual({ position }),
    close: async () => {
      await follower.close();
      await answers.close();
      await connection.close();
      await db.destroy();
      await Promise.all([hub.stop(), own?.drop()]);
    },
  };
}

/** What the chain decides for its shops, by its own database or another one. */
export function openDistribution(
  { connection, hub, manager, ...chain }: TestChain,
  nowMs: () => number,
  db = chain.db,
): Distribution {
  return createDistribution({ connection, db, manager, nowMs, key: openChainKey(hub.keys) });
}
