/** What a shopper wants to be warned of: kept on this tablet alone, and for this trip. */
import { signal } from "@preact/signals";
import type { Diet } from "@saunter/protocol/food-facts";

export interface Wishes {
  readonly budgetMinor: number | null;
  /** Allergens, as the catalogue names them. */
  readonly avoided: readonly string[];
  /** What goods have to be labelled as. */
  readonly diets: readonly Diet[];
}

const NONE: Wishes = { budgetMinor: null, avoided: [], diets: [] };
const KEPT_AS = "saunter.cart.wishes";

export const wishes = signal<Wishes>(readKept());

export function wish(change: Partial<Wishes>): void {
  wishes.value = { ...wishes.value, ...change };
  localStorage.setItem(KEPT_AS, JSON.stringify(wishes.value));
}

/** Whoever comes next starts without any. */
export function forgetWishes(): void {
  wishes.value = NONE;
  localStorage.removeItem(KEPT_AS);
}

/** Those of a product's allergens that the shopper avoids. */
export function findAvoided(allergens: readonly string[]): readonly string[] {
  return allergens.filter((allergen) => wishes.value.avoided.includes(allergen));
}

function readKept(): Wishes {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === null ? NONE : { ...NONE, ...(JSON.parse(kept) as Wishes) };
}
