/** A chain's database goes back to each of its steps and forward again, on a real PostgreSQL. */
import { sampleTests } from "@saunter/testing/sample";
import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterAll, beforeAll, describe, expect, it as vitestIt } from "vitest";
import { asRequest } from "../access/as-request.ts";
import { verifyAudit } from "../access/audit.ts";
import { selectRule } from "../balances/loyalty-rules.ts";
import { prepareFigures, projectAll } from "../figures/projector.ts";
import { checksumTables } from "../keep/checksum-tables.ts";
import { MAIN_ORGANISATION } from "../shops.ts";
import { planDowngrade, undoSteps } from "./downgrade.ts";
import {
  checksumAll,
  EVENTS,
  fillDatabase,
  listNames,
  makeJournals,
  readSchema,
  sendSome,
} from "./fill-tables-fixture.ts";
import { MIGRATIONS } from "./migrations.ts";
import { type ChainDatabase, connectDatabase, openDatabase } from "./open-database.ts";
import { isReversible, KEPT_SCHEMA } from "./reversible.ts";
import { STEPS } from "./steps.ts";
import { createDatabase, type TestDatabase } from "./test-database-fixture.ts";
import { listTablesOfShops, REQUEST_ROLE, WALLS_VERSION } from "./walls.ts";

const it = sampleTests(vitestIt, 0.2);

const LAST = STEPS.at(-1)!;
/** Of which requests see whose they are, and no more. */
const OF_USERS = ["identities", "invitations", "passwords", "sessions"];
/** Made of events by the process, once it is there again. */
const MADE_AGAIN = STEPS.flatMap((name) => {
  const step = MIGRATIONS[name]!;
  return isReversible(step) ? step.madeAgain : [];
});

