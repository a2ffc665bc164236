import type { Facing, PlatePlace, Product, ShopModel } from "./shop-model.ts";
import { formatPlateKey } from "./shop-model.ts";

/** Width of a plate where the planogram says nothing, metres (the nano store's plates). */
const PLATE_WIDTH_M = 0.1016;

export interface ShopIndex {
  readonly shop: ShopModel;
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

export function createShopIndex(shop: ShopModel): ShopIndex {
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
    facingsByPlate,
    facingsByShelf,
    plannedByWeight: weighed.filter((product) => planned.has(product.barcode)),
    catalogueByWeight: weighed,
    places: collectPlaces(shop.facings),
  };
}

function pushTo<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The place of one plate of a facing: the facing's corner, moved along the shelf. */
function placePlate(facing: Facing, plate: number): PlatePlace | null {
  const { place } = facing;
  if (place === null || facing.plates.length === 0) return null;
  const first = facing.plates[0]!;
  const span = facing.plates.at(-1)! - first + 1;
  const widthM = place.widthM > 0 ? place.widthM / span : PLATE_WIDTH_M;
  return moveAlong({ ...place, widthM }, (plate - first) * widthM);
}

function moveAlong(place: PlatePlace, distanceM: number): PlatePlace {
  return {
    ...place,
    x: place.x + Math.cos(place.yawRad) * distanceM,
    y: place.y + Math.sin(place.yawRad) * distanceM,
  };
}

/** A plate that the planogram places, with how far its front lies behind the world's origin. */
interface PlacedPlate {
  readonly shelf: number;
  readonly plate: number;
  readonly place: PlatePlace;
  readonly frontM: number;
}

function findFrontM(place: PlatePlace): number {
  return -Math.sin(place.yawRad) * place.x + Math.cos(place.yawRad) * place.y;
}

/**
 * Plates that a gondola's planogram rows place consistently. Rows are written by different hands:
 * some give a corner, some a middle, some forget the turn. A gondola's plates share one turn, and a
 * shelf's plates one front; the reading that most plates agree on is taken, the others are left out.
 */
function findConsistent(placed: readonly PlacedPlate[]): PlacedPlate[] {
  const yawRad = findMode(placed.map((plate) => plate.place.yawRad));
  const turned = placed.filter((plate) => Math.abs(plate.place.yawRad - yawRad) < 0.02);
  const frontM = findMode(turned.map((plate) => plate.frontM));
  const kept: PlacedPlate[] = [];
  for (const shelf of new Set(turned.map((plate) => plate.shelf))) {
    const here = turned.filter((plate) => plate.shelf === shelf);
    const agreeing = here.filter((plate) => Math.abs(plate.frontM - frontM) < 0.05);
    kept.push(...(agreeing.length > 0 ? agreeing : here));
  }
  return kept;
}

/** The value that most values lie within a centimetre of. */
function findMode(values: readonly number[]): number {
  let best = 0;
  let bestCount = 0;
  for (const value of values) {
    let count = 0;
    for (const other of values) if (Math.abs(other - value) < 0.01) count++;
    if (count > bestCount) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}

interface GondolaPlaces {
  readonly consistent: readonly PlacedPlate[];
  /** Height of a shelf that has no consistent row, from whatever rows it has. */
  readonly heightByShelf: ReadonlyMap<number, number>;
  readonly found: Map<string, PlatePlace>;
}

function collectPlaces(facings: readonly Facing[]): Map<number, GondolaPlaces> {
  const placedByGondola = new Map<number, PlacedPlate[]>();
  for (const facing of facings) {
    for (const plate of facing.plates) {
      const place = placePlate(facing, plate);
      if (place === null) continue;
      const entry = { shelf: facing.shelf, plate, place, frontM: findFrontM(place) };
      pushTo(placedByGondola, facing.gondola, entry);
    }
  }
  const places = new Map<number, GondolaPlaces>();
  for (const [gondola, placed] of placedByGondola) {
    const heightByShelf = new Map<number, number>();
    for (const plate of placed) {
      if (!heightByShelf.has(plate.shelf)) heightByShelf.set(plate.shelf, plate.place.z);
    }
    places.set(gondola, { consistent: findConsistent(placed), heightByShelf, found: new Map() });
  }
  return places;
}

/**
 * Where a plate is: in line with the nearest plate of its shelf that the planogram places, or above
 * or below the same plate of the nearest other shelf of its gondola.
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
  let nearest: PlacedPlate | null = null;
  let nearestCost = Number.POSITIVE_INFINITY;
  for (const entry of places.consistent) {
    const cost = Math.abs(entry.shelf - shelf) * 100 + Math.abs(entry.plate - plate);
    if (cost >= nearestCost) continue;
    nearestCost = cost;
    nearest = entry;
  }
  if (nearest === null) return null;
  const inLine = moveAlong(nearest.place, (plate - nearest.plate) * nearest.place.widthM);
  const heightM = nearest.shelf === shelf ? inLine.z : (places.heightByShelf.get(shelf) ?? inLine.z);
  const place = { ...inLine, z: heightM };
  places.found.set(key, place);
  return place;
}

/** A point in a plate's own axes: across from its middle, into the shelf, above the board, metres. */
export interface LocalPoint {
  across: number;
  into: number;
  above: number;
}

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
