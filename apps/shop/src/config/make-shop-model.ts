import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { findBoardFault } from "@saunter/engine/sensing/boards";
import { checkShopUnits } from "@saunter/engine/sensing/units";
import type { Board, Facing, PlatePlace, Product, ShopModel } from "@saunter/engine/shop-model";
import { formatPlateKey } from "@saunter/engine/shop-model";
import { normalizeGtin } from "@saunter/protocol/gtin";
import { type CheckContext, noteAt, noteDoubled } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import type { GondolaSettings, PlanogramRowSettings, ProductSettings } from "./config-schema.ts";
import { parsePlates, splitRuns } from "./plate-ranges.ts";

interface PlanogramParts {
  readonly fixtures: readonly GondolaSettings[];
  readonly rows: readonly PlanogramRowSettings[];
  readonly products: readonly ProductSettings[];
  readonly catalogue: ReadonlyMap<string, CatalogueProduct>;
}

/**
 * The shop as the engine knows it. Rows that name plates, boards, gondolas or products that are not
 * there, plates that have a product already, and weights or positions in another unit, are noted. Plates without a product are facings of
 * none.
 */
export function makeShopModel(parts: PlanogramParts, context: CheckContext): ShopModel {
  const { fixtures, rows, products } = parts;
  noteDoubled(fixtures, "id", context, ({ id }) => `gondola ${id}`);
  const plateCount = fixtures.reduce((sum, one) => sum + one.plates * one.shelfHeightsM.length, 0);
  if (plateCount > CONFIG_LIMITS.platesTotalMax) {
    const allowed = `allowed: at most ${CONFIG_LIMITS.platesTotalMax}`;
    noteAt(context, fixtures, undefined, `found ${plateCount} plates in all; ${allowed}`);
    return { facings: [], products: new Map() };
  }
  const gtinByPlate = placeProducts(rows, parts, context);
  noteWeightless(rows, products, context);
  const facings = fixtures.flatMap((gondola) => makeFacings(gondola, gtinByPlate));
  const boards = fixtures.flatMap((gondola) => makeBoards(gondola, facings, context));
  const model: ShopModel = {
    facings,
    ...(boards.length === 0 ? {} : { boards }),
    products: new Map(products.map((one) => [one.gtin, makeProduct(one, parts.catalogue)])),
  };
  for (const { code, message } of checkShopUnits(model, ENGINE_PARAMETERS.units)) {
    noteAt(context, code === "catalogue-unit" ? products : fixtures, undefined, message);
  }
  return model;
}

/** A gondola's boards; those that do not fit are noted. */
function makeBoards(
  gondola: GondolaSettings,
  facings: readonly Facing[],
  context: CheckContext,
): Board[] {
  const boards: Board[] = [];
  // What stands on a plate that no board has is weighed by that plate.
  const used = facings.filter(({ barcode }) => barcode !== null);
  for (const settings of gondola.boards) {
    const plates = takePlates(settings, context);
    const isOn = plates.length > 0 && isWithin(settings, plates, gondola, context);
    if (!isOn) continue;
    const widthM = plates.length * gondola.plateWidthM;
    for (const cell of settings.cells) {
      if (cell.alongM <= widthM) continue;
      const message = `the board is ${widthM.toFixed(2)} m wide; allowed: 0 to that`;
      noteAt(context, cell, "alongM", message);
    }
    const board = { gondola: gondola.id, shelf: settings.shelf, plates, cells: settings.cells };
    const fault = findBoardFault(board, boards, used);
    if (fault === null) boards.push(board);
    else noteAt(context, settings, undefined, fault);
  }
  return boards;
}

function makeProduct(
  { gtin, name, weightG = Number.NaN }: ProductSettings,
  catalogue: ReadonlyMap<string, CatalogueProduct>,
): Product {
  const price = catalogue.get(gtin)?.prices[0]?.amountMinor ?? 0;
  return { barcode: gtin, name, weightG, price };
}

/** A row of the planogram that has been taken, and the GTIN as the catalogue writes it. */
interface Placed {
  readonly row: PlanogramRowSettings;
  readonly gtin: string;
}

function placeProducts(
  rows: readonly PlanogramRowSettings[],
  { fixtures, products }: PlanogramParts,
  context: CheckContext,
): ReadonlyMap<string, Placed> {
  const gtins = new Map(products.map(({ gtin }) => [normalizeGtin(gtin), gtin]));
  const gondolas = new Map(fixtures.map((gondola) => [gondola.id, gondola]));
  const placed = new Map<string, Placed>();
  for (const row of rows) {
    const gtin = gtins.get(normalizeGtin(row.gtin));
    if (gtin === undefined && !context.places.isIncomplete(products)) {
      noteAt(context, row, "gtin", `the catalogue has no product ${row.gtin}`);
    }
    const plates = takePlates(row, context);
    const gondola = gondolas.get(row.gondola);
    if (gondola === undefined) {
      if (context.places.isIncomplete(fixtures)) continue;
      const known = [...gondolas.keys()].join(", ");
      noteAt(context, row, "gondola", `there is no gondola ${row.gondola}; allowed: ${known}`);
    } else if (isWithin(row, plates, gondola, context)) {
      occupyPlates(plates, { row, gtin: gtin ?? row.gtin }, placed, context);
    }
  }
  return placed;
}

