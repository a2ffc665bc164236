import {
  createAmbiguityTable,
  listIdSwitches,
  recordAmbiguities,
} from "@saunter/engine/attribution/identity-ambiguities";
import { DEFAULT_IDENTITY } from "@saunter/engine/parameters/identity";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { type ChainStep, findProbability, pushStep, smoothChain } from "./id-switch-chain.ts";
import { type PairAmbiguity, reportAmbiguity } from "./report-ambiguities.ts";

const STEP_MS = 300;
/** What is not said again, what is said as one, and what is never taken for less than sure. */
const OFF_MOST = 0.02 + 0.01 + 0.005;

type Given = Pick<ChainStep, "flips" | "logRatio" | "isRelabelled">;

/** Two of whom that is seen, one step after the other; what an engine that receives them assumes. */
function follow() {
  const pair: PairAmbiguity = {
    shopperIds: ["1", "2"],
    fromMs: 0,
    steps: [],
    told: [],
    reportedMs: Number.NEGATIVE_INFINITY,
  };
  const table = createAmbiguityTable(DEFAULT_IDENTITY);
  let timestampMs = 0;
  const add = (fromMs: number, given: Given): void => {
    pushStep(pair.steps, { fromMs, toMs: timestampMs, ...given });
    pair.told.push(Number.NaN);
  };
  return {
    pair,
    see: (given: Given, isLast: boolean): void => {
      timestampMs += STEP_MS;
      add(timestampMs - STEP_MS, given);
      if (given.isRelabelled) add(timestampMs, { flips: 0, logRatio: 0, isRelabelled: false });
      const ambiguities = reportAmbiguity(pair, timestampMs, isLast, DEFAULT_FUSION);
      recordAmbiguities(table, { kind: "joints", timestampMs, shoppers: [], ambiguities });
    },
    findNow: (): number => listIdSwitches(table, timestampMs + 1)[0]?.probability ?? 0,
    findAt: (ms: number): number => listIdSwitches(table, ms)[0]?.probability ?? 0,
  };
}

describe("what is said of two", () => {
  const step = fc.record({
    flips: fc.constantFrom(0, 0.001, 0.03, 0.3),
    logRatio: fc.integer({ min: -12, max: 12 }),
    isRelabelled: fc.boolean(),
  });

  it("is what goes for now, and for all of the past in the end and where they were swapped", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (given) => {
        const { pair, see, findNow, findAt } = follow();
        for (const [at, one] of given.entries()) {
          const isLast = at === given.length - 1;
          see(one, isLast);
          expect(Math.abs(findNow() - findProbability(pair.steps))).toBeLessThan(OFF_MOST);
          if (!isLast && !one.isRelabelled) continue;
          const smoothed = smoothChain(pair.steps);
          for (const [before, { fromMs, toMs }] of pair.steps.entries()) {
            if (fromMs === toMs) continue;
            const off = findAt((fromMs + toMs) / 2) - smoothed[before]!;
            expect(Math.abs(off)).toBeLessThan(OFF_MOST);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
