import { signal } from "@preact/signals";
import type { LiveOptions } from "@saunter/ui/live";
import { describe, expect, it } from "vitest";
import { openDeviceFeed } from "./device-feed.ts";

const CHANNELS = [
  { channel: 1, zero: 100, gramsPerUnit: 0.5 },
  { channel: 2, zero: 0, gramsPerUnit: 1 },
];

function open() {
  let options: LiveOptions | null = null;
  const feed = openDeviceFeed("shelf-1", CHANNELS, (given) => {
    options = given;
    return { state: signal("live"), close: () => {} };
  });
  const say = (timesMs: number[], values: (number | null)[]): void => {
    const channel = { channel: 1, values, noise: 2, uniqueCount: values.length };
    options!.on.readings!({ unit: "counts", timesMs, channels: [channel] });
  };
  return { feed, say };
}

describe("what a page keeps of a controller", () => {
  it("is in grams and as it was sent; what comes twice is kept once", () => {
    const { feed, say } = open();
    let told = 0;
    feed.onCurve(() => told++);
    say([1000, 1100], [100, 120]);
    say([1100, 1200], [120, null]);
    expect(feed.read(1)).toEqual([
      [1, 1.1, 1.2],
      [0, 10, null],
    ]);
    expect(feed.readRaw(1)).toEqual({ timesMs: [1000, 1100, 1200], values: [100, 120, null] });
    expect(feed.read(2)[1]).toEqual([null, null, null]);
    expect(feed.diagnostics.value.get(1)).toMatchObject({ noise: 2 });
    expect(told).toBe(2);
  });

  it("is of the last minute, and begins again where the clock was set back", () => {
    const { feed, say } = open();
    const times = Array.from({ length: 700 }, (_, at) => 100_000 + 100 * at);
    say(times, times);
    expect(feed.read(1)[0]).toHaveLength(601);
    say([50_000], [7]);
    expect(feed.readRaw(1)).toEqual({ timesMs: [50_000], values: [7] });
  });
});
