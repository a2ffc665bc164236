import { closed, nullable, oneOf } from "@saunter/protocol/http/schemas";
import Type from "typebox";
import { addRead, type HttpContext } from "../add-route.ts";
import type { CardKeeping } from "../http-deps.ts";

/** What every page has to know before anybody is signed in. */
export function addShopRoutes(context: HttpContext): void {
  const { identity, extensions, cards, sendsMail, publicUrl } = context.deps;
  const isDemonstration = extensions.some((one) => one.isDemonstration);
  const demo = extensions.find((one) => one.signInHint !== undefined)?.signInHint ?? null;
  const { id, name, currency, locale, timeZone } = identity;
  addRead(
    context,
    {
      method: "GET",
      path: "/shop",
      tag: "health",
      summary: "What the shop is called, and how it writes amounts and times",
      answers: {
        200: {
          description: "The shop.",
          schema: closed({
            id: Type.String(),
            name: Type.String(),
            currency: Type.String({ description: "ISO 4217." }),
            locale: Type.String({ description: "BCP 47." }),
            timeZone: Type.String({ description: "IANA." }),
            cards: Type.Union(
              [
                closed({ kind: oneOf(["simulator", "free", "none"]) }),
                closed({ kind: Type.Literal("stripe"), publishableKey: Type.String() }),
              ],
              { description: "How shoppers give a card that they come again with." },
            ),
            sendsMail: Type.Boolean({ description: "Whether receipts go out by mail." }),
            demo: nullable(
              closed(
                { name: Type.String(), password: Type.String() },
                { description: "Of a simulated shop: who everybody may sign in as." },
              ),
            ),
            publicUrl: Type.String({
              description: "Where phones reach it, without a slash at its end.",
            }),
            isDemonstration: Type.Boolean({
              description: "What happens in it can be changed: see `/v1/demo`.",
            }),
          }),
        },
      },
    },
    () => ({
      ...{ id, name, currency, locale, timeZone, sendsMail, demo, isDemonstration, publicUrl },
      cards: showCards(cards),
    }),
  );
}

/** Whoever gives a card needs the provider's public key, and nothing else of it. */
function showCards(cards: CardKeeping) {
  if (cards.kind !== "stripe") return { kind: cards.kind };
  return { kind: cards.kind, publishableKey: cards.publishableKey };
}
