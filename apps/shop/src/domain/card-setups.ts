/**
 * How a shopper saves a card: the shop begins a setup at the payment provider, the shopper's browser
 * gives the card to the provider alone, and the shop asks the provider which card it was. What the
 * browser says of the card is never taken.
 */

export interface BegunSetup {
  /** The provider's id of the setup. */
  readonly reference: string;
  /** What the browser hands to the provider with the card. */
  readonly clientSecret: string;
}

/** A card that the provider says can be charged later. */
export interface VerifiedCard {
  /** The provider's token of it. */
  readonly token: string;
  readonly lastFour: string;
  /** Which card it is, as `HashCard` makes it; null where the provider does not tell cards apart. */
  readonly cardHash: string | null;
}

export type SetupOutcome =
  | { readonly kind: "verified"; readonly card: VerifiedCard }
  /** The card's bank said no, or no card was given. */
  | { readonly kind: "refused"; readonly message: string }
  /** The provider cannot be reached, or has not decided yet. */
  | { readonly kind: "unknown"; readonly message: string };

export interface CardSetups {
  /** Null where the provider cannot be reached, or does not do it now. */
  begin(): Promise<BegunSetup | null>;
  /** Asks the provider what became of a setup. */
  verify(reference: string): Promise<SetupOutcome>;
  /**
   * Of a simulated provider alone: gives it a test card, as a browser gives a card to a real one.
   * Returns whether the card's bank agreed.
   */
  giveTestCard?(clientSecret: string, token: string): boolean;
}
