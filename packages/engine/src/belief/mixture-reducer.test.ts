import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShopperKey } from "../engine-types.ts";
import { CLUSTER_PARTS_MAX, HYPOTHESES_MAX } from "../limits.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { createAction, createBelief, createHypothesis, createItem } from "./belief-builders.ts";
import {
  type ActionRecord,
  addHistory,
  type Cluster,
  createCluster,
  findBelief,
  getCart,
  type Hypothesis,
  type Item,
  listHistory,
  type Override,
  withCart,
} from "./hypotheses.ts";
import {
  forgetShopper,
  mergeClusters,
  prune,
  reduceWeights,
  splitCluster,
} from "./mixture-reducer.ts";

const SEED = 20_260_105;
const JAM: Override = { barcode: "jam", rawG: null };

/** Belief in each cart of a shopper, by what it holds. */
function listMarginal(cluster: Cluster, shopper: ShopperKey): Record<string, number> {
  const marginal: Record<string, number> = {};
  for (const hypothesis of cluster.hypotheses) {
    const names = getCart(hypothesis, shopper).map(({ barcode }) => barcode);
    const name = names.sort().join("+");
    marginal[name] = (marginal[name] ?? 0) + Math.exp(hypothesis.logWeight);
  }
  return marginal;
}

function expectClose(actual: Record<string, number>, expected: Record<string, number>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, share] of Object.entries(expected)) expect(actual[name]).toBeCloseTo(share, 9);
}

const totalOf = (hypotheses: readonly Hypothesis[]): number =>
  hypotheses.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);

describe("merging clusters", () => {
  const ada = (): Cluster =>
    createBelief(
      ["ada"],
      [createHypothesis(0.7, { ada: ["soup"] }), createHypothesis(0.3, { ada: ["tea"] })],
    );
  const bob = (): Cluster =>
    createBelief(
      ["bob"],
      [createHypothesis(0.9, { bob: [] }), createHypothesis(0.1, { bob: ["jam"] })],
    );

  it("multiplies their hypotheses", () => {
    const merged = mergeClusters([ada(), bob()], DEFAULT_BELIEF);
    expect([...merged.shoppers]).toEqual(["ada", "bob"]);
    const joint = merged.hypotheses.map((one) => [
      getCart(one, "ada")[0]!.barcode,
      getCart(one, "bob").length,
      Math.round(1e6 * Math.exp(one.logWeight)) / 1e6,
    ]);
    expect(joint).toEqual([
      ["soup", 0, 0.63],
      ["tea", 0, 0.27],
      ["soup", 1, 0.07],
      ["tea", 1, 0.03],
    ]);
  });

  it("keeps what stands out of place, and histories in order of time", () => {
    const standing = createItem("tea", { plates: [4] });
    const act = (changeId: number, timestampMs: number, hypothesis: Hypothesis): Hypothesis =>
      addHistory(hypothesis, createAction({ changeId, timestampMs }));
    const a = act(3, 3000, act(1, 1000, createHypothesis(1, {}, { ledger: [standing] })));
    const b = act(2, 2000, createHypothesis(1, {}, { overrides: new Map([["1/1/6", JAM]]) }));
    const merged = mergeClusters(
      [createBelief(["ada"], [a]), createBelief(["bob"], [b])],
      DEFAULT_BELIEF,
    );
    const [only] = merged.hypotheses;
    expect(only!.ledger).toEqual([standing]);
    expect([...only!.overrides]).toEqual([["1/1/6", JAM]]);
    expect(listHistory(only!.history).map(({ changeId }) => changeId)).toEqual([1, 2, 3]);
    expect(only!.history!.length).toBe(3);
    const other = mergeClusters([createBelief(["bob"], [b]), createCluster("eve")], DEFAULT_BELIEF);
    expect(other.hypotheses[0]!.history).toBe(b.history);
  });

  it("of many hypotheses keeps the bound and what each cart is believed to hold", () => {
    const wide = (shopper: string): Cluster => {
      const random = createRandom(shopper.length);
      const weights = Array.from({ length: 40 }, () => random.exponential(1));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const hypotheses = weights.map((weight, at) =>
        createHypothesis(weight / sum, { [shopper]: [`product ${at}`] }),
      );
      return createBelief([shopper], hypotheses);
    };
    const [a, b] = [wide("ada"), wide("robert")];
    const merged = mergeClusters([a, b], DEFAULT_BELIEF);
    expect(merged.hypotheses.length).toBeLessThanOrEqual(HYPOTHESES_MAX);
    expect(totalOf(merged.hypotheses)).toBeCloseTo(1, 9);
    for (const [cluster, shopper] of [
      [a, "ada"],
      [b, "robert"],
    ] as const) {
      const after = listMarginal(merged, shopper);
      for (const [name, share] of Object.entries(listMarginal(cluster, shopper))) {
        expect(Math.abs((after[name] ?? 0) - share)).toBeLessThan(0.06);
      }
    }
  });
});

