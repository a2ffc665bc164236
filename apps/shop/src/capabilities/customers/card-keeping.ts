/** How shoppers give a card that they come again with. */
import type { ShopConfig } from "../../config/shop-config.ts";
import { type CardSetup, createCardSetup } from "../../payments/stripe-card-setup.ts";

const CALL_TIMEOUT_MS = 10_000;

export type CardKeeping =
  | { readonly kind: "simulator" }
  /** In the provider's own field within the page. */
  | {
      readonly kind: "stripe";
      readonly publishableKey: string;
      /** Null where the provider cannot be reached. */
      readonly setUp: () => Promise<CardSetup | null>;
    }
  /** Nothing is charged: no card is needed. */
  | { readonly kind: "free" }
  /** Shoppers cannot sign up by themselves. */
  | { readonly kind: "none" };

export function openCardKeeping({ payment: { gateway } }: ShopConfig): CardKeeping {
  if (gateway.kind !== "stripe") return { kind: gateway.kind === "none" ? "free" : gateway.kind };
  const { publishableKey, secretKey, baseUrl } = gateway;
  if (publishableKey === null) return { kind: "none" };
  const setUp = createCardSetup({
    secretKey: secretKey.reveal(),
    timeoutMs: CALL_TIMEOUT_MS,
    ...(baseUrl === null ? {} : { baseUrl }),
  });
  return { kind: "stripe", publishableKey, setUp };
}
