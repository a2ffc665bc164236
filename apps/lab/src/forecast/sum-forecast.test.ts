import { describe, expect, it } from "vitest";
import type { ComparedRecording, VisitOutcome } from "./compare-recording.ts";
import { sumForecast } from "./sum-forecast.ts";

const RIGHT: VisitOutcome = { isExact: true, isReviewed: false, lossMinor: 0 };
const REVIEWED: VisitOutcome = { isExact: true, isReviewed: true, lossMinor: 0 };
const CHANGED = { isSame: false, priceMinor: 200 };

const repeat = (count: number, world: string, before: VisitOutcome, after: VisitOutcome) =>
  Array.from(
    { length: count },
    (): ComparedRecording => ({
      world,
      visits: [
        { before, after },
        { before: RIGHT, after: RIGHT },
      ],
    }),
  );

describe("the figures of a forecast", () => {
  it("are as wide as a few visits leave them, though none of them differs", () => {
    const { figures, differing } = sumForecast(repeat(20, "a", RIGHT, RIGHT), CHANGED);
    const { value, low, high } = figures.review.difference;
    expect({ differing, value }).toEqual({ differing: 0, value: 0 });
    // One better and one worse of 42.
    expect(high).toBeCloseTo(1.96 * Math.sqrt(2 / 42 / 42), 6);
    expect(low).toBeCloseTo(-high, 12);
    expect(figures.review.before.low).toBe(0);
    expect(figures.exact.after.high).toBe(1);
  });

  it("are exactly nothing apart where nothing was changed", () => {
    const { figures } = sumForecast(repeat(20, "a", REVIEWED, REVIEWED), {
      ...CHANGED,
      isSame: true,
    });
    expect(figures.review.difference).toEqual({ value: 0, low: 0, high: 0 });
  });

  it("are shares of visits, narrower with more of them", () => {
    const few = sumForecast(
      [...repeat(10, "a", RIGHT, REVIEWED), ...repeat(30, "a", RIGHT, RIGHT)],
      CHANGED,
    );
    const many = sumForecast(
      [...repeat(100, "a", RIGHT, REVIEWED), ...repeat(300, "a", RIGHT, RIGHT)],
      CHANGED,
    );
    expect(few.figures.review.difference.value).toBeCloseTo(0.125, 9);
    expect(few.differing).toBe(10);
    const width = ({ figures }: typeof few) =>
      figures.review.difference.high - figures.review.difference.low;
    expect(width(many) / width(few)).toBeCloseTo(Math.sqrt(1 / 10), 1);
  });

  it("are wider where worlds disagree, since a real shop is none of them", () => {
    const alike = sumForecast(
      ["a", "b"].flatMap((world) => [
        ...repeat(50, world, RIGHT, REVIEWED),
        ...repeat(50, world, RIGHT, RIGHT),
      ]),
      CHANGED,
    );
    const unlike = sumForecast(
      [...repeat(100, "a", RIGHT, REVIEWED), ...repeat(100, "b", RIGHT, RIGHT)],
      CHANGED,
    );
    expect(unlike.figures.review.difference.value).toBeCloseTo(0.25, 9);
    expect(alike.figures.review.difference.value).toBeCloseTo(0.25, 9);
    expect(alike.figures.review.difference.low).toBeGreaterThan(0.15);
    expect(unlike.figures.review.difference.low).toBeLessThan(0);
    expect(unlike.worlds.map(({ figures }) => figures.review)).toEqual([0.5, 0]);
  });
});
