/**
 * What can be wrong, on every page of the console: each state has a look of its own on each page that
 * it can come to. Those of the phone pages are in `shopper-states.test.ts`.
 */

import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PAGES } from "@saunter/console/shell/pages";
import { listPictures } from "@saunter/ingest/product-images/picture-files";
import { BEGINNINGS, makePictureFolder, PNG } from "@saunter/ingest/product-images/picture-fixture";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { SMART_CARTS_CONFIG } from "@saunter/shop/http/shop-config-fixture";
import { makeFrame } from "@saunter/shop/live/floor-frames";
import { sample } from "@saunter/testing/sample";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, TestRunner, vi } from "vitest";
import { putTrip, SCALES } from "./console-shop-fixture.ts";
import {
  describeScreens,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { findShopper, GOODS } from "./scripted-people.ts";

/** `expect.poll` isn't possible outside a test. */
const POLLED = { timeout: 120_000 };
const LONG_NAME = "Hand-picked organic ".repeat(10).trim().padEnd(200, "!");
const LOST = "The shop cannot be reached";
/** Longer than any page waits until it asks again. */
const ASKED_AGAIN_MS = 11_000;
const MANY = 2000;

type Answer = Record<string, unknown>;

interface PageCase {
  /** Below /console; "VISIT" is the visit that there is, "NOTHING" one of somebody who took nothing. */
  readonly path: string;
  /** Seen when all of it is there. */
  readonly there: string;
  /** Seen where there is nothing to be shown; null where there is always something. */
  readonly empty: string | null;
  /** Seen where there is more than one page can show; null where there is never so much. */
  readonly more: string | null;
  /** Whether a reviewer has it, too. */
  readonly isReviewers: boolean;
  /** Whether names stand there that somebody else has given, and that may be very long. */
  readonly hasNames?: boolean;
  /** So much is drawn at least where there is more; a long list's where not given. */
  readonly rowsMin?: number;
  /** What is pressed on a phone before there is more. */
  readonly opener?: string;
}

const ROWS_MIN = 50;
const ROWS_MAX = 420;

const SEARCHED = "more. Search to find them";
const HAS_NAMES = { hasNames: true };

/** One line a page: add yours. */
const CASES: readonly PageCase[] = [
  look("/", "1 taken: Oat", "Shelf positions are not configured", null, true, HAS_NAMES),
  look("/shelves/1/3", "Gondola 1, shelf 3", "This shelf does not exist", null, true, HAS_NAMES),
  look("/review", "What happened at", "No reviews waiting", "and 1995 more", true, {
    hasNames: true,
    rowsMin: 5,
  }),
  look("/review/quality", "One in ten reviews", "No reviews were decided", null, false),
  look("/visits", "paid", "No visits yet", "Older", true),
  look("/visits/VISIT", "Receipt final", null, null, true, HAS_NAMES),
  look("/receipts", "No. 1", "No receipts yet", "Older", true),
  look("/receipts?of=VISIT", "Receipt no. 1", null, null, true, HAS_NAMES),
  look("/till", "4242", "Nothing to settle", "Older", false),
  look("/till?of=VISIT", "Receipt no. 1", null, null, false, HAS_NAMES),
  look("/goods", "Oat biscuits", "No stock yet", "Show more (", false, HAS_NAMES),
  look("/goods/planogram", "Gondola 1", null, SEARCHED, false, { ...HAS_NAMES, opener: ".cell" }),
  look("/goods/catalogue", "Oat biscuits", "No products yet", "Show more (", false, HAS_NAMES),
  look("/goods/offers", "3 waters", "No offers yet", "Show more (", false, HAS_NAMES),
  look("/numbers", "Visits per hour", null, null, false),
  look("/health", "Payment provider", "No open alerts", "Older", true, HAS_NAMES),
  look("/health/alerts", "Your devices", "No rules yet", null, true),
  look("/devices", "shelf-1", "No scale controllers are configured", null, true),
  look("/devices/shelf-1", "the last minute", "This device is not configured", null, true),
  look("/carts", "1 of 1 in use", "No smart cart has a key yet", null, true),
  look("/carts/cart/TRIP", "Bill", null, null, true, HAS_NAMES),
  look("/people", "reviewer", null, "Show more", false, HAS_NAMES),
  look("/audit", "Key file settings.pem", "No events yet", "Older", false),
  look("/walk", "How to walk", "Shelf positions are not configured", null, false, HAS_NAMES),
  look("/webhooks", "visit.closed", "No webhooks yet", "Older", false),
  look("/brand", "Shop colour", null, null, false),
  look("/your-sign-in", "Set up an authenticator app", null, null, true),
];

function look(
  path: string,
  there: string,
  empty: string | null,
  more: string | null,
  isReviewers: boolean,
  rest: Pick<PageCase, "hasNames" | "rowsMin" | "opener"> = {},
): PageCase {
  return { path, there, empty, more, isReviewers, ...rest };
}

/** Whether an address, below /console, is one of a page's. */
function isAt(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("?")[0]!.split("/");
  return (
    given.length <= wanted.length &&
    wanted.every((part, at) =>
      part.startsWith(":") ? given[at] !== undefined || part.endsWith("?") : part === given[at],
    )
  );
}

describe("the pages of the console", () => {
  it("each have a line here, and each line is of one", () => {
    const lines = CASES.map(({ path }) => path);
    const without = PAGES.filter((page) => !lines.some((path) => isAt(page.path, path)));
    expect(without.map(({ path }) => path)).toEqual([]);
    expect(lines.filter((path) => !PAGES.some((page) => isAt(page.path, path)))).toEqual([]);
  });

  it("are a reviewer's as their lines say", () => {
    for (const { path, isReviewers } of CASES) {
      const page = PAGES.find((one) => isAt(one.path, path))!;
      expect(page.roles.includes("reviewer"), path).toBe(isReviewers);
    }
  });
});

/** Lists of the API, and what of a row has to be its own. */
const LISTS: Readonly<Record<string, string>> = {
  "/v1/visits": "visitId",
  "/v1/receipts": "visitId",
  "/v1/till": "chargeId",
  "/v1/alerts": "alertKey",
  "/v1/users": "userId",
  "/v1/security-events": "id",
  "/v1/stock": "facing",
  "/v1/webhooks": "endpointId",
  "/v1/reviews": "reviewId",
};
/** Pages ask for all of it at once. */
const WHOLE = "/v1/stock";
/** Of a few endpoints there are many deliveries. */
const DELIVERIES = /^\/v1\/webhooks\/[^/]+\/deliveries$/;

function makeEmpty(path: string, body: Answer): Answer {
  if (path in LISTS) return { ...body, items: [], ...("next" in body ? { next: null } : {}) };
  if (path === "/v1/reviews/next") return { ...body, review: null };
  if (path === "/v1/goods") return { ...body, catalogue: [], planogram: [], offers: [] };
  if (path === "/v1/devices") return { ...body, devices: [] };
  if (path === "/v1/carts") return { ...body, items: [] };
  return path === "/v1/floor" ? { ...body, gondolas: [] } : body;
}

function makeMany(path: string, body: Answer): Answer {
  const key = DELIVERIES.test(path) ? "eventId" : LISTS[path];
  const repeat = (items: unknown, name: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...(items as readonly Answer[])[0],
      [name]: `row-${at}`,
    }));
  if (path === "/v1/goods") {
    const offers = repeat(body.offers, "id", MANY);
    return { ...body, catalogue: repeat(body.catalogue, "gtin", MANY), offers };
  }
  if (path === "/v1/reviews/statistics") return { ...body, waiting: MANY };
  if (key === undefined || key === "endpointId") return body;
  if (path === WHOLE) return { ...body, items: repeat(body.items, key, MANY) };
  return { ...body, items: repeat(body.items, key, 50), next: `${path}?after=next` };
}

