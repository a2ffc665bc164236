/** Cards as requests name them: by the provider's token, never by their number. */

import type { ChargePayer } from "@saunter/commerce/payment/events";
import { closed, id } from "@saunter/protocol/http/schemas";
import { CARD_TOKEN_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "@saunter/protocol/limits";
import type { Static } from "typebox";
import Type from "typebox";
import { orRefuse } from "../domain/shop-context.ts";
import { containsCardNumber } from "../payments/card-number.ts";
import type { HttpDeps } from "./http-deps.ts";
import { ProblemError } from "./problem.ts";

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

type CardPayer = Extract<ChargePayer, { kind: "card" }>;

/** Throws `ProblemError`, and `RefusedError` where the terminal reads no card that can be used. */
export async function readCard(
  { entryMethods, shop }: HttpDeps,
  card: Static<typeof CARD>,
): Promise<CardPayer> {
  if ("token" in card) {
    refuseCardNumber(card.token, "the token");
    return { kind: "card", ...card };
  }
  const terminal = entryMethods.get("card");
  if (terminal === undefined) {
    throw new ProblemError("entry-method-unavailable", "the shop has no card terminal");
  }
  const { readerId: gateId, requestId } = card;
  const read = await terminal.verify({ requestId }, { gateId, nowMs: shop.nowMs() });
  const { payer } = orRefuse(read);
  if (payer.kind !== "card") throw new Error("a terminal that reads no cards");
  return payer;
}

/** Throws `ProblemError` with `input-invalid`, which repeats nothing of the text. */
export function refuseCardNumber(text: string, at: string): void {
  if (!containsCardNumber(text)) return;
  throw new ProblemError("input-invalid", `${at} may hold a card number, which is not taken here`);
}
