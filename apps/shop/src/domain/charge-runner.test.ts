import { decideCharge } from "@saunter/commerce/payment/decide";
import { HOLD_TRIES_MAX, REFUND_TRIES_MAX } from "@saunter/commerce/payment/plan";
import { listEntries } from "@saunter/commerce/trie";
import { describe, expect, it } from "vitest";
import { createChargeRunner } from "./charge-runner.ts";
import { disputeLine } from "./dispute-service.ts";
import { createPatientWork, RETRY_MS_FIRST } from "./due-work.ts";
import { admitByAttendant } from "./entry-service.ts";
import type { GatewayOutcome, PaymentGateway } from "./payment-gateway.ts";
import { decideInto } from "./shop-context.ts";
import {
  admit,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  DAY_MS,
  enter,
  enterFor,
  HOUR_MS,
  listAlerts,
  makeCredential,
  openTestShop,
  pass,
  payAccount,
  payCard,
  readReceipt,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  takeNotices,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const chargeOf = ({ store }: TestShop, chargeId: string) => store.read("charge", chargeId);

/** Types of a charge's events, with how calls went; which card it was moves nothing. */
function listSteps({ store }: TestShop, chargeId: string): string[] {
  const events = store.readStream(`charge-${chargeId}`).map(({ event }) => event);
  return events
    .filter(({ type }) => type !== "CardRecognised")
    .map((event) => {
      if (event.type === "IntentWritten") return event.intent.action;
      return event.type === "CallAnswered" ? event.outcome.kind : event.type;
    });
}

/** The whole price comes back. */
async function giveBack(test: TestShop, visitId: string): Promise<void> {
  const receipt = readReceipt(test, visitId);
  const { lineId } = receipt.content.lines[0]!;
  await transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId: `back-${visitId}`,
      kind: "wrong-item",
      lineId,
      gtin: null,
      claimedQuantity: 0,
    }),
  );
}

type Cash = Parameters<typeof moveCash>[2];
function moveCash(
  test: TestShop,
  chargeId: string,
  command: { type: "TakeCash" | "ReturnCash"; cashId: string; amountMinor: number },
) {
  return transact(test, (tx) =>
    decideInto(tx, "charge", chargeId, decideCharge, { ...command, by: "staff-1" }),
  );
}

describe("what was taken", () => {
  it("within the hold is captured, and the rest let go", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    expect(listSteps(test, visitId)).toEqual([
      "ChargeOpened",
      "hold",
      "done",
      "DueSet",
      "capture",
      "done",
    ]);
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 250, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it("beyond the hold raises it, and is captured whole", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "07": 1 });
    await settle(test);
    expect(listSteps(test, visitId).slice(4)).toEqual(["increase", "done", "capture", "done"]);
    expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
    expect(audit(test)).toEqual([]);
  });

  it.each([
    ["the provider does not raise holds", "pm_sim_ok-1", false, []],
    ["the card does not", "pm_sim_no_increments-1", true, ["increase", "refused"]],
    ["the bank says no", "pm_sim_funds_2200-1", true, ["increase", "declined"]],
  ])("beyond the hold where %s is captured, and the rest collected", async (...row) => {
    const [, token, canIncrease, tries] = row;
    const test = openTestShop({ canIncrease });
    const visitId = await visitFor(test, payCard(token), { "07": 1 });
    await settle(test);
    const steps = [...tries, "capture", "done", "collect", "done"];
    expect(listSteps(test, visitId).slice(4)).toEqual(steps);
    expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
    expect(audit(test)).toEqual([]);
  });

  it("after the hold has lapsed is collected", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    pass(test, 8 * DAY_MS);
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    await shopFor(test, shopperId, { "03": 1 });
    await settle(test);
    const steps = ["PaymentObserved", "DueSet", "collect", "done"];
    expect(listSteps(test, visitId).slice(3)).toEqual(steps);
    expect(audit(test)).toEqual([]);
  });

  it("after the hold has lapsed unnoticed is collected too", async () => {
    const test = openTestShop();
    const { visitId, shopperId } = await admit(test, CARD);
    pass(test, 8 * DAY_MS);
    takeNotices(test);
    await shopFor(test, shopperId, { "03": 1 });
    await settle(test);
    expect(listSteps(test, visitId).slice(4)).toEqual(["capture", "refused", "collect", "done"]);
    expect(audit(test)).toEqual([]);
  });

  it("on an account is posted there", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, payAccount("payroll-1"), { "07": 1 });
    await settle(test);
    const { payments } = test.store.read("account", "payroll-1");
    expect([...listEntries(payments)]).toMatchObject([
      [`${visitId}.1`, { postedMinor: 2499, reservedMinor: 0 }],
    ]);
    expect(chargeOf(test, visitId).pending).toBeNull();
    expect(audit(test)).toEqual([]);
  });

  it("is given back in the order of the last payment first", async () => {
    const test = openTestShop({ canIncrease: false, receipts: { autoRefundMaxMinor: 10_000 } });
    const visitId = await visitFor(test, CARD, { "07": 1 });
    await settle(test);
    await giveBack(test, visitId);
    await settle(test);
    expect(listSteps(test, visitId).slice(-5)).toEqual([
      ...["DueSet", "refund", "done", "refund", "done"],
    ]);
    expect(sumBooks(test, visitId)).toEqual({
      heldMinor: 0,
      capturedMinor: 2499,
      refundedMinor: 2499,
    });
    expect(audit(test)).toEqual([]);
  });
});

