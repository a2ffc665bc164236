/** Whether goods that the chain sends can be meant: a decimal point in the wrong place changes a whole list. */
import type { ProductSettings } from "../config/config-schema.ts";
import { findGoodsKey } from "../config/goods-lists.ts";

/** A price that changes by more than this is unusual. */
const PRICE_FACTOR_MAX = 2;
/** Of all products that stay: so many may have unusual prices at once, and a few always. */
const UNUSUAL_SHARE_MAX = 0.1;
const UNUSUAL_ALWAYS = 3;
/** Of all products: so many may go at once. */
const GONE_SHARE_MAX = 0.5;

type Products = readonly Pick<ProductSettings, "gtin" | "price">[];

/** What is unusual, in words; null where nothing is. */
export function findImplausible(before: Products, after: Products): string | null {
  if (before.length === 0) return null;
  const index = (products: Products): Map<string, number> =>
    new Map(
      products.map((one) => [findGoodsKey("product", one) ?? "", Number(one.price)] as const),
    );
  const [old, wanted] = [index(before), index(after)];
  const gone = [...old.keys()].filter((key) => !wanted.has(key)).length;
  if (gone > GONE_SHARE_MAX * old.size) {
    return `${gone} of ${old.size} products would go: put the version again, and force it, if that is meant`;
  }
  const kept = [...old].filter(([key]) => wanted.has(key));
  const unusual = kept.filter(([key, price]) => isUnusual(price, wanted.get(key)!));
  if (unusual.length <= Math.max(UNUSUAL_ALWAYS, UNUSUAL_SHARE_MAX * kept.length)) return null;
  return (
    `prices of ${unusual.length} of ${kept.length} products would more than double or halve, such as ` +
    `${unusual[0]![0]}: put the version again, and force it, if that is meant`
  );
}

function isUnusual(before: number, after: number): boolean {
  return after > before * PRICE_FACTOR_MAX || after < before / PRICE_FACTOR_MAX;
}
