import { describe, expect, it } from "vitest";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
  INDEX,
  SHELF,
} from "./belief-builders.ts";
import type { BlockContext } from "./block-context.ts";
import { explainFall } from "./falls.ts";
import { getCart, type Hypothesis, listHistory } from "./hypotheses.ts";
import { createShopIndex } from "./shop-index.ts";

/** Children as hypotheses with their weights, the likeliest first. */
function explain(context: BlockContext, parent = createHypothesis(1), index = INDEX): Hypothesis[] {
  return explainFall(index, context, parent)
    .map(({ logWeight, build }) => ({ ...build(), logWeight }))
    .sort((a, b) => b.logWeight - a.logWeight);
}

const cartOf = (hypothesis: Hypothesis, shopper: string): (string | null)[] =>
  getCart(hypothesis, shopper).map(({ barcode }) => barcode);

const logOf = (children: readonly Hypothesis[], test: (one: Hypothesis) => boolean): number =>
  Math.max(...children.filter(test).map(({ logWeight }) => logWeight));

describe("a fall of a plate", () => {
  it("by a product's weight is a pick of it by whoever reached", () => {
    const [best] = explain(
      createContext(createChange({ 3: -91 }), createWho({ ada: 0.9, bob: 0.1 })),
    );
    expect(cartOf(best!, "ada")).toEqual(["tea"]);
    expect(getCart(best!, "ada")[0]).toMatchObject({ plates: [3], isForce: false });
    expect(listHistory(best!.history)).toMatchObject([
      { kind: "pick", shopperId: "ada", barcode: "tea", quantity: 1 },
    ]);
    expect(best!.overrides.size).toBe(0);
  });

  it("weighs shoppers as their reaches do", () => {
    const children = explain(
      createContext(createChange({ 3: -90 }), createWho({ ada: 0.8, bob: 0.2 })),
    );
    const byAda = logOf(children, (one) => cartOf(one, "ada").join() === "tea");
    const byBob = logOf(children, (one) => cartOf(one, "bob").join() === "tea");
    expect(byAda - byBob).toBeCloseTo(Math.log(4), 9);
  });

  it("by several weights is several units, one item each", () => {
    const [best] = explain(createContext(createChange({ 4: -520 })));
    expect(cartOf(best!, "ada")).toEqual(["jam", "jam"]);
    const weights = getCart(best!, "ada").map(({ weightG }) => weightG);
    expect(weights).toEqual([expect.closeTo(260, 1), expect.closeTo(260, 1)]);
  });

  it("of several units may be shared by two who both reached", () => {
    const who = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [8, 8] });
    const children = explain(createContext(createChange({ 4: -520 }), who));
    const shared = children.find(
      (one) => cartOf(one, "ada").length === 1 && cartOf(one, "bob").length === 1,
    );
    expect(shared).toBeDefined();
    expect(listHistory(shared!.history).map(({ quantity }) => quantity)).toEqual([1, 1]);
    const one = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [8, -1] });
    const alone = explain(createContext(createChange({ 4: -520 }), one));
    expect(
      alone.every((each) => cartOf(each, "ada").length * cartOf(each, "bob").length === 0),
    ).toBe(true);
  });

  it("by another product's weight is of it, and the facing is believed to hold it", () => {
    const children = explain(createContext(createChange({ 3: -534 })));
    const cola = children.find((one) => cartOf(one, "ada").join() === "cola");
    expect([...cola!.overrides]).toEqual([["1/1/3", "cola"]]);
    const sequel = explain(createContext(createChange({ 3: -534 })), {
      ...cola!,
      logWeight: 0,
      lastActs: new Map(),
    });
    expect(cartOf(sequel[0]!, "ada")).toEqual(["cola", "cola"]);
    const before = logOf(children, (one) => cartOf(one, "ada").join() === "cola");
    expect(sequel[0]!.logWeight).toBeGreaterThan(before + 3);
  });

  it("by what nobody sells there is of something unknown, or a hand's force", () => {
    const children = explain(createContext(createChange({ 3: -5500 })));
    const told = children.slice(0, 2).map((one) => cartOf(one, "ada").join());
    expect(told.every((cart) => cart === "")).toBe(true);
    expect(children.some((one) => getCart(one, "ada")[0]?.barcode === null)).toBe(true);
    expect(children.some(({ ledger }) => ledger[0]?.isForce === true)).toBe(true);
  });

  it("where somebody put an item out of its place is that item", () => {
    const cola = createItem("cola", { weightG: 540, plates: [3], changeId: 4, originId: 2 });
    const parent = createHypothesis(1, {}, { ledger: [cola] });
    const [best] = explain(createContext(createChange({ 3: -540 })), parent);
    expect(cartOf(best!, "ada")).toEqual(["cola"]);
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

  it("by a weight and a hand's force leaves the force to go", () => {
    const children = explain(createContext(createChange({ 4: -210 })));
    const pressed = children.find(
      (one) => cartOf(one, "ada").join() === "jam" && one.ledger.length === 1,
    );
    expect(pressed!.ledger[0]).toMatchObject({ isForce: true, plates: [4] });
    expect(pressed!.ledger[0]!.weightG).toBeCloseTo(50, 1);
  });

  it("of a product without weight is one of it, whatever it weighs", () => {
    const products = new Map(SHELF.products);
    products.set("tea", { ...products.get("tea")!, weightG: Number.NaN });
    const index = createShopIndex({ ...SHELF, products });
    const context = createContext(
      createChange({ 3: -37 }),
      createWho({ ada: 1 }),
      new Map(),
      index,
    );
    const [best] = explain(context, createHypothesis(1), index);
    expect(cartOf(best!, "ada")).toEqual(["tea"]);
    expect(best!.ledger).toEqual([]);
  });
});
