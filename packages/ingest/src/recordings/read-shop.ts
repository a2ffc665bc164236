import { join } from "node:path";
import { findBoardFault } from "@saunter/engine/sensing/boards";
import {
  type Board,
  type Facing,
  FIXTURE_KINDS,
  type Fixture,
  formatPlateKey,
  type PlatePlace,
  type Product,
  type ShelfPitch,
  type ShopModel,
} from "@saunter/engine/shop-model";
import { asObject, asPositiveInteger, findObject, type JsonObject } from "./json-text.ts";
import { LineReader } from "./line-reader.ts";
import { parseLine } from "./plate-line.ts";
import type { RecordingWarning } from "./recording-codes.ts";
import {
  BOARDS_FILE,
  FIXTURES_FILE,
  measureFile,
  measureNeededFile,
  PLANOGRAM_FILE,
  PRODUCTS_FILE,
} from "./recording-files.ts";
import { RECORDING_LIMITS } from "./recording-limits.ts";
import { type NoteWarning, WarningLog } from "./warning-log.ts";

/** Planograms and catalogues are small. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Reads the shop of the recording in `dir`: the planogram, the catalogue, the boards and the fixtures. What is wrong with
 * them is kept as it is wherever it can be, and counted. Throws RecordingError where a file is
 * missing or cannot be read.
 */
export async function readShop(
  dir: string,
): Promise<{ shop: ShopModel; warnings: RecordingWarning[] }> {
  await Promise.all([
    measureNeededFile(dir, PLANOGRAM_FILE),
    measureNeededFile(dir, PRODUCTS_FILE),
  ]);
  const log = new WarningLog();
  const planogramPath = join(dir, PLANOGRAM_FILE);
  const [products, rows, boardBytes, fixtureBytes] = await Promise.all([
    readProducts(join(dir, PRODUCTS_FILE), log),
    readRows(planogramPath, log),
    measureFile(dir, BOARDS_FILE),
    measureFile(dir, FIXTURES_FILE),
  ]);
  const facings = makeFacings(rows, products, log.noteIn(planogramPath));
  const boards =
    boardBytes === null ? null : await readBoards(join(dir, BOARDS_FILE), facings, log);
  const fixtures = fixtureBytes === null ? null : await readFixtures(join(dir, FIXTURES_FILE), log);
  const shop = {
    facings,
    products,
    ...(boards === null ? {} : { boards }),
    ...(fixtures === null ? {} : { fixtures }),
  };
  return { shop, warnings: log.list() };
}

async function readFixtures(path: string, log: WarningLog): Promise<Fixture[]> {
  const note = log.noteIn(path);
  const fixtures: Fixture[] = [];
  await readDocuments(path, note, (document, line) => {
    const fixture = readFixture(document);
    const isDouble = fixtures.some(({ gondola }) => gondola === fixture?.gondola);
    if (fixture === null || isDouble) note("fixture-malformed", line);
    else fixtures.push(fixture);
  });
  return fixtures;
}

function readFixture(document: JsonObject): Fixture | null {
  const gondola = asPositiveInteger(findObject(document, "gondola_id")?.id);
  const kind = FIXTURE_KINDS.find((one) => one === document.kind);
  if (gondola === undefined || kind === undefined) return null;
  const { settled_ms: settledMs, has_door_contact: hasDoorContact, shelves } = document;
  if (settledMs !== undefined && !(isNumber(settledMs) && settledMs > 0)) return null;
  if (hasDoorContact !== undefined && typeof hasDoorContact !== "boolean") return null;
  const pitches = shelves === undefined ? undefined : readPitches(shelves);
  if (pitches === null) return null;
  return {
    gondola,
    kind,
    ...(settledMs === undefined ? {} : { settledMs }),
    ...(hasDoorContact === undefined ? {} : { hasDoorContact }),
    ...(pitches === undefined ? {} : { pitches }),
  };
}

function readPitches(shelves: unknown): ShelfPitch[] | null {
  if (!Array.isArray(shelves)) return null;
  const pitches: ShelfPitch[] = [];
  for (const one of shelves) {
    const { shelf_index: index, plate_width: plateWidthM } = asObject(one) ?? {};
    const shelf = asPositiveInteger(index);
    if (shelf === undefined || !isNumber(plateWidthM) || plateWidthM <= 0) return null;
    pitches.push({ shelf, plateWidthM });
  }
  return pitches;
}

/** Boards that fit together with the planogram and with each other. */
async function readBoards(
  path: string,
  facings: readonly Facing[],
  log: WarningLog,
): Promise<Board[]> {
  const note = log.noteIn(path);
  const boards: Board[] = [];
  await readDocuments(path, note, (document, line) => {
    const board = readBoard(document);
    const fault = board === null ? "" : findBoardFault(board, boards, facings);
    if (board === null || fault !== null) note("board-malformed", line, fault ?? "");
    else boards.push(board);
  });
  return boards;
}

function readBoard(document: JsonObject): Board | null {
  const shelfId = findObject(document, "shelf_id");
  const gondola = asPositiveInteger(findObject(shelfId, "gondola_id")?.id);
  const shelf = asPositiveInteger(shelfId?.shelf_index);
  const { plate_indices: indices, cells } = document;
  if (gondola === undefined || shelf === undefined) return null;
  if (!Array.isArray(indices) || !Array.isArray(cells) || indices.length * cells.length === 0)
    return null;
  const plates = indices.map(asPositiveInteger).filter((plate) => plate !== undefined);
  const read = cells.flatMap((cell) => {
    const { plate_index: index, x: alongM = 0 } = asObject(cell) ?? {};
    const channel = asPositiveInteger(index);
    return channel === undefined || !isNumber(alongM) ? [] : [{ channel, alongM }];
  });
  if (plates.length < indices.length || read.length < cells.length) return null;
  return { gondola, shelf, plates: plates.sort((a, b) => a - b), cells: read };
}

