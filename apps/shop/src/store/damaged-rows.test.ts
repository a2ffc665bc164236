/** Damage beside the journal that comes while the shop runs, and databases from before checksums. */

import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import { reportDamage } from "../capabilities/health/watch-damage.ts";
import { clearAlert, raiseAlert } from "../domain/alerts.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { digestProjections } from "./projection.ts";
import type { Store } from "./store.ts";
import { appendPicks, damage, openTestStore, START_MS, tamper } from "./store-fixture.ts";
import { DAMAGED_ROWS_MAX } from "./store-limits.ts";
import { STREAM_TABLES } from "./stream-tables.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const schema =
  "CREATE TABLE IF NOT EXISTS things (a TEXT, b INTEGER, c BLOB, PRIMARY KEY (a, b)) STRICT;";
const ALL = [...STREAM_TABLES, ...SHOP_PROJECTIONS];

async function open(folder: string, things = 3): Promise<Store> {
  const store = openTestStore(folder, { schema });
  await appendPicks(store, 20);
  await putThings(store, things);
  return store;
}

function putThings(store: Store, count: number): Promise<void> {
  return store.transact((tx) => {
    const put = tx.db.prepare("INSERT OR REPLACE INTO things VALUES (?, ?, ?)");
    for (let at = 0; at < count; at++) put.run(`thing-${at}`, at, new Uint8Array([at % 256]));
  });
}

const listDamaged = ({ db }: Store) =>
  db.prepare("SELECT table_name AS of, key, outcome FROM damaged_rows ORDER BY 1, 2").all();

const countThings = ({ db }: Store): unknown =>
  db.prepare("SELECT count(*) AS n FROM things").get()?.n;

const raise = (store: Store): Promise<void> =>
  store.transact((tx) =>
    raiseAlert(tx, { alertKey: "one", kind: "low-stock", message: "words", visitId: null }),
  );

const clear = (store: Store): Promise<boolean> =>
  store.transact((tx) => clearAlert(tx, "one", "Ann"));

describe("damage beside the journal that comes while the shop runs", () => {
  it("is found by a check of all tables: what is made of events is rebuilt, the rest taken out", async () => {
    const folder = folders.make();
    const store = await open(folder);
    const whole = digestProjections(store.db, ALL);
    await store.checkTables();
    expect(listDamaged(store)).toEqual([]);
    damage(folder, "UPDATE things SET c = x'ff' WHERE b = 1");
    damage(folder, "UPDATE streams SET version = 7 WHERE stream = 'shopper-3'");
    damage(folder, "DELETE FROM streams WHERE stream = 'shopper-4'");
    expect(digestProjections(store.db, ALL)).not.toBe(whole);
    await store.checkTables();
    expect(listDamaged(store)).toEqual([
      { of: "streams", key: "shopper-3", outcome: "rebuilt" },
      { of: "streams", key: "shopper-4", outcome: "rebuilt" },
      { of: "things", key: '["thing-1",1]', outcome: "removed" },
    ]);
    expect(digestProjections(store.db, ALL)).toBe(whole);
    expect(countThings(store)).toBe(2);
    // It goes on, and what is written now has checksums that hold.
    await appendPicks(store, 20);
    await putThings(store, 3);
    await store.checkTables();
    expect(listDamaged(store)).toHaveLength(3);
    await store.close();
  });

  it("of a table made of events is mended where an event meets it, and the next try succeeds", async () => {
    const folder = folders.make();
    const store = await open(folder);
    await raise(store);
    damage(folder, "UPDATE alerts SET message = 'other words'");
    await expect(clear(store)).rejects.toMatchObject({ code: "row-damaged" });
    expect(listDamaged(store)).toEqual([{ of: "alerts", key: "one", outcome: "rebuilt" }]);
    await clear(store);
    const alerts = store.db.prepare("SELECT message, cleared_by FROM alerts").all();
    expect(alerts).toEqual([{ message: "words", cleared_by: "Ann" }]);
    await store.close();
  });

  it("is told in one alert, once", async () => {
    const folder = folders.make();
    const store = await open(folder, 8);
    damage(folder, "UPDATE things SET c = x'ff'");
    await store.checkTables();
    const tell = () => store.transact((tx) => reportDamage(tx, START_MS));
    await tell();
    await tell();
    const alerts = store.db.prepare("SELECT kind, message FROM alerts").all();
    expect(alerts).toEqual([
      {
        kind: "rows-damaged",
        message: expect.stringMatching(
          /^Damage on the disk: things \["thing-0",0\] \(taken out\); .*; and 3 more\. Check the disk$/,
        ),
      },
    ]);
    await store.close();
  });
});

