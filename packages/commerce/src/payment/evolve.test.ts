import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  answer,
  apply,
  CARD,
  CASH,
  CONFIRM,
  callNext,
  createSnapshot,
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
  paidCharge,
} from "./charge-builders.ts";
import type { ChargeEvent, PaymentSnapshot } from "./events.ts";
import {
  type ChargeState,
  evolveCharge,
  findKept,
  findMissing,
  findNet,
  isOlder,
  isSamePayer,
  listUnconfirmed,
  UNOPENED_CHARGE,
} from "./evolve.ts";

describe("a charge", () => {
  it("knows the intent that has no answer, when it was written, and whom it asks", () => {
    const state = callNext(owe(openCharge(), 500), 42);
    expect(state.pending).toEqual({
      number: 1,
      action: "collect",
      paymentId: "v1.1",
      amountMinor: 500,
      payer: CARD,
      reference: null,
      writtenMs: 42,
    });
    expect(state.lastNumber).toBe(1);
    expect(state.payers).toEqual(new Map([["v1.1", CARD]]));
  });

  it("knows what its payers have yet to confirm, and where", () => {
    const asked = callNext(owe(openCharge(), 500));
    const state = answer(asked, CONFIRM, { status: "needs-action" }, 7);
    const actionUrl = "https://bank.invalid/1";
    expect(listUnconfirmed(state)).toEqual([{ paymentId: "v1.1", actionUrl, atMs: 7 }]);
    const forgotten = { kind: "needs-action", actionUrl: "" } as const;
    const unknown = answer(asked, forgotten, { status: "needs-action" }, 7);
    expect(listUnconfirmed(unknown)).toMatchObject([{ actionUrl: null }]);
    expect(listUnconfirmed(observe(state, "v1.1", { status: "declined" }))).toEqual([]);
    expect(listUnconfirmed(declinedCharge(500))).toEqual([]);
  });

  it("throws at a second intent, and at one that is not the next", () => {
    const state = callNext(owe(openCharge(), 500));
    const { writtenMs: _, ...intent } = state.pending!;
    const write = (number: number): ChargeEvent => ({
      type: "IntentWritten",
      intent: { ...intent, number },
    });
    expect(() => evolveCharge(state, write(2), 0)).toThrow(new Error("intent 2 follows 1"));
    expect(() => evolveCharge(paidCharge(5), write(1), 0)).toThrow(new Error("intent 1 follows 1"));
    expect(() => evolveCharge(paidCharge(5), write(3), 0)).toThrow(new Error("intent 3 follows 1"));
  });

  it("throws at an answer to what was not asked", () => {
    const event: ChargeEvent = { type: "CallAnswered", number: 2, outcome: DONE, payment: null };
    const error = new Error("an answer to intent 2, which is not pending");
    expect(() => evolveCharge(callNext(owe(openCharge(), 5)), event, 0)).toThrow(error);
    expect(() => evolveCharge(openCharge(), event, 0)).toThrow(error);
  });

  it("has its payment, and nothing pending, after an answer", () => {
    const state = paidCharge(500);
    expect(state.pending).toBeNull();
    expect([...state.payments]).toEqual([["v1.1", createSnapshot("v1.1", { capturedMinor: 500 })]]);
    const refused = answer(callNext(owe(state, 700)), NOT_HELD, null);
    expect(refused.pending).toBeNull();
    expect(refused.payments).toEqual(state.payments);
  });
});

describe("a failure", () => {
  it("is kept with its payment, its payer and its time", () => {
    const state = answer(callNext(owe(openCharge(), 500), 3), NO_FUNDS, null, 9);
    expect(state.failures).toEqual([
      { action: "collect", paymentId: "v1.1", payer: CARD, atMs: 9, outcome: NO_FUNDS },
    ]);
  });

  it("is forgotten once the same was done with the same payer, and not before", () => {
    const refused = answer(callNext(owe(paidCharge(500), 300)), NOT_HELD, null);
    const declined = answer(callNext(owe(refused, 700)), NO_FUNDS, { status: "declined" });
    const code = "insufficient_funds";
    const both = apply(declined, { type: "OpenDebt", amountMinor: 200, code });
    expect(both.failures.map(({ action }) => action)).toEqual(["refund", "collect"]);
    const kiosk = apply(both, { type: "PayDebt", payer: KIOSK_CARD });
    expect(answer(kiosk, DONE, { capturedMinor: 200 }).failures).toEqual(both.failures);
    const own = answer(callNext(both, HOUR_MS), DONE, { capturedMinor: 200 });
    expect(own.failures).toEqual([both.failures[0]]);
  });

  it("is forgotten with the debt", () => {
    const state = declinedCharge(500);
    expect(state.failures).toHaveLength(1);
    expect(apply(state, { type: "SettleDebt" })).toEqual({ ...state, debt: null, failures: [] });
    expect(apply(state, { type: "ForgiveDebt", by: "staff-1" })).toEqual({
      ...state,
      debt: null,
      failures: [],
      forgivenMinor: 500,
    });
  });
});

