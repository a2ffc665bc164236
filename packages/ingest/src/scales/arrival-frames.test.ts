/** Readings without a time of their own are on the shop's clock, and a pause is no clock that was set. */
import { FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { describe, expect, it } from "vitest";
import { createArrivalFrames } from "./arrival-frames.ts";
import { createDeviceStream, type DeviceSamples } from "./device-stream.ts";
import { PLAIN } from "./scales-fixture.ts";

const SHOP_MS = 1_700_000_000_000;

function run(timesMs: readonly number[]) {
  const given: DeviceSamples[] = [];
  const stream = createDeviceStream({
    calibrations: [PLAIN],
    onSamples: (samples) => given.push(samples),
  });
  const shelf = { deviceId: "shelf-1", channelCount: 1, rateHz: 10, unit: "g" } as const;
  const makeFrame = createArrivalFrames(shelf);
  for (const atMs of timesMs) stream.push(makeFrame([500], atMs), SHOP_MS + atMs);
  stream.advance(SHOP_MS + timesMs.at(-1)! + 5000);
  return { given, stream };
}

describe("readings without a time", () => {
  it("say that their time and number were given at arrival", () => {
    const makeFrame = createArrivalFrames({
      deviceId: "shelf-1",
      channelCount: 2,
      rateHz: 5,
      unit: "counts",
    });
    const [first, second] = [makeFrame([1, 2], 1000), makeFrame([3, Number.NaN], 1200, [0, 1])];
    expect(first.status).toBe(FRAME_STATUS.arrivalTime | FRAME_STATUS.arrivalSequence);
    expect([...first.channelStatus]).toEqual([0, 0]);
    expect([...second.channelStatus]).toEqual([0, 1]);
    expect([first.sequence, second.sequence, second.timeUs]).toEqual([0, 1, 1_200_000]);
    expect(second.bootId).toBe(first.bootId);
  });

  it("are given the time at which they arrived, also after a pause", () => {
    const timesMs = Array.from({ length: 100 }, (_, at) => at * 100 + (at < 50 ? 0 : 4000));
    const { given, stream } = run(timesMs);
    expect(given.map(({ timestampMs }) => timestampMs - SHOP_MS)).toEqual(timesMs);
    expect(stream.counts.clockJumps).toBe(0);
    expect(stream.counts.lost).toBe(0);
  });
});
