import { british, type KioskWords } from "./british.ts";

export const american: KioskWords = {
  ...british,
  lost: "The store cannot be reached. This continues by itself.",
  receipt: {
    ...british.receipt,
    waiting: (time) =>
      `Somebody looks at it until ${time} at the latest; then it is settled in your favor.`,
    cashText: "Please pay at the register.",
  },
  pay: {
    ...british.pay,
    declinedText: "Nothing was charged. Try another card, or ask at the register.",
    simulated: "This store is simulated: choose what the reader reads.",
  },
};
