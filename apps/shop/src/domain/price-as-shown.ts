/** What goods in a smart cart cost: never more than its screen showed when they were scanned. */
import type { Evidence } from "@saunter/commerce/cart/events";
import { findBestPrice } from "@saunter/commerce/pricing/find-best-price";
import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import type { Catalogue } from "@saunter/commerce/pricing/reprice";
import { findValid } from "@saunter/commerce/tax/validity";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";

/**
 * The catalogue as some lines are priced by it: a product that was scanned at a smart cart costs the least of what was
 * shown for any of its units and what it costs now. What a shelf saw taken, too, costs no more than when the visit began.
 */
export function priceAsShown(
  catalogue: Catalogue,
  { openedMs }: Pick<VisitFacts, "openedMs">,
  evidence: readonly Pick<Evidence, "gtin" | "shownPrice">[],
  lines: readonly { readonly gtin: string }[],
  nowMs: number,
): Catalogue {
  if (evidence.every(({ shownPrice }) => shownPrice === undefined)) return catalogue;
  const products = new Map<string, CatalogueProduct>();
  for (const { gtin } of lines) {
    const product = catalogue.products.get(gtin);
    if (product === undefined) continue;
    const own = evidence.filter((one) => one.gtin === gtin);
    const shown = own.flatMap(({ shownPrice }) => (shownPrice === undefined ? [] : [shownPrice]));
    const otherMs = shown.length < own.length ? [openedMs, nowMs] : [nowMs];
    const held = otherMs.flatMap((atMs) => findValid(product.prices, atMs) ?? []);
    const best = shown.length === 0 ? null : findBestPrice([...shown, ...held]);
    products.set(gtin, best === null ? product : { ...product, prices: [best] });
  }
  return { ...catalogue, products };
}
