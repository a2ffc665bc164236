/** A few goods for a simulated cart of no shop. */
import { computeCheckDigit } from "@saunter/protocol/gtin";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";

/** Name, price in cents, weight in grams; of goods by weight the price of a kilogram, and their PLU. */
const UNITS = [
  ["Porridge oats 500 g", 149, 512],
  ["Tomato soup 400 g", 119, 465],
  ["Spaghetti 500 g", 129, 508],
  ["Whole milk 1 l", 139, 1042],
  ["Dark chocolate 100 g", 219, 106],
  ["Sparkling water 1.5 l", 89, 1545],
] as const;
const WEIGHED = [
  ["Bananas", 199, "4011"],
  ["Tomatoes", 349, "4664"],
] as const;
/** Numbers that GS1 keeps for use within a shop. */
const PREFIX = "200000000";

function makeProduct(at: number, name: string, unitMinor: number): CartProduct {
  const digits = `${PREFIX}${String(at).padStart(3, "0")}`;
  return {
    gtin: `${digits}${computeCheckDigit(digits)}`,
    name,
    unitMinor,
    priceOf: "unit",
    memberUnitMinor: null,
    weight: null,
    plu: null,
    depositMinor: 0,
    ageMin: null,
    category: null,
    allergens: [],
    pictureUrl: null,
    places: [],
  };
}

export const SIMULATED_CATALOGUE: CartCatalogue = {
  version: "simulated",
  currency: "EUR",
  pricesIncludeTax: true,
  products: [
    ...UNITS.map(([name, unitMinor, weightG], at) => ({
      ...makeProduct(at, name, unitMinor),
      weight: { meanG: weightG, sdG: 0.01 * weightG },
    })),
    ...WEIGHED.map(
      ([name, unitMinor, plu], at): CartProduct => ({
        ...makeProduct(UNITS.length + at, name, unitMinor),
        priceOf: "kilogram",
        plu,
      }),
    ),
  ],
  variableCodes: [],
  offers: [],
  map: null,
  lanes: [{ laneId: "1", name: "1" }],
};
