/** How the chain's process finds its hub, over a real one. */
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { startHub } from "../servers-fixture.ts";
import { makeHubStreams } from "./hub-streams.ts";
import { readHubRoom, watchHub } from "./watch-hub.ts";

it("a hub that is away is known since then, until it is back; what it keeps is counted", async () => {
  const hub = await startHub([]);
  const connection = await connect({ ...hub.asChain, maxReconnectAttempts: -1 });
  const silentSinceMs = watchHub(connection, () => 77);
  const manager = await jetstreamManager(connection);
  await makeHubStreams(manager, { replicas: 1, shards: 1 });
  const before = await readHubRoom(manager);
  expect(before).toMatchObject({ bytesMax: null, missing: [] });
  await manager.jetstream().publish("down.north.x", "a".repeat(1000));
  expect((await readHubRoom(manager)).usedBytes).toBeGreaterThan(before.usedBytes + 1000);
  expect(silentSinceMs()).toBeNull();
  await hub.kill();
  await expect.poll(silentSinceMs).toBe(77);
  await hub.start();
  await expect.poll(silentSinceMs).toBeNull();
  await connection.close();
  await hub.stop();
});
