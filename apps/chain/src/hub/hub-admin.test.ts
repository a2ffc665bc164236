/** Rights at a hub of three real servers. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { encodeUser, fmtCreds } from "@nats-io/jwt";
import { createUser, fromSeed } from "@nats-io/nkeys";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import {
  DOWN_STREAM,
  listShopRights,
  nameCallSubject,
  nameInbox,
  nameLastSubject,
  nameManifestSubject,
  nameUpSubject,
} from "@saunter/protocol/chain/subjects";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeHubServer, type RunningHubServer, runHub, runLeaf } from "../local/run-nats.ts";
import { describeUser, sendAccounts } from "./hub-admin.ts";
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
const NORTH = { shopId: "north", shard: 0 };
const SOUTH = { shopId: "south", shard: 0 };

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
    servers = await runHub(placed, await signTrust(keys, [NORTH, SOUTH]));
    addresses = servers.map(({ address }) => address);
    const { credentials } = await signChainUser(keys);
    chain = await connect({ servers: addresses, authenticator: signInWith(credentials) });
    await makeHubStreams(await jetstreamManager(chain), { replicas: 3, shards: 1 });
    north = await signShopUser(keys, NORTH);
    south = await signShopUser(keys, SOUTH);
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

  it("sends what a server answers back to the shop's own account, whatever subject it names", async () => {
    const manager = await jetstreamManager(chain);
    const shop = await open("north", north);
    const other = await open("south", south);
    await publish(shop, "north");
    await jetstream(chain).publish(nameManifestSubject("north"), "of north");
    await jetstream(chain).publish(nameManifestSubject("south"), "of south");
    await chain.flush();
    const came: string[] = [];
    const listen = (connection: NatsConnection, subject: string) =>
      connection.subscribe(subject, {
        callback: (_, message) => void came.push(`${subject}: ${message.string()}`),
      });
    listen(chain, "down.south.>");
    listen(chain, "$JS.API.STREAM.>");
    listen(other, "down.south.>");
    // What a server answers is published by the server, which has all rights.
    const last = nameLastSubject(nameManifestSubject("north"));
    shop.publish(last, "", { reply: nameManifestSubject("south") });
    shop.publish(last.replace("$JS.hub.", "$JS."), "", { reply: nameManifestSubject("south") });
    const purge = `$JS.API.STREAM.PURGE.${DOWN_STREAM}`;
    shop.publish(nameUpSubject(0, "north", "visit-a"), "[]", { reply: purge });
    shop.publish(nameCallSubject("north", "head"), "", { reply: nameManifestSubject("south") });
    // Its own request after them has come back, so they have been answered.
    expect((await shop.request(last)).string()).toBe("of north");
    await publish(shop, "north");
    await Promise.all([chain.flush(), other.flush()]);
    expect(came).toEqual([]);
    const ofSouth = { last_by_subj: nameManifestSubject("south") };
    expect((await manager.streams.getMessage(DOWN_STREAM, ofSouth))?.string()).toBe("of south");
    await Promise.all([shop.close(), other.close()]);
  });

  it("answers shops nothing of JetStream but the last messages that are theirs", async () => {
    const shop = await open("north", north);
    for (const subject of [
      "$JS.API.INFO",
      "$JS.API.STREAM.NAMES",
      `$JS.API.STREAM.INFO.${DOWN_STREAM}`,
      `$JS.API.STREAM.PURGE.${DOWN_STREAM}`,
      `$JS.API.CONSUMER.CREATE.${DOWN_STREAM}`,
      `$JS.API.DIRECT.GET.${DOWN_STREAM}`,
      nameLastSubject(nameManifestSubject("south")),
    ]) {
      await expect(shop.request(subject), subject).rejects.toThrow(/permission|timeout/i);
    }
    await shop.close();
  });

  it("keeps shops whose credentials are from before they had accounts", async () => {
    const { publish: allowed, subscribe } = listShopRights(0, "north");
    const user = createUser();
    const chainKey = fromSeed(new TextEncoder().encode(keys.chain));
    const token = await encodeUser("north", user, chainKey, {
      ...{ subs: -1, data: -1, payload: -1 },
      ...{ pub: { allow: [...allowed] }, sub: { allow: [...subscribe] } },
    });
    const credentials = new TextDecoder().decode(fmtCreds(token, user));
    const shop = await open("north", { userKey: user.getPublicKey(), credentials });
    expect(await publish(shop, "north")).toMatchObject({ stream: "UP-0" });
    await jetstream(chain).publish(nameManifestSubject("north"), "later");
    const last = await shop.request(nameLastSubject(nameManifestSubject("north")));
    expect(last.string()).toBe("later");
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
    const withdrawn = { [north.userKey]: Math.ceil(Date.now() / 1000) };
    await sendAccounts(addresses, keys, [{ shop: NORTH, withdrawn }]);
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
    const renewed = await signShopUser(keys, NORTH);
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

describe("a user that the hub says is connected", () => {
  it("counts only if the chain has signed its credentials: the hub may name any key", async () => {
    const keys = createHubKeys();
    const describe = async (signer: typeof keys) => {
      const { credentials, userKey } = await signShopUser(signer, NORTH);
      const jwt = /JWT-----\s+(?<jwt>\S+)/.exec(credentials)!.groups!.jwt!;
      return describeUser(keys, { authorized_user: userKey, jwt });
    };
    expect(await describe(keys)).toMatchObject({ name: "north", rowKey: expect.any(String) });
    expect(await describe(createHubKeys())).toBeNull();
  });
});
