import { british, type ShopWords } from "./british.ts";

export const american: ShopWords = {
  ...british,
  closed: "The store is closed right now.",
  welcome: {
    ...british.welcome,
    held: (amount) => `${amount} is held on your card when you come in. It is not charged.`,
  },
  join: {
    ...british.join,
    simulated: "This store is simulated: no money moves. Never type in a real card here.",
    email: "Email for receipts",
  },
  demo: {
    ...british.demo,
    holdText: "There is no reader here to show the code to: this button is the simulated gate.",
    inside: "You are walking around the simulated store. Take something there, and it is here.",
    walk: "Walk around",
  },
  enter: { ...british.enter, fewer: "One less" },
  receipt: {
    ...british.receipt,
    states: { ...british.receipt.states, contested: "Disputed" },
    waitingText: (time) =>
      `We are not sure of everything, so a person is looking at it: until ${time} at the latest. If nobody has decided by then, it is settled in your favor.`,
    reasons: {
      ...british.receipt.reasons,
      age: () => "The ID check of a restricted item is open",
      contest: () => "You disputed an item",
    },
    offers: "Savings",
    tax: "Tax included",
    taxAdded: "Tax",
    net: "Subtotal",
    mail: "Send by email",
    mailTo: "Have it sent to an email address",
    mailAddress: "Email address",
    mailHint: "Used for this one email, and deleted once it is sent.",
    contestUntil: (date) => `You can dispute any item until ${date}.`,
    contestLater: "You can dispute any item once the receipt is final.",
  },
  you: { ...british.you, email: "Email for receipts", member: "Member prices" },
};
