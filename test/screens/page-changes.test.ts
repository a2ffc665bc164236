/** Pages are changed without being reloaded; whoever cannot see it is told as if they were. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";

const SHOP_NAME = "Corner Shop";
const TITLES = [
  ["/console/", "Floor"],
  ["/console/shelves/1/1", "Shelf"],
  ["/console/visits", "Visits"],
  ["/console/visits/v-1", "Visits"],
  ["/console/goods", "Goods"],
  ["/console/goods/planogram", "Planogram"],
  ["/console/health", "Health"],
  ["/console/nothing", "Page not found"],
] as const;

const focused = (page: Page): Promise<string> => page.evaluate("document.activeElement.id");

describeScreens("the page that is shown", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const hasTitle = (page: Page, name: string) =>
    expect.poll(() => page.title()).toBe(`${name} · ${SHOP_NAME}`);

  it("is named by the browser's tab, with the shop", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/" });
    for (const [path, name] of TITLES) {
      await page.goto(`${shop.url}${path}`);
      await hasTitle(page, name);
    }
  });

  it("has the focus after it was gone to by keyboard, and Tab begins in it", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/" });
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    for (const name of ["Receipts", "Health", "Receipts"]) {
      await page.getByRole("link", { name, exact: true }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      await expect.poll(() => focused(page)).toBe("page");
      await hasTitle(page, name);
    }
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.evaluate("document.querySelector('#page').matches(':focus-within')"))
      .toBe(true);
  });

  it("comes though what it is made of did not come at first", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/" });
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    let asked = 0;
    await page.route("**/assets/numbers-page*.js", (route) =>
      ++asked === 1 ? route.abort() : route.continue(),
    );
    await page.getByRole("link", { name: "Numbers" }).click();
    await page.getByRole("heading", { level: 1, name: "Numbers" }).waitFor();
    expect(asked).toBe(2);
  });

  it("reloads when a part can't be loaded, and opens the page that was chosen", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/" });
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    let isReloaded = false;
    page.once("load", () => {
      isReloaded = true;
    });
    await page.route("**/assets/numbers-page*.js", (route) =>
      isReloaded ? route.continue() : route.abort(),
    );
    await page.getByRole("link", { name: "Numbers" }).click();
    await page.getByRole("heading", { level: 1, name: "Numbers" }).waitFor();
    expect(isReloaded).toBe(true);
  });

  it("is in sight on the rail of a phone", async () => {
    const page = await openPage(shop, {
      as: "operator",
      path: "/console/webhooks",
      width: 360,
      height: 740,
    });
    const current = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current]");
    await current.waitFor();
    const isSeen = async (): Promise<boolean> => {
      const { x, width } = (await current.boundingBox())!;
      return x >= 0 && x + width <= 360;
    };
    await expect.poll(isSeen).toBe(true);
  });

  it("stands out from others, as all that is chosen, where the system sets the colours", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/numbers" });
    await page.emulateMedia({ forcedColors: "active" });
    const colourOf = (name: string): Promise<string> =>
      page
        .getByText(name, { exact: true })
        .first()
        .evaluate((element) => getComputedStyle(element.closest("a, button")!).backgroundColor);
    await page.getByRole("button", { name: "7 days" }).waitFor();
    expect(await colourOf("Today")).not.toBe(await colourOf("7 days"));
    expect(await colourOf("Today")).toBe(
      await page
        .getByRole("navigation", { name: "Pages" })
        .locator("[aria-current]")
        .evaluate((element) => getComputedStyle(element).backgroundColor),
    );
  });

  it("is named to shoppers in their language, and has the focus", async () => {
    const options = { as: null, path: "/shop/", width: 390, height: 844, locale: "de-DE" } as const;
    const page = await openPage(shop, options);
    const link = page.getByRole("link", { name: "Was wir speichern, wozu und wie lange" });
    await link.focus();
    await expect.poll(() => page.title()).toBe(SHOP_NAME);
    await page.keyboard.press("Enter");
    await hasTitle(page, "Was wir speichern, wozu und wie lange");
    await expect.poll(() => focused(page)).toBe("page");
  });
});
