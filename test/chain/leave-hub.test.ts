/** A hub whose keys were seen is left for another, while its shops sell on. */
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { createAskShop } from "@saunter/chain/hub/ask-shop";
import { openChainKey } from "@saunter/chain/hub/hub-keys";
import { makeHubStreams } from "@saunter/chain/hub/hub-streams";
import { renewCredentials } from "@saunter/chain/hub/hub-users";
import { openMessageSigning } from "@saunter/chain/hub/message-signing";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { createFloodGate } from "@saunter/chain/ingest/flood-gate";
import { followShard } from "@saunter/chain/ingest/follow-shard";
import { renewKeys } from "@saunter/chain/secrets/renew-keys";
import { startHub } from "@saunter/chain/servers-fixture";
import { appendPicks } from "@saunter/shop/store/store-fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop } from "./open-shop-fixture.ts";
import { watchAtOnce } from "./watch-at-once-fixture.ts";

describe("a shop whose hub is left for a new one", () => {
  let chain: TestChain;
  beforeAll(async () => {
    chain = await startChain(["north"]);
  });
  afterAll(() => chain.close());

  it("loses nothing, and its former credentials are of no use", async () => {
    const before = openShop(chain, "north");
    await appendPicks(before.store, 30);
    await before.sendAll();
    await chain.waitForHead("north", 30);
    // The old hub takes rows that the chain never sees.
    await chain.manager.consumers.delete("UP-0", "ingest");
    await appendPicks(before.store, 30);
    await before.sendAll();

    const keys = renewKeys(chain.hub.keys, "hub");
    const hub = await startHub([{ shopId: "north", shard: 0 }], keys);
    const authenticator = signInWith(chain.hub.credentials.get("north")!);
    const refused = connect({ servers: hub.asChain.servers, authenticator, reconnect: false });
    await expect(refused).rejects.toThrow(/Authorization/);

    const connection = await connect(hub.asChain);
    const manager = await jetstreamManager(connection);
    await makeHubStreams(manager, { replicas: 1, shards: 1 });
    const { db } = chain;
    const nowMs = () => 5;
    await renewCredentials(db, hub.users.get("north")!, { shopId: "north", nowMs: nowMs() });
    const follower = await followShard({
      ...{ db, connection, manager, shard: 0, nowMs, gate: createFloodGate(), onGap: () => {} },
      onFailed: (error) => void chain.failures.push(error),
    });
    const after = await before.moveTo(hub.url, hub.credentials.get("north")!);
    const signing = openMessageSigning(db, openChainKey(hub.keys), Date.now);
    const watch = watchAtOnce(db, createAskShop(connection, signing), nowMs);
    await appendPicks(after.store, 5);
    await expect
      .poll(async () => {
        await watch.look();
        await after.sender.sendDue();
        const head = db.selectFrom("up_heads").select("position");
        return (await head.executeTakeFirstOrThrow()).position;
      })
      .toBe(after.store.position());
    expect(chain.failures).toEqual([]);
    await follower.close();
    await after.close();
    await connection.close();
    await hub.stop();
  });
});
