import { describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { createPace } from "./pace-stream.ts";

async function pace(speed: number, timestampsMs: readonly number[], signal?: AbortSignal) {
  const captured = createCapturedIo();
  const wait = createPace(speed, captured.io, signal);
  for (const timestampMs of timestampsMs) await wait(timestampMs);
  return captured.sleptMs;
}

describe("the pace of a stream", () => {
  it("waits for stream time divided by the speed", async () => {
    expect(await pace(1, [0, 200, 400])).toEqual([200, 200]);
    expect(await pace(4, [0, 200, 400])).toEqual([50, 50]);
  });

  it("gathers waits too short for a timer", async () => {
    expect(await pace(1, [0, 2, 4, 6, 8])).toEqual([6]);
  });

  it("does not wait out a gap, nor a clock that jumps back", async () => {
    expect(await pace(1, [0, 3_600_000, 3_600_100])).toEqual([5000, 100]);
    expect(await pace(1, [1000, 0, 100])).toEqual([100]);
  });

  it("never waits at full speed or after a stop", async () => {
    expect(await pace(Number.POSITIVE_INFINITY, [0, 1000])).toEqual([]);
    expect(await pace(1, [0, 1000], AbortSignal.abort())).toEqual([]);
  });
});