describe("a debt", () => {
  const open = async () => {
    const test = openTestShop({ canIncrease: false });
    const visitId = await visitFor(test, payCard("pm_sim_on_session-1"), { "07": 1 });
    await settle(test);
    return { test, visitId };
  };
  const collects = (test: TestShop, visitId: string) =>
    listSteps(test, visitId).filter((step) => step === "collect").length;

  it("is what the bank would not give", async () => {
    const { test, visitId } = await open();
    expect(chargeOf(test, visitId).debt).toMatchObject({
      amountMinor: 499,
      code: "transaction_not_allowed",
    });
    expect(sumBooks(test, visitId).capturedMinor).toBe(2000);
    expect(audit(test)).toEqual([]);
  });

  it("of a card that will not do is asked for no more", async () => {
    const { test, visitId } = await open();
    for (const hours of [1, 23, 48, 24]) {
      pass(test, hours * HOUR_MS);
      await settle(test);
    }
    expect(collects(test, visitId)).toBe(1);
    expect(audit(test)).toEqual([]);
  });

  it("of a card that may have more later is asked for at the policy's times, then rests", async () => {
    const test = openTestShop({ canIncrease: false });
    const visitId = await visitFor(test, payCard("pm_sim_funds_2000-1"), { "07": 2 });
    await settle(test);
    expect(chargeOf(test, visitId).debt).toMatchObject({ amountMinor: 2998 });
    const startMs = test.clock.nowMs;
    const counts: number[] = [];
    for (const hours of [0, 1, 24, 72, 90, 200]) {
      for (const offMs of [-1, 0]) {
        test.clock.nowMs = Math.max(test.clock.nowMs, startMs + hours * HOUR_MS + offMs);
        await settle(test);
        counts.push(collects(test, visitId));
      }
    }
    expect(counts).toEqual([1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4]);
    expect(audit(test)).toEqual([]);
  });

  it("can be paid with another card at a kiosk, and the debt is gone", async () => {
    const { test, visitId } = await open();
    const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
    const pay = () =>
      transact(test, (tx) =>
        decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer }),
      );
    await pay();
    expect(await catchRefusal(pay())).toBe("charge-not-open");
    await test.runner.advance(visitId);
    expect(chargeOf(test, visitId)).toMatchObject({ debt: null, pending: null });
    expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
    expect(await catchRefusal(pay())).toBe("debt-not-open");
    expect(audit(test)).toEqual([]);
  });

  it("of an account can be paid with a card: the card's provider is asked, and paced", async () => {
    const test = openTestShop({ entry: { holdMinor: 100 } });
    const visitId = await visitFor(test, payAccount("payroll-1"), { "07": 3 });
    await settle(test);
    expect(chargeOf(test, visitId).debt).toMatchObject({ amountMinor: 7_397 });
    const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer }),
    );
    test.network.isOffline = true;
    await test.runner.runDue();
    expect(test.calls).toHaveLength(1);
    expect(test.runner.silentSinceMs()).toBe(test.clock.nowMs);
    await test.runner.runDue();
    expect(test.calls).toHaveLength(1);
    test.network.isOffline = false;
    pass(test, 1_000);
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(7_397);
    expect(audit(test)).toEqual([]);
  });

  it("that is forgiven is owed no more", async () => {
    const { test, visitId } = await open();
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "ForgiveDebt", by: "staff-1" }),
    );
    await settle(test);
    expect(chargeOf(test, visitId)).toMatchObject({ debt: null, forgivenMinor: 499 });
    expect(audit(test)).toEqual([]);
  });

  it("keeps no other charge waiting, however many debts there are", async () => {
    const { test, visitId } = await open();
    const debts = 500;
    await transact(test, (tx) => {
      const payer = { kind: "card", token: "pm_sim_declined-x", lastFour: "1" } as const;
      for (let at = 0; at < debts; at++) {
        tx.append("charge", `d${at}`, [
          { type: "ChargeOpened", chargeId: `d${at}`, payer, currency: "GBP" },
          { type: "DueSet", dueMinor: 10, cause: "document 1" },
          ...declineCollect(`d${at}`, payer),
          { type: "DebtOpened", amountMinor: 10, code: "declined" },
        ]);
      }
    });
    pass(test, 60_000);
    const next = await visitFor(test, payCard("pm_sim_ok-2"), { "03": 1 });
    await test.runner.runDue();
    expect(sumBooks(test, next).capturedMinor).toBe(250);
    expect(chargeOf(test, visitId).debt).not.toBeNull();
  });
});

