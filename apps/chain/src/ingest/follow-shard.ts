/** Follows what shops send: takes it into the database, and only then tells the hub that it is there. */
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { nameUpStream } from "@saunter/protocol/chain/subjects";
import { TRACE_HEADER } from "@saunter/protocol/chain/trace-context";
import { SIGNATURE_HEADER } from "@saunter/server/signatures/chain-signatures";
import type { ChainDatabase } from "../database/open-database.ts";
import { createTakenLinks, type Traced, traceTaking } from "../tracing/trace-taking.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { StreamReach } from "./missing-rows.ts";
import { takeRows } from "./take-rows.ts";

/** Rows that are taken in one transaction. */
const TAKEN_AT_ONCE_MAX = 1000;
/** Messages that are given out and not yet taken. */
const PENDING_MAX = 4000;
const NS_PER_MS = 1e6;
/** A message that is not taken within this is given out again. */
const ACK_WITHIN_MS = 60_000;
const RETRY_MS = 500;

export interface ShardFollowerOptions {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly shard: number;
  /** Of the consumer at the hub, which knows what was taken; each database has one of its own. */
  readonly name?: string;
  readonly nowMs: () => number;
  /** What follows this row of a shop is missing, as far as it has come. */
  readonly onGap: (shopId: string, after: number) => void;
  readonly onFailed: (error: unknown) => void;
  /** Of all shards. */
  readonly gate: FloodGate;
  /** Left out: nothing is traced. */
  readonly traced?: Traced;
}

export interface ShardFollower {
  /** Events taken since the start. */
  readonly taken: () => number;
  readonly reach: () => StreamReach;
  /** Resolves when what was begun is in the database. */
  close(): Promise<void>;
}

/** Begins at the first message that has not been taken. */
export async function followShard(options: ShardFollowerOptions): Promise<ShardFollower> {
  const { connection, manager, shard, name = "ingest", traced = NOT_TRACED } = options;
  const stream = nameUpStream(shard);
  await manager.consumers.add(stream, {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: ACK_WITHIN_MS * NS_PER_MS,
    max_ack_pending: PENDING_MAX,
  });
  const consumer = await jetstream(connection).consumers.get(stream, name);
  const messages = await consumer.consume({ max_messages: PENDING_MAX });
  const queue = createQueue(messages);
  let taken = 0;
  let reach: StreamReach = { taken: 0, end: 0 };
  let isOpen = true;

  async function take(batch: readonly JsMsg[]): Promise<void> {
    const rows = batch.map(({ subject, data, headers }) => ({
      ...{ subject, body: data },
      signature: headers?.get(SIGNATURE_HEADER) || null,
    }));
    const contexts = traced.tracer === null ? [] : batch.map(readTraceContext);
    while (isOpen) {
      try {
        const { events, gaps } = await traceTaking(traced, contexts, () =>
          takeRows(options.db, rows, options.nowMs(), options.gate),
        );
        for (const message of batch) message.ack();
        taken += events;
        reach = batch.reduce(addReach, reach);
        for (const [shopId, after] of gaps) options.onGap(shopId, after);
        return;
      } catch (error) {
        options.onFailed(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  const working = (async () => {
    for (;;) {
      const batch = await queue.next(TAKEN_AT_ONCE_MAX);
      if (batch.length === 0) return;
      await take(batch);
    }
  })();
  return {
    taken: () => taken,
    reach: () => reach,
    close: async () => {
      isOpen = false;
      await messages.close();
      await working;
    },
  };
}

/** A message that is given out again has a number from before. */
function addReach({ taken, end }: StreamReach, { seq, info }: JsMsg): StreamReach {
  return { taken: Math.max(taken, seq), end: Math.max(end, seq + info.pending) };
}

const NOT_TRACED: Traced = { tracer: null, links: createTakenLinks() };

/** Undefined where the message has none. */
function readTraceContext({ headers }: JsMsg): string | undefined {
  return headers?.get(TRACE_HEADER) || undefined;
}

/** Gathers what comes while something else is done. */
function createQueue(messages: ConsumerMessages) {
  let waiting: JsMsg[] = [];
  let wake = Promise.withResolvers<void>();
  let hasEnded = false;
  void (async () => {
    for await (const message of messages) {
      waiting.push(message);
      wake.resolve();
    }
    hasEnded = true;
    wake.resolve();
  })();
  return {
    /** At least one; none where no more come. */
    next: async (countMax: number): Promise<readonly JsMsg[]> => {
      while (waiting.length === 0 && !hasEnded) {
        await wake.promise;
        wake = Promise.withResolvers();
      }
      const batch = waiting.slice(0, countMax);
      waiting = waiting.slice(countMax);
      return batch;
    },
  };
}
