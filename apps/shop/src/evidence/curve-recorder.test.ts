import { LATE_MS_MAX } from "@saunter/engine/limits";
import type { JointName, PlateBatch } from "@saunter/engine/observation";
import { JOINT_NAMES, JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CurveRecorder, createCurveRecorder } from "./curve-recorder.ts";
import {
  CURVE_STEP_MS,
  POSITION_STEP_MS,
  RECORDED_CELLS_MAX,
  RECORDED_MS,
  RECORDED_SAMPLES_MAX,
  RECORDED_SHOPPERS_MAX,
} from "./evidence-limits.ts";

const START_MS = 1_772_442_000_000;
const BATCH_SAMPLES = 12;

interface Shape {
  readonly gondola?: number;
  readonly shelves?: number;
  readonly plates?: number;
  readonly sampleCount?: number;
  readonly sampleRateHz?: number;
}

type Signal = (atMs: number, shelf: number, plate: number) => number;

/** A batch of real shelves: what index 0 stands for is not a number. */
function makeBatch(timestampMs: number, signal: Signal, shape: Shape = {}): PlateBatch {
  const { gondola = 1, shelves = 2, plates = 3, sampleCount = BATCH_SAMPLES } = shape;
  const { sampleRateHz = 60 } = shape;
  const shelfCount = shelves + 1;
  const plateCount = plates + 1;
  const samplesG = new Float32Array(sampleCount * shelfCount * plateCount).fill(Number.NaN);
  for (let sample = 0; sample < sampleCount; sample++) {
    for (let shelf = 1; shelf < shelfCount; shelf++) {
      for (let plate = 1; plate < plateCount; plate++) {
        const atMs = timestampMs + (sample * 1000) / sampleRateHz;
        samplesG[(sample * shelfCount + shelf) * plateCount + plate] = signal(atMs, shelf, plate);
      }
    }
  }
  const kind = "plates";
  return {
    kind,
    gondola,
    timestampMs,
    sampleRateHz,
    sampleCount,
    shelfCount,
    plateCount,
    samplesG,
  };
}

function feed(recorder: CurveRecorder, fromMs: number, toMs: number, signal: Signal): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 200) recorder.takePlates(makeBatch(atMs, signal));
}

const tell: Signal = (_atMs, shelf, plate) => 100 * shelf + plate;

