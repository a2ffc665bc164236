import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AGREES_MS,
  CLOSED_MS_MAX,
  ClockError,
  createSteadyClock,
  LEAP_FOR_MS,
  LEAP_MS,
  STEP_MS,
  SUSPECT_STEP_MS,
} from "./steady-clock.ts";

const START_MS = 1_790_000_000_000;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

function open() {
  const machine = { nowMs: START_MS, evenMs: 5000 };
  const steps: number[] = [];
  const clock = createSteadyClock(
    { machineMs: () => machine.nowMs, evenMs: () => machine.evenMs },
    (byMs) => void steps.push(byMs),
  );
  return {
    clock,
    steps,
    /** Time goes on; what the shop's clock then says, since its start. */
    pass: (byMs: number): number => {
      machine.nowMs += byMs;
      machine.evenMs += byMs;
      return clock.nowMs() - START_MS;
    },
    /** Somebody sets the machine's clock. */
    set: (byMs: number): number => {
      machine.nowMs += byMs;
      return clock.nowMs() - START_MS;
    },
  };
}

describe("the process's clock", () => {
  it("goes with the machine's, also where that is corrected a little", () => {
    const { pass, set, steps } = open();
    expect([pass(1000), set(STEP_MS), pass(500), set(20)]).toEqual([1000, 2000, 2500, 2520]);
    expect(steps).toEqual([]);
    expect(set(STEP_MS + 1)).toBe(3521);
    expect(steps).toEqual([STEP_MS + 1]);
  });

  it("goes on at half its speed where the machine's is set back, until that has caught up", () => {
    const { clock, pass, set, steps } = open();
    pass(10_000);
    expect(set(-4000)).toBe(10_000);
    expect(clock.machineAheadMs()).toBe(-4000);
    expect([pass(2000), pass(2000), pass(2000)]).toEqual([11_000, 12_000, 13_000]);
    expect(clock.machineAheadMs()).toBe(-1000);
    expect([pass(2000), pass(1000)]).toEqual([14_000, 15_000]);
    expect(clock.machineAheadMs()).toBe(0);
    expect(steps).toEqual([-4000]);
  });

  it("follows a leap of less than a day after some minutes: the machine was asleep", () => {
    const { clock, pass, set } = open();
    pass(1000);
    expect(set(SUSPECT_STEP_MS - 1)).toBe(1000);
    expect(pass(LEAP_FOR_MS - 1)).toBe(1000 + LEAP_FOR_MS - 1);
    expect(pass(1)).toBe(1000 + LEAP_FOR_MS + SUSPECT_STEP_MS - 1);
    expect(clock.unexplainedMs()).toBe(0);
    expect(set(LEAP_MS)).toBe(1000 + LEAP_FOR_MS + SUSPECT_STEP_MS - 1 + LEAP_MS);
  });

  it("does not follow one that a witness refutes", () => {
    const { clock, pass, set } = open();
    set(HOUR_MS);
    clock.compare(START_MS);
    expect(pass(2 * LEAP_FOR_MS)).toBe(2 * LEAP_FOR_MS);
    expect(clock.unexplainedMs()).toBe(HOUR_MS);
    expect(set(-HOUR_MS)).toBe(2 * LEAP_FOR_MS);
    expect([clock.unexplainedMs(), clock.machineAheadMs()]).toEqual([0, 0]);
  });

  it("does not believe a leap of a day or more until it is confirmed", () => {
    const { clock, pass, set, steps } = open();
    pass(1000);
    expect(set(SUSPECT_STEP_MS)).toBe(1000);
    expect(clock.machineAheadMs()).toBe(SUSPECT_STEP_MS);
    expect(pass(HOUR_MS)).toBe(1000 + HOUR_MS);
    expect(clock.unexplainedMs()).toBe(SUSPECT_STEP_MS);
    clock.confirm();
    expect(pass(1)).toBe(1001 + HOUR_MS + SUSPECT_STEP_MS);
    expect([clock.unexplainedMs(), clock.machineAheadMs()]).toEqual([0, 0]);
    expect(steps).toEqual([SUSPECT_STEP_MS]);
  });

  it("has never been ahead if such a leap is taken back", () => {
    const { clock, pass, set } = open();
    pass(1000);
    set(10 * YEAR_MS);
    expect(pass(60_000)).toBe(61_000);
    expect(set(-10 * YEAR_MS)).toBe(61_000);
    expect([pass(1000), pass(HOUR_MS)]).toEqual([62_000, 62_000 + HOUR_MS]);
    expect(clock.unexplainedMs()).toBe(0);
  });

  it("is never back and never stands still for long, whatever the machine's does", () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant("pass"), byMs: fc.integer({ min: 0, max: 600_000 }) }),
      fc.record({ kind: fc.constant("set"), byMs: fc.integer({ min: -1e12, max: 1e12 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { pass, set } = open();
        let lastMs = 0;
        for (const { kind, byMs } of acts) {
          const saidMs = kind === "pass" ? pass(byMs) : set(byMs);
          expect(Number.isSafeInteger(saidMs)).toBe(true);
          const leastMs = kind === "pass" ? Math.floor(byMs / 2) - 1 : 0;
          expect(saidMs).toBeGreaterThanOrEqual(lastMs + Math.max(0, leastMs));
          lastMs = saidMs;
        }
      }),
    );
  });
});

