import { KUWAIT } from "@saunter/commerce/tax/jurisdictions";
import { decideVisit } from "@saunter/commerce/visit/decide";
import type { AskedChange, Receipt } from "@saunter/engine/receipt-types";
import { describe, expect, it } from "vitest";
import { bindByAttendant } from "./binding-service.ts";
import { UNCERTAIN_PROBABILITY_MAX, UNCERTAINTIES_MAX } from "./compose-receipt.ts";
import { disputeLine } from "./dispute-service.ts";
import { closeVisit, concludeCart, concludeIfReported } from "./floor-service.ts";
import { claimReview, releaseReview } from "./review-service.ts";
import { DUE_AT_ONCE_MAX, takeUpAgain } from "./shop-clock.ts";
import { decideInto } from "./shop-context.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  decide,
  enterFor,
  HOUR_MS,
  leave,
  listAlerts,
  listReviews,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readLines,
  readReceipt,
  readReview,
  readTotal,
  readVisit,
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

/** A change of weight of which no product is known for sure. */
const makeUnclear = (id: string): AskedChange => ({
  id,
  kind: "pick",
  timestampMs: 1000,
  targetId: "ann",
  giverId: null,
  barcode: null,
  weightG: 86,
  gondola: 1,
  shelf: 4,
  plates: [3],
  alternatives: [
    { kind: "pick", targetId: "ann", giverId: null, barcode: "01", quantity: 1, probability: 0.2 },
  ],
  reason: "86 g were taken",
});
const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };

/** Chooses, of what an interaction may have been, the first that the test holds for. */
function choose(test: TestShop, reviewId: string, gtin: string, shopperId: string) {
  const { subject } = readReview(test, reviewId);
  if (subject.kind !== "interaction") throw new Error("no interaction");
  const all = [subject.evidence, ...subject.evidence.candidates];
  const candidate = all.find((one) => one.gtin === gtin && one.shopperId === shopperId)!;
  return decide(test, reviewId, { kind: "candidate", candidate });
}

describe("a draft", () => {
  it("is there at the exit, with what the engine believes then", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await applyOutputs(test, tell(makePick("1", "ann", { barcode: "03" })));
    await applyOutputs(
      test,
      reportCart("ann", { "03": 1 }),
      reportCart("bob", { "03": 1, "06": 2 }),
    );
    await leave(test, "ann");
    await leave(test, "bob");
    const receipt = readReceipt(test, visitId);
    expect(receipt).toMatchObject({ status: "draft", reviewIds: [], reviewDueMs: null });
    expect(receipt.content.lines).toMatchObject([
      { lineId: "03", gtin: "03", quantity: 2, evidenceIds: ["run.1"], probability: 0.995 },
      { lineId: "06", gtin: "06", quantity: 2, evidenceIds: [] },
    ]);
    expect(receipt.probabilityExact).toBeCloseTo(0.81);
    expect(readTotal(test, visitId)).toBe(2 * 250 + 2 * 333);
    expect(test.store.read("charge", visitId).dueMinor).toBeNull();
  });

  it("has no more of what has no price, and staff are told once", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1, unknown: 2 });
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(listAlerts(test)).toEqual(["price-missing:unknown"]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
    const alert = test.store.db.prepare("SELECT kind, message, visit_id FROM alerts").get();
    expect({ ...alert }).toEqual({
      kind: "price-missing",
      visit_id: visitId,
      message: "unknown has no price: it is not charged until you set one",
    });
  });

  it("has no more of what has no price yet, or no more", async () => {
    const test = openTestShop();
    const { products } = test.shop.settings;
    const later = [{ amountMinor: 250, fromMs: test.clock.nowMs + 1 }];
    const priced = { ...products.get("03")!, prices: later };
    const settings = { ...test.shop.settings, products: new Map([...products, ["03", priced]]) };
    Object.assign(test.shop, { settings });
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1, "06": 1 });
    expect(readLines(test, visitId)).toEqual({ "06": 1 });
    const alert = test.store.db.prepare("SELECT message FROM alerts").get();
    expect(alert?.message).toMatch(/^Product 03 has no price/);
  });

  it("has prices of the visit's beginning: nothing gets dearer on the way out", async () => {
    const test = openTestShop();
    const { products } = test.shop.settings;
    const before = products.get("03")!;
    const dearer = { amountMinor: 999, fromMs: test.clock.nowMs + 1 };
    const priced = { ...before, prices: [...before.prices, dearer] };
    const settings = { ...test.shop.settings, products: new Map([...products, ["03", priced]]) };
    Object.assign(test.shop, { settings });
    const first = await admit(test, CARD, ["ann"]);
    pass(test, 60_000);
    const second = await admit(test, payCard("pm_sim_ok-2"), ["bob"]);
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "bob", { "03": 1 });
    expect([readTotal(test, first.visitId), readTotal(test, second.visitId)]).toEqual([250, 999]);
  });

  it("has deposits and offers", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "01": 1, "02": 1, "04": 2 });
    // 85 + 129 are 2 for 2.00; bottles are 1.99 and 0.20 each.
    expect(readTotal(test, visitId)).toBe(200 + 2 * 219);
  });
});