/** Hands every document of a file, a line each, to `take`. */
async function readDocuments(
  path: string,
  note: NoteWarning,
  take: (document: JsonObject, line: number) => void,
): Promise<void> {
  const reader = new LineReader(path, { ...RECORDING_LIMITS, blockBytes: BLOCK_BYTES });
  try {
    while (!reader.ended) {
      while (reader.take()) {
        const document = parseLine(reader, note);
        if (document !== undefined) take(document, reader.line);
      }
      await reader.fill();
    }
  } finally {
    await reader.close();
  }
}

async function readProducts(path: string, log: WarningLog): Promise<Map<string, Product>> {
  const note = log.noteIn(path);
  const products = new Map<string, Product>();
  await readDocuments(path, note, (document, line) => {
    const product = readProduct(document);
    if (product === null) {
      note("product-malformed", line);
      return;
    }
    const { barcode, weightG } = product;
    if (Number.isNaN(weightG)) note("weight-missing", line, barcode);
    const known = products.get(barcode);
    if (known !== undefined) note("barcode-doubled", line, barcode);
    if (known === undefined || Number.isNaN(known.weightG)) products.set(barcode, product);
  });
  return products;
}

function readProduct(document: JsonObject): Product | null {
  const barcode = findObject(document, "product_id")?.id;
  if (typeof barcode !== "string" || barcode === "") return null;
  const { name, weight, weight_spread: spread, price } = asObject(document.metadata) ?? {};
  return {
    barcode,
    name: typeof name === "string" ? name : "",
    weightG: isNumber(weight) && weight > 0 ? weight : Number.NaN,
    ...(isNumber(spread) && spread > 0 ? { weightSpreadG: spread } : {}),
    // The format leaves a number of 0 out.
    price: isNumber(price) ? price : 0,
  };
}

interface PlanogramRow {
  readonly document: JsonObject;
  readonly line: number;
}

async function readRows(path: string, log: WarningLog): Promise<PlanogramRow[]> {
  const rows: PlanogramRow[] = [];
  await readDocuments(path, log.noteIn(path), (document, line) => rows.push({ document, line }));
  return rows;
}

function makeFacings(
  rows: readonly PlanogramRow[],
  products: ReadonlyMap<string, Product>,
  note: NoteWarning,
): Facing[] {
  const facings: Facing[] = [];
  const barcodeByPlate = new Map<string, string>();
  for (const { document, line } of rows) {
    const barcode = readBarcode(document);
    if (barcode === null) note("row-without-product", line);
    else if (!products.has(barcode)) note("product-unknown", line, barcode);
    for (const facing of readFacings(document, barcode, line, note)) {
      facings.push(facing);
      if (barcode !== null) notePlatesDoubled(facing, barcode, barcodeByPlate, line, note);
    }
  }
  return facings;
}

function readBarcode(document: JsonObject): string | null {
  const id = findObject(document, "planogram_product_id")?.id;
  return typeof id === "string" && id !== "" ? id : null;
}

/** One facing; or one a shelf where a row names plates of several, the first of them placed. */
function readFacings(
  document: JsonObject,
  barcode: string | null,
  line: number,
  note: NoteWarning,
): Facing[] {
  const shelves = new Map<string, { gondola: number; shelf: number; plates: Set<number> }>();
  const plateIds = Array.isArray(document.plate_ids) ? document.plate_ids : [];
  for (const plateId of plateIds) {
    const shelfId = findObject(plateId, "shelf_id");
    const gondola = asPositiveInteger(findObject(shelfId, "gondola_id")?.id);
    const shelf = asPositiveInteger(shelfId?.shelf_index);
    const plate = asPositiveInteger(asObject(plateId)?.plate_index);
    if (gondola === undefined || shelf === undefined || plate === undefined) {
      note("row-malformed", line, "a plate without gondola, shelf or index");
      continue;
    }
    const key = `${gondola}/${shelf}`;
    const known = shelves.get(key);
    if (known === undefined) shelves.set(key, { gondola, shelf, plates: new Set([plate]) });
    else known.plates.add(plate);
  }
  if (plateIds.length === 0) note("row-malformed", line, "a row without plates");
  const place = readPlace(document);
  return [...shelves.values()].map(({ gondola, shelf, plates }, i) => ({
    gondola,
    shelf,
    plates: [...plates].sort((a, b) => a - b),
    barcode,
    place: i === 0 ? place : null,
  }));
}

function readPlace(document: JsonObject): PlatePlace | null {
  const place = asObject(document.global_coordinates);
  const transform = asObject(place?.transform);
  if (place === undefined || transform === undefined) return null;
  const { x = 0, y = 0, z = 0 } = asObject(transform.translation) ?? {};
  const { z: yawRad = 0 } = asObject(transform.rotation) ?? {};
  const { dim_x: widthM, dim_y: depthM } = place;
  const isPlace = isNumber(x) && isNumber(y) && isNumber(z) && isNumber(yawRad) && isNumber(widthM);
  if (!isPlace || !isNumber(depthM) || widthM <= 0 || depthM <= 0) return null;
  return { x, y, z, yawRad, widthM, depthM };
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function notePlatesDoubled(
  facing: Facing,
  barcode: string,
  barcodeByPlate: Map<string, string>,
  line: number,
  note: NoteWarning,
): void {
  for (const plate of facing.plates) {
    const key = formatPlateKey(facing.gondola, facing.shelf, plate);
    const other = barcodeByPlate.get(key);
    if (other === undefined) barcodeByPlate.set(key, barcode);
    else if (other !== barcode) note("plate-doubled", line, `${key} has ${other} and ${barcode}`);
  }
}