describe("curves", () => {
  it("are the means of the steps of the plates that are named, in grams", () => {
    const recorder = createCurveRecorder();
    feed(recorder, START_MS, START_MS + 1000, (atMs, shelf, plate) =>
      atMs < START_MS + 500 ? tell(0, shelf, plate) : 0.06,
    );
    const cut = recorder.cutCurve(1, 2, [3, 1], START_MS + 400, START_MS + 599);
    expect(cut).toEqual({
      gondola: 1,
      shelf: 2,
      startMs: START_MS + 400,
      stepMs: CURVE_STEP_MS,
      plates: [
        { plate: 3, gramsG: [203, 203, 0.1, 0.1] },
        { plate: 1, gramsG: [201, 201, 0.1, 0.1] },
      ],
    });
  });

  it("agree with the means of all readings, in whatever order batches come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const random = createRandom(seed);
        const sampleRateHz = random.pick([20, 60, 100, 61.7]);
        const readings = new Map<number, number[]>();
        let atMs = START_MS + random.uniform(0, 100);
        const batches: PlateBatch[] = [];
        for (let number = 0; number < 40; number++) {
          const sampleCount = random.integer(1, 20);
          const signal: Signal = () => (random.chance(0.1) ? Number.NaN : random.uniform(0, 500));
          const batch = makeBatch(atMs, signal, { sampleCount, sampleRateHz });
          batches.push(batch);
          for (let sample = 0; sample < sampleCount; sample++) {
            const grams = batch.samplesG[(sample * 3 + 1) * 4 + 2]!;
            const time = batch.timestampMs + sample * (1000 / sampleRateHz);
            const step = Math.floor(time / CURVE_STEP_MS + 1e-6);
            if (!Number.isNaN(grams)) readings.set(step, [...(readings.get(step) ?? []), grams]);
          }
          atMs += (sampleCount * 1000) / sampleRateHz + (random.chance(0.2) ? 500 : 0);
        }
        const recorder = createCurveRecorder();
        for (const batch of random.shuffle(batches)) recorder.takePlates(batch);
        const cut = recorder.cutCurve(1, 1, [2], START_MS, atMs);
        const first = Math.floor(START_MS / CURVE_STEP_MS);
        for (const [at, grams] of cut!.plates[0]!.gramsG.entries()) {
          const known = readings.get(first + at);
          if (known === undefined) expect(grams).toBe(null);
          else {
            const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
            expect(Math.abs(grams! - mean)).toBeLessThan(0.051);
          }
          readings.delete(first + at);
        }
        expect(readings.size).toBe(0);
      }),
    );
  });

  it("reach back for the time recorded, and no further", () => {
    const recorder = createCurveRecorder();
    const endMs = START_MS + 2 * RECORDED_MS;
    feed(recorder, START_MS, endMs, tell);
    const cut = recorder.cutCurve(1, 1, [1], START_MS, endMs + 60_000)!;
    expect(cut.startMs).toBe(endMs - RECORDED_MS);
    expect(cut.plates[0]!.gramsG).toEqual(Array(RECORDED_MS / CURVE_STEP_MS).fill(101));
    expect(recorder.cutCurve(1, 1, [1], START_MS, endMs - RECORDED_MS - 1)).toBe(null);
  });

  it("have nothing where there was nothing, and are none where there was nothing at all", () => {
    const recorder = createCurveRecorder();
    feed(recorder, START_MS, START_MS + 200, tell);
    feed(recorder, START_MS + 400, START_MS + 600, tell);
    const cut = recorder.cutCurve(1, 1, [1], START_MS, START_MS + 599)!;
    const [some, none] = [Array(4).fill(101), Array(4).fill(null)];
    expect(cut.plates[0]!.gramsG).toEqual([...some, ...none, ...some]);
    expect(recorder.cutCurve(1, 1, [1], START_MS + 200, START_MS + 399)).toBe(null);
    expect(recorder.cutCurve(2, 1, [1], START_MS, START_MS + 599)).toBe(null);
    expect(recorder.cutCurve(1, 1, [1], START_MS + 599, START_MS)).toBe(null);
    expect(recorder.cutCurve(1, 1, [1], Number.NaN, START_MS)).toBe(null);
  });

  it("are of shelves and plates that there are", () => {
    const recorder = createCurveRecorder();
    feed(recorder, START_MS, START_MS + 200, tell);
    const cutOf = (shelf: number, plates: readonly number[]) =>
      recorder.cutCurve(1, shelf, plates, START_MS, START_MS + 199);
    expect([0, 3, -1, 1.5].map((shelf) => cutOf(shelf, [1]))).toEqual([null, null, null, null]);
    expect(cutOf(1, [0, 4, 2])?.plates.map(({ plate }) => plate)).toEqual([2]);
    expect(cutOf(1, [])).toBe(null);
  });

  it("go on when the shelf's clock is set back, and leave out what is only late", () => {
    const recorder = createCurveRecorder();
    const nowMs = START_MS + 10 * LATE_MS_MAX;
    feed(recorder, nowMs, nowMs + 400, tell);
    expect(recorder.takePlates(makeBatch(nowMs - RECORDED_MS, tell))).toBe(false);
    expect(recorder.cutCurve(1, 1, [1], nowMs, nowMs + 399)).not.toBe(null);
    expect(recorder.takePlates(makeBatch(START_MS, tell))).toBe(true);
    expect(recorder.cutCurve(1, 1, [1], START_MS, START_MS + 199)?.startMs).toBe(START_MS);
    expect(recorder.cutCurve(1, 1, [1], nowMs, nowMs + 399)).toBe(null);
  });

  it("start again where a gondola has other shelves than before", () => {
    const recorder = createCurveRecorder();
    recorder.takePlates(makeBatch(START_MS, tell));
    recorder.takePlates(makeBatch(START_MS + 200, tell, { shelves: 5 }));
    expect(recorder.cutCurve(1, 1, [1], START_MS, START_MS + 199)).toBe(null);
    const cut = recorder.cutCurve(1, 5, [1], START_MS, START_MS + 399)!;
    expect(cut.plates[0]!.gramsG.slice(-4)).toEqual([501, 501, 501, 501]);
  });

  it("are recorded of so many plates, and of no more", () => {
    const recorder = createCurveRecorder();
    // A shelf has its unused place, and a gondola its unused shelf.
    const half = RECORDED_CELLS_MAX / 4 - 1;
    const take = (gondola: number, plates: number): boolean => {
      const shape = { gondola, plates, shelves: 1, sampleCount: 1 };
      return recorder.takePlates(makeBatch(START_MS, tell, shape));
    };
    expect(take(1, half)).toBe(true);
    expect(take(2, half + 1)).toBe(false);
    expect(take(2, half)).toBe(true);
    expect(take(3, 1)).toBe(false);
    expect(take(2, 1)).toBe(true);
    expect(take(3, 1)).toBe(true);
  });

  it("are not made of batches that are too long or have no rate", () => {
    const recorder = createCurveRecorder();
    const take = (shape: Shape): boolean => recorder.takePlates(makeBatch(START_MS, tell, shape));
    expect(take({ sampleCount: RECORDED_SAMPLES_MAX, sampleRateHz: 1000 })).toBe(true);
    expect(take({ sampleCount: RECORDED_SAMPLES_MAX + 1, sampleRateHz: 1000 })).toBe(false);
    expect(take({ sampleRateHz: 0 })).toBe(false);
    expect(take({ sampleRateHz: Number.NaN })).toBe(false);
    expect(recorder.takePlates(makeBatch(Number.NaN, tell))).toBe(false);
  });
});

