import type { ReviewSubject } from "@saunter/commerce/review/events";
import { describe, expect, it } from "vitest";
import { createPatientWork, RETRY_MS_FIRST } from "./due-work.ts";
import { DUE_AT_ONCE_MAX, keepTime, takeUpAgain } from "./shop-clock.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  countEvents,
  enterFor,
  HOUR_MS,
  leave,
  listAlerts,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readReceipt,
  readVisit,
  reportCart,
  reportReceipt,
  see,
  settle,
  shopFor,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const tick = (test: TestShop) => transact(test, (tx) => keepTime(tx, test.shop));

describe("time that goes on", () => {
  it("writes nothing where nothing is due", async () => {
    const test = openTestShop();
    await tick(test);
    await admit(test, CARD, ["ann"]);
    const position = test.store.position();
    await passAndTick(test, HOUR_MS);
    expect(test.store.position()).toBe(position);
  });

  it("writes what is due once, however often it is checked", async () => {
    const test = openTestShop();
    await enterFor(test, CARD);
    await admit(test, payCard("pm_sim_ok-2"), ["ann"], "south");
    await see(test, "stranger", null);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    pass(test, 100_000);
    await tick(test);
    const position = test.store.position();
    for (let at = 0; at < 3; at++) await tick(test);
    expect(test.store.position()).toBe(position);
    expect(listAlerts(test)).toEqual(["stranger:stranger"]);
    expect(countEvents(test, "CartConcluded")).toBe(1);
    expect(countEvents(test, "VisitClosed")).toBe(2);
  });

  it("takes up all that is due after a long stop, in one go", async () => {
    const test = openTestShop();
    for (let at = 0; at < 5; at++) {
      await admit(test, payCard(`pm_sim_ok-${at}`), [`p${at}`]);
      await applyOutputs(test, reportCart(`p${at}`, { "03": 1 }));
      await leave(test, `p${at}`);
      pass(test, 1000);
    }
    pass(test, 30 * 24 * HOUR_MS);
    await tick(test);
    await settle(test);
    expect(countEvents(test, "ReceiptFinalised")).toBe(0);
    expect(countEvents(test, "ReviewOpened")).toBe(5);
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(countEvents(test, "ReceiptFinalised")).toBe(5);
    expect(audit(test)).toEqual([]);
  });
});

/** A dispute's review of a visit that is not there: it cannot be settled. */
const openBadReviews = (test: TestShop, ids: readonly string[]) =>
  transact(test, (tx) => {
    for (const reviewId of ids) {
      const subject = { kind: "contest", contestId: "none" } as const;
      const facts = { reviewId, visitId: "none", worthMinor: 0, dueMs: tx.atMs };
      tx.append("review", reviewId, [
        { type: "ReviewOpened", ...facts, subject: subject as ReviewSubject },
      ]);
    }
  });