function withLongNames(config: ShopConfig): ShopConfig {
  const long: ReadonlySet<string> = new Set([GOODS.biscuits.gtin, GOODS.ale.gtin]);
  const rename = <T extends object>(products: ReadonlyMap<string, T>): Map<string, T> =>
    new Map(
      [...products].map(([gtin, one]) => [
        gtin,
        long.has(gtin) ? { ...one, name: LONG_NAME } : one,
      ]),
    );
  const { facings, products } = config.shopModel!;
  const shopModel = { facings, products: rename(products) };
  return { ...config, catalogue: rename(config.catalogue!), shopModel };
}

/** What a page must never say, whatever is wrong. */
const NONSENSE = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object|\bnull\b/;

describeScreens("bad states of the console", () => {
  let shop: TestShop;
  let visitId = "";
  let nothingId = "";
  const receiver = createServer((_, answer) => void answer.writeHead(200).end());
  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = receiver.address() as AddressInfo;
    const secret = { source: "the test", reveal: () => `whsec_${"a".repeat(43)}=` };
    const endpoint = { url: `http://127.0.0.1:${port}/`, events: ["visit.closed"], secret };
    shop = await startShop({
      isDemonstration: true,
      config: (config) => ({
        ...config,
        webhooks: [endpoint],
        source: SCALES,
        smartCarts: SMART_CARTS_CONFIG,
      }),
      transports: async () => ({ close: async () => {} }),
    });
    visitId = await shop.people.shopFor("pm_sim_ok-ann", { biscuits: 1 });
    // An alert, a debt, and nothing at all.
    await shop.people.take(await shop.people.enter("pm_sim_ok-cleo"), "ale");
    await shop.people.shopFor("pm_sim_funds_2000", { coffee: 9 });
    await putTrip(shop);
    nothingId = await shop.people.shopFor("pm_sim_ok-bob", {});
    // Two reviews for each who looks at them: one is looked at, and the next is fetched.
    for (let at = 0; at < 5; at++) {
      await shop.people.shopFor(`pm_sim_ok-review${at}`, { soup: { probability: 0.6 } });
    }
    const { db } = shop.process.store;
    const deliveries = db.prepare("SELECT count(*) AS n FROM webhook_deliveries");
    await vi.waitFor(() => expect(deliveries.get()!.n).toBeGreaterThan(0), POLLED);
  });
  afterAll(async () => {
    await shop.close();
    receiver.close();
    expect(shop.faults).toEqual([]);
  });

  const open = (more: Partial<Parameters<typeof openPage>[1]> = {}) =>
    openPage(shop, { as: "all", path: "/console/nowhere", ...more });
  const urlOf = (path: string): string =>
    `${shop.url}/console${path.replace("VISIT", visitId).replace("NOTHING", nothingId)}`;
  const see = (page: Page, text: string) =>
    page.locator("main, .connection").getByText(text).first().waitFor();

  /** Goes to each page, and gathers what is wrong with it. */
  const goThrough = async (
    page: Page,
    cases: readonly PageCase[],
    check: (one: PageCase) => Promise<unknown>,
    before: () => void = () => {},
  ): Promise<string[]> => {
    const wrong: string[] = [];
    for (const one of sample(cases, 6, TestRunner.getCurrentTest()?.name)) {
      before();
      await page.goto(urlOf(one.path));
      await check(one).catch((error: Error) => wrong.push(`${one.path}: ${error.message}`));
      const said = NONSENSE.exec((await page.locator("main").textContent()) ?? "");
      if (said !== null) wrong.push(`${one.path} says ${said[0]}`);
      if (await isTooWide(page)) wrong.push(`${one.path} is wider than the screen`);
    }
    return wrong;
  };
  /** The shop's answers, as a test wants them. */
  const change = (page: Page, make: (path: string, body: Answer) => Answer) =>
    page.route("**/v1/**", async (route) => {
      const path = new URL(route.request().url()).pathname;
      const isRead = route.request().method() === "GET" || path === "/v1/reviews/next";
      if (/\/(?:events|live|readings)(?:\/|$)/.test(path) || !isRead) return route.fallback();
      const response = await route.fetch();
      if (!response.ok()) return route.fulfill({ response });
      return route.fulfill({ response, json: make(path, await response.json()) });
    });

  it("no connection: each page says so, and goes on by itself when there is one", async () => {
    const page = await open();
    await page.clock.install();
    let isDown = true;
    await page.route("**/v1/**", (route) => {
      const isNeeded = /\/v1\/(me|shop)$/.test(new URL(route.request().url()).pathname);
      return isDown && !isNeeded ? route.abort() : route.fallback();
    });
    const cut = (): void => {
      isDown = true;
    };
    const mend = async ({ there }: PageCase): Promise<void> => {
      await page.getByRole("alert").getByText(LOST).first().waitFor();
      isDown = false;
      await page.clock.fastForward(ASKED_AGAIN_MS);
      await see(page, there);
      await page.getByRole("alert").getByText(LOST).first().waitFor({ state: "detached" });
    };
    // The page of logo and colour shows what the frame itself needs, and cannot be without.
    const cases = CASES.filter(({ path }) => path !== "/brand");
    const wrong = await goThrough(page, cases, mend, cut);
    expect(wrong).toEqual([]);
  });

  it("reconnecting: each page shows what it had, says of when it is, and that it is old", async () => {
    const page = await open();
    await page.clock.install();
    let isDown = true;
    await page.route("**/v1/events*", (route) =>
      isDown ? route.fulfill({ status: 503 }) : route.fallback(),
    );
    const cut = (): void => {
      isDown = true;
    };
    const mend = async ({ there }: PageCase): Promise<void> => {
      await see(page, there);
      await page.locator(".connection").getByText(LOST).waitFor();
      isDown = false;
      await page.clock.fastForward(ASKED_AGAIN_MS);
      await page.locator(".connection").waitFor({ state: "detached" });
    };
    const wrong = await goThrough(page, CASES, mend, cut);
    expect(wrong).toEqual([]);
  });

  it("an empty shop: each page says what would be there, and how it gets there", async () => {
    const page = await open();
    await change(page, makeEmpty);
    const cases = CASES.filter(({ empty }) => empty !== null);
    const wrong = await goThrough(page, cases, async ({ empty }) => {
      const note = page.locator(".empty").filter({ hasText: empty! });
      await note.waitFor();
      const all = (await note.textContent())!.trim();
      if (all === empty) throw new Error(`it only says “${all}”`);
    });
    expect(wrong).toEqual([]);
  });

  it("thousands of rows: each page shows some, and says how to see more", async () => {
    const page = await open({ width: 360, height: 740 });
    await change(page, makeMany);
    const cases = CASES.filter(({ more }) => more !== null);
    const wrong = await goThrough(page, cases, async ({ more, rowsMin = ROWS_MIN, opener }) => {
      if (opener !== undefined) await page.locator(opener).first().click();
      await see(page, more!);
      const rows = await page.locator("main tbody tr, main li").count();
      if (rows < rowsMin || rows > ROWS_MAX) throw new Error(`it draws ${rows} rows`);
    });
    expect(wrong).toEqual([]);
  });

  it("an amount of 0: it is an amount like any other", async () => {
    const page = await open();
    const cases = ["/visits", "/visits/NOTHING", "/receipts", "/receipts?of=NOTHING"].map((path) =>
      look(path, "£0.00", null, null, true),
    );
    expect(await goThrough(page, cases, ({ there }) => see(page, there))).toEqual([]);
  });

  it("no right: each page that is not theirs says whose it is, and is not on the rail", async () => {
    const page = await open({ as: "reviewer" });
    // Reviewers begin with reviews; whoever has been there goes where they want to.
    await see(page, "Page not found");
    const wrong = await goThrough(page, CASES, async ({ path, there, isReviewers }) => {
      const href = `/console${path.split("?")[0]}`;
      if (isReviewers) return see(page, there);
      await see(page, "You do not have access to this page");
      await see(page, "You need the role operator");
      const links = await page.locator(`.rail a[href="${href}"]`).count();
      if (links > 0) throw new Error("it is on the rail");
    });
    expect(wrong).toEqual([]);
  });

  it("no documentation: there is no help; built, it is beside the page", async () => {
    const page = await open();
    let hasDocs = false;
    await change(page, (path, body) => (path === "/v1/shop" ? { ...body, hasDocs } : body));
    const help = page.getByRole("button", { name: "Help" });
    await page.goto(urlOf("/health"));
    await see(page, "Health");
    expect(await help.count()).toBe(0);
    hasDocs = true;
    await page.route("**/docs/console", (route) => route.fulfill({ status: 500 }));
    await page.reload();
    await help.click();
    await page.getByText("The help did not load").waitFor();
    const all = page.getByRole("link", { name: "All documentation" });
    const [opened] = await Promise.all([page.waitForEvent("popup"), all.click()]);
    expect(new URL(opened.url()).pathname).toBe("/docs/");
    await opened.close();
  });

  it("a picture missing: the floor says that it has no plan, and tells all else", async () => {
    const page = await open();
    await change(page, (path, body) => (path === "/v1/floor" ? makeEmpty(path, body) : body));
    await page.goto(urlOf("/"));
    await see(page, "Add shelf positions under fixtures in the configuration");
    await see(page, "1 taken");
    await page.getByRole("row", { name: /Visit of/ }).waitFor();
  });
});

