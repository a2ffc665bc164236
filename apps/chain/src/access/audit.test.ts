/** The audit trail says what was done, and is found out where it says something else. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REQUEST_ROLE } from "../database/walls.ts";
import {
  CHAIN,
  organisation,
  startChainHttp,
  type TestChainHttp,
} from "../http/chain-http-fixture.ts";
import { appendAudit, BY_CHAIN, removeOldAddresses, verifyAudit } from "./audit.ts";

describe("the audit trail", () => {
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp();
  });
  afterAll(() => chain.close());

  const append = (name: string) =>
    chain.db.transaction().execute((tx) =>
      appendAudit(tx, BY_CHAIN, "region-added", 1, {
        object: { kind: "region", id: name },
        changes: { name: { before: null, after: 'Ünsal "x"\n' } },
      }),
    );

  it("has who did it, from where, what, to what, and how it was before", async () => {
    const { token, userId } = await chain.signIn("owner", CHAIN);
    const body = { name: "Renamed" };
    await chain.ask("POST /v1/organisations/a", { token, body });
    const { items } = (await chain.ask("GET /v1/audit?objectId=a", { token })).body;
    expect(items).toMatchObject([
      {
        ...{ kind: "organisation-changed", actor: { kind: "user", id: userId } },
        ...{ address: "127.0.0.1", object: { kind: "organisation", id: "a" } },
        changes: { name: { before: "Organisation a", after: "Renamed" } },
      },
    ]);
  });

  it("has looks at people and at itself, and never a secret", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    const { body: made } = await chain.ask("POST /v1/scim-tokens", {
      token,
      body: { name: "Directory", organisationId: null },
    });
    const added = await chain.ask("POST /v1/shops", {
      token,
      body: { shopId: "new-1", name: "New", organisationId: "a", regionId: null },
    });
    await chain.ask("GET /v1/users", { token });
    await chain.ask("GET /v1/audit", { token });
    const csv = await chain.ask("GET /v1/audit/export", { token });
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    for (const kind of ["users-viewed", "audit-viewed", "shop-added", "scim-token-added"]) {
      expect(csv.text).toContain(kind);
    }
    expect(csv.text).not.toContain(made.token);
    expect(csv.text).not.toContain(added.body.password);
    const after = await chain.ask("GET /v1/audit?kind=audit-exported", { token });
    expect(after.body.items).toHaveLength(1);
  });

  it("runs no formula in a spreadsheet, and keeps a cell a cell", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    await chain.db
      .transaction()
      .execute((tx) =>
        appendAudit(tx, { kind: "user", id: '=1+1",x', address: null }, "signed-out", 1),
      );
    const { text } = await chain.ask("GET /v1/audit/export?kind=signed-out", { token });
    expect(text).toContain(`,"'=1+1"",x",`);
  });

  it("is shown to an organisation as far as it is about it", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    for (const id of ["a", "b"]) {
      await chain.ask(`POST /v1/organisations/${id}`, { ...owner, body: { name: `New ${id}` } });
    }
    await chain.ask("POST /v1/shops/b-1/credentials", owner);
    const { token } = await chain.signIn("auditor", organisation("b"));
    const { items } = (await chain.ask("GET /v1/audit", { token })).body;
    const about = items.map((one: { object: { id: string } }) => one.object?.id);
    expect(about).toEqual(["b-1", "b"]);
  });

  it("forgets from where something was done in its time, and is in order afterwards", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    await chain.ask("POST /v1/organisations/b", { token, body: { name: "Once more" } });
    const read = async () => {
      const { items } = (await chain.ask("GET /v1/audit?objectId=b", { token })).body;
      return items[0];
    };
    const before = await read();
    expect(before.address).toBe("127.0.0.1");
    await removeOldAddresses(chain.db, before.atMs);
    expect((await read()).address).toBe("127.0.0.1");
    const looks = await chain.db.selectFrom("audit_addresses").selectAll().execute();
    await removeOldAddresses(chain.db, before.atMs + 1);
    expect(await read()).toEqual({ ...before, address: null });
    expect(await verifyAudit(chain.db)).toMatchObject({ ok: true });
    // For what follows there are some again.
    await chain.db
      .insertInto("audit_addresses")
      .values(looks)
      .onConflict((one) => one.doNothing())
      .execute();
  });

  it("is in order, also where many write at once", async () => {
    await Promise.all(Array.from({ length: 30 }, (_, at) => append(`r${at}`)));
    expect(await verifyAudit(chain.db)).toMatchObject({ ok: true });
  });

  it("is there with its change, or neither is", async () => {
    const before = await verifyAudit(chain.db);
    const failing = chain.db.transaction().execute(async (tx) => {
      await appendAudit(tx, BY_CHAIN, "region-added", 1);
      throw new Error("later");
    });
    await expect(failing).rejects.toThrow("later");
    expect(await verifyAudit(chain.db)).toEqual(before);
  });

  it("takes a version, a roll-out's state and a sign-out with it where it cannot be written", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    const body = {
      ...{ kind: "goods", layer: "shared", regionId: null, shopId: null, effectiveMs: null },
      ...{ isForced: false, note: "Spring", content: { currency: "GBP", items: {} } },
      rollOut: { canaryShopIds: ["a-1"], steps: [{ share: 1, waitMs: 0 }] },
    };
    const put = () => chain.ask("POST /v1/versions", { token, body });
    expect((await put()).status).toBe(201);
    const [rollOut] = (await chain.ask("GET /v1/roll-outs", { token })).body.items;
    const change = { state: "stopped", reason: "a mistake" };
    const failing = [
      put,
      () => chain.ask(`POST /v1/roll-outs/${rollOut.rollOutId}`, { token, body: change }),
      () => chain.ask("POST /v1/sign-out", { token }),
    ];
    await sql`ALTER FUNCTION append_audit RENAME TO append_nothing`.execute(chain.db);
    for (const request of failing) expect((await request()).status).toBe(500);
    await sql`ALTER FUNCTION append_nothing RENAME TO append_audit`.execute(chain.db);
    expect((await chain.ask("GET /v1/versions", { token })).body.items).toHaveLength(1);
    expect((await chain.ask("GET /v1/roll-outs", { token })).body.items).toEqual([rollOut]);
  });

  it.each([
    ["changed", "UPDATE audit_events SET hash = 'x'"],
    ["removed", "DELETE FROM audit_events"],
    ["emptied", "TRUNCATE audit_events"],
  ])("refuses to be %s, whoever asks", async (_, statement) => {
    await expect(sql.raw(statement).execute(chain.db)).rejects.toThrow(/appended to/);
    const asRole = chain.db.transaction().execute(async (tx) => {
      await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
      await sql.raw(statement).execute(tx);
    });
    await expect(asRole).rejects.toThrow(/permission denied/);
  });

  it("takes no row of a request by any other way", async () => {
    for (const statement of [
      "INSERT INTO audit_events (position, hash, body) VALUES (99999, 'x', '{}')",
      "UPDATE audit_head SET position = 0",
    ]) {
      const asRole = chain.db.transaction().execute(async (tx) => {
        await sql`SET LOCAL ROLE ${sql.id(REQUEST_ROLE)}`.execute(tx);
        await sql.raw(statement).execute(tx);
      });
      await expect(asRole).rejects.toThrow(/permission denied/);
    }
  });

  /** As somebody with the database in hands would, who can switch triggers off. Undone afterwards. */
  async function tamper(statements: readonly string[], known: Parameters<typeof verifyAudit>[1]) {
    const undo = new Error("undo");
    let verdict: Awaited<ReturnType<typeof verifyAudit>> | null = null;
    const work = chain.db.transaction().execute(async (tx) => {
      await sql`ALTER TABLE audit_events DISABLE TRIGGER ALL`.execute(tx);
      for (const statement of statements) await sql.raw(statement).execute(tx);
      verdict = await verifyAudit(tx, known);
      throw undo;
    });
    await expect(work).rejects.toBe(undo);
    return verdict;
  }

  it.each([
    ["a body", ['UPDATE audit_events SET body = \'{"atMs":1,"kind":"x"}\' WHERE position = 5'], 5],
    [
      "a space in a body",
      ["UPDATE audit_events SET body = (body::text || ' ')::json WHERE position = 5"],
      5,
    ],
    ["an address", ["UPDATE audit_addresses SET address = '192.0.2.9' WHERE position = 1"], 1],
    ["a hash", ["UPDATE audit_events SET hash = 'x' WHERE position = 5"], 5],
    ["a row that is gone", ["DELETE FROM audit_events WHERE position = 5"], 5],
    [
      "two rows in another order",
      [
        "UPDATE audit_events SET position = -5 WHERE position = 5",
        "UPDATE audit_events SET position = 5 WHERE position = 6",
        "UPDATE audit_events SET position = 6 WHERE position = -5",
      ],
      5,
    ],
  ])("is found out by %s", async (_, statements, position) => {
    expect(await tamper(statements, null)).toEqual({ ok: false, position });
  });

  it("is found out where its end is cut, by its head, or by one that was noted elsewhere", async () => {
    const verdict = await verifyAudit(chain.db);
    if (!verdict.ok) throw new Error("it is not in order");
    const { head } = verdict;
    const cut = `DELETE FROM audit_events WHERE position > ${head.position - 3}`;
    const gone = { ok: false, position: head.position - 2 };
    expect(await tamper([cut], null)).toEqual(gone);
    const moved = `UPDATE audit_head SET (position, hash) =
      (SELECT position, hash FROM audit_events ORDER BY position DESC LIMIT 1)`;
    expect(await tamper([cut, moved], null)).toMatchObject({ ok: true });
    expect(await tamper([cut, moved], head)).toEqual(gone);
    const again = Array.from(
      { length: 3 },
      () => 'SELECT append_audit(\'{"atMs":1,"kind":"x"}\', NULL)',
    );
    expect(await tamper([cut, moved, ...again], head)).toEqual({
      ok: false,
      position: head.position,
    });
    expect(await tamper([], head)).toEqual({ ok: true, head });
  });
});
