import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteOldCardSetups, findCardSetup, keepCardSetup, useCardSetup } from "./card-setups.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { CARD_SETUP_LIFE_MS, FORGOTTEN_AT_ONCE_MAX } from "./people-limits.ts";

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const keep = (setupId: string, customerId: string | null = null) =>
  people.store.transact((tx) =>
    keepCardSetup(tx, { setupId, reference: `seti_${setupId}`, customerId }, START_MS),
  );
const find = (setupId: string, customerId: string | null = null, nowMs = START_MS) =>
  findCardSetup(people.store, setupId, customerId, nowMs);
const use = (setupId: string) => people.store.transact((tx) => useCardSetup(tx, setupId));

describe("the setup of a card", () => {
  it("is found by its id alone, and used once", async () => {
    await keep("a");
    people = await people.reopen();
    expect(find("a")).toBe("seti_a");
    expect(find("b")).toBeNull();
    expect(find("seti_a")).toBeNull();
    expect(await use("b")).toBe(false);
    expect(await use("a")).toBe(true);
    expect(await use("a")).toBe(false);
    expect(find("a")).toBeNull();
  });

  it("of somebody who was signed in is theirs alone", async () => {
    await keep("a", "ann");
    expect(find("a", "ann")).toBe("seti_a");
    expect(find("a", "bob")).toBeNull();
    expect(find("a")).toBeNull();
    await keep("b");
    expect(find("b", "ann")).toBe("seti_b");
  });

  it("expires, and is deleted then, so many at once", async () => {
    for (let at = 0; at <= FORGOTTEN_AT_ONCE_MAX; at++) await keep(`s-${at}`);
    expect(find("s-0", null, START_MS + CARD_SETUP_LIFE_MS - 1)).toBe("seti_s-0");
    expect(find("s-0", null, START_MS + CARD_SETUP_LIFE_MS)).toBeNull();
    const sweep = (nowMs: number) => people.store.transact((tx) => deleteOldCardSetups(tx, nowMs));
    expect(await sweep(START_MS + CARD_SETUP_LIFE_MS - 1)).toBe(0);
    expect(await sweep(START_MS + CARD_SETUP_LIFE_MS)).toBe(FORGOTTEN_AT_ONCE_MAX);
    expect(await sweep(START_MS + CARD_SETUP_LIFE_MS)).toBe(1);
  });

  it("is kept as a hash", async () => {
    await keep("unmistakable");
    const rows = people.store.db.prepare("SELECT setup_hash FROM card_setups").all();
    expect(JSON.stringify(rows)).not.toContain("unmistakable");
  });
});
