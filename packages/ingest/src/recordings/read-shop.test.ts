import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readShop } from "./read-shop.ts";
import {
  countByCode,
  REAL_RECORDINGS,
  toText,
  withFolder,
  writeFiles,
} from "./recording-fixture.ts";

const read = (planogram: string[], products: string[]) =>
  withFolder(async (dir) => {
    const files = { "planogram.json": toText(...planogram), "products.json": toText(...products) };
    await writeFiles(dir, files);
    return await readShop(dir);
  });

function row(barcode: string | null, plates: [number, number, number][], place?: object): string {
  return JSON.stringify({
    plate_ids: plates.map(([gondola, shelf, plate]) => ({
      shelf_id: { gondola_id: { id: gondola }, shelf_index: shelf },
      plate_index: plate,
    })),
    planogram_product_id: barcode === null ? {} : { id: barcode },
    global_coordinates: place,
  });
}

function product(barcode: string, weight?: unknown): string {
  return JSON.stringify({
    product_id: { barcode_type: "UPC", id: barcode },
    metadata: { name: `n${barcode}`, price: 2.5, weight },
  });
}

describe("the planogram", () => {
  it("gives facings with plates in order and the place of the whole", async () => {
    const translation = { x: 1.5, z: 0.27 };
    const transform = { translation, rotation: { z: 1.57 } };
    const place = { transform, dim_x: 0.4, dim_y: 0.41, dim_z: 0.2 };
    const plates: [number, number, number][] = [
      [2, 3, 10],
      [2, 3, 9],
    ];
    const { shop, warnings } = await read([row("1", plates, place)], [product("1", 5)]);
    expect(warnings).toEqual([]);
    expect(shop.facings).toEqual([
      {
        gondola: 2,
        shelf: 3,
        plates: [9, 10],
        barcode: "1",
        place: { x: 1.5, y: 0, z: 0.27, yawRad: 1.57, widthM: 0.4, depthM: 0.41 },
      },
    ]);
  });

  it("gives no place where the row has none that can be used", async () => {
    const transform = { translation: { x: 1 }, rotation: {} };
    const places = [
      undefined,
      {},
      { transform },
      { transform, dim_x: 0, dim_y: 1 },
      { transform: { translation: { x: "1" } }, dim_x: 1, dim_y: 1 },
    ];
    const { shop } = await read(
      places.map((place, i) => row("1", [[1, 1, i + 1]], place)),
      [product("1", 5)],
    );
    expect(shop.facings.map(({ place }) => place)).toEqual(places.map(() => null));
  });

  it("keeps what is wrong, and counts it with its first line", async () => {
    const rows = [
      row("1", [[1, 1, 1]]),
      row("2", [
        [1, 1, 1],
        [1, 1, 2],
      ]),
      row(null, [
        [1, 1, 1],
        [1, 1, 3],
      ]),
      row("9", [
        [1, 1, 4],
        [0, 1, 4],
      ]),
      row("1", []),
      "not json",
    ];
    const { shop, warnings } = await read(rows, [product("1", 5), product("2", 6)]);
    expect(shop.facings.map(({ barcode, plates }) => [barcode, ...plates])).toEqual([
      ["1", 1],
      ["2", 1, 2],
      [null, 1, 3],
      ["9", 4],
    ]);
    expect(warnings.map(({ code, line, count }) => [code, line, count])).toEqual([
      ["plate-doubled", 2, 1],
      ["row-without-product", 3, 1],
      ["product-unknown", 4, 1],
      ["row-malformed", 4, 2],
      ["line-malformed", 6, 1],
    ]);
  });

  it("splits a row that names plates of two shelves", async () => {
    const { shop } = await read(
      [
        row("1", [
          [1, 1, 1],
          [1, 2, 1],
        ]),
      ],
      [product("1", 5)],
    );
    expect(shop.facings.map(({ shelf, plates }) => [shelf, plates])).toEqual([
      [1, [1]],
      [2, [1]],
    ]);
  });
});

