import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CALM_MS_FIRST,
  createRateSteps,
  HELD_MS,
  isLeftOut,
  isRestartWorthIt,
  LOOK_MS,
  type RateSteps,
  RESTART_AFTER_MS,
  RESTART_BYTES_MIN,
  START_MS,
  STEPS_MAX,
} from "./rate-steps.ts";

const FPS = 10;

/** Somebody who can look at so many frames a second; tells the rate at the end of each second. */
function look(rate: RateSteps, fpsMax: number, startMs: number, seconds: number): number[] {
  const rates: number[] = [];
  let freeMs = startMs;
  let nextMs = startMs;
  for (let second = 1; second <= seconds; second++) {
    for (; nextMs < startMs + second * 1000; nextMs += 1000 / rate.fps) {
      const isFetched = freeMs <= nextMs;
      if (isFetched) freeMs = nextMs + 1000 / fpsMax;
      if (isFetched) rate.seeWork(1000 / fpsMax);
      rate.see(isFetched, nextMs);
    }
    rates.push(rate.fps);
  }
  return rates;
}

describe("createRateSteps", () => {
  it("stays where whoever looks keeps up", () => {
    expect(new Set(look(createRateSteps({ fps: FPS }), 12, 0, 120))).toEqual(new Set([10]));
  });

  it("falls by halves until they keep up, within seconds", () => {
    const rates = look(createRateSteps({ fps: FPS }), 3, 0, 60);
    expect(rates.slice(10)).toEqual(rates.slice(10).fill(2.5));
    expect(look(createRateSteps({ fps: FPS }), 0.1, 0, 60).at(-1)).toBe(FPS / 2 ** STEPS_MAX);
  });

  it("does not fall by what is missed while all is still being opened", () => {
    const rate = createRateSteps({ fps: FPS });
    look(rate, 1, 0, START_MS / 1000);
    expect(look(rate, 12, START_MS, 60)).toEqual(Array(60).fill(FPS));
  });

  it("rises again when there is time, not before", () => {
    const rate = createRateSteps({ fps: FPS });
    look(rate, 3, 0, 20);
    expect(look(rate, 4, 20_000, 200).at(-1)).toBe(2.5);
    const rates = look(rate, 50, 220_000, 120);
    expect(rates.indexOf(5)).toBeLessThan(5 + CALM_MS_FIRST / 1000);
    expect(rates.at(-1)).toBe(10);
  });

  it("tries less and less often what does not hold", () => {
    const rate = createRateSteps({ fps: FPS });
    let nowMs = 0;
    let rises = 0;
    // It claims to have time, and misses half of the frames at the full rate.
    for (let last = rate.fps; nowMs < 20 * HELD_MS; nowMs += 1000 / rate.fps) {
      rate.seeWork(1);
      rate.see(rate.fps < FPS || nowMs % 200 < 100, nowMs);
      if (rate.fps > last) rises++;
      last = rate.fps;
    }
    expect(rises).toBeGreaterThan(3);
    expect(rises).toBeLessThan(12);
  });

  it("keeps to its steps, whatever happens", () => {
    const seen = fc.array(fc.record({ wasFetched: fc.boolean(), passedMs: fc.nat(2 * LOOK_MS) }));
    fc.assert(
      fc.property(seen, (all) => {
        const rate = createRateSteps({ fps: FPS });
        let nowMs = 0;
        for (const { wasFetched, passedMs } of all) {
          nowMs += passedMs;
          rate.see(wasFetched, nowMs);
          expect([10, 5, 2.5, 1.25]).toContain(rate.fps);
        }
      }),
    );
  });
});

describe("isLeftOut", () => {
  it("leaves as many frames as are wanted, evenly", () => {
    const kept = (fps: number) =>
      Array.from({ length: 12 }, (_, at) => (isLeftOut(at, fps, 10) ? 0 : 1));
    expect(kept(10)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(kept(5)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(kept(2.5)).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(kept(20)).toEqual(kept(10));
  });
});

describe("isRestartWorthIt", () => {
  it("is for large pictures that are not wanted for long, and for more than is asked for", () => {
    const large = { fps: 10, frameBytes: RESTART_BYTES_MIN / 5 };
    const slow = { fps: 5, sinceMs: 0 };
    expect(isRestartWorthIt(slow, large, RESTART_AFTER_MS)).toBe(true);
    expect(isRestartWorthIt(slow, large, RESTART_AFTER_MS - 1)).toBe(false);
    expect(isRestartWorthIt(slow, { ...large, frameBytes: large.frameBytes - 1 }, 1e9)).toBe(false);
    expect(isRestartWorthIt({ fps: 10, sinceMs: 0 }, { ...large, fps: 5 }, 0)).toBe(true);
    expect(isRestartWorthIt({ fps: 10, sinceMs: 0 }, large, 1e9)).toBe(false);
  });
});
