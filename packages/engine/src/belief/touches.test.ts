import { describe, expect, it } from "vitest";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { DEFAULT_TOUCHES } from "../parameters/touches.ts";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
  INDEX,
  listCart,
  WRONG_SHARE,
} from "./belief-builders.ts";
import type { BlockContext, Child } from "./block-context.ts";
import { type Hypothesis, type Item, listHistory } from "./hypotheses.ts";
import { explainChange, prepareChange } from "./hypothesiser.ts";
import { prune } from "./mixture-reducer.ts";
import {
  addReleases,
  addTouch,
  addTouchChanges,
  advanceTouches,
  endTouches,
  findLeftG,
  leaveTouch,
  liftLogDensity,
  makeTouch,
  moveFreeLevels,
  restLogDensity,
} from "./touches.ts";

const pressed = createContext(createChange({ 3: 70 }));
const released = createContext(createChange({ 3: -70 }, { settledMs: 12_000 }));
const NO_DWELL = (): number => 0;

function listReleases(context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  addReleases(children, context, parent);
  return children;
}

/** A change at the levels that the plates then have. */
function changeTo(
  changesG: Record<number, number>,
  levelsG: Record<number, number>,
  atMs = 12_000,
) {
  const change = createChange(changesG, { settledMs: atMs });
  const plates = change.plates.map((one) => ({ ...one, levelG: levelsG[one.plate]! }));
  return { ...change, plates };
}

/** What a change makes of a force on its plates, if it is nothing but the force's. */
function listForceChanges(context: BlockContext, touch: Item): Child[] {
  const children: Child[] = [];
  addTouchChanges(children, context, createHypothesis(1, {}, { ledger: [touch] }), touch);
  return children;
}

describe("a hand's force", () => {
  it("stands in the ledger with the level from before it came", () => {
    const children: Child[] = [];
    addTouch(children, pressed, createHypothesis(1), -2);
    expect(children.map(({ logWeight }) => logWeight)).toEqual([-2]);
    const { ledger, history } = children[0]!.build();
    expect(ledger).toMatchObject([
      { isTouch: true, barcode: null, plates: [3], levelsBeforeG: [5000], weighedMs: 10_000 },
    ]);
    expect(ledger[0]!.weightG).toBeCloseTo(70, 6);
    expect(history).toBeNull();
  });

  it("comes to no plate on which another hand presses", () => {
    const children: Child[] = [];
    addTouch(children, { ...pressed, isPressed: true }, createHypothesis(1), -2);
    expect(children).toEqual([]);
  });
});