const NO_VAT = [{ rate: "0", label: "No VAT" }];
/** As for a shop in Kuwait whose cards go through Stripe. */
const DINARS = {
  ...KUWAIT,
  totalStepMinor: 10,
  categories: { standard: NO_VAT, zero: NO_VAT },
};

describe("a final receipt", () => {
  it("comes when the engine has told the last of everybody", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await shopFor(test, "ann", { "03": 1 });
    await leave(test, "bob");
    expect(readReceipt(test, visitId).status).toBe("draft");
    await applyOutputs(test, reportReceipt("bob", { "06": 1 }, { probabilityExact: 0.9 }));
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final", documentNumber: 1 });
    expect(readReceipt(test, visitId).probabilityExact).toBeCloseTo(0.99 * 0.9);
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 1 });
    expect(test.store.read("charge", visitId).dueMinor).toBe(583);
  });

  it("says how it came to be: sure, reviewed, or lapsed where anything of it is", async () => {
    const causes: unknown[] = [];
    for (const decided of [null, 2, 1, 0]) {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      for (const id of ["1", "2"])
        await applyOutputs(test, tell(makeUncertain(makePick(id, "ann"))));
      await shopFor(test, "ann", { "01": 2 }, decided === null ? {} : UNSURE);
      for (const id of ["run.1", "run.2"].slice(0, decided ?? 0)) {
        await decide(test, id, { kind: "nothing" });
      }
      await passAndTick(test, HOUR_MS);
      const events = test.store.readStream(`receipt-${visitId}`).map(({ event }) => event);
      causes.push(...events.flatMap((one) => (one.type === "ReceiptFinalised" ? one.cause : [])));
    }
    expect(causes).toEqual(["sure", "reviewed", "lapsed", "lapsed"]);
  });

  it("may say other than the draft, and what it says is charged", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 2 }));
    await leave(test, "ann");
    await applyOutputs(test, reportReceipt("ann", { "03": 1 }));
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
  });

  it("in a currency of three decimals is what is captured and given back, to the minor unit", async () => {
    const settings = { jurisdiction: DINARS };
    const test = openTestShop({ currency: "KWD", settings, receipts: { autoRefundMaxMinor: 500 } });
    // 0.085 + 0.129 + 0.333 are 0.547 dinars.
    const visitId = await visitFor(test, CARD, { "01": 1, "06": 1, "02": 1 });
    await settle(test);
    const { totals } = readReceipt(test, visitId).content.result;
    const before = totals.totalMinor;
    expect(before % 10).toBe(0);
    expect(before).toBe(totals.netMinor + totals.taxMinor + totals.roundingMinor!);
    expect(totals.roundingMinor).toBeLessThan(0);
    expect(sumBooks(test, visitId)).toMatchObject({ heldMinor: 0, capturedMinor: before });
    const dispute = { disputeId: "c1", kind: "wrong-item", lineId: "06", gtin: null } as const;
    await transact(test, (tx) =>
      disputeLine(tx, test.shop, visitId, { ...dispute, claimedQuantity: 0 }),
    );
    await settle(test);
    const { capturedMinor, refundedMinor } = sumBooks(test, visitId);
    expect(refundedMinor).toBeGreaterThan(0);
    expect(capturedMinor - refundedMinor).toBe(readTotal(test, visitId));
    expect(test.store.read("charge", visitId).debt).toBeNull();
    expect(audit(test)).toEqual([]);
  });

  it("over its hold is taken in steps, too", async () => {
    const settings = { jurisdiction: DINARS };
    for (const canIncrease of [true, false]) {
      const test = openTestShop({ currency: "KWD", settings, canIncrease });
      const visitId = await visitFor(test, CARD, { "06": 7 });
      await settle(test);
      // 7 × 0.333 are 2.331 dinars, and 2 are held.
      expect(readTotal(test, visitId)).toBe(2330);
      expect(sumBooks(test, visitId)).toMatchObject({ heldMinor: 0, capturedMinor: 2330 });
      expect(audit(test)).toEqual([]);
    }
  });

  it("has the next number of the shop, without gaps, whatever is refused between", async () => {
    const test = openTestShop();
    const numbers: number[] = [];
    for (let at = 0; at < 3; at++) {
      const visitId = await visitFor(test, payCard(`pm_sim_ok-${at}`), { "03": 1 });
      const receipt = readReceipt(test, visitId);
      if (receipt.status !== "draft") numbers.push(receipt.documentNumber);
      const again = transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
      expect(await catchRefusal(again)).toBe("visit-not-open");
      pass(test, 60_000);
    }
    expect(numbers).toEqual([1, 2, 3]);
  });

  it("is never made twice: whatever is reported later changes nothing", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 });
    const position = test.store.position();
    await applyOutputs(test, reportReceipt("ann", { "07": 3 }));
    await transact(test, (tx) => concludeIfReported(tx, test.shop, visitId));
    expect(test.store.position()).toBe(position);
    await applyOutputs(test, reportCart("ann", { "07": 3 }));
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("of nothing costs nothing, and lets the hold go", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, {});
    await settle(test);
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final" });
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 0, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });
});

