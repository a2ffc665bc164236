/** What the cart sells, found by code, number or name. */
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { CartProduct } from "@saunter/protocol/smart-cart/trip";

export interface GoodsIndex {
  /** A UPC-A is found by its EAN-13, and the other way round. */
  find(gtin: string): CartProduct | null;
  /** By the number that a shopper types: the PLU, else the one on labels. */
  findPlu(plu: string): CartProduct | null;
  /** By the number on a label: the shop's own, else the PLU. */
  findItem(number: string): CartProduct | null;
  /** Best first: whose names begin with the text before those that have it within. */
  search(text: string): CartProduct[];
}

const FOUND_MAX = 24;

export function createGoodsIndex(products: readonly CartProduct[]): GoodsIndex {
  const byGtin = new Map(products.map((product) => [normalizeGtin(product.gtin), product]));
  const byNumber = (numberOf: (product: CartProduct) => string | null | undefined) =>
    new Map(
      products.flatMap((product) => {
        const number = numberOf(product) ?? null;
        return number === null ? [] : [[trimZeros(number), product] as const];
      }),
    );
  const byPlu = byNumber(({ plu }) => plu);
  const byItem = byNumber(({ itemNumber }) => itemNumber);
  const names = products.map((product) => ({ product, name: fold(product.name) }));
  const find = (gtin: string) => byGtin.get(normalizeGtin(gtin)) ?? null;
  const findIn = (number: string, [first, second]: (typeof byPlu)[]) =>
    first!.get(trimZeros(number)) ?? second!.get(trimZeros(number)) ?? null;
  const findPlu = (plu: string) => findIn(plu, [byPlu, byItem]);
  return {
    find,
    findPlu,
    findItem: (number) => findIn(number, [byItem, byPlu]),
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
