import type { Interaction, InteractionKind } from "@saunter/engine/receipt-types";
import type { TruthEvent, TruthEventKind } from "@saunter/ingest/recordings/read-truth";
import { describe, expect, it } from "vitest";
import {
  PRESS_AFTER_MS,
  PRESS_BEFORE_MS,
  SAME_EVENT_MS,
  scoreEvents,
  TIME_TOLERANCE_MS,
} from "./score-events.ts";

/** Ann's one unit of "x" at gondola 1, shelf 2, plate 3, 10 s in, where nothing else is said. */
function happen(kind: TruthEventKind, changes: Partial<TruthEvent> = {}): TruthEvent {
  return {
    kind,
    timestampMs: 10_000,
    targetId: "ann",
    otherId: null,
    barcode: "x",
    gondola: 1,
    shelf: 2,
    plates: [3],
    weightG: -100,
    ...changes,
  };
}

function tell(kind: InteractionKind, changes: Partial<Interaction> = {}): Interaction {
  return {
    id: "1",
    kind,
    timestampMs: 10_000,
    decidedMs: 10_900,
    settledMs: 10_500,
    targetId: "ann",
    giverId: null,
    barcode: "x",
    quantity: 1,
    weightG: -100,
    gondola: 1,
    shelf: 2,
    plates: [3],
    probability: 0.95,
    alternatives: [],
    ...changes,
  };
}

const FOUND = { found: true, wrongShopper: false, wrongProduct: false, wrongQuantity: false };
const MISSED = { ...FOUND, found: false };

/** Outcomes in short: of what happened "found", "missed" or the mistakes; of what was reported. */
function judge(reported: readonly Interaction[], truth: readonly TruthEvent[]) {
  const score = scoreEvents(reported, truth);
  return {
    happened: score.happened.map(({ found, wrongShopper, wrongProduct, wrongQuantity }) => {
      if (!found) return "missed";
      const mistakes = [
        ...(wrongShopper ? ["shopper"] : []),
        ...(wrongProduct ? ["product"] : []),
        ...(wrongQuantity ? ["quantity"] : []),
      ];
      return mistakes.length === 0 ? "found" : mistakes.join(" ");
    }),
    reported: score.reported.map(({ right, phantom }) => phantom ?? (right ? "right" : "wrong")),
  };
}

describe("an event that happened", () => {
  it("is found where the engine reported it, right in all", () => {
    const pick = tell("pick", { timestampMs: 10_400 });
    const score = scoreEvents([pick], [happen("pickup")]);
    expect(score.happened).toMatchObject([
      { ...FOUND, kind: "pick", quantity: 1, reported: [pick] },
    ]);
    expect(score.reported).toEqual([{ interaction: pick, right: true, phantom: null }]);
  });

  it("is missed where the engine reported nothing", () => {
    const score = scoreEvents([], [happen("putback")]);
    expect(score.happened).toMatchObject([{ ...MISSED, kind: "putback", reported: [] }]);
    expect(score.reported).toEqual([]);
  });

  it.each<[string, Partial<Interaction>, string]>([
    ["shopper", { targetId: "bob" }, "shopper"],
    ["nobody in particular as shopper", { targetId: null }, "shopper"],
    ["product", { barcode: "y" }, "product"],
    ["quantity", { quantity: 2 }, "quantity"],
    [
      "shopper, product and quantity",
      { targetId: "b", barcode: "y", quantity: 2 },
      "shopper product quantity",
    ],
  ])("is found with the wrong %s", (_, changes, mistakes) => {
    expect(judge([tell("pick", changes)], [happen("pickup")])).toEqual({
      happened: [mistakes],
      reported: ["wrong"],
    });
  });

  it("has the right shopper where neither side knows one", () => {
    const reported = tell("pick", { targetId: null });
    expect(judge([reported], [happen("pickup", { targetId: null })]).reported).toEqual(["right"]);
  });

  it.each<[string, Partial<Interaction>]>([
    ["shelf", { shelf: 3 }],
    ["gondola", { gondola: 2 }],
    ["plate, two further", { plates: [5, 6] }],
    ["time, past the tolerance", { timestampMs: 10_000 + TIME_TOLERANCE_MS + 1 }],
    ["time, before the tolerance", { timestampMs: 10_000 - TIME_TOLERANCE_MS - 1 }],
  ])("is missed, and a phantom reported, at another %s", (_, changes) => {
    expect(judge([tell("pick", changes)], [happen("pickup")])).toEqual({
      happened: ["missed"],
      reported: ["other"],
    });
  });

  it.each<[string, Partial<Interaction>]>([
    ["on the plate beside", { plates: [4, 5] }],
    ["on the whole shelf", { plates: [] }],
    ["at the end of the tolerance", { timestampMs: 10_000 + TIME_TOLERANCE_MS }],
    ["at its beginning", { timestampMs: 10_000 - TIME_TOLERANCE_MS }],
  ])("is found %s", (_, changes) => {
    expect(judge([tell("pick", changes)], [happen("pickup")]).happened).toEqual(["found"]);
  });

  it("of one kind is not found by one of another kind", () => {
    expect(judge([tell("putback")], [happen("pickup")])).toEqual({
      happened: ["missed"],
      reported: ["other"],
    });
  });
});

