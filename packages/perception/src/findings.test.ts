import { createRandom } from "@saunter/numerics/random";
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
} from "./belief-builders.ts";
import { explainFall } from "./falls.ts";
import { findPlateProblem, findSickPlates, findWrongWeights, listOddPicks } from "./findings.ts";
import type { GondolaFrontEnd } from "./front-end.ts";
import { type ActionRecord, addHistory, listHistory } from "./hypotheses.ts";
import { DEFAULT_SENSING } from "./parameters/sensing.ts";
import { BIN_SAMPLES, createSignal, runSignal } from "./test-builders.ts";

/** What is known of a gondola's one plate. */
function makePlate({ moved = 1, missing = 0, same = 0, noiseG = 1, binMs = 100 }): GondolaFrontEnd {
  return {
    parameters: DEFAULT_SENSING,
    binMs,
    moved: Uint8Array.of(moved),
    missingBins: Int32Array.of(missing),
    sameBins: Int32Array.of(same),
    noise: Float64Array.of(noiseG),
  } as unknown as GondolaFrontEnd;
}

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
    const shared = rankChildren(explainFall(INDEX, context, createHypothesis(1)))
      .map(({ history }) => [...listHistory(history)])
      .find((actions) => actions.length === 2 && actions[0]?.barcode === "jam");
    if (shared === undefined) throw new Error("nobody thinks that both took one");
    return shared;
  }
});

describe("a plate", () => {
  const kindOf = (plate: Parameters<typeof makePlate>[0]) =>
    findPlateProblem(makePlate(plate), 0)?.kind ?? null;

  it("is noisy where its readings at rest spread by more than so much, and not at it", () => {
    expect(kindOf({ noiseG: DEFAULT_SENSING.noisyG })).toBeNull();
    expect(findPlateProblem(makePlate({ noiseG: DEFAULT_SENSING.noisyG + 0.6 }), 0)).toEqual({
      kind: "plate-noisy",
      says: `is noisy: its readings spread by ${DEFAULT_SENSING.noisyG + 1} g at rest`,
    });
  });

  it.each([100, 200, 90.9])("is dead or stuck first, after so long in bins of %d ms", (binMs) => {
    const missing = Math.round(DEFAULT_SENSING.deadMs / binMs);
    expect(kindOf({ binMs, missing: missing - 1 })).toBeNull();
    expect(kindOf({ binMs, missing, noiseG: DEFAULT_SENSING.noisyG + 1 })).toBe("plate-dead");
    const same = Math.round(DEFAULT_SENSING.stuckMs / binMs);
    expect(kindOf({ binMs, same: same - 1 })).toBeNull();
    expect(kindOf({ binMs, same, noiseG: DEFAULT_SENSING.noisyG + 1 })).toBe("plate-dead");
  });

  it("whose bins come to spread by too much is found in its readings", () => {
    const find = (spreadMostG: number) => {
      const random = createRandom(3);
      const quiet = createSignal(createRandom(1), 0.5, []);
      // Noise is learned as it grows: a plate that shakes at once is taken for one that is touched.
      const { state } = runSignal(300, (second, shelf, plate) => {
        if (plate !== 1) return quiet(second, shelf, plate);
        const spreadG = Math.min(spreadMostG, Math.exp(second / 60));
        return 500 + random.normal(0, spreadG * Math.sqrt(BIN_SAMPLES));
      });
      return findSickPlates({ frontEnds: new Map([[1, state]]), boards: new Map() });
    };
    expect(find(DEFAULT_SENSING.noisyG / 2)).toEqual([]);
    expect(find(2 * DEFAULT_SENSING.noisyG)).toMatchObject([
      { kind: "plate-noisy", shelf: 1, plates: [1], message: expect.stringMatching(/is noisy/) },
    ]);
  });

  it("that never moved does not exist", () => {
    expect(
      kindOf({ moved: 0, noiseG: DEFAULT_SENSING.noisyG + 1, missing: DEFAULT_SENSING.deadMs }),
    ).toBeNull();
  });
});
