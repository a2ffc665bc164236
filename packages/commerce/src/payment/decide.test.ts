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
  holdCharge,
  KIOSK_CARD,
  NO_FUNDS,
  NOT_HELD,
  observe,
  openCharge,
  owe,
  paidCharge,
  planIntent,
} from "./charge-builders.ts";
import { type ChargeCommand, decideCharge, nameKey } from "./decide.ts";
import type { ChargeEvent, Intent, IntentAction, PaymentSnapshot } from "./events.ts";
import { type ChargeState, UNOPENED_CHARGE } from "./evolve.ts";

function decide(state: ChargeState, command: ChargeCommand): ChargeEvent[] | string {
  const decided = decideCharge(command, state);
  return decided.ok ? decided.value : decided.refusal.code;
}

const explain = (state: ChargeState, command: ChargeCommand): string | null => {
  const decided = decideCharge(command, state);
  return decided.ok ? null : decided.refusal.detail;
};

const opening = {
  type: "OpenCharge",
  chargeId: "v1",
  payer: CARD,
  currency: "EUR",
  holdMinor: 2000,
} as const;
const takeCash = (amountMinor: number, cashId = "c1"): ChargeCommand => ({
  type: "TakeCash",
  cashId,
  amountMinor,
  by: "staff-1",
});
const returnCash = (amountMinor: number, cashId = "c1"): ChargeCommand => ({
  type: "ReturnCash",
  cashId,
  amountMinor,
  by: "staff-1",
});
const pay: ChargeCommand = { type: "PayDebt", payer: KIOSK_CARD };
const forgive: ChargeCommand = { type: "ForgiveDebt", by: "staff-1" };
const NO_AMOUNTS = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53];

describe("opening a charge", () => {
  const opened = { type: "ChargeOpened", chargeId: "v1", payer: CARD, currency: "EUR" };

  it("writes the hold's intent down with it", () => {
    expect(decide(UNOPENED_CHARGE, opening)).toEqual([
      opened,
      {
        type: "IntentWritten",
        intent: {
          number: 1,
          action: "hold",
          paymentId: "v1.1",
          amountMinor: 2000,
          payer: CARD,
          reference: null,
        },
      },
    ]);
  });

  it("holds nothing where nothing is to be held, or cash is paid", () => {
    expect(decide(UNOPENED_CHARGE, { ...opening, holdMinor: 0 })).toEqual([opened]);
    expect(decide(UNOPENED_CHARGE, { ...opening, payer: CASH })).toEqual([
      { ...opened, payer: CASH },
    ]);
    expect(decide(UNOPENED_CHARGE, { ...opening, payer: ACCOUNT })).toHaveLength(2);
  });

  it("refuses a hold of what is no amount", () => {
    for (const holdMinor of NO_AMOUNTS) {
      expect(decide(UNOPENED_CHARGE, { ...opening, holdMinor })).toBe("amount-invalid");
    }
    expect(explain(UNOPENED_CHARGE, { ...opening, holdMinor: -1 })).toBe(
      "-1 is no amount in minor units",
    );
  });

  it("twice throws", () => {
    expect(() => decide(openCharge(), opening)).toThrow(new Error("a charge was opened twice"));
  });

  it("comes before everything else", () => {
    const due: ChargeCommand = { type: "SetDue", dueMinor: 1, cause: "document 1" };
    expect(decide(UNOPENED_CHARGE, due)).toBe("not-found");
    expect(decide(UNOPENED_CHARGE, { type: "SettleDebt" })).toBe("not-found");
  });
});

it("a card is recognised once, and again only where it is another", () => {
  const recognise = (cardHash: string) => ({ type: "RecogniseCard", cardHash }) as const;
  const state = apply(openCharge(), recognise("hash-1"));
  expect(state.cardHash).toBe("hash-1");
  expect(decideCharge(recognise("hash-1"), state)).toEqual({ ok: true, value: [] });
  expect(apply(state, recognise("hash-2")).cardHash).toBe("hash-2");
});

