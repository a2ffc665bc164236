/** The whole way of a shop's events, over a real leaf node, hub and database. */
import { hash } from "node:crypto";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow, formatForHash, type UpRow } from "@saunter/protocol/chain/up-row";
import { openHubLine } from "@saunter/shop/chain/hub-line";
import { CHAIN_SCHEMA, createUpSender } from "@saunter/shop/chain/send-up";
import {
  appendPicks,
  createScratchFolders,
  openTestStore,
  START_MS,
} from "@saunter/shop/store/store-fixture";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainDatabase, openDatabase } from "../database/open-database.ts";
import { makeHubStreams } from "../hub/hub-streams.ts";
import {
  startHub,
  startLeaf,
  startPostgres,
  type TestHub,
  type TestLeaf,
  type TestPostgres,
} from "../servers-fixture.ts";
import { addShop } from "../shops.ts";
import { followShard, type ShardFollower } from "./follow-shard.ts";

const SHOPS = ["north", "south.1"].map((shopId) => ({ shopId, shard: 0 }));
const folders = createScratchFolders();

describe("events of a shop", () => {
  let hub: TestHub;
  let leaf: TestLeaf;
  let postgres: TestPostgres;
  let db: ChainDatabase;
  let chain: NatsConnection;
  let follower: ShardFollower;
  const gaps: [string, number][] = [];
  const failures: unknown[] = [];

  beforeAll(async () => {
    [hub, postgres] = await Promise.all([startHub(SHOPS), startPostgres()]);
    leaf = await startLeaf(hub, "north");
    db = await openDatabase(postgres.connectionString);
    for (const shop of SHOPS) await addShop(db, { ...shop, name: shop.shopId }, 0);
    chain = await connect(hub.asChain);
    const manager = await jetstreamManager(chain);
    await makeHubStreams(manager, { replicas: 1, shards: 1 });
    follower = await followShard({
      ...{ db, connection: chain, manager, shard: 0, nowMs: () => START_MS },
      onGap: (...gap) => void gaps.push(gap),
      onFailed: (error) => void failures.push(error),
    });
  });
  afterAll(async () => {
    await follower.close();
    await chain.close();
    await db.destroy();
    await Promise.all([leaf.stop(), hub.stop(), postgres.stop()]);
    folders.remove();
    expect(failures).toEqual([]);
  });

  const openShop = (shopId: string, server: string, password: string | null) => {
    const store = openTestStore(folders.make(), { schema: CHAIN_SCHEMA });
    const secret = password === null ? null : { source: "test", reveal: () => password };
    const line = openHubLine({ server, shard: 0, password: secret }, shopId);
    const clock = { nowMs: () => Date.now(), random: Math.random };
    const sender = createUpSender({ store, line, shopId, shard: 0, ...clock });
    const sendAll = () =>
      expect
        .poll(async () => {
          await sender.sendDue();
          return sender.report().waiting;
        })
        .toBe(0);
    return { store, line, sendAll };
  };
  const readAll = async (shopId: string) =>
    db
      .selectFrom("events")
      .select([
        "position",
        "stream",
        "version",
        "type",
        "at_ms",
        sql<string>`body::text`.as("body"),
      ])
      .select("hash")
      .where("shop_id", "=", shopId)
      .orderBy("position")
      .execute();
  const waitForHead = (shopId: string, position: number) =>
    expect
      .poll(() =>
        db
          .selectFrom("up_heads")
          .select("position")
          .where("shop_id", "=", shopId)
          .executeTakeFirst(),
      )
      .toEqual({ position });
  const publish = (subject: string, body: string) => jetstream(chain).publish(subject, body);

  it("come to the chain to the letter, by the shop's leaf node", async () => {
    const shop = openShop("north", leaf.url, null);
    await appendPicks(shop.store, 1200);
    await shop.sendAll();
    await waitForHead("north", 1200);
    const rows = [...shop.store.readRowsFrom(1, 1000), ...shop.store.readRowsFrom(1001)];
    expect(await readAll("north")).toEqual(
      rows.map(([position, stream, version, type, at_ms, body, rowHash]) => ({
        ...{ position, stream, version, type, at_ms, body },
        hash: rowHash,
      })),
    );
    await shop.store.close();
    await shop.line.close();
  });

  it("are kept by month", async () => {
    const { rows } = await sql<{ partition: string }>`
      SELECT DISTINCT tableoid::regclass::text AS partition FROM events WHERE shop_id = 'north'
    `.execute(db);
    expect(rows).toEqual([{ partition: expect.stringMatching(/^events_2026_09_[0-7]$/) }]);
  });

  it("that come twice or too early are taken once, in their order", async () => {
    const shop = openShop("south.1", `nats://127.0.0.1:${hub.port}`, "south.1");
    await appendPicks(shop.store, 6);
    const rows = shop.store.readRowsFrom(1).map(
      ([position, stream, version, type, atMs, body, hash]): UpRow => ({
        ...{ position, stream, version, type, atMs, body, hash },
      }),
    );
    const send = (row: UpRow) => publish(nameUpSubject(0, "south.1", row.stream), encodeRow(row));
    for (const at of [1, 2, 1, 4]) await send(rows[at]!);
    await expect.poll(() => gaps).toContainEqual(["south.1", 0]);
    for (const at of [0, 3, 3, 5]) await send(rows[at]!);
    await waitForHead("south.1", 6);
    expect((await readAll("south.1")).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await db.selectFrom("waiting_rows").selectAll().execute()).toEqual([]);
    await shop.store.close();
    await shop.line.close();
  });

  it("that are none, or another shop's, are set aside, and the rest goes on", async () => {
    const { hash: before } = (await readAll("south.1")).at(-1)!;
    const forged: UpRow = {
      position: 7,
      stream: "visit-x",
      version: 1,
      type: "VisitOpened",
      atMs: 5,
      body: "{}",
      hash: "forged",
    };
    await publish("up.0.nobody.visit-x", encodeRow(forged));
    await publish("up.0.north.visit-x", "not a row");
    await publish("up.0.south=2E1.visit-x", encodeRow(forged));
    await publish("up.0.south=2E1.visit-x", encodeRow({ ...forged, position: 1 }));
    // Its hash is right, and no database takes it.
    const unstorable = { ...forged, body: "no JSON" };
    const right = hash("sha256", formatForHash(before, unstorable), "base64url");
    await publish("up.0.south=2E1.visit-x", encodeRow({ ...unstorable, hash: right }));
    const list = () =>
      db.selectFrom("set_aside").select(["shop_id", "reason"]).orderBy("reason").execute();
    await expect.poll(list).toEqual([
      { shop_id: "south.1", reason: "forked" },
      { shop_id: "south.1", reason: "hash-wrong" },
      { shop_id: "north", reason: "not-a-row" },
      { shop_id: "south.1", reason: "not-storable" },
      { shop_id: null, reason: "shop-unknown" },
    ]);
    await waitForHead("south.1", 6);
  });

  it("cannot be published for another shop", async () => {
    const thief = await connect({ servers: leaf.url, inboxPrefix: "_INBOX.north" });
    const forged = jetstream(thief).publish("up.0.south=2E1.visit-x", "[]", { timeout: 1000 });
    await expect(forged).rejects.toThrow();
    await thief.close();
  });
});