describe("a debt", () => {
  it("has the time at which it was first opened", () => {
    const open: ChargeEvent = { type: "DebtOpened", amountMinor: 5, code: "a" };
    const first = evolveCharge(owe(openCharge(), 5), open, 100);
    expect(first.debt).toEqual({ amountMinor: 5, code: "a", sinceMs: 100 });
    const second = evolveCharge(first, { ...open, amountMinor: 6, code: "b" }, 200);
    expect(second.debt).toEqual({ amountMinor: 6, code: "b", sinceMs: 100 });
  });
});

describe("what is forgiven", () => {
  const forgiven = (paidMinor: number, dueMinor: number) => {
    const state = owe(paidMinor === 0 ? openCharge() : paidCharge(paidMinor), dueMinor);
    return apply(state, { type: "ForgiveDebt", by: "staff-1" });
  };

  it("is missing no more", () => {
    expect(findMissing(forgiven(400, 1000))).toBe(0);
    expect(forgiven(400, 1000).forgivenMinor).toBe(600);
  });

  it("adds up", () => {
    const again = apply(owe(forgiven(400, 1000), 1100), { type: "ForgiveDebt", by: "staff-1" });
    expect(again.forgivenMinor).toBe(700);
  });

  it("is given to nobody who never paid, when less is due", () => {
    const lowered = owe(forgiven(0, 1000), 600);
    expect(findMissing(lowered)).toBe(0);
    expect(lowered.forgivenMinor).toBe(600);
  });

  it("falls with what is due, and what was paid beyond it is too much", () => {
    const lowered = owe(forgiven(400, 1000), 500);
    expect(lowered.forgivenMinor).toBe(100);
    expect(findMissing(lowered)).toBe(0);
    const further = owe(lowered, 300);
    expect(further.forgivenMinor).toBe(0);
    expect(findMissing(further)).toBe(-100);
  });

  it("stays as it is when more is due", () => {
    const raised = owe(forgiven(400, 1000), 1500);
    expect(raised.forgivenMinor).toBe(600);
    expect(findMissing(raised)).toBe(500);
  });
});

describe("cash", () => {
  it("is kept by its id, what was taken apart from what was returned", () => {
    const by = "staff-1";
    const taken = apply(owe(openCharge(CASH), 500), {
      type: "TakeCash",
      cashId: "c1",
      amountMinor: 500,
      by,
    });
    const both = apply(owe(taken, 300), {
      type: "ReturnCash",
      cashId: "c2",
      amountMinor: 200,
      by,
    });
    expect(both.takenCashMinor).toBe(500);
    expect(both.returnedCashMinor).toBe(200);
    expect([...both.cashMovements]).toEqual([
      ["c1", 500],
      ["c2", -200],
    ]);
    expect(findNet(both)).toBe(300);
  });
});

