import type { Candidate } from "@saunter/commerce/cart/events";
import { CLAIM_MS, UNDO_MS } from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { isLookedAtTwice } from "@saunter/commerce/review/second-look";
import { describe, expect, it } from "vitest";
import { disputeLine } from "./dispute-service.ts";
import {
  answerAgeCheck,
  claimNextReview,
  claimReview,
  countWaiting,
  decideOnReview,
  undoReview,
} from "./review-service.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  listAlerts,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  passAndTick,
  payCard,
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

const UNSURE = { needsReview: true, reasons: ["not sure"] };

let people = 0;

/** A visit of one uncertain pick; gives it and its review. */
async function takeUncertainly(test: TestShop, barcode = "01", account = "02") {
  const shopperId = `p${++people}`;
  const { visitId } = await admit(test, payCard(`pm_sim_ok-${shopperId}`), [shopperId]);
  const pick = makePick(shopperId, shopperId, { barcode });
  await applyOutputs(test, tell(makeUncertain(pick, { barcode: account })));
  await shopFor(test, shopperId, { [barcode]: 1 }, UNSURE);
  return { visitId, shopperId, reviewId: `run.${shopperId}` };
}

/** A visit that is over, of which nobody has seen whether they are old enough. */
async function leaveWithLimit(test: TestShop): Promise<string> {
  const { visitId } = await admit(test, CARD, ["ann"]);
  await applyOutputs(test, tell(makePick("1", "ann", { barcode: "05" })));
  await shopFor(test, "ann", { "03": 1, "05": 1 });
  expect(readReceipt(test, visitId).status).toBe("draft");
  return visitId;
}

const choose = (test: TestShop, reviewId: string, choice: ReviewChoice, by = "ann") =>
  transact(test, (tx) => decideOnReview(tx, test.shop, reviewId, by, choice));
const undo = (test: TestShop, reviewId: string, by = "ann") =>
  transact(test, (tx) => undoReview(tx, test.shop, reviewId, by));
const next = (test: TestShop, by: string, skipped: readonly string[] = []) =>
  transact(test, (tx) => claimNextReview(tx, by, skipped));

/** As `takeUncertainly`, until one is to be looked at twice. */
async function takeForTwo(test: TestShop) {
  for (;;) {
    const taken = await takeUncertainly(test);
    if (isLookedAtTwice(taken.reviewId, { kind: "interaction" })) return taken;
    await choose(test, taken.reviewId, { kind: "nothing" });
  }
}

describe("a second look", () => {
  it("comes when nothing else waits, to another reviewer, and changes nothing", async () => {
    const test = openTestShop();
    const { visitId, reviewId } = await takeForTwo(test);
    await choose(test, reviewId, { kind: "nothing" });
    expect(await next(test, "bob")).toBeNull();
    await passAndTick(test, UNDO_MS);
    const lines = readLines(test, visitId);
    const position = test.store.position();
    expect(await next(test, "ann")).toBeNull();
    expect(test.store.position()).toBe(position);
    const { reviewId: waiting } = await takeUncertainly(test);
    expect(await next(test, "bob")).toBe(waiting);
    await choose(test, waiting, { kind: "nothing" }, "bob");
    expect(await next(test, "bob")).toBe(reviewId);
    expect(await next(test, "cat")).toBeNull();
    expect(await next(test, "bob", [reviewId])).toBeNull();
    const { evidence } = readReview(test, reviewId).subject as { evidence: Candidate };
    await choose(test, reviewId, { kind: "candidate", candidate: evidence }, "bob");
    expect(await next(test, "cat")).toBeNull();
    expect(readLines(test, visitId)).toEqual(lines);
    await passAndTick(test, UNDO_MS);
    await settle(test);
    expect(audit(test)).toEqual([]);
  });
});

describe("the time of a review that was claimed ahead", () => {
  it("begins with the decision before it", async () => {
    const test = openTestShop();
    const { reviewId: first } = await takeUncertainly(test);
    const { reviewId: second } = await takeUncertainly(test);
    for (const one of [first, second]) await transact(test, (tx) => claimReview(tx, one, "ann"));
    pass(test, 5000);
    await choose(test, first, { kind: "nothing" });
    pass(test, 3000);
    await choose(test, second, { kind: "nothing" });
    const read = test.store.db.prepare("SELECT took_ms AS tookMs FROM reviews WHERE review_id = ?");
    expect([first, second].map((one) => read.get(one)?.tookMs)).toEqual([5000, 3000]);
  });
});

describe("second looks", () => {
  it("come however many of their own decisions a reviewer would get first", async () => {
    const test = openTestShop();
    const { reviewId } = await takeForTwo(test);
    await choose(test, reviewId, { kind: "nothing" });
    await passAndTick(test, UNDO_MS);
    const { db } = test.store;
    db.prepare("CREATE TEMP TABLE own AS SELECT * FROM reviews WHERE review_id = ?").run(reviewId);
    for (let at = 0; at < 60; at++) {
      db.exec(`UPDATE own SET review_id = 'own${at}', decided_by = 'bob', ended_ms = ended_ms - 1`);
      db.exec("INSERT INTO reviews SELECT * FROM own");
    }
    expect(await next(test, "bob")).toBe(reviewId);
  });
});