describe("the catalogue", () => {
  it("gives NaN for a weight that is missing, not positive or no number", async () => {
    const weights = [undefined, 0, -3, "39.3", null];
    const { shop, warnings } = await read(
      [],
      weights.map((weight, i) => product(`${i}`, weight)),
    );
    const nan = Number.NaN;
    expect([...shop.products.values()].map(({ weightG }) => weightG)).toEqual(
      weights.map(() => nan),
    );
    expect(countByCode(warnings)).toEqual({ "weight-missing": 5 });
  });

  it("keeps the first usable weight of a barcode listed twice", async () => {
    const products = [product("1"), product("1", 7), product("1", 8)];
    const { shop, warnings } = await read([], products);
    expect(shop.products.get("1")).toMatchObject({ weightG: 7, name: "n1", price: 2.5 });
    expect(countByCode(warnings)).toEqual({ "weight-missing": 1, "barcode-doubled": 2 });
  });

  it("counts entries without a barcode", async () => {
    expect(countByCode((await read([], ['{"metadata":{}}'])).warnings)).toEqual({
      "product-malformed": 1,
    });
  });
});

describe("a folder that is no recording", () => {
  it("is refused, naming the file that is missing", async () => {
    await withFolder(async (dir) => {
      await writeFiles(dir, { "planogram.json": "" });
      await expect(readShop(dir)).rejects.toMatchObject({
        code: "not-a-recording",
        file: join(dir, "products.json"),
      });
    });
  });
});

const isMissing = !existsSync(REAL_RECORDINGS);
const why = isMissing ? " (skipped: ../shared/data is missing)" : "";

describe.skipIf(isMissing)(`the real shop${why}`, () => {
  it("has its facings, products and known faults", async () => {
    const { shop, warnings } = await readShop(join(REAL_RECORDINGS, "recordings/BENCHMARK-1"));
    expect(shop.facings.length).toBe(114);
    expect(shop.products.size).toBe(361);
    expect(shop.products.get("898999010007")?.weightG).toBeGreaterThan(0);
    expect(countByCode(warnings)).toEqual({
      "row-without-product": 1,
      "weight-missing": 10,
      "barcode-doubled": 350,
    });
  });
});

describe("boards on load cells", () => {
  const board = (plates: unknown, cells: unknown, shelf = 1): string =>
    JSON.stringify({
      shelf_id: { gondola_id: { id: 1 }, shelf_index: shelf },
      plate_indices: plates,
      cells,
    });
  const FOUR = [
    { plate_index: 1 },
    { plate_index: 2 },
    { plate_index: 3, x: 0.5 },
    { plate_index: 4, x: 0.5 },
  ];
  const readBoards = (...lines: string[]) =>
    withFolder(async (dir) => {
      await writeFiles(dir, {
        "planogram.json": toText(row("1", [[1, 2, 1]])),
        "products.json": toText(product("1", 50)),
        "boards.json": toText(...lines),
      });
      return await readShop(dir);
    });

  it("are read, and a place of 0 may be left out", async () => {
    const { shop, warnings } = await readBoards(board([2, 1, 3], FOUR), board([4], [FOUR[3]], 3));
    expect(warnings).toEqual([]);
    expect(shop.boards).toEqual([
      {
        gondola: 1,
        shelf: 1,
        plates: [1, 2, 3],
        cells: [
          { channel: 1, alongM: 0 },
          { channel: 2, alongM: 0 },
          { channel: 3, alongM: 0.5 },
          { channel: 4, alongM: 0.5 },
        ],
      },
      { gondola: 1, shelf: 3, plates: [4], cells: [{ channel: 4, alongM: 0.5 }] },
    ]);
  });

  it.each([
    ["without cells", board([1], [])],
    ["of a cell without a place", board([1], [{ x: 0.1 }])],
    ["of a plate that is no number", board([1, "two"], FOUR)],
    ["of a cell where a plate weighs", board([2, 3], [{ plate_index: 1 }], 2)],
  ])("are skipped %s", async (_, line) => {
    const { shop, warnings } = await readBoards(line);
    expect(shop.boards).toEqual([]);
    expect(countByCode(warnings)).toEqual({ "board-malformed": 1 });
  });
});
