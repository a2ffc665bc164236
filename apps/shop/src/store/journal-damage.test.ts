/** Whatever happens to the files, a shop opens with every acknowledged event, or not at all. */

import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { repeats } from "@saunter/testing/sample";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restoreBackup } from "./backup.ts";
import type { StoredEvent } from "./journal.ts";
import { StoreError } from "./store-error.ts";
import {
  appendPicks,
  killAppenders,
  openTestStore,
  readAll,
  startAppender,
  tamper,
} from "./store-fixture.ts";

const folders = createScratchFolders();
afterAll(() => {
  killAppenders();
  folders.remove();
});

/** A byte of the file's header says that SQLite may not write it: that is told as it is. */
const DAMAGE_CODES = ["journal-corrupt", "journal-cut", "journal-newer", "disk-failing"];

interface Opened {
  readonly events: readonly StoredEvent[];
  /** The same, found by their streams. */
  readonly byStream: readonly StoredEvent[];
}

/** What a start finds: a refusal's code, or the events that it would serve. */
async function open(folder: string): Promise<string | Opened> {
  try {
    const store = openTestStore(folder);
    const events = readAll(store);
    const streams = [...new Set(events.map(({ stream }) => stream))];
    const byStream = streams
      .flatMap((stream) => store.readStream(stream))
      .sort((a, b) => a.position - b.position);
    await store.close();
    return { events, byStream };
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

function copyOf(template: string): string {
  const folder = folders.make();
  cpSync(template, folder, { recursive: true });
  return folder;
}

const EVENTS = 40;
const PAGE = 4096;

/** A shop that was closed: one file, and the mark. */
let closed: string;
/** The same that was killed later: its last events are in the log alone. */
let killed: string;
/** The events of each. */
const written = new Map<string, readonly StoredEvent[]>();

beforeAll(async () => {
  closed = folders.make();
  const store = openTestStore(closed);
  await appendPicks(store, EVENTS);
  written.set(closed, readAll(store));
  await store.close();
  killed = copyOf(closed);
  const appender = startAppender(killed, EVENTS, "kept");
  await appender.waitFor((line) => line === "rests");
  expect(await appender.kill()).toBe(EVENTS * 2);
  expect(readdirSync(killed)).toContain("shop.db-wal");
  const opened = await open(copyOf(killed));
  if (typeof opened === "string") throw new Error(opened);
  written.set(killed, opened.events);
  expect(opened.events).toHaveLength(EVENTS * 2);
});

const isWhole = (opened: string | Opened, template: string): void => {
  const events = written.get(template)!;
  expect(opened).toEqual({ events, byStream: events });
};

describe("a journal that is not as it was written", () => {
  const COLUMNS = ["position", "stream", "version", "type", "at_ms", "body", "hash"];

  it("is refused wherever a byte of a row is another", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...COLUMNS),
        fc.integer({ min: 1, max: EVENTS }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (column, position, at, change) => {
          const folder = copyOf(closed);
          fc.pre(tamper(folder, (db) => changeByte(db, column, position, at, change)));
          expect(await open(folder)).toBe("journal-corrupt");
        },
      ),
      { numRuns: repeats(20, 80) },
    );
  });

  it.each([
    ["the first row", "DELETE FROM journal WHERE position = 1"],
    ["a row", "DELETE FROM journal WHERE position = 20"],
    ["all rows but the last", "DELETE FROM journal WHERE position < 40"],
    [
      "a row, and the rest moved up",
      "DELETE FROM journal WHERE position = 20; UPDATE journal SET position = position - 1 WHERE position > 20",
    ],
  ])("is refused without %s", async (_, change) => {
    const folder = copyOf(closed);
    tamper(folder, (db) => db.exec(change));
    expect(await open(folder)).toBe("journal-corrupt");
  });

  it.each([1, 2, EVENTS])("is refused without its last %i rows", async (count) => {
    const folder = copyOf(closed);
    tamper(folder, (db) =>
      db.prepare("DELETE FROM journal WHERE position > ?").run(EVENTS - count),
    );
    expect(await open(folder)).toBe("journal-cut");
  });

  it("is refused where two rows have changed places", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: EVENTS }), { minLength: 2, maxLength: 2 }),
        async ([one, other]) => {
          const folder = copyOf(closed);
          tamper(folder, (db) => {
            const move = db.prepare("UPDATE journal SET position = ? WHERE position = ?");
            move.run(-1, one!);
            move.run(one!, other!);
            move.run(other!, -1);
          });
          expect(await open(folder)).toBe("journal-corrupt");
        },
      ),
      { numRuns: repeats(7, 30) },
    );
  });

  it("is refused with a row that was never written", async () => {
    for (const position of [0, EVENTS + 1]) {
      const folder = copyOf(closed);
      tamper(folder, (db) =>
        db
          .prepare(
            "INSERT INTO journal SELECT ?, 'shop-x', 1, type, at_ms, body, hash FROM journal LIMIT 1",
          )
          .run(position),
      );
      expect(await open(folder)).toBe("journal-corrupt");
    }
  });

  it.each([
    ["hides an event", "shopper-".length, "9"],
    ["leads to another event", "shopper-9\u0004".length, "("],
  ])("is refused where its index %s", async (_, at, before) => {
    const folder = copyOf(closed);
    const path = join(folder, "shop.db");
    const page = tamper(folder, (db) => findPage(db, "sqlite_autoindex_journal_1"));
    // The entry of event 40, the fourth of its stream: its name, version and position.
    const entry = readFileSync(path).indexOf("shopper-9\u0004(", page);
    expect(entry).toBeLessThan(page + PAGE);
    expect(readFileSync(path).toString("latin1", entry + at, entry + at + 1)).toBe(before);
    changeFile(path, entry + at, 1);
    expect(await open(folder)).toBe("journal-corrupt");
  });

  it("is refused where a page of it counts as free, and would be written over", async () => {
    const folder = copyOf(closed);
    const page = tamper(folder, (db) => {
      db.exec("CREATE TABLE gone (a); INSERT INTO gone VALUES (zeroblob(20000)); DROP TABLE gone");
      return findPage(db, "journal");
    });
    const path = join(folder, "shop.db");
    const bytes = readFileSync(path);
    // The first free page, after the file format: sqlite.org/fileformat2.html, section 1.3.
    expect(bytes.readUInt32BE(32)).toBeGreaterThan(0);
    bytes.writeUInt32BE(page / PAGE + 1, 32);
    writeFileSync(path, bytes);
    expect(await open(folder)).toBe("journal-corrupt");
  });

  it("is left as it was by a start that refuses it", async () => {
    const folder = copyOf(closed);
    tamper(folder, (db) => {
      db.exec("DELETE FROM journal WHERE position = 7; DROP TABLE visits");
      db.exec("DELETE FROM projections");
    });
    const before = readFileSync(join(folder, "shop.db"));
    const mark = readFileSync(join(folder, "journal.head"));
    expect(await open(folder)).toBe("journal-corrupt");
    expect(readFileSync(join(folder, "shop.db")).equals(before)).toBe(true);
    expect(readFileSync(join(folder, "journal.head")).equals(mark)).toBe(true);
  });
});

