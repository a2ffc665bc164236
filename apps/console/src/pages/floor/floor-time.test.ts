import { describe, expect, it } from "vitest";
import { createFloorTime } from "./floor-time.ts";
import { PAST_MS } from "./snapshot-history.ts";

function startTime() {
  const clock = { nowMs: 1_000_000 };
  const time = createFloorTime(() => clock.nowMs);
  const agoMs = (): number => time.liveMs() - time.readAtMs();
  return { clock, time, agoMs };
}

describe("the floor's time", () => {
  it("is now at first, but for a moment in which the next picture comes", () => {
    const { time, agoMs } = startTime();
    expect(agoMs()).toBe(0);
    expect([time.isLive.value, time.isPaused.value]).toEqual([true, false]);
  });

  it("goes on from where one has gone back to, and comes back to now", () => {
    const { clock, time, agoMs } = startTime();
    time.goBack(60_000);
    clock.nowMs += 5000;
    expect(agoMs()).toBe(60_000);
    expect(time.isLive.value).toBe(false);
    time.goLive();
    expect([agoMs(), time.isLive.value]).toEqual([0, true]);
  });

  it("stands still while it is held, and goes on from there", () => {
    const { clock, time, agoMs } = startTime();
    time.pause();
    const atMs = time.readAtMs();
    clock.nowMs += 7000;
    expect(time.readAtMs()).toBe(atMs);
    expect([time.isLive.value, time.isPaused.value]).toEqual([false, true]);
    time.goBack(30_000);
    expect(agoMs()).toBe(30_000);
    clock.nowMs += 1000;
    time.resume();
    expect(agoMs()).toBe(31_000);
    clock.nowMs += 1000;
    expect(agoMs()).toBe(31_000);
  });

  it("goes no further back than is remembered", () => {
    const { clock, time, agoMs } = startTime();
    time.goBack(PAST_MS * 2);
    expect(agoMs()).toBe(PAST_MS - 1000);
    time.goLive();
    time.pause();
    clock.nowMs += 2 * PAST_MS;
    expect(agoMs()).toBe(PAST_MS - 1000);
    time.goBack(-5);
    expect(agoMs()).toBe(0);
  });
});
