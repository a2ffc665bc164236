/** What every page has to know before anybody is signed in. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { closed, nullable, oneOf } from "./schemas.ts";

export const GET_SHOP = route({
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
        hasDocs: Type.Boolean({
          description: "Whether the documentation is built; it is served at `/docs/`.",
        }),
      }),
    },
  },
});