describe("a person looks", () => {
  it("the interactions that the engine is not sure of, the least certain first, and no more than twelve", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    for (let at = 0; at < UNCERTAINTIES_MAX + 2; at++) {
      const probability = 0.9 - at / 100;
      await applyOutputs(
        test,
        tell({ ...makeUncertain(makePick(String(at), "ann")), probability }),
      );
    }
    await applyOutputs(test, tell(makePick("97", "ann", { probability: 0.97 })));
    await shopFor(test, "ann", { "01": 8 }, UNSURE);
    const receipt = readReceipt(test, visitId);
    expect(receipt.reviewIds).toEqual(Array.from({ length: 12 }, (_, at) => `run.${13 - at}`));
    expect(receipt.reviewDueMs).toBe(test.clock.nowMs + HOUR_MS / 2);
    expect(readReview(test, "run.6")).toMatchObject({ visitId, worthMinor: 85 });
  });

  it("at none that is as sure as that, but at the cart as a whole", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(
      test,
      tell(makePick("1", "ann", { probability: UNCERTAIN_PROBABILITY_MAX })),
    );
    await shopFor(test, "ann", { "01": 1 }, UNSURE);
    expect(listReviews(test)).toEqual([`${visitId}:gap:ann`]);
  });

  it("at one change of weight that is no interaction, with others that are uncertain, each once", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "02" })));
    const unclear = [makeUnclear("1"), makeUnclear("9:3"), makeUnclear("9:3")];
    await shopFor(test, "ann", { "01": 1 }, { ...UNSURE, unclear });
    const reviewId = `${visitId}:gap:ann:run.9:3`;
    expect(listReviews(test)).toEqual(["run.1", reviewId]);
    expect(readReview(test, reviewId)).toMatchObject({
      worthMinor: 85,
      subject: {
        kind: "gap",
        reason: "86 g were taken",
        change: { evidenceId: "run.9:3", gondola: 1, shelf: 4, plates: [3], weightG: 86 },
      },
    });
    const refuse = decide(test, reviewId, { kind: "refuse" });
    expect(await catchRefusal(refuse)).toMatch(/^review-choice-unknown/);
    await decide(test, reviewId, { kind: "add", gtin: "03", quantity: 1 });
    await decide(test, "run.1", { kind: "nothing" });
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("at a whole cart where a sensor failed, beside the change that is unclear", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const faults = ["plate 4 was dead"];
    await shopFor(test, "ann", { "01": 1 }, { ...UNSURE, faults, unclear: [makeUnclear("9:3")] });
    const all = `${visitId}:gap:ann`;
    expect(listReviews(test)).toEqual([all, `${all}:run.9:3`]);
    expect(readReview(test, all).subject).toMatchObject({ reason: "plate 4 was dead" });
  });

  it("where the engine is not sure of one of a party", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann", "bob"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "02" })));
    await shopFor(test, "bob", { "03": 1 });
    await shopFor(test, "ann", { "01": 1 }, UNSURE);
    expect(listReviews(test)).toEqual(["run.1"]);
  });

  it("at none of them where the engine is sure of the receipt", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "02" })));
    await shopFor(test, "ann", { "01": 1 });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(listReviews(test)).toEqual([]);
  });

  it("at what it may have been that is worth most", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    const pick = makeUncertain(
      makePick("1", "ann"),
      { barcode: "07", quantity: 2 },
      { barcode: "none" },
    );
    await applyOutputs(test, tell(pick));
    await shopFor(test, "ann", { "01": 1 }, UNSURE);
    expect(readReview(test, "run.1").worthMinor).toBe(2 * 2499);
  });

  it("at a gap where a sensor failed, or where no single interaction is to blame", async () => {
    const test = openTestShop();
    const faulty = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "02" })));
    await shopFor(test, "ann", { "01": 1 }, { ...UNSURE, faults: ["a plate was dead", "and off"] });
    expect(listReviews(test)).toEqual(["run.1", `${faulty.visitId}:gap:ann`]);
    expect(readReview(test, `${faulty.visitId}:gap:ann`).subject).toEqual({
      kind: "gap",
      shopperId: "ann",
      reason: "a plate was dead; and off",
    });
    pass(test, 30_000);
    const vague = await admit(test, payCard("pm_sim_ok-2"), ["bob"]);
    await shopFor(test, "bob", { "01": 1 }, UNSURE);
    expect(readReview(test, `${vague.visitId}:gap:bob`).subject).toMatchObject({
      reason: "not sure",
    });
  });

  it("at whose cart it is where more came than the entry was for", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, "bob", "staff-1"));
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "bob", { "06": 1 });
    expect(listReviews(test)).toEqual([`${visitId}:party-larger`]);
    await decide(test, `${visitId}:party-larger`, { kind: "grant" });
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 1 });
  });

  it("at visits over which the process was started again", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await transact(test, takeUpAgain);
    await transact(test, takeUpAgain);
    await shopFor(test, "ann", { "03": 1 });
    expect(listReviews(test)).toEqual([`${visitId}:sensors-restarted`]);
    const add = { kind: "add", gtin: "06", quantity: 2 } as const;
    await decide(test, `${visitId}:sensors-restarted`, add);
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 2 });
    expect(readReceipt(test, visitId).content.lines[1]).toMatchObject({ evidenceIds: [] });
    expect(readReceipt(test, visitId).status).toBe("final");
  });

  it("at nothing of a visit that nobody came for, also where it went on over a start", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD);
    await transact(test, takeUpAgain);
    await passAndTick(test, 80_001);
    expect(readReceipt(test, visitId).status).toBe("final");
  });
});

