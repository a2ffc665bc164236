import type { Interaction } from "@saunter/engine/receipt-types";
import type { Facing } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import { disputeLine } from "./dispute-service.ts";
import { decideOnReview, undoReview } from "./review-service.ts";
import {
  admit,
  applyOutputs,
  CARD,
  catchRefusal,
  countEvents,
  decide,
  leave,
  listAlerts,
  listReviews,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  passAndTick,
  readLines,
  reportCart,
  reportReceipt,
  START_MS,
  type TestShop,
  tell,
  transact,
  visitFor,
} from "./shop-fixture.ts";
import {
  COUNTED_AGO_MS_MAX,
  listPlanned,
  listStock,
  recordStock,
  watchStock,
} from "./stock-service.ts";

const FACINGS = listPlanned([
  { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: null },
  { gondola: 1, shelf: 1, plates: [3], barcode: "03", place: null },
  { gondola: 2, shelf: 1, plates: [1], barcode: "01", place: null },
]);

const NO_MARKS: ReadonlyMap<string, number> = new Map();

const record = (
  test: TestShop,
  type: "StockCounted" | "StockRefilled",
  facing: string,
  quantity: number,
  countedMs?: number,
) =>
  transact(test, (tx) =>
    recordStock(tx, FACINGS, {
      type,
      facing,
      quantity,
      by: "staff-1",
      ...(countedMs === undefined ? {} : { countedMs }),
    }),
  );

const count = (test: TestShop, facing: string, quantity: number, countedMs?: number) =>
  record(test, "StockCounted", facing, quantity, countedMs);
const refill = (test: TestShop, facing: string, quantity: number) =>
  record(test, "StockRefilled", facing, quantity);

/** An interaction of now: a second has passed since whatever was before. */
function move(test: TestShop, id: string, more: Partial<Interaction> = {}): Interaction {
  pass(test, 1000);
  return makePick(id, "ann", { timestampMs: test.clock.nowMs, ...more });
}

/** What is expected, by facing. */
function readStock(test: TestShop): Record<string, number | null> {
  const levels = listStock(test.store, FACINGS, NO_MARKS);
  return Object.fromEntries(levels.map(({ planned, expected }) => [planned.facing, expected]));
}

const watch = (test: TestShop, limits: Record<string, number> = {}) =>
  transact(test, (tx) => watchStock(tx, test.shop, FACINGS, new Map(Object.entries(limits))));

const readMessages = (test: TestShop): unknown[] =>
  test.store.db
    .prepare("SELECT message FROM alerts WHERE cleared_ms IS NULL ORDER BY alert_key")
    .all()
    .map(({ message }) => message);

it("facings are those that name a product and have a plate", () => {
  const odd: Facing[] = [
    { gondola: 2, shelf: 2, plates: [1], barcode: null, place: null },
    { gondola: 2, shelf: 3, plates: [], barcode: "06", place: null },
  ];
  expect(listPlanned(odd)).toEqual([]);
  expect(FACINGS.map(({ facing, gtin }) => `${facing} ${gtin}`)).toEqual([
    ...["1/1/1 01", "1/1/3 03", "2/1/1 01"],
  ]);
});

