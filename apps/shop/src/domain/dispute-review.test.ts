/** What is reviewed by a person, however little it is worth, and what the alert of a late review says. */
import type { Offer } from "@saunter/commerce/pricing/pricing-types";
import { describe, expect, it } from "vitest";
import { type DisputeRequest, disputeLine, findRefundIfGranted } from "./dispute-service.ts";
import { answerAgeCheck, decideOnReview, undoReview } from "./review-service.ts";
import {
  admit,
  applyOutputs,
  CARD,
  HOUR_MS,
  listAlerts,
  listReviews,
  makePick,
  openTestShop,
  passAndTick,
  readReceipt,
  readTotal,
  shopFor,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

/** All that policy may grant at once, it does. */
const GENEROUS = {
  autoRefundMaxMinor: 10_000,
  lapse: {
    refundMaxMinor: 10_000,
    refundsSumMaxMinor: 100_000,
    refundsMax: 10,
    visitsMax: 10,
    windowMs: 720 * HOUR_MS,
    decideWithinMs: 24 * HOUR_MS,
  },
};
const AGE_LIMITED = "05";
const TRIPLE: Offer = {
  kind: "multibuy",
  id: "triple",
  name: "Three for 1.00",
  membersOnly: false,
  gtins: ["01", "06"],
  quantity: 3,
  amountMinor: 100,
};

const dispute = (test: TestShop, visitId: string, more: Partial<DisputeRequest>) =>
  transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId: "c1",
      kind: "wrong-item",
      lineId: null,
      gtin: null,
      claimedQuantity: 1,
      ...more,
    }),
  );

describe("a person reviews", () => {
  it.each([
    [AGE_LIMITED, ["contest:c1"]],
    ["03", []],
  ])("what is said to be %s: %j", async (gtin, reviews) => {
    const test = openTestShop({ receipts: GENEROUS });
    const visitId = await visitFor(test, CARD, { "07": 1 });
    await dispute(test, visitId, { lineId: "07", gtin });
    expect(listReviews(test)).toEqual(reviews);
  });

  it("what is missing, also where it makes the receipt cheaper", async () => {
    const test = openTestShop({ receipts: GENEROUS, settings: { offers: [TRIPLE] } });
    const visitId = await visitFor(test, CARD, { "01": 1, "06": 1 });
    await dispute(test, visitId, { kind: "missing", gtin: "01" });
    expect(readReceipt(test, visitId)).toMatchObject({
      disputes: [{ worthMinor: 318, isGranted: null }],
    });
    const find = transact(test, (tx) => findRefundIfGranted(tx, test.shop, visitId, "c1"));
    expect(await find).toBe(0);
    await passAndTick(test, HOUR_MS);
    expect(readReceipt(test, visitId)).toMatchObject({ disputes: [{ isGranted: false }] });
    expect(readTotal(test, visitId)).toBe(418);
  });

  it("nothing that costs as much as before", async () => {
    const test = openTestShop({ receipts: GENEROUS });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const { products } = test.shop.settings;
    const twin = { ...products.get("03")!, gtin: "33", name: "Twin" };
    (products as Map<string, unknown>).set("33", twin);
    await dispute(test, visitId, { lineId: "03", gtin: "33" });
    expect(listReviews(test)).toEqual([]);
    expect(readReceipt(test, visitId)).toMatchObject({
      disputes: [{ worthMinor: 0, isGranted: true }],
    });
  });
});

describe("the alert of a late review", () => {
  const readAlerts = ({ store }: TestShop) =>
    store.db.prepare("SELECT kind, cleared_by FROM alerts ORDER BY raised_ms").all();

  it("is there where it is late, and says who has ended it", async () => {
    const lapse = { ...GENEROUS.lapse, refundMaxMinor: 0 };
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0, lapse } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await dispute(test, visitId, { lineId: "03" });
    const grant = () =>
      transact(test, (tx) => decideOnReview(tx, test.shop, "contest:c1", "ann", { kind: "grant" }));
    await grant();
    await transact(test, (tx) => undoReview(tx, test.shop, "contest:c1", "ann"));
    expect(listAlerts(test)).toEqual([]);
    await passAndTick(test, HOUR_MS);
    expect(readAlerts(test)).toMatchObject([{ kind: "review-overdue", cleared_by: null }]);
    await grant();
    expect(readAlerts(test)).toMatchObject([{ kind: "review-overdue", cleared_by: "ann" }]);
  });
});

describe("an age check", () => {
  it("is answered in the shop before there is anything to review", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const pick = makePick("1", "ann", { barcode: AGE_LIMITED });
    await applyOutputs(test, { kind: "interaction", status: "provisional", interaction: pick });
    await transact(test, (tx) => answerAgeCheck(tx, test.shop, visitId, true, "staff-1"));
    await shopFor(test, "ann", { [AGE_LIMITED]: 1 });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(listReviews(test)).toEqual([]);
  });
});
