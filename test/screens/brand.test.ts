/** The shop's logo and colour: given by an operator in the console, seen by everybody. */
import { makeAccent } from "@saunter/shop/brand/make-accent";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** Of a contrast of 1.5 with the pages as it is. */
const YELLOW = "#ffd400";
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" rx="8" fill="#7a0b4e"/></svg>`;

function toRgb(hex: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${parts.join(", ")})`;
}

/** As it is drawn; of the first such element. */
const styleOf = (page: Page, selector: string, name: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector("${selector}"))["${name}"]`);

/** Whether the browser has drawn it: a logo that is refused has no width. */
const isDrawn = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(
    `(async () => {
      const image = document.querySelector("${selector}");
      await image.decode();
      return image.naturalWidth > 0;
    })()`,
  );

describeScreens("logo and colour", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const readBrand = async (): Promise<{ readonly logoUrl: string | null }> =>
    (await (await fetch(`${shop.url}/v1/shop`)).json()).brand;

  it("are given in the console, and shown there at once, to be read by day and by night", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/brand" });
    const colour = page.getByRole("textbox", { name: "Shop colour" });
    await page.getByText("No logo yet.").waitFor();
    await colour.fill("yellow");
    await page.getByRole("button", { name: "Save colour" }).click();
    await page.getByText("Write # and six digits").waitFor();
    await colour.fill(YELLOW);
    await page.getByRole("button", { name: "Save colour" }).click();
    await page.getByText("Colour saved.").waitFor();
    await page.mouse.move(0, 0);
    const { light } = makeAccent(YELLOW);
    for (const selector of [".button.main", ".rail a[aria-current=page]"]) {
      await expect.poll(() => styleOf(page, selector, "backgroundColor")).toBe(toRgb(light));
    }
    const files = page.locator("input[type=file]");
    const give = (name: string, text: string) =>
      files.setInputFiles({ name, mimeType: "image/svg+xml", buffer: Buffer.from(text) });
    await give("logo.svg", "a photo");
    await page.getByText("save it as one of them").waitFor();
    await give("logo.svg", LOGO);
    await page.getByText("Logo saved.").waitFor();
    await page.getByRole("button", { name: "Remove uploaded logo" }).waitFor();
    expect(await page.locator(".rail-shop .shop-logo").count()).toBe(1);
    expect(await isDrawn(page, ".rail-shop .shop-logo")).toBe(true);
    await page.locator(".toast").first().waitFor({ state: "detached" });
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it.each(["/shop/", "/kiosk/", "/display/", "/console/"])(
    "are seen by whoever opens %s",
    async (path) => {
      expect((await readBrand()).logoUrl).not.toBeNull();
      const page = await openPage(shop, { as: null, path });
      if (path === "/kiosk/") {
        await page.evaluate(
          `localStorage.setItem("saunter.kiosk", JSON.stringify({ key: "${shop.keys.device}", readerId: "1" }))`,
        );
        await page.reload();
      }
      await page.locator(".shop-logo").waitFor();
      expect(await isDrawn(page, ".shop-logo")).toBe(true);
      const accent = await page.evaluate(
        `["light", "dark"].map((theme) =>
          getComputedStyle(document.documentElement).getPropertyValue("--brand-" + theme))`,
      );
      const { light, dark } = makeAccent(YELLOW);
      expect(accent).toEqual([light, dark]);
      expect(await findBarriersInThemes(page)).toEqual([]);
    },
  );

  it("are on a receipt's own page, whose policy lets the logo be drawn", async () => {
    expect((await readBrand()).logoUrl).not.toBeNull();
    const visitId = await shop.people.shopFor("pm_sim_ok-ann", { soup: 1 });
    const receipt = shop.process.store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("there is no receipt");
    const path = `/v1/r/${receipt.lookupToken}.html`;
    const page = await openPage(shop, { as: null, path });
    expect(await isDrawn(page, "img.logo")).toBe(true);
    const { light } = makeAccent(YELLOW);
    expect(await styleOf(page, ".shop", "color")).toBe(toRgb(light));
  });
});
