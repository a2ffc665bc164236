import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  answer,
  apply,
  CARD,
  CASH,
  CONFIRM,
  callNext,
  DONE,
  declinedCharge,
  HOUR_MS,
  holdCharge,
  KIOSK_CARD,
  NO_FUNDS,
  NOT_HELD,
  observe,
  openCharge,
  owe,
  POLICY,
  paidCharge,
  planIntent,
  STOLEN,
} from "./charge-builders.ts";
import type { CallOutcome } from "./events.ts";
import { type ChargeState, UNOPENED_CHARGE } from "./evolve.ts";
import {
  type ChargePolicy,
  CONFIRM_MS,
  HOLD_TRIES_MAX,
  planCharge,
  REFUND_TRIES_MAX,
  RETRY_GAP_MS,
} from "./plan.ts";

const NO_INCREASE: ChargePolicy = { ...POLICY, canIncrease: false };
const payAtKiosk = (state: ChargeState, atMs = 0): ChargeState =>
  apply(state, { type: "PayDebt", payer: KIOSK_CARD }, atMs);

/** Fails the call that is planned over and over, each time when its wait is over. */
function failOften(
  state: ChargeState,
  times: number,
  outcome: CallOutcome,
): { state: ChargeState; callsMs: number[] } {
  const callsMs: number[] = [];
  let nowMs = 0;
  let failed = state;
  for (let at = 0; at < times; at++) {
    const plan = planCharge(failed, nowMs, POLICY);
    if (plan.kind === "wait") nowMs = plan.untilMs;
    callsMs.push(nowMs);
    failed = answer(callNext(failed, nowMs), outcome, null, nowMs);
  }
  return { state: failed, callsMs };
}

describe("the plan of a charge", () => {
  it("is to rest before it is opened, and while nothing is due", () => {
    expect(planCharge(UNOPENED_CHARGE, 0, POLICY)).toEqual({ kind: "rest" });
    expect(planCharge(openCharge(), 0, POLICY)).toEqual({ kind: "rest" });
    expect(planCharge(holdCharge(2000), 0, POLICY)).toEqual({ kind: "rest" });
  });

  it("is to ask again, as it was written, what has no answer", () => {
    const state = callNext(owe(openCharge(), 500), 7);
    const { writtenMs, ...intent } = state.pending!;
    expect(writtenMs).toBe(7);
    expect(planCharge(state, 1_000_000, POLICY)).toEqual({ kind: "resume", intent, writtenMs: 7 });
    expect(intent).toEqual({
      number: 1,
      action: "collect",
      paymentId: "v1.1",
      amountMinor: 500,
      payer: CARD,
      reference: null,
    });
  });

  it("is to rest when what is due has been taken, and when nothing ever was due", () => {
    expect(planCharge(paidCharge(500), 0, POLICY)).toEqual({ kind: "rest" });
    expect(planCharge(owe(openCharge(), 0), 0, POLICY)).toEqual({ kind: "rest" });
  });

  it("is to settle the debt of which nothing is missing any more", () => {
    const state = apply(declinedCharge(500), {
      type: "TakeCash",
      cashId: "c1",
      amountMinor: 500,
      by: "staff-1",
    });
    expect(planCharge(state, 0, POLICY)).toEqual({ kind: "settle-debt" });
    const settled = apply(state, { type: "SettleDebt" });
    expect(planCharge(settled, 0, POLICY)).toEqual({ kind: "rest" });
  });

  it("is to settle the debt of one who is owed money before giving it back", () => {
    const state = owe(declinedCharge(500), 400);
    const taken = answer(payAtKiosk(state), DONE, { capturedMinor: 400 });
    const lowered = owe(taken, 100);
    expect(planCharge(lowered, 0, POLICY)).toEqual({ kind: "settle-debt" });
    const settled = apply(lowered, { type: "SettleDebt" });
    expect(planIntent(settled).action).toBe("refund");
  });
});

