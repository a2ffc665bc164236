/**
 * Entry by bank card. The terminal reads the card, chip or contactless, and gives the payment
 * provider's token and the last four digits; a card number never reaches the shop, and an answer
 * that seems to hold one is refused and kept nowhere.
 */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { CARD_TOKEN_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { Value } from "typebox/value";
import type { EntryContext, EntryCredential, EntryMethod } from "../domain/entry-method.ts";
import type { HashCard } from "../domain/payment-gateway.ts";
import { containsCardNumber } from "../payments/card-number.ts";
import { CARD_READING_AGE_MS_MAX } from "./entry-limits.ts";

export interface TerminalContext extends EntryContext {
  /** Ours. Asked again with the same one, the terminal answers as it did. */
  readonly requestId: string;
}

export type TerminalOutcome =
  | {
      readonly kind: "card";
      /** The terminal's id of this reading, unique for ever. */
      readonly readingId: string;
      readonly token: string;
      readonly lastFour: string;
      /**
       * What the provider tells the card from all others by, whatever token it has this time; left
       * out where it does not say. It is hashed at once.
       */
      readonly fingerprint?: string;
      /** When the card was held to the reader. */
      readonly readAtMs: number;
    }
  /** There was a card, and it is no use. */
  | { readonly kind: "refused"; readonly reason: CardFault }
  /** Nobody held a card to the reader in the terminal's time, or they went away. */
  | { readonly kind: "nobody" }
  /** The terminal, or its provider, cannot be reached. */
  | { readonly kind: "offline" };

export type CardFault = "expired" | "blocked" | "unreadable" | "unsupported";

export interface CardTerminal {
  /**
   * Waits for a card, no longer than the terminal's own time, and takes no money. An adapter turns
   * its provider's errors into outcomes: it rejects only where it is broken itself.
   */
  presentForEntry(context: TerminalContext): Promise<TerminalOutcome>;
}

/** What a gate shows this method: that somebody is there who wants to use a card. */
export interface CardRequest {
  readonly requestId: string;
}

const visibleText = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: "^[!-~]+$" });

const CARD_REQUEST = Type.Object({ requestId: visibleText(REQUEST_ID_CHARS_MAX) });

const CARD_READING = Type.Object({
  readingId: visibleText(REQUEST_ID_CHARS_MAX),
  token: visibleText(CARD_TOKEN_CHARS_MAX),
  lastFour: Type.String({ pattern: "^[0-9]{4}$" }),
  fingerprint: Type.Optional(visibleText(CARD_TOKEN_CHARS_MAX)),
  readAtMs: Type.Integer(),
});

const NONSENSE = "The terminal's answer cannot be read.";

const FAULT_TEXTS: ReadonlyMap<CardFault, string> = new Map([
  ["expired", "The card has expired."],
  ["blocked", "The card is blocked."],
  ["unreadable", "The card could not be read: hold it to the reader again."],
  ["unsupported", "This shop does not accept cards of this kind."],
]);

/**
 * Entry by card. Refuses with `entry-card-refused`, `entry-offline` where the terminal is not
 * to be reached, and `input-invalid` for what is no request.
 */
export function createCardEntry(
  terminal: CardTerminal,
  hashCard: HashCard,
): EntryMethod<CardRequest> {
  return {
    name: "card",
    isOffline: false,
    async verify(shown, context) {
      if (!Value.Check(CARD_REQUEST, shown)) {
        return refuse("input-invalid", "This is not a card request.");
      }
      const outcome = await terminal.presentForEntry({ ...context, requestId: shown.requestId });
      return readOutcome(outcome, context, hashCard);
    },
  };
}

/** A terminal's software is not ours: what it answers is checked like any other input. */
function readOutcome(
  outcome: TerminalOutcome,
  context: EntryContext,
  hashCard: HashCard,
): Result<EntryCredential> {
  switch (outcome?.kind) {
    case "card":
      return readCard(outcome, context, hashCard);
    case "refused":
      return refuse("entry-card-refused", FAULT_TEXTS.get(outcome.reason) ?? NONSENSE);
    case "nobody":
      return refuse("entry-card-refused", "No card was shown.");
    case "offline":
      return refuse("entry-offline", "The card terminal cannot be reached.");
    default:
      outcome satisfies never;
      return refuse("entry-card-refused", NONSENSE);
  }
}

function readCard(
  reading: unknown,
  context: EntryContext,
  hashCard: HashCard,
): Result<EntryCredential> {
  if (!Value.Check(CARD_READING, reading)) {
    return refuse("entry-card-refused", NONSENSE);
  }
  const { readingId, token, lastFour, fingerprint, readAtMs } = reading;
  if ([token, readingId, fingerprint ?? ""].some(containsCardNumber)) {
    return refuse(
      "entry-card-refused",
      "The terminal's answer may hold a card number: set it up to give the provider's tokens.",
    );
  }
  const ageMs = context.nowMs - readAtMs;
  if (!(Math.abs(ageMs) <= CARD_READING_AGE_MS_MAX)) {
    return refuse("entry-card-refused", "The card was read too long ago: hold it there again.");
  }
  return accept({
    method: "card",
    payer: { kind: "card", token, lastFour },
    ...(fingerprint === undefined ? {} : { cardHash: hashCard(fingerprint) }),
    onceKey: `card:${readingId}`,
  });
}
