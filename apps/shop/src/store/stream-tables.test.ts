import type { AccountEvent } from "@saunter/commerce/account/events";
import type { StreamKind } from "@saunter/commerce/events";
import { listEntries } from "@saunter/commerce/trie";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import { registerChecksums, sealTables } from "./row-checksums.ts";
import type { Store } from "./store.ts";
import { openTestStore, tamper } from "./store-fixture.ts";
import { STATE_KEPT_EVERY } from "./store-limits.ts";
import { findKeptEvery } from "./stream-tables.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

function assignNumbers(store: Store, from: number, upTo: number): Promise<void> {
  return store.transact((tx) => {
    for (let number = from; number <= upTo; number++) {
      const document = `receipt-${number}`;
      tx.append("documents", "all", [{ type: "NumberAssigned", documentNumber: number, document }]);
    }
  });
}

const listKept = ({ db }: Store) => db.prepare("SELECT * FROM kept_states").all();

describe("a long stream's state", () => {
  it.each([
    [STATE_KEPT_EVERY - 1, []],
    [STATE_KEPT_EVERY, [STATE_KEPT_EVERY]],
    [2 * STATE_KEPT_EVERY + 1, [2 * STATE_KEPT_EVERY]],
  ])("after %i events is kept as it was after %j", async (count, versions) => {
    const store = openTestStore(folders.make());
    await assignNumbers(store, 1, count);
    expect(listKept(store)).toEqual(
      versions.map((version) => ({
        stream: "documents-all",
        version,
        state: JSON.stringify({ lastNumber: version }),
      })),
    );
    await store.close();
  });

  it("is folded from what was kept after a start, with what came since", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    await assignNumbers(store, 1, STATE_KEPT_EVERY + 5);
    await store.close();
    const again = openTestStore(folder);
    expect(again.read("documents", "all")).toEqual({ lastNumber: STATE_KEPT_EVERY + 5 });
    await assignNumbers(again, STATE_KEPT_EVERY + 6, STATE_KEPT_EVERY + 7);
    await again.close();
    // Another number, as whoever folds from the first event never has it.
    tamper(folder, (db) => {
      registerChecksums(db);
      db.exec(`UPDATE kept_states SET state = '{"lastNumber":7000}'`);
      sealTables(db, ["kept_states"]);
    });
    const last = openTestStore(folder);
    expect(() => last.read("documents", "all")).toThrow(/document 501 follows 7000/);
    await last.close();
  });

  it("is kept with all the payments of an account", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    await store.transact((tx) => {
      for (let at = 1; at <= STATE_KEPT_EVERY + 1; at++) {
        const reserved: AccountEvent = {
          type: "AmountReserved",
          paymentId: `p${at % 40}.1`,
          amountMinor: at,
          periodMs: 0,
        };
        tx.append("account", "payroll", [reserved]);
      }
    });
    const whole = store.read("account", "payroll");
    expect([...listEntries(whole.payments)]).toHaveLength(40);
    await store.close();
    const again = openTestStore(folder);
    expect(listKept(again)).toMatchObject([{ stream: "account-payroll" }]);
    expect(again.read("account", "payroll")).toEqual(whole);
    await again.close();
  });

  it("of an account is written the less often the longer it is, and never long ago", () => {
    let [written, kept] = [0, 0];
    for (let version = 1; version <= 200_000; version++) {
      if (version % findKeptEvery("account", version) > 0) continue;
      written += version;
      kept = version;
    }
    // Each event is written some sixteen times over, however long the stream gets.
    expect(written / 200_000).toBeLessThan(32);
    expect(kept).toBeGreaterThan(200_000 * (1 - 1 / 8));
    expect(findKeptEvery("account", 8 * STATE_KEPT_EVERY)).toBe(STATE_KEPT_EVERY);
    expect(findKeptEvery("documents", 200_000)).toBe(STATE_KEPT_EVERY);
  });

  it("is not kept where its stream ends with a visit, or has no state", async () => {
    const store = openTestStore(folders.make());
    const append = (kind: StreamKind, event: object): Promise<void> =>
      store.transact((tx) => {
        for (let at = 0; at < STATE_KEPT_EVERY; at++) tx.append(kind, "x", [event as never]);
      });
    await append("shop", { type: "GateModeSet", gateId: "north", mode: "closed", by: "ada" });
    expect(listKept(store)).toEqual([]);
    await append("shopper", { type: "ShopperExited", shopperId: "x" });
    expect(listKept(store)).toHaveLength(1);
    await store.close();
  });
});

describe("where streams end", () => {
  it("is written down with each event, and taken back with it", async () => {
    const store = openTestStore(folders.make());
    const list = () => store.db.prepare("SELECT stream, version FROM streams").all();
    await assignNumbers(store, 1, 3);
    expect(list()).toEqual([{ stream: "documents-all", version: 3 }]);
    const undone = store.transact((tx) => {
      tx.append("documents", "all", [
        { type: "NumberAssigned", documentNumber: 4, document: "receipt-4" },
      ]);
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect(list()).toEqual([{ stream: "documents-all", version: 3 }]);
    await store.close();
  });
});
