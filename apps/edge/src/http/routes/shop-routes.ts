import Type from "typebox";
import { addRead, type HttpContext } from "../add-route.ts";
import { closed, nullable } from "../schemas.ts";

/** What every page has to know before anybody is signed in. */
export function addShopRoutes(context: HttpContext): void {
  const { identity, demo } = context.deps;
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
            demo: nullable(
              closed(
                { name: Type.String(), password: Type.String() },
                { description: "Of a simulated shop: who everybody may sign in as." },
              ),
            ),
          }),
        },
      },
    },
    () => ({ ...{ id, name, currency, locale, timeZone }, demo }),
  );
}
