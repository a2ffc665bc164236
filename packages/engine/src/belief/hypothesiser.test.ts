import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WhoDistribution } from "../attribution/associator.ts";
import type { ShopperKey } from "../engine-types.ts";
import { EXPLANATIONS_MAX } from "../limits.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { DEFAULT_PRIORS } from "../parameters/priors.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import {
  createChange,
  createHypothesis,
  createItem,
  createWho,
  INDEX,
  WRONG_SHARE,
} from "./belief-builders.ts";
import { getCart, type Hypothesis, type Item, listHistory } from "./hypotheses.ts";
import { explainChange, prepareChange } from "./hypothesiser.ts";
import { prune } from "./mixture-reducer.ts";

const ada = createWho({ ada: 1 });

function explain(
  change: ShelfChange,
  parents: readonly Hypothesis[],
  who: WhoDistribution = ada,
): Hypothesis[] {
  const prepared = prepareChange(INDEX, new Map(), WRONG_SHARE, change, () => who);
  return explainChange(INDEX, prepared, parents);
}

const named = (hypothesis: Hypothesis, shopper: ShopperKey): string =>
  getCart(hypothesis, shopper)
    .map(({ barcode }) => barcode ?? "?")
    .sort()
    .join("+");

/** The likeliest explanation, and the belief in it. */
function findBest(hypotheses: readonly Hypothesis[]): { best: Hypothesis; belief: number } {
  const [best] = prune(hypotheses, DEFAULT_BELIEF);
  return { best: best!, belief: Math.exp(best!.logWeight) };
}

describe("a prepared change", () => {
  it("asks of each block who reached, and names everybody who may have", () => {
    const asked: string[] = [];
    const prepared = prepareChange(
      INDEX,
      new Map(),
      WRONG_SHARE,
      createChange({ 3: -90, 4: -260 }),
      (block, share) => {
        asked.push(`${block.plates.map(({ plate }) => plate)} ${share}`);
        return createWho({ ada: 0.5, bob: 0.5 });
      },
    );
    expect(asked).toEqual(expect.arrayContaining(["3 0.5", "3,4 0.5", "4 0.5"]));
    expect([...prepared.shoppers]).toEqual(["ada", "bob"]);
    expect(prepared.partitions.map((blocks) => blocks.map(({ plates }) => plates))).toEqual(
      expect.arrayContaining([[[3, 4]], [[3], [4]]]),
    );
    const { findWho } = prepared.partitions[0]![0]!;
    const before = asked.length;
    expect(findWho(0.41)).toBe(findWho(0.41));
    expect(asked).toHaveLength(before + 1);
  });

  it("names who may have taken a part of it, at the time of that part", () => {
    const prepared = prepareChange(
      INDEX,
      new Map(),
      WRONG_SHARE,
      createChange({ 4: -520 }),
      (_, share) => createWho(share < 0.6 ? { ada: 1 } : { ada: 0.5, bob: 0.5 }),
    );
    expect([...prepared.shoppers]).toEqual(["ada", "bob"]);
  });
});

