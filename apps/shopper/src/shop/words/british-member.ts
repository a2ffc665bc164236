import { createPlural } from "@saunter/ui/i18n";

const plural = createPlural("en-GB");

/** Words of the page on which shoppers join as members. */
export const member = {
  title: "Member card",
  text: "Collect points in all our shops, and pay with them.",
  open: "See it or join",
  rule: (earned: string, per: string, points: string, worth: string) =>
    `You get ${earned} for each ${per} you spend. ${worth} costs ${points}.`,
  points: (count: number) => plural(count, { one: "# point", other: "# points" }),
  noName: "We need neither your name nor your address.",
  join: "Join",
  closed: "You can’t join here. Ask the staff.",
  away: "We can’t reach the member service right now. Try again later.",
  have: "I have a member card",
  show: "Show my card",
  number: "Card number",
  code: "Code",
  writeDown:
    "Write down the number and the code: they are kept on this phone alone, and whoever has them has your points.",
  qr: "QR code of your card number",
  balance: (points: string, worth: string) => `${points}, worth ${worth}`,
  owed: (points: string) =>
    `A receipt was corrected after you had spent its points: your next ${points} pay that.`,
  stored: "What is stored",
  facts: [
    "Your card number, and a fingerprint of the code: nobody can read the code from it.",
    "Your points: when you got and spent them, and the receipts they came from.",
    "A name and an e-mail address only if you enter them on this page.",
    "It is stored until you leave. Your shop account is not linked to it.",
  ] as readonly string[],
  since: (date: string) => `Member since ${date}.`,
  person: "Name and e-mail (optional)",
  personText: "So that staff can help you if you lose the card. Empty fields are deleted.",
  name: "Name",
  email: "E-mail",
  save: "Save",
  saved: "Saved.",
  use: "Use my member card",
  hide: "Remove the card from this phone",
  leave: "Leave and be forgotten",
  leaveTitle: "Leave?",
  leaveText:
    "We delete your card number, name and e-mail address at once. Your points are lost. Receipts stay, without you. You cannot undo this.",
  left: "You are no longer a member. We have deleted your data.",
  stays:
    "You stay a member of the chain. Write down the card’s number and code first, or leave on the page Member card.",
  causes: {
    "card-unknown": "The number or the code is wrong. Check both and try again.",
    "card-blocked": "This card is blocked. Ask the staff.",
    "too-many-attempts": "Too many attempts. Try again later.",
    closed: "You can’t join here. Ask the staff.",
    unavailable: "We can’t reach the member service right now. Try again later.",
  },
};
