import { createPlural } from "@saunter/ui/i18n";
import { problemsBritish } from "@saunter/ui/words/problems-en-gb";

const plural = createPlural("en-GB");

/** Every word of the kiosk. Other languages are typed by these. */
export const british = {
  problems: problemsBritish,
  tryAgain: "Try again",
  back: "Back",
  startAgain: "To the start",
  language: "Language",
  loading: "One moment",
  lost: "The shop cannot be reached. This goes on by itself.",

  setUp: {
    title: "Set up this kiosk",
    demo: "In this demonstration its key can be made at once.",
    beginDemo: "Begin with a new key",
    text: "For staff: type in the key of a device, once. It stays in this browser alone.",
    key: "Key of the device",
    keyHint: "It begins with saunter_",
    noKey: "This is no key of a device.",
    reader: "Name of its card reader",
    readerHint: "As the card terminal knows it.",
    begin: "Begin",
    refused: "The key of this kiosk is not valid any more.",
  },

  start: {
    title: "Find your receipt",
    text: "See it, pay it, or take it with you on your phone.",
    card: "I paid by card",
    cardText: "Hold the same card to the reader again",
    digits: "I know my card’s last four digits",
    digitsText: "And about when you left",
    code: "I have the code",
    codeText: "Of the receipt, to scan or type",
  },

  card: {
    title: "Hold your card to the reader",
    text: "The one that you came in with. Nothing is taken.",
    none: "Nothing is found for this card",
    noneText: "Use the card that you came in with, or another way to find your receipt.",
  },

  digits: {
    title: "Your card’s last four digits",
    entered: (digits: string) => `Entered: ${digits.split("").join(" ")}`,
    nothing: "Nothing is entered yet",
    erase: "Erase",
    when: "About when did you leave?",
    earlier: "Earlier",
    later: "Later",
    find: "Find",
    none: "Nothing is found",
    noneText: "Check the digits, and try ten minutes earlier or later.",
    several: "Several fit",
    severalText: "So that nobody sees what is not theirs: hold your card to the reader.",
  },

  code: {
    title: "The code of your receipt",
    text: "Hold it under the scanner, or type in the end of its address.",
    label: "Code",
    find: "Find",
    camera: "Scan with the camera",
    cameraOn: "Hold the code before the camera",
    cameraFailed: "The camera cannot be used here.",
    wrong: "This is no code of a receipt.",
  },

  choose: {
    title: "Which visit?",
    left: (time: string) => `Left ${time}`,
  },

  receipt: {
    title: "Your receipt",
    number: (number: string) => `No. ${number}`,
    left: (time: string) => `Left ${time}`,
    nothing: "Nothing was taken.",
    things: (count: number) => plural(count, { one: "# thing", other: "# things" }),
    total: "Total",
    sure: "that the line is right",
    take: "Take it with you",
    takeText: "Scan this with your phone: it is your receipt, and there you can say what is wrong.",
    draft: "It is still being settled, in a few seconds.",
    waiting: (time: string) =>
      `Somebody looks at it until ${time} at the latest; then it is settled in your favour.`,
    paid: "Paid",
    paidText: "Nothing is owed.",
    owed: (amount: string) => `${amount} is still to be paid`,
    owedText: "The card did not pay all of it. Until then the gate stays shut for it.",
    cash: (amount: string) => `${amount} is to be paid in cash`,
    cashText: "Please pay at the till.",
    comesBack: (amount: string) => `${amount} comes back`,
    comesBackText: "The bank takes a few days.",
    asked: (amount: string) => `${amount} is being taken`,
    askedText: "Your bank is asked just now.",
    pay: "Pay by card",
  },

  pay: {
    title: (amount: string) => `Pay ${amount}`,
    hold: "Hold a card to the reader",
    holdText: "It may be another one than before.",
    asking: "Your bank is asked",
    confirm: "Your bank wants you to confirm",
    confirmText: "Scan this with your phone, and confirm there. This screen sees it by itself.",
    confirmApp: "Open your bank’s app, and confirm there. This screen sees it by itself.",
    bankPage: "Your bank’s page",
    another: "Use another card",
    declined: "The card was declined",
    declinedText: "Nothing was taken. Try another card, or ask at the till.",
    again: "Read a card again",
    paid: "Paid. Thank you!",
    paidText: "The gate is open for you again.",
    simulated: "This shop is simulated: choose what the reader reads.",
    cards: {
      good: "A good card",
      confirmed: "A card whose bank wants it confirmed",
      declined: "A card that is declined",
    },
  },

  idle: {
    title: "Are you still there?",
    text: (seconds: number) =>
      plural(seconds, {
        one: "This goes back to the start in # second.",
        other: "This goes back to the start in # seconds.",
      }),
    stay: "I am here",
  },
};

export type KioskWords = typeof british;