describeScreens("a product's picture missing", () => {
  const folder = makePictureFolder({
    [`${GOODS.biscuits.gtin}.png`]: PNG,
    // It begins as a picture does, and goes on as none.
    [`${GOODS.soup.gtin}.webp`]: BEGINNINGS.webp,
    [`${GOODS.milk.gtin}.png`]: PNG,
  });
  let shop: TestShop;
  let visitId = "";
  let token = "";
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        pictures: listPictures(folder, config.catalogue!.keys()),
      }),
    });
    // Known when the shop was opened, and gone by now.
    rmSync(join(folder, `${GOODS.milk.gtin}.png`));
    visitId = await shop.people.enter("pm_sim_ok-ann");
    for (const good of ["biscuits", "soup", "milk", "coffee"] as const) {
      await shop.people.take(visitId, good);
    }
    const visit = shop.process.store.read("visit", visitId);
    token = visit.status === "unopened" ? "" : visit.lookupToken!;
  });
  afterAll(async () => {
    await shop.close();
    rmSync(folder, { recursive: true });
    expect(shop.faults).toEqual([]);
  });

  const PAGES = [
    ["the catalogue", "/console/goods/catalogue"],
    ["a shopper's cart", "/shop/r/TOKEN"],
  ] as const;
  const LOOKS_OF = ["light", "dark", "forced"] as const;
  const CASES = PAGES.flatMap((page) => LOOKS_OF.map((scheme) => [...page, scheme] as const));

  it.each(CASES)("letters stand for it, as large, in %s (%s), %s", async (_name, path, scheme) => {
    const page = await openPage(shop, {
      as: path.startsWith("/console") ? "operator" : null,
      path: "/console/nowhere",
      scheme: scheme === "forced" ? "dark" : scheme,
    });
    if (scheme === "forced") await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`${shop.url}${path.replace("TOKEN", token)}`);
    const tileOf = (name: string) =>
      page.locator("main :is(tr, li)").filter({ hasText: name }).locator(".product-tile");
    await tileOf("Oat biscuits").locator("img.there").waitFor();
    for (const [name, letters] of LETTERS) {
      const tile = tileOf(name);
      // What does not come goes by itself.
      await tile.locator("img").waitFor({ state: "detached" });
      expect(await tile.textContent()).toBe(letters);
      expect(await tile.evaluate(findContrast)).toBeGreaterThan(4.5);
    }
    const boxes = await Promise.all(
      ["Oat biscuits", ...LETTERS.map(([name]) => name)].map((name) => tileOf(name).boundingBox()),
    );
    const sizes = new Set(boxes.map((box) => `${box!.width} × ${box!.height}`));
    expect([...sizes]).toHaveLength(1);
  });

  it("letters stand for all of them where nobody tells of pictures", async () => {
    const page = await openPage(shop, { as: null, path: "/console/nowhere" });
    await page.route("**/v1/products/**", (route) => route.fulfill({ status: 500 }));
    await page.goto(`${shop.url}/shop/r/${token}`);
    await page.getByText("Oat biscuits").waitFor();
    await expect
      .poll(() => page.locator(".product-tile").allTextContents())
      .toEqual(expect.arrayContaining(["OB", "TS"]));
    expect(await page.locator(".product-tile img").count()).toBe(0);
  });
});

