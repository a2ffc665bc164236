import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { findBoardFault } from "@saunter/engine/sensing/boards";
import { checkShopUnits } from "@saunter/engine/sensing/units";
import type {
  Board,
  Facing,
  Fixture,
  PlatePlace,
  Product,
  ShopModel,
} from "@saunter/engine/shop-model";
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
  /** Gondolas with a contact at their door. */
  readonly doors: ReadonlySet<number>;
}

/**
 * The shop as the engine knows it. Rows that name plates, boards, gondolas or products that are not
 * there, plates that have a product already, and weights or positions in another unit, are noted. Plates without a product are facings of
 * none.
 */
export function makeShopModel(parts: PlanogramParts, context: CheckContext): ShopModel {
  const { doors, fixtures, rows, products } = parts;
  noteDoubled(fixtures, "id", context, ({ id }) => `gondola ${id}`);
  const plateCount = fixtures.reduce((sum, one) => sum + countPlates(one), 0);
  if (plateCount > CONFIG_LIMITS.platesTotalMax) {
    const allowed = `allowed: at most ${CONFIG_LIMITS.platesTotalMax}`;
    noteAt(context, fixtures, undefined, `found ${plateCount} plates in all; ${allowed}`);
    return { facings: [], products: new Map() };
  }
  for (const gondola of fixtures) checkShelves(gondola, context);
  const gtinByPlate = placeProducts(rows, parts, context);
  noteWeightless(rows, products, context);
  const facings = fixtures.flatMap((gondola) => makeFacings(gondola, gtinByPlate));
  const boards = fixtures.flatMap((gondola) => makeBoards(gondola, facings, context));
  const special = fixtures.flatMap((gondola) => makeFixture(gondola, doors));
  const model: ShopModel = {
    facings,
    ...(special.length === 0 ? {} : { fixtures: special }),
    ...(boards.length === 0 ? {} : { boards }),
    products: new Map(products.map((one) => [one.gtin, makeProduct(one, parts.catalogue)])),
  };
  for (const { code, message } of checkShopUnits(model, ENGINE_PARAMETERS.units)) {
    noteAt(context, code === "catalogue-unit" ? products : fixtures, undefined, message);
  }
  return model;
}

/** How a shelf is divided. */
function findDivision(
  { plates, plateWidthM, shelves }: GondolaSettings,
  shelf: number,
): { readonly plates: number; readonly plateWidthM: number } {
  return shelves.find((one) => one.shelf === shelf) ?? { plates, plateWidthM };
}

function countPlates(gondola: GondolaSettings): number {
  return gondola.shelfHeightsM.reduce(
    (sum, _, at) => sum + findDivision(gondola, at + 1).plates,
    0,
  );
}

/** Shelves that are not there, twice, or wider than their gondola. */
function checkShelves(gondola: GondolaSettings, context: CheckContext): void {
  const { id, plates, plateWidthM, shelfHeightsM, shelves } = gondola;
  noteDoubled(shelves, "shelf", context, ({ shelf }) => `shelf ${shelf}`);
  const widthM = plates * plateWidthM;
  for (const settings of shelves) {
    const ownM = settings.plates * settings.plateWidthM;
    if (settings.shelf > shelfHeightsM.length) {
      const message = `gondola ${id} has no shelf ${settings.shelf}; allowed: 1 to ${shelfHeightsM.length}`;
      noteAt(context, settings, "shelf", message);
    } else if (ownM > widthM + WIDER_M_MAX) {
      const message = `the shelf would be ${ownM.toFixed(2)} m wide; allowed: ${widthM.toFixed(2)}, as its gondola is`;
      noteAt(context, settings, "plates", message);
    }
  }
}

/** Plates' widths are rounded where they are written down. */
const WIDER_M_MAX = 0.02;

/** What is special about a gondola, if anything is. */
function makeFixture(
  { id, kind, plateWidthM, settledMs, shelves }: GondolaSettings,
  doors: ReadonlySet<number>,
): Fixture[] {
  const pitches = shelves
    .filter((one) => one.plateWidthM !== plateWidthM)
    .map((one) => ({ shelf: one.shelf, plateWidthM: one.plateWidthM }));
  const hasDoorContact = doors.has(id);
  const isUsual = kind === "shelf" && settledMs === undefined && !hasDoorContact;
  if (isUsual && pitches.length === 0) return [];
  return [
    {
      gondola: id,
      kind,
      ...(settledMs === undefined ? {} : { settledMs }),
      ...(hasDoorContact ? { hasDoorContact } : {}),
      ...(pitches.length === 0 ? {} : { pitches }),
    },
  ];
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
    const widthM = plates.length * findDivision(gondola, settings.shelf).plateWidthM;
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
  { catalogue, fixtures, products }: PlanogramParts,
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
    if (gtin !== undefined && catalogue.get(gtin)?.priceOf === "kilogram") {
      const message = "shelves count units, and this product is sold by weight: it has no place";
      noteAt(context, row, "gtin", message);
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
  gondola: GondolaSettings,
  context: CheckContext,
): boolean {
  const { id, shelfHeightsM } = gondola;
  // A board whose height could not be read still is a board, but which one it is nobody knows.
  if (context.places.isIncomplete(shelfHeightsM)) return false;
  const shelfCount = shelfHeightsM.length;
  if (row.shelf > shelfCount) {
    const message = `gondola ${id} has no shelf ${row.shelf}; allowed: 1 to ${shelfCount}`;
    noteAt(context, row, "shelf", message);
    return false;
  }
  const { plates: plateCount } = findDivision(gondola, row.shelf);
  const beyond = plates.find((plate) => plate > plateCount);
  if (beyond === undefined) return true;
  const where =
    gondola.shelves.length === 0 ? `gondola ${id}` : `gondola ${id}, shelf ${row.shelf},`;
  const message = `${where} has no plate ${beyond}; allowed: 1 to ${plateCount}`;
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
    const division = findDivision(gondola, shelf);
    const plates = Array.from({ length: division.plates }, (_, at) => at + 1);
    const byRow = Map.groupBy(plates, (plate) =>
      placedByPlate.get(formatPlateKey(gondola.id, shelf, plate)),
    );
    for (const [placed, group] of byRow) {
      for (const run of splitRuns(group)) {
        const place = placeRun(gondola, run, heightM, division.plateWidthM);
        const barcode = placed?.gtin ?? null;
        facings.push({ gondola: gondola.id, shelf, plates: run, barcode, place });
      }
    }
  }
  return facings.sort(
    (a, b) => a.gondola - b.gondola || a.shelf - b.shelf || a.plates[0]! - b.plates[0]!,
  );
}

function placeRun(
  { x, y, yawDeg, depthM }: GondolaSettings,
  run: readonly number[],
  heightM: number,
  plateWidthM: number,
): PlatePlace {
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