describe("writing an intent", () => {
  const state = owe(openCharge(), 500);
  const intent: Intent = planIntent(state);
  const write = (fields: Partial<Intent>, before = state) =>
    decide(before, { type: "WriteIntent", intent: { ...intent, ...fields } });

  it("takes the next number", () => {
    expect(write({})).toEqual([{ type: "IntentWritten", intent }]);
    expect(write({ amountMinor: 0 })).toEqual([
      { type: "IntentWritten", intent: { ...intent, amountMinor: 0 } },
    ]);
  });

  it("is refused with any other number", () => {
    expect(write({ number: 0 })).toBe("version-conflict");
    expect(write({ number: 2 })).toBe("version-conflict");
  });

  it("is refused while another has no answer", () => {
    expect(write({ number: 2 }, callNext(state))).toBe("version-conflict");
    expect(write({ number: 1 }, callNext(state))).toBe("version-conflict");
    const command = { type: "WriteIntent", intent: { ...intent, number: 2 } } as const;
    expect(explain(callNext(state), command)).toBe("intent 1 has no answer yet");
    expect(explain(state, command)).toBe("intent 2 is not the next one");
  });

  it("is refused over what is no amount", () => {
    for (const amountMinor of NO_AMOUNTS) expect(write({ amountMinor })).toBe("amount-invalid");
  });
});

describe("an answer", () => {
  const asked = callNext(owe(openCharge(), 500));
  const captured = createSnapshot("v1.1", { capturedMinor: 500 });
  const record = (fields: Partial<Extract<ChargeCommand, { type: "RecordAnswer" }>>, to = asked) =>
    decide(to, {
      type: "RecordAnswer",
      number: 1,
      outcome: DONE,
      payment: captured,
      ...fields,
    });

  it("to the intent that is pending is recorded", () => {
    expect(record({})).toEqual([
      { type: "CallAnswered", number: 1, outcome: DONE, payment: captured },
    ]);
    expect(record({ outcome: NO_FUNDS, payment: null })).toEqual([
      { type: "CallAnswered", number: 1, outcome: NO_FUNDS, payment: null },
    ]);
  });

  it("to another, or that comes again, changes nothing", () => {
    expect(record({ number: 2 })).toEqual([]);
    expect(record({ number: 0 })).toEqual([]);
    expect(record({}, answer(asked, DONE, { capturedMinor: 500 }))).toEqual([]);
  });

  it("on another payment throws", () => {
    expect(() => record({ payment: createSnapshot("v1.2") })).toThrow(
      new Error("an answer on v1.2 to a call on v1.1"),
    );
  });

  it("whose books do not add up throws", () => {
    const wrong: Partial<PaymentSnapshot>[] = [
      { capturedMinor: 500, refundedMinor: 501 },
      ...NO_AMOUNTS.map((heldMinor) => ({ heldMinor, capturedMinor: 500 })),
      ...NO_AMOUNTS.map((capturedMinor) => ({ capturedMinor })),
      ...NO_AMOUNTS.map((refundedMinor) => ({ capturedMinor: 500, refundedMinor })),
    ];
    for (const fields of wrong) {
      expect(() => record({ payment: createSnapshot("v1.1", fields) })).toThrow(
        /^a payment of .* captured and .* refunded$/,
      );
    }
    const even = createSnapshot("v1.1", { capturedMinor: 500, refundedMinor: 500 });
    expect(record({ payment: even })).toHaveLength(1);
  });

  it("that something is done needs a payment that shows it, or it would be done again", () => {
    expect(() => record({ payment: null })).toThrow(
      new Error("a collect is said to be done, and its payment is not there"),
    );
    expect(() => record({ payment: createSnapshot("v1.1", { status: "processing" }) })).toThrow(
      new Error("a collect is said to be done, and its payment is processing"),
    );
  });
});

