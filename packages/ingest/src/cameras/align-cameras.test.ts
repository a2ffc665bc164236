import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignCameras, type MotionPoint } from "./align-cameras.ts";
import { fitDrift } from "./fit-drift.ts";

const OPTIONS = { offsetMsMax: 3000, stepMs: 25 };

interface Scene {
  readonly seed: number;
  readonly seconds: number;
  /** What b's times lack. */
  readonly offsetMs: number;
  readonly driftPpm?: number;
  /** Share of movements that only one of the cameras sees. */
  readonly apart?: number;
  readonly movements?: number;
}

/** People move for half a second to two, now and then; two cameras see it at 10 frames a second. */
function film({ seed, seconds, offsetMs, driftPpm = 0, apart = 0.3, movements }: Scene) {
  const random = createRandom(seed);
  const moves = Array.from({ length: movements ?? seconds }, () => ({
    atMs: random.uniform(0, seconds * 1000),
    lengthMs: random.uniform(150, 600),
    sizes: [
      random.chance(apart) ? 0 : random.uniform(1, 4),
      random.chance(apart) ? 0 : random.uniform(1, 4),
    ],
  }));
  const see = (camera: 0 | 1, phaseMs: number, toOwn: (ms: number) => number): MotionPoint[] =>
    Array.from({ length: seconds * 10 }, (_, at) => {
      const takenMs = at * 100 + phaseMs;
      const motion = moves.reduce(
        (sum, { atMs, lengthMs, sizes }) =>
          sum + sizes[camera]! * Math.exp(-0.5 * ((takenMs - atMs) / lengthMs) ** 2),
        1 + random.normal(0, 0.02),
      );
      return { timestampMs: toOwn(takenMs), motion };
    });
  return {
    a: see(0, 0, (ms) => ms),
    b: see(1, 37, (ms) => ms - offsetMs - (ms * driftPpm) / 1e6),
  };
}

describe("alignCameras", () => {
  it("is never wrong by more than a frame where it is sure, however much only one of them sees", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -2500, max: 2500 }),
        share,
        (seed, offsetMs, apart) => {
          const { a, b } = film({ seed, seconds: 60, offsetMs, apart });
          const found = alignCameras(a, b, OPTIONS);
          if (found.kind === "aligned")
            expect(Math.abs(found.offsetMs - offsetMs)).toBeLessThan(100);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds an offset to a fraction of a frame", () => {
    const errors = [-2100, -333, 0, 42, 1500].map((offsetMs, seed) => {
      const { a, b } = film({ seed, seconds: 60, offsetMs });
      const found = alignCameras(a, b, OPTIONS);
      expect(found).toMatchObject({ kind: "aligned" });
      return found.kind === "aligned" ? Math.abs(found.offsetMs - offsetMs) : Number.NaN;
    });
    expect(Math.max(...errors)).toBeLessThan(50);
  });

  it("is the same the other way round", () => {
    const { a, b } = film({ seed: 5, seconds: 60, offsetMs: 730 });
    const [there, back] = [alignCameras(a, b, OPTIONS), alignCameras(b, a, OPTIONS)];
    if (there.kind === "unknown" || back.kind === "unknown") throw new Error("not aligned");
    expect(there.offsetMs + back.offsetMs).toBeCloseTo(0, 0);
    expect(there.confidence).toBeGreaterThan(0.3);
  });

  it("tells drift where there is time enough", () => {
    const { a, b } = film({ seed: 6, seconds: 600, offsetMs: 200, driftPpm: 300, apart: 0.1 });
    const found = alignCameras(a, b, OPTIONS);
    expect(found).toMatchObject({ kind: "aligned" });
    if (found.kind === "aligned") expect(Math.abs(found.driftPpm! - 300)).toBeLessThan(60);
    const short = film({ seed: 6, seconds: 50, offsetMs: 200 });
    expect(alignCameras(short.a, short.b, OPTIONS)).toMatchObject({ driftPpm: null });
  });

  it("says when it cannot tell, and why", () => {
    const whyOf = (a: readonly MotionPoint[], b: readonly MotionPoint[], offsetMsMax = 3000) => {
      const found = alignCameras(a, b, { ...OPTIONS, offsetMsMax });
      return found.kind === "unknown" ? found.reason : `${found.offsetMs}`;
    };
    const { a, b } = film({ seed: 7, seconds: 60, offsetMs: 100 });
    expect(whyOf(a.slice(0, 70), b)).toMatch(/overlap too little/);
    expect(whyOf([], b)).toMatch(/overlap too little/);
    const still = film({ seed: 8, seconds: 60, offsetMs: 100, movements: 0 });
    expect(whyOf(still.a, b)).toMatch(/too little movement/);
    expect(whyOf(a, film({ seed: 9, seconds: 60, offsetMs: 0 }).b)).toMatch(
      /do not see the same movement/,
    );
    const even = Array.from({ length: 600 }, (_, at) => ({
      timestampMs: at * 100,
      motion: 2 + Math.cos((at * 100 * 2 * Math.PI) / 1500),
    }));
    expect(whyOf(even, even)).toMatch(/several offsets/);
    const far = film({ seed: 10, seconds: 60, offsetMs: 450 });
    expect(whyOf(far.a, far.b, 400)).toMatch(/further apart/);
  });

  it("refuses bounds that are none", () => {
    expect(() => alignCameras([], [], { offsetMsMax: 0, stepMs: 25 })).toThrow(RangeError);
    expect(() => alignCameras([], [], { offsetMsMax: 100, stepMs: 0 })).toThrow(RangeError);
  });
});

describe("fitDrift", () => {
  it("finds a line that a quarter of the points do not spoil", () => {
    const points = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => ({ timeMs: at * 1e4, offsetMs: at * 2 }));
    points[2]!.offsetMs = 900;
    points[5]!.offsetMs = -900;
    expect(fitDrift(points)).toBeCloseTo(200, 6);
    expect(fitDrift(points.slice(0, 3))).toBeNull();
    expect(fitDrift(Array(5).fill({ timeMs: 1, offsetMs: 1 }))).toBeNull();
  });
});
