/** Who gets alerts, webhooks and keys of other systems, as an operator sets them up. */

import { raiseAlert } from "@saunter/shop/domain/alerts";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

describeScreens("what goes out of the shop", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (path: string) => openPage(shop, { as: "operator", path: `/console/${path}` });

  it("alerts are sent by rules, which say what came of it", async () => {
    const page = await open("health/alerts");
    await page.getByText("No rules yet").waitFor();
    await page.getByRole("button", { name: "Add rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Phones in the shop");
    await dialog.getByText("Goods", { exact: false }).first().click();
    await dialog.getByLabel("low stock").check();
    await dialog.getByLabel("Send").selectOption({ label: "Once" });
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Phones in the shop" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Send test of Phones in the shop" }).click();
    await page.getByText("Not sent: no device of any operator receives pushes.").waitFor();
    await shop.process.store.transact((tx) =>
      raiseAlert(tx, { alertKey: "low:1", kind: "low-stock", message: "refill", visitId: null }),
    );
    await page.getByRole("button", { name: "Sent alerts of Phones in the shop" }).click();
    const sent = page.getByRole("dialog");
    await expect
      .poll(async () => {
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Sent alerts of Phones in the shop" }).click();
        return sent.getByText("refill").count();
      })
      .toBe(1);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove Phones in the shop" }).click();
    await page.getByText("No rules yet").waitFor();
  });

  it("a clerk sees the alerts of shoppers who wait, answers them, and no health of the shop", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-ann");
    await shop.people.take(visitId, "ale");
    const page = await openPage(shop, { as: "clerk", path: "/console/health" });
    const alerts = page.locator(".alert");
    await alerts.getByText("age check").waitFor();
    expect(await alerts.count()).toBe(1);
    expect(await page.getByRole("table").count()).toBe(0);
    expect(await alerts.getByRole("link").count()).toBe(0);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await alerts.getByRole("button", { name: "Old enough" }).click();
    await alerts.first().waitFor({ state: "detached" });
    expect(shop.process.store.read("visit", visitId)).toMatchObject({ age: "verified" });
    await page.getByRole("link", { name: "Who gets alerts" }).click();
    await page.getByRole("heading", { name: "Your devices" }).waitFor();
    expect(await page.getByRole("heading", { name: "Rules" }).count()).toBe(0);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("a rule for clerks is about what they may see", async () => {
    const page = await open("health/alerts");
    await page.getByRole("button", { name: "Add rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Counter");
    await dialog.getByLabel("To every").selectOption({ label: "clerk" });
    const groups = dialog.locator("summary");
    await expect.poll(() => groups.count()).toBe(3);
    expect(await groups.allTextContents()).toEqual([
      ...["People 1 of 1", "Smart carts 1 of 2", "Money and reviews 0 of 1"],
    ]);
    await dialog.getByRole("button", { name: "Save" }).click();
    const rule = page.locator(".alert-rule").filter({ hasText: "Counter" });
    await rule.getByText("age check, cart help", { exact: true }).waitFor();
    await rule.getByText("every clerk").waitFor();
    await page.getByRole("button", { name: "Remove Counter" }).click();
  });

  it("an alert says who sees to it", async () => {
    const page = await open("health");
    await page.getByRole("button", { name: "Acknowledge: refill" }).click();
    await page.getByText("acknowledged by").waitFor();
    expect(await page.getByRole("button", { name: "Acknowledge: refill" }).count()).toBe(0);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("a webhook is added, whose secret is shown once, and removed", async () => {
    const page = await open("webhooks");
    await page.getByRole("button", { name: "Add webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill("http://10.0.0.1/");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByRole("alert").getByText("must begin with https://").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByLabel("Address").fill("https://books.example/saunter");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const secret = page.locator(".shown-secret");
    await expect.poll(() => secret.textContent()).toMatch(/^whsec_/);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New secret" }).click();
    await dialog.getByRole("button", { name: "Make a new secret" }).click();
    await expect.poll(() => secret.textContent()).toMatch(/^whsec_/);
    await page.keyboard.press("Escape");
    await page.getByText("Signed with the former secret, too").waitFor();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("No webhooks yet").waitFor();
  });

  it("a key has scopes, and is replaced while the former one goes on", async () => {
    const page = await open("people");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "A device or system" }).click();
    await dialog.getByLabel("Name").fill("Books");
    await dialog.getByRole("checkbox", { name: /^device/ }).uncheck();
    await dialog.getByRole("checkbox", { name: /^integrator/ }).check();
    await dialog.getByRole("checkbox", { name: /goods:write/ }).check();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const key = page.locator(".shown-secret");
    await expect.poll(() => key.textContent()).toMatch(/^saunter_/);
    const first = await key.textContent();
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: "Books" });
    await row.getByRole("button", { name: "Scopes" }).click();
    await dialog.getByRole("checkbox", { name: /stock:read/ }).uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    const ask = async (path: string): Promise<number> =>
      (await fetch(`${shop.url}${path}`, { headers: { authorization: `Bearer ${first}` } })).status;
    await expect.poll(() => ask("/v1/stock")).toBe(403);
    expect(await ask("/v1/goods")).toBe(200);
    await row.getByRole("button", { name: "New key" }).click();
    await dialog.getByRole("button", { name: "Make a new key" }).click();
    await expect.poll(() => key.textContent()).not.toBe(first);
    expect(await ask("/v1/goods")).toBe(200);
    await page.keyboard.press("Escape");
    await row.getByText("the former one until").waitFor();
  });

  it("a secret whose answer was lost is no empty one: another is made, or it is given again", async () => {
    const page = await open("people");
    const dialog = page.getByRole("dialog");
    const lost = dialog.getByRole("alert").getByText("it cannot be shown again");
    const secret = page.locator(".shown-secret");
    /** The shop does what is asked, and its first answer does not arrive. */
    const loseAnswer = async (path: string): Promise<void> => {
      await page.route(
        `**/v1/${path}`,
        async (route) => {
          await route.fetch();
          await route.abort("connectionreset");
        },
        { times: 1 },
      );
    };
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByRole("button", { name: "A device or system" }).click();
    await dialog.getByLabel("Name").fill("Clock");
    await loseAnswer("users");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await lost.waitFor();
    await dialog.getByText("Choose New key for Clock").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: "Clock" });
    await row.getByRole("button", { name: "New key" }).click();
    await loseAnswer("users/*/proof");
    await dialog.getByRole("button", { name: "Make a new key" }).click();
    await lost.waitFor();
    await page.keyboard.press("Escape");
    await row.getByRole("button", { name: "New key" }).click();
    await dialog.getByRole("button", { name: "Make a new key" }).click();
    await expect.poll(() => secret.textContent()).toMatch(/^saunter_/);

    await page.goto(`${shop.url}/console/webhooks`);
    await page.getByRole("button", { name: "Add webhook" }).click();
    await dialog.getByLabel("Address").fill("https://lost.example/saunter");
    await loseAnswer("webhooks");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    // The page asks again with the same key, and is given the same secret.
    await expect.poll(() => secret.textContent()).toMatch(/^whsec_/);
    const first = await secret.textContent();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New secret" }).click();
    await loseAnswer("webhooks/*/secret");
    await dialog.getByRole("button", { name: "Make a new secret" }).click();
    await expect.poll(() => secret.textContent()).toMatch(/^whsec_/);
    expect(await secret.textContent()).not.toBe(first);
  });
});