describe("a payment's snapshot", () => {
  const older = (late: Partial<PaymentSnapshot>, known: Partial<PaymentSnapshot>): boolean =>
    isOlder(createSnapshot("v1.1", late), createSnapshot("v1.1", known));

  it("is older where less was captured or refunded", () => {
    expect(older({ capturedMinor: 4 }, { capturedMinor: 5 })).toBe(true);
    expect(older({ capturedMinor: 5 }, { capturedMinor: 5 })).toBe(false);
    expect(
      older({ capturedMinor: 5, refundedMinor: 1 }, { capturedMinor: 5, refundedMinor: 2 }),
    ).toBe(true);
    expect(
      older({ capturedMinor: 5, refundedMinor: 2 }, { capturedMinor: 5, refundedMinor: 2 }),
    ).toBe(false);
  });

  it("is older where it was not so far along", () => {
    const order = ["needs-action", "processing", "declined", "held", "captured"] as const;
    for (const [at, status] of order.entries()) {
      for (const [knownAt, known] of order.entries()) {
        expect(older({ status }, { status: known })).toBe(at < knownAt);
      }
    }
    expect(older({ status: "released" }, { status: "captured" })).toBe(false);
    expect(older({ status: "captured" }, { status: "released" })).toBe(false);
    expect(older({ status: "held" }, { status: "released" })).toBe(true);
  });

  it("is older where less is held of the same hold", () => {
    expect(older({ status: "held", heldMinor: 4 }, { status: "held", heldMinor: 5 })).toBe(true);
    expect(older({ status: "held", heldMinor: 5 }, { status: "held", heldMinor: 5 })).toBe(false);
    expect(older({ status: "captured" }, { status: "held", heldMinor: 5 })).toBe(false);
  });

  it("that is older than what is known changes nothing", () => {
    const seen = observe(callNext(owe(holdCharge(2000), 500)), "v1.1", {
      capturedMinor: 500,
      refundedMinor: 100,
    });
    const late = { type: "PaymentObserved", payment: createSnapshot("v1.1") } as const;
    expect(evolveCharge(seen, late, 0).payments).toBe(seen.payments);
  });
});

describe("sums", () => {
  it("are captures less refunds, and cash less what was returned", () => {
    const refunded = observe(paidCharge(500), "v1.1", { capturedMinor: 500, refundedMinor: 120 });
    const both = observe(refunded, "v1.2", { capturedMinor: 30 });
    expect(findNet(both)).toBe(410);
    expect(findMissing(both)).toBe(90);
    expect(findNet({ ...both, takenCashMinor: 9, returnedCashMinor: 2 })).toBe(417);
  });

  it("miss nothing while nothing is due", () => {
    expect(findMissing(openCharge())).toBe(0);
    expect(findMissing({ ...paidCharge(500), dueMinor: null })).toBe(0);
    expect(findNet(UNOPENED_CHARGE)).toBe(0);
  });
});

it("payers are the same by card or by account", () => {
  expect(isSamePayer(CARD, { ...CARD, lastFour: "0000" })).toBe(true);
  expect(isSamePayer(CARD, KIOSK_CARD)).toBe(false);
  expect(isSamePayer(CARD, ACCOUNT)).toBe(false);
  expect(isSamePayer(ACCOUNT, CARD)).toBe(false);
  expect(isSamePayer(ACCOUNT, { ...ACCOUNT })).toBe(true);
  expect(isSamePayer(ACCOUNT, { ...ACCOUNT, accountId: "ward-4" })).toBe(false);
  expect(isSamePayer(CASH, CASH)).toBe(true);
  expect(isSamePayer(CASH, CARD)).toBe(false);
  expect(isSamePayer(CARD, CASH)).toBe(false);
});

describe("what is kept of what is due", () => {
  const seeTaken = (state: ChargeState, amountMinor: number): ChargeState => {
    const withdrawal = { withdrawalId: "d1", kind: "dispute", amountMinor } as const;
    return apply(state, { type: "SeeWithdrawals", paymentId: "v1.1", withdrawals: [withdrawal] });
  };

  it("is all of it, paid or not, and nothing before something is due", () => {
    expect(findKept(openCharge())).toBe(0);
    expect(findKept(owe(openCharge(), 500))).toBe(500);
    expect(findKept(paidCharge(500))).toBe(500);
  });

  it("is not what was forgiven", () => {
    const forgiven = apply(declinedCharge(500), { type: "ForgiveDebt", by: "ann" });
    expect(findKept(forgiven)).toBe(0);
    expect(findKept(owe(forgiven, 200))).toBe(0);
    expect(findKept(owe(forgiven, 700))).toBe(200);
  });

  it("is not what the bank took back, until that comes again", () => {
    const taken = seeTaken(paidCharge(500), 500);
    expect(findKept(taken)).toBe(0);
    expect(findKept(owe(taken, 300))).toBe(0);
    expect(findKept(seeTaken(taken, 0))).toBe(500);
  });

  it("is no less where others gave back what was to go back", () => {
    const refunded = seeTaken(paidCharge(500), 200);
    expect(findKept(refunded)).toBe(300);
    expect(findKept(owe(refunded, 300))).toBe(300);
    expect(findKept(owe(refunded, 400))).toBe(300);
  });
});
