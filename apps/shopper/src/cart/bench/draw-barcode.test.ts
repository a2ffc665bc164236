import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { drawBarcode } from "./draw-barcode.ts";

const MODULE_PX = 3;
const QUIET_PX = 40;
const HEIGHT_PX = 80;

function addCheckDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** As a camera sees it. */
async function read(bars: string): Promise<readonly string[]> {
  const width = bars.length * MODULE_PX + 2 * QUIET_PX;
  const data = new Uint8ClampedArray(4 * width * HEIGHT_PX).fill(255);
  for (const [at, bar] of [...bars].entries()) {
    if (bar === "0") continue;
    for (let y = 0; y < HEIGHT_PX; y++) {
      const from = 4 * (y * width + QUIET_PX + at * MODULE_PX);
      for (let px = 0; px < MODULE_PX; px++) data.fill(0, from + 4 * px, from + 4 * px + 3);
    }
  }
  const picture = { data, width, height: HEIGHT_PX, colorSpace: "srgb" } as ImageData;
  const found = await readBarcodes(picture, { formats: ["AllRetail"] });
  return found.map(({ text }) => text.padStart(13, "0"));
}

describe("a drawn barcode", () => {
  beforeAll(async () => {
    const path = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
    const wasmBinary = new Uint8Array(readFileSync(path)).buffer;
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  });

  it("is read by a reader of codes as the number that it was drawn from", async () => {
    const digits = fc.stringMatching(/^[0-9]{12}$/).map(addCheckDigit);
    const drawn = fc.asyncProperty(digits, async (gtin) => {
      expect(await read(drawBarcode(gtin)!)).toEqual([gtin]);
    });
    await fc.assert(drawn, { numRuns: 40 });
  });

  it("is none of a number that has no bars of this kind", () => {
    expect(drawBarcode("4011")).toBeNull();
    expect(drawBarcode("95000001000021")).toBeNull();
  });
});
