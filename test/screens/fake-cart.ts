/**
 * For tests of a smart cart's tablet: something that speaks as the cart's process does. What it says and
 * hears is held to the protocol's schemas.
 */
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  SCREEN_ACT_REQUEST,
  SCREEN_STATE,
  type ScreenAct,
  type ScreenActRequest,
  type ScreenLine,
  type ScreenState,
} from "@saunter/protocol/smart-cart/screen";
import { CART_CATALOGUE, type CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import { Compile } from "typebox/compile";

const DIST = fileURLToPath(new URL("../../apps/shopper/dist", import.meta.url));
const STATE = Compile(SCREEN_STATE);
const REQUEST = Compile(SCREEN_ACT_REQUEST);
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
/** As the cart's own process may say: everything from here, and a reader of codes that is compiled. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

export interface FakeCart {
  readonly url: string;
  /** Acts that were taken, in their order. */
  readonly acts: readonly ScreenAct[];
  readonly state: ScreenState;
  /** Something has happened: the tablet is told. */
  change(change: Partial<ScreenState>): void;
  /** Its process is gone: what is asked of it is cut off, until it is back. */
  setAway(isAway: boolean): void;
  close(): Promise<void>;
}

const product = (gtin: string, name: string, unitMinor: number, more: object = {}) => ({
  gtin,
  name,
  unitMinor,
  priceOf: "unit" as const,
  memberUnitMinor: null,
  weight: { meanG: 400, sdG: 4 },
  plu: null,
  depositMinor: 0,
  ageMin: null,
  category: null,
  allergens: [],
  pictureUrl: null,
  places: [],
  ...more,
});

const box = (gondola: number, name: string, xM: number, yM: number) => {
  const corner = (alongM: number, intoM: number) => ({ xM: xM + alongM, yM: yM + intoM });
  const outline = [corner(0, 0), corner(4, 0), corner(4, 1), corner(0, 1)];
  return { gondola, name, outline };
};

export const SOUP = "5000001000028";
export const MILK = "5000001000035";
export const BEER = "5000001000042";
export const APPLES = "2000000000015";

export const CATALOGUE: CartCatalogue = {
  version: "one",
  currency: "GBP",
  pricesIncludeTax: true,
  products: [
    product(SOUP, "Tomato soup", 189, { diets: ["VEGAN"], places: [{ gondola: 1, shelf: 1 }] }),
    product(MILK, "Milk", 120, {
      allergens: ["AM"],
      diets: ["VEGETARIAN"],
      places: [{ gondola: 3, shelf: 2 }],
    }),
    product(BEER, "Pale ale", 250, { ageMin: 18, depositMinor: 25 }),
    product(APPLES, "Apples", 220, {
      priceOf: "kilogram",
      plu: "4011",
      weight: null,
      places: [{ gondola: 2, shelf: 1 }],
    }),
  ],
  variableCodes: [],
  offers: [
    { offerId: "soup", name: "Two soups for £3", gtins: [SOUP], membersOnly: false },
    { offerId: "milk", name: "Milk day", gtins: [MILK], membersOnly: true },
  ],
  map: { gondolas: [box(1, "A", 0, 0), box(2, "B", 0, 4), box(3, "C", 0, 8)] },
  lanes: [{ laneId: "lane-1", name: "Lane 1" }],
};
if (!Compile(CART_CATALOGUE).Check(CATALOGUE)) throw new Error("the catalogue is none");