describe("a reviewer's decision", () => {
  async function takeUncertainly(test: TestShop) {
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(
      test,
      tell(makeUncertain(makePick("1", "ann"), { barcode: "03" }, { targetId: "bob" })),
    );
    await shopFor(test, "ann", { "01": 1, "06": 1 }, UNSURE);
    return visitId;
  }

  it.each([
    ["the likeliest", "01", "ann", { "01": 1, "06": 1 }],
    ["another product", "03", "ann", { "03": 1, "06": 1 }],
    ["another shopper", "01", "bob", { "06": 1 }],
  ])("for %s makes the receipt say so", async (_, gtin, shopperId, lines) => {
    const test = openTestShop();
    const visitId = await takeUncertainly(test);
    await choose(test, "run.1", gtin, shopperId);
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final", probabilityExact: 1 });
    expect(readLines(test, visitId)).toEqual(lines);
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it("that nothing happened takes the line off", async () => {
    const test = openTestShop();
    const visitId = await takeUncertainly(test);
    await decide(test, "run.1", { kind: "nothing" });
    expect(readLines(test, visitId)).toEqual({ "06": 1 });
  });

  it("is for what can be chosen, once, and by whom has claimed it", async () => {
    const test = openTestShop();
    const visitId = await takeUncertainly(test);
    const { subject } = readReview(test, "run.1");
    if (subject.kind !== "interaction") throw new Error("no interaction");
    const candidate = { ...subject.evidence, quantity: 99 };
    const wrong = decide(test, "run.1", { kind: "candidate", candidate });
    expect(await catchRefusal(wrong)).toBe("review-choice-unknown");
    expect(await catchRefusal(decide(test, "run.1", { kind: "grant" }))).toBe(
      "review-choice-unknown",
    );
    expect(await catchRefusal(decide(test, "nowhere", { kind: "nothing" }))).toBe("not-found");
    await transact(test, (tx) => claimReview(tx, "run.1", "rev-2"));
    expect(await catchRefusal(decide(test, "run.1", { kind: "nothing" }))).toBe(
      "review-claimed-by-other",
    );
    await transact(test, (tx) => releaseReview(tx, "run.1", "rev-2"));
    await decide(test, "run.1", { kind: "nothing" });
    expect(await catchRefusal(decide(test, "run.1", { kind: "nothing" }))).toBe(
      "review-already-decided",
    );
    expect(readReceipt(test, visitId).status).toBe("final");
  });

  it("counts the time from the claim", async () => {
    const test = openTestShop();
    await takeUncertainly(test);
    await transact(test, (tx) => claimReview(tx, "run.1", "rev-1"));
    pass(test, 4_000);
    await decide(test, "run.1", { kind: "nothing" });
    const row = test.store.db.prepare("SELECT took_ms FROM reviews").get();
    expect(row?.took_ms).toBe(4_000);
  });

  it.each([
    ["a product that the shop does not have", "unknown", 1, "product-unknown"],
    ["none of one", "03", 0, "review-choice-unknown"],
    ["fewer than none", "03", -1, "review-choice-unknown"],
    ["more than anybody carries", "03", 100, "review-choice-unknown"],
  ])("to add %s is refused, and nothing is charged yet", async (_, gtin, quantity, code) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "01": 1 }, UNSURE);
    const add = decide(test, `${visitId}:gap:ann`, { kind: "add", gtin, quantity });
    expect(await catchRefusal(add)).toBe(code);
    expect(readReceipt(test, visitId).status).toBe("draft");
    expect(readReview(test, `${visitId}:gap:ann`).status).toBe("open");
  });

  it("leaves certain interactions as the engine believes them", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "03" })));
    await applyOutputs(test, tell(makePick("2", "ann", { barcode: "06" })));
    await shopFor(test, "ann", { "01": 1, "06": 2 }, UNSURE);
    await choose(test, "run.1", "03", "ann");
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 2 });
    expect(listAlerts(test)).toEqual([]);
  });

  it("to add to a line adds to it, and keeps its evidence", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makePick("1", "ann")));
    await shopFor(test, "ann", { "01": 1 }, { ...UNSURE, faults: ["a plate was dead"] });
    await decide(test, `${visitId}:gap:ann`, { kind: "add", gtin: "01", quantity: 2 });
    expect(readReceipt(test, visitId).content.lines).toMatchObject([
      { gtin: "01", quantity: 3, evidenceIds: ["run.1"] },
    ]);
  });

  it.each([
    [1, { "01": 2, "03": 1 }],
    [3, { "03": 1 }],
    [4, { "03": 1 }],
  ])("that %i of a line were put back unseen takes them off it", async (quantity, left) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await transact(test, takeUpAgain);
    await shopFor(test, "ann", { "01": 3, "03": 1 });
    const gap = `${visitId}:sensors-restarted`;
    await decide(test, gap, { kind: "remove", gtin: "01", quantity });
    expect(readLines(test, visitId)).toEqual(left);
  });

  it("to refuse a cart that nobody saw for a while charges nothing of it", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await transact(test, takeUpAgain);
    await shopFor(test, "ann", { "01": 3 });
    await decide(test, `${visitId}:sensors-restarted`, { kind: "refuse" });
    expect(readLines(test, visitId)).toEqual({});
    expect(readReceipt(test, visitId).status).toBe("final");
  });

  it("on one of several is waited for with the others", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "03" })));
    await applyOutputs(
      test,
      tell(makeUncertain(makePick("2", "ann", { barcode: "06" }), { barcode: "03" })),
    );
    await shopFor(test, "ann", { "01": 1, "06": 1 }, UNSURE);
    await decide(test, "run.1", { kind: "nothing" });
    expect(readReceipt(test, visitId).status).toBe("draft");
    await choose(test, "run.2", "03", "ann");
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("that a binding is wrong leaves nothing to pay, whatever was added before or after", async () => {
    for (const isFirst of [true, false]) {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      await see(test, "bob", null);
      await transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, "bob", "staff-1"));
      await transact(test, takeUpAgain);
      await shopFor(test, "ann", { "03": 1 }, { ...UNSURE, faults: ["a plate was dead"] });
      await shopFor(test, "bob", { "06": 1 });
      const refuse = () => decide(test, `${visitId}:party-larger`, { kind: "refuse" });
      if (isFirst) await refuse();
      for (const gap of ["gap:ann", "sensors-restarted"]) {
        await decide(test, `${visitId}:${gap}`, { kind: "add", gtin: "07", quantity: 1 });
      }
      if (!isFirst) await refuse();
      expect(readLines(test, visitId)).toEqual({});
      expect(readReceipt(test, visitId).status).toBe("final");
    }
  });
});

