import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Product } from "@saunter/engine/shop-model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordingWarningCode } from "../recordings/recording-codes.ts";
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
    { kind: "confirmation", timestampMs: 300, lineId: "a" },
    { kind: "removal", timestampMs: 300, lineId: "a" },
    { kind: "own", timestampMs: 310 },
    { kind: "fault", timestampMs: 320, tray: 1 },
    { kind: "lane", timestampMs: 330 },
    {
      kind: "step",
      timestampMs: 400,
      tray: 2,
      step: { changeG: 5, errorG: 1, levelG: 9, startMs: 1, settledMs: 4, isRolled: true },
    },
    {
      kind: "step",
      timestampMs: 500,
      tray: 2,
      step: {
        ...{ changeG: 6, errorG: 1, levelG: 15, levelErrorG: 0.5, startMs: 410, settledMs: 480 },
        ...{ isRolled: false, hasRolled: true },
      },
    },
    {
      kind: "rest",
      timestampMs: 700,
      tray: 2,
      rest: { levelG: 15.2, levelErrorG: 0.3, points: 5, spreadG: 0.7, noiseG: 0.6 },
    },
  ],
  truth: { habit: "honest", goods: ["8", "8"] },
};

const withProduct = (changes: object): string =>
  JSON.stringify({ version: 1, cartId: "c", products: [{ ...PRODUCT, ...changes }] });
const withBatch = (changes: object): string =>
  `${JSON.stringify({ tray: 0, timestampMs: 0, sampleRateHz: 10, samplesG: [5], ...changes })}\n`;
const withScan = (changes: object): string =>
  `${JSON.stringify({
    ...{ kind: "scan", timestampMs: 1, lineId: "a", barcode: "8", quantity: 1 },
    ...changes,
  })}\n`;
