import type { FacingDifference, GoodsChange } from "@saunter/commerce/shop/events";
import { normalizeGtin } from "@saunter/protocol/gtin";

type Row = NonNullable<GoodsChange["item"]>;

/** Places that differ, those that are emptied first; a place is its plates, and holds one product. */
export function comparePlanograms(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): FacingDifference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((one) => gtinOf(one.before) !== gtinOf(one.after))
    .toSorted((a, b) => Number(a.after !== null) - Number(b.after !== null));
}

const gtinOf = (row: Row | null): string | null =>
  row === null ? null : normalizeGtin(String(row.gtin));
