/** What an operator does every day, each from the start page: how many clicks it takes and how long. */
import { readFileSync } from "node:fs";
import { readWorkbook } from "@saunter/console/pages/goods/workbook";
import { findDay } from "@saunter/console/pages/numbers/period";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";
import { GOODS } from "./scripted-people.ts";

const CLICKS_MAX = 5;
const DAY_MS = 24 * 3_600_000;

interface Hand {
  readonly shop: TestShop;
  readonly page: Page;
  /** Counted: whatever has to be pointed at. Keys are not. */
  readonly click: (target: Locator) => Promise<void>;
  /** A page of the menu. */
  readonly goTo: (name: string) => Promise<void>;
}

interface Task {
  readonly name: string;
  /** What has happened in the shop before. */
  readonly before?: (shop: TestShop) => Promise<unknown>;
  readonly act: (hand: Hand) => Promise<unknown>;
}

const setting = async ({ page, click, goTo }: Hand, name: string): Promise<void> => {
  await click(page.getByRole("button", { name: "Settings" }));
  await goTo(name);
};

/** What another system was sent; it takes everything. */
const received: { readonly url: string; readonly body: string }[] = [];
const receive: Fetch = async (url, { body }) => {
  received.push({ url, body: String(body) });
  return new Response(null, { status: 200 });
};

/** Time goes on to the second day of the next month. */
async function passMonth({ config, process, pass }: TestShop): Promise<void> {
  const nowMs = process.shop.nowMs();
  const [year, month] = findDay(nowMs, config.shop.timeZone).split("-").map(Number);
  await pass(Date.UTC(year!, month!, 2, 12) - nowMs);
}

