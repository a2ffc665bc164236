import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { catalogue, state } from "../session.ts";

/** The shop's, as far as the cart knows it. */
export function CartLogo() {
  const path = catalogue.value?.brand?.logoUrl ?? null;
  return <ShopLogo url={path === null ? null : `${state.value?.shopUrl ?? ""}${path}`} />;
}
