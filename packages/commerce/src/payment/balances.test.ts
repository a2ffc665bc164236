import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REQUESTS_MAX } from "./balances.ts";
import { CARD, createSnapshot } from "./charge-builders.ts";
import { type JournalEntry, readCharge, spreadCharge } from "./charge-journal-fixture.ts";
import { type ChargeCommand, decideCharge } from "./decide.ts";
import type { CallOutcome, ChargeEvent, Intent } from "./events.ts";
import { type ChargeState, evolveCharge, findMissing, UNOPENED_CHARGE } from "./evolve.ts";
import { planCharge } from "./plan.ts";

const POLICY = { canIncrease: false, retryAfterMs: [] };
const OPEN: ChargeCommand = {
  type: "OpenCharge",
  chargeId: "v1",
  payer: CARD,
  currency: "EUR",
  holdMinor: 0,
};

function apply(state: ChargeState, ...commands: readonly ChargeCommand[]): ChargeState {
  return commands.reduce((charge, command) => {
    const decided = decideCharge(command, charge);
    if (!decided.ok) throw new Error(decided.refusal.detail);
    return decided.value.reduce((next, event) => evolveCharge(next, event, 0), charge);
  }, state);
}

function listEvents(state: ChargeState, command: ChargeCommand): ChargeEvent[] {
  const decided = decideCharge(command, state);
  if (!decided.ok) throw new Error(decided.refusal.detail);
  return decided.value;
}

function hold(holdId: string, amountMinor: number): ChargeCommand[] {
  const card = { balanceId: `of-${holdId}`, kind: "gift-card", lastFour: "4242" } as const;
  return [
    { type: "RequestBalance", holdId },
    { type: "AnswerBalance", holdId, answer: { isHeld: true, ...card, amountMinor } },
  ];
}

function planIntent(charge: ChargeState): Intent {
  const plan = planCharge(charge, 0, POLICY);
  if (plan.kind !== "call") throw new Error(`planned is ${plan.kind}`);
  return plan.intent;
}

const due = (dueMinor: number): ChargeCommand => ({ type: "SetDue", dueMinor, cause: "document" });

describe("a gift card in a charge", () => {
  it("pays first, and the card pays the rest", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 300), due(1000));
    expect(charge.balances.get("h1")).toMatchObject({ status: "captured", capturedMinor: 300 });
    expect(planCharge(charge, 0, POLICY)).toMatchObject({
      kind: "call",
      intent: { action: "collect", amountMinor: 700 },
    });
  });

  it("that has more than is due pays all of it, and the rest is let go by the same event", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 3000));
    expect(listEvents(charge, due(1000)).slice(1)).toEqual([
      { type: "BalanceCaptured", holdId: "h1", amountMinor: 1000 },
    ]);
    expect(planCharge(apply(charge, due(1000)), 0, POLICY)).toEqual({ kind: "rest" });
  });

  it("is let go where nothing is due", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 3000));
    expect(listEvents(charge, due(0)).slice(1)).toEqual([
      { type: "BalanceReleased", holdId: "h1", cause: "not-needed" },
    ]);
  });

  it("that the chain has not answered for when the receipt is there pays nothing", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, { type: "RequestBalance", holdId: "h1" });
    expect(listEvents(charge, due(1000)).slice(1)).toMatchObject([
      { type: "BalanceReleased", holdId: "h1" },
    ]);
    const [, late] = hold("h1", 500) as [ChargeCommand, ChargeCommand];
    expect(listEvents(apply(charge, due(1000)), late)).toEqual([]);
  });

  it("is refunded first, and the card gets what is left", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 300), due(1000));
    const intent = planIntent(charge);
    const paid = apply(
      charge,
      { type: "WriteIntent", intent },
      {
        type: "RecordAnswer",
        number: 1,
        outcome: { kind: "done" },
        payment: createSnapshot("v1.1", { status: "captured", capturedMinor: 700 }),
      },
    );
    const first = listEvents(paid, due(800));
    expect(first.slice(1)).toEqual([
      { type: "BalanceRefunded", holdId: "h1", refundId: "h1.0", amountMinor: 200 },
    ]);
    const all = apply(paid, due(800), due(0));
    expect(all.balances.get("h1")).toMatchObject({ capturedMinor: 300, refundedMinor: 300 });
    expect(planCharge(all, 0, POLICY)).toMatchObject({
      kind: "call",
      intent: { action: "refund", amountMinor: 700 },
    });
  });

  it("that pays already is not held a second time", () => {
    const charge = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 300));
    const again = apply(charge, { type: "RequestBalance", holdId: "h2" });
    const { balanceId, kind, lastFour } = charge.balances.get("h1")!.card!;
    const answer = { isHeld: true, balanceId, kind, lastFour, amountMinor: 300 } as const;
    expect(listEvents(again, { type: "AnswerBalance", holdId: "h2", answer })).toMatchObject([
      { type: "BalanceReleased", holdId: "h2" },
    ]);
  });

  it("pays a debt at once, and nothing while a call has no answer", () => {
    const owed = apply(UNOPENED_CHARGE, OPEN, due(1000));
    const [request, answer] = hold("h1", 400) as [ChargeCommand, ChargeCommand];
    expect(findMissing(apply(owed, request, answer))).toBe(600);
    const intent = planIntent(owed);
    const busy = apply(owed, request, { type: "WriteIntent", intent }, answer);
    expect(busy.balances.get("h1")).toMatchObject({ status: "released", capturedMinor: 0 });
  });

  it.each(["processing", "needs-action"] as const)(
    "takes nothing while a payment that began meanwhile is %s: it may still take all of it",
    (status) => {
      const owed = apply(UNOPENED_CHARGE, OPEN, due(1000));
      const [request, answer] = hold("h1", 400) as [ChargeCommand, ChargeCommand];
      const outcome: CallOutcome =
        status === "processing"
          ? { kind: "declined", code: "processing", isRetryable: true }
          : { kind: "needs-action", actionUrl: "https://bank.example" };
      const payment = createSnapshot("v1.1", { status });
      const late = apply(
        owed,
        request,
        { type: "WriteIntent", intent: planIntent(owed) },
        { type: "RecordAnswer", number: 1, outcome, payment },
        answer,
      );
      expect(late.balances.get("h1")).toMatchObject({
        status: "released",
        capturedMinor: 0,
        cause: "paid-otherwise",
      });
    },
  );

  it("is tried so often for one visit, and no more", () => {
    let charge = apply(UNOPENED_CHARGE, OPEN);
    for (let tries = 0; tries < REQUESTS_MAX; tries++) {
      const holdId = `h${tries}`;
      const answer = { isHeld: false, cause: "card-unknown" } as const;
      charge = apply(
        charge,
        { type: "RequestBalance", holdId },
        { type: "AnswerBalance", holdId, answer },
      );
    }
    expect(decideCharge({ type: "RequestBalance", holdId: "more" }, charge).ok).toBe(false);
  });

  it("is not asked for where nothing is to be paid any more", () => {
    const paid = apply(UNOPENED_CHARGE, OPEN, ...hold("h1", 300), due(300));
    expect(decideCharge({ type: "RequestBalance", holdId: "h2" }, paid).ok).toBe(false);
  });
});

