import type { FacingDifference, GoodsChange, PlacedFacing } from "@saunter/commerce/shop/events";

/** What stands where: GTINs of 14 digits by "gondola/shelf/plates". */
export type Planogram = ReadonlyMap<string, string>;

/** Places that differ, those that are emptied first; a place is its plates, and holds one product. */
export function comparePlanograms(before: Planogram, after: Planogram): FacingDifference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((one) => one.before !== one.after)
    .toSorted((a, b) => Number(a.after !== null) - Number(b.after !== null));
}

/** A place as a change of the goods has it. */
export function toGoodsChange({ key, gtin }: PlacedFacing): GoodsChange {
  if (gtin === null) return { kind: "facing", key, change: "remove", item: null };
  const [gondola, shelf, plates] = key.split("/") as [string, string, string];
  const item = { gondola: Number(gondola), shelf: Number(shelf), plates, gtin };
  return { kind: "facing", key, change: "put", item };
}
