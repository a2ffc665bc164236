import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createEngine, finishEngine, stepEngine } from "../engine.ts";
import type { JointFrame, Observation } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import type { ShopModel } from "../shop-model.ts";
import {
  type Body,
  createFacing,
  createJoints,
  createShop,
  createSignal,
  cutBatches,
  recordPlates,
} from "../test-builders.ts";
import { layOutBoards } from "./boards.ts";
import { createGondolaFrontEnd, pushBatch } from "./front-end.ts";
import {
  checkShopUnits,
  createUnitWatch,
  findUnitReasons,
  isUnitUncertain,
  type LengthUnit,
  type UnitFault,
  watchJointUnits,
  watchPlateUnits,
} from "./units.ts";

const WEIGHTS_G = { a: 67, b: 139, c: 390, d: 621.7 };
const SHOP = createShop(
  Object.keys(WEIGHTS_G).map((barcode, at) => createFacing(1, [2 * at + 1, 2 * at + 2], barcode)),
  WEIGHTS_G,
);

interface Change {
  readonly second: number;
  readonly plate: number;
  readonly grams: number;
}

/** A pick of each product, and one put back; the middle of an item lies on its first plate. */
const PICKS: readonly Change[] = [
  { second: 8, plate: 3, grams: -141 },
  { second: 16, plate: 5, grams: -386 },
  { second: 24, plate: 5, grams: 386 },
  { second: 32, plate: 7, grams: -615 },
];

/** Plates that read so much for a gram. */
function batchesOf(readsAs: number, changes = PICKS, { noiseG = 0.6, quantum = 0 } = {}) {
  const signal = createSignal(createRandom(7), noiseG, changes);
  const read = (second: number, shelf: number, plate: number): number => {
    const value = readsAs * signal(second, shelf, plate);
    return quantum === 0 ? value : Math.round(value / quantum) * quantum;
  };
  return cutBatches(recordPlates(40, read, { plates: 8 }));
}

function watchPlates(shop: ShopModel, batches: ReturnType<typeof batchesOf>) {
  const watch = createUnitWatch(createShopIndex(shop, ENGINE_PARAMETERS));
  const frontEnd = createGondolaFrontEnd(1, ENGINE_PARAMETERS.sensing);
  const boards = layOutBoards(watch.index, 1, 2);
  const faults: UnitFault[] = [];
  for (const batch of batches) {
    pushBatch(
      frontEnd,
      batch,
      [],
      () => {},
      () => {
        const fault = watchPlateUnits(watch, frontEnd, boards);
        if (fault !== null) faults.push(fault);
      },
    );
  }
  return { watch, faults };
}

describe("plates", () => {
  it.each([
    ["kilograms", 1 / 1000, "Multiply the readings by 1000"],
    ["pounds", 1 / 453.592, "Multiply the readings by 454"],
    ["newtons", 9.80665 / 1000, "Multiply the readings by 102"],
    ["ounces", 1 / 28.3495, "Multiply the readings by 28.3"],
    ["tenths of a gram", 10, "Divide the readings by 10"],
    ["milligrams", 1000, "Divide the readings by 1000"],
  ])("that read %s are named, once, with what to do", (name, readsAs, remedy) => {
    const { faults } = watchPlates(SHOP, batchesOf(readsAs));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: "plates-unit" });
    expect(faults[0]!.message).toContain(`Gondola 1 reads ${name}, not grams`);
    expect(faults[0]!.message).toContain(remedy);
  });

  it("that read raw counts of an amplifier are reported with their factor", () => {
    const changes = [...PICKS, { second: 36, plate: 1, grams: -67 }];
    const { faults } = watchPlates(SHOP, batchesOf(420, changes));
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Gondola 1 does not read grams: .* 4[12]\d times .*Calibrate/),
    ]);
  });

  it.each([
    { title: "of 60 Hz and 0.6 g of noise", options: {} },
    { title: "that are very quiet", options: { noiseG: 0.06 } },
    { title: "that are loud", options: { noiseG: 6 } },
    { title: "that show whole grams", options: { noiseG: 0.4, quantum: 1 } },
    { title: "that show steps of 5 g", options: { noiseG: 2, quantum: 5 } },
  ])("in grams $title are not questioned", ({ options }) => {
    const { faults, watch } = watchPlates(SHOP, batchesOf(1, PICKS, options));
    expect(faults).toEqual([]);
    expect(isUnitUncertain(watch)).toBe(false);
    expect(watch.plates.get(1)!.logRatios.length).toBeGreaterThan(2);
  });

  it("in grams are not questioned where a coarse, still scale drifts over one of its steps", () => {
    const drift = [{ second: 8.05, plate: 3, grams: 0.3 }];
    const { faults, watch } = watchPlates(SHOP, batchesOf(1, drift, { noiseG: 0, quantum: 0.3 }));
    expect(faults).toEqual([]);
    expect(isUnitUncertain(watch)).toBe(false);
  });

  it("in kilograms are named after one pick, as no plate in grams is so quiet", () => {
    const { faults } = watchPlates(SHOP, batchesOf(0.001, PICKS.slice(0, 1)));
    expect(faults).toHaveLength(1);
  });

  it("in ounces are ambiguous after one pick, and are named after another one", () => {
    const loud = { noiseG: 3 };
    const one = watchPlates(SHOP, batchesOf(1 / 28.3495, PICKS.slice(0, 1), loud));
    expect(one.faults).toEqual([]);
    expect(isUnitUncertain(one.watch)).toBe(true);
    const { reasons, probabilityMost } = findUnitReasons(one.watch, []);
    expect(reasons).toHaveLength(1);
    expect(probabilityMost).toBeLessThan(0.88);
    expect(watchPlates(SHOP, batchesOf(1 / 28.3495, PICKS, loud)).faults).toHaveLength(1);
  });

  it("in grams are not questioned for an item ten times as heavy that is put there and taken again", () => {
    const misplaced = [
      { second: 8, plate: 1, grams: 660 },
      { second: 16, plate: 1, grams: -660 },
      { second: 24, plate: 1, grams: 660 },
    ];
    expect(watchPlates(SHOP, batchesOf(1, misplaced)).faults).toEqual([]);
  });

  it("with lost samples are judged by what is left", () => {
    const batches = batchesOf(0.001);
    for (const [at, { samplesG }] of batches.entries()) if (at % 7 === 0) samplesG.fill(Number.NaN);
    expect(watchPlates(SHOP, batches).faults.length).toBeLessThanOrEqual(1);
  });
});

