import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCartRecording } from "../cart-recordings/read-cart-recording.ts";
import { findRecordings } from "./find-recordings.ts";
import { readShop } from "./read-shop.ts";
import { readTruth } from "./read-truth.ts";
import {
  RECORDING_ERRORS,
  RECORDING_WARNINGS,
  RecordingError,
  type RecordingErrorCode,
  type RecordingWarningCode,
} from "./recording-codes.ts";
import {
  jointLine,
  plateLine,
  readAll,
  readText,
  START_S,
  toText,
  withFolder,
  writeFiles,
} from "./recording-fixture.ts";
import { checkWrittenUnits } from "./unit-fixture.ts";
import { createRecordingWriter } from "./write-recording.ts";

const GOOD = plateLine(START_S);
const LATER = START_S + 0.1;
const PRODUCT = '{"product_id":{"id":"1"},"metadata":{"name":"a","weight":5,"price":1}}';
const PLATE = '{"shelf_id":{"gondola_id":{"id":1},"shelf_index":1},"plate_index":1}';
const ROW = `{"plate_ids":[${PLATE}],"planogram_product_id":{"id":"1"}}`;

const withPlates = (...lines: string[]) => codesOf(() => readText(toText(GOOD, ...lines)));
const withJoints = (...lines: string[]) => codesOf(() => readText(toText(GOOD), toText(...lines)));
const withShop = (planogram: string, products: string) =>
  codesOf(() =>
    withFolder(async (dir) => {
      await writeFiles(dir, { "planogram.json": planogram, "products.json": products });
      return await readShop(dir);
    }),
  );
const withFiles = (
  files: Record<string, string>,
  use: (dir: string) => Promise<{ warnings: { code: string }[] } | unknown>,
) =>
  codesOf(() =>
    withFolder(async (dir) => {
      await writeFiles(dir, files);
      return (await use(dir)) as { warnings: { code: string }[] };
    }),
  );

const SCAN = '{"kind":"scan","timestampMs":1,"lineId":"a","barcode":"8","quantity":1}';
const TRAY = '{"tray":0,"timestampMs":0,"sampleRateHz":10,"samplesG":[0,0,0,0]}';
const CART = {
  version: 1,
  cartId: "c",
  products: [{ barcode: "8", name: "a", weightG: 527, price: 1 }],
};
const withCart = (readings: string, acts: string) =>
  withFiles(
    { "cart.json": JSON.stringify(CART), "readings.json": readings, "acts.json": acts },
    readCartRecording,
  );

/** Codes of the warnings, or of the error. */
async function codesOf(read: () => Promise<{ warnings: { code: string }[] }>): Promise<string[]> {
  try {
    return (await read()).warnings.map(({ code }) => code);
  } catch (error) {
    if (error instanceof RecordingError) return [error.code];
    throw error;
  }
}

