import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAction, createBelief, createHypothesis } from "../belief/belief-builders.ts";
import { type ActionRecord, addHistory, type Cluster } from "../belief/hypotheses.ts";
import { ALTERNATIVES_MAX } from "../limits.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import type { Alternative } from "../receipt-types.ts";
import { listAlternatives } from "./alternatives.ts";

const SHOPPERS = ["ada", "bob"];

/** Hypotheses by weight, the likeliest first, each with what it says was done. */
function believe(
  hypotheses: readonly (readonly [number, ...ActionRecord[]])[],
  shoppers: readonly string[] = SHOPPERS,
): Cluster {
  return createBelief(
    shoppers,
    hypotheses.map(([weight, ...actions]) => actions.reduce(addHistory, createHypothesis(weight))),
  );
}

/** "ada pick 1 soup 0.60" for each alternative of the first action of the likeliest hypothesis. */
function tell(
  hypotheses: readonly (readonly [number, ...ActionRecord[]])[],
  at = 0,
  before: readonly Alternative[] = [],
): string[] {
  const [, ...actions] = hypotheses[0]!;
  return listAlternatives(believe(hypotheses), actions[at]!, before, DEFAULT_BELIEF).map(
    describeAccount,
  );
}

function describeAccount(alternative: Alternative): string {
  const { kind, targetId, giverId, barcode, quantity, probability } = alternative;
  const from = giverId === null ? "" : ` from ${giverId}`;
  return `${targetId} ${kind} ${quantity} ${barcode}${from} ${probability.toFixed(2)}`;
}

const soup = createAction();
const tea = createAction({ barcode: "tea" });

