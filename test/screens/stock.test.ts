/** Stock as staff keep it, and long lists of products. */

import { listStock } from "@saunter/shop/domain/stock-service";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** One pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

describeScreens("stock", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (path: string, width = 1440): Promise<Page> =>
    openPage(shop, { as: "operator", path: `/console/goods${path}`, width });
  const findLevel = (name: string) => {
    const { facings, products } = shop.process.goods.current();
    const levels = listStock(shop.process.store, facings, new Map());
    return levels.find(({ planned }) => products.get(planned.gtin)?.name === name)!;
  };

  it("that is empty comes first; deliveries, waste and counts are recorded with who", async () => {
    const page = await open("");
    const row = page.getByRole("row", { name: "Dark chocolate" });
    await row.getByRole("textbox").fill("0");
    await row.getByRole("button", { name: "Counted: Dark chocolate" }).click();
    await row.getByText("empty").waitFor();
    const first = page.locator("tbody tr").first();
    expect(await first.textContent()).toContain("Dark chocolate");
    await row.getByRole("button", { name: "Dark chocolate", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Dark chocolate" });
    await dialog.getByLabel("Units").fill("many");
    await dialog.getByText("Units must be a whole number such as 12.").waitFor();
    await dialog.getByLabel("Units").fill("12");
    await dialog.getByLabel("Sell by").fill("2020-01-31");
    await dialog.getByRole("button", { name: "Record delivery" }).click();
    await dialog.getByText(/^Delivered 12, sell by 31 Jan 2020/).waitFor();
    await dialog.getByRole("button", { name: "Waste", exact: true }).click();
    await dialog.getByLabel("Units").fill("2");
    await dialog.getByLabel("Reason").selectOption("damaged");
    await dialog.getByRole("button", { name: "Record waste" }).click();
    await dialog.getByText(/^Wasted 2: damaged/).waitFor();
    await dialog.getByRole("button", { name: "Count", exact: true }).click();
    await dialog.getByLabel("Units").fill("9");
    await dialog.getByRole("button", { name: "Record count" }).click();
    await dialog.getByText(/^Counted 9, 1 fewer than expected.*operator, today/).waitFor();
    expect(findLevel("Dark chocolate").expected).toBe(9);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await row.getByText("9 expired").waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("dialog", { name: "Stock history" }).getByText("Wasted 2").waitFor();
  });

  it("is filtered, searched and sorted by a column, either way", async () => {
    const page = await open("");
    await page.getByRole("button", { name: "Expiring" }).click();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("button", { name: "All" }).click();
    const names = () => page.locator("tbody th").allTextContents();
    await page.getByRole("button", { name: "Product" }).click();
    const head = page.getByRole("columnheader", { name: "Product" });
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
    const ascending = await names();
    expect(ascending).toEqual(ascending.toSorted((a, b) => a.localeCompare(b)));
    await page.getByRole("button", { name: "Product" }).click();
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("descending");
    expect(await names()).toEqual(ascending.toReversed());
    await page.getByRole("searchbox").fill("CHOC dark");
    await expect.poll(names).toEqual(["Dark chocolate"]);
  });

  it.each([320, 1920])("fits %i pixels", async (width) => {
    const page = await open("", width);
    await page.getByRole("row", { name: "Dark chocolate" }).waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("a product gets a deposit, allergens and a price of a day to come", async () => {
    const page = await open("/catalogue");
    await page.getByRole("button", { name: "Oat biscuits" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Price, GBP", { exact: true }).fill("two");
    await form.getByText("Price must be a number such as 2.79.").waitFor();
    expect(await form.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await form.getByLabel("Price, GBP", { exact: true }).fill("2,60");
    await form.getByLabel("Deposit, on the receipt").fill("Tin deposit");
    await form.getByLabel("Deposit, GBP").fill("0.25");
    await form.getByRole("checkbox", { name: "milk" }).check();
    await form.getByLabel("Next price, GBP").fill("2.70");
    await form.getByLabel("From", { exact: true }).fill("2099-01-01");
    await form.getByRole("button", { name: "Add scheduled price" }).click();
    await form.getByText("£2.70 from 2099-01-01").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("Oat biscuits saved.").waitFor();
    const saved = shop.process.goods
      .current()
      .lists!.catalogue.find(({ name }) => name === "Oat biscuits")!;
    expect(saved).toMatchObject({
      price: "2.60",
      deposit: { name: "Tin deposit", amount: "0.25" },
      allergens: expect.stringContaining("AM"),
      morePrices: expect.arrayContaining([{ price: "2.70", from: "2099-01-01" }]),
    });
  });

  it("a product gets a picture, which is drawn small, and loses it", async () => {
    const page = await open("/catalogue");
    await page.getByRole("button", { name: "Tomato soup" }).click();
    const form = page.getByRole("dialog");
    const input = form.locator("input[type=file]");
    await input.setInputFiles({
      name: "a.txt",
      mimeType: "image/png",
      buffer: Buffer.from("none"),
    });
    await form.getByText(/a picture is JPEG, PNG, WebP or AVIF/).waitFor();
    await input.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PNG });
    await page.getByText("Picture saved.").waitFor();
    const picture = form.locator(".product-tile img");
    await expect.poll(() => picture.getAttribute("src")).toMatch(/picture\?version=/);
    const kept = await page.request.get(`${shop.url}${await picture.getAttribute("src")}`);
    expect(kept.headers()["content-type"]).toBe("image/webp");
    await form.getByRole("button", { name: "Remove uploaded picture" }).click();
    await page.getByText("Uploaded picture removed.").waitFor();
  });

  it("goods come back from an Excel workbook as they went out, and a new price is previewed", async () => {
    const page = await open("/catalogue");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Excel" }).click();
    const path = await (await download).path();
    const input = page.locator("input[type=file]");
    const file = (await import("node:fs")).readFileSync(path);
    await input.setInputFiles({ name: "same.xlsx", mimeType: "", buffer: file });
    await page.getByText("same.xlsx contains no changes.").waitFor();
    const { version } = shop.process.goods;
    const seen = version();
    const text = "\ufeffgtin;name;price;weightG\r\n5000001000073;Dark chocolate;2,95;108\r\n";
    await input.setInputFiles({ name: "de.csv", mimeType: "", buffer: Buffer.from(text) });
    const dialog = page.getByRole("dialog", { name: "Import de.csv" });
    await dialog.getByText(/0 new, 1 changed/).waitFor();
    await dialog.getByText(/^price: .*2\.95$/).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    expect(version()).toBe(seen);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(version()).toBe(seen);
  });
});