describe("a force that is still on", () => {
  const touch = makeTouch(pressed, 70);
  const cup = createItem("tea");
  const held = createHypothesis(1, {}, { ledger: [cup, touch] });
  const endMs = touch.sinceMs + 8000;

  it("is half as likely after the time that half of the forces last", () => {
    const on = createHypothesis(1, {}, { ledger: [{ ...touch, weighedMs: touch.sinceMs }] });
    const { logWeight, ledger } = advanceTouches(
      on,
      touch.sinceMs + DEFAULT_TOUCHES.hazardHalfMs,
      NO_DWELL,
      DEFAULT_TOUCHES,
    );
    expect(logWeight).toBeCloseTo(Math.log(0.5), 9);
    expect(ledger[0]!.weighedMs).toBe(touch.sinceMs + DEFAULT_TOUCHES.hazardHalfMs);
  });

  it("loses the less in a second the longer it has been on", () => {
    const lostIn = (atMs: number): number => {
      const on = { ...touch, weighedMs: touch.sinceMs + atMs };
      const belief = createHypothesis(1, {}, { ledger: [on] });
      return -advanceTouches(belief, on.weighedMs + 1000, NO_DWELL, DEFAULT_TOUCHES).logWeight;
    };
    const [young, old, oldest] = [2500, 20_000, 120_000].map(lostIn) as [number, number, number];
    expect(young).toBeGreaterThan(2 * old);
    expect(old).toBeGreaterThan(2 * oldest);
    expect(oldest).toBeGreaterThan(0);
  });

  it("is weighed the same in many looks as in one", () => {
    // Some joints speak for the hand, and some against it.
    const dwell = (_: Item, toMs: number): number => 3 * Math.sin(toMs / 700);
    const once = advanceTouches(held, endMs, dwell, DEFAULT_TOUCHES);
    let often = held;
    for (let nowMs = touch.sinceMs; nowMs < endMs; nowMs += 130) {
      often = advanceTouches(often, nowMs, dwell, DEFAULT_TOUCHES);
    }
    often = advanceTouches(often, endMs, dwell, DEFAULT_TOUCHES);
    expect(often.logWeight).toBeCloseTo(once.logWeight, 9);
    expect(often.ledger).toEqual(once.ledger);
  });

  it("gains by joints that stay at the plate and loses by those that leave", () => {
    const weigh = (dwellLog: number): number =>
      advanceTouches(held, endMs, (_, toMs) => (toMs === endMs ? dwellLog : 0), DEFAULT_TOUCHES)
        .logWeight;
    expect(weigh(2) - weigh(0)).toBeCloseTo(2, 9);
    expect(weigh(-5) - weigh(0)).toBeCloseTo(-5, 9);
  });

  it("changes nothing else, and nothing where no time has gone on", () => {
    expect(advanceTouches(held, endMs, NO_DWELL, DEFAULT_TOUCHES).ledger[0]).toBe(cup);
    expect(advanceTouches(held, touch.weighedMs, NO_DWELL, DEFAULT_TOUCHES)).toBe(held);
    expect(advanceTouches(held, touch.weighedMs - 500, NO_DWELL, DEFAULT_TOUCHES)).toBe(held);
    const none = createHypothesis(1, {}, { ledger: [cup] });
    expect(advanceTouches(none, endMs, NO_DWELL, DEFAULT_TOUCHES)).toBe(none);
  });

  it("when nothing more can come was none, each at its cost", () => {
    const other = makeTouch(createContext(createChange({ 6: 40 })), 40);
    const two = createHypothesis(1, {}, { ledger: [cup, touch, other] });
    expect(endTouches(held, DEFAULT_TOUCHES)).toMatchObject({
      ledger: [cup],
      logWeight: Math.log(DEFAULT_TOUCHES.stayed),
    });
    expect(endTouches(two, DEFAULT_TOUCHES).logWeight).toBeCloseTo(
      2 * Math.log(DEFAULT_TOUCHES.stayed),
      9,
    );
    const none = createHypothesis(1, {}, { ledger: [cup] });
    expect(endTouches(none, DEFAULT_TOUCHES)).toBe(none);
  });
});

describe("a force that changes", () => {
  const touch = makeTouch(pressed, 70);
  const at = (levelG: number, changeG = -70): BlockContext =>
    createContext(changeTo({ 3: changeG }, { 3: levelG }));

  it("is gone where the level is what it is without it, the likelier the nearer", () => {
    const [gone, shifted] = listForceChanges(at(5000), touch);
    expect(gone!.build().ledger).toEqual([]);
    expect(listHistory(gone!.build().history)).toMatchObject([{ kind: "release", barcode: null }]);
    expect(gone!.logWeight).toBeGreaterThan(shifted!.logWeight);
    expect(gone!.logWeight).toBeGreaterThan(listForceChanges(at(5020), touch)[0]!.logWeight + 2);
  });

  it("has shifted to what the level is now, the likelier the less", () => {
    const [gone, shifted] = listForceChanges(at(5040, -30), touch);
    expect(shifted!.logWeight).toBeGreaterThan(gone!.logWeight);
    const { ledger, history } = shifted!.build();
    expect(ledger).toMatchObject([{ isTouch: true, levelsBeforeG: [5000] }]);
    expect(ledger[0]!.weightG).toBeCloseTo(40, 6);
    expect(history).toBeNull();
    const farther = listForceChanges(at(5400, 330), touch)[1]!;
    expect(farther.logWeight).toBeLessThan(shifted!.logWeight);
  });

  it("is not gone from plates that did not change", () => {
    const wide = makeTouch(createContext(createChange({ 3: 70, 4: 60 })), 130);
    const children = listForceChanges(at(5000), wide);
    expect(children.map((child) => child.build().ledger.length)).toEqual([1]);
  });

  it("leaves what the plates read beyond their levels without it", () => {
    expect(findLeftG(at(5000), touch)).toBeCloseTo(0, 9);
    expect(findLeftG(at(4910, -160), touch)).toBeCloseTo(-90, 6);
    const wide = createContext(changeTo({ 3: -70, 4: -260 }, { 3: 5000, 4: 4740 }));
    // Plate 4 has no force: all of its change is left.
    expect(Math.abs(findLeftG(wide, touch) + 260)).toBeLessThan(3);
  });

  it("has other levels without it once something was taken under the hand", () => {
    const taken = at(4980, -90);
    const parent = createHypothesis(1, {}, { ledger: [touch] });
    const { ledger } = moveFreeLevels(parent, taken, touch);
    expect(ledger).toMatchObject([{ weightG: touch.weightG, levelsBeforeG: [4910] }]);
    expect(findLeftG(at(4910), ledger[0]!)).toBeCloseTo(0, 9);
  });
});