describe("a hold", () => {
  it("is captured for what is due, and no more", () => {
    expect(planIntent(owe(holdCharge(2000), 1500))).toEqual({
      number: 2,
      action: "capture",
      paymentId: "v1.1",
      amountMinor: 1500,
      payer: CARD,
      reference: "ref-v1.1",
    });
  });

  it("is captured whole where just so much is due", () => {
    expect(planIntent(owe(holdCharge(2000), 2000))).toMatchObject({
      action: "capture",
      amountMinor: 2000,
    });
  });

  it("is raised where more is due than it holds", () => {
    expect(planIntent(owe(holdCharge(2000), 2001))).toMatchObject({
      action: "increase",
      amountMinor: 2001,
    });
  });

  it("that cannot be raised is captured whole, and the rest is collected", () => {
    const state = owe(holdCharge(2000), 2500);
    const capture = callNext(state, 0, NO_INCREASE);
    expect(capture.pending).toMatchObject({ action: "capture", amountMinor: 2000 });
    const captured = answer(capture, DONE, { capturedMinor: 2000 });
    expect(planIntent(captured, 0, NO_INCREASE)).toMatchObject({
      action: "collect",
      number: 3,
      paymentId: "v1.3",
      amountMinor: 500,
    });
  });

  it("whose raise was declined is captured whole at once", () => {
    const raising = callNext(owe(holdCharge(2000), 2500));
    const declined = answer(raising, NO_FUNDS, { status: "held", heldMinor: 2000 });
    expect(planIntent(declined)).toMatchObject({ action: "capture", amountMinor: 2000 });
  });

  it("is let go of where nothing is due", () => {
    expect(planIntent(owe(holdCharge(2000), 0))).toEqual({
      number: 2,
      action: "release",
      paymentId: "v1.1",
      amountMinor: 0,
      payer: CARD,
      reference: "ref-v1.1",
    });
  });

  it("of an account is captured from that account", () => {
    const held = answer(openCharge(ACCOUNT, 900), DONE, { status: "held", heldMinor: 900 });
    expect(planIntent(owe(held, 300)).payer).toEqual(ACCOUNT);
  });

  it("that has lapsed is collected instead", () => {
    const capture = callNext(owe(holdCharge(2000), 1500));
    const lapsed = answer(capture, NOT_HELD, { status: "released" });
    expect(planIntent(lapsed)).toMatchObject({ action: "collect", amountMinor: 1500 });
  });

  it("that cannot be captured is tried as often as is set, waiting twice as long each time", () => {
    const due = owe(holdCharge(2000), 1500);
    const last = failOften(due, HOLD_TRIES_MAX - 1, NOT_HELD);
    expect(last.callsMs).toEqual([0, RETRY_GAP_MS, 3 * RETRY_GAP_MS, 7 * RETRY_GAP_MS]);
    const untilMs = 15 * RETRY_GAP_MS;
    expect(planCharge(last.state, untilMs - 1, POLICY)).toEqual({ kind: "wait", untilMs });
    expect(planIntent(last.state, untilMs).action).toBe("capture");
    const { state } = failOften(due, HOLD_TRIES_MAX, NOT_HELD);
    expect(planIntent(state, 0)).toMatchObject({ action: "collect", amountMinor: 1500 });
  });

  it("that could not be captured is let go of once the amount was collected", () => {
    const { state } = failOften(owe(holdCharge(2000), 1500), HOLD_TRIES_MAX, NOT_HELD);
    const collected = answer(callNext(state), DONE, { capturedMinor: 1500 });
    expect(planIntent(collected)).toMatchObject({ action: "release", paymentId: "v1.1" });
  });

  it("that cannot be let go of is given up after as many tries as are set", () => {
    const free = owe(holdCharge(2000), 0);
    const last = failOften(free, HOLD_TRIES_MAX - 1, NOT_HELD).state;
    expect(planIntent(last, HOUR_MS).action).toBe("release");
    const { state } = failOften(free, HOLD_TRIES_MAX, NOT_HELD);
    expect(planCharge(state, HOUR_MS, POLICY)).toEqual({ kind: "rest" });
  });

  it("that was given up keeps nothing else from being called off", () => {
    const { state } = failOften(owe(holdCharge(2000), 0), HOLD_TRIES_MAX, NOT_HELD);
    const seen = observe(state, "v1.9", { status: "needs-action" });
    expect(planIntent(seen)).toMatchObject({ action: "release", paymentId: "v1.9" });
  });
});

