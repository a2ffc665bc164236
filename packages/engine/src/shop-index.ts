import type { EngineParameters } from "./parameters/engine.ts";
import type { PlaceParameters } from "./parameters/places.ts";
import type { Facing, PlatePlace, Product, ShopModel } from "./shop-model.ts";
import { findFixture, formatPlateKey } from "./shop-model.ts";

export interface ShopIndex {
  readonly shop: ShopModel;
  readonly parameters: EngineParameters;
  /** Facings that hold a plate, by plate key. Mostly one; two where the planogram overlaps. */
  readonly facingsByPlate: ReadonlyMap<string, readonly Facing[]>;
  /** Facings with a known product, by shelf key "gondola/shelf". */
  readonly facingsByShelf: ReadonlyMap<string, readonly Facing[]>;
  /** Products that the planogram puts somewhere, by ascending weight. */
  readonly plannedByWeight: readonly Product[];
  /** Every product of the catalogue with a usable weight, by ascending weight. */
  readonly catalogueByWeight: readonly Product[];
  readonly places: ReadonlyMap<number, GondolaPlaces>;
}

export function formatShelfKey(gondola: number, shelf: number): string {
  return `${gondola}/${shelf}`;
}

function byWeight(a: Product, b: Product): number {
  return a.weightG - b.weightG || (a.barcode < b.barcode ? -1 : 1);
}

/** Whether the planogram has a product on a plate. */
export function isPlannedOn(
  index: ShopIndex,
  where: { readonly gondola: number; readonly shelf: number },
  plate: number,
  barcode: string | null,
): boolean {
  const key = formatPlateKey(where.gondola, where.shelf, plate);
  return index.facingsByPlate.get(key)?.some((facing) => facing.barcode === barcode) ?? false;
}

/** @param parameters of the engine that the index is for: it carries them to wherever the shop is known. */
export function createShopIndex(shop: ShopModel, parameters: EngineParameters): ShopIndex {
  const facingsByPlate = new Map<string, Facing[]>();
  const facingsByShelf = new Map<string, Facing[]>();
  const planned = new Set<string>();
  for (const facing of shop.facings) {
    for (const plate of facing.plates) {
      const key = formatPlateKey(facing.gondola, facing.shelf, plate);
      if (facing.barcode !== null) pushTo(facingsByPlate, key, facing);
    }
    if (facing.barcode === null) continue;
    pushTo(facingsByShelf, formatShelfKey(facing.gondola, facing.shelf), facing);
    planned.add(facing.barcode);
  }
  const weighed = [...shop.products.values()].filter((product) => product.weightG > 0);
  weighed.sort(byWeight);
  return {
    shop,
    parameters,
    facingsByPlate,
    facingsByShelf,
    plannedByWeight: weighed.filter((product) => planned.has(product.barcode)),
    catalogueByWeight: weighed,
    places: collectPlaces(shop, parameters.places),
  };
}

function pushTo<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function moveAlong(place: PlatePlace, distanceM: number): PlatePlace {
  return {
    ...place,
    x: place.x + Math.cos(place.yawRad) * distanceM,
    y: place.y + Math.sin(place.yawRad) * distanceM,
  };
}

/** A row of the planogram that says where it is. */
interface PlacedRow {
  readonly shelf: number;
  readonly firstPlate: number;
  /** Width of one plate, if the row's width is that of all its plates. */
  readonly pitchM: number;
  readonly place: PlatePlace;
  /** How far its front lies behind the world's origin, and its first plate along the gondola. */
  readonly frontM: number;
  readonly alongM: number;
}

function toPlacedRow(facing: Facing, { plateWidthM }: PlaceParameters): PlacedRow | null {
  const { place, plates, shelf } = facing;
  if (place === null || plates.length === 0) return null;
  const firstPlate = plates[0]!;
  const cos = Math.cos(place.yawRad);
  const sin = Math.sin(place.yawRad);
  return {
    shelf,
    firstPlate,
    pitchM: place.widthM > 0 ? place.widthM / (plates.at(-1)! - firstPlate + 1) : plateWidthM,
    place,
    frontM: -sin * place.x + cos * place.y,
    alongM: cos * place.x + sin * place.y,
  };
}

