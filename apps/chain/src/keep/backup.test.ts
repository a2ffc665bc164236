/** A chain's backup, made of one real database and put into another. */
import { randomBytes } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { CHUNK_BYTES, encrypt, unlock } from "@saunter/server/backup/backup-cipher";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendAudit, BY_CHAIN, verifyAudit } from "../access/audit.ts";
import { makeInvitation } from "../access/users.ts";
import { START_MS } from "../chain-fixture.ts";
import { MIGRATIONS } from "../database/migrations.ts";
import { type ChainDatabase, connectDatabase, openDatabase } from "../database/open-database.ts";
import { createDatabase, type TestDatabase } from "../database/test-database-fixture.ts";
import { listTablesOfShops } from "../database/walls.ts";
import { putVersion } from "../down/versions.ts";
import { makeRows, sendRows } from "../figures/figures-fixture.ts";
import { projectAll } from "../figures/projector.ts";
import { addSignedIn, CHAIN } from "../http/chain-http-fixture.ts";
import { addShop, MAIN_ORGANISATION } from "../shops.ts";
import { encodeFrame } from "./backup-frames.ts";
import { checksumTables, TABLES_OF_EVENTS } from "./checksum-tables.ts";
import { listTables, sortByReferences } from "./list-tables.ts";
import { restoreBackup } from "./restore-backup.ts";
import { readThrough, writeBackup } from "./write-backup.ts";

const PASS_PHRASE = "correct horse battery";
const FILES = [{ name: "hub-keys.json", text: '{"operator":"SO…"}\n' }];
const MANY = 3000;
const STRANGE = 'tab\t, line\nend, \\N, \\., quote" and ’';