/** One that is no picture, one that is gone, and one that there never was. */
const LETTERS = [
  ["Tomato soup", "TS"],
  ["Milk in a glass bottle", "MI"],
  ["Ground coffee", "GC"],
] as const;

/** Of an element's text against what is behind it (WCAG 2.2, relative luminance and contrast). */
function findContrast(element: Element): number {
  const { color, backgroundColor } = getComputedStyle(element);
  const luminances = [color, backgroundColor].map((text) => {
    const [r, g, b] = text
      .match(/[\d.]+/g)!
      .map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  });
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}

describeScreens("a name of 200 characters", () => {
  let shop: TestShop;
  let visitId = "";
  let insideId = "";
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => withLongNames({ ...config, smartCarts: SMART_CARTS_CONFIG }),
      isDemonstration: true,
    });
    await putTrip(shop);
    // A debt, which is shown with its receipt; a dispute; a review; and somebody who is inside, whose
    // age an alert asks for.
    visitId = await shop.people.shopFor("pm_sim_funds_2000", { biscuits: 9 });
    const disputedId = await shop.people.shopFor("pm_sim_ok-cleo", { biscuits: 3 });
    await dispute(disputedId);
    await shop.people.shopFor("pm_sim_ok-dan", { biscuits: { probability: 0.6 } });
    insideId = await shop.people.enter("pm_sim_ok-ann");
    await shop.people.take(insideId, "biscuits", { probability: 0.9 });
    await shop.people.take(insideId, "ale");
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  /** They had less of the first line, they say. */
  const dispute = async (disputedId: string): Promise<void> => {
    const receipt = shop.process.store.read("receipt", disputedId);
    if (receipt.status !== "final") throw new Error("the receipt is not final");
    const { lineId } = receipt.issued.lines[0]!;
    const page = await openPage(shop, { as: "operator", path: "/console/nowhere" });
    const answer = await page
      .context()
      .request.post(`${shop.url}/v1/receipts/${disputedId}/disputes`, {
        data: { kind: "wrong-item", lineId, gtin: null, claimedQuantity: 0 },
        headers: { "x-saunter-csrf": "1", "idempotency-key": "contest-of-the-name" },
      });
    expect(await answer.json()).toMatchObject({ status: "open" });
    await page.context().close();
  };

  /** Where the name stands in more than two lines, or cannot be had whole. */
  const FIND_WRONG = `(() => {
    const name = ${JSON.stringify(LONG_NAME)};
    const has = (element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.includes(name));
    return [...document.querySelectorAll("main *")].filter(has).flatMap((element) => {
      const { height, width } = element.getBoundingClientRect();
      const line = parseFloat(getComputedStyle(element).lineHeight);
      if (height === 0 || width < 2) return [];
      const where = element.closest("section, aside, nav, li")?.className + " " + element.className;
      const titled = element.closest("[title]")?.title ?? "";
      return [
        ...(height > 3 * line ? [where + " is " + Math.round(height / line) + " lines high"] : []),
        ...(titled.includes(name) ? [] : [where + " has no title"]),
      ];
    });
  })()`;

  /** Names in the lists of goods are those of the configuration's file. */
  const NAMED: Readonly<Record<string, readonly string[]>> = {
    "/v1/goods": ["catalogue", "offers"],
    "/v1/users": ["items"],
  };
  const openNamed = async (path: string): Promise<Page> => {
    const page = await openPage(shop, {
      as: "all",
      path: "/console/nowhere",
      width: 360,
      height: 740,
    });
    for (const [route, lists] of Object.entries(NAMED)) {
      await page.route(`**${route}`, async (request) => {
        const response = await request.fetch();
        const body = await response.json();
        for (const list of lists) {
          body[list] = body[list].map((one: Answer) => ({ ...one, name: LONG_NAME }));
        }
        return request.fulfill({ response, json: body });
      });
    }
    await page.goto(`${shop.url}/console${path.replace("VISIT", visitId)}`);
    return page;
  };
  const expectShort = async (page: Page): Promise<void> => {
    await page.locator("main").getByText("Hand-picked").first().waitFor({ state: "attached" });
    expect(await page.evaluate(FIND_WRONG)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  };

  /** Those where more has to be done before there is a name have a test of their own. */
  const OWN = new Set(["/walk", "/review"]);
  const cases = CASES.filter(({ path, hasNames }) => hasNames && !OWN.has(path));
  it.each(cases.map(({ path }) => path))(
    "has two lines at most on %s, and is there whole as its title",
    async (path) => expectShort(await openNamed(path)),
  );

  it("has two lines at most in what a reviewer is asked, and in what may be answered", async () => {
    const page = await openNamed("/review");
    const question = page.locator(".review-question h2");
    // Whichever comes first, the other one comes when it is left.
    await expectShort(page);
    const first = (await question.textContent())!;
    await page.keyboard.press("s");
    await expect.poll(() => question.textContent()).not.toBe(first);
    await expectShort(page);
    const asked = `${first} ${await question.textContent()}`;
    expect(asked).toContain("What happened at gondola 1, shelf 3?");
    expect(asked).toContain(`Is the shopper right about ${LONG_NAME}?`);
    await page.keyboard.press("1");
    await page.getByText("Decided", { exact: true }).waitFor();
    await expectShort(page);
  });

  it("has two lines at most at the shelf that somebody walks up to, and in their cart", async () => {
    const page = await openNamed("/nowhere");
    const shopperId = findShopper(shop.process.shop, insideId);
    const { gtin } = GOODS.biscuits;
    const avatar = {
      shopperId,
      state: "inside",
      visitId: insideId,
      receiptToken: null,
      carried: [{ gtin, name: LONG_NAME, quantity: 1 }],
    };
    await page.route("**/v1/demo", async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, json: { ...(await response.json()), avatar } });
    });
    await page.route("**/v1/demo/avatar/orders", (route) => route.abort());
    await page.goto(`${shop.url}/console/walk`);
    const tile = page.locator(".walk-tile", { hasText: "Hand-picked" }).first();
    await expect
      .poll(async () => {
        await shop.pass(120);
        const timestampMs = shop.process.shop.nowMs();
        await shop.say([{ ...makeFrame({ shopperId, x: 0.3, y: -0.5 }), timestampMs }]);
        return tile.count();
      })
      .toBe(1);
    await page.locator(".walk-line", { hasText: "Hand-picked" }).first().waitFor();
    await tile.click();
    await page.getByText(/^You reach for/).waitFor();
    await expectShort(page);
  });
});
