import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FigureDatabase, startFigureDatabase } from "../figures/figures-fixture.ts";
import { createShopWatch, REVISION_MAX } from "./watch-shops.ts";

const STATE = { position: 7, sent: 7, hash: "", nowMs: 1000, version: "0.1.0" };

describe("the watch over shops", () => {
  const noted: [string, number][] = [];
  const missing = { note: async (...miss: [string, number]) => void noted.push(miss) };
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
      missing,
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

  it("is not blinded by a shop that says what cannot be kept", async () => {
    const { db } = database;
    await db.deleteFrom("shop_states").execute();
    const strange = await database.addShop();
    const honest = await database.addShop();
    for (const version of ["0.1.0\0", "0.1.0\ud800", "x".repeat(1000), ""]) {
      const ask = async (shopId: string) => (shopId === strange ? { ...STATE, version } : STATE);
      await createShopWatch({ db, ask, nowMs: () => 500, missing }).look();
    }
    const rows = await db.selectFrom("shop_states").selectAll().execute();
    expect(rows.map(({ shop_id }) => shop_id)).toContain(honest);
    expect(rows.map(({ shop_id }) => shop_id)).not.toContain(strange);
  });

  it("believes no revision above which there would soon be no room", async () => {
    const { db } = database;
    const shopId = await database.addShop();
    const look = async (revision: number) => {
      const ask = async () => ({ ...STATE, revision });
      await createShopWatch({ db, ask, nowMs: () => 600, missing }).look();
      const row = db.selectFrom("shop_states").select("revision").where("shop_id", "=", shopId);
      return (await row.executeTakeFirstOrThrow()).revision;
    };
    expect(await look(REVISION_MAX)).toBe(REVISION_MAX);
    expect(await look(REVISION_MAX + 1)).toBeNull();
    expect(await look(Number.MAX_SAFE_INTEGER)).toBeNull();
  });

  it("notes which shops let the chain's reviewers in, as they say last", async () => {
    const { db } = database;
    const shopId = await database.addShop();
    const look = async (said: { readonly reviewers?: boolean }) => {
      await createShopWatch({
        db,
        ask: async () => ({ ...STATE, ...said }),
        nowMs: () => 1,
        missing,
      }).look();
      const row = db.selectFrom("shop_states").selectAll().where("shop_id", "=", shopId);
      return (await row.executeTakeFirstOrThrow()).has_reviewers;
    };
    expect([await look({}), await look({ reviewers: true }), await look({})]).toEqual([
      ...[false, true, false],
    ]);
  });

  it("sends each shop the revision of its manifest once the hub has it", async () => {
    const { db } = database;
    const shopId = await database.addShop();
    const look = async (): Promise<unknown> => {
      const sent = new Map<string, unknown>();
      const ask = async (id: string, _: string, body: unknown) => {
        sent.set(id, body);
        return null;
      };
      await createShopWatch({ db, ask, nowMs: () => 1, missing }).look();
      return sent.get(shopId);
    };
    expect(await look()).toEqual({ revision: 0 });
    const manifest = { shop_id: shopId, revision: 7, steps: "[]", written_ms: 0 };
    await db
      .insertInto("down_manifests")
      .values({ ...manifest, published_ms: null })
      .execute();
    expect(await look()).toEqual({ revision: 0 });
    await db.updateTable("down_manifests").set({ published_ms: 1 }).execute();
    expect(await look()).toEqual({ revision: 7 });
  });
});
