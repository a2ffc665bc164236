/** What goes wrong around a visit: the disk, the clock, two processes, and what is shown and sent. */
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createCodeIssuer, createQrEntry } from "../entry/entry-code.ts";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { SLOT_MS, SLOTS_EITHER_SIDE } from "../entry/entry-limits.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { takeUpAgain } from "./shop-clock.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  countEvents,
  enter,
  HOUR_MS,
  leave,
  makeCredential,
  makePick,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readReceipt,
  readVisit,
  refuseEntry,
  reportCart,
  reportReceipt,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  tell,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const SQLITE_FULL = 13;

/** A disk on which the commit of a number, and those after it up to another, find no room. */
function createFullDisk(from: number, until: number) {
  let commits = 0;
  class FullDatabase extends DatabaseSync {
    override exec(sql: string): void {
      const at = sql === "COMMIT" ? commits++ : Number.NaN;
      if (!(at >= from && at < until)) {
        super.exec(sql);
        return;
      }
      super.exec("ROLLBACK");
      throw Object.assign(new Error("database or disk is full"), { errcode: SQLITE_FULL });
    }
  }
  return {
    openDatabase: (path: string): DatabaseSync => new FullDatabase(path),
    commits: () => commits,
  };
}

/** Does something until there is room for it. */
async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "disk-full") throw error;
    }
  }
}

/** A whole visit; a shopper who is refused because the disk is full tries again, at the gate with a new code. */
async function visitPersistently(test: TestShop): Promise<void> {
  await insist(async () => {
    const entry = await enter(test, { credential: makeCredential() });
    if (!entry.ok) throw new Error(entry.refusal.code);
  });
  await insist(() => see(test, "ann"));
  await insist(() => applyOutputs(test, tell(makePick("1", "ann", { barcode: "07" }))));
  await insist(() => applyOutputs(test, reportCart("ann", { "07": 1 })));
  await insist(() => leave(test, "ann"));
  await insist(() => applyOutputs(test, reportReceipt("ann", { "07": 1 })));
  await insist(() => settle(test));
}

describe("a disk that is full during a visit", () => {
  it("loses and doubles nothing, whichever step finds no room", async () => {
    const whole = createFullDisk(0, 0);
    const smooth = openTestShop({ openDatabase: whole.openDatabase });
    const opening = whole.commits();
    await visitPersistently(smooth);
    const last = whole.commits();
    expect(last - opening).toBeGreaterThan(10);
    for (let at = opening; at < last; at++) {
      for (const length of [1, 3]) {
        const disk = createFullDisk(at, at + length);
        const test = openTestShop({ openDatabase: disk.openDatabase });
        await visitPersistently(test);
        expect(disk.commits()).toBeGreaterThanOrEqual(at);
        // An entry that was cut off holds nothing after the next start.
        const next = await test.restart();
        await transact(next, takeUpAgain);
        pass(next, HOUR_MS);
        await settle(next);
        expect({ at, length, words: audit(next) }).toEqual({ at, length, words: [] });
        const paid = next.store.db.prepare("SELECT sum(net_minor) AS net FROM charges").get();
        expect({ at, length, paid: paid?.net }).toEqual({ at, length, paid: 2499 });
        await next.close();
      }
    }
  });

  it("says what to do", async () => {
    const disk = createFullDisk(1, 2);
    const test = openTestShop({ openDatabase: disk.openDatabase });
    await expect(see(test, "ann")).rejects.toMatchObject({
      code: "disk-full",
      message: "the disk is full; free some space",
    });
    expect(test.store.read("shopper", "ann").status).toBe("unseen");
    await see(test, "ann");
    expect(test.store.read("shopper", "ann").status).toBe("inside");
  });
});

describe("a clock that is set during a visit", () => {
  it.each([
    ["back by an hour", -HOUR_MS],
    ["back by years", -1e11],
    ["on by an hour", HOUR_MS],
  ])("%s changes no order and no amount", async (_, byMs) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    pass(test, byMs);
    await applyOutputs(test, reportCart("ann", { "03": 1, "07": 1 }));
    await shopFor(test, "ann", { "03": 1, "07": 1 });
    await settle(test);
    const times = test.store.readFrom(1).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(sumBooks(test, visitId).capturedMinor).toBe(2749);
    // The next party is admitted at once: nobody waits until the clock has caught up.
    expect(await refuseEntry(test, { gateId: "south" })).toBe("admitted");
    expect(audit(test).filter((words) => words.includes(visitId))).toEqual([]);
  });

  it("back ends no wait early: a review is due at the time that was said", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { needsReview: true, reasons: ["not sure"] });
    await passAndTick(test, -HOUR_MS);
    await passAndTick(test, HOUR_MS);
    expect(readReceipt(test, visitId).status).toBe("draft");
    await passAndTick(test, HOUR_MS / 2);
    expect(readReceipt(test, visitId).status).toBe("final");
  });
});

