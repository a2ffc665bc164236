import { describe, expect, it } from "vitest";
import {
  createChange,
  createContext,
  createHypothesis,
  createItem,
  createWho,
  INDEX,
} from "./belief-builders.ts";
import type { BlockContext } from "./block-context.ts";
import { getCart, type Hypothesis, listHistory } from "./hypotheses.ts";
import { explainRise } from "./rises.ts";

function explain(context: BlockContext, parent = createHypothesis(1)): Hypothesis[] {
  return explainRise(INDEX, context, parent)
    .map(({ logWeight, build }) => ({ ...build(), logWeight }))
    .sort((a, b) => b.logWeight - a.logWeight);
}

const cartOf = (hypothesis: Hypothesis, shopper: string): (string | null)[] =>
  getCart(hypothesis, shopper).map(({ barcode }) => barcode);

const tea = createItem("tea", { weightG: 91, plates: [3], changeId: 2 });
const jam = createItem("jam", { weightG: 262, plates: [4], changeId: 3 });

describe("a rise of a plate", () => {
  it("by the weight of what somebody holds is that, put back", () => {
    const [best] = explain(
      createContext(createChange({ 3: 91 })),
      createHypothesis(1, { ada: [jam, tea] }),
    );
    expect(cartOf(best!, "ada")).toEqual(["jam"]);
    expect(best!.ledger).toEqual([]);
    expect(listHistory(best!.history)).toMatchObject([
      { kind: "putback", shopperId: "ada", barcode: "tea", quantity: 1 },
    ]);
  });

  it("is of the one who holds it and reached", () => {
    const who = createWho({ ada: 0.5, bob: 0.5 });
    const [best] = explain(
      createContext(createChange({ 3: 91 }), who),
      createHypothesis(1, { ada: [jam], bob: [tea] }),
    );
    expect(cartOf(best!, "bob")).toEqual([]);
    expect(cartOf(best!, "ada")).toEqual(["jam"]);
  });

  it("in a place that is not the product's leaves it standing there", () => {
    const [best] = explain(
      createContext(createChange({ 6: 262 })),
      createHypothesis(1, { ada: [jam] }),
    );
    expect(cartOf(best!, "ada")).toEqual([]);
    expect(best!.ledger).toMatchObject([
      { barcode: "jam", plates: [6], changeId: 7, originId: jam.originId },
    ]);
  });

  it("of two equal weights is likelier of the one whose place it is", () => {
    const cola = createItem("cola", { weightG: 262, plates: [6], changeId: 4 });
    const [best] = explain(
      createContext(createChange({ 4: 262 })),
      createHypothesis(1, { ada: [cola, jam] }),
    );
    expect(cartOf(best!, "ada")).toEqual(["cola"]);
  });

  it("by the weight of two that somebody holds is both", () => {
    const [best] = explain(
      createContext(createChange({ 3: 353 })),
      createHypothesis(1, { ada: [tea, jam] }),
    );
    expect(cartOf(best!, "ada")).toEqual([]);
    expect(listHistory(best!.history)).toMatchObject([{ kind: "putback", quantity: 2 }]);
    expect(best!.ledger).toMatchObject([{ barcode: "jam" }]);
  });

  it("counts units of one pick once: which of them it is does not matter", () => {
    const pair = [tea, { ...tea }];
    const putBack = explain(
      createContext(createChange({ 3: 91 })),
      createHypothesis(1, { ada: pair }),
    ).filter((one) => cartOf(one, "ada").length === 1 && one.ledger.length === 0);
    expect(putBack).toHaveLength(1);
  });

  it("that no cart explains is stock, and stands there as something unknown", () => {
    const children = explain(createContext(createChange({ 3: 777 })));
    const stocked = children.find(({ history }) => history?.action.kind === "restock");
    expect(stocked!.ledger).toMatchObject([{ barcode: null, isForce: false }]);
    for (const one of children) expect(cartOf(one, "ada")).toEqual([]);
  });

  it("by the planned product's weight may be that product, which stands in its place", () => {
    const children = explain(createContext(createChange({ 3: 90 })));
    const home = children.filter(({ history }) => history?.action.barcode === "tea");
    expect(home).toHaveLength(1);
    expect(home[0]!.ledger).toEqual([]);
    expect(home[0]!.history!.action).toMatchObject({
      kind: "restock",
      quantity: 1,
      shopperId: null,
    });
  });

  it("of a hand's size may be a hand that rests", () => {
    const [best] = explain(createContext(createChange({ 3: 60 })));
    expect(best!.ledger).toMatchObject([{ isForce: true }]);
  });

  it("after a lift is the hand that lets go", () => {
    const lift = createItem(null, {
      weightG: -200,
      isForce: true,
      plates: [4],
      levelsBeforeG: [5200],
      sinceMs: 9000,
    });
    const parent = createHypothesis(1, { ada: [jam] }, { ledger: [lift] });
    const [best] = explain(createContext(createChange({ 4: 200 })), parent);
    expect(best!.ledger).toEqual([]);
    expect(cartOf(best!, "ada")).toEqual(["jam"]);
    expect(best!.history!.action.kind).toBe("release");
  });
});
