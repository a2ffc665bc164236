import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

/** What the scale has weighed; null where nobody knows how much. */
const nameWeight = (weight: string | null): string =>
  weight === null ? "Something" : `About ${weight}`;

/** Every word of smart carts in the console. Other languages are typed by these. */
export const carts = {
  title: "Smart carts",
  inUse: (used: number, all: number) => `${used} of ${all} in use`,
  none: "No smart cart has a key yet",
  noneText: (people: ComponentChildren): ComponentChildren => [
    "Add a user for each under ",
    people,
    ", named by the cart’s id, with the role cart.",
  ],
  back: "Back to smart carts",
  state: "State",
  openVisit: "Open visit",

  states: {
    free: "Free",
    needsHelp: "Needs help",
    outside: "Outside the shop",
    silent: "Silent",
    weigh: "Weigh",
    glance: "Glance",
    ageCheck: "Age check",
    fault: "Fault",
    batteryLow: "Battery low",
    shopping: "Shopping",
    "at-lane": "Ready to pay",
    ended: "Paid",
    abandoned: "Left",
  },

  needs: {
    called: (ago: ComponentChildren): ComponentChildren => ["Called for help ", ago],
    likelyLost: (amount: ComponentChildren): ComponentChildren => [
      ": about ",
      amount,
      " likely to be lost",
    ],
    lookFor: "Look for",
    fault: (fault: string, ago: ComponentChildren): ComponentChildren => [fault, ", since ", ago],
    /** The end of an earlier trip, which the shop did not take. */
    unsettled: (httpStatus: number, tries: number) =>
      `The end of an earlier trip is kept on the cart: the shop answered ${httpStatus} to ${plural(tries, { one: "# try", other: "# tries" })}`,
  },

  /** Between reasons that are told together. */
  reasonsBetween: "; ",
  reasons: {
    "missing-goods": "goods may be missing on the bill",
    "too-much-billed": "goods on the bill may not be in the cart",
    "question-unanswered": "a question was not answered",
    "scale-fault": "the scale has, or had, a fault",
    "not-weighed": "the shop could not weigh the trip again",
    "lane-weight": "the lane’s scale does not confirm the bill",
    "odd-weighing": "a weighing has a low price or a heavy container",
    "own-things": "the shopper’s own things weigh a lot, or may be goods",
    "another-payer": "somebody else’s code was scanned: is it their cart?",
    "spot-check": "spot check",
    "staff-asked": "staff asked to weigh it",
  },
  faults: {
    "scale-silent": "Scale sends nothing",
    "scale-frozen": "Scale is frozen",
    "scale-saturated": "Scale is at its limit",
    "scale-overloaded": "Scale is overloaded",
    "scale-upside-down": "Scale is upside down",
    "scanner-offline": "Scanner offline",
    "storage-failing": "Storage failing",
    "clock-jump": "Clock was set",
  },
  findings: {
    unscanned: (weight: string | null) => `${nameWeight(weight)} that nobody scanned`,
    otherGoods: (weight: string | null, name: string | null) =>
      `${nameWeight(weight)} in place of ${name ?? "what was scanned"}`,
    own: (weight: string | null) => `${nameWeight(weight)} that the shopper said is theirs`,
    notInCart: (name: string | null) =>
      `${name ?? "A line"} is on the bill, and the scale did not see it come`,
  },

  facts: {
    bill: "Bill",
    billOf: (items: string, amount: ComponentChildren): ComponentChildren => [items, ", ", amount],
    items: (count: number) => plural(count, { one: "# item", other: "# items" }),
    mayBeWrong: "Bill may be wrong",
    battery: "Battery",
    notMeasured: "not measured",
    lastMessage: "Last message",
  },

  map: {
    title: "Where they are",
    place: (cartId: string, xM: string, yM: string) => `${cartId} at ${xM}, ${yM} m`,
    lastPlace: (cartId: string, xM: string, yM: string) => `${cartId}, last seen at ${xM}, ${yM} m`,
  },

  checks: {
    title: "Checks",
    noneYet: "none yet",
    share: (part: number, whole: number) => `${part} of ${whole}`,
    tripsChecked: "Trips checked",
    changedBill: "Checks that changed the bill",
    spotChecks: "Of spot checks alone",
    putOn: "Put on bills",
    takenOff: "Taken off bills",
    medianTime: "From lane to done, middle",
  },

  acts: {
    /** On the cart's screen. */
    onMyWay: "I am on my way.",
    coming: "I am coming",
    billIsRight: "Bill is right",
    takeMoney: "Take money at the till",
    correctBill: "Correct bill",
    weighAgain: "Weigh again",
    oldEnough: "Old enough",
    tooYoung: "Too young",
    goodsBack: "Goods are back",
    cartEmpty: "Cart is empty",
  },
  /** What an act has done to a cart. */
  told: {
    ofCart: (cartId: string, what: string) => `Cart ${cartId}: ${what}`,
    coming: "the screen says that you are coming",
    corrected: "the bill is corrected",
    billIsRight: "the bill is right",
    mayFinish: "the shopper may finish, and pays at the till",
    weighAgain: "the screen asks to weigh it again",
    oldEnough: "old enough",
    tooYoung: "too young",
    nothingCharged: "nothing is charged",
    reviewerDecides: "a reviewer decides",
  },

  correct: {
    title: "Correct bill",
    way: "Correction",
    add: "Add",
    remove: "Take off",
    product: "Product",
    quantity: "Quantity",
    addToBill: "Add to bill",
    takeOffBill: "Take off bill",
    back: "Back",
  },
};