/** A collection that the bank has declined. */
function declineCollect(
  chargeId: string,
  payer: { readonly kind: "card"; readonly token: string; readonly lastFour: string },
) {
  const paymentId = `${chargeId}.1`;
  const intent = { number: 1, action: "collect", paymentId, amountMinor: 10, payer } as const;
  const outcome = { kind: "declined", code: "declined", isRetryable: true } as const;
  return [
    { type: "IntentWritten", intent: { ...intent, reference: null } },
    { type: "CallAnswered", number: 1, outcome, payment: null },
  ] as const;
}

describe("cash", () => {
  it("is taken for what was taken, once and exactly, and given back for what was not", async () => {
    const test = openTestShop();
    const admission = { gateId: "north", partySize: 1, payer: { kind: "cash" } } as const;
    const { visitId } = await transact(test, (tx) => admitByAttendant(tx, test.shop, admission));
    await see(test, "ann");
    const move = (type: Cash["type"], cashId: string, amountMinor: number) =>
      catchRefusal(moveCash(test, visitId, { type, cashId, amountMinor }));
    expect(await move("TakeCash", "c0", 85)).toBe("charge-not-open");
    await shopFor(test, "ann", { "01": 1 });
    await settle(test);
    expect(await move("TakeCash", "c1", 84)).toBe("cash-amount-wrong");
    expect(await move("TakeCash", "c1", -85)).toBe("cash-amount-wrong");
    expect(await move("TakeCash", "c1", 85)).toBe("taken");
    expect(await move("TakeCash", "c1", 85)).toBe("taken");
    expect(await move("TakeCash", "c1", 86)).toBe("idempotency-key-reused");
    expect(await move("TakeCash", "c2", 85)).toBe("charge-not-open");
    expect(countEvents(test, "CashTaken")).toBe(1);
    await giveBack(test, visitId);
    expect(await move("ReturnCash", "c3", 85)).toBe("taken");
    await settle(test);
    expect(listAlerts(test)).toEqual([]);
    expect(test.calls).toEqual([]);
    expect(audit(test)).toEqual([]);
  });
});

