import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nameUpStream } from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHub, type TestHub } from "../servers-fixture.ts";
import { makeHubStreams } from "./hub-streams.ts";

describe("what the hub keeps", () => {
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
  const one = { replicas: 1, shards: 2 };

  it("is bounded in all, each shard by its share, and can be changed", async () => {
    const manager = await jetstreamManager(connection);
    const readBound = async () => {
      const { config } = await manager.streams.info(nameUpStream(1));
      return [config.max_bytes, config.max_age, config.discard];
    };
    const nsPerDay = 86_400e9;
    await makeHubStreams(manager, { ...one, keptGb: 2 });
    expect(await readBound()).toEqual([1e9, 14 * nsPerDay, "old"]);
    await makeHubStreams(manager, { ...one, keptGb: 1, keptDays: 3 });
    expect(await readBound()).toEqual([5e8, 3 * nsPerDay, "old"]);
  });

  it("is refused in words where the disks have no room for it", async () => {
    const manager = await jetstreamManager(connection);
    await expect(makeHubStreams(manager, { ...one, keptGb: 99_000 })).rejects.toThrow(
      "the hub's disks have no room for 99000 GB: set hub.keptGb",
    );
  });
});
