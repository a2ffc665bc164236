/** The chain's process: what shops send is taken into its database, and they are asked for what is missing. */

import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { findTracer } from "@saunter/server/tracing/find-tracer";
import { type ChainDatabase, openDatabase } from "./database/open-database.ts";
import { answerCalls } from "./hub/answer-calls.ts";
import { type AskShop, createAskShop } from "./hub/ask-shop.ts";
import { type HubOptions, makeHubStreams } from "./hub/hub-streams.ts";
import { signInWith } from "./hub/sign-in.ts";
import { watchHub } from "./hub/watch-hub.ts";
import { createFloodGate } from "./ingest/flood-gate.ts";
import { followShard, type ShardFollower } from "./ingest/follow-shard.ts";
import { createMissingRows } from "./ingest/missing-rows.ts";
import { createShopWatch } from "./ingest/watch-shops.ts";
import { repeat } from "./repeat.ts";
import { listRestoreCalls } from "./restore/restore-calls.ts";
import { createTakenLinks, type Traced } from "./tracing/trace-taking.ts";

export interface ChainOptions {
  /** Of PostgreSQL: `postgres://…`. */
  readonly database: string;
  readonly hub: HubOptions & {
    /** `HOST:PORT` of each. */
    readonly servers: readonly string[];
    /** The chain's own, as the text of a NATS credentials file. */
    readonly credentials: string;
  };
  readonly nowMs: () => number;
  /** What went wrong and is tried again. */
  readonly onFailed: (what: string, error: unknown) => void;
}

export interface Chain {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Asks shops over the hub. */
  readonly ask: AskShop;
  /** Events taken since the start. */
  readonly taken: () => number;
  /** Since when the hub has not been reached; null: it is. */
  readonly hubSilentSinceMs: () => number | null;
  readonly traced: Traced;
  close(): Promise<void>;
}

/** Each shop is asked how far it is so often. */
const LOOK_EVERY_MS = 5000;

/** Rejects where the database or the hub cannot be reached, or refuses. */
export async function openChain({ database, hub, nowMs, onFailed }: ChainOptions): Promise<Chain> {
  const db = await openDatabase(database);
  const connection = await connect({
    servers: [...hub.servers],
    name: "chain",
    authenticator: signInWith(hub.credentials),
    maxReconnectAttempts: -1,
  }).catch(async (error) => {
    await db.destroy();
    throw error;
  });
  const hubSilentSinceMs = watchHub(connection, nowMs);
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, hub);
  const ask = createAskShop(connection);
  let followers: readonly ShardFollower[] = [];
  const missing = createMissingRows({
    ask: (shopId, after) => ask(shopId, "rows", { after }),
    nowMs,
    reaches: () => followers.map(({ reach }) => reach()),
  });
  const noteGap = (shopId: string, after: number): void => {
    missing.note(shopId, after).catch((error) => onFailed(`asking ${shopId} for rows`, error));
  };
  const gate = createFloodGate();
  const traced: Traced = { tracer: findTracer(), links: createTakenLinks() };
  const shards = Array.from({ length: hub.shards }, (_, shard) =>
    followShard({
      ...{ db, connection, manager, shard, nowMs, gate, traced, onGap: noteGap },
      onFailed: (error) => onFailed("taking what shops sent", error),
    }),
  );
  followers = await Promise.all(shards);
  const answers = answerCalls({
    ...{ connection, calls: listRestoreCalls(db, nowMs) },
    onFailed: (error) => onFailed("answering a shop", error),
  });
  const watch = createShopWatch({ db, ask, missing, nowMs });
  const looking = repeat(LOOK_EVERY_MS, () =>
    watch.look().catch((error) => onFailed("asking shops how far they are", error)),
  );
  return {
    ...{ db, connection, manager, ask, hubSilentSinceMs, traced },
    taken: () => followers.reduce((sum, follower) => sum + follower.taken(), 0),
    close: async () => {
      await looking.stop();
      await answers.close();
      await Promise.all(followers.map((follower) => follower.close()));
      await connection.close();
      await db.destroy();
    },
  };
}
