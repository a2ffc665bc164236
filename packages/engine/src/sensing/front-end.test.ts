import { createRandom, type Random } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine, finishEngine, stepEngine } from "../engine.ts";
import {
  CLOCK_BACK_MS_LEAST,
  CLOCK_RUN_BATCHES,
  GAP_MS_MAX,
  HISTORY_BINS,
  LATENESS_MS_MAX,
  WAITING_BATCHES_MAX,
} from "../limits.ts";
import type { Observation, PlateBatch } from "../observation.ts";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import {
  BATCH_SAMPLES,
  BIN_SAMPLES,
  createFacing,
  createShop,
  createSignal,
  cutBatches,
  HZ,
  recordPlates,
  runFrontEnd,
  runSignal,
  type Signal,
  startFrontEnd,
  trackPeople,
} from "../test-builders.ts";
import {
  binTimeMs,
  findSettledMs,
  findUnsettledMs,
  flushFrontEnd,
  isDisturbed,
  measureChange,
  readLevel,
  readNoise,
  resetLevel,
  type Step,
  settleNow,
} from "./front-end.ts";

const START_MS = 1_000_000;
const BIN_MS = (BIN_SAMPLES * 1000) / HZ;
const PICK = [{ second: 10, plate: 1, grams: -200 }];

const atMs = (second: number): number => START_MS + second * 1000;
const ring = (hz: number, grams: number, second: number): number =>
  grams * Math.sin(2 * Math.PI * hz * second);
const pickSignal = (seed: number): Signal => createSignal(createRandom(seed), 1, PICK);

function addTo(base: Signal, plates: readonly number[], extra: (second: number) => number): Signal {
  return (second, shelf, plate) =>
    base(second, shelf, plate) + (plates.includes(plate) ? extra(second) : 0);
}

function expectPick(steps: readonly Step[]): void {
  expect(steps).toHaveLength(1);
  expect(steps[0]).toMatchObject({ gondola: 1, shelf: 1, plate: 1 });
  expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(2);
  expect(Math.abs(steps[0]!.startMs - atMs(10))).toBeLessThan(2.5 * BIN_MS);
  expect(Math.abs(steps[0]!.settledMs - atMs(10))).toBeLessThan(2.5 * BIN_MS);
}

describe("noise", () => {
  it("is each plate's own, as its bins show it", () => {
    const spreadsG = [0, 0.6, 2.8, 6];
    const { state } = runSignal(120, createSignal(createRandom(1), spreadsG, []));
    for (let plate = 1; plate <= 3; plate++) {
      const share = readNoise(state, 1, plate) / (spreadsG[plate]! / Math.sqrt(BIN_SAMPLES));
      expect(share).toBeGreaterThan(0.75);
      expect(share).toBeLessThan(1.3);
    }
  });

  it("of a constant plate keeps a floor, so that it can leave its level", () => {
    const { state, steps } = runSignal(60, createSignal(createRandom(1), 0, []));
    expect(readNoise(state, 1, 1)).toBeCloseTo(0.05, 3);
    expect(steps).toEqual([]);
  });

  it("does not grow with a ringing of one bin's period", () => {
    const quiet = createSignal(createRandom(2), 0.5, []);
    const signal = addTo(quiet, [1], (second) => ring(10, 50, second));
    const { state, steps } = runSignal(60, signal);
    expect(readNoise(state, 1, 1)).toBeLessThan(2 * readNoise(state, 1, 2));
    expect(steps).toEqual([]);
  });
});

describe("a step", () => {
  it.each([
    { hz: 10, grams: 50, withinG: 1 },
    { hz: 11, grams: 10, withinG: 1 },
    { hz: 25, grams: 20, withinG: 1.5 },
  ])("on a plate that rings at $hz Hz with $grams g is known to $withinG g", (ringing) => {
    for (let seed = 1; seed <= 20; seed++) {
      const change = { second: 20 + 0.013 * seed, plate: 2, grams: -105 };
      const quiet = createSignal(createRandom(seed), 0.8, [change]);
      const signal = addTo(quiet, [2], (second) => ring(ringing.hz, ringing.grams, second));
      const { steps } = runSignal(25, signal);
      expect(steps.map(({ plate }) => plate)).toEqual([2]);
      expect(Math.abs(steps[0]!.changeG + 105)).toBeLessThan(ringing.withinG);
    }
  });

  it("has an error that says how far it is off", () => {
    let squares = 0;
    let worst = 0;
    const trials = 200;
    for (let seed = 1; seed <= trials; seed++) {
      const { steps } = runSignal(15, createSignal(createRandom(seed), 3, PICK), { plates: 1 });
      expect(steps).toHaveLength(1);
      const off = (steps[0]!.changeG + 200) / steps[0]!.errorG;
      squares += off * off;
      worst = Math.max(worst, Math.abs(off));
    }
    expect(Math.sqrt(squares / trials)).toBeGreaterThan(0.3);
    expect(Math.sqrt(squares / trials)).toBeLessThan(1.1);
    expect(worst).toBeLessThan(4);
  });

  it("of a light item is found on a noisy plate", () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const change = { second: 20 + 0.017 * seed, plate: 2, grams: -30 };
      const noisy = createSignal(createRandom(seed), 4, [change]);
      const signal = addTo(noisy, [1, 2, 3], (second) => ring(9.6, 8, second));
      const { steps } = runSignal(25, signal);
      const [step] = steps.filter(({ plate }) => plate === 2);
      if (step !== undefined && Math.abs(step.changeG + 30) < 6) found++;
      expect(steps.filter(({ plate }) => plate !== 2)).toEqual([]);
    }
    expect(found).toBe(40);
  });

  it("starts and settles where it happened, with the level after it", () => {
    const { state, steps } = runSignal(15, pickSignal(3));
    expectPick(steps);
    expect(steps[0]!.levelG).toBeCloseTo(800, 0);
    expect(readLevel(state, 1, 1)).toBeCloseTo(800, 0);
    expect(findSettledMs(state, 1, 1)).toBeGreaterThan(atMs(10));
    expect(findSettledMs(state, 1, 1)).toBeLessThan(atMs(11));
  });

  it("is reported for each plate and shelf that changed", () => {
    const { steps } = runSignal(
      8,
      (second, shelf, plate) => 500 + (second >= 4 ? 10 * (shelf * 10 + plate) : 0),
      { gondola: 7, shelves: 2, plates: 2 },
    );
    expect(
      steps.map(({ gondola, shelf, plate, changeG }) => [gondola, shelf, plate, changeG]),
    ).toEqual([
      [7, 1, 1, 110],
      [7, 1, 2, 120],
      [7, 2, 1, 210],
      [7, 2, 2, 220],
    ]);
  });

  it("takes two units that go one after the other, each settled, for two", () => {
    const changes = [10, 12].map((second) => ({ second, plate: 1, grams: -60 }));
    const { steps } = runSignal(15, createSignal(createRandom(4), 1, changes));
    expect(steps.map(({ changeG }) => Math.round(changeG / 10))).toEqual([-6, -6]);
  });
});

