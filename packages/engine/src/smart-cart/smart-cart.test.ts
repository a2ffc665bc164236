import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CartObservation, TrayBatch } from "./cart-observation.ts";
import type { SmartCart } from "./cart-state.ts";
import { type CartOutput, createSmartCart, stepSmartCart, sumWeights } from "./smart-cart.ts";
import { weighCertainty } from "./weigh-certainty.ts";

const RATE_HZ = 10;
const PRODUCTS = new Map(
  Object.entries({ "1": 400, "2": 1000, "3": 90 }).map(([barcode, weightG]) => [
    barcode,
    { barcode, name: barcode, weightG, price: 100 },
  ]),
);

/** Levels by the sample from which they hold; acts by the sample before which they come. */
interface Plan {
  readonly levels: Readonly<Record<number, number>>;
  readonly acts: Readonly<Record<number, CartObservation>>;
  readonly samples: number;
}

function scan(lineId: string, barcode: string, at: number): CartObservation {
  return { kind: "scan", lineId, barcode, timestampMs: at * 100, quantity: 1 };
}

function readLevels({ levels, samples }: Plan, seed = 1): Float32Array {
  const random = createRandom(seed);
  let levelG = 0;
  return Float32Array.from({ length: samples }, (_, at) => {
    levelG = levels[at] ?? levelG;
    return levelG + random.normal(0, 0.6);
  });
}

function makeBatch(samplesG: Float32Array, from: number, to: number): TrayBatch {
  return {
    kind: "weights",
    tray: 0,
    timestampMs: from * 100,
    sampleRateHz: RATE_HZ,
    samplesG: samplesG.slice(from, to),
  };
}

function play(plan: Plan, cuts: readonly number[] = [], seed = 1) {
  const cart = createSmartCart(PRODUCTS);
  const samplesG = readLevels(plan, seed);
  const outputs: CartOutput[] = [];
  const acts = Object.keys(plan.acts).map(Number);
  const ends = [...new Set([...cuts, ...acts, plan.samples])].sort((a, b) => a - b);
  let from = 0;
  for (const to of ends) {
    if (to > from) outputs.push(...stepSmartCart(cart, makeBatch(samplesG, from, to)));
    const act = plan.acts[to];
    if (act !== undefined) outputs.push(...stepSmartCart(cart, act));
    from = to;
  }
  return { cart, outputs };
}

const HONEST: Plan = {
  levels: { 60: 400, 110: 1400 },
  acts: { 40: scan("a", "1", 40), 90: scan("b", "2", 90) },
  samples: 300,
};

const exactOf = (cart: SmartCart): number => weighCertainty(cart).probabilityExact;

describe("the engine of a smart cart", () => {
  it("is sure of goods that were scanned and put in", () => {
    const { cart, outputs } = play(HONEST);
    expect(exactOf(cart)).toBeGreaterThan(0.98);
    expect(outputs.findLast(({ kind }) => kind === "change")).toMatchObject({ inside: ["a", "b"] });
    expect(outputs.filter(({ kind }) => kind === "question")).toEqual([]);
  });

  it("asks once about goods that nobody scanned, and takes the scan for the answer", () => {
    const unscanned = { ...HONEST, levels: { ...HONEST.levels, 160: 1490 } };
    const { cart, outputs } = play(unscanned);
    const asked = outputs.filter(({ kind }) => kind === "question");
    expect(asked).toMatchObject([{ about: "not-scanned" }]);
    expect(weighCertainty(cart).probabilityMissing).toBeGreaterThan(0.1);
    const answered = { ...unscanned, acts: { ...HONEST.acts, 250: scan("c", "3", 250) } };
    expect(exactOf(play(answered).cart)).toBeGreaterThan(0.95);
  });

  it("is less sure of a bill whose goods are others, were taken out, or were taken off the bill", () => {
    const other = { ...HONEST, levels: { 60: 400, 110: 800 } };
    const takenOut = { ...HONEST, levels: { ...HONEST.levels, 160: 1000 } };
    const removal = { kind: "removal", lineId: "a", timestampMs: 16_000 } as const;
    const removed = { ...HONEST, acts: { ...HONEST.acts, 160: removal } };
    for (const plan of [other, takenOut, removed]) {
      expect(exactOf(play({ ...plan, samples: 800 }).cart)).toBeLessThan(0.96);
    }
  });

  it("shows a change before it has settled, with the line that it may be", () => {
    const { outputs } = play(HONEST, [62, 64]);
    const shown = outputs.find(({ kind }) => kind === "provisional");
    expect(shown).toMatchObject({ lineId: "a" });
    expect((shown as { timestampMs: number }).timestampMs).toBeLessThanOrEqual(6200);
  });

  it("forgets a hand that lets go", () => {
    const leaning = { ...HONEST, levels: { ...HONEST.levels, 160: 3400, 200: 1400 } };
    expect(exactOf(play(leaning).cart)).toBeGreaterThan(0.95);
  });

  it("is unsure of every bill after a fault of the scale, and finds one that is upside down", () => {
    const fault = { kind: "fault", tray: 0, timestampMs: 20_000 } as const;
    expect(exactOf(play({ ...HONEST, acts: { ...HONEST.acts, 200: fault } }).cart)).toBeLessThan(
      0.5,
    );
    const reversed: Plan = {
      levels: { 60: -400, 110: -1400, 160: -1490 },
      acts: { 40: scan("a", "1", 40), 90: scan("b", "2", 90), 140: scan("c", "3", 140) },
      samples: 300,
    };
    const { cart, outputs } = play(reversed);
    expect(outputs).toContainEqual(expect.objectContaining({ code: "upside-down" }));
    expect(exactOf(cart)).toBeLessThan(0.5);
  });

  it("makes the same of a trip however its batches are cut", () => {
    const whole = play(HONEST);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 299 }), { maxLength: 40 }), (cuts) => {
        const { cart, outputs } = play(HONEST, cuts);
        expect(outputs).toEqual(whole.outputs);
        expect(weighCertainty(cart)).toEqual(weighCertainty(whole.cart));
      }),
      { numRuns: 30 },
    );
  });

  it("has weights that sum to one and no NaN, whatever the samples", () => {
    const sample = fc.oneof(
      { weight: 5, arbitrary: fc.double({ min: -2000, max: 20_000, noNaN: true }) },
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30),
    );
    const run = fc.tuple(sample, fc.integer({ min: 1, max: 12 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(run, { maxLength: 25 }), (runs) => {
        const cart = createSmartCart(PRODUCTS);
        let at = 0;
        for (const [levelG, count, isScanned] of runs) {
          const samplesG = new Float32Array(count).fill(levelG);
          const timestampMs = at * 100;
          if (isScanned) stepSmartCart(cart, scan(`line-${at}`, "1", at));
          stepSmartCart(cart, {
            kind: "weights",
            tray: 0,
            timestampMs,
            sampleRateHz: 10,
            samplesG,
          });
          at += count;
        }
        expect(sumWeights(cart)).toBeCloseTo(1, 9);
        for (const one of Object.values(weighCertainty(cart))) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