describe("a catalogue", () => {
  const scaled = (factor: number): ShopModel =>
    createShop(
      SHOP.facings,
      Object.fromEntries(Object.entries(WEIGHTS_G).map(([name, g]) => [name, g * factor])),
    );

  it.each([
    ["kilograms", 0.001],
    ["pounds", 1 / 453.592],
    ["milligrams", 1000],
  ])("in %s is named before anything is read", (_, factor) => {
    expect(checkShopUnits(scaled(factor), ENGINE_PARAMETERS.units)).toMatchObject([
      { code: "catalogue-unit" },
    ]);
  });

  it("in ounces is named when products are taken", () => {
    expect(checkShopUnits(scaled(1 / 28.3495), ENGINE_PARAMETERS.units)).toEqual([]);
    const { faults } = watchPlates(scaled(1 / 28.3495), batchesOf(1));
    expect(faults).toMatchObject([{ code: "catalogue-unit" }]);
  });

  it("with single slips, or without weights, is in grams", () => {
    expect(checkShopUnits(SHOP, ENGINE_PARAMETERS.units)).toEqual([]);
    const slips = createShop(SHOP.facings, { ...WEIGHTS_G, a: 1.6, b: Number.NaN });
    expect(checkShopUnits(slips, ENGINE_PARAMETERS.units)).toEqual([]);
    expect(
      checkShopUnits(createShop(SHOP.facings, { a: Number.NaN }), ENGINE_PARAMETERS.units),
    ).toEqual([]);
    expect(checkShopUnits({ facings: [], products: new Map() }, ENGINE_PARAMETERS.units)).toEqual(
      [],
    );
  });
});

describe("shelf positions", () => {
  const placedBy = (factor: number): ShopModel => ({
    ...SHOP,
    facings: SHOP.facings.map((facing) => {
      const { place } = facing;
      if (place === null) return facing;
      const { x, y, z, widthM, depthM } = place;
      const [a, b, c, w, d] = [x, y, z, widthM, depthM].map((value) => value * factor);
      return { ...facing, place: { ...place, x: a!, y: b!, z: c!, widthM: w!, depthM: d! } };
    }),
  });

  it.each([
    ["inches", 39.37],
    ["centimetres", 100],
    ["millimetres", 1000],
  ])("in %s are named", (_, factor) => {
    expect(checkShopUnits(placedBy(factor), ENGINE_PARAMETERS.units)).toMatchObject([
      { code: "places-unit" },
    ]);
  });

  it("in metres are not", () => {
    expect(checkShopUnits(placedBy(1), ENGINE_PARAMETERS.units)).toEqual([]);
  });
});

const METRES: Readonly<Record<LengthUnit, number>> = {
  metres: 1,
  centimetres: 0.01,
  millimetres: 0.001,
  inches: 0.0254,
  feet: 0.3048,
};

/** Frames of people, what they read being `scale` times what it should be. */
function framesOf(scale: number, people: readonly Body[] = [{ x: 0.3, y: -0.6 }]): JointFrame[] {
  return Array.from({ length: 20 }, (_, at) => ({
    kind: "joints",
    timestampMs: 1_000_000 + 66 * at,
    shoppers: people.map((body, k) => ({
      shopperId: String(k),
      joints: createJoints(body).map((value, i) => (i % 4 === 3 ? value : value * scale)),
    })),
  }));
}

