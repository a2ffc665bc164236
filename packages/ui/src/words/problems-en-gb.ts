import type { ProblemWords } from "../problem-words.ts";

export const problemsBritish: ProblemWords = {
  other: {
    title: "Something went wrong in the shop",
    advice: "Try again. If it stays, speak to the staff.",
  },
  "no-connection": {
    title: "The shop cannot be reached",
    advice: "Check your network, and try again: nothing is done twice.",
  },
  "passkey-called-off": {
    title: "No passkey was used",
    advice: "Try again, or choose another way.",
  },
  "not-signed-in": { title: "You are not signed in", advice: "Sign in with your passkey." },
  "token-invalid": { title: "You have been signed out", advice: "Sign in again." },
  "sign-in-refused": {
    title: "This passkey is not known here",
    advice: "Use another passkey, or sign up again.",
  },
  "sign-in-delayed": { title: "Too many sign-ins failed", advice: "Wait a while, then try again." },
  "rate-limited": { title: "That was a lot at once", advice: "Wait a minute, then try again." },
  "customer-busy": {
    title: "Something is still open",
    advice: "You can delete your data once your visit is over and its receipt is paid.",
  },
  "gate-closed": { title: "This gate is closed", advice: "Use another gate, or ask the staff." },
  "gate-busy": { title: "Somebody is just coming in", advice: "Try again in a moment." },
  "gate-unknown": { title: "There is no such gate here", advice: "Use a gate of this shop." },
  "gate-leads-out": { title: "This is the way out", advice: "Use the gate that leads in." },
  "entry-code-invalid": {
    title: "This code does not open the gate",
    advice: "Show the code on this shop's page.",
  },
  "entry-code-expired": { title: "This code is too old", advice: "Show the code of now." },
  "entry-code-replayed": {
    title: "This code has been used",
    advice: "Wait for the next one, or hold the card to the reader again.",
  },
  "entry-card-refused": {
    title: "This card cannot be used",
    advice: "Use another card, or another way in.",
  },
  "entry-badge-unknown": { title: "This badge is not known", advice: "Ask the staff." },
  "entry-badge-blocked": { title: "This badge is blocked", advice: "Ask the staff." },
  "entry-passkey-refused": {
    title: "This passkey was not accepted",
    advice: "Try again, or use another way in.",
  },
  "entry-barred-by-debt": {
    title: "An earlier visit is not paid",
    advice: "Pay it at the kiosk or in the app, then come in.",
  },
  "entry-hold-declined": {
    title: "Your bank declined the hold",
    advice: "Nothing was taken. Use another card, or another way in.",
  },
  "entry-hold-refused": {
    title: "The hold could not be made",
    advice: "Nothing was taken. Use another card or another way in, or ask the staff.",
  },
  "entry-offline": {
    title: "Cards cannot be checked right now",
    advice: "Try again later, or ask the staff to open the gate.",
  },
  "entry-interrupted": {
    title: "The entry was interrupted",
    advice: "Nothing is charged. Show a new code, or hold the card to the reader again.",
  },
  "entry-method-unavailable": {
    title: "This way in is not offered here",
    advice: "Use one of the others.",
  },
  "party-size-invalid": {
    title: "You are too many for one entry",
    advice: "Split up, and come in one group after the other.",
  },
  "not-found": { title: "There is nothing here", advice: "Check the link, or go to the start." },
  "receipt-not-final": {
    title: "The receipt is still a draft",
    advice: "Wait until it is final: it takes some seconds.",
  },
  "contest-too-late": {
    title: "This receipt can no longer be contested",
    advice: "Speak to the staff.",
  },
  "contest-already-open": {
    title: "This is being looked at already",
    advice: "Wait for the answer: it comes by itself.",
  },
  "contest-not-open": { title: "This has been decided", advice: "Look at the receipt." },
  "quantity-invalid": { title: "This count makes no sense here", advice: "Choose another one." },
  "debt-not-open": { title: "There is nothing to pay", advice: "All is settled." },
  "charge-not-open": {
    title: "The payment cannot be changed right now",
    advice: "Try again in a moment.",
  },
  "account-limit-exceeded": {
    title: "The account's limit would be exceeded",
    advice: "Use another way to pay.",
  },
  "mail-unavailable": {
    title: "The receipt cannot be sent by e-mail",
    advice: "Save the PDF, or copy the link.",
  },
  "mail-address-invalid": {
    title: "This is no e-mail address",
    advice: "Enter one like name@example.com.",
  },
  "not-ready": { title: "The shop is just starting", advice: "Wait a moment, then try again." },
};
