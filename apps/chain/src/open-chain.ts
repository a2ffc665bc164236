/** The chain's process: what shops send is taken into its database, and they are asked for what is missing. */

import type { KeyObject } from "node:crypto";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { findTracer } from "@saunter/server/tracing/find-tracer";
import { type ChainDatabase, openDatabase } from "./database/open-database.ts";
import { answerCalls } from "./hub/answer-calls.ts";
import { type AskShop, createAskShop } from "./hub/ask-shop.ts";
import { type HubOptions, makeHubStreams } from "./hub/hub-streams.ts";
import { type MessageSigning, openMessageSigning } from "./hub/message-signing.ts";
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
  /** Signs messages to shops, see `openChainKey`. */
  readonly chainKey: KeyObject;
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
  readonly signing: MessageSigning;
  /** Events taken since the start. */
  readonly taken: () => number;
  /** Since when the hub has not been reached; null: it is. */
  readonly hubSilentSinceMs: () => number | null;
  readonly traced: Traced;
  close(): Promise<void>;
}

/** Each shop is asked how far it is so often. */
const LOOK_EVERY_MS = 5000;

/** A hub that isn't ready within this fails the start, so that a supervisor can restart the process. */
const HUB_WITHIN_MS = 8000;

/** Rejects if the database or the hub can't be reached or refuses, and leaves nothing open. */
export async function openChain(options: ChainOptions): Promise<Chain> {
  const { database, hub } = options;
  const opened: (() => Promise<unknown>)[] = [];
  let hasFailed = false;
  const closeLater = (close: () => Promise<unknown>): void => {
    // The deadline has passed in the meantime.
    if (hasFailed) void close();
    else opened.push(close);
  };
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const db = await openDatabase(database);
    closeLater(() => db.destroy());
    const opening = openHub(db, options, closeLater);
    const late = `the hub was not ready within ${HUB_WITHIN_MS / 1000} s: check that a majority of its servers runs (${hub.servers.join(", ")})`;
    return { ...(await rejectAfter(HUB_WITHIN_MS, late, opening)), close };
  } catch (error) {
    hasFailed = true;
    await close();
    throw error;
  }
}

async function rejectAfter<T>(withinMs: number, message: string, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(message)), withinMs);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function openHub(
  db: ChainDatabase,
  { chainKey, hub, nowMs, onFailed }: ChainOptions,
  closeLater: (close: () => Promise<unknown>) => void,
): Promise<Omit<Chain, "close">> {
  const connection = await connect({
    servers: [...hub.servers],
    name: "chain",
    authenticator: signInWith(hub.credentials),
    maxReconnectAttempts: -1,
  });
  closeLater(() => connection.close());
  const hubSilentSinceMs = watchHub(connection, nowMs);
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, hub);
  const signing = openMessageSigning(db, chainKey, nowMs);
  const ask = createAskShop(connection, signing);
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
  const shards = Array.from({ length: hub.shards }, async (_, shard) => {
    const follower = await followShard({
      ...{ db, connection, manager, shard, nowMs, gate, traced, onGap: noteGap },
      onFailed: (error) => onFailed("taking what shops sent", error),
    });
    closeLater(() => follower.close());
    return follower;
  });
  followers = await Promise.all(shards);
  const answers = answerCalls({
    ...{ connection, signing, calls: listRestoreCalls(db, nowMs) },
    onFailed: (error) => onFailed("answering a shop", error),
  });
  closeLater(() => answers.close());
  const watch = createShopWatch({ db, ask, missing, nowMs });
  const looking = repeat(LOOK_EVERY_MS, () =>
    watch.look().catch((error) => onFailed("asking shops how far they are", error)),
  );
  closeLater(() => looking.stop());
  return {
    ...{ db, connection, manager, ask, signing, hubSilentSinceMs, traced },
    taken: () => followers.reduce((sum, follower) => sum + follower.taken(), 0),
  };
}
