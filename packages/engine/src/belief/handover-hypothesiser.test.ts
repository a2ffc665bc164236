import { describe, expect, it } from "vitest";
import { type MeetingOfHands, rateMeeting } from "../attribution/meeting-evidence.ts";
import { DEFAULT_HANDS } from "../parameters/hands.ts";
import { createItem } from "./belief-builders.ts";
import { explainMeeting } from "./handover-hypothesiser.ts";
import { createCluster, getCart, type Hypothesis, listHistory, withCart } from "./hypotheses.ts";

describe("what a meeting explains", () => {
  const AT_MS = 60_000;
  /** A meeting of people who stand still, a little apart. */
  const meeting = (strength: number): MeetingOfHands => ({
    a: "ann",
    b: "bob",
    timestampMs: AT_MS,
    strength,
    gapM: 0.05,
    belowNeckM: 0.35,
    reachMaxM: 0.3,
    reachMinM: 0.3,
    besideM: 0.05,
    lastsMs: 400,
    apartM: 0.6,
    speedMPerS: 0,
  });
  const chips = createItem("chips", { shelf: 2, plates: [3], sinceMs: AT_MS - 3000 });
  const jar = createItem("jar", { shelf: 2, plates: [3], sinceMs: AT_MS - 50_000 });
  const bar = createItem("bar", { shelf: 2, plates: [3], sinceMs: AT_MS - 3000 });
  const [empty] = createCluster("ann").hypotheses as [Hypothesis];
  const parent = withCart(withCart({ ...empty, logWeight: -1 }, "ann", [chips, jar]), "bob", [bar]);

  it("is nothing where neither has anything", () => {
    expect(explainMeeting(meeting(5), 9, empty, DEFAULT_HANDS)).toEqual([empty]);
  });

  it("is that nothing was moved, or one item of either cart", () => {
    const children = explainMeeting(meeting(5), 9, parent, DEFAULT_HANDS);
    const carts = children.map((child) =>
      ["ann", "bob"].map((shopper) => getCart(child, shopper).map(({ barcode }) => barcode)),
    );
    expect(carts).toEqual([
      [["chips", "jar"], ["bar"]],
      [["jar"], ["bar", "chips"]],
      [["chips"], ["bar", "jar"]],
      [["chips", "jar", "bar"], []],
    ]);
    const total = children.reduce((sum, { logWeight }) => sum + Math.exp(logWeight + 1), 0);
    expect(total).toBeCloseTo(1, 9);
  });

  it("is likelier what was taken just before than what has long been in the cart", () => {
    const [, recent, old] = explainMeeting(meeting(5), 9, parent, DEFAULT_HANDS);
    expect(recent!.logWeight).toBeGreaterThan(old!.logWeight + 2);
  });

  it("is a move with the odds of the meeting", () => {
    for (const strength of [0.6, 3, 6, 50]) {
      const [kept] = explainMeeting(meeting(strength), 9, parent, DEFAULT_HANDS);
      const keptShare = Math.exp(kept!.logWeight + 1);
      expect(Math.log((1 - keptShare) / keptShare)).toBeCloseTo(
        rateMeeting(meeting(strength), DEFAULT_HANDS),
        9,
      );
    }
  });

  it("is written down as a hand-over from one to the other", () => {
    const [kept, moved] = explainMeeting(meeting(5), 9, parent, DEFAULT_HANDS);
    expect(kept!.history).toBeNull();
    expect(listHistory(moved!.history)).toEqual([
      {
        kind: "handover",
        changeId: 9,
        shopperId: "bob",
        otherId: "ann",
        barcode: "chips",
        quantity: 1,
        weightG: 100,
        timestampMs: AT_MS,
        plates: [3],
        gondola: 1,
        shelf: 2,
        settledMs: AT_MS,
        isMisplaced: false,
        part: 0,
      },
    ]);
  });
});
