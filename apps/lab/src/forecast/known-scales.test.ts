/** A shop measures its scales, its chain knows them, and forecasts are simulated with them. */
import { createScaleMeter, type ShelfScale } from "@saunter/shop/chain/measure-scales";
import { withKnownScales } from "@saunter/sim/known-scales";
import { DEFAULT_PHYSICS } from "@saunter/sim/physics";
import { simulateVisit } from "@saunter/sim/worlds";
import { describe, expect, it } from "vitest";
import { makeForecastShop } from "./forecast-shop.ts";
import { makePairLayout } from "./pair-layouts.ts";

const { layout } = makePairLayout(1);

/** All shelves of the layout alike. */
const makeScales = (scale: Omit<ShelfScale, "gondola" | "shelf">): ShelfScale[] =>
  layout.boards.map(({ gondola, shelf }) => ({ gondola, shelf, ...scale }));

describe("scales that a shop knows", () => {
  it.each([
    { rateHz: 10, resolutionG: 1, noiseG: 2 },
    { rateHz: 80, resolutionG: 0.1, noiseG: 0.5 },
    { rateHz: 20, resolutionG: 5, noiseG: 3 },
  ])("are measured to be as they are: $rateHz Hz, $resolutionG g, $noiseG g", (scale) => {
    const shop = makeForecastShop(layout);
    const physics = withKnownScales(DEFAULT_PHYSICS, makeScales(scale), [1, 2]);
    const meter = createScaleMeter();
    for (let seed = 1; seed <= 8; seed++) {
      const visit = simulateVisit({
        ...{ world: "measured", mix: "everyday", seed, physics, given: shop },
      });
      for (const one of visit.observations()) if (one.kind === "plates") meter.take(one);
    }
    const measured = meter.list();
    expect(measured.map(({ gondola, shelf }) => [gondola, shelf])).toEqual(
      layout.boards.map(({ gondola, shelf }) => [gondola, shelf]),
    );
    for (const { rateHz, resolutionG, noiseG } of measured) {
      expect(rateHz).toBe(scale.rateHz);
      expect(resolutionG).toBeCloseTo(scale.resolutionG, 2);
      expect(noiseG / scale.noiseG).toBeGreaterThan(0.6);
      expect(noiseG / scale.noiseG).toBeLessThan(1.7);
    }
  });

  it("leave gondolas alone of which nothing is known", () => {
    const drawn = { ...DEFAULT_PHYSICS, amplifiers: [0.1, 0.2].map(makeAmplifier) };
    expect(withKnownScales(drawn, [], [1, 2])).toBe(drawn);
    const known = { gondola: 3, shelf: 1, rateHz: 20, resolutionG: 2, noiseG: 1 };
    const { amplifiers } = withKnownScales(drawn, [known], [1, 2, 3, 4]);
    expect(amplifiers.map(({ quantumG }) => quantumG)).toEqual([0.1, 0.2, 0.1, 0.2]);
    expect(amplifiers.map(({ shelfQuantumG }) => shelfQuantumG?.get(1))).toEqual([
      ...[undefined, undefined, 2, undefined],
    ]);
    expect(amplifiers[2]!.sampleRateHz).toBe(known.rateHz);
  });
});

const makeAmplifier = (quantumG: number) => ({ ...DEFAULT_PHYSICS.amplifiers[0]!, quantumG });
