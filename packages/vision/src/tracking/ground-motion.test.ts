import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findMotionStep,
  type Gait,
  type GroundState,
  placeLogDensity,
  predictState,
  startState,
  updateState,
} from "./ground-motion.ts";

const GAIT: Gait = { speedSd: 0.8, persistenceS: 3 };

const gaits = fc.record({
  speedSd: fc.double({ min: 0.1, max: 2, noNaN: true }),
  persistenceS: fc.double({ min: 0.2, max: 30, noNaN: true }),
});
const seconds = fc.double({ min: 0.001, max: 5, noNaN: true });
const place = fc.double({ min: -20, max: 20, noNaN: true });

function makeState(gait: Gait): GroundState {
  const state = startState(1, 2, 0.04, gait);
  predictState(state, findMotionStep(gait, 0.7));
  updateState(state, 1.5, 1.8, 0.04);
  return state;
}

/** The whole matrix of the ten entries, by rows. */
function fill({ covariance: p }: GroundState): number[][] {
  const [xx, xy, yy, xu, xv, yu, yv, uu, uv, vv] = p as unknown as [
    ...[number, number, number, number, number, number, number, number, number, number],
  ];
  return [
    [xx, xy, xu, xv],
    [xy, yy, yu, yv],
    [xu, yu, uu, uv],
    [xv, yv, uv, vv],
  ];
}

const multiply = (a: number[][], b: number[][]): number[][] =>
  a.map((row) =>
    b[0]!.map((_, column) => row.reduce((sum, x, at) => sum + x * b[at]![column]!, 0)),
  );
const transpose = (a: number[][]): number[][] => a[0]!.map((_, at) => a.map((row) => row[at]!));
const combine = (a: number[][], b: number[][], sign: number): number[][] =>
  a.map((row, at) => row.map((x, column) => x + sign * b[at]![column]!));

function expectClose(actual: number[][], expected: number[][]): void {
  actual.forEach((row, at) => {
    row.forEach((value, column) => {
      expect(value).toBeCloseTo(expected[at]![column]!, 9);
    });
  });
}

describe("a step of motion", () => {
  it("is F P F' + Q, written out", () => {
    const state = makeState(GAIT);
    const before = fill(state);
    const step = findMotionStep(GAIT, 0.4);
    const { left: a, reachS: b, placeVariance: p, mixedVariance: m, speedVariance: v } = step;
    const f = [
      [1, 0, b, 0],
      [0, 1, 0, b],
      [0, 0, a, 0],
      [0, 0, 0, a],
    ];
    const q = [
      [p, 0, m, 0],
      [0, p, 0, m],
      [m, 0, v, 0],
      [0, m, 0, v],
    ];
    predictState(state, step);
    expectClose(fill(state), combine(multiply(multiply(f, before), transpose(f)), q, 1));
  });

  it("of some seconds is as good as two that add up to them", () => {
    fc.assert(
      fc.property(gaits, seconds, seconds, (gait, first, second) => {
        const once = makeState(gait);
        const twice = makeState(gait);
        predictState(once, findMotionStep(gait, first + second));
        predictState(twice, findMotionStep(gait, first));
        predictState(twice, findMotionStep(gait, second));
        expectClose([[...twice.mean]], [[...once.mean]]);
        expectClose(fill(twice), fill(once));
      }),
    );
  });

  it("has in the end forgotten the velocity, and keeps what people walk at", () => {
    const state = makeState(GAIT);
    predictState(state, findMotionStep(GAIT, 100));
    expect(state.mean[2]).toBeCloseTo(0);
    expect(state.covariance[7]).toBeCloseTo(GAIT.speedSd ** 2);
  });
});

describe("a place that was seen", () => {
  it("is taken in as by the textbook's gain", () => {
    const state = makeState(GAIT);
    predictState(state, findMotionStep(GAIT, 0.4));
    const before = fill(state);
    const mean = [...state.mean];
    const s = [
      [before[0]![0]! + 0.09, before[0]![1]!],
      [before[1]![0]!, before[1]![1]! + 0.09],
    ];
    const determinant = s[0]![0]! * s[1]![1]! - s[0]![1]! * s[1]![0]!;
    const inverse = [
      [s[1]![1]! / determinant, -s[0]![1]! / determinant],
      [-s[1]![0]! / determinant, s[0]![0]! / determinant],
    ];
    const gain = multiply(
      before.map((row) => row.slice(0, 2)),
      inverse,
    );
    updateState(state, 2, 2.5, 0.09);
    const off = [[2 - mean[0]!], [2.5 - mean[1]!]];
    const moved = multiply(gain, off);
    expectClose([[...state.mean]], [mean.map((x, at) => x + moved[at]![0]!)]);
    expectClose(fill(state), combine(before, multiply(gain, before.slice(0, 2)), -1));
  });

  it("is likelier the nearer it is, and all together likely for sure", () => {
    const state = makeState(GAIT);
    const cellM = 0.05;
    let sum = 0;
    for (let x = -3; x < 6; x += cellM) {
      for (let y = -3; y < 6; y += cellM) {
        sum += Math.exp(placeLogDensity(state, x, y, 0.01)) * cellM * cellM;
      }
    }
    expect(sum).toBeCloseTo(1, 3);
    const [x, y] = state.mean as unknown as [number, number];
    const at = (off: number): number => placeLogDensity(state, x + off, y, 0.01);
    expect(at(0)).toBeGreaterThan(at(0.1));
    expect(at(0.1)).toBeGreaterThan(at(0.5));
  });

  it("leaves a covariance that is one, after whatever steps", () => {
    const step = fc.record({ seconds, x: place, y: place });
    fc.assert(
      fc.property(gaits, fc.array(step, { maxLength: 30 }), (gait, steps) => {
        const state = startState(0, 0, 0.04, gait);
        for (const one of steps) {
          predictState(state, findMotionStep(gait, one.seconds));
          updateState(state, one.x, one.y, 0.04);
          const p = fill(state);
          for (let at = 0; at < 4; at++) expect(p[at]![at]!).toBeGreaterThan(0);
          expect(p[0]![0]! * p[1]![1]! - p[0]![1]! ** 2).toBeGreaterThan(0);
          expect(p[0]![0]!).toBeLessThanOrEqual(0.04);
        }
      }),
    );
  });

  it("by place leads to where somebody is, and to how fast they go", () => {
    const random = createRandom(1);
    const state = startState(0, 0, 0.0025, GAIT);
    for (let frame = 1; frame <= 50; frame++) {
      predictState(state, findMotionStep(GAIT, 0.1));
      const [x, y] = [0.12 * frame + random.normal(0, 0.05), random.normal(0, 0.05)];
      updateState(state, x, y, 0.0025);
    }
    expect(state.mean[0]).toBeCloseTo(6, 0);
    expect(Math.abs(state.mean[2]! - 1.2)).toBeLessThan(0.3);
    expect(Math.abs(state.mean[3]!)).toBeLessThan(0.3);
  });
});
