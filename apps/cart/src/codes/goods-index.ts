/** What the cart sells, found by code, number or name. */
import { normalizeGtin } from "@saunter/protocol/gtin";
import type { CartProduct } from "@saunter/protocol/smart-cart/trip";
import { KNOWN_GOODS_MAX } from "../cart-limits.ts";

export interface GoodsIndex {
  readonly size: number;
  at(position: number): CartProduct;
  /** A UPC-A is found by its EAN-13, and the other way round. */
  find(gtin: string): CartProduct | null;
  /** By the number that a shopper types: the PLU, else the one on labels. */
  findPlu(plu: string): CartProduct | null;
  /** By the number on a label: the shop's own, else the PLU. */
  findItem(number: string): CartProduct | null;
  /** Best first: whose names begin with the text before those that have it within. */
  search(text: string): CartProduct[];
  /** As many as show what goods weigh that are sold by the unit, spread over their weights, the lightest first. */
  listWeights(): CartProduct[];
}

const FOUND_MAX = 24;

export function createGoodsIndex(products: readonly CartProduct[]): GoodsIndex {
  const building = new GoodsIndexBuilder();
  for (const product of products) building.add(product);
  return building.build((position) => products[position]!);
}

/** Keeps what products are found by, and not the products. */
export class GoodsIndexBuilder {
  readonly #byGtin = new Map<string, number>();
  readonly #byPlu = new Map<string, number>();
  readonly #byItem = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #weights: { readonly weightG: number; readonly position: number }[] = [];

  add({ gtin, itemNumber, name, plu, priceOf, weight }: CartProduct): void {
    const position = this.#names.length;
    this.#names.push(fold(name));
    this.#byGtin.set(normalizeGtin(gtin), position);
    if (plu !== null) this.#byPlu.set(trimZeros(plu), position);
    if (itemNumber !== undefined) this.#byItem.set(trimZeros(itemNumber), position);
    if (weight !== null && priceOf === "unit") {
      this.#weights.push({ weightG: weight.meanG, position });
    }
  }

  /** @param at reads the product that was added so many after the first */
  build(at: (position: number) => CartProduct): GoodsIndex {
    const names = this.#names;
    const [byGtin, byPlu, byItem] = [this.#byGtin, this.#byPlu, this.#byItem];
    const weights = chooseSpread(this.#weights);
    const read = (position: number | undefined) => (position === undefined ? null : at(position));
    const findPlu = (plu: string) => byPlu.get(trimZeros(plu)) ?? byItem.get(trimZeros(plu));
    const findItem = (item: string) => byItem.get(trimZeros(item)) ?? byPlu.get(trimZeros(item));
    const find = (gtin: string) => byGtin.get(normalizeGtin(gtin));
    return {
      size: names.length,
      at,
      find: (gtin) => read(find(gtin)),
      findPlu: (plu) => read(findPlu(plu)),
      findItem: (number) => read(findItem(number)),
      search: (text) => {
        const wanted = fold(text).trim();
        if (wanted === "") return [];
        const numbered = /^\d+$/.test(wanted) ? [findPlu(wanted), find(wanted)] : [];
        const named = [...names.keys()]
          .filter((position) => names[position]!.includes(wanted))
          .sort((a, b) => rank(names[a]!, wanted) - rank(names[b]!, wanted));
        const found = [...numbered.filter((position) => position !== undefined), ...named];
        return [...new Set(found)].slice(0, FOUND_MAX).map(at);
      },
      listWeights: () => weights.map(at),
    };
  }
}

function chooseSpread(weights: { weightG: number; position: number }[]): number[] {
  const sorted = weights.sort((a, b) => a.weightG - b.weightG);
  const stride = Math.max(1, sorted.length / KNOWN_GOODS_MAX);
  const count = Math.min(sorted.length, KNOWN_GOODS_MAX);
  return Array.from({ length: count }, (_, at) => sorted[Math.floor(at * stride)]!.position);
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
