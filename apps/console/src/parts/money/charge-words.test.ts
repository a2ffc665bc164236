import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  type ChargeStep,
  nameMeans,
  type TillRow,
  wordHistory,
  wordStep,
  wordTillRow,
} from "./charge-words.ts";

showBritish();

const STEP: ChargeStep = {
  atMs: 1,
  kind: "asked",
  amountMinor: 500,
  action: "collect",
  outcome: "done",
  answeredMs: 2,
  status: null,
  paymentId: "v1.1",
  lastFour: "4242",
  code: null,
  by: null,
};
const say = (fields: Partial<ChargeStep>): string => {
  const { tone, text } = wordStep({ ...STEP, ...fields }, false);
  return `${tone}: ${text}`;
};

describe("what was asked of the provider", () => {
  it("says what has come of it", () => {
    expect(say({ action: "hold" })).toBe("sure: Held");
    expect(say({ action: "hold", outcome: "declined" })).toBe("wrong: Hold declined");
    expect(say({ action: "capture" })).toBe("sure: Charged from the hold");
    expect(say({ action: "refund", outcome: "pending" })).toBe("now: Refunding");
    expect(say({ action: "refund", outcome: "refused" })).toBe("wrong: Refunded: refused");
    expect(say({ outcome: "needs-action" })).toBe("warning: Waiting for the payer to confirm");
  });

  it("is nothing to be glad of where it only lets go", () => {
    expect(say({ action: "release" })).toBe("plain: Hold released");
  });
});

describe("what has become of money", () => {
  it("of the provider's own accord is told as it is", () => {
    expect(say({ kind: "observed", status: "captured" })).toBe("sure: Confirmed and charged");
    expect(say({ kind: "observed", status: "declined" })).toBe("wrong: Not confirmed");
    expect(say({ kind: "withdrawn", code: "dispute" })).toBe("wrong: Reversed by the payer’s bank");
    expect(say({ kind: "withdrawn", code: "refund" })).toBe("wrong: Refunded at the provider");
    expect(say({ kind: "withdrawn", code: "refund", amountMinor: 0 })).toBe(
      "sure: Returned to the shop",
    );
  });

  it("by hand is told in the colour of staff", () => {
    expect(say({ kind: "cash-taken" })).toBe("staff: Paid in cash");
    expect(say({ kind: "cash-returned" })).toBe("staff: Refunded in cash");
    expect(say({ kind: "forgiven" })).toBe("staff: Waived");
  });

  it("says of each later figure that it takes the place of the first", () => {
    const due = { ...STEP, kind: "due" } as const;
    const told = wordHistory([due, { ...STEP, kind: "debt" }, { ...due, amountMinor: 300 }]);
    expect(told.map(({ text }) => text)).toEqual(["Amount due", "Owed", "New amount due"]);
  });
});

const ROW: TillRow = {
  chargeId: "v1",
  payer: "card",
  lastFour: "4242",
  currency: "GBP",
  openedMs: 1,
  closedMs: 2,
  receiptStatus: "final",
  documentNumber: 1,
  totalMinor: 500,
  reviewDueMs: null,
  dueMinor: 500,
  netMinor: 500,
  missingMinor: 0,
  forgivenMinor: 0,
  debtSinceMs: null,
  work: "none",
  isUnconfirmed: false,
};
const tell = (fields: Partial<TillRow>): string => {
  const { tone, text, amountMinor } = wordTillRow({ ...ROW, ...fields });
  return `${tone}: ${text} ${amountMinor}`;
};

describe("a visit at the till", () => {
  it("says what is to be done, and about how much", () => {
    expect(tell({})).toBe("sure: paid 500");
    expect(tell({ closedMs: null, dueMinor: null, totalMinor: null })).toBe(
      "now: in the shop null",
    );
    expect(tell({ dueMinor: null })).toBe("now: being settled 500");
    expect(tell({ dueMinor: null, reviewDueMs: 9 })).toBe("warning: in review 500");
    expect(tell({ missingMinor: 500, payer: "cash" })).toBe("staff: cash due 500");
    expect(tell({ missingMinor: 300, debtSinceMs: 3 })).toBe("wrong: owed 300");
    expect(tell({ missingMinor: 300 })).toBe("now: requested 300");
    expect(tell({ missingMinor: 300, isUnconfirmed: true })).toBe(
      "warning: waiting for confirmation 300",
    );
    expect(tell({ missingMinor: -200, work: "cash" })).toBe("staff: cash refund due 200");
    expect(tell({ missingMinor: -200, work: "now" })).toBe("now: refund due 200");
    expect(tell({ forgivenMinor: 500 })).toBe("staff: waived 500");
  });

  it("is named by how it is paid", () => {
    expect(nameMeans("card", "4242")).toBe("Card ···· 4242");
    expect(nameMeans("cash", null)).toBe("Cash");
    expect(nameMeans("account", null)).toBe("Account");
  });
});