describe("a hand that presses for a while", () => {
  const byAda = createWho({ ada: 1 });

  /** A belief after changes of plate 4, which jam of 260 g stands on, to levels at times. */
  function follow(levelsG: readonly number[]): Hypothesis[] {
    let beliefs: Hypothesis[] = [createHypothesis(1)];
    let beforeG = 5000;
    for (const [at, levelG] of levelsG.entries()) {
      const atMs = 10_000 + 900 * at;
      const change = { ...changeTo({ 4: levelG - beforeG }, { 4: levelG }, atMs), id: at + 1 };
      const prepared = prepareChange(INDEX, new Map(), WRONG_SHARE, change, () => byAda);
      beliefs = beliefs.map((one) => advanceTouches(one, atMs, NO_DWELL, DEFAULT_TOUCHES));
      beliefs = prune(explainChange(INDEX, prepared, beliefs), DEFAULT_BELIEF);
      beforeG = levelG;
    }
    return prune(
      beliefs.map((one) => endTouches(one, DEFAULT_TOUCHES)),
      DEFAULT_BELIEF,
    );
  }

  it("shifts, relaxes in steps, and takes something as it goes: one pick", () => {
    const [best] = follow([5180, 5240, 5150, 5060, 4740]);
    expect(listCart(best!, "ada")).toEqual(["jam"]);
    expect(best!.ledger).toEqual([]);
    expect(Math.exp(best!.logWeight)).toBeGreaterThan(0.8);
  });

  it("shifts, relaxes in steps, and goes: nothing was taken", () => {
    const [best] = follow([5180, 5240, 5150, 5060, 5000]);
    expect(listCart(best!, "ada")).toEqual([]);
    expect(Math.exp(best!.logWeight)).toBeGreaterThan(0.8);
  });

  it("takes something from under the hand that stays, and goes", () => {
    const [best] = follow([5120, 4860, 4740]);
    expect(listCart(best!, "ada")).toEqual(["jam"]);
    expect(best!.ledger).toEqual([]);
    expect(Math.exp(best!.logWeight)).toBeGreaterThan(0.5);
  });

  it("lifts a part of a unit and lets it down again", () => {
    const [best] = follow([4880, 5000]);
    expect(listCart(best!, "ada")).toEqual([]);
    expect(best!.ledger).toEqual([]);
  });

  it.each([
    { takenG: 252, carts: ["jam"] },
    { takenG: 268, carts: ["jam"] },
    { takenG: 130, carts: [] },
  ])("and is off by $takenG g of a unit of 260 g holds $carts", ({ takenG, carts }) => {
    const change = createChange({ 4: -takenG });
    const prepared = prepareChange(INDEX, new Map(), WRONG_SHARE, change, () => byAda);
    const [best] = prune(explainChange(INDEX, prepared, [createHypothesis(1)]), DEFAULT_BELIEF);
    expect(listCart(best!, "ada")).toEqual(carts);
    expect(best!.ledger.some(({ isTouch }) => isTouch)).toBe(carts.length === 0);
  });
});