describe("a chain's database", () => {
  const journals = makeJournals();
  const length = Math.min(...[...journals.values()].map((rows) => rows.length));
  let filled: string;
  const databases: TestDatabase[] = [];
  const opened: ChainDatabase[] = [];
  const urls = new WeakMap<ChainDatabase, string>();
  const urlOf = (db: ChainDatabase): string => urls.get(db)!;
  /** A database that has rows in every table, or none at all. */
  async function makeDatabase(template: string): Promise<string> {
    databases.push(await createDatabase(template));
    return databases.at(-1)!.url;
  }
  async function open(databaseUrl: string): Promise<ChainDatabase> {
    const db = await openDatabase(databaseUrl);
    opened.push(db);
    urls.set(db, databaseUrl);
    return db;
  }
  const goTo = (db: ChainDatabase, to: string | null): Promise<void> =>
    db.transaction().execute((tx) => undoSteps(tx as never, to));
  async function goForward(db: ChainDatabase, to: string): Promise<void> {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
    const { error } = await migrator.migrateTo(to);
    if (error !== undefined) throw error;
  }
  const plain = (db: ChainDatabase) => db as unknown as Kysely<unknown>;

  beforeAll(async () => {
    const database = await createDatabase();
    databases.push(database);
    filled = database.name;
    const db = connectDatabase(database.url);
    await fillDatabase(db, database.url, journals);
    const sums = await checksumAll(plain(db));
    await db.destroy();
    const empty = Object.entries(sums).filter(([, { rows }]) => rows === 0);
    // Everything that arbitrary events came to is right.
    expect(empty.map(([name]) => name)).toEqual(["figure_faults"]);
  });
  afterAll(async () => {
    for (const db of opened) await db.destroy();
    for (const database of databases) await database.drop();
  });

  it.each(STEPS)("has a way back from %s", (name) => {
    expect(isReversible(MIGRATIONS[name]!)).toBe(true);
  });

  it("goes back step by step, each the schema of a new database, and forward with every row", async () => {
    const fresh = await open(await makeDatabase("template0"));
    await goTo(fresh, null);
    const schemas = new Map<string, string[]>();
    for (const name of STEPS) {
      await goForward(fresh, name);
      schemas.set(name, await readSchema(plain(fresh)));
    }
    const db = await open(await makeDatabase(filled));
    const before = await checksumAll(plain(db));
    for (const [at, name] of [...STEPS.entries()].toReversed()) {
      const here = omit(await checksumAll(plain(db)), MADE_AGAIN);
      const down = STEPS[at - 1] ?? null;
      await goTo(db, down);
      if (down !== null) expect(await readSchema(plain(db)), name).toEqual(schemas.get(down));
      await goForward(db, name);
      expect(omit(await checksumAll(plain(db)), MADE_AGAIN), name).toEqual(here);
      expect(await readSchema(plain(db)), name).toEqual(schemas.get(name));
      await goTo(db, down);
    }
    expect(await listNames(plain(db))).toEqual([]);
    for (const name of STEPS) {
      await goForward(db, name);
      expect(await readSchema(plain(db)), name).toEqual(schemas.get(name));
    }
    await projectAll(db);
    expect(await checksumAll(plain(db))).toEqual(before);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });

  it("takes events at each earlier step, and has as many of everything as one that never went back", async () => {
    const [db, twin] = [
      await open(await makeDatabase(filled)),
      await open(await makeDatabase(filled)),
    ];
    const earlier = STEPS.slice(0, -1);
    const each = Math.floor((length - EVENTS) / earlier.length);
    const counts = async (): Promise<unknown> => {
      const { events } = await checksumTables(db, ["events"]);
      return events!.rows;
    };
    let sent = EVENTS;
    for (const to of earlier.toReversed()) {
      const before = await counts();
      await goTo(db, to);
      expect(await counts(), to).toBe(before);
      await sendSome(db, journals, sent, sent + each);
      sent += each;
    }
    await sendSome(db, journals, sent, length);
    await goForward(db, LAST);
    await projectAll(db);
    await sendSome(twin, journals, EVENTS, length);
    await projectAll(twin);
    const same = await checksumAll(plain(twin));
    expect(same.events!.rows).toBe(2 * length);
    expect(same.visits!.rows).toBeGreaterThan(5);
    expect(same.receipts!.rows).toBeGreaterThan(5);
    expect(await checksumAll(plain(db))).toEqual(same);
  });

  it("has its walls at each step, and shows no request what is kept", async () => {
    const db = await open(await makeDatabase(filled));
    for (const to of STEPS.slice(0, -1).toReversed()) {
      await goTo(db, to);
      await expectWalls(db, to);
    }
    await goForward(db, LAST);
    await openDatabase(urlOf(db)).then((one) => one.destroy());
    await expectWalls(db, LAST);
    const { rows } = await sql<{ comment: string }>`
      SELECT DISTINCT split_part(obj_description(oid, 'pg_policy'), ' ', 1) AS comment
      FROM pg_policy WHERE polname = 'process'`.execute(db);
    expect(rows).toEqual([{ comment: WALLS_VERSION }]);
    expect(await mayExecute(db, "append_audit(text, text)")).toBe(true);
    const { rows: sessions } = await sql<{ may: boolean }>`
      SELECT has_table_privilege(${REQUEST_ROLE}, 'sessions', 'DELETE') AS may`.execute(db);
    expect(sessions).toEqual([{ may: true }]);
  });

  it("says what to do where a later release has brought it further, and stays as it is", async () => {
    const databaseUrl = await makeDatabase(filled);
    const db = await open(databaseUrl);
    await sql`INSERT INTO kysely_migration VALUES ('9999-later', '2100-01-01T00:00:00Z')`.execute(
      db,
    );
    const before = [await readSchema(plain(db)), await checksumAll(plain(db))];
    await expect(openDatabase(databaseUrl)).rejects.toMatchObject({
      code: "database-newer",
      message: expect.stringContaining(`saunter-chain downgrade chain.yaml --to ${LAST}`),
    });
    await expect(planDowngrade(db, "0001-events")).rejects.toMatchObject({
      code: "database-newer",
    });
    expect([await readSchema(plain(db)), await checksumAll(plain(db))]).toEqual(before);
  });

  it("leaves out what went with a row that is gone, and keeps apart what would have held it", async () => {
    const db = await open(await makeDatabase(filled));
    await goTo(db, "0020-access");
    // Somebody removes a directory's token, and by hand a roll-out.
    const [token] = await db.selectFrom("scim_tokens").select("token_id").execute();
    await db.deleteFrom("scim_tokens").where("token_id", "=", token!.token_id).execute();
    await goTo(db, "0003-down");
    await db.deleteFrom("roll_outs").where("roll_out_id", "=", "roll_outs.roll_out_id 0").execute();
    await goForward(db, LAST);
    const ofTokens = await db.selectFrom("directory_states").select("token_id").execute();
    expect(ofTokens).toHaveLength(2);
    expect(ofTokens).not.toContainEqual(token);
    expect(await db.selectFrom("forecasts").select("forecast_id").execute()).toHaveLength(2);
    const left = await sql<{ of_table: string; row: object }>`
      SELECT * FROM ${sql.id(KEPT_SCHEMA)}.left_over`.execute(db);
    expect(left.rows).toEqual([
      {
        of_table: "forecasts",
        row: expect.objectContaining({ roll_out_id: "roll_outs.roll_out_id 0", visits: 1 }),
      },
    ]);
    // And once more, with what is left over from before.
    await goTo(db, "0003-down");
    await goForward(db, LAST);
    expect(await db.selectFrom("forecasts").select("forecast_id").execute()).toHaveLength(2);
  });

  it("does not take what was written meanwhile for what was kept", async () => {
    const db = await open(await makeDatabase(filled));
    await goTo(db, "0003-down");
    const states = await db.selectFrom("roll_outs").select(["roll_out_id", "state"]).execute();
    // No shop has the version of one that waits.
    expect(states.map(({ state }) => state).toSorted()).toEqual(["back", "done", "running"]);
    await goForward(db, "0035-members");
    const passwords = () =>
      db.selectFrom("passwords").select(["user_id", "is_sealed"]).orderBy("user_id").execute();
    const totp_secret = Buffer.from("another");
    await db
      .updateTable("passwords")
      .set({ totp_secret })
      .where("user_id", "=", "users.user_id 0")
      .execute();
    await db.deleteFrom("passwords").where("user_id", "=", "users.user_id 1").execute();
    await db
      .insertInto("balances")
      .values({
        balance_id: "new",
        kind: "points",
        organisation_id: null,
        currency: "EUR",
        created_ms: 1,
      })
      .execute();
    await sql`
      INSERT INTO set_aside (shop_id, subject, reason, body, received_ms)
      VALUES ('a-0', 's', 'r', 'twelve bytes', 1)`.execute(db);
    await goForward(db, LAST);
    expect(await passwords()).toEqual([
      { user_id: "users.user_id 0", is_sealed: false },
      { user_id: "users.user_id 2", is_sealed: true },
    ]);
    const rolled = await db.selectFrom("roll_outs").select(["state", "reason"]).execute();
    expect(rolled).toContainEqual({ state: "waiting", reason: null });
    const aside = await db
      .selectFrom("set_aside")
      .select(["id", "size_bytes"])
      .orderBy("id")
      .execute();
    expect(aside).toEqual([
      { id: 1, size_bytes: 1 },
      { id: 2, size_bytes: 2 },
      { id: 3, size_bytes: 3 },
      { id: 4, size_bytes: 12 },
    ]);
    expect(await db.selectFrom("balances").select("balance_id").execute()).toHaveLength(4);
  });

  it("leaves an earlier release one card of a balance, and the rule that counts now", async () => {
    const db = await open(await makeDatabase(filled));
    await goTo(db, "0050-answers");
    const { rows: cards } = await sql`
      SELECT balance_id, number FROM balance_cards ORDER BY 1`.execute(db);
    expect(cards).toEqual(
      [0, 1, 2].map((at) => ({
        balance_id: `balances.balance_id ${at}`,
        number: `balance_cards.number ${at}`,
      })),
    );
    const { rows: rules } = await sql`
      SELECT currency, earned_points FROM loyalty_rules ORDER BY 1`.execute(db);
    expect(rules).toEqual([
      { currency: "loyalty_rules.currency 0", earned_points: 11 },
      { currency: "loyalty_rules.currency 1", earned_points: 2 },
      { currency: "loyalty_rules.currency 2", earned_points: 3 },
    ]);
  });

  it("returns cards to what an earlier release has made of them", async () => {
    const db = await open(await makeDatabase(filled));
    const before = await selectCards(db);
    await goTo(db, "0050-answers");
    // One customer is erased, one card blocked, one unblocked, and one issued.
    await sql`UPDATE balance_cards SET is_blocked = NOT is_blocked WHERE number < ${"balance_cards.number 2"}`.execute(
      db,
    );
    await sql`DELETE FROM balance_cards WHERE number = ${"balance_cards.number 2"}`.execute(db);
    await sql`INSERT INTO balances VALUES ('new', 'points', NULL, 'EUR', 0, 0, 0, 1)`.execute(db);
    await sql`INSERT INTO balance_cards VALUES ('new', 'new', 'h', true, NULL, 'u', 7)`.execute(db);
    const sinceMs = await readNowMs(db);
    await goForward(db, LAST);
    const after = await selectCards(db);
    expect(after.filter(({ replaced_ms }) => replaced_ms !== null)).toEqual(
      before.filter(({ number }) => number.startsWith("balance_cards.number 1 until")),
    );
    const [unblocked, blocked, ...others] = after.filter(({ replaced_ms }) => replaced_ms === null);
    expect(unblocked).toMatchObject({ number: "balance_cards.number 0", blocked_ms: null });
    expect(blocked).toMatchObject({ number: "balance_cards.number 1", is_blocked: true });
    // Whatever was bought until now earns points.
    expect(blocked!.blocked_ms).toBeGreaterThanOrEqual(sinceMs);
    expect(others).toEqual([expect.objectContaining({ number: "new", blocked_ms: 7 })]);
    expect(await hasKeptSchema(db)).toBe(false);
  });

  it("keeps apart a replaced card whose balance could not return", async () => {
    const db = await open(await makeDatabase(filled));
    await goTo(db, "0031-review-pool");
    // By hand: no release removes an organisation.
    await removeOrganisation(db, "organisations.organisation_id 0");
    await goForward(db, LAST);
    expect(await selectCards(db)).toHaveLength(4);
    expect(await listLeftOver(db, "balance_cards")).toHaveLength(3);
    // Of two currencies, one of which had none in force.
    expect(await listLeftOver(db, "loyalty_rules")).toHaveLength(2 + 1);
  });

  it("takes a rule that an earlier release has set for one more version", async () => {
    const db = await open(await makeDatabase(filled));
    const before = await selectRules(db);
    await goTo(db, "0050-answers");
    const setMs = await readNowMs(db);
    await sql`UPDATE loyalty_rules SET earned_points = 70, set_by = 'u', set_ms = ${setMs}::bigint
      WHERE currency = 'loyalty_rules.currency 0'`.execute(db);
    // The clock of who set it is late.
    await sql`UPDATE loyalty_rules SET earned_points = 71, set_ms = 0
      WHERE currency = 'loyalty_rules.currency 1'`.execute(db);
    await sql`INSERT INTO loyalty_rules
      SELECT organisation_id, 'EUR', 72, 1, 1, 'u', ${setMs}::bigint FROM loyalty_rules
      WHERE currency = 'loyalty_rules.currency 1'`.execute(db);
    await sql`INSERT INTO loyalty_rules VALUES (${MAIN_ORGANISATION}, 'USD', 73, 1, 1, 'u', 9)`.execute(
      db,
    );
    await goForward(db, LAST);
    const after = await selectRules(db);
    expect(after).toHaveLength(before.length + 4);
    expect(after).toEqual(expect.arrayContaining(before));
    const added = after.filter(({ earned_points }) => earned_points >= 70);
    const note = "";
    expect(added.toSorted((a, b) => a.earned_points - b.earned_points)).toEqual([
      // Shoppers could join, and still can.
      expect.objectContaining({ version: 6, effective_ms: setMs, is_open_to_join: true, note }),
      expect.objectContaining({ version: 3, effective_ms: 2, is_open_to_join: false, note }),
      expect.objectContaining({ version: 3, effective_ms: setMs, is_open_to_join: false, note }),
      expect.objectContaining({ version: 1, effective_ms: 9, is_open_to_join: false, note }),
    ]);
    for (const { currency, earned_points, organisation_id } of added) {
      const of = { organisationId: organisation_id, currency };
      const now = await db
        .transaction()
        .execute((tx) => selectRule(tx, of, setMs + 1).executeTakeFirst());
      expect(now).toMatchObject({ earned_points });
    }
    expect(await hasKeptSchema(db)).toBe(false);
    // And once more: none of it is another version.
    await goTo(db, "0050-answers");
    await goForward(db, LAST);
    expect(await selectRules(db)).toEqual(after);
  });

  it("brings no rule into force again that somebody removed", async () => {
    const db = await open(await makeDatabase(filled));
    await goTo(db, "0050-answers");
    await sql`DELETE FROM loyalty_rules WHERE currency = 'loyalty_rules.currency 0'`.execute(db);
    await goForward(db, LAST);
    expect((await selectRules(db)).map(({ currency }) => currency)).toEqual([
      ...["EUR", "loyalty_rules.currency 1", "loyalty_rules.currency 2"],
    ]);
    expect(await listLeftOver(db, "loyalty_rules")).toHaveLength(5);
  });

  it("returns answers to requests, which shops have reviewers, and parts of names that are the same", async () => {
    const db = await open(await makeDatabase(filled));
    const tables = ["idempotency_answers", "balance_holds"];
    const before = await checksumTables(db, tables);
    await goTo(db, "0048-faults");
    await sql`UPDATE users SET name = 'Renamed' WHERE user_id = 'users.user_id 0'`.execute(db);
    await sql`UPDATE shop_states SET seen_ms = 99`.execute(db);
    await goForward(db, LAST);
    expect(await checksumTables(db, tables)).toEqual(before);
    const users = await db
      .selectFrom("users")
      .select(["given_name", "family_name"])
      .orderBy("user_id")
      .execute();
    expect(users).toEqual([
      { given_name: null, family_name: null },
      { given_name: "users.given_name 1", family_name: "users.family_name 1" },
      { given_name: "users.given_name 2", family_name: "users.family_name 2" },
    ]);
    const shops = await db
      .selectFrom("shop_states")
      .select("has_reviewers")
      .orderBy("shop_id")
      .execute();
    expect(shops.map(({ has_reviewers }) => has_reviewers)).toEqual([true, false, true]);
  });

  it("makes figures again of a shop of which an earlier release could not read an event, once", async () => {
    const db = await open(await makeDatabase(filled));
    const before = await checksumAll(plain(db));
    await goTo(db, "0030-places");
    // As a release that does not know gift cards: nothing is made of the event, and it goes on.
    await sql`
      INSERT INTO figure_faults VALUES ('z-0', 'charges-1', 7, 'charge-v0', 'BalanceCaptured', 'r')`.execute(
      db,
    );
    await sql`UPDATE charges SET missing_minor = missing_minor + 1 WHERE shop_id = 'z-0'`.execute(
      db,
    );
    await goForward(db, LAST);
    await prepareFigures(db);
    await projectAll(db);
    expect(await checksumAll(plain(db))).toEqual(before);
    const fault = { projection: "charges-1", stream: "s", type: "T", reason: "r", position: 7 };
    await db
      .insertInto("figure_faults")
      .values({ shop_id: "z-0", ...fault, step: LAST })
      .execute();
    await prepareFigures(db);
    expect((await checksumAll(plain(db))).charges).toEqual(before.charges);
  });

  const selectCards = (db: ChainDatabase) =>
    db.selectFrom("balance_cards").selectAll().orderBy("number").execute();
  const selectRules = (db: ChainDatabase) =>
    db.selectFrom("loyalty_rules").selectAll().orderBy("currency").orderBy("version").execute();
  async function readNowMs(db: ChainDatabase): Promise<number> {
    const { rows } = await sql<{ ms: number }>`
      SELECT (extract(epoch FROM now()) * 1000)::bigint AS ms`.execute(db);
    return rows[0]!.ms;
  }
  async function hasKeptSchema(db: ChainDatabase): Promise<boolean> {
    const { rows } = await sql`
      SELECT FROM pg_namespace WHERE nspname = ${KEPT_SCHEMA}`.execute(db);
    return rows.length > 0;
  }
  async function listLeftOver(db: ChainDatabase, table: string): Promise<object[]> {
    const { rows } = await sql<object>`
      SELECT row FROM ${sql.id(KEPT_SCHEMA)}.left_over WHERE of_table = ${table}`.execute(db);
    return rows;
  }
  /** What was its is the first one's. */
  async function removeOrganisation(db: ChainDatabase, id: string): Promise<void> {
    const { rows } = await sql<{ table: string; column: string }>`
      SELECT conrelid::regclass::text AS table, attname AS column FROM pg_constraint
      JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
      WHERE contype = 'f' AND confrelid = 'organisations'::regclass`.execute(db);
    for (const { column, table } of rows) {
      await sql`
        UPDATE ${sql.table(table)} SET ${sql.id(column)} = ${MAIN_ORGANISATION}
        WHERE ${sql.id(column)} = ${id}`.execute(db);
    }
    await sql`DELETE FROM organisations WHERE organisation_id = ${id}`.execute(db);
  }
  async function expectWalls(db: ChainDatabase, step: string): Promise<void> {
    const { rows: open } = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_class WHERE NOT relforcerowsecurity
        AND relname = ANY (${await listTablesOfShops(plain(db))}::text[])`.execute(db);
    expect(open, step).toEqual([]);
    const { rows: kept } = await sql<{ name: string }>`
      SELECT format('%I.%I', nspname, relname) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname = ${KEPT_SCHEMA} AND relkind = 'r'`.execute(db);
    if (step < "0047-floods") expect(kept.length, step).toBeGreaterThan(0);
    for (const { name } of kept) {
      await expect(asNobody(db, name), name).rejects.toThrow(/permission denied for schema/);
    }
    if (step >= "0021-audit") expect(await asShop(db), step).toEqual([{ shop_id: "a-0" }]);
    for (const name of await listNames(plain(db))) {
      const count = await asNobody(db, name).catch((error) => String(error));
      const denied = `error: permission denied for table ${name}`;
      expect([0, denied, ...(OF_USERS.includes(name) ? [3] : [])], `${step} ${name}`).toContain(
        count,
      );
    }
  }
  /** Rows of its shop's state, of which there are three. */
  const asShop = (db: ChainDatabase): Promise<object[]> =>
    asRequest(db, { isAll: false, shops: ["a-0"], organisations: [], regions: [] }, (tx) =>
      tx.selectFrom("shop_states").select("shop_id").execute(),
    );
  /** Rows that a request made for nobody sees. */
  const asNobody = (db: ChainDatabase, table: string): Promise<number> =>
    db.transaction().execute(async (tx) => {
      await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
      const { rows } = await sql<{ count: number }>`
        SELECT count(*)::int AS count FROM ${sql.raw(table)}`.execute(tx);
      return rows[0]!.count;
    });
  async function mayExecute(db: ChainDatabase, name: string): Promise<boolean> {
    const { rows } = await sql<{ may: boolean }>`
      SELECT has_function_privilege(${REQUEST_ROLE}, ${name}, 'EXECUTE') AS may`.execute(db);
    return rows[0]!.may;
  }
});

function omit<T>(record: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
