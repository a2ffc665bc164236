/** What the cart sells, found by code, number or name. */
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { CartProduct } from "@saunter/protocol/smart-cart/trip";

export interface GoodsIndex {
  /** A UPC-A is found by its EAN-13, and the other way round. */
  find(gtin: string): CartProduct | null;
  findPlu(plu: string): CartProduct | null;
  /** Best first: whose names begin with the text before those that have it within. */
  search(text: string): CartProduct[];
}

const FOUND_MAX = 24;

export function createGoodsIndex(products: readonly CartProduct[]): GoodsIndex {
  const byGtin = new Map(products.map((product) => [normalizeGtin(product.gtin), product]));
  const byPlu = new Map(
    products.flatMap((product) =>
      product.plu === null ? [] : [[trimZeros(product.plu), product] as const],
    ),
  );
  const names = products.map((product) => ({ product, name: fold(product.name) }));
  const find = (gtin: string) => byGtin.get(normalizeGtin(gtin)) ?? null;
  const findPlu = (plu: string) => byPlu.get(trimZeros(plu)) ?? null;
  return {
    find,
    findPlu,
    search: (text) => {
      const wanted = fold(text).trim();
      if (wanted === "") return [];
      const numbered = /^\d+$/.test(wanted) ? [findPlu(wanted), find(wanted)] : [];
      const named = names
        .filter(({ name }) => name.includes(wanted))
        .sort((a, b) => rank(a.name, wanted) - rank(b.name, wanted))
        .map(({ product }) => product);
      const found = [...numbered.filter((product) => product !== null), ...named];
      return [...new Set(found)].slice(0, FOUND_MAX);
    },
  };
}

function rank(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  return name.includes(` ${wanted}`) ? 1 : 2;
}

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function trimZeros(plu: string): string {
  return plu.replace(/^0+(?=\d)/, "");
}