describe("a step beside another", () => {
  it("that comes before the first has been settled for long has its own grams", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const changes = [10, 10.65].map((second) => ({ second, plate: 1, grams: -60 }));
      const { steps } = runSignal(15, createSignal(createRandom(seed), 1, changes));
      expect(steps).toHaveLength(2);
      for (const { changeG } of steps) expect(Math.abs(changeG + 60)).toBeLessThan(3);
    }
  });

  it("settles while the whole shelf shakes", () => {
    const random = createRandom(40);
    const base = createSignal(random, 1, PICK);
    const shake = (second: number): number =>
      second > 8 && second < 20 ? random.normal(0, 10) : 0;
    const plates = [1, 2, 3, 4, 5, 6];
    const { steps } = runSignal(24, addTo(base, plates, shake), { plates: 6 });
    const [pick] = steps.filter(({ changeG }) => changeG < -100);
    expect(Math.abs(pick!.changeG + 200)).toBeLessThan(10);
    expect(pick!.settledMs).toBeLessThan(atMs(11));
  });

  it("that only the mean of half a second shows starts where that half second began", () => {
    let offMs = 0;
    const trials = 60;
    for (let seed = 1; seed <= trials; seed++) {
      const change = { second: 20, plate: 1, grams: -12 };
      const { steps } = runSignal(24, createSignal(createRandom(seed), 5, [change]), { plates: 1 });
      offMs += Math.abs(steps.at(-1)!.startMs - atMs(20.05)) / trials;
    }
    expect(offMs).toBeLessThan(1.5 * BIN_MS);
  });

  it("of a slow fall is one, of all of it, reported when it has ended", () => {
    const base = createSignal(createRandom(41), 0.25, []);
    const fall = (second: number): number => -4 * Math.min(5, Math.max(0, second - 10));
    const { steps } = runSignal(20, addTo(base, [1], fall));
    expect(steps).toHaveLength(1);
    expect(steps[0]!.changeG).toBeLessThan(-15);
    expect(steps[0]!.changeG).toBeGreaterThan(-21);
    expect(steps[0]!.settledMs).toBeGreaterThan(atMs(14.5));
  });
});

describe("no step", () => {
  /** Six plates of one shelf while somebody walks by for four seconds. */
  function runShaken(seed: number, hz: number, grams: number) {
    const random = createRandom(seed);
    const quiet = createSignal(random, 1, []);
    const shake = (second: number): number =>
      second > 8 && second < 12 ? ring(hz, grams, second) + random.normal(0, 8) : 0;
    return runSignal(16, addTo(quiet, [1, 2, 3, 4, 5, 6], shake), { plates: 6 });
  }

  it.each([10, 12])("is made by a vibration of the whole shelf at %d Hz", (hz) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { state, steps } = runShaken(seed, hz, 60);
      expect(steps.filter(({ changeG }) => Math.abs(changeG) > 8)).toEqual([]);
      for (let plate = 1; plate <= 6; plate++) {
        expect(Math.abs(readLevel(state, 1, plate) - 1000)).toBeLessThan(1);
      }
    }
  });

  it("as large as the lightest item is made by a vibration of any frequency of the shelves", () => {
    for (let seed = 1; seed <= 31; seed++) {
      const { state, steps } = runShaken(seed, 9 + 0.1 * (seed - 1), 100);
      expect(steps.filter(({ changeG }) => Math.abs(changeG) > 25)).toEqual([]);
      expect(Math.abs(readLevel(state, 1, 3) - 1000)).toBeLessThan(1);
    }
  });

  it("is left by a force that comes and goes unsteadily", () => {
    const random = createRandom(5);
    const base = createSignal(random, 1, []);
    const press = (second: number): number =>
      second > 8 && second < 10 ? 400 + ring(1.3, 150, second) + random.normal(0, 20) : 0;
    const { state, steps } = runSignal(14, addTo(base, [1], press));
    expect(steps).toEqual([]);
    expect(isDisturbed(state, 1, 1, 1)).toBe(false);
    expect(readLevel(state, 1, 1)).toBeCloseTo(1000, 0);
  });

  it("is left by a steady force that is gone before it has settled", () => {
    const base = createSignal(createRandom(6), 1, []);
    const press = (second: number): number => (second > 8 && second < 8.4 ? -300 : 0);
    expect(runSignal(12, addTo(base, [1], press)).steps).toEqual([]);
  });

  it("is made by a drift, which the level follows", () => {
    const base = createSignal(createRandom(7), 1, []);
    const { state, steps } = runSignal(
      120,
      addTo(base, [1], (second) => second / 4),
    );
    expect(steps).toEqual([]);
    expect(readLevel(state, 1, 1)).toBeGreaterThan(1028);
  });

  it("is reported while a plate has yet to find its first level", () => {
    const unsteady = (second: number): number => (second < 3 ? ring(1, 300, second) : 0);
    const { state, steps } = runSignal(
      6,
      addTo(createSignal(createRandom(8), 1, []), [1], unsteady),
    );
    expect(steps).toEqual([]);
    expect(readLevel(state, 1, 1)).toBeCloseTo(1000, 0);
  });
});

/** A shelf of nine plates that rings as a whole from second 10 to 18, each plate in its own phase. */
function runRinging(
  seed: number,
  hz: number,
  grams: number,
  changes: readonly { second: number; plate: number; grams: number }[],
) {
  const random = createRandom(seed);
  const plates = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const isOne = random.chance(0.5);
  const phases = plates.map(() => random.uniform(0, 1 / hz));
  const quiet = createSignal(random, 1, changes);
  const signal: Signal = (second, shelf, plate) => {
    const phase = phases[isOne ? 0 : plate - 1]!;
    const shake = second > 10 && second < 18 ? ring(hz, grams, second + phase) : 0;
    return quiet(second, shelf, plate) + shake;
  };
  return runSignal(22, signal, { plates: plates.length });
}

const RINGINGS = [9, 9.5, 10.5, 11].flatMap((hz) => [60, 100].map((grams) => ({ hz, grams })));

describe("ringing of a whole shelf beside the rate of the bins", () => {
  it.each(RINGINGS)("of $grams g at $hz Hz makes no step and leaves the levels", (ringing) => {
    for (let seed = 1; seed <= 12; seed++) {
      const { state, steps } = runRinging(seed, ringing.hz, ringing.grams, []);
      expect(steps).toEqual([]);
      for (let plate = 1; plate <= 9; plate++) {
        expect(Math.abs(readLevel(state, 1, plate) - 1000)).toBeLessThan(1);
      }
    }
  });

  it.each(RINGINGS)("of $grams g at $hz Hz leaves a step an error that covers it", (ringing) => {
    let squares = 0;
    const trials = 40;
    for (let seed = 1; seed <= trials; seed++) {
      const change = { second: 12 + 0.043 * seed, plate: 4, grams: -200 };
      const { steps } = runRinging(seed, ringing.hz, ringing.grams, [change]);
      expect(steps.map(({ plate }) => plate)).toEqual([4]);
      expect(steps[0]!.settledMs).toBeLessThan(atMs(16));
      squares += ((steps[0]!.changeG + 200) / steps[0]!.errorG) ** 2;
    }
    expect(Math.sqrt(squares / trials)).toBeLessThan(1.5);
    expect(Math.sqrt(squares / trials)).toBeGreaterThan(0.3);
  });

  it("hides a light item until it ends, and no longer", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const change = { second: 13, plate: 4, grams: -15 };
      const { steps } = runRinging(seed, 9, 100, [change]);
      expect(steps.map(({ plate }) => plate)).toEqual([4]);
      expect(Math.abs(steps[0]!.changeG + 15)).toBeLessThan(2);
      expect(steps[0]!.settledMs).toBeLessThan(atMs(20));
    }
  });

  it("contained in a step that was off is no step of its own when it ends", () => {
    let offG = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const change = { second: 12 + 0.05 * seed, plate: 4, grams: -200 };
      const { state, steps } = runRinging(seed, 9, 100, [change]);
      offG = Math.max(offG, Math.abs(steps[0]!.changeG + 200));
      expect(steps).toHaveLength(1);
      expect(Math.abs(readLevel(state, 1, 4) - 800)).toBeLessThan(1);
    }
    expect(offG).toBeGreaterThan(5);
  });

  it("makes no step by slams that die away", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = createRandom(seed);
      const hz = random.uniform(8.5, 11.5);
      const quiet = createSignal(random, 1, []);
      const slam = (second: number): number =>
        second < 8 ? 0 : ring(hz, 90 * Math.exp(-((second - 8) % 3) / 0.35), second);
      const plates = [1, 2, 3, 4, 5, 6, 7, 8, 9];
      const { state, steps } = runSignal(18, addTo(quiet, plates, slam), { plates: 9 });
      expect(steps).toEqual([]);
      expect(Math.abs(readLevel(state, 1, 5) - 1000)).toBeLessThan(1);
    }
  });
});

