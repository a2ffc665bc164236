/** What the provider is asked, and what its answers are taken for. */
import { decideCharge, nameKey } from "@saunter/commerce/payment/decide";
import { nameRefund } from "@saunter/commerce/payment/evolve";
import { describe, expect, it } from "vitest";
import { createChargeRunner } from "./charge-runner.ts";
import { disputeLine } from "./dispute-service.ts";
import { createPatientWork } from "./due-work.ts";
import { admitByAttendant } from "./entry-service.ts";
import type { PaymentGateway, ProviderPayment } from "./payment-gateway.ts";
import { decideInto } from "./shop-context.ts";
import {
  audit,
  CARD,
  HOUR_MS,
  listAlerts,
  openTestShop,
  pass,
  payCard,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  takeNotices,
  transact,
  visitFor,
} from "./shop-fixture.ts";

type Action = "hold" | "increase" | "capture" | "release" | "collect" | "refund";
const ACTIONS: readonly Action[] = ["hold", "increase", "capture", "release", "collect", "refund"];

/** Each call of the card provider, with what it was asked. */
function listenTo(asked: [Action, object][]) {
  return (card: PaymentGateway): PaymentGateway => {
    const listening = ACTIONS.map((action) => [
      action,
      (request: never) => {
        asked.push([action, request]);
        return card[action](request);
      },
    ]);
    return { ...card, ...Object.fromEntries(listening) };
  };
}

const chargeOf = ({ store }: TestShop, chargeId: string) => store.read("charge", chargeId);

const listEvents = ({ store }: TestShop, chargeId: string) =>
  store.readStream(`charge-${chargeId}`).map(({ event }) => event);

/** How calls of a charge went, in their order. */
const listOutcomes = (test: TestShop, chargeId: string) =>
  listEvents(test, chargeId).flatMap((event) =>
    event.type === "CallAnswered" ? [event.outcome] : [],
  );

/** The line is disputed as wrong, and granted where policy says so. */
const giveBack = (test: TestShop, visitId: string, lineId: string) =>
  transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId: `back-${visitId}`,
      kind: "wrong-item",
      lineId,
      gtin: null,
      claimedQuantity: 0,
    }),
  );

/** How often the journal is written while something runs. */
async function countTransactions(test: TestShop, run: () => Promise<void>): Promise<number> {
  let count = 0;
  const transact: TestShop["store"]["transact"] = (work) => {
    count++;
    return test.store.transact(work);
  };
  Object.assign(test.shop, { store: { ...test.store, transact } });
  await run();
  Object.assign(test.shop, { store: test.store });
  return count;
}

