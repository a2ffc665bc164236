/** What lies beside the cart in a demonstration. */
import type { CartProduct } from "@saunter/protocol/smart-cart/trip";
import { sendAct } from "../session.ts";

export interface Thing {
  readonly name: string;
  /** Null: the shopper's own. */
  readonly gtin: string | null;
  readonly weightG: number;
}

/** Units of one product differ by so much of their weight. */
const WEIGHT_SPREAD = 0.015;
/** Of fruit and vegetables that somebody takes at once. */
const HANDFUL_G = 430;

/** The first of each category, then the second, and so on; or those whose name has the text in it. */
export function chooseGoods(
  products: readonly CartProduct[],
  text: string,
  most: number,
): readonly CartProduct[] {
  const wanted = text.trim().toLowerCase();
  const fitting = products.filter(
    (product) => findWeightG(product) !== null && product.name.toLowerCase().includes(wanted),
  );
  const before = new Map<string | null, number>();
  const ranked = fitting.map((product) => {
    const rank = before.get(product.category) ?? 0;
    before.set(product.category, rank + 1);
    return { product, rank };
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ product }) => product);
}

export function findWeightG({ priceOf, weight }: CartProduct): number | null {
  return priceOf === "kilogram" ? HANDFUL_G : (weight?.meanG ?? null);
}

/** One of them, as heavy as it happens to be. */
export function toThing(product: CartProduct): Thing {
  const { gtin, name } = product;
  // The sum of three is about normal, with a spread of half its range of one.
  const offShare = WEIGHT_SPREAD * 2 * (Math.random() + Math.random() + Math.random() - 1.5);
  return { gtin, name, weightG: findWeightG(product)! * (1 + offShare) };
}

export async function putIn({ gtin, name, weightG }: Thing): Promise<string> {
  const thingId = crypto.randomUUID();
  await sendAct({ kind: "simulate-put", thingId, name, gtin, weightG });
  return thingId;
}