const holdIds = fc.constantFrom("h1", "h2", "h3", "h4", "h5", "h6");
const amounts = fc.integer({ min: 0, max: 900 });
const commands: fc.Arbitrary<ChargeCommand> = fc.oneof(
  fc.record({ type: fc.constant("RequestBalance" as const), holdId: holdIds }),
  fc.record({ type: fc.constant("ReleaseBalance" as const), holdId: holdIds }),
  fc.record({ type: fc.constant("SetDue" as const), dueMinor: amounts, cause: fc.string() }),
  fc.tuple(holdIds, amounts, fc.boolean()).map(([holdId, amountMinor, isHeld]): ChargeCommand => {
    const card = { balanceId: `of-${holdId}`, kind: "points", lastFour: "1" } as const;
    const answer = isHeld
      ? { isHeld, ...card, amountMinor }
      : ({ isHeld, cause: "card-unknown" } as const);
    return { type: "AnswerBalance", holdId, answer };
  }),
);

describe("whatever is asked of gift cards and points", () => {
  it("never takes more than was held, never more than is due, and never gives back more than was taken", () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 40 }), (asked) => {
        let charge = apply(UNOPENED_CHARGE, OPEN);
        const journal: JournalEntry[] = [{ event: listEvents(UNOPENED_CHARGE, OPEN)[0]!, atMs: 0 }];
        for (const command of asked) {
          const decided = decideCharge(command, charge);
          for (const event of decided.ok ? decided.value : []) {
            if (event.type === "BalanceCaptured") {
              expect(charge.balances.get(event.holdId)).toMatchObject({ status: "held" });
              expect(event.amountMinor).toBeLessThanOrEqual(
                charge.balances.get(event.holdId)!.heldMinor,
              );
            }
            charge = evolveCharge(charge, event, 0);
            journal.push({ event, atMs: 0 });
          }
          for (const { capturedMinor, refundedMinor } of charge.balances.values()) {
            expect(refundedMinor).toBeLessThanOrEqual(capturedMinor);
          }
          expect(findMissing(charge)).toBeGreaterThanOrEqual(0);
          const isOpen = [...charge.balances.values()].some(({ status }) => status === "held");
          if (charge.dueMinor !== null) expect(isOpen).toBe(false);
        }
        expect(spreadCharge(charge)).toEqual(readCharge(journal));
      }),
      { numRuns: 500 },
    );
  });
});
