import { DatabaseSync } from "node:sqlite";
import { sampleTests } from "@saunter/testing/sample";
import fc from "fast-check";
import { describe, expect, it as vitestIt } from "vitest";
import type { Head } from "./head-mark.ts";
import { type Journal, openJournal, openJournalReader, type StoredEvent } from "./journal.ts";
import { createRowGuard, type RowGuard } from "./row-guard.ts";
import { GUARDED_AT_ONCE, VERIFIED_FIRST } from "./store-limits.ts";
import { STREAM_TABLES } from "./stream-tables.ts";

const it = sampleTests(vitestIt, 0.34);

const PART = GUARDED_AT_ONCE;
/** Events that nobody looks at before they are read, of streams that end with them. */
const OLD = 3 * PART;
const EVENTS = OLD + PART + 5;
const STREAMS = 7;

interface Guarded {
  readonly db: DatabaseSync;
  readonly journal: Journal;
  readonly guard: RowGuard;
  readonly damages: unknown[];
  readonly written: readonly StoredEvent[];
}

const DROP = "DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_cut";

/** A journal that was written, then changed, and its guard. */
function open(change: string, events: number, verifiedFirst?: number): Guarded {
  const db = new DatabaseSync(":memory:");
  const writer = openJournal(db);
  const written: StoredEvent[] = [];
  const versions = new Map<string, number>();
  db.exec("BEGIN");
  for (let at = 0; at < events; at++) {
    const shopperId = `${at < OLD ? "old" : "new"}${at % STREAMS}`;
    const version = (versions.get(shopperId) ?? 0) + 1;
    versions.set(shopperId, version);
    const event = { type: "ShopperExited", shopperId } as const;
    written.push(writer.append(`shopper-${shopperId}`, version, event, 1000 + at));
  }
  db.exec("COMMIT");
  for (const { schema } of STREAM_TABLES) db.exec(schema);
  db.exec("INSERT INTO streams SELECT stream, max(version) FROM journal GROUP BY stream");
  db.exec(`${DROP}; ${change}`);
  const damages: unknown[] = [];
  const guard = createRowGuard(db, (error) => void damages.push(error), verifiedFirst);
  const journal = openJournal(db, guard);
  db.exec(DROP);
  return { db, journal, guard, damages, written };
}

/** One that is guarded, its last events verified. */
function openGuarded(change = ""): Guarded {
  const guarded = open(change, EVENTS, 1);
  guarded.guard.begin(guarded.journal.head, null);
  return guarded;
}

const CORRUPT = expect.objectContaining({ code: "journal-corrupt" });

/** What a reader gets who asks for each event by its place, and for each stream; or the refusal. */
function readAll({ journal, written }: Guarded): { asked: StoredEvent[]; got: unknown }[] {
  const read = (asked: StoredEvent[], get: () => StoredEvent[]) => {
    try {
      return { asked, got: get() };
    } catch (error) {
      return { asked, got: (error as { code?: string }).code };
    }
  };
  const streams = new Set(written.map(({ stream }) => stream));
  return [
    ...written.map((event) => read([event], () => journal.readFrom(event.position, 1))),
    ...[...streams].map((name) =>
      read(
        written.filter(({ stream }) => stream === name),
        () => journal.readStream(name),
      ),
    ),
  ];
}

/** How much was refused; all the rest is what was written. */
function countRefused(guarded: Guarded): number {
  const refused = readAll(guarded).filter(({ asked, got }) => {
    if (got === "journal-corrupt") return true;
    expect(got).toEqual(asked);
    return false;
  });
  return refused.length;
}

