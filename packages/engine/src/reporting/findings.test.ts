import { describe, expect, it } from "vitest";
import {
  createAction,
  createBelief,
  createChange,
  createContext,
  createHypothesis,
  createWho,
  INDEX,
  rankChildren,
} from "../belief/belief-builders.ts";
import { type ActionRecord, addHistory, listHistory } from "../belief/hypotheses.ts";
import { explainDecrease } from "../belief/weight-decreases.ts";
import { findWrongWeights, listOddPicks } from "./findings.ts";

describe("odd picks", () => {
  /** Jam weighs 260 g by the catalogue and stands on plate 4. */
  const jam = (more: Partial<ActionRecord> = {}): ActionRecord =>
    createAction({ barcode: "jam", plates: [4], ...more });
  const find = (...actions: readonly ActionRecord[]) => {
    const hypothesis = actions.reduce(addHistory, createHypothesis(1));
    return listOddPicks(INDEX, createBelief([], [hypothesis]), 1);
  };

  it("are of another weight than the catalogue says, by the unit", () => {
    expect(find(jam({ quantity: 2, weightG: 520 }))).toEqual([]);
    expect(find(jam({ quantity: 2, weightG: 640 }))).toMatchObject([{ plates: [4], weightG: 320 }]);
    expect(find(jam({ changeId: 2, weightG: 320 }))).toEqual([]);
  });

  it("are none where two shoppers took one each in one change", () => {
    expect(find(...shareJam(-520))).toEqual([]);
  });

  it("are one where two shoppers took one each of an odd weight in one change", () => {
    const odd = find(...shareJam(-640));
    expect(odd).toMatchObject([{ plates: [4], weightG: expect.closeTo(320, 6) }]);
    expect(findWrongWeights(INDEX, odd)).toEqual([]);
    expect(findWrongWeights(INDEX, [...odd, ...odd])).toMatchObject([{ kind: "wrong-weight" }]);
  });

  /** Two units of the odd weight or of jam's own, one to each of two who reached. */
  function shareJam(changeG: number): ActionRecord[] {
    const who = createWho({ ada: 0.5, bob: 0.5 }, { reaches: [12, 12] });
    const context = createContext(createChange({ 4: changeG }, { id: 1 }), who);
    const shared = rankChildren(explainDecrease(INDEX, context, createHypothesis(1)))
      .map(({ history }) => [...listHistory(history)])
      .find((actions) => actions.length === 2 && actions[0]?.barcode === "jam");
    if (shared === undefined) throw new Error("nobody thinks that both took one");
    return shared;
  }
});