describe("the process's clock at a start", () => {
  it("goes on from the last event where the machine's is behind it", () => {
    const { clock, pass } = open();
    clock.startAt(START_MS + HOUR_MS, false);
    expect(clock.nowMs()).toBe(START_MS + HOUR_MS);
    expect(pass(1000)).toBe(HOUR_MS + 500);
    expect(clock.machineAheadMs()).toBe(500 - HOUR_MS);
  });

  it("is the machine's if the last event was less than a day before it", () => {
    const { clock } = open();
    clock.startAt(START_MS - SUSPECT_STEP_MS + 1, false);
    expect(clock.nowMs()).toBe(START_MS);
  });

  it("goes on from the last event if the machine's is days ahead, until that is set right", () => {
    const { clock, pass, set } = open();
    const lastMs = START_MS - 2 * 24 * HOUR_MS - 10 * HOUR_MS;
    clock.startAt(lastMs, false);
    expect(clock.nowMs()).toBe(lastMs);
    expect(clock.unexplainedMs()).toBe(START_MS - lastMs);
    expect(pass(1000)).toBe(lastMs - START_MS + 1000);
    // It was closed for ten hours.
    expect(set(-2 * 24 * HOUR_MS)).toBe(-2 * 24 * HOUR_MS + 1000);
    expect([clock.unexplainedMs(), clock.machineAheadMs()]).toEqual([0, 0]);
  });

  it("believes the machine's if a witness has the same time, and otherwise the witness", () => {
    const lastMs = START_MS - 3 * 24 * HOUR_MS;
    const right = open();
    right.clock.startAt(lastMs, false);
    right.clock.compare(START_MS - AGREES_MS);
    expect(right.pass(0)).toBe(0);
    expect(right.clock.unexplainedMs()).toBe(0);
    const wrong = open();
    wrong.clock.startAt(lastMs, false);
    wrong.clock.compare(START_MS - AGREES_MS - 1);
    expect(wrong.pass(0)).toBe(-AGREES_MS - 1);
    expect(wrong.clock.unexplainedMs()).toBe(AGREES_MS + 1);
    wrong.set(-AGREES_MS - 1);
    expect(wrong.clock.unexplainedMs()).toBe(0);
  });

  it("does not start where the machine's is too far ahead, unless that is said to be right", () => {
    const { clock } = open();
    const lastMs = START_MS - CLOSED_MS_MAX - 1;
    expect(() => clock.startAt(lastMs, false)).toThrow(ClockError);
    expect(() => clock.startAt(lastMs, false)).toThrow(
      /says 2026-09-21T.*, and the last event of the shop was at 2026-06-13T.*--clock-is-right/,
    );
    clock.startAt(lastMs, true);
    expect(clock.nowMs()).toBe(START_MS);
  });
});