describe("the provider is asked", () => {
  it("to hold, raise and capture, each with a key of its own, while the payer is at the gate", async () => {
    const asked: [Action, object][] = [];
    const test = openTestShop({ wrapCard: listenTo(asked) });
    const visitId = await visitFor(test, CARD, { "07": 1 });
    await settle(test);
    const paymentId = `${visitId}.1`;
    const { reference } = chargeOf(test, visitId).payments.get(paymentId)!;
    const known = { paymentId, reference, currency: "GBP", amountMinor: 2499 };
    const payer = { kind: "card", token: "pm_sim_ok-1", lastFour: "4242" };
    const first = { paymentId, payer, amountMinor: 2000, currency: "GBP", isPayerPresent: true };
    expect(asked).toEqual([
      ["hold", { ...first, idempotencyKey: nameKey(visitId, 1, "hold") }],
      ["increase", { ...known, idempotencyKey: nameKey(visitId, 2, "increase") }],
      ["capture", { ...known, idempotencyKey: nameKey(visitId, 3, "capture") }],
    ]);
  });

  it("to collect from a payer who is gone, and to refund by the refund's own id", async () => {
    const asked: [Action, object][] = [];
    const test = openTestShop({ wrapCard: listenTo(asked), entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "01": 1 });
    await settle(test);
    await giveBack(test, visitId, "01");
    await settle(test);
    expect(asked.map(([action]) => action)).toEqual(["collect", "refund"]);
    expect(asked[0]![1]).toMatchObject({ amountMinor: 85, isPayerPresent: false });
    const { reference } = chargeOf(test, visitId).payments.get(`${visitId}.1`)!;
    expect(asked[1]![1]).toEqual({
      paymentId: `${visitId}.1`,
      reference,
      currency: "GBP",
      amountMinor: 85,
      idempotencyKey: nameKey(visitId, 2, "refund"),
      refundId: `${visitId}.1.r2`,
    });
  });

  it("to collect from a payer who is there, where they pay a debt themselves", async () => {
    const asked: [Action, object][] = [];
    const test = openTestShop({ wrapCard: listenTo(asked), entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, payCard("pm_sim_declined-1"), { "03": 1 });
    await settle(test);
    const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer }),
    );
    await test.runner.advance(visitId);
    expect(asked.map(([, request]) => request)).toMatchObject([
      { isPayerPresent: false },
      { isPayerPresent: true, payer },
    ]);
  });

  it("nothing of a payment that it has not named", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    const payer = { kind: "card", token: "pm_sim_ok-1", lastFour: "4242" } as const;
    await transact(test, (tx) =>
      tx.append("charge", visitId, [
        {
          type: "IntentWritten",
          intent: {
            number: 1,
            action: "capture",
            paymentId: `${visitId}.1`,
            amountMinor: 250,
            payer,
            reference: null,
          },
        },
      ]),
    );
    const advanced = test.runner.advance(visitId);
    await expect(advanced).rejects.toThrow("a capture without the provider's reference");
    expect(test.calls).toEqual([]);
  });
});

describe("what a payment looks like after days without an answer", () => {
  type Look = (payment: ProviderPayment, amountMinor: number) => Partial<ProviderPayment>;

  /** The call is lost, and later the payment looks as it is said: how often it is made after that. */
  async function countAgain(action: Action, gtin: string | null, look: Look): Promise<number> {
    let isLost = false;
    let again = 0;
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...card,
      [action]: async (request: never) => {
        if (!isLost) {
          again++;
          return card[action](request);
        }
        return { kind: "unknown", message: "no answer" };
      },
      find: async (paymentId) => {
        const found = await card.find(paymentId);
        if (found.kind !== "found") return found;
        const { amountMinor } = chargeOf(test, visitId).pending!;
        return {
          kind: "found",
          payment: { ...found.payment, ...look(found.payment, amountMinor) },
        };
      },
    });
    const test = openTestShop({ wrapCard });
    const visitId = await visitFor(test, CARD, gtin === null ? {} : { [gtin]: 1 });
    if (action === "refund") {
      await settle(test);
      await giveBack(test, visitId, gtin!);
    }
    isLost = true;
    await test.runner.runDue();
    expect(chargeOf(test, visitId).pending).toMatchObject({ action });
    pass(test, 30 * HOUR_MS);
    [isLost, again] = [false, 0];
    await test.runner.runDue();
    return again;
  }

  it.each([
    ["a hold of as much is one that was raised", 0, 0],
    ["a hold of more is, too", 1, 0],
    ["a hold of less is raised again", -1, 1],
  ])("%s", async (_, moreMinor, times) => {
    const look: Look = (_payment, amountMinor) => ({ heldMinor: amountMinor + moreMinor });
    expect(await countAgain("increase", "07", look)).toBe(times);
  });

  it.each([
    ["captured", 0],
    ["held", 1],
  ] as const)("one that is %s is captured %i times more", async (status, times) => {
    const look: Look = () => ({ status, ...(status === "captured" ? { capturedMinor: 250 } : {}) });
    expect(await countAgain("capture", "03", look)).toBe(times);
  });

  it.each([
    ["released", 0],
    ["held", 1],
  ] as const)("one that is %s is released %i times more", async (status, times) => {
    expect(await countAgain("release", null, () => ({ status }))).toBe(times);
  });

  it.each([
    ["of ours", 0, (visitId: string) => nameRefundOf(visitId, 3)],
    ["of another number", 1, (visitId: string) => nameRefundOf(visitId, 9)],
  ])("one with a refund %s is refunded %i times more", async (_, times, name) => {
    const look: Look = ({ paymentId }, amountMinor) => ({
      refunds: [{ refundId: name(paymentId), amountMinor }],
      refundedMinor: amountMinor,
    });
    expect(await countAgain("refund", "01", look)).toBe(times);
  });
});

