import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameClock, STEP_FOR_MS } from "./frame-clock.ts";

const FRAME_MS = 100;
const START_MS = 1_700_000_000_000;

interface Camera {
  readonly seed: number;
  readonly frames: number;
  /** The camera's clock gains so much. */
  readonly driftPpm: number;
  /** Mean of what the network adds. */
  readonly jitterMs: number;
}

/** Frames that are taken evenly, and arrive at least 20 ms later. */
function takeFrames({ seed, frames, driftPpm, jitterMs }: Camera) {
  const random = createRandom(seed);
  let lastMs = 0;
  return Array.from({ length: frames }, (_, at) => {
    const takenMs = START_MS + at * FRAME_MS;
    lastMs = Math.max(lastMs, takenMs + 20 + (jitterMs === 0 ? 0 : random.exponential(jitterMs)));
    return { takenMs, ownMs: 5000 + at * FRAME_MS * (1 + driftPpm / 1e6), arrivedMs: lastMs };
  });
}

describe("createFrameClock", () => {
  it("gives even stamps under jitter, a constant delay after the frames were taken", () => {
    const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes: true });
    const frames = takeFrames({ seed: 1, frames: 1200, driftPpm: 80, jitterMs: 30 });
    const late = frames.map(
      ({ takenMs, ownMs, arrivedMs }) => clock.stamp(ownMs, arrivedMs) - takenMs,
    );
    const settled = late.slice(600);
    expect(Math.min(...settled)).toBeGreaterThan(15);
    expect(Math.max(...settled)).toBeLessThan(30);
    expect(clock.read()!.driftPpm).toBeCloseTo(-80, -2);
  });

  it("runs on evenly while frames are held up, and come all at once", () => {
    const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes: true });
    const frames = takeFrames({ seed: 2, frames: 400, driftPpm: 0, jitterMs: 5 });
    const heldUpMs = frames[320]!.arrivedMs;
    const late = frames.map(({ takenMs, ownMs, arrivedMs }, at) => {
      const isHeld = at >= 300 && at < 320;
      return clock.stamp(ownMs, isHeld ? heldUpMs : arrivedMs) - takenMs;
    });
    for (const lateMs of late.slice(200)) expect(lateMs).toBeLessThan(30);
  });

  it("learns again where the camera's clock was set, and says so", () => {
    for (const stepMs of [-3_600_000, 7000, 3_600_000]) {
      const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes: true });
      const frames = takeFrames({ seed: 3, frames: 600, driftPpm: 0, jitterMs: 5 });
      const stamps = frames.map(({ ownMs, arrivedMs }, at) =>
        clock.stamp(at < 300 ? ownMs : ownMs + stepMs, arrivedMs),
      );
      expect(clock.read()!.steps, `a step of ${stepMs} ms`).toBe(1);
      const settled = 300 + STEP_FOR_MS / FRAME_MS + 10;
      for (const [at, { takenMs }] of frames.entries()) {
        if (at < 299 || at > settled) expect(Math.abs(stamps[at]! - takenMs)).toBeLessThan(60);
        if (at > 0) expect(stamps[at]!).toBeGreaterThan(stamps[at - 1]!);
      }
    }
  });

  it("counts frames that have no times, also of a camera of another rate, and sees gaps", () => {
    for (const everyMs of [71, 100, 131]) {
      const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes: false });
      const random = createRandom(4);
      const late: number[] = [];
      for (let at = 0; at < 600; at++) {
        const takenMs = START_MS + at * everyMs;
        const isMissing = at >= 400 && at < 415;
        const arrivedMs = takenMs + 20 + random.uniform(0, 25);
        if (!isMissing) late.push(clock.stamp(Number.NaN, arrivedMs) - takenMs);
      }
      for (const lateMs of late.slice(200))
        expect(Math.abs(lateMs - 20), `${everyMs}`).toBeLessThan(27);
      const spread = late.slice(300, 400);
      expect(Math.max(...spread) - Math.min(...spread)).toBeLessThan(15);
    }
  });

  it("never runs backwards, whatever the camera says", () => {
    const times = fc.array(
      fc.record({
        ownMs: fc.oneof(
          fc.double({ min: -1e7, max: 1e7, noNaN: true }),
          fc.integer({ min: 0, max: 50 }),
        ),
        passedMs: fc.double({ min: 0, max: 3000, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(times, fc.boolean(), (frames, hasOwnTimes) => {
        const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes });
        let arrivedMs = START_MS;
        let last = Number.NEGATIVE_INFINITY;
        for (const { ownMs, passedMs } of frames) {
          arrivedMs += passedMs;
          const stampMs = clock.stamp(ownMs, arrivedMs);
          expect(Number.isFinite(stampMs)).toBe(true);
          expect(stampMs).toBeGreaterThan(last);
          last = stampMs;
        }
      }),
    );
  });

  it("stands on the line that lies below all arrivals", () => {
    const jitters = fc.array(fc.double({ min: 0, max: 80, noNaN: true }), {
      minLength: 200,
      maxLength: 300,
    });
    fc.assert(
      fc.property(jitters, fc.double({ min: -500, max: 500, noNaN: true }), (jitter, ppm) => {
        const clock = createFrameClock({ frameMs: FRAME_MS, hasOwnTimes: true });
        const arrivals = jitter.map((lateMs, at) => ({
          ownMs: at * FRAME_MS,
          arrivedMs: START_MS + at * FRAME_MS * (1 + ppm / 1e6) + lateMs,
        }));
        for (const { ownMs, arrivedMs } of arrivals) clock.stamp(ownMs, arrivedMs);
        const { offsetMs, driftPpm } = clock.read()!;
        const endMs = arrivals.at(-1)!.ownMs;
        for (const { ownMs, arrivedMs } of arrivals) {
          const lineMs = ownMs + offsetMs + ((ownMs - endMs) * driftPpm) / 1e6;
          expect(arrivedMs - lineMs).toBeGreaterThan(-0.01);
        }
      }),
      { numRuns: 50 },
    );
  });
});