describe("a shelf of few plates", () => {
  it.each([
    { plates: 3, touched: [1, 2] },
    { plates: 3, touched: [1, 2, 3] },
    { plates: 5, touched: [2, 3, 4] },
  ])("of $plates does not take a pick from plates $touched for its vibration", (shelf) => {
    for (let seed = 1; seed <= 10; seed++) {
      const changes = shelf.touched.map((plate) => ({ second: 10, plate, grams: -150 }));
      const base = createSignal(createRandom(seed), 0.5, changes);
      const linger = (second: number): number =>
        second < 10 ? 0 : 90 * Math.exp(-(second - 10) / 1.2);
      const signal = addTo(base, shelf.touched, linger);
      const { steps } = runSignal(16, signal, { plates: shelf.plates });
      expect(steps.map(({ plate }) => plate).sort()).toEqual(shelf.touched);
      for (const { changeG } of steps) expect(Math.abs(changeG + 150)).toBeLessThan(6);
    }
  });
});

describe("a disturbance that lasts longer than bins are kept", () => {
  const KEPT_S = (HISTORY_BINS * BIN_MS) / 1000;
  const endS = 10 + KEPT_S + 4;
  /** A hand on plate 1, unsteadily, from second 10 on. */
  const lean = (second: number): number =>
    second < 10 || second > endS ? 0 : ring(1.3, 45, second - 10);

  it("starts when it started", () => {
    const take = { second: endS - 2, plate: 1, grams: -400 };
    const base = createSignal(createRandom(50), 0.5, [take]);
    const { steps } = runSignal(endS + 3, addTo(base, [1], lean));
    expect(steps).toHaveLength(1);
    expect(Math.abs(steps[0]!.startMs - atMs(10))).toBeLessThan(2.5 * BIN_MS);
    expect(Math.abs(steps[0]!.crossingsMs[3]! - atMs(endS - 2))).toBeLessThan(2 * BIN_MS);
  });

  it("has crossed at its start what it crossed before all that is kept", () => {
    const base = createSignal(createRandom(51), 0.5, [{ second: 10, plate: 1, grams: -400 }]);
    const { steps } = runSignal(endS + 3, addTo(base, [1], lean));
    expect(steps).toHaveLength(1);
    for (const crossingMs of steps[0]!.crossingsMs.slice(0, 6)) {
      expect(Math.abs(crossingMs - atMs(10))).toBeLessThan(2.5 * BIN_MS);
    }
  });

  it("has crossed at its start on a noisy plate, too", () => {
    const sway = (second: number): number =>
      second < 10 || second > endS ? 0 : ring(2.4, 40, second - 10);
    const base = createSignal(createRandom(52), 12, [{ second: 10, plate: 1, grams: -30 }]);
    const { steps } = runSignal(endS + 3, addTo(base, [1], sway), { plates: 1 });
    const { startMs, crossingsMs } = steps.at(-1)!;
    expect(Math.abs(startMs - atMs(10))).toBeLessThan(5 * BIN_MS);
    expect(new Set(crossingsMs)).toEqual(new Set([startMs]));
  });
});

describe("crossings", () => {
  const eighths = [0, 1, 2, 3, 4, 5, 6] as const;

  it("of one unit are all at its moment", () => {
    const { steps } = runSignal(15, pickSignal(9));
    for (const at of eighths) {
      expect(Math.abs(steps[0]!.crossingsMs[at]! - atMs(10))).toBeLessThan(1.5 * BIN_MS);
    }
  });

  it("of a series tell the units apart", () => {
    const changes = [10, 10.4, 10.8].map((second) => ({ second, plate: 1, grams: -100 }));
    const { steps } = runSignal(15, createSignal(createRandom(10), 1, changes));
    expect(steps).toHaveLength(1);
    const { crossingsMs } = steps[0]!;
    // A unit is a third: the first goes through 1/8 and 2/8, the second through 4/8, the last on.
    for (const [at, second] of [10, 10, 10.4, 10.4, 10.4, 10.8, 10.8].entries()) {
      expect(Math.abs(crossingsMs[at]! - atMs(second))).toBeLessThan(1.5 * BIN_MS);
    }
  });

  it("of a ramp are spread evenly over it", () => {
    const ramp = (second: number): number => -300 * Math.min(1, Math.max(0, (second - 10) / 0.8));
    const { steps } = runSignal(15, addTo(createSignal(createRandom(11), 0.5, []), [1], ramp));
    const { crossingsMs } = steps[0]!;
    for (const at of eighths) {
      expect(Math.abs(crossingsMs[at]! - atMs(10 + 0.1 * (at + 1)))).toBeLessThan(0.6 * BIN_MS);
    }
  });

  it("are the last ones where the level first went the other way and back", () => {
    const lift = (second: number): number => (second > 9.3 && second < 9.8 ? -250 : 0);
    const signal = addTo(createSignal(createRandom(12), 0.5, PICK), [1], lift);
    const { steps } = runSignal(15, signal);
    const last = steps.at(-1)!;
    expect(Math.abs(last.crossingsMs[3]! - atMs(10))).toBeLessThan(1.5 * BIN_MS);
  });

  it("of a change that is not far above the noise are one time", () => {
    let offMs = 0;
    const trials = 40;
    for (let seed = 1; seed <= trials; seed++) {
      const change = { second: 20, plate: 1, grams: -20 };
      const { steps } = runSignal(24, createSignal(createRandom(seed), 8, [change]), { plates: 1 });
      const [step] = steps.filter(({ changeG }) => changeG < -10);
      expect(new Set(step!.crossingsMs).size).toBe(1);
      offMs += Math.abs(step!.crossingsMs[3]! - atMs(20)) / trials;
    }
    expect(offMs).toBeLessThan(0.2 * BIN_MS);
  });
});

