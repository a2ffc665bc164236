import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHAIN_STEPS_MAX } from "../limits.ts";
import {
  type ChainStep,
  findFlips,
  findProbability,
  pushStep,
  smoothChain,
} from "./id-switch-chain.ts";

type Given = Pick<ChainStep, "flips" | "logRatio" | "isRelabelled">;

function makeChain(given: readonly Given[]): ChainStep[] {
  const steps: ChainStep[] = [];
  for (const [at, step] of given.entries())
    pushStep(steps, { fromMs: 300 * at, toMs: 300 * at + 300, ...step });
  return steps;
}

const quiet: Given = { flips: 0, logRatio: 0, isRelabelled: false };

/** By all ways in which they may have been swapped: which bodies they are on is a bit of each step. */
function smoothSlowly(given: readonly Given[]): number[] {
  const swapped = given.map(() => 0);
  let total = 0;
  for (let way = 0; way < 2 ** given.length; way++) {
    let [weight, before] = [1, 0];
    for (const [at, { flips, logRatio, isRelabelled }] of given.entries()) {
      const now = (way >> at) & 1;
      weight *= now === before ? 1 - flips : flips;
      if (now === 1) weight *= Math.exp(logRatio);
      before = isRelabelled ? 1 - now : now;
    }
    total += weight;
    for (const at of given.keys()) if (((way >> at) & 1) === 1) swapped[at]! += weight;
  }
  return swapped.map((weight) => weight / total);
}

describe("a chain of being swapped", () => {
  it("is sure before anything happens, and even after many ID switches", () => {
    expect(findProbability([])).toBe(0);
    expect(findFlips(0)).toBe(0);
    expect(findFlips(0.001)).toBeCloseTo(0.001, 5);
    expect(findFlips(50)).toBeCloseTo(0.5, 9);
  });

  it("says what the sum over all ways says", () => {
    const step = fc.record({
      flips: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      logRatio: fc.double({ min: -6, max: 6, noNaN: true }),
      isRelabelled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (given) => {
        const slow = smoothSlowly(given);
        const steps = makeChain(given);
        const smoothed = smoothChain(steps);
        for (const [at, value] of slow.entries()) expect(smoothed[at]).toBeCloseTo(value, 6);
        expect(steps.at(-1)!.probability).toBeCloseTo(slow.at(-1)!, 6);
      }),
    );
  });

  it("turns when the labels are swapped, and knows that it was so before", () => {
    const chain = makeChain([
      quiet,
      { ...quiet, flips: 0.01 },
      quiet,
      { ...quiet, logRatio: 12, isRelabelled: true },
      { ...quiet, logRatio: -6 },
    ]);
    expect(findProbability(chain)).toBeLessThan(1e-4);
    const [before, ...after] = smoothChain(chain);
    expect(before).toBeLessThan(1e-6);
    expect(after.slice(0, 3).every((probability) => probability > 0.99)).toBe(true);
    expect(after[3]).toBeLessThan(1e-4);
  });

  it("keeps no more steps than its bound", () => {
    const of = (count: number) => makeChain(Array.from({ length: count }, () => quiet));
    expect(of(CHAIN_STEPS_MAX)).toHaveLength(CHAIN_STEPS_MAX);
    const [first] = of(CHAIN_STEPS_MAX + 1);
    expect(of(CHAIN_STEPS_MAX + 1)).toHaveLength(CHAIN_STEPS_MAX);
    expect(first!.fromMs).toBe(300);
  });
});