describe("what is said to be done", () => {
  const amountMinor = 500;
  const said = (action: IntentAction, fields: Partial<PaymentSnapshot>): unknown => {
    const intent = { ...planIntent(owe(openCharge(), 500)), action, amountMinor };
    const state = apply(owe(openCharge(), 500), { type: "WriteIntent", intent });
    const payment = createSnapshot("v1.1", fields);
    return decide(state, { type: "RecordAnswer", number: 1, outcome: DONE, payment });
  };
  const isTaken = (action: IntentAction, fields: Partial<PaymentSnapshot>): boolean => {
    try {
      return Array.isArray(said(action, fields));
    } catch (error) {
      expect((error as Error).message).toMatch(new RegExp(`^a ${action} is said to be done`));
      return false;
    }
  };

  it("is a capture or a collection where the payment is captured", () => {
    for (const action of ["capture", "collect"] as const) {
      expect(isTaken(action, { status: "captured", capturedMinor: 500 })).toBe(true);
      expect(isTaken(action, { status: "held", heldMinor: 500 })).toBe(false);
      expect(isTaken(action, { status: "released" })).toBe(false);
    }
  });

  it("is a release where the payment is released", () => {
    expect(isTaken("release", { status: "released" })).toBe(true);
    expect(isTaken("release", { status: "held", heldMinor: 500 })).toBe(false);
    expect(isTaken("release", { status: "captured", capturedMinor: 500 })).toBe(false);
  });

  it("is a raise where so much is held", () => {
    expect(isTaken("increase", { status: "held", heldMinor: 500 })).toBe(true);
    expect(isTaken("increase", { status: "held", heldMinor: 501 })).toBe(true);
    expect(isTaken("increase", { status: "held", heldMinor: 499 })).toBe(false);
    expect(isTaken("increase", { status: "released", heldMinor: 500 })).toBe(false);
  });

  it("is a refund where at least so much was given back", () => {
    expect(isTaken("refund", { capturedMinor: 900, refundedMinor: 500 })).toBe(true);
    expect(isTaken("refund", { capturedMinor: 900, refundedMinor: 900 })).toBe(true);
    expect(isTaken("refund", { capturedMinor: 900, refundedMinor: 499 })).toBe(false);
  });

  it("is a hold wherever there is a payment: it may have lapsed since", () => {
    for (const status of ["held", "released", "captured", "processing"] as const) {
      expect(isTaken("hold", { status })).toBe(true);
    }
  });
});

describe("an observation", () => {
  const seen = (state: ChargeState, paymentId: string, fields: Partial<PaymentSnapshot>) =>
    decide(state, { type: "ObservePayment", payment: createSnapshot(paymentId, fields) });

  it("of something new is recorded", () => {
    const payment = createSnapshot("v1.1", { capturedMinor: 500, refundedMinor: 20 });
    expect(seen(paidCharge(500), "v1.1", payment)).toEqual([{ type: "PaymentObserved", payment }]);
  });

  it("of what is known changes nothing", () => {
    const state = paidCharge(500);
    expect(seen(state, "v1.1", { capturedMinor: 500 })).toEqual([]);
    expect(seen(state, "v1.1", { capturedMinor: 500, reference: "other" })).toEqual([]);
  });

  it("that comes late changes nothing", () => {
    const state = observe(paidCharge(500), "v1.1", { capturedMinor: 500, refundedMinor: 20 });
    expect(seen(state, "v1.1", { status: "held", heldMinor: 500 })).toEqual([]);
    expect(seen(state, "v1.1", { capturedMinor: 500, refundedMinor: 19 })).toEqual([]);
  });

  it("tells a larger hold from the smaller one that comes late", () => {
    const state = holdCharge(2000);
    expect(seen(state, "v1.1", { status: "held", heldMinor: 1999 })).toEqual([]);
    expect(seen(state, "v1.1", { status: "held", heldMinor: 2001 })).toHaveLength(1);
  });

  it("of a change of any one figure is recorded", () => {
    const state = observe(openCharge(), "v1.1", { status: "needs-action" });
    expect(seen(state, "v1.1", { status: "processing" })).toHaveLength(1);
    expect(seen(state, "v1.1", { status: "needs-action", heldMinor: 1 })).toHaveLength(1);
    expect(seen(state, "v1.1", { status: "needs-action", capturedMinor: 1 })).toHaveLength(1);
    const paid = paidCharge(500);
    expect(seen(paid, "v1.1", { capturedMinor: 500, refundedMinor: 1 })).toHaveLength(1);
  });

  it("of another charge's payment throws", () => {
    for (const paymentId of ["v2.1", "v11.1", "v1"]) {
      expect(() => seen(openCharge(), paymentId, {})).toThrow(
        new Error(`payment ${paymentId} is of another charge`),
      );
    }
  });

  it("of a payment that no intent names is taken where the payer has a card or an account", () => {
    expect(seen(openCharge(), "v1.7", { capturedMinor: 5 })).toHaveLength(1);
    expect(() => seen(openCharge(CASH), "v1.7", { capturedMinor: 5 })).toThrow(
      new Error("payment v1.7 is of another charge"),
    );
  });

  it("of a card at a kiosk is taken of a charge that is paid in cash", () => {
    const asked = apply(owe(openCharge(CASH), 500), pay);
    expect(seen(asked, "v1.1", { status: "processing" })).toHaveLength(1);
  });

  it("whose books do not add up throws", () => {
    expect(() => seen(paidCharge(5), "v1.1", { capturedMinor: 5, refundedMinor: 6 })).toThrow(
      new Error("a payment of 5 captured and 6 refunded"),
    );
  });
});

