/** Cards as requests name them: by the provider's token, never by their number. */
import type { ChargePayer } from "@saunter/commerce/payment/events";
import type { CARD } from "@saunter/protocol/http/card-schemas";
import type { Static } from "typebox";
import type { AnyEntryMethod, EntryMethodName } from "../domain/entry-method.ts";
import { orRefuse, type Shop } from "../domain/shop-context.ts";
import { containsCardNumber } from "../payments/card-number.ts";
import { ProblemError } from "./problem.ts";

export interface CardReading {
  readonly entryMethods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
}

type CardPayer = Extract<ChargePayer, { kind: "card" }>;

/** Throws `ProblemError`, and `RefusedError` where the terminal reads no card that can be used. */
export async function readCard(
  { entryMethods, shop }: CardReading & { readonly shop: Shop },
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
  throw new ProblemError(
    "input-invalid",
    `${at} may hold a card number, which is not accepted here`,
  );
}
