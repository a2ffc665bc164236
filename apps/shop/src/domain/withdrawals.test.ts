import { findMissing, findNet } from "@saunter/commerce/payment/evolve";
import { closeDispute, failRefund, openDispute, refundByHand } from "@saunter/sim/payments/by-hand";
import { handleRequest, listBooks } from "@saunter/sim/payments/provider";
import { describe, expect, it } from "vitest";
import { disputeLine } from "./dispute-service.ts";
import {
  audit,
  CARD,
  countEvents,
  DAY_MS,
  HOUR_MS,
  listAlerts,
  openTestShop,
  pass,
  settle,
  sumBooks,
  type TestShop,
  takeNotices,
  transact,
  visitFor,
} from "./shop-fixture.ts";
import { createWithdrawalWatch, splitPayment } from "./withdrawals.ts";

/** A visit of 2.50 that is paid; its provider's payment. */
async function payVisit(test: TestShop): Promise<{ visitId: string; reference: string }> {
  const visitId = await visitFor(test, CARD, { "03": 1 });
  await settle(test);
  const books = listBooks(test.provider).filter(({ paymentId }) => paymentId?.startsWith(visitId));
  return { visitId, reference: books[0]!.intentId };
}

const readCharge = ({ store }: TestShop, chargeId: string) => store.read("charge", chargeId);

function refund(test: TestShop, reference: string, amountMinor: number): string {
  const { status, body } = refundByHand(test.provider, reference, amountMinor);
  expect(status).toBe(200);
  return String(body.id);
}

/** Whoever bought the cheese says that they did not, and is believed. */
function dispute(test: TestShop, visitId: string): Promise<void> {
  return transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId: `c-${visitId}`,
      kind: "wrong-item",
      lineId: "03",
      gtin: null,
      claimedQuantity: 0,
    }),
  );
}

describe("a refund made at the provider", () => {
  it("is told by a notice, shown to staff, and not asked for again", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const withdrawalId = refund(test, reference, 100);
    await settle(test);
    const charge = readCharge(test, visitId);
    expect([findNet(charge), findMissing(charge)]).toEqual([150, 0]);
    expect(listAlerts(test)).toEqual([`withdrawn:${withdrawalId}`]);
    pass(test, 8 * DAY_MS);
    await settle(test);
    expect(sumBooks(test, visitId)).toEqual({
      heldMinor: 0,
      capturedMinor: 250,
      refundedMinor: 100,
    });
    expect(audit(test)).toEqual([]);
  });

  it("is found without a notice, also by a process that has not run for days", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    refund(test, reference, 100);
    takeNotices(test);
    pass(test, 9 * DAY_MS);
    const next = await test.restart();
    expect(findNet(readCharge(next, visitId))).toBe(250);
    await next.runner.pollWithdrawals();
    expect(findNet(readCharge(next, visitId))).toBe(150);
    await settle(next);
    expect(audit(next)).toEqual([]);
    await next.close();
  });

  it("counts where the receipt is corrected after it", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 1000 } });
    const { visitId, reference } = await payVisit(test);
    refund(test, reference, 100);
    await settle(test);
    await dispute(test, visitId);
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("that no notice reported stops the shop's own of too much", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 1000 } });
    const { visitId, reference } = await payVisit(test);
    refund(test, reference, 100);
    takeNotices(test);
    await dispute(test, visitId);
    await settle(test);
    pass(test, HOUR_MS);
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(250);
    expect(listAlerts(test)).toEqual(["withdrawn:re_sim_1"]);
    expect(audit(test)).toEqual([]);
  });

  it("that fails is there again, and staff need look no more", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const withdrawalId = refund(test, reference, 100);
    await settle(test);
    failRefund(test.provider, withdrawalId);
    await settle(test);
    expect(findNet(readCharge(test, visitId))).toBe(250);
    expect(listAlerts(test)).toEqual([]);
    expect(audit(test)).toEqual([]);
  });

  it("of a payment that is not the shop's is nobody's business here", async () => {
    const test = openTestShop();
    const { reference } = await payVisit(test);
    const position = test.store.position();
    const strange = { findByReference: { kind: "absent" as const } };
    Object.assign(test.shop.gateways.card, {
      findByReference: async () => strange.findByReference,
    });
    refund(test, reference, 100);
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    expect(test.store.position()).toBe(position);
  });
});