describe("a code", () => {
  it("that has expired, or was shown before, opens nothing and holds nothing", async () => {
    const test = openTestShop();
    const { privateKey, publicKey } = generateEntryKeys();
    const qr = createQrEntry({ publicKeys: new Map([["k1", publicKey]]) });
    const code = createCodeIssuer({ privateKey, keyId: "k1" }).issueCode(
      "customer-0",
      test.clock.nowMs,
    );
    const show = async (): Promise<string> => {
      const verified = await qr.verify(code, { gateId: "north", nowMs: test.clock.nowMs });
      if (!verified.ok) return verified.refusal.code;
      return refuseEntry(test, { credential: verified.value });
    };
    expect(await show()).toBe("admitted");
    await see(test, "ann");
    expect(await show()).toBe("entry-code-replayed");
    pass(test, 2 * SLOT_MS * (1 + SLOTS_EITHER_SIDE));
    const position = test.store.position();
    expect(await show()).toBe("entry-code-expired");
    expect(test.store.position()).toBe(position);
    await shopFor(test, "ann", { "03": 1 });
    await settle(test);
    expect(test.provider.intents.size).toBe(1);
    expect(audit(test)).toEqual([]);
  });
});

describe("a second process", () => {
  it("on the shop's folder is refused, and the first goes on", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const { folder, shop } = test;
    const open = () =>
      openStore({ folder, nowMs: shop.nowMs, projections: SHOP_PROJECTIONS, schema: "" });
    expect(open).toThrow(expect.objectContaining({ code: "database-locked" }));
    await shopFor(test, "ann", { "03": 1 });
    expect(readVisit(test, visitId).status).toBe("closed");
  });
});

describe("a price in another currency", () => {
  it("is never taken: nothing moves until the shop has its own again", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const { settings } = test.shop;
    Object.assign(test.shop, { settings: { ...settings, currency: "USD" } });
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ heldMinor: 2000, capturedMinor: 0 });
    const refusals = test.store.readStream(`charge-${visitId}`).flatMap(({ event }) => {
      return event.type === "CallAnswered" ? [event.outcome] : [];
    });
    expect(refusals.at(-1)).toMatchObject({ kind: "refused", code: "currency-mismatch" });
    Object.assign(test.shop, { settings });
    pass(test, HOUR_MS);
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ heldMinor: 0, capturedMinor: 250 });
    expect(audit(test)).toEqual([]);
  });

  it("admits nobody where there is a hold to make", async () => {
    const test = openTestShop();
    Object.assign(test.shop, { settings: { ...test.shop.settings, currency: "USD" } });
    expect(await refuseEntry(test)).toBe("entry-hold-refused");
    expect(countEvents(test, "VisitOpened")).toBe(0);
    expect(audit(test)).toEqual([]);
    expect(test.calls.filter((call) => call.startsWith("POST"))).toEqual([]);
  });
});

describe("many at once", () => {
  it("come in, shop and leave, and every one pays once", async () => {
    const test = openTestShop({ settings: { gateIds: ["g0", "g1", "g2", "g3", "g4", "g5"] } });
    const visits = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const shopperId = `p${at}`;
        const payer = payCard(`pm_sim_ok-${at}`);
        const { visitId } = await admit(test, payer, [shopperId], `g${at}`);
        await shopFor(test, shopperId, { "03": at + 1 });
        return visitId;
      }),
    );
    await Promise.all([test.runner.runDue(), test.runner.runDue(), test.runner.runDue()]);
    await settle(test);
    expect(visits.map((visitId) => sumBooks(test, visitId).capturedMinor)).toEqual([
      ...[250, 500, 750, 1000, 1250, 1500],
    ]);
    expect(audit(test)).toEqual([]);
  });
});
