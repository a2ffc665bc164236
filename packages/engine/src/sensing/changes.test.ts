import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { GROUP_PLATES_MAX, NEIGHBOUR_WAIT_MS_MAX } from "../limits.ts";
import type { PlateBatch } from "../observation.ts";
import { DEFAULT_CHANGES } from "../parameters/changes.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import { DEFAULT_WEIGHTS } from "../parameters/weights.ts";
import {
  BIN_SAMPLES,
  createSignal,
  createStep,
  cutBatches,
  recordPlates,
  type Signal,
  startFrontEnd,
} from "../test-builders.ts";
import {
  addStep,
  type Block,
  type ChangeCollector,
  createChangeCollector,
  findCrossingMs,
  joinBlocks,
  partitionChange,
  type ShelfChange,
  takeReady,
} from "./changes.ts";
import { binTimeMs, createGondolaFrontEnd, pushBatch, type Step } from "./front-end.ts";
import { type Gains, learnGain } from "./gains.ts";

const START_MS = 1_000_000;
const NO_GAINS: Gains = new Map();

/** Changes of a gondola whose plates read a signal, as the engine collects them. */
function collect(signal: Signal, seconds: number, plates = 8): ShelfChange[] {
  const run = startFrontEnd();
  const collector = createChangeCollector(DEFAULT_CHANGES);
  const frontEnds = new Map([[1, run.state]]);
  const changes: ShelfChange[] = [];
  for (const bin of cutBatches(recordPlates(seconds, signal, { plates }), [BIN_SAMPLES])) {
    run.push(bin);
    for (const step of run.steps.splice(0)) addStep(collector, step);
    changes.push(...takeReady(collector, frontEnds, false));
  }
  changes.push(...takeReady(collector, frontEnds, true));
  return changes;
}

/** Plate numbers and grams, the grams rounded to `toG`. */
function listPlates(change: ShelfChange, toG = 1): number[][] {
  return change.plates.map(({ plate, changeG }) => [plate, Math.round(changeG / toG) * toG]);
}

const changesOf = (seed: number, second: number, gramsByPlate: Record<number, number>): Signal =>
  createSignal(
    createRandom(seed),
    0.6,
    Object.entries(gramsByPlate).map(([plate, grams]) => ({ second, plate: Number(plate), grams })),
  );

describe("changes", () => {
  it("are the same however the stream is cut into batches", () => {
    const random = createRandom(58);
    const signal = changesOf(59, 6, { 3: -18, 4: -57, 5: -600, 6: -15 });
    const swing = (second: number): number =>
      second > 6 && second < 7.3 ? 40 * Math.sin(14 * second) : 0;
    const recording = recordPlates(
      12,
      (second, shelf, plate) => signal(second, shelf, plate) + (plate === 6 ? swing(second) : 0),
      { plates: 8 },
    );
    const collectCut = (sizes: readonly number[]): ShelfChange[] => {
      const state = createGondolaFrontEnd(1, DEFAULT_SENSING);
      const collector = createChangeCollector(DEFAULT_CHANGES);
      const steps: Step[] = [];
      const changes: ShelfChange[] = [];
      const takeBin = (): void => {
        for (const step of steps.splice(0)) addStep(collector, step);
        changes.push(...takeReady(collector, new Map([[1, state]]), false));
      };
      for (const batch of cutBatches(recording, sizes)) {
        pushBatch(state, batch, steps, () => {}, takeBin);
      }
      return changes;
    };
    const tell = (changes: readonly ShelfChange[]) =>
      changes.map(({ id, plates, beside }) => [id, plates.map(({ errorG }) => errorG), beside]);
    const whole = collectCut([12]);
    expect(whole.length).toBeGreaterThan(0);
    for (let run = 0; run < 20; run++) {
      const sizes = Array.from({ length: 9 }, () => random.integer(1, 60));
      const cut = collectCut(sizes);
      expect(tell(cut)).toEqual(tell(whole));
      expect(cut.map((change) => listPlates(change, 0.001))).toEqual(
        whole.map((change) => listPlates(change, 0.001)),
      );
    }
  });
});

