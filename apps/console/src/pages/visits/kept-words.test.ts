import { describe, expect, it } from "vitest";
import { showBritish, showIn } from "../../words-fixture.ts";
import { type KeptEvidence, letterKept, wordCurve, wordPositions, wordWho } from "./kept-words.ts";

showBritish();

const seen = (...ids: readonly string[]): Pick<KeptEvidence, "positions"> => ({
  positions: {
    happenedMs: 0,
    startMs: 0,
    stepMs: 200,
    shoppers: ids.map((shopperId) => ({ shopperId, body: [], leftWrist: [], rightWrist: [] })),
  },
});
const EVIDENCE: KeptEvidence["evidence"] = {
  evidenceId: "e.1",
  occurredMs: 0,
  weightG: 100,
  gondola: 1,
  shelf: 1,
  plates: [1],
  kind: "pick",
  shopperId: "t2",
  giverId: null,
  gtin: "1",
  quantity: 1,
  probability: 0.9,
  candidates: [],
  name: "Soup",
};

describe("what is kept of an interaction", () => {
  it("is said not to be there, and why", () => {
    const words = (["kept", "awaited", "not-doubted", "deleted", "missing"] as const).map(
      (state) => [wordCurve({ curveState: state }), wordPositions({ positionsState: state })],
    );
    expect(words[0]).toEqual([null, null]);
    expect(words[1]).toEqual([
      "The weight curve appears in a few seconds.",
      "Positions appear in a few seconds.",
    ]);
    expect(words[2]![1]).toBe("No positions: we keep them only for flagged interactions.");
    expect(words[3]![0]).toBe("Weight curve deleted: retention period ended.");
    expect(new Set(words.flat()).size).toBe(9);
  });

  it("names people by letters, those of the visit first and always by the same ones", () => {
    const party = new Set(["t1", "t2"]);
    const letters = letterKept({ evidence: EVIDENCE, ...seen("t9") }, party);
    expect([...letters]).toEqual([
      ["t1", "A"],
      ["t2", "B"],
      ["t9", "C"],
    ]);
  });

  it("says whose letters they are", () => {
    const party = new Set(["t1", "t2"]);
    const word = (...ids: readonly string[]): string => {
      const letters = letterKept({ evidence: EVIDENCE, ...seen(...ids) }, party);
      return wordWho(seen(...ids), letters, party);
    };
    expect(word()).toBe("No shopper in view.");
    expect(word("t2")).toBe("B is part of this visit.");
    expect(word("t9")).toBe("C is not part of this visit.");
    expect(word("t8", "t9", "t1")).toBe("A is part of this visit; C and D are not.");
    expect(word("t2", "t1", "t9")).toBe("A and B are part of this visit; C is not.");
  });

  it("says whose letters they are in other languages", async () => {
    const party = new Set(["t1", "t2"]);
    const word = (...ids: readonly string[]): string => {
      const letters = letterKept({ evidence: EVIDENCE, ...seen(...ids) }, party);
      return wordWho(seen(...ids), letters, party);
    };
    await showIn("de");
    expect(word("t8", "t9", "t1")).toBe("A gehört zu diesem Besuch; C und D nicht.");
    await showIn("ar");
    expect(word("t1", "t2")).toContain("A وB");
    await showIn("en-GB");
  });
});
