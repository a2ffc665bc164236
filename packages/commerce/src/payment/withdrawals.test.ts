/** What others take from a payment at the provider: refunds made there, disputes. */
import { describe, expect, it } from "vitest";
import {
  answer,
  apply,
  CARD,
  callNext,
  createSnapshot,
  DONE,
  NOT_HELD,
  openCharge,
  owe,
  POLICY,
  paidCharge,
  planIntent,
} from "./charge-builders.ts";
import { decideCharge } from "./decide.ts";
import type { Withdrawal } from "./events.ts";
import {
  type ChargeState,
  findMissing,
  findNet,
  findWithdrawn,
  sumWithdrawn,
  UNOPENED_CHARGE,
} from "./evolve.ts";
import { planCharge } from "./plan.ts";

const take = (amountMinor: number, withdrawalId = "re_1"): Withdrawal => ({
  withdrawalId,
  kind: "refund",
  amountMinor,
});

const see = (state: ChargeState, ...withdrawals: Withdrawal[]): ChargeState =>
  apply(state, { type: "SeeWithdrawals", paymentId: "v1.1", withdrawals });

/** What is decided of them, as the events' withdrawals. */
const decide = (state: ChargeState, ...withdrawals: Withdrawal[]): Withdrawal[] => {
  const decided = decideCharge({ type: "SeeWithdrawals", paymentId: "v1.1", withdrawals }, state);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return decided.value.map((event) => {
    expect(event).toMatchObject({ type: "WithdrawalSeen", paymentId: "v1.1" });
    return (event as { withdrawal: Withdrawal }).withdrawal;
  });
};

describe("what others took", () => {
  it("is gone, and is not asked for again", () => {
    const state = see(paidCharge(1000), take(250));
    expect(findNet(state)).toBe(750);
    expect(findMissing(state)).toBe(0);
    expect(sumWithdrawn(state)).toEqual({ refundMinor: 250, disputeMinor: 0, totalMinor: 250 });
    expect(planCharge(state, 0, POLICY)).toEqual({ kind: "rest" });
    expect([...state.withdrawals.values()]).toEqual([{ ...take(250), paymentId: "v1.1" }]);
  });

  it("counts where the receipt says less, so that nobody gets it twice", () => {
    const state = see(paidCharge(1000), take(250));
    expect(findMissing(owe(state, 750))).toBe(0);
    expect(findMissing(owe(state, 800))).toBe(0);
    expect(findMissing(owe(state, 749))).toBe(-1);
    expect(planIntent(owe(state, 700))).toMatchObject({ action: "refund", amountMinor: 50 });
  });

  it("is not asked for again where the receipt says as much as before", () => {
    const state = see(paidCharge(1000), take(250));
    expect(findMissing(owe(owe(state, 750), 1000))).toBe(0);
    expect(findMissing(owe(state, 1001))).toBe(1);
  });

  it("leaves a debt and what was forgiven as they were", () => {
    const owed = owe(paidCharge(600), 1000);
    const forgiven = apply(owed, { type: "ForgiveDebt", by: "staff-1" });
    const taken = see(forgiven, take(600));
    expect(findMissing(see(owed, take(600)))).toBe(400);
    expect(findMissing(taken)).toBe(0);
    expect(owe(taken, 1000).forgivenMinor).toBe(400);
    expect(owe(taken, 900).forgivenMinor).toBe(300);
  });

  it("is no more than was left of the payment", () => {
    const payment = createSnapshot("v1.1", { capturedMinor: 1000, refundedMinor: 300 });
    const state: ChargeState = { ...paidCharge(1000), payments: new Map([["v1.1", payment]]) };
    const dispute = { withdrawalId: "dp_1", kind: "dispute", amountMinor: 500 } as const;
    const taken = see(state, take(600), dispute);
    const withdrawn = { refundMinor: 600, disputeMinor: 100, totalMinor: 700 };
    expect(findWithdrawn(taken, payment)).toEqual(withdrawn);
    expect(sumWithdrawn(taken)).toEqual(withdrawn);
    expect(findNet(taken)).toBe(0);
    const other = createSnapshot("v1.2", { capturedMinor: 9 });
    expect(findWithdrawn(taken, other).totalMinor).toBe(0);
    const more = see(state, take(800), dispute);
    expect(sumWithdrawn(more)).toEqual({ refundMinor: 700, disputeMinor: 0, totalMinor: 700 });
  });

  it("is not given back once more: of a payment, what is left of it", () => {
    const more = callNext(owe(paidCharge(500), 700));
    const paid = answer(more, DONE, { capturedMinor: 200 });
    const command = { type: "SeeWithdrawals", paymentId: "v1.2" } as const;
    const taken = apply(paid, { ...command, withdrawals: [take(150)] });
    expect(planIntent(owe(taken, 100))).toMatchObject({ paymentId: "v1.2", amountMinor: 50 });
    const all = apply(paid, { ...command, withdrawals: [take(200)] });
    expect(planIntent(owe(all, 100))).toMatchObject({ paymentId: "v1.1", amountMinor: 400 });
  });

  it("and that a refund of ours found gone is no cash to give", () => {
    const refused = answer(callNext(owe(paidCharge(500), 0)), NOT_HELD, { capturedMinor: 500 });
    expect(planCharge(see(refused, take(500)), 0, POLICY)).toEqual({ kind: "rest" });
  });
});

