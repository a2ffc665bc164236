import { describe, expect, it } from "vitest";
import { DEFAULT_WEIGHTS } from "../parameters/weights.ts";
import type { Gains } from "../sensing/gains.ts";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
} from "./belief-builders.ts";
import {
  creepLogDensity,
  findGap,
  makeAction,
  makeItem,
  overlaps,
  rememberedLogDensity,
  weigh,
  weighHaste,
} from "./block-context.ts";
import { unknownLogDensity } from "./candidates.ts";
import type { LastAct } from "./hypotheses.ts";

const decrease = createContext(createChange({ 3: -90 }));

describe("a hand in haste", () => {
  const after = (sinceMs: number, more: Partial<LastAct> = {}) => {
    const timestampMs = decrease.timestampMs - sinceMs;
    const last: LastAct = { timestampMs, gondola: 1, shelf: 3, plate: 3, ...more };
    return createHypothesis(1, {}, { lastActs: new Map([["ada", last]]) });
  };

  it("is the less likely the sooner it was elsewhere", () => {
    const logs = [100, 600, 1100].map((sinceMs) => weighHaste(decrease, after(sinceMs), "ada"));
    expect(logs[0]).toBeLessThan(logs[1]!);
    expect(logs[1]).toBeLessThan(logs[2]!);
    expect(logs[2]).toBeLessThan(0);
    expect(weighHaste(decrease, after(1300), "ada")).toBe(0);
  });

  it("is none in a series at one place, nor of others, nor of nobody", () => {
    expect(weighHaste(decrease, after(300, { shelf: 1, plate: 4 }), "ada")).toBe(0);
    expect(weighHaste(decrease, after(300, { shelf: 1, plate: 5 }), "ada")).toBeLessThan(0);
    expect(weighHaste(decrease, after(300), "bob")).toBe(0);
    expect(weighHaste(decrease, createHypothesis(1), "ada")).toBe(0);
    const nobody = new Map([[null, after(300).lastActs.get("ada")!]]);
    expect(weighHaste(decrease, createHypothesis(1, {}, { lastActs: nobody }), null)).toBe(0);
  });
});

describe("what a change makes", () => {
  it("is reported with its place, weight and times", () => {
    expect(makeAction(decrease, "pick", "ada", "tea", 2)).toMatchObject({
      kind: "pick",
      changeId: 7,
      shopperId: "ada",
      barcode: "tea",
      quantity: 2,
      weightG: expect.closeTo(90, 1),
      plates: [3],
      gondola: 1,
      shelf: 1,
      settledMs: 10_000,
      timestampMs: decrease.timestampMs,
    });
  });

  it("is an item that remembers what its plates read", () => {
    const gains: Gains = new Map([["1/1/3", { mean: 1.1, variance: 1e-4, sureCount: 1 }]]);
    const context = createContext(createChange({ 3: -99 }), createWho({ ada: 1 }), gains);
    expect(context.block.totalG).toBeCloseTo(-90, 6);
    const item = makeItem(context, "tea", 90);
    expect(item).toMatchObject({ changeId: 7, originId: 7, plates: [3], isTouch: false });
    expect(item.rawG).toBeCloseTo(99, 6);
    // Learned later that the plate reads what lies on it: then it weighs what was read.
    expect(weigh(context, item)).toBeCloseTo(90, 6);
    expect(weigh(decrease, item)).toBeCloseTo(99, 6);
  });
});

describe("the way from a change to an item", () => {
  it("is counted in plates of one shelf", () => {
    expect(findGap(decrease, createItem("tea", { plates: [3, 4] }))).toBe(0);
    expect(findGap(decrease, createItem("tea", { plates: [5, 6] }))).toBe(2);
    expect(findGap(decrease, createItem("tea", { plates: [3], shelf: 2 }))).toBe(Infinity);
    expect(findGap(decrease, createItem("tea", { plates: [3], gondola: 2 }))).toBe(Infinity);
    expect(overlaps(decrease, createItem("tea", { plates: [3] }))).toBe(true);
    expect(overlaps(decrease, createItem("tea", { plates: [4] }))).toBe(false);
  });
});

describe("an item that was weighed before", () => {
  it("is known again on the same plate better than on another", () => {
    const increase = createContext(createChange({ 3: 91 }));
    const same = createItem("tea", { weightG: 91, plates: [3] });
    const elsewhere = createItem("tea", { weightG: 91, plates: [6] });
    expect(rememberedLogDensity(increase, same)).toBeGreaterThan(
      rememberedLogDensity(increase, elsewhere),
    );
  });

  it("explains its own weight best, and one that is far off worse by much", () => {
    const increase = createContext(createChange({ 3: 400 }));
    const weighing = (weightG: number, plates: number[]): number =>
      rememberedLogDensity(increase, createItem("x", { weightG, plates }));
    for (const plates of [[3], [6]]) {
      const logs = [400, 410, 440, 500].map((weightG) => weighing(weightG, plates));
      expect(logs).toEqual([...logs].sort((a, b) => b - a));
      expect(logs[3]).toBeLessThan(logs[0]! - 8);
    }
  });
});

describe("an item that no plate has weighed", () => {
  const increase = createContext(createChange({ 3: 91 }));
  const unread = (weightG: number, plates = [3]) =>
    createItem("tea", { weightG, rawG: Number.NaN, plates });

  it("weighs what the catalogue says, whatever the gain of the plates where it belongs", () => {
    const gains: Gains = new Map([["1/1/3", { mean: 1.1, variance: 1e-4, sureCount: 1 }]]);
    const context = createContext(createChange({ 3: 99 }), createWho({ ada: 1 }), gains);
    expect(weigh(context, unread(91))).toBe(91);
    expect(weigh(context, unread(91, []))).toBe(91);
  });

  it("is known by that weight, as on plates that have not weighed it", () => {
    const elsewhere = createItem("tea", { weightG: 91, plates: [6] });
    expect(rememberedLogDensity(increase, unread(91))).toBeCloseTo(
      rememberedLogDensity(increase, elsewhere),
      9,
    );
    expect(rememberedLogDensity(increase, unread(200))).toBeLessThan(-20);
  });

  it("may be anything where the catalogue has no weight", () => {
    const logDensity = rememberedLogDensity(increase, unread(Number.NaN));
    expect(logDensity).toBe(unknownLogDensity(DEFAULT_WEIGHTS));
    expect(logDensity).toBeLessThan(rememberedLogDensity(increase, unread(91)));
    expect(logDensity).toBeGreaterThan(rememberedLogDensity(increase, unread(400)));
  });
});

describe("a creep of the level", () => {
  it("is small", () => {
    const creep = (grams: number) => creepLogDensity(createContext(createChange({ 3: grams })));
    expect(creep(2)).toBeGreaterThan(creep(8));
    expect(creep(-2)).toBeCloseTo(creep(2), 9);
    expect(creep(60)).toBeLessThan(creep(2) - 8);
  });
});
