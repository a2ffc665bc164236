import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  isTooWide,
  NEXT_FRAME,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** More than any page has controls. */
const TABS_MAX = 150;
const WIDTHS = [320, 2560];

/** Links of this app that Tab comes to. It goes around: it begins where the focus was last. */
async function listLinks(page: Page, base: string): Promise<string[]> {
  await page.evaluate("document.activeElement.blur()");
  const found = new Set<string>();
  let ends = 0;
  for (let presses = 0; presses < TABS_MAX && ends < 2; presses++) {
    await page.keyboard.press("Tab");
    const href = (await page.evaluate(
      "document.activeElement === document.body ? null : (document.activeElement.getAttribute('href') ?? '')",
    )) as string | null;
    if (href === null) ends++;
    else if (href.startsWith(base)) found.add(href);
  }
  return [...found];
}

/** By Tab to a link, and by Enter through it. */
async function follow(page: Page, href: string): Promise<void> {
  await page.evaluate("document.activeElement.blur()");
  for (let presses = 0; presses < TABS_MAX; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate("document.activeElement.getAttribute('href')")) === href) {
      await page.keyboard.press("Enter");
      const { pathname, search } = new URL(href, page.url());
      await page.waitForURL((url) => url.pathname === pathname && url.search === search);
      return;
    }
  }
  throw new Error(`Tab does not come to ${href}`);
}

/** Pages that show another thing each are one page. */
const kindOf = (href: string): string =>
  href
    .replace(/[?#].*$/, "")
    .replace(/\/(?:[0-9a-f]{20}|\d+)(?=\/|$)/g, "/*")
    .replace(/(.)\/$/, "$1");

/**
 * Goes through all pages from one, by keyboard alone. Returns the kinds of pages, and what is wrong: a
 * page without a heading, without a way on, with a barrier, or too wide.
 */
async function crawl(page: Page, base: string) {
  const kinds = new Set([kindOf(new URL(page.url()).pathname)]);
  const waiting: { from: string; href: string }[] = [];
  const wrong: string[] = [];
  const look = async (): Promise<void> => {
    const here = new URL(page.url()).pathname;
    await page
      .locator("main :is(h1, h2):visible, main .empty, main [role=alert]")
      .first()
      .waitFor();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(NEXT_FRAME);
      if (await isTooWide(page)) wrong.push(`${here} is too wide for ${width} px`);
      wrong.push(...(await findBarriers(page)).map((barrier) => `${here} ${width}: ${barrier}`));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    const links = await listLinks(page, base);
    if (!links.some((href) => kindOf(href) !== kindOf(here))) wrong.push(`${here} is a dead end`);
    for (const href of links) {
      if (kinds.has(kindOf(href))) continue;
      kinds.add(kindOf(href));
      waiting.push({ from: page.url(), href });
    }
  };
  await look();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (page.url() !== next.from) {
      await page.goto(next.from);
      await page.locator(`a[href="${next.href}"]`).first().waitFor();
    }
    await follow(page, next.href);
    await look();
  }
  return { kinds: [...kinds].sort(), wrong };
}

describeScreens("by Tab and Enter alone", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
    await shop.people.shopFor("pm_sim_ok-ann", { soup: 2 });
    await shop.people.enter("pm_sim_ok-bob");
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("all pages of the console are reached, and none is a dead end, too wide or barred", async () => {
    const page = await openPage(shop, { as: "all", path: "/console/" });
    // Settings are folded up while none of them is shown.
    await page.getByRole("button", { name: "Settings" }).waitFor();
    const floor = await crawl(page, "/console");
    await page.goto(`${shop.url}/console/people`);
    await page.getByRole("heading", { name: "People and devices" }).waitFor();
    const settings = await crawl(page, "/console");
    expect([...floor.wrong, ...settings.wrong]).toEqual([]);
    const kinds = new Set([...floor.kinds, ...settings.kinds]);
    for (const path of [
      ...["/review", "/visits", "/visits/*", "/receipts", "/till", "/goods", "/goods/planogram"],
      ...["/goods/catalogue", "/goods/offers", "/numbers", "/health", "/shelves/*/*"],
      ...["/people", "/audit", "/webhooks", "/brand"],
    ]) {
      expect([...kinds]).toContain(`/console${path}`);
    }
  });

  it.each(["/shop/", "/shop/recipts", "/shop/you", "/shop/visits/none", "/shop/r/none"])(
    "whoever is not signed in gets on from %s",
    async (path) => {
      const page = await openPage(shop, { as: null, path, width: 390, height: 844 });
      const { kinds, wrong } = await crawl(page, "/shop");
      expect(wrong).toEqual([]);
      expect(kinds).toContain("/shop/kept");
    },
  );
});
