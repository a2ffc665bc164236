/** What has to change so that lists of goods become others. */
import { isDeepStrictEqual } from "node:util";
import type { GoodsChange, GoodsKind } from "@saunter/commerce/shop/events";
import { findGoodsKey, type GoodsLists, SECTION_OF } from "../config/goods-lists.ts";

type Item = Readonly<Record<string, unknown>>;

/**
 * What goes comes before what comes: a place is free before something else stands there.
 *
 * @param atMs when they become so: a price that holds by then is what it is, though it says since when.
 */
export function listGoodsChanges(
  before: GoodsLists,
  wanted: Partial<GoodsLists>,
  atMs: number,
): GoodsChange[] {
  return Object.entries(SECTION_OF)
    .flatMap(([kind, section]) => {
      const after = wanted[section];
      return after === undefined ? [] : compare(kind as GoodsKind, before[section], after, atMs);
    })
    .toSorted((a, b) => Number(a.change === "put") - Number(b.change === "put"));
}

function compare(
  kind: GoodsKind,
  before: readonly object[],
  after: readonly object[],
  atMs: number,
): GoodsChange[] {
  const index = (items: readonly object[]): Map<string, Item> =>
    new Map(items.map((item) => [findGoodsKey(kind, item as Item) ?? "", item as Item]));
  const [old, wanted] = [index(before), index(after)];
  const gone = [...old.keys()].filter((key) => !wanted.has(key));
  const put = [...wanted].filter(([key, item]) => !isSame(old.get(key), item, atMs));
  return [
    ...gone.map((key): GoodsChange => ({ kind, key, change: "remove", item: null })),
    ...put.map(([key, item]): GoodsChange => ({ kind, key, change: "put", item })),
  ];
}

/** The old price, which is kept beside a new one for those who were shown it, is no difference. */
function isSame(old: Item | undefined, wanted: Item, atMs: number): boolean {
  if (old === undefined) return false;
  if (isDeepStrictEqual(old, wanted)) return true;
  const isPlain = wanted.from === undefined && wanted.until === undefined;
  const { from, morePrices, ...rest } = old;
  if (!isPlain || !Array.isArray(morePrices) || !isOver(from, atMs)) return false;
  const { morePrices: wantedPrices = [], ...plain } = wanted;
  return isDeepStrictEqual(rest, plain) && isDeepStrictEqual(morePrices.slice(0, -1), wantedPrices);
}

/** Whether it is a moment as `keepOldPrice` writes it, and has come: it writes the next whole second. */
function isOver(from: unknown, atMs: number): boolean {
  return typeof from === "string" && from.endsWith("Z") && Date.parse(from) <= atMs + 1000;
}
