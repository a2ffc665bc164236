import type { ComponentChildren } from "preact";

export interface GivenCard {
  /** The provider's name for it. */
  readonly token: string;
  readonly lastFour: string;
}

export interface CardFormProps {
  readonly label: string;
  readonly onCard: (card: GivenCard) => Promise<void>;
  /** Fields beside the card's. */
  readonly children?: ComponentChildren;
}