describe("batches", () => {
  const recording = recordPlates(15, pickSignal(13));
  const batches = cutBatches(recording);
  const inOrder = runFrontEnd(batches);

  it("in order are taken without a warning", () => {
    expectPick(inOrder.steps);
    expect([...inOrder.warnings]).toEqual([]);
    expect(inOrder.state.binCount).toBe(recording.sampleCount / BIN_SAMPLES);
  });

  it("make the same steps however they are cut", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, (drawn) => {
        const run = runFrontEnd(cutBatches(recording, [...drawn, 7]));
        expect([...run.warnings]).toEqual([]);
        expect(run.steps).toHaveLength(1);
        const [step] = run.steps;
        const [expected] = inOrder.steps;
        expect(step!.changeG).toBe(expected!.changeG);
        expect(step!.errorG).toBe(expected!.errorG);
        expect(step!.startMs).toBeCloseTo(expected!.startMs, 5);
        expect(step!.settledMs).toBeCloseTo(expected!.settledMs, 5);
        for (const [at, crossingMs] of step!.crossingsMs.entries()) {
          expect(crossingMs).toBeCloseTo(expected!.crossingsMs[at]!, 5);
        }
      }),
      { seed: 20, numRuns: 60 },
    );
  });

  it("out of order wait for those before them, and make the same steps", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed);
        const shuffled = [batches[0]!];
        for (let from = 1; from < batches.length; from += 4) {
          shuffled.push(...random.shuffle(batches.slice(from, from + 4)));
        }
        const run = runFrontEnd(shuffled);
        expect([...run.warnings]).toEqual([]);
        expect(run.steps).toEqual(inOrder.steps);
        expect(run.state.waiting).toEqual([]);
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  it("that come twice are dropped and counted", () => {
    const run = runFrontEnd(batches.flatMap((batch) => [batch, batch]));
    expect(run.steps).toEqual(inOrder.steps);
    expect([...run.warnings]).toEqual([["batch-late", batches.length]]);
  });

  it("that come twice while they wait are dropped and counted", () => {
    const [first, second, third] = batches.slice(20);
    const order = [...batches.slice(0, 20), third!, second!, third!, first!, ...batches.slice(23)];
    const run = runFrontEnd([...order.slice(0, 21), third!, ...order.slice(21)]);
    expect(run.steps).toEqual(inOrder.steps);
    expect([...run.warnings]).toEqual([["batch-late", 2]]);
  });

  it("that come later than the wait allows are dropped and counted", () => {
    const late = batches[20]!;
    const run = runFrontEnd([
      ...batches.slice(0, 20),
      ...batches.slice(21, 40),
      late,
      ...batches.slice(40),
    ]);
    expectPick(run.steps);
    expect(Object.fromEntries(run.warnings)).toEqual({ "samples-missing": 1, "batch-late": 1 });
  });

  it("that are missing leave the times of what comes after right", () => {
    const run = runFrontEnd([...batches.slice(0, 20), ...batches.slice(23)]);
    expectPick(run.steps);
    expect([...run.warnings]).toEqual([["samples-missing", 1]]);
    expect(run.state.expectedMs).toBeCloseTo(atMs(15), 5);
  });

  it("that are missing leave no bin of samples from before and after", () => {
    const uneven = cutBatches(recording, [10]);
    const run = runFrontEnd([...uneven.slice(0, 1), ...uneven.slice(30, 31)]);
    flushFrontEnd(run.state, run.steps, () => {});
    expect(run.state.binCount).toBe(2);
    expect(binTimeMs(run.state, 1)).toBeCloseTo(uneven[30]!.timestampMs + BIN_MS / 2, 5);
  });

  it("that jitter by 30 ms move a step by less than half of that", () => {
    const random = createRandom(14);
    const jittered = batches.map((batch) => ({
      ...batch,
      timestampMs: batch.timestampMs + random.uniform(-30, 30),
    }));
    const { state, steps, warnings } = runFrontEnd(jittered);
    expect([...warnings]).toEqual([]);
    expect(steps[0]!.changeG).toBe(inOrder.steps[0]!.changeG);
    expect(Math.abs(steps[0]!.startMs - inOrder.steps[0]!.startMs)).toBeLessThan(12);
    for (let back = 1; back < HISTORY_BINS; back++) {
      const bin = inOrder.state.binCount - back;
      const offMs = binTimeMs(state, bin) - binTimeMs(inOrder.state, bin);
      expect(Math.abs(offMs)).toBeLessThan(12);
    }
  });

  it("may reuse the caller's samples once they have been taken, waiting ones too", () => {
    const run = startFrontEnd();
    const order = [...batches];
    [order[30], order[31]] = [order[31]!, order[30]!];
    const samplesG = new Float32Array(batches[0]!.samplesG.length);
    for (const batch of order) {
      samplesG.set(batch.samplesG);
      run.push({ ...batch, samplesG });
    }
    expect(run.steps).toEqual(inOrder.steps);
  });

  it("without a time or a rate are refused and counted", () => {
    const run = startFrontEnd();
    const [good] = batches;
    for (const wrong of [
      { timestampMs: Number.NaN },
      { timestampMs: Number.POSITIVE_INFINITY },
      { sampleRateHz: 0 },
      { sampleRateHz: Number.NaN },
    ]) {
      run.push({ ...good!, ...wrong });
    }
    expect([...run.warnings]).toEqual([["batch-unusable", 4]]);
    for (const batch of batches) run.push(batch);
    expect(run.steps).toEqual(inOrder.steps);
  });
});

describe("a batch that comes too early", () => {
  const batches = cutBatches(recordPlates(15, pickSignal(15)));

  /** A front end that has seen exactly one second, and a batch that comes so much too early. */
  function pushAhead(aheadMs: number) {
    const recording = recordPlates(2, pickSignal(16));
    const [first, second] = cutBatches(recording, [HZ]);
    const run = startFrontEnd();
    run.push(first!);
    const [early] = cutBatches({ ...recording, startMs: second!.timestampMs + aheadMs });
    run.push(early!);
    return run;
  }

  it("waits up to the bound of lateness", () => {
    const run = pushAhead(LATENESS_MS_MAX - 1);
    expect(run.state.waiting).toHaveLength(1);
    expect([...run.warnings]).toEqual([]);
  });

  it.each([
    { pastMs: 0, code: "samples-missing" },
    { pastMs: 1, code: "batch-missing" },
  ])("does not wait $pastMs ms past the bound of lateness: $code", ({ pastMs, code }) => {
    expect(LATENESS_MS_MAX).toBe(DEFAULT_SENSING.blindMs);
    const run = pushAhead(LATENESS_MS_MAX + pastMs);
    expect(run.state.waiting).toEqual([]);
    expect([...run.warnings]).toEqual([[code, 1]]);
  });

  it("is taken in turn with those that wait when one comes from beyond the bound", () => {
    const run = startFrontEnd();
    for (const batch of [...batches.slice(0, 10), batches[11]!, batches[60]!]) run.push(batch);
    expect(run.state.waiting).toEqual([]);
    expect(Object.fromEntries(run.warnings)).toEqual({ "samples-missing": 1, "batch-missing": 1 });
    expect(run.state.lastBatchMs).toBe(batches[60]!.timestampMs);
  });

  it("is one of a bounded number that wait", () => {
    const recording = recordPlates(4, createSignal(createRandom(17), 1, []));
    const small = cutBatches(recording, [1]);
    const run = startFrontEnd();
    for (const batch of small.slice(0, 60)) run.push(batch);
    const early = small.slice(70);
    for (const batch of early.slice(0, WAITING_BATCHES_MAX)) run.push(batch);
    expect(run.state.waiting).toHaveLength(WAITING_BATCHES_MAX);
    expect([...run.warnings]).toEqual([]);
    run.push(early[WAITING_BATCHES_MAX]!);
    expect(run.state.waiting).toEqual([]);
    expect([...run.warnings]).toEqual([["samples-missing", 1]]);
    expect(run.state.lastBatchMs).toBe(early[WAITING_BATCHES_MAX]!.timestampMs);
  });

  it("is taken when the stream ends", () => {
    const run = startFrontEnd();
    const ended = batches.slice(0, 53);
    for (const batch of [...ended.slice(0, 49), ...ended.slice(50)]) run.push(batch);
    expect(run.state.waiting).toHaveLength(3);
    const codes: string[] = [];
    flushFrontEnd(run.state, run.steps, (code) => codes.push(code));
    expect(run.state.waiting).toEqual([]);
    expect(codes).toEqual(["samples-missing"]);
    expect(run.state.lastBatchMs).toBe(ended.at(-1)!.timestampMs);
  });
});

