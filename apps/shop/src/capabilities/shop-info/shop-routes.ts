import { GET_SHOP } from "@saunter/protocol/http/shop-routes";
import { addRead, type HttpContext } from "../../http/add-route.ts";
import type { CardKeeping } from "../../http/http-deps.ts";

/** What every page has to know before anybody is signed in. */
export function addShopRoutes(context: HttpContext): void {
  const { identity, extensions, cards, sendsMail, publicUrl } = context.deps;
  const isDemonstration = extensions.some((one) => one.isDemonstration);
  const demo = extensions.find((one) => one.signInHint !== undefined)?.signInHint ?? null;
  const { id, name, currency, locale, timeZone } = identity;
  addRead(context, GET_SHOP, () => ({
    ...{ id, name, currency, locale, timeZone, sendsMail, demo, isDemonstration, publicUrl },
    cards: showCards(cards),
  }));
}

/** Whoever gives a card needs the provider's public key, and nothing else of it. */
function showCards(cards: CardKeeping) {
  if (cards.kind !== "stripe") return { kind: cards.kind };
  return { kind: cards.kind, publishableKey: cards.publishableKey };
}
