import { describe, expect, it } from "vitest";
import { DEFAULT_PRIORS } from "../parameters/priors.ts";
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
} from "./belief-builders.ts";
import type { BlockContext } from "./block-context.ts";
import { getCart, type Hypothesis, listHistory } from "./hypotheses.ts";
import { explainIncrease } from "./weight-increases.ts";

function explain(context: BlockContext, parent = createHypothesis(1)): Hypothesis[] {
  return rankChildren(explainIncrease(INDEX, context, parent));
}

const tea = createItem("tea", { weightG: 91, plates: [3], changeId: 2 });
const jam = createItem("jam", { weightG: 262, plates: [4], changeId: 3 });

describe("a weight increase", () => {
  it("by the weight of what somebody holds is that, put back", () => {
    const [best] = explain(
      createContext(createChange({ 3: 91 })),
      createHypothesis(1, { ada: [jam, tea] }),
    );
    expect(listCart(best!, "ada")).toEqual(["jam"]);
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
    expect(listCart(best!, "bob")).toEqual([]);
    expect(listCart(best!, "ada")).toEqual(["jam"]);
  });

  it("is what another took from there, if the two were within reach of each other since", () => {
    const taken = { ...tea, sinceMs: 1000 };
    const tell = (nearMs: number, item = taken, others = {}) =>
      explain(
        {
          ...createContext(createChange({ 3: 91 }), createWho({ ada: 1 })),
          findLastNearMs: ([, taker], fromMs) =>
            taker === "ada" && nearMs > fromMs ? nearMs : Number.NaN,
        },
        createHypothesis(1, { ada: [jam], bob: [item], ...others }),
      );
    const isGiven = (one: Hypothesis): boolean => getCart(one, "bob").length === 0;
    const given = tell(2000).find(isGiven)!;
    expect(listCart(given, "ada")).toEqual(["jam"]);
    expect(given.ledger).toEqual([]);
    expect(listHistory(given.history)).toMatchObject([
      { kind: "handover", shopperId: "ada", otherId: "bob", barcode: "tea", timestampMs: 2000 },
      { kind: "putback", shopperId: "ada", barcode: "tea" },
    ]);
    const stocked = tell(2000).filter((one) => listHistory(one.history)[0]?.kind === "restock");
    expect(stocked.length).toBeGreaterThan(0);
    for (const one of stocked) expect(given.logWeight).toBeGreaterThan(one.logWeight);
    // Of two who may have given it each is half as likely.
    const eve = { eve: [{ ...taken, changeId: 5 }] };
    expect(tell(2000, taken, eve).find(isGiven)!.logWeight).toBeCloseTo(
      given.logWeight - Math.LN2,
      9,
    );
    // Before the tea was taken, never, and what comes from elsewhere.
    expect(tell(500).some(isGiven)).toBe(false);
    expect(tell(Number.NaN).some(isGiven)).toBe(false);
    const cola = createItem("cola", { weightG: 91, plates: [6], changeId: 4, sinceMs: 1000 });
    expect(tell(2000, cola).some(isGiven)).toBe(false);
  });

  it("in a place that is not the product's leaves it standing there", () => {
    const [best] = explain(
      createContext(createChange({ 6: 262 })),
      createHypothesis(1, { ada: [jam] }),
    );
    expect(listCart(best!, "ada")).toEqual([]);
    expect(best!.ledger).toMatchObject([
      { barcode: "jam", plates: [6], changeId: 7, originId: jam.originId },
    ]);
  });

  it("may be what has no weight, and is weighed against the rest", () => {
    const card = createItem("card", { weightG: Number.NaN, rawG: Number.NaN, plates: [6] });
    const parent = createHypothesis(1, { ada: [jam, card] });
    for (const [grams, left] of [
      [262, ["card"]],
      [37, ["jam"]],
    ] as const) {
      const children = explain(createContext(createChange({ 4: grams })), parent);
      expect(children.every(({ logWeight }) => Number.isFinite(logWeight))).toBe(true);
      const best = children.find((one) => listHistory(one.history)[0]?.kind === "putback");
      expect(listCart(best!, "ada")).toEqual(left);
    }
  });

  it("of two equal weights is likelier of the one whose place it is", () => {
    const cola = createItem("cola", { weightG: 262, plates: [6], changeId: 4 });
    const [best] = explain(
      createContext(createChange({ 4: 262 })),
      createHypothesis(1, { ada: [cola, jam] }),
    );
    expect(listCart(best!, "ada")).toEqual(["cola"]);
  });

  it("of two equal weights in the place of neither is of one whose other came from there", () => {
    const cola = createItem("cola", { weightG: 262, plates: [6], changeId: 4 });
    const told = (changesG: Record<number, number>) =>
      explain(createContext(createChange(changesG)), createHypothesis(1, { ada: [cola, jam] }));
    // Put where the jam came from: the jam, or the cola in its place.
    const at4 = told({ 4: 262 });
    const home = findLogWeight(at4, (one) => listCart(one, "ada").join() === "cola");
    const swapped = findLogWeight(at4, (one) => listCart(one, "ada").join() === "jam");
    expect(home).toBeGreaterThan(swapped + 1);
    // Nothing of theirs came from plate 3: there either is a misplaced item.
    const at3 = findLogWeight(told({ 3: 262 }), (one) => listCart(one, "ada").join() === "jam");
    expect(swapped).toBeGreaterThan(at3);
    expect(at4.find((one) => listCart(one, "ada").join() === "jam")!.ledger).toMatchObject([
      { barcode: "cola", plates: [4] },
    ]);
  });

  it("where another item of the same cart came from is likelier on its own shelf", () => {
    const other = (shelf: number): number => {
      const cola = createItem("cola", { weightG: 300, plates: [6], shelf, changeId: 4 });
      const cart = { ada: [cola, jam] };
      const children = explain(createContext(createChange({ 4: 300 })), createHypothesis(1, cart));
      return findLogWeight(children, (one) => listCart(one, "ada").join() === "jam");
    };
    expect(other(1) - other(2)).toBeCloseTo(
      Math.log(DEFAULT_PRIORS.swapShare / DEFAULT_PRIORS.swapFarShare),
      9,
    );
    expect(DEFAULT_PRIORS.swapShare).toBeGreaterThan(DEFAULT_PRIORS.swapFarShare);
  });

  it("tells who reached for each explanation", () => {
    const parent = createHypothesis(1, { ada: [tea, jam] });
    const context = createContext(createChange({ 3: 353 }), createWho({ ada: 1 }));
    for (const child of explainIncrease(INDEX, context, parent)) {
      const left = getCart(child.build(), "ada").length;
      expect(child.shoppers).toEqual(left < 2 ? ["ada"] : []);
    }
  });

  it("by the weight of two that somebody holds is both", () => {
    const [best] = explain(
      createContext(createChange({ 3: 353 })),
      createHypothesis(1, { ada: [tea, jam] }),
    );
    expect(listCart(best!, "ada")).toEqual([]);
    expect(listHistory(best!.history)).toMatchObject([{ kind: "putback", quantity: 2 }]);
    expect(best!.ledger).toMatchObject([{ barcode: "jam" }]);
  });

  it("counts units of one pick once: which of them it is does not matter", () => {
    const pair = [tea, { ...tea }];
    const putBack = explain(
      createContext(createChange({ 3: 91 })),
      createHypothesis(1, { ada: pair }),
    ).filter((one) => listCart(one, "ada").length === 1 && one.ledger.length === 0);
    expect(putBack).toHaveLength(1);
  });

  it("that no cart explains is stock, and stands there as something unknown", () => {
    const children = explain(createContext(createChange({ 3: 777 })));
    const stocked = children.find(({ history }) => history?.action.kind === "restock");
    expect(stocked!.ledger).toMatchObject([{ barcode: null, isTouch: false }]);
    for (const one of children) expect(listCart(one, "ada")).toEqual([]);
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
    expect(best!.ledger).toMatchObject([{ isTouch: true }]);
  });

  it("is rather what was taken last than what was taken long ago, by a bounded share", () => {
    const { timestampMs } = createContext(createChange({ 3: 91 }));
    const taken = (agoMs: number, changeId: number) => ({
      ...tea,
      changeId,
      sinceMs: timestampMs - agoMs,
    });
    /** log odds that it is the newer one of two that are alike. */
    const newer = (oldMs: number): number => {
      const cart = { ada: [taken(oldMs, 11), taken(1000, 12)] };
      const children = explain(createContext(createChange({ 3: 91 })), createHypothesis(1, cart));
      const left = (changeId: number): number =>
        findLogWeight(children, (one) => {
          const [only, ...others] = getCart(one, "ada");
          return only?.changeId === changeId && others.length === 0 && one.ledger.length === 0;
        });
      return left(11) - left(12);
    };
    const share = (agoMs: number): number =>
      DEFAULT_PRIORS.lastWeightMin + Math.exp(-agoMs / DEFAULT_PRIORS.lastMs);
    expect(newer(1000)).toBeCloseTo(0, 9);
    expect(newer(20_000)).toBeCloseTo(Math.log(share(1000) / share(20_000)), 9);
    expect(newer(3_600_000)).toBeCloseTo(Math.log(share(1000) / DEFAULT_PRIORS.lastWeightMin), 9);
  });

  it("says nothing of a hand that presses already: no other one comes", () => {
    const context = createContext(createChange({ 3: 60 }));
    const touches = (isPressed: boolean): number =>
      explain({ ...context, isPressed }).filter(({ ledger }) => ledger.some((one) => one.isTouch))
        .length;
    expect(touches(false)).toBeGreaterThan(0);
    expect(touches(true)).toBe(0);
  });
});
