import { createPlural } from "@saunter/ui/i18n";
import { alerts } from "./british/alerts.ts";
import { audit } from "./british/audit.ts";
import { brand } from "./british/brand.ts";
import { carts } from "./british/carts.ts";
import { demo } from "./british/demo.ts";
import { devices } from "./british/devices.ts";
import { floor } from "./british/floor.ts";
import { giftCards } from "./british/gift-cards.ts";
import { goods } from "./british/goods.ts";
import { health } from "./british/health.ts";
import { numbers } from "./british/numbers.ts";
import { parts } from "./british/parts.ts";
import { people } from "./british/people.ts";
import { problems } from "./british/problems.ts";
import { receipts } from "./british/receipts.ts";
import { review } from "./british/review.ts";
import { shelf } from "./british/shelf.ts";
import { till } from "./british/till.ts";
import { visits } from "./british/visits.ts";
import { walk } from "./british/walk.ts";
import { webhooks } from "./british/webhooks.ts";
import { welcome } from "./british/welcome.ts";
import { yourSignIn } from "./british/your-sign-in.ts";

const plural = createPlural("en-GB");

/** Every word of the console: its frame here, its pages beside. Other languages are typed by these. */
export const british = {
  skip: "Skip to the page",
  menu: "Pages",
  more: "More",
  settings: "Settings",
  allPages: "All pages",
  you: "You",
  signOut: "Sign out",
  language: "Language",
  /** Things of a list, side by side. */
  list: (items: readonly string[]) => items.join(", "),
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
    keys: { search: "Ctrl K", enter: "Enter", escape: "Esc" },
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

  alerts,
  audit,
  brand,
  carts,
  demo,
  devices,
  floor,
  giftCards,
  goods,
  health,
  numbers,
  parts,
  people,
  problems,
  receipts,
  review,
  shelf,
  till,
  visits,
  walk,
  webhooks,
  welcome,
  yourSignIn,
};

export type ConsoleWords = typeof british;
