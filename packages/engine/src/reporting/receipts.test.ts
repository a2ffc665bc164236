import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createAction,
  createBelief,
  createHypothesis,
  createItem,
  SHELF,
} from "../belief/belief-builders.ts";
import { chooseLines, type ReceiptCosts } from "../belief/cart-choice.ts";
import { addHistory, type Cluster } from "../belief/hypotheses.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import type { Receipt } from "../receipt-types.ts";
import { createShopIndex } from "../shop-index.ts";
import type { Product, ShopModel } from "../shop-model.ts";
import { joinReceipts, type ReceiptRules, writeReceipt } from "./receipts.ts";
import { NO_VISIT_RISK, type VisitRisk } from "./visit-risk.ts";

const COSTS: ReceiptCosts = { overchargeCost: 5, wrongReceiptCost: 20 };
const RULES: ReceiptRules = {
  ...COSTS,
  acceptProbability: 0.9,
  calibrate: (probability) => probability,
  reasonMin: DEFAULT_BELIEF.reasonMin,
};

const SHELF_INDEX = createShopIndex(SHELF, ENGINE_PARAMETERS);

function write(cluster: Cluster, alarms: readonly string[] = [], shop: ShopModel = SHELF): Receipt {
  return writeReceipt(cluster, "ada", createShopIndex(shop, ENGINE_PARAMETERS), RULES, alarms);
}

/** The catalogue with tea otherwise, or without it. */
function withTea(more: Partial<Product> | null): ShopModel["products"] {
  const products = new Map(SHELF.products);
  if (more === null) products.delete("tea");
  else products.set("tea", { ...products.get("tea")!, ...more });
  return products;
}

type Counts = Readonly<Record<string, number>>;

/** Products held, without what is unknown. */
function countCart(cart: readonly (string | null)[]): Counts {
  const counts: Record<string, number> = {};
  for (const barcode of cart) {
    if (barcode !== null) counts[barcode] = (counts[barcode] ?? 0) + 1;
  }
  return counts;
}

/** What it costs to report one cart where another is held, straight from what the costs mean. */
function costOf(reported: Counts, held: Counts, costs: ReceiptCosts): number {
  let units = 0;
  for (const barcode of new Set([...Object.keys(reported), ...Object.keys(held)])) {
    const off = (reported[barcode] ?? 0) - (held[barcode] ?? 0);
    units += off > 0 ? costs.overchargeCost * off : -off;
  }
  return units === 0 ? 0 : costs.wrongReceiptCost + units;
}

interface BelievedCart {
  readonly weight: number;
  readonly cart: readonly (string | null)[];
}

function believe(carts: readonly BelievedCart[]): Cluster {
  const hypotheses = carts.map(({ weight, cart }) =>
    createHypothesis(weight, {
      ada: cart.map((barcode) => createItem(barcode)),
      bob: [createItem("cola")],
    }),
  );
  return createBelief(["ada", "bob"], hypotheses);
}

function choose(carts: readonly BelievedCart[], costs: ReceiptCosts): Counts {
  const { lines } = chooseLines(believe(carts), "ada", costs);
  return Object.fromEntries(lines.map(({ barcode, quantity }) => [barcode, quantity]));
}

