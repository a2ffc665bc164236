import { giveLetters } from "@saunter/ui/review/people-letters";
import { describe, expect, it } from "vitest";
import { showBritish, showIn } from "../../words-fixture.ts";
import type { Candidate, Change, Review, Subject } from "./review-types.ts";
import {
  mapProducts,
  wordCandidate,
  wordChoice,
  wordFit,
  wordLapse,
  wordNoPositions,
  wordNothingSeen,
  wordPlates,
  wordQuestion,
  wordShare,
  wordTook,
} from "./review-words.ts";

showBritish();

const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  kind: "pick",
  shopperId: "p1",
  giverId: null,
  gtin: "01",
  quantity: 2,
  ...more,
});
const evidence = {
  evidenceId: "e1",
  occurredMs: 0,
  weightG: 830,
  gondola: 2,
  shelf: 3,
  plates: [4, 5],
  ...candidate(),
  probability: 0.6,
  candidates: [{ ...candidate(), probability: 0.3 }],
};
const products = mapProducts({
  products: [
    {
      gtin: "01",
      name: "Soup",
      unitMinor: 189,
      priceOf: "unit" as const,
      weightG: 415,
      ageMin: null,
    },
    {
      gtin: "02",
      name: "Oat milk",
      unitMinor: 210,
      priceOf: "unit" as const,
      weightG: 1030,
      ageMin: null,
    },
  ],
});
const SWAPPED: Extract<Subject, { kind: "contest" }> = {
  kind: "contest",
  disputeId: "c",
  contestId: "c",
  claim: "wrong-item",
  lineId: "l1",
  gtin: "01",
  claimedQuantity: 0,
  instead: null,
  receiptQuantity: 2,
};
const letters = new Map([
  ["p1", "A"],
  ["p2", "B"],
]);
const ask = (subject: Subject) => wordQuestion({ subject }, letters, products);

describe("letters", () => {
  it("are given to those whom candidates name first, and then to whoever was near", () => {
    const near = (shopperId: string) => ({ shopperId, body: [], leftWrist: [], rightWrist: [] });
    const positions = { happenedMs: 0, startMs: 0, stepMs: 1, shoppers: [near("z"), near("p2")] };
    const review = {
      people: ["p2", "p1"],
      subject: { kind: "interaction", evidence },
      interactions: [{ evidence, positions }],
    } as unknown as Review;
    expect([...giveLetters(review)]).toEqual([
      ["p2", "A"],
      ["p1", "B"],
      ["z", "C"],
    ]);
  });
});

