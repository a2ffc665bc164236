import { createReadingWindow } from "@saunter/ingest/scales/reading-window";
import { describe, expect, it } from "vitest";
import { createLiveReadings, READING_READERS_MAX } from "./live-readings.ts";

const START_MS = 1_772_442_000_000;
const NEVER = new AbortController().signal;

function open() {
  const window = createReadingWindow(1);
  let second = 0;
  const read = (): void => {
    window.take({
      timestampMs: START_MS + 1000 * second++,
      sampleRateHz: 10,
      sampleCount: 10,
      channelCount: 1,
      samplesG: new Float32Array(10),
      saturated: new Uint16Array(1),
      raw: new Float64Array(10).fill(84_000 + second),
      unit: "counts",
    });
  };
  const live = createLiveReadings((deviceId) => (deviceId === "shelf-1" ? window : null));
  return { live, read };
}

/** The data of the next message of readings. */
async function take(messages: AsyncGenerator<string>) {
  for (;;) {
    const { value } = await messages.next();
    if (value.startsWith("event:")) return JSON.parse(value.split("\ndata: ")[1]!);
  }
}

describe("live readings of a controller", () => {
  it("are its last minute, then what is new: no step twice, and none left out", async () => {
    const { live, read } = open();
    read();
    read();
    const first = live.follow("shelf-1", NEVER);
    const past = await take(first);
    expect(past.unit).toBe("counts");
    expect(past.timesMs).toHaveLength(19);
    read();
    live.send();
    const news = await take(first);
    expect(news.timesMs).toHaveLength(10);
    expect(news.timesMs[0]).toBe(past.timesMs.at(-1) + 100);
    expect(news.channels[0].values).toEqual([84_002, ...Array(9).fill(84_003)]);
  });

  it("reach somebody who comes later without a gap for those who are there", async () => {
    const { live, read } = open();
    read();
    const first = live.follow("shelf-1", NEVER);
    await take(first);
    read();
    const second = live.follow("shelf-1", NEVER);
    expect((await take(second)).timesMs).toHaveLength(19);
    live.send();
    expect((await take(first)).timesMs).toHaveLength(10);
  });

  it("are for so many readers, and one more is told so", async () => {
    const { live, read } = open();
    read();
    for (let at = 0; at < READING_READERS_MAX; at++) await take(live.follow("shelf-1", NEVER));
    expect(live.count()).toBe(READING_READERS_MAX);
    const { value } = await live.follow("shelf-1", NEVER).next();
    expect(value).toContain('"too-many"');
    live.close();
    expect(live.count()).toBe(0);
  });
});