describe("an item across plates", () => {
  it("is one change of neighbouring plates", () => {
    const [change, ...others] = collect(changesOf(1, 6, { 3: -18, 4: -57, 5: -25 }), 10);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ id: 1, gondola: 1, shelf: 1 });
    expect(listPlates(change!, 3)).toEqual([
      [3, -18],
      [4, -57],
      [5, -24],
    ]);
    expect(Math.abs(change!.startMs - START_MS - 6000)).toBeLessThan(200);
  });

  it("has an end that is too light, and still too unrestful, to step added to it", () => {
    const base = changesOf(2, 6, { 4: -90, 5: -16 });
    // Plate 5 goes on swinging, so it neither settles nor can be settled.
    const swing = (second: number): number =>
      second > 6 && second < 9 ? 6 * Math.sign(Math.sin(2 * Math.PI * 2.5 * (second - 6))) : 0;
    const signal: Signal = (second, shelf, plate) =>
      base(second, shelf, plate) + (plate === 5 ? swing(second) : 0);
    const changes = collect(signal, 14);
    expect(changes).toHaveLength(1);
    const [middle, end] = changes[0]!.plates;
    expect([middle!.plate, end!.plate]).toEqual([4, 5]);
    expect(Math.abs(end!.changeG + 16)).toBeLessThan(4);
    expect(end!.crossingsMs).toEqual(middle!.crossingsMs);
  });

  it("is distinguished from another far along the same shelf", () => {
    const changes = collect(changesOf(3, 6, { 1: -50, 8: -80 }), 10);
    expect(changes.map((change) => listPlates(change, 10))).toEqual([[[1, -50]], [[8, -80]]]);
  });

  it("is distinguished from another taken later from the same plate", () => {
    const changes = collect(
      createSignal(createRandom(4), 0.6, [
        { second: 6, plate: 4, grams: -50 },
        { second: 8.5, plate: 4, grams: -50 },
      ]),
      12,
    );
    expect(changes.map((change) => listPlates(change, 10))).toEqual([[[4, -50]], [[4, -50]]]);
    expect(changes.map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe("leakage", () => {
  const heavy = { 3: -20, 4: -1500, 5: -25 };

  it("of a heavy item is no part of its change's plates", () => {
    const changes = collect(changesOf(5, 6, heavy), 12);
    expect(changes.map((change) => listPlates(change, 50))).toEqual([[[4, -1500]]]);
  });

  it("too small to step is reported beside the change, and taken out of its total", () => {
    const changes = collect(changesOf(6, 6, { 3: -2, 4: -196, 5: -2 }), 12);
    expect(changes.map(({ plates }) => plates.map(({ plate }) => plate))).toEqual([[4]]);
    const { beside } = changes[0]!;
    expect([...beside.keys()].sort()).toEqual([3, 5]);
    for (const { changeG } of beside.values()) expect(Math.abs(changeG + 2)).toBeLessThan(1);
    const [[block]] = partitionChange(changes[0]!, NO_GAINS, ENGINE_PARAMETERS) as [[Block]];
    expect(Math.abs(block.totalG + 200 / 1.022)).toBeLessThan(1.5);
  });

  it.each([
    { title: "beside it", step: {}, isReported: false },
    { title: "far along the shelf", step: { plate: 8, changeG: -18 }, isReported: false },
    { title: "on another shelf", step: { shelf: 2 }, isReported: true },
    { title: "on another gondola", step: { gondola: 2 }, isReported: true },
    { title: "beside it at its most", step: { changeG: -60 }, isReported: false },
    { title: "beside it above its most", step: { changeG: -60.1 }, isReported: true },
    {
      title: "far along the shelf above its most",
      step: { plate: 6, changeG: -18.1 },
      isReported: true,
    },
    { title: "much later", step: { startMs: 3600, settledMs: 3900 }, isReported: true },
  ])(
    "that settles $title after its change was reported is reported: $isReported",
    ({ step, isReported }) => {
      const collector = createChangeCollector(DEFAULT_CHANGES);
      const { state } = startFrontEnd();
      const frontEnds = new Map([[1, state]]);
      addStep(collector, createStep({ plate: 4, changeG: -1500, settledMs: 2000, startMs: 1000 }));
      expect(takeReady(collector, frontEnds, true)).toHaveLength(1);
      addStep(
        collector,
        createStep({ plate: 5, changeG: -40, startMs: 1100, settledMs: 2900, ...step }),
      );
      expect(collector.pending).toHaveLength(isReported ? 1 : 0);
    },
  );

  it("beyond the usual is a change that knows what moved beside it", () => {
    const tell = (more: Partial<Step>): (number | undefined)[] => {
      const collector = createChangeCollector(DEFAULT_CHANGES);
      const frontEnds = new Map([[1, startFrontEnd().state]]);
      addStep(collector, createStep({ plate: 2, changeG: -1500, startMs: 1000, settledMs: 2000 }));
      const [first] = takeReady(collector, frontEnds, true);
      const step = { plate: 7, changeG: -30, startMs: 1100, settledMs: 2100 };
      addStep(collector, createStep({ ...step, ...more }));
      return [first, ...takeReady(collector, frontEnds, true)].map((change) => change?.besideG);
    };
    expect(tell({})).toEqual([0, -1500]);
    expect(tell({ shelf: 2 })).toEqual([0, 0]);
    expect(tell({ startMs: 8000, settledMs: 8500 })).toEqual([0, 0]);
  });

  it("of a change that waits, too, is no change of its own, however far along the shelf", () => {
    const leak = { plate: 7, changeG: -15, startMs: 1100, settledMs: 1400 };
    const tell = (leaked: Partial<Step>): number[][] => {
      const collector = createChangeCollector(DEFAULT_CHANGES);
      addStep(collector, createStep({ ...leak, ...leaked }));
      addStep(collector, createStep({ plate: 2, changeG: -1500, startMs: 1000, settledMs: 2000 }));
      expect(collector.pending).toHaveLength(2);
      const changes = takeReady(collector, new Map([[1, startFrontEnd().state]]), true);
      return changes.flatMap((change) => listPlates(change));
    };
    expect(tell({})).toEqual([[2, -1500]]);
    expect(tell({ changeG: 15 })).toContainEqual([7, 15]);
    expect(tell({ changeG: -19 })).toContainEqual([7, -19]);
    expect(tell({ startMs: 600 })).toContainEqual([7, -15]);
  });

  it("has the sign of the change that leaks", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    const frontEnds = new Map([[1, startFrontEnd().state]]);
    addStep(collector, createStep({ plate: 4, changeG: -1500, startMs: 1000, settledMs: 2000 }));
    addStep(collector, createStep({ plate: 5, changeG: 30, startMs: 1100, settledMs: 1900 }));
    addStep(collector, createStep({ plate: 3, changeG: -30, startMs: 1100, settledMs: 1900 }));
    const [change] = takeReady(collector, frontEnds, true);
    expect(listPlates(change!)).toEqual([
      [4, -1500],
      [5, 30],
    ]);
    addStep(collector, createStep({ plate: 5, changeG: 30, startMs: 1100, settledMs: 2900 }));
    expect(collector.pending).toHaveLength(1);
  });

  it("is not what a light item is that is put beside a heavy one that is taken", () => {
    const changes = collect(changesOf(57, 6, { 4: -1500, 5: 40 }), 12);
    const plates = changes.flatMap((change) => listPlates(change, 10));
    expect(plates).toContainEqual([4, -1500]);
    expect(plates).toContainEqual([5, 40]);
    expect(changes.some(({ beside }) => (beside.get(5)?.changeG ?? 0) > 20)).toBe(false);
  });

  it("is not looked for in what was before the clock was set back", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    const frontEnds = new Map([[1, startFrontEnd().state]]);
    addStep(collector, createStep({ plate: 4, changeG: -1500, startMs: 61_000 }));
    takeReady(collector, frontEnds, true);
    addStep(collector, createStep({ plate: 5, changeG: -40, startMs: 31_000 }));
    const [change] = takeReady(collector, frontEnds, true);
    expect(listPlates(change!)).toEqual([[5, -40]]);
    expect(collector.taken).toHaveLength(1);
  });

  it("is forgotten five seconds later", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    const frontEnds = new Map([[1, startFrontEnd().state]]);
    for (const settledMs of [10_000, 12_000, 16_000]) {
      addStep(collector, createStep({ plate: 4, changeG: -500, startMs: settledMs, settledMs }));
      takeReady(collector, frontEnds, true);
    }
    expect(collector.taken.map(({ settledMs }) => settledMs)).toEqual([12_000, 16_000]);
  });
});

