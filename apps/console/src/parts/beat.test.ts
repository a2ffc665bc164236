import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS, onBeat } from "./beat.ts";

describe("a beat", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it("is the same for all, whenever they subscribed", () => {
    const received: string[] = [];
    const stops = [onBeat(() => received.push(`a ${Date.now()}`))];
    vi.advanceTimersByTime(BEAT_MS / 2);
    stops.push(onBeat(() => received.push(`b ${Date.now()}`)));
    vi.advanceTimersByTime(2 * BEAT_MS);
    expect(received).toEqual(["a 333", "b 333", "a 666", "b 666"]);
    for (const stop of stops) stop();
  });

  it("is in step with the seconds, whenever the first subscribed", () => {
    for (const beginMs of [1010, 1320]) {
      vi.setSystemTime(beginMs);
      const received: number[] = [];
      const stop = onBeat(() => received.push(Date.now() % 1000));
      vi.advanceTimersByTime(10 * BEAT_MS);
      expect(received.length).toBeGreaterThan(8);
      // Timers have whole milliseconds.
      for (const ms of received)
        expect(Math.abs(ms - BEAT_MS * Math.round(ms / BEAT_MS))).toBeLessThan(2);
      stop();
    }
  });

  it("ends with the last who listens, and begins again", () => {
    const listen = vi.fn();
    const stops = [onBeat(listen), onBeat(listen)];
    vi.advanceTimersByTime(BEAT_MS);
    expect(listen).toHaveBeenCalledTimes(2);
    stops[0]!();
    vi.advanceTimersByTime(BEAT_MS);
    expect(listen).toHaveBeenCalledTimes(3);
    stops[1]!();
    expect(vi.getTimerCount()).toBe(0);
    onBeat(listen)();
    expect(vi.getTimerCount()).toBe(0);
  });
});