describe("something unknown that was put down", () => {
  const unknown = createItem(null, { weightG: 70, plates: [3] });
  const resting = createHypothesis(1, {}, { ledger: [unknown] });

  it("may be taken away again", () => {
    const [child] = listReleases(released, resting);
    const { ledger, history } = child!.build();
    expect(ledger).toEqual([]);
    expect(listHistory(history)).toMatchObject([{ kind: "release", barcode: null }]);
  });

  it("is not taken by a weight increase, from other plates, nor where it is known or a force", () => {
    expect(listReleases(pressed, resting)).toEqual([]);
    expect(listReleases(createContext(createChange({ 6: -70 })), resting)).toEqual([]);
    const tea = createHypothesis(1, {}, { ledger: [createItem("tea", { plates: [3] })] });
    expect(listReleases(released, tea)).toEqual([]);
    const touch = createHypothesis(1, {}, { ledger: [makeTouch(pressed, 70)] });
    expect(listReleases(released, touch)).toEqual([]);
  });

  it("is known by its weight where the change covers other plates too", () => {
    const weighed = (grams: number): number =>
      listReleases(createContext(createChange({ 3: -grams, 4: -grams })), resting)[0]!.logWeight;
    expect(weighed(17)).toBeLessThan(weighed(35));
  });
});

describe("a force beside another cause", () => {
  const make = (forceG: number): Child[] => {
    const children: Child[] = [];
    const child = {
      logWeight: -1,
      shoppers: ["ada"],
      build: () => createHypothesis(1, { ada: ["tea"] }),
    };
    leaveTouch(children, child, pressed, forceG, -1);
    return children;
  };

  it("is left to go, and the rarer the larger it is", () => {
    const [small, large] = [make(20)[0]!, make(-200)[0]!];
    expect(small.logWeight).toBeGreaterThan(large.logWeight);
    expect(small.build().ledger).toMatchObject([{ isTouch: true, weightG: 20 }]);
    expect(small.build().carts.get("ada")).toHaveLength(1);
  });

  it("goes back to the level that the plate has without the hand, the pick's change stays", () => {
    // 260 g were taken, and a hand that still presses with 50 g left a change of 210 g.
    const taken = createContext(createChange({ 3: -210 }));
    const touch = makeTouch(taken, 50);
    expect(touch.levelsBeforeG[0]).toBeCloseTo(4740, 6);
    const gone = createChange({ 3: -50 }, { settledMs: 12_000 });
    const weigh = (levelG: number): number => {
      const plates = gone.plates.map((plate) => ({ ...plate, levelG }));
      return listForceChanges(createContext({ ...gone, plates }), touch)[0]!.logWeight;
    };
    expect(weigh(4740)).toBeGreaterThan(weigh(5000) + 0.5);
  });

  it("is none where it is within what a weight may differ", () => {
    expect(make(7.9)).toEqual([]);
    expect(make(8)).toHaveLength(1);
  });

  it("is none where a hand presses already", () => {
    const children: Child[] = [];
    const child = { logWeight: -1, shoppers: ["ada"], build: () => createHypothesis(1) };
    leaveTouch(children, child, { ...pressed, isPressed: true }, 50, -1);
    expect(children).toEqual([]);
  });
});

describe("sizes of forces", () => {
  it("of hands that rest are mostly small", () => {
    const rest = (grams: number) => restLogDensity(createContext(createChange({ 3: grams })));
    expect(rest(20)).toBeGreaterThan(rest(200));
    expect(rest(3000)).toBeCloseTo(rest(4000), 1);
  });

  it("of hands that lift go up to what stands there", () => {
    const context = createContext(createChange({ 1: -300 }), createWho({ ada: 1 }));
    // A hand that lifts leaves a part of the unit on the plate.
    const mostG = DEFAULT_TOUCHES.liftedShareMax * 400;
    expect(liftLogDensity(context, mostG - 20)).toBeGreaterThan(
      liftLogDensity(context, mostG + 20) + 1,
    );
    expect(liftLogDensity(context, 20)).toBeGreaterThan(liftLogDensity(context, 300));
    expect(Number.isFinite(liftLogDensity(context, 20_000))).toBe(true);
  });
});