describe("a refund of the shop's own", () => {
  it("whose answer is lost is not taken for another's", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 1000 } });
    const { visitId } = await payVisit(test);
    await dispute(test, visitId);
    test.faults.push({ kind: "none" }, { kind: "lost", isCommitted: true });
    await test.runner.runDue();
    expect(readCharge(test, visitId).pending).toMatchObject({ action: "refund" });
    pass(test, 2 * HOUR_MS);
    await test.runner.pollWithdrawals();
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(250);
    expect(readCharge(test, visitId)).toMatchObject({ pending: null });
    expect(countEvents(test, "WithdrawalSeen")).toBe(0);
    expect(listAlerts(test)).toEqual([]);
    expect(audit(test)).toEqual([]);
  });

  it("that the journal knows nothing of, as after a restore, is not asked for again", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const body = {
      payment_intent: reference,
      amount: "100",
      "metadata[refund_id]": `${visitId}.1.r9`,
    };
    const path = "/v1/refunds";
    const { shop, provider } = test;
    const call = { method: "POST", path, headers: {}, body };
    expect(handleRequest(provider, call, shop.nowMs()).status).toBe(200);
    await test.runner.pollWithdrawals();
    await settle(test);
    const charge = readCharge(test, visitId);
    expect([findNet(charge), findMissing(charge)]).toEqual([150, 0]);
    expect(listAlerts(test)).toEqual([`withdrawn:${visitId}.1.r9`]);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
  });
});

describe("a dispute", () => {
  it("takes the money, is told to staff, and is not asked for again", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const disputeId = openDispute(test.provider, reference, 250);
    await settle(test);
    expect(findNet(readCharge(test, visitId))).toBe(0);
    expect(findMissing(readCharge(test, visitId))).toBe(0);
    expect(listAlerts(test)).toEqual([`withdrawn:${disputeId}`]);
    closeDispute(test.provider, disputeId, "lost");
    pass(test, 30 * DAY_MS);
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(listAlerts(test)).toEqual([`withdrawn:${disputeId}`]);
    expect(audit(test)).toEqual([]);
  });

  it("that is won brings it back, months later and without a notice", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const disputeId = openDispute(test.provider, reference, 250);
    await settle(test);
    pass(test, 70 * DAY_MS);
    closeDispute(test.provider, disputeId, "won");
    takeNotices(test);
    await test.runner.pollWithdrawals();
    expect(findNet(readCharge(test, visitId))).toBe(250);
    expect(listAlerts(test)).toEqual([]);
    expect(audit(test)).toEqual([]);
  });
});

describe("looking around", () => {
  function watch(answers: { list: (readonly string[] | null)[]; findByReference: boolean[] }) {
    const asked: string[] = [];
    const clock = { nowMs: 100 * DAY_MS };
    const made = createWithdrawalWatch({
      gateway: {
        listTouched: async (sinceMs: number) => {
          asked.push(`list ${(clock.nowMs - sinceMs) / HOUR_MS}`);
          const listed = answers.list.length === 0 ? [] : answers.list.shift()!;
          return listed?.map((reference) => ({ reference, refundId: reference })) ?? null;
        },
      },
      nowMs: () => clock.nowMs,
      findByReference: async (reference) => {
        asked.push(reference);
        return answers.findByReference.shift() ?? true;
      },
      knowsRefund: (refundId) => refundId.startsWith("own"),
    });
    return { ...made, asked, clock };
  }

  it("is done once an hour, from a little before the last time, and at first a month back", async () => {
    const { pollWithdrawals, asked, clock } = watch({
      list: [["pi_1", "own_1"]],
      findByReference: [],
    });
    await pollWithdrawals();
    clock.nowMs += HOUR_MS - 1;
    await pollWithdrawals();
    expect(asked).toEqual(["list 720", "pi_1"]);
    clock.nowMs += 1;
    await pollWithdrawals();
    expect(asked.at(-1)).toBe(`list ${1 + 1 / 6}`);
  });

  it("is done again in a minute where nothing was answered, and what was not looked at then", async () => {
    const { pollWithdrawals, asked, clock } = watch({
      list: [null, ["pi_1", "pi_2"]],
      findByReference: [true, false],
    });
    await pollWithdrawals();
    await pollWithdrawals();
    expect(asked).toEqual(["list 720"]);
    clock.nowMs += 60_000;
    await pollWithdrawals();
    clock.nowMs += 59_999;
    await pollWithdrawals();
    expect(asked.slice(1)).toEqual([`list ${720 + 1 / 60}`, "pi_1", "pi_2"]);
    clock.nowMs += 1;
    await pollWithdrawals();
    expect(asked.slice(4)).toEqual(["pi_2"]);
  });

  it("checks what a notice named and the provider did not say then, up to a bound", async () => {
    const { pollWithdrawals, asked, ...made } = watch({ list: [], findByReference: [] });
    for (let at = 0; at < 1001; at++) made.await(`pi_${at}`);
    await pollWithdrawals();
    expect(asked).toHaveLength(1001);
    expect(asked.at(-1)).toBe("pi_999");
    await pollWithdrawals();
    expect(asked).toHaveLength(1001);
  });

  it("follows a notice of which the provider does not say more", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    await test.runner.pollWithdrawals();
    refund(test, reference, 100);
    test.network.isOffline = true;
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    expect(findNet(readCharge(test, visitId))).toBe(250);
    test.network.isOffline = false;
    await test.runner.pollWithdrawals();
    expect(findNet(readCharge(test, visitId))).toBe(150);
  });
});