describe("what comes back", () => {
  const undone = see(see(paidCharge(1000), take(250)), take(0));

  it("is there again, and stays", () => {
    expect(findNet(undone)).toBe(1000);
    expect(findMissing(undone)).toBe(0);
    expect(decide(undone, take(250))).toEqual([]);
    expect(decide(undone, take(0))).toEqual([]);
  });

  it("is given back where less is due since", () => {
    const lowered = see(owe(see(paidCharge(1000), take(250)), 750), take(0));
    expect(planIntent(lowered)).toMatchObject({ action: "refund", amountMinor: 250 });
  });

  it("and had no notice before is known to have come back", () => {
    const state = see(paidCharge(1000), take(0));
    expect(findNet(state)).toBe(1000);
    expect(decide(state, take(250))).toEqual([]);
  });
});

describe("a word on what others took", () => {
  it("that is no news changes nothing, and each of several is reported", () => {
    const state = see(paidCharge(1000), take(250));
    expect(decide(state, take(250))).toEqual([]);
    expect(decide(state)).toEqual([]);
    const dispute = { withdrawalId: "dp_1", kind: "dispute", amountMinor: 750 } as const;
    expect(decide(state, take(250), dispute, take(0, "re_2"))).toEqual([dispute, take(0, "re_2")]);
    expect(decide(state, take(200))).toEqual([take(200)]);
  });

  it("is of a payment of the charge, in amounts", () => {
    const state = paidCharge(1000);
    const of = (paymentId: string, amountMinor: number) => () =>
      decideCharge({ type: "SeeWithdrawals", paymentId, withdrawals: [take(amountMinor)] }, state);
    expect(of("v2.1", 1)).toThrow(new Error("payment v2.1 is of another charge"));
    expect(of("v1.1", -1)).toThrow(new Error("a withdrawal of -1"));
    expect(of("v1.1", 0.5)).toThrow(new Error("a withdrawal of 0.5"));
    expect(of("v1.9", 1)()).toMatchObject({ ok: true });
  });

  it("is refused where there is no charge", () => {
    const command = { type: "SeeWithdrawals", paymentId: "v1.1", withdrawals: [] } as const;
    expect(decideCharge(command, UNOPENED_CHARGE)).toMatchObject({
      refusal: { code: "not-found" },
    });
    expect(decideCharge(command, openCharge(CARD))).toEqual({ ok: true, value: [] });
  });
});
