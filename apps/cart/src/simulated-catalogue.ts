/** A few goods for a simulated cart of no shop. */
import { computeCheckDigit } from "@saunter/protocol/gtin";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";

type Facts = Partial<CartProduct>;

const VEGAN: Facts = { diets: ["VEGAN", "VEGETARIAN"] };

/** Name, price in cents, weight in grams. */
const UNITS: readonly (readonly [string, number, number, Facts])[] = [
  ["Porridge oats 500 g", 149, 512, { ...VEGAN, allergens: ["AW"], nutriScore: "A" }],
  ["Tomato soup 400 g", 119, 465, { allergens: ["BC"] }],
  ["Spaghetti 500 g", 129, 508, { ...VEGAN, allergens: ["AW"], nutriScore: "A" }],
  ["Whole milk 1 l", 139, 1042, { allergens: ["AM"], diets: ["VEGETARIAN"], nutriScore: "C" }],
  ["Dark chocolate 100 g", 219, 106, { ...VEGAN, allergens: ["AY"], nutriScore: "E" }],
  ["Sparkling water 1.5 l", 89, 1545, { ...VEGAN, depositMinor: 25 }],
];
/** Name, price of a kilogram in cents, PLU. */
const WEIGHED: readonly (readonly [string, number, string, Facts])[] = [
  ["Bananas", 199, "4011", VEGAN],
  ["Tomatoes", 349, "4664", { ...VEGAN, tareG: 5 }],
];
const RESTRICTED: readonly (readonly [string, number, number, Facts])[] = [
  ["Pale ale 500 ml", 149, 895, { allergens: ["AW"], depositMinor: 8, ageMin: 16 }],
];
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

const listUnits = (units: typeof UNITS, from: number): CartProduct[] =>
  units.map(([name, unitMinor, weightG, facts], at) => ({
    ...makeProduct(from + at, name, unitMinor),
    weight: { meanG: weightG, sdG: 0.01 * weightG },
    ...facts,
  }));

const listWeighed = (from: number): CartProduct[] =>
  WEIGHED.map(([name, unitMinor, plu, facts], at) => ({
    ...makeProduct(from + at, name, unitMinor),
    priceOf: "kilogram",
    plu,
    ...facts,
  }));

export const SIMULATED_CATALOGUE: CartCatalogue = {
  version: "simulated",
  currency: "EUR",
  pricesIncludeTax: true,
  products: [
    ...listUnits(UNITS, 0),
    ...listWeighed(UNITS.length),
    ...listUnits(RESTRICTED, UNITS.length + WEIGHED.length),
  ],
  // As GS1 Germany has labels of prices and of weights.
  variableCodes: (["price-minor", "weight-g"] as const).map((value) => ({
    prefix: value === "price-minor" ? "23" : "29",
    itemDigits: 4,
    valueDigits: 5,
    value,
    step: 1,
    valueCheckDigit: "checked",
  })),
  offers: [],
  map: null,
  lanes: [{ laneId: "1", name: "1" }],
};
