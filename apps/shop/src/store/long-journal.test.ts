/** A long journal: opened at once, checked by other processes while it is used. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { sampleTests } from "@saunter/testing/sample";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it as vitestIt } from "vitest";
import { backupStore, restoreBackup } from "./backup.ts";
import type { StoredEvent } from "./journal.ts";
import type { Store } from "./store.ts";
import { openTestStore, readAll, tamper } from "./store-fixture.ts";
import { GUARDED_AT_ONCE, VERIFIED_FIRST } from "./store-limits.ts";

const it = sampleTests(vitestIt, 0.34);

const folders = createScratchFolders();
afterAll(() => folders.remove());

/** So many, and not one of them looked at before the journal is opened. */
const OLD = 4 * GUARDED_AT_ONCE;
const EVENTS = OLD + VERIFIED_FIRST;
const EVENTS_A_STREAM = 8;

let template: string;
let written: readonly StoredEvent[];

/** However small the file is. */
const openLong = (folder: string): Store => openTestStore(folder, { checkedAtOnceBytesMax: 0 });

beforeAll(async () => {
  template = folders.make();
  const store = openTestStore(template);
  await store.transact((tx) => {
    for (let at = 0; at < EVENTS; at++) {
      const shopperId = String(Math.floor(at / EVENTS_A_STREAM));
      tx.append("shopper", shopperId, [{ type: "ShopperExited", shopperId }]);
    }
  });
  written = readAll(store);
  await store.close();
});

function copyOf(change = ""): string {
  const folder = folders.make();
  cpSync(template, folder, { recursive: true });
  if (change !== "") tamper(folder, (db) => db.exec(change));
  return folder;
}

const FILES = ["journal.head", "shop.db", "shop.lock"];
const refusal = (code: string) => expect.objectContaining({ code });

describe("a long journal", () => {
  it("is read and written before it has been checked, and checked in the end", async () => {
    const folder = copyOf();
    const store = openLong(folder);
    expect(readAll(store)).toEqual(written);
    await store.transact((tx) =>
      tx.append("shopper", "0", [{ type: "ShopperExited", shopperId: "0" }]),
    );
    expect(store.readStream("shopper-0")).toHaveLength(EVENTS_A_STREAM + 1);
    await expect(store.checked).resolves.toBeUndefined();
    await store.close();
    expect(readdirSync(folder).sort()).toEqual(FILES);
  });

  it("is let go of in the middle of its check, with nothing left behind", async () => {
    const folder = copyOf();
    for (let start = 0; start < 2; start++) {
      const store = openLong(folder);
      await store.transact((tx) => tx.read("shopper", "0"));
      await store.close();
      expect(readdirSync(folder).sort()).toEqual(FILES);
    }
  });

  it("that is cut, or whose end is another, is refused at once", async () => {
    const last = `position = ${EVENTS}`;
    expect(() => openLong(copyOf(`DELETE FROM journal WHERE ${last}`))).toThrow(
      refusal("journal-cut"),
    );
    expect(() => openLong(copyOf(`UPDATE journal SET body = '{}' WHERE ${last}`))).toThrow(
      refusal("journal-corrupt"),
    );
  });

  it("whose projections are behind is verified before it is opened", () => {
    const change = "DELETE FROM projections; UPDATE journal SET body = '{}' WHERE position = 9";
    expect(() => openLong(copyOf(change))).toThrow(refusal("journal-corrupt"));
  });
});

describe("damage far back in a long journal", () => {
  const CHANGE = `UPDATE journal SET body = '{"type":"ShopperExited","shopperId":"1"}'
    WHERE position = 1`;

  it("is found by the check, is not given out until then, and is refused at the next start", async () => {
    const folder = copyOf(CHANGE);
    const store = openLong(folder);
    await expect(store.checked).rejects.toThrow(/not what was written, from event 1 on/);
    expect(() => store.readStream("shopper-0")).toThrow(refusal("journal-corrupt"));
    await store.close();
    expect(readFileSync(join(folder, "journal.suspect"), "utf8")).toContain("from event 1 on");
    for (let start = 0; start < 2; start++) {
      expect(() => openLong(folder)).toThrow(refusal("journal-corrupt"));
    }
  });

  it("is reported by whoever reads it first, and not given out", async () => {
    const store = openLong(copyOf(CHANGE));
    const read = store.transact((tx) => tx.read("shopper", "0"));
    await expect(read).rejects.toEqual(refusal("journal-corrupt"));
    await expect(store.checked).rejects.toEqual(refusal("journal-corrupt"));
    expect(store.readStream(`shopper-${OLD / EVENTS_A_STREAM}`)).toHaveLength(EVENTS_A_STREAM);
    await store.close();
  });

  it.each([
    ["a stream's last event is hidden from its index", hideLast],
    ["a page of the journal counts as free", freePage],
  ])("is found where %s", async (_, damage) => {
    const folder = copyOf();
    damage(folder);
    // Where opening takes a free page, as its tables leave no room, it is found at once.
    const check = async (): Promise<void> => {
      const store = openLong(folder);
      try {
        await store.checked;
      } finally {
        await store.close();
      }
    };
    await expect(check()).rejects.toEqual(refusal("journal-corrupt"));
  });

  it("that is of a table made of events alone is gone after the next start", async () => {
    const folder = copyOf("UPDATE streams SET version = 7 WHERE stream = 'shopper-5'");
    const damaged = openLong(folder);
    expect(() => damaged.readStream("shopper-5")).toThrow(refusal("journal-corrupt"));
    await expect(damaged.checked).rejects.toThrow(/events of shopper-5 are missing/);
    await damaged.close();
    for (let start = 0; start < 2; start++) {
      const store = openLong(folder);
      expect(store.readStream("shopper-5")).toHaveLength(EVENTS_A_STREAM);
      await expect(store.checked).resolves.toBeUndefined();
      await store.close();
    }
  });

  it("is gone with a backup that is put in its place", async () => {
    const path = join(folders.make(), "backup.db");
    await backupStore(template, path);
    const folder = copyOf(CHANGE);
    const store = openLong(folder);
    await expect(store.checked).rejects.toThrow();
    await store.close();
    await restoreBackup(path, folder, { force: false });
    for (let start = 0; start < 2; start++) {
      const restored = openLong(folder);
      await expect(restored.checked).resolves.toBeUndefined();
      expect(existsSync(join(folder, "journal.suspect"))).toBe(false);
      await restored.close();
    }
  });
});

const PAGE = 4096;

function findPage(db: DatabaseSync, name: string): number {
  const row = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name);
  return (row!.rootpage as number) - 1;
}

/** Another byte in the entry of the first stream's last event: its name, version and position. */
function hideLast(folder: string): void {
  const path = join(folder, "shop.db");
  const bytes = readFileSync(path);
  const entry = bytes.indexOf("shopper-0\u0008\u0008");
  expect(entry).toBeGreaterThan(0);
  bytes[entry + "shopper-".length] = "/".charCodeAt(0);
  writeFileSync(path, bytes);
}

/** The first free page is one of the journal's (sqlite.org/fileformat2.html, section 1.3). */
function freePage(folder: string): void {
  const path = join(folder, "shop.db");
  const page = tamper(folder, (db) => {
    db.exec("CREATE TABLE gone (a); INSERT INTO gone VALUES (zeroblob(20000)); DROP TABLE gone");
    return findPage(db, "journal");
  });
  const bytes = readFileSync(path);
  bytes.writeUInt32BE(page + 1, 32);
  writeFileSync(path, bytes);
  expect(bytes.length % PAGE).toBe(0);
}