const nameRefundOf = (paymentId: string, number: number): string =>
  nameRefund({ paymentId, number } as Parameters<typeof nameRefund>[0]);

describe("what is written down of an answer that never came", () => {
  it("is that the provider has not made it, where it does not know a hold for nothing", async () => {
    const test = openTestShop({ entry: { offline: "all" } });
    test.faults.push({ kind: "lost", isCommitted: false });
    const visitId = await visitFor(test, CARD, {});
    pass(test, HOUR_MS + 1000);
    await test.runner.runDue();
    expect(listOutcomes(test, visitId)).toEqual([
      {
        kind: "refused",
        code: "not-made",
        message: "the provider does not know it, and nothing is due",
      },
    ]);
  });

  it.each([
    ["pm_sim_declined-1", { kind: "declined", code: "declined", isRetryable: true }],
    ["pm_sim_sca-1", { kind: "needs-action", actionUrl: "" }],
  ])("is how the payment stands: %s", async (token, outcome) => {
    const test = openTestShop({ entry: { offline: "all", holdMinor: 100 } });
    test.faults.push({ kind: "lost", isCommitted: true });
    const visitId = await visitFor(test, payCard(token), {});
    pass(test, 30 * HOUR_MS);
    await test.runner.runDue();
    expect(listOutcomes(test, visitId)[0]).toEqual(outcome);
  });

  it("is a refusal without a payment, where the provider has made none", async () => {
    const test = openTestShop({
      entry: { holdMinor: 0 },
      wrapCard: (card) => ({
        ...card,
        collect: async () => ({ kind: "refused", code: "request-invalid", message: "no" }),
      }),
    });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await test.runner.runDue();
    expect(listEvents(test, visitId).slice(-2)).toMatchObject([
      { type: "CallAnswered", outcome: { kind: "refused" }, payment: null },
      { type: "DebtOpened", amountMinor: 250, code: "request-invalid" },
    ]);
  });
});

describe("a payment that is looked up", () => {
  it("and was made is written down as done, and what follows is done at once", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    test.faults.push({ kind: "lost", isCommitted: true });
    await test.runner.runDue();
    pass(test, 30 * HOUR_MS);
    await test.runner.runDue();
    expect(listOutcomes(test, visitId)).toEqual([{ kind: "done" }]);
  });

  it("and of which nothing is said is not asked for again", async () => {
    const asked: [Action, object][] = [];
    let isSilent = false;
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...listenTo(asked)(card),
      find: async (paymentId) =>
        isSilent ? { kind: "unknown", message: "away" } : card.find(paymentId),
    });
    const test = openTestShop({ wrapCard, entry: { holdMinor: 0 } });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    test.faults.push({ kind: "lost", isCommitted: true });
    await test.runner.runDue();
    isSilent = true;
    pass(test, 30 * HOUR_MS);
    await test.runner.runDue();
    expect(asked.map(([action]) => action)).toEqual(["collect"]);
    expect(chargeOf(test, visitId).pending).toMatchObject({ action: "collect" });
    expect(test.runner.silentSinceMs()).toBe(test.clock.nowMs - 30 * HOUR_MS);
  });
});

describe("a notice", () => {
  it("is followed by what is to be done next", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "07": 1 });
    takeNotices(test);
    test.faults.push({ kind: "lost", isCommitted: true });
    await test.runner.runDue();
    expect(chargeOf(test, visitId).pending).toMatchObject({ action: "increase" });
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
  });
});