describe("what others took from a payment", () => {
  const payment = {
    paymentId: "v1.1",
    reference: "pi_1",
    status: "captured",
    holdExpiresMs: null,
    heldMinor: 0,
    capturedMinor: 1000,
    refundedMinor: 600,
    refunds: [
      { refundId: "v1.1.r2", amountMinor: 300 },
      { refundId: "v1.1.r8", amountMinor: 200 },
      { refundId: "v1.1.r9", amountMinor: 100 },
    ],
    withdrawals: [{ withdrawalId: "dp_1", kind: "dispute", amountMinor: 400 }],
    cardHash: "hash-1",
  } as const;

  it("is apart from the shop's own refunds, which are those that its journal knows", async () => {
    const { store } = openTestShop();
    const charge = { ...store.read("charge", "v1"), refundIds: new Set(["v1.1.r2"]) };
    const { snapshot, withdrawals } = splitPayment(charge, payment);
    expect(snapshot).toEqual({
      paymentId: "v1.1",
      reference: "pi_1",
      status: "captured",
      holdExpiresMs: null,
      heldMinor: 0,
      capturedMinor: 1000,
      refundedMinor: 300,
    });
    expect(withdrawals).toEqual([
      { withdrawalId: "dp_1", kind: "dispute", amountMinor: 400 },
      { withdrawalId: "v1.1.r8", kind: "refund", amountMinor: 200 },
      { withdrawalId: "v1.1.r9", kind: "refund", amountMinor: 100 },
    ]);
  });

  const readAlert = ({ store }: TestShop) =>
    store.db.prepare("SELECT kind, message, visit_id, cleared_by FROM alerts").get();

  it("is said to staff as what it was: a refund, which is there again where it fails", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    const withdrawalId = refund(test, reference, 100);
    await settle(test);
    expect(readAlert(test)).toMatchObject({
      kind: "money-withdrawn",
      visit_id: visitId,
      message: expect.stringMatching(/^a refund was made at the provider/),
      cleared_by: null,
    });
    failRefund(test.provider, withdrawalId);
    await settle(test);
    expect(readAlert(test)).toMatchObject({ cleared_by: "provider" });
  });

  it("is said to staff as what it was: a dispute, which they answer at the provider", async () => {
    const test = openTestShop();
    const { visitId, reference } = await payVisit(test);
    openDispute(test.provider, reference, 250);
    await settle(test);
    expect(readAlert(test)).toMatchObject({
      visit_id: visitId,
      message: expect.stringMatching(/bank has reversed a payment: answer the dispute/),
    });
  });

  it("is looked for where the provider names a payment and no refund of the shop's", async () => {
    const asked: string[] = [];
    const touched = [
      { reference: "pi_1", refundId: null },
      { reference: "pi_2", refundId: "known" },
      { reference: "pi_3", refundId: "unknown" },
    ];
    const { pollWithdrawals } = createWithdrawalWatch({
      gateway: { listTouched: async () => touched },
      nowMs: () => 100 * DAY_MS,
      findByReference: async (reference) => {
        asked.push(reference);
        return true;
      },
      knowsRefund: (refundId) => refundId === "known",
    });
    await pollWithdrawals();
    expect(asked).toEqual(["pi_1", "pi_3"]);
  });
});
