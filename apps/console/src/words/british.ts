import { createPlural } from "@saunter/ui/i18n";

const plural = createPlural("en-GB");

/** Every word of the console's frame. Other languages are typed by these. */
export const british = {
  skip: "Skip to the page",
  menu: "Pages",
  more: "More",
  settings: "Settings",
  allPages: "All pages",
  you: "You",
  signOut: "Sign out",
  language: "Language",
  onlyMenu: "The menu, search and sign-in are translated. Most pages are in English.",
  waiting: "waiting",
  reviewsWaiting: (count: number) =>
    plural(count, { one: "# review waiting", other: "# reviews waiting" }),
  lost: (at: string | null) =>
    at === null
      ? "The shop cannot be reached. Reconnecting …"
      : `The shop cannot be reached. Last updated ${at}. Reconnecting …`,
  passwordAlone: "You sign in with a password alone.",
  setUpSecond: "Set up a second factor",
  notFound: "Page not found",
  notFoundText: "Check the address, or go to the start page.",
  start: "Go to the start page",
  forbidden: "You do not have access to this page",
  forbiddenText: (roles: readonly string[]) =>
    `You need the role ${roles.join(" or ")}. Ask the operator for it.`,

  search: {
    name: "Search",
    field: "Search the shop",
    hint: "A receipt’s number, amount or date, a product, a person, a device, a page",
    none: "Nothing found. Try a receipt’s number, an amount such as 4.35, or part of a name.",
    failed: "Part of the search failed. Try again.",
    found: (count: number) => plural(count, { one: "# result", other: "# results" }),
    receipt: (number: number) => `Receipt no. ${number}`,
    draft: "Draft receipt",
    visit: "Visit",
    groups: {
      pages: "Pages",
      receipts: "Receipts",
      visits: "Visits",
      goods: "Goods",
      people: "People",
      devices: "Devices",
    },
  },

  shortcuts: {
    title: "Keyboard shortcuts",
    single: "Shortcuts of one key",
    singleHint: "Turn them off if you speak to your computer, or press keys by accident.",
    or: "or",
    everywhere: "search everything",
    here: "search this list; everything where the page has none",
    list: "these shortcuts",
    rows: "next or previous row of a list",
    open: "open the chosen row",
    close: "close a window, empty a search",
    onReviews: "Reviews have more: press ? there.",
  },

  help: {
    name: "Help",
    close: "Close help",
    all: "All documentation",
    failed: "The help did not load. Open the documentation instead.",
    none: "This page has no help of its own.",
  },

  signIn: {
    name: "Name",
    password: "Password",
    submit: "Sign in",
    again: "Start again",
    passkey: "Use a passkey",
    code: "Code",
    codeHint: "From your authenticator app, or a recovery code.",
    demo: "This shop is simulated: no real people, and no money moves.",
    look: "Look around as its operator",
    shopper: "Shopping here? Go to the shoppers’ page",
  },

  /** Pages by their names in English. */
  pages: {} as Readonly<Record<string, string>>,
};

export type ConsoleWords = typeof british;