describe("a clock that jumps", () => {
  const batches = cutBatches(
    recordPlates(20, createSignal(createRandom(18), 1, [{ second: 15, plate: 1, grams: -200 }])),
  );
  const HOUR_MS = 3_600_000;

  function jump(byMs: number) {
    const run = runFrontEnd(
      batches.map((batch, at) =>
        at < 40 ? { ...batch, timestampMs: batch.timestampMs - byMs } : batch,
      ),
    );
    expect(run.steps).toHaveLength(1);
    expect(Math.abs(run.steps[0]!.changeG + 200)).toBeLessThan(2);
    expect(Math.abs(run.steps[0]!.startMs - atMs(15))).toBeLessThan(2.5 * BIN_MS);
    return Object.fromEntries(run.warnings);
  }

  it("back starts the levels again and is counted", () => {
    expect(jump(-HOUR_MS)).toEqual({ "clock-jump": 1 });
  });

  it("forward is a gap", () => {
    expect(jump(HOUR_MS)).toEqual({ "batch-missing": 1 });
  });

  /** The batches from the fortieth on say a time that is so much earlier. */
  const setBack = (byMs: number): PlateBatch[] =>
    batches.map((batch, at) =>
      at < 40 ? batch : { ...batch, timestampMs: batch.timestampMs - byMs },
    );

  it.each([CLOCK_BACK_MS_LEAST + 200, 5000, 30_000, 59_000])(
    "back by %d ms is followed once several batches have shown it",
    (byMs) => {
      const run = runFrontEnd(setBack(byMs));
      expect(Object.fromEntries(run.warnings)).toEqual({
        "batch-late": CLOCK_RUN_BATCHES - 1,
        "clock-jump": 1,
      });
      expect(run.steps).toHaveLength(1);
      expect(Math.abs(run.steps[0]!.changeG + 200)).toBeLessThan(2);
      expect(Math.abs(run.steps[0]!.startMs + byMs - atMs(15))).toBeLessThan(2.5 * BIN_MS);
    },
  );

  it("back by little is waited for", () => {
    const run = runFrontEnd(setBack(CLOCK_BACK_MS_LEAST - 200));
    expect([...run.warnings]).toEqual([["batch-late", 9]]);
    expect(run.steps).toHaveLength(1);
  });

  it("back is not what one batch that is up to a minute late shows", () => {
    const late = { ...batches[60]!, timestampMs: batches[60]!.timestampMs - 59_000 };
    const order = batches.toSpliced(61, 0, late, late, late, late, late, late);
    const run = runFrontEnd(order);
    expect([...run.warnings]).toEqual([["batch-late", 6]]);
    expect(run.steps).toHaveLength(1);
  });

  it("back is not what seconds of batches that are sent again show", () => {
    const run = runFrontEnd([...batches.slice(0, 90), ...batches.slice(20)]);
    expect([...run.warnings]).toEqual([["batch-late", 70]]);
    expect(run.steps).toEqual(runFrontEnd(batches).steps);
  });

  it("back is seen though it is set by a whole number of batches", () => {
    expect(batches[40]!.timestampMs - 5000).toBe(batches[15]!.timestampMs);
    expect(runFrontEnd(setBack(5000)).warnings.get("clock-jump")).toBe(1);
  });

  it("back leaves what was measured before out of what is measured after", () => {
    const signal = createSignal(createRandom(53), 0.5, [{ second: 15, plate: 1, grams: -200 }]);
    // Plate 2 was changed while the clock was set.
    const changed = addTo(signal, [2], (second) => (second < 8 ? 300 : 0));
    const run = runFrontEnd(
      cutBatches(recordPlates(17, changed)).map((batch, at) =>
        at < 40 ? batch : { ...batch, timestampMs: batch.timestampMs - 10_000 },
      ),
    );
    const { startMs, settledMs, crossingsMs } = run.steps.at(-1)!;
    expect(run.steps).toHaveLength(1);
    expect(Math.abs(measureChange(run.state, 1, 2, startMs, settledMs))).toBeLessThan(1);
    expect(Math.abs(crossingsMs[3]! - atMs(5))).toBeLessThan(2 * BIN_MS);
  });

  it("back forgets when a plate settled", () => {
    const run = runFrontEnd(setBack(10_000).slice(0, 46));
    expect(findSettledMs(run.state, 1, 1)).toBe(-Infinity);
  });

  it("back makes no step of what changed meanwhile", () => {
    const run = runFrontEnd(
      batches.map((batch, at) =>
        at < 75 ? { ...batch, timestampMs: batch.timestampMs + HOUR_MS } : batch,
      ),
    );
    expect(run.steps).toEqual([]);
    expect(readLevel(run.state, 1, 1)).toBeCloseTo(800, 0);
  });
});

describe("a plate that fails", () => {
  const base = pickSignal(19);
  const random = createRandom(22);
  const pressed = (second: number): number =>
    second > 5 && second < 7 ? 200 + ring(1.7, 120, second) : 0;

  /** Plate 2 reads what `reading` makes of it; plate 1 is picked from. */
  function runFailing(reading: (second: number, goodG: number) => number) {
    return runSignal(15, (second, shelf, plate) => {
      const goodG = base(second, shelf, plate);
      return plate === 2 ? reading(second, goodG) : goodG;
    });
  }

  it.each([
    { title: "goes dead", reading: (s: number, g: number) => (s > 5 ? Number.NaN : g) },
    { title: "was never there", reading: () => Number.NaN },
    { title: "reads infinity", reading: (s: number, g: number) => (s > 5 ? -Infinity : g) },
    { title: "reads 0", reading: () => 0 },
    { title: "sticks", reading: (s: number, g: number) => (s > 5 ? 1000 : g) },
  ])("because it $title makes no step and hides none beside it", ({ reading }) => {
    const { steps, state } = runFailing(reading);
    expectPick(steps);
    expect(Number.isFinite(readLevel(state, 1, 1))).toBe(true);
    expect(settleNow(state, 1, 2)).toBeNull();
  });

  it("by going dead is counted bin by bin", () => {
    const { state } = runFailing((second, goodG) => (second > 5 ? Number.NaN : goodG));
    expect(state.missingBins[1 * state.plateCount + 2]).toBe(100);
    expect(state.missingBins[1 * state.plateCount + 1]).toBe(0);
    expect(readLevel(state, 1, 2)).toBeCloseTo(1000, 0);
  });

  it("by sticking is counted bin by bin", () => {
    const { state } = runFailing((second, goodG) => (second >= 5 ? 1000 : goodG));
    expect(state.sameBins[1 * state.plateCount + 2]).toBe(99);
    expect(state.sameBins[1 * state.plateCount + 1]).toBe(0);
  });

  it("while somebody presses on it finds its level once it reads again", () => {
    const { state, steps } = runFailing((second, goodG) =>
      second > 6 && second < 6.5 ? Number.NaN : goodG + pressed(second) + random.normal(0, 1),
    );
    expectPick(steps);
    expect(readLevel(state, 1, 2)).toBeCloseTo(1000, 0);
  });

  it("for one sample of infinity steps afterwards as before", () => {
    const { state, steps } = runSignal(15, (second, shelf, plate) =>
      plate === 1 && Math.abs(second - 5) < 0.001
        ? Number.POSITIVE_INFINITY
        : base(second, shelf, plate),
    );
    expectPick(steps);
    expect(readNoise(state, 1, 1)).toBeLessThan(2);
  });
});