describe("what stands on a facing", () => {
  it("is not known before it is counted, whatever is put there", async () => {
    const test = openTestShop();
    await refill(test, "1/1/1", 5);
    expect(readStock(test)).toEqual({ "1/1/1": null, "1/1/3": null, "2/1/1": null });
  });

  it("is what was counted, and what was put there since", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 12);
    await refill(test, "1/1/1", 8);
    expect(listStock(test.store, FACINGS, NO_MARKS)[0]).toEqual({
      planned: FACINGS[0],
      count: { quantity: 12, countedMs: START_MS },
      refilled: 8,
      wasted: 0,
      moved: 0,
      expected: 20,
      overdrawn: 0,
      expiring: null,
      isLow: false,
    });
    await count(test, "1/1/1", 3);
    expect(readStock(test)["1/1/1"]).toBe(3);
  });

  it("is less by what was wasted, and expires first in, first out", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 2);
    const deliver = (quantity: number, expiresOn: string) =>
      transact(test, (tx) =>
        recordStock(tx, FACINGS, {
          ...({ type: "StockRefilled", facing: "1/1/1", by: "staff-1" } as const),
          ...{ quantity, expiresOn },
        }),
      );
    await deliver(3, "2026-03-05");
    await deliver(4, "2026-03-09");
    const waste = (quantity: number) =>
      transact(test, (tx) =>
        recordStock(tx, FACINGS, {
          ...({ type: "StockWasted", facing: "1/1/1", by: "staff-1" } as const),
          ...{ quantity, reason: "expired" },
        }),
      );
    const read = () => listStock(test.store, FACINGS, NO_MARKS)[0]!;
    expect(read()).toMatchObject({
      expected: 9,
      expiring: { expiresOn: "2026-03-05", quantity: 3 },
    });
    await waste(4);
    expect(read()).toMatchObject({
      wasted: 4,
      expected: 5,
      expiring: { expiresOn: "2026-03-05", quantity: 1 },
    });
    await waste(1);
    expect(read().expiring).toEqual({ expiresOn: "2026-03-09", quantity: 4 });
    await waste(4);
    expect(read()).toMatchObject({ expected: 0, expiring: null });
  });

  it("is compared with each count, by what had happened when it was counted", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 10);
    const beforeMs = test.clock.nowMs;
    await applyOutputs(test, tell(move(test, "1", { quantity: 3 })));
    pass(test, 1000);
    await count(test, "1/1/1", 6);
    pass(test, 1000);
    await refill(test, "1/1/1", 1);
    await count(test, "1/1/1", 7);
    // Counted before the last counts: they say nothing of then.
    await count(test, "1/1/1", 5, beforeMs);
    const rows = test.store.db
      .prepare("SELECT quantity, expected FROM stock_movements WHERE kind = 'counted'")
      .all();
    expect(rows.map(({ quantity, expected }) => [quantity, expected])).toEqual([
      [10, null],
      [6, 7],
      [7, 7],
      [5, null],
    ]);
  });

  it("is less by what was taken, and more by what was put back", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 10);
    await applyOutputs(test, tell(move(test, "1", { quantity: 3, plates: [2] })));
    expect(readStock(test)["1/1/1"]).toBe(7);
    await applyOutputs(test, tell(move(test, "2", { kind: "putback" })));
    expect(readStock(test)["1/1/1"]).toBe(8);
    await applyOutputs(test, tell(move(test, "3", { kind: "handover", giverId: "ann" })));
    expect(readStock(test)["1/1/1"]).toBe(8);
  });

  it("receives an interaction once, in its last revision", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 10);
    await count(test, "2/1/1", 10);
    const first = move(test, "1", { quantity: 2 });
    await applyOutputs(test, tell(first));
    await applyOutputs(test, tell({ ...first, targetId: "bob", quantity: 1 }, "revised"));
    await applyOutputs(test, tell({ ...first, targetId: "bob", quantity: 1 }, "final"));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "2/1/1": 10 });
    await applyOutputs(test, tell({ ...first, gondola: 2, quantity: 1 }, "revised"));
    expect(readStock(test)).toMatchObject({ "1/1/1": 10, "2/1/1": 9 });
    await applyOutputs(test, tell({ ...first, gondola: 2 }, "retracted"));
    expect(readStock(test)).toMatchObject({ "1/1/1": 10, "2/1/1": 10 });
  });

  it("is not more by what was put back elsewhere, nor is that", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 10);
    await count(test, "1/1/3", 5);
    await count(test, "2/1/1", 4);
    await applyOutputs(test, tell(move(test, "1")));
    await applyOutputs(test, tell(move(test, "2", { kind: "putback", plates: [3] })));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "1/1/3": 5 });
    // Who takes it from there takes nothing of what belongs there.
    await applyOutputs(test, tell(move(test, "3", { plates: [3] })));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "1/1/3": 5 });
    // From one facing of a product to another of the same.
    await applyOutputs(test, tell(move(test, "4", { kind: "putback", gondola: 2 })));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "2/1/1": 5 });
  });

  it("is that of the facing whose plates an interaction touches most", async () => {
    const test = openTestShop();
    const facings = listPlanned([
      { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: null },
      { gondola: 1, shelf: 1, plates: [3, 4, 5], barcode: "01", place: null },
    ]);
    for (const facing of ["1/1/1", "1/1/3"]) {
      await transact(test, (tx) =>
        recordStock(tx, facings, { type: "StockCounted", facing, quantity: 9, by: "staff-1" }),
      );
    }
    await applyOutputs(test, tell(move(test, "1", { plates: [2, 3, 4] })));
    await applyOutputs(test, tell(move(test, "2", { plates: [2, 3] })));
    const levels = listStock(test.store, facings, NO_MARKS);
    expect(levels.map(({ expected }) => expected)).toEqual([8, 8]);
  });

  it("is not known where another product was counted, before the planogram changed", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 5);
    const changed = FACINGS.map((one) => ({ ...one, gtin: "06" }));
    expect(listStock(test.store, changed, NO_MARKS)[0]).toMatchObject({
      count: null,
      expected: null,
      overdrawn: 0,
    });
  });
});

