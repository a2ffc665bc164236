import { hash } from "node:crypto";
import { cpSync, readdirSync } from "node:fs";
import { arbitraryEvents, type BuiltEvent } from "@saunter/commerce/event-builders";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { exportJournal, inspectStore } from "./inspect-store.ts";
import type { StoredEvent } from "./journal.ts";
import { killAppenders, openTestStore, readAll, startAppender, tamper } from "./store-fixture.ts";
import { VERIFIED_AT_ONCE } from "./store-limits.ts";

const folders = createScratchFolders();
afterAll(() => {
  killAppenders();
  folders.remove();
});

const COUNT = 600;
let template: string;
let written: readonly StoredEvent[];

beforeAll(async () => {
  template = folders.make();
  const store = openTestStore(template);
  const [events] = fc.sample(arbitraryEvents(COUNT, COUNT), { seed: 3, numRuns: 1 });
  await store.transact((tx) => {
    for (const { kind, id, event } of events as BuiltEvent[]) tx.append(kind, id, [event as never]);
  });
  written = readAll(store);
  await store.close();
});

function copyOf(change?: string): string {
  const folder = folders.make();
  cpSync(template, folder, { recursive: true });
  if (change !== undefined) tamper(folder, (db) => db.exec(change));
  return folder;
}

describe("an inspection", () => {
  it("counts events and streams, and finds projections equal when rebuilt", () => {
    const folder = copyOf();
    const found = inspectStore(folder, SHOP_PROJECTIONS);
    expect(readdirSync(folder).sort()).toEqual(["journal.head", "shop.db", "shop.lock"]);
    expect(found).toMatchObject({ differing: [], stale: [], head: { position: COUNT } });
    expect(found.streams).toBe(new Set(written.map(({ stream }) => stream)).size);
  });

  it("names the projections that differ, and those that are rebuilt at the next start", () => {
    const folder = copyOf(
      `UPDATE gates SET mode = 'other' WHERE gate_id = 'north'; DELETE FROM receipts;
       UPDATE projections SET position = 1 WHERE name LIKE 'visits%'`,
    );
    const { differing, stale } = inspectStore(folder, SHOP_PROJECTIONS);
    const nameOf = (table: string): string =>
      SHOP_PROJECTIONS.find(({ tables }) => tables.includes(table))!.name;
    expect([...differing].sort()).toEqual([nameOf("receipts"), nameOf("gates")].sort());
    expect(stale).toEqual([nameOf("visits")]);
  });

  it.each([
    ["journal-corrupt", "UPDATE journal SET type = 'X' WHERE position = 300"],
    ["journal-cut", "DELETE FROM journal WHERE position = 600"],
    ["journal-corrupt", "DROP TABLE visits"],
    ["journal-newer", "PRAGMA user_version = 99"],
  ])("throws %s after %s", (code, change) => {
    expect(() => inspectStore(copyOf(change), SHOP_PROJECTIONS)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it("throws where there is no shop", () => {
    expect(() => inspectStore(folders.make(), SHOP_PROJECTIONS)).toThrow(
      expect.objectContaining({ code: "shop-missing" }),
    );
  });

  it("looks at a shop that another process has", async () => {
    const folder = folders.make();
    const appender = startAppender(folder);
    await appender.waitFor((line) => line === "100");
    const found = inspectStore(folder, SHOP_PROJECTIONS);
    expect(found).toMatchObject({ differing: [], stale: [] });
    expect(found.head.position).toBeGreaterThanOrEqual(100);
    await appender.waitFor((line) => Number(line) > found.head.position);
    await appender.kill();
  });
});

describe("an export", () => {
  it("has every event as a line of JSON, of which the chain can be computed", () => {
    const lines = [...exportJournal(copyOf())].join("").trimEnd().split("\n");
    expect(lines).toHaveLength(COUNT);
    let before = "saunter";
    for (const [at, line] of lines.entries()) {
      const { hash: rowHash, ...stored } = JSON.parse(line);
      expect(stored).toEqual(written[at]);
      const { position, stream, version, atMs, event } = stored;
      const body = line.slice(line.indexOf(',"event":') + ',"event":'.length, -1);
      const text = [before, position, stream, version, event.type, atMs, body].join("\n");
      expect(hash("sha256", text, "base64url")).toBe(rowHash);
      before = rowHash;
    }
  });

  it("ends where the journal is not what was written, with the events before it", () => {
    const folder = copyOf("UPDATE journal SET body = '{}' WHERE position = 500");
    const lines: string[] = [];
    expect(() => {
      for (const text of exportJournal(folder)) lines.push(...text.trimEnd().split("\n"));
    }).toThrow(expect.objectContaining({ code: "journal-corrupt" }));
    expect(lines).toHaveLength(Math.floor(499 / VERIFIED_AT_ONCE) * VERIFIED_AT_ONCE);
  });

  it("of a folder without a shop is none", () => {
    expect(() => exportJournal(folders.make()).next()).toThrow(
      expect.objectContaining({ code: "shop-missing" }),
    );
  });
});