/** Where the first page of a table or an index begins in the file. */
function findPage(db: DatabaseSync, name: string): number {
  const row = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name);
  return ((row!.rootpage as number) - 1) * PAGE;
}

/**
 * Puts another byte into a text, or into the 8 of an integer. Returns false where SQLite itself does not
 * take the row, because another one has its place.
 */
function changeByte(
  db: DatabaseSync,
  column: string,
  position: number,
  at: number,
  change: number,
): boolean {
  const read = db.prepare(`SELECT ${column} AS value FROM journal WHERE position = ?`);
  const { value } = read.get(position)!;
  const isNumber = typeof value === "number";
  const bytes = isNumber ? Buffer.alloc(8) : Buffer.from(value as string);
  if (isNumber) bytes.writeBigInt64BE(BigInt(value));
  bytes[at % bytes.length]! ^= change;
  const set = `UPDATE journal SET ${column} = ${isNumber ? "?" : "CAST(? AS TEXT)"}`;
  try {
    db.prepare(`${set} WHERE position = ?`).run(
      isNumber ? bytes.readBigInt64BE() : bytes,
      position,
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("UNIQUE")) return false;
    throw error;
  }
}

describe("a database that was replaced", () => {
  it("is refused where it is an older copy", async () => {
    const folder = copyOf(killed);
    rmSync(join(folder, "shop.db-wal"));
    rmSync(join(folder, "shop.db-shm"), { force: true });
    cpSync(join(closed, "shop.db"), join(folder, "shop.db"));
    expect(await open(folder)).toBe("journal-cut");
  });

  it("is refused where an older copy has gone on by itself", async () => {
    const older = copyOf(closed);
    const store = openTestStore(older);
    await appendPicks(store, EVENTS + 3);
    await store.close();
    cpSync(join(killed, "journal.head"), join(older, "journal.head"));
    expect(await open(older)).toBe("journal-cut");
  });

  it("is refused where there is none, or an empty one", async () => {
    for (const empty of [null, "", "no database".repeat(100)]) {
      const folder = copyOf(closed);
      rmSync(join(folder, "shop.db"));
      if (empty !== null) writeFileSync(join(folder, "shop.db"), empty);
      expect(["journal-cut", "journal-corrupt"]).toContain(await open(folder));
    }
  });
});