describe("a refund that fails", () => {
  /** A shop whose provider refuses all refunds, at the end of its patience. */
  async function exhaustRefunds() {
    const refund = async (): Promise<GatewayOutcome> => ({
      kind: "refused",
      code: "request-invalid",
      message: "no",
    });
    const test = openTestShop({ wrapCard: (card) => ({ ...card, refund }) });
    const visitId = await visitFor(test, CARD, { "01": 1 });
    await settle(test);
    await giveBack(test, visitId);
    for (let at = 0; at < REFUND_TRIES_MAX - 1; at++) {
      await settle(test);
      expect(listAlerts(test)).toEqual([]);
      pass(test, HOUR_MS);
    }
    return { test, visitId };
  }

  it("so often is given up, and staff are told to give the money back", async () => {
    const { test, visitId } = await exhaustRefunds();
    await settle(test);
    expect(listAlerts(test)).toEqual([`refund:${visitId}`]);
    const alert = test.store.db.prepare("SELECT kind, message, visit_id FROM alerts").get();
    expect({ ...alert }).toEqual({
      kind: "refund-failed",
      visit_id: visitId,
      message: "the payment provider did not make this refund; refund it in cash",
    });
    const tries = listSteps(test, visitId).filter((step) => step === "refund").length;
    expect(tries).toBe(REFUND_TRIES_MAX);
    pass(test, DAY_MS);
    await settle(test);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("is reported also where the process died right before", async () => {
    const { test, visitId } = await exhaustRefunds();
    const charge = chargeOf(test, visitId);
    const [payment] = charge.payments.values();
    const intent = {
      number: charge.lastNumber + 1,
      action: "refund",
      amountMinor: 85,
      paymentId: payment!.paymentId,
      reference: payment!.reference,
      payer: charge.payer,
    } as const;
    const outcome = { kind: "refused", code: "request-invalid", message: "no" } as const;
    await transact(test, (tx) =>
      tx.append("charge", visitId, [
        { type: "IntentWritten", intent: intent as never },
        { type: "CallAnswered", number: intent.number, outcome, payment: payment! },
      ]),
    );
    const next = await test.restart();
    await settle(next);
    expect(listAlerts(next)).toEqual([`refund:${visitId}`]);
    await next.close();
  });

  it("is no longer reported when staff have given the money back", async () => {
    const { test, visitId } = await exhaustRefunds();
    await settle(test);
    await moveCash(test, visitId, { type: "ReturnCash", cashId: "c1", amountMinor: 85 });
    await settle(test);
    expect(listAlerts(test)).toEqual([]);
    expect(audit(test)).toEqual([]);
  });
});

describe("a provider that is silent", () => {
  it("is asked less and less often, by one charge, and by all once it answers", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    for (let at = 0; at < 12; at++) {
      await visitFor(test, payCard(`pm_sim_ok-${at}`), { "03": 1 });
      pass(test, 30_000);
    }
    test.network.isOffline = true;
    const startMs = test.clock.nowMs;
    const asked: number[] = [];
    for (let second = 0; second <= 200; second++) {
      const before = test.calls.length;
      await test.runner.runDue();
      if (test.calls.length > before) asked.push(second);
      pass(test, 1_000);
    }
    // Eight together at first, then one each time: after 1, 2, 4 and so on up to 60 seconds.
    expect(asked).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect(test.calls).toHaveLength(8 + 8);
    expect(test.runner.silentSinceMs()).toBe(startMs);
    expect(countEvents(test, "CallAnswered")).toBe(0);
    test.network.isOffline = false;
    pass(test, 60_000);
    await test.runner.runDue();
    expect(test.runner.silentSinceMs()).toBeNull();
    expect(countEvents(test, "CallAnswered")).toBe(12);
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it("on one payment alone keeps no other waiting", async () => {
    let stuck = "";
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...card,
      collect: async (request) =>
        request.paymentId.startsWith(stuck)
          ? { kind: "unknown", message: "500" }
          : card.collect(request),
    });
    const test = openTestShop({ wrapCard, entry: { holdMinor: 0 } });
    stuck = `${await visitFor(test, payCard("pm_sim_ok-0"), { "03": 1 })}.`;
    await test.runner.runDue();
    expect(test.runner.silentSinceMs()).not.toBeNull();
    const others: string[] = [];
    for (let at = 1; at < 4; at++) {
      pass(test, 30_000);
      others.push(await visitFor(test, payCard(`pm_sim_ok-${at}`), { "03": 1 }));
    }
    for (let round = 0; round < 4; round++) {
      pass(test, 60_000);
      await test.runner.runDue();
    }
    expect(others.map((chargeId) => sumBooks(test, chargeId).capturedMinor)).toEqual([
      ...[250, 250, 250],
    ]);
    expect(chargeOf(test, stuck.slice(0, -1)).pending).not.toBeNull();
  });

  it("keeps accounts from nothing, which are the shop's own", async () => {
    const test = openTestShop();
    const card = await visitFor(test, CARD, { "03": 1 });
    pass(test, 30_000);
    const account = await visitFor(test, payAccount("payroll-1"), { "03": 1 });
    test.network.isOffline = true;
    await test.runner.runDue();
    expect(chargeOf(test, card).pending).not.toBeNull();
    const [payment] = chargeOf(test, account).payments.values();
    expect(payment).toMatchObject({ capturedMinor: 250 });
  });

  it("is not taken for one that answers where a charge only writes down a debt", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const owing = await visitFor(test, payCard("pm_sim_declined-1"), { "03": 1 });
    pass(test, 30_000);
    const other = await visitFor(test, payCard("pm_sim_ok-2"), { "03": 1 });
    // The bank's no is written down, and the process ends before the debt is.
    await transact(test, (tx) => {
      const payer = chargeOf(test, owing).payer;
      if (payer.kind !== "card") throw new Error("no card");
      tx.append("charge", owing, declineCollect(owing, payer));
    });
    test.network.isOffline = true;
    await test.runner.advance(other);
    const sinceMs = test.clock.nowMs;
    expect(test.runner.silentSinceMs()).toBe(sinceMs);
    pass(test, 100);
    await test.runner.advance(owing);
    expect(chargeOf(test, owing).debt).toMatchObject({ amountMinor: 250 });
    expect(test.runner.silentSinceMs()).toBe(sinceMs);
    const calls = test.calls.length;
    await test.runner.runDue();
    expect(test.calls).toHaveLength(calls);
  });

  it("answers again, and what had happened is not done twice", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "07": 1 });
    test.faults.push({ kind: "lost", isCommitted: true });
    await test.runner.runDue();
    pass(test, 1_000);
    test.faults.push({ kind: "server-error", isCommitted: true });
    await test.runner.runDue();
    pass(test, 2_000);
    test.faults.push({ kind: "rate-limited" });
    await test.runner.runDue();
    pass(test, 4_000);
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 2499, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });
});