describe("two receipts that wait for the same interaction", () => {
  async function takeBothUncertainly(test: TestShop, isAnnSure = false) {
    const ann = await admit(test, CARD, ["ann"]);
    const bob = await admit(test, payCard("pm_sim_ok-2"), ["bob"]);
    await applyOutputs(
      test,
      tell(makeUncertain(makePick("1", "ann", { barcode: "03" }), { targetId: "bob" })),
    );
    await shopFor(test, "ann", { "03": 1 }, isAnnSure ? {} : UNSURE);
    await shopFor(test, "bob", { "06": 1 }, UNSURE);
    return [ann.visitId, bob.visitId] as const;
  }

  it("have one review between them, and it ends both", async () => {
    for (const [shopperId, lines] of [
      ["ann", [{ "03": 1 }, { "06": 1 }]],
      ["bob", [{}, { "03": 1, "06": 1 }]],
    ] as const) {
      const test = openTestShop();
      const visits = await takeBothUncertainly(test);
      expect(listReviews(test)).toEqual(["run.1"]);
      await choose(test, "run.1", "03", shopperId);
      expect(visits.map((visitId) => readLines(test, visitId))).toEqual(lines);
      expect(visits.map((visitId) => readReceipt(test, visitId).status)).toEqual([
        "final",
        "final",
      ]);
      await settle(test);
      expect(audit(test)).toEqual([]);
    }
  });

  it("are charged to neither where nobody reviews it", async () => {
    const test = openTestShop();
    const visits = await takeBothUncertainly(test);
    await passAndTick(test, HOUR_MS);
    expect(visits.map((visitId) => readLines(test, visitId))).toEqual([{}, { "06": 1 }]);
    expect(countEvents(test, "ReviewLapsed")).toBe(1);
  });

  it("the one that comes later is settled by a decision that was made before", async () => {
    const test = openTestShop();
    const ann = await admit(test, CARD, ["ann"]);
    const bob = await admit(test, payCard("pm_sim_ok-2"), ["bob"]);
    await applyOutputs(
      test,
      tell(makeUncertain(makePick("1", "ann", { barcode: "03" }), { targetId: "bob" })),
    );
    await shopFor(test, "ann", { "03": 1 }, UNSURE);
    await choose(test, "run.1", "03", "bob");
    expect(readLines(test, ann.visitId)).toEqual({});
    await shopFor(test, "bob", {}, UNSURE);
    expect(readReceipt(test, bob.visitId).status).toBe("final");
    expect(readLines(test, bob.visitId)).toEqual({ "03": 1 });
  });
});

