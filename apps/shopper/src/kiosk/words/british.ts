import { createPlural } from "@saunter/ui/i18n";
import { problemsBritish } from "@saunter/ui/words/problems-en-gb";

const plural = createPlural("en-GB");

/** Every word of the kiosk. Other languages are typed by these. */
export const british = {
  problems: problemsBritish,
  tryAgain: "Try again",
  back: "Back",
  startAgain: "Start again",
  language: "Language",
  loading: "One moment",
  lost: "The shop cannot be reached. Reconnecting …",

  setUp: {
    title: "Set up this kiosk",
    demo: "In this demonstration you can create its key right away.",
    beginDemo: "Create a key",
    text: "For staff: enter a device key once. It stays in this browser.",
    key: "Device key",
    keyHint: "Starts with saunter_",
    noKey: "This is not a device key. Check it and try again.",
    reader: "Card reader name",
    readerHint: "As set up in the card terminal.",
    begin: "Use this key",
    refused: "This kiosk’s key is no longer valid. Enter a new one.",
  },

  start: {
    title: "Find your receipt",
    text: "See it, pay it, or take it with you on your phone.",
    card: "I paid by card",
    cardText: "Hold the same card to the reader again",
    digits: "I know my card’s last four digits",
    digitsText: "And roughly when I left",
    code: "I have the code",
    codeText: "Scan or type the code of your receipt",
  },

  card: {
    title: "Hold your card to the reader",
    text: "The card you came in with. You are not charged.",
    none: "No receipt found for this card",
    noneText: "Use the card you came in with, or find your receipt another way.",
  },

  digits: {
    title: "Your card’s last four digits",
    entered: (digits: string) => `Entered: ${digits.split("").join(" ")}`,
    nothing: "No digits entered yet",
    erase: "Erase",
    when: "Roughly when did you leave?",
    earlier: "Earlier",
    later: "Later",
    find: "Find",
    none: "No receipt found",
    noneText: "Check the digits, and try ten minutes earlier or later.",
    several: "Several receipts match",
    severalText: "To show you only your own, hold your card to the reader.",
  },

  code: {
    title: "Your receipt code",
    text: "Hold it under the scanner, or type the last part of its link.",
    label: "Code",
    find: "Find",
    camera: "Scan with the camera",
    cameraOn: "Hold the code in front of the camera",
    cameraFailed: "The camera is not available. Type the code instead.",
    wrong: "This is not a receipt code. Check it and try again.",
  },

  choose: {
    title: "Which visit?",
    left: (time: string) => `Left ${time}`,
  },

  receipt: {
    title: "Your receipt",
    number: (number: string) => `No. ${number}`,
    left: (time: string) => `Left ${time}`,
    nothing: "You took nothing.",
    things: (count: number) => plural(count, { one: "# item", other: "# items" }),
    total: "Total",
    sure: "how sure we are of this item",
    take: "Take it with you",
    takeText: "Scan this to open your receipt on your phone. You can also dispute an item there.",
    draft: "Your receipt is final in a few seconds.",
    waiting: (time: string) =>
      `Our staff are checking it, until ${time} at the latest. If we miss that, we settle it in your favour.`,
    paid: "Paid",
    paidText: "You owe nothing.",
    owed: (amount: string) => `${amount} still to pay`,
    owedText: "Your card did not cover the whole amount. Pay the rest to come in again.",
    cash: (amount: string) => `${amount} to pay in cash`,
    cashText: "Please pay at the till.",
    comesBack: (amount: string) => `Refund of ${amount} on its way`,
    comesBackText: "Your bank needs a few days.",
    asked: (amount: string) => `${amount} is being charged`,
    askedText: "Waiting for your bank.",
    pay: "Pay by card",
  },

  pay: {
    title: (amount: string) => `Pay ${amount}`,
    hold: "Hold a card to the reader",
    holdText: "You can use a different card.",
    asking: "Waiting for your bank",
    confirm: "Your bank wants you to confirm",
    confirmText:
      "Scan this with your phone and confirm there. This screen then continues automatically.",
    confirmApp: "Open your bank’s app and confirm there. This screen then continues automatically.",
    bankPage: "Your bank’s page",
    another: "Use another card",
    declined: "The card was declined",
    declinedText: "You were not charged. Try another card, or ask at the till.",
    again: "Try a card again",
    paid: "Paid. Thank you!",
    paidText: "You can come in again.",
    simulated: "This shop is simulated: choose a card for the reader.",
    cards: {
      good: "A card that works",
      confirmed: "A card that needs confirming with the bank",
      declined: "A card that is declined",
    },
  },

  idle: {
    title: "Are you still there?",
    text: (seconds: number) =>
      plural(seconds, {
        one: "Going back to the start in # second.",
        other: "Going back to the start in # seconds.",
      }),
    stay: "I’m still here",
  },
};

export type KioskWords = typeof british;