type Seen = Partial<Record<JointName, readonly [number, number, number]>>;

function makeFrame(timestampMs: number, shoppers: Readonly<Record<string, Seen>>): JointFrame {
  return {
    kind: "joints",
    timestampMs,
    shoppers: Object.entries(shoppers).map(([shopperId, seen]) => {
      const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);
      for (const [name, place] of Object.entries(seen)) {
        joints.set([...place, 1], JOINT_NAMES.indexOf(name as JointName) * JOINT_STRIDE);
      }
      return { shopperId, joints };
    }),
  };
}

describe("positions", () => {
  it("are where heads and wrists were, to the centimetre; a neck stands for a head", () => {
    const recorder = createCurveRecorder();
    recorder.takeFrame(
      makeFrame(START_MS, { a: { head: [1.234, 2, 1.7], l_wrist: [1, 2, 1] }, b: {} }),
    );
    recorder.takeFrame(
      makeFrame(START_MS + POSITION_STEP_MS, {
        a: { neck: [1.3, 2, 1.5], r_wrist: [0, -1.006, 1] },
      }),
    );
    expect(recorder.cutPositions(START_MS, START_MS + 1000)).toEqual({
      startMs: START_MS,
      stepMs: POSITION_STEP_MS,
      shoppers: [
        {
          shopperId: "a",
          body: [
            [1.23, 2, 1.7],
            [1.3, 2, 1.5],
          ],
          leftWrist: [[1, 2, 1], null],
          rightWrist: [null, [0, -1.01, 1]],
        },
        { shopperId: "b", body: [null, null], leftWrist: [null, null], rightWrist: [null, null] },
      ],
    });
  });

  it("are five in a second, the first of each step", () => {
    const recorder = createCurveRecorder();
    for (let at = 0; at < 60; at++) {
      recorder.takeFrame(makeFrame(START_MS + (at * 1000) / 30, { a: { head: [at, 0, 0] } }));
    }
    const [a] = recorder.cutPositions(START_MS, START_MS + 1999)!.shoppers;
    expect(a!.body.map((place) => place![0])).toEqual([0, 6, 12, 18, 24, 30, 36, 42, 48, 54]);
  });

  it("are of those who are named, or of everybody", () => {
    const recorder = createCurveRecorder();
    recorder.takeFrame(makeFrame(START_MS, { a: {}, b: {}, c: {} }));
    const list = (ids?: readonly string[]) =>
      recorder.cutPositions(START_MS, START_MS, ids)?.shoppers.map(({ shopperId }) => shopperId);
    expect([list(), list(["c", "x", "a"]), list(["x"])]).toEqual([
      ["a", "b", "c"],
      ["a", "c"],
      undefined,
    ]);
  });

  it("reach back for the time recorded, and no further", () => {
    const recorder = createCurveRecorder();
    const endMs = START_MS + 2 * RECORDED_MS;
    for (let atMs = START_MS; atMs < endMs; atMs += POSITION_STEP_MS) {
      recorder.takeFrame(makeFrame(atMs, { [atMs < endMs - RECORDED_MS ? "old" : "new"]: {} }));
    }
    const cut = recorder.cutPositions(START_MS, endMs)!;
    expect(cut.startMs).toBe(endMs - RECORDED_MS);
    expect(cut.shoppers.map(({ shopperId }) => shopperId)).toEqual(["new"]);
    expect(cut.shoppers[0]!.body.length).toBe(RECORDED_MS / POSITION_STEP_MS);
    expect(recorder.cutPositions(START_MS, endMs - RECORDED_MS - 1)).toBe(null);
  });

  it("are of so many people at once, and of no more", () => {
    const recorder = createCurveRecorder();
    const crowd = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`p${at}`, { head: [at, 0, 0] as const }]),
      );
    recorder.takeFrame(makeFrame(START_MS, crowd(RECORDED_SHOPPERS_MAX + 1)));
    recorder.takeFrame(makeFrame(START_MS + POSITION_STEP_MS, crowd(1)));
    const { shoppers } = recorder.cutPositions(START_MS, START_MS + POSITION_STEP_MS)!;
    expect(shoppers.length).toBe(RECORDED_SHOPPERS_MAX);
    expect(shoppers.at(-1)!.body).toEqual([[RECORDED_SHOPPERS_MAX - 1, 0, 0], null]);
    expect(shoppers[0]!.body).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it("go on when the tracker's clock is set back", () => {
    const recorder = createCurveRecorder();
    recorder.takeFrame(makeFrame(START_MS + 10 * LATE_MS_MAX, { a: {} }));
    recorder.takeFrame(makeFrame(START_MS, { b: {} }));
    const cut = recorder.cutPositions(START_MS, START_MS + 20 * LATE_MS_MAX)!;
    expect(cut.shoppers.map(({ shopperId }) => shopperId)).toEqual(["b"]);
    expect(createCurveRecorder().cutPositions(START_MS, START_MS)).toBe(null);
  });
});
