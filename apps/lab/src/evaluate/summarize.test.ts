import { describe, expect, it } from "vitest";
import { createEvaluated, EXAMPLE_PICKUP } from "./evaluated-example.ts";
import { summarize } from "./summarize.ts";

const recordings = [
  createEvaluated("one", [
    { targetId: "a", charged: 2, taken: 2, probability: 0.99 },
    { targetId: "b", charged: 1, taken: 0, probability: 0.6, flagged: true },
  ]),
  createEvaluated("two", [
    { targetId: "c", charged: 1, taken: 2, probability: 0.9 },
    { targetId: "d", charged: 0, taken: 0, probability: 0.9 },
  ]),
];

describe("a summary", () => {
  const summary = summarize(recordings);

  it("averages F1 over recordings and pools precision and recall over units", () => {
    expect(summary.meanF1).toBeCloseTo((4 / 5 + 2 / 3) / 2);
    expect(summary.precision).toBeCloseTo(3 / 4);
    expect(summary.recall).toBeCloseTo(3 / 4);
  });

  it("counts exact, flagged and wrong receipts, and bounds the wrong ones", () => {
    expect(summary).toMatchObject({
      receipts: 4,
      exactReceipts: 2,
      flaggedReceipts: 1,
      reviewRate: 0.25,
      acceptedReceipts: 3,
      wrongAccepted: 1,
    });
    // One wrong of three: 1 - p^3 ... solved by hand, P(X <= 1 | 3, p) = 0.05 at p = 0.8647.
    expect(summary.wrongAcceptedUpper).toBeCloseTo(0.8647, 3);
  });

  it("trades coverage against risk from the surest receipt on", () => {
    expect(summary.riskCoverage).toEqual([
      { probabilityExactMin: 0.99, coverage: 0.25, risk: 0 },
      { probabilityExactMin: 0.9, coverage: 0.75, risk: 1 / 3 },
      { probabilityExactMin: 0.6, coverage: 1, risk: 0.5 },
    ]);
  });

  it("bins every receipt once and weighs the gaps of the bins", () => {
    const { calibrationBins } = summary;
    expect(calibrationBins.reduce((sum, { receipts }) => sum + receipts, 0)).toBe(4);
    expect(calibrationBins[8]).toMatchObject({ receipts: 2, exactShare: 0.5 });
    const gaps = calibrationBins
      .filter(({ receipts }) => receipts > 0)
      .map((bin) => (bin.receipts / 4) * Math.abs(bin.meanProbability - bin.exactShare));
    expect(summary.calibrationError).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0));
    expect(summary.brier).toBeCloseTo((0.01 ** 2 + 0.6 ** 2 + 0.9 ** 2 + 0.1 ** 2) / 4);
  });

  it("measures latency from rest to report, and CPU time a recorded second", () => {
    expect(summary.cartLatencyMsP95).toBeCloseTo(400);
    expect(summary.cpuPerRecordedSecond).toBeCloseTo(0.05);
  });

  it("has the events of those recordings whose truth lists them", () => {
    expect(summary.events).toBeNull();
    const labelled = createEvaluated("three", [], [EXAMPLE_PICKUP]);
    const phantom = createEvaluated("four", [], []);
    expect(summarize([...recordings, labelled, phantom]).events).toMatchObject({
      recordings: 2,
      all: { happened: 1, found: 1, reported: 2, phantoms: 1 },
    });
  });

  it("says that it does not know where there is nothing", () => {
    const empty = summarize([]);
    expect(empty).toMatchObject({ receipts: 0, riskCoverage: [], calibrationBins: [] });
    for (const figure of [empty.meanF1, empty.precision, empty.reviewRate, empty.brier]) {
      expect(figure).toBeNaN();
    }
    expect(empty.wrongAcceptedUpper).toBeNaN();
    expect(empty.cartLatencyMsP95).toBeNaN();
  });
});
