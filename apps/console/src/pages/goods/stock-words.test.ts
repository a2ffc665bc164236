import { expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  findStates,
  type Level,
  type Movement,
  rankState,
  wordMovement,
  wordState,
} from "./stock-words.ts";

showBritish();

const LEVEL: Level = {
  facing: "1/1/1",
  gtin: "01",
  name: "Soup",
  gondola: 1,
  shelf: 1,
  plates: [1],
  counted: 5,
  countedMs: 1,
  refilled: 0,
  wasted: 0,
  moved: 0,
  expected: 5,
  overdrawn: 0,
  expiring: null,
  isLow: false,
};
const TODAY = "2026-03-31";
const statesOf = (more: Partial<Level>) => findStates({ ...LEVEL, ...more }, TODAY);
const batch = (expiresOn: string) => ({ expiring: { expiresOn, quantity: 3 } });

it("a facing says all that there is to do, the most urgent first", () => {
  expect(statesOf({})).toEqual(["enough"]);
  expect(statesOf({ expected: 0, isLow: true })).toEqual(["empty"]);
  expect(statesOf({ isLow: true, ...batch("2026-04-02") })).toEqual(["low", "expiring"]);
  expect(statesOf(batch("2026-04-03"))).toEqual(["enough"]);
  expect(statesOf(batch("2026-03-31"))).toEqual(["expiring"]);
  expect(statesOf(batch("2026-03-30"))).toEqual(["expired"]);
  expect(statesOf({ expected: null, overdrawn: 2 })).toEqual(["overdrawn"]);
  expect(statesOf({ expected: null })).toEqual(["uncounted"]);
  const ranks = [{ expected: 0 }, { isLow: true }, { expected: null }, {}].map((more) =>
    rankState(statesOf(more)),
  );
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(new Set(ranks).size).toBe(4);
});

it("states have words with their numbers", () => {
  const level = { ...LEVEL, ...batch("2026-03-30"), overdrawn: 2 };
  expect(wordState("expired", level).text).toBe("3 expired");
  expect(wordState("overdrawn", level).text).toBe("2 more sold than in stock");
  expect(wordState("low", level)).toEqual({ tone: "warning", text: "low" });
});

it("movements say what was done, and what a count has missed", () => {
  const movement: Movement = {
    ...{ movementId: 1, facing: "1/1/1", gtin: "01", name: "Soup", by: "u", atMs: 1 },
    ...{ kind: "counted", quantity: 7, expected: null, expiresOn: null, reason: null },
  };
  const say = (more: Partial<Movement>) => wordMovement({ ...movement, ...more });
  expect(say({})).toBe("Counted 7");
  expect(say({ expected: 7 })).toBe("Counted 7, as expected");
  expect(say({ expected: 8 })).toBe("Counted 7, 1 fewer than expected");
  expect(say({ expected: -1 })).toBe("Counted 7, 8 more than expected");
  expect(say({ kind: "refilled" })).toBe("Delivered 7");
  expect(say({ kind: "wasted", reason: "damaged" })).toBe("Wasted 7: damaged");
});