describe("what is missing", () => {
  it("is asked of the payer, each time under a new payment", () => {
    const first = paidCharge(500);
    expect(planIntent(owe(first, 750))).toMatchObject({
      number: 2,
      action: "collect",
      paymentId: "v1.2",
      amountMinor: 250,
    });
  });

  it("is awaited in cash from one who pays in cash", () => {
    const state = owe(openCharge(CASH), 320);
    expect(planCharge(state, 0, POLICY)).toEqual({ kind: "await-cash", amountMinor: 320 });
  });

  it("is not asked for again while the bank decides: the payment is looked up instead", () => {
    const processing = observe(declinedCharge(500, CONFIRM), "v1.1", { status: "processing" });
    expect(planIntent(processing, 99 * HOUR_MS)).toMatchObject({
      action: "release",
      paymentId: "v1.1",
    });
    const { state } = failOften(processing, HOLD_TRIES_MAX, NOT_HELD);
    expect(planCharge(state, 99 * HOUR_MS, POLICY)).toEqual({ kind: "rest" });
    const declined = observe(state, "v1.1", { status: "declined" });
    expect(planIntent(declined, 99 * HOUR_MS).action).toBe("collect");
  });

  it("is not awaited in cash while the bank decides on a card", () => {
    const asked = payAtKiosk(owe(openCharge(CASH), 320));
    const confirming = answer(asked, CONFIRM, { status: "needs-action" });
    expect(planCharge(confirming, 0, POLICY)).toEqual({ kind: "await-cash", amountMinor: 320 });
    const processing = observe(confirming, "v1.1", { status: "processing" });
    expect(planIntent(processing)).toMatchObject({ action: "release", payer: KIOSK_CARD });
  });
});

