import type { Receipt, ReceiptLine } from "@saunter/engine/receipt-types";
import { describe, expect, it } from "vitest";
import { computeF1, scoreRecording } from "./score-recording.ts";

function bill(targetId: string | null, products: ReceiptLine[], flagged = false): Receipt {
  const reasons = flagged ? ["unsure"] : [];
  const probabilityExact = 0.9;
  const needsReview = flagged;
  return { targetId, products, probabilityExact, needsReview, reasons, faults: [], unclear: [] };
}

const line = (barcode: string, quantity: number): ReceiptLine => ({ barcode, quantity });

describe("the score of a recording", () => {
  it("is 1 where nothing was taken and nothing charged", () => {
    const score = scoreRecording([bill("a", [])], [{ targetId: "a", products: [] }]);
    expect(score).toMatchObject({ f1: 1, exactReceipts: 1, wrongAccepted: 0 });
    expect(computeF1(0, 0, 0)).toBe(1);
  });

  it("counts item units on all receipts", () => {
    const score = scoreRecording(
      [bill("a", [line("x", 3), line("y", 1)]), bill("b", [])],
      [
        { targetId: "a", products: [line("x", 2)] },
        { targetId: "b", products: [line("y", 1)] },
      ],
    );
    expect(score).toMatchObject({ truePositives: 2, predictedUnits: 4, trueUnits: 3 });
    expect(score.f1).toBeCloseTo(4 / 7);
    expect(score.receipts[0].overcharged).toEqual([line("x", 1), line("y", 1)]);
    expect(score.receipts[1].undercharged).toEqual([line("y", 1)]);
  });

  it("does not mind the order of lines, nor a product on two lines", () => {
    const score = scoreRecording(
      [bill("a", [line("y", 1), line("x", 1), line("x", 1)])],
      [{ targetId: "a", products: [line("x", 2), line("y", 1)] }],
    );
    expect(score).toMatchObject({ f1: 1, exactReceipts: 1 });
  });

  it("matches the receipt of nobody in particular by its null", () => {
    const score = scoreRecording(
      [bill(null, [line("x", 1)])],
      [{ targetId: null, products: [line("x", 1)] }],
    );
    expect(score.exactReceipts).toBe(1);
  });

  it("takes a missing receipt for an empty one that is accepted and sure", () => {
    const score = scoreRecording([], [{ targetId: "a", products: [line("x", 1)] }]);
    expect(score).toMatchObject({ f1: 0, wrongAccepted: 1, flaggedReceipts: 0 });
    expect(score.receipts[0].probabilityExact).toBe(1);
  });

  it("counts a receipt that the truth lacks only where it charges", () => {
    const score = scoreRecording(
      [bill("a", []), bill("ghost", [line("x", 1)]), bill("passer-by", [])],
      [{ targetId: "a", products: [] }],
    );
    expect(score.receipts.map(({ targetId }) => targetId)).toEqual(["a", "ghost"]);
    expect(score).toMatchObject({ f1: 0, exactReceipts: 1, wrongAccepted: 1 });
  });

  it("does not count a flagged receipt among the wrong accepted ones", () => {
    const score = scoreRecording(
      [bill("a", [line("x", 1)], true)],
      [{ targetId: "a", products: [] }],
    );
    expect(score).toMatchObject({ flaggedReceipts: 1, wrongAccepted: 0, exactReceipts: 0 });
  });
});
