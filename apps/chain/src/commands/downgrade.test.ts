/** The command that takes a chain's database back, as an operator runs it, and processes that are killed on the way. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAudit } from "../access/audit.ts";
import { downgradeDatabase } from "../database/downgrade.ts";
import {
  checksumAll,
  fillDatabase,
  makeJournals,
  readSchema,
} from "../database/fill-tables-fixture.ts";
import { openDatabase } from "../database/open-database.ts";
import { readSteps, STEPS } from "../database/steps.ts";
import { useClient } from "../database/use-client.ts";
import { projectAll } from "../figures/projector.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import { restoreBackup } from "../keep/restore-backup.ts";
import { nameTotpContext, sealAgain } from "../secrets/seal-again.ts";
import { openByAny, sealBytes } from "../secrets/sealed-secret.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import { startPostgres, type TestPostgres } from "../servers-fixture.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const OPEN = fileURLToPath(new URL("../database/open-database.ts", import.meta.url));
const PASS_PHRASE = "correct horse battery";
const LAST = STEPS.at(-1)!;
const BEFORE_LAST = STEPS.at(-2)!;

describe("saunter-chain downgrade", () => {
  const folders = createScratchFolders();
  const keys = createHubKeys();
  const sealingKeys = listSealingKeys(keys);
  const secret = randomBytes(20);
  let postgres: TestPostgres;
  let databases = 0;

  const admin = async (query: string): Promise<void> => {
    const client = new pg.Client(postgres.connectionString);
    await client.connect();
    await client.query(query);
    await client.end();
  };
  async function makeDatabase(template = "filled"): Promise<string> {
    const name = `chain_${databases++}`;
    await admin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return postgres.connectionString.replace(/postgres$/, name);
  }
  /** @param more lines of the configuration */
  function writeConfig(more = ""): { readonly file: string; readonly folder: string } {
    const folder = folders.make();
    writeFileSync(join(folder, "hub-keys.json"), JSON.stringify(keys));
    writeFileSync(join(folder, "chain.creds"), "credentials\n");
    writeFileSync(
      join(folder, "chain.yaml"),
      `publicUrl: https://chain.example
owner: { email: owner@chain.example }
database: { url: SAUNTER_CHAIN_DATABASE }
hub: { shards: 1, servers: [hub:4222], credentials: { file: chain.creds }, keys: { file: hub-keys.json } }
${more}`,
    );
    return { file: join(folder, "chain.yaml"), folder };
  }
  function start(databaseUrl: string, args: readonly string[]): ChildProcess {
    const environment = {
      ...process.env,
      SAUNTER_CHAIN_DATABASE: databaseUrl,
      SAUNTER_BACKUP_PASS_PHRASE: PASS_PHRASE,
    };
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return spawn(process.execPath, [MAIN, ...args], { env: environment, stdio: [...stdio] });
  }
  async function run(databaseUrl: string, args: readonly string[]) {
    const child = start(databaseUrl, args);
    const ended = once(child, "close");
    const [out, error] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    const [code] = (await ended) as [number | null];
    return { code, out, error };
  }
  /** All that is in it. */
  async function look(databaseUrl: string): Promise<unknown> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const db = useClient(client) as unknown as Kysely<unknown>;
    const seen = [await readSteps(db), await readSchema(db), await checksumAll(db)];
    await client.end();
    return seen;
  }
  /** @param where of the server's processes */
  async function countProcesses(where: string): Promise<number | null> {
    const client = new pg.Client(postgres.connectionString);
    await client.connect();
    const { rowCount } = await client.query(`SELECT FROM pg_stat_activity WHERE ${where}`);
    await client.end();
    return rowCount;
  }
  const untilProcesses = (where: string, count: number): Promise<void> =>
    expect.poll(() => countProcesses(where)).toBe(count);
  /** Until the server has noticed that a process is gone. */
  const untilAlone = (databaseUrl: string): Promise<void> =>
    untilProcesses(`datname = '${databaseUrl.split("/").at(-1)}'`, 0);

  beforeAll(async () => {
    postgres = await startPostgres();
    await admin("CREATE DATABASE filled");
    const databaseUrl = postgres.connectionString.replace(/postgres$/, "filled");
    const db = await openDatabase(databaseUrl);
    await fillDatabase(db, databaseUrl, makeJournals());
    for (const { user_id: userId } of await db
      .selectFrom("passwords")
      .select("user_id")
      .execute()) {
      const totp_secret = sealBytes(secret, sealingKeys[0]!, nameTotpContext(userId));
      const values = { totp_secret, is_sealed: true };
      await db.updateTable("passwords").set(values).where("user_id", "=", userId).execute();
    }
    await db.destroy();
  });
  afterAll(async () => {
    await postgres.stop();
    folders.remove();
  });

  it("lists the steps of the release and of a database", async () => {
    const { file } = writeConfig();
    expect((await run("", ["steps"])).out.trim().split("\n")).toEqual(STEPS);
    const databaseUrl = await makeDatabase();
    const { out } = await run(databaseUrl, ["steps", file]);
    expect(out).toContain(`${LAST}  in the database\n`);
  });

  it("shows what it would do, and does nothing unless somebody agrees", async () => {
    const { file } = writeConfig();
    const databaseUrl = await makeDatabase();
    const before = await look(databaseUrl);
    const args = ["downgrade", file, "--to", "0035-members"];
    expect(await run(databaseUrl, args)).toMatchObject({
      code: 1,
      error: expect.stringContaining("give --backup <file>, or --no-backup"),
    });
    const { code, out } = await run(databaseUrl, [...args, "--no-backup"]);
    expect(code).toBe(1);
    expect(out).toContain(`From ${LAST} back to 0035-members`);
    expect(out).toContain("keeps size_bytes, dropped of set_aside (3 rows)");
    expect(out).toContain("keeps forecasts (3 rows)");
    expect(out).toContain("keeps state, reason of roll_outs (1 row)");
    expect(out).toContain("keeps balance_cards (4 rows)");
    expect(out).toContain("keeps loyalty_rules (8 rows)");
    expect(out).toContain("drops, to be made of events again: version_answers");
    expect(out).toContain("There will be no backup.");
    expect(out).toContain("Nothing was changed.");
    expect(await look(databaseUrl)).toEqual(before);
  });

  it("makes a backup first, beside those of every day, and goes back", async () => {
    const backups = folders.make();
    const { file } = writeConfig(
      `backup: { folder: ${backups}, passPhrase: SAUNTER_BACKUP_PASS_PHRASE }\n`,
    );
    const databaseUrl = await makeDatabase();
    const before = await look(databaseUrl);
    const { code, error, out } = await run(databaseUrl, [
      ...["downgrade", file, "--to", "0035-members", "--yes"],
    ]);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    const undone = STEPS.filter((name) => name > "0035-members");
    expect(out).toContain(`Undoing ${LAST} (1 of ${undone.length})\n`);
    expect(out).toContain(
      `(${undone.length} of ${undone.length})\nThe database is at 0035-members.`,
    );
    const [name, ...others] = readdirSync(backups);
    expect(others).toEqual([]);
    expect(name).toMatch(/^before-downgrade-.*\.backup$/);
    const restored = await makeDatabase("template0");
    await restoreBackup(join(backups, name!), {
      ...{ databaseUrl: restored, passPhrase: PASS_PHRASE, nowMs: 1 },
    });
    const [, schema] = (await look(restored)) as unknown[];
    expect(schema).toEqual((before as unknown[])[1]);

    // The release of before checks second factors in clear.
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const { rows } = await client.query("SELECT DISTINCT totp_secret FROM passwords");
    await client.end();
    expect(rows).toEqual([{ totp_secret: secret }]);

    const db = await openDatabase(databaseUrl);
    await projectAll(db);
    expect(await sealAgain(db, sealingKeys)).toMatchObject({ sealed: 3, unreadable: 6 });
    const [stored] = await db.selectFrom("passwords").selectAll().execute();
    expect(stored).toMatchObject({ is_sealed: true });
    const opened = openByAny(stored!.totp_secret, sealingKeys, nameTotpContext(stored!.user_id));
    expect(opened!.secret).toEqual(secret);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
    const [last] = await db
      .selectFrom("audit_events")
      .select(["kind", sql<string>`body->'changes'`.as("changes")])
      .orderBy("position", "desc")
      .limit(1)
      .execute();
    expect(last).toEqual({
      kind: "chain-downgraded",
      changes: { step: { before: LAST, after: "0035-members" } },
    });
    await db.destroy();
  });

  it.each([
    [
      "a step that there is not",
      "0036-none",
      /there is no step 0036-none; there are 0001-events, /,
    ],
    ["no step", "", /there is no step/],
  ])("refuses %s", async (_, to, message) => {
    const { file } = writeConfig();
    const databaseUrl = await makeDatabase();
    const { code, error } = await run(databaseUrl, ["downgrade", file, "--to", to, "--no-backup"]);
    expect(code).toBe(1);
    expect(error).toMatch(message);
    expect(error).not.toContain("at ");
  });

  it("does nothing where the database is there already, and does not go forward", async () => {
    const { file } = writeConfig();
    const databaseUrl = await makeDatabase();
    const back = ["downgrade", file, "--yes", "--no-backup", "--to"];
    expect((await run(databaseUrl, [...back, BEFORE_LAST])).code).toBe(0);
    const before = await look(databaseUrl);
    const { code, out } = await run(databaseUrl, [...back, BEFORE_LAST]);
    expect(code).toBe(0);
    expect(out).toBe(`The database is at ${BEFORE_LAST} already; nothing was changed.\n`);
    expect((await run(databaseUrl, [...back, LAST])).error).toContain(
      "start the chain to go there",
    );
    expect(await look(databaseUrl)).toEqual(before);
  });

  it("refuses while another program is connected, and names it", async () => {
    const { file } = writeConfig();
    const databaseUrl = await makeDatabase();
    const before = await look(databaseUrl);
    const db = await openDatabase(`${databaseUrl}?application_name=chain`);
    const { code, error } = await run(databaseUrl, [
      ...["downgrade", file, "--to", BEFORE_LAST, "--yes", "--no-backup"],
    ]);
    expect(code).toBe(1);
    expect(error).toMatch(/connected to the database: chain of chain, process \d+/);
    // One that comes between the look and the change.
    const options = { to: BEFORE_LAST, sealingKeys, nowMs: 1 };
    await expect(downgradeDatabase(databaseUrl, options)).rejects.toMatchObject({
      code: "database-in-use",
    });
    await db.destroy();
    expect(await look(databaseUrl)).toEqual(before);
  });

  it("lets a chain that starts meanwhile wait, which then brings the database forward", async () => {
    const databaseUrl = await makeDatabase();
    let starting: Promise<{ destroy(): Promise<void> }> | undefined;
    await downgradeDatabase(databaseUrl, {
      ...{ to: "0003-down", sealingKeys, nowMs: 1 },
      onStep: () => {
        starting ??= openDatabase(databaseUrl);
      },
    });
    const db = await starting!;
    await db.destroy();
    expect(((await look(databaseUrl)) as unknown[])[0]).toEqual(STEPS);
  });

  it("goes back as a user who is no superuser, and refuses one from whom walls hide rows", async () => {
    await admin("CREATE ROLE app LOGIN CREATEROLE");
    await admin("CREATE DATABASE app OWNER app");
    const url = new URL(postgres.connectionString);
    url.username = "app";
    url.pathname = "/app";
    const db = await openDatabase(url.href);
    await fillDatabase(db, url.href, makeJournals());
    const before = await checksumAll(db as never);
    await db.destroy();
    await admin("CREATE ROLE reader LOGIN");
    const reader = new URL(url);
    reader.username = "reader";
    const options = { to: "0001-events", sealingKeys, nowMs: 1 };
    await expect(downgradeDatabase(reader.href, options)).rejects.toMatchObject({
      code: "database-not-whole",
    });
    await downgradeDatabase(url.href, options);
    const again = await openDatabase(url.href);
    await projectAll(again);
    const { audit_events, audit_head, ...others } = await checksumAll(again as never);
    expect(audit_events!.rows).toBe(before.audit_events!.rows + 1);
    expect(audit_head!.rows).toBe(1);
    expect(before).toMatchObject(others);
    await again.destroy();
  });

  it.each(["first", "middle"])(
    "that is killed at its %s step has changed nothing, and can be run again",
    async (when) => {
      const { file } = writeConfig();
      const databaseUrl = await makeDatabase();
      const before = await look(databaseUrl);
      const args = ["downgrade", file, "--to", "0001-events", "--yes", "--no-backup"];
      const child = start(databaseUrl, args);
      const closed = once(child, "close");
      const at = when === "first" ? LAST : "0030-places";
      for await (const line of createInterface(child.stdout!)) {
        if (line.startsWith(`Undoing ${at}`)) child.kill("SIGKILL");
      }
      expect(await closed).toEqual([null, "SIGKILL"]);
      await untilAlone(databaseUrl);
      expect(await look(databaseUrl)).toEqual(before);
      expect((await run(databaseUrl, args)).code).toBe(0);
      await (await openDatabase(databaseUrl)).destroy();
    },
  );

  it("is followed by an upgrade that, killed on the way, has changed nothing, and is made at the next start", async () => {
    const databaseUrl = await makeDatabase();
    await downgradeDatabase(databaseUrl, { to: "0003-down", sealingKeys, nowMs: 1 });
    const before = await look(databaseUrl);
    // The upgrade waits here, in its midst.
    const holder = new pg.Client(databaseUrl);
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE set_aside IN ACCESS SHARE MODE");
    const script = `import { openDatabase } from ${JSON.stringify(OPEN)}; await openDatabase(process.env.URL)`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, URL: databaseUrl },
      stdio: "ignore",
    });
    await untilProcesses("wait_event_type = 'Lock' AND query LIKE '%set_aside%'", 1);
    child.kill("SIGKILL");
    await once(child, "close");
    await holder.query("COMMIT");
    await holder.end();
    await untilAlone(databaseUrl);
    expect(await look(databaseUrl)).toEqual(before);
    const db = await openDatabase(databaseUrl);
    expect(await readSteps(db)).toEqual(STEPS);
    const { rows } = await sql`SELECT FROM pg_namespace WHERE nspname = 'kept_for_upgrade'`.execute(
      db,
    );
    expect(rows).toEqual([]);
    await db.destroy();
  });
});
