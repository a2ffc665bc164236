import { describe, expect, it } from "vitest";
import { DEFAULT_FINDINGS } from "../parameters/findings.ts";
import { createAction, createBelief, createHypothesis, INDEX } from "./belief-builders.ts";
import { type ActionRecord, addHistory, type Cluster } from "./hypotheses.ts";
import {
  createPlanogramTrust,
  findWrongShare,
  learnPlanogram,
  type PlanogramTrust,
} from "./planogram-trust.ts";

/** A pick of change 7 from tea's plate. */
const pick = (barcode: string | null, more: Partial<ActionRecord> = {}): ActionRecord =>
  createAction({ changeId: 7, plates: [3], barcode, ...more });

/** A belief in what was taken, with the weight of each explanation. */
const believe = (...explanations: readonly (readonly [number, ...ActionRecord[]])[]): Cluster =>
  createBelief(
    ["ada"],
    explanations.map(([weight, ...actions]) =>
      actions.reduce(addHistory, createHypothesis(weight)),
    ),
  );

function learn(...clusters: readonly Cluster[]): PlanogramTrust {
  const trust = createPlanogramTrust(DEFAULT_FINDINGS);
  for (const cluster of clusters) learnPlanogram(trust, INDEX, 7, cluster);
  return trust;
}

/** A pick from each of so many facings. */
const pickEverywhere = (barcode: string, count: number): Cluster[] =>
  Array.from({ length: count }, (_, at) =>
    believe([1, pick(barcode, { gondola: at + 1, plates: [3] })]),
  );

describe("the share of facings on which the planogram is wrong", () => {
  it("is one in twenty before anything is seen", () => {
    expect(findWrongShare(createPlanogramTrust(DEFAULT_FINDINGS))).toBe(0.05);
  });

  it("falls with each facing that was seen to be right", () => {
    const shares = [0, 1, 2].map((count) =>
      findWrongShare({
        parameters: DEFAULT_FINDINGS,
        right: new Set(["1", "2"].slice(0, count)),
        wrong: new Set(),
      }),
    );
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(new Set(shares).size).toBe(3);
    expect(findWrongShare(learn(believe([1, pick("tea")])))).toBe(1 / 21);
  });

  it("rises with each facing that was seen to be wrong", () => {
    expect(findWrongShare(learn(believe([1, pick("jam")])))).toBe(2 / 21);
    const facings = [1, 3, 4, 6].map((plate) => believe([1, pick("chips", { plates: [plate] })]));
    expect(findWrongShare(learn(...facings))).toBe(5 / 24);
    // Of gondolas of which the planogram says nothing it is neither right nor wrong.
    expect(findWrongShare(learn(...pickEverywhere("jam", 4)))).toBe(2 / 21);
  });

  it("nears what is seen where much is seen", () => {
    const trust = createPlanogramTrust(DEFAULT_FINDINGS);
    for (let at = 0; at < 1000; at++) (at % 10 === 0 ? trust.wrong : trust.right).add(`${at}`);
    expect(findWrongShare(trust)).toBeCloseTo(0.1, 2);
  });

  it("stays within bounds however much is seen of one kind", () => {
    const many = new Set(Array.from({ length: 5000 }, (_, at) => `${at}`));
    expect(
      findWrongShare({ parameters: DEFAULT_FINDINGS, right: many, wrong: new Set() }),
    ).toBeGreaterThan(0);
    expect(
      findWrongShare({ parameters: DEFAULT_FINDINGS, right: new Set(), wrong: many }),
    ).toBeLessThan(1);
  });
});

describe("a facing", () => {
  it("counts once, however often something is taken from it", () => {
    expect(learn(believe([1, pick("tea")]), believe([1, pick("tea")])).right.size).toBe(1);
  });

  it("is right or wrong as it was seen last", () => {
    const right = believe([1, pick("tea")]);
    const wrong = believe([1, pick("jam")]);
    expect(learn(right, wrong)).toMatchObject({ right: new Set(), wrong: new Set(["1/1/3"]) });
    expect(learn(wrong, right)).toMatchObject({ right: new Set(["1/1/3"]), wrong: new Set() });
  });

  it("is seen from a belief of 0.9 on, whoever took it and however many", () => {
    const uncertain = learn(believe([0.89, pick("tea")], [0.11, pick("jam")]));
    expect(uncertain).toEqual(createPlanogramTrust(DEFAULT_FINDINGS));
    const sure = learn(
      believe(
        [0.5, pick("tea")],
        [0.41, pick("tea", { shopperId: "bob", quantity: 2 })],
        [0.09, pick("jam")],
      ),
    );
    expect([...sure.right]).toEqual(["1/1/3"]);
    const nothing = learn(believe([0.5, pick("tea")], [0.5]));
    expect(nothing).toEqual(createPlanogramTrust(DEFAULT_FINDINGS));
  });

  it("learns nothing from unknown products, or from what somebody had left there", () => {
    for (const odd of [pick(null), pick("jam", { isMisplaced: true })]) {
      expect(learn(believe([1, odd]))).toEqual(createPlanogramTrust(DEFAULT_FINDINGS));
    }
  });

  it("learns only from picks of the change in question", () => {
    const others = [
      pick("tea", { changeId: 6 }),
      pick("tea", { kind: "putback" }),
      pick("tea", { kind: "restock" }),
    ];
    expect(learn(believe([1, ...others]))).toEqual(createPlanogramTrust(DEFAULT_FINDINGS));
  });

  it("of a pick across plates is planned where one of them is the product's", () => {
    expect([...learn(believe([1, pick("tea", { plates: [2, 3] })])).right]).toEqual(["1/1/3"]);
  });
});
