import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

/** Every word of receipts in the console. Other languages are typed by these. */
export const receipts = {
  title: "Receipts",
  filter: "Filter receipts",
  filters: {
    all: "All",
    paid: "Paid",
    open: "Open",
    disputed: "Disputed",
    refunded: "Refunded",
    "in-review": "In review",
  },
  find: "Find a receipt",
  columns: {
    receipt: "Receipt",
    time: "Time",
    who: "Who",
    items: "Items",
    certainty: "Certainty",
    amount: "Amount",
    state: "State",
  },
  draft: "Draft",
  number: (number: number | string) => `No. ${number}`,
  noneFound: "No receipt found",
  noneFoundText: "Try another search, other dates, or look under All.",
  none: "No receipts yet",
  noneText: "A receipt appears here when a shopper leaves.",
  choose: "Choose a receipt",
  chooseText: "You see its items, how sure each one is, and its payments.",
  count: (count: number) => plural(count, { one: "# receipt", other: "# receipts" }),
  items: (count: number) => plural(count, { one: "# item", other: "# items" }),
  refundedSum: (amount: ComponentChildren) => [amount, " refunded"],
  unpaidSum: (amount: ComponentChildren) => [amount, " unpaid"],
  exports: { csv: "Export CSV", jsonl: "Export JSON" },

  chosen: {
    none: "This visit has no receipt yet",
    noneText: "The draft appears here when they leave.",
    title: "Receipt",
    openVisit: "Open visit",
    dispute: "Dispute",
    disputeItem: (name: string) => `Dispute ${name}`,
    addMissing: "Add a missing item",
    refund: "Refund",
    mail: "Send by e-mail",
    disputeFor: "Dispute for the shopper",
    print: "Print",
    sure: "that every item is right",
    offer: (name: string) => `Offer: ${name}`,
    tax: (label: string, amount: ComponentChildren) => [label, " on ", amount],
  },

  disputes: {
    title: "Disputes",
    review: "Open review",
  },

  documents: {
    title: "Documents",
    formats: "Receipt formats",
    page: "Web page",
    draft: "Draft",
    correction: (number: string) => `No. ${number}, correction`,
  },

  dispute: {
    kinds: {
      "wrong-item": "Did not take it",
      "other-item": "Took something else",
      "wrong-count": "Wrong quantity",
      "wrong-weight": "Wrong weight",
    },
    accepted: "Dispute accepted. The refund is on its way.",
    submitted: "Dispute submitted for review.",
    missing: "Missing product",
    problem: "Problem",
    product: "Product they took",
    quantity: "Quantity they took",
    quantityWrong: "Quantity must be a whole number up to 99.",
    text: "We refund small amounts at once and review larger ones. If we miss the deadline, the shopper is refunded.",
    submit: "Submit dispute",
  },

  mail: {
    sent: "The receipt is on its way.",
    address: "E-mail address",
    hint: "Leave empty for the customer’s saved address. We use another address for this e-mail alone, then delete it.",
    send: "Send receipt",
  },

  refunds: {
    title: "Refunds",
    waiting: (amount: ComponentChildren) => [amount, " on its way."],
    provider: "The payment provider has not refunded it yet. We ask again until it does.",
    cash: "The card cannot be refunded: return it in cash at the till.",
    kinds: { lines: "Items", whole: "Everything", amount: "Amount" },
    number: (number: number | string) => `no. ${number}`,
    removedUser: "a removed user",
    reasons: {
      "not-taken": "Not taken",
      returned: "Returned",
      damaged: "Damaged or spoiled",
      "wrong-price": "Wrong price",
      duplicate: "Charged twice",
      goodwill: "Goodwill",
      other: "Other",
    },
  },

  history: {
    title: "History",
    steps: {
      drafted: "Draft",
      finalised: "Final receipt",
      disputed: "Item disputed",
      "dispute-granted": "Dispute accepted",
      "dispute-refused": "Dispute rejected",
      corrected: "Correction",
      refund: "Refund recorded",
      charged: "Charged",
      refunded: "Refunded",
      "refund-failed": "Refund failed",
      declined: "Declined",
      "cash-taken": "Paid in cash",
      "cash-returned": "Refunded in cash",
      "balance-captured": "Paid with gift card or points",
      "balance-refunded": "Refunded to gift card or points",
      withdrawn: "Taken back at the provider",
      waived: "Debt waived",
    },
  },

  refund: {
    recorded: (amount: string) => `Refund of ${amount} recorded.`,
    what: "What to refund",
    kinds: { lines: "Items", whole: "Everything", amount: "An amount" },
    amount: "Amount to refund",
    amountHint: (amount: string) =>
      `Up to ${amount}. The items stay on the receipt, with their tax.`,
    amountWrong: "Amount must be a number such as 2.79.",
    amountTooHigh: (amount: string) => `At most ${amount} can be refunded.`,
    reason: "Reason",
    note: "Note (optional)",
    noteHint: "For your own books; no names or card numbers.",
    submit: "Refund",
    submitAmount: (amount: string) => `Refund ${amount}`,
    now: (amount: string) =>
      `${amount} goes back to the shopper now: they owe the rest, or have it back already.`,
    limit: (amount: string) =>
      `You can refund up to ${amount} of this receipt now without an operator.`,
    items: "Items to refund",
    ofItems: (quantity: number, name: string) => `of ${quantity} × ${name}`,
  },
};