/** Ascending, each once; a list that says otherwise is noted. */
function takePlates(
  row: Pick<PlanogramRowSettings, "plates">,
  context: CheckContext,
): readonly number[] {
  const text = typeof row.plates === "string" ? row.plates : row.plates.join(",");
  const plates = parsePlates(text);
  if (plates !== null) return plates;
  noteAt(context, row, "plates", `found ${text}; allowed: each plate once`);
  return [];
}

/** Whether a gondola has those plates; notes where it has not. */
export function isWithin(
  row: Pick<PlanogramRowSettings, "shelf" | "plates">,
  plates: readonly number[],
  { id, plates: plateCount, shelfHeightsM }: GondolaSettings,
  context: CheckContext,
): boolean {
  // A board whose height could not be read still is a board, but which one it is nobody knows.
  if (context.places.isIncomplete(shelfHeightsM)) return false;
  const shelfCount = shelfHeightsM.length;
  if (row.shelf > shelfCount) {
    const message = `gondola ${id} has no shelf ${row.shelf}; allowed: 1 to ${shelfCount}`;
    noteAt(context, row, "shelf", message);
    return false;
  }
  const beyond = plates.find((plate) => plate > plateCount);
  if (beyond === undefined) return true;
  const message = `gondola ${id} has no plate ${beyond}; allowed: 1 to ${plateCount}`;
  noteAt(context, row, "plates", message);
  return false;
}

function occupyPlates(
  plates: readonly number[],
  placed: Placed,
  placedByPlate: Map<string, Placed>,
  context: CheckContext,
): void {
  const { row } = placed;
  for (const plate of plates) {
    const key = formatPlateKey(row.gondola, row.shelf, plate);
    const before = placedByPlate.get(key);
    if (before !== undefined) {
      const { file, line } = context.places.find(before.row, "plates").at;
      const message = `plate ${key} (gondola/shelf/plate) has a product already at ${file}:${line}`;
      noteAt(context, row, "plates", message);
      return;
    }
    placedByPlate.set(key, placed);
  }
}

/** Shelves tell products apart by weight: without one, what is taken has to be guessed. */
function noteWeightless(
  rows: readonly PlanogramRowSettings[],
  products: readonly ProductSettings[],
  context: CheckContext,
): void {
  const placed = new Set(rows.map(({ gtin }) => normalizeGtin(gtin)));
  for (const product of products) {
    if (product.weightG !== undefined || !placed.has(normalizeGtin(product.gtin))) continue;
    const message = "this product stands on a shelf and has no weight: shelves cannot tell it";
    noteAt(context, product, "weightG", message, context.warnings);
  }
}

/** Facings of a gondola: neighbouring plates of one row, or of none, belong together. */
function makeFacings(
  gondola: GondolaSettings,
  placedByPlate: ReadonlyMap<string, Placed>,
): Facing[] {
  const facings: Facing[] = [];
  for (const [i, heightM] of gondola.shelfHeightsM.entries()) {
    const shelf = i + 1;
    const plates = Array.from({ length: gondola.plates }, (_, at) => at + 1);
    const byRow = Map.groupBy(plates, (plate) =>
      placedByPlate.get(formatPlateKey(gondola.id, shelf, plate)),
    );
    for (const [placed, group] of byRow) {
      for (const run of splitRuns(group)) {
        const place = placeRun(gondola, run, heightM);
        const barcode = placed?.gtin ?? null;
        facings.push({ gondola: gondola.id, shelf, plates: run, barcode, place });
      }
    }
  }
  return facings.sort(
    (a, b) => a.gondola - b.gondola || a.shelf - b.shelf || a.plates[0]! - b.plates[0]!,
  );
}

function placeRun(gondola: GondolaSettings, run: readonly number[], heightM: number): PlatePlace {
  const { x, y, yawDeg, plateWidthM, depthM } = gondola;
  const yawRad = (yawDeg * Math.PI) / 180;
  const alongM = (run[0]! - 1) * plateWidthM;
  return {
    x: x + Math.cos(yawRad) * alongM,
    y: y + Math.sin(yawRad) * alongM,
    z: heightM,
    yawRad,
    widthM: run.length * plateWidthM,
    depthM,
  };
}