describe("an observation while a call has no answer", () => {
  const collecting = callNext(owe(openCharge(), 500));
  const decideSeen = (state: ChargeState, fields: Partial<PaymentSnapshot>, paymentId = "v1.1") => {
    const payment = createSnapshot(paymentId, fields);
    return { payment, events: decide(state, { type: "ObservePayment", payment }) };
  };

  it("answers it where it shows that it was done", () => {
    const holding = openCharge(CARD, 2000);
    const capturing = callNext(owe(holdCharge(2000), 500));
    const raising = callNext(owe(holdCharge(2000), 2500));
    const releasing = callNext(owe(holdCharge(2000), 0));
    const cases: [ChargeState, Partial<PaymentSnapshot>][] = [
      [collecting, { capturedMinor: 500 }],
      [holding, { status: "held", heldMinor: 2000 }],
      [holding, { status: "captured", capturedMinor: 2000 }],
      [capturing, { capturedMinor: 500 }],
      [raising, { status: "held", heldMinor: 2500 }],
      [releasing, { status: "released" }],
    ];
    for (const [state, fields] of cases) {
      const { payment, events } = decideSeen(state, fields);
      const { number } = state.pending!;
      expect(events).toEqual([{ type: "CallAnswered", number, outcome: DONE, payment }]);
    }
  });

  it("answers it though the same was seen before", () => {
    const held = holdCharge(2000);
    const state: ChargeState = {
      ...callNext(owe(held, 2500)),
      payments: new Map([["v1.1", createSnapshot("v1.1", { status: "held", heldMinor: 2500 })]]),
    };
    expect(decideSeen(state, { status: "held", heldMinor: 2500 }).events).toMatchObject([
      { type: "CallAnswered", number: 2 },
    ]);
  });

  it("leaves it open where it does not", () => {
    for (const status of ["processing", "needs-action", "declined", "held"] as const) {
      const { payment, events } = decideSeen(collecting, { status });
      expect(events).toEqual([{ type: "PaymentObserved", payment }]);
    }
  });

  it("leaves a hold open that is not there", () => {
    const holding = openCharge(CARD, 2000);
    for (const status of ["processing", "needs-action", "released"] as const) {
      const { payment, events } = decideSeen(holding, { status });
      expect(events).toEqual([{ type: "PaymentObserved", payment }]);
    }
  });

  it("leaves it open where it is of another payment", () => {
    const { payment, events } = decideSeen(collecting, { capturedMinor: 500 }, "v1.0");
    expect(events).toEqual([{ type: "PaymentObserved", payment }]);
  });

  it("leaves a refund open, as the sum does not say which it was", () => {
    const refunding = callNext(owe(paidCharge(500), 100));
    const { payment, events } = decideSeen(refunding, { capturedMinor: 500, refundedMinor: 400 });
    expect(events).toEqual([{ type: "PaymentObserved", payment }]);
  });

  it("is the bank's no, where the bank was deciding", () => {
    for (const asked of [collecting, openCharge(CARD, 2000)]) {
      const processing = observe(asked, "v1.1", { status: "processing" });
      const { payment, events } = decideSeen(processing, { status: "declined" });
      expect(events).toEqual([
        {
          type: "CallAnswered",
          number: 1,
          outcome: { kind: "declined", code: "declined", isRetryable: true },
          payment,
        },
      ]);
    }
  });

  it("is not the bank's no, where the payment was called off while the bank was deciding", () => {
    const processing = observe(collecting, "v1.1", { status: "processing" });
    const { payment, events } = decideSeen(processing, { status: "released" });
    expect(events).toEqual([{ type: "PaymentObserved", payment }]);
  });

  it("is no answer to a call that only asks what the bank has decided", () => {
    const processing = observe(declinedCharge(500, CONFIRM), "v1.1", { status: "processing" });
    const { payment, events } = decideSeen(callNext(processing), { status: "declined" });
    expect(events).toEqual([{ type: "PaymentObserved", payment }]);
  });
});

