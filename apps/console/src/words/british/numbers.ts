import { createPlural } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";

const plural = createPlural("en-GB");

const visits = (count: number) => plural(count, { one: "# visit", other: "# visits" });
const receipts = (count: number) => plural(count, { one: "# receipt", other: "# receipts" });

/** Every word of the numbers in the console. Other languages are typed by these. */
export const numbers = {
  title: "Numbers",
  reviewQuality: "Review quality",
  openExport: "Export",
  noneYet: "none yet",

  period: {
    title: "Period",
    names: {
      today: "Today",
      yesterday: "Yesterday",
      week: "7 days",
      month: "30 days",
      "this-month": "This month",
      "last-month": "Last month",
      other: "Other days",
    },
    firstDay: "First day",
    lastDay: "Last day",
    chooseBoth: "Choose both days",
    endsBefore: "The last day is before the first",
    atMost: (days: number) => `Choose at most ${plural(days, { one: "# day", other: "# days" })}`,
    fromTo: (from: string, to: string) => `${from} to ${to}`,
    compareWith: "Compare with",
    comparisons: {
      none: "Nothing",
      weekdays: "Same weekdays before",
      year: "A year before",
    },
  },

  /** How long something takes; numbers are written already. */
  wait: {
    none: "<1 ms",
    milliseconds: (count: string) => `${count} ms`,
    seconds: (count: string) => `${count} s`,
    minutes: (minutes: string, seconds: string) => `${minutes} min ${seconds} s`,
  },
  hours: {
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    both: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  },
  same: "same",

  charts: {
    takingsPer: { hour: "Takings per hour", day: "Takings per day", week: "Takings per week" },
    visitsPer: { hour: "Visits per hour", day: "Visits per day", week: "Visits per week" },
    highest: (amount: string) => `the highest ${amount}`,
    keyBefore: (mark: ComponentChildren): ComponentChildren => ["; ", mark, " before"],
    keyReviewed: (mark: ComponentChildren): ComponentChildren => ["; ", mark, " reviewed"],
    from: "From",
    takings: "Takings",
    receipts: "Receipts",
    takingsBefore: "Takings before",
    visits: "Visits",
    reviewed: "Reviewed",
  },

  sales: {
    title: "Sales",
    before: (amount: string) => `${amount} before`,
    change: (change: string, amount: string) => `${change}; ${amount} before`,
    total: "Sales",
    receiptCount: receipts,
    net: "Net of tax",
    plusTax: (amount: string) => `plus ${amount} tax`,
    receipts: "Receipts",
    units: (count: number) => plural(count, { one: "# unit", other: "# units" }),
    discounts: "Discounts",
    byOffers: "by offers and member prices",
    corrections: "Corrections",
    corrected: (count: number) =>
      `${plural(count, { one: "# corrected receipt", other: "# corrected receipts" })}, included in sales`,
    shrinkage: "Shrinkage by uncertainty",
    nothingLost: "nothing uncertain was given to shoppers",
    loss: (name: string, count: string, amount: string) => `${name}: ${count}, ${amount}`,
    lossesBetween: "; ",
    losses: {
      "review-lapsed": "Reviews that expired",
      "dispute-unreviewed": "Disputes accepted without review",
      "debt-forgiven": "Debts forgiven",
    },
    outOfStock: "Out of stock",
    neverEmpty: "no counted shelf was empty",
    emptyShelves: (products: number) =>
      `${plural(products, { one: "# product", other: "# products" })}, all shelves added up`,
  },

  tables: {
    title: "Sales by",
    views: {
      products: "Products",
      categories: "Categories",
      hours: "Hours",
      methods: "Entry methods",
      taxes: "Tax",
      payments: "Payments",
    },
    captions: {
      products: "Sales by product",
      categories: "Sales by category",
      hours: "Sales by hour of the day",
      methods: "Sales by entry method",
      taxes: "Sales by tax rate",
      payments: "Payments",
    },
    none: "No sales in this period",
    more: "More products",
    product: "Product",
    category: "Category",
    noCategory: "No category",
    hour: "Hour",
    method: "Entry method",
    receipts: "Receipts",
    units: "Units",
    takings: "Takings",
    before: "Before",
    change: "Change",
    isNew: "new",
    discounts: "Discounts",
    outOfStock: "Out of stock",
    tax: "Tax",
    net: "Net",
    taxAmount: "Tax amount",
    gross: "Gross",
    payment: "Payment",
    taken: "Taken",
    refunded: "Refunded",
    takenBack: "Taken back",
  },
  methods: {
    qr: "Entry code",
    card: "Card at the gate",
    badge: "Badge",
    passkey: "Passkey",
    attendant: "Opened by staff",
  },
  payments: {
    card: "Card",
    account: "Account",
    cash: "Cash",
    "gift-card": "Gift card",
    points: "Points",
  },

  visits: {
    title: "Visits",
    closed: "Visits",
    open: (open: string, byStaff: string) => `${open} in progress, plus ${byStaff} by staff`,
    buying: "Visits with a purchase",
    ofVisits: (part: string, all: number) => `${part} of ${visits(all)}`,
    basket: "Average basket",
    perPurchase: "per visit with a purchase",
    basketUnits: (units: string, baskets: number) =>
      `${units} items, over ${plural(baskets, { one: "# basket", other: "# baskets" })}`,
    length: "Visit length",
    median: (count: number) => `median of ${visits(count)}`,
  },
  receipts: {
    title: "Receipts",
    reviewRate: "Review rate",
    reviewed: (reviewed: string, ofVisits: number, expired: number) =>
      `${reviewed} of ${visits(ofVisits)}; ${plural(expired, { one: "# review", other: "# reviews" })} expired`,
    toDraft: "Exit to draft",
    toFinal: "Exit to final receipt",
    withoutReview: (rank: string) => `${rank}, without review`,
    /** What a 99th percentile is of: of fewer than a hundred, by nearest rank, it is the slowest. */
    rank: {
      none: "no receipt yet",
      one: "of 1 receipt",
      slowest: (count: number) => `slowest of ${receipts(count)}`,
      percentile: (count: number) => `99th percentile of ${receipts(count)}`,
    },
    waiting: "Waiting for a final receipt",
    waitingText: "visits that have ended",
    disputed: "Disputed items",
    disputes: (accepted: string, rejected: string, open: string) =>
      `${accepted} accepted, ${rejected} rejected, ${open} open`,
  },
  accuracy: {
    title: "Accuracy",
    accepted: "Accepted, not found wrong",
    acceptedText: (wrong: string, all: number) =>
      `A reviewer found ${wrong} of ${plural(all, { one: "# unreviewed receipt", other: "# unreviewed receipts" })} wrong after a dispute. Disputes accepted without review, and undisputed errors, are not counted`,
    flagged: "Flagged, and the engine was right",
    flaggedText: (agreed: string, all: number) =>
      `In ${agreed} of ${plural(all, { one: "# flagged interaction", other: "# flagged interactions" })} the reviewer chose the engine’s first guess`,
  },

  closings: {
    title: "Day closings",
    closeADay: "Close a day",
    older: "Older closings",
    done: (number: number) => `Closing ${number} is in the books`,
    none: "No day closed yet",
    noneText:
      "A closing adds up all receipts and payments since the one before. It is numbered, signed, and cannot be changed.",
    closing: "Closing",
    until: "Until",
    receipts: "Receipts",
    total: "Total",
    files: "Files",
    name: (number: number, day: string) => `No. ${number}, ${day}`,
    /** Before figures, where rows are cards. */
    untilTime: "until",
    receiptCount: "receipts",
    totalAmount: "total",
    saveAs: (number: number, format: string) => `Closing ${number} as ${format}`,
    day: "Day",
    isFinal:
      "A closing cannot be changed or undone. What is sold after it belongs to the next one.",
    close: "Close the day",
    number: "Number",
    corrections: "Corrections",
    correctionsText: (count: string, amount: string) => `${count}, ${amount}`,
    tax: (net: string, tax: string) => `${net} net, ${tax} tax`,
    payment: (taken: string, refunded: string, withdrawn: string | null) =>
      `${taken} taken, ${refunded} refunded${withdrawn === null ? "" : `, ${withdrawn} taken back`}`,
    settlement: {
      unpaidMinor: "Unpaid",
      pendingMinor: "Payment in progress",
      refundsDueMinor: "Refunds in progress",
      goodwillMinor: "Refunded, sale unchanged",
      forgivenMinor: "Debts written off",
      takenBackMinor: "Taken back, sale unchanged",
    },
  },

  exporting: {
    title: "Export sales",
    rowOfEach: "One row for each of the",
    rows: {
      products: "Products",
      days: "Days",
      receipts: "Receipts and corrections",
      lines: "Lines of receipts",
      categories: "Categories",
      hours: "Hours of the day",
      methods: "Entry methods",
      taxes: "Tax rates",
      payments: "Payments",
    },
    file: "File",
    formats: { xlsx: "Excel (XLSX)", csv: "CSV", json: "JSON", parquet: "Parquet" },
    submit: "Export",
  },
};