describe("a review whose time is over", () => {
  it("is settled in the shopper's favour at its time, not before", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "03" })));
    await shopFor(test, "ann", { "01": 1, "06": 1 }, UNSURE);
    await passAndTick(test, HOUR_MS / 2 - 1);
    expect(readReceipt(test, visitId).status).toBe("draft");
    await passAndTick(test, 1);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual({ "06": 1 });
    const final = test.store
      .readStream(`receipt-${visitId}`)
      .map(({ event }) => event)
      .find(({ type }) => type === "ReceiptFinalised");
    expect(final).toMatchObject({ cause: "lapsed" });
  });

  it("takes an uncertain put-back as done", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makePick("1", "ann", { quantity: 2 })));
    const putBack = makeUncertain(makePick("2", "ann"), { kind: "putback" });
    await applyOutputs(test, tell(putBack));
    await shopFor(test, "ann", { "01": 3 }, UNSURE);
    await passAndTick(test, HOUR_MS);
    expect(readLines(test, visitId)).toEqual({ "01": 1 });
  });

  it("keeps what the engine believes where only a sensor failed", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { ...UNSURE, faults: ["a plate was dead"] });
    await passAndTick(test, HOUR_MS);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it.each([
    ["sensors-restarted", "the process was started again"],
    ["track-lost", "somebody was not seen any more"],
  ] as const)("leaves nothing to pay after a gap of the whole visit (%s)", async (flag, detail) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makePick("1", "ann")), reportCart("ann", { "01": 1 }));
    await transact(test, (tx) =>
      decideInto(tx, "visit", visitId, decideVisit, { type: "FlagVisit", flag, detail }),
    );
    await shopFor(test, "ann", { "01": 1 });
    await passAndTick(test, HOUR_MS / 2 - 1);
    expect(readReceipt(test, visitId).status).toBe("draft");
    await passAndTick(test, 1);
    await settle(test);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual({});
    expect(sumBooks(test, visitId).capturedMinor).toBe(0);
    expect(audit(test)).toEqual([]);
  });

  it.each([
    ["decided", { "01": UNCERTAINTIES_MAX, "06": 1 }],
    ["lapsed", { "06": 1 }],
  ])("(others are %s) takes what nobody was asked about for the shopper", async (how, lines) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    for (let at = 0; at <= UNCERTAINTIES_MAX; at++) {
      await applyOutputs(
        test,
        tell(makeUncertain(makePick(String(at), "ann"), { targetId: "bob" })),
      );
    }
    await applyOutputs(test, tell(makePick("sure", "ann", { barcode: "06" })));
    await shopFor(test, "ann", { "01": UNCERTAINTIES_MAX + 1, "06": 1 }, UNSURE);
    expect(listReviews(test)).toHaveLength(UNCERTAINTIES_MAX);
    for (const reviewId of how === "decided" ? listReviews(test) : []) {
      await choose(test, reviewId, "01", "ann");
    }
    await passAndTick(test, HOUR_MS);
    expect(readLines(test, visitId)).toEqual(lines);
  });

  it("leaves nothing to pay where it was a guess whose cart it is", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, "bob", "staff-1"));
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "bob", { "06": 1 });
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(readTotal(test, visitId)).toBe(0);
    expect(audit(test)).toEqual([]);
  });

  it("cannot be decided any more", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, UNSURE);
    await passAndTick(test, HOUR_MS);
    const late = decide(test, `${visitId}:gap:ann`, { kind: "nothing" });
    expect(await catchRefusal(late)).toBe("review-not-open");
  });

  it("is one of a hundred in one go, and the rest follow", async () => {
    const test = openTestShop();
    const reviews = DUE_AT_ONCE_MAX + 1;
    for (let at = 0; at < reviews; at++) {
      const subject = { kind: "gap", shopperId: "ann", reason: "none" } as const;
      const facts = { reviewId: `r${at}`, visitId: "none", subject, worthMinor: 0 };
      await transact(test, (tx) =>
        tx.append("review", `r${at}`, [{ type: "ReviewOpened", ...facts, dueMs: tx.atMs }]),
      );
    }
    const lapsed: number[] = [];
    for (let tick = 0; tick < 3; tick++) {
      await passAndTick(test, 0);
      lapsed.push(countEvents(test, "ReviewLapsed"));
    }
    expect(lapsed).toEqual([DUE_AT_ONCE_MAX, reviews, reviews]);
  });
});