describe("a count", () => {
  it("is the world at its time: what happened before is in it, however late it is told", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 14);
    const before = move(test, "1", { quantity: 4 });
    await applyOutputs(test, tell(before));
    await count(test, "1/1/1", 10);
    pass(test, 60_000);
    await applyOutputs(test, tell({ ...before, quantity: 3 }, "revised"), tell(before, "final"));
    expect(readStock(test)["1/1/1"]).toBe(10);
    const unreported = makePick("2", "bob", { timestampMs: before.timestampMs });
    await applyOutputs(test, tell(unreported, "final"));
    expect(readStock(test)["1/1/1"]).toBe(10);
    await applyOutputs(test, tell({ ...before, timestampMs: before.timestampMs + 1 }, "revised"));
    expect(readStock(test)["1/1/1"]).toBe(6);
  });

  it("that is written down later than it was made forgets nothing in between", async () => {
    const test = openTestShop();
    const countedMs = test.clock.nowMs + 500;
    await applyOutputs(test, tell(move(test, "1")));
    await refill(test, "1/1/1", 2);
    pass(test, 20_000);
    await count(test, "1/1/1", 10, countedMs);
    expect(readStock(test)["1/1/1"]).toBe(11);
    // One that was made before this one says nothing any more.
    await count(test, "1/1/1", 90, countedMs - 1);
    expect(readStock(test)["1/1/1"]).toBe(11);
    await count(test, "1/1/1", 8, countedMs);
    expect(readStock(test)["1/1/1"]).toBe(9);
  });

  it("is of now where its clock is ahead, and refused where it is a day old", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 10, test.clock.nowMs + 5000);
    expect(listStock(test.store, FACINGS, NO_MARKS)[0]?.count?.countedMs).toBe(test.clock.nowMs);
    pass(test, COUNTED_AGO_MS_MAX);
    expect(await catchRefusal(count(test, "1/1/3", 1, START_MS - 1))).toBe("input-invalid");
    expect(await catchRefusal(count(test, "1/1/3", 1, START_MS))).toBe("taken");
  });

  it.each([
    ["9/9/9", 1, "facing-unknown"],
    ["2/2/2", 1, "facing-unknown"],
    ["1/1/1", -1, "quantity-invalid"],
    ["1/1/1", 1.5, "quantity-invalid"],
    ["1/1/1", Number.NaN, "quantity-invalid"],
    ["1/1/1", 100_001, "quantity-invalid"],
    ["1/1/1", 100_000, "taken"],
  ])("or refill at %s of %s units is %s", async (facing, quantity, code) => {
    const test = openTestShop();
    for (const type of ["StockCounted", "StockRefilled"] as const) {
      expect(await catchRefusal(record(test, type, facing, quantity))).toBe(code);
    }
    expect(test.store.position()).toBe(code === "taken" ? 2 : 0);
  });
});

