import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS, onBeat } from "./beat.ts";

describe("a beat", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is the same for all, whenever they began to listen", () => {
    const heard: string[] = [];
    const stops = [onBeat(() => heard.push(`a ${Date.now() % 1000}`))];
    vi.setSystemTime(0);
    vi.advanceTimersByTime(BEAT_MS / 2);
    stops.push(onBeat(() => heard.push(`b ${Date.now() % 1000}`)));
    vi.advanceTimersByTime(2 * BEAT_MS);
    expect(heard).toEqual(["a 200", "b 200", "a 400", "b 400"]);
    for (const stop of stops) stop();
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