describe("a debt", () => {
  it("opens with the bank's code when the payer's card is declined", () => {
    const asked = callNext(owe(openCharge(), 500));
    const declined = answer(asked, NO_FUNDS, { status: "declined" });
    expect(planCharge(declined, 0, POLICY)).toEqual({
      kind: "open-debt",
      amountMinor: 500,
      code: "insufficient_funds",
    });
  });

  it("opens where the payer has to confirm, and where the provider refuses", () => {
    const asked = callNext(owe(openCharge(), 500));
    const confirming = answer(asked, CONFIRM, { status: "needs-action" });
    expect(planCharge(confirming, 0, POLICY)).toMatchObject({ code: "needs-action" });
    const refused = answer(asked, NOT_HELD, null);
    expect(planCharge(refused, 0, POLICY)).toMatchObject({ code: "payment-not-held" });
  });

  it("is opened again where another amount is missing, with its first beginning", () => {
    const state = owe(declinedCharge(500, NO_FUNDS, 10), 800, 20);
    expect(planCharge(state, 20, POLICY)).toMatchObject({ kind: "open-debt", amountMinor: 800 });
    const opened = apply(state, { type: "OpenDebt", amountMinor: 800, code: "x" }, 20);
    expect(planCharge(opened, 20, POLICY)).toEqual({ kind: "wait", untilMs: 10 + HOUR_MS });
  });

  it("is asked for again at the times that are set, and then no more", () => {
    let state = declinedCharge(500, NO_FUNDS, 5);
    for (const retryMs of POLICY.retryAfterMs) {
      const untilMs = 5 + retryMs;
      expect(planCharge(state, untilMs - 1, POLICY)).toEqual({ kind: "wait", untilMs });
      expect(planIntent(state, untilMs)).toMatchObject({ action: "collect", amountMinor: 500 });
      state = answer(callNext(state, untilMs), NO_FUNDS, { status: "declined" }, untilMs);
    }
    expect(planCharge(state, 1e12, POLICY)).toEqual({ kind: "rest" });
  });

  it("is not asked for several times in a row after days without the provider", () => {
    const late = 999 * HOUR_MS;
    const state = callNext(declinedCharge(500), late);
    const again = answer(state, NO_FUNDS, { status: "declined" }, late);
    expect(planCharge(again, late, POLICY)).toEqual({
      kind: "wait",
      untilMs: late + RETRY_GAP_MS,
    });
    expect(planIntent(again, late + RETRY_GAP_MS).action).toBe("collect");
  });

  it("is not asked for again of a card that never will do", () => {
    const state = declinedCharge(500, STOLEN);
    expect(planCharge(state, 1e12, POLICY)).toEqual({ kind: "rest" });
  });

  it("that the provider refused is asked for again", () => {
    const state = declinedCharge(500, NOT_HELD);
    expect(planIntent(state, HOUR_MS).action).toBe("collect");
  });

  it("waits for the payer's confirmation, which is called off before it is asked for again", () => {
    const state = declinedCharge(500, CONFIRM);
    expect(planCharge(state, HOUR_MS - 1, POLICY)).toEqual({ kind: "wait", untilMs: HOUR_MS });
    const calledOff = callNext(state, HOUR_MS);
    expect(calledOff.pending).toMatchObject({ action: "release", paymentId: "v1.1" });
    const free = answer(calledOff, DONE, { status: "released" }, HOUR_MS);
    expect(planIntent(free, HOUR_MS)).toMatchObject({ action: "collect", paymentId: "v1.3" });
  });

  it("that somebody is about to confirm is asked for again when they have had the time to", () => {
    const nowMs = HOUR_MS - 1;
    const asked = payAtKiosk(declinedCharge(500), nowMs);
    const state = answer(asked, CONFIRM, { status: "needs-action" }, nowMs);
    const untilMs = nowMs + CONFIRM_MS;
    expect(planCharge(state, HOUR_MS, POLICY)).toEqual({ kind: "wait", untilMs });
    expect(planCharge(state, untilMs - 1, POLICY)).toEqual({ kind: "wait", untilMs });
    expect(planIntent(state, untilMs)).toMatchObject({ action: "release", paymentId: "v1.2" });
  });

  it("whose confirmation came too late to be called off is paid", () => {
    const calledOff = callNext(declinedCharge(500, CONFIRM), HOUR_MS);
    const paid = answer(calledOff, NOT_HELD, { capturedMinor: 500 }, HOUR_MS);
    expect(planCharge(paid, HOUR_MS, POLICY)).toEqual({ kind: "settle-debt" });
  });

  it("keeps its place in the times that are set when a confirmation is called off", () => {
    const calledOff = callNext(declinedCharge(500, CONFIRM), HOUR_MS);
    const free = answer(calledOff, DONE, { status: "released" }, HOUR_MS);
    const again = answer(callNext(free, HOUR_MS), CONFIRM, { status: "needs-action" }, HOUR_MS);
    expect(planCharge(again, HOUR_MS, POLICY)).toEqual({ kind: "wait", untilMs: 24 * HOUR_MS });
  });

  it("is asked for once more where a confirmation cannot be called off", () => {
    const state = declinedCharge(500, CONFIRM);
    let nowMs = HOUR_MS;
    let failed = state;
    for (let at = 0; at < HOLD_TRIES_MAX; at++) {
      const plan = planCharge(failed, nowMs, POLICY);
      if (plan.kind === "wait") nowMs = plan.untilMs;
      expect(planIntent(failed, nowMs).action).toBe("release");
      failed = answer(callNext(failed, nowMs), NOT_HELD, null, nowMs);
    }
    expect(planIntent(failed, nowMs)).toMatchObject({ action: "collect", amountMinor: 500 });
  });

  it("is asked of its own card as set, whatever becomes of a card at a kiosk", () => {
    const state = declinedCharge(500);
    const declined = answer(payAtKiosk(state, 9), STOLEN, { status: "declined" }, 9);
    expect(planCharge(declined, 10, POLICY)).toEqual({ kind: "wait", untilMs: HOUR_MS });
    expect(planIntent(declined, HOUR_MS).payer).toEqual(CARD);
  });

  it("of a card that never will do rests when a card at a kiosk has paid part of it", () => {
    const asked = payAtKiosk(declinedCharge(500, STOLEN));
    const raised = owe(asked, 700);
    const paid = answer(raised, DONE, { capturedMinor: 500 });
    expect(planCharge(paid, 0, POLICY)).toMatchObject({ kind: "open-debt", amountMinor: 200 });
    const opened = apply(paid, { type: "OpenDebt", amountMinor: 200, code: "stolen_card" });
    expect(planCharge(opened, 1e12, POLICY)).toEqual({ kind: "rest" });
  });

  it("that is forgiven leaves no confirmation open", () => {
    const state = apply(declinedCharge(500, CONFIRM), { type: "ForgiveDebt", by: "staff-1" });
    expect(planIntent(state)).toMatchObject({ action: "release", paymentId: "v1.1" });
  });
});