describe("reducing weights", () => {
  it("leaves few weights as they are, without those that are nothing", () => {
    expect(reduceWeights(Float64Array.of(0.2, 0, 0.8), 2)).toEqual([
      { at: 0, weight: 0.2 },
      { at: 2, weight: 0.8 },
    ]);
  });

  it("keeps the total, the bound and the large weights, and draws the rest evenly", () => {
    const weight = fc.double({ min: 1e-3, max: 1, noNaN: true });
    const skewed = fc.tuple(weight, weight).map(([a, b]) => a * b * b);
    fc.assert(
      fc.property(
        fc.array(skewed, { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (values, count) => {
          const weights = Float64Array.from(values);
          const reduced = reduceWeights(weights, count);
          const total = values.reduce((sum, value) => sum + value, 0);
          const after = reduced.reduce((sum, one) => sum + one.weight, 0);
          expect(reduced).toHaveLength(Math.min(count, values.length));
          expect(Math.abs(after - total)).toBeLessThan(1e-9 * total);
          expect(new Set(reduced.map(({ at }) => at)).size).toBe(reduced.length);
          const drawn = reduced.filter((one) => one.weight !== weights[one.at]);
          for (const one of drawn) {
            expect(one.weight).toBeCloseTo(drawn[0]!.weight, 12);
            expect(weights[one.at]!).toBeLessThan(one.weight);
          }
          const largest = Math.max(...values);
          if (largest * count >= total) {
            expect(reduced[0]!.weight).toBe(reduced.length < values.length ? largest : values[0]);
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("keeps an expectation over the weights, to what the even draws are worth", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 41, maxLength: 200 }),
        (values) => {
          const weights = Float64Array.from(values);
          const reduced = reduceWeights(weights, 40);
          const step = Math.min(...reduced.map(({ weight }) => weight));
          // Drawn from the largest on: any part of that order keeps its share but for one draw.
          const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
          const rank = new Map(order.map((at, position) => [at, position]));
          for (const upTo of [5, 20, 40]) {
            const before = order.slice(0, upTo).reduce((sum, at) => sum + values[at]!, 0);
            const after = reduced.reduce(
              (sum, { at, weight }) => sum + (rank.get(at)! < upTo ? weight : 0),
              0,
            );
            expect(Math.abs(after - before)).toBeLessThanOrEqual(step * 1.0001);
          }
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe("pruning", () => {
  it("joins beliefs that say the same, with the history of the likelier and what speaks for it", () => {
    const unlikely = addHistory(
      createHypothesis(0.1, { ada: ["soup"] }),
      createAction({ changeId: 1 }),
    );
    const likely = addHistory(
      createHypothesis(0.3, { ada: ["soup"] }),
      createAction({ changeId: 2 }),
    );
    const other = createHypothesis(0.4, { ada: ["tea"] });
    for (const order of [
      [unlikely, likely, other],
      [likely, unlikely, other],
    ]) {
      const pruned = prune(order, DEFAULT_BELIEF);
      expect(pruned).toHaveLength(2);
      expect(pruned.map(({ logWeight }) => Math.exp(logWeight))).toEqual([
        expect.closeTo(0.5, 9),
        expect.closeTo(0.5, 9),
      ]);
      const soup = pruned.find((one) => getCart(one, "ada")[0]!.barcode === "soup")!;
      expect(listHistory(soup.history)).toEqual(listHistory(likely.history));
    }
  });

  it("tells what three joined beliefs say by all of them, in whatever order they come", () => {
    const say = (share: number, changeIds: readonly number[]) =>
      changeIds.reduce(
        (one, changeId) => addHistory(one, createAction({ changeId })),
        createHypothesis(share, { ada: [] }),
      );
    const [first, second, third] = [say(0.25, [1]), say(0.36, []), say(0.39, [1])];
    for (const order of [
      [first, second, third],
      [third, second, first],
      [second, third, first],
    ]) {
      const cluster = { shoppers: new Set(["ada"]), hypotheses: prune(order, DEFAULT_BELIEF) };
      expect(findBelief(cluster, createAction({ changeId: 1 }))).toBeCloseTo(0.64, 9);
    }
  });

  it("tells what joined beliefs share as surely as both do, and the rest as the one that told it", () => {
    const shared = addHistory(createHypothesis(1, { ada: [] }), createAction({ changeId: 1 }));
    const lifted = { ...shared, logWeight: Math.log(0.2) };
    const picked = addHistory(
      { ...shared, logWeight: Math.log(0.6) },
      createAction({ changeId: 2 }),
    );
    const other = createHypothesis(0.2, { ada: ["tea"] });
    for (const order of [
      [lifted, picked, other],
      [other, picked, lifted],
    ]) {
      const cluster = { shoppers: new Set(["ada"]), hypotheses: prune(order, DEFAULT_BELIEF) };
      const belief = (changeId: number) => findBelief(cluster, createAction({ changeId }));
      expect(belief(1)).toBeCloseTo(0.8, 9);
      expect(belief(2)).toBeCloseTo(0.6, 9);
    }
  });

  it("joins equal carts whatever order and place their items came from", () => {
    const pruned = prune(
      [
        createHypothesis(0.5, { ada: ["soup", "tea"] }),
        createHypothesis(0.5, { ada: ["tea", createItem("soup", { plates: [9] })] }),
      ],
      DEFAULT_BELIEF,
    );
    expect(pruned).toHaveLength(1);
  });

  it.each([
    [
      "an item stands elsewhere",
      { ledger: [createItem("tea", { plates: [1] })] },
      { ledger: [createItem("tea", { plates: [2] })] },
    ],
    [
      "a force is on a plate, or something unknown",
      { ledger: [createItem(null, { isTouch: true })] },
      { ledger: [createItem(null)] },
    ],
    ["a facing holds another product", { overrides: new Map([["1/1/1", JAM]]) }, {}],
    [
      "a product has the catalogue's weight, or another",
      { overrides: new Map([["1/1/1", JAM]]) },
      { overrides: new Map([["1/1/1", { ...JAM, rawG: 300 }]]) },
    ],
  ])("keeps apart beliefs in which %s", (_, one, other) => {
    expect(
      prune([createHypothesis(0.5, {}, one), createHypothesis(0.5, {}, other)], DEFAULT_BELIEF),
    ).toHaveLength(2);
  });

  it("drops what is far less likely than the best, sorts, and makes weights sum to one", () => {
    const least = DEFAULT_BELIEF.hypothesisShareMin;
    const pruned = prune(
      [
        createHypothesis(0.9 * least, { ada: ["jam"] }),
        createHypothesis(1.1 * least, { ada: ["cola"] }),
        createHypothesis(0.5, { ada: ["tea"] }),
        createHypothesis(1, { ada: ["soup"] }),
      ],
      DEFAULT_BELIEF,
    );
    const names = pruned.map((one) => getCart(one, "ada")[0]!.barcode);
    expect(names).toEqual(["soup", "tea", "cola"]);
    expect(totalOf(pruned)).toBeCloseTo(1, 12);
  });

  it("keeps no more than the bound", () => {
    const many = (count: number): Hypothesis[] =>
      Array.from({ length: count }, (_, at) => createHypothesis(1, { ada: [`product ${at}`] }));
    expect(prune(many(HYPOTHESES_MAX), DEFAULT_BELIEF)).toHaveLength(HYPOTHESES_MAX);
    expect(prune(many(HYPOTHESES_MAX + 1), DEFAULT_BELIEF)).toHaveLength(HYPOTHESES_MAX);
  });
});

describe("splitting a cluster", () => {
  const cart = (weight: number, ada: string[], bob: string[], more: Partial<Hypothesis> = {}) =>
    createHypothesis(weight, { ada, bob }, more);

  it("takes independent shoppers apart, each with their own belief", () => {
    const cluster = createBelief(
      ["ada", "bob"],
      [
        cart(0.56, ["soup"], ["jam"]),
        cart(0.24, ["tea"], ["jam"]),
        cart(0.14, ["soup"], []),
        cart(0.06, ["tea"], []),
      ],
    );
    const parts = splitCluster(cluster, DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], ["bob"]]);
    expectClose(listMarginal(parts[0]!, "ada"), { soup: 0.7, tea: 0.3 });
    expectClose(listMarginal(parts[1]!, "bob"), { jam: 0.8, "": 0.2 });
    expect(getCart(parts[0]!.hypotheses[0]!, "bob")).toEqual([]);
  });

  it("undoes a merge", () => {
    const shares = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    const make = (shopper: string, parts: readonly number[]): Cluster => {
      const sum = parts.reduce((total, part) => total + part, 0);
      const hypotheses = parts.map((part, at) =>
        createHypothesis(part / sum, { [shopper]: Array(at).fill("soup") as string[] }),
      );
      return createBelief([shopper], hypotheses);
    };
    fc.assert(
      fc.property(shares, shares, (a, b) => {
        const parts = splitCluster(
          mergeClusters([make("ada", a), make("bob", b)], DEFAULT_BELIEF),
          DEFAULT_BELIEF,
        );
        expect(parts).toHaveLength(2);
        expectClose(listMarginal(parts[0]!, "ada"), listMarginal(make("ada", a), "ada"));
        expectClose(listMarginal(parts[1]!, "bob"), listMarginal(make("bob", b), "bob"));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it("keeps dependent shoppers together: one of the two has it", () => {
    const cluster = createBelief(
      ["ada", "bob", "eve"],
      [
        addHistory(cart(0.6, ["soup"], []), createAction({ shopperId: "ada", changeId: 1 })),
        addHistory(cart(0.4, [], ["soup"]), createAction({ shopperId: "bob", changeId: 1 })),
      ],
    );
    const parts = splitCluster(cluster, DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada", "bob"], ["eve"]]);
    expectClose(listMarginal(parts[0]!, "ada"), { soup: 0.6, "": 0.4 });
    expect(parts[0]!.hypotheses).toHaveLength(2);
  });

  it("keeps together three who depend on each other by way of one", () => {
    const took = (shopperId: string, changeId: number) => createAction({ shopperId, changeId });
    const acted = (hypothesis: Hypothesis, ...actions: ActionRecord[]): Hypothesis =>
      actions.reduce(addHistory, hypothesis);
    const cluster = createBelief(
      ["ada", "bob", "eve"],
      [
        acted(createHypothesis(0.5, { ada: ["soup"], bob: [], eve: [] }), took("ada", 1)),
        acted(
          createHypothesis(0.25, { ada: [], bob: ["soup"], eve: ["tea"] }),
          took("bob", 1),
          took("eve", 2),
        ),
        acted(
          createHypothesis(0.25, { ada: [], bob: ["soup", "tea"], eve: [] }),
          took("bob", 1),
          took("bob", 2),
        ),
      ],
    );
    expect(splitCluster(cluster, DEFAULT_BELIEF)).toEqual([cluster]);
  });

  it("takes apart what no change ties, whatever the few hypotheses left happen to say", () => {
    const took = (shopperId: string, changeId: number) => createAction({ shopperId, changeId });
    const cluster = createBelief(
      ["ada", "bob"],
      [
        addHistory(cart(0.6, ["soup"], []), took("ada", 1)),
        addHistory(cart(0.4, [], ["tea"]), took("bob", 2)),
      ],
    );
    const parts = splitCluster(cluster, DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], ["bob"]]);
    expectClose(listMarginal(parts[0]!, "ada"), { soup: 0.6, "": 0.4 });
    expectClose(listMarginal(parts[1]!, "bob"), { tea: 0.4, "": 0.6 });
  });

  it("takes apart what stands out of place at two gondolas", () => {
    const tea = createItem("tea", { gondola: 1, changeId: 1 });
    const jam = createItem("jam", { gondola: 2, changeId: 2 });
    const put = (gondola: number) =>
      createAction({ kind: "putback", shopperId: "ada", changeId: gondola, gondola });
    const cluster = createBelief(
      ["ada"],
      [
        addHistory(addHistory(cart(0.36, [], [], { ledger: [tea, jam] }), put(1)), put(2)),
        addHistory(cart(0.24, [], [], { ledger: [tea] }), put(1)),
        addHistory(cart(0.24, [], [], { ledger: [jam] }), put(2)),
        cart(0.16, [], [], { ledger: [] }),
      ],
    );
    const ledgers = splitCluster(cluster, DEFAULT_BELIEF).map(({ hypotheses }) =>
      hypotheses.map(({ ledger }) => ledger.map((item) => item.barcode).join()).sort(),
    );
    expect(ledgers.sort()).toEqual([[""], ["", "jam"], ["", "tea"]]);
  });

  it("cuts the weakest ties of a crowd that so few hypotheses cannot stand for", () => {
    const shoppers = Array.from({ length: 2 * CLUSTER_PARTS_MAX }, (_, at) => `shopper ${at}`);
    let belief = createBelief([shoppers[0]!], [createHypothesis(1, { [shoppers[0]!]: [] })]);
    for (const [at, shopper] of shoppers.entries()) {
      if (at === 0) continue;
      belief = mergeClusters(
        [belief, createBelief([shopper], [createHypothesis(1, { [shopper]: [] })])],
        DEFAULT_BELIEF,
      );
      // One item that either this shopper or the one before has.
      belief.hypotheses = prune(
        belief.hypotheses.flatMap((hypothesis) =>
          [shoppers[at - 1]!, shopper].map((taker) => {
            const taken = withCart(hypothesis, taker, [
              ...getCart(hypothesis, taker),
              createItem(`item ${at}`),
            ]);
            const logWeight = hypothesis.logWeight + Math.log(0.5);
            const action = createAction({ shopperId: taker, changeId: at });
            return { ...addHistory(taken, action), logWeight };
          }),
        ),
        DEFAULT_BELIEF,
      );
    }
    const parts = splitCluster(belief, DEFAULT_BELIEF);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.shoppers.size).toBeLessThanOrEqual(CLUSTER_PARTS_MAX);
    expect(parts.reduce((sum, part) => sum + part.shoppers.size, 0)).toBe(shoppers.length);
  });

  it("keeps what stands out of place with whom it depends on, and restocks with it", () => {
    const tea = createItem("tea", { plates: [6] });
    const putback = createAction({ kind: "putback", shopperId: "ada", changeId: 1 });
    const pick = createAction({ shopperId: "bob", changeId: 2 });
    const restock = createAction({ kind: "restock", shopperId: null, changeId: 3 });
    const all = (hypothesis: Hypothesis): Hypothesis =>
      [putback, pick, restock].reduce(addHistory, hypothesis);
    const cluster = createBelief(
      ["ada", "bob"],
      [
        all(cart(0.5, [], ["jam"], { ledger: [tea] })),
        all(cart(0.5, ["tea"], ["jam"], { ledger: [] })),
      ],
    );
    const parts = splitCluster(cluster, DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], ["bob"]]);
    const changes = parts.map((part) =>
      listHistory(part.hypotheses[0]!.history).map(({ changeId }) => changeId),
    );
    expect(changes).toEqual([[1, 3], [2]]);
    expect(parts[0]!.hypotheses.some(({ ledger }) => ledger.length === 1)).toBe(true);
    expect(parts[1]!.hypotheses.every(({ ledger }) => ledger.length === 0)).toBe(true);
  });

  /** Ada took soup; or, hardly believed, something of hers is on gondola 1 instead. */
  function makeAmbiguous(onShelf: Partial<Item>, gondola = 1): Cluster {
    const pick = createAction({ shopperId: "ada", changeId: 1, gondola: 1 });
    const item = createItem(null, { ...onShelf, gondola });
    return createBelief(
      ["ada", "bob"],
      [
        addHistory(cart(0.9999, ["soup"], ["jam"], { ledger: [] }), pick),
        cart(0.0001, [], ["jam"], { ledger: [item] }),
      ],
    );
  }

  it("keeps who may have pressed on a gondola with it, as little as that is believed", () => {
    const parts = splitCluster(makeAmbiguous({ isTouch: true }), DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], ["bob"]]);
    expect(parts[0]!.hypotheses.map(({ ledger }) => ledger.length)).toEqual([0, 1]);
    expectClose(listMarginal(parts[0]!, "ada"), { soup: 0.9999, "": 0.0001 });
    expect(parts[1]!.hypotheses.map(({ ledger }) => ledger.length)).toEqual([0]);
  });

  it("takes apart what is hardly believed to stand on a gondola, where no hand presses", () => {
    const parts = splitCluster(makeAmbiguous({ isTouch: false }), DEFAULT_BELIEF);
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], ["bob"], []]);
  });

  it("takes apart who did nothing at the gondola on which a hand may press", () => {
    const belief = makeAmbiguous({ isTouch: true }, 2);
    expect(splitCluster(belief, DEFAULT_BELIEF).map(({ shoppers }) => [...shoppers])).toEqual([
      ["ada"],
      ["bob"],
      [],
    ]);
    // Nor does the hand tie who did something at another gondola to that one.
    const [likely, unlikely] = belief.hypotheses as [Hypothesis, Hypothesis];
    const ledger = [...unlikely.ledger, createItem("tea", { gondola: 1 })];
    const withTea = createBelief(["ada", "bob"], [likely, { ...unlikely, ledger }]);
    expect(splitCluster(withTea, DEFAULT_BELIEF).map(({ shoppers }) => [...shoppers])).toEqual([
      ["ada"],
      ["bob"],
      [],
      [],
    ]);
  });

  it("keeps a hand's gondola in a crowd, and cuts what else is hardly tied", () => {
    const others = Array.from({ length: CLUSTER_PARTS_MAX }, (_, at) => `shopper ${at}`);
    const pickOf = (shopperId: string): ActionRecord =>
      createAction({ shopperId, changeId: 1, gondola: 1 });
    // Any of them took the soup, or a hand lifts it.
    const takers = ["ada", ...others].map((shopper) =>
      addHistory(createHypothesis(0.1, { [shopper]: ["soup"] }), pickOf(shopper)),
    );
    const lift = createHypothesis(0.1, {}, { ledger: [createItem(null, { isTouch: true })] });
    const parts = splitCluster(createBelief(["ada", ...others], [...takers, lift]), DEFAULT_BELIEF);
    const pressed = parts.filter(({ hypotheses }) =>
      hypotheses.some(({ ledger }) => ledger.length > 0),
    );
    expect(pressed).toHaveLength(1);
    expect(pressed[0]!.shoppers.size).toBe(CLUSTER_PARTS_MAX - 1);
  });

  it("gives what stands out of place for sure to nobody", () => {
    const ledger = [createItem("tea", { plates: [6] })];
    const parts = splitCluster(
      createBelief(["ada"], [cart(1, ["soup"], [], { ledger }), cart(1, [], [], { ledger })]),
      DEFAULT_BELIEF,
    );
    expect(parts.map(({ shoppers }) => [...shoppers])).toEqual([["ada"], []]);
    expect(parts[1]!.hypotheses).toMatchObject([{ logWeight: 0, ledger }]);
  });
});

describe("forgetting a shopper", () => {
  it("joins what differed only in their cart", () => {
    const cluster = createBelief(
      ["ada", "bob"],
      [
        createHypothesis(0.5, { ada: ["soup"], bob: ["jam"] }),
        createHypothesis(0.3, { ada: [], bob: ["jam"] }),
        createHypothesis(0.2, { ada: [], bob: [] }),
      ],
    );
    cluster.hypotheses = cluster.hypotheses.map((one) =>
      addHistory(withCart(one, "ada", getCart(one, "ada")), createAction()),
    );
    forgetShopper(cluster, "ada", DEFAULT_BELIEF);
    expect([...cluster.shoppers]).toEqual(["bob"]);
    expectClose(listMarginal(cluster, "bob"), { jam: 0.8, "": 0.2 });
    expect(
      cluster.hypotheses.every(({ carts, lastActs }) => !carts.has("ada") && !lastActs.has("ada")),
    ).toBe(true);
  });
});
