/** A gondola that is silent while somebody stands before it, and what becomes of its readings later. */
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { concludeShopper, createEngine, finishEngine, stepEngine } from "../engine.ts";
import type { EngineOutput } from "../engine-types.ts";
import type { PlateBatch, PlateTrouble } from "../observation.ts";
import type { Receipt } from "../receipt-types.ts";
import {
  type Body,
  createFacing,
  createJoints,
  createShop,
  createSignal,
  cutBatches,
  FRAME_MS,
  reachTo,
  recordPlates,
} from "../test-builders.ts";

const START_MS = 1_000_000;
const SHOP = createShop([createFacing(1, [1, 2], "soup"), createFacing(1, [3, 4], "tea")], {
  soup: 400,
  tea: 150,
});
const FAR: Body = { x: 0.15, y: -6 };
const NEAR: Body = { x: 0.05, y: -0.45 };
const TAKEN_S = 12;

/** Ada stands before plate 1 from 10 to 14 s, takes a soup at 12, and is gone at `goneS`; Bob stays far away. */
function listFrames(goneS: number, untilS: number) {
  const frames = [];
  for (let at = 0; at * FRAME_MS < untilS * 1000; at++) {
    const second = (at * FRAME_MS) / 1000;
    const reach = reachTo(NEAR, [0.05, 0.1, 0.5]);
    const stands = Math.abs(second - TAKEN_S) < 0.5 ? reach : NEAR;
    const ada = second >= 10 && second < 14 ? stands : FAR;
    const people = second < goneS ? { ada, bob: { x: 3, y: -6 } } : { bob: { x: 3, y: -6 } };
    frames.push({
      kind: "joints" as const,
      timestampMs: START_MS + at * FRAME_MS,
      shoppers: Object.entries(people).map(([shopperId, body]) => ({
        shopperId,
        joints: createJoints(body),
      })),
    });
  }
  return frames;
}

function listBatches(untilS: number): PlateBatch[] {
  const signal = createSignal(createRandom(1), 1, [{ second: TAKEN_S, plate: 1, grams: -400 }]);
  return cutBatches(recordPlates(untilS, signal, { plates: 4 }));
}

/**
 * Plays it; batches from `silentS` on come at `backS`, or never. Returns both receipts, as they were reported.
 * @param troubles of all batches
 * @param missing a plate without a reading
 */
function play(
  silentS: number,
  backS: number | null,
  goneS: number,
  troubles?: PlateTrouble[],
  missing?: number,
) {
  const untilS = Math.max(goneS, backS ?? 0) + 8;
  const engine = createEngine(SHOP, { keepResults: false, awaitedGondolas: [1] });
  const arrivals = [
    ...listFrames(goneS, untilS).map((what) => ({ atMs: what.timestampMs, what })),
    ...listBatches(untilS).flatMap((batch) => {
      if (missing !== undefined) {
        for (let at = batch.plateCount + missing; at < batch.samplesG.length; ) {
          batch.samplesG[at] = Number.NaN;
          at += batch.shelfCount * batch.plateCount;
        }
      }
      const what = troubles === undefined ? batch : { ...batch, troubles };
      const isLate = batch.timestampMs - START_MS >= silentS * 1000;
      if (isLate && backS === null) return [];
      const heldMs = isLate ? START_MS + backS! * 1000 : 0;
      return [{ atMs: Math.max(batch.timestampMs + 200, heldMs), what }];
    }),
  ].sort((a, b) => a.atMs - b.atMs);
  const receipts: Receipt[] = [];
  const take = (outputs: readonly EngineOutput[]): void => {
    for (const output of outputs) if (output.kind === "receipt") receipts.push(output.receipt);
  };
  let isGone = false;
  for (const { atMs, what } of arrivals) {
    take(stepEngine(engine, what));
    if (!isGone && atMs > START_MS + (goneS + 2.5) * 1000) {
      isGone = true;
      take(concludeShopper(engine, "ada"));
    }
  }
  take(finishEngine(engine).outputs);
  const of = (name: string) => receipts.filter(({ targetId }) => targetId === name);
  return { ada: of("ada"), bob: of("bob") };
}

const SOUP = [{ barcode: "soup", quantity: 1 }];

describe("a gondola", () => {
  it("that is read all the time leaves nobody to review", () => {
    const { ada, bob } = play(Number.POSITIVE_INFINITY, null, 20);
    expect(ada).toMatchObject([{ products: SOUP, needsReview: false }]);
    expect(bob).toMatchObject([{ products: [], needsReview: false }]);
  });

  it.each([20, 40, 100])(
    "that is silent and never comes back has whoever stood there reviewed, also when they leave at %s s",
    (goneS) => {
      const { ada, bob } = play(8, null, goneS);
      expect(ada[0]).toMatchObject({ products: [], needsReview: true });
      expect(ada[0]!.faults[0]).toMatch(/gondola 1/);
      expect(bob).toMatchObject([{ products: [], needsReview: false }]);
    },
  );

  it("that never sends has whoever stood there reviewed, and nobody else", () => {
    const { ada, bob } = play(0, null, 20);
    expect(ada[0]).toMatchObject({ products: [], needsReview: true });
    expect(ada[0]!.faults[0]).toMatch(/gondola 1/);
    expect(bob).toMatchObject([{ products: [], needsReview: false }]);
  });

  it("of which a planned plate never reads has whoever stood before it reviewed", () => {
    const { ada, bob } = play(Number.POSITIVE_INFINITY, null, 20, [], 1);
    expect(ada[0]).toMatchObject({ products: [], needsReview: true });
    expect(ada[0]!.faults[0]).toMatch(/gondola 1, shelf 1, plate 1 has never read/);
    expect(bob).toMatchObject([{ products: [], needsReview: false }]);
  });

  it.each([20, 60])(
    "whose readings come at %s s still knows who took what, while they are there",
    (backS) => {
      const { ada, bob } = play(8, backS, backS + 10);
      expect(ada).toMatchObject([{ products: SOUP, needsReview: false }]);
      expect(bob).toMatchObject([{ products: [], needsReview: false }]);
    },
  );

  it("whose readings come when they have left adds what they took, to be reviewed", () => {
    const { ada } = play(8, 40, 20);
    expect(ada.map(({ products }) => products)).toEqual([[], SOUP]);
    expect(ada[0]!.needsReview).toBe(true);
  });
});

describe("a plate with a fault that its controller tells of", () => {
  const trouble = (plate: number): PlateTrouble[] => [{ fault: "drifting", shelf: 1, plate }];

  it("has whoever stood before it reviewed, and says why", () => {
    const { ada, bob } = play(Number.POSITIVE_INFINITY, null, 20, trouble(1));
    expect(ada[0]).toMatchObject({
      needsReview: true,
      faults: ["gondola 1, shelf 1, plate 1 drifted; this shopper stood before it"],
    });
    expect(bob).toMatchObject([{ needsReview: false, faults: [] }]);
  });
});
