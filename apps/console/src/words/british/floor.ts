import { createPlural } from "@saunter/ui/i18n";

const plural = createPlural("en-GB");

/** Every word of floor in the console. Other languages are typed by these. */
export const floor = {
  map: "Floor map",
  shelves: "Shelves",
  heat: "Heat map of today",
  interactionsToday: (count: number) =>
    plural(count, { one: "# interaction today", other: "# interactions today" }),
  noShelves: "Shelf positions are not configured",
  noShelvesText: "Add shelf positions under fixtures in the configuration.",
  inShop: "In the shop",
  latest: "Latest",
  current: "current",
  inside: (count: number) =>
    count === 0 ? "nobody inside" : plural(count, { one: "# person", other: "# people" }),
  insideNow: (count: number) =>
    count === 0
      ? "nobody inside now"
      : plural(count, { one: "# person now", other: "# people now" }),
  tooMany: "Too many live views are open; close one to see the floor live.",
  lost: "Connection lost. These are the last positions.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  showAll: "Show whole floor",
  /** A shelf; `more` is how busy it was, or empty. */
  shelf: (gondola: number, shelf: number, names: string, more: string) =>
    `Gondola ${gondola}, shelf ${shelf}: ${names || "nothing"}${more === "" ? "" : `, ${more}`}`,

  alerts: {
    title: "Alerts about shoppers",
    more: (count: number) => `and ${count} more`,
    openVisit: "Open visit",
  },

  past: {
    unknown: "Shoppers who have left since are not shown: their positions are deleted.",
    nobody: "Nobody was inside at this time.",
    inside: (count: number) =>
      plural(count, { one: "# was inside at this time.", other: "# were inside at this time." }),
    someLeft: (count: number) =>
      plural(count, {
        one: "# has left: their positions are deleted.",
        other: "# have left: their positions are deleted.",
      }),
    allLeft: (count: number) =>
      `${count === 1 ? "They have" : count === 2 ? "Both have" : "All have"} left: their positions are deleted.`,
  },

  interactions: {
    none: "No picks yet",
    noneText: "Picks and put-backs appear here live.",
    pick: (quantity: number) => `${quantity} taken:`,
    putback: (quantity: number) => `${quantity} put back:`,
    handover: (quantity: number) => `${quantity} handed over:`,
  },

  people: {
    empty: "The shop is empty",
    emptyText: "Shoppers appear here when they come in.",
    caption: "Shoppers inside, with their estimated carts",
    shopper: "Shopper",
    cart: "Cart",
    soFar: "So far",
    howSure: "how sure the engine is of the whole cart",
    hasLeft: "has left",
    visitOf: "Visit of",
    minutes: (count: number) => (count < 1 ? "<1 min" : `${count} min`),
    noVisit: "No visit: ask them, then assign them to a visit or let them out",
    nothing: "Nothing yet",
  },

  /** What stands out of a visit. */
  marks: {
    noEntry: "no entry",
    staff: "staff",
    cash: "paying in cash",
    checkAge: "check age",
    tooYoung: "too young",
    comingIn: "coming in",
    smartCarts: (count: number) => (count === 1 ? "smart cart" : `${count} smart carts`),
    missing: (count: number) => `${count} more expected`,
    flags: {
      "bound-by-guess": "entry matched by guess",
      "track-lost": "lost from view",
      "sensors-restarted": "sensors were restarted",
      "party-larger": "more people than entered for",
    },
  },

  time: {
    live: "live",
    goLive: "Live",
    ago: (duration: string) => `${duration} ago`,
    pause: "Pause",
    resume: "Resume",
    shown: "Time shown",
  },
};
