import type { ComponentChildren } from "preact";

export interface GivenCard {
  /** Of the setup in which the provider got the card: the shop asks it which one it was. */
  readonly setupId: string;
}

export interface CardFormProps {
  readonly label: string;
  readonly onCard: (card: GivenCard) => Promise<void>;
  /** Fields beside the card's. */
  readonly children?: ComponentChildren;
}
