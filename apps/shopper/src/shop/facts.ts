/** What the shop is and asks for: fetched at the start, and remembered for when there is no network. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { Problem } from "@saunter/client/problem";
import { showBrand } from "@saunter/ui/show-brand";
import { api, isOffline } from "./session.ts";

export interface Facts {
  readonly shop: Answer<"GET /v1/shop">;
  readonly terms: Answer<"GET /v1/entry/terms">;
}

/** Facts of another shape are not those that pages read. */
const KEPT_AS = "saunter.facts-3";

export const facts = signal<Facts | null>(null);

/** Rejects where the shop cannot be reached, and this phone has never been here. */
export async function findFacts(): Promise<void> {
  try {
    const [shop, terms] = await Promise.all([
      api.call("GET /v1/shop"),
      api.call("GET /v1/entry/terms"),
    ]);
    show({ shop, terms });
    localStorage.setItem(KEPT_AS, JSON.stringify(facts.value));
  } catch (error) {
    const kept = localStorage.getItem(KEPT_AS);
    const isLost = error instanceof Problem && error.code === "no-connection";
    if (!isLost || kept === null) throw error;
    show(JSON.parse(kept) as Facts);
    isOffline.value = true;
  }
}

function show(found: Facts): void {
  showBrand(found.shop.brand.accent);
  facts.value = found;
}

/** Pages are shown once it is known. */
export function theFacts(): Facts {
  return facts.value!;
}
