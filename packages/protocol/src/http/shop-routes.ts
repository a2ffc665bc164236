/** What every page has to know before anybody is signed in. */
import Type from "typebox";
import { BRAND } from "../brand.ts";
import { route } from "./route-spec.ts";
import { closed, nullable, oneOf } from "./schemas.ts";

export const GET_SHOP = route({
  method: "GET",
  path: "/shop",
  tag: "health",
  summary: "Show the shop's name, currency, language and time zone",
  answers: {
    200: {
      description: "The shop.",
      schema: closed({
        id: Type.String(),
        name: Type.String(),
        currency: Type.String({ description: "ISO 4217." }),
        locale: Type.String({ description: "BCP 47." }),
        timeZone: Type.String({ description: "IANA." }),
        brand: BRAND,
        cards: Type.Union(
          [
            closed({ kind: oneOf(["simulator", "free", "none"]) }),
            closed({ kind: Type.Literal("stripe"), publishableKey: Type.String() }),
          ],
          { description: "How shoppers save a card for later visits." },
        ),
        sendsMail: Type.Boolean({ description: "Whether receipts are sent by e-mail." }),
        demo: nullable(
          closed(
            { name: Type.String(), password: Type.String() },
            {
              description:
                "Of a simulated shop: the sign-in that everybody can use on its machine, and there alone.",
            },
          ),
        ),
        publicUrl: Type.String({
          description: "Its address for phones, without a slash at the end.",
        }),
        isDemonstration: Type.Boolean({
          description: "It can be controlled: see `/v1/demo`.",
        }),
        hasDevices: Type.Boolean({
          description:
            "Whether it reads scales live, or opens gates itself: see `GET /v1/devices`, `GET /v1/gates/devices`.",
        }),
        hasSmartCarts: Type.Boolean({
          description: "Whether it has smart carts: see `GET /v1/carts`.",
        }),
        hasDocs: Type.Boolean({
          description: "Whether the documentation is built; it is served at `/docs/`.",
        }),
      }),
    },
  },
});
