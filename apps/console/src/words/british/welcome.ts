import { createPlural } from "@saunter/ui/i18n";

const plural = createPlural("en-GB");

/** Every word of welcome in the console. Other languages are typed by these. */
export const welcome = {
  what: "open, self-hosted checkout-free retail",
  now: "The shop now",
  foot: "Everything runs and stays on this computer. Press Ctrl-C in the terminal to close the shop. It continues where it stopped when you open it again.",
  headline: ["Walk in.", "Pick up.", "Walk out."],
  text: "Shelf scales and hand movements show who took what, and the receipt says how sure it is. The shoppers here are simulated and no money moves. The system that watches them is real.",
  operate: "Run the shop as its operator",
  walk: "Walk in as a shopper",

  openFloor: "Open the floor",
  opening: "The shop is opening",
  inside: (count: number) =>
    count === 0
      ? "Nobody is in the shop now"
      : plural(count, {
          one: "One person is in the shop now",
          other: "# people are in the shop now",
        }),

  ways: "Other screens of the shop",
  phones: "On their phones",
  phonesText: "The shopper’s view: a code for the gate, the live cart, receipts.",
  entrance: "At the entrance",
  entranceText: "The display at the gate: whether the shop is open, and how to come in.",
  kiosk: "At the kiosk",
  kioskText: "Shoppers without a phone find their receipt here and pay what they owe.",
  cart: "With a smart cart",
  cartText: "Take one: scan, weigh, pay at the lane. Or cheat, and see what it makes of it.",
  docs: "In the documentation",
  docsText: "First steps, how it works, and how to run a shop of your own.",
};
