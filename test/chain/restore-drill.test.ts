/** Drills: the database of a chain is lost, with a backup and without one, while its shops sell on. */
import { join } from "node:path";
import { openDistribution, startChain, type TestChain } from "@saunter/chain/chain-fixture";
import {
  type ChainDatabase,
  connectDatabase,
  openDatabase,
} from "@saunter/chain/database/open-database";
import { createDatabase } from "@saunter/chain/database/test-database-fixture";
import { projectAll } from "@saunter/chain/figures/projector";
import { createAskShop } from "@saunter/chain/hub/ask-shop";
import { createFloodGate } from "@saunter/chain/ingest/flood-gate";
import { followShard } from "@saunter/chain/ingest/follow-shard";
import { checksumTables } from "@saunter/chain/keep/checksum-tables";
import { restoreBackup } from "@saunter/chain/keep/restore-backup";
import { writeBackup } from "@saunter/chain/keep/write-backup";
import { addShop, MAIN_ORGANISATION } from "@saunter/chain/shops";
import { arbitraryEvents, type BuiltEvent } from "@saunter/commerce/event-builders";
import { appendPicks, START_MS } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BISCUITS, type DownShop, makeGoods, openDownShop, SOUP } from "./down-fixture.ts";
import { openShop, type TestShop } from "./open-shop-fixture.ts";
import { watchAtOnce } from "./watch-at-once-fixture.ts";

/** Shops that sell as at random, and shops whose goods the chain decides. */
const SELLING_IDS = ["north", "south"];
const DECIDED_IDS = ["east", "west"];
const SHOP_IDS = [...DECIDED_IDS, ...SELLING_IDS];
const PASS_PHRASE = "correct horse battery";
const SOLD_AT_ONCE = 200;