const cases: Record<RecordingErrorCode | RecordingWarningCode, () => Promise<string[]>> = {
  "not-a-recording": () => withFiles({ "plate_data.json": GOOD }, readShop),
  "no-recordings": () => withFiles({ "a/b.txt": "" }, (dir) => findRecordings([dir])),
  "file-unreadable": () =>
    codesOf(() =>
      withFolder(async (dir) => {
        await mkdir(join(dir, "plate_data.json"));
        return await readAll(dir);
      }),
    ),
  "file-unwritable": () =>
    withFiles({ "plate_data.json": "" }, (dir) =>
      createRecordingWriter(dir, { facings: [], products: new Map() }),
    ),
  "line-too-long": () => codesOf(() => readText(toText(GOOD), null, { lineBytesMax: 100 })),
  "no-batches": () => codesOf(() => readText("")),
  "cart-malformed": () => withFiles({ "cart.json": "[]" }, readCartRecording),
  "truth-malformed": () => withFiles({ "truth.json": "[]" }, readTruth),
  "plates-unit": () => codesOf(() => checkWrittenUnits({ plates: 0.001 })),
  "catalogue-unit": () => codesOf(() => checkWrittenUnits({ catalogue: 0.001 })),
  "joints-unit": () => codesOf(() => checkWrittenUnits({ joints: 2.54 })),
  "joints-axes": () => codesOf(() => checkWrittenUnits({ areJointsTurned: true })),
  "places-unit": () => codesOf(() => checkWrittenUnits({ places: 100 })),
  "line-malformed": () => withPlates('{"timestamp":'),
  "line-cut": () => codesOf(() => readText(toText(GOOD) + plateLine(LATER).slice(0, 99))),
  "not-utf8": () => {
    const frame = jointLine(START_S, '"\u00e9"');
    return codesOf(() => readText(toText(GOOD), Buffer.from(toText(frame), "latin1")));
  },
  "timestamp-missing": () => withPlates(plateLine(null)),
  "gondola-missing": () => withPlates(plateLine(LATER, { gondola: "one" })),
  "shape-wrong": () => withPlates(plateLine(LATER, { shape: [12, 1] })),
  "data-length-wrong": () => withPlates(plateLine(LATER, { shape: [2, 2, 4] })),
  "sample-rate-wrong": () => withPlates(plateLine(LATER, { sampleRateHz: 0 })),
  "samples-infinite": () =>
    withPlates(plateLine(LATER, { shape: [1, 1, 2], samplesG: [1, -Infinity] })),
  "plate-fault-malformed": () =>
    withPlates(plateLine(LATER).replace('"plate_data":{', '"plate_data":{"faults":[{"shelf":1}],')),
  "late-dropped": () => withPlates(plateLine(START_S + 0.9), plateLine(START_S - 5)),
  "duplicate-dropped": () => withPlates(GOOD),
  "clock-jump": () => withPlates(plateLine(START_S + 60)),
  "targets-malformed": () => withJoints(jointLine(START_S, "null")),
  "target-doubled": () => withJoints(jointLine(START_S, '"7"', '"7"')),
  "camera-malformed": () =>
    withJoints(`{"timestamp":${START_S},"document":{"cameras":[{"fault":"black"}]}}`),
  "doubt-malformed": () =>
    withJoints(`{"timestamp":${START_S},"document":{"doubts":[{"ids":["7"]}]}}`),
  "held-malformed": () => withJoints(jointLine(START_S, '"1"},"held":{"left":{"products":{}}')),
  "joints-missing": () => codesOf(() => readText(toText(GOOD), null)),
  "row-malformed": () => withShop('{"planogram_product_id":{"id":"1"}}', PRODUCT),
  "row-without-product": () => withShop(`{"plate_ids":[${PLATE}]}`, PRODUCT),
  "plate-doubled": () => withShop(toText(ROW, ROW.replace('"id":"1"', '"id":"2"')), PRODUCT),
  "board-malformed": () =>
    withFiles({ "planogram.json": ROW, "products.json": PRODUCT, "boards.json": "{}" }, readShop),
  "fixture-malformed": () =>
    withFiles({ "planogram.json": ROW, "products.json": PRODUCT, "fixtures.json": "{}" }, readShop),
  "product-malformed": () => withShop(ROW, "{}"),
  "product-unknown": () => withShop(ROW, PRODUCT.replace('"1"', '"2"')),
  "weight-missing": () => withShop(ROW, PRODUCT.replace('"weight":5', '"weight":-5')),
  "barcode-doubled": () => withShop(ROW, toText(PRODUCT, PRODUCT)),
  "cart-product-unknown": () => withCart("", SCAN.replace('"8"', '"9"')),
  "cart-nothing-weighed": () => withCart("", ""),
  "cart-weights-still": () => withCart(TRAY, SCAN),
  "cart-readings-overlap": () => withCart(toText(TRAY, TRAY.replace('Ms":0', 'Ms":250')), ""),
};

describe("the table of codes", () => {
  it("holds every code that the cases below produce, and no other", () => {
    const codes = [...Object.keys(RECORDING_ERRORS), ...Object.keys(RECORDING_WARNINGS)];
    expect(Object.keys(cases).sort()).toEqual(codes.sort());
  });

  it("describes each code in one sentence or more, on one line", () => {
    for (const description of Object.values({ ...RECORDING_ERRORS, ...RECORDING_WARNINGS })) {
      expect(description).toMatch(/^[A-Z\w][^\n]+\.$/i);
    }
  });

  it.each(Object.entries(cases))("%s is produced", async (code, produce) => {
    expect(await produce()).toContain(code);
  });
});

describe("a warning", () => {
  it("names the file, the first line and the count", async () => {
    const { warnings } = await readText(toText(GOOD, "{", "", "[]", plateLine(LATER)));
    expect(warnings).toMatchObject([{ code: "line-malformed", line: 2, count: 2 }]);
    expect(warnings[0]!.file).toMatch(/plate_data\.json$/);
  });
});

describe("an error", () => {
  it("names the file and the line in its fields and in its message", async () => {
    const read = readText(toText(GOOD, "x".repeat(2000)), null, { lineBytesMax: 1000 });
    const error = await read.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RecordingError);
    expect(error).toMatchObject({ code: "line-too-long", line: 2 });
    expect((error as Error).message).toMatch(/plate_data\.json:2: .*1000 bytes/);
  });
});
