import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import { BIN_SAMPLES, createSignal, runSignal, type Signal } from "../test-builders.ts";
import type { GondolaFrontEnd } from "./front-end.ts";
import {
  findPlateProblem,
  findSickPlates,
  listDisturbedShelves,
  listPlateStates,
} from "./plate-states.ts";

const NONE_AWAITED = { awaited: new Set<number>(), index: { shop: { facings: [] } } };

const SHELF = { gondola: 1, shelf: 1 };

function look(seconds: number, signal: Signal, plates = 3) {
  const { state } = runSignal(seconds, signal, { shelves: 2, plates });
  return { frontEnds: new Map([[1, state]]), boards: new Map() };
}

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

describe("listPlateStates", () => {
  it("tells level and noise of plates at rest", () => {
    const changes = [{ second: 4, plate: 2, grams: -320 }];
    const states = listPlateStates(look(8, createSignal(createRandom(1), 1, changes)), SHELF);
    expect(states.map(({ plate }) => plate)).toEqual([1, 2, 3]);
    expect(states.map(({ levelG }) => Math.round(levelG / 10))).toEqual([100, 68, 100]);
    for (const { noiseG, isDisturbed, problem } of states) {
      expect(noiseG).toBeGreaterThan(0.1);
      expect(noiseG).toBeLessThan(2);
      expect({ isDisturbed, problem }).toEqual({ isDisturbed: false, problem: null });
    }
  });

  it("tells a plate that has left its level, and the shelf that it is on", () => {
    const rising: Signal = (second, shelf, plate) => {
      const hand = shelf === 2 && plate === 3 && second > 3 ? 400 * (second - 3) : 0;
      return 500 + hand + Math.sin(second * 50 + plate);
    };
    const frontEnds = look(4, rising);
    const states = listPlateStates(frontEnds, { gondola: 1, shelf: 2 });
    expect(states.map(({ isDisturbed }) => isDisturbed)).toEqual([false, false, true]);
    expect(listDisturbedShelves(frontEnds)).toEqual([{ gondola: 1, shelf: 2 }]);
    expect(listDisturbedShelves(look(2, rising))).toEqual([]);
  });

  it("says what is wrong with a plate, and leaves out what never read anything", () => {
    const random = createRandom(3);
    const sick: Signal = (second, _shelf, plate) => {
      if (plate === 1) return Number.NaN;
      if (plate === 2 && second > 4) return Number.NaN;
      return 700 + random.normal(0, plate === 3 ? 150 : 1);
    };
    const states = listPlateStates(look(30, sick, 4), SHELF);
    expect(states.map(({ plate }) => plate)).toEqual([2, 3, 4]);
    expect(states[0]!.problem).toBe("has stopped reading");
    expect(states[2]!.problem).toBeNull();
  });

  it("knows nothing of shelves without readings", () => {
    const frontEnds = look(1, () => 5);
    expect(listPlateStates(frontEnds, { gondola: 2, shelf: 1 })).toEqual([]);
    expect(listPlateStates(frontEnds, { gondola: 1, shelf: 0 })).toEqual([]);
    expect(listPlateStates(frontEnds, { gondola: 1, shelf: 3 })).toEqual([]);
  });
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
      return findSickPlates({
        frontEnds: new Map([[1, state]]),
        boards: new Map(),
        ...NONE_AWAITED,
      });
    };
    expect(find(DEFAULT_SENSING.noisyG / 2)).toEqual([]);
    expect(find(2 * DEFAULT_SENSING.noisyG)).toMatchObject([
      { kind: "plate-noisy", shelf: 1, plates: [1], message: expect.stringMatching(/is noisy/) },
    ]);
  });

  it("that was noisy and has become quiet is found no more half a minute later", () => {
    const findAfter = (quietS: number) => {
      const random = createRandom(3);
      const { state } = runSignal(300 + quietS, (second) => {
        const spreadG = Math.min(2 * DEFAULT_SENSING.noisyG, Math.exp(second / 60));
        return 500 + random.normal(0, second < 300 ? spreadG * Math.sqrt(BIN_SAMPLES) : 1);
      });
      return findSickPlates({
        frontEnds: new Map([[1, state]]),
        boards: new Map(),
        ...NONE_AWAITED,
      });
    };
    expect(findAfter(0).map(({ kind }) => kind)).toContain("plate-noisy");
    expect(findAfter(30)).toEqual([]);
  });

  it("that never moved does not exist", () => {
    expect(
      kindOf({ moved: 0, noiseG: DEFAULT_SENSING.noisyG + 1, missing: DEFAULT_SENSING.deadMs }),
    ).toBeNull();
  });
});