/** Beliefs in carts of a few products, unknown things among them. */
const BELIEFS = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 100 }),
      cart: fc.array(fc.constantFrom("soup", "tea", "jam", null), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((carts) => {
    const total = carts.reduce((sum, { weight }) => sum + weight, 0);
    return carts.map(({ weight, cart }) => ({ weight: weight / total, cart }));
  });

const ANY_COSTS = fc.record({
  overchargeCost: fc.constantFrom(1, 2, 5, 20),
  wrongReceiptCost: fc.constantFrom(0, 1, 20, 200),
});

describe("the cart on a receipt", () => {
  it("is one that a hypothesis holds, and costs the least of them", () => {
    fc.assert(
      fc.property(BELIEFS, ANY_COSTS, (carts, costs) => {
        const held = carts.map(({ cart }) => countCart(cart));
        const expectCost = (reported: Counts): number =>
          carts.reduce(
            (sum, { weight }, at) => sum + weight * costOf(reported, held[at]!, costs),
            0,
          );
        const chosen = choose(carts, costs);
        expect(held).toContainEqual(chosen);
        expect(expectCost(chosen)).toBeLessThanOrEqual(Math.min(...held.map(expectCost)) + 1e-9);
      }),
      { seed: 20_260_105, numRuns: 500 },
    );
  });

  it("is as likely as the hypotheses that hold just that, and nothing unknown", () => {
    fc.assert(
      fc.property(BELIEFS, ANY_COSTS, (carts, costs) => {
        const { lines, probability } = chooseLines(believe(carts), "ada", costs);
        const chosen = Object.fromEntries(lines.map((line) => [line.barcode, line.quantity]));
        const exact = carts
          .filter(({ cart }) => !cart.includes(null))
          .filter(({ cart }) => costOf(chosen, countCart(cart), COSTS) === 0)
          .reduce((sum, { weight }) => sum + weight, 0);
        expect(probability).toBeCloseTo(exact, 9);
      }),
      { seed: 20_260_106, numRuns: 300 },
    );
  });

  it("does not depend on the order of hypotheses, nor of items in a cart", () => {
    fc.assert(
      fc.property(BELIEFS, ANY_COSTS, (carts, costs) => {
        const turned = carts
          .map(({ weight, cart }) => ({ weight, cart: [...cart].reverse() }))
          .reverse();
        const cost = (reported: Counts): number =>
          carts.reduce(
            (sum, { weight, cart }) => sum + weight * costOf(reported, countCart(cart), costs),
            0,
          );
        expect(cost(choose(turned, costs))).toBeCloseTo(cost(choose(carts, costs)), 9);
      }),
      { seed: 20_260_107, numRuns: 200 },
    );
  });

  it("has no lines together that are likely one by one and held together by nobody", () => {
    // One of the three was not taken: each is held by two in three.
    const carts = [
      { weight: 0.34, cart: ["soup", "tea"] },
      { weight: 0.33, cart: ["soup", "jam"] },
      { weight: 0.33, cart: ["tea", "jam"] },
    ];
    expect(choose(carts, { overchargeCost: 1, wrongReceiptCost: 0 })).toEqual({ soup: 1, tea: 1 });
  });

  it("is the smaller one where only units cost, and five in six is not reached", () => {
    const units = { overchargeCost: 5, wrongReceiptCost: 0 };
    const soup = (shares: readonly number[]): number =>
      choose(
        shares.map((weight, count) => ({ weight, cart: new Array<string>(count).fill("soup") })),
        units,
      ).soup ?? 0;
    expect(soup([0.16, 0.84])).toBe(1);
    expect(soup([0.17, 0.83])).toBe(0);
    expect(soup([0.05, 0.8, 0.15])).toBe(1);
    expect(soup([1])).toBe(0);
  });

  it("is the likeliest one where a wrong receipt costs far more than units", () => {
    const carts = [
      { weight: 0.4, cart: [] },
      { weight: 0.6, cart: ["soup"] },
    ];
    expect(choose(carts, { overchargeCost: 5, wrongReceiptCost: 0 })).toEqual({});
    expect(choose(carts, { overchargeCost: 5, wrongReceiptCost: 20 })).toEqual({ soup: 1 });
  });
});

describe("the lines of a receipt", () => {
  const cluster = createBelief(
    ["ada"],
    [
      createHypothesis(0.9, { ada: ["soup", "tea", "soup"] }),
      createHypothesis(0.08, { ada: ["soup", "tea"] }),
      createHypothesis(0.02, { ada: ["soup", "tea", "soup", createItem(null)] }),
    ],
  );

  it("are by barcode, and as likely as the hypotheses that hold just them", () => {
    const { lines, probability } = chooseLines(cluster, "ada", COSTS);
    expect(lines).toEqual([
      { barcode: "soup", quantity: 2 },
      { barcode: "tea", quantity: 1 },
    ]);
    expect(probability).toBeCloseTo(0.9, 9);
  });

  it("are none for somebody of whom nothing is believed", () => {
    expect(chooseLines(cluster, "bob", COSTS)).toEqual({ lines: [], probability: 1 });
  });
});

describe("a receipt", () => {
  it("that is sure is accepted without reasons", () => {
    const receipt = write(createBelief(["ada"], [createHypothesis(1, { ada: ["tea"] })]));
    expect(receipt).toEqual({
      targetId: "ada",
      products: [{ barcode: "tea", quantity: 1 }],
      probabilityExact: 1,
      needsReview: false,
      reasons: [],
      faults: [],
      unclear: [],
    });
  });

  it("is judged by its calibrated probability", () => {
    const cluster = createBelief(
      ["ada"],
      [createHypothesis(0.95, { ada: ["tea"] }), createHypothesis(0.05)],
    );
    expect(write(cluster).needsReview).toBe(false);
    const cautious = { ...RULES, calibrate: (probability: number) => probability - 0.1 };
    const receipt = writeReceipt(cluster, "ada", SHELF_INDEX, cautious, []);
    expect(receipt.probabilityExact).toBeCloseTo(0.85, 9);
    expect(receipt.needsReview).toBe(true);
  });

  it("is calibrated by its belief and by the risk of the visit", () => {
    const cluster = createBelief(["ada"], [createHypothesis(1, { ada: ["tea"] })]);
    const calibrate = (belief: number, { nearS }: VisitRisk): number => belief - nearS / 100;
    const write = (nearS: number): Receipt =>
      writeReceipt(cluster, "ada", SHELF_INDEX, { ...RULES, calibrate }, [], {
        probabilityOwn: 0.98,
        reasons: [],
        visit: { ...NO_VISIT_RISK, nearS },
      });
    expect(write(5).probabilityExact).toBeCloseTo(0.93, 9);
    expect(write(5).needsReview).toBe(false);
    expect(write(9)).toMatchObject({ needsReview: true });
  });

  it("with an alarm is reviewed however sure it is", () => {
    const cluster = createBelief(["ada"], [createHypothesis(1, { ada: ["tea"] })]);
    expect(write(cluster, ["plate 3 reads nothing"])).toMatchObject({
      needsReview: true,
      reasons: ["plate 3 reads nothing"],
      faults: ["plate 3 reads nothing"],
    });
  });

  it("tells apart what is about no single interaction", () => {
    const soup = createItem("soup");
    const cluster = createBelief(
      ["ada", "bob"],
      [
        createHypothesis(0.7, { ada: [soup], bob: [] }),
        createHypothesis(0.3, { ada: [], bob: [soup] }),
      ],
    );
    expect(write(cluster).faults).toEqual([]);
    const { reasons, faults } = write(cluster, ["plate 3 reads nothing"]);
    expect(reasons).toHaveLength(2);
    expect(reasons[1]).toBe("plate 3 reads nothing");
    expect(faults).toEqual(["plate 3 reads nothing"]);
  });

  it.each([
    { what: "has no weight for", shop: { ...SHELF, products: withTea({ weightG: Number.NaN }) } },
    { what: "has not", shop: { ...SHELF, products: withTea(null) } },
  ])("is reviewed where it has what the catalogue $what", ({ shop }) => {
    const cluster = createBelief(["ada"], [createHypothesis(1, { ada: ["tea", "soup"] })]);
    const { needsReview, products, faults } = write(cluster, [], shop);
    expect(products.map(({ barcode }) => barcode)).toEqual(["soup", "tea"]);
    expect(needsReview).toBe(true);
    expect(faults).toEqual([expect.stringMatching(/^tea.*has no weight in the catalogue/)]);
  });

  it("says where something unknown was taken, and what it weighs", () => {
    const unknown = createItem(null, { weightG: 777.4, shelf: 2, plates: [3, 4] });
    const { products, reasons } = write(
      createBelief(["ada"], [createHypothesis(1, { ada: [unknown] })]),
    );
    expect(products).toEqual([]);
    expect(reasons).toEqual([
      "777 g were taken from gondola 1, shelf 2, plate 3–4; no product there weighs that",
    ]);
  });

  it("says which products it may be", () => {
    const soup = createItem("soup", { changeId: 4, weightG: 400 });
    const { reasons } = write(
      createBelief(
        ["ada"],
        [
          createHypothesis(0.6, { ada: [soup] }),
          createHypothesis(0.4, { ada: [{ ...soup, barcode: "cola" }] }),
        ],
      ),
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain("it may be soup (soup) 60 %, or cola (cola) 40 %");
  });

  it("says that somebody else may have taken it", () => {
    const soup = createItem("soup");
    const { reasons } = write(
      createBelief(
        ["ada", "bob"],
        [
          createHypothesis(0.7, { ada: [soup], bob: [] }),
          createHypothesis(0.3, { ada: [], bob: [soup] }),
        ],
      ),
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/soup.*whether by this shopper is not sure \(70 %\)/);
  });

  it("says that it may have been put back", () => {
    const { reasons } = write(
      createBelief(
        ["ada"],
        [createHypothesis(0.7, { ada: ["soup"] }), createHypothesis(0.3, { ada: [] })],
      ),
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/soup.*may have been put back or given away \(kept: 70 %\)/);
  });

  it("says which of two things was put back, and says it once", () => {
    const [soup, tea] = [createItem("soup", { changeId: 1 }), createItem("tea", { changeId: 2 })];
    const putBack = (barcode: string) =>
      createAction({ kind: "putback", shopperId: "ada", barcode, changeId: 3, weightG: 98 });
    const { reasons } = write(
      createBelief(
        ["ada"],
        [
          addHistory(createHypothesis(0.7, { ada: [soup] }), putBack("tea")),
          addHistory(createHypothesis(0.3, { ada: [tea] }), putBack("soup")),
        ],
      ),
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(
      /^98 g were put back on gondola .*; which of these is not known: .*tea.* 70 %, or .*soup.* 30 %$/,
    );
  });

  it("says so where many small uncertainties add up", () => {
    const hypotheses = Array.from({ length: 10 }, (_, odd) => {
      const ada = Array.from({ length: 10 }, (_unused, at) => createItem("soup", { changeId: at }));
      ada.splice(odd, 1);
      return createHypothesis(0.02, { ada });
    });
    const all = Array.from({ length: 10 }, (_, at) => createItem("soup", { changeId: at }));
    hypotheses.push(createHypothesis(0.8, { ada: all }));
    const { needsReview, reasons } = write(createBelief(["ada"], hypotheses));
    expect(needsReview).toBe(true);
    expect(reasons).toEqual([
      "several small uncertainties add up; no single interaction stands out",
    ]);
  });

  it("names a product by its barcode where the catalogue has no name, and leaves sure items out", () => {
    const products = new Map(SHELF.products);
    products.set("tea", { ...products.get("tea")!, name: "" });
    const sure = createItem("jam", { changeId: 1 });
    const { reasons } = write(
      createBelief(
        ["ada"],
        [
          createHypothesis(0.7, { ada: [sure, createItem("tea", { changeId: 2 })] }),
          createHypothesis(0.3, { ada: [sure] }),
        ],
      ),
      [],
      { ...SHELF, products },
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/^tea from gondola 1/);
  });

  it("never claims certainty of what is uncertain", () => {
    const { reasons } = write(
      createBelief(
        ["ada", "bob"],
        [
          createHypothesis(0.96, { ada: ["soup"], bob: [createItem("tea", { changeId: 3 })] }),
          createHypothesis(0.04, { ada: [createItem("tea", { changeId: 3 })], bob: ["soup"] }),
        ],
      ),
      ["looked at anyhow"],
    );
    expect(reasons.join()).not.toMatch(/\b(100|0) %/);
  });
});

describe("receipts of one who came back", () => {
  it("are one: quantities add up, uncertainties too", () => {
    const earlier: Receipt = {
      targetId: "ada",
      products: [
        { barcode: "soup", quantity: 1 },
        { barcode: "tea", quantity: 2 },
      ],
      probabilityExact: 0.9,
      needsReview: true,
      reasons: ["first"],
      faults: ["first"],
      unclear: [],
    };
    const later: Receipt = {
      targetId: "ada",
      products: [
        { barcode: "jam", quantity: 1 },
        { barcode: "soup", quantity: 2 },
      ],
      probabilityExact: 0.5,
      needsReview: true,
      reasons: ["second", "third"],
      faults: ["third"],
      unclear: [],
    };
    const joined = joinReceipts(earlier, later);
    expect(new Map(joined.products.map(({ barcode, quantity }) => [barcode, quantity]))).toEqual(
      new Map([
        ["soup", 3],
        ["tea", 2],
        ["jam", 1],
      ]),
    );
    expect(joined).toMatchObject({
      targetId: "ada",
      needsReview: true,
      reasons: ["first", "second", "third"],
      faults: ["first", "third"],
    });
    const sure = { ...later, needsReview: false, reasons: [], faults: [] };
    expect(joinReceipts(earlier, sure)).toMatchObject({ needsReview: true, faults: ["first"] });
    expect(joinReceipts(sure, sure).needsReview).toBe(false);
    expect(joined.probabilityExact).toBeCloseTo(0.45, 9);
  });
});

describe("what may be another's in a cart", () => {
  const of = (probabilityOwn: number, alarms: readonly string[] = []) => {
    const belief = createBelief(["ada"], [createHypothesis(1, { ada: ["tea"] })]);
    const risk = { probabilityOwn, reasons: ["which of two"], visit: NO_VISIT_RISK };
    return writeReceipt(belief, "ada", SHELF_INDEX, RULES, alarms, risk);
  };

  it("makes the whole less likely, and is reported where that is too little, and nowhere else", () => {
    expect(of(0.91)).toMatchObject({ needsReview: false, reasons: [], faults: [] });
    expect(of(0.91).probabilityExact).toBeCloseTo(0.91, 9);
    expect(of(0.89)).toMatchObject({ needsReview: true, faults: ["which of two"] });
    expect(of(0.89).reasons).toEqual(["which of two"]);
    expect(of(0.99, ["a plate was dead"])).toMatchObject({
      needsReview: true,
      faults: ["a plate was dead"],
    });
    expect(of(0.89, ["which of two"]).faults).toEqual(["which of two"]);
  });
});