describe("units", () => {
  const three = [0, 1, SAME_EVENT_MS].map((ms) => happen("pickup", { timestampMs: 10_000 + ms }));

  it("may come in any order, and are listed by time", () => {
    const later = happen("pickup", { timestampMs: 30_000 });
    const listed = scoreEvents([], [later, ...three.toReversed()]).happened;
    expect(listed).toMatchObject([
      { timestampMs: 10_000, quantity: 3 },
      { timestampMs: 30_000, quantity: 1 },
    ]);
  });

  it("that one shopper moved at once are one event", () => {
    const score = scoreEvents([tell("pick", { quantity: 3 })], three);
    expect(score.happened).toMatchObject([{ ...FOUND, quantity: 3, timestampMs: 10_000 }]);
    expect(score.reported).toMatchObject([{ right: true }]);
  });

  it("a moment later, or of somebody else, are another event", () => {
    const later = happen("pickup", { timestampMs: 10_000 + SAME_EVENT_MS + 1 });
    const other = happen("pickup", { targetId: "bob" });
    const product = happen("pickup", { barcode: "y" });
    expect(scoreEvents([], [happen("pickup"), later, other, product]).happened).toHaveLength(4);
  });

  it("of which some are reported make one event of the wrong quantity, not a missed one", () => {
    expect(judge([tell("pick", { quantity: 2 })], three)).toEqual({
      happened: ["quantity"],
      reported: ["wrong"],
    });
  });

  it("reported one by one make up the event", () => {
    const reported = [0, 300, 600].map((ms) => tell("pick", { timestampMs: 10_000 + ms }));
    expect(judge(reported, three)).toEqual({
      happened: ["found"],
      reported: ["right", "right", "right"],
    });
  });

  it("taken one by one and reported together are two events found", () => {
    const truth = [happen("pickup"), happen("pickup", { timestampMs: 10_800 })];
    expect(judge([tell("pick", { quantity: 2 })], truth)).toEqual({
      happened: ["found", "found"],
      reported: ["right"],
    });
    expect(judge([tell("pick")], truth)).toEqual({
      happened: ["found", "missed"],
      reported: ["right"],
    });
  });

  it("of two lighter products reported for a heavier one are wrong in product and quantity", () => {
    expect(
      judge([tell("pick", { barcode: "y", quantity: 2 })], [happen("pickup")]).happened,
    ).toEqual(["product quantity"]);
  });
});

describe("several events at once", () => {
  const ann = happen("pickup");
  const bob = happen("pickup", { targetId: "bob", timestampMs: 10_500 });

  it("are distinguished by their shoppers, though times say otherwise", () => {
    const reported = [
      tell("pick", { targetId: "bob", timestampMs: 10_000 }),
      tell("pick", { targetId: "ann", timestampMs: 10_500 }),
    ];
    expect(judge(reported, [bob, ann])).toEqual({
      happened: ["found", "found"],
      reported: ["right", "right"],
    });
  });

  it("are distinguished by their products, though shoppers say otherwise", () => {
    const truth = [
      happen("pickup", { barcode: "x" }),
      happen("pickup", { barcode: "y", targetId: "bob" }),
    ];
    const reported = [
      tell("pick", { barcode: "y", targetId: "ann" }),
      tell("pick", { barcode: "x", targetId: "bob" }),
    ];
    expect(judge(reported, truth).happened).toEqual(["shopper", "shopper"]);
  });

  it("that two did and one is reported to have done are found, one with the wrong shopper", () => {
    expect(judge([tell("pick", { quantity: 2 })], [ann, bob])).toEqual({
      happened: ["found", "shopper"],
      reported: ["wrong"],
    });
  });

  it("go to the nearest in time and plates where all else is equal", () => {
    const truth = [happen("pickup"), happen("pickup", { timestampMs: 12_000 })];
    expect(judge([tell("pick", { timestampMs: 11_500 })], truth).happened).toEqual([
      "missed",
      "found",
    ]);
    const plates = [happen("pickup", { plates: [2] }), happen("pickup", { plates: [3] })];
    expect(judge([tell("pick")], plates).happened).toEqual(["missed", "found"]);
  });

  it("are all found where there is a way, though one of them is nearer to both", () => {
    const truth = [happen("pickup"), happen("pickup", { timestampMs: 12_000 })];
    const reported = [tell("pick", { timestampMs: 12_000 }), tell("pick", { timestampMs: 14_500 })];
    expect(judge(reported, truth)).toEqual({
      happened: ["found", "found"],
      reported: ["right", "right"],
    });
  });

  it("leave a right pair alone rather than making two wrong ones", () => {
    const truth = [
      happen("pickup", { barcode: "x", plates: [3] }),
      happen("pickup", { barcode: "y", plates: [4] }),
    ];
    const reported = [
      tell("pick", { barcode: "y", plates: [4] }),
      tell("pick", { barcode: "z", plates: [5] }),
    ];
    expect(judge(reported, truth)).toEqual({
      happened: ["missed", "found"],
      reported: ["right", "other"],
    });
  });

  it("keep a pick and the put-back after it apart", () => {
    const truth = [happen("pickup"), happen("putback", { timestampMs: 10_900 })];
    expect(judge([], truth).happened).toEqual(["missed", "missed"]);
    expect(judge([tell("putback", { timestampMs: 10_900 })], truth).happened).toEqual([
      "missed",
      "found",
    ]);
  });
});