describe("the grams that a shelf loses", () => {
  it("are all in its changes, none twice, wherever an item lies and however late its ends settle", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = createRandom(seed);
      const share = random.uniform(0.2, 0.8);
      const weightG = random.uniform(60, 400);
      const lateS = random.uniform(0, 0.8);
      const base = createSignal(random, 0.6, [
        { second: 6, plate: 4, grams: -weightG * share },
        { second: 6, plate: 5, grams: -weightG * (1 - share) },
      ]);
      // The second plate is still held for a while.
      const hold = (second: number): number =>
        second >= 6 && second < 6 + lateS ? 60 * Math.sin(second * 40) : 0;
      const signal: Signal = (second, shelf, plate) =>
        base(second, shelf, plate) + (plate === 5 ? hold(second) : 0);
      let totalG = 0;
      for (const change of collect(signal, 12)) {
        for (const { changeG } of change.plates) totalG += changeG;
      }
      expect(Math.abs(totalG + weightG)).toBeLessThan(8);
    }
  });
});

describe("a plate of a coarse scale", () => {
  it("that comes back to the very number that it left, while it waits, is no change", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    const away = { plate: 4, changeG: -20, startMs: 2000, settledMs: 2600 };
    addStep(collector, createStep(away));
    addStep(collector, createStep({ ...away, changeG: 20, startMs: 2800, settledMs: 3300 }));
    expect(collector.pending[0]!.steps).toMatchObject([{ changeG: 0 }]);
    const frontEnds = new Map([[1, startFrontEnd().state]]);
    expect(takeReady(collector, frontEnds, true)).toEqual([]);
    expect(collector.pending).toEqual([]);
  });
});

