import { describe, expect, it } from "vitest";
import {
  answer,
  apply,
  CARD,
  callNext,
  DONE,
  declinedCharge,
  holdCharge,
  KIOSK_CARD,
  observe,
  openCharge,
  owe,
  paidCharge,
} from "./charge-builders.ts";
import { hasPayerPaid } from "./evolve.ts";

describe("a payer has paid", () => {
  it("once something is taken from their own card, and stays", () => {
    expect(hasPayerPaid(openCharge(CARD))).toBe(false);
    expect(hasPayerPaid(holdCharge(2000))).toBe(false);
    expect(hasPayerPaid(paidCharge(500))).toBe(true);
    const partly = owe(paidCharge(500), 200);
    const refunded = { capturedMinor: 500, refundedMinor: 300 };
    expect(hasPayerPaid(answer(callNext(partly), DONE, refunded))).toBe(true);
  });

  it("not once all of it is given back, or taken back by their bank", () => {
    const nothing = owe(paidCharge(500), 0);
    const refunded = { capturedMinor: 500, refundedMinor: 500 };
    expect(hasPayerPaid(answer(callNext(nothing), DONE, refunded))).toBe(false);
    const paid = paidCharge(500);
    const [paymentId] = [...paid.payments.keys()] as [string];
    const withdraw = (amountMinor: number) =>
      apply(paid, {
        type: "SeeWithdrawals",
        paymentId,
        withdrawals: [{ withdrawalId: "dp_1", kind: "dispute", amountMinor }],
      });
    expect(hasPayerPaid(withdraw(499))).toBe(true);
    expect(hasPayerPaid(withdraw(500))).toBe(false);
  });

  it("not by what another card or cash paid of their debt", () => {
    const asked = apply(declinedCharge(500), { type: "PayDebt", payer: KIOSK_CARD });
    expect(hasPayerPaid(answer(asked, DONE, { capturedMinor: 500 }))).toBe(false);
    const cash = { type: "TakeCash", cashId: "c1", amountMinor: 500, by: "staff-1" } as const;
    expect(hasPayerPaid(apply(declinedCharge(500), cash))).toBe(false);
    expect(hasPayerPaid(observe(declinedCharge(500), "v1.1", { capturedMinor: 500 }))).toBe(true);
  });
});
