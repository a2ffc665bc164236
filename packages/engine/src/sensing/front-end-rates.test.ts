import { createRandom, type Random } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import {
  createSignal,
  cutBatches,
  type FrontEndRun,
  HZ,
  recordPlates,
  runFrontEnd,
  type Signal,
} from "../test-builders.ts";
import { createGondolaFrontEnd, pushBatch, readLevel, type Step } from "./front-end.ts";

const START_MS = 1_000_000;
const RATES_HZ = [5, 10, 20, 33, 47, 80, 320, 500];

const atMs = (second: number): number => START_MS + second * 1000;
const settledMsOf = (rateHz: number): number =>
  Math.max(DEFAULT_SENSING.settledMs, (3 * 1000) / rateHz);
/** A bin, which is one sample where samples are further apart. */
const binMsOf = (rateHz: number): number => Math.max(1.1 * DEFAULT_SENSING.binMs, 1000 / rateHz);

interface Change {
  readonly second: number;
  readonly plate: number;
  readonly grams: number;
}

/** Two changes of one plate and one of another, all seconds apart. */
function drawChanges(random: Random): Change[] {
  const draw = (second: number, plate: number): Change => {
    const grams = random.uniform(20, 900) * (random.chance(0.5) ? 1 : -1);
    return { second: second + random.uniform(0, 1), plate, grams };
  };
  return [draw(4, 1), draw(7, 1), draw(5, 3)];
}

function record(seed: number, sampleRateHz: number, changes: readonly Change[]) {
  const signal = createSignal(createRandom(seed), 0.3, changes);
  return recordPlates(11, signal, { sampleRateHz });
}

/** Each plate's steps, its own in order, as near to the changes as the rate allows. */
function expectChanges(
  steps: readonly Step[],
  changes: readonly Change[],
  rateHz: number,
  jitterMs = 0,
): void {
  const inOrder = [...steps].sort((a, b) => a.plate - b.plate || a.startMs - b.startMs);
  const expected = [...changes].sort((a, b) => a.plate - b.plate || a.second - b.second);
  expect(inOrder.map(({ plate }) => plate)).toEqual(expected.map(({ plate }) => plate));
  for (const [at, { second, grams }] of expected.entries()) {
    const step = inOrder[at]!;
    const nearMs = 1.6 * binMsOf(rateHz) + jitterMs;
    expect(Math.abs(step.changeG - grams)).toBeLessThan(1.5);
    // Bins that lay on the change's side by chance belong to it, up to half a second.
    expect(step.startMs - atMs(second)).toBeGreaterThan(-settledMsOf(rateHz) - jitterMs);
    expect(step.startMs - atMs(second)).toBeLessThan(nearMs);
    expect(Math.abs(step.crossingsMs[3]! - atMs(second))).toBeLessThan(nearMs);
    expect(Math.abs(step.settledMs - atMs(second))).toBeLessThan(2.6 * binMsOf(rateHz) + jitterMs);
  }
}

describe("a bin", () => {
  it.each([
    { rateHz: 1, samples: 1, ms: 1000, settled: 3 },
    { rateHz: 5, samples: 1, ms: 200, settled: 3 },
    { rateHz: 10, samples: 1, ms: 100, settled: 5 },
    { rateHz: 20, samples: 2, ms: 100, settled: 5 },
    { rateHz: 60, samples: 6, ms: 100, settled: 5 },
    { rateHz: 80, samples: 8, ms: 100, settled: 5 },
    { rateHz: 320, samples: 32, ms: 100, settled: 5 },
    { rateHz: 500, samples: 50, ms: 100, settled: 5 },
  ])("at $rateHz Hz is $samples samples, $settled of them settled", (expected) => {
    const [first] = cutBatches(record(1, expected.rateHz, []));
    const { state } = runFrontEnd([first!]);
    expect(state.binSamples).toBe(expected.samples);
    expect(state.binMs).toBeCloseTo(expected.ms, 9);
    expect(state.settledBins).toBe(expected.settled);
  });
});