describe("what a reviewer decides", () => {
  /** A pick of one "01" of which nobody is sure, and its review. */
  async function ask(test: TestShop): Promise<string> {
    for (const facing of ["1/1/1", "1/1/3", "2/1/1"]) await count(test, facing, 10);
    const { shopperId } = await admit(test);
    const told = makeUncertain({ ...move(test, "1"), targetId: shopperId }, { quantity: 2 });
    await applyOutputs(test, tell(told), reportCart(shopperId, { "01": 1 }));
    await leave(test, shopperId);
    await applyOutputs(test, reportReceipt(shopperId, { "01": 1 }, { needsReview: true }));
    expect(readStock(test)["1/1/1"]).toBe(9);
    return "run.1";
  }

  it("takes the place of what the engine told, also where that is told again", async () => {
    const test = openTestShop();
    const reviewId = await ask(test);
    const review = test.store.read("review", reviewId);
    if (review.status === "unopened" || review.subject.kind !== "interaction") throw new Error();
    const { evidence } = review.subject;
    const candidate = evidence.candidates.find(({ quantity }) => quantity === 2)!;
    await decide(test, reviewId, { kind: "candidate", candidate });
    expect(readStock(test)["1/1/1"]).toBe(8);
    await applyOutputs(
      test,
      tell(makePick("1", evidence.shopperId!, { timestampMs: START_MS }), "final"),
    );
    expect(readStock(test)["1/1/1"]).toBe(8);
  });

  it("puts back what nobody took", async () => {
    const test = openTestShop();
    const reviewId = await ask(test);
    await decide(test, reviewId, { kind: "nothing" });
    expect(readStock(test)["1/1/1"]).toBe(10);
  });

  it("is not what a lapsed review says: that settles money, and nobody has looked", async () => {
    const test = openTestShop();
    await ask(test);
    await passAndTick(test, test.shop.settings.receipts.reviewWithinMs);
    expect(countEvents(test, "ReviewLapsed")).toBe(1);
    expect(readStock(test)["1/1/1"]).toBe(9);
  });

  it("of a gap is taken from the product's first facing that was counted", async () => {
    const test = openTestShop();
    await count(test, "2/1/1", 10);
    const { visitId, shopperId } = await admit(test);
    pass(test, 1000);
    await leave(test, shopperId);
    const faults = ["a plate was dead"];
    await applyOutputs(test, reportReceipt(shopperId, {}, { needsReview: true, faults }));
    const [reviewId] = listReviews(test, visitId);
    await decide(test, reviewId!, { kind: "add", gtin: "01", quantity: 3 });
    expect(readStock(test)).toEqual({ "1/1/1": null, "1/1/3": null, "2/1/1": 7 });
  });

  it("of a gap puts back what was put back unseen", async () => {
    const test = openTestShop();
    await count(test, "2/1/1", 10);
    const { visitId, shopperId } = await admit(test);
    pass(test, 1000);
    await leave(test, shopperId);
    const faults = ["a plate was dead"];
    await applyOutputs(test, reportReceipt(shopperId, { "01": 1 }, { needsReview: true, faults }));
    const before = readStock(test)["2/1/1"]!;
    const [reviewId] = listReviews(test, visitId);
    await decide(test, reviewId!, { kind: "remove", gtin: "01", quantity: 1 });
    expect(readStock(test)["2/1/1"]).toBe(before + 1);
  });

  it("of one product for another moves both, and neither once it is undone", async () => {
    const test = openTestShop();
    for (const facing of ["1/1/3", "2/1/1"]) await count(test, facing, 10);
    const { visitId, shopperId } = await admit(test, CARD, ["ann"]);
    const pick = move(test, "1", { gondola: 2 });
    await applyOutputs(test, tell(pick, "final"));
    const unclear = [{ ...pick, kind: "pick" as const, barcode: null, reason: "not sure" }];
    await leave(test, shopperId);
    const more = { needsReview: true, reasons: ["not sure"], unclear };
    await applyOutputs(test, reportReceipt(shopperId, { "01": 1 }, more));
    const before = readStock(test);
    const [reviewId] = listReviews(test, visitId);
    const instead = { gtin: "03", quantity: 2 };
    const choice = { kind: "replace", gtin: "01", quantity: 1, instead } as const;
    await transact(test, (tx) => decideOnReview(tx, test.shop, reviewId!, "rev-1", choice));
    const moved = { "2/1/1": before["2/1/1"]! + 1, "1/1/3": before["1/1/3"]! - 2 };
    expect(readStock(test)).toMatchObject(moved);
    await transact(test, (tx) => undoReview(tx, test.shop, reviewId!, "rev-1"));
    expect(readStock(test)).toEqual(before);
  });

  it("of a dispute counts where the line's goods were taken; what policy grants does not", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    for (const facing of ["1/1/1", "2/1/1"]) await count(test, facing, 10);
    const { visitId, shopperId } = await admit(test);
    const picks = [move(test, "1"), move(test, "2", { gondola: 2, quantity: 2 })];
    await applyOutputs(test, ...picks.map((one) => tell({ ...one, targetId: shopperId }, "final")));
    await applyOutputs(test, reportCart(shopperId, { "01": 3 }));
    await leave(test, shopperId);
    await applyOutputs(test, reportReceipt(shopperId, { "01": 3 }));
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "2/1/1": 8 });
    const dispute = (disputeId: string, more: object) =>
      transact(test, (tx) =>
        disputeLine(tx, test.shop, visitId, {
          disputeId,
          kind: "wrong-count",
          lineId: "01",
          gtin: null,
          claimedQuantity: 2,
          ...more,
        }),
      );
    const grant = (disputeId: string) => decide(test, `contest:${disputeId}`, { kind: "grant" });
    await dispute("c1", {});
    await grant("c1");
    expect(readLines(test, visitId)).toEqual({ "01": 2 });
    expect(readStock(test)).toMatchObject({ "1/1/1": 9, "2/1/1": 9 });
    await dispute("c2", { kind: "missing", lineId: null, gtin: "01", claimedQuantity: 4 });
    await grant("c2");
    expect(readStock(test)).toMatchObject({ "1/1/1": 5, "2/1/1": 9 });
    await dispute("c3", { claimedQuantity: 1 });
    await passAndTick(test, test.shop.settings.receipts.reviewWithinMs);
    expect(readLines(test, visitId)).toEqual({ "01": 1 });
    expect(readStock(test)).toMatchObject({ "1/1/1": 5, "2/1/1": 9 });
  });

  it("of a dispute that it was something else counts that, too", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    for (const facing of ["1/1/1", "1/1/3"]) await count(test, facing, 10);
    pass(test, 1);
    const visitId = await visitFor(test, CARD, { "01": 2 });
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, {
        disputeId: "c9",
        kind: "wrong-item",
        lineId: "01",
        gtin: "03",
        claimedQuantity: 3,
      }),
    );
    expect(readStock(test)).toMatchObject({ "1/1/1": 10, "1/1/3": 10 });
    await decide(test, "contest:c9", { kind: "grant" });
    expect(readLines(test, visitId)).toEqual({ "03": 3 });
    expect(readStock(test)).toMatchObject({ "1/1/1": 12, "1/1/3": 7 });
  });

  it("of a dispute of what no interaction speaks for is put to the first facing", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    await count(test, "1/1/1", 10);
    pass(test, 1);
    const visitId = await visitFor(test, CARD, { "01": 2 });
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, {
        disputeId: "c9",
        kind: "wrong-item",
        lineId: "01",
        gtin: null,
        claimedQuantity: 0,
      }),
    );
    await decide(test, "contest:c9", { kind: "grant" });
    expect(readStock(test)["1/1/1"]).toBe(12);
  });
});

