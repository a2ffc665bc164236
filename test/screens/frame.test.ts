import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  findBarriersInThemes,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** From the skip link to the page's first control: what whoever has a keyboard alone goes through. */
const TABS_MAX = 15;
const CONTROLS = "a[href], button, input, select, summary";
const NARROWEST = { width: 320, height: 640 };
const PATHS = [
  ...["/", "/visits", "/receipts", "/till", "/goods", "/goods/planogram", "/goods/catalogue"],
  ...["/goods/offers", "/numbers", "/health", "/people", "/audit", "/webhooks", "/brand"],
];
const GUIDE = `<main><h2 id="till">Till <a class="header-anchor" href="#till">#</a></h2>
  <p>Take what is due. See <a href="reference/stock">stock</a>.</p><script>window.harm = 1</script>
  <h2 id="goods">Goods</h2><p>Count it.</p></main>`;

describeScreens("the frame of the console", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
    await shop.people.shopFor("pm_sim_ok-ann", { soup: 2 });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const open = (path: string, size: { width?: number; height?: number } = {}) =>
    openPage(shop, { as: "all", path: `/console${path}`, ...size });
  const search = (page: Page) => page.getByRole("combobox", { name: "Search the shop" });
  const result = (page: Page, name: RegExp) => page.getByRole("option", { name });

  it.each([
    ["operator", "Floor"],
    ["clerk", "Receipts"],
  ] as const)("begins for a %s with a page that they may use: %s", async (as, name) => {
    const page = await openPage(shop, { as, path: "/console/" });
    await page.getByRole("heading", { level: 1, name }).waitFor();
    expect(await page.getByText("You do not have access").count()).toBe(0);
  });

  it("finds receipts, visits, goods, people and pages with one key, and opens them with another", async () => {
    const page = await open("/health");
    await page.getByRole("heading", { name: "Health" }).waitFor();
    await page.keyboard.press("Control+k");
    await search(page).fill("soup");
    await result(page, /Tomato soup.*Goods/).waitFor();
    await search(page).fill("operator");
    await result(page, /operator.*People/).waitFor();
    await search(page).fill("3.78");
    await result(page, /Visit.*£3\.78.*Visits/).waitFor();
    await result(page, /Receipt no\. 1.*£3\.78.*Receipts/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Receipt no. 1" }).waitFor();
    await page.keyboard.press("Control+k");
    await search(page).fill("soup");
    await result(page, /Tomato soup.*Goods/).click();
    const products = page.getByRole("table", { name: "Products" });
    await products.getByText("Tomato soup").waitFor();
    // Of all products that one alone: its row and the columns' names.
    expect(await products.getByRole("row").count()).toBe(2);
    await page.keyboard.press("Control+k");
    await search(page).fill("audi");
    await result(page, /Audit.*Pages/).click();
    await page.getByRole("heading", { name: "Audit" }).waitFor();
  });

  it("says so where nothing is found, and where a part of the search fails", async () => {
    const page = await open("/health");
    await page.getByRole("heading", { name: "Health" }).waitFor();
    await page.keyboard.press("/");
    await search(page).fill("zzzz");
    await page.getByText("Nothing found").waitFor();
    await page.route("**/v1/products*", (route) => route.abort());
    await search(page).fill("zzz");
    await page.getByText("Part of the search failed").waitFor();
  });

  it("leaves / to a page that has a search of its own, and the keys to whoever types", async () => {
    const page = await open("/receipts");
    const own = page.getByRole("searchbox", { name: "Find a receipt" });
    await own.waitFor();
    await page.keyboard.press("/");
    await own.and(page.locator(":focus")).waitFor();
    await page.keyboard.type("?/");
    expect(await own.inputValue()).toBe("?/");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("lists its shortcuts, and turns those of one key off", async () => {
    const page = await open("/health");
    await page.getByRole("heading", { name: "Health" }).waitFor();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await dialog.getByText("search everything").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("switch").click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    // What is open is the search, and the key before it did nothing.
    await search(page).waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it("has five places in the bar of the narrowest phone, all others behind More, and where one is", async () => {
    const page = await open("/", NARROWEST);
    const bar = page.getByRole("navigation", { name: "Pages" });
    await bar.getByRole("link", { name: "Goods" }).waitFor();
    const controls = bar.locator("a, button");
    expect(await controls.allTextContents()).toEqual([
      ...["Floor", "Review", "Receipts", "Goods", "Numbers", "More"],
    ]);
    for (const control of await controls.all()) {
      const { x, width, height } = (await control.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(NARROWEST.width);
      expect(height).toBeGreaterThanOrEqual(44);
    }
    await bar.getByRole("button", { name: "More" }).click();
    const all = page.getByRole("dialog", { name: "All pages" });
    expect(await findBarriers(page)).toEqual([]);
    await all.getByRole("link", { name: "Webhooks" }).click();
    await page.getByRole("heading", { name: "Webhooks" }).waitFor();
    await all.waitFor({ state: "detached" });
    expect(await bar.locator("[aria-current]").textContent()).toContain("Webhooks");
    expect(await isTooWide(page)).toBe(false);
  });

  it("is passed with fifteen presses of Tab at most, on every page", async () => {
    const page = await open("/");
    const counts: Record<string, number> = {};
    for (const path of PATHS) {
      await page.goto(`${shop.url}/console${path}`);
      await page.locator("main :is(h1, h2):visible").first().waitFor();
      // Some have nothing to press while there is nothing to show.
      if ((await page.locator(`main :is(${CONTROLS}):visible`).count()) === 0) continue;
      let presses = 0;
      for (; presses <= TABS_MAX; presses++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate("document.activeElement.closest('main') !== null")) break;
      }
      counts[path] = presses;
    }
    expect(Object.entries(counts).filter(([, presses]) => presses > TABS_MAX)).toEqual([]);
    expect(Object.keys(counts).length).toBeGreaterThan(10);
    // The skip link and the search at least: what is counted is there.
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(2);
  });

  it("speaks German, and Arabic from right to left, on its pages, too", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: "You" }).click();
    await page.getByLabel("Language").selectOption("de");
    await page.keyboard.press("Escape");
    const pages = page.getByRole("navigation", { name: "Seiten" });
    await pages.getByRole("link", { name: "Belege" }).waitFor();
    await expect.poll(() => page.title()).toMatch(/^Fläche · /);
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    const main = page.locator("main");
    await main.getByRole("heading", { name: "Fläche" }).waitFor();
    await main.getByText("Der Laden ist leer").waitFor();
    expect(await main.getAttribute("lang")).toBeNull();
    await page.getByRole("button", { name: "Sie" }).click();
    await page.getByLabel("Sprache").selectOption("ar");
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("navigation", { name: "الصفحات" }).waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    await main.getByText("المتجر فارغ").waitFor();
    await page.goto(`${shop.url}/console/your-sign-in`);
    await main.getByRole("button", { name: "إعداد تطبيق مصادقة" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("shows the guide's section of the page beside it, and nothing of it that acts", async () => {
    const page = await open("/health");
    await page.route("**/v1/shop", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), hasDocs: true } });
    });
    await page.route("**/docs/console", (route) =>
      route.fulfill({ contentType: "text/html", body: GUIDE }),
    );
    await page.goto(`${shop.url}/console/till`);
    await page.getByRole("button", { name: "Help" }).click();
    const panel = page.getByRole("complementary", { name: "Help" });
    await panel.getByText("Take what is due").waitFor();
    expect(await panel.getByText("Count it").count()).toBe(0);
    expect(await panel.getByRole("link", { name: "stock" }).getAttribute("href")).toBe(
      `${shop.url}/docs/reference/stock`,
    );
    expect(await page.evaluate("window.harm")).toBeUndefined();
    expect(await findBarriers(page)).toEqual([]);
    // It follows whoever goes on, and says where there is nothing.
    await page.getByRole("link", { name: "Goods" }).click();
    await panel.getByText("Count it").waitFor();
    await page.getByRole("link", { name: "Numbers" }).click();
    await panel.getByText("This page has no help of its own").waitFor();
    await panel.getByRole("button", { name: "Close help" }).press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  it("gives a way on from an address that is none, and to whoever may not see a page", async () => {
    const page = await open("/recipts");
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    const reviewer = await openPage(shop, { as: "reviewer", path: "/console/people" });
    await reviewer.getByText("You need the role operator").waitFor();
    await reviewer.getByRole("link", { name: "Go to the start page" }).waitFor();
  });

  it("is kept by browsers as an app, which shows nothing old where there is no network", async () => {
    const page = await open("/numbers");
    const manifest = await page.locator("link[rel=manifest]").getAttribute("href");
    expect(manifest).toBe("/console/manifest.webmanifest");
    await page.evaluate("navigator.serviceWorker.ready");
    await page.reload();
    await page.getByRole("heading", { name: "Numbers" }).waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("heading", { name: "Numbers" }).count()).toBe(0);
    const kept = (await page.evaluate(
      `caches.keys().then((names) => Promise.all(names.map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname))))
        .then((lists) => lists.flat())`,
    )) as string[];
    expect(kept).toContain("/console/");
    expect(kept.filter((path) => path.includes("/v1/"))).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "Numbers" }).waitFor();
  });
});
