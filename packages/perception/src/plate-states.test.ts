import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { listDisturbedShelves, listPlateStates } from "./plate-states.ts";
import { createSignal, runSignal, type Signal } from "./test-builders.ts";

const SHELF = { gondola: 1, shelf: 1 };

function look(seconds: number, signal: Signal, plates = 3) {
  const { state } = runSignal(seconds, signal, { shelves: 2, plates });
  return { frontEnds: new Map([[1, state]]), boards: new Map() };
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

  it("knows nothing of shelves that nothing was heard of", () => {
    const frontEnds = look(1, () => 5);
    expect(listPlateStates(frontEnds, { gondola: 2, shelf: 1 })).toEqual([]);
    expect(listPlateStates(frontEnds, { gondola: 1, shelf: 0 })).toEqual([]);
    expect(listPlateStates(frontEnds, { gondola: 1, shelf: 3 })).toEqual([]);
  });
});
