import { british, type ShopWords } from "./british.ts";

export const american: ShopWords = {
  ...british,
  closed: "The store is closed right now.",
  join: {
    ...british.join,
    simulated: "This store is simulated: no money moves. Never enter a real card here.",
    email: "Email for receipts",
  },
  demo: {
    ...british.demo,
    holdText:
      "There is no code reader here: this button stands in for the gate of the simulated store.",
    inside: "You are walking around the simulated store. What you take there appears here.",
  },
  enter: { ...british.enter, fewer: "One less" },
  receipt: {
    ...british.receipt,
    waitingText: (time) =>
      `Our staff are checking this receipt, until ${time} at the latest. If we miss that, we settle it in your favor.`,
    reasons: {
      ...british.receipt.reasons,
      age: () => "Waiting for an ID check",
    },
    offers: "Savings",
    tax: "Tax included",
    taxAdded: "Tax",
    net: "Subtotal",
    mail: "Send by email",
    mailTo: "Send to an email address",
    mailAddress: "Email address",
    mailHint: "Used for this email only, then deleted.",
  },
  you: {
    ...british.you,
    email: "Email for receipts",
    forgetText:
      "We delete your card, email address, passkeys and sign-ins at once. Your receipts stay, without your name, because the law requires us to keep records. You cannot undo this.",
  },
};
