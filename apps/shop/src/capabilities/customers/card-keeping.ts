/** How shoppers give a card that they come again with. */
import type { ShopConfig } from "../../config/shop-config.ts";
import type { CardSetups } from "../../domain/card-setups.ts";

export type CardKeeping =
  /** On a page of the simulated provider's. */
  | { readonly kind: "simulator"; readonly setups: CardSetups }
  /** In the provider's own field within the page. */
  | { readonly kind: "stripe"; readonly publishableKey: string; readonly setups: CardSetups }
  /** Nothing is charged: no card is needed. */
  | { readonly kind: "free"; readonly setups: CardSetups }
  /** Shoppers cannot sign up by themselves. */
  | { readonly kind: "none" };

/** @param setups of the shop's card provider; null where it saves no cards */
export function openCardKeeping(
  { payment: { gateway } }: ShopConfig,
  setups: CardSetups | null,
): CardKeeping {
  if (setups === null) return { kind: "none" };
  if (gateway.kind !== "stripe") {
    return { kind: gateway.kind === "none" ? "free" : gateway.kind, setups };
  }
  const { publishableKey } = gateway;
  return publishableKey === null ? { kind: "none" } : { kind: "stripe", publishableKey, setups };
}
