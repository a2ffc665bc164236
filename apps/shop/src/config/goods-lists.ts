/** What is sold, where it stands and what is offered, as the configuration writes it. */
import type { GoodsChange, GoodsKind } from "@saunter/commerce/shop/events";
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { OfferSettings, PlanogramRowSettings, ProductSettings } from "./config-schema.ts";
import { parsePlates } from "./plate-ranges.ts";

export interface GoodsLists {
  readonly catalogue: readonly ProductSettings[];
  readonly planogram: readonly PlanogramRowSettings[];
  readonly offers: readonly OfferSettings[];
}

export type GoodsSection = keyof GoodsLists;

export const GOODS_SECTIONS: readonly GoodsSection[] = ["catalogue", "planogram", "offers"];

export const SECTION_OF: Readonly<Record<GoodsKind, GoodsSection>> = {
  product: "catalogue",
  facing: "planogram",
  offer: "offers",
};

/** What a list is called as a file that problems are of. */
export const nameList = (section: GoodsSection): string => `the shop's ${section}`;

type Item = Readonly<Record<string, unknown>>;

/** What a change names an item by; null where the item has not what it takes. */
export function findGoodsKey(kind: GoodsKind, item: Item): string | null {
  switch (kind) {
    case "product":
      return item.gtin === undefined ? null : normalizeGtin(String(item.gtin));
    case "facing": {
      const { gondola, shelf, plates } = item;
      const text = Array.isArray(plates) ? plates.join(",") : String(plates);
      const parsed = parsePlates(text);
      return parsed === null ? null : `${gondola}/${shelf}/${parsed.join(",")}`;
    }
    case "offer":
      return typeof item.id === "string" ? item.id : null;
    default:
      return kind satisfies never;
  }
}

/** The file's lists with what was changed since; new items come last. */
export function mergeGoods(lists: GoodsLists, changes: readonly GoodsChange[]): GoodsLists {
  const merge = <T extends object>(kind: GoodsKind, items: readonly T[]): T[] => {
    const byKey = new Map(items.map((item) => [findGoodsKey(kind, item as Item)!, item]));
    for (const { kind: changed, key, change, item } of changes) {
      if (changed !== kind) continue;
      if (change === "remove") byKey.delete(key);
      // What is read is checked as a whole, whoever wrote it.
      if (change === "put") byKey.set(key, item as unknown as T);
    }
    return [...byKey.values()];
  };
  return {
    catalogue: merge("product", lists.catalogue),
    planogram: merge("facing", lists.planogram),
    offers: merge("offer", lists.offers),
  };
}
