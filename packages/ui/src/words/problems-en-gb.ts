import type { ProblemWords } from "../problem-words.ts";

export const problemsBritish: ProblemWords = {
  other: {
    title: "Something went wrong in the shop",
    advice: "Try again. If it keeps happening, ask the staff.",
  },
  "no-connection": {
    title: "The shop cannot be reached",
    advice: "Check your connection and try again. You will not be charged twice.",
  },
  "passkey-called-off": {
    title: "No passkey was used",
    advice: "Try again, or choose another entry method.",
  },
  "not-signed-in": { title: "You are not signed in", advice: "Sign in with your passkey." },
  "token-invalid": { title: "You have been signed out", advice: "Sign in again." },
  "sign-in-refused": {
    title: "This shop does not know this passkey",
    advice: "Use another passkey, or sign up again.",
  },
  "sign-in-delayed": { title: "Too many failed sign-ins", advice: "Wait a while, then try again." },
  "rate-limited": { title: "Too many attempts", advice: "Wait a minute, then try again." },
  "customer-busy": {
    title: "Your data cannot be deleted yet",
    advice: "Finish your visit and pay its receipt, then try again.",
  },
  "gate-closed": { title: "This gate is closed", advice: "Use another gate, or ask the staff." },
  "gate-busy": { title: "Someone else is coming in", advice: "Try again in a moment." },
  "gate-unknown": { title: "This gate does not exist", advice: "Use one of this shop’s gates." },
  "gate-leads-out": { title: "This gate is the exit", advice: "Use an entrance gate." },
  "entry-code-invalid": {
    title: "This code does not open the gate",
    advice: "Open this shop’s page and show the code there.",
  },
  "entry-code-expired": {
    title: "This code has expired",
    advice: "Show the current code on your phone.",
  },
  "entry-code-replayed": {
    title: "This code has already been used",
    advice: "Wait for the next code, or hold your card to the reader again.",
  },
  "entry-card-refused": {
    title: "This card cannot be used",
    advice: "Use another card or another entry method.",
  },
  "card-setup-unknown": {
    title: "Your card was not saved",
    advice: "Enter the card again.",
  },
  "entry-badge-unknown": { title: "We do not recognise this badge", advice: "Ask the staff." },
  "entry-badge-blocked": { title: "This badge is blocked", advice: "Ask the staff." },
  "entry-passkey-refused": {
    title: "This passkey was not accepted",
    advice: "Try again, or use another entry method.",
  },
  "entry-barred-by-debt": {
    title: "You have an unpaid receipt",
    advice: "Pay it at the kiosk or in the app, then come in.",
  },
  "entry-hold-declined": {
    title: "Your bank declined the hold",
    advice: "You were not charged. Use another card or another entry method.",
  },
  "entry-hold-refused": {
    title: "We could not place the hold on your card",
    advice: "You were not charged. Use another card or another entry method, or ask the staff.",
  },
  "entry-offline": {
    title: "We cannot check cards right now",
    advice: "Try again later, or ask the staff to open the gate.",
  },
  "entry-interrupted": {
    title: "Your entry was interrupted",
    advice: "You were not charged. Show a new code, or hold your card to the reader again.",
  },
  "entry-method-unavailable": {
    title: "This entry method isn’t available in this shop",
    advice: "Use another entry method.",
  },
  "party-size-invalid": {
    title: "Your group is too large for one entry",
    advice: "Split up and come in as smaller groups.",
  },
  "not-found": { title: "Page not found", advice: "Check the link, or go to the start page." },
  "receipt-not-final": {
    title: "The receipt is still a draft",
    advice: "Wait a few seconds until it is final, then try again.",
  },
  "contest-too-late": {
    title: "This receipt can no longer be disputed",
    advice: "Ask the staff.",
  },
  "contest-already-open": {
    title: "This item is already in review",
    advice: "Wait for the answer. It appears on the receipt.",
  },
  "contest-not-open": { title: "This dispute is closed", advice: "See the answer on the receipt." },
  "quantity-invalid": {
    title: "This quantity is not possible",
    advice: "Choose another quantity.",
  },
  "debt-not-open": { title: "There is nothing to pay", advice: "Your receipt is paid." },
  "charge-not-open": {
    title: "The payment cannot be changed right now",
    advice: "Try again in a moment.",
  },
  "account-limit-exceeded": {
    title: "This would exceed the account’s limit",
    advice: "Use another way to pay.",
  },
  "mail-unavailable": {
    title: "The receipt cannot be sent by e-mail",
    advice: "Save the PDF, or copy the link.",
  },
  "mail-address-invalid": {
    title: "This is not an e-mail address",
    advice: "Enter one like name@example.com.",
  },
  "not-ready": { title: "The shop is starting up", advice: "Wait a moment, then try again." },
};