describe("a call without an answer for longer than keys are kept", () => {
  const KEYS_MS = 23 * HOUR_MS;

  /** A call whose answer never came, so long ago. */
  async function loseAnswer(test: TestShop, isCommitted: boolean, agoMs: number) {
    test.faults.push({ kind: "lost", isCommitted });
    await test.runner.runDue();
    test.calls.length = 0;
    pass(test, agoMs);
    await test.runner.runDue();
  }

  it.each([
    [true, KEYS_MS, "POST /v1/payment_intents", 1],
    [true, KEYS_MS + 1, "GET /v1/payment_intents/search", 0],
    [false, KEYS_MS + 1, "GET /v1/payment_intents/search", 1],
  ])("(arrived: %s, %s ms ago) begins with %s, and takes it once", async (...row) => {
    const [isCommitted, agoMs, first, posts] = row;
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await loseAnswer(test, isCommitted, agoMs);
    expect(test.calls[0]).toBe(first);
    expect(test.calls.filter((call) => call.startsWith("POST"))).toHaveLength(posts);
    expect(test.provider.intents.size).toBe(1);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it.each([true, false])(
    "and is a refund is not given twice (arrived: %s)",
    async (isCommitted) => {
      const test = openTestShop();
      const visitId = await visitFor(test, CARD, { "01": 1 });
      await settle(test);
      await giveBack(test, visitId);
      await loseAnswer(test, isCommitted, 30 * HOUR_MS);
      await settle(test);
      expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 85, refundedMinor: 85 });
      expect(audit(test)).toEqual([]);
    },
  );

  it("and of which the bank has not said yet is not asked again", async () => {
    const collects: string[] = [];
    const test = openTestShop({
      entry: { holdMinor: 0 },
      wrapCard: (card) => ({
        ...card,
        collect: async ({ paymentId }) => {
          collects.push(paymentId);
          return { kind: "unknown", message: "no answer" };
        },
        find: async (paymentId) => ({
          kind: "found",
          payment: {
            paymentId,
            reference: "p",
            status: "processing",
            holdExpiresMs: null,
            heldMinor: 0,
            capturedMinor: 0,
            refundedMinor: 0,
            refunds: [],
            withdrawals: [],
            cardHash: null,
          },
        }),
      }),
    });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await test.runner.runDue();
    const asked = collects.length;
    expect(asked).toBeGreaterThan(0);
    pass(test, KEYS_MS + 1);
    await test.runner.runDue();
    expect(collects).toHaveLength(asked);
    expect(chargeOf(test, visitId).pending).not.toBeNull();
  });

  it.each([
    ["a hold", "01", true],
    ["a hold", "01", false],
    ["an increase", "07", true],
    ["an increase", "07", false],
    ["a capture", "03", true],
    ["a capture", "03", false],
    ["a release", null, true],
    ["a release", null, false],
  ])("and is %s (of %s, arrived: %s) is done once", async (action, gtin, isCommitted) => {
    const test = openTestShop({ entry: { offline: "all" } });
    const isHold = action === "a hold";
    if (isHold) test.faults.push({ kind: "lost", isCommitted });
    const visitId = await visitFor(test, CARD, gtin === null ? {} : { [gtin]: 1 });
    if (!isHold) test.faults.push({ kind: "lost", isCommitted });
    if (!isHold) await test.runner.runDue();
    expect(chargeOf(test, visitId).pending).not.toBeNull();
    pass(test, 30 * HOUR_MS);
    test.calls.length = 0;
    await settle(test);
    expect(test.calls[0]).toMatch(/^GET/);
    const done = listSteps(test, visitId).filter((step) => step === "refused");
    expect(done).toEqual([]);
    expect(sumBooks(test, visitId).heldMinor).toBe(0);
    expect(audit(test)).toEqual([]);
  });

  it("and of which the bank has not decided waits for the bank's word", async () => {
    let isProcessing = false;
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...card,
      find: async (paymentId) => {
        const found = await card.find(paymentId);
        if (!isProcessing || found.kind !== "found") return found;
        return { ...found, payment: { ...found.payment, status: "processing", capturedMinor: 0 } };
      },
    });
    const test = openTestShop({ wrapCard, entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    isProcessing = true;
    await loseAnswer(test, true, 30 * HOUR_MS);
    expect(test.calls.filter((call) => call.startsWith("POST"))).toEqual([]);
    expect(chargeOf(test, visitId).pending).not.toBeNull();
    isProcessing = false;
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    expect(chargeOf(test, visitId).pending).toBeNull();
    expect(audit(test)).toEqual([]);
  });

  it.each(["pm_sim_declined-1", "pm_sim_sca-1"])(
    "and was not done for %s is not asked again",
    async (token) => {
      const test = openTestShop({ entry: { offline: "all", holdMinor: 100 } });
      test.faults.push({ kind: "lost", isCommitted: true });
      const visitId = await visitFor(test, payCard(token), {});
      pass(test, 30 * HOUR_MS);
      test.calls.length = 0;
      await settle(test);
      expect(test.provider.intents.size).toBe(1);
      const outcome = token.includes("sca") ? "needs-action" : "declined";
      expect(listSteps(test, visitId)).toContain(outcome);
      expect(audit(test)).toEqual([]);
    },
  );

  it.each([
    [HOUR_MS, 1],
    [HOUR_MS + 1, 0],
  ])(
    "and is a hold by which nothing is to be paid, %i ms ago, is made %i times",
    async (agoMs, times) => {
      const test = openTestShop({ entry: { offline: "all" } });
      test.faults.push({ kind: "lost", isCommitted: false });
      const visitId = await visitFor(test, CARD, {});
      expect(chargeOf(test, visitId)).toMatchObject({ dueMinor: 0, pending: { action: "hold" } });
      const { writtenMs } = chargeOf(test, visitId).pending!;
      pass(test, writtenMs + agoMs - test.clock.nowMs);
      await test.runner.runDue();
      expect(test.provider.intents.size).toBe(times);
      expect(chargeOf(test, visitId).pending).toBeNull();
      await settle(test);
      expect(audit(test)).toEqual([]);
    },
  );

  it("and cannot be looked up is left as it is", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    test.network.isOffline = true;
    await loseAnswer(test, true, 30 * HOUR_MS);
    expect(chargeOf(test, visitId).pending).not.toBeNull();
    test.network.isOffline = false;
    pass(test, 60_000);
    await settle(test);
    expect(test.provider.intents.size).toBe(1);
    expect(audit(test)).toEqual([]);
  });
});

