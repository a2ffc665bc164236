import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSteadyClock } from "./steady-clock.ts";

/** A clock on a machine whose clock says these times, one a look. */
function look(...readMs: readonly number[]) {
  const left = [...readMs];
  const clock = createSteadyClock(() => left.shift()!);
  return { said: readMs.map(() => clock.nowMs()), setBacks: clock.setBackCount() };
}

describe("the process's clock", () => {
  it("goes with the machine's, also where that is set on", () => {
    expect(look(1000, 1000, 2500, 1e12)).toEqual({ said: [1000, 1000, 2500, 1e12], setBacks: 0 });
  });

  it("stands where the machine's is set back, and goes on once that has caught up", () => {
    expect(look(10_000, 5_000, 9_999, 10_001)).toEqual({
      ...{ said: [10_000, 10_000, 10_000, 10_001], setBacks: 1 },
    });
  });

  it("counts each time that the machine's is set back, once", () => {
    expect(look(10_000, 5_000, 5_100, 6_000, 2_000, 3_000, 20_000, 10_000).setBacks).toBe(3);
  });

  it("does not count a correction of a second", () => {
    expect(look(10_000, 9_000, 10_500, 9_600).setBacks).toBe(0);
    expect(look(10_000, 8_999).setBacks).toBe(1);
  });

  it("says by how much the machine's was set back", () => {
    const left = [10_000, 4_000, 3_900, 20_000];
    const told: number[] = [];
    const clock = createSteadyClock(
      () => left.shift()!,
      (byMs) => void told.push(byMs),
    );
    while (left.length > 0) clock.nowMs();
    expect(told).toEqual([6_000]);
  });

  it("never goes back, whatever the machine's does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 }), (readMs) => {
        const { said } = look(...readMs);
        expect(said).toEqual(said.toSorted((a, b) => a - b));
        expect(said.at(-1)).toBe(Math.max(...readMs));
      }),
    );
  });
});