const withStep = (changes: object): string =>
  `${JSON.stringify({
    ...{ kind: "step", timestampMs: 9, tray: 2, changeG: 5, errorG: 1, levelG: 9 },
    ...{ startMs: 1, settledMs: 4, isRolled: true },
    ...changes,
  })}\n`;

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cart-recording-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a cart's recording", () => {
  it("is read as it was written, with the acts in their places", async () => {
    const own = join(dir, "trips", "one");
    await writeCartRecording(own, RECORDING);
    expect(await readCartRecording(own)).toEqual({ ...RECORDING, warnings: [] });
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
      '{"timestampMs":1,"kind":"confirmation","lineId":"a"}',
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
    ["cart.json", "", "cart.json: is not a JSON object"],
    ["cart.json", withProduct({ weightG: "5" }), "products[0].weightG: must be a number from 0.1"],
    ["cart.json", withProduct({ weightG: 0 }), "products[0].weightG: must be a number from 0.1"],
    ["cart.json", withProduct({ price: 4.99 }), "products[0].price: must be a whole number of min"],
    ["cart.json", withProduct({ price: -1 }), "products[0].price: must be a number from 0"],
    ["readings.json", withBatch({ timestampMs: "1" }), "readings.json:1: timestampMs: must be a"],
    ["readings.json", withBatch({ samplesG: "12" }), "readings.json:1: samplesG: must be a list"],
    ["readings.json", withBatch({ tray: 1.5 }), "readings.json:1: tray: must be a whole number"],
    ["readings.json", withBatch({}).replace("5]", "1e999]"), "samplesG[0]: must be grams, 1000000"],
    ["readings.json", withBatch({ samplesG: [0, -8388607] }), "samplesG[1]: must be grams"],
    [
      "readings.json",
      withBatch({}).replace('Ms":0', 'Ms":-1e999'),
      "timestampMs: must be a number",
    ],
    [
      "readings.json",
      withBatch({ samplesG: new Array(10).fill(0) }) + withBatch({ timestampMs: 1 }),
      "readings.json:2: timestampMs: tray 0's batch before lasts until 1000 ms; give milliseconds",
    ],
    ["readings.json", `${withBatch({})}{"tray":\n`, "readings.json:2: is not a JSON object"],
    [
      "acts.json",
      '{"kind":"own","timestampMs":9}\n{"kind":"own","timestampMs":8}',
      "acts.json:2: timestampMs: must not be before 9, the act before",
    ],
    ["acts.json", withStep({ tray: 1 }), "acts.json:1: tray: 1 has readings, so it has no steps"],
    ["acts.json", withStep({ isRolled: 1 }), "acts.json:1: isRolled: must be true or false"],
    ["acts.json", withStep({ startMs: 5 }), "acts.json:1: settledMs: must not be before startMs"],
    ["acts.json", withStep({ errorG: -1 }), "acts.json:1: errorG: must be a number from 0"],
    ["acts.json", withStep({ levelG: null }), "acts.json:1: levelG: must be a number"],
    ["acts.json", withScan({ weightG: null }), "acts.json:1: weightG: must be a number"],
    ["acts.json", withScan({ barcode: 8 }), "acts.json:1: barcode: must be a text"],
    ["truth.json", '{"goods":[],"habit":""}', "truth.json: habit: must be a text"],
  ])("names the place in %s where it is wrong: %s", async (file, text, message) => {
    const own = join(dir, "one");
    await writeCartRecording(own, RECORDING);
    await writeFile(join(own, file), text);
    await expect(readCartRecording(own)).rejects.toMatchObject({
      code: "cart-malformed",
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ["cart.json", "not-a-recording", "has no cart.json"],
    ["readings.json", "file-unreadable", "readings.json: cannot be read"],
    ["acts.json", "file-unreadable", "acts.json: cannot be read"],
  ])("without %s is refused", async (file, code, message) => {
    await writeCartRecording(join(dir, "one"), RECORDING);
    await rm(join(dir, "one", file));
    const read = findCartRecordings(dir).then(([own]) => readCartRecording(own!));
    await expect(read).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("whose catalogue weighs in kilograms is refused", async () => {
    await writeCartRecording(join(dir, "one"), RECORDING);
    await writeFile(join(dir, "one", "cart.json"), withProduct({ weightG: 0.527 }));
    await expect(readCartRecording(join(dir, "one"))).rejects.toMatchObject({
      code: "catalogue-unit",
      message: expect.stringContaining("weights are not grams"),
    });
  });

  it.each<readonly [string, string, RecordingWarningCode, number | null, string]>([
    ["acts.json", withScan({ barcode: "77" }), "cart-product-unknown", 1, "First: 77."],
    ["truth.json", '{"habit":"a","goods":["8","77"]}', "cart-product-unknown", null, "First: 77."],
    [
      "cart.json",
      '{"version":1,"cartId":"c","products":[{"barcode":"8","name":"a","weightG":5,"price":1},' +
        '{"barcode":"8","name":"b","weightG":7,"price":1}]}',
      "barcode-doubled",
      null,
      "First: 8.",
    ],
    [
      "readings.json",
      withBatch({}) + withBatch({ timestampMs: 3101 }),
      "clock-jump",
      2,
      "tray 0, 3001 ms",
    ],
    ["acts.json", '{"kind":"own","timestampMs":60301}', "clock-jump", 1, "from 0 to 300 ms"],
    ["acts.json", `${withScan({})}{"kind":"ow`, "line-cut", 2, "skipped"],
    [
      "readings.json",
      withBatch({ samplesG: new Array(10).fill(0) }) + withBatch({ timestampMs: 899 }),
      "cart-readings-overlap",
      2,
      "both are used",
    ],
  ])(
    "with something odd in %s (%s) is read, with a warning",
    async (file, text, code, line, message) => {
      const own = join(dir, "one");
      await writeCartRecording(own, RECORDING);
      await writeFile(join(own, file), text);
      const { warnings } = await readCartRecording(own);
      expect(warnings).toContainEqual({
        ...{ code, file: join(own, file), line, count: 1 },
        message: expect.stringContaining(message),
      });
    },
  );

  it.each([
    ["", "cart-nothing-weighed"],
    [withBatch({ samplesG: [null, null] }), "cart-nothing-weighed"],
    [withBatch({ samplesG: [0, 0.5] }), "cart-weights-still"],
  ])("with readings %j weighs nothing, and says so: %s", async (readings, code) => {
    const own = join(dir, "one");
    await writeCartRecording(own, RECORDING);
    await writeFile(join(own, "readings.json"), readings);
    await writeFile(join(own, "acts.json"), withScan({}));
    expect((await readCartRecording(own)).warnings).toMatchObject([{ code, count: 1 }]);
    await writeFile(join(own, "acts.json"), withScan({}) + withStep({}));
    expect((await readCartRecording(own)).warnings).toEqual([]);
  });

  it("keeps the first usable weight of a product that is listed twice", async () => {
    const own = join(dir, "one");
    await writeCartRecording(own, RECORDING);
    const products = [null, 500, 700].map((weightG) => ({ ...PRODUCT, weightG }));
    const cart = { version: 1, cartId: "c", products };
    await writeFile(join(own, "cart.json"), JSON.stringify(cart));
    expect((await readCartRecording(own)).products.get("8")?.weightG).toBe(500);
  });
});