describe("a phantom", () => {
  const press = happen("hold", { plates: [7], weightG: 0 });
  const cause = (kind: InteractionKind, sinceMs: number, changes: Partial<Interaction> = {}) =>
    judge([tell(kind, { timestampMs: press.timestampMs + sinceMs, ...changes })], [press])
      .reported[0];

  it("comes of a press on its shelf, from just before it to some time after", () => {
    expect(cause("pick", 0)).toBe("press");
    expect(cause("putback", PRESS_AFTER_MS)).toBe("press");
    expect(cause("pick", -PRESS_BEFORE_MS)).toBe("press");
    expect(cause("pick", PRESS_AFTER_MS + 1)).toBe("other");
    expect(cause("pick", -PRESS_BEFORE_MS - 1)).toBe("other");
  });

  it("does not come of a press on another shelf or gondola", () => {
    expect(cause("pick", 0, { shelf: 3 })).toBe("other");
    expect(cause("pick", 0, { gondola: 2 })).toBe("other");
  });

  it("that is a hand-over comes of a meeting, whatever was pressed", () => {
    expect(cause("handover", 0, { giverId: "bob" })).toBe("meeting");
  });

  it("is no other thing reported a press that ended in a pick", () => {
    const truth = [press, happen("pickup", { timestampMs: 14_000, plates: [7] })];
    const reported = [
      tell("pick", { timestampMs: 10_200, plates: [7] }),
      tell("pick", { timestampMs: 14_100, plates: [7] }),
    ];
    expect(judge(reported, truth)).toEqual({ happened: ["found"], reported: ["press", "right"] });
  });

  it("is not made up for by the press itself, which is no event", () => {
    expect(judge([], [press])).toEqual({ happened: [], reported: [] });
  });
});

describe("a hand-over", () => {
  const given = happen("handover", { targetId: "ann", otherId: "bob", weightG: 0 });
  const reported = (changes: Partial<Interaction> = {}) =>
    tell("handover", { giverId: "ann", targetId: "bob", ...changes });

  it("is found wherever the item once stood", () => {
    const elsewhere = reported({ gondola: 4, shelf: 1, plates: [9], timestampMs: 12_000 });
    expect(judge([elsewhere], [given])).toEqual({ happened: ["found"], reported: ["right"] });
  });

  it.each<[string, Partial<Interaction>]>([
    ["another giver", { giverId: "carl" }],
    ["another receiver", { targetId: "carl" }],
    ["giver and receiver swapped", { giverId: "bob", targetId: "ann" }],
  ])("is found with the wrong shopper with %s", (_, changes) => {
    expect(judge([reported(changes)], [given])).toEqual({
      happened: ["shopper"],
      reported: ["wrong"],
    });
  });

  it("is missed where two others are reported", () => {
    expect(judge([reported({ giverId: "carl", targetId: "dora" })], [given])).toEqual({
      happened: ["missed"],
      reported: ["meeting"],
    });
  });

  it("is judged by its giver alone where the truth does not name the receiver", () => {
    const old = { ...given, otherId: null };
    expect(judge([reported({ targetId: "carl" })], [old]).reported).toEqual(["right"]);
    expect(judge([reported({ giverId: "carl", targetId: "ann" })], [old]).happened).toEqual([
      "shopper",
    ]);
    expect(judge([reported({ giverId: "carl" })], [old]).happened).toEqual(["missed"]);
  });

  it("is found by its time where nobody was tracked", () => {
    const untracked = { ...given, targetId: null, otherId: null };
    expect(judge([reported()], [untracked]).happened).toEqual(["shopper"]);
  });

  it("goes to the one with both people right", () => {
    const other = happen("handover", { targetId: "ann", otherId: "carl", timestampMs: 10_200 });
    const both = [
      reported({ targetId: "carl", timestampMs: 10_000 }),
      reported({ timestampMs: 10_200 }),
    ];
    expect(judge(both, [given, other]).reported).toEqual(["right", "right"]);
  });

  it("has the wrong product, or nothing right but two people and a time", () => {
    expect(judge([reported({ barcode: "y" })], [given]).happened).toEqual(["product"]);
    const swapped = reported({ giverId: "bob", targetId: "ann", barcode: "y", quantity: 2 });
    expect(judge([swapped], [given]).happened).toEqual(["shopper product quantity"]);
  });
});
