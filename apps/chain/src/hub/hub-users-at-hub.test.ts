/** Credentials of shops at a real hub, through renewals and a database that is an older copy. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nameInbox } from "@saunter/protocol/chain/subjects";
import { sampleTests } from "@saunter/testing/sample";
import { afterAll, beforeAll, describe, expect, it as vitestIt } from "vitest";
import { CHAIN, startChainHttp, type TestChainHttp } from "../http/chain-http-fixture.ts";
import { runLeaf } from "../local/run-nats.ts";
import { startHub, type TestHub } from "../servers-fixture.ts";
import { signShopAccount, signSystemUser } from "./hub-keys.ts";
import { createHubUsers, type HubUsers } from "./hub-users.ts";
import { signInWith } from "./sign-in.ts";

const it = sampleTests(vitestIt, 0.5);

describe("a shop's credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-users-"));
  let hub: TestHub;
  let chain: TestChainHttp;
  let users: HubUsers;
  let token: string;
  const open = (credentials: string): Promise<NatsConnection> =>
    connect({
      ...{ servers: hub.asChain.servers, authenticator: signInWith(credentials) },
      ...{ inboxPrefix: nameInbox("a-1"), reconnect: false },
    });
  const createUsers = () =>
    createHubUsers({ db: chain.db, keys: hub.keys, servers: hub.asChain.servers });
  const renew = async (overlapHours = 0): Promise<string> => {
    chain.clock.nowMs = Date.now();
    const url = `POST /v1/shops/a-1/credentials?overlapHours=${overlapHours}`;
    return (await chain.ask(url, { token })).body.credentials;
  };
  /** As the process does each minute. */
  const turn = async (): Promise<void> => {
    await users.learn();
    await users.endFormer(chain.clock.nowMs);
    await users.sendAccounts();
  };
  const isRefused = (credentials: string): Promise<boolean> =>
    open(credentials).then(
      async (connection) => {
        await connection.close();
        return false;
      },
      (error) => /Authorization/.test(String(error)),
    );

  beforeAll(async () => {
    hub = await startHub([]);
    chain = await startChainHttp({
      hubUsers: {
        sign: (shop) => users.sign(shop),
        sendAccounts: () => users.sendAccounts(),
      },
    });
    users = createUsers();
    // They are signed at the time of the machine.
    chain.clock.nowMs = Date.now();
    token = (await chain.signIn("owner", CHAIN)).token;
  });
  afterAll(async () => {
    await chain.close();
    await hub.stop();
    rmSync(folder, { recursive: true });
  });

  it("that are renewed with an overlap work until a leaf node has signed in with the new ones", async () => {
    const former = await renew();
    const shop = await open(former);
    const later = await renew(24);
    await turn();
    expect(shop.isClosed()).toBe(false);
    expect(await isRefused(former)).toBe(false);
    const leaf = await runLeaf({
      ...{ folder: join(folder, "leaf"), name: "leaf-a-1", credentials: later },
      hubAddresses: hub.leafAddresses,
    });
    await expect
      .poll(async () => {
        await turn();
        return shop.isClosed();
      })
      .toBe(true);
    expect(await isRefused(former)).toBe(true);
    expect(await isRefused(later)).toBe(false);
    await leaf.kill();
  });

  it("end with the overlap where the new ones are not used", async () => {
    const former = await renew();
    const later = await renew(1);
    await turn();
    expect(await isRefused(former)).toBe(false);
    chain.clock.nowMs += 3_600_000;
    await turn();
    expect(await isRefused(former)).toBe(true);
    expect(await isRefused(later)).toBe(false);
  });

  it("stay withdrawn where the hub has lost that", async () => {
    const former = await renew();
    await renew();
    expect(await isRefused(former)).toBe(true);
    const { credentials } = await signSystemUser(hub.keys);
    const servers = await connect({
      ...{ servers: hub.asChain.servers, authenticator: signInWith(credentials) },
    });
    // Of whole seconds: one that was signed in the same is not newer.
    const { shard } = await chain.db
      .selectFrom("shops")
      .select("shard")
      .where("shop_id", "=", "a-1")
      .executeTakeFirstOrThrow();
    await expect
      .poll(async () => {
        const account = await signShopAccount(hub.keys, { shopId: "a-1", shard }, {});
        await servers.request("$SYS.REQ.CLAIMS.UPDATE", account);
        return isRefused(former);
      })
      .toBe(false);
    await servers.close();
    await expect
      .poll(async () => {
        users = createUsers();
        await users.learn();
        return isRefused(former);
      })
      .toBe(true);
  });

  it("stay withdrawn where the database is an older copy that does not know of it", async () => {
    const stolen = await renew();
    const before = await chain.db.selectFrom("hub_credentials").selectAll().execute();
    const used = await renew();
    expect(await isRefused(stolen)).toBe(true);
    const shop = await open(used);
    // The copy: `stolen` is in force in it, and `used` is not there.
    await chain.db.deleteFrom("hub_credentials").execute();
    await chain.db.insertInto("hub_credentials").values(before).execute();
    users = createUsers();
    await users.sendAccounts();
    expect(await isRefused(stolen)).toBe(true);
    // Something else is withdrawn, which tells the hub all that the database knows.
    chain.clock.nowMs = Date.now();
    const other = await chain.ask("POST /v1/shops/b-1/credentials", { token });
    await chain.ask("POST /v1/shops/b-1/credentials", { token });
    expect(await isRefused(other.body.credentials)).toBe(true);
    expect(await isRefused(stolen)).toBe(true);
    // The process learns of both, so that those in use are withdrawn with the next renewal.
    await turn();
    const inForce = await chain.db
      .selectFrom("hub_credentials")
      .select("user_key")
      .where("shop_id", "=", "a-1")
      .where("withdrawn_ms", "is", null)
      .execute();
    expect(inForce).toHaveLength(1);
    await renew();
    expect(await isRefused(used)).toBe(true);
    await shop.closed();
  });
});
