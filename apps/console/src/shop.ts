/** What every page needs to know of the shop. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { showBrand } from "@saunter/ui/show-brand";
import { api } from "./session.ts";

export type ShopFacts = Answer<"GET /v1/shop">;

export const shop = signal<ShopFacts | null>(null);

export async function findShop(): Promise<void> {
  const found = await api.call("GET /v1/shop");
  showBrand(found.brand.accent);
  shop.value = found;
}

/** The shop's currency; pages are shown once it is known. */
export function currencyOf(): string {
  return shop.value!.currency;
}
