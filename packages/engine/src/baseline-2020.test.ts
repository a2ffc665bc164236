import { describe, expect, it } from "vitest";
import { createBaseline, finishBaseline, stepBaseline } from "./baseline-2020.ts";
import type { EngineOutput, EngineResult } from "./engine-types.ts";
import { JOINT_NAMES, JOINT_STRIDE, type JointFrame, type PlateBatch } from "./observation.ts";
import type { ShopModel } from "./shop-model.ts";

const HZ = 60;
const BATCH_SAMPLES = 12;
const SHELVES = 3;
const PLATES = 7;

const products = [
  { barcode: "chips", name: "Chips", weightG: 100, price: 1 },
  { barcode: "bar", name: "Bar", weightG: 60, price: 1 },
  { barcode: "jar", name: "Jar", weightG: 400, price: 1 },
];

/** Shelf 1: chips on plates 1-2, bar on 3, nothing on 4, jar on 5-6. Shelf 2: chips on 1. */
const shop: ShopModel = {
  products: new Map(products.map((product) => [product.barcode, product])),
  facings: [
    placeFacing(1, [1, 2], "chips"),
    placeFacing(1, [3], "bar"),
    placeFacing(1, [5, 6], "jar"),
    placeFacing(2, [1], "chips"),
  ],
};

function placeFacing(shelf: number, plates: number[], barcode: string) {
  const place = {
    x: (plates[0] - 1) * 0.1,
    y: 0,
    z: shelf * 0.4,
    yawRad: 0,
    widthM: 0.1 * plates.length,
    depthM: 0.4,
  };
  return { gondola: 1, shelf, plates, barcode, place };
}

interface Change {
  readonly second: number;
  readonly shelf?: number;
  readonly plate: number;
  readonly grams: number;
}

/** Shoppers by id with the place of the right wrist, metres. */
type Wrists = Readonly<Record<string, readonly [number, number, number]>>;

function createBatch(index: number, changes: readonly Change[]): PlateBatch {
  const samplesG = new Float32Array(BATCH_SAMPLES * SHELVES * PLATES).fill(Number.NaN);
  for (let sample = 0; sample < BATCH_SAMPLES; sample++) {
    const second = (index * BATCH_SAMPLES + sample) / HZ;
    for (let shelf = 1; shelf < SHELVES; shelf++) {
      for (let plate = 1; plate < PLATES; plate++) {
        const moved = changes.filter(
          (change) =>
            change.plate === plate && (change.shelf ?? 1) === shelf && change.second <= second,
        );
        samplesG[(sample * SHELVES + shelf) * PLATES + plate] =
          1000 + moved.reduce((sum, { grams }) => sum + grams, 0);
      }
    }
  }
  return {
    kind: "plates",
    gondola: 1,
    timestampMs: (index * BATCH_SAMPLES * 1000) / HZ,
    sampleRateHz: HZ,
    sampleCount: BATCH_SAMPLES,
    shelfCount: SHELVES,
    plateCount: PLATES,
    samplesG,
  };
}

function createFrame(timestampMs: number, wrists: Wrists, score = 0.9): JointFrame {
  const shoppers = Object.entries(wrists).map(([shopperId, point]) => {
    const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);
    joints.set([...point, score], JOINT_NAMES.indexOf("r_wrist") * JOINT_STRIDE);
    return { shopperId, joints };
  });
  return { kind: "joints", timestampMs, shoppers };
}

const NEAR: Wrists = { ann: [0.1, 0.1, 0.4] };

function runBaseline(
  changes: readonly Change[],
  wrists: Wrists | null = NEAR,
  seconds = 12,
): { result: EngineResult; outputs: EngineOutput[] } {
  const state = createBaseline(shop);
  const outputs: EngineOutput[] = [];
  for (let index = 0; index * BATCH_SAMPLES < seconds * HZ; index++) {
    const batch = createBatch(index, changes);
    if (wrists !== null)
      outputs.push(...stepBaseline(state, createFrame(batch.timestampMs, wrists)));
    outputs.push(...stepBaseline(state, batch));
  }
  return { result: finishBaseline(state), outputs };
}