function pushSteps(collector: ChangeCollector, steps: readonly Partial<Step>[]): void {
  for (const [at, step] of steps.entries()) {
    addStep(collector, createStep({ plate: at + 1, changeG: -100, ...step }));
  }
}

describe("steps", () => {
  it("of less than 7 g are no part of a change", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, [{ changeG: 6.9 }, { changeG: -6.9 }]);
    expect(collector.pending).toEqual([]);
    pushSteps(collector, [{ changeG: -7 }]);
    expect(collector.pending).toHaveLength(1);
  });

  it.each([
    { title: "of plates up to two apart", step: { plate: 6 }, together: true },
    { title: "of plates three apart", step: { plate: 7 }, together: false },
    { title: "of another shelf", step: { plate: 5, shelf: 2 }, together: false },
    { title: "of another gondola", step: { plate: 5, gondola: 2 }, together: false },
    {
      title: "that begins 300 ms after",
      step: { plate: 5, startMs: 2500, settledMs: 2700 },
      together: true,
    },
    {
      title: "that begins later, while the first waits",
      step: { plate: 5, startMs: 6000, settledMs: 6200 },
      together: true,
    },
    {
      title: "of plates three apart, while the first waits",
      step: { plate: 7, startMs: 6000, settledMs: 6200 },
      together: false,
    },
    {
      title: "that ended before",
      step: { plate: 5, startMs: 1500, settledMs: 1699 },
      together: false,
    },
  ])("$title are together: $together", ({ step, together }) => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, [
      { plate: 4, startMs: 2000, settledMs: 2200 },
      { startMs: 2000, settledMs: 2200, ...step },
    ]);
    expect(collector.pending).toHaveLength(together ? 1 : 2);
  });

  it("of one plate that moves on before its neighbours settle are one", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, [
      { plate: 4, changeG: -100, levelG: 900, errorG: 0.5, startMs: 2000, settledMs: 2200 },
      { plate: 4, changeG: -150, levelG: 750, errorG: 0.7, startMs: 2300, settledMs: 2500 },
    ]);
    const [joined, ...others] = collector.pending.flatMap(({ steps }) => steps);
    expect(others).toEqual([]);
    expect(joined).toMatchObject({ changeG: -250, levelG: 750, errorG: 0.7 });
    expect(joined).toMatchObject({ startMs: 2000, settledMs: 2500 });
    expect([...joined!.crossingsMs]).toEqual(new Array(7).fill(2400));
  });

  it("are gathered up to the bound, and one past it begins another change", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, new Array(GROUP_PLATES_MAX).fill({}));
    expect(collector.pending).toHaveLength(1);
    expect(collector.pending[0]!.steps).toHaveLength(GROUP_PLATES_MAX);
    pushSteps(collector, [{ plate: GROUP_PLATES_MAX + 1 }]);
    expect(collector.pending.map(({ steps }) => steps.length)).toEqual([GROUP_PLATES_MAX, 1]);
  });
});