describe("a visit that the engine does not conclude in time", () => {
  it("is concluded with the last report, and goes to review", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    await passAndTick(test, 5_000);
    expect(test.store.read("shopper", "ann").status).toBe("exited");
    await passAndTick(test, 1);
    expect(test.store.read("shopper", "ann").status).toBe("concluded");
    expect(readReceipt(test, visitId)).toMatchObject({ status: "draft", probabilityExact: 0.9 });
    expect(readReview(test, `${visitId}:gap:ann`).subject).toMatchObject({
      reason: "the engine did not conclude in time",
    });
    await applyOutputs(test, reportReceipt("ann", { "07": 9 }));
    await passAndTick(test, HOUR_MS);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("is concluded half an hour after staff have ended it, where nobody is seen to leave", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    // The process is started again, and the tracker with it: nothing of ann ever comes again.
    await transact(test, (tx) => takeUpAgain(tx));
    await transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    await passAndTick(test, HOUR_MS / 2);
    expect(test.store.read("shopper", "ann").status).toBe("inside");
    await passAndTick(test, 1);
    expect(test.store.read("shopper", "ann").status).toBe("concluded");
    expect(listReviews(test)).toContain(`${visitId}:sensors-restarted`);
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 0, heldMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it("waits for those of the party who are still inside", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await leave(test, "ann");
    await passAndTick(test, HOUR_MS);
    expect(test.store.read("shopper", "ann").status).toBe("concluded");
    expect(readVisit(test, visitId).status).toBe("open");
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
  });

  it("is not one of somebody who has no visit", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    await leave(test, "ann");
    await passAndTick(test, HOUR_MS);
    expect(test.store.read("shopper", "ann").status).toBe("exited");
  });
});

describe("a shopper who is concluded before the exit is seen", () => {
  it("has left, and the visit is over", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const cart: Omit<Receipt, "targetId" | "products" | "unclear"> = {
      probabilityExact: 0.99,
      needsReview: false,
      reasons: [],
      faults: [],
    };
    const lines = [{ gtin: "03", quantity: 1 }];
    const conclude = () =>
      transact(test, (tx) => concludeCart(tx, test.shop, "ann", { lines, ...cart }));
    await conclude();
    await conclude();
    expect(readVisit(test, visitId)).toMatchObject({ status: "closed", left: ["ann"] });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(countEvents(test, "ReceiptFinalised")).toBe(1);
  });

  it("and was never seen has no cart to conclude", async () => {
    const test = openTestShop();
    await applyOutputs(test, reportReceipt("ghost", { "03": 1 }));
    expect(test.store.position()).toBe(0);
  });
});