const listProducts = ({ receipts }: EngineResult) => receipts.map(({ products }) => products);

describe("the rules of 2020", () => {
  it("bill what leaves a facing to the shopper whose wrist is there", () => {
    const { result, outputs } = runBaseline([{ second: 4, plate: 1, grams: -100 }]);
    expect(result.receipts).toEqual([
      {
        targetId: "ann",
        products: [{ barcode: "chips", quantity: 1 }],
        probabilityExact: 1,
        needsReview: false,
        reasons: [],
        faults: [],
        unclear: [],
      },
    ]);
    expect(outputs.map(({ kind }) => kind)).toEqual(["interaction", "cart"]);
    const [pick] = result.interactions;
    expect(pick).toMatchObject({ kind: "pick", gondola: 1, shelf: 1, plates: [1], quantity: 1 });
    expect(pick.timestampMs).toBeCloseTo(4000, -2);
    expect(pick.decidedMs - pick.settledMs).toBeCloseTo(1000);
  });

  it("sum a facing and count several of one product", () => {
    const { result } = runBaseline([
      { second: 4, plate: 1, grams: -120 },
      { second: 4, plate: 2, grams: -180 },
    ]);
    expect(listProducts(result)).toEqual([[{ barcode: "chips", quantity: 3 }]]);
  });

  it("part what leaves two facings at once", () => {
    const { result } = runBaseline([
      { second: 4, plate: 2, grams: -100 },
      { second: 4, plate: 3, grams: -60 },
    ]);
    expect(listProducts(result)).toEqual([
      [
        { barcode: "chips", quantity: 1 },
        { barcode: "bar", quantity: 1 },
      ],
    ]);
  });

  it("see no event below a deviation of 20 g, which a step of 40 g just reaches", () => {
    const { result } = runBaseline([{ second: 4, plate: 3, grams: -39 }]);
    expect(result.interactions).toEqual([]);
    expect(listProducts(result)).toEqual([[]]);
  });

  it("see no event where the level comes back before the run ends", () => {
    const { result } = runBaseline([
      { second: 4, plate: 1, grams: 300 },
      { second: 4.3, plate: 1, grams: -300 },
    ]);
    expect(result.interactions).toEqual([]);
  });

  it("reject a removal under 0.4 of the product's weight", () => {
    const { result } = runBaseline([{ second: 4, plate: 5, grams: -150 }]);
    expect(result.interactions).toEqual([]);
  });

  it("take a put-back out of the cart that holds it", () => {
    const { result } = runBaseline([
      { second: 4, plate: 1, grams: -100 },
      { second: 7, plate: 1, grams: 100 },
    ]);
    expect(result.interactions.map(({ kind }) => kind)).toEqual(["pick", "putback"]);
    expect(listProducts(result)).toEqual([[]]);
  });

  it("ignore a weight increase while the cart is empty", () => {
    const { result } = runBaseline([{ second: 4, plate: 1, grams: 100 }]);
    expect(result.interactions).toEqual([]);
  });

  it("ignore a weight increase under 0.75 of the weight of what the cart holds", () => {
    const { result } = runBaseline([
      { second: 4, plate: 5, grams: -400 },
      { second: 7, plate: 5, grams: 250 },
    ]);
    expect(listProducts(result)).toEqual([[{ barcode: "jar", quantity: 1 }]]);
  });

  it("find again what was put back in a wrong place", () => {
    const { result } = runBaseline([
      { second: 4, plate: 1, grams: -100 },
      { second: 7, plate: 3, grams: 100 },
      { second: 10, plate: 3, grams: -100 },
    ]);
    expect(listProducts(result)).toEqual([[{ barcode: "chips", quantity: 1 }]]);
    expect(result.interactions.at(-1)).toMatchObject({ barcode: "chips", plates: [3] });
  });

  it("leave the shop as it was given", () => {
    const before = structuredClone(shop.facings);
    runBaseline([
      { second: 4, plate: 1, grams: -100 },
      { second: 7, plate: 3, grams: 100 },
    ]);
    expect(shop.facings).toEqual(before);
  });

  it("choose the nearest of two shoppers and give the other an empty receipt", () => {
    const { result } = runBaseline([{ second: 4, plate: 5, grams: -400 }], {
      far: [-0.5, 0.1, 0.4],
      near: [0.5, 0.1, 0.4],
    });
    expect(result.receipts.map(({ targetId, products }) => [targetId, products.length])).toEqual([
      ["far", 0],
      ["near", 1],
    ]);
  });

  it("keep one receipt without an id where nobody is tracked", () => {
    const { result } = runBaseline(
      [
        { second: 4, plate: 1, grams: -100 },
        { second: 7, plate: 5, grams: -400 },
        { second: 10, plate: 5, grams: 400 },
      ],
      null,
    );
    expect(result.receipts).toMatchObject([
      { targetId: null, products: [{ barcode: "chips", quantity: 1 }] },
    ]);
  });

  it("trust no joint with a score of 0.8 or less", () => {
    const state = createBaseline(shop);
    for (let index = 0; index < 60; index++) {
      const batch = createBatch(index, [{ second: 4, plate: 1, grams: -100 }]);
      stepBaseline(state, createFrame(batch.timestampMs, NEAR, 0.8));
      stepBaseline(state, batch);
    }
    expect(listProducts(finishBaseline(state))).toEqual([[]]);
  });

  it("end an open run with the stream", () => {
    const { result, outputs } = runBaseline([{ second: 4, plate: 1, grams: -100 }], NEAR, 4.8);
    expect(outputs).toEqual([]);
    expect(result.interactions).toHaveLength(1);
  });

  it("take a reading that is not a number for the one before it", () => {
    const state = createBaseline(shop);
    for (let index = 0; index < 60; index++) {
      const batch = createBatch(index, [{ second: 4, plate: 1, grams: -100 }]);
      if (index === 30) batch.samplesG.fill(Number.NaN);
      if (index === 31) batch.samplesG.fill(Number.POSITIVE_INFINITY);
      stepBaseline(state, createFrame(batch.timestampMs, NEAR));
      stepBaseline(state, batch);
    }
    expect(listProducts(finishBaseline(state))).toEqual([[{ barcode: "chips", quantity: 1 }]]);
  });

  it("bill nobody for what leaves a plate whose place is not known", () => {
    const facings = shop.facings.map((facing) => ({ ...facing, place: null }));
    const state = createBaseline({ ...shop, facings });
    for (let index = 0; index < 60; index++) {
      const batch = createBatch(index, [{ second: 4, plate: 1, grams: -100 }]);
      stepBaseline(state, createFrame(batch.timestampMs, NEAR));
      stepBaseline(state, batch);
    }
    const result = finishBaseline(state);
    expect(result.interactions).toEqual([]);
    expect(listProducts(result)).toEqual([[]]);
  });

  it("begin a shelf's window again when its batches change shape", () => {
    const state = createBaseline(shop);
    for (let index = 0; index < 90; index++) {
      const batch = createBatch(index, []);
      stepBaseline(state, createFrame(batch.timestampMs, NEAR));
      if (index < 20) {
        stepBaseline(state, batch);
        continue;
      }
      const samplesG = new Float32Array(BATCH_SAMPLES * SHELVES * 3).fill(2000);
      if (index >= 50) {
        for (let at = 0; at < BATCH_SAMPLES; at++) samplesG[(at * SHELVES + 1) * 3 + 1] = 1900;
      }
      stepBaseline(state, { ...batch, plateCount: 3, samplesG });
    }
    expect(listProducts(finishBaseline(state))).toEqual([[{ barcode: "chips", quantity: 1 }]]);
  });

  it("take several of one product back at once", () => {
    const { result } = runBaseline([
      { second: 4, plate: 1, grams: -300 },
      { second: 7, plate: 1, grams: 200 },
    ]);
    expect(listProducts(result)).toEqual([[{ barcode: "chips", quantity: 1 }]]);
    expect(result.interactions.at(-1)).toMatchObject({ kind: "putback", quantity: 2 });
  });
});
