/** A recording and an engine for tests of commands: no files, and answers that are known. */

import type { EngineOutput, EngineResult } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { Interaction, Receipt } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { RecordingSource } from "./open-recording.ts";
import type { SteppedEngine } from "./run-engine.ts";

export const EXAMPLE_SHOP: ShopModel = {
  facings: [],
  products: new Map([
    ["0071142008582", { barcode: "0071142008582", name: "Spring water", weightG: 620, price: 129 }],
    ["x", { barcode: "x", name: "Crisps", weightG: 55, price: 250 }],
  ]),
};

export const EXAMPLE_PICK: Interaction = {
  id: "1",
  kind: "pick",
  timestampMs: 1_587_532_009_500,
  decidedMs: 1_587_532_010_200,
  settledMs: 1_587_532_009_607.5,
  targetId: "3325379692103139202",
  barcode: "0071142008582",
  quantity: 1,
  weightG: 621.7,
  gondola: 1,
  shelf: 5,
  plates: [11],
  probability: 0.98,
  giverId: null,
  alternatives: [],
};

const RECEIPTS: readonly Receipt[] = [
  {
    targetId: "3325379692103139202",
    products: [{ barcode: "0071142008582", quantity: 1 }],
    probabilityExact: 0.98,
    needsReview: false,
    reasons: [],
    faults: [],
    unclear: [],
  },
  {
    targetId: "17",
    products: [],
    probabilityExact: 0.6,
    needsReview: true,
    reasons: ["a hand was there", "and a second one"],
    faults: [],
    unclear: [],
  },
];

const RESULT: EngineResult = {
  receipts: RECEIPTS,
  interactions: [EXAMPLE_PICK],
  warnings: [{ code: "clock", message: "A plate is late.", count: 3 }],
  findings: [
    {
      kind: "plate-dead",
      message: "plate 4 says nothing",
      gondola: 1,
      shelf: 5,
      plates: [4],
      barcode: null,
    },
  ],
  outputs: RECEIPTS.map((receipt) => ({ kind: "receipt", timestampMs: 0, receipt })),
};

/** Tells a provisional pick at its third batch, then a cart, and the rest at the end. */
export function createExampleEngine(_shop: ShopModel): SteppedEngine {
  let steps = 0;
  return {
    step: (): EngineOutput[] => {
      steps++;
      if (steps !== 3) return [];
      const { targetId, barcode, quantity, decidedMs, probability } = EXAMPLE_PICK;
      const lines = [{ barcode, quantity }];
      return [
        { kind: "interaction", status: "provisional", interaction: EXAMPLE_PICK },
        { kind: "cart", timestampMs: decidedMs, targetId, lines, probability },
        { kind: "interaction", status: "final", interaction: EXAMPLE_PICK },
      ];
    },
    finish: () => RESULT,
  };
}

/** Sees nobody. */
export function createBlindEngine(_shop: ShopModel): SteppedEngine {
  const result = { receipts: [], interactions: [], warnings: [], findings: [], outputs: [] };
  return { step: () => [], finish: () => result };
}

/** Two recordings, "a/first" with its truth and "a/second" without one. */
export const EXAMPLE_RECORDINGS: RecordingSource = {
  find: async () => ["a/first", "a/second"],
  open: async () => ({
    shop: EXAMPLE_SHOP,
    chunks: createChunks(),
    warnings: () => [{ code: "line-cut", message: "The last line has no end.", count: 1 }],
  }),
  readTruth: async (dir) =>
    dir === "a/first"
      ? {
          receipts: [
            {
              targetId: "3325379692103139202",
              products: [{ barcode: "0071142008582", quantity: 1 }],
            },
            { targetId: "17", products: [{ barcode: "x", quantity: 2 }] },
          ],
          events: null,
        }
      : null,
};

async function* createChunks(): AsyncGenerator<Observation[]> {
  for (let index = 0; index < 5; index++) {
    yield [
      {
        kind: "plates",
        gondola: 1,
        timestampMs: 1_587_532_007_000 + index * 1000,
        sampleRateHz: 60,
        sampleCount: 60,
        shelfCount: 1,
        plateCount: 1,
        samplesG: new Float32Array(60),
      },
    ];
  }
}
