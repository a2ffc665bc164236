import { hash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { ShopperEvent } from "@saunter/commerce/cart/events";
import { describe, expect, it } from "vitest";
import {
  JOURNAL_FORMAT,
  type Journal,
  openJournal,
  readHead,
  verifyJournal,
  walkJournal,
} from "./journal.ts";
import { READ_AT_ONCE, VERIFIED_AT_ONCE } from "./store-limits.ts";

const exited = (shopperId: string): ShopperEvent => ({ type: "ShopperExited", shopperId });

function createJournal(events = 0): { db: DatabaseSync; journal: Journal } {
  const db = new DatabaseSync(":memory:");
  const journal = openJournal(db);
  db.exec("BEGIN");
  for (let at = 1; at <= events; at++) journal.append("shopper-7", at, exited("7"), 1000 + at);
  db.exec("COMMIT");
  return { db, journal };
}

describe("a journal", () => {
  it("chains its rows by a hash that anybody can compute", () => {
    const { db, journal } = createJournal();
    journal.append("shopper-7", 1, exited("7"), 5);
    journal.append("shopper-ä\u2028", 1, exited("ä"), 6);
    const hashOf = (text: string): string => hash("sha256", text, "base64url");
    const first = hashOf(
      'saunter\n1\nshopper-7\n1\nShopperExited\n5\n{"type":"ShopperExited","shopperId":"7"}',
    );
    const second = hashOf(
      `${first}\n2\nshopper-ä\u2028\n1\nShopperExited\n6\n{"type":"ShopperExited","shopperId":"ä"}`,
    );
    expect(db.prepare("SELECT hash FROM journal ORDER BY position").all()).toEqual([
      { hash: first },
      { hash: second },
    ]);
    expect(journal.head).toEqual({ position: 2, hash: second });
    expect(readHead(db)).toEqual(journal.head);
    expect(verifyJournal(db, null)).toEqual(journal.head);
  });

  it("is never changed, and never cut", () => {
    const { db } = createJournal(3);
    for (const change of [
      "UPDATE journal SET at_ms = 1",
      "DELETE FROM journal WHERE position = 3",
      "DELETE FROM journal",
    ]) {
      expect(() => db.exec(change)).toThrow(/the journal is append-only/);
    }
    expect(verifyJournal(db, null).position).toBe(3);
  });

  it("takes no version twice", () => {
    const { journal } = createJournal(1);
    expect(() => journal.append("shopper-7", 1, exited("7"), 2000)).toThrow(/UNIQUE/);
    expect(journal.head.position).toBe(1);
  });

  it.each([999, 1500.5, Number.NaN, 2 ** 53])("takes no event at %d ms after 1001", (atMs) => {
    const { journal } = createJournal(1);
    expect(() => journal.append("shopper-7", 2, exited("7"), atMs)).toThrow(/an event at/);
  });

  it(`hands out ${READ_AT_ONCE} events at once, and no more`, () => {
    const { journal } = createJournal(READ_AT_ONCE + 1);
    const length = (limit?: number): number => journal.readFrom(1, limit).length;
    expect([length(), length(READ_AT_ONCE), length(READ_AT_ONCE + 1)]).toEqual(
      Array(3).fill(READ_AT_ONCE),
    );
    expect(length(5)).toBe(5);
    expect(journal.readFrom(READ_AT_ONCE + 1).map(({ position }) => position)).toEqual([
      READ_AT_ONCE + 1,
    ]);
    expect(journal.readFrom(READ_AT_ONCE + 2)).toEqual([]);
  });

  it("hands out a stream up to a version", () => {
    const { journal } = createJournal(3);
    const versions = (max?: number) =>
      journal.readStream("shopper-7", max).map((one) => one.version);
    expect([versions(), versions(2), versions(0)]).toEqual([[1, 2, 3], [1, 2], []]);
    expect([journal.readVersion("shopper-7"), journal.readVersion("shopper-8")]).toEqual([3, 0]);
  });

  it("that a newer Saunter made is refused", () => {
    const { db } = createJournal(1);
    db.exec(`PRAGMA user_version = ${JOURNAL_FORMAT + 1}`);
    expect(() => openJournal(db)).toThrow(expect.objectContaining({ code: "journal-newer" }));
  });
});

describe("a verification", () => {
  it.each([
    [0, []],
    [VERIFIED_AT_ONCE, [VERIFIED_AT_ONCE]],
    [VERIFIED_AT_ONCE + 1, [VERIFIED_AT_ONCE, 1]],
  ])("reads %i events in parts of %j", (count, sizes) => {
    const { db } = createJournal(count);
    expect([...walkJournal(db, null)].map((rows) => rows.length)).toEqual(sizes);
  });

  it.each([VERIFIED_AT_ONCE, VERIFIED_AT_ONCE + 1, VERIFIED_AT_ONCE + 2])(
    "finds that event %i was changed, and has handed out none after it",
    (position) => {
      const { db } = createJournal(VERIFIED_AT_ONCE + 2);
      db.exec("DROP TRIGGER journal_is_never_changed");
      db.prepare("UPDATE journal SET at_ms = at_ms + 1 WHERE position = ?").run(position);
      let visited = 0;
      expect(() => verifyJournal(db, null, () => visited++)).toThrow(
        new RegExp(`not what was written, from event ${position} on`),
      );
      expect(visited).toBeLessThan(position);
    },
  );

  it("hands out every event, as a reader gets it", () => {
    const { db, journal } = createJournal(VERIFIED_AT_ONCE + 3);
    const seen: unknown[] = [];
    verifyJournal(db, null, (event) => seen.push(event));
    expect(seen).toEqual(journal.readStream("shopper-7"));
  });

  it("compares with a mark where it has one", () => {
    const { db, journal } = createJournal(3);
    const { head } = journal;
    expect(verifyJournal(db, head)).toEqual(head);
    expect(verifyJournal(db, { position: 0, hash: "saunter" })).toEqual(head);
    expect(() => verifyJournal(db, { ...head, position: 4 })).toThrow(
      /ends at event 3, but 4 were written/,
    );
    expect(() => verifyJournal(db, { ...head, position: 2 })).toThrow(/event 2 is another one/);
  });

  it("finds what no database of ours holds", () => {
    const { db } = createJournal(2);
    db.exec("DROP TRIGGER journal_is_never_changed; UPDATE journal SET at_ms = 1 << 60");
    expect(() => verifyJournal(db, null)).toThrow(
      expect.objectContaining({ code: "journal-corrupt" }),
    );
    db.exec("DROP TABLE journal");
    expect(() => verifyJournal(db, null)).toThrow(/no such table: journal/);
  });

  it("finds that an event is missing even where the chain was mended", () => {
    const { db, journal } = createJournal(1);
    journal.append("shopper-7", 3, exited("7"), 2000);
    expect(() => verifyJournal(db, null)).toThrow(/events of shopper-7 are missing/);
  });
});
