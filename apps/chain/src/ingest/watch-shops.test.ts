import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FigureDatabase, startFigureDatabase } from "../figures/figures-fixture.ts";
import { createShopWatch } from "./watch-shops.ts";

const STATE = { position: 7, sent: 7, hash: "", nowMs: 1000, version: "0.1.0" };

describe("the watch over shops", () => {
  let database: FigureDatabase;
  beforeAll(async () => {
    database = await startFigureDatabase();
  });
  afterAll(() => database.close());

  it("keeps what shops answer while others have not answered", async () => {
    const { db } = database;
    const answering: string[] = [];
    const silent: string[] = [];
    for (const shops of [silent, answering]) {
      for (let count = 0; count < 60; count++) shops.push(await database.addShop());
    }
    const silence = Promise.withResolvers<null>();
    const watch = createShopWatch({
      db,
      ask: async (shopId) => (silent.includes(shopId) ? silence.promise : STATE),
      nowMs: () => 400,
    });
    const listKnown = async () => {
      const rows = await db.selectFrom("shop_states").selectAll().execute();
      return rows.map(({ shop_id }) => shop_id).toSorted();
    };
    const look = watch.look();
    await expect.poll(listKnown).toEqual(answering.toSorted());
    silence.resolve(null);
    await look;
    expect(await listKnown()).toEqual(answering.toSorted());
    expect(await db.selectFrom("shop_states").selectAll().executeTakeFirst()).toMatchObject({
      ...{ position: 7, sent: 7, seen_ms: 400, clock_ahead_ms: 600, version: "0.1.0" },
    });
  });
});
