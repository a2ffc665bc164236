import { describe, expect, it } from "vitest";
import { clearAlert } from "./alerts.ts";
import { disputeLine } from "./dispute-service.ts";
import type { EntryPayer } from "./entry-method.ts";
import { refundReceipt } from "./refund-service.ts";
import {
  CARD,
  DAY_MS,
  HOUR_MS,
  listAlerts,
  openTestShop,
  pass,
  payCard,
  settle,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const open = (velocity: { disputesPerDay: number; refundsPerDay: number }, isRefunded = false) =>
  openTestShop({
    receipts: { velocity, autoRefundMaxMinor: isRefunded ? 10_000 : -1, autoRefundsMax: 100 },
  });

/** A visit whose line is disputed. */
async function disputeVisit(test: TestShop, disputeId: string, payer: EntryPayer = CARD) {
  const visitId = await visitFor(test, payer, { "03": 1 });
  const claim = { disputeId, kind: "wrong-item", lineId: "03", gtin: null } as const;
  await transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, { ...claim, claimedQuantity: 0 }),
  );
  pass(test, HOUR_MS);
  return visitId;
}

/** What an alert tells staff. */
const readAlerts = ({ store }: TestShop) =>
  store.db.prepare("SELECT kind, message, visit_id AS visitId FROM alerts").all();

describe("disputes", () => {
  it("say in the alert how many they were, and of which visit the last was", async () => {
    const test = open({ disputesPerDay: 2, refundsPerDay: 9 });
    await disputeVisit(test, "c1");
    const visitId = await disputeVisit(test, "c2");
    const message = "2 disputes of one payer or card in 24 h: check their receipts";
    expect(readAlerts(test)).toEqual([{ kind: "many-disputes", message, visitId }]);
  });

  it("count for a day, to the millisecond", async () => {
    for (const [laterMs, alerts] of [
      [DAY_MS - 1, 1],
      [DAY_MS, 0],
    ] as const) {
      const test = open({ disputesPerDay: 2, refundsPerDay: 9 });
      await disputeVisit(test, "c1");
      pass(test, laterMs - HOUR_MS);
      await disputeVisit(test, "c2");
      expect(listAlerts(test)).toHaveLength(alerts);
    }
  });

  it("of one payer alert staff at so many in a day, and once", async () => {
    const test = open({ disputesPerDay: 3, refundsPerDay: 9 });
    const first = await disputeVisit(test, "c1");
    await disputeVisit(test, "c2");
    await disputeVisit(test, "o1", payCard("pm_sim_ok-2"));
    expect(listAlerts(test)).toEqual([]);
    await disputeVisit(test, "c3");
    await disputeVisit(test, "c4");
    expect(listAlerts(test)).toEqual([`many-disputes:${first}`]);
    await transact(test, (tx) => clearAlert(tx, `many-disputes:${first}`, "ann"));
    await disputeVisit(test, "c5");
    expect(listAlerts(test)).toEqual([`many-disputes:${first}`]);
  });

  it("of yesterday do not count", async () => {
    const test = open({ disputesPerDay: 3, refundsPerDay: 9 });
    for (const id of ["c1", "c2"]) await disputeVisit(test, id);
    pass(test, DAY_MS);
    for (const id of ["c3", "c4"]) await disputeVisit(test, id);
    expect(listAlerts(test)).toEqual([]);
  });

  it("of one card count together, whatever token it has, and the alert names no token", async () => {
    const test = open({ disputesPerDay: 2, refundsPerDay: 9 });
    Object.assign(test.provider.options, { showsFingerprints: true });
    const first = await disputeVisit(test, "c1", payCard("pm_sim_ok-1~a"));
    await disputeVisit(test, "c2", payCard("pm_sim_ok-1~b"));
    expect(listAlerts(test)).toEqual([`many-disputes:${first}`]);
    const row = test.store.db.prepare("SELECT * FROM alerts").get();
    expect(JSON.stringify(row)).not.toMatch(/pm_sim|hash-/);
  });
});

describe("refunds", () => {
  it("of one payer alert staff at so many in a day", async () => {
    const test = open({ disputesPerDay: 99, refundsPerDay: 2 }, true);
    const first = await disputeVisit(test, "c1");
    expect(listAlerts(test)).toEqual([]);
    await disputeVisit(test, "c2");
    expect(listAlerts(test)).toEqual([`many-refunds:${first}`]);
  });

  it("that staff make of their own accord count with those of disputes", async () => {
    const test = open({ disputesPerDay: 99, refundsPerDay: 3 }, true);
    const first = await disputeVisit(test, "c1");
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    const by = { id: "ann", isLimited: false };
    const goodwill = {
      kind: "amount",
      lines: [],
      amountMinor: 1,
      reason: "goodwill",
      note: "",
    } as const;
    const refund = (refundId: string) =>
      transact(test, (tx) => refundReceipt(tx, test.shop, visitId, { ...goodwill, refundId }, by));
    await refund("r1");
    expect(listAlerts(test)).toEqual([]);
    await refund("r2");
    expect(listAlerts(test)).toEqual([`many-refunds:${first}`]);
  });

  it("that were not made do not count", async () => {
    const test = open({ disputesPerDay: 99, refundsPerDay: 1 });
    await disputeVisit(test, "c1");
    expect(listAlerts(test)).toEqual([]);
  });

  it("say in the alert how many they were, and of which visit the last was", async () => {
    const test = open({ disputesPerDay: 99, refundsPerDay: 2 }, true);
    await disputeVisit(test, "c1");
    const visitId = await disputeVisit(test, "c2");
    const message = "2 refunds to one payer or card in 24 h: check their receipts";
    expect(readAlerts(test)).toEqual([{ kind: "many-refunds", message, visitId }]);
  });
});
