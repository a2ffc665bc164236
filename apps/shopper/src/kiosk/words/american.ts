import { british, type KioskWords } from "./british.ts";

export const american: KioskWords = {
  ...british,
  lost: "The store cannot be reached. Reconnecting …",
  receipt: {
    ...british.receipt,
    waiting: (time) =>
      `Our staff are checking it, until ${time} at the latest. If we miss that, we settle it in your favor.`,
    cashText: "Please pay at the register.",
  },
  pay: {
    ...british.pay,
    declinedText: "You were not charged. Try another card, or ask at the register.",
    simulated: "This store is simulated: choose a card for the reader.",
  },
};