describe("a card that wants its payer's confirmation", () => {
  it("has its hold called off, as nobody can give it at a gate", async () => {
    const test = openTestShop();
    await enter(test, { credential: makeCredential(payCard("pm_sim_sca-1")) });
    const row = test.store.db.prepare("SELECT charge_id FROM charges").get();
    const chargeId = row?.charge_id as string;
    await settle(test);
    const steps = ["ChargeOpened", "hold", "needs-action", "DueSet", "release", "done"];
    expect(listSteps(test, chargeId)).toEqual(steps);
    expect(audit(test)).toEqual([]);
  });
});

describe("a call that the provider refuses", () => {
  it("has the payment looked up, and is tried so often", async () => {
    const capture = async (): Promise<GatewayOutcome> => ({
      kind: "refused",
      code: "request-invalid",
      message: "no",
    });
    const test = openTestShop({ wrapCard: (card) => ({ ...card, capture }) });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    for (let at = 0; at < 2 * HOLD_TRIES_MAX; at++) {
      await settle(test);
      pass(test, HOUR_MS);
    }
    const tries = listSteps(test, visitId).filter((step) => step === "capture").length;
    expect(tries).toBe(HOLD_TRIES_MAX);
    // What cannot be captured is collected; the hold lapses by itself, or is let go.
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 250, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it("and cannot be looked up either has no answer", async () => {
    const test = openTestShop({
      wrapCard: (card) => ({
        ...card,
        capture: async () => ({ kind: "refused", code: "request-invalid", message: "no" }),
        find: async () => ({ kind: "unknown", message: "away" }),
      }),
    });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await test.runner.runDue();
    expect(chargeOf(test, visitId).pending).toMatchObject({ action: "capture" });
    expect(test.runner.silentSinceMs()).toBe(test.clock.nowMs);
  });

  it("as its currency is not the provider's takes nothing", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const settings = { ...test.shop.settings, currency: "USD" };
    Object.assign(test.shop, { settings });
    await test.runner.runDue();
    expect(sumBooks(test, visitId).capturedMinor).toBe(0);
    expect(listSteps(test, visitId).slice(-2)).toEqual(["capture", "refused"]);
  });
});

describe("notices", () => {
  it("that come late, twice and in any order change nothing that is known", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 10_000 } });
    const visitId = await visitFor(test, CARD, { "07": 1 });
    await settleWithoutNotices(test);
    await giveBack(test, visitId);
    await settleWithoutNotices(test);
    const notices = takeNotices(test);
    expect(notices.length).toBeGreaterThan(3);
    const before = chargeOf(test, visitId);
    for (const notice of [...notices.toReversed(), ...notices, ...notices.toReversed()]) {
      await test.runner.takeNotice(notice);
    }
    expect(chargeOf(test, visitId)).toEqual(before);
    expect(audit(test)).toEqual([]);
  });

  it("answer a call that had no answer", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    test.faults.push({ kind: "lost", isCommitted: true });
    await test.runner.runDue();
    const [notice] = takeNotices(test);
    await test.runner.takeNotice(notice!);
    expect(chargeOf(test, visitId)).toMatchObject({ pending: null });
    expect(test.calls).toHaveLength(1);
    expect(audit(test)).toEqual([]);
  });

  it("of no charge of ours are ignored", async () => {
    const test = openTestShop();
    await visitFor(test, CARD, { "03": 1 });
    const [notice] = takeNotices(test);
    const position = test.store.position();
    const { noticeId, payment } = notice!;
    const elsewhere = { ...payment!, paymentId: "elsewhere.1" };
    await test.runner.takeNotice({ noticeId, payment: elsewhere });
    expect(test.store.position()).toBe(position);
  });
});

