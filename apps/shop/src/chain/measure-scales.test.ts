import type { PlateBatch } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { expect, it } from "vitest";
import { createScaleMeter } from "./measure-scales.ts";

const RATE_HZ = 20;

/** A second of a gondola with two shelves: `read` says what plate 1 or 2 of a shelf reads. */
function makeBatch(
  timestampMs: number,
  read: (shelf: number, plate: number) => number,
  gondola = 1,
): PlateBatch {
  const [shelfCount, plateCount] = [3, 3];
  const samplesG = new Float32Array(RATE_HZ * shelfCount * plateCount).fill(Number.NaN);
  for (let sample = 0; sample < RATE_HZ; sample++) {
    for (const shelf of [1, 2]) {
      for (const plate of [1, 2]) {
        samplesG[(sample * shelfCount + shelf) * plateCount + plate] = read(shelf, plate);
      }
    }
  }
  const shape = { sampleRateHz: RATE_HZ, sampleCount: RATE_HZ, shelfCount, plateCount };
  return { kind: "plates", gondola, timestampMs, ...shape, samplesG };
}

const take = (seconds: number, read: (shelf: number, plate: number) => number, fromMs = 0) => {
  const meter = createScaleMeter();
  for (let at = 0; at < seconds; at++) meter.take(makeBatch(fromMs + 1000 * at, read));
  return meter.list();
};

it("says nothing before it has measured for a minute", () => {
  const random = createRandom(1);
  const read = (): number => 2 * random.integer(0, 1);
  expect(take(45, read)).toEqual([]);
  expect(take(75, read).map(({ shelf }) => shelf)).toEqual([1, 2]);
});

it("leaves out plates and shelves that always read the same, and readings that are none", () => {
  const random = createRandom(1);
  const measured = take(120, (shelf, plate) => {
    if (shelf === 2) return 400;
    return plate === 2 ? Number.NaN : 5 * Math.round(random.normal(100, 2));
  });
  expect(measured).toHaveLength(1);
  expect(measured[0]).toMatchObject({ gondola: 1, shelf: 1, rateHz: RATE_HZ, resolutionG: 5 });
  expect(measured[0]!.noiseG).toBeGreaterThan(7);
  expect(measured[0]!.noiseG).toBeLessThan(13);
});

it("is not misled by what is taken, where the scales rest most of the time", () => {
  const random = createRandom(1);
  let second = 0;
  let readings = 0;
  const measured = take(400, () => {
    second = Math.floor(readings++ / (4 * RATE_HZ));
    const levelG = second % 3 === 0 && readings % 2 === 0 ? 800 : 0;
    return levelG + 0.1 * Math.round(random.normal(0, 10));
  });
  expect(measured[0]!.noiseG).toBeLessThan(1.5);
});

it("goes on where the clock is set back", () => {
  const random = createRandom(1);
  const meter = createScaleMeter();
  const read = (): number => 2 * random.integer(0, 1);
  meter.take(makeBatch(10_000_000, read));
  for (let at = 0; at < 90; at++) meter.take(makeBatch(1000 * at, read));
  expect(meter.list()).toHaveLength(2);
});
