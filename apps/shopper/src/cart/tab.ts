/** Where somebody is who shops with the cart. */
import { signal } from "@preact/signals";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";

export const TABS = ["cart", "find", "list", "map", "offers", "you"] as const;
export type Tab = (typeof TABS)[number] | "scale";

export const tab = signal<Tab>("cart");
/** Somebody wants to shop, and has shown nothing yet. */
export const hasBegun = signal(false);
/** A trip whose goodbye was read: the cart has it until the next one begins. */
export const leftTripId = signal<string | null>(null);

export type PageName = "start" | "shopping" | "lane" | "goodbye" | "refused";

export function findPage({ status, trip }: ScreenState): PageName {
  switch (status) {
    case "free":
      return hasBegun.value ? "shopping" : "start";
    case "shopping":
      return "shopping";
    case "at-lane":
      return "lane";
    case "ended":
      if (trip === null || trip.tripId !== leftTripId.value) return "goodbye";
      return hasBegun.value ? "shopping" : "start";
    case "refused":
      return "refused";
    default:
      return status satisfies never;
  }
}

/** Nothing of whoever was here is left for whoever comes next. */
export function startOver(): void {
  tab.value = "cart";
  hasBegun.value = false;
}
