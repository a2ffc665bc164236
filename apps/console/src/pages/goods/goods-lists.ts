/** Goods as the configuration writes them, as far as these pages edit them. */
import type { CallParts } from "@saunter/client/api";

export interface ProductItem {
  readonly gtin: string;
  readonly name: string;
  readonly weightG?: number;
  readonly price: string;
  readonly memberPrice?: string;
  readonly priceOf?: "unit" | "kilogram";
  readonly plu?: string;
  readonly itemNumber?: string;
  readonly tareG?: number;
  readonly allergens?: string;
  readonly diets?: string;
  readonly nutriScore?: string;
  readonly nutrition?: Readonly<Record<string, number>>;
  readonly from?: string;
  readonly until?: string;
  readonly morePrices?: readonly object[];
  readonly taxCategory?: string;
  readonly category?: string;
  readonly deposit?: { readonly name: string; readonly amount: string };
  readonly ageMin?: number;
  readonly lowStockAt?: number;
}

export interface FacingItem {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: string | readonly number[];
  readonly gtin: string;
}

export interface OfferItem {
  readonly kind: "multibuy" | "cheapest-free" | "percentage";
  readonly id: string;
  readonly name: string;
  readonly gtins?: readonly string[];
  readonly categories?: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly membersOnly: boolean;
  readonly quantity?: number;
  readonly price?: string;
  readonly percent?: string;
}

export type Change = CallParts<"POST /v1/goods/changes">["body"]["changes"][number];

/** Where in a file an item is: a line of a table, or an item of a list. */
export interface FilePosition {
  readonly kind: "line" | "item";
  /** From 1. */
  readonly number: number;
}

const GTIN_LENGTH = 14;

export const keyOfProduct = (gtin: string): string => gtin.padStart(GTIN_LENGTH, "0");

export function keyOfFacing({ gondola, shelf, plates }: FacingItem): string {
  return `${gondola}/${shelf}/${listPlates(plates).join(",")}`;
}

/** The row of a place, by its key. */
export function makeFacing(key: string, gtin: string): FacingItem {
  const [gondola, shelf, plates] = key.split("/") as [string, string, string];
  const numbers = plates.split(",").map(Number);
  return {
    gondola: Number(gondola),
    shelf: Number(shelf),
    plates: formatPlates(numbers),
    gtin,
  };
}

const RANGES = /^\d+(?:-\d+)?(?:[,;] ?\d+(?:-\d+)?)*$/;
/** The last plate that a board can have. */
const PLATE_MAX = 200;

/** Plates as a file writes them, ascending; null of what names none, one twice, or backwards. */
export function readPlates(value: unknown): number[] | null {
  const text = Array.isArray(value) ? value.join(",") : String(value);
  if (!RANGES.test(text)) return null;
  const isRange = (range: string): boolean => {
    const [first, last = first] = range.split("-").map(Number) as [number, number?];
    return first >= 1 && first <= last && last <= PLATE_MAX;
  };
  // A range of billions is not even listed.
  if (!text.split(/[,;] ?/).every(isRange)) return null;
  const plates = listPlates(text);
  return new Set(plates).size === plates.length ? plates : null;
}

/** "1-3" or [1, 2, 3], ascending. */
export function listPlates(plates: FacingItem["plates"]): number[] {
  const text = Array.isArray(plates) ? plates.join(",") : String(plates);
  return text
    .split(/[,;] ?/)
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number) as [number, number?];
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    })
    .sort((a, b) => a - b);
}

/** [1, 2, 3, 5] is "1-3,5". */
export function formatPlates(plates: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const plate of plates) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === plate - 1) run[1] = plate;
    else runs.push([plate, plate]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

/** A board's plates. */
export interface PlateRange {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

/** How many plates a board has. */
export interface BoardSize {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: number;
}

/** The plates of a facing's key; null where no board has them. */
export function findRange(boards: readonly BoardSize[], key: string): PlateRange | null {
  const [gondola, shelf, text] = key.split("/");
  const plates = readPlates(text);
  const board = boards.find(
    (one) => String(one.gondola) === gondola && String(one.shelf) === shelf,
  );
  if (plates === null || board === undefined || plates.at(-1)! > board.plates) return null;
  return { gondola: board.gondola, shelf: board.shelf, plates };
}

/**
 * What has to be changed so that a product stands on these plates, or none where `gtin` is null.
 * What stood there gives way; where it stood on other plates as well it stays on those.
 */
export function placeProduct(
  rows: readonly FacingItem[],
  { gondola, shelf, plates }: PlateRange,
  gtin: string | null,
): Change[] {
  const changes: Change[] = [];
  const taken = new Set(plates);
  for (const row of rows) {
    if (row.gondola !== gondola || row.shelf !== shelf) continue;
    const own = listPlates(row.plates);
    if (!own.some((plate) => taken.has(plate))) continue;
    changes.push({ kind: "facing", key: keyOfFacing(row), change: "remove", item: null });
    const rest = own.filter((plate) => !taken.has(plate));
    if (rest.length > 0) changes.push(putFacing({ ...row, plates: formatPlates(rest) }));
  }
  if (gtin !== null) {
    const sorted = plates.toSorted((a, b) => a - b);
    changes.push(putFacing({ gondola, shelf, plates: formatPlates(sorted), gtin }));
  }
  return changes;
}

/** Takes away rows that hold plates on which other rows are put. */
export function makeRoom(rows: readonly FacingItem[], puts: readonly Change[]): Change[] {
  const placesOf = (row: FacingItem): string[] =>
    listPlates(row.plates).map((plate) => `${row.gondola}/${row.shelf}/${plate}`);
  const taken = new Set(puts.flatMap(({ item }) => placesOf(item as unknown as FacingItem)));
  const keys = new Set(puts.map(({ key }) => key));
  return rows
    .filter((row) => !keys.has(keyOfFacing(row)) && placesOf(row).some((one) => taken.has(one)))
    .map((row) => ({ kind: "facing", key: keyOfFacing(row), change: "remove", item: null }));
}

export function putFacing(item: FacingItem): Change {
  return { kind: "facing", key: keyOfFacing(item), change: "put", item: { ...item } };
}

/** What takes the changes back, given the rows that there were before them. */
export function takeBack(rows: readonly FacingItem[], changes: readonly Change[]): Change[] {
  const before = new Map(rows.map((row) => [keyOfFacing(row), row]));
  const keys = [...new Set(changes.map(({ key }) => key))];
  const back = keys.map((key): Change => {
    const row = before.get(key);
    return row === undefined
      ? { kind: "facing", key, change: "remove", item: null }
      : putFacing(row);
  });
  // First what has to go, so that no plate holds two products in between.
  return back.toSorted((a, b) => Number(a.change === "put") - Number(b.change === "put"));
}