describe("a product that is running out", () => {
  it("is reported at its limit, over all its facings, and no longer once it is refilled", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 2);
    await count(test, "2/1/1", 3);
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual([]);
    await applyOutputs(test, tell(move(test, "1")));
    await watch(test, { "01": 4 });
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual(["low-stock:01"]);
    expect(readMessages(test)).toEqual(["Product 01 is low in stock: 4 left; refill it"]);
    const marks = new Map([["01", 4]]);
    const isLow = () => listStock(test.store, FACINGS, marks).map((level) => level.isLow);
    expect(isLow()).toEqual([true, false, true]);
    await refill(test, "1/1/1", 1);
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual([]);
    expect(isLow()).toEqual([false, false, false]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("is not reported where it was never counted, or has no limit", async () => {
    const test = openTestShop();
    await count(test, "1/1/3", 0);
    await watch(test, { "01": 4 });
    await watch(test, {});
    expect(listAlerts(test)).toEqual([]);
  });
});

describe("stock below none", () => {
  it("is not shown: the list says that nobody knows, and staff are told to count", async () => {
    const test = openTestShop();
    await count(test, "1/1/1", 1);
    await applyOutputs(test, tell(move(test, "1", { quantity: 3 })));
    expect(listStock(test.store, FACINGS, new Map([["01", 4]]))[0]).toMatchObject({
      expected: null,
      overdrawn: 2,
      isLow: false,
    });
    await watch(test, { "01": 4 });
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual(["stock-wrong:1/1/1"]);
    expect(readMessages(test)).toEqual([
      "gondola 1, shelf 1, plates 1 sold 2 more Product 01 than it had in stock: it was miscounted, or " +
        "a refill was not recorded; count it again",
    ]);
    await count(test, "1/1/1", 6);
    await watch(test, { "01": 4 });
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });
});
