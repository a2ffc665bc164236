import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  type Dispute,
  type ReceiptRow,
  wordClaim,
  wordDecision,
  wordMoney,
  wordRow,
} from "./receipt-words.ts";

showBritish();

const ROW: ReceiptRow = {
  visitId: "v1",
  status: "final",
  documentNumber: 7,
  totalMinor: 500,
  currency: "GBP",
  probability: 0.99,
  draftedMs: 1,
  finalMs: 2,
  reviewDueMs: null,
  units: 2,
  payer: "card",
  lastFour: "4242",
  missingMinor: 0,
  refundedMinor: 0,
  corrections: 0,
  disputesOpen: 0,
  contestsOpen: 0,
};
const write = (amountMinor: number): string => `£${(amountMinor / 100).toFixed(2)}`;
const tell = (fields: Partial<ReceiptRow>): string => {
  const { tone, text } = wordRow({ ...ROW, ...fields }, write);
  return `${tone}: ${text}`;
};

describe("a receipt in a list", () => {
  it("says first what somebody has to do with it", () => {
    expect(tell({})).toBe("sure: paid");
    expect(tell({ totalMinor: 0 })).toBe("plain: nothing to pay");
    expect(tell({ disputesOpen: 1, missingMinor: 5 })).toBe("warning: disputed");
    expect(tell({ status: "draft" })).toBe("now: draft");
    expect(tell({ status: "draft", reviewDueMs: 9 })).toBe("warning: in review");
    expect(tell({ missingMinor: 5 })).toBe("wrong: unpaid £0.05");
    expect(tell({ status: "reviewed", missingMinor: -5 })).toBe("now: refund due £0.05");
    expect(tell({ status: "reviewed", refundedMinor: 335 })).toBe("staff: refunded £3.35");
  });

  it("says what has become of the money in words and amounts", () => {
    const word = (paidMinor: number, refundedMinor: number, owedMinor: number, finalMs = 1) =>
      wordMoney(
        { payments: [{ paidMinor, refundedMinor }], saunter: { finalMs, owedMinor } } as never,
        write,
      ).map(({ text }) => text);
    expect(word(785, 0, 0)).toEqual(["Paid £7.85"]);
    expect(word(785, 335, 0)).toEqual(["Paid £7.85", "Refunded £3.35"]);
    expect(word(0, 0, 785)).toEqual(["unpaid £7.85"]);
    expect(word(785, 0, -100)).toEqual(["Paid £7.85", "refund due £1.00"]);
  });
});

const DISPUTE: Dispute = {
  disputeId: "c1",
  kind: "wrong-count",
  lineId: "1",
  gtin: "1",
  itemName: "Crisps",
  claimedQuantity: 2,
  instead: null,
  worthMinor: 100,
  disputedMs: 1,
  isGranted: null,
  decideByMs: null,
};

describe("a dispute", () => {
  it("says what the shopper says", () => {
    expect(wordClaim(DISPUTE)).toBe("took 2");
    expect(wordClaim({ ...DISPUTE, kind: "wrong-item" })).toBe("did not take it");
    const instead = { gtin: "02", itemName: "Oat milk", quantity: 1 };
    expect(wordClaim({ ...DISPUTE, kind: "wrong-item", instead })).toBe(
      "took 1 × Oat milk instead",
    );
    expect(wordClaim({ ...DISPUTE, kind: "missing" })).toBe("took 2 more");
  });

  it("says what was decided", () => {
    expect(wordDecision(DISPUTE)).toEqual({ tone: "warning", text: "in review" });
    expect(wordDecision({ ...DISPUTE, isGranted: true })).toEqual({
      tone: "sure",
      text: "accepted",
    });
    expect(wordDecision({ ...DISPUTE, isGranted: false })).toEqual({
      tone: "plain",
      text: "rejected",
    });
  });
});