describe("damage beside the journal at a start", () => {
  it("of a checksum alone is corrected, and its row stays", async () => {
    const folder = folders.make();
    await (await open(folder)).close();
    damage(folder, "UPDATE row_checksums SET sum = 'x' WHERE table_name = 'things'");
    await openTestStore(folder, { schema }).close();
    damage(folder, "UPDATE row_checksums SET sum_again = 'x' WHERE table_name = 'things'");
    await openTestStore(folder, { schema }).close();
    damage(folder, `UPDATE row_checksums SET key = 'x' WHERE key = '["thing-1",1]'`);
    await openTestStore(folder, { schema }).close();
    damage(folder, "UPDATE row_checksums SET table_name = 'x' WHERE table_name = 'things'");
    const store = openTestStore(folder, { schema });
    expect([countThings(store), listDamaged(store)]).toEqual([3, []]);
    await store.close();
  });

  it.each([
    [DAMAGED_ROWS_MAX, true],
    [DAMAGED_ROWS_MAX + 1, false],
  ])("of %i rows is repaired: %s", async (rows, isRepaired) => {
    const folder = folders.make();
    await (await open(folder, DAMAGED_ROWS_MAX + 10)).close();
    damage(folder, `UPDATE things SET c = x'ffff' WHERE b < ${rows}`);
    const reopen = (): Store => openTestStore(folder, { schema });
    if (isRepaired) {
      const store = reopen();
      expect(countThings(store)).toBe(10);
      await store.close();
    } else {
      expect(reopen).toThrow(/rows beside the journal are not what was written.*restore/);
      // Nothing was changed.
      const things = tamper(folder, (db) => db.prepare("SELECT count(*) AS n FROM things").get());
      expect(things?.n).toBe(DAMAGED_ROWS_MAX + 10);
    }
  });

  it("of a table that nobody here knows is left alone", async () => {
    const folder = folders.make();
    await (await open(folder)).close();
    damage(folder, "UPDATE things SET c = x'ff'");
    await openTestStore(folder).close();
    const store = openTestStore(folder, { schema });
    expect(countThings(store)).toBe(0);
    await store.close();
  });
});

describe("a database from before checksums", () => {
  it("is taken as it is, and has them from then on", async () => {
    const folder = folders.make();
    await (await open(folder)).close();
    damage(folder, "DROP TABLE row_checksums; DROP TABLE damaged_rows; PRAGMA user_version = 1");
    const store = openTestStore(folder, { schema });
    expect([countThings(store), listDamaged(store)]).toEqual([3, []]);
    await appendPicks(store, 5);
    await store.close();
    damage(folder, "UPDATE things SET c = x'ff' WHERE b = 2");
    const again = openTestStore(folder, { schema });
    expect(listDamaged(again)).toEqual([
      { of: "things", key: '["thing-2",2]', outcome: "removed" },
    ]);
    await again.close();
  });
});

describe("checksums of rows whose key is a number", () => {
  const ROWS = 10_000;
  /** Found by their key both times, writing and deleting take as long; among all of them, a hundred times. */
  const TIMES_MAX = 15;

  it("are found by that number, not among all of them", async () => {
    const store = openTestStore(folders.make(), {
      schema: "CREATE TABLE IF NOT EXISTS numbered (n INTEGER PRIMARY KEY) STRICT;",
    });
    const time = (sql: string): number => {
      const before = process.cpuUsage();
      store.db.exec(sql);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const writtenUs = time(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT ${ROWS})
         INSERT INTO numbered SELECT n FROM numbers`,
    );
    expect(time("DELETE FROM numbered") / writtenUs).toBeLessThan(TIMES_MAX);
    await store.close();
  });
});
