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
  /** Of 14 digits: a UPC-A and its EAN-13 are one. */
  readonly #gtins: string[] = [];
  readonly #byPlu = new Map<string, number>();
  readonly #byItem = new Map<string, number>();
  readonly #names: string[] = [];
  /** NaN where it is not known, or goods are sold by weight. */
  readonly #weightsG: number[] = [];

  add({ gtin, itemNumber, name, plu, priceOf, weight }: CartProduct): void {
    const position = this.#names.length;
    this.#names.push(fold(name));
    this.#gtins.push(normalizeGtin(gtin));
    this.#weightsG.push(priceOf === "unit" ? (weight?.meanG ?? Number.NaN) : Number.NaN);
    if (plu !== null) this.#byPlu.set(trimZeros(plu), position);
    if (itemNumber !== undefined) this.#byItem.set(trimZeros(itemNumber), position);
  }

  /** @param at reads the product that was added so many after the first */
  build(at: (position: number) => CartProduct): GoodsIndex {
    const names = this.#names;
    const [byPlu, byItem] = [this.#byPlu, this.#byItem];
    // Of tens of thousands less memory than a map.
    const gtins = this.#gtins;
    const byGtin = Uint32Array.from(gtins.keys()).sort((a, b) => (gtins[a]! < gtins[b]! ? -1 : 1));
    const weights = chooseSpread(this.#weightsG);
    const read = (position: number | undefined) => (position === undefined ? null : at(position));
    const findPlu = (plu: string) => byPlu.get(trimZeros(plu)) ?? byItem.get(trimZeros(plu));
    const findItem = (item: string) => byItem.get(trimZeros(item)) ?? byPlu.get(trimZeros(item));
    const find = (gtin: string): number | undefined => {
      const wanted = normalizeGtin(gtin);
      let [from, to] = [0, byGtin.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (gtins[byGtin[middle]!]! < wanted) from = middle + 1;
        else to = middle;
      }
      const position = byGtin[from];
      return position !== undefined && gtins[position] === wanted ? position : undefined;
    };
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

function chooseSpread(weightsG: readonly number[]): number[] {
  const sorted = [...weightsG.keys()]
    .filter((at) => !Number.isNaN(weightsG[at]))
    .sort((a, b) => weightsG[a]! - weightsG[b]!);
  const stride = Math.max(1, sorted.length / KNOWN_GOODS_MAX);
  const count = Math.min(sorted.length, KNOWN_GOODS_MAX);
  return Array.from({ length: count }, (_, at) => sorted[Math.floor(at * stride)]!);
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
