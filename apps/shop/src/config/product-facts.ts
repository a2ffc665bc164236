/** What a product is besides its price: how it is weighed, found and filtered. */
import {
  type Allergen,
  DIETS,
  type Diet,
  isAllergen,
  type NutriScore,
  type Nutrition,
  splitCodes,
} from "@saunter/protocol/food-facts";
import { type CheckContext, noteAt, noteDoubled } from "./check-context.ts";
import type { ProductSettings } from "./config-schema.ts";

export interface ProductFacts {
  /** Number that a shopper types. */
  readonly plu: string | null;
  /** Number on the labels of the shop's scales. */
  readonly itemNumber: string | null;
  /** Of a bag, taken off what the scale shows. */
  readonly tareG: number;
  readonly allergens: readonly Allergen[];
  readonly diets: readonly Diet[];
  readonly nutriScore: NutriScore | null;
  readonly nutrition: Nutrition | null;
}

/** By GTIN. What goods by weight cannot have, and numbers that two products have, are noted. */
export function makeProductFacts(
  products: readonly ProductSettings[],
  context: CheckContext,
): ReadonlyMap<string, ProductFacts> {
  for (const key of ["plu", "itemNumber"] as const) {
    const numbered = products.filter((product) => product[key] !== undefined);
    noteDoubled(numbered, key, context, (product) => trimZeros(product[key]!));
  }
  for (const product of products) noteUnweighed(product, context);
  return new Map(products.map((product) => [product.gtin, makeFacts(product)]));
}

function makeFacts(product: ProductSettings): ProductFacts {
  const { allergens = "", diets = "", itemNumber, nutriScore, nutrition, plu, tareG } = product;
  return {
    plu: plu ?? null,
    itemNumber: itemNumber ?? null,
    tareG: tareG ?? 0,
    allergens: splitCodes(allergens).filter(isAllergen),
    diets: DIETS.filter((diet) => splitCodes(diets).includes(diet)),
    nutriScore: nutriScore ?? null,
    nutrition: nutrition ?? null,
  };
}

function noteUnweighed(product: ProductSettings, context: CheckContext): void {
  const { lowStockAt, priceOf, tareG } = product;
  if (priceOf !== "kilogram" && tareG !== undefined) {
    noteAt(context, product, "tareG", "only goods with priceOf: kilogram have a tare");
  }
  if (priceOf === "kilogram" && lowStockAt !== undefined) {
    const message = "goods by weight are not counted in units: leave this key out";
    noteAt(context, product, "lowStockAt", message);
  }
}

const trimZeros = (number: string): string => number.replace(/^0+(?=\d)/, "");
