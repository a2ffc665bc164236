import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SecurityEvent } from "@saunter/commerce/security/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditUsers } from "../people/audited-users.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "../people/people-fixture.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { findUser, listUsers } from "../people/users.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore } from "../store/store.ts";
import { findNotes, leaveNote, recordNotes, removeNotes } from "./console-notes.ts";
import { AT_CONSOLE, recordSecurity, toNew } from "./record-security.ts";
import { countRefused, recordRefused } from "./refused-sign-ins.ts";
import { NOTES_AT_ONCE_MAX, REFUSED_ROWS_MAX, REFUSED_WINDOW_MS } from "./security-limits.ts";
import { digestTree, noteSettings } from "./watch-settings.ts";

let people: PeopleStore;
beforeEach(() => {
  people = openPeopleStore();
});
afterEach(() => people.discard());

const listEvents = (): SecurityEvent[] =>
  people.store.readStream("security-log").map(({ event }) => event as SecurityEvent);
const countDetails = (): unknown =>
  people.store.db.prepare("SELECT count(*) AS count FROM security_details").get()!.count;
const OPERATOR = {
  kind: "user",
  id: "u1",
  roles: ["operator"],
  via: "key",
  address: "192.0.2.7",
} as const;

describe("a security event", () => {
  const proof = { kind: "key", hash: "hash" } as const;
  const user = { userId: "u2", name: "till", roles: ["device"], proof } as const;

  it("is there with its change, or neither is, wherever the transaction fails", async () => {
    const { store } = people;
    const failing = [
      // After the event and the change; while the change is made; while the event is written.
      () =>
        store.transact((tx) => {
          auditUsers(tx, OPERATOR).add(user, START_MS);
          throw new Error("the disk is full");
        }),
      () =>
        store.transact((tx) => {
          tx.db.exec(
            "CREATE TEMP TRIGGER t BEFORE INSERT ON users BEGIN SELECT RAISE(FAIL, 'no'); END",
          );
          auditUsers(tx, OPERATOR).add(user, START_MS);
        }),
      () =>
        store.transact((tx) => {
          tx.db.exec(
            "CREATE TEMP TRIGGER t BEFORE INSERT ON security_events BEGIN SELECT RAISE(FAIL, 'no'); END",
          );
          auditUsers(tx, OPERATOR).add(user, START_MS);
        }),
    ];
    for (const fail of failing) {
      await expect(fail()).rejects.toThrow();
      expect([findUser(store, "u2"), listEvents(), countDetails()]).toEqual([null, [], 0]);
    }
    await store.transact((tx) => auditUsers(tx, OPERATOR).add(user, START_MS));
    people = await people.reopen();
    expect(listUsers(people.store).users).toHaveLength(1);
    expect(listEvents().map(({ kind }) => kind)).toEqual(["user.added"]);
  });

  it("is not there where the commit fails, and neither is the change", async () => {
    await people.store.close();
    let failure: Error | null = null;
    class Failing extends DatabaseSync {
      override exec(sql: string): void {
        if (sql === "COMMIT" && failure !== null) throw failure;
        super.exec(sql);
      }
    }
    const options = { projections: SHOP_PROJECTIONS, schema: PEOPLE_SCHEMA };
    const { folder } = people;
    const openDatabase = (path: string) => new Failing(path);
    const store = openStore({ folder, nowMs: () => START_MS, ...options, openDatabase });
    const add = () => store.transact((tx) => auditUsers(tx, OPERATOR).add(user, START_MS));
    failure = new Error("the plug was pulled");
    await expect(add()).rejects.toBe(failure);
    failure = null;
    const kept =
      "SELECT (SELECT count(*) FROM security_details) + (SELECT count(*) FROM security_events) AS n";
    expect([findUser(store, "u2"), store.position(), store.db.prepare(kept).get()!.n]).toEqual([
      null,
      0,
      0,
    ]);
    await add();
    await store.close();
    people = openPeopleStore(folder);
    expect(listUsers(people.store).users).toHaveLength(1);
    expect(listEvents()).toHaveLength(1);
  });

  it("has its address outside of the journal", async () => {
    await people.store.transact((tx) => {
      recordSecurity(tx, OPERATOR, "user.enabled", { object: { kind: "user", id: "u2" } });
      recordSecurity(tx, AT_CONSOLE, "user.confirmed");
    });
    const [first, second] = listEvents();
    expect(JSON.stringify(first)).not.toContain("192.0.2.7");
    const row = people.store.db.prepare("SELECT address FROM security_details").get();
    expect(row).toEqual({ address: "192.0.2.7" });
    expect(second).toMatchObject({ principal: { kind: "console" }, detailId: null });
  });
});

