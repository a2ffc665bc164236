/** Events that go to other systems: what became of each is seen by itself, and can be done again. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const WELL = 200;
const BROKEN = 500;
/** Whoever says this wants nothing more. */
const GONE = 410;
const HOUR_MS = 3_600_000;
/** After so many failures an event is given up. */
const TRIES_MAX = 24;
/** Longer than two of them are ever apart. */
const LONGEST_WAIT_MS = 8 * HOUR_MS;
/** More events than a page of the list has rows. */
const VISITS = 26;

describeScreens("events that are sent to other systems", () => {
  let shop: TestShop;
  let answers = BROKEN;
  const other = createServer((_, answer) => void answer.writeHead(answers).end());
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/events`;
    const secret = { source: "the test", reveal: () => `whsec_${"a".repeat(43)}=` };
    shop = await startShop({
      config: (config) => ({
        ...config,
        webhooks: [{ url, events: ["visit.*"], secret }],
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    other.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (): Promise<Page> => openPage(shop, { as: "operator", path: "/console/webhooks" });
  const rows = (page: Page, text: string) =>
    page.getByRole("row").filter({ has: page.getByText(text, { exact: true }) });

  it("are shown with what became of them, which goes on by itself", async () => {
    const page = await open();
    await page.getByText("No deliveries yet").waitFor();
    const visitId = await shop.people.enter("pm_sim_ok-eve");
    const row = rows(page, "pending").first();
    await row.locator("summary", { hasText: "visit.opened" }).click();
    await row.getByText(`"visitId": "${visitId}"`).waitFor();
    expect(await row.getByRole("link", { name: "Open visit" }).getAttribute("href")).toBe(
      `/console/visits/${visitId}`,
    );
    await row.getByText("500").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    answers = WELL;
    await row.getByRole("button", { name: /Resend/ }).click();
    await rows(page, "delivered").first().waitFor();
  });

  it("are tried by a test, whose answer stays on the page", async () => {
    const page = await open();
    answers = BROKEN;
    await page.getByRole("button", { name: "Send test" }).click();
    const test = page.getByRole("status").filter({ hasText: /test (failed|delivered)/ });
    await test.getByText("test failed").waitFor();
    expect(await test.textContent()).toContain("500");
    answers = WELL;
    await page.getByRole("button", { name: "Send test" }).click();
    await test.getByText("test delivered").waitFor();
    await page.reload();
    await test.getByText("test delivered").waitFor();
    expect(await test.textContent()).toContain("200");
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("are given up after three days, and all sent again at once", async () => {
    answers = BROKEN;
    await shop.people.enter("pm_sim_ok-fay");
    await expect.poll(() => countTries(shop)).toBe(1);
    // Two days later.
    await shop.process.store.transact((tx) => {
      tx.db
        .prepare("UPDATE webhook_deliveries SET attempts = ? WHERE attempts = 1")
        .run(TRIES_MAX - 1);
    });
    await shop.pass(LONGEST_WAIT_MS);
    const page = await open();
    await rows(page, "failed").first().waitFor();
    await page.getByText(/^\d+ failed$/).waitFor();
    answers = WELL;
    await page.getByRole("button", { name: "Resend all failed" }).click();
    await rows(page, "failed").first().waitFor({ state: "detached" });
    await page.getByText(/^\d+ failed$/).waitFor({ state: "detached" });
  });

  it("are more than a page shows: older ones come when they are asked for", async () => {
    for (let visit = 0; visit < VISITS; visit++) {
      await shop.people.shopFor(`pm_sim_ok-many${visit}`, {});
    }
    const page = await open();
    const shown = page.getByRole("row");
    await page.getByRole("button", { name: "Older" }).waitFor();
    const before = await shown.count();
    await page.getByRole("button", { name: "Older" }).click();
    await expect.poll(() => shown.count()).toBeGreaterThan(before);
  });

  it("go nowhere any more where the other system wants none, until somebody says so", async () => {
    answers = GONE;
    await shop.people.enter("pm_sim_ok-gus");
    const page = await open();
    await page.getByText("disabled", { exact: true }).waitFor();
    answers = WELL;
    await page.getByRole("button", { name: "Enable" }).click();
    await page.getByText("enabled", { exact: true }).waitFor();
    await shop.people.enter("pm_sim_ok-ida");
    await expect.poll(() => rows(page, "pending").count()).toBe(0);
  });
});

/** How often what is still to be sent was tried. */
function countTries({ process }: TestShop): number {
  const text = "SELECT max(attempts) AS tries FROM webhook_deliveries WHERE status = 'pending'";
  return Number(process.store.db.prepare(text).get()!.tries);
}