describe("a refund of the shop's own", () => {
  it("is not looked up where the provider lists it", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "01": 1 });
    await settle(test);
    await giveBack(test, visitId, "01");
    await settle(test);
    test.calls.length = 0;
    await test.runner.pollWithdrawals();
    expect(test.calls.filter((call) => call.includes("payment_intents"))).toEqual([]);
    expect(test.calls).not.toEqual([]);
  });
});

describe("the card of a charge", () => {
  it("is the one that owed, whatever card a debt is paid with", async () => {
    const test = openTestShop({ canIncrease: false });
    Object.assign(test.provider.options, { showsFingerprints: true });
    const visitId = await visitFor(test, payCard("pm_sim_on_session-1"), { "07": 1 });
    await settle(test);
    const { cardHash } = chargeOf(test, visitId);
    expect(cardHash).toMatch(/^hash-/);
    const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer }),
    );
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
    expect(chargeOf(test, visitId).cardHash).toBe(cardHash);
    expect(audit(test)).toEqual([]);
  });

  it("is not known where the provider does not say", async () => {
    const test = openTestShop();
    Object.assign(test.provider.options, { showsFingerprints: false });
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    expect(listEvents(test, visitId).map(({ type }) => type)).not.toContain("CardRecognised");
    expect(chargeOf(test, visitId).cardHash).toBeNull();
  });
});

describe("a charge that waits", () => {
  it("for the time of its next try writes nothing", async () => {
    const test = openTestShop({ canIncrease: false });
    const visitId = await visitFor(test, payCard("pm_sim_funds_2000-1"), { "07": 2 });
    await settle(test);
    expect(chargeOf(test, visitId).debt).not.toBeNull();
    pass(test, 1000);
    expect(await countTransactions(test, () => test.runner.runDue())).toBe(0);
    expect(await countTransactions(test, () => test.runner.advance(visitId))).toBe(0);
  });

  it("for nothing writes nothing", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "03": 1 });
    await settle(test);
    expect(await countTransactions(test, () => test.runner.advance(visitId))).toBe(0);
  });

  it("for cash is looked at once each time, and staff at a till need no alert", async () => {
    const test = openTestShop();
    const admission = { gateId: "north", partySize: 1, payer: { kind: "cash" } } as const;
    const { visitId } = await transact(test, (tx) => admitByAttendant(tx, test.shop, admission));
    await see(test, "ann");
    await shopFor(test, "ann", { "01": 1 });
    expect(await countTransactions(test, () => test.runner.advance(visitId))).toBe(1);
    const command = { type: "TakeCash", cashId: "c1", amountMinor: 85, by: "staff-1" } as const;
    await transact(test, (tx) => decideInto(tx, "charge", visitId, decideCharge, command));
    await giveBack(test, visitId, "01");
    await test.runner.advance(visitId);
    expect(listAlerts(test)).toEqual([]);
  });

  it("as its call throws has an alert of its own, and keeps no later one waiting", async () => {
    const wrapCard = (card: PaymentGateway): PaymentGateway => ({
      ...card,
      collect: (request) => {
        if (request.payer.kind === "card" && request.payer.token.endsWith("-1")) {
          throw new TypeError("no such thing");
        }
        return card.collect(request);
      },
    });
    const test = openTestShop({ wrapCard, entry: { holdMinor: 0 } });
    const due = createPatientWork({ nowMs: test.shop.nowMs, tell: () => {} });
    const runner = createChargeRunner(test.shop, due);
    const broken = await visitFor(test, CARD, { "03": 1 });
    await runner.runDue();
    const later = await visitFor(test, payCard("pm_sim_ok-2"), { "03": 1 });
    await runner.runDue();
    expect(sumBooks(test, later).capturedMinor).toBe(250);
    await transact(test, (tx) => due.writeAlerts(tx));
    const alerts = test.store.db.prepare("SELECT alert_key, visit_id FROM alerts").all();
    expect(alerts).toMatchObject([{ alert_key: `due:charge:${broken}`, visit_id: broken }]);
  });
});

describe("the card provider", () => {
  it("is not silent before it was asked anything", () => {
    expect(openTestShop().runner.silentSinceMs()).toBeNull();
  });
});
