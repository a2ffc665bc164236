import { GET_SHOP } from "@saunter/protocol/http/shop-routes";
import { findBrand, showBrand } from "../../brand/find-brand.ts";
import { addRead } from "../../http/add-route.ts";
import { hasDocs } from "../../http/docs-pages.ts";
import { findSignInPlace } from "../../http/find-sign-in-place.ts";
import type { HttpContext, ShopInfo } from "../../http/http-context.ts";

const NOTHING: Pick<ShopInfo, "cards" | "hasDevices" | "hasSmartCarts" | "sendsMail"> = {
  cards: { kind: "none" },
  hasDevices: false,
  hasSmartCarts: false,
  sendsMail: false,
};

/** What every page has to know before anybody is signed in. */
export function addShopRoutes(context: HttpContext): void {
  const { shop, identity, extensions, publicUrl, screens, isBehindProxy } = context.deps;
  const isDemonstration = extensions.some((one) => one.isDemonstration);
  const demo = extensions.find((one) => one.signInHint !== undefined)?.signInHint ?? null;
  const { id, name, currency, locale, timeZone } = identity;
  const told = Object.assign({}, NOTHING, ...extensions.map(({ shopInfo }) => shopInfo));
  addRead(context, GET_SHOP, ({ request }) => ({
    id,
    name,
    currency,
    locale,
    timeZone,
    brand: showBrand(findBrand(shop.store, identity.brand)),
    // Nobody can sign in by it from elsewhere.
    demo: findSignInPlace(request, isBehindProxy).isLocal ? demo : null,
    isDemonstration,
    publicUrl,
    // They may be built while the shop runs.
    hasDocs: screens !== null && hasDocs(screens.docs),
    ...told,
  }));
}
