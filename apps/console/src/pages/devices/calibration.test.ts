import { describe, expect, it } from "vitest";
import { calibrate, READING_STEPS_MIN, type Reading, readAtRest } from "./calibration.ts";

const STEP_MS = 100;
/** A tremble of standard deviation 1, the same each time. */
const tremble = (at: number): number => 1.22 * Math.sin(12.9898 * at + 0.4 * at * at);

const listTimes = (count: number) => Array.from({ length: count }, (_, at) => at * STEP_MS);
const read = (count: number, value: (at: number) => number | null, noise: number | null = null) =>
  readAtRest(
    listTimes(count),
    Array.from({ length: count }, (_, at) => value(at)),
    noise,
  );

function take(value: (at: number) => number): Reading {
  const result = read(30, value);
  if (!result.ok) throw new Error(result.reason);
  return result.reading;
}

describe("what a channel reads at rest", () => {
  it("is the mean of three seconds, with its spread", () => {
    const result = read(100, (at) => (at < 70 ? 5 : 84_000 + 10 * tremble(at)));
    expect(result).toMatchObject({ ok: true, reading: { count: 30 } });
    if (!result.ok) return;
    expect(result.reading.mean).toBeCloseTo(84_000, -1);
    expect(result.reading.spread).toBeGreaterThan(5);
    expect(result.reading.spread).toBeLessThan(15);
  });

  it("is not known while something is put on or taken off", () => {
    const result = read(30, (at) => 84_000 + 10 * tremble(at) + (at > 20 ? 5000 : 0));
    expect(result).toEqual({ ok: false, reason: "moving" });
  });

  it("is known of a coarse channel that flickers by one", () => {
    expect(read(30, (at) => (at % 7 === 0 ? 501 : 500), 0.5)).toMatchObject({ ok: true });
  });

  it("needs so many values, and none missing", () => {
    expect(read(READING_STEPS_MIN - 1, () => 1)).toEqual({ ok: false, reason: "too-few" });
    expect(read(READING_STEPS_MIN, () => 1)).toMatchObject({ ok: true });
    const holed = read(30, (at) => (at === 25 ? null : 1));
    expect(holed).toEqual({ ok: false, reason: "too-few" });
  });
});

describe("a calibration", () => {
  it("has the zero and the grams of a count that the readings were made with", () => {
    const empty = take((at) => -12_345 + 4 * tremble(at));
    const loaded = take((at) => -12_345 + 500 * 430 + 4 * tremble(at + 50));
    const result = calibrate(empty, loaded, 500);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const { gramsPerCount, readingErrorG, scaleErrorShare, zero } = result.calibration;
    expect(zero).toBeCloseTo(-12_345, -1);
    expect(430 * gramsPerCount).toBeCloseTo(1, 3);
    // Four counts of 430 a gram.
    expect(readingErrorG).toBeGreaterThan(0.005);
    expect(readingErrorG).toBeLessThan(0.015);
    expect(scaleErrorShare).toBeLessThan(1e-5);
  });

  it("is negative where the cell is mounted upside down", () => {
    const empty = take((at) => 1000 + tremble(at));
    const loaded = take((at) => -99_000 + tremble(at));
    expect(calibrate(empty, loaded, 250)).toMatchObject({
      ok: true,
      calibration: { gramsPerCount: expect.closeTo(-0.0025, 6) },
    });
  });

  it("is refused where the weight hardly moves the channel", () => {
    const empty = take((at) => 1000 + tremble(at));
    expect(
      calibrate(
        empty,
        take((at) => 1020 + tremble(at)),
        10,
      ),
    ).toEqual({
      ok: false,
      reason: "too-light",
    });
    const still = { mean: 5, spread: 0, count: 30 };
    expect(calibrate(still, still, 10)).toEqual({ ok: false, reason: "too-light" });
  });
});