describe("a chain whose database is lost", () => {
  const folders = createScratchFolders();
  const backup = join(folders.make(), "chain.backup");
  const clock = { nowMs: START_MS };
  /** The chain's own. */
  const chainClock = { nowMs: START_MS };
  /** It never loses anything. */
  let chain: TestChain;
  let selling: TestShop[];
  let decided: DownShop[];
  /** What each of the selling ones has yet to sell. */
  let coming: BuiltEvent[][];
  const opened: { close(): Promise<void> }[] = [];

  /** Another process of the chain, with a database of its own, at the same hub and with the same shops. */
  async function openOther(db: ChainDatabase) {
    const { connection, signing } = chain;
    const nowMs = () => chainClock.nowMs;
    const watch = watchAtOnce(db, createAskShop(connection, signing), nowMs);
    const down = openDistribution(chain, nowMs, db);
    return { db, watch, down };
  }
  type Other = Awaited<ReturnType<typeof openOther>>;

  async function sell(): Promise<void> {
    for (const [at, { store }] of selling.entries()) {
      for (const { event, id, kind } of coming[at]!.splice(0, SOLD_AT_ONCE)) {
        await store.transact((tx) => tx.append(kind, id, [event as never]));
      }
    }
    for (const { store } of decided) await appendPicks(store, 30);
  }
  const listStores = () =>
    [...decided, ...selling].map(({ store }, at) => ({ store, shopId: SHOP_IDS[at]! }));
  /** As their processes do every second. */
  async function tick(): Promise<void> {
    for (const shop of decided) await shop.tick();
    for (const { sender } of selling) await sender.sendDue();
  }
  const isTaken = async (db: ChainDatabase): Promise<boolean> => {
    const heads = await db.selectFrom("up_heads").select(["shop_id", "position"]).execute();
    const of = new Map(heads.map(({ shop_id, position }) => [shop_id, position]));
    return listStores().every(({ shopId, store }) => of.get(shopId) === store.position());
  };
  const sendAll = () =>
    expect
      .poll(async () => {
        await tick();
        return isTaken(chain.db);
      })
      .toBe(true);
  /** As the process does every few seconds. */
  async function catchUp({ db, watch }: Other): Promise<void> {
    await expect
      .poll(async () => {
        await watch.look();
        await tick();
        return isTaken(db);
      })
      .toBe(true);
    await projectAll(db);
  }
  async function expectSame({ db }: Other): Promise<void> {
    await sendAll();
    await projectAll(chain.db);
    const whole = await checksumTables(chain.db);
    expect(whole.events!.rows).toBeGreaterThan(100);
    expect(whole.receipts!.rows).toBeGreaterThan(5);
    expect(await checksumTables(db)).toEqual(whole);
  }
  const put = (down: Other["down"], prices: Readonly<Record<string, string>>) =>
    down.put({
      ...{ kind: "goods", content: makeGoods(prices), target: { layer: "shared" } },
      ...{ effectiveMs: clock.nowMs, by: "ann", note: "" },
    });
  const expectPrices = (gtin: string, minor: number) =>
    expect
      .poll(async () => {
        await tick();
        return decided.map((shop) => shop.refused("goods") ?? shop.priceOf(gtin));
      })
      .toEqual([minor, minor]);

  beforeAll(async () => {
    chain = await startChain(SHOP_IDS);
    decided = DECIDED_IDS.map((shopId) =>
      openDownShop({ chain, shopId, folder: folders.make(), clock }),
    );
    selling = SELLING_IDS.map((shopId) => openShop(chain, shopId));
    coming = SELLING_IDS.map(
      (_, at) =>
        fc.sample(arbitraryEvents(3 * SOLD_AT_ONCE, 2 * SOLD_AT_ONCE), {
          seed: at,
          numRuns: 1,
        })[0]!,
    );
  });
  afterAll(async () => {
    for (const one of opened.reverse()) await one.close();
    for (const shop of [...decided, ...selling]) await shop.close();
    await chain.close();
    folders.remove();
    expect(chain.failures).toEqual([]);
  });

  it("and put back from a backup has all that its shops have, and goes on deciding for them", async () => {
    await sell();
    await sendAll();
    const first = await openOther(chain.db);
    await put(first.down, { [SOUP]: "1.99" });
    await first.down.publish();
    await expectPrices(SOUP, 199);
    await sendAll();
    await writeBackup(backup, {
      ...{ databaseUrl: chain.databaseUrl, files: [], passPhrase: PASS_PHRASE },
      nowMs: clock.nowMs,
    });
    // What the backup does not have: sales, and two later prices.
    await sell();
    for (const price of ["2.05", "2.09"]) {
      await put(first.down, { [SOUP]: price });
      await first.down.publish();
    }
    await expectPrices(SOUP, 209);
    await sendAll();

    const { url: databaseUrl } = await createDatabase("template0");
    await restoreBackup(backup, { databaseUrl, passPhrase: PASS_PHRASE, nowMs: clock.nowMs });
    const db = await openDatabase(databaseUrl);
    opened.push({ close: () => db.destroy() });
    const other = await openOther(db);
    const isWhole = await isTaken(db);
    expect(isWhole).toBe(false);
    const follower = await followOther(db, "restored");
    await catchUp(other);
    await follower.close();
    await expectSame(other);

    // What it decided last is in force again, and so is what it decides now.
    expect(await other.down.republish()).toEqual(SHOP_IDS.toSorted());
    await expectPrices(SOUP, 199);
    expect(await put(other.down, { [SOUP]: "2.19" })).toBe(2);
    await other.down.publish();
    await expectPrices(SOUP, 219);
  });

  it("without any backup is made again from the shops' journals, by a computer whose clock is behind, too", async () => {
    await sell();
    await sendAll();
    // The hub has lost what it had of them, too.
    await chain.manager.streams.purge("UP-0");
    const db = connectDatabase((await createDatabase()).url);
    opened.push({ close: () => db.destroy() });
    for (const shopId of SHOP_IDS) {
      const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
      await addShop(db, { shopId, name: shopId, shard: 0, ...owner }, 0);
    }
    const other = await openOther(db);
    const follower = await followOther(db, "again");
    await catchUp(other);
    await follower.close();
    await expectSame(other);

    // Nothing is decided any more: shops keep what they have, and take what is decided next.
    expect(await other.down.publish()).toEqual([]);
    await expectPrices(SOUP, 219);
    chainClock.nowMs -= 30 * 86_400_000;
    // The hub has lost what it had, too.
    await chain.manager.streams.purge("DOWN");
    expect(await put(other.down, { [BISCUITS]: "2.59" })).toBe(1);
    await other.watch.look();
    await other.down.publish();
    await expectPrices(BISCUITS, 259);
  });

  /** Takes what shops send again, beside the chain that takes it as well. */
  async function followOther(db: ChainDatabase, name: string) {
    const { connection, manager } = chain;
    return followShard({
      ...{ db, connection, manager, name, shard: 0, nowMs: () => clock.nowMs },
      gate: createFloodGate(),
      onGap: () => {},
      onFailed: (error) => void chain.failures.push(error),
    });
  }
});
