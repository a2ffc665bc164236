/**
 * A shop of two products and four plates, with readings made by hand: the whole interface between
 * sensors and engine on one page.
 *
 *     npx node examples/03-a-shop-of-your-own.ts
 */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type PlateBatch,
} from "@saunter/engine/observation";
import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import { createRandom } from "@saunter/numerics/random";

const PRODUCTS: readonly Product[] = [
  { barcode: "4000000000013", name: "oat biscuits", weightG: 320, price: 249 },
  { barcode: "4000000000020", name: "tomato soup", weightG: 415, price: 189 },
];
const PLATE_WIDTH_M = 0.1;
const SHELF_HEIGHT_M = 1.1;

/** Gondola 1, shelf 1: biscuits on plates 1 and 2, soup on 3 and 4. The shelf's front is y = 0. */
function makeFacing(barcode: string, plates: readonly number[]): Facing {
  const x = (plates[0]! - 1) * PLATE_WIDTH_M;
  const widthM = plates.length * PLATE_WIDTH_M;
  const place = { x, y: 0, z: SHELF_HEIGHT_M, yawRad: 0, widthM, depthM: 0.4 };
  return { gondola: 1, shelf: 1, plates, barcode, place };
}

const shop: ShopModel = {
  products: new Map(PRODUCTS.map((product) => [product.barcode, product])),
  facings: [makeFacing(PRODUCTS[0]!.barcode, [1, 2]), makeFacing(PRODUCTS[1]!.barcode, [3, 4])],
};

const START_MS = Date.UTC(2026, 0, 5, 10);
const PICK_MS = START_MS + 5000;
const END_MS = START_MS + 10_000;
const random = createRandom(1);

/** A tenth of a second of readings at 60 Hz: noise of a gram, and a tin less after the pick. */
function readPlates(timestampMs: number): PlateBatch {
  const [sampleCount, shelfCount, plateCount] = [6, 2, 5];
  // Shelves and plates count from 1: row and column 0 are there, and unused.
  const samplesG = new Float32Array(sampleCount * shelfCount * plateCount).fill(Number.NaN);
  for (let sample = 0; sample < sampleCount; sample++) {
    const takenG = timestampMs + (sample * 1000) / 60 >= PICK_MS ? 415 : 0;
    for (let plate = 1; plate < plateCount; plate++) {
      const standsG = plate === 3 ? 2075 - takenG : 1600;
      samplesG[(sample * shelfCount + 1) * plateCount + plate] = standsG + random.normal(0, 1);
    }
  }
  return {
    kind: "plates",
    gondola: 1,
    timestampMs,
    sampleRateHz: 60,
    sampleCount,
    shelfCount,
    plateCount,
    samplesG,
  };
}

/** One shopper before plate 3, whose right hand goes into the shelf around the pick. */
function seeShopper(timestampMs: number): JointFrame {
  const reaches = Math.abs(timestampMs - PICK_MS) < 500;
  const elbowY = reaches ? -0.25 : -0.6;
  const wrist = reaches ? [0.25, 0.15, SHELF_HEIGHT_M + 0.12] : [0.4, -0.5, 0.9];
  const places: readonly (readonly number[])[] = [
    [0.25, -0.6, 1.65],
    [0.25, -0.6, 1.45],
    [0.07, -0.6, 1.4],
    [0.43, -0.6, 1.4],
    [0.0, -0.6, 1.15],
    [0.4, elbowY, 1.2],
    [0.05, -0.55, 0.9],
    wrist,
  ];
  const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE);
  for (const [joint, [x, y, z]] of places.entries()) {
    joints.set([x!, y!, z!, 0.9], joint * JOINT_STRIDE);
  }
  return { kind: "joints", timestampMs, shoppers: [{ shopperId: "ada", joints }] };
}

const engine = createEngine(shop);
for (let timeMs = START_MS; timeMs < END_MS; timeMs += 100) {
  for (const observation of [seeShopper(timeMs), readPlates(timeMs)]) {
    for (const output of stepEngine(engine, observation)) {
      if (output.kind !== "cart") continue;
      const seconds = ((output.timestampMs - PICK_MS) / 1000).toFixed(1);
      const units = output.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      console.log(`${seconds} s after the pick, the cart of ${output.targetId} holds ${units}`);
    }
  }
}

for (const { targetId, products, probabilityExact } of finishEngine(engine).receipts) {
  console.log(`receipt of ${targetId}, exact with probability ${probabilityExact.toFixed(4)}:`);
  for (const { barcode, quantity } of products) {
    console.log(`  ${quantity} x ${shop.products.get(barcode)!.name}`);
  }
}
