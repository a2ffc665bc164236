import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disputeLine } from "./dispute-service.ts";
import type { EntryPayer } from "./entry-method.ts";
import { decideOnReview, undoReview } from "./review-service.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  countEvents,
  DAY_MS,
  decide,
  HOUR_MS,
  listAlerts,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  payCustomer,
  readLines,
  readReceipt,
  readReview,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  tell,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const CAPS = {
  refundMaxMinor: 500,
  refundsSumMaxMinor: 800,
  refundsMax: 3,
  visitsMax: 2,
  windowMs: 30 * DAY_MS,
  decideWithinMs: 72 * HOUR_MS,
};
const REVIEW_MS = HOUR_MS / 2;

/** Nothing is granted at once, and a little when nobody decides. */
const open = (more: Partial<typeof CAPS> = {}) =>
  openTestShop({ receipts: { autoRefundMaxMinor: -1, lapse: { ...CAPS, ...more } } });

/** A paid visit whose line is disputed, and that nobody reviews in time. */
async function letLapse(
  test: TestShop,
  disputeId: string,
  payer: EntryPayer = CARD,
  gtin = "03",
): Promise<string> {
  const visitId = await visitFor(test, payer, { [gtin]: 1 });
  await settle(test);
  await dispute(test, visitId, disputeId, gtin);
  await passAndTick(test, REVIEW_MS);
  await settle(test);
  return visitId;
}

const dispute = (test: TestShop, visitId: string, disputeId: string, lineId: string) =>
  transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId,
      kind: "wrong-item",
      lineId,
      gtin: null,
      claimedQuantity: 0,
    }),
  );

const readDispute = (test: TestShop, disputeId: string) => readReview(test, `contest:${disputeId}`);

describe("a dispute that nobody reviews in time", () => {
  it("and that is worth too much waits for a person, and says until when", async () => {
    const test = open();
    const visitId = await letLapse(test, "c1", CARD, "07");
    expect(readDispute(test, "c1")).toMatchObject({
      status: "open",
      overdue: "amount",
      dueMs: test.clock.nowMs + CAPS.decideWithinMs,
    });
    expect(readReceipt(test, visitId).status).toBe("contested");
    expect(sumBooks(test, visitId).refundedMinor).toBe(0);
    expect(listAlerts(test)).toEqual(["review-overdue:contest:c1"]);
    expect(audit(test)).toEqual([]);
  });

  it("is refunded so much by itself, and no more of all visits of a card", async () => {
    const test = open();
    const visits: string[] = [];
    for (const id of ["c1", "c2", "c3", "c4"]) {
      visits.push(await letLapse(test, id));
      pass(test, HOUR_MS);
    }
    const refunds = visits.map((visitId) => sumBooks(test, visitId).refundedMinor);
    expect(refunds).toEqual([250, 250, 250, 0]);
    expect(readDispute(test, "c4")).toMatchObject({ status: "open", overdue: "sum" });
  });

  it("is refunded so many times, with those that were granted at once", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 100, lapse: CAPS } });
    const visits: string[] = [];
    for (const [id, gtin] of [
      ["c1", "01"],
      ["c2", "01"],
      ["c3", "03"],
      ["c4", "03"],
    ] as const) {
      visits.push(await letLapse(test, id, CARD, gtin));
      pass(test, HOUR_MS);
    }
    const refunds = visits.map((visitId) => sumBooks(test, visitId).refundedMinor);
    expect(refunds).toEqual([85, 85, 250, 0]);
    expect(readDispute(test, "c4")).toMatchObject({ overdue: "count" });
  });

  it("leaves those that would be granted at once less room, and the other way round", async () => {
    const lapse = { ...CAPS, refundsSumMaxMinor: 300 };
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 100, lapse } });
    const first = await letLapse(test, "c1", CARD, "03");
    const second = await visitFor(test, CARD, { "01": 1 });
    await dispute(test, second, "c2", "01");
    expect(sumBooks(test, first).refundedMinor).toBe(250);
    expect(readDispute(test, "c2")).toMatchObject({ status: "open" });
  });

  it("of another line of the same receipt counts, too", async () => {
    const test = open({ refundsSumMaxMinor: 500 });
    const visitId = await visitFor(test, CARD, { "03": 1, "06": 1, "08": 1 });
    await settle(test);
    for (const gtin of ["03", "06", "08"]) await dispute(test, visitId, `c${gtin}`, gtin);
    await passAndTick(test, REVIEW_MS);
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBeLessThanOrEqual(500);
    expect(readReceipt(test, visitId).status).toBe("contested");
  });

  it("does not lapse later, when the others have left the window", async () => {
    const test = open({ refundsMax: 1 });
    await letLapse(test, "c1");
    const late = await letLapse(test, "c2");
    for (let days = 0; days < 40; days += 3) await passAndTick(test, 3 * DAY_MS);
    await settle(test);
    expect(sumBooks(test, late).refundedMinor).toBe(0);
    const review = readDispute(test, "c2");
    expect(review).toMatchObject({ status: "open", overdue: "count" });
    // What the receipt says is never in the past.
    expect(review.dueMs).toBeGreaterThan(test.clock.nowMs);
    expect(listAlerts(test)).toEqual(["review-overdue:contest:c2"]);
    // A new one is refunded again.
    const next = await letLapse(test, "c3");
    expect(sumBooks(test, next).refundedMinor).toBe(250);
  });

  it("is refunded where a person says so, whatever it is worth", async () => {
    const test = open();
    const visitId = await letLapse(test, "c1", CARD, "07");
    await decide(test, "contest:c1", { kind: "grant" });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(2499);
    expect(listAlerts(test)).toEqual([]);
    // And takes no room from those that nobody reviews.
    expect(sumBooks(test, await letLapse(test, "c2")).refundedMinor).toBe(250);
  });

  it("alerts staff again where a decision is taken back", async () => {
    const test = open();
    await letLapse(test, "c1", CARD, "07");
    await transact(test, (tx) =>
      decideOnReview(tx, test.shop, "contest:c1", "ann", { kind: "grant" }),
    );
    expect(listAlerts(test)).toEqual([]);
    await transact(test, (tx) => undoReview(tx, test.shop, "contest:c1", "ann"));
    expect(listAlerts(test)).toEqual(["review-overdue:contest:c1"]);
  });

  it("that refunds nothing lapses, whatever was refunded before", async () => {
    const test = open({ refundsMax: 0 });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const missing = { disputeId: "c1", kind: "missing", lineId: null, gtin: "06" } as const;
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, { ...missing, claimedQuantity: 1 }),
    );
    await passAndTick(test, REVIEW_MS);
    expect(readDispute(test, "c1").status).toBe("lapsed");
    expect(listAlerts(test)).toEqual([]);
  });

  it("counts for the card, whatever account pays with it, also after a start", async () => {
    const test = open({ refundsMax: 1 });
    Object.assign(test.provider.options, { showsFingerprints: true });
    const first = await letLapse(test, "c1", payCard("pm_sim_ok-1~a"));
    const again = await test.restart();
    const second = await letLapse(again, "c2", payCard("pm_sim_ok-1~b"));
    expect([first, second].map((id) => sumBooks(again, id).refundedMinor)).toEqual([250, 0]);
    await again.close();
  });
});

