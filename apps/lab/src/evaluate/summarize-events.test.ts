import type { Interaction } from "@saunter/engine/receipt-types";
import { EXAMPLE_PICK } from "@saunter/ingest/recordings/recording-example";
import { describe, expect, it } from "vitest";
import { buildEventSummaryDocument, buildEventsDocument, formatEvents } from "./format-events.ts";
import type { EventScore, HappenedEvent, PhantomCause } from "./score-events.ts";
import { summarizeEvents } from "./summarize-events.ts";

function happened(changes: Partial<HappenedEvent>): HappenedEvent {
  return {
    kind: "pick",
    timestampMs: 5000,
    targetId: "ann",
    otherId: null,
    barcode: "x",
    quantity: 1,
    gondola: 1,
    shelf: 5,
    plates: [11],
    found: true,
    wrongShopper: false,
    wrongProduct: false,
    wrongQuantity: false,
    reported: [],
    ...changes,
  };
}

function reported(
  kind: Interaction["kind"],
  probability: number,
  right: boolean,
  phantom: PhantomCause | null = null,
) {
  return { interaction: { ...EXAMPLE_PICK, kind, probability }, right, phantom };
}

const SCORES: readonly EventScore[] = [
  {
    happened: [
      happened({}),
      happened({ wrongShopper: true, wrongProduct: true }),
      happened({ found: false }),
      happened({ kind: "putback", wrongQuantity: true, wrongProduct: true }),
    ],
    reported: [
      reported("pick", 0.98, true),
      reported("pick", 0.7, false),
      reported("putback", 0.96, false),
      reported("pick", 0.9, false, "press"),
      reported("putback", 0.89, false, "press"),
    ],
  },
  {
    happened: [happened({ kind: "handover", targetId: "ann", otherId: "bob", found: false })],
    reported: [
      reported("handover", 0.6, false, "meeting"),
      // Sums of probabilities pass 1 by rounding.
      reported("pick", 1 + 1e-12, false, "other"),
    ],
  },
];

const summary = summarizeEvents(SCORES)!;

describe("a summary of events", () => {
  it("counts each kind, and all of them", () => {
    expect(summary.byKind).toEqual({
      pick: tally([3, 2, 1, 4, 2, 1, 1, 0]),
      putback: tally([1, 1, 0, 2, 1, 0, 1, 1]),
      handover: tally([1, 0, 1, 1, 1, 0, 0, 0]),
    });
    expect(summary.all).toEqual(tally([5, 3, 2, 7, 4, 1, 2, 1]));
    expect(summary.recordings).toBe(2);
  });

  it("counts phantoms by cause, and those reported as good as sure", () => {
    expect(summary.phantomsByCause).toEqual({
      press: { phantoms: 2, sure: 1 },
      meeting: { phantoms: 1, sure: 0 },
      other: { phantoms: 1, sure: 1 },
    });
    expect(summary.allPhantoms).toEqual({ phantoms: 4, sure: 2 });
  });

  it("judges the probabilities of all that was reported", () => {
    const misses = [0.02, 0.7, 0.96, 0.9, 0.89, 0.6, 1];
    const brier = misses.reduce((sum, miss) => sum + miss ** 2, 0) / misses.length;
    expect(summary.brier).toBeCloseTo(brier);
    expect(summary.rightShare).toBeCloseTo(1 / 7);
    expect(summary.meanProbability).toBeCloseTo((0.98 + 0.7 + 0.96 + 0.9 + 0.89 + 0.6 + 1) / 7);
    const counts = summary.calibrationBins.map(({ count }) => count);
    expect(counts).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 2, 3]);
    const last = summary.calibrationBins[9];
    expect(last).toMatchObject({ lower: 0.9, upper: 1 });
    expect(last.meanProbability).toBeCloseTo((0.98 + 0.96 + 1) / 3);
    expect(last.trueShare).toBeCloseTo(1 / 3);
    expect(summary.calibrationError).toBeCloseTo((0.6 + 0.7 + 1.79 + (2.94 - 1)) / 7);
  });

  it("is none without a score, and knows nothing of probabilities where nothing was reported", () => {
    expect(summarizeEvents([])).toBeNull();
    const empty = summarizeEvents([{ happened: [happened({ found: false })], reported: [] }])!;
    expect(empty).toMatchObject({ all: { missed: 1, reported: 0 }, calibrationBins: [] });
    expect([empty.brier, empty.rightShare, empty.calibrationError]).toEqual([NaN, NaN, NaN]);
    expect(formatEvents("events", empty)).toContain("\nThe engine reported no event.\n");
  });
});

