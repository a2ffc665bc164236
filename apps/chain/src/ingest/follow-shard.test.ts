import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nameUpStream, nameUpSubject } from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChainDatabase } from "../database/open-database.ts";
import { makeHubStreams } from "../hub/hub-streams.ts";
import { startHub, type TestHub } from "../servers-fixture.ts";
import { createFloodGate } from "./flood-gate.ts";
import { followShard } from "./follow-shard.ts";

let hub: TestHub;
let connection: NatsConnection;
beforeAll(async () => {
  hub = await startHub([]);
  connection = await connect(hub.asChain);
});
afterAll(async () => {
  await connection.close();
  await hub.stop();
});

describe("rows at the hub", () => {
  it("are acknowledged only after the database has them", async () => {
    const manager = await jetstreamManager(connection);
    await makeHubStreams(manager, { replicas: 1, shards: 1 });
    const failed = Promise.withResolvers<unknown>();
    const db = { transaction: () => ({ execute: () => Promise.reject(new Error("no disk")) }) };
    const follower = await followShard({
      db: db as unknown as ChainDatabase,
      connection,
      manager,
      shard: 0,
      nowMs: () => 0,
      onGap: () => {},
      onFailed: failed.resolve,
      gate: createFloodGate(),
    });
    await jetstream(connection).publish(nameUpSubject(0, "north", "visit-a"), "no row");
    expect(await failed.promise).toEqual(new Error("no disk"));
    await connection.flush();
    const consumer = await manager.consumers.info(nameUpStream(0), "ingest");
    expect(consumer).toMatchObject({ num_ack_pending: 1, ack_floor: { stream_seq: 0 } });
    await follower.close();
  });
});
