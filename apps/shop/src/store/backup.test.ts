import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { backupStore, restoreBackup } from "./backup.ts";
import type { StoredEvent } from "./journal.ts";
import { digestProjections } from "./projection.ts";
import {
  appendPicks,
  killAppenders,
  openTestStore,
  readAll,
  startAppender,
  tamper,
} from "./store-fixture.ts";
import { BACKUP_PAGES_AT_ONCE, SET_ASIDE_MAX } from "./store-limits.ts";

const folders = createScratchFolders();
afterAll(() => {
  killAppenders();
  folders.remove();
});

const refusal = (code: string) => expect.objectContaining({ code });

async function fill(folder: string, count: number): Promise<readonly StoredEvent[]> {
  const store = openTestStore(folder);
  await appendPicks(store, count);
  const events = readAll(store);
  await store.close();
  return events;
}

async function readEvents(folder: string): Promise<readonly StoredEvent[]> {
  const store = openTestStore(folder);
  const events = readAll(store);
  await store.close();
  return events;
}

/** A shop of 20 events, a backup of it at 10, and one at 20. */
const DAY = { folder: "", early: "", late: "", events: [] as readonly StoredEvent[] };
const EARLY = 10;
const LATE = 20;

beforeAll(async () => {
  const place = folders.make();
  const [early, late] = [join(place, "early.db"), join(place, "late.db")];
  const folder = folders.make();
  await fill(folder, EARLY);
  await backupStore(folder, early);
  const events = await fill(folder, LATE - EARLY);
  await backupStore(folder, late);
  Object.assign(DAY, { folder, early, late, events });
});

function copyOfDay(): string {
  const folder = folders.make();
  cpSync(DAY.folder, folder, { recursive: true });
  return folder;
}