describe("a change", () => {
  /** Plate 4 loses 100 g at second 6, and plate 5 is pressed on, unsteadily, from then on. */
  function createPressed(seconds: number): PlateBatch[] {
    const base = changesOf(7, 6, { 4: -100 });
    const random = createRandom(8);
    const signal: Signal = (second, shelf, plate) =>
      base(second, shelf, plate) + (plate === 5 && second > 6 ? 500 + random.normal(0, 120) : 0);
    return cutBatches(recordPlates(seconds, signal, { plates: 8 }), [BIN_SAMPLES]);
  }

  it("waits for a neighbour that still moves, up to the bound", () => {
    const { state, steps, push } = startFrontEnd();
    const collector = createChangeCollector(DEFAULT_CHANGES);
    const waitedMs: number[] = [];
    const changes: ShelfChange[] = [];
    for (const bin of createPressed(9)) {
      push(bin);
      for (const step of steps.splice(0)) addStep(collector, step);
      const [pending] = collector.pending;
      if (pending === undefined) continue;
      waitedMs.push(binTimeMs(state, state.binCount - 1) - pending.sinceMs);
      changes.push(...takeReady(collector, new Map([[1, state]]), false));
    }
    const boundMs = 500 + NEIGHBOUR_WAIT_MS_MAX;
    expect(waitedMs.at(-1)).toBeGreaterThan(boundMs);
    expect(waitedMs.at(-2)).toBeLessThanOrEqual(boundMs);
    expect(collector.pending).toEqual([]);
    expect(changes.map(({ plates }) => plates.map(({ plate }) => plate))).toEqual([[4, 5]]);
    expect(Math.abs(changes[0]!.plates[1]!.changeG - 500)).toBeLessThan(100);
  });

  it("waits by its gondola's own time, not by that of one that is ahead", () => {
    const { state, steps, push } = startFrontEnd();
    for (const bin of createPressed(7)) push(bin);
    const collector = createChangeCollector(DEFAULT_CHANGES);
    for (const step of steps) addStep(collector, step);
    expect(collector.pending).toHaveLength(1);
    const ahead = startFrontEnd(2);
    const shape = { gondola: 2, startMs: START_MS + 60_000 };
    for (const batch of cutBatches(recordPlates(9, () => 1000, shape))) ahead.push(batch);
    const frontEnds = new Map([
      [1, state],
      [2, ahead.state],
    ]);
    expect(takeReady(collector, frontEnds, false)).toEqual([]);
    expect(takeReady(collector, frontEnds, true)).toHaveLength(1);
  });

  it("has no part of a neighbour on which a hand was before it began", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const base = changesOf(seed, 6, { 4: -100 });
      // Unsteadily, from two seconds before on, and half a second more firmly from then on.
      const press = (second: number): number =>
        second < 4 ? 0 : 400 + 120 * Math.sin(2 * Math.PI * 1.7 * second);
      const signal: Signal = (second, shelf, plate) =>
        base(second, shelf, plate) + (plate === 5 ? press(second) : 0);
      const [first] = collect(signal, 8);
      expect(first!.plates[0]).toMatchObject({ plate: 4 });
      expect(Math.abs(first!.plates[0]!.changeG + 100)).toBeLessThan(3);
      expect(first!.plates.every(({ changeG }) => Math.abs(changeG) < 250)).toBe(true);
    }
  });

  it("that may be what a heavy one leaks waits until that one has settled", () => {
    const base = changesOf(12, 6, { 2: -2000, 7: -18 });
    // The heavy one is still held for seconds.
    const hold = (second: number): number =>
      second > 6 && second < 9 ? 90 * Math.sin(2 * Math.PI * 2.3 * second) : 0;
    const signal: Signal = (second, shelf, plate) =>
      base(second, shelf, plate) + (plate === 2 ? hold(second) : 0);
    const changes = collect(signal, 13);
    expect(changes.map((change) => listPlates(change, 100))).toEqual([[[2, -2000]]]);
    // Nothing heavy moves: it is reported at once.
    const [light, ...others] = collect(changesOf(12, 6, { 7: -18 }), 13);
    expect(others).toEqual([]);
    expect(listPlates(light!, 3)).toEqual([[7, -18]]);
  });

  it("does not wait for a neighbour that moves by no more than leakage", () => {
    const base = changesOf(9, 6, { 4: -2000 });
    const random = createRandom(10);
    const signal: Signal = (second, shelf, plate) =>
      base(second, shelf, plate) + (plate === 5 && second > 6 ? -30 + random.normal(0, 40) : 0);
    const frontEnd = createGondolaFrontEnd(1, DEFAULT_SENSING);
    const steps: Step[] = [];
    for (const batch of cutBatches(recordPlates(6.8, signal, { plates: 8 }))) {
      pushBatch(frontEnd, batch, steps, () => {});
    }
    const collector = createChangeCollector(DEFAULT_CHANGES);
    for (const step of steps) addStep(collector, step);
    const changes = takeReady(collector, new Map([[1, frontEnd]]), false);
    expect(changes.map((change) => listPlates(change, 100))).toEqual([[[4, -2000]]]);
  });

  it("of nothing but leakage of itself is none", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, [{ changeG: -1000 }, { changeG: -30 }, { changeG: 41 }]);
    const [change] = takeReady(collector, new Map([[1, startFrontEnd().state]]), true);
    expect(listPlates(change!)).toEqual([
      [1, -1000],
      [3, 41],
    ]);
  });

  it("is reported in order of settling", () => {
    const collector = createChangeCollector(DEFAULT_CHANGES);
    pushSteps(collector, [
      { plate: 1, startMs: 2000, settledMs: 2600 },
      { plate: 7, startMs: 2000, settledMs: 2200 },
    ]);
    const frontEnds = new Map([[1, startFrontEnd().state]]);
    const changes = takeReady(collector, frontEnds, true);
    expect(changes.map(({ plates }) => plates[0]!.plate)).toEqual([7, 1]);
  });
});

