import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKernel, WAITING_MAX } from "./kernel.ts";

/** Few values, so that many events share a time. */
const delay = fc.integer({ min: 0, max: 20 });

/** Runs all that is due up to a time; returns how many events ran. */
function runUntil(kernel: ReturnType<typeof createKernel>, untilMs: number): number {
  let count = 0;
  while (kernel.runNext(untilMs)) count++;
  return count;
}

describe("events", () => {
  it("run in the order of a list sorted by time, those of one time as they were scheduled", () => {
    fc.assert(
      fc.property(fc.array(delay, { maxLength: 200 }), (delays) => {
        const kernel = createKernel(1, 1000);
        const ran: { atMs: number; number: number }[] = [];
        for (const [number, delayMs] of delays.entries()) {
          kernel.schedule(delayMs, () => ran.push({ atMs: kernel.nowMs(), number }));
        }
        expect(runUntil(kernel, Number.POSITIVE_INFINITY)).toBe(delays.length);
        const sorted = delays
          .map((delayMs, number) => ({ atMs: 1000 + delayMs, number }))
          .sort((a, b) => a.atMs - b.atMs || a.number - b.number);
        expect(ran).toEqual(sorted);
      }),
      { seed: 20_260_107, numRuns: 300 },
    );
  });

  it("that schedule others while they run keep that order", () => {
    const chains = fc.array(fc.array(delay, { minLength: 1, maxLength: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(chains, (drawn) => {
        const kernel = createKernel(1, 0);
        // The slow, obvious version: whatever waits is searched for the first.
        const waiting: { atMs: number; number: number; name: string }[] = [];
        const expected: string[] = [];
        const ran: string[] = [];
        let number = 0;
        const live = (name: string, delays: readonly number[]): void => {
          const [first, ...rest] = delays;
          if (first === undefined) return;
          const key = `${name}/${rest.length}`;
          waiting.push({ atMs: kernel.nowMs() + first, number: number++, name: key });
          kernel.schedule(first, () => {
            waiting.sort((a, b) => a.atMs - b.atMs || a.number - b.number);
            const due = waiting.shift()!;
            expected.push(`${due.name}@${due.atMs}`);
            ran.push(`${key}@${kernel.nowMs()}`);
            live(name, rest);
          });
        };
        for (const [at, delays] of drawn.entries()) live(String(at), delays);
        runUntil(kernel, Number.POSITIVE_INFINITY);
        expect(waiting).toEqual([]);
        expect(ran).toHaveLength(drawn.flat().length);
        expect(ran).toEqual(expected);
      }),
      { seed: 20_260_108, numRuns: 200 },
    );
  });

  it("run up to a time and no further, and the clock is then at it", () => {
    const kernel = createKernel(1, 500);
    const ran: number[] = [];
    for (const delayMs of [10, 20, 30]) kernel.schedule(delayMs, () => ran.push(delayMs));
    expect(runUntil(kernel, 520)).toBe(2);
    expect(ran).toEqual([10, 20]);
    expect(kernel.nowMs()).toBe(520);
    expect(runUntil(kernel, 525)).toBe(0);
    expect(kernel.nowMs()).toBe(525);
    // The clock never goes back.
    expect(kernel.runNext(100)).toBe(false);
    expect(kernel.nowMs()).toBe(525);
    expect(kernel.runNext(530)).toBe(true);
    expect(kernel.nowMs()).toBe(530);
  });

  it("that are all done leave the clock at a time that is a number", () => {
    const kernel = createKernel(1, 500);
    expect(kernel.runNext(Number.POSITIVE_INFINITY)).toBe(false);
    expect(Number.isSafeInteger(kernel.nowMs())).toBe(true);
  });

  it("of now run now, after those that were there", () => {
    const kernel = createKernel(1, 0);
    const ran: string[] = [];
    kernel.schedule(0, () => {
      ran.push("first");
      kernel.schedule(0, () => ran.push("third"));
    });
    kernel.schedule(0, () => ran.push("second"));
    expect(runUntil(kernel, 0)).toBe(3);
    expect(ran).toEqual(["first", "second", "third"]);
    expect(kernel.nowMs()).toBe(0);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("cannot be %d ms from now", (delayMs) => {
    expect(() => createKernel(1, 0).schedule(delayMs, () => {})).toThrow(RangeError);
  });

  it(`wait up to ${WAITING_MAX}, and not one more`, () => {
    const kernel = createKernel(1, 0);
    for (let at = 0; at < WAITING_MAX; at++) kernel.schedule(at % 7, () => {});
    expect(() => kernel.schedule(0, () => {})).toThrow(/events wait/);
    expect(kernel.runNext(0)).toBe(true);
    kernel.schedule(0, () => {});
    expect(() => kernel.schedule(0, () => {})).toThrow(/events wait/);
  });
});

it("the same seed draws the same, another draws otherwise", () => {
  const draw = (seed: number): number[] => {
    const { random } = createKernel(seed, 0);
    return Array.from({ length: 5 }, () => random.uniform(0, 1));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8)).not.toEqual(draw(7));
});
