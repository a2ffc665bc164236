/** Whoever is killed or lost on the way: the chain has each event once, in its order, in the end. */

import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { createAskShop } from "@saunter/chain/hub/ask-shop";
import { createMissingRows, MISSING_MS_FIRST } from "@saunter/chain/ingest/missing-rows";
import { BEFORE_FIRST } from "@saunter/chain/ingest/plan-rows";
import { createShopWatch } from "@saunter/chain/ingest/watch-shops";
import {
  startLeaf,
  startMigratedPostgres,
  type TestLeaf,
  type TestPostgres,
} from "@saunter/chain/servers-fixture";
import { appendPicks } from "@saunter/shop/store/store-fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type TestShop } from "./open-shop-fixture.ts";
import { watchAtOnce } from "./watch-at-once-fixture.ts";

describe("a shop's events", () => {
  let chain: TestChain;
  let postgres: TestPostgres;
  let leaf: TestLeaf;
  let shop: TestShop;
  beforeAll(async () => {
    postgres = await startMigratedPostgres();
    chain = await startChain(["north", "away"], { databaseUrl: postgres.connectionString });
    leaf = await startLeaf(chain.hub, "north");
    shop = openShop(chain, "north", leaf.url);
  });
  afterAll(async () => {
    await shop.close();
    await leaf.stop();
    await chain.close();
    await postgres.stop();
  });

  async function expectAll(): Promise<void> {
    const { store } = shop;
    await chain.waitForHead("north", store.position());
    const events = await chain.readEvents("north");
    expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => at + 1));
    expect(events.at(-1)!.hash).toBe(store.readRowsFrom(store.position())[0]![6]);
  }

  it("come through kills of the database, the hub and the leaf node", async () => {
    let isSelling = true;
    const selling = (async () => {
      while (isSelling) {
        await appendPicks(shop.store, 20);
        await shop.sendAll();
      }
    })();
    for (const server of [postgres, chain.hub, leaf]) {
      const { length } = await chain.readEvents("north");
      await server.kill();
      await appendPicks(shop.store, 50);
      await server.start();
      await expect
        .poll(async () => (await chain.readEvents("north")).length)
        .toBeGreaterThan(length + 50);
    }
    isSelling = false;
    await selling;
    await expectAll();
  });

  it("are asked for again where the chain's database is an older copy", async () => {
    const clock = { nowMs: 5 };
    const nowMs = () => clock.nowMs;
    const ask = createAskShop(chain.connection, chain.signing);
    const missing = createMissingRows({
      ask: (shopId, after) => ask(shopId, "rows", { after }),
      ...{ nowMs, reaches: () => [] },
    });
    const watch = createShopWatch({ db: chain.db, ask, nowMs, missing });
    const before = await chain.readEvents("north");
    await chain.db.deleteFrom("events").where("position", ">", 10).execute();
    const head = { position: 10, hash: before[9]!.hash };
    await chain.db.updateTable("up_heads").set(head).where("shop_id", "=", "north").execute();
    await watch.look();
    // What is on its way comes by itself: only what has not moved since the first look is asked for.
    expect(shop.sender.report().waiting).toBe(0);
    clock.nowMs += MISSING_MS_FIRST;
    await watch.look();
    expect(shop.sender.report().sent).toBe(10);
    await shop.sendAll();
    await expectAll();
    expect(await chain.readEvents("north")).toEqual(before);
  });

  it("come from the first where the chain's database is empty", async () => {
    const watch = watchAtOnce(chain.db, createAskShop(chain.connection, chain.signing), () => 5);
    const before = await chain.readEvents("north");
    await chain.db.deleteFrom("events").execute();
    await chain.db.updateTable("up_heads").set(BEFORE_FIRST).execute();
    await watch.look();
    await shop.sendAll();
    await expectAll();
    expect(await chain.readEvents("north")).toEqual(before);
    const states = await chain.db.selectFrom("shop_states").select(["shop_id", "sent"]).execute();
    expect(states).toEqual([{ shop_id: "north", sent: shop.store.position() }]);
  });
});