describe("a change explained", () => {
  it("keeps the parents' weights apart: likelier parents have likelier children", () => {
    const children = explain(createChange({ 3: -90 }), [
      createHypothesis(0.8, { ada: ["jam"] }),
      createHypothesis(0.2, { ada: [] }),
    ]);
    const pruned = prune(children, DEFAULT_BELIEF);
    expect(named(pruned[0]!, "ada")).toBe("jam+tea");
    expect(named(pruned[1]!, "ada")).toBe("tea");
    const ratio = pruned[0]!.logWeight - pruned[1]!.logWeight;
    expect(ratio).toBeCloseTo(Math.log(4), 1);
  });

  it("is the same of each parent by itself as of many together, where what cannot matter is not made", () => {
    const logMin = Math.log(DEFAULT_BELIEF.hypothesisShareMin);
    const gramsOf = (leastG: number, mostG: number) =>
      fc.oneof(fc.constantFrom(-90, -260, -400, 90, 260), fc.integer({ min: leastG, max: mostG }));
    const cart = fc.subarray(["jam", "tea", "soup", "cola"]);
    const parents = fc.array(fc.tuple(fc.double({ min: -12, max: 0, noNaN: true }), cart, cart), {
      minLength: 2,
      maxLength: 5,
    });
    const changes = fc.record(
      { 1: gramsOf(-900, 500), 3: gramsOf(-300, 200), 4: gramsOf(-600, 300) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, parents, fc.constantFrom(0, 1.5, 3), (changesG, told, evidence) => {
        const grams = Object.values(changesG);
        fc.pre(grams.length > 0 && !grams.includes(0));
        const change = createChange(changesG as Record<number, number>);
        const base = createWho({ ada: 0.6, bob: 0.4 }, { reaches: [30, 25] });
        const logProbabilities = base.logProbabilities.map((log) => log + evidence);
        const who = { ...base, logProbabilities, evidence };
        const hypotheses = told.map(([log, ada, bob]) =>
          createHypothesis(Math.exp(log), { ada, bob }),
        );
        const apart = hypotheses.flatMap((one) => explain(change, [one], who));
        const most = Math.max(...apart.map(({ logWeight }) => logWeight));
        const expected = apart.filter(({ logWeight }) => logWeight > most + logMin);
        expect(explain(change, hypotheses, who)).toEqual(expected);
      }),
      { seed: 20_261_128, numRuns: 200 },
    );
  });

  it("of two facings at once is two picks", () => {
    const { best, belief } = findBest(
      explain(createChange({ 3: -90, 4: -260 }), [createHypothesis(1)]),
    );
    expect(named(best, "ada")).toBe("jam+tea");
    expect(belief).toBeGreaterThan(0.9);
    expect(listHistory(best.history).map(({ plates }) => plates)).toEqual([[3], [4]]);
  });

  it("of two facings counts one shopper's reach once, and two shoppers' reaches each", () => {
    const change = createChange({ 3: -90, 4: -260 });
    const logTwo = (who: WhoDistribution, test: (one: Hypothesis) => boolean): number => {
      const both = explain(change, [createHypothesis(1)], who).filter(test);
      return Math.max(...both.map(({ logWeight }) => logWeight));
    };
    const without = createWho({ ada: 0.5, bob: 0.5 });
    const logProbabilities = without.logProbabilities.map((log) => log + 3);
    const withReach = { ...without, logProbabilities, evidence: 3 };
    const byAda = (one: Hypothesis): boolean => named(one, "ada") === "jam+tea";
    const byEach = (one: Hypothesis): boolean =>
      named(one, "ada") === "tea" && named(one, "bob") === "jam";
    expect(logTwo(withReach, byAda) - logTwo(without, byAda)).toBeCloseTo(3, 9);
    expect(logTwo(withReach, byEach) - logTwo(without, byEach)).toBeCloseTo(6, 9);
  });

  it("of two facings is rather of one shopper than of two, where both may have reached", () => {
    const who = createWho({ ada: 0.5, bob: 0.5 });
    const pruned = prune(
      explain(createChange({ 3: -90, 4: -260 }), [createHypothesis(1)], who),
      DEFAULT_BELIEF,
    );
    const belief = (test: (one: Hypothesis) => boolean): number =>
      pruned.filter(test).reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);
    const byBoth = (one: Hypothesis): boolean =>
      named(one, "ada") !== "" && named(one, "bob") !== "";
    expect(belief(byBoth)).toBeLessThan(0.3);
    expect(belief(byBoth)).toBeGreaterThan(0.01);
  });

  it("of one facing's plates is one item across them", () => {
    const { best } = findBest(explain(createChange({ 1: -250, 2: -150 }), [createHypothesis(1)]));
    expect(named(best, "ada")).toBe("soup");
    expect(listHistory(best.history)).toMatchObject([{ plates: [1, 2], quantity: 1 }]);
  });

  it("of opposite signs is a pick and a put-back", () => {
    const jam = createItem("jam", { weightG: 260, plates: [4], changeId: 2 });
    const { best } = findBest(
      explain(createChange({ 3: -90, 4: 260 }), [createHypothesis(1, { ada: [jam] })]),
    );
    expect(named(best, "ada")).toBe("tea");
    expect(listHistory(best.history).map(({ kind }) => kind)).toEqual(["pick", "putback"]);
  });

  it("makes no more children of a parent than the bound, each with a finite weight", () => {
    const who = createWho(
      Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`shopper ${at}`, 1 / 12])),
    );
    const children = explain(createChange({ 3: -90, 4: -260 }), [createHypothesis(1)], who);
    expect(children.length).toBeGreaterThan(12);
    expect(children.length).toBeLessThanOrEqual(EXPLANATIONS_MAX);
    for (const { logWeight } of children) expect(Number.isFinite(logWeight)).toBe(true);
  });

  it("may be of a force that was on the plate and went meanwhile", () => {
    const touch = createTouch(55, 1, 5000);
    const children = explain(changeTo({ 1: -455 }, { 1: 4600 }), [
      createHypothesis(1, {}, { ledger: [touch] }),
    ]);
    const { best, belief } = findBest(children);
    expect(named(best, "ada")).toBe("soup");
    expect(best.ledger).toEqual([]);
    expect(belief).toBeGreaterThan(0.5);
  });

  it("after a lift is the hand that lets go", () => {
    const lift = createTouch(-200, 4, 5200);
    const jam = createItem("jam", { weightG: 262, plates: [4], changeId: 3 });
    const { best, belief } = findBest(
      explain(changeTo({ 4: 200 }, { 4: 5200 }), [
        createHypothesis(1, { ada: [jam] }, { ledger: [lift] }),
      ]),
    );
    expect(best.ledger).toEqual([]);
    expect(named(best, "ada")).toBe("jam");
    expect(best.history!.action.kind).toBe("release");
    expect(belief).toBeGreaterThan(0.9);
  });
});