describe("what is due", () => {
  const set = (state: ChargeState, dueMinor: number) =>
    decide(state, { type: "SetDue", dueMinor, cause: "document 7" });

  it("is set with its cause", () => {
    expect(set(openCharge(), 0)).toEqual([{ type: "DueSet", dueMinor: 0, cause: "document 7" }]);
    expect(set(owe(openCharge(), 5), 6)).toHaveLength(1);
  });

  it("that is as it was changes nothing", () => {
    expect(set(owe(openCharge(), 5), 5)).toEqual([]);
  });

  it("is an amount", () => {
    for (const dueMinor of NO_AMOUNTS) expect(set(openCharge(), dueMinor)).toBe("amount-invalid");
    expect(set(openCharge(), Number.MAX_SAFE_INTEGER)).toHaveLength(1);
  });
});

describe("cash", () => {
  it("is taken for just what is missing", () => {
    const state = owe(openCharge(CASH), 500);
    expect(decide(state, takeCash(500))).toEqual([
      { type: "CashTaken", cashId: "c1", amountMinor: 500, by: "staff-1" },
    ]);
    expect(decide(state, takeCash(499))).toBe("cash-amount-wrong");
    expect(decide(state, takeCash(501))).toBe("cash-amount-wrong");
    expect(explain(state, takeCash(501))).toBe("it is 500 that has to be settled");
  });

  it("is given back for just what is too much", () => {
    const state = owe(paidCharge(500), 300);
    expect(decide(state, returnCash(200))).toEqual([
      { type: "CashReturned", cashId: "c1", amountMinor: 200, by: "staff-1" },
    ]);
    expect(decide(state, returnCash(201))).toBe("cash-amount-wrong");
  });

  it("is not moved where nothing is to be settled that way", () => {
    expect(decide(openCharge(CASH), takeCash(500))).toBe("charge-not-open");
    expect(decide(paidCharge(500), takeCash(0))).toBe("charge-not-open");
    expect(decide(paidCharge(500), returnCash(0))).toBe("charge-not-open");
    expect(decide(owe(openCharge(), 500), returnCash(500))).toBe("charge-not-open");
    expect(decide(owe(paidCharge(500), 300), takeCash(200))).toBe("charge-not-open");
    expect(explain(paidCharge(500), takeCash(0))).toBe("there is nothing to settle in cash");
  });

  it("that was moved is not moved again under its id", () => {
    const taken = apply(owe(openCharge(CASH), 500), takeCash(500));
    expect(decide(taken, takeCash(500))).toEqual([]);
    const returned = apply(owe(taken, 300), returnCash(200, "c2"));
    expect(decide(returned, returnCash(200, "c2"))).toEqual([]);
    expect(decide(returned, takeCash(500))).toEqual([]);
  });

  it("of another amount or way under a known id is refused", () => {
    const taken = apply(owe(openCharge(CASH), 500), takeCash(500));
    expect(decide(owe(taken, 900), takeCash(400))).toBe("idempotency-key-reused");
    expect(decide(owe(taken, 0), returnCash(500))).toBe("idempotency-key-reused");
  });

  it("is not moved while a call has no answer", () => {
    expect(decide(callNext(owe(openCharge(), 500)), takeCash(500))).toBe("charge-not-open");
    const refunding = callNext(owe(paidCharge(500), 300));
    expect(decide(refunding, returnCash(200))).toBe("charge-not-open");
    expect(explain(refunding, returnCash(200))).toBe(
      "the provider has not answered yet; try again in a moment",
    );
  });

  it("is not taken while the bank decides on a card, but may be given back", () => {
    const state = observe(owe(paidCharge(500), 800), "v1.7", { status: "processing" });
    expect(decide(state, takeCash(300))).toBe("charge-not-open");
    expect(explain(state, takeCash(300))).toBe("the bank has not decided yet; try later");
    expect(decide(owe(state, 400), returnCash(100))).toHaveLength(1);
  });
});