/**
 * Rows of a gondola that agree on where it is. Rows are written by different hands: some give a
 * corner, some a middle, some forget the turn or still have the width of a facing since split. A
 * gondola's plates share one turn, width, front and beginning; what most rows say is taken, and the
 * rows that say otherwise are left out.
 */
function findConsistent(
  rows: readonly PlacedRow[],
  pitches: ReadonlyMap<number, number>,
  { yawAlikeRad, rowAlikeM, valueAlikeM }: PlaceParameters,
): { rows: PlacedRow[]; pitchM: number } {
  const findMode = (values: readonly number[]): number => findModeWithin(values, valueAlikeM);
  const yawRad = findMode(rows.map((row) => row.place.yawRad));
  const turned = rows.filter((row) => Math.abs(row.place.yawRad - yawRad) < yawAlikeRad);
  const usual = turned.filter((row) => !pitches.has(row.shelf));
  const pitchM = findMode((usual.length > 0 ? usual : turned).map((row) => row.pitchM));
  const startM = (row: PlacedRow): number =>
    row.alongM - (row.firstPlate - 1) * (pitches.get(row.shelf) ?? pitchM);
  const frontM = findMode(turned.map((row) => row.frontM));
  const beginM = findMode(turned.map(startM));
  const kept: PlacedRow[] = [];
  for (const shelf of new Set(turned.map((row) => row.shelf))) {
    const here = turned.filter((row) => row.shelf === shelf);
    const agreeing = here.filter(
      (row) =>
        Math.abs(row.frontM - frontM) < rowAlikeM && Math.abs(startM(row) - beginM) < rowAlikeM,
    );
    kept.push(...(agreeing.length > 0 ? agreeing : here));
  }
  return { rows: kept, pitchM };
}