describe("disputes of somebody who wants their money back", () => {
  const acts = fc.array(
    fc.record({
      payer: fc.constantFrom<EntryPayer>(
        payCard("pm_sim_ok-1~a"),
        payCard("pm_sim_ok-1~b"),
        payCard("pm_sim_ok-1~c"),
      ),
      lines: fc.uniqueArray(fc.constantFrom("01", "03", "06", "07"), { minLength: 1 }),
      disputed: fc.nat({ max: 3 }),
      afterMs: fc.constantFrom(0, HOUR_MS, DAY_MS, 9 * DAY_MS),
    }),
    { minLength: 1, maxLength: 7 },
  );

  it("refund no more than the caps of a window by themselves, with however many accounts", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const lapse = { ...CAPS, windowMs: 10 * DAY_MS };
        const test = openTestShop({ receipts: { autoRefundMaxMinor: 200, lapse } });
        Object.assign(test.provider.options, { showsFingerprints: true });
        let disputes = 0;
        for (const { payer, lines, disputed, afterMs } of list) {
          const cart = Object.fromEntries(lines.map((gtin) => [gtin, 1]));
          const visitId = await visitFor(test, payer, cart);
          await settle(test);
          for (const gtin of lines.slice(0, disputed + 1)) {
            // An offer may have gone with another line: that is another dispute's.
            if (readLines(test, visitId)[gtin] === undefined) continue;
            await dispute(test, visitId, `c${disputes++}`, gtin);
          }
          await passAndTick(test, REVIEW_MS + afterMs);
          await settle(test);
        }
        const refunds = test.store.db
          .prepare("SELECT refund_minor, at_ms FROM dispute_refunds WHERE refund_minor > 0")
          .all() as { refund_minor: number; at_ms: number }[];
        for (const { at_ms: endMs } of refunds) {
          const within = refunds.filter(
            ({ at_ms: atMs }) => atMs <= endMs && atMs > endMs - 10 * DAY_MS,
          );
          expect(within.length).toBeLessThanOrEqual(CAPS.refundsMax);
          const sumMinor = within.reduce((sum, one) => sum + one.refund_minor, 0);
          expect(sumMinor).toBeLessThanOrEqual(CAPS.refundsSumMaxMinor);
        }
        expect(audit(test)).toEqual([]);
        await test.close();
      }),
      { numRuns: 12 },
    );
  });
});