/** The first is of yesterday, the last of last month. */
const TASKS: readonly Task[] = [
  {
    name: "Find yesterday's receipt of 4.45",
    before: async (shop) => {
      await shop.people.shopFor("pm_sim_ok-ann", { water: 3, milk: 1 });
      await shop.pass(DAY_MS);
      await shop.people.shopFor("pm_sim_ok-ben", { soup: 2 });
    },
    act: async ({ page }) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("4.45");
      await page.getByRole("option", { name: /Receipt no\. 1.*£4\.45/ }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Receipt no. 1" }).waitFor();
    },
  },
  {
    name: "Confirm a shopper's age",
    before: async (shop) => {
      const visitId = await shop.people.enter("pm_sim_ok-cleo");
      await shop.people.take(visitId, "ale");
    },
    act: async ({ page, click, goTo }) => {
      await goTo("Visits");
      await click(page.getByRole("link", { name: /check age/ }));
      const confirm = page.getByRole("button", { name: "Old enough" });
      await click(confirm);
      await confirm.waitFor({ state: "detached" });
    },
  },
  {
    name: "End a visit whose exit was missed",
    before: (shop) => shop.people.enter("pm_sim_ok-dan"),
    act: async ({ page, click, goTo }) => {
      await goTo("Visits");
      await click(page.getByRole("link", { name: /inside/ }).first());
      await click(page.getByRole("button", { name: "End the visit" }));
      await click(page.getByRole("button", { name: "End visit" }));
      await page.getByText("over", { exact: true }).waitFor();
    },
  },
  {
    name: "Decide a review",
    before: (shop) => shop.people.shopFor("pm_sim_ok-eve", { soup: { probability: 0.7 } }),
    act: async ({ page, goTo }) => {
      await goTo("Review");
      await page.getByText("1 × Tomato soup").first().waitFor();
      await page.keyboard.press("1");
      await page.getByText("Decided", { exact: true }).waitFor();
    },
  },
  {
    name: "Take cash for an unpaid visit",
    before: (shop) => shop.people.shopFor("pm_sim_funds_2000-fay", { coffee: 9 }),
    act: async ({ page, click, goTo }) => {
      await goTo("Till");
      await click(page.getByRole("link", { name: /£20\.50.*owed/s }));
      await click(page.getByRole("button", { name: "Take £20.50 in cash" }));
      await click(page.getByRole("button", { name: "Confirm payment" }));
      await page.getByText("settled", { exact: true }).waitFor();
    },
  },
  {
    name: "Refund a line of a receipt",
    before: (shop) => shop.people.shopFor("pm_sim_ok-gus", { soup: 1, crisps: 1 }),
    act: async ({ shop, page, click, goTo }) => {
      await goTo("Receipts");
      await click(page.getByRole("navigation", { name: "Receipts" }).getByRole("link").first());
      await click(page.getByRole("button", { name: "Refund", exact: true }));
      const dialog = page.getByRole("dialog", { name: "Refund" });
      await click(dialog.getByRole("checkbox", { name: "Crisps" }));
      await click(dialog.getByRole("button", { name: "Refund £1.95" }));
      await page.getByText("Refunded £1.95", { exact: true }).waitFor();
      const steps = page.getByRole("region", { name: "History" }).getByRole("listitem");
      const refund = steps.filter({ hasText: "Refund recorded" });
      await refund.getByText(/· all/).waitFor();
      expect(await refund.textContent()).toContain("£1.95");
      const visitId = new URL(page.url()).searchParams.get("of")!;
      // The soup is left.
      expect(shop.process.store.read("charge", visitId)).toMatchObject({ dueMinor: 189 });
    },
  },
  {
    name: "Open the gate for somebody who pays in cash",
    act: async ({ page, click, goTo }) => {
      await goTo("Till");
      await click(page.getByRole("button", { name: "Open the gate for cash" }));
      await click(page.getByRole("button", { name: "Open the gate", exact: true }));
      await page.getByText("The gate is open").waitFor();
    },
  },
  {
    name: "Hold the gate open for a delivery",
    act: async ({ page, click, goTo }) => {
      await goTo("Health");
      const way = page
        .getByRole("region", { name: "Gates" })
        .getByRole("listitem")
        .filter({ hasText: "Entrance" });
      await click(way.getByRole("button", { name: "Hold open" }));
      await click(page.getByRole("dialog").getByRole("button", { name: "Hold open" }));
      await way.getByText("held open").waitFor();
    },
  },
  {
    name: "Count the cash in the till's drawer",
    act: async ({ page, click, goTo }) => {
      await goTo("Till");
      const drawer = page.getByRole("region", { name: "Cash drawer" });
      await click(drawer.getByRole("button", { name: "Count", exact: true }));
      await page.getByRole("dialog").getByLabel("Cash in the drawer").fill("150");
      await click(page.getByRole("button", { name: "Save the count" }));
      await drawer.getByText("£150.00", { exact: true }).waitFor();
    },
  },
  {
    name: "Count a product on its shelf",
    act: async ({ page, click, goTo }) => {
      await goTo("Goods");
      await page.getByLabel("Units of Oat biscuits at 1/3/1").fill("7");
      await click(page.getByRole("button", { name: "Counted: Oat biscuits" }));
      await page.getByText("Oat biscuits: 7 counted.").waitFor();
    },
  },
  {
    name: "Invite a reviewer",
    act: async (hand) => {
      const { page, click } = hand;
      await setting(hand, "People");
      await click(page.getByRole("button", { name: "Add", exact: true }));
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("Robin");
      await dialog.getByLabel("Password").fill("nine slow yellow trams");
      await click(dialog.getByRole("button", { name: "Add", exact: true }));
      await page.getByRole("row", { name: /Robin.*reviewer/ }).waitFor();
    },
  },
  {
    name: "Disable the key of a lost device",
    act: async (hand) => {
      const { page, click } = hand;
      await setting(hand, "People");
      const row = page.getByRole("row", { name: /^device/ });
      await click(row.getByRole("button", { name: "Disable" }));
      await row.getByText("disabled", { exact: true }).waitFor();
    },
  },
  {
    name: "Export the audit log",
    act: async (hand) => {
      const { page, click } = hand;
      await setting(hand, "Audit");
      const download = page.waitForEvent("download");
      await click(page.getByRole("button", { name: "Export CSV" }));
      expect((await download).suggestedFilename()).toBe("security-events.csv");
    },
  },
  {
    name: "Put another product on a shelf's plates and publish the planogram",
    act: async ({ shop, page, click, goTo }) => {
      await goTo("Goods");
      await click(page.getByRole("link", { name: /Dark chocolate in the planogram/ }));
      const products = page.getByRole("complementary", { name: "Products" });
      await click(products.getByRole("button", { name: "Crisps" }));
      await click(page.getByRole("button", { name: "Review and publish" }));
      await click(page.getByRole("button", { name: "Publish now" }));
      await page.getByText("This planogram is published.").waitFor();
      const { gondola, shelf } = GOODS.chocolate;
      const published = () =>
        shop.process.goods
          .current()
          .lists!.planogram.filter((row) => row.gondola === gondola && row.shelf === shelf)
          .map(({ gtin, plates }) => `${plates}: ${gtin}`);
      await expect.poll(published).toEqual([`1-2: ${GOODS.crisps.gtin}`, "3: 5000001000080"]);
    },
  },
  {
    name: "Add a webhook and send it a test",
    act: async (hand) => {
      const { page, click } = hand;
      await setting(hand, "Webhooks");
      await click(page.getByRole("button", { name: "Add webhook" }));
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Address").fill("https://books.example/saunter");
      await click(dialog.getByRole("button", { name: "Add", exact: true }));
      await click(dialog.getByRole("button", { name: "Send test" }));
      await dialog.getByText("test delivered").waitFor();
      await page.keyboard.press("Escape");
      const card = page.locator(".card").filter({ hasText: "https://books.example/saunter" });
      await card.getByText(/^test delivered.*200/).waitFor();
      expect(received.map(({ url }) => url)).toEqual(["https://books.example/saunter"]);
      expect(JSON.parse(received[0]!.body)).toMatchObject({ type: "webhook.test" });
    },
  },
  {
    name: "Export last month's sales by product",
    before: async (shop) => {
      await passMonth(shop);
      await shop.people.shopFor("pm_sim_ok-hal", { coffee: 2, biscuits: 1 });
      await passMonth(shop);
    },
    act: async ({ shop, page, click, goTo }) => {
      // The browser has the shop's time.
      await page.clock.setFixedTime(shop.process.shop.nowMs());
      await goTo("Numbers");
      await click(page.getByRole("button", { name: "Last month" }));
      await click(page.getByRole("button", { name: "Export", exact: true }));
      const download = page.waitForEvent("download");
      await click(page.getByRole("dialog").getByRole("button", { name: "Export" }));
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^sales-products-.*\.xlsx$/);
      const rows = readWorkbook(readFileSync(await file.path()))!;
      const [head, ...products] = rows.map(([gtin, name, , units, ...money]) => [
        ...[gtin, name, units, money.at(-1)],
      ]);
      expect(head).toEqual(["gtin", "name", "units", "total (GBP)"]);
      // What others of this file left undone may have been sold since, too.
      expect(products).toContainEqual([GOODS.coffee.gtin, "Ground coffee", "2", "9"]);
      expect(products).toContainEqual([GOODS.biscuits.gtin, "Oat biscuits", "1", "2.49"]);
    },
  },
];

describeScreens("an operator's everyday tasks", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({ fetch: receive });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it.each(TASKS)("$name: five clicks and twenty seconds at most", async ({ before, act }) => {
    await before?.(shop);
    const page = await openPage(shop, { as: "all", path: "/console/" });
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    let clicks = 0;
    const click = async (target: Locator): Promise<void> => {
      clicks++;
      await target.click();
    };
    const menu = page.getByRole("navigation", { name: "Pages" });
    const goTo = (where: string) =>
      click(menu.getByRole("link", { name: new RegExp(`^${where}`) }));
    await act({ shop, page, click, goTo });
    expect(clicks).toBeLessThanOrEqual(CLICKS_MAX);
  });
});
