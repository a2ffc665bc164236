/** Pictures of all pages: one line a page. */

export type Viewer =
  | "nobody"
  | "operator"
  | "shopper"
  | "kiosk"
  | "gate-display"
  | "cart"
  | "asking-cart";

export interface Shot {
  /** Of its files. */
  readonly name: string;
  readonly title: string;
  /** VISIT is a visit with a receipt, TRIP that of the visitor's smart cart, OPEN that of a shopper who is inside, PAID one of theirs. */
  readonly path: string;
  readonly as: Viewer;
  /** A button that leads there. */
  readonly press?: string;
  /** Whether it is of a shop with live scales; the demonstration's where not given. */
  readonly isLive?: boolean;
  /** There when the page can be looked at. */
  readonly ready: string;
  readonly sizes: readonly Size[];
  /** What the browser says that its user reads, BCP 47; British English where not given. */
  readonly locale?: string;
}

export interface Size {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

const WIDE: Size = { name: "wide", width: 1440, height: 900 };
const PHONE: Size = { name: "phone", width: 390, height: 844 };
const UPRIGHT: Size = { name: "upright", width: 800, height: 1280 };
/** Of a tablet that lies. */
const LYING: Size = { name: "wide", width: 1280, height: 800 };
/** A tablet, and beside it what a demonstration has there. */
const BESIDE: Size = { name: "wide", width: 1600, height: 1000 };
const BOTH = [WIDE, PHONE];

function operators(name: string, title: string, path: string, ready: string): Shot {
  return { name, title, path: `/console${path}`, as: "operator", ready, sizes: BOTH };
}

function phones(name: string, title: string, path: string, ready: string): Shot {
  return { name, title, path: `/shop${path}`, as: "shopper", ready, sizes: [PHONE] };
}

const GATE = "/enter?gate=in&invitation=shown-by-the-display";

export const SHOTS: readonly Shot[] = [
  { ...operators("welcome", "What strangers see", "", "main h1"), path: "/", as: "nobody" },
  { ...operators("sign-in", "Signing in", "/", "main form"), as: "nobody" },
  operators("floor", "The live floor", "/", ".people-row"),
  operators("shelf", "A shelf", "/shelves/2/3", ".facing-name"),
  operators("visit", "A visit", "/visits/VISIT", ".evidence li"),
  operators("review", "A review", "/review", "main h1"),
  operators("review-quality", "Review quality", "/review/quality", "main h1"),
  operators("receipt", "A receipt", "/receipts?of=VISIT", ".receipt-lines"),
  operators("till", "The till", "/till", ".split-list nav, .empty"),
  operators("stock", "Stock", "/goods", ".stock tbody tr"),
  operators("planogram", "Planogram", "/goods/planogram", ".board"),
  operators("catalogue", "Catalogue", "/goods/catalogue", "tbody tr"),
  operators("offers", "Offers", "/goods/offers", "tbody tr"),
  operators("numbers", "Numbers", "/numbers", "table"),
  operators("health", "Health", "/health", ".health"),
  operators("alert-rules", "Who gets alerts", "/health/alerts", ".card"),
  { ...operators("devices", "Devices", "/devices", ".channel-bars"), isLive: true },
  {
    ...operators(
      "device",
      "A device, and its calibration",
      "/devices/shelf-2",
      ".device-channel dl",
    ),
    isLive: true,
  },
  operators("carts", "Smart carts", "/carts", ".cart-facts"),
  operators("cart-trip", "A trip with a smart cart", "/carts/cart-1/TRIP", ".trip-rows li"),
  operators("people", "People and devices", "/people", "tbody tr"),
  operators("audit", "Audit", "/audit", "tbody tr"),
  operators("webhooks", "Webhooks", "/webhooks", "tbody .status.sure"),
  operators("brand", "Logo and colour", "/brand", ".brand-colour"),
  operators("your-sign-in", "One's own sign-in", "/your-sign-in", ".your-sign-in p"),
  operators("walk", "Being a shopper oneself", "/walk", "main h1"),
  phones("phone-cart", "The live cart", "/visits/OPEN", ".line"),
  { ...phones("phone-start", "A phone at first", "/", "main .headline"), as: "nobody" },
  { ...phones("phone-join", "Setting up at the gate", "/join", "main form"), as: "nobody" },
  {
    ...phones("phone-kept", "What is kept of whoever comes in", "/kept", ".kept li"),
    as: "nobody",
  },
  {
    ...phones("phone-gate", "A phone that has scanned the gate's display", GATE, "main .hold"),
    as: "nobody",
  },
  phones("phone-code", "The code for the gate", "/code", ".qr"),
  phones("phone-receipt", "A receipt on the phone", "/visits/PAID", ".line, .empty"),
  phones("phone-history", "All receipts", "/receipts", ".visits a, .empty"),
  phones("phone-you", "What is kept of somebody", "/you", "main h1"),
  {
    ...phones("phone-start-ar", "A phone at first, in Arabic", "/", "main .headline"),
    as: "nobody",
    locale: "ar-EG",
  },
  {
    ...phones("phone-cart-ar", "The live cart, in Arabic", "/visits/OPEN", ".line"),
    locale: "ar-EG",
  },
  {
    name: "display",
    title: "The display at the entrance",
    path: "/display/",
    as: "nobody",
    ready: ".entrance .notice p",
    sizes: [WIDE, UPRIGHT],
  },
  {
    name: "display-gate",
    title: "The display at a gate",
    path: "/display/?gate=in",
    as: "gate-display",
    ready: ".qr",
    sizes: [WIDE, UPRIGHT],
  },
  {
    name: "kiosk",
    title: "The kiosk",
    path: "/kiosk/",
    as: "kiosk",
    ready: ".kiosk-way",
    sizes: [WIDE, UPRIGHT],
  },
  {
    name: "cart",
    title: "The tablet of a smart cart",
    path: "/",
    as: "asking-cart",
    ready: ".cart-question",
    sizes: [LYING, UPRIGHT],
  },
  {
    name: "cart-map",
    title: "The way to what is on the list",
    path: "/",
    press: "Map",
    as: "cart",
    ready: ".cart-map",
    sizes: [LYING],
  },
  {
    name: "cart-bench",
    title: "Trying a smart cart in the demonstration",
    path: "/",
    as: "asking-cart",
    ready: ".bench-goods",
    sizes: [BESIDE],
  },
];

export const SCHEMES = ["light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];

export function nameFile({ name }: Shot, size: Size, scheme: Scheme): string {
  return `${name}-${size.name}-${scheme}.webp`;
}
