import { CLAIMED_QUANTITY_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { DISPUTES_MAX, decideReceipt, type ReceiptCommand } from "./decide.ts";
import type { Dispute, ReceiptEvent } from "./events.ts";
import { evolveReceipt, findTotalMinor, NO_RECEIPT, type ReceiptState } from "./evolve.ts";
import { createContent, createDispute, createRecordedDispute } from "./receipt-builders.ts";

const CONTENT = createContent({ "01": 2, "02": 1 });
const OTHER = createContent({ "01": 1, "02": 1 });
const FINAL_MS = 30;
const DISPUTE_MS = 1000;

const draft = {
  type: "DraftReceipt",
  visitId: "v1",
  lookupToken: "token",
  content: CONTENT,
  probabilityExact: 0.9,
  reviewIds: [],
  reviewDueMs: null,
} satisfies ReceiptCommand;
const redraft = {
  type: "RedraftReceipt",
  content: OTHER,
  probabilityExact: 0.7,
  reviewIds: ["r1"],
  reviewDueMs: 500,
} satisfies ReceiptCommand;
const finalise = {
  type: "FinaliseReceipt",
  documentNumber: 7,
  content: CONTENT,
  probabilityExact: 0.99,
  cause: "sure",
} satisfies ReceiptCommand;
const dispute = (fields: Partial<Dispute> = {}, disputeId = "c1", nowMs = 40): ReceiptCommand => ({
  type: "DisputeLine",
  dispute: createDispute(disputeId, fields),
  nowMs,
  disputeMs: DISPUTE_MS,
});
const resolve = (isGranted: boolean, disputeId = "c1"): ReceiptCommand => ({
  type: "ResolveDispute",
  disputeId,
  isGranted,
  cause: "reviewer",
});
const correct = {
  type: "CorrectReceipt",
  documentNumber: 8,
  content: OTHER,
  cause: "contest c1",
} satisfies ReceiptCommand;

function decide(state: ReceiptState, command: ReceiptCommand): ReceiptEvent[] | string {
  const decided = decideReceipt(command, state);
  return decided.ok ? decided.value : decided.refusal.code;
}

/** Commands 10 ms apart, the first at 10. Throws the code where one is refused. */
function play(...commands: ReceiptCommand[]): ReceiptState {
  return commands.reduce<ReceiptState>((state, command, at) => {
    const events = decide(state, command);
    if (typeof events === "string") throw new Error(events);
    return events.reduce((before, event) => evolveReceipt(before, event, (at + 1) * 10), state);
  }, NO_RECEIPT);
}

const FINAL = play(draft, redraft, finalise);

describe("a receipt", () => {
  it("is drafted once", () => {
    const { type: _, ...fields } = draft;
    expect(decide(NO_RECEIPT, draft)).toEqual([{ type: "ReceiptDrafted", ...fields }]);
    expect(play(draft)).toEqual({ status: "draft", draftedMs: 10, ...fields });
    expect(decide(play(draft), draft)).toEqual([]);
    expect(decide(FINAL, draft)).toEqual([]);
  });

  it("is not there before it is drafted", () => {
    for (const command of [redraft, finalise, dispute(), resolve(true), correct]) {
      expect(decide(NO_RECEIPT, command)).toBe("not-found");
    }
    const event: ReceiptEvent = { ...redraft, type: "ReceiptRedrafted" };
    expect(() => evolveReceipt(NO_RECEIPT, event, 0)).toThrow(
      new Error("ReceiptRedrafted before ReceiptDrafted"),
    );
  });

  it("says something else when it is drafted again, and waits for reviewers", () => {
    const { type: _, ...fields } = redraft;
    expect(decide(play(draft), redraft)).toEqual([{ type: "ReceiptRedrafted", ...fields }]);
    expect(play(draft, redraft)).toEqual({
      status: "draft",
      visitId: "v1",
      lookupToken: "token",
      draftedMs: 10,
      ...fields,
    });
  });

  it("is final with its number, and what it said then is kept", () => {
    const { type: _, ...fields } = finalise;
    expect(decide(play(draft), finalise)).toEqual([{ type: "ReceiptFinalised", ...fields }]);
    expect(FINAL).toEqual({
      status: "final",
      visitId: "v1",
      lookupToken: "token",
      draftedMs: 10,
      reviewIds: ["r1"],
      reviewDueMs: 500,
      documentNumber: 7,
      finalMs: FINAL_MS,
      content: CONTENT,
      issued: CONTENT,
      probabilityExact: 0.99,
      disputes: [],
      corrections: [],
      refunds: [],
      goodwillMinor: 0,
      othersMinor: 0,
    });
  });

  it("that is final is never rewritten", () => {
    for (const state of [FINAL, play(draft, finalise, dispute())]) {
      expect(decide(state, redraft)).toEqual([]);
      expect(decide(state, finalise)).toEqual([]);
    }
  });

  it("that is a draft is neither disputed nor corrected", () => {
    for (const command of [dispute(), resolve(true), correct]) {
      expect(decide(play(draft), command)).toBe("receipt-not-final");
    }
    const event: ReceiptEvent = { type: "LineContested", contest: createRecordedDispute("c1") };
    expect(() => evolveReceipt(play(draft), event, 0)).toThrow(
      new Error("LineContested before ReceiptFinalised"),
    );
  });

  it("is corrected under a number of its own, by the difference", () => {
    // Two at 120 and one at 250; then one of each.
    expect(decide(FINAL, correct)).toEqual([
      {
        type: "ReceiptCorrected",
        documentNumber: 8,
        content: OTHER,
        differenceMinor: -120,
        cause: "contest c1",
      },
    ]);
    const state = play(draft, redraft, finalise, correct);
    expect(state).toMatchObject({
      status: "final",
      content: OTHER,
      issued: CONTENT,
      documentNumber: 7,
      corrections: [
        { documentNumber: 8, correctedMs: 40, differenceMinor: -120, cause: "contest c1" },
      ],
    });
    expect(findTotalMinorOf(play(draft))).toBe(490);
    expect(findTotalMinorOf(state)).toBe(370);
    const back = { ...correct, documentNumber: 9, content: CONTENT };
    expect(decide(state, back)).toMatchObject([{ differenceMinor: 120 }]);
    expect(play(draft, finalise, correct, back)).toMatchObject({
      corrections: [{ documentNumber: 8 }, { documentNumber: 9 }],
    });
  });
});

function findTotalMinorOf(state: ReceiptState): number {
  if (state.status === "none") throw new Error("there is no receipt");
  return findTotalMinor(state);
}

describe("a dispute", () => {
  it("is taken with the line, and the receipt is disputed", () => {
    expect(decide(FINAL, dispute())).toEqual([
      { type: "LineContested", contest: createRecordedDispute("c1") },
    ]);
    expect(play(draft, redraft, finalise, dispute())).toMatchObject({
      status: "contested",
      disputes: [{ ...createDispute("c1"), disputedMs: 40, isGranted: null }],
    });
  });

  it("that is known changes nothing, however late", () => {
    const state = play(draft, redraft, finalise, dispute());
    expect(decide(state, dispute({}, "c1", 1e9))).toEqual([]);
  });

  it("is taken until the time for it is over", () => {
    const lastMs = FINAL_MS + DISPUTE_MS;
    expect(decide(FINAL, dispute({}, "c1", lastMs))).toHaveLength(1);
    expect(decide(FINAL, dispute({}, "c1", lastMs + 1))).toBe("contest-too-late");
  });

  it("is refused over a line that is not there", () => {
    expect(decide(FINAL, dispute({ lineId: "03" }))).toBe("receipt-line-unknown");
    expect(decide(FINAL, dispute({ lineId: null }))).toBe("receipt-line-unknown");
  });

  it("claims fewer than the line says, and none at the least", () => {
    const count = (claimedQuantity: number) =>
      decide(FINAL, dispute({ kind: "wrong-count", claimedQuantity }));
    expect(count(0)).toHaveLength(1);
    expect(count(1)).toHaveLength(1);
    for (const wrong of [2, 3, -1, 0.5, Number.NaN, CLAIMED_QUANTITY_MAX + 1]) {
      expect(count(wrong)).toBe("quantity-invalid");
    }
  });

  it("of what is missing names no line, and one piece at least", () => {
    const missing = (claimedQuantity: number) =>
      decide(FINAL, dispute({ kind: "missing", lineId: null, gtin: "03", claimedQuantity }));
    expect(missing(1)).toHaveLength(1);
    expect(missing(CLAIMED_QUANTITY_MAX)).toHaveLength(1);
    for (const wrong of [0, -1, 1.5, CLAIMED_QUANTITY_MAX + 1]) {
      expect(missing(wrong)).toBe("quantity-invalid");
    }
  });

  it("of a wrong item names one piece or more of what it was", () => {
    const instead = (quantity: number) =>
      decide(FINAL, dispute({ instead: { gtin: "03", quantity } }));
    expect(instead(1)).toHaveLength(1);
    expect(instead(CLAIMED_QUANTITY_MAX)).toHaveLength(1);
    for (const wrong of [0, -1, 1.5, CLAIMED_QUANTITY_MAX + 1]) {
      expect(instead(wrong)).toBe("quantity-invalid");
    }
  });

  it("is one at a time for a line", () => {
    const state = play(draft, redraft, finalise, dispute());
    expect(decide(state, dispute({}, "c2"))).toBe("contest-already-open");
    expect(decide(state, dispute({ lineId: "02" }, "c2"))).toHaveLength(1);
    const missing = { kind: "missing", lineId: null, claimedQuantity: 1 } as const;
    expect(decide(state, dispute(missing, "c2"))).toHaveLength(1);
    for (const isGranted of [true, false]) {
      const resolved = play(draft, redraft, finalise, dispute(), resolve(isGranted));
      expect(decide(resolved, dispute({}, "c2", 60))).toHaveLength(1);
    }
  });

  it("is made as often as a receipt allows", () => {
    const missing = { kind: "missing", lineId: null, claimedQuantity: 1 } as const;
    const times = (count: number): ReceiptCommand[] =>
      Array.from({ length: count }, (_, at) => dispute(missing, `m${at}`));
    const last = play(draft, redraft, finalise, ...times(DISPUTES_MAX - 1));
    expect(decide(last, dispute())).toHaveLength(1);
    const full = play(draft, redraft, finalise, ...times(DISPUTES_MAX));
    expect(decide(full, dispute())).toBe("contest-too-late");
  });

  it("is resolved once", () => {
    const state = play(draft, redraft, finalise, dispute());
    expect(decide(state, resolve(true))).toEqual([
      { type: "ContestResolved", contestId: "c1", isGranted: true, cause: "reviewer" },
    ]);
    expect(decide(state, resolve(true, "c2"))).toBe("not-found");
    for (const isGranted of [true, false]) {
      const resolved = play(draft, redraft, finalise, dispute(), resolve(isGranted));
      expect(resolved).toMatchObject({ status: "reviewed", disputes: [{ isGranted }] });
      expect(decide(resolved, resolve(true))).toBe("contest-not-open");
    }
  });

  it("leaves the receipt disputed until the last is resolved", () => {
    const both = [draft, redraft, finalise, dispute(), dispute({ lineId: "02" }, "c2")] as const;
    const one = play(...both, resolve(false, "c2"));
    expect(one).toMatchObject({
      status: "contested",
      disputes: [{ isGranted: null }, { isGranted: false }],
    });
    const none = play(...both, resolve(false, "c2"), resolve(true));
    expect(none).toMatchObject({
      status: "reviewed",
      disputes: [{ isGranted: true }, { isGranted: false }],
    });
    expect(findTotalMinorOf(none)).toBe(490);
  });
});

describe("a shopper whose dispute is refused is told", () => {
  const tell = (state: ReceiptState, command: ReceiptCommand): string => {
    const decided = decideReceipt(command, state);
    return decided.ok ? "nothing" : decided.refusal.detail;
  };

  it("how many the line says, and what to claim", () => {
    expect(tell(FINAL, dispute({ kind: "wrong-count", claimedQuantity: 2 }))).toBe(
      "the line says 2; dispute it with a lower quantity",
    );
  });

  it("the bounds of a quantity", () => {
    const instead = { gtin: "03", quantity: 0 };
    expect(tell(FINAL, dispute({ claimedQuantity: -1 }))).toBe(
      `a quantity is 0 to ${CLAIMED_QUANTITY_MAX}`,
    );
    expect(tell(FINAL, dispute({ instead }))).toBe(`what it was is 1 to ${CLAIMED_QUANTITY_MAX}`);
  });

  it("that it is too late, too often, or in review already", () => {
    expect(tell(FINAL, dispute({}, "c1", FINAL_MS + DISPUTE_MS + 1))).toBe(
      "the time to dispute this receipt has passed",
    );
    const missing = { kind: "missing", lineId: null, claimedQuantity: 1 } as const;
    const many = Array.from({ length: DISPUTES_MAX }, (_, at) => dispute(missing, `m${at}`));
    expect(tell(play(draft, redraft, finalise, ...many), dispute())).toBe(
      `a receipt is disputed at most ${DISPUTES_MAX} times`,
    );
    expect(tell(play(draft, redraft, finalise, dispute()), dispute({}, "c2"))).toBe(
      "this line is in review already",
    );
  });
});
