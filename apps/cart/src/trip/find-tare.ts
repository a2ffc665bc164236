import type { CartProduct } from "@saunter/protocol/smart-cart/trip";

/** What is taken off the weight, grams: a container of the shopper's own stands in place of the shop's bag. */
export function findTareG({ tareG: bagG = 0 }: Pick<CartProduct, "tareG">, ownG: number): number {
  return ownG > 0 ? ownG : bagG;
}
