import { isAllergen } from "@saunter/protocol/food-facts";
import { words } from "./words.ts";

/** In the shopper's words; what is no code of the standard's stands for itself. */
export function nameAllergen(code: string): string {
  return isAllergen(code) ? words.texts.allergens[code] : code;
}

export const nameAllergens = (codes: readonly string[]): string =>
  codes.map(nameAllergen).join(", ");