/** A hand on a plate that would read so much without it. */
function createTouch(weightG: number, plate: number, levelG: number): Item {
  const place = { plates: [plate], levelsBeforeG: [levelG], sinceMs: 9000, weighedMs: 9000 };
  return createItem(null, { weightG, isTouch: true, ...place });
}

function changeTo(changesG: Record<number, number>, levelsG: Record<number, number>): ShelfChange {
  const change = createChange(changesG);
  const plates = change.plates.map((one) => ({ ...one, levelG: levelsG[one.plate]! }));
  return { ...change, plates };
}

describe("something that slides from one plate to the next", () => {
  /** Belief that nothing was taken, put back or left standing. */
  const nothing = (change: ShelfChange, parent = createHypothesis(1)): number =>
    prune(explain(change, [parent]), DEFAULT_BELIEF)
      .filter(({ ledger, history }) => ledger.length === 0 && history === null)
      .filter((one) => named(one, "ada") === named(parent, "ada"))
      .reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);

  it.each([
    { title: "an unknown weight", changesG: { 3: -310, 4: 306 } },
    { title: "what the planned product weighs", changesG: { 3: 258, 4: -260 } },
    { title: "a unit that stood across two plates", changesG: { 2: -100, 3: -160, 4: 255 } },
  ])("is neither pick nor put-back: $title", ({ changesG }) => {
    const { best, belief } = findBest(explain(createChange(changesG), [createHypothesis(1)]));
    expect(named(best, "ada")).toBe("");
    expect(best.ledger).toEqual([]);
    expect(listHistory(best.history)).toEqual([]);
    expect(belief).toBeGreaterThan(0.5);
  });

  it("is believed the less the more is missing", () => {
    const missing = (grams: number): number => nothing(createChange({ 3: -310, 4: 310 - grams }));
    expect(missing(0)).toBeGreaterThan(0.9);
    expect(missing(60)).toBeLessThan(missing(0));
    const slides = (grams: number): number =>
      prepareChange(INDEX, new Map(), WRONG_SHARE, createChange({ 3: -310, 4: 310 - grams }), () =>
        createWho({ ada: 1 }),
      ).partitions.filter((blocks) => blocks.some(({ block }) => block.slidG > 0)).length;
    expect(slides(DEFAULT_PRIORS.slideLeftShareMax * 310 - 5)).toBe(1);
    expect(slides(DEFAULT_PRIORS.slideLeftShareMax * 310 + 5)).toBe(0);
  });

  it("needs plates side by side and of opposite signs", () => {
    expect(nothing(createChange({ 3: -310, 4: 310 }))).toBeGreaterThan(0.9);
    expect(nothing(createChange({ 3: -310, 5: 310 }))).toBeLessThan(0.01);
    expect(nothing(createChange({ 3: -310, 4: -310 }))).toBeLessThan(0.01);
  });

  it("is rather a pick and a put-back where both are what was held and what stands there", () => {
    const jam = createItem("jam", { weightG: 260, plates: [4], changeId: 2 });
    const parent = createHypothesis(1, { ada: [jam] });
    expect(nothing(createChange({ 3: -90, 4: 260 }), parent)).toBeLessThan(0.01);
  });

  it("moves the levels that a hand's plates have without it", () => {
    const touch = createTouch(40, 4, 5000);
    const change = changeTo({ 3: -310, 4: 306 }, { 3: 4690, 4: 5346 });
    const moved = explain(change, [createHypothesis(1, {}, { ledger: [touch] })]).find(
      ({ ledger, history }) => history === null && ledger[0]?.levelsBeforeG[0] === 5306,
    );
    expect(moved!.ledger).toMatchObject([{ isTouch: true, weightG: 40 }]);
  });
});