describe("a visit with several reviews", () => {
  it("is one reviewer's as a whole, for as long as they have one of them", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["eve"]);
    for (const id of ["e1", "e2"]) {
      await applyOutputs(test, tell(makeUncertain(makePick(id, "eve"), { barcode: "02" })));
    }
    await shopFor(test, "eve", { "01": 2 }, UNSURE);
    expect(readReview(test, "run.e1").visitId).toBe(visitId);
    await transact(test, (tx) => claimReview(tx, "run.e1", "ann"));
    expect(await next(test, "bob")).toBeNull();
    pass(test, CLAIM_MS);
    expect(await next(test, "bob")).not.toBeNull();
  });
});

describe("a decision", () => {
  it("can be taken back before anything follows from it, and made otherwise", async () => {
    const test = openTestShop();
    const { visitId, reviewId } = await takeUncertainly(test);
    await choose(test, reviewId, { kind: "nothing" });
    await passAndTick(test, UNDO_MS - 1);
    expect(readReceipt(test, visitId).status).toBe("draft");
    await undo(test, reviewId);
    await passAndTick(test, UNDO_MS);
    expect(readReceipt(test, visitId).status).toBe("draft");
    const { subject } = readReview(test, reviewId);
    if (subject.kind !== "interaction") throw new Error(subject.kind);
    await choose(test, reviewId, { kind: "candidate", candidate: subject.evidence });
    await passAndTick(test, UNDO_MS);
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final" });
    expect(readLines(test, visitId)).toEqual({ "01": 1 });
    expect(await catchRefusal(undo(test, reviewId))).toBe("review-already-decided");
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it.each([
    [true, { "03": 1, "05": 1 }],
    [false, { "03": 1 }],
  ])("on an age is made by whoever looks at the door: %s", async (isOldEnough, lines) => {
    const test = openTestShop();
    const visitId = await leaveWithLimit(test);
    await transact(test, (tx) => answerAgeCheck(tx, test.shop, visitId, isOldEnough, "staff-1"));
    expect(readReview(test, `${visitId}:age`)).toMatchObject({ reviewerId: "staff-1" });
    expect(listAlerts(test)).toEqual([]);
    await passAndTick(test, UNDO_MS);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual(lines);
  });

  it("on an age is left to the reviewer who has claimed it, and what the door says holds", async () => {
    const test = openTestShop();
    const visitId = await leaveWithLimit(test);
    const reviewId = `${visitId}:age`;
    await transact(test, (tx) => claimReview(tx, reviewId, "ann"));
    await transact(test, (tx) => answerAgeCheck(tx, test.shop, visitId, true, "staff-1"));
    expect(readReview(test, reviewId).status).toBe("open");
    await choose(test, reviewId, { kind: "refuse" });
    await passAndTick(test, UNDO_MS);
    expect(readLines(test, visitId)).toEqual({ "03": 1, "05": 1 });
  });

  it("is followed by what follows after a start, too", async () => {
    const test = openTestShop();
    const { visitId, reviewId } = await takeUncertainly(test);
    await choose(test, reviewId, { kind: "nothing" });
    const again = await test.restart();
    await passAndTick(again, UNDO_MS);
    expect(readReceipt(again, visitId).status).toBe("final");
    await again.close();
  });

  it("that is taken back when the review's time is over lets it lapse", async () => {
    const test = openTestShop();
    const { visitId, reviewId } = await takeUncertainly(test);
    const { reviewWithinMs } = test.shop.settings.receipts;
    await passAndTick(test, reviewWithinMs - 10);
    await choose(test, reviewId, { kind: "nothing" });
    await undo(test, reviewId);
    await passAndTick(test, 10);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readReview(test, reviewId).status).toBe("lapsed");
  });

  it("of just before the review's time is over makes the receipt final in time", async () => {
    const test = openTestShop();
    const { visitId, reviewId } = await takeUncertainly(test);
    await passAndTick(test, test.shop.settings.receipts.reviewWithinMs - 10);
    await choose(test, reviewId, { kind: "nothing" });
    await passAndTick(test, 10);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(countEvents(test, "ReviewLapsed")).toBe(0);
  });

  it("on a dispute gives money back when it stands, and not before", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, {
        disputeId: "c1",
        kind: "wrong-item",
        lineId: "03",
        gtin: null,
        claimedQuantity: 0,
      }),
    );
    await choose(test, "contest:c1", { kind: "grant" });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(0);
    await undo(test, "contest:c1");
    await passAndTick(test, UNDO_MS);
    expect(readReceipt(test, visitId).status).toBe("contested");
    await choose(test, "contest:c1", { kind: "grant" });
    await passAndTick(test, UNDO_MS);
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("that it was something else is charged as that", async () => {
    const test = openTestShop();
    const { visitId, reviewId, shopperId } = await takeUncertainly(test);
    const candidate = { kind: "pick", shopperId, giverId: null, quantity: 2 } as const;
    const other = (gtin: string): ReviewChoice => ({
      kind: "other",
      candidate: { ...candidate, gtin, probability: 0 },
    });
    expect(await catchRefusal(choose(test, reviewId, other("unknown")))).toBe("product-unknown");
    await choose(test, reviewId, other("06"));
    await passAndTick(test, UNDO_MS);
    expect(readLines(test, visitId)).toEqual({ "06": 2 });
    expect(readReceipt(test, visitId).content.lines[0]).toMatchObject({
      evidenceIds: [reviewId],
      probability: 1,
    });
    await settle(test);
    expect(audit(test)).toEqual([]);
  });
});

