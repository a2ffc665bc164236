import { join } from "node:path";
import {
  type HandView,
  JOINT_NAMES,
  type Observation,
  type ShopperPose,
} from "@saunter/engine/observation";
import {
  type Board,
  type Facing,
  FIXTURE_KINDS,
  type Fixture,
  type Product,
  type ShopModel,
} from "@saunter/engine/shop-model";
import { sampleTests } from "@saunter/testing/sample";
import fc from "fast-check";
import { describe, expect, it as vitestIt } from "vitest";
import { findRecordings } from "./find-recordings.ts";
import { readShop } from "./read-shop.ts";
import { readTruth, TRUTH_EVENT_KINDS, type Truth } from "./read-truth.ts";
import { readAll, START_S, withFolder } from "./recording-fixture.ts";
import { createRecordingWriter } from "./write-recording.ts";

const it = sampleTests(vitestIt, 0.5);

const EMPTY_SHOP: ShopModel = { facings: [], products: new Map() };

const index = fc.integer({ min: 1, max: 12 });
const metres = fc.double({ min: -20, max: 20, noNaN: true }).map((value) => value + 0);
const weight = fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0.1, max: 2e4, noNaN: true }));
const barcode = fc.stringMatching(/^[0-9]{6,13}$/);
const shopperId = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
  fc.string({ minLength: 1 }),
);

const product: fc.Arbitrary<Product> = fc.record(
  {
    barcode,
    name: fc.string(),
    weightG: weight,
    weightSpreadG: fc.double({ min: 0.01, max: 50, noNaN: true }),
    price: fc.double({ min: 0, max: 1e3, noNaN: true }).map((value) => value + 0),
  },
  { requiredKeys: ["barcode", "name", "weightG", "price"] },
);

const fixture: fc.Arbitrary<Fixture> = fc.record(
  {
    gondola: index,
    kind: fc.constantFrom(...FIXTURE_KINDS),
    settledMs: fc.integer({ min: 200, max: 3000 }),
    hasDoorContact: fc.boolean(),
    pitches: fc.array(
      fc.record({ shelf: index, plateWidthM: fc.double({ min: 0.02, max: 5, noNaN: true }) }),
    ),
  },
  { requiredKeys: ["gondola", "kind"] },
);

const facing: fc.Arbitrary<Facing> = fc.record({
  gondola: index,
  shelf: index,
  plates: fc.uniqueArray(index, { minLength: 1 }).map((plates) => plates.sort((a, b) => a - b)),
  barcode: fc.option(barcode),
  place: fc.option(
    fc.record({
      x: metres,
      y: metres,
      z: metres,
      yawRad: metres,
      widthM: fc.double({ min: 0.01, max: 3, noNaN: true }),
      depthM: fc.double({ min: 0.01, max: 3, noNaN: true }),
    }),
  ),
});

const shop: fc.Arbitrary<ShopModel> = fc
  .tuple(fc.array(facing), fc.uniqueArray(product, { selector: (made) => made.barcode }))
  .map(([facings, products]) => ({
    facings,
    products: new Map(products.map((made) => [made.barcode, made])),
  }));

const onCells: fc.Arbitrary<ShopModel> = shop.map((made) => {
  const board = (gondola: number, channels: readonly number[]): Board => ({
    gondola,
    shelf: 1,
    plates: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    cells: channels.map((channel, at) => ({ channel, alongM: 0.1 * at })),
  });
  return { ...made, boards: [board(1, [1, 2, 3, 4]), board(2, [7])] };
});

const withFixtures: fc.Arbitrary<ShopModel> = fc
  .tuple(shop, fc.uniqueArray(fixture, { minLength: 1, selector: ({ gondola }) => gondola }))
  .map(([made, fixtures]) => ({ ...made, fixtures }));

const joint = fc.oneof(
  fc.constant([Number.NaN, Number.NaN, Number.NaN, Number.NaN]),
  fc.tuple(metres, metres, metres, fc.double({ min: 0, max: 1, noNaN: true })),
);
const hand = (name: HandView["hand"]): fc.Arbitrary<HandView[]> =>
  fc
    .uniqueArray(fc.tuple(barcode, fc.integer({ min: 1, max: 1000 })), {
      maxLength: 4,
      selector: ([one]) => one,
    })
    .map((shares) => {
      const total = shares.reduce((sum, [, share]) => sum + share, 1);
      const logs = [...shares.map(([, share]) => share), 1].map((share) => Math.log(share / total));
      const products = shares.map(([one]) => one);
      if (products.length === 0) return [];
      return [{ hand: name, products, logProbabilities: Float64Array.from(logs) }];
    });
const shopper: fc.Arbitrary<ShopperPose> = fc
  .tuple(
    shopperId,
    fc.array(joint, { minLength: 8, maxLength: JOINT_NAMES.length }),
    fc.tuple(hand("left"), hand("right")),
    fc.boolean(),
  )
  .map(([id, joints, views, isAmbiguous]) => {
    const hands = views.flat();
    const pose = {
      shopperId: id,
      joints: Float64Array.from(joints.flat()),
      ...(isAmbiguous ? { isAmbiguous } : {}),
    };
    return hands.length === 0 ? pose : { ...pose, hands };
  });

const batchOf = (timestampMs: number): fc.Arbitrary<Observation> =>
  fc
    .tuple(
      index,
      index,
      index,
      index,
      fc.infiniteStream(fc.float({ noDefaultInfinity: true })),
      fc.option(
        fc.array(fc.record({ fault: fc.string({ minLength: 1 }), shelf: index, plate: index })),
        { nil: undefined },
      ),
    )
    .map(([gondola, sampleCount, shelfCount, plateCount, stream, troubles]) => ({
      kind: "plates" as const,
      gondola,
      timestampMs,
      sampleRateHz: 60,
      sampleCount,
      shelfCount,
      plateCount,
      samplesG: Float32Array.from(stream.take(sampleCount * shelfCount * plateCount)),
      ...(troubles === undefined ? {} : { troubles }),
    }));
