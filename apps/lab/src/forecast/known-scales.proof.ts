/** Forecasts are simulated with the scales that a shop has measured. */
import type { ForecastTask } from "@saunter/protocol/chain/forecast";
import type { ShelfScale } from "@saunter/shop/chain/measure-scales";
import { afterAll, expect, it } from "vitest";
import { makePairLayout } from "./pair-layouts.ts";
import { createRecordingPool, runForecast } from "./run-forecast.ts";

const { layout, apart } = makePairLayout(1);
const pool = createRecordingPool(2);
afterAll(() => pool.close());

/** The same scale on all shelves of the layout. */
const makeScales = (scale: Omit<ShelfScale, "gondola" | "shelf">): ShelfScale[] =>
  layout.boards.map(({ gondola, shelf }) => ({ gondola, shelf, ...scale }));

it("coarser scales make a forecast worse", async () => {
  const forecast = (scales: readonly ShelfScale[]) => {
    const task: ForecastTask = {
      ...{ kind: "planogram", after: apart, seed: 3, visits: 60 },
      layout: { ...layout, scales: [...scales] },
    };
    return runForecast(task, { pool, nowMs: () => 0 });
  };
  const fine = await forecast(makeScales({ rateHz: 40, resolutionG: 0.1, noiseG: 0.3 }));
  const coarse = await forecast(makeScales({ rateHz: 40, resolutionG: 20, noiseG: 6 }));
  const gain = fine.figures.exact.before.value - coarse.figures.exact.before.value;
  expect(gain).toBeGreaterThan(0.1);
  const more = coarse.figures.review.before.value - fine.figures.review.before.value;
  expect(more).toBeGreaterThan(0);
});