describe("a guard", () => {
  it("lets everything out that is what was written", () => {
    const guarded = openGuarded();
    expect(countRefused(guarded)).toBe(0);
    expect(guarded.damages).toEqual([]);
  });

  it("lets nothing out that is not what was written, whatever of a row is changed", () => {
    const changes = ["body = '{}'", "type = 'X'", "at_ms = at_ms + 1", "hash = 'x'"];
    const borders = [1, PART, PART + 1, 2 * PART, 2 * PART + 1, OLD];
    fc.assert(
      fc.property(
        fc.constantFrom(...changes, "version = version + 10000", "stream = 'shopper-x'"),
        fc.oneof(fc.constantFrom(...borders), fc.integer({ min: 1, max: OLD })),
        (change, position) => {
          // The last part is looked at first, and begins with the hash before it.
          fc.pre(position < OLD || !change.startsWith("hash"));
          const guarded = openGuarded(`UPDATE journal SET ${change} WHERE position = ${position}`);
          expect(countRefused(guarded)).toBeGreaterThan(0);
          expect(guarded.damages).toContainEqual(CORRUPT);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    ["a row within a part is gone", `DELETE FROM journal WHERE position = ${PART + 9}`],
    ["a part's first row is gone", `DELETE FROM journal WHERE position = ${PART + 1}`],
    ["a part's last row is gone", `DELETE FROM journal WHERE position = ${2 * PART}`],
    ["a part is gone", `DELETE FROM journal WHERE position > ${PART} AND position <= ${2 * PART}`],
    [
      "two rows of different parts have changed places",
      `UPDATE journal SET position = -1 WHERE position = 5;
       UPDATE journal SET position = 5 WHERE position = ${PART + 5};
       UPDATE journal SET position = ${PART + 5} WHERE position = -1`,
    ],
    [
      "two parts have changed places",
      `UPDATE journal SET position = -position WHERE position <= ${PART};
       UPDATE journal SET position = position - ${PART}
         WHERE position > ${PART} AND position <= ${2 * PART};
       UPDATE journal SET position = ${PART} - position WHERE position < 0`,
    ],
    [
      "a row was put in the place of another",
      `DELETE FROM journal WHERE position = 10;
       INSERT INTO journal SELECT 10, 'shop-x', 1, type, at_ms, body, hash FROM journal LIMIT 1`,
    ],
  ])("lets nothing else out where %s", (_, change) => {
    const guarded = openGuarded(change);
    expect(countRefused(guarded)).toBeGreaterThan(0);
    expect(guarded.damages).toContainEqual(CORRUPT);
  });

  it("looks at a part once, and at what was written since not at all", () => {
    const { db, journal, guard, written } = openGuarded();
    guard.check(5);
    db.exec("UPDATE journal SET type = 'X' WHERE position = 7");
    expect(journal.readFrom(6, 1)).toEqual([written[5]]);
    journal.append("shop-new", 1, { type: "AlertCleared", alertKey: "x", by: "y" }, 9_000_000);
    db.exec("INSERT INTO streams VALUES ('shop-new', 1)");
    db.exec(`UPDATE journal SET hash = 'X' WHERE position = ${journal.head.position}`);
    expect(journal.readStream("shop-new")).toHaveLength(1);
    expect(journal.readVersion("shop-new")).toBe(1);
  });

  it("misses a stream's last event, whoever asks for it", () => {
    const stream = "shopper-old0";
    const { journal, damages } = openGuarded(
      `DELETE FROM journal WHERE position =
         (SELECT max(position) FROM journal WHERE stream = '${stream}')`,
    );
    expect(() => journal.readStream(stream)).toThrow(CORRUPT);
    expect(() => journal.readVersion(stream)).toThrow(CORRUPT);
    expect(() => journal.readStream(stream, Number.MAX_SAFE_INTEGER, 5)).toThrow(CORRUPT);
    expect(damages).toHaveLength(3);
    expect(journal.readStream(stream, 5)).toHaveLength(5);
    expect(journal.readStream("shopper-unknown")).toEqual([]);
  });

  it("that is lifted looks at nothing", () => {
    const { journal, guard } = openGuarded("UPDATE journal SET hash = 'x' WHERE position = 9");
    expect(() => journal.readFrom(9, 1)).toThrow(CORRUPT);
    guard.lift();
    expect(journal.readFrom(9, 1)).toHaveLength(1);
  });
});

describe("the end of a long journal", () => {
  const begin = ({ journal, guard }: Guarded, mark: Head | null = journal.head): void =>
    guard.begin(journal.head, mark);

  it("is what was written, as far as the mark", () => {
    const guarded = open("", EVENTS);
    const { position, hash } = guarded.journal.head;
    for (const mark of [guarded.journal.head, { position: 0, hash: "saunter" }, null]) {
      expect(() => begin(guarded, mark)).not.toThrow();
    }
    expect(() => begin(guarded, { position: position + 1, hash })).toThrow(
      expect.objectContaining({ code: "journal-cut" }),
    );
    expect(() => begin(guarded, { position: 3, hash })).toThrow(/event 3 is another one/);
  });

  it.each([
    "INSERT INTO journal SELECT 0, 'shop-x', 1, type, at_ms, body, hash FROM journal LIMIT 1",
    "DELETE FROM journal WHERE position = 1",
    `UPDATE journal SET body = '{}' WHERE position = ${EVENTS}`,
    `INSERT INTO journal SELECT ${EVENTS + 1}, 'shop-x', 1, type, at_ms, body, hash
       FROM journal LIMIT 1`,
    `DELETE FROM journal WHERE position = ${EVENTS - 1}`,
    "UPDATE streams SET version = version - 1 WHERE stream = 'shopper-new3'",
    "DELETE FROM streams",
  ])("is refused after %s", (change) => {
    expect(() => begin(open(change, EVENTS, 1))).toThrow(CORRUPT);
  });

  it(`is its last ${VERIFIED_FIRST} events; what is before them is found when it is read`, () => {
    const events = 2 * PART + VERIFIED_FIRST;
    const change = (position: number) =>
      open(`UPDATE journal SET body = '{}' WHERE position = ${position}`, events);
    expect(() => begin(change(events - VERIFIED_FIRST + 1))).toThrow(CORRUPT);
    const before = change(PART);
    begin(before);
    expect(before.damages).toEqual([]);
    expect(() => before.journal.readFrom(PART, 1)).toThrow(CORRUPT);
    expect(before.damages).toHaveLength(1);
  });

  it("is refused where its mark is before it, and what stands there is another event", () => {
    expect(() => begin(open("", EVENTS, 1), { position: 9, hash: "other" })).toThrow(
      /event 9 is another one/,
    );
    const damaged = open("UPDATE journal SET type = 'X' WHERE position = 9", EVENTS, 1);
    const { hash } = damaged.db.prepare("SELECT hash FROM journal WHERE position = 10").get()!;
    expect(() => begin(damaged, { position: 10, hash: hash as string })).toThrow(CORRUPT);
  });
});

describe("a reader by streams", () => {
  it("takes nothing for a stream's that is another's", () => {
    const db = new DatabaseSync(":memory:");
    const journal = openJournal(db);
    journal.append("shopper-1", 1, { type: "ShopperExited", shopperId: "1" }, 5);
    journal.append("shopper-1", 3, { type: "ShopperExited", shopperId: "1" }, 5);
    expect(openJournalReader(db).readStream("shopper-1", 1)).toHaveLength(1);
    expect(() => openJournalReader(db).readStream("shopper-1")).toThrow(
      /events of shopper-1 are missing/,
    );
  });
});
