import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { findPlateProblem, findSickPlates, NOISY_G } from "./findings.ts";
import type { GondolaFrontEnd } from "./front-end.ts";
import { BIN_SAMPLES, DEAD_BINS, STUCK_BINS } from "./limits.ts";
import { createSignal, runSignal } from "./test-builders.ts";

/** What is known of a gondola's one plate. */
function makePlate({ moved = 1, missing = 0, same = 0, noiseG = 1 }): GondolaFrontEnd {
  return {
    moved: Uint8Array.of(moved),
    missingBins: Int32Array.of(missing),
    sameBins: Int32Array.of(same),
    noise: Float64Array.of(noiseG),
  } as unknown as GondolaFrontEnd;
}

describe("a plate", () => {
  const kindOf = (plate: Parameters<typeof makePlate>[0]) =>
    findPlateProblem(makePlate(plate), 0)?.kind ?? null;

  it("is noisy where its readings at rest spread by more than so much, and not at it", () => {
    expect(kindOf({ noiseG: NOISY_G })).toBeNull();
    expect(findPlateProblem(makePlate({ noiseG: NOISY_G + 0.6 }), 0)).toEqual({
      kind: "plate-noisy",
      says: `is noisy: its readings spread by ${NOISY_G + 1} g at rest`,
    });
  });

  it("is dead or stuck first, from so many bins on", () => {
    expect(kindOf({ missing: DEAD_BINS - 1 })).toBeNull();
    expect(kindOf({ missing: DEAD_BINS, noiseG: NOISY_G + 1 })).toBe("plate-dead");
    expect(kindOf({ same: STUCK_BINS - 1 })).toBeNull();
    expect(kindOf({ same: STUCK_BINS, noiseG: NOISY_G + 1 })).toBe("plate-dead");
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
      return findSickPlates([state]);
    };
    expect(find(NOISY_G / 2)).toEqual([]);
    expect(find(2 * NOISY_G)).toMatchObject([
      { kind: "plate-noisy", shelf: 1, plates: [1], message: expect.stringMatching(/is noisy/) },
    ]);
  });

  it("that never moved does not exist", () => {
    expect(kindOf({ moved: 0, noiseG: NOISY_G + 1, missing: DEAD_BINS })).toBeNull();
  });
});