const FREE: ScreenState = {
  version: 1,
  nowMs: 1_800_000_000_000,
  cartId: "cart-7",
  language: "en-GB",
  status: "free",
  refusal: null,
  trip: null,
  scale: { status: "ready", weightG: 0, unscannedG: null, isStable: true, divisionG: 5 },
  lines: [],
  bill: {
    currency: "GBP",
    goodsMinor: 0,
    discountMinor: 0,
    depositMinor: 0,
    taxMinor: 0,
    totalMinor: 0,
    offers: [],
    pricedBy: "shop",
  },
  question: null,
  notice: null,
  choices: [],
  check: { kind: "none", reasons: [] },
  ageCheck: "not-needed",
  payment: null,
  help: "none",
  messages: [],
  list: [],
  shop: { isOnline: true, seenMs: 1_800_000_000_000, catalogueVersion: "one" },
  battery: { share: 0.8, isCharging: false, isLow: false },
  position: null,
  faults: [],
  shopUrl: null,
  certainty: null,
  simulated: null,
};

export async function startFakeCart(): Promise<FakeCart> {
  let state = FREE;
  let isAway = false;
  const acts: ScreenAct[] = [];
  const known = new Set<string>();
  const listeners = new Set<ServerResponse>();
  const change = (more: Partial<ScreenState>): void => {
    const next = { ...state, ...more, version: state.version + 1, nowMs: state.nowMs + 1000 };
    if (!STATE.Check(next)) throw new Error(`no state: ${JSON.stringify([...STATE.Errors(next)])}`);
    state = next;
    for (const one of listeners) tell(one, state);
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await readBody(request)) as ScreenActRequest;
    if (!REQUEST.Check(body)) return void response.writeHead(400).end();
    let isTaken = true;
    if (!known.has(body.actId)) {
      known.add(body.actId);
      acts.push(body.act);
      const next = act(state, body.act);
      isTaken = next.notice === undefined || next.notice === null;
      change(next);
    }
    sendJson(response, { isTaken, state });
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url!, "http://cart").pathname;
    if (isAway) response.destroy();
    else if (path === "/events") listen(response);
    else if (path === "/state") sendJson(response, state);
    else if (path === "/catalogue") sendJson(response, CATALOGUE);
    else if (path === "/acts") void take(request, response);
    else sendFile(path, response);
  });
  const listen = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    tell(response, state);
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    acts,
    get state() {
      return state;
    },
    change,
    setAway: (value) => {
      isAway = value;
      if (isAway) server.closeAllConnections();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function tell(response: ServerResponse, state: ScreenState): void {
  response.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendFile(path: string, response: ServerResponse): void {
  const name = path === "/" ? "cart.html" : path.replace(/^\/(?:shop\/)?/, "");
  const file = join(DIST, name);
  if (name.includes("..") || !existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": POLICY,
  });
  createReadStream(file).pipe(response);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

const notice = (code: NonNullable<ScreenState["notice"]>["code"], text: string) => ({
  notice: { noticeId: `notice-${code}`, code, text, atMs: FREE.nowMs },
});

/** What an act makes of a state, as far as a test looks at it. */
function act(state: ScreenState, done: ScreenAct): Partial<ScreenState> {
  switch (done.kind) {
    case "scan":
      return scan(state, done.code);
    case "choose":
      return addLine(state, done.gtin, done.quantity, null);
    case "weigh":
      return addLine(state, done.gtin, 1, state.scale.unscannedG);
    case "search":
      return { choices: search(done.text) };
    case "set-quantity":
      return price(
        state.lines.map((line) =>
          line.lineId === done.lineId ? { ...line, quantity: done.quantity } : line,
        ),
      );
    case "remove-line":
      return price(state.lines.filter(({ lineId }) => lineId !== done.lineId));
    case "answer":
      return { question: null };
    case "call-help":
      return { help: "called" };
    case "cancel-help":
      return { help: "none" };
    case "set-language":
      return { language: done.language };
    case "set-list":
      return { list: tick(done.items, state.lines) };
    case "pay":
      return { status: "at-lane", trip: { ...begin(state), laneId: "lane-1" } };
    case "keep-shopping":
      return { status: "shopping", trip: { ...begin(state), laneId: null } };
    case "end":
      return end(state);
    case "dismiss-notice":
      return { notice: null };
    default:
      return {};
  }
}

function begin(state: ScreenState): NonNullable<ScreenState["trip"]> {
  if (state.trip !== null && state.status !== "ended") return state.trip;
  const tripId = `trip-${state.version}`;
  return { tripId, startedMs: state.nowMs, visitId: null, payer: "unknown", laneId: null };
}

function scan(state: ScreenState, code: string): Partial<ScreenState> {
  if (code.startsWith("ENTRY:")) {
    return {
      status: "shopping",
      trip: { ...begin(state), payer: "known", visitId: "visit-1" },
      payment: { status: "none", receiptUrl: null },
    };
  }
  const known = CATALOGUE.products.some(({ gtin }) => gtin === code);
  return known ? addLine(state, code, 1, null) : notice("unknown-code", code);
}

function addLine(
  state: ScreenState,
  gtin: string,
  quantity: number,
  weightG: number | null,
): Partial<ScreenState> {
  const found = CATALOGUE.products.find((one) => one.gtin === gtin)!;
  const { name, unitMinor, depositMinor, ageMin, allergens, pictureUrl } = found;
  const before = state.status === "ended" ? [] : state.lines;
  const line: ScreenLine = {
    lineId: `line-${state.version}`,
    ...{ gtin, name, quantity, weightG, unitMinor, depositMinor, ageMin, allergens, pictureUrl },
    discountMinor: 0,
    payableMinor: 0,
    inside: 0.5,
    presence: "expected",
    scannedMs: state.nowMs,
  };
  const priced = price([...before, line]);
  return {
    ...priced,
    status: "shopping",
    trip: begin(state),
    choices: [],
    ageCheck: ageMin === null ? state.ageCheck : "needed",
    list: tick(state.list, priced.lines),
  };
}

function price(given: readonly ScreenLine[]): Pick<ScreenState, "lines" | "bill"> {
  const lines = given.map((line) => ({
    ...line,
    payableMinor:
      line.weightG === null
        ? line.quantity * (line.unitMinor! + line.depositMinor)
        : Math.round((line.unitMinor! * line.weightG) / 1000),
  }));
  const soups = lines.filter(({ gtin }) => gtin === SOUP);
  const hasOffer = soups.reduce((sum, { quantity }) => sum + quantity, 0) >= 2;
  const discountMinor = hasOffer ? 78 : 0;
  const goodsMinor = lines.reduce((sum, { payableMinor }) => sum + payableMinor, 0);
  const depositMinor = lines.reduce((sum, one) => sum + one.quantity * one.depositMinor, 0);
  return {
    lines,
    bill: {
      ...FREE.bill,
      goodsMinor: goodsMinor - depositMinor,
      discountMinor,
      depositMinor,
      totalMinor: goodsMinor - discountMinor,
      offers: hasOffer ? [{ name: "Two soups for £3", discountMinor }] : [],
    },
  };
}

function search(text: string): ScreenState["choices"] {
  if (text === "") return [];
  return CATALOGUE.products
    .filter(({ name, plu }) => plu === text || name.toLowerCase().includes(text.toLowerCase()))
    .map(({ gtin, name, priceOf, unitMinor, pictureUrl }) => ({
      ...{ gtin, name, unitMinor, pictureUrl },
      isWeighed: priceOf === "kilogram",
    }));
}

function tick(
  items: readonly {
    readonly itemId: string;
    readonly text: string;
    readonly gtin: string | null;
  }[],
  lines: readonly ScreenLine[],
): ScreenState["list"] {
  return items.map(({ itemId, text, gtin }) => ({
    ...{ itemId, text, gtin },
    isInCart: lines.some((line) => line.gtin === gtin),
  }));
}

function end(state: ScreenState): Partial<ScreenState> {
  if (state.lines.length === 0) return FREE;
  if (state.trip?.payer !== "known") return notice("not-shopping", "");
  return {
    status: "ended",
    payment: { status: "paid", receiptUrl: "https://shop.example/v1/r/abcdefghijklmnop" },
  };
}