describe("words of reviews", () => {
  it("say who did what", () => {
    const word = (more: Partial<Candidate>) => wordCandidate(candidate(more), letters, products);
    expect(word({ quantity: 1, weighing: { netG: 845 } })).toContain("0.845 kg of ");
    expect(word({ quantity: 2, weighing: { netG: 845 } })).toContain("2 × 0.845 kg of ");
    expect(word({})).toBe("A took 2 × Soup");
    expect(word({ kind: "putback", shopperId: "p2", quantity: 1 })).toBe("B put 1 × Soup back");
    expect(word({ kind: "handover", giverId: "p2" })).toBe("B gave 2 × Soup to A");
    expect(word({ shopperId: null, gtin: "99" })).toBe("An unknown person took 2 × 99");
    expect(word({ shopperId: "stranger" })).toBe("Someone took 2 × Soup");
  });

  it("ask one question for each kind", () => {
    expect(ask({ kind: "interaction", evidence }).title).toBe(
      "What happened at gondola 2, shelf 3?",
    );
    expect(ask({ kind: "gap", shopperId: "p2", reason: "a plate was dead" })).toEqual({
      title: "Is the receipt of B right?",
      more: "Reason: a plate was dead.",
    });
    expect(ask({ kind: "age", gtins: ["01"] }).more).toBe(
      "Soup left the shop before an age check.",
    );
    expect(ask({ kind: "binding", reason: "two came in" }).more).toBe("Two came in.");
  });

  it("say what happens where nobody decides, and where all of the visit is at stake", () => {
    const gap = { kind: "gap", shopperId: "p2", reason: "a plate was dead" } as const;
    expect(wordLapse({ subject: gap, isAllAtStake: false })).toBe(
      "nothing is added to the receipt",
    );
    expect(wordLapse({ subject: gap, isAllAtStake: true })).toBe(
      "the whole visit is free of charge",
    );
  });

  it("say what a shopper claims", () => {
    const claim = (one: "wrong-item" | "wrong-count" | "missing", claimedQuantity: number) =>
      ask({
        kind: "contest",
        disputeId: "c",
        contestId: "c",
        claim: one,
        lineId: null,
        gtin: "01",
        claimedQuantity,
        instead: null,
        receiptQuantity: 2,
      });
    expect(claim("missing", 3).title).toBe("Is the shopper right about Soup?");
    expect(claim("missing", 3).more).toBe("Shopper: 3. Receipt: 2.");
    expect(claim("wrong-count", 1).more).toBe("Shopper: 1. Receipt: 2.");
    expect(claim("wrong-item", 0).more).toBe("Shopper: did not take it. Receipt: 2.");
    const swapped = ask({ ...SWAPPED, instead: { gtin: "02", quantity: 1 } });
    expect(swapped.title).toBe("Is the shopper right about Soup?");
    expect(swapped.more).toBe("Shopper: 1 × Oat milk instead. Receipt: 2 of this.");
  });

  it("say where nothing was seen to move, and of whom", () => {
    expect(wordNothingSeen(SWAPPED)).toBe("No picks were detected for this shopper.");
    for (const unseen of [
      { ...SWAPPED, instead: { gtin: "02", quantity: 1 } },
      { ...SWAPPED, claim: "missing" },
    ] as const) {
      expect(wordNothingSeen(unseen)).toBe(
        "No pick of this product was detected during the visit.",
      );
    }
  });

  it("say that positions are gone with the visit, and what there is in their place", () => {
    expect(wordNoPositions("contest", true)).toBe(
      "Positions were deleted with the visit. Decide by the weight curve.",
    );
    expect(wordNoPositions("age", false)).toBe("Positions were deleted with the visit.");
    expect(wordNoPositions("interaction", true)).toMatch(/not kept, or have been deleted/);
  });

  it("say of nothing what it means here", () => {
    const nothing = (kind: "gap" | "interaction") =>
      wordChoice({ kind: "nothing" }, { kind }, letters, products).text;
    expect([nothing("gap"), nothing("interaction")]).toEqual([
      "Yes, it is right",
      "Nobody took it",
    ]);
    const ofGap = (kind: "add" | "remove") =>
      wordChoice({ kind, gtin: "01", quantity: 2 }, { kind: "gap" }, letters, products).text;
    expect(["add", "remove"].map((kind) => ofGap(kind as "add"))).toEqual([
      "2 × Soup may have been taken",
      "2 × Soup may have been put back",
    ]);
    expect(wordChoice({ kind: "refuse" }, { kind: "gap" }, letters, products).text).toBe(
      "Not clear",
    );
    expect(() => wordChoice({ kind: "grant" }, { kind: "gap" }, letters, products)).toThrow(
      new Error("a gap is not granted"),
    );
  });

  it("say how weights fit", () => {
    expect(wordFit(candidate(), evidence, products)).toBe("830 g, matches the plates");
    expect(wordFit(candidate({ quantity: 1 }), evidence, products)).toBe(
      "415 g, 415 g less than the plates measured",
    );
    expect(wordFit(candidate({ quantity: 3 }), { weightG: -830 }, products)).toBe(
      "1245 g, 415 g more than the plates measured",
    );
    expect(wordFit(candidate({ gtin: "99" }), evidence, products)).toBeNull();
  });

  it("name plates", () => {
    expect([[3], [4, 3], [3, 4, 5], [1, 3, 4]].map(wordPlates)).toEqual([
      ...["Plate 3", "Plates 3 and 4", "Plates 3 to 5", "Plates 1, 3 and 4"],
    ]);
  });

  it("name plates as other languages do", async () => {
    await showIn("de");
    expect([[3], [3, 4, 5], [1, 3, 4]].map(wordPlates)).toEqual([
      ...["Platte 3", "Platten 3 bis 5", "Platten 1, 3 und 4"],
    ]);
    await showIn("ar");
    expect(
      [
        [4, 3],
        [1, 3, 4],
      ].map(wordPlates),
    ).toEqual(["اللوحان 3 و4", "الألواح 1 و3 و4"]);
    await showIn("en-GB");
  });

  it("say how many pairs of decisions agree", () => {
    expect([wordShare(9, 10), wordShare(0, 0)]).toEqual(["9 of 10 alike", "–"]);
  });

  it("say what one change of weight is, and what may have been taken", () => {
    const change: Change = {
      evidenceId: "run.1",
      kind: "pick",
      reason: "86 g were taken",
      occurredMs: 0,
      weightG: 86,
      gondola: 2,
      shelf: 4,
      plates: [3],
      candidates: [],
    };
    const gap = { kind: "gap", shopperId: "p2", reason: change.reason, change } as const;
    expect(ask(gap)).toEqual({
      title: "What happened at gondola 2, shelf 4?",
      more: "Plate 3 lost 86 g. No product there weighs that.",
    });
    expect(wordChoice({ kind: "add", gtin: "01", quantity: 2 }, gap, letters, products).text).toBe(
      "2 × Soup was taken",
    );
    expect(wordChoice({ kind: "nothing" }, gap, letters, products).text).toBe(
      "The receipt is right as it is",
    );
  });

  it("leave out the numbers of products in a reason", () => {
    const reason = "soda (0800001004751) may have been put back";
    expect(ask({ kind: "gap", shopperId: "p2", reason }).more).toBe(
      "Reason: soda may have been put back.",
    );
  });

  it("say how long it took", () => {
    expect([940, 59_900, 65_400].map(wordTook)).toEqual(["0.9 s", "59.9 s", "1 min 5 s"]);
  });
});
