/** No table with rows of a shop is without its wall, whoever adds it. */
import { createHash } from "node:crypto";
import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow, formatForHash, GENESIS_HASH } from "@saunter/protocol/chain/up-row";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowLongStatements, asRequest } from "../access/as-request.ts";
import { appendAudit, verifyAudit } from "../access/audit.ts";
import type { Reach } from "../access/principal.ts";
import { SHOPS, startChainHttp, type TestChainHttp } from "../http/chain-http-fixture.ts";
import { toProblem } from "../http/problem.ts";
import { takeRows } from "../ingest/take-rows.ts";
import { startPostgres, type TestPostgres } from "../servers-fixture.ts";
import { addShop } from "../shops.ts";
import { type ChainDatabase, openDatabase } from "./open-database.ts";
import { listTablesOfShops, putWalls, REQUEST_ROLE } from "./walls.ts";

const NOTHING = { isAll: false, organisations: [], regions: [], shops: [] };

describe("walls", () => {
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp();
  });
  afterAll(() => chain.close());

  it("stand before every table with rows of a shop, for its owner, too", async () => {
    const tables = await listTablesOfShops(chain.db as never);
    expect(tables).toEqual(
      expect.arrayContaining(["shops", "events", "set_aside", "audit_events"]),
    );
    const { rows } = await sql<{ name: string; forced: boolean; walls: string[] }>`
      SELECT c.relname AS name, c.relforcerowsecurity AND c.relrowsecurity AS forced,
        ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS walls
      FROM pg_class c WHERE c.relname = ANY (${tables}) ORDER BY c.relname`.execute(chain.db);
    expect(rows).toEqual(
      tables.map((name) => ({ name, forced: true, walls: ["process", "wall"] })),
    );
  });

  it("are put before a table that is added later, which requests can read and no more", async () => {
    await sql`CREATE TABLE later (shop_id text, secret text)`.execute(chain.db);
    await sql`INSERT INTO later VALUES ('a-1', 'of a'), ('b-1', 'of b')`.execute(chain.db);
    const read = () =>
      asRequest(chain.db, { ...NOTHING, shops: ["a-1"] }, async (tx) => {
        return (await sql<{ secret: string }>`SELECT secret FROM later`.execute(tx)).rows;
      });
    await expect(read()).rejects.toThrow(/permission denied/);
    await putWalls(chain.db as never);
    expect(await read()).toEqual([{ secret: "of a" }]);
    const change = asRequest(chain.db, { ...NOTHING, shops: ["a-1"] }, (tx) =>
      sql`UPDATE later SET secret = 'mine'`.execute(tx),
    );
    await expect(change).rejects.toThrow(/permission denied/);
    await sql`DROP TABLE later`.execute(chain.db);
  });

  it("leave partitions to their parents: requests reach none of them by its own name", async () => {
    await sql`SELECT make_events_of('2026-03-01')`.execute(chain.db);
    const { rows } = await sql<{ name: string; isOpen: boolean }>`
      SELECT relname AS name, has_table_privilege(${REQUEST_ROLE}, oid, 'SELECT') AS "isOpen"
      FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')`.execute(chain.db);
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  it.each([
    ["nothing", NOTHING, []],
    ["a shop", { ...NOTHING, shops: ["a-2"] }, ["a-2"]],
    ["an organisation", { ...NOTHING, organisations: ["b"] }, ["b-1", "b-2"]],
    ["a region", { ...NOTHING, regions: ["north"] }, ["a-1", "b-1"]],
    ["a shop and a region", { ...NOTHING, shops: ["b-2"], regions: ["south"] }, ["a-2", "b-2"]],
    ["all", { ...NOTHING, isAll: true }, SHOPS.map(({ shopId }) => shopId)],
    ["what is no id", { ...NOTHING, shops: ["a-1,b-1", '{"b-1"}', "*", "on", ""] }, []],
  ])("show whoever may see %s that alone, without any WHERE", async (_, reach, shops) => {
    const seen = await asRequest(chain.db, reach, (tx) =>
      tx.selectFrom("shops").select("shop_id").orderBy("shop_id").execute(),
    );
    expect(seen.map(({ shop_id }) => shop_id)).toEqual(shops);
  });

  describe("of a table of many shops", () => {
    const SHOPS_COUNT = 300;
    beforeAll(async () => {
      await sql`CREATE TABLE many (shop_id text NOT NULL, at_ms bigint NOT NULL)`.execute(chain.db);
      await sql`
        INSERT INTO many SELECT 'shop-' || (n % ${SHOPS_COUNT}::integer), n
        FROM generate_series(1, 30000) AS n`.execute(chain.db);
      await sql`CREATE INDEX ON many (shop_id, at_ms)`.execute(chain.db);
      await sql`ANALYZE many`.execute(chain.db);
      await putWalls(chain.db as never);
      const owner = { organisationId: "a", regionId: null };
      for (const shopId of MANY) {
        await addShop(chain.db, { shopId, name: shopId, shard: 0, ...owner }, 0);
      }
    });
    afterAll(async () => {
      await sql`DROP TABLE many`.execute(chain.db);
      await chain.db.deleteFrom("up_heads").where("shop_id", "in", MANY).execute();
      await chain.db.deleteFrom("shops").where("shop_id", "in", MANY).execute();
    });
    const MANY = ["shop-7", "shop-150", "shop-299"];
    const explain = (reach: Reach) =>
      asRequest(chain.db, reach, async (tx) => {
        const { rows } = await sql<{ "QUERY PLAN": unknown }>`
          EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) SELECT * FROM many`.execute(tx);
        const [{ Plan: plan }] = rows[0]!["QUERY PLAN"] as [
          { Plan: Record<string, string | number> },
        ];
        const { "Node Type": node, "Actual Rows": read, "Rows Removed by Filter": removed } = plan;
        return { node, read, removed: removed ?? 0 };
      });

    it("read the rows of a few shops by the index, and discard none", async () => {
      const plan = await explain({ ...NOTHING, shops: MANY });
      expect(plan).toMatchObject({ read: 300, removed: 0 });
      expect(plan.node).not.toBe("Seq Scan");
    });

    it("read the whole table for a request that sees all shops", async () => {
      const plan = await explain({ ...NOTHING, isAll: true });
      expect(plan).toEqual({ node: "Seq Scan", read: 30_000, removed: 0 });
    });
  });

  it("show nothing to the role by itself, and nothing of a request before", async () => {
    await asRequest(chain.db, { ...NOTHING, isAll: true }, async () => {});
    for (let at = 0; at < 20; at++) {
      const seen = await chain.db.transaction().execute(async (tx) => {
        await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
        return tx.selectFrom("shops").select("shop_id").execute();
      });
      expect(seen).toEqual([]);
    }
  });

  it("end a request's statement that takes too long, and no other work's", async () => {
    const read = async (db: ChainDatabase) =>
      (await sql<{ statement_timeout: string }>`SHOW statement_timeout`.execute(db)).rows[0]!
        .statement_timeout;
    const limits = await asRequest(chain.db, NOTHING, async (tx) => {
      const usual = await read(tx);
      await allowLongStatements(tx);
      return [usual, await read(tx)];
    });
    expect([...limits, await read(chain.db)]).toEqual(["30s", "10min", "0"]);
    const canceled = asRequest(chain.db, NOTHING, async (tx) => {
      await sql`SET LOCAL statement_timeout = 1`.execute(tx);
      await sql`SELECT pg_sleep(600)`.execute(tx);
    });
    await expect(canceled.catch((error) => Promise.reject(toProblem(error)))).rejects.toMatchObject(
      {
        ...{ code: "not-ready", message: expect.stringContaining("this took too long") },
      },
    );
  });

  it("keep a request from writing beyond them", async () => {
    const reach = { ...NOTHING, organisations: ["a"] };
    const values = { name: "Mine", shard: 0, region_id: null };
    const insert = asRequest(chain.db, reach, (tx) =>
      tx
        .insertInto("shops")
        .values({ shop_id: "b-3", organisation_id: "b", ...values })
        .execute(),
    );
    await expect(insert).rejects.toThrow(/row-level security/);
    const update = await asRequest(chain.db, reach, (tx) =>
      tx.updateTable("shops").set({ name: "Mine" }).where("shop_id", "=", "b-1").execute(),
    );
    expect(update[0]!.numUpdatedRows).toBe(0n);
    const grant = { grant_id: "g", role: "owner", scope_kind: "chain", scope_id: null } as const;
    const rise = asRequest(chain.db, reach, (tx) =>
      tx
        .insertInto("grants")
        .values({ ...grant, user_id: "u", source: "manual" })
        .execute(),
    );
    await expect(rise).rejects.toThrow(/row-level security/);
  });

  it.each([
    "passwords",
    "sessions",
    "invitations",
    "identities",
    "sign_in_failures",
    "sso_attempts",
  ])("keep the secrets of %s from requests", async (table) => {
    const read = asRequest(chain.db, { ...NOTHING, isAll: true }, (tx) =>
      sql`SELECT * FROM ${sql.id(table)}`.execute(tx),
    );
    await expect(read).rejects.toThrow(/permission denied/);
  });
});