describe("samples that are no numbers", () => {
  const base = pickSignal(54);
  const run = (reading: (second: number, goodG: number) => number, seconds = 15) =>
    runSignal(seconds, (second, shelf, plate) => {
      const goodG = base(second, shelf, plate);
      return plate === 2 ? reading(second, goodG) : goodG;
    });
  const isBetween = (second: number, from: number, to: number) => second >= from && second < to;

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "are counted batch by batch: %d",
    (value) => {
      // One sample of one batch, and then all of five.
      const one = (second: number) => isBetween(second, 4.99, 5.01) || isBetween(second, 6, 7);
      const { warnings } = run((second, goodG) => (one(second) ? value : goodG));
      expect([...warnings]).toEqual([["sample-unusable", 6]]);
    },
  );

  it("are none where a plate does not exist", () => {
    expect([...run(() => Number.NaN).warnings]).toEqual([]);
    expect([...run((second) => (second < 5 ? 0 : Number.NaN)).warnings]).toEqual([]);
    expect([...run((second) => (second > 5 && second < 6 ? Number.NaN : 7)).warnings]).toEqual([]);
  });

  it("all the time, from a time on, are a dead plate, reported once", () => {
    const deadS = DEFAULT_SENSING.deadMs / 1000;
    const almost = run((second, goodG) =>
      isBetween(second, 3, 3 + deadS - BIN_MS / 1000) ? Number.NaN : goodG,
    );
    expect(almost.warnings.has("plate-dead")).toBe(false);
    const { warnings } = run(
      (second, goodG) =>
        isBetween(second, 3, 3 + deadS) || isBetween(second, 10, 11 + deadS) ? Number.NaN : goodG,
      20,
    );
    expect(warnings.get("plate-dead")).toBe(1);
  });
});

describe("a plate that reads the same", () => {
  const stuckS = DEFAULT_SENSING.stuckMs / 1000;
  const run = (seconds: number, fromS: number) => {
    const base = createSignal(createRandom(55), 0.5, []);
    return runSignal(seconds, (second, shelf, plate) => {
      const goodG = base(second, shelf, plate);
      return plate === 2 && second >= fromS ? 123 : goodG;
    });
  };

  it("for long, having moved before, is stuck, which is reported once", () => {
    // Its first bin at one value is not the same as the one before.
    expect([...run(5 + stuckS, 5).warnings]).toEqual([]);
    expect([...run(5 + stuckS + BIN_MS / 1000, 5).warnings]).toEqual([["plate-stuck", 1]]);
    expect([...run(5 + 2.5 * stuckS, 5).warnings]).toEqual([["plate-stuck", 1]]);
  });

  it("from the beginning does not exist", () => {
    expect([...run(5 + 1.5 * stuckS, 0).warnings]).toEqual([]);
  });
});

describe("a plate read ten times a second", () => {
  /** Each batch is one sample, which is a bin of its own. */
  const run = (seconds: number, reading: (second: number, goodG: number) => number) => {
    const random = createRandom(57);
    const signal: Signal = (second, _shelf, plate) => {
      const goodG = 1000 + random.normal(0, 0.5);
      return plate === 2 ? reading(second, goodG) : goodG;
    };
    return runFrontEnd(cutBatches(recordPlates(seconds, signal, { sampleRateHz: 10 }), [1]));
  };

  it("is dead after as many milliseconds without a reading as at any rate", () => {
    const dead = (ms: number) =>
      run(20, (second, goodG) =>
        second > 3.05 && second < 3.05 + ms / 1000 ? Number.NaN : goodG,
      ).warnings.get("plate-dead");
    expect(dead(DEFAULT_SENSING.deadMs - 100)).toBeUndefined();
    expect(dead(DEFAULT_SENSING.deadMs)).toBe(1);
  });

  it("is stuck after as many milliseconds of one reading as at any rate", () => {
    const stuck = (ms: number) =>
      run(5 + ms / 1000, (second, goodG) => (second >= 4.95 ? 123 : goodG)).warnings.get(
        "plate-stuck",
      );
    // Its first reading of one value is not the same as the one before.
    expect(stuck(DEFAULT_SENSING.stuckMs)).toBeUndefined();
    expect(stuck(DEFAULT_SENSING.stuckMs + 100)).toBe(1);
  });
});

describe("a reading that is off for one bin", () => {
  const base = (seed: number, changes: Parameters<typeof createSignal>[2]): Signal =>
    createSignal(createRandom(seed), 0.5, changes);
  const spike = (from: number, grams: number, second: number): number =>
    second >= from && second < from + BIN_MS / 1000 ? grams : 0;

  it.each([20, -100, 500, 4000])("by %d g makes no step and leaves the level", (grams) => {
    for (let seed = 1; seed <= 20; seed++) {
      // Sometimes it lies across two bins.
      const from = 6 + 0.017 * (seed % 2 === 0 ? 0 : seed);
      const signal = addTo(base(seed, []), [1], (second) => spike(from, grams, second));
      const { state, steps } = runSignal(9, signal);
      expect(steps).toEqual([]);
      expect(Math.abs(readLevel(state, 1, 1) - 1000)).toBeLessThan(1);
    }
  });

  it("does not delay the step that follows", () => {
    for (let afterBins = 2; afterBins <= 12; afterBins++) {
      const second = 6 + (afterBins * BIN_MS) / 1000;
      const changes = [{ second, plate: 1, grams: -200 }];
      // One sample alone, as amplifiers make them.
      const signal = addTo(base(afterBins, changes), [1], (at) =>
        Math.abs(at - 6.05) < 0.4 / HZ ? 4000 : 0,
      );
      const { steps } = runSignal(9, signal);
      expect(steps).toHaveLength(1);
      expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(2);
      expect(Math.abs(steps[0]!.settledMs - atMs(second))).toBeLessThan(2.5 * BIN_MS);
    }
  });

  it("disturbs no longer than that bin, and for two bins is a disturbance", () => {
    /** Whether the plate is disturbed one bin after what was off for so many. */
    const isOff = (bins: number): boolean => {
      // Bins lie on either side of the level in turn, the one before below it.
      const signal: Signal = (second) => {
        const isHere = second >= 6 && second < 6 + (bins * BIN_MS) / 1000;
        return 1000 + 0.3 * Math.sign(ring(5, 1, second + 0.004)) + (isHere ? 400 : 0);
      };
      expect(runSignal(9, signal).steps).toEqual([]);
      const { state } = runSignal(6 + ((bins + 1) * BIN_MS) / 1000, signal);
      return state.disturbedAt[1 * state.plateCount + 1] !== -1;
    };
    expect([isOff(1), isOff(2)]).toEqual([false, true]);
  });
});

describe("samples that are missing while a plate settles", () => {
  it.each([1, 2, 3, 4, 5, 6])("in bin %d after a step delay it by less than a second", (bin) => {
    const signal = pickSignal(60 + bin);
    const from = 10 + ((bin - 1) * BIN_MS) / 1000;
    // The last sample of the bin alone.
    const missing = from + 5 / HZ;
    const { steps } = runSignal(15, (second, shelf, plate) =>
      plate === 1 && Math.abs(second - missing) < 0.001 ? Number.NaN : signal(second, shelf, plate),
    );
    expect(steps).toHaveLength(1);
    expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(2);
    expect(steps[0]!.settledMs).toBeLessThan(atMs(11));
  });

  it.each([3, 4, 5])("in one bin of %d hide no step", (every) => {
    const signal = pickSignal(67);
    const { steps } = runSignal(15, (second, shelf, plate) =>
      plate === 1 && Math.round(second * HZ) % (every * BIN_SAMPLES) === 0
        ? Number.NaN
        : signal(second, shelf, plate),
    );
    expect(steps).toHaveLength(1);
    expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(2);
    expect(steps[0]!.settledMs).toBeLessThan(atMs(10.5));
  });
});