describe("accounts of an interaction", () => {
  it("are all that the hypotheses say of its plates, the likeliest first", () => {
    expect(
      tell([
        [0.4, soup],
        [0.35, createAction({ shopperId: "bob" })],
        [0.15, tea],
        [0.1, createAction({ quantity: 2 })],
      ]),
    ).toEqual([
      "ada pick 1 soup 0.40",
      "bob pick 1 soup 0.35",
      "ada pick 1 tea 0.15",
      "ada pick 2 soup 0.10",
    ]);
  });

  it("are as likely as all hypotheses together that say the same, and in that order", () => {
    expect(
      tell([
        [0.4, soup],
        [0.3, tea],
        [0.3, createAction({ barcode: "tea", weightG: 97 })],
      ]),
    ).toEqual(["ada pick 1 tea 0.60", "ada pick 1 soup 0.40"]);
  });

  it("leave out of a sum of 1 that nothing known was done", () => {
    const none = [
      [0.1, createAction({ kind: "restock", shopperId: null })],
      [0.1, createAction({ kind: "release", shopperId: null, barcode: null })],
      [0.1, createAction({ barcode: null })],
      [0.1],
    ] as const;
    expect(tell([[0.6, soup], ...none])).toEqual(["ada pick 1 soup 0.60"]);
  });

  it("leave out what was done in other changes, and on other plates", () => {
    expect(
      tell([
        [0.6, soup, createAction({ changeId: 2, barcode: "jam" })],
        [0.4, createAction({ plates: [4], barcode: "jam" }), createAction({ changeId: 2 })],
      ]),
    ).toEqual(["ada pick 1 soup 0.60"]);
  });

  it("leave out what is too unlikely to tell", () => {
    expect(
      tell([
        [0.99, soup],
        [0.0049, tea],
        [0.0051, createAction({ barcode: "jam" })],
      ]),
    ).toEqual(["ada pick 1 soup 0.99", "ada pick 1 jam 0.01"]);
  });

  it("of a hand-over are all hand-overs of that meeting, whatever was given and by whom", () => {
    const given = createAction({
      kind: "handover",
      shopperId: "bob",
      otherId: "ada",
      barcode: "soup",
      plates: [1, 2],
    });
    expect(
      tell([
        [0.5, given],
        [0.3, { ...given, barcode: "tea", plates: [7], shelf: 2 }],
        [0.1, { ...given, shopperId: "ada", otherId: "bob", plates: [] }],
        [0.1],
      ]),
    ).toEqual([
      "bob handover 1 soup from ada 0.50",
      "bob handover 1 tea from ada 0.30",
      "ada handover 1 soup from bob 0.10",
    ]);
  });

  it("of what two shoppers took of one plate are of each one's part", () => {
    const shared = [createAction(), createAction({ shopperId: "bob", quantity: 2, part: 1 })];
    const hypotheses = [
      [0.6, ...shared],
      [0.4, createAction({ quantity: 3 })],
    ] as const;
    expect(tell(hypotheses, 0)).toEqual(["ada pick 1 soup 0.60", "ada pick 3 soup 0.40"]);
    expect(tell(hypotheses, 1)).toEqual(["bob pick 2 soup 0.60"]);
  });

  it("of plates that are one matter or two are reported once, of the first", () => {
    const [left, right] = [
      createAction({ plates: [1], barcode: "tea" }),
      createAction({ plates: [2], barcode: "jam" }),
    ];
    const whole = createAction({ plates: [1, 2] });
    const apart = [
      [0.6, left, right],
      [0.4, whole],
    ] as const;
    expect(tell(apart, 0)).toEqual(["ada pick 1 tea 0.60", "ada pick 1 soup 0.40"]);
    expect(tell(apart, 1)).toEqual(["ada pick 1 jam 0.60"]);
    expect(
      tell([
        [0.6, whole],
        [0.4, left, right],
      ]),
    ).toEqual(["ada pick 1 soup 0.60", "ada pick 1 tea 0.40"]);
  });

  it("beside what is not reported belong to what is", () => {
    const unknown = createAction({ plates: [1], barcode: null });
    expect(
      tell(
        [
          [0.6, unknown, createAction({ plates: [2], barcode: "jam" })],
          [0.4, createAction({ plates: [1, 2] })],
        ],
        1,
      ),
    ).toEqual(["ada pick 1 jam 0.60", "ada pick 1 soup 0.40"]);
  });

  it("by somebody who has left are reported as they last were, as far as there is room", () => {
    const eve: Alternative = {
      kind: "pick",
      targetId: "eve",
      giverId: null,
      barcode: "soup",
      quantity: 1,
      probability: 0.3,
    };
    const own = [[0.6, soup], [0.4]] as const;
    expect(tell(own, 0, [eve])).toEqual(["ada pick 1 soup 0.60", "eve pick 1 soup 0.30"]);
    expect(tell([[0.9, soup], [0.1]], 0, [eve])).toEqual([
      "ada pick 1 soup 0.90",
      "eve pick 1 soup 0.10",
    ]);
    // The hypotheses hold everything about those who are still there.
    expect(tell(own, 0, [{ ...eve, targetId: "bob" }])).toEqual(["ada pick 1 soup 0.60"]);
  });

  it(`are ${ALTERNATIVES_MAX} at the most, the action's own among them`, () => {
    const others = Array.from({ length: ALTERNATIVES_MAX }, (_, at) => `other-${at}`);
    const enough = others.slice(1).map((barcode) => [0.15, createAction({ barcode })] as const);
    expect(tell([[0.25, soup], ...enough])).toHaveLength(ALTERNATIVES_MAX);
    // Two hypotheses of each make it likelier than what the likeliest hypothesis says.
    const twice = [...others, ...others].map(
      (barcode) => [0.07, createAction({ barcode })] as const,
    );
    const reported = tell([[0.08, soup], ...twice, [0.08]]);
    expect(reported).toHaveLength(ALTERNATIVES_MAX);
    expect(reported[0]).toMatch(/0\.14$/);
    expect(reported.at(-1)).toBe("ada pick 1 soup 0.08");
  });

  it("are none of an action that the likeliest hypothesis does not have", () => {
    expect(listAlternatives(believe([[1]]), soup, [], DEFAULT_BELIEF)).toEqual([]);
    expect(listAlternatives(createBelief([], []), soup, [], DEFAULT_BELIEF)).toEqual([]);
  });

  it("never add up to more than 1, are in order, and have the action's own", () => {
    const action = fc.record({
      kind: fc.constantFrom("pick", "putback", "restock", "release"),
      shopperId: fc.constantFrom("ada", "bob", null),
      barcode: fc.constantFrom("soup", "tea", "jam", null),
      quantity: fc.integer({ min: 1, max: 2 }),
    }) as fc.Arbitrary<Partial<ActionRecord>>;
    // A hypothesis cuts the plates into blocks; of each, nobody, one or two shoppers took.
    const actions = fc
      .constantFrom([[1], [2], [3]], [[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3]])
      .chain((blocks) =>
        fc.tuple(
          ...blocks.map((plates) =>
            fc
              .array(action, { maxLength: 2 })
              .map((parts) => parts.map((more, part) => createAction({ ...more, plates, part }))),
          ),
        ),
      )
      .map((blocks) => blocks.flat());
    const hypothesis = fc.record({ share: fc.integer({ min: 1, max: 100 }), actions });
    fc.assert(
      fc.property(fc.array(hypothesis, { minLength: 1, maxLength: 20 }), (drawn) => {
        const total = drawn.reduce((sum, { share }) => sum + share, 0);
        const sorted = drawn.toSorted((a, b) => b.share - a.share);
        const cluster = believe(sorted.map(({ share, ...one }) => [share / total, ...one.actions]));
        const [best] = cluster.hypotheses;
        for (let node = best!.history; node !== null; node = node.parent) {
          const alternatives = listAlternatives(cluster, node.action, [], DEFAULT_BELIEF);
          const sum = alternatives.reduce((all, { probability }) => all + probability, 0);
          expect(sum).toBeLessThanOrEqual(1 + 1e-9);
          expect(alternatives.length).toBeLessThanOrEqual(ALTERNATIVES_MAX);
          if (alternatives.length === 0) continue;
          const { kind, shopperId, barcode, quantity } = node.action;
          const own = { kind, targetId: shopperId, barcode, quantity };
          expect(alternatives).toContainEqual(expect.objectContaining(own));
          const byRank = alternatives.toSorted((a, b) => b.probability - a.probability);
          if (alternatives.length < ALTERNATIVES_MAX) expect(alternatives).toEqual(byRank);
        }
      }),
      { seed: 20_260_106, numRuns: 500 },
    );
  });
});