function createChange(
  grams: readonly number[],
  { firstPlate = 3, gapAfter = -1 }: { firstPlate?: number; gapAfter?: number } = {},
): ShelfChange {
  const plates = grams.map((changeG, at) => ({
    plate: firstPlate + at + (gapAfter >= 0 && at > gapAfter ? 1 : 0),
    changeG,
    errorG: 0.3,
    levelG: 500,
    crossingsMs: Float64Array.from({ length: 7 }, (_, eighth) => 1000 + 10 * eighth + 100 * at),
  }));
  return {
    id: 1,
    gondola: 1,
    shelf: 1,
    plates,
    beside: new Map(),
    besideG: 0,
    startMs: 900,
    settledMs: 1500,
  };
}

const cutsOf = (change: ShelfChange): string[] =>
  partitionChange(change, NO_GAINS, ENGINE_PARAMETERS)
    .map((blocks) =>
      blocks.map(({ plates }) => plates.map(({ plate }) => plate).join("")).join("|"),
    )
    .sort();

describe("a change while the whole shelf rings", () => {
  it("has no plates but its own", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const base = changesOf(seed, 8, { 4: -500 });
      const ring = (second: number): number =>
        second > 6 ? 100 * Math.sin(2 * Math.PI * 9 * second + seed) : 0;
      const signal: Signal = (second, shelf, plate) => base(second, shelf, plate) + ring(second);
      const changes = collect(signal, 14);
      expect(changes.map(({ plates }) => plates.map(({ plate }) => plate))).toEqual([[4]]);
    }
  });
});

describe("the ways to cut a change into blocks", () => {
  it("are all those of neighbouring plates of one sign", () => {
    expect(cutsOf(createChange([-50]))).toEqual(["3"]);
    expect(cutsOf(createChange([-50, -60, -70]))).toEqual(["345", "34|5", "3|45", "3|4|5"].sort());
  });

  it("always part plates of different sign", () => {
    expect(cutsOf(createChange([-50, -60, 70]))).toEqual(["34|5", "3|4|5"]);
  });

  it("always part plates with one between them that did not change", () => {
    expect(cutsOf(createChange([-50, -60, -70], { gapAfter: 0 }))).toEqual(["3|56", "3|5|6"]);
  });

  it("are 2 to the power of n - 1 at the bound, and one beyond it: by sign", () => {
    const grams = new Array(GROUP_PLATES_MAX).fill(-50);
    expect(partitionChange(createChange(grams), NO_GAINS, ENGINE_PARAMETERS)).toHaveLength(
      2 ** (GROUP_PLATES_MAX - 1),
    );
    const past = [...grams.slice(1), 70, 70];
    const partitions = partitionChange(createChange(past), NO_GAINS, ENGINE_PARAMETERS);
    expect(partitions.map((blocks) => blocks.map(({ plates }) => plates.length))).toEqual([
      [GROUP_PLATES_MAX - 1, 2],
    ]);
  });

  it("keep the whole change but for what leaks, and each plate once", () => {
    const grams = [-50, -60, 70, 20, -5];
    for (const blocks of partitionChange(createChange(grams), NO_GAINS, ENGINE_PARAMETERS)) {
      const totalG = blocks.reduce((sum, block) => sum + block.totalG, 0);
      expect(Math.abs(totalG + 25)).toBeLessThan(0.022 * 205);
      expect(blocks.flatMap(({ plates }) => plates.map(({ plate }) => plate))).toEqual([
        3, 4, 5, 6, 7,
      ]);
    }
  });
});