async function settleWithoutNotices(test: TestShop): Promise<void> {
  for (let round = 0; round < 5; round++) await test.runner.runDue();
}

describe("a charge", () => {
  it("is worked on by one at a time", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "07": 1 });
    const { advance, runDue } = test.runner;
    await Promise.all([advance(visitId), runDue(), advance(visitId), runDue()]);
    expect(listSteps(test, visitId).slice(4)).toEqual(["increase", "done", "capture", "done"]);
    expect(test.calls.filter((call) => call.startsWith("POST"))).toHaveLength(3);
  });

  it("whose call throws keeps no other waiting, and is tried again later", async () => {
    let isBroken = true;
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...card,
      collect: (request) => {
        if (isBroken && request.payer.kind === "card" && request.payer.token.endsWith("-1")) {
          throw new TypeError("no such thing");
        }
        return card.collect(request);
      },
    });
    const test = openTestShop({ wrapCard, entry: { holdMinor: 0 } });
    const told: string[] = [];
    const due = createPatientWork({
      nowMs: test.shop.nowMs,
      tell: (error, { what }) => void told.push(`${what}: ${error}`),
    });
    const runner = createChargeRunner(test.shop, due);
    const broken = await visitFor(test, CARD, { "03": 1 });
    const other = await visitFor(test, payCard("pm_sim_ok-2"), { "03": 1 });
    await runner.runDue();
    expect(sumBooks(test, other).capturedMinor).toBe(250);
    expect(told).toEqual([`settling charge ${broken}: TypeError: no such thing`]);
    await runner.runDue();
    expect(told).toHaveLength(1);
    isBroken = false;
    pass(test, RETRY_MS_FIRST);
    await runner.runDue();
    expect(sumBooks(test, broken).capturedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("that fails to be written down is worked on again", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const broken = { ...test.store, transact: () => Promise.reject(new Error("no disk")) };
    Object.assign(test.shop, { store: broken });
    await expect(test.runner.advance(visitId)).rejects.toThrow("no disk");
    Object.assign(test.shop, { store: test.store });
    await test.runner.advance(visitId);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
  });

  it("waits while money is paused, and holds for an entry are still made", async () => {
    const test = openTestShop();
    let isPaused = true;
    Object.assign(test.shop, { isMoneyPaused: () => isPaused });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await test.runner.advance(visitId);
    await test.runner.runDue();
    expect(sumBooks(test, visitId)).toMatchObject({ heldMinor: 2000, capturedMinor: 0 });
    expect(listSteps(test, visitId)).toEqual(["ChargeOpened", "hold", "done", "DueSet"]);
    isPaused = false;
    await test.runner.runDue();
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("of a visit that goes on rests", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD);
    const calls = test.calls.length;
    await settle(test);
    expect(test.calls).toHaveLength(calls);
    expect(sumBooks(test, visitId).heldMinor).toBe(2000);
  });
});