describe("the same signal", () => {
  it.each(RATES_HZ)("sampled at %d Hz gives the same steps", (rateHz) => {
    for (let seed = 1; seed <= 8; seed++) {
      const changes = drawChanges(createRandom(seed));
      const run = runFrontEnd(cutBatches(record(seed, rateHz, changes), [Math.ceil(rateHz / 5)]));
      expect([...run.warnings]).toEqual([]);
      expectChanges(run.steps, changes, rateHz);
    }
  });

  it("gives the same steps at any rate, however it is cut into batches", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RATES_HZ, HZ),
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        (rateHz, seed, sizes) => {
          const changes = drawChanges(createRandom(seed));
          const recording = record(seed, rateHz, changes);
          // Batches of two seconds at the most.
          const cut = sizes.map((size) => Math.max(1, Math.round((size * rateHz) / 45)));
          const run = runFrontEnd(cutBatches(recording, cut));
          expect([...run.warnings]).toEqual([]);
          expectChanges(run.steps, changes, rateHz);
          const whole = runFrontEnd(cutBatches(recording, [rateHz * 11]));
          expect(run.steps.map(({ changeG }) => changeG)).toEqual(
            whole.steps.map(({ changeG }) => changeG),
          );
        },
      ),
      { seed: 31, numRuns: 60 },
    );
  });

  it("gives the same steps one sample a batch, each up to 40 ms late", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RATES_HZ, HZ),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: DEFAULT_SENSING.jitterMs }),
        (rateHz, seed, jitterMs) => {
          const random = createRandom(seed);
          const changes = drawChanges(random);
          const batches = cutBatches(record(seed, rateHz, changes), [1]).map((batch) => ({
            ...batch,
            timestampMs: batch.timestampMs + random.uniform(0, jitterMs),
          }));
          const run = runFrontEnd(batches);
          expect([...run.warnings]).toEqual([]);
          expectChanges(run.steps, changes, rateHz, jitterMs);
        },
      ),
      { seed: 32, numRuns: 40 },
    );
  });

  it("is settled within the time that a level must be flat", () => {
    for (const rateHz of RATES_HZ) {
      const changes = [{ second: 5, plate: 1, grams: -300 }];
      const state = createGondolaFrontEnd(1, DEFAULT_SENSING);
      const steps: Step[] = [];
      let reportedMs = Number.NaN;
      for (const batch of cutBatches(record(3, rateHz, changes), [1])) {
        pushBatch(state, batch, steps, () => {});
        if (steps.length > 0 && Number.isNaN(reportedMs)) reportedMs = batch.timestampMs;
      }
      expect(reportedMs - atMs(5)).toBeLessThan(settledMsOf(rateHz) + 2.1 * binMsOf(rateHz));
    }
  });
});

describe("another sample rate than before", () => {
  const signal = (grams: number): Signal =>
    createSignal(createRandom(4), 0.3, [{ second: 0, plate: 1, grams }]);

  /** Five seconds at 60 Hz, then five at another rate, on a plate that meanwhile changed by 200 g. */
  function switchRate(rateHz: number): FrontEndRun {
    const before = cutBatches(recordPlates(5, signal(0)));
    const after = recordPlates(5, signal(-200), { sampleRateHz: rateHz, startMs: atMs(5) });
    return runFrontEnd([...before, ...cutBatches(after, [Math.ceil(rateHz / 5)])]);
  }

  it.each([10, 50, 90, 500])(
    "starts the levels again at %d Hz, whose bins are of other samples",
    (rateHz) => {
      const { state, steps } = switchRate(rateHz);
      expect(steps).toEqual([]);
      expect(readLevel(state, 1, 1)).toBeCloseTo(800, 0);
      expect(state.sampleRateHz).toBe(rateHz);
    },
  );

  it.each([56, 59.2, 60.8, 64])(
    "leaves the levels where bins are of as many samples: %d Hz",
    (rateHz) => {
      const { state, steps } = switchRate(rateHz);
      expect(steps).toHaveLength(1);
      expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(1.5);
      expect(state.sampleRateHz).toBe(rateHz);
    },
  );
});