describe("a block", () => {
  const only = (change: ShelfChange, gains = NO_GAINS): Block =>
    partitionChange(change, gains, ENGINE_PARAMETERS)[0]![0]!;

  it("adds its plates' errors as squares and tells how far apart they stepped", () => {
    const block = only(createChange([-50, -60, -70]));
    expect(block.totalG).toBeCloseTo(-180, 9);
    expect(block.errorG).toBeCloseTo(0.3 * Math.sqrt(3), 9);
    expect(block.spreadMs).toBe(200);
    expect(block.gain).toBe(1);
  });

  it("makes good the gains of its plates by their shares", () => {
    const gains: Gains = new Map();
    const key = { gondola: 1, shelf: 1, plate: 3 };
    for (let i = 0; i < 50; i++) learnGain(gains, key, 1.1, 1, 1, 1, DEFAULT_WEIGHTS);
    const block = only(createChange([-110, -100]), gains);
    expect(Math.abs(block.gain - (110 * 1.1 + 100) / 210)).toBeLessThan(0.01);
    expect(block.totalG).toBeCloseTo(-210 / block.gain, 9);
    const known = only(createChange([-110]), gains);
    expect(known.gainSpread).toBeLessThan(only(createChange([-110])).gainSpread);
  });

  it("takes what leaked to one side only as half of what leaks", () => {
    const change = {
      ...createChange([-200]),
      beside: new Map([[4, { changeG: -2.2, errorG: 1 }]]),
    };
    expect(only(change).totalG).toBeCloseTo(-202.2 / 1.011, 9);
    expect(only(change).errorG).toBeCloseTo(Math.hypot(0.3, 1), 9);
  });

  it("leaves out what other blocks of its change leak to it, as unsure as leakage is", () => {
    const last = (change: ShelfChange): Block =>
      partitionChange(change, NO_GAINS, ENGINE_PARAMETERS).at(-1)!.at(-1)!;
    const next = last(createChange([-500, 40]));
    expect(next.totalG).toBeCloseTo(40 + 500 * 0.011, 9);
    expect(next.errorG).toBeCloseTo(Math.hypot(0.3, 0.5 * 500 * 0.011), 9);
    const far = last(createChange([-500, -60], { gapAfter: 0 }));
    expect(far.totalG).toBeCloseTo(-60 + 500 * 0.0028, 9);
    expect(far.errorG).toBeCloseTo(Math.hypot(0.3, 0.5 * 500 * 0.0028), 9);
  });

  it("of which something slid to its neighbour is one with it, and knows how much slid", () => {
    const [[lost, won]] = partitionChange(
      createChange([-50, -200, 245]),
      NO_GAINS,
      ENGINE_PARAMETERS,
    ) as [[Block, Block]];
    expect([lost.slidG, won.slidG]).toEqual([0, 0]);
    const slid = joinBlocks(lost, won);
    expect(slid.plates.map(({ plate }) => plate)).toEqual([3, 4, 5]);
    expect(slid.totalG).toBeCloseTo(lost.totalG + won.totalG, 9);
    expect(slid.errorG).toBeCloseTo(Math.hypot(lost.errorG, won.errorG), 9);
    expect(slid.slidG).toBe(Math.max(-lost.totalG, won.totalG));
    expect(joinBlocks(won, lost).slidG).toBe(slid.slidG);
  });

  it("crosses its shares when its largest plate does", () => {
    const block = only(createChange([-50, -80, -60]));
    expect(findCrossingMs(block, 0.5)).toBe(1130);
    expect(findCrossingMs(block, 0.25)).toBe(1110);
    expect(findCrossingMs(block, 3 / 16)).toBeCloseTo(1105, 9);
    expect(findCrossingMs(block, 0)).toBe(1100);
    expect(findCrossingMs(block, 1)).toBe(1160);
  });
});