describe("a backup", () => {
  it("is one file that holds every event, and leaves nothing else behind", async () => {
    const [folder, place] = [folders.make(), folders.make()];
    const events = await fill(folder, 30);
    const path = join(place, "backup.db");
    const facts = await backupStore(folder, path);
    expect(readdirSync(place)).toEqual(["backup.db"]);
    const bytes = readFileSync(path);
    expect(facts).toEqual({ events: 30, bytes: bytes.length });
    // No log, so that it can be read where nothing can be written: sqlite.org/fileformat2.html, 1.3.
    expect([...bytes.subarray(18, 20)]).toEqual([1, 1]);
    const to = folders.make();
    expect(await restoreBackup(path, to, { force: false })).toEqual({ events: 30, setAside: null });
    expect(await readEvents(to)).toEqual(events);
  });

  it("is of one moment while this process writes, and of more pages than go at once", async () => {
    const folder = folders.make();
    const schema = "CREATE TABLE IF NOT EXISTS ballast (bytes BLOB) STRICT";
    const store = openTestStore(folder, { schema });
    const page = store.db.prepare("INSERT INTO ballast VALUES (zeroblob(4000))");
    await store.transact(() => {
      for (let at = 0; at <= BACKUP_PAGES_AT_ONCE; at++) page.run();
    });
    await appendPicks(store, 20);
    const path = join(folders.make(), "backup.db");
    let isDone = false;
    const backup = backupStore(folder, path).finally(() => {
      isDone = true;
    });
    while (!isDone) await appendPicks(store, 1);
    const { events } = await backup;
    expect(events).toBe(20);
    expect(store.position()).toBeGreaterThan(20);
    const written = readAll(store);
    await store.close();
    const to = folders.make();
    await restoreBackup(path, to, { force: false });
    expect(await readEvents(to)).toEqual(written.slice(0, events));
  });

  it("is made of a shop that another process has", async () => {
    const folder = folders.make();
    const appender = startAppender(folder);
    await appender.waitFor((line) => Number(line) >= 50);
    const path = join(folders.make(), "backup.db");
    const { events } = await backupStore(folder, path);
    await appender.waitFor((line) => Number(line) > events);
    const told = await appender.kill();
    expect(events).toBeGreaterThanOrEqual(50);
    expect(told).toBeGreaterThan(events);
    const to = folders.make();
    await restoreBackup(path, to, { force: false });
    expect(await readEvents(to)).toEqual((await readEvents(folder)).slice(0, events));
  });

  it("writes over nothing", async () => {
    const path = join(folders.make(), "backup.db");
    writeFileSync(path, "mine");
    await expect(backupStore(DAY.folder, path)).rejects.toEqual(refusal("backup-exists"));
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  it("is not made where there is no shop, and no folder for it", async () => {
    const place = folders.make();
    await expect(backupStore(place, join(place, "backup.db"))).rejects.toEqual(
      refusal("shop-missing"),
    );
    expect(readdirSync(place)).toEqual([]);
    const lost = backupStore(DAY.folder, join(place, "none", "backup.db"));
    await expect(lost).rejects.toEqual(refusal("disk-failing"));
    const folder = restoreBackup(place, copyOfDay(), { force: true });
    await expect(folder).rejects.toEqual(refusal("disk-failing"));
  });

  it.each([
    ["journal-corrupt", "UPDATE journal SET body = '{}' WHERE position = 7"],
    ["journal-cut", "DELETE FROM journal WHERE position = 20"],
    ["journal-newer", "PRAGMA user_version = 99"],
  ])("is not made of a journal with %s", async (code, change) => {
    const [folder, place] = [copyOfDay(), folders.make()];
    tamper(folder, (db) => db.exec(change));
    await expect(backupStore(folder, join(place, "backup.db"))).rejects.toEqual(refusal(code));
    expect(readdirSync(place)).toEqual([]);
  });

  it("is not made of a database whose index is damaged", async () => {
    const [folder, place] = [copyOfDay(), folders.make()];
    const path = join(folder, "shop.db");
    const bytes = readFileSync(path);
    // Event 20, the second of its stream.
    const entry = bytes.indexOf("shopper-9\u0002\u0014");
    bytes[entry + "shopper-9\u0002".length] = 19;
    writeFileSync(path, bytes);
    await expect(backupStore(folder, join(place, "backup.db"))).rejects.toEqual(
      refusal("journal-corrupt"),
    );
  });
});

describe("a restored backup", () => {
  it("takes the place of a shop that has nothing newer, which is set aside", async () => {
    const folder = copyOfDay();
    const first = await restoreBackup(DAY.late, folder, { force: false });
    expect(first).toEqual({ events: LATE, setAside: join(folder, "replaced-1") });
    const kept = readdirSync(first.setAside!);
    expect(kept).toEqual(expect.arrayContaining(["journal.head", "shop.db"]));
    expect(await readEvents(folder)).toEqual(DAY.events);
    expect(await readEvents(first.setAside!)).toEqual(DAY.events);
    const second = await restoreBackup(DAY.late, folder, { force: false });
    expect(second.setAside).toBe(join(folder, "replaced-2"));
  });

  it("is refused where events would be lost, and where they would not be the same", async () => {
    const folder = copyOfDay();
    await expect(restoreBackup(DAY.early, folder, { force: false })).rejects.toThrow(
      /has 20 events, and the backup, with 10, does not have all of them; --force/,
    );
    const other = folders.make();
    await fill(other, 5);
    await expect(restoreBackup(DAY.early, other, { force: false })).resolves.toBeDefined();
    const fork = folders.make();
    const store = openTestStore(fork, { nowMs: () => 5 });
    await appendPicks(store, 5);
    await store.close();
    await expect(restoreBackup(DAY.late, fork, { force: false })).rejects.toEqual(
      refusal("backup-older"),
    );
    expect(await readEvents(fork)).toHaveLength(5);
    expect(readdirSync(fork).sort()).toEqual(["journal.head", "shop.db", "shop.lock"]);
  });

  it("is refused where only the database says that it has more", async () => {
    const folder = copyOfDay();
    rmSync(join(folder, "journal.head"));
    await expect(restoreBackup(DAY.early, folder, { force: false })).rejects.toThrow(/20 events/);
  });

  it("takes the place of a newer shop where it is forced, and the shop goes on from it", async () => {
    const folder = copyOfDay();
    const { setAside } = await restoreBackup(DAY.early, folder, { force: true });
    expect(await readEvents(setAside!)).toEqual(DAY.events);
    const store = openTestStore(folder);
    expect(readAll(store)).toEqual(DAY.events.slice(0, EARLY));
    await appendPicks(store, 3);
    await store.close();
    expect(await readEvents(folder)).toHaveLength(EARLY + 3);
  });

  it("takes the place of a damaged shop, of which the mark alone speaks", async () => {
    const folder = copyOfDay();
    writeFileSync(join(folder, "shop.db"), "rubbish".repeat(2000));
    await expect(restoreBackup(DAY.early, folder, { force: false })).rejects.toEqual(
      refusal("backup-older"),
    );
    await restoreBackup(DAY.late, folder, { force: false });
    expect(await readEvents(folder)).toEqual(DAY.events);
    rmSync(join(folder, "journal.head"));
    writeFileSync(join(folder, "shop.db"), "rubbish".repeat(2000));
    await restoreBackup(DAY.early, folder, { force: false });
    expect(await readEvents(folder)).toHaveLength(EARLY);
  });

  it("sets the log of a shop aside that was killed, and is not changed by it", async () => {
    const folder = copyOfDay();
    const appender = startAppender(folder, 5);
    await appender.waitFor((line) => line === "rests");
    await expect(restoreBackup(DAY.late, folder, { force: true })).rejects.toEqual(
      refusal("database-locked"),
    );
    await appender.kill();
    await expect(restoreBackup(DAY.late, folder, { force: false })).rejects.toThrow(/25 events/);
    const { setAside } = await restoreBackup(DAY.late, folder, { force: true });
    expect(readdirSync(setAside!)).toContain("shop.db-wal");
    expect(await readEvents(folder)).toEqual(DAY.events);
    expect(await readEvents(setAside!)).toHaveLength(LATE + 5);
  });

  it("has projections that are rebuilt", async () => {
    const store = openTestStore(copyOfDay());
    const right = digestProjections(store.db, SHOP_PROJECTIONS);
    await store.close();
    const [wrong, path, to] = [copyOfDay(), join(folders.make(), "backup.db"), folders.make()];
    tamper(wrong, (db) => db.exec("INSERT INTO gates VALUES ('west', 'closed')"));
    await backupStore(wrong, path);
    await restoreBackup(path, to, { force: false });
    const restored = openTestStore(to);
    expect(digestProjections(restored.db, SHOP_PROJECTIONS)).toBe(right);
    await restored.close();
  });

  it.each([
    ["rubbish", "no database ".repeat(500)],
    ["nothing", ""],
  ])("is refused where its file holds %s, and the shop is as it was", async (_, text) => {
    const [folder, path] = [copyOfDay(), join(folders.make(), "backup.db")];
    writeFileSync(path, text);
    await expect(restoreBackup(path, folder, { force: true })).rejects.toEqual(
      refusal("journal-corrupt"),
    );
    expect(readdirSync(folder).sort()).toEqual(["journal.head", "shop.db", "shop.lock"]);
    expect(await readEvents(folder)).toEqual(DAY.events);
  });

  it("is refused where a row is another, where there is no file, and where it is newer", async () => {
    const [folder, path] = [copyOfDay(), join(folders.make(), "backup.db")];
    const restore = (): Promise<unknown> => restoreBackup(path, folder, { force: true });
    await expect(restore()).rejects.toEqual(refusal("shop-missing"));
    cpSync(DAY.late, path);
    const db = new DatabaseSync(path);
    db.exec("DROP TRIGGER journal_is_never_changed; UPDATE journal SET at_ms = at_ms + 1");
    await expect(restore()).rejects.toEqual(refusal("journal-corrupt"));
    db.exec("PRAGMA user_version = 99");
    db.close();
    await expect(restore()).rejects.toEqual(refusal("journal-newer"));
    expect(await readEvents(folder)).toEqual(DAY.events);
  });

  it("is missed, not replaced by an empty shop, where a restore was cut off", async () => {
    const folder = copyOfDay();
    await restoreBackup(DAY.late, folder, { force: false });
    // As a crash between the two renames leaves it.
    rmSync(join(folder, "shop.db"));
    expect(() => openTestStore(folder)).toThrow(refusal("journal-cut"));
    await restoreBackup(DAY.late, folder, { force: false });
    expect(await readEvents(folder)).toEqual(DAY.events);
  });

  it(`sets aside ${SET_ASIDE_MAX} databases, and not one more`, async () => {
    const folder = copyOfDay();
    for (let at = 1; at < SET_ASIDE_MAX; at++) mkdirSync(join(folder, `replaced-${at}`));
    const { setAside } = await restoreBackup(DAY.late, folder, { force: false });
    expect(setAside).toBe(join(folder, `replaced-${SET_ASIDE_MAX}`));
    await expect(restoreBackup(DAY.late, folder, { force: false })).rejects.toEqual(
      refusal("backup-exists"),
    );
    expect(existsSync(join(folder, "shop.db"))).toBe(true);
    expect(await readEvents(folder)).toEqual(DAY.events);
  });
});
