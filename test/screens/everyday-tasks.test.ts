/**
 * What an operator does every day, each from the start page: how many clicks it takes and how long. The
 * clicks are listed in docs/console.md.
 */
import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";

const CLICKS_MAX = 5;
const WITHIN_MS = 20_000;
const DAY_MS = 24 * 3_600_000;
const GUIDE = new URL("../../docs/console.md", import.meta.url);

interface Hand {
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

/** The first is of yesterday. */
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
        .filter({ hasText: "Way in" });
      await click(way.getByRole("button", { name: "Hold open" }));
      await click(page.getByRole("dialog").getByRole("button", { name: "Hold open" }));
      await way.getByText("held open").waitFor();
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
];

/** Rows of the guide's table: a task and its clicks. */
function readListed(): [string, number][] {
  const rows = readFileSync(GUIDE, "utf8").matchAll(/^\| ([^|]+) \| (\d+) \|$/gm);
  return [...rows].map(([, name, clicks]) => [name!, Number(clicks)]);
}

describeScreens("an operator's everyday tasks", () => {
  let shop: TestShop;
  const measured: [string, number][] = [];
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it.each(TASKS)("$name: five clicks and twenty seconds at most", async ({ name, before, act }) => {
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
    const beganMs = performance.now();
    await act({ page, click, goTo });
    expect(performance.now() - beganMs).toBeLessThan(WITHIN_MS);
    expect(clicks).toBeLessThanOrEqual(CLICKS_MAX);
    measured.push([name, clicks]);
  });

  it("are listed in the guide with as many clicks as they took", () => {
    expect(measured).toHaveLength(TASKS.length);
    expect(readListed()).toEqual(measured);
  });
});
