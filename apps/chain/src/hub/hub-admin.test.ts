/** Rights at a hub of three real servers. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nameInbox, nameUpSubject } from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeHubServer, type RunningHubServer, runHub, runLeaf } from "../local/run-nats.ts";
import { tellWithdrawn } from "./hub-admin.ts";
import {
  createHubKeys,
  type HubCredentials,
  signChainUser,
  signShopUser,
  signTrust,
} from "./hub-keys.ts";
import { makeHubStreams } from "./hub-streams.ts";
import { signInWith } from "./sign-in.ts";

const SHORT_MS = 10_000;

describe("a hub of three servers", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-hub-"));
  const keys = createHubKeys();
  let servers: RunningHubServer[];
  let addresses: string[];
  let monitors: string[];
  let chain: NatsConnection;
  let north: HubCredentials;
  let south: HubCredentials;
  beforeAll(async () => {
    const placed = await Promise.all(
      ["hub-1", "hub-2", "hub-3"].map((name) => placeHubServer(folder, name)),
    );
    monitors = placed.map(({ monitor }) => monitor);
    servers = await runHub(placed, await signTrust(keys));
    addresses = servers.map(({ address }) => address);
    const { credentials } = await signChainUser(keys);
    chain = await connect({ servers: addresses, authenticator: signInWith(credentials) });
    await makeHubStreams(await jetstreamManager(chain), { replicas: 3, shards: 1 });
    north = await signShopUser(keys, { shopId: "north", shard: 0 });
    south = await signShopUser(keys, { shopId: "south", shard: 0 });
  });
  afterAll(async () => {
    await chain.close();
    await Promise.all(servers.map((server) => server.kill()));
    rmSync(folder, { recursive: true });
  });

  const open = (shopId: string, { credentials }: HubCredentials) =>
    connect({
      servers: addresses,
      authenticator: signInWith(credentials),
      inboxPrefix: nameInbox(shopId),
      reconnect: false,
    });
  const publish = (connection: NatsConnection, shopId: string) =>
    jetstream(connection).publish(nameUpSubject(0, shopId, "visit-a"), "[]", {
      timeout: SHORT_MS,
    });

  it("keeps what a shop sends on each of them", async () => {
    const shop = await open("north", north);
    const { stream } = await publish(shop, "north");
    const manager = await jetstreamManager(chain);
    await expect
      .poll(async () => {
        const { cluster } = await manager.streams.info(stream);
        return cluster?.replicas?.filter(({ current }) => current).length;
      })
      .toBe(2);
    await shop.close();
  });

  it("waits longer than NATS would for who signs in: all shops come at once", async () => {
    for (const monitor of monitors) {
      const facts = await (await fetch(`http://${monitor}/varz`)).json();
      expect([facts.auth_timeout, facts.leaf.auth_timeout]).toEqual([10, 10]);
    }
  });

  it("lets no shop speak for another, or hear what it is told", async () => {
    const shop = await open("north", north);
    await expect(publish(shop, "south")).rejects.toThrow();
    for (const subject of [
      ">",
      "up.>",
      "down.south.manifest",
      "ask.south.state",
      "_INBOX.south.a",
    ]) {
      const refused = new Promise((_, reject) => {
        shop.subscribe(subject, { callback: reject });
      });
      await expect(refused, subject).rejects.toThrow(/permission/i);
    }
    await shop.close();
  });

  it("cuts off whose credentials are withdrawn, its leaf node too, and nobody else", async () => {
    const [shop, other] = [await open("north", north), await open("south", south)];
    const leaf = await runLeaf({
      ...{ folder: join(folder, "leaf"), name: "leaf-north", credentials: north.credentials },
      hubAddresses: servers.map(({ leafAddress }) => leafAddress),
    });
    const behind = await connect({ servers: leaf.address, inboxPrefix: nameInbox("north") });
    await expect
      .poll(() => publish(behind, "north").then(({ stream }) => stream, String))
      .toBe("UP-0");
    await tellWithdrawn(addresses, keys, { [north.userKey]: Math.ceil(Date.now() / 1000) });
    await shop.closed();
    await expect(open("north", north)).rejects.toThrow(/Authorization/);
    await expect
      .poll(() =>
        publish(behind, "north").then(
          ({ stream }) => stream,
          () => null,
        ),
      )
      .toBeNull();
    expect(await publish(other, "south")).toMatchObject({ stream: "UP-0" });
    await other.close();
    await behind.close();
    await leaf.kill();
  });

  it("takes the shop again with new credentials, and remembers what was withdrawn", async () => {
    const renewed = await signShopUser(keys, { shopId: "north", shard: 0 });
    await servers[0]!.kill();
    await servers[0]!.start();
    const shop = await open("north", renewed);
    // While another server becomes the leader, none answers.
    const publishAgain = () => publish(shop, "north").then(({ stream }) => stream, String);
    await expect.poll(publishAgain).toBe("UP-0");
    for (const address of addresses) {
      const authenticator = signInWith(north.credentials);
      const again = connect({ servers: address, authenticator, reconnect: false });
      await expect(again).rejects.toThrow(/Authorization/);
    }
    await shop.close();
  });
});