describe("a chain's backup", () => {
  const folders = createScratchFolders();
  const folder = folders.make();
  const path = join(folder, "monday.backup");
  let database: TestDatabase;
  let db: ChainDatabase;
  const others: TestDatabase[] = [];
  const createEmpty = async (): Promise<string> => {
    others.push(await createDatabase("template0"));
    return others.at(-1)!.url;
  };
  const make = (to: string) =>
    writeBackup(to, {
      ...{ databaseUrl: database.url, files: FILES, passPhrase: PASS_PHRASE },
      nowMs: START_MS,
    });
  const restore = (from: string, databaseUrl: string, passPhrase = PASS_PHRASE) =>
    restoreBackup(from, { databaseUrl, passPhrase, nowMs: START_MS });

  beforeAll(async () => {
    database = await createDatabase();
    db = connectDatabase(database.url);
    for (const shopId of ["north", "south"]) {
      const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
      await addShop(db, { shopId, name: STRANGE, shard: 0, ...owner }, START_MS);
      const events = Array.from({ length: MANY }, (_, at) => ({
        stream: `visit-${at % 50}`,
        body: { type: "Noted", text: `${STRANGE} ${at} ${"x".repeat(at % 300)}` },
        // Of several months, and one of a clock that is years off.
        atMs: at === 7 ? 5 : START_MS - (at % 3) * 31 * 86_400_000,
      }));
      await sendRows(db, shopId, makeRows(events));
    }
    await projectAll(db);
    const body = new Uint8Array([0, 9, 10, 13, 92, 255]);
    const strange = {
      shop_id: null,
      subject: STRANGE,
      reason: "r",
      received_ms: 1,
      body,
      size_bytes: 6,
    };
    await db.insertInto("set_aside").values([strange, strange]).execute();
    await putVersion(
      db,
      {
        ...{ kind: "goods", target: { layer: "shop", shopId: "north" }, isForced: false },
        ...{ content: { items: { a: { name: STRANGE } } }, effectiveMs: 1, by: "ann", note: "" },
      },
      START_MS,
    );
    await db.transaction().execute(async (tx) => {
      await appendAudit(tx, { kind: "user", id: "u", address: "192.0.2.1" }, "region-added", 1);
      await appendAudit(tx, BY_CHAIN, "region-added", 2);
    });
    await db
      .updateTable("shops")
      .set({ latitude: 0.1 + 0.2, longitude: -1e-7 })
      .where("shop_id", "=", "south")
      .execute();
  });
  afterAll(async () => {
    await db.destroy();
    for (const one of [database, ...others]) await one.drop();
    folders.remove();
  });

  /** All rows of all tables, as texts. */
  async function readAll(from: ChainDatabase): Promise<Record<string, string[]>> {
    const { rows } = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'kysely%'
      ORDER BY 1`.execute(from);
    const all: Record<string, string[]> = {};
    for (const { name } of rows) {
      const read = await sql<{ text: string }>`
        SELECT t::text AS text FROM ${sql.table(name)} t ORDER BY 1`.execute(from);
      all[name] = read.rows.map(({ text }) => text);
    }
    return all;
  }

  it("is made while the chain works, and has one state of it", async () => {
    let isBusy = true;
    const busy = (async () => {
      for (let at = 0; isBusy; at++) {
        await db.transaction().execute(async (tx) => {
          await tx
            .insertInto("regions")
            .values({ region_id: `r-${at}`, name: "R" })
            .execute();
          await appendAudit(tx, BY_CHAIN, "region-added", at);
        });
      }
    })();
    const shares: number[] = [];
    const facts = await writeBackup(path, {
      ...{ databaseUrl: database.url, files: FILES, passPhrase: PASS_PHRASE },
      ...{ nowMs: START_MS, onProgress: (share: number) => void shares.push(share) },
    });
    isBusy = false;
    await busy;
    expect(facts.rows).toBeGreaterThan(2 * MANY);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every((share, at) => share >= (shares[at - 1] ?? 0) && share <= 1)).toBe(true);
    const databaseUrl = await createEmpty();
    await restore(path, databaseUrl);
    const restored = await openDatabase(databaseUrl);
    const { length } = await restored.selectFrom("regions").selectAll().execute();
    const notes = await restored
      .selectFrom("audit_events")
      .select("position")
      .where("kind", "=", "region-added")
      .execute();
    // The two that were there before it began, and one with each region.
    expect(notes).toHaveLength(length + 2);
    await restored.destroy();
  });

  it("gives back every row to the letter, behind walls, and goes on after the last number", async () => {
    const before = await readAll(db);
    const file = join(folder, "tuesday.backup");
    await make(file);
    const databaseUrl = await createEmpty();
    const { files } = await restore(file, databaseUrl);
    expect(files).toEqual(FILES);
    const restored = await openDatabase(databaseUrl);
    const { audit_events, audit_head, ...others } = await readAll(restored);
    expect(others).toEqual({ ...before, audit_events: undefined, audit_head: undefined });
    expect(audit_events).toHaveLength(before.audit_events!.length + 1);
    expect(audit_head).toHaveLength(1);
    expect(await verifyAudit(restored)).toMatchObject({ ok: true });
    const { rows: idle } = await sql`
      SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'`.execute(restored);
    expect(idle).toEqual([]);
    expect(await checksumTables(restored)).toEqual(await checksumTables(db));
    const again = { shop_id: null, subject: "s", reason: "r", received_ms: 1 };
    const added = await restored
      .insertInto("set_aside")
      .values({ ...again, body: new Uint8Array(), size_bytes: 0 })
      .returning("id")
      .executeTakeFirstOrThrow();
    expect(added.id).toBe(3);
    const { rows } = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_class WHERE relforcerowsecurity ORDER BY 1`.execute(restored);
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(await listTablesOfShops(restored as never)),
    );
    await restored.destroy();
  });

  it("signs nobody in by a session or an invitation that may have ended since", async () => {
    const { userId } = await addSignedIn(db, "owner", CHAIN, START_MS);
    await db.transaction().execute((tx) => makeInvitation(tx, userId, START_MS, randomBytes));
    const file = join(folder, "sessions.backup");
    await make(file);
    const databaseUrl = await createEmpty();
    await restore(file, databaseUrl);
    const restored = await openDatabase(databaseUrl);
    const { grants, sessions, invitations, users } = await readAll(restored);
    expect([sessions, invitations, users!.length, grants!.length]).toEqual([[], [], 1, 1]);
    await restored.destroy();
    await db.deleteFrom("users").execute();
  });

  it("says by its checksum of one value that differs", async () => {
    const before = await checksumTables(db);
    expect(Object.keys(before)).toEqual([...TABLES_OF_EVENTS]);
    expect(before.events).toMatchObject({ rows: 2 * MANY });
    await sql`UPDATE events SET hash = hash || 'x' WHERE shop_id = 'south' AND position = 9`.execute(
      db,
    );
    expect((await checksumTables(db)).events).not.toEqual(before.events);
    await sql`UPDATE events SET hash = left(hash, -1) WHERE shop_id = 'south' AND position = 9`.execute(
      db,
    );
    expect(await checksumTables(db)).toEqual(before);
  });

  it("is a file that its owner alone reads, with nothing of it in clear", async () => {
    const bytes = readFileSync(path);
    for (const text of ["north", "hub-keys", "Noted"]) expect(bytes.includes(text)).toBe(false);
    await expect(make(path)).rejects.toMatchObject({ code: "backup-exists" });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("has the shops' format: gzip inside the shared cipher", async () => {
    const { decrypt } = await unlock(createReadStream(path), PASS_PHRASE, path);
    const plain = await buffer(decrypt(createReadStream(path)));
    const gzipMagic = [0x1f, 0x8b];
    expect([...plain.subarray(0, 2)]).toEqual(gzipMagic);
  });

  it.each([
    ["another pass phrase", (bytes: Buffer) => bytes, "wrong wrong wrong", "pass-phrase-wrong"],
    ["a byte that is another", flip(0.5), PASS_PHRASE, "backup-damaged"],
    ["a last byte that is another", flip(1), PASS_PHRASE, "backup-damaged"],
    ["its end cut off", (bytes: Buffer) => bytes.subarray(0, -1), PASS_PHRASE, "backup-damaged"],
    [
      "its last chunk cut off",
      (bytes: Buffer) => bytes.subarray(0, 67 + CHUNK_BYTES + 16),
      PASS_PHRASE,
      "backup-damaged",
    ],
    ["its header alone", (bytes: Buffer) => bytes.subarray(0, 67), PASS_PHRASE, "backup-damaged"],
    [
      "less than its header",
      (bytes: Buffer) => bytes.subarray(0, 40),
      PASS_PHRASE,
      "backup-damaged",
    ],
    ["a later format", setByte(15, 9), PASS_PHRASE, "backup-newer"],
    ["a cost that no machine has", setByte(16, 60), PASS_PHRASE, "backup-damaged"],
    ["nothing in it", () => Buffer.alloc(0), PASS_PHRASE, "backup-foreign"],
    ["another file's content", () => Buffer.from("PGDMP…"), PASS_PHRASE, "backup-foreign"],
  ])("with %s is refused, and the database stays empty", async (_, change, passPhrase, code) => {
    const other = join(folder, `changed-${others.length}`);
    writeFileSync(other, change(readFileSync(path)));
    const databaseUrl = await createEmpty();
    await expect(restore(other, databaseUrl, passPhrase)).rejects.toMatchObject({ code });
    await expectEmpty(databaseUrl);
  });

  it.each([
    ["a shop's", [Buffer.from("SQLite format 3\0")], "backup-damaged"],
    [
      "a later version's",
      [encodeFrame("H", header({ migrations: ["9999-later"] })), end(0)],
      "backup-newer",
    ],
    ["one without an end", [encodeFrame("H", header())], "backup-damaged"],
    ["one that lacks rows", [encodeFrame("H", header()), end(5)], "backup-damaged"],
  ])("that is %s is refused", async (_, frames, code) => {
    const other = join(folder, `other-${others.length}`);
    await writeFrames(other, frames);
    const databaseUrl = await createEmpty();
    await expect(restore(other, databaseUrl)).rejects.toMatchObject({ code });
    await expectEmpty(databaseUrl);
  });

  it("is not put into a database that has something", async () => {
    const before = await readAll(db);
    await expect(restore(path, database.url)).rejects.toMatchObject({
      code: "database-not-empty",
    });
    expect(await readAll(db)).toEqual(before);
  });

  it("is not put beside what an earlier release was to keep", async () => {
    const databaseUrl = await createEmpty();
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query("CREATE SCHEMA kept_for_upgrade CREATE TABLE members ()");
    await client.end();
    await expect(restore(path, databaseUrl)).rejects.toMatchObject({ code: "database-not-empty" });
    await expectEmpty(databaseUrl);
  });

  it("leaves nothing half done where the database ends on the way, or the disk is in the way", async () => {
    const databaseUrl = await createEmpty();
    const breaks: Promise<unknown>[] = [];
    const ending = restoreBackup(path, {
      ...{ databaseUrl, passPhrase: PASS_PHRASE, nowMs: START_MS },
      onProgress: () => {
        // As if its connection broke in the middle.
        const broken = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = ${databaseUrl.split("/").at(-1)}`.execute(db);
        breaks.push(broken);
      },
    });
    await expect(ending).rejects.toThrow();
    // Before the next connection.
    await Promise.all(breaks);
    await expectEmpty(databaseUrl);
    await expect(make(join(folder, "none", "a.backup"))).rejects.toThrow(/ENOENT/);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("is not made by a user of the database from whom walls hide rows", async () => {
    // Roles belong to the server, which other test files use, too.
    const reader = `reader_of_${database.name}`;
    await sql`CREATE ROLE ${sql.id(reader)} LOGIN`.execute(db);
    await sql`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${sql.id(reader)}`.execute(db);
    const databaseUrl = database.url.replace("chain@", `${reader}@`);
    const to = join(folder, "reader.backup");
    const making = writeBackup(to, {
      ...{ databaseUrl, files: [], passPhrase: PASS_PHRASE, nowMs: START_MS },
    });
    await expect(making).rejects.toMatchObject({ code: "database-not-whole" });
    expect(existsSync(to)).toBe(false);
  });

  it("of an earlier version's database is brought up to date", async () => {
    const older = await createEmpty();
    const names = Object.keys(MIGRATIONS).filter((name) => name < "0037");
    const header = { ...{ format: "saunter-chain", madeMs: 1 }, migrations: names, partitions: [] };
    const table = { name: "organisations", columns: ["organisation_id", "name"] };
    const frames = [
      encodeFrame("H", header),
      encodeFrame("T", table),
      encodeFrame("D", Buffer.from("main\tThe chain\n")),
      encodeFrame("E", { rows: 1 }),
      encodeFrame("T", { name: "audit_head", columns: ["is_only", "position", "hash"] }),
      encodeFrame("D", Buffer.from("t\t0\tsaunter\n")),
      encodeFrame("E", { rows: 1 }),
      encodeFrame("Z", { tables: 2, rows: 2 }),
    ];
    const file = join(folder, "older.backup");
    await writeFrames(file, frames);
    await restore(file, older);
    const restored = await openDatabase(older);
    expect(await restored.selectFrom("passwords").select("is_sealed").execute()).toEqual([]);
    await restored.destroy();
  });

  it("has every table, those that others refer to first", async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    const names = (await listTables(client)).map(({ name }) => name);
    await client.end();
    expect(names.toSorted()).toEqual(Object.keys(await readAll(db)).toSorted());
    expect(names.indexOf("organisations")).toBeLessThan(names.indexOf("shops"));
    expect(names.indexOf("shops")).toBeLessThan(names.indexOf("events"));
    const circle = [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ];
    expect(() => sortByReferences([{ name: "a" }, { name: "b" }], circle)).toThrow(/circle: a, b/);
  });

  it("is checked without a database", async () => {
    expect(await readThrough(path, PASS_PHRASE)).toMatchObject({ madeMs: START_MS, files: FILES });
  });

  async function expectEmpty(databaseUrl: string): Promise<void> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const { rows } = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    );
    await client.end();
    expect(rows).toEqual([]);
  }
});

/** A backup with these frames, whatever they are. */
async function writeFrames(path: string, frames: readonly Buffer[]): Promise<void> {
  async function* pack() {
    yield gzipSync(Buffer.concat(frames));
  }
  const parts: Buffer[] = [];
  for await (const part of encrypt(pack(), PASS_PHRASE)) parts.push(part);
  writeFileSync(path, Buffer.concat(parts));
}

/** @param share of the file's length. */
function flip(share: number) {
  return (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    const at = Math.min(bytes.length - 1, Math.floor(bytes.length * share));
    changed[at] = changed[at]! ^ 1;
    return changed;
  };
}

function setByte(at: number, value: number) {
  return (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    changed[at] = value;
    return changed;
  };
}

function header(more: object = {}): object {
  return { format: "saunter-chain", madeMs: 1, migrations: [], partitions: [], ...more };
}

function end(rows: number): Buffer {
  return encodeFrame("Z", { tables: 0, rows });
}