const frameOf = (timestampMs: number): fc.Arbitrary<Observation> =>
  fc
    .uniqueArray(shopper, { maxLength: 3, selector: (pose) => pose.shopperId })
    .map((shoppers) => ({ kind: "joints" as const, timestampMs, shoppers }));

/** One batch first, then any, 33 ms apart. */
const observations: fc.Arbitrary<Observation[]> = fc
  .array(fc.boolean(), { maxLength: 12 })
  .chain((areFrames) =>
    fc.tuple(
      ...[false, ...areFrames].map((isFrame, i) => {
        const timestampMs = START_S * 1000 + i * 33;
        return isFrame ? frameOf(timestampMs) : batchOf(timestampMs);
      }),
    ),
  );

const truth: fc.Arbitrary<Truth> = fc.record({
  receipts: fc.array(
    fc.record({
      targetId: fc.option(shopperId),
      products: fc.array(fc.record({ barcode, quantity: index })),
    }),
  ),
  events: fc.option(
    fc.array(
      fc.record({
        timestampMs: fc.integer({ min: 1, max: 2e9 }).map((second) => second * 1000),
        targetId: fc.option(shopperId),
        otherId: fc.option(shopperId),
        barcode,
        kind: fc.constantFrom(...TRUTH_EVENT_KINDS),
        gondola: index,
        shelf: index,
        plates: fc.array(index),
        weightG: metres,
      }),
    ),
  ),
});

function expectSame(read: readonly Observation[], written: readonly Observation[]): void {
  expect(read.length).toBe(written.length);
  for (const [i, expected] of written.entries()) {
    const found = read[i]!;
    expect(found.timestampMs).toBeCloseTo(expected.timestampMs, 2);
    if (expected.kind === "plates") {
      expect(found).toEqual({ ...expected, timestampMs: found.timestampMs });
      continue;
    }
    const poses = (found as typeof expected).shoppers;
    expect(poses.map((pose) => pose.shopperId)).toEqual(
      expected.shoppers.map((pose) => pose.shopperId),
    );
    for (const [j, { joints, hands, isAmbiguous }] of expected.shoppers.entries()) {
      expect(poses[j]!.isAmbiguous).toBe(isAmbiguous);
      expectSameHands(poses[j]!.hands, hands);
      for (const [k, value] of joints.entries()) {
        if (Number.isNaN(value)) expect(poses[j]!.joints[k]).toBeNaN();
        else expect(poses[j]!.joints[k]).toBeCloseTo(value, 12);
      }
    }
  }
}

/** By product: readers of JSON have short numbers before all other keys. */
function expectSameHands(
  read: readonly HandView[] | undefined,
  written: readonly HandView[] | undefined,
): void {
  const list = (views: readonly HandView[] | undefined) =>
    views?.map((view) => ({
      hand: view.hand,
      nothing: view.logProbabilities.at(-1)!,
      products: view.products.map((one, at) => [one, view.logProbabilities[at]!] as const),
    }));
  const [found, expected] = [list(read), list(written)];
  expect(found?.map((one) => one.hand)).toEqual(expected?.map((one) => one.hand));
  for (const [at, view] of (expected ?? []).entries()) {
    expect(found![at]!.nothing).toBeCloseTo(view.nothing, 2);
    const byProduct = new Map(found![at]!.products);
    expect(byProduct.size).toBe(view.products.length);
    for (const [one, log] of view.products) expect(byProduct.get(one)).toBeCloseTo(log, 2);
  }
}

describe("a recording written", () => {
  it("reads back as the same shop, observations and truth", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(shop, onCells, withFixtures),
        observations,
        truth,
        async (shopIn, seen, truthIn) => {
          await withFolder(async (dir) => {
            const recording = join(dir, "case-1");
            const writer = await createRecordingWriter(recording, shopIn);
            for (const observation of seen) await writer.write(observation);
            await writer.close(truthIn);
            expect(await findRecordings([dir])).toEqual([recording]);
            expect((await readShop(recording)).shop).toEqual(shopIn);
            expect(await readTruth(recording)).toEqual(truthIn);
            expectSame((await readAll(recording)).observations, seen);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("asks the caller to wait once its bound of text is kept back", async () => {
    await withFolder(async (dir) => {
      const writer = await createRecordingWriter(dir, EMPTY_SHOP);
      const waits: boolean[] = [];
      for (let i = 0; i < 200; i++) {
        const samplesG = new Float32Array(1260);
        const shape = { sampleCount: 12, shelfCount: 7, plateCount: 15, sampleRateHz: 60 };
        const timestampMs = START_S * 1000 + i * 100;
        const wait = writer.write({ kind: "plates", gondola: 1, timestampMs, ...shape, samplesG });
        waits.push(wait !== undefined);
        await wait;
      }
      await writer.close(null);
      expect(waits).toContain(true);
      expect(waits.filter(Boolean).length).toBeLessThan(10);
      expect((await readAll(dir)).observations.length).toBe(200);
      expect(await readTruth(dir)).toBeNull();
    });
  });

  it("is never written over", async () => {
    await withFolder(async (dir) => {
      await (await createRecordingWriter(dir, EMPTY_SHOP)).close(null);
      await expect(createRecordingWriter(dir, EMPTY_SHOP)).rejects.toMatchObject({
        code: "file-unwritable",
        message: expect.stringContaining("exists already"),
      });
    });
  });
});