describe("events for the terminal", () => {
  it("are a table by kind, one of phantoms, and what probabilities are worth", () => {
    expect(formatEvents("events", summary)).toBe(
      [
        "events      found  missed  phantom  wrong shopper  wrong product  wrong quantity",
        "picks           2       1        2              1              1               0",
        "put-backs       1       0        1              0              1               1",
        "hand-overs      0       1        1              0              0               0",
        "all             3       2        4              1              2               1",
        "",
        "phantoms                               reported  at 90 % or more",
        "during or after a press on that shelf         2                1",
        "where hands met                               1                0",
        "other                                         1                1",
        "all                                           4                2",
        "",
        "Of the 7 events reported, 14.3 % are entirely right; the engine predicted 86.1 % on average.",
        "Expected calibration error 0.719, Brier score 0.625.",
        "",
      ].join("\n"),
    );
  });
});

describe("events for programs", () => {
  it("are counts by kind, causes, and calibration", () => {
    expect(buildEventSummaryDocument(summary)).toMatchObject({
      recordings: 2,
      all: { happened: 5, found: 3, missed: 2, reported: 7, phantoms: 4 },
      pick: { wrong_shopper: 1, wrong_product: 1, wrong_quantity: 0 },
      phantoms_by_cause: { press: { phantoms: 2, sure: 1 }, meeting: { sure: 0 } },
      sure_phantoms: 2,
      calibration_bins: expect.arrayContaining([
        { lower: 0.5, upper: 0.6, events: 1, mean_probability: 0.6, right_share: 0 },
      ]),
    });
  });

  it("list in a recording what was missed or wrong, what was reported it, and phantoms", () => {
    const pick = { ...EXAMPLE_PICK, barcode: "y", targetId: "bob" };
    const score: EventScore = {
      happened: [
        happened({}),
        happened({ wrongShopper: true, wrongProduct: true, reported: [pick] }),
        ...SCORES[1].happened,
      ],
      reported: [reported("pick", 0.98, true), ...SCORES[1].reported.slice(0, 1)],
    };
    const place = { gondola: 1, shelf: 5, plates: [11] };
    expect(buildEventsDocument(score)).toMatchObject({
      pick: { happened: 2, found: 2, reported: 1 },
      handover: { missed: 1, phantoms: 1 },
      mistakes: [
        {
          mistakes: ["wrong-shopper", "wrong-product"],
          kind: "pick",
          timestamp: 5,
          ...place,
          target_id: "ann",
          giver_id: null,
          barcode: "x",
          reported: [{ target_id: "bob", giver_id: null, barcode: "y", probability: 0.98 }],
        },
        { mistakes: ["missed"], kind: "handover", target_id: "bob", giver_id: "ann", reported: [] },
        { mistakes: ["phantom"], kind: "handover", probability: 0.6, cause: "meeting" },
      ],
    });
  });
});

function tally(counts: readonly number[]) {
  const [happened, found, missed, reported, phantoms, wrongShopper, wrongProduct, wrongQuantity] =
    counts;
  return {
    happened,
    found,
    missed,
    reported,
    phantoms,
    wrongShopper,
    wrongProduct,
    wrongQuantity,
  };
}
