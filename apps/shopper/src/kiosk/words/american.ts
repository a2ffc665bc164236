import { british, type KioskWords } from "./british.ts";

export const american: KioskWords = {
  ...british,
  lost: "The store cannot be reached. This continues by itself.",
  card: { ...british.card, text: "The one that you came in with. It is not charged." },
  receipt: {
    ...british.receipt,
    waiting: (time) =>
      `Somebody looks at it until ${time} at the latest; then it is settled in your favor.`,
    cashText: "Please pay at the register.",
    asked: (amount) => `${amount} is being charged`,
  },
  pay: {
    ...british.pay,
    declinedText: "Nothing was charged. Try another card, or ask at the register.",
    simulated: "This store is simulated: choose what the reader reads.",
  },
};
