import { isAllAtStake, nameGap } from "@saunter/commerce/review/at-stake";
import { describe, expect, it } from "vitest";
import { bindByAttendant } from "./binding-service.ts";
import { takeUpAgain } from "./shop-clock.ts";
import {
  admit,
  CARD,
  decide,
  enterFor,
  openTestShop,
  passAndTick,
  payCard,
  readReceipt,
  readReview,
  readTotal,
  see,
  shopFor,
  type TestShop,
  transact,
} from "./shop-fixture.ts";
import { countAtStake, watchUnseen } from "./unseen-service.ts";

const REVIEW_MS = 30 * 60_000;

const watch = (test: TestShop) => transact(test, (tx) => watchUnseen(tx, test.shop));
const told = (test: TestShop) =>
  test.store.db
    .prepare("SELECT message FROM alerts WHERE kind = 'visits-unseen' AND cleared_ms IS NULL")
    .all()
    .map(({ message }) => message as string);
const wordTold = (visits: string): string =>
  `sensors restarted during ${visits}, and picks may have been missed: each is free of charge unless a reviewer decides within 30 min of its exit`;

/** A visit of a payer of its own, before a start and after it. */
const enter = async (test: TestShop, shopperId: string) =>
  (await admit(test, payCard(`pm_sim_ok-${shopperId}`), [shopperId])).visitId;
const startAnew = async (test: TestShop) => {
  await transact(test, takeUpAgain);
  await watch(test);
};

describe("visits over a start", () => {
  it("are reported at once, with their number and how long somebody has to look", async () => {
    const test = openTestShop();
    await enter(test, "ann");
    await watch(test);
    expect(told(test)).toEqual([]);
    await startAnew(test);
    expect(told(test)).toEqual([wordTold("a visit")]);
    // Who comes in after it is no concern of it; who was inside at two starts counts once.
    await enter(test, "bob");
    await watch(test);
    expect(told(test)).toEqual([wordTold("a visit")]);
    await startAnew(test);
    expect(told(test)).toEqual([wordTold("2 visits")]);
  });

  it("are reported until the last of their receipts is final", async () => {
    const test = openTestShop();
    const visits = [await enter(test, "ann"), await enter(test, "bob")];
    await startAnew(test);
    for (const shopperId of ["ann", "bob"]) await shopFor(test, shopperId, { "03": 1 });
    await decide(test, `${visits[0]}:sensors-restarted`, { kind: "nothing" });
    await watch(test);
    expect(told(test)).toHaveLength(1);
    await passAndTick(test, REVIEW_MS);
    await watch(test);
    expect(told(test)).toEqual([]);
    expect(visits.map((visitId) => readReceipt(test, visitId).status)).toEqual(["final", "final"]);
    expect(readTotal(test, visits[1]!)).toBe(0);
  });

  it("are not those that nobody came for, nor of staff", async () => {
    const test = openTestShop();
    await admit(test, { kind: "staff", staffId: "s1" }, ["sam"]);
    await enterFor(test, CARD);
    await startAnew(test);
    expect(told(test)).toEqual([]);
  });
});

describe("what is free of charge where nobody decides", () => {
  it("are visits over a start and bindings by guess, with when the first is over", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, "bob", "staff-1"));
    await startAnew(test);
    const eve = await enter(test, "eve");
    expect(countAtStake(test.store)).toEqual({ visits: 0, firstDueMs: null });
    // A gap that a sensor left is settled by what was seen.
    const faults = ["a plate was dead"];
    await shopFor(test, "eve", { "03": 1 }, { needsReview: true, faults, reasons: [] });
    expect(readReview(test, nameGap(eve, "eve")).status).toBe("open");
    expect(countAtStake(test.store)).toEqual({ visits: 0, firstDueMs: null });
    for (const shopperId of ["ann", "bob"]) await shopFor(test, shopperId, { "03": 1 });
    const { dueMs, worthMinor } = readReview(test, `${visitId}:sensors-restarted`);
    expect(countAtStake(test.store)).toEqual({ visits: 1, firstDueMs: dueMs });
    // All of the draft is at stake.
    expect(worthMinor).toBe(readTotal(test, visitId));
    expect(worthMinor).toBeGreaterThan(0);
    expect(readReview(test, `${visitId}:party-larger`)).toMatchObject({ worthMinor });
  });

  it("is told by a review's kind and name", () => {
    const isAll = (kind: string, name: string) =>
      isAllAtStake({ reviewId: `v1:${name}`, visitId: "v1", kind });
    expect([isAll("gap", "track-lost"), isAll("gap", "gap:ann"), isAll("age", "age")]).toEqual([
      ...[true, false, false],
    ]);
    expect(isAll("binding", "bound-by-guess")).toBe(true);
  });
});
