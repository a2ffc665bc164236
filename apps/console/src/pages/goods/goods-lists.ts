/** Goods as the configuration writes them, as far as these pages edit them. */
import type { CallParts } from "@saunter/ui/api";

export interface ProductItem {
  readonly gtin: string;
  readonly name: string;
  readonly weightG?: number;
  readonly price: string;
  readonly memberPrice?: string;
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

const GTIN_LENGTH = 14;

export const keyOfProduct = (gtin: string): string => gtin.padStart(GTIN_LENGTH, "0");

export function keyOfFacing({ gondola, shelf, plates }: FacingItem): string {
  return `${gondola}/${shelf}/${listPlates(plates).join(",")}`;
}

/** "1-3" or [1, 2, 3], ascending. */
export function listPlates(plates: string | readonly number[]): number[] {
  const text = typeof plates === "string" ? plates : plates.join(",");
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
