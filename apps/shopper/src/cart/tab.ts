/** Where somebody is who shops with the cart. */
import { signal } from "@preact/signals";

export const TABS = ["cart", "find", "list", "map", "offers", "you"] as const;
export type Tab = (typeof TABS)[number] | "scale";

export const tab = signal<Tab>("cart");
/** Somebody wants to shop, and has shown nothing yet. */
export const hasBegun = signal(false);
/** A trip whose goodbye was read: the cart has it until the next one begins. */
export const leftTripId = signal<string | null>(null);

/** Nothing of whoever was here is left for whoever comes next. */
export function startOver(): void {
  tab.value = "cart";
  hasBegun.value = false;
}
