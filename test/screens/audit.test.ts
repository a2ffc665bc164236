/** The audit log: an operator sees who did what, finds it again, and takes it along as a file. */

import { readFileSync } from "node:fs";
import { removeUser } from "@saunter/shop/people/users";
import { countRefused, recordRefused } from "@saunter/shop/security/refused-sign-ins";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** More than a window in which refused sign-ins are counted. */
const WINDOW_MS = 6 * 60_000;

describeScreens("the audit log", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (): Promise<Page> => openPage(shop, { as: "operator", path: "/console/audit" });
  const rows = (page: Page, text: string) =>
    page.getByRole("row").filter({ has: page.getByText(text, { exact: true }) });

  it("shows what an operator has just done, in words", async () => {
    const people = await openPage(shop, { as: "operator", path: "/console/people" });
    await rows(people, "reviewer").getByRole("button", { name: "Disable" }).click();
    const page = await open();
    const row = rows(page, "User disabled");
    await row.getByText("operator").waitFor();
    await row.getByText("by password").waitFor();
    await row.getByText("reviewer", { exact: true }).waitFor();
    expect(await row.getByText(/127\.0\.0\.1|::1/).count()).toBe(1);
    await rows(page, "Signed in").first().waitFor();
    await rows(page, "Key file created").first().waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("finds events by kind, time and search, and says where there are none", async () => {
    const page = await open();
    await page.getByLabel("What").selectOption("User disabled");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByLabel("When", { exact: true }).selectOption("Last 24 hours");
    await rows(page, "User disabled").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("h1").click();
    await page.keyboard.press("/");
    await page.keyboard.type("nobody of that name");
    await page.getByText("No event found").waitFor();
    await page.getByLabel("Find an event").fill("REVIEW");
    await rows(page, "User disabled").waitFor();
  });

  it("names whoever is removed so, and counts refused sign-ins", async () => {
    const { store } = shop.process;
    await store.transact((tx) => removeUser(tx, "user-reviewer"));
    const nowMs = shop.process.shop.nowMs();
    await store.transact((tx) => {
      for (let i = 0; i < 7; i++) countRefused(tx, null, "192.0.2.7", nowMs);
      recordRefused(tx, nowMs + WINDOW_MS);
    });
    const page = await open();
    await rows(page, "User disabled").getByText("Removed user").waitFor();
    const refused = rows(page, "Sign-in refused");
    await refused.getByText("Attempts: 7").waitFor();
    await refused.getByText("Not signed in").waitFor();
    await refused.getByText("192.0.2.7").waitFor();
  });

  it("is saved as a table and as lines of what is filtered", async () => {
    const page = await open();
    await page.getByLabel("What").selectOption("Sign-in refused");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    const save = async (name: string) => {
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name }).click();
      const saved = await download;
      return [saved.suggestedFilename(), readFileSync(await saved.path(), "utf8")] as const;
    };
    const [csvName, csv] = await save("Export CSV");
    expect(csvName).toBe("security-events.csv");
    expect(csv.trimEnd().split("\r\n")).toHaveLength(2);
    expect(csv).toContain("user.sign-in-refused,nobody");
    const [, lines] = await save("Export JSON lines");
    expect(
      lines
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    ).toEqual(["user.sign-in-refused"]);
  });
});
