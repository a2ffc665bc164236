import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { makeCurveContact, makeRingContact } from "./contact.ts";
import { drawBatchSamples, SAMPLE_RATES_HZ } from "./draw-physics.ts";
import { makeFloorPlan } from "./floor-plan.ts";
import {
  type AmplifierPhysics,
  type CellPhysics,
  DEFAULT_PHYSICS,
  type Physics,
  type PlateNoisePhysics,
} from "./physics.ts";
import { BATCH_MS_MAX, createPlateField, type PlateField } from "./plate-field.ts";

const floor = makeFloorPlan({ gondolas: 1, shelves: 2, plates: 6 });

interface Changes {
  readonly amplifier?: Partial<AmplifierPhysics>;
  readonly cell?: Partial<CellPhysics>;
  readonly noise?: Partial<PlateNoisePhysics>;
}

/** The measured world with changes; readings that are fine, and gains of one. */
function change({ amplifier, cell, noise }: Changes): Physics {
  const [measured] = DEFAULT_PHYSICS.amplifiers;
  return {
    ...DEFAULT_PHYSICS,
    amplifiers: [{ ...measured!, quantumG: 0.001, sampleRateError: 0, ...amplifier }],
    cell: { ...DEFAULT_PHYSICS.cell, gainSpread: 0, ...cell },
    noise: { ...DEFAULT_PHYSICS.noise, driftGPerRootS: 0, tableSamples: 1024, ...noise },
  };
}

const SEEDS = [1, 2, 3, 4, 5];

function makeField(changes: Changes, noiseScale = 0, seed = 1): PlateField {
  return createPlateField(floor, { startMs: 0, noiseScale }, createRandom(seed), change(changes));
}

/** What a plate of shelf 1 reads until a time, from the level at the beginning. */
function record(field: PlateField, plates: readonly number[], untilMs: number): number[][] {
  const readings: number[][] = plates.map(() => []);
  while (field.findNext().startMs < untilMs) {
    const { samplesG, sampleCount, shelfCount, plateCount } = field.takeBatch(field.findNext());
    for (let i = 0; i < sampleCount; i++) {
      plates.forEach((plate, k) => {
        readings[k]!.push(samplesG[(i * shelfCount + 1) * plateCount + plate]!);
      });
    }
  }
  return readings.map((own) => own.map((value) => value - own[0]!));
}

/** 1000 g come to plate 3 at `atMs`, within a millisecond. */
function addJump(field: PlateField, atMs: number): void {
  const where = { gondola: 1, shelf: 1, effect: field.spread(1, 1, [3], [1]) };
  field.addContact(makeCurveContact(where, atMs, atMs + 1, 1000, () => 0));
}

