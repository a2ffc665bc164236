import { join } from "node:path";
import type { Facing, PlatePlace, Product, ShopModel } from "@saunter/perception/shop-model";
import { formatPlateKey } from "@saunter/perception/shop-model";
import { asObject, asPositiveInteger, findObject, type JsonObject } from "./json-text.ts";
import { LineReader } from "./line-reader.ts";
import { parseLine } from "./plate-line.ts";
import type { RecordingWarning } from "./recording-codes.ts";
import { measureNeededFile, PLANOGRAM_FILE, PRODUCTS_FILE } from "./recording-files.ts";
import { RECORDING_LIMITS } from "./recording-limits.ts";
import { type NoteWarning, WarningLog } from "./warning-log.ts";

/**
 * Reads the shop of the recording in `dir`: the planogram and the catalogue. What is wrong with
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
  const products = await readProducts(join(dir, PRODUCTS_FILE), log);
  const facings = await readPlanogram(join(dir, PLANOGRAM_FILE), products, log);
  return { shop: { facings, products }, warnings: log.list() };
}

async function* readDocuments(
  path: string,
  note: NoteWarning,
): AsyncGenerator<{ document: JsonObject; line: number }> {
  const reader = new LineReader(path, { ...RECORDING_LIMITS, blockBytes: 64 * 1024 });
  try {
    while (!reader.ended) {
      while (reader.take()) {
        const document = parseLine(reader, note);
        if (document !== undefined) yield { document, line: reader.line };
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
  for await (const { document, line } of readDocuments(path, note)) {
    const barcode = findObject(document, "product_id")?.id;
    if (typeof barcode !== "string" || barcode === "") {
      note("product-malformed", line);
      continue;
    }
    const metadata = asObject(document.metadata);
    const { name, weight, price } = metadata ?? {};
    const isWeight = typeof weight === "number" && weight > 0 && weight < Infinity;
    if (!isWeight) note("weight-missing", line, barcode);
    const known = products.get(barcode);
    if (known !== undefined) note("barcode-doubled", line, barcode);
    if (known !== undefined && !(Number.isNaN(known.weightG) && isWeight)) continue;
    products.set(barcode, {
      barcode,
      name: typeof name === "string" ? name : "",
      weightG: isWeight ? weight : Number.NaN,
      // The format leaves a number of 0 out.
      price: typeof price === "number" && Number.isFinite(price) ? price : 0,
    });
  }
  return products;
}

async function readPlanogram(
  path: string,
  products: ReadonlyMap<string, Product>,
  log: WarningLog,
): Promise<Facing[]> {
  const note = log.noteIn(path);
  const facings: Facing[] = [];
  const barcodeByPlate = new Map<string, string>();
  for await (const { document, line } of readDocuments(path, note)) {
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

/** One facing; several where a row names plates of several shelves, of which the first is placed. */
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
  const isPlace = isFinite(x) && isFinite(y) && isFinite(z) && isFinite(yawRad) && isFinite(widthM);
  if (!isPlace || !isFinite(depthM) || widthM <= 0 || depthM <= 0) return null;
  return { x, y, z, yawRad, widthM, depthM };
}

function isFinite(value: unknown): value is number {
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
