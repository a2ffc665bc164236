/** A planogram from its draft to what the engine uses, and back. */

import { readDraft } from "@saunter/shop/goods/planogram-draft";
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
import { tabTo } from "./tab-walk.ts";

describeScreens("a planogram", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (width?: number): Promise<Page> =>
    openPage(shop, {
      as: "operator",
      path: "/console/goods/planogram",
      ...(width === undefined ? {} : { width }),
    });
  const boardOf = (page: Page) => page.locator(".board", { hasText: "Shelf 1" }).last();
  const place = async (page: Page, plate: number): Promise<void> => {
    await boardOf(page)
      .getByRole("button", { name: `empty ${plate}` })
      .click();
    await page.getByRole("complementary").getByRole("button", { name: "Crisps" }).click();
    await page.getByText("in the draft.").first().waitFor();
  };
  const published = (): number => shop.process.goods.current().lists!.planogram.length;

  it("shows what differs before it is published, and who published it", async () => {
    const before = published();
    const page = await open();
    await place(page, 2);
    expect(published()).toBe(before);
    await page.getByText("Draft with 1 change").waitFor();
    await page.getByText("Last edited by operator").waitFor();
    await page.getByRole("button", { name: "Review and publish" }).click();
    const dialog = page.getByRole("dialog", { name: "Publish planogram" });
    const differences = await dialog.getByRole("listitem").allTextContents();
    expect(differences).toEqual([expect.stringMatching(/placed.*Crisps.*shelf 1, plate 2/)]);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Planogram published.").waitFor();
    await expect.poll(published).toBe(before + 1);
    await page.getByText("This planogram is published.").waitFor();
    await page.getByRole("button", { name: "History" }).click();
    const history = page.getByRole("dialog", { name: "Planogram history" });
    await history.getByText(/operator, today/).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await history.getByRole("button", { name: "Undo publication 1" }).click();
    await history.getByText("Publication 2: undo of 1").waitFor();
    await expect.poll(published).toBe(before);
    await expect.poll(() => history.getByRole("button", { name: /^Undo/ }).count()).toBe(0);
  });

  it("is published at a time of the shop, by keys alone", async () => {
    const page = await open();
    await place(page, 3);
    const { timeZone } = shop.config.shop;
    const atMs = Math.ceil(shop.process.shop.nowMs() / 60_000) * 60_000 + 600_000;
    const parts = new Intl.DateTimeFormat("sv-SE", {
      timeZone,
      dateStyle: "short",
      timeStyle: "short",
    });
    await tabTo(page, "Review and publish");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Publish planogram" });
    await dialog.waitFor();
    await tabTo(page, "At a time");
    await page.keyboard.press("Enter");
    await dialog.getByLabel(/^Publish on/).fill(parts.format(atMs).replace(" ", "T"));
    await tabTo(page, "Schedule");
    await page.keyboard.press("Enter");
    await page.getByText("Will be published on").waitFor();
    expect(readDraft(shop.process.store).publishAtMs).toBe(atMs);
    await page.getByRole("button", { name: "Cancel schedule" }).click();
    await expect.poll(() => readDraft(shop.process.store).publishAtMs).toBeNull();
    await page.getByRole("button", { name: "Discard draft" }).click();
    await page.getByText("This planogram is published.").waitFor();
  });

  it.each([320, 1920])("fits %i pixels with a draft", async (width) => {
    const page = await open(width);
    await boardOf(page).waitFor();
    if ((await page.getByText("Draft with").count()) === 0) {
      await boardOf(page).getByRole("button", { name: "empty 3" }).click();
      await page.getByRole("complementary").getByRole("button", { name: "Crisps" }).click();
    }
    await page.getByText("Draft with 1 change").waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("does not wait for a price", async () => {
    await shop.people.enter("pm_sim_ok-dora");
    const page = await openPage(shop, { as: "operator", path: "/console/goods/catalogue" });
    await page.getByRole("button", { name: "Oat biscuits" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Price, GBP", { exact: true }).fill("2.55");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("Oat biscuits saved.").waitFor();
    await page.getByRole("row", { name: "Oat biscuits" }).getByText("£2.55").waitFor();
    expect(await page.getByText("waiting for an empty shop").count()).toBe(0);
  });
});
