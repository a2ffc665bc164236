/** Cards as requests name them: by the provider's token, never by their number. */
import Type from "typebox";
import { CARD_TOKEN_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "../limits.ts";
import { closed, id } from "./schemas.ts";

export const cardToken = () =>
  Type.String({
    pattern: `^[!-~]{1,${CARD_TOKEN_CHARS_MAX}}$`,
    description: "The provider's token of the card, never its number.",
  });

export const lastFour = () =>
  Type.String({ pattern: "^[0-9]{4}$", description: "The card's last four digits." });

/** A card of which the caller has the provider's token; or that the shop's terminal is to read. */
export const CARD = Type.Union(
  [
    closed({ token: cardToken(), lastFour: lastFour() }),
    closed({
      readerId: id("Where: a name of the kiosk or till by which the terminal knows its reader."),
      requestId: Type.String({
        pattern: `^[!-~]{1,${REQUEST_ID_CHARS_MAX}}$`,
        description: "Of the caller. Asked again with it, the terminal reads no other card.",
      }),
    }),
  ],
  { examples: [{ token: "pm_sim_ok", lastFour: "4242" }] },
);