describe("the log of a shop that was killed", () => {
  const logOf = (folder: string): string => join(folder, "shop.db-wal");

  it("has what the database has not, and all of it is there", async () => {
    isWhole(await open(copyOf(killed)), killed);
  });

  it("is missed where it was deleted", async () => {
    const folder = copyOf(killed);
    rmSync(logOf(folder));
    expect(await open(folder)).toBe("journal-cut");
  });

  it("is missed from whatever byte on it is cut, or has another byte", async () => {
    const length = readFileSync(logOf(killed)).length;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: length - 1 }), fc.nat({ max: 255 }), async (at, change) => {
        const folder = copyOf(killed);
        if (change === 0) truncateSync(logOf(folder), at);
        else changeFile(logOf(folder), at, change);
        const opened = await open(folder);
        if (opened !== "journal-cut") isWhole(opened, killed);
      }),
      {
        numRuns: repeats(20, 80),
        examples: [
          [0, 0],
          [31, 0],
          [32, 0],
          [length - 1, 0],
          [length - 1, 1],
        ],
      },
    );
  });

  it("may end in an event that nobody was notified of, torn at any byte", async () => {
    // The same shop, killed one event later: what is behind the first log is not acknowledged.
    const later = copyOf(killed);
    const appender = startAppender(later, 1, "kept");
    await appender.waitFor((line) => line === "rests");
    await appender.kill();
    const log = readFileSync(logOf(later));
    const start = findLastCommit(log);
    const mark = readFileSync(join(killed, "journal.head"));
    const events = written.get(killed)!;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: log.length - 1 }), async (at) => {
        const folder = copyOf(later);
        truncateSync(logOf(folder), at);
        writeFileSync(join(folder, "journal.head"), mark);
        expect(await open(folder)).toEqual({ events, byStream: events });
      }),
      { numRuns: repeats(10, 40), examples: [[start], [log.length - 1]] },
    );
    writeFileSync(join(later, "journal.head"), mark);
    const whole = (await open(later)) as Opened;
    expect(whole.events.slice(0, -1)).toEqual(events);
  });
});

/** Where the frames of a log's last transaction begin (sqlite.org/fileformat2.html, section 4). */
function findLastCommit(log: Buffer): number {
  const frame = 24 + log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  const commits: number[] = [];
  for (let at = 32; at + frame <= log.length; at += frame) {
    if (!log.subarray(at + 8, at + 16).equals(salt)) break;
    if (log.readUInt32BE(at + 4) > 0) commits.push(at + frame);
  }
  return commits.at(-2) ?? 32;
}

function changeFile(path: string, at: number, change: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= change;
  writeFileSync(path, bytes);
}

describe("a mark that is damaged", () => {
  it("is no mark: the shop opens with all its events", async () => {
    const damages: fc.Arbitrary<(path: string) => void> = fc.oneof(
      fc.nat({ max: 255 }).map((at) => (path: string) => truncateSync(path, at)),
      fc
        .uint8Array({ maxLength: 600 })
        .map((bytes) => (path: string) => writeFileSync(path, bytes)),
      fc
        .array(fc.tuple(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 255 })), { minLength: 1 })
        .map((changes) => (path: string) => {
          for (const [at, change] of changes) changeFile(path, at, change);
        }),
    );
    await fc.assert(
      fc.asyncProperty(damages, fc.boolean(), async (damage, isClosed) => {
        const template = isClosed ? closed : killed;
        const folder = copyOf(template);
        damage(join(folder, "journal.head"));
        isWhole(await open(folder), template);
        isWhole(await open(folder), template);
      }),
      { numRuns: repeats(10, 40) },
    );
  });
});

describe("a mark that was lost", () => {
  it("is missed where there are events, and the files stay as they are", async () => {
    const folder = copyOf(closed);
    rmSync(join(folder, "journal.head"));
    expect(await open(folder)).toBe("journal-cut");
    expect(existsSync(join(folder, "journal.head"))).toBe(false);
    // Cut or not: without the mark nobody can tell.
    tamper(folder, (db) => db.exec("DELETE FROM journal WHERE position = 40"));
    expect(await open(folder)).toBe("journal-cut");
  });

  it("is there again once the database was restored from itself", async () => {
    const folder = copyOf(closed);
    rmSync(join(folder, "journal.head"));
    await restoreBackup(join(folder, "shop.db"), folder, { force: false });
    isWhole(await open(folder), closed);
    tamper(folder, (db) => db.exec("DELETE FROM journal WHERE position = 40"));
    expect(await open(folder)).toBe("journal-cut");
  });

  it("is made before there is an event", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    expect(existsSync(join(folder, "journal.head"))).toBe(true);
    await store.close();
    rmSync(join(folder, "journal.head"));
    await openTestStore(folder).close();
    expect(existsSync(join(folder, "journal.head"))).toBe(true);
  });
});

describe("files with random damage", () => {
  it("open with every acknowledged event, or are refused", async () => {
    const refused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.constantFrom("shop.db", "shop.db", "shop.db-wal"),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.option(fc.nat(), { freq: 8 }),
        async (isClosed, name, changes, cutAt) => {
          const template = isClosed ? closed : killed;
          const folder = copyOf(template);
          const path = join(folder, name);
          if (!existsSync(path)) return;
          const { length } = readFileSync(path);
          for (const [at, change] of changes) changeFile(path, at % length, change);
          if (cutAt !== null) truncateSync(path, cutAt % length);
          const opened = await open(folder);
          if (typeof opened !== "string") return isWhole(opened, template);
          expect(DAMAGE_CODES).toContain(opened);
          refused.set(opened, (refused.get(opened) ?? 0) + 1);
        },
      ),
      { numRuns: repeats(50, 200), examples: [[true, "shop.db", [[18, 1]], null]] },
    );
    expect([...refused.keys()]).toEqual(expect.arrayContaining(["journal-corrupt", "journal-cut"]));
  });
});