describe("amplifiers", () => {
  it("sample at any rate, in batches of any length up to a quarter of a second", () => {
    const random = createRandom(1);
    const singles = new Set<number>();
    for (const sampleRateHz of SAMPLE_RATES_HZ) {
      for (let k = 0; k < 30; k++) {
        const batchSamples = drawBatchSamples(sampleRateHz, random);
        expect((1000 * batchSamples) / sampleRateHz).toBeLessThanOrEqual(BATCH_MS_MAX);
        if (batchSamples === 1) singles.add(sampleRateHz);
      }
      const batchSamples = drawBatchSamples(sampleRateHz, random);
      const field = makeField({ amplifier: { sampleRateHz, batchSamples } });
      const batch = field.takeBatch(field.findNext());
      expect(batch.sampleRateHz).toBe(sampleRateHz);
      expect(batch.sampleCount).toBe(batchSamples);
      expect(batch.samplesG).toHaveLength(batchSamples * batch.shelfCount * batch.plateCount);
      const [readings] = record(field, [3], 10_000);
      expect(Math.abs(readings!.length / 10 - sampleRateHz)).toBeLessThan(0.05 * sampleRateHz + 1);
    }
    expect([...singles].sort((a, b) => a - b)).toEqual(
      [10, 20, 40, 5, 60, 80].sort((a, b) => a - b),
    );
  });

  it("of one shop have rates of their own", () => {
    const two = makeFloorPlan({ gondolas: 2, shelves: 1, plates: 4 });
    const { amplifiers } = change({});
    const mixed = [amplifiers[0]!, { ...amplifiers[0]!, sampleRateHz: 10, batchSamples: 1 }];
    const physics = { ...DEFAULT_PHYSICS, amplifiers: mixed };
    const field = createPlateField(two, { startMs: 0, noiseScale: 1 }, createRandom(1), physics);
    const rates = new Map<number, number>();
    let lastMs = 0;
    for (let k = 0; k < 200; k++) {
      const batch = field.takeBatch(field.findNext());
      rates.set(batch.gondola, batch.sampleRateHz);
      expect(batch.timestampMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = batch.timestampMs;
    }
    expect([...rates].sort()).toEqual([
      [1, 60],
      [2, 10],
    ]);
  });

  it("refuse batches that last longer than people are ahead", () => {
    expect(() => makeField({ amplifier: { sampleRateHz: 10, batchSamples: 3 } })).toThrow(
      RangeError,
    );
  });

  it("settle over as many conversions as they take", () => {
    for (const settlingConversions of [1, 4]) {
      const amplifier = { sampleRateHz: 10, batchSamples: 2, settlingConversions };
      const field = makeField({ amplifier });
      addJump(field, 1000);
      const [readings] = record(field, [3], 3000);
      const rising = readings!.filter((value) => value > 50 && value < 950).length;
      expect(rising).toBe(settlingConversions - 1);
      expect(readings!.at(-1)).toBeGreaterThan(950);
    }
  });

  it("read single samples far off, or none, as often as they are said to", () => {
    const count = (amplifier: Partial<AmplifierPhysics>, isOdd: (value: number) => boolean) => {
      const counts = SEEDS.map((seed) => {
        const field = makeField({ amplifier: { jitterMs: 0, ...amplifier } }, 0, seed);
        return record(field, [1, 2, 3, 4, 5, 6], 60_000)
          .flat()
          .filter((value) => isOdd(value)).length;
      });
      return counts.reduce((sum, one) => sum + one, 0);
    };
    // Ten a minute on six plates; of a Poisson count five standard deviations are passed once in 1.7 million.
    const wanted = SEEDS.length * 60;
    const error = 5 * Math.sqrt(wanted);
    const isFar = (value: number) => Math.abs(value) > 90;
    expect(count({}, isFar)).toBe(0);
    const spikes = count({ spikesPerMinute: 10 }, isFar);
    expect(Math.abs(spikes - wanted)).toBeLessThan(error);
    expect(count({}, Number.isNaN)).toBe(0);
    const missing = count({ missingPerMinute: 10 }, Number.isNaN);
    expect(Math.abs(missing - wanted)).toBeLessThan(error);
  });

  it("read below zero whatever stands there, in as many spikes as said", () => {
    const read = (spikeNegativeShare: number) => {
      const amplifier = { spikesPerMinute: 60, spikeNegativeShare, spikeMaxG: 300 };
      const field = makeField({ amplifier, noise: { offsetMeanG: 5000, offsetSpreadG: 0 } });
      return record(field, [3], 60_000)[0]!.filter((value) => value < -4900).length;
    };
    expect(read(1)).toBeGreaterThan(30);
    expect(read(0)).toBe(0);
  });

  it("lose batches in as many cases as said", () => {
    for (const seed of SEEDS) {
      const field = makeField({ amplifier: { lostBatchShare: 0.3 } }, 0, seed);
      let lost = 0;
      for (let k = 0; k < 500; k++) if (field.loses(field.findNext())) lost++;
      // Five standard errors: 150 by 51.
      expect(Math.abs(lost / 500 - 0.3), `seed ${seed}`).toBeLessThan(5 * Math.sqrt(0.21 / 500));
    }
    const whole = makeField({});
    expect(whole.loses(whole.findNext())).toBe(false);
  });

  it("round to their resolution", () => {
    const field = makeField({ amplifier: { quantumG: 2 } }, 1);
    const { samplesG } = field.takeBatch(field.findNext());
    for (const value of samplesG) if (!Number.isNaN(value)) expect(value % 2).toBeCloseTo(0, 6);
  });

  it("jitter by tens of milliseconds, never backwards", () => {
    const spread = (jitterMs: number) => {
      const field = makeField({ amplifier: { batchSamples: 1, jitterMs, jitterTailShare: 0 } });
      const gaps: number[] = [];
      let lastMs = Number.NaN;
      for (let k = 0; k < 400; k++) {
        const { timestampMs } = field.takeBatch(field.findNext());
        if (!Number.isNaN(lastMs)) gaps.push(timestampMs - lastMs);
        lastMs = timestampMs;
      }
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      return Math.max(...gaps);
    };
    expect(spread(0)).toBeLessThan(20);
    expect(spread(20)).toBeGreaterThan(35);
  });
});

describe("cells", () => {
  it("leak to either side with the other sign in as many cases as said", () => {
    const signs = (leakNegativeShare: number) => {
      const state = makeField({ cell: { leakNegativeShare } }).gondolas.get(1)!;
      return [...state.leakLeft, ...state.leakRight].filter((share) => share < 0).length;
    };
    expect(signs(0)).toBe(0);
    expect(signs(0.5)).toBeGreaterThan(4);
    expect(signs(1)).toBe(24);
  });

  it("leak late where they lag, and at once where they do not", () => {
    const read = (leakLagS: number) => {
      const cell = { leakLagS, leakNeighbourMin: 0.05, leakNeighbourMax: 0.05 };
      const field = makeField({ cell });
      addJump(field, 1000);
      const [own, beside] = record(field, [3, 4], 6000);
      const at = own!.findIndex((value) => value > 500) + 6;
      return { ownG: own![at]!, soonG: beside![at]!, endG: beside!.at(-1)! };
    };
    const plain = read(0);
    expect(plain.soonG).toBeCloseTo(plain.endG, 1);
    const late = read(0.5);
    expect(late.ownG).toBeCloseTo(plain.ownG, 1);
    expect(late.soonG).toBeLessThan(0.4 * late.endG);
    expect(late.endG).toBeCloseTo(50, 0);
  });

  it("creep after a step, by their share of it", () => {
    const read = (creepShareMax: number) => {
      const field = makeField({ cell: { creepShareMax, creepTimeMinS: 5, creepTimeMaxS: 10 } });
      addJump(field, 1000);
      const [readings] = record(field, [3], 40_000);
      return readings!.at(-1)! - readings![100]!;
    };
    expect(Math.abs(read(0))).toBeLessThan(0.01);
    expect(read(0.003)).toBeGreaterThan(0.05);
    expect(read(0.003)).toBeLessThan(3.1);
  });

  it("drift with temperature, gondola by gondola and plate by plate", () => {
    const read = (noise: Partial<PlateNoisePhysics>) =>
      record(makeField({ noise }), [1, 2, 3], 60_000).map((readings) => readings.at(-1)!);
    expect(read({}).every((value) => Math.abs(value) < 0.01)).toBe(true);
    const [one, two] = read({ driftGPerMinuteGondola: 5 });
    expect(Math.abs(one!)).toBeGreaterThan(0.5);
    expect(two).toBeCloseTo(one!, 1);
    const own = read({ driftGPerMinutePlate: 5 });
    expect(Math.abs(own[0]! - own[1]!)).toBeGreaterThan(0.5);
  });
});

describe("boards", () => {
  it("ring after a contact at its frequency, on all plates, and come to rest", () => {
    const field = makeField({});
    const physics = {
      ...DEFAULT_PHYSICS.contact,
      ringShareMax: 1,
      ringMinHz: 5,
      ringMaxHz: 5,
      ringDecayMinS: 0.4,
      ringDecayMaxS: 0.4,
    };
    const where = { gondola: 1, shelf: 1, effect: field.spread(1, 1, [3], [1]) };
    field.addContact(makeRingContact(where, 1000, 1000, createRandom(3), physics));
    const readings = record(field, [1, 3], 5000);
    for (const own of readings) {
      const size = (from: number, to: number) =>
        Math.max(...own.slice(from, to).map((value) => Math.abs(value)));
      expect(size(60, 90)).toBeGreaterThan(2);
      expect(size(240, 290)).toBeLessThan(0.05 * size(60, 90));
      let crossings = 0;
      for (let k = 66; k < 126; k++) if (own[k]! * own[k + 1]! < 0) crossings++;
      // Two a period: ten in the second that follows.
      expect(crossings).toBeGreaterThanOrEqual(9);
      expect(crossings).toBeLessThanOrEqual(11);
    }
  });
});
