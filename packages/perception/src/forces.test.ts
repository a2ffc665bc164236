import { describe, expect, it } from "vitest";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
} from "./belief-builders.ts";
import type { BlockContext, Child } from "./block-context.ts";
import {
  addForce,
  addReleases,
  expireForces,
  leaveForce,
  liftLogDensity,
  makeForce,
  restLogDensity,
} from "./forces.ts";
import { type Hypothesis, listHistory } from "./hypotheses.ts";

const pressed = createContext(createChange({ 3: 70 }));
const released = createContext(createChange({ 3: -70 }, { settledMs: 12_000 }));

function listReleases(context: BlockContext, parent: Hypothesis): Child[] {
  const children: Child[] = [];
  addReleases(children, context, parent);
  return children;
}

describe("a hand's force", () => {
  it("stands in the ledger with the level from before it came", () => {
    const children: Child[] = [];
    addForce(children, pressed, createHypothesis(1), -2);
    expect(children.map(({ logWeight }) => logWeight)).toEqual([-2]);
    const { ledger, history } = children[0]!.build();
    expect(ledger).toMatchObject([
      { isForce: true, barcode: null, plates: [3], levelsBeforeG: [5000] },
    ]);
    expect(ledger[0]!.weightG).toBeCloseTo(70, 6);
    expect(history).toBeNull();
  });

  it("that stays longer than a hand can was none", () => {
    const force = makeForce(pressed, 70);
    const hypothesis = createHypothesis(1, {}, { ledger: [createItem("tea"), force] });
    const within = expireForces(hypothesis, force.sinceMs + 6000);
    expect(within).toBe(hypothesis);
    const over = expireForces(hypothesis, force.sinceMs + 6001);
    expect(over.ledger).toEqual([createItem("tea")]);
    expect(over.logWeight).toBeLessThan(-5);
    expect(expireForces(hypothesis, Number.POSITIVE_INFINITY).ledger).toHaveLength(1);
  });
});

describe("a release", () => {
  const resting = createHypothesis(1, {}, { ledger: [makeForce(pressed, 70)] });

  it("takes the force away", () => {
    const [child] = listReleases(released, resting);
    const { ledger, history } = child!.build();
    expect(ledger).toEqual([]);
    expect(listHistory(history)).toMatchObject([{ kind: "release", barcode: null }]);
  });

  it("is likelier where the level is again what it was", () => {
    const back = createChange({ 3: -70 });
    const plates = back.plates.map((plate) => ({ ...plate, levelG: 5000 }));
    const elsewhere = back.plates.map((plate) => ({ ...plate, levelG: 5400 }));
    const [true_, other] = [plates, elsewhere].map((these) => {
      const context = createContext({ ...back, plates: these });
      return listReleases(context, resting)[0]!.logWeight;
    });
    expect(true_).toBeGreaterThan(other!);
  });

  it("needs a force of the other sign on these plates", () => {
    expect(listReleases(pressed, resting)).toEqual([]);
    const beside = createContext(createChange({ 6: -70 }));
    expect(listReleases(beside, resting)).toEqual([]);
    const item = createHypothesis(1, {}, { ledger: [createItem("tea", { plates: [3] })] });
    expect(listReleases(released, item)).toEqual([]);
  });

  it("is known by its size alone where the change covers other plates too", () => {
    const wide = createContext(createChange({ 3: -35, 4: -35 }));
    const fits = listReleases(wide, resting)[0]!.logWeight;
    const half = createContext(createChange({ 3: -17, 4: -17 }));
    expect(listReleases(half, resting)[0]!.logWeight).toBeLessThan(fits);
  });

  it("may be of something unknown that was put down", () => {
    const unknown = createItem(null, { weightG: 70, plates: [3] });
    const [child] = listReleases(released, createHypothesis(1, {}, { ledger: [unknown] }));
    expect(child!.build().ledger).toEqual([]);
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
    leaveForce(children, child, pressed, forceG, -1);
    return children;
  };

  it("is left to go, and the rarer the larger it is", () => {
    const [small, large] = [make(20)[0]!, make(-200)[0]!];
    expect(small.logWeight).toBeGreaterThan(large.logWeight);
    expect(small.build().ledger).toMatchObject([{ isForce: true, weightG: 20 }]);
    expect(small.build().carts.get("ada")).toHaveLength(1);
  });

  it("goes back to the level that the plate has without the hand, the pick's change stays", () => {
    // 260 g were taken, and a hand that still presses with 50 g left a change of 210 g.
    const taken = createContext(createChange({ 3: -210 }));
    const force = makeForce(taken, 50);
    expect(force.levelsBeforeG[0]).toBeCloseTo(4740, 6);
    const gone = createChange({ 3: -50 }, { settledMs: 12_000 });
    const weigh = (levelG: number): number => {
      const plates = gone.plates.map((plate) => ({ ...plate, levelG }));
      const held = createHypothesis(1, {}, { ledger: [force] });
      return listReleases(createContext({ ...gone, plates }), held)[0]!.logWeight;
    };
    expect(weigh(4740)).toBeGreaterThan(weigh(5000) + 0.5);
  });

  it("is none where it is within what a weight may differ", () => {
    expect(make(7.9)).toEqual([]);
    expect(make(8)).toHaveLength(1);
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
    expect(liftLogDensity(context, 390)).toBeGreaterThan(liftLogDensity(context, 410));
    expect(liftLogDensity(context, 20)).toBeGreaterThan(liftLogDensity(context, 300));
    expect(Number.isFinite(liftLogDensity(context, 20_000))).toBe(true);
  });
});