describe("the next review", () => {
  it("is what is due first, of that what is worth most, and nobody else's", async () => {
    const test = openTestShop();
    const cheap = await takeUncertainly(test, "01", "02");
    const dear = await takeUncertainly(test, "01", "07");
    pass(test, 60_000);
    const later = await takeUncertainly(test, "01", "07");
    const claimed = [await next(test, "ann"), await next(test, "ben"), await next(test, "cid")];
    expect(claimed).toEqual([dear, cheap, later].map(({ reviewId }) => reviewId));
    expect(await next(test, "dan")).toBeNull();
    expect(countWaiting(test.store, "dan", test.clock.nowMs)).toBe(0);
    expect(countWaiting(test.store, "ann", test.clock.nowMs)).toBe(1);
    // Ann does not get on: her claim is over, and Dan has it.
    await passAndTick(test, CLAIM_MS);
    expect(countWaiting(test.store, "dan", test.clock.nowMs)).toBe(3);
    expect(await next(test, "dan")).toBe(dear.reviewId);
    const late = choose(test, dear.reviewId, { kind: "nothing" }, "ann");
    expect(await catchRefusal(late)).toBe("review-claimed-by-other");
  });

  it("is the one that a reviewer has claimed already, unless they pass it over", async () => {
    const test = openTestShop();
    const cheap = await takeUncertainly(test, "01", "02");
    const dear = await takeUncertainly(test, "01", "07");
    await transact(test, (tx) => claimReview(tx, cheap.reviewId, "ann"));
    expect(await next(test, "ann")).toBe(cheap.reviewId);
    expect(await next(test, "ann", [cheap.reviewId])).toBe(dear.reviewId);
    expect(await next(test, "ben")).toBe(cheap.reviewId);
    expect(await next(test, "ann", [cheap.reviewId, dear.reviewId, "nowhere"])).toBeNull();
  });
});

describe("a product that a reviewer names", () => {
  it.each([
    ["added", { kind: "add", gtin: "nothing", quantity: 1 }],
    ["removed", { kind: "remove", gtin: "nothing", quantity: 1 }],
  ] as [string, ReviewChoice][])("is one that the shop has, where it is %s", async (_, choice) => {
    const test = openTestShop();
    const { reviewId } = await takeUncertainly(test);
    expect(await catchRefusal(choose(test, reviewId, choice))).toBe("product-unknown");
    expect(readReview(test, reviewId).status).toBe("open");
  });

  it("is one that the shop has, where something else was taken", async () => {
    const test = openTestShop();
    const { reviewId } = await takeUncertainly(test);
    const { subject } = readReview(test, reviewId);
    if (subject.kind !== "interaction") throw new Error(subject.kind);
    const { kind, shopperId, giverId, quantity, probability } = subject.evidence;
    const other = (gtin: string): ReviewChoice => ({
      kind: "other",
      candidate: { kind, shopperId, giverId, gtin, quantity, probability },
    });
    expect(await catchRefusal(choose(test, reviewId, other("nothing")))).toBe("product-unknown");
    expect(await catchRefusal(choose(test, reviewId, other("06")))).toBe("taken");
  });
});

describe("a reviewer who passes a review over", () => {
  it("leaves it to others at once, and another's claim as it is", async () => {
    const test = openTestShop();
    const one = await takeUncertainly(test);
    const two = await takeUncertainly(test);
    await transact(test, (tx) => claimReview(tx, one.reviewId, "ann"));
    await transact(test, (tx) => claimReview(tx, two.reviewId, "ben"));
    expect(await next(test, "ann", [one.reviewId, two.reviewId])).toBeNull();
    expect(readReview(test, one.reviewId)).toMatchObject({ claim: null });
    expect(readReview(test, two.reviewId)).toMatchObject({ claim: { reviewerId: "ben" } });
  });

  it("may pass over what is decided already", async () => {
    const test = openTestShop();
    const one = await takeUncertainly(test);
    const two = await takeUncertainly(test);
    await choose(test, one.reviewId, { kind: "nothing" });
    expect(await next(test, "ann", [one.reviewId])).toBe(two.reviewId);
  });
});
