import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Product } from "@saunter/engine/shop-model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CartRecording } from "./cart-recording.ts";
import { findCartRecordings, readCartRecording } from "./read-cart-recording.ts";
import { writeCartRecording } from "./write-cart-recording.ts";

const PRODUCT: Product = { barcode: "8", name: "Coffee", weightG: 527, price: 499 };

const RECORDING: CartRecording = {
  cartId: "cart-7",
  products: new Map([
    ["8", PRODUCT],
    [
      "9",
      { barcode: "9", name: "Tea", weightG: Number.NaN, weightSpreadG: 3.5, price: 199 } as Product,
    ],
  ]),
  observations: [
    {
      kind: "weights",
      tray: 0,
      timestampMs: 0,
      sampleRateHz: 10,
      samplesG: Float32Array.of(0.5, Number.NaN),
    },
    { kind: "scan", timestampMs: 200, lineId: "a", barcode: "8", quantity: 2, weightG: 1000 },
    { kind: "weights", tray: 1, timestampMs: 200, sampleRateHz: 10, samplesG: Float32Array.of(7) },
    { kind: "removal", timestampMs: 300, lineId: "a" },
    { kind: "own", timestampMs: 310 },
    { kind: "fault", timestampMs: 320, tray: 1 },
    {
      kind: "step",
      timestampMs: 400,
      tray: 0,
      step: { changeG: 5, errorG: 1, levelG: 9, startMs: 1, settledMs: 4, isRolled: true },
    },
    {
      kind: "step",
      timestampMs: 500,
      tray: 0,
      step: {
        ...{ changeG: 6, errorG: 1, levelG: 15, levelErrorG: 0.5, startMs: 410, settledMs: 480 },
        ...{ isRolled: false, hasRolled: true },
      },
    },
    {
      kind: "rest",
      timestampMs: 700,
      tray: 0,
      rest: { levelG: 15.2, levelErrorG: 0.3, points: 5, spreadG: 0.7, noiseG: 0.6 },
    },
  ],
  truth: { habit: "honest", goods: ["8", "8"] },
};

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cart-recording-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a cart's recording", () => {
  it("is read as it was written, with the acts in their places", async () => {
    const own = join(dir, "trips", "one");
    await writeCartRecording(own, RECORDING);
    expect(await readCartRecording(own)).toEqual(RECORDING);
    expect(await findCartRecordings(join(dir, "trips"))).toEqual([own]);
    expect(await findCartRecordings(own)).toEqual([own]);
  });

  it("is not written over", async () => {
    await writeCartRecording(join(dir, "one"), RECORDING);
    await expect(writeCartRecording(join(dir, "one"), RECORDING)).rejects.toMatchObject({
      code: "file-unwritable",
    });
  });

  it("has no truth where there is no file of it", async () => {
    await writeCartRecording(join(dir, "one"), { ...RECORDING, truth: null });
    expect((await readCartRecording(join(dir, "one"))).truth).toBeNull();
  });

  it.each([
    ["cart.json", '{"version":2}', "cart.json: version: only 1 can be read"],
    ["cart.json", '{"version":1,"products":[{"barcode":"8"}]}', "products[0].name: must be a text"],
    ["readings.json", "\nno", "readings.json:2: is not a JSON object"],
    ["readings.json", '{"samplesG":[1,"2"]}', "readings.json:1: samplesG[1]: must be a number"],
    [
      "readings.json",
      '{"samplesG":[],"tray":0,"timestampMs":0,"sampleRateHz":0}',
      "sampleRateHz: must be a number from 0.1 to 1000",
    ],
    ["acts.json", '{"timestampMs":1,"kind":"pay"}', "acts.json:1: kind: must be scan, removal"],
    [
      "acts.json",
      '{"timestampMs":1,"kind":"removal","lineId":"a"}',
      "acts.json:1: lineId: a is on no",
    ],
    [
      "acts.json",
      '{"kind":"scan","timestampMs":1,"lineId":"a","barcode":"8","quantity":1.5}',
      "quantity: must be a whole number",
    ],
    [
      "acts.json",
      '{"kind":"scan","timestampMs":1,"lineId":"a","barcode":"8","quantity":1}\n'.repeat(2),
      "acts.json:2: lineId: a was scanned before",
    ],
    [
      "readings.json",
      '{"samplesG":[],"tray":0,"timestampMs":5,"sampleRateHz":9}\n'.repeat(2),
      "readings.json:2: timestampMs: must be after 5",
    ],
    ["acts.json", '{"kind":"own"}', "acts.json:1: timestampMs: must be a number"],
    ["truth.json", '{"goods":[1]}', "truth.json: goods: must be a list of texts"],
  ])("names the place in %s where it is wrong: %s", async (file, text, message) => {
    const own = join(dir, "one");
    await writeCartRecording(own, RECORDING);
    await writeFile(join(own, file), text);
    await expect(readCartRecording(own)).rejects.toMatchObject({
      code: "cart-malformed",
      message: expect.stringContaining(message),
    });
  });
});
