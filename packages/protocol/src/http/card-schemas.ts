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
      readerId: id("The card reader: its name at the terminal's provider, of a kiosk or till."),
      requestId: Type.String({
        pattern: `^[!-~]{1,${REQUEST_ID_CHARS_MAX}}$`,
        description:
          "The caller's id of this reading; a repeated request with it does not read another card.",
      }),
    }),
  ],
  { examples: [{ token: "pm_sim_ok", lastFour: "4242" }] },
);
