import { createRandom } from "@saunter/numerics/random";
import { COUNTS_MOST } from "@saunter/protocol/devices/scale-frame";
import { describe, expect, it } from "vitest";
import type { DeviceSamples } from "./device-stream.ts";
import { createReadingWindow } from "./reading-window.ts";
import { READING_SAMPLES_MAX, READING_STEP_MS, READING_STEPS_MAX } from "./scale-limits.ts";

const START_MS = 1_000_000;
const RATE_HZ = 80;

/** A second of two channels; the second reads what `read` says. */
function makeSecond(second: number, read: (sample: number) => number): DeviceSamples {
  const raw = Float64Array.from({ length: 2 * RATE_HZ }, (_, at) =>
    at % 2 === 0 ? 500 : read(second * RATE_HZ + (at >> 1)),
  );
  return {
    timestampMs: START_MS + 1000 * second,
    sampleRateHz: RATE_HZ,
    sampleCount: RATE_HZ,
    channelCount: 2,
    samplesG: new Float32Array(2 * RATE_HZ),
    saturated: new Uint16Array(2),
    raw,
    unit: "counts",
  };
}

function play(seconds: number, read: (sample: number) => number) {
  const window = createReadingWindow(2);
  for (let second = 0; second < seconds; second++) window.take(makeSecond(second, read));
  return window;
}

describe("what a controller has read lately", () => {
  it("is a mean each tenth of a second, of the last minute and no more", () => {
    const window = play(90, (sample) => sample);
    const { channels, timesMs } = window.readSteps(0);
    expect(timesMs).toHaveLength(READING_STEPS_MAX);
    expect(timesMs.at(-1)).toBe(START_MS + 90_000 - 2 * READING_STEP_MS);
    expect(new Set(channels[0])).toEqual(new Set([500]));
    // The mean of eight samples in a row.
    expect(channels[1]!.at(-1)).toBe(90 * RATE_HZ - 16 + 3.5);
    expect(window.readNewest()).toEqual([500, 90 * RATE_HZ - 16 + 3.5]);
  });

  it("begins after the time that is asked for", () => {
    const window = play(3, (sample) => sample);
    const all = window.readSteps(0);
    const later = window.readSteps(all.timesMs.at(-4)!);
    expect(later.timesMs).toEqual(all.timesMs.slice(-3));
    expect(later.channels[1]).toEqual(all.channels[1]!.slice(-3));
  });

  it("has no value where nothing was read, or the amplifier was at its end", () => {
    const window = play(3, (sample) => (sample < 80 ? Number.NaN : COUNTS_MOST));
    expect(new Set(window.readSteps(0).channels[1])).toEqual(new Set([null]));
  });

  it("starts again where the clock was set back", () => {
    const window = play(5, (sample) => sample);
    window.take(makeSecond(1, () => 7));
    expect(window.readSteps(0).timesMs).toHaveLength(9);
    expect(new Set(window.readSteps(0).channels[1])).toEqual(new Set([7]));
  });
});

describe("the diagnosis of a channel", () => {
  it("counts what is saturated, missing and different", () => {
    const read = (sample: number) =>
      sample % 10 === 0 ? COUNTS_MOST : sample % 10 === 1 ? Number.NaN : 100 + (sample % 2);
    const [, channel] = play(20, read).diagnose();
    expect(channel).toMatchObject({
      sampleCount: READING_SAMPLES_MAX,
      least: 100,
      most: 101,
      uniqueCount: 2,
      saturatedShare: 0.1,
      missingShare: 0.1,
    });
    // Neighbours differ by one: the root of a half.
    expect(channel!.noise).toBeCloseTo(Math.SQRT1_2, 10);
  });

  it("has the noise at rest, also where something was just put on", () => {
    const random = createRandom(3);
    const [, channel] = play(20, (sample) => {
      return (sample < 1400 ? 84_000 : 700_000) + random.normal(0, 100);
    }).diagnose();
    expect(channel!.noise).toBeGreaterThan(85);
    expect(channel!.noise).toBeLessThan(110);
  });

  it("is of the newest samples alone", () => {
    const isOld = (sample: number) => sample < 20 * RATE_HZ - READING_SAMPLES_MAX;
    const [, channel] = play(20, (sample) => (isOld(sample) ? 9 : 5)).diagnose();
    expect(channel).toMatchObject({ least: 5, most: 5, uniqueCount: 1, noise: 0 });
  });

  it("knows nothing before anything came", () => {
    const window = createReadingWindow(1);
    expect(window.unit).toBeNull();
    expect(window.diagnose()).toEqual([
      {
        sampleCount: 0,
        least: null,
        most: null,
        noise: null,
        uniqueCount: 0,
        saturatedShare: 0,
        missingShare: 0,
      },
    ]);
  });
});
