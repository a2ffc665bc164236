/** What a shop may say of food, in standard codes. */

/**
 * The 14 allergens that have to be declared in the EU (Regulation 1169/2011, annex II), by the codes of GS1's
 * AllergenTypeCode list.
 */
export const ALLERGENS = {
  AW: "cereals containing gluten",
  AC: "crustaceans",
  AE: "eggs",
  AF: "fish",
  AP: "peanuts",
  AY: "soybeans",
  AM: "milk",
  AN: "tree nuts",
  BC: "celery",
  BM: "mustard",
  AS: "sesame",
  AU: "sulphites",
  NL: "lupin",
  UM: "molluscs",
} as const;

export type Allergen = keyof typeof ALLERGENS;

export const isAllergen = (code: string): code is Allergen => Object.hasOwn(ALLERGENS, code);

/** As GS1's DietTypeCode list has them. */
export const DIETS = ["VEGAN", "VEGETARIAN", "HALAL", "KOSHER", "ORGANIC"] as const;
export type Diet = (typeof DIETS)[number];

export const NUTRI_SCORES = ["A", "B", "C", "D", "E"] as const;
export type NutriScore = (typeof NUTRI_SCORES)[number];

/** Per 100 g or 100 ml, in the order of Regulation 1169/2011, annex XV. */
export const NUTRIENTS = [
  "energyKj",
  "fatG",
  "saturatesG",
  "carbohydrateG",
  "sugarsG",
  "fibreG",
  "proteinG",
  "saltG",
] as const;
export type Nutrition = { readonly [Nutrient in (typeof NUTRIENTS)[number]]?: number };

/** Codes of a list that is written as one text, such as "AM, AW". */
export const splitCodes = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