describe("a plate whose noise is not known yet", () => {
  it.each([2, 9, 12, 16])("learns bins that spread by %d g from its first second", (noiseG) => {
    let known = 0;
    const trials = 40;
    for (let seed = 1; seed <= trials; seed++) {
      const signal = createSignal(createRandom(seed), noiseG * Math.sqrt(BIN_SAMPLES), []);
      const { state } = runSignal(2.5, signal, { plates: 1 });
      const share = readNoise(state, 1, 1) / noiseG;
      const isNear = Math.abs(readLevel(state, 1, 1) - 1000) < 2 * noiseG;
      if (isNear && share > 0.4 && share < 2.2) known++;
    }
    // Now and then five bins are flat by chance, and the plate passes for a quiet one.
    expect(known).toBeGreaterThanOrEqual(0.9 * trials);
  });

  it("takes a noisy plate's noise as the spread of its bins, on average", () => {
    let sum = 0;
    const trials = 60;
    for (let seed = 1; seed <= trials; seed++) {
      const signal = createSignal(createRandom(seed), 12 * Math.sqrt(BIN_SAMPLES), []);
      sum += readNoise(runSignal(1.6, signal, { plates: 1 }).state, 1, 1) / 12 / trials;
    }
    expect(Math.abs(sum - 1)).toBeLessThan(0.2);
  });

  it("that is pressed on has no level", () => {
    const press = (second: number): number => 300 * Math.sin(2 * Math.PI * 0.4 * second);
    const base = createSignal(createRandom(2), 1, []);
    const { state } = runSignal(3, addTo(base, [1], press), { plates: 1 });
    expect(readLevel(state, 1, 1)).toBeNaN();
  });
});

describe("a change of shape", () => {
  const wide = cutBatches(recordPlates(8, createSignal(createRandom(23), 1, []), { plates: 4 }));
  const later = recordPlates(15, pickSignal(24));
  const narrow = cutBatches({ ...later, startMs: wide.at(-1)!.timestampMs + 200 });

  it("starts the levels again and is counted", () => {
    const run = runFrontEnd([...wide, ...narrow]);
    expect([...run.warnings]).toEqual([["shape-changed", 1]]);
    expect(run.steps).toHaveLength(1);
    expect(Math.abs(run.steps[0]!.changeG + 200)).toBeLessThan(2);
    expect([run.state.shelfCount, run.state.plateCount]).toEqual([2, 4]);
  });

  it("to fewer samples than a batch says reads as nothing", () => {
    const short = { ...narrow[0]!, samplesG: narrow[0]!.samplesG.slice(0, 8) };
    const run = runFrontEnd([short, ...narrow.slice(1)]);
    expect(run.steps).toHaveLength(1);
  });
});

describe("a gap", () => {
  const batches = cutBatches(recordPlates(20, createSignal(createRandom(25), 1, [])));
  const batchMs = (1000 * BATCH_SAMPLES) / HZ;

  it("that is long and in which nothing changed makes no step", () => {
    const run = runFrontEnd([...batches.slice(0, 25), ...batches.slice(60)]);
    expect(run.steps).toEqual([]);
    expect([...run.warnings]).toEqual([["batch-missing", 1]]);
    expect(readLevel(run.state, 1, 1)).toBeCloseTo(1000, 0);
  });

  /** Plate 1 loses 200 g in a gap of so many batches. */
  function runGap(missing: number) {
    const changed = { second: 10.1, plate: 1, grams: -200 };
    const cut = cutBatches(recordPlates(20, createSignal(createRandom(56), 1, [changed])));
    const from = 50 - 2;
    const run = runFrontEnd([...cut.slice(0, from), ...cut.slice(from + missing)]);
    expect([...run.warnings]).toEqual([["batch-missing", 1]]);
    expect(readLevel(run.state, 1, 1)).toBeCloseTo(800, 0);
    return run;
  }

  it("up to the bound makes a step of what changed in it", () => {
    const { steps } = runGap(GAP_MS_MAX / batchMs);
    expect(steps).toHaveLength(1);
    expect(Math.abs(steps[0]!.changeG + 200)).toBeLessThan(2);
  });

  it("beyond the bound makes none, and the levels are relearnt", () => {
    const { state, steps } = runGap(GAP_MS_MAX / batchMs + 1);
    expect(steps).toEqual([]);
    expect(measureChange(state, 1, 1, atMs(11), atMs(12.5))).toBe(0);
  });

  it("flags who stood there while it lasted, and has gone since", () => {
    const engine = createEngine(createShop([createFacing(1, [1, 2, 3], "a")], { a: 200 }));
    const people = trackPeople(START_MS, atMs(20), (timestampMs) => ({
      ada: { x: 0.1, y: timestampMs < atMs(11) ? -0.5 : -4 },
      bob: { x: 0.1, y: timestampMs < atMs(5) ? -0.5 : -4 },
    }));
    const frames = people.byId.get("ada")!.frames.map(({ timestampMs }, at): Observation => {
      const shoppers = ["ada", "bob"].map((shopperId) => ({
        shopperId,
        joints: people.byId.get(shopperId)!.frames[at]!.joints,
      }));
      return { kind: "joints", timestampMs, shoppers };
    });
    const kept = batches.filter(({ timestampMs }) => Math.abs(timestampMs - atMs(12)) > 2500);
    const stream = [...kept, ...frames].sort((a, b) => a.timestampMs - b.timestampMs);
    for (const observation of stream) stepEngine(engine, observation);
    const { receipts } = finishEngine(engine);
    expect(receipts.map(({ targetId, reasons }) => [targetId, reasons.length])).toEqual([
      ["ada", 1],
      ["bob", 0],
    ]);
  });
});

/** A run that ends while plate 1 has changed and plate 2 is still pressed on. */
function runPressed(random: Random, seconds: number) {
  const base = createSignal(random, 1, [{ second: 10, plate: 1, grams: -200 }]);
  const press = (second: number): number => (second < 10 ? 0 : 300 + ring(1.5, 40, second));
  return runSignal(seconds, addTo(base, [2], press), { plates: 6 });
}

