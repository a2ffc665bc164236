/** The whole way of a shop's events, over a real leaf node, hub and database. */
import { hash } from "node:crypto";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { KEPT_AT_ONCE_MAX } from "@saunter/chain/ingest/flood-gate";
import { startLeaf, type TestLeaf } from "@saunter/chain/servers-fixture";
import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow, formatForHash, type UpRow } from "@saunter/protocol/chain/up-row";
import { appendPicks } from "@saunter/shop/store/store-fixture";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRows, openShop } from "./open-shop-fixture.ts";

describe("events of a shop", () => {
  let chain: TestChain;
  let leaf: TestLeaf;
  beforeAll(async () => {
    chain = await startChain(["north", "south.1"]);
    leaf = await startLeaf(chain.hub, "north");
  });
  afterAll(async () => {
    await leaf.stop();
    await chain.close();
    expect(chain.failures).toEqual([]);
  });
  const publish = (subject: string, body: string) =>
    jetstream(chain.connection).publish(subject, body);

  it("come to the chain to the letter, by the shop's leaf node", async () => {
    const shop = openShop(chain, "north", leaf.url);
    await appendPicks(shop.store, 900);
    await shop.sendAll();
    await chain.waitForHead("north", 900);
    expect(await chain.readEvents("north")).toEqual(
      listRows(shop.store).map(({ atMs, ...row }) => ({ ...row, at_ms: atMs })),
    );
    await shop.close();
  });

  it("are kept by month", async () => {
    const { rows } = await sql<{ partition: string }>`
      SELECT DISTINCT tableoid::regclass::text AS partition FROM events WHERE shop_id = 'north'
    `.execute(chain.db);
    expect(rows).toEqual([{ partition: expect.stringMatching(/^events_2026_09_[0-7]$/) }]);
  });

  it("that come twice or too early are taken once, in their order", async () => {
    const shop = openShop(chain, "south.1");
    await appendPicks(shop.store, 6);
    const rows = listRows(shop.store);
    const send = (at: number) =>
      publish(nameUpSubject(0, "south.1", rows[at]!.stream), encodeRow(rows[at]!));
    for (const at of [1, 2, 1, 4]) await send(at);
    await expect.poll(() => chain.gaps).toContainEqual(["south.1", 0]);
    for (const at of [0, 3, 3, 5]) await send(at);
    await chain.waitForHead("south.1", 6);
    const events = await chain.readEvents("south.1");
    expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await chain.db.selectFrom("waiting_rows").selectAll().execute()).toEqual([]);
    await shop.close();
  });

  it("that are none, or another shop's, are set aside, and the rest goes on", async () => {
    const { hash: before } = (await chain.readEvents("south.1")).at(-1)!;
    const place = { position: 7, stream: "visit-x", version: 1, atMs: 5 };
    const forged: UpRow = { ...place, type: "VisitOpened", body: "{}", hash: "forged" };
    await publish("up.0.nobody.visit-x", encodeRow(forged));
    await publish("up.0.north.visit-x", "not a row");
    await publish("up.0.south=2E1.visit-x", encodeRow(forged));
    await publish("up.0.south=2E1.visit-x", encodeRow({ ...forged, position: 1 }));
    // Its hash is right, and no database takes it.
    const unstorable = { ...forged, body: "no JSON" };
    const right = hash("sha256", formatForHash(before, unstorable), "base64url");
    await publish("up.0.south=2E1.visit-x", encodeRow({ ...unstorable, hash: right }));
    const list = () =>
      chain.db.selectFrom("set_aside").select(["shop_id", "reason"]).orderBy("reason").execute();
    await expect.poll(list).toEqual([
      { shop_id: "south.1", reason: "forked" },
      { shop_id: "south.1", reason: "hash-wrong" },
      { shop_id: "north", reason: "not-a-row" },
      { shop_id: "south.1", reason: "not-storable" },
      { shop_id: null, reason: "shop-unknown" },
    ]);
    await chain.waitForHead("south.1", 6);
  });

  it("come while another shop floods the hub with what cannot be taken, which is counted", async () => {
    const sent = 20_000;
    const junk = new TextEncoder().encode("?");
    const flooding = Array.from({ length: sent }, () =>
      chain.connection.publish("up.0.north.visit-x", junk),
    );
    const { hash: before } = (await chain.readEvents("south.1")).at(-1)!;
    const event = { position: 7, stream: "visit-y", version: 1, atMs: 5, type: "Odd", body: "{}" };
    const right = hash("sha256", formatForHash(before, event), "base64url");
    await publish("up.0.south=2E1.visit-y", encodeRow({ ...event, hash: right }));
    await chain.waitForHead("south.1", 7);
    const count = async () => {
      const rows = await chain.db
        .selectFrom("set_aside")
        .select(["reason", "dropped"])
        .where("shop_id", "=", "north")
        .execute();
      return {
        kept: rows.filter(({ reason }) => reason === "not-a-row").length,
        floods: rows.filter(({ reason }) => reason === "flood").map(({ dropped }) => dropped),
      };
    };
    // One of before is among those that are kept.
    const expected = { kept: KEPT_AT_ONCE_MAX, floods: [flooding.length + 1 - KEPT_AT_ONCE_MAX] };
    await expect.poll(count).toEqual(expected);
  });

  it("that are long are set aside cut, with their size", async () => {
    await publish("up.0.south=2E1.visit-x", "x".repeat(100_000));
    const read = () =>
      chain.db
        .selectFrom("set_aside")
        .select(["size_bytes", sql<number>`length(body)`.as("kept_bytes")])
        .where("shop_id", "=", "south.1")
        .where("reason", "=", "not-a-row")
        .execute();
    await expect.poll(read).toEqual([{ size_bytes: 100_000, kept_bytes: 65_536 }]);
  });

  it("cannot be published for another shop", async () => {
    const thief = await connect({ servers: leaf.url, inboxPrefix: "_INBOX.north" });
    const forged = jetstream(thief).publish("up.0.south=2E1.visit-x", "[]", { timeout: 1000 });
    await expect(forged).rejects.toThrow();
    await thief.close();
  });
});
