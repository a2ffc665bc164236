import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

/** Whoever took something: one of the visit's party, another, or nobody who is known. */
type Somebody = "own" | "other" | "unknown";
const PEOPLE = { own: "them", other: "someone else", unknown: "an unknown person" };

/** Every word of visits in the console. Other languages are typed by these. */
export const visits = {
  title: "Visits",
  filter: "Filter visits",
  filters: { all: "All", inside: "Inside", waiting: "In review", flagged: "Flagged" },
  payer: "Payer",
  payers: {
    any: "Any payer",
    customer: "Customers",
    card: "Cards",
    account: "Accounts",
    cash: "Cash",
    staff: "Staff",
  },
  columns: {
    time: "Time",
    who: "Who",
    method: "Entered by",
    length: "Length",
    items: "Items",
    certainty: "Certainty",
    amount: "Amount",
    state: "State",
  },
  find: "Find a visit",
  noneFound: "No visit found",
  noneFoundText: "Try another search, other dates, or look under All.",
  none: "No visits yet",
  noneText: "A visit starts when a shopper comes in.",
  choose: "Choose a visit",
  chooseText: "You see its cart, evidence, receipt and payments.",
  receiptSure: "how sure the receipt is right",
  items: (count: number) => plural(count, { one: "# item", other: "# items" }),
  party: (count: number) => `party of ${count}`,
  whoInParty: (who: string, count: number) => `${who}, party of ${count}`,
  notFound: "Visit not found",
  notFoundText: "Check the link, or choose a visit from the list.",

  who: {
    customer: "A customer",
    card: "A card",
    account: "An account",
    cash: "Cash",
    staff: "Staff",
  },
  /** Ways to come in that the shop has; others are named as they are. */
  methods: {
    qr: "phone code",
    card: "card",
    badge: "badge",
    passkey: "passkey",
  } as Readonly<Record<string, string>>,

  states: {
    checkAge: "check age",
    flagged: "flagged",
    inside: "inside",
    staff: "staff",
    noReceipt: "no receipt",
    inReview: "in review",
    draft: "draft",
    disputed: "disputed",
    unpaid: "unpaid",
    refundDue: "refund due",
    refunded: "refunded",
    paid: "paid",
  },
  waits: {
    interaction: "unclear item",
    gap: "out of view",
    binding: "unclear entry",
    age: "age check",
    contest: "dispute",
  },
  flags: {
    "bound-by-guess": "Entry matched by guess",
    "track-lost": "A shopper was lost from view",
    "sensors-restarted": "Sensors were restarted",
    "party-larger": "More people came in than entered for",
  } as Readonly<Record<string, string>>,

  head: {
    label: "Visit",
    inside: (count: number) => `${count} inside`,
    over: "over",
    enteredBy: (method: string, time: ComponentChildren) => ["Entered by ", method, ", ", time],
    member: "member",
    inShop: (duration: string) => `${duration} in the shop`,
    waiting: (what: string) => `Waiting for review: ${what}.`,
    openReview: "Open review",
    ageItems: "Age-restricted items in the cart:",
    end: "End the visit",
    endTitle: "End the visit?",
    endText:
      "Do this only if the shoppers have left and the exit was missed. The receipt is drafted from the estimated cart.",
    endNow: "End visit",
    cancel: "Cancel",
  },

  cart: {
    label: "Cart",
    estimated: "Estimated cart",
    estimatedFinal: "Estimated final cart",
    sure: "how sure the engine is of the whole cart",
    nothing: "Nothing so far.",
    caption: "Possible quantity of each product, with probabilities",
    product: "Product",
    quantity: "Quantity",
    units: "units with a probability of",
    reasons: "Reasons for review",
  },

  evidence: {
    title: "Evidence",
    count: (count: number) => plural(count, { one: "one interaction", other: "# interactions" }),
    none: "No picks or put-backs yet.",
    withdrawn: "reported, then withdrawn",
    cart: "smart cart",
    place: (gondola: number, shelf: number) => `gondola ${gondola}, shelf ${shelf}`,
    sure: "how sure the engine is of this",
    cartWeights: "Smart cart’s weights",
    shelfWeights: "Shelf weights and positions",
    explanations: (count: number) =>
      plural(count, { one: "# explanation", other: "# explanations" }),
    comparedOver: (explanations: string, duration: string) =>
      `${explanations}, compared over ${duration}`,
    arrow: " → ",
    out: "out",
    taken: (goods: string, who: Somebody) => `${goods} taken by ${PEOPLE[who]}`,
    putBack: (goods: string, who: Somebody) => `${goods} put back by ${PEOPLE[who]}`,
    given: (goods: string, giver: Somebody, taker: Somebody) =>
      `${goods} given by ${PEOPLE[giver]} to ${PEOPLE[taker]}`,
  },

  kept: {
    cartDeleted: "What the smart cart’s scale saw has been deleted.",
    clip: "A blurred video clip is kept too. Reviewers see it with the review.",
    until: (time: ComponentChildren) => ["Kept until ", time, ", then deleted."],
    curve: {
      awaited: "The weight curve appears in a few seconds.",
      "not-doubted": "No weight curve: we keep it only for flagged interactions.",
      deleted: "Weight curve deleted: retention period ended.",
      missing: "No weight curve: it was not recorded, or has been deleted.",
    },
    positions: {
      awaited: "Positions appear in a few seconds.",
      "not-doubted": "No positions: we keep them only for flagged interactions.",
      deleted: "Positions deleted: retention period ended.",
      missing: "No positions: they were not recorded, or have been deleted.",
    },
    somebody: "somebody",
    noneInView: "No shopper in view.",
    own: (names: string, count: number) =>
      `${names} ${count === 1 ? "is" : "are"} part of this visit.`,
    others: (names: string, count: number) =>
      `${names} ${count === 1 ? "is" : "are"} not part of this visit.`,
    ownAndOthers: (own: string, ownCount: number, others: string, otherCount: number) =>
      `${own} ${ownCount === 1 ? "is" : "are"} part of this visit; ${others} ${otherCount === 1 ? "is" : "are"} not.`,
  },

  timeline: {
    title: "Timeline",
    cameIn: "Came in",
    held: (amount: string) => `${amount} held`,
    heldLater: (amount: string) => `${amount} held as soon as the bank is reachable`,
    closed: {
      exit: "Left",
      lost: "Lost from view: visit ended",
      attendant: "Ended by staff",
    } as Readonly<Record<string, string>>,
    ended: "Ended",
    drafted: "Receipt drafted",
    final: "Receipt final",
    number: (number: string) => `no. ${number}`,
    numberAmount: (number: number, amount: string) => `no. ${number}, ${amount}`,
    disputed: "Item disputed",
    granted: "Dispute accepted",
    refused: "Dispute rejected",
    corrected: "Receipt corrected",
    refund: "Refund recorded",
    bankDeclined: "The bank declined",
    owed: (amount: string) => `${amount} owed`,
    waived: "Debt waived",
    debtPaid: "Debt paid",
    nothingToPay: "Nothing to pay",
    paid: "Paid",
    due: "Amount due",
  },
};