describe("what is too much", () => {
  it("is given back of the payment that took it", () => {
    expect(planIntent(owe(paidCharge(500), 120))).toEqual({
      number: 2,
      action: "refund",
      paymentId: "v1.1",
      amountMinor: 380,
      payer: CARD,
      reference: "ref-v1.1",
    });
  });

  it("is given back of the last payment first, and of each no more than it took", () => {
    const more = callNext(owe(paidCharge(500), 700));
    const paid = owe(answer(more, DONE, { capturedMinor: 200 }), 100);
    const first = callNext(paid);
    expect(first.pending).toMatchObject({ paymentId: "v1.2", amountMinor: 200 });
    const given = answer(first, DONE, { capturedMinor: 200, refundedMinor: 200 });
    expect(planIntent(given)).toMatchObject({ paymentId: "v1.1", amountMinor: 400 });
  });

  it("of a card at a kiosk goes back to that card, whoever the charge's payer is", () => {
    for (const payer of [CARD, ACCOUNT, CASH]) {
      const asked = payAtKiosk(owe(openCharge(payer), 500));
      const paid = answer(asked, DONE, { capturedMinor: 500 });
      expect(planIntent(owe(paid, 300))).toMatchObject({
        action: "refund",
        payer: KIOSK_CARD,
        amountMinor: 200,
      });
    }
  });

  it("of cash is given back in cash", () => {
    const cash = { type: "TakeCash", cashId: "c1", amountMinor: 500, by: "staff-1" } as const;
    const paid = apply(owe(openCharge(CASH), 500), cash);
    expect(planCharge(owe(paid, 300), 0, POLICY)).toEqual({
      kind: "await-cash",
      amountMinor: -200,
    });
  });

  it("is tried as often as is set, and then given back in cash", () => {
    const owed = owe(paidCharge(500), 120);
    const last = failOften(owed, REFUND_TRIES_MAX - 1, NOT_HELD);
    expect(last.callsMs).toEqual([0, RETRY_GAP_MS, 3 * RETRY_GAP_MS, 7 * RETRY_GAP_MS]);
    expect(planIntent(last.state, HOUR_MS).action).toBe("refund");
    const { state } = failOften(owed, REFUND_TRIES_MAX, NOT_HELD);
    expect(planCharge(state, HOUR_MS, POLICY)).toEqual({ kind: "await-cash", amountMinor: -380 });
  });

  it("that one payment does not give back is tried of another", () => {
    const more = callNext(owe(paidCharge(500), 700));
    const paid = owe(answer(more, DONE, { capturedMinor: 200 }), 600);
    const { state } = failOften(paid, REFUND_TRIES_MAX, NOT_HELD);
    expect(planIntent(state, HOUR_MS)).toMatchObject({ paymentId: "v1.1", amountMinor: 100 });
  });

  it("waits for what could still take money to be called off", () => {
    const paid = observe(paidCharge(500), "v1.7", { status: "needs-action" });
    expect(planIntent(owe(paid, 100))).toMatchObject({ action: "release", paymentId: "v1.7" });
  });
});

it("a payment that nobody is known to have been asked of is not called on", () => {
  const owed = owe(openCharge(CASH), 100);
  const payments = new Map([["v1.1", { ...paidCharge(500).payments.get("v1.1")! }]]);
  expect(() => planCharge({ ...owed, payments }, 0, POLICY)).toThrow(
    new Error("payment v1.1 was asked of nobody"),
  );
});