describe("a debt", () => {
  it("is opened once for an amount", () => {
    const state = owe(openCharge(), 500);
    const open: ChargeCommand = { type: "OpenDebt", amountMinor: 500, code: "expired_card" };
    expect(decide(state, open)).toEqual([
      { type: "DebtOpened", amountMinor: 500, code: "expired_card" },
    ]);
    expect(decide(apply(state, open), open)).toEqual([]);
    expect(decide(apply(state, open), { ...open, amountMinor: 501 })).toHaveLength(1);
  });

  it("is settled where there is one", () => {
    expect(decide(declinedCharge(500), { type: "SettleDebt" })).toEqual([{ type: "DebtSettled" }]);
    expect(decide(paidCharge(500), { type: "SettleDebt" })).toEqual([]);
  });

  it("is paid with another card in full", () => {
    expect(decide(declinedCharge(500), pay)).toEqual([
      {
        type: "IntentWritten",
        intent: {
          number: 2,
          action: "collect",
          paymentId: "v1.2",
          amountMinor: 500,
          payer: KIOSK_CARD,
          reference: null,
          isPayerPresent: true,
        },
      },
    ]);
  });

  it("is paid in no other way while somebody may confirm it, until that is called off", () => {
    const state = declinedCharge(500, CONFIRM);
    expect(decide(state, pay)).toBe("charge-not-open");
    expect(decide(state, takeCash(500))).toBe("charge-not-open");
    const calledOff = apply(state, { type: "CallOffPayment" });
    expect(calledOff.pending).toMatchObject({ action: "release", paymentId: "v1.1" });
    expect(decide(calledOff, { type: "CallOffPayment" })).toBe("charge-not-open");
    const free = answer(calledOff, DONE, { status: "released" });
    expect(decide(free, { type: "CallOffPayment" })).toEqual([]);
    expect(decide(free, pay)).toMatchObject([{ intent: { number: 3, amountMinor: 500 } }]);
    expect(decide(free, takeCash(500))).toMatchObject([{ type: "CashTaken" }]);
  });

  it("is neither paid nor forgiven where nothing is missing", () => {
    for (const state of [openCharge(), paidCharge(500), owe(paidCharge(500), 400)]) {
      expect(decide(state, pay)).toBe("debt-not-open");
      expect(decide(state, forgive)).toBe("debt-not-open");
    }
    expect(explain(openCharge(), pay)).toBe("there is nothing to pay");
    expect(explain(openCharge(), forgive)).toBe("there is nothing to waive");
  });

  it("is neither paid nor forgiven while a call has no answer", () => {
    const state = apply(declinedCharge(500), pay);
    expect(decide(state, pay)).toBe("charge-not-open");
    expect(decide(state, forgive)).toBe("charge-not-open");
  });

  it("is not paid while the bank decides, but may be forgiven", () => {
    const state = observe(declinedCharge(500, CONFIRM), "v1.1", { status: "processing" });
    expect(decide(state, pay)).toBe("charge-not-open");
    expect(decide(state, forgive)).toEqual([
      { type: "DebtForgiven", amountMinor: 500, by: "staff-1" },
    ]);
  });

  it("is forgiven for what is missing", () => {
    const state = answer(callNext(owe(paidCharge(500), 800)), NOT_HELD, null);
    expect(decide(state, forgive)).toEqual([
      { type: "DebtForgiven", amountMinor: 300, by: "staff-1" },
    ]);
  });
});

it("a key names the charge, the intent and what it is for", () => {
  expect(nameKey("v1", 3, "refund")).toBe("v1.3.refund");
});