function watchFrames(frames: readonly JointFrame[], jointUnit: LengthUnit): UnitFault[] {
  const watch = createUnitWatch(createShopIndex(SHOP, ENGINE_PARAMETERS), { jointUnit });
  return frames.flatMap((frame) => watchJointUnits(watch, frame) ?? []);
}

describe("joints", () => {
  const cases = (["metres", "inches"] as const).flatMap((expected) =>
    (Object.keys(METRES) as LengthUnit[])
      .filter((unit) => unit !== expected)
      .map((unit) => ({ expected, unit })),
  );

  it.each(cases)(
    "in $unit, where $expected are asked for, are named once",
    ({ expected, unit }) => {
      const faults = watchFrames(framesOf(METRES[expected] / METRES[unit]), expected);
      expect(faults).toHaveLength(1);
      expect(faults[0]!.code).toBe("joints-unit");
      expect(faults[0]!.message).toContain(`Joints are in ${unit}, not in ${expected}`);
    },
  );

  it.each([
    { title: "tall", scale: 1.2 },
    { title: "of usual size", scale: 1 },
    { title: "children", scale: 0.55 },
  ])("of people who are $title are in metres", ({ scale }) => {
    expect(watchFrames(framesOf(scale), "metres")).toEqual([]);
  });

  it("whose third axis is not height are named", () => {
    const lying = framesOf(1).map((frame) => ({
      ...frame,
      shoppers: frame.shoppers.map((one) => ({
        ...one,
        // x, z, y: the height is given second.
        joints: one.joints.map((_, i) => one.joints[[0, 2, 1, 3][i % 4]! + 4 * Math.floor(i / 4)]!),
      })),
    }));
    expect(watchFrames(lying, "metres")).toMatchObject([{ code: "joints-axes" }]);
  });

  it("that are not seen, or all at one point, say nothing", () => {
    for (const scale of [Number.NaN, 0]) {
      expect(watchFrames(framesOf(scale), "metres")).toEqual([]);
    }
  });
});

describe("the engine", () => {
  function run(shop: ShopModel, readsAs: number, scale = 1, people?: readonly Body[]) {
    const [frame] = framesOf(scale, people);
    const frames = Array.from({ length: 600 }, (_, at) => ({
      ...frame!,
      timestampMs: 1_000_000 + 66 * at,
    }));
    const observations: Observation[] = [...batchesOf(readsAs), ...frames];
    observations.sort((a, b) => a.timestampMs - b.timestampMs);
    const engine = createEngine(shop);
    for (const observation of observations) stepEngine(engine, observation);
    return finishEngine(engine);
  }

  it("reviews all receipts of plates in kilograms, and none of plates in grams", () => {
    const before = { x: 0.5, y: -0.5 };
    const bad = run(SHOP, 0.001, 1, [before]);
    expect(bad.warnings.map(({ code }) => code)).toContain("plates-unit");
    expect(bad.receipts).toHaveLength(1);
    expect(bad.receipts[0]).toMatchObject({ needsReview: true });
    expect(bad.receipts[0]!.probabilityExact).toBeLessThan(0.2);
    expect(bad.receipts[0]!.faults).toContain("scales do not read grams");
    const good = run(SHOP, 1, 1, [before]);
    expect(good.warnings).toEqual([]);
    expect(good.receipts[0]!.faults).toEqual([]);
    expect(good.receipts[0]!.products.length).toBeGreaterThan(0);
  });

  it("reviews all receipts of joints in inches", () => {
    const { receipts, warnings } = run(SHOP, 1, 39.37);
    expect(warnings.map(({ code }) => code)).toContain("joints-unit");
    expect(receipts[0]!.faults).toContain("joints of shoppers are not in metres");
  });

  it("says which gondolas nobody knows the position of, and reviews who shared the shop there", () => {
    const facings = SHOP.facings.map((facing) => ({ ...facing, place: null }));
    const shop = { ...SHOP, facings };
    const alone = run(shop, 1, 1, [{ x: 0.3, y: -0.5 }]);
    expect(alone.warnings).toEqual([
      { code: "places-missing", message: expect.stringContaining("gondola 1"), count: 1 },
    ]);
    expect(alone.receipts[0]!.faults).toEqual([]);
    const both = run(shop, 1, 1, [
      { x: 0.3, y: -0.5 },
      { x: 0.9, y: -0.5 },
    ]);
    expect(both.receipts).toHaveLength(2);
    for (const receipt of both.receipts) {
      expect(receipt.needsReview).toBe(true);
      expect(receipt.reasons.join()).toContain("shelf positions of gondola 1");
    }
  });
});