describe("a database whose user is no superuser", () => {
  let postgres: TestPostgres;
  let db: ChainDatabase;
  beforeAll(async () => {
    postgres = await startPostgres();
    const client = new pg.Client({ connectionString: postgres.connectionString });
    await client.connect();
    await client.query("CREATE ROLE app LOGIN CREATEROLE");
    await client.query("CREATE DATABASE app OWNER app");
    await client.end();
    const url = new URL(postgres.connectionString);
    url.username = "app";
    url.pathname = "/app";
    db = await openDatabase(url.href);
  });
  afterAll(async () => {
    await db.destroy();
    await postgres.stop();
  });

  it("is served as any other: the process sees all, and requests what is theirs", async () => {
    const { rows } = await sql<{ isSuper: boolean }>`
      SELECT rolsuper AS "isSuper" FROM pg_roles WHERE rolname = current_user`.execute(db);
    expect(rows).toEqual([{ isSuper: false }]);
    for (const shopId of ["one", "two"]) {
      const owner = { organisationId: "main", regionId: null };
      await addShop(db, { shopId, name: shopId, shard: 0, ...owner }, 0);
    }
    const body = '{"type":"Tested"}';
    const row = { position: 1, stream: "s", version: 1, type: "Tested", atMs: 1, body };
    const hash = createHash("sha256").update(formatForHash(GENESIS_HASH, row)).digest("base64url");
    const message = { ...row, hash };
    const subject = nameUpSubject(0, "one", "s");
    const taken = await takeRows(
      db,
      [{ subject, body: new TextEncoder().encode(encodeRow(message)), signature: null }],
      1,
    );
    expect(taken).toMatchObject({ events: 1, setAside: 0 });
    const reach = { ...NOTHING, shops: ["two"] };
    const seen = await asRequest(db, reach, async (tx) => ({
      shops: await tx.selectFrom("shops").select("shop_id").execute(),
      events: await tx.selectFrom("events").select("position").execute(),
    }));
    expect(seen).toEqual({ shops: [{ shop_id: "two" }], events: [] });
    const actor = { kind: "user", id: "u", address: null } as const;
    await asRequest(db, reach, (tx) => appendAudit(tx, actor, "signed-out", 1));
    expect(await verifyAudit(db)).toMatchObject({ ok: true, head: { position: 1 } });
    // A second process, and a second start, find all as it is.
    await putWalls(db as never);
  });
});