describe("something due that cannot be done", () => {
  const patient = (test: TestShop) => {
    const told: string[] = [];
    const work = createPatientWork({
      nowMs: test.shop.nowMs,
      tell: (_error, { what }) => void told.push(what),
    });
    const look = () => transact(test, (tx) => keepTime(tx, test.shop, work));
    return { told, look };
  };

  it("keeps nothing else from being done, and is tried again later", async () => {
    const test = openTestShop();
    const { told, look } = patient(test);
    await openBadReviews(test, ["bad"]);
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { needsReview: true, reasons: ["not sure"] });
    await enterFor(test, payCard("pm_sim_ok-2"));
    pass(test, HOUR_MS);
    await look();
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(countEvents(test, "VisitClosed")).toBe(2);
    expect(told).toEqual(["settling review bad"]);
    const position = test.store.position();
    await look();
    expect(told).toHaveLength(1);
    pass(test, RETRY_MS_FIRST);
    await look();
    expect(told).toHaveLength(2);
    expect(test.store.position()).toBe(position);
  });

  it("takes no place of others, however often it is there", async () => {
    const test = openTestShop();
    const { look } = patient(test);
    const bad = Array.from({ length: DUE_AT_ONCE_MAX + 1 }, (_, at) => `bad-${at}`);
    await openBadReviews(test, bad);
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { needsReview: true, reasons: ["not sure"] });
    pass(test, HOUR_MS);
    await look();
    expect(readReceipt(test, visitId).status).toBe("draft");
    await look();
    expect(readReceipt(test, visitId).status).toBe("final");
  });

  it("at the exit lets people go, and is done by the clock once it can be", async () => {
    const test = openTestShop();
    const { told, look } = patient(test);
    const { visitId } = await admit(test, CARD, ["ann"]);
    const { settings } = test.shop;
    // A catalogue that nothing can be priced by.
    Object.assign(test.shop, { settings: { ...settings, products: null } });
    await shopFor(test, "ann", { "03": 1 });
    expect(test.store.read("shopper", "ann").status).toBe("concluded");
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: ["ann"] });
    await look();
    expect(told).toEqual([`closing visit ${visitId}`]);
    Object.assign(test.shop, { settings });
    pass(test, RETRY_MS_FIRST);
    await look();
    await settle(test);
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final" });
    expect(audit(test)).toEqual([]);
  });

  it("after the engine's last word leaves the draft to the clock", async () => {
    const test = openTestShop();
    const { told, look } = patient(test);
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    const { settings } = test.shop;
    Object.assign(test.shop, { settings: { ...settings, products: null } });
    await applyOutputs(test, reportReceipt("ann", { "03": 1 }));
    expect(readReceipt(test, visitId).status).toBe("draft");
    pass(test, settings.receipts.finalWithinMs + 1);
    await look();
    expect(told).toEqual([`concluding receipt ${visitId}`]);
    Object.assign(test.shop, { settings });
    pass(test, RETRY_MS_FIRST);
    await look();
    expect(readReceipt(test, visitId).status).toBe("final");
  });
});

describe("while money is paused", () => {
  it("no review expires and no draft is settled", async () => {
    const test = openTestShop();
    let isPaused = true;
    Object.assign(test.shop, { isMoneyPaused: () => isPaused });
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { needsReview: true, reasons: ["not sure"] });
    await passAndTick(test, HOUR_MS);
    expect(readReceipt(test, visitId).status).toBe("draft");
    expect(countEvents(test, "ReviewDecided") + countEvents(test, "ReviewLapsed")).toBe(0);
    isPaused = false;
    await tick(test);
    await settle(test);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(audit(test)).toEqual([]);
  });
});

describe("after a start", () => {
  it("what cannot be taken up is tried again, and keeps nothing else", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const work = createPatientWork({ nowMs: test.shop.nowMs, tell: () => {} });
    let fails = true;
    const item = { key: "x", what: "x", visitId: null };
    const bad = {
      item,
      act: () => {
        if (fails) throw new Error("not now");
      },
    };
    const good = { item: { ...item, key: "y" }, act: () => {} };
    const left = await transact(test, (tx) => takeUpAgain(tx, work, [bad, good]));
    expect(left).toEqual([bad]);
    fails = false;
    expect(await transact(test, (tx) => takeUpAgain(tx, work, left))).toEqual([bad]);
    pass(test, RETRY_MS_FIRST);
    expect(await transact(test, (tx) => takeUpAgain(tx, work, left))).toEqual([]);
    expect(await transact(test, (tx) => takeUpAgain(tx, work))).toEqual([]);
    expect(readVisit(test, visitId).flags).toHaveLength(1);
  });

  it("visits that go on are checked, each once, and others are not", async () => {
    const test = openTestShop();
    const over = await visitFor(test, CARD, { "03": 1 });
    pass(test, 60_000);
    const { visitId } = await admit(test, payCard("pm_sim_ok-2"), ["ann"]);
    const next = await test.restart();
    await transact(next, takeUpAgain);
    const last = await next.restart();
    await transact(last, takeUpAgain);
    expect(readVisit(last, over).flags).toEqual([]);
    expect(readVisit(last, visitId).flags).toMatchObject([{ flag: "sensors-restarted" }]);
    expect(countEvents(last, "VisitFlagged")).toBe(1);
    await shopFor(last, "ann", { "03": 1 });
    expect(readReceipt(last, visitId).status).toBe("draft");
    await last.close();
  });

  it("the clock may be behind: events come no earlier, and the visit ends as it should", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    pass(test, -HOUR_MS);
    await shopFor(test, "ann", { "03": 1 });
    await tick(test);
    await settle(test);
    const times = test.store.readFrom(1).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final" });
    expect(audit(test)).toEqual([]);
  });
});