describe("refused sign-ins", () => {
  const count = (times: number, address = "192.0.2.7", atMs = START_MS) =>
    people.store.transact((tx) => {
      for (let i = 0; i < times; i++) countRefused(tx, null, address, atMs);
    });
  const record = (atMs: number) => people.store.transact((tx) => recordRefused(tx, atMs));
  const openMs = START_MS - (START_MS % REFUSED_WINDOW_MS);

  it("are one event a window and address, once it is over", async () => {
    await count(1000);
    await record(openMs + REFUSED_WINDOW_MS - 1);
    expect(listEvents()).toEqual([]);
    await record(openMs + REFUSED_WINDOW_MS);
    await record(openMs + REFUSED_WINDOW_MS);
    expect(listEvents()).toMatchObject([
      {
        kind: "user.sign-in-refused",
        changes: { count: toNew(1000), fromMs: toNew(openMs) },
      },
    ]);
    expect(countDetails()).toBe(1);
  });

  it("are a bounded number of events, however many addresses try", async () => {
    for (let i = 0; i <= REFUSED_ROWS_MAX; i++) await count(2, `2001:db8::${i}`);
    await count(3, "2001:db8::ffff");
    // One that is counted already goes on.
    await count(1, "2001:db8::0");
    await record(openMs + REFUSED_WINDOW_MS);
    const counts = listEvents().map(({ changes }) => changes.count!.after);
    expect(counts).toHaveLength(REFUSED_ROWS_MAX + 1);
    expect(counts.toSorted()).toEqual([...Array(REFUSED_ROWS_MAX - 1).fill(2), 3, 5]);
    expect(countDetails()).toBe(REFUSED_ROWS_MAX);
  });

  it("are written though the process ended within the window", async () => {
    await count(2);
    people = await people.reopen();
    await record(openMs + REFUSED_WINDOW_MS);
    expect(listEvents()).toHaveLength(1);
  });
});

describe("settings", () => {
  const key = new Uint8Array(32).fill(5);
  const secret = (text: string) => ({ source: "environment variable S", reveal: () => text });
  const note = (tree: object) =>
    people.store.transact((tx) => noteSettings(tx, "a:", digestTree(key, tree)));

  it("differ by the paths of what was added, changed and removed", async () => {
    const tree = { a: { one: 1, list: ["x"], made: [{ b: 1 }] }, s: secret("shh"), gone: null };
    expect(await note(tree)).toMatchObject({ isFirst: true });
    expect(await note(tree)).toEqual({ isFirst: false, added: [], changed: [], removed: [] });
    const next = { a: { one: 2, list: ["x", "y"], made: [{ b: 1 }] }, s: secret("sh"), new: {} };
    expect(await note(next)).toEqual({
      isFirst: false,
      added: ["new"],
      changed: ["a.one", "a.list", "s"],
      removed: ["gone"],
    });
    expect(await note({})).toMatchObject({ removed: expect.arrayContaining(["a.one", "s"]) });
    expect(await note(tree)).toMatchObject({ isFirst: false });
  });

  it("are kept as digests that need the key", async () => {
    await note({ s: secret("shh") });
    const kept = JSON.stringify(people.store.db.prepare("SELECT * FROM settings_seen").all());
    expect(kept).not.toContain("shh");
    const other = digestTree(new Uint8Array(32), { s: secret("shh") });
    expect(other.get("s")).not.toBe(digestTree(key, { s: secret("shh") }).get("s"));
  });
});

describe("notes of the command line", () => {
  const left = { kind: "backup.made", atMs: START_MS, changes: { events: toNew(3) } } as const;
  const take = () => people.store.transact((tx) => recordNotes(tx, findNotes(people.folder)));

  it("become events once, though a crash leaves the file behind", async () => {
    leaveNote(people.folder, left);
    await take();
    people = await people.reopen();
    await take();
    expect(listEvents()).toMatchObject([
      {
        kind: "backup.made",
        principal: { kind: "console" },
        changes: { events: toNew(3), atMs: toNew(START_MS) },
      },
    ]);
    removeNotes(findNotes(people.folder));
    expect(findNotes(people.folder)).toEqual([]);
  });

  it("that are none, or half of one, are left alone", async () => {
    leaveNote(people.folder, left);
    const folder = join(people.folder, "security-notes");
    const [name] = readdirSync(folder);
    for (const text of [
      '{"kind":"backup.m',
      '{"kind":"user.added","atMs":1,"changes":{}}',
      "null",
    ]) {
      writeFileSync(join(folder, name!), text);
      expect(findNotes(people.folder)).toEqual([]);
    }
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("are taken up a bounded number at once", () => {
    for (let i = 0; i <= NOTES_AT_ONCE_MAX; i++) leaveNote(people.folder, left);
    const first = findNotes(people.folder);
    expect(first).toHaveLength(NOTES_AT_ONCE_MAX);
    removeNotes(first);
    expect(findNotes(people.folder)).toHaveLength(1);
  });
});