describe("a receipt that nobody reviews in time", () => {
  /** A visit of one pick that the engine is unsure of. */
  async function takeUncertainly(test: TestShop, name: string, payer: EntryPayer = CARD) {
    const { visitId } = await admit(test, payer, [name]);
    await applyOutputs(test, tell(makeUncertain(makePick(name, name), { barcode: "02" })));
    await shopFor(test, name, { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
    await passAndTick(test, REVIEW_MS);
    await settle(test);
    return visitId;
  }

  it("is settled so many times, and then waits for a person", async () => {
    const test = open();
    const visits: string[] = [];
    for (const name of ["ann", "bob", "cy"]) {
      visits.push(await takeUncertainly(test, name));
      pass(test, HOUR_MS);
    }
    const [, , last] = visits as [string, string, string];
    expect(visits.map((id) => readReceipt(test, id).status)).toEqual(["final", "final", "draft"]);
    const dueMs = test.clock.nowMs - HOUR_MS + CAPS.decideWithinMs;
    expect(readReceipt(test, last)).toMatchObject({ reviewDueMs: dueMs });
    expect(readReview(test, "run.cy")).toMatchObject({ overdue: "count", dueMs });
    expect(listAlerts(test)).toEqual(["review-overdue:run.cy"]);
    await decide(test, "run.cy", { kind: "nothing" });
    expect(readReceipt(test, last).status).toBe("final");
    expect(listAlerts(test)).toEqual([]);
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it("counts for whoever pays, and for nobody else", async () => {
    const test = open({ visitsMax: 1 });
    await takeUncertainly(test, "ann", payCustomer("customer-0"));
    const other = await takeUncertainly(test, "bob", payCustomer("customer-2"));
    const again = await takeUncertainly(test, "cy", payCustomer("customer-0"));
    expect(readReceipt(test, other).status).toBe("final");
    expect(readReceipt(test, again).status).toBe("draft");
    expect(countEvents(test, "ReviewOverdue")).toBe(1);
  });

  it("takes its room back when the window has passed, to the millisecond", async () => {
    for (const [laterMs, status] of [
      [CAPS.windowMs - 1, "draft"],
      [CAPS.windowMs, "final"],
    ] as const) {
      const test = open({ visitsMax: 1 });
      await takeUncertainly(test, "ann");
      pass(test, laterMs - REVIEW_MS);
      expect(readReceipt(test, await takeUncertainly(test, "bob")).status).toBe(status);
    }
  });
});

describe("the alert of a review that waits for a person", () => {
  const readMessage = ({ store }: TestShop) =>
    store.db.prepare("SELECT message FROM alerts WHERE cleared_ms IS NULL").get()?.message;

  it("says what it is worth, and how long there is, in whole hours", async () => {
    const test = open();
    await letLapse(test, "c1", CARD, "07");
    expect(readMessage(test)).toBe(
      "a dispute of £24.99 exceeds what is settled without a review: decide within 72 h",
    );
    pass(test, 2 * HOUR_MS);
    const decideLate = (): Promise<void> =>
      transact(test, (tx) => decideOnReview(tx, test.shop, "contest:c1", "ann", { kind: "grant" }));
    await decideLate();
    await transact(test, (tx) => undoReview(tx, test.shop, "contest:c1", "ann"));
    expect(readMessage(test)).toMatch(/decide within 70 h$/);
    // Less than half an hour is not nothing.
    pass(test, 70 * HOUR_MS - 60_000);
    await decideLate();
    await transact(test, (tx) => undoReview(tx, test.shop, "contest:c1", "ann"));
    expect(readMessage(test)).toMatch(/decide within 1 h$/);
  });

  it("names a receipt where it is no dispute", async () => {
    const test = open({ visitsMax: 0 });
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("ann", "ann"), { barcode: "02" })));
    await shopFor(test, "ann", { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
    await passAndTick(test, REVIEW_MS);
    expect(readMessage(test)).toBe(
      "a receipt in review exceeds what is settled without a review: decide within 72 h",
    );
    expect(readReceipt(test, visitId)).toMatchObject({ reviewIds: ["run.ann"] });
  });
});