describe("a plate that has yet to settle", () => {
  it("is disturbed by more than a given change", () => {
    const { state } = runPressed(createRandom(26), 10.6);
    expect(isDisturbed(state, 1, 2, 100)).toBe(true);
    expect(isDisturbed(state, 1, 2, 1000)).toBe(false);
    expect(isDisturbed(state, 1, 3, 1)).toBe(false);
  });

  it.each([
    [0, 1],
    [1, 0],
    [2, 1],
    [1, 7],
  ])("is none on shelf %d, plate %d, which is not there", (shelf, plate) => {
    const { state } = runPressed(createRandom(26), 10.6);
    expect(isDisturbed(state, shelf, plate, 0)).toBe(false);
  });

  it("leaves open what it reads since it left its level", () => {
    const { state } = runPressed(createRandom(26), 11.5);
    expect(isDisturbed(state, 1, 1, 0)).toBe(false);
    expect(Math.abs(findUnsettledMs(state) - atMs(10))).toBeLessThan(2 * BIN_MS);
    const quiet = runPressed(createRandom(26), 9).state;
    expect(findUnsettledMs(quiet)).toBe(quiet.expectedMs);
    expect(quiet.expectedMs).toBeCloseTo(atMs(9), -1);
  });

  it("is open when it shakes through its level, and not when it is hardly off it", () => {
    const base = createSignal(createRandom(31), 0.5, []);
    const openSince = (grams: number, seconds: number): number => {
      const shake = (second: number): number => (second < 10 ? 0 : ring(2.2, grams, second));
      return findUnsettledMs(runSignal(seconds, addTo(base, [2], shake)).state);
    };
    for (const seconds of [11, 11.1, 11.2, 11.3, 11.4]) {
      expect(Math.abs(openSince(60, seconds) - atMs(10))).toBeLessThan(6 * BIN_MS);
      expect(openSince(5, seconds)).toBeCloseTo(atMs(seconds), -1);
    }
  });

  it("settles as it stands when told to", () => {
    const { state } = runPressed(createRandom(27), 10.6);
    const step = settleNow(state, 1, 2);
    expect(step!.plate).toBe(2);
    expect(Math.abs(step!.changeG - 300)).toBeLessThan(60);
    expect(step!.errorG).toBeGreaterThan(5);
    expect(readLevel(state, 1, 2)).toBe(step!.levelG);
    expect(isDisturbed(state, 1, 2, 0)).toBe(false);
    expect(settleNow(state, 1, 2)).toBeNull();
  });

  it("is left as it is where half of its change came later than what waits for it", () => {
    const { state } = runPressed(createRandom(27), 10.6);
    expect(settleNow(state, 1, 2, atMs(9.5))).toBeNull();
    expect(isDisturbed(state, 1, 2, 0)).toBe(true);
    expect(settleNow(state, 1, 2, atMs(10.6))).not.toBeNull();
  });

  it("does not settle by less than its present unrest", () => {
    const base = createSignal(createRandom(28), 0.5, []);
    const shake = (second: number): number => (second < 10 ? 0 : 15 + ring(2.2, 40, second));
    const { state } = runSignal(11, addTo(base, [2], shake));
    expect(isDisturbed(state, 1, 2, 1)).toBe(true);
    expect(settleNow(state, 1, 2)).toBeNull();
    expect(readLevel(state, 1, 2)).toBeCloseTo(1000, 0);
  });

  it("takes its last half second for its level without a step", () => {
    const { state, steps } = runPressed(createRandom(29), 11);
    const before = steps.length;
    resetLevel(state, 1, 2);
    expect(steps).toHaveLength(before);
    expect(Math.abs(readLevel(state, 1, 2) - 1300)).toBeLessThan(60);
    expect(isDisturbed(state, 1, 2, 0)).toBe(false);
    expect(findSettledMs(state, 1, 2)).toBe(binTimeMs(state, state.binCount - 1));
  });

  it("keeps its level where its last half second is not known", () => {
    const { state } = runSignal(10, (second, _shelf, plate) =>
      plate === 2 && second > 9.8 ? Number.NaN : 1000,
    );
    resetLevel(state, 1, 2);
    expect(readLevel(state, 1, 2)).toBe(1000);
    const young = runSignal(0.3, () => 1000).state;
    resetLevel(young, 1, 1);
    expect(readLevel(young, 1, 1)).toBeNaN();
  });

  it("has no level, noise or time outside its gondola", () => {
    const { state } = runSignal(10, () => 1000);
    expect(readLevel(state, 9, 9)).toBeNaN();
    expect(readNoise(state, 9, 9)).toBe(0);
  });

  it("settled long ago once its bin is forgotten", () => {
    const forgotten = (HISTORY_BINS * BIN_MS) / 1000;
    expect(findSettledMs(runSignal(forgotten, () => 1000).state, 1, 1)).toBeGreaterThan(START_MS);
    expect(findSettledMs(runSignal(forgotten + 2, () => 1000).state, 1, 1)).toBe(-Infinity);
  });
});

describe("the change of a plate around its neighbour's", () => {
  const leak = (second: number): number => (second < 10 ? 0 : -3);
  const burst = (second: number): number => (second > 9.4 && second < 9.7 ? 80 : 0);

  it("is measured below what a step needs", () => {
    const { state, steps } = runSignal(12, addTo(pickSignal(30), [2], leak));
    expect(steps.map(({ plate }) => plate)).toEqual([1]);
    const changeG = measureChange(state, 1, 2, steps[0]!.startMs, steps[0]!.settledMs);
    expect(Math.abs(changeG + 3)).toBeLessThan(1);
  });

  it("passes by a burst before it", () => {
    const signal = addTo(addTo(pickSignal(31), [2], leak), [2], burst);
    const { state, steps } = runSignal(12, signal);
    const [step] = steps.filter(({ plate }) => plate === 1);
    const changeG = measureChange(state, 1, 2, step!.startMs, step!.settledMs);
    expect(Math.abs(changeG + 3)).toBeLessThan(1);
  });

  it("is 0 where nothing is known of it", () => {
    const { state } = runSignal(12, (_second, _shelf, plate) => (plate === 2 ? Number.NaN : 1000));
    expect(measureChange(state, 1, 0, atMs(10), atMs(10.5))).toBe(0);
    expect(measureChange(state, 1, 4, atMs(10), atMs(10.5))).toBe(0);
    expect(measureChange(state, 1, 2, atMs(10), atMs(10.5))).toBe(0);
    expect(measureChange(state, 1, 1, atMs(10), atMs(13))).toBe(0);
  });
});

describe("anything at all", () => {
  it("is taken without throwing, and what waits stays bounded", () => {
    const value = fc.oneof(
      { weight: 5, arbitrary: fc.double({ min: -5000, max: 5000, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 0) },
    );
    const anyBatch = fc.record({
      offsetMs: fc.integer({ min: -90_000, max: 90_000 }),
      sampleCount: fc.integer({ min: 0, max: 40 }),
      plateCount: fc.constantFrom(1, 3, 3, 3, 4),
      level: value,
    });
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 60 }), (drawn) => {
        const run = startFrontEnd();
        for (const { offsetMs, sampleCount, plateCount, level } of drawn) {
          const batch: PlateBatch = {
            kind: "plates",
            gondola: 1,
            timestampMs: START_MS + offsetMs,
            sampleRateHz: HZ,
            sampleCount,
            shelfCount: 2,
            plateCount,
            samplesG: new Float32Array(sampleCount * 2 * plateCount).fill(level),
          };
          run.push(batch);
          expect(run.state.waiting.length).toBeLessThanOrEqual(WAITING_BATCHES_MAX);
        }
        flushFrontEnd(run.state, run.steps, () => {});
        expect(run.state.waiting).toEqual([]);
        for (const { changeG, errorG } of run.steps) {
          expect(Number.isFinite(changeG)).toBe(true);
          expect(errorG).toBeGreaterThan(0);
        }
      }),
      { seed: 32, numRuns: 200 },
    );
  });
});

describe("a plate's rest before a step", () => {
  /** A lift of 200 g from second 10 to second 14, which trembles at 2 Hz by so many grams. */
  const lift = (trembleG: number, untilSecond: number): Signal =>
    addTo(createSignal(createRandom(3), 1, []), [1], (second) =>
      second >= 10 && second < untilSecond ? -200 + ring(2, trembleG, second) : 0,
    );

  it.each([0, 1, 1.5])("spreads by its noise and by a tremble of %s g", (trembleG) => {
    const steps = runSignal(20, lift(trembleG, 14)).steps.filter(({ plate }) => plate === 1);
    const { bins, spreadG, noiseG } = steps.at(-1)!.rest;
    expect(bins).toBeGreaterThan(15);
    const trembled = trembleG / Math.SQRT2;
    expect(spreadG).toBeGreaterThan(trembleG === 0 ? noiseG / 2 : 1.5 * noiseG);
    expect(spreadG).toBeGreaterThan(0.8 * trembled);
    expect(spreadG).toBeLessThan(1.6 * Math.hypot(noiseG, trembled));
  });

  it("is of the level that was left, also where the plate is settled as it stands", () => {
    const moves = (second: number): number => (second < 15 ? 0 : 100) + (second < 20 ? 0 : 300);
    const run = runSignal(20.4, addTo(createSignal(createRandom(3), 1, []), [1], moves));
    const step = settleNow(run.state, 1, 1)!;
    expect(step.rest.bins).toBeGreaterThan(35);
    expect(step.rest.bins).toBeLessThan(50);
    expect(step.rest.spreadG).toBeLessThan(2 * step.rest.noiseG);
  });

  it("is not reported where the plate had just settled", () => {
    const steps = runSignal(20, lift(0, 10.9)).steps.filter(({ plate }) => plate === 1);
    expect(steps).toHaveLength(2);
    expect(steps[1]!.rest.bins).toBeLessThan(5);
  });
});
