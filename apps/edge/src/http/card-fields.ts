/** Cards as requests name them: by the provider's token, never by their number. */
import Type from "typebox";
import { containsCardNumber } from "../entry/card-number.ts";
import { CARD_TOKEN_CHARS_MAX } from "../entry/entry-limits.ts";
import { ProblemError } from "./problem.ts";

export const cardToken = () =>
  Type.String({
    pattern: `^[!-~]{1,${CARD_TOKEN_CHARS_MAX}}$`,
    description: "The provider's token of the card, never its number.",
  });

export const lastFour = () =>
  Type.String({ pattern: "^[0-9]{4}$", description: "The card's last four digits." });

/** Throws `ProblemError` with `input-invalid`, which repeats nothing of the text. */
export function refuseCardNumber(text: string, at: string): void {
  if (!containsCardNumber(text)) return;
  throw new ProblemError("input-invalid", `${at} may hold a card number, which is not taken here`);
}
