import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
  findLogWeight,
  INDEX,
  listCart,
  rankChildren,
  SHELF,
} from "./belief-builders.ts";
import type { BlockContext } from "./block-context.ts";
import { getCart, type Hypothesis, listHistory } from "./hypotheses.ts";
import { explainDecrease } from "./weight-decreases.ts";

/** Children as hypotheses with their weights, the likeliest first. */
function explain(context: BlockContext, parent = createHypothesis(1), index = INDEX): Hypothesis[] {
  return rankChildren(explainDecrease(index, context, parent));
}

const isShared = (one: Hypothesis): boolean =>
  listCart(one, "ada").length > 0 && listCart(one, "bob").length > 0;

describe("a weight decrease", () => {
  it("by a product's weight is a pick of it by whoever reached", () => {
    const [best] = explain(
      createContext(createChange({ 3: -91 }), createWho({ ada: 0.9, bob: 0.1 })),
    );
    expect(listCart(best!, "ada")).toEqual(["tea"]);
    expect(getCart(best!, "ada")[0]).toMatchObject({ plates: [3], isTouch: false });
    expect(listHistory(best!.history)).toMatchObject([
      { kind: "pick", shopperId: "ada", barcode: "tea", quantity: 1 },
    ]);
    expect(best!.overrides.size).toBe(0);
  });

  it("weighs shoppers as their reaches do", () => {
    const children = explain(
      createContext(createChange({ 3: -90 }), createWho({ ada: 0.8, bob: 0.2 })),
    );
    const byAda = findLogWeight(children, (one) => listCart(one, "ada").join() === "tea");
    const byBob = findLogWeight(children, (one) => listCart(one, "bob").join() === "tea");
    expect(byAda - byBob).toBeCloseTo(Math.log(4), 9);
  });

  it("by several weights is several units, one item each", () => {
    const [best] = explain(createContext(createChange({ 4: -520 })));
    expect(listCart(best!, "ada")).toEqual(["jam", "jam"]);
    const weights = getCart(best!, "ada").map(({ weightG }) => weightG);
    expect(weights).toEqual([expect.closeTo(260, 1), expect.closeTo(260, 1)]);
  });

  it("of several units may be shared by two who both reached", () => {
    const who = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [12, 12] });
    const children = explain(createContext(createChange({ 4: -520 }), who));
    const shared = children.find(isShared);
    expect(shared).toBeDefined();
    expect(listHistory(shared!.history).map(({ quantity }) => quantity)).toEqual([1, 1]);
    expect(listHistory(shared!.history)).toMatchObject([
      { weightG: 260, part: 0 },
      { weightG: 260, part: 1 },
    ]);
    const one = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [12, -1] });
    const alone = explain(createContext(createChange({ 4: -520 }), one));
    expect(alone.filter(isShared)).toEqual([]);
  });

  it("of several units is shared only where the reaches of both are clear", () => {
    const shareLog = (reaches: readonly number[], evidence = 3): number => {
      const { logProbabilities, ...who } = createWho({ ada: 0.5, bob: 0.5 }, { reaches, evidence });
      const told = { ...who, logProbabilities: logProbabilities.map((log) => log + evidence) };
      return findLogWeight(explain(createContext(createChange({ 4: -520 }), told)), isShared);
    };
    expect(shareLog([12, 7.9])).toBe(-Infinity);
    expect(shareLog([7.9, 12])).toBe(-Infinity);
    expect(shareLog([12, 8])).toBeGreaterThan(-Infinity);
    // A second reach that is clearer speaks for more, but not without end.
    expect(shareLog([40, 10]) - shareLog([40, 8])).toBeCloseTo(2, 9);
    expect(shareLog([40, 8])).toBeCloseTo(shareLog([8, 40]), 9);
    expect(shareLog([40, 40])).toBeCloseTo(shareLog([25, 25]), 9);
  });

  it("of several units is of who is likelier at the time of each", () => {
    const context = createContext(createChange({ 4: -520 }), createWho({ ada: 0.5, bob: 0.5 }));
    const at = (ada: number, bob: number) => createWho({ ada, bob }, { reaches: [20, 20] });
    const findWho = (share: number) => (share < 0.5 ? at(0.98, 0.02) : at(0.02, 0.98));
    const ask = (asked: typeof findWho) =>
      explain({
        ...context,
        who: at(0.5, 0.5),
        findWho: asked,
        takers: new Map(),
        twoTakers: new Map(),
      });
    const changing = ask(findWho);
    const shared = changing.filter(isShared);
    const [first] = listHistory(shared[0]!.history);
    expect(first).toMatchObject({ shopperId: "ada", quantity: 1 });
    const still = ask(() => at(0.98, 0.02));
    expect(findLogWeight(changing, isShared)).toBeGreaterThan(findLogWeight(still, isShared) + 1);
    expect(listCart(still[0]!, "ada")).toEqual(["jam", "jam"]);
  });

  it("of four units while another walks by is of the one who reached", () => {
    const who = createWho({ ada: 0.97, bob: 0.03 }, { reaches: [14, 6] });
    const [best, ...others] = explain(createContext(createChange({ 4: -1040 }), who));
    expect(listCart(best!, "ada")).toEqual(["jam", "jam", "jam", "jam"]);
    expect(others.filter(isShared)).toEqual([]);
  });

  it("by another product's weight is of it, and the facing is believed to hold it", () => {
    const children = explain(createContext(createChange({ 3: -534 })));
    const cola = children.find((one) => listCart(one, "ada").join() === "cola");
    expect([...cola!.overrides]).toEqual([["1/1/3", { barcode: "cola", rawG: null }]]);
    const sequel = explain(createContext(createChange({ 3: -534 })), {
      ...cola!,
      logWeight: 0,
      lastActs: new Map(),
    });
    expect(listCart(sequel[0]!, "ada")).toEqual(["cola", "cola"]);
    const before = findLogWeight(children, (one) => listCart(one, "ada").join() === "cola");
    expect(sequel[0]!.logWeight).toBeGreaterThan(before + 3);
  });

  it("by another weight than the catalogue's is of what stands there, and it weighs that", () => {
    const children = explain(createContext(createChange({ 4: -187 })));
    const odd = children.find(({ overrides }) => overrides.get("1/1/4")?.barcode === "jam")!;
    expect(listCart(odd, "ada")).toEqual(["jam"]);
    expect(odd.overrides.get("1/1/4")!.rawG).toBeCloseTo(187, 6);
    const parent = { ...odd, logWeight: 0, lastActs: new Map() };
    const sequel = explain(createContext(createChange({ 4: -374 })), parent);
    expect(listCart(sequel[0]!, "ada")).toEqual(["jam", "jam", "jam"]);
    expect(sequel[0]!.overrides.get("1/1/4")!.rawG).toBeCloseTo(187, 6);
    expect(sequel[0]!.logWeight).toBeGreaterThan(odd.logWeight + 3);
  });

  it("tells who reached for each explanation", () => {
    const who = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [12, 12] });
    const context = createContext(createChange({ 4: -520 }), who);
    for (const child of explainDecrease(INDEX, context, createHypothesis(1))) {
      const { carts, history } = child.build();
      const holders = [...carts].filter(([, cart]) => cart.length > 0).map(([id]) => id);
      expect([...child.shoppers].sort()).toEqual(holders.sort());
      if (history === null) expect(child.shoppers).toEqual([]);
    }
  });

  it("by what nobody sells there is of something unknown, or a hand's force", () => {
    const children = explain(createContext(createChange({ 3: -5500 })));
    const told = children.slice(0, 2).map((one) => listCart(one, "ada").join());
    expect(told.every((cart) => cart === "")).toBe(true);
    expect(children.some((one) => getCart(one, "ada")[0]?.barcode === null)).toBe(true);
    expect(children.some(({ ledger }) => ledger[0]?.isTouch === true)).toBe(true);
  });

  it("of plates that stepped one after the other is hardly one unknown thing, nor one lift", () => {
    const across = createContext(createChange({ 3: -300, 4: -300 }));
    const weigh = (spreadMs: number, is: (one: Hypothesis) => boolean): number =>
      explain({ ...across, block: { ...across.block, spreadMs } }).find(is)!.logWeight;
    const { unitSpreadMs } = ENGINE_PARAMETERS.candidates;
    const isUnknown = (one: Hypothesis) => getCart(one, "ada")[0]?.barcode === null;
    const isLifted = ({ ledger }: Hypothesis) => ledger[0]?.isTouch === true;
    expect(weigh(unitSpreadMs, isUnknown) - weigh(0, isUnknown)).toBeCloseTo(-0.5, 6);
    for (const is of [isUnknown, isLifted]) {
      expect(weigh(5000, is) - weigh(0, is)).toBeLessThan(-1);
    }
  });

  it("where somebody put an item out of its place is that item", () => {
    const cola = createItem("cola", { weightG: 540, plates: [3], changeId: 4, originId: 2 });
    const parent = createHypothesis(1, {}, { ledger: [cola] });
    const [best] = explain(createContext(createChange({ 3: -540 })), parent);
    expect(listCart(best!, "ada")).toEqual(["cola"]);
    expect(getCart(best!, "ada")[0]).toMatchObject({ changeId: 7, originId: 2 });
    expect(best!.ledger).toEqual([]);
    const far = createHypothesis(1, {}, { ledger: [{ ...cola, plates: [6] }] });
    const other = explain(createContext(createChange({ 3: -540 })), far);
    expect(other.every(({ ledger }) => ledger.some(({ barcode }) => barcode === "cola"))).toBe(
      true,
    );
  });

  it("by a few grams is a creep of the level", () => {
    const [best] = explain(createContext(createChange({ 4: -5 })));
    expect(best!.carts.size).toBe(0);
    expect(best!.ledger).toEqual([]);
    expect(best!.history).toBeNull();
  });

  it("beside a heavy one is what that leaks, and away from one, or against it, is not", () => {
    const isNothing = (changeG: number, besideG: number): boolean => {
      const [best] = explain(createContext(createChange({ 4: changeG }, { besideG })));
      return best!.carts.size === 0 && best!.ledger.length === 0 && best!.history === null;
    };
    expect(isNothing(-25, -1500)).toBe(true);
    expect(isNothing(-25, 0)).toBe(false);
    expect(isNothing(-25, 1500)).toBe(false);
    expect(isNothing(-210, -1500)).toBe(false);
  });

  it("by a weight and a hand's force leaves the force to go", () => {
    const children = explain(createContext(createChange({ 4: -210 })));
    const pressed = children.find(
      (one) => listCart(one, "ada").join() === "jam" && one.ledger.length === 1,
    );
    expect(pressed!.ledger[0]).toMatchObject({ isTouch: true, plates: [4] });
    expect(pressed!.ledger[0]!.weightG).toBeCloseTo(50, 1);
  });

  it("of a product without weight is one of it, whatever it weighs", () => {
    const products = new Map(SHELF.products);
    products.set("tea", { ...products.get("tea")!, weightG: Number.NaN });
    const index = createShopIndex({ ...SHELF, products }, ENGINE_PARAMETERS);
    const context = createContext(
      createChange({ 3: -37 }),
      createWho({ ada: 1 }),
      new Map(),
      index,
    );
    const [best] = explain(context, createHypothesis(1), index);
    expect(listCart(best!, "ada")).toEqual(["tea"]);
    expect(best!.ledger).toEqual([]);
  });
});
