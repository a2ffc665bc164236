import type { ForecastTask } from "@saunter/protocol/chain/forecast";
import { afterAll, describe, expect, it } from "vitest";
import { makePairLayout } from "./pair-layouts.ts";
import { createRecordingPool, runForecast } from "./run-forecast.ts";

const pool = createRecordingPool();
afterAll(() => pool.close());

const { layout, apart, putTogether } = makePairLayout(1);

const forecast = (task: Partial<ForecastTask>) =>
  runForecast(
    { kind: "planogram", layout, after: apart, seed: 1, visits: 40, ...task },
    { pool, nowMs: () => 0 },
  );

describe("a forecast", () => {
  it("says that two products of nearly one weight side by side are reviewed more often", async () => {
    const { figures, visits, differing } = await forecast({ after: putTogether(16), visits: 60 });
    expect(visits).toBeGreaterThan(40);
    expect(differing).toBeGreaterThan(0);
    expect(figures.review.difference.low).toBeGreaterThan(0);
    expect(figures.review.after.value).toBeGreaterThan(figures.review.before.value);
  });

  it("says that what changes nothing differs by exactly nothing", async () => {
    const { figures, differing } = await forecast({});
    const none = { value: 0, low: 0, high: 0 };
    expect(differing).toBe(0);
    expect(figures.exact.difference).toEqual(none);
    expect(figures.review.difference).toEqual(none);
    expect(figures.lossMinor.difference).toEqual(none);
    expect(figures.exact.before).toEqual(figures.exact.after);
  });

  it("gives the same figures for the same seed, and others for another", async () => {
    const [first, again, other] = [
      await forecast({ after: putTogether(4), visits: 16 }),
      await forecast({ after: putTogether(4), visits: 16 }),
      await forecast({ after: putTogether(4), visits: 16, seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other.figures).not.toEqual(first.figures);
  });

  it("runs the same readings through an engine with other parameters", async () => {
    const { figures, differing } = await forecast({
      ...{ kind: "engine", after: { belief: { acceptProbability: 1 } } },
      ...{ layout: { ...layout, acceptProbability: null }, visits: 16 },
    });
    expect(differing).toBeGreaterThan(0);
    // Nothing is quite certain, so all of them are reviewed.
    expect(figures.review.after.value).toBe(1);
    expect(figures.exact.before).toEqual(figures.exact.after);
  });

  it("refuses a planogram with a place or a product that the shop does not have, in words", async () => {
    await expect(forecast({ after: { "9/1/1": "50000000000" } })).rejects.toThrow(
      "9/1/1: the shop has no such plates",
    );
    await expect(forecast({ after: { "1/1/1": "123" } })).rejects.toThrow(
      "1/1/1: the shop has no product 123",
    );
    await expect(
      forecast({ after: { "1/1/1": "50000000000", "1/1/1,2": "50000000001" } }),
    ).rejects.toThrow("plate 1/1/1 has two products");
  });
});