/** The value that most values lie near. */
function findModeWithin(values: readonly number[], alike: number): number {
  let best = 0;
  let bestCount = 0;
  for (const value of values) {
    let count = 0;
    for (const other of values) if (Math.abs(other - value) < alike) count++;
    if (count > bestCount) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}

interface GondolaPlaces {
  readonly rows: readonly PlacedRow[];
  readonly pitchM: number;
  /** Of shelves whose plates are of another width. */
  readonly pitches: ReadonlyMap<number, number>;
  /** Height of a shelf that has no consistent row, from whatever rows it has. */
  readonly heightByShelf: ReadonlyMap<number, number>;
  readonly found: Map<string, PlatePlace>;
  /** The rows as they are seen from above: shelves over each other are one. */
  readonly footprints: readonly PlatePlace[];
  /** A circle on the floor plan around all of them and what reaches over them, metres. */
  readonly middle: { readonly x: number; readonly y: number; readonly radiusM: number };
}

function collectPlaces(shop: ShopModel, parameters: PlaceParameters): Map<number, GondolaPlaces> {
  const rowsByGondola = new Map<number, PlacedRow[]>();
  for (const facing of shop.facings) {
    const row = toPlacedRow(facing, parameters);
    if (row !== null) pushTo(rowsByGondola, facing.gondola, row);
  }
  const places = new Map<number, GondolaPlaces>();
  for (const [gondola, rows] of rowsByGondola) {
    const heightByShelf = new Map<number, number>();
    for (const row of rows) {
      if (!heightByShelf.has(row.shelf)) heightByShelf.set(row.shelf, row.place.z);
    }
    const pitches = new Map(
      findFixture(shop, gondola)?.pitches?.map((one) => [one.shelf, one.plateWidthM]),
    );
    const consistent = findConsistent(rows, pitches, parameters);
    const footprints = listFootprints(consistent.rows);
    const middle = findMiddle(footprints, parameters);
    const found = new Map<string, PlatePlace>();
    places.set(gondola, { ...consistent, pitches, heightByShelf, found, footprints, middle });
  }
  return places;
}

/**
 * Where a plate is: in line with the nearest row of its shelf that says where it is, or above or
 * below the nearest row of another shelf of its gondola.
 *
 * @returns null where nothing of the gondola is placed.
 */
export function findPlace(
  index: ShopIndex,
  gondola: number,
  shelf: number,
  plate: number,
): PlatePlace | null {
  const places = index.places.get(gondola);
  if (places === undefined) return null;
  const key = formatPlateKey(gondola, shelf, plate);
  const known = places.found.get(key);
  if (known !== undefined) return known;
  let nearest: PlacedRow | null = null;
  let nearestCost = Number.POSITIVE_INFINITY;
  for (const row of places.rows) {
    const cost = Math.abs(row.shelf - shelf) * 100 + Math.abs(row.firstPlate - plate);
    if (cost >= nearestCost) continue;
    nearestCost = cost;
    nearest = row;
  }
  if (nearest === null) return null;
  const pitchM = findPitch(index, gondola, shelf);
  const nearestPitchM = findPitch(index, gondola, nearest.shelf);
  const alongM =
    pitchM === nearestPitchM
      ? (plate - nearest.firstPlate) * pitchM
      : (plate - 1) * pitchM - (nearest.firstPlate - 1) * nearestPitchM;
  const inLine = moveAlong(nearest.place, alongM);
  const z = nearest.shelf === shelf ? inLine.z : (places.heightByShelf.get(shelf) ?? inLine.z);
  const place = { ...inLine, z, widthM: pitchM };
  places.found.set(key, place);
  return place;
}

/** Width of a shelf's plates, metres; the nano store's where nothing of its gondola is placed. */
export function findPitch(index: ShopIndex, gondola: number, shelf: number): number {
  const places = index.places.get(gondola);
  return places?.pitches.get(shelf) ?? places?.pitchM ?? index.parameters.places.plateWidthM;
}

function listFootprints(rows: readonly PlacedRow[]): PlatePlace[] {
  const seen = new Map<string, PlatePlace>();
  for (const { place } of rows) {
    const { x, y, yawRad, widthM, depthM } = place;
    const name = [x, y, yawRad, widthM, depthM].map((value) => value.toFixed(2)).join();
    if (!seen.has(name)) seen.set(name, place);
  }
  return [...seen.values()];
}

function findMiddle(
  footprints: readonly PlatePlace[],
  { overBesideM, overBehindM }: PlaceParameters,
): GondolaPlaces["middle"] {
  const x = footprints.reduce((sum, place) => sum + place.x, 0) / footprints.length;
  const y = footprints.reduce((sum, place) => sum + place.y, 0) / footprints.length;
  const reaches = footprints.map(
    (place) =>
      Math.hypot(place.x - x, place.y - y) +
      Math.hypot(place.widthM + overBesideM, place.depthM + overBehindM),
  );
  return { x, y, radiusM: Math.max(0, ...reaches) };
}

/** Whether a point on the floor plan lies over a gondola's shelves, or within a hand of them. */
export function isOverShelf(index: ShopIndex, x: number, y: number): boolean {
  const { overBesideM, overBeforeM, overBehindM } = index.parameters.places;
  for (const { footprints, middle } of index.places.values()) {
    if ((x - middle.x) ** 2 + (y - middle.y) ** 2 > middle.radiusM ** 2) continue;
    for (const place of footprints) {
      toPlateAxes(place, x, y, 0, scratchPoint);
      const across = scratchPoint.across + place.widthM / 2;
      if (across < -overBesideM || across > place.widthM + overBesideM) continue;
      const { into } = scratchPoint;
      if (into > -overBeforeM && into < place.depthM + overBehindM) return true;
    }
  }
  return false;
}

/** Distance on the floor from a point to the nearest placed row of a gondola, metres. */
export function measureDistance(index: ShopIndex, gondola: number, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const { place } of index.places.get(gondola)?.rows ?? []) {
    toPlateAxes(place, x, y, 0, scratchPoint);
    const across = Math.max(0, Math.abs(scratchPoint.across) - place.widthM / 2);
    const into = Math.max(0, -scratchPoint.into, scratchPoint.into - place.depthM);
    nearest = Math.min(nearest, Math.hypot(across, into));
  }
  return nearest;
}

/** A point in a plate's own axes: across from its middle, into the shelf, above the board, metres. */
export interface LocalPoint {
  across: number;
  into: number;
  above: number;
}

const scratchPoint: LocalPoint = { across: 0, into: 0, above: 0 };

export function toPlateAxes(
  place: PlatePlace,
  x: number,
  y: number,
  z: number,
  out: LocalPoint,
): LocalPoint {
  const cos = Math.cos(place.yawRad);
  const sin = Math.sin(place.yawRad);
  const dx = x - place.x;
  const dy = y - place.y;
  out.across = cos * dx + sin * dy - place.widthM / 2;
  out.into = -sin * dx + cos * dy;
  out.above = z - place.z;
  return out;
}
