import type { GoodsChange } from "@saunter/commerce/shop/events";
import type { ProductSettings } from "../config/config-schema.ts";
import { findGoodsKey, type GoodsLists } from "../config/goods-lists.ts";

/**
 * A product with another price than before, and no word on since when: the new one holds from now,
 * and the old one until then, so that whoever is in the shop pays what they were shown.
 */
export function keepOldPrice(change: GoodsChange, lists: GoodsLists, atMs: number): GoodsChange {
  if (change.kind !== "product" || change.change !== "put") return change;
  const item = change.item as unknown as ProductSettings;
  const old = lists.catalogue.find(
    (one) => findGoodsKey("product", one as unknown as Record<string, unknown>) === change.key,
  );
  const isPlain = item.from === undefined && item.until === undefined;
  if (old === undefined || !isPlain) return change;
  if (old.price === item.price && old.memberPrice === item.memberPrice) return change;
  const now = new Date(Math.ceil(atMs / 1000) * 1000).toISOString().replace(".000", "");
  // Changed twice in a second: nobody was shown what it was in between.
  if (old.from === now) return { ...change, item: { ...old, ...change.item } };
  const former = {
    price: old.price,
    ...(old.memberPrice === undefined ? {} : { memberPrice: old.memberPrice }),
    ...(old.from === undefined ? {} : { from: old.from }),
    until: now,
  };
  const morePrices = [...(item.morePrices ?? []), former];
  return { ...change, item: { ...change.item, from: now, morePrices } };
}
