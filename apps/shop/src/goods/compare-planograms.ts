import type { FacingDifference, GoodsChange, PlacedFacing } from "@saunter/commerce/shop/events";
import { normalizeGtin } from "@saunter/protocol/gtin";
import { parsePlates, splitRuns } from "../config/plate-ranges.ts";

/** What stands where: GTINs, as their rows write them, by "gondola/shelf/plates". */
export type Planogram = ReadonlyMap<string, string>;

/** Places that differ, those that are emptied first; a place is its plates, and holds one product. */
export function comparePlanograms(before: Planogram, after: Planogram): FacingDifference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((one) => normalize(one.before) !== normalize(one.after))
    .toSorted((a, b) => Number(a.after !== null) - Number(b.after !== null));
}

const normalize = (gtin: string | null): string | null =>
  gtin === null ? null : normalizeGtin(gtin);

/**
 * The key of a place, with its plates one by one: `1/1/1-3` and `1/1/3,1,2` are `1/1/1,2,3`. Null if the text is no
 * place.
 */
export function readPlaceKey(text: string): string | null {
  const [, gondola, shelf, range = ""] = /^(\d+)\/(\d+)\/([\d,; -]+)$/.exec(text) ?? [];
  const plates = parsePlates(range);
  return plates === null ? null : `${Number(gondola)}/${Number(shelf)}/${plates.join(",")}`;
}

/** A place as a change of the goods has it. */
export function toGoodsChange({ key, gtin }: PlacedFacing): GoodsChange {
  if (gtin === null) return { kind: "facing", key, change: "remove", item: null };
  const [gondola, shelf, plates] = key.split("/") as [string, string, string];
  const runs = splitRuns(plates.split(",").map(Number)).map((run) =>
    run.length === 1 ? `${run[0]}` : `${run[0]}-${run.at(-1)}`,
  );
  const item = { gondola: Number(gondola), shelf: Number(shelf), plates: runs.join(","), gtin };
  return { kind: "facing", key, change: "put", item };
}
