/** What an operator does beside the floor: goods, stock, numbers, health, people, webhooks. */

import { readFileSync } from "node:fs";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { raiseAlert } from "@saunter/shop/domain/alerts";
import { readDraft } from "@saunter/shop/goods/planogram-draft";
import { listBadges } from "@saunter/shop/people/badges";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { tabTo } from "./tab-walk.ts";

const PATHS = [
  "/console/goods",
  "/console/goods/planogram",
  "/console/goods/catalogue",
  "/console/goods/offers",
  "/console/numbers",
  "/console/health",
  "/console/people",
  "/console/webhooks",
];

function withBadges(config: ShopConfig): ShopConfig {
  const hashKey = { source: "the test", reveal: () => "k".repeat(32) };
  return { ...config, entry: { ...config.entry, badge: { hashKey } } };
}

const LONG_NAME = "Hand-picked organic ".repeat(10).slice(0, 199);

describeScreens("keeping shop", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({ config: withBadges });
    await shop.people.shopFor("pm_sim_ok-ann", { soup: 2, milk: 1 });
    await shop.people.shopFor("pm_sim_ok-bob", { ale: 1, biscuits: { probability: 0.6 } });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (path: string): Promise<Page> => openPage(shop, { as: "operator", path });

  /** Places that the planogram's draft changes. */
  const drafted = (): number => readDraft(shop.process.store).changes.length;

  it("puts a product on chosen plates, and takes it back", async () => {
    const page = await open("/console/goods/planogram");
    const board = page.locator(".board", { hasText: "Shelf 1" }).last();
    await board.getByRole("button", { name: "empty 2" }).click();
    await board.getByRole("button", { name: "empty 3" }).click({ modifiers: ["Shift"] });
    await page.getByRole("complementary").getByRole("button", { name: "Tomato soup" }).click();
    await board.getByRole("button", { name: "Tomato soup 2–3" }).waitFor();
    await expect.poll(drafted).toBe(1);
    await page.getByRole("button", { name: "Undo" }).click();
    await board.getByRole("button", { name: "empty 2" }).waitFor();
    await expect.poll(drafted).toBe(0);
  });

  it("puts a product on plates by keys alone", async () => {
    const page = await open("/console/goods/planogram");
    const board = page.locator(".board", { hasText: "Shelf 1" }).last();
    await board.getByRole("button", { name: "empty 2" }).waitFor();
    await tabTo(page, /^empty\s*2$/);
    await page.keyboard.press("Enter");
    await tabTo(page, /Tomato soup$/);
    await page.keyboard.press("Enter");
    await expect.poll(drafted).toBe(1);
    await tabTo(page, "Undo");
    await page.keyboard.press("Enter");
    await expect.poll(drafted).toBe(0);
  });

  it("puts a product on part of where another stands, by a finger on a phone", async () => {
    const page = await openPage(shop, {
      as: "operator",
      path: "/console/goods/planogram",
      width: 360,
      height: 740,
    });
    const board = page.locator(".board", { hasText: "Shelf 1" }).last();
    const palette = page.getByRole("complementary");
    await board.getByRole("button", { name: "empty 2" }).click();
    await palette.getByLabel("to plate").selectOption("4");
    await palette.getByRole("button", { name: "Tomato soup" }).click();
    await board.getByRole("button", { name: "Tomato soup 2–4" }).click();
    await palette.getByLabel("From plate").selectOption("4");
    await palette.getByRole("button", { name: "Leave empty" }).click();
    await board.getByRole("button", { name: "Tomato soup 2–3" }).click();
    await palette.getByRole("button", { name: "Leave empty" }).click();
    await board.getByRole("button", { name: "empty 3" }).waitFor();
    await expect.poll(drafted).toBe(0);
  });

  it("says below a board what the engine has found wrong with it", async () => {
    const message = "Tomato soup was left on gondola 1, shelf 1, plate 2";
    await shop.process.store.transact((tx) =>
      raiseAlert(tx, {
        alertKey: "misplaced-item:1/1/2:01",
        kind: "misplaced-item",
        message,
        visitId: null,
      }),
    );
    const page = await openPage(shop, {
      as: "operator",
      path: "/console/goods/planogram",
      width: 360,
      height: 740,
    });
    await page.getByText(message).waitFor();
    const cell = page.locator(".cell.faulty");
    expect(await cell.count()).toBe(1);
    const described = await cell.getAttribute("aria-describedby");
    expect(await page.locator(`#${described}`).textContent()).toBe(message);
    expect(await isTooWide(page)).toBe(false);
  });

  it("drags a product onto a plate; the engine uses it when it is asked to", async () => {
    await shop.people.enter("pm_sim_ok-cleo");
    const page = await open("/console/goods/planogram");
    const board = page.locator(".board", { hasText: "Shelf 1" }).last();
    const product = page.getByRole("complementary").getByRole("button", { name: "Crisps" });
    await product.dragTo(board.getByRole("button", { name: "empty 5" }));
    await board.getByRole("button", { name: "Crisps 5" }).waitFor();
    await page.getByRole("button", { name: "Review and publish" }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByRole("button", { name: "Apply now" }).click();
    await expect.poll(() => shop.process.goods.isHurried()).toBe(true);
    await shop.say([]);
    await shop.say([]);
    expect(shop.process.goods.awaitedModel()).toBeNull();
  });

  it("changes a price, which whoever is inside does not pay yet", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-dan");
    await shop.pass(2000);
    const page = await open("/console/goods/catalogue");
    await page.getByLabel("Search").fill("soup");
    await page.getByRole("button", { name: "Tomato soup" }).click();
    await page.getByLabel("Price, GBP", { exact: true }).fill("9.99");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Tomato soup saved.").waitFor();
    await page.getByText("edited").waitFor();
    await shop.people.take(visitId, "soup");
    await shop.people.leave(visitId);
    await shop.people.conclude(visitId);
    expect(totalOf(shop, visitId)).toBe(189);
    await shop.pass(2000);
    const later = await shop.people.shopFor("pm_sim_ok-eve", { soup: 1 });
    expect(totalOf(shop, later)).toBe(999);
    await page.getByRole("button", { name: "Tomato soup" }).click();
    await page.getByRole("button", { name: "Restore from file" }).click();
    await page.getByText("edited").waitFor({ state: "detached" });
  });

  it("says what is wrong with a product, and what is allowed", async () => {
    const page = await open("/console/goods/catalogue");
    await page.getByRole("button", { name: "Add a product" }).click();
    await page.getByLabel("Name on the receipt").fill("Beans");
    await page.getByLabel("GTIN").fill("123");
    await page.getByLabel("Price, GBP", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Save" }).click();
    const fault = page.locator(".note.wrong");
    await fault.waitFor();
    expect(await fault.textContent()).toContain("gtin: found");
    await page.getByText('"123" is not valid; write a GTIN').waitFor();
    await page.keyboard.press("Escape");
  });

  it("shows a name of 200 characters in two lines, with all of it at hand", async () => {
    const page = await openPage(shop, {
      as: "operator",
      path: "/console/goods/catalogue",
      width: 360,
      height: 740,
    });
    await page.getByRole("button", { name: "Crisps" }).click();
    await page.getByLabel("Name on the receipt").fill(LONG_NAME);
    await page.getByRole("button", { name: "Save" }).click();
    const cell = page.locator(`th[title="${LONG_NAME.trim()}"]`);
    await cell.waitFor();
    expect(await isTooWide(page)).toBe(false);
    const shown = await cell.getByRole("button").boundingBox();
    expect(shown!.height).toBeGreaterThan(30);
    expect(shown!.height).toBeLessThan(2.5 * 22);
  });

  it("exports the planogram as CSV and takes it in again", async () => {
    const page = await open("/console/goods/planogram");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const path = await (await download).path();
    const rows = readFileSync(path, "utf8").trim().split("\n");
    expect(rows[0]).toBe("gondola,shelf,plates,gtin");
    expect(rows).toHaveLength(1 + shop.process.goods.current().lists!.planogram.length);
    const version = shop.process.goods.version();
    await page.locator("input[type=file]").setInputFiles({
      name: "planogram.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`${rows[0]}\n2,1,6,5000001000080\n`),
    });
    await page.getByRole("button", { name: "Import 1 item" }).click();
    await page.getByText("1 imported from planogram.csv.").waitFor();
    expect(drafted()).toBe(1);
    expect(shop.process.goods.version()).toBe(version);
  });

  it("counts a facing, and alerts staff when it must be refilled", async () => {
    const page = await open("/console/goods");
    await page.getByLabel("Units of Oat biscuits at 1/3/1").fill("3");
    await page.getByRole("button", { name: "Counted: Oat biscuits" }).click();
    const row = page.getByRole("row", { name: "Oat biscuits" });
    await row.getByText("low").waitFor();
    await page.getByRole("button", { name: "Refill", exact: true }).click();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await row.getByLabel("Units of Oat biscuits at 1/3/1").fill("10");
    await page.getByRole("button", { name: "Refilled: Oat biscuits" }).click();
    await page.getByText("Nothing to do").waitFor();
  });

  it("answers what an alert asks, which is then among those dealt with", async () => {
    const page = await open("/console/health");
    const alert = page.getByRole("listitem").filter({ hasText: "Pale ale left the shop" }).first();
    const href = await alert.getByRole("link", { name: "the visit" }).getAttribute("href");
    await alert.getByRole("button", { name: "Old enough" }).click();
    await alert.waitFor({ state: "detached" });
    const visit = shop.process.store.read("visit", href!.split("/").at(-1)!);
    expect(visit).toMatchObject({ age: "verified" });
    await page.getByRole("button", { name: "Resolved" }).first().click();
    await page.getByText("Pale ale left the shop").first().waitFor();
  });

  it("says what to do about an alert, and where", async () => {
    const page = await open("/console/health");
    const alert = page.getByRole("listitem").filter({ hasText: "Tomato soup was left on" });
    await alert.getByText("Put it back in its place.").waitFor();
    await alert.getByRole("link", { name: "Open shelf" }).click();
    await page.getByRole("heading", { name: "Gondola 1, shelf 1" }).waitFor();
  });

  it("holds a gate open, closes it, and leaves it to itself", async () => {
    const page = await open("/console/health");
    const gates = page.getByRole("region", { name: "Gates" });
    const way = gates.getByRole("listitem").filter({ hasText: "Entrance" });
    const modeOf = async () => {
      const headers = { authorization: `Bearer ${shop.keys.device}` };
      const { items } = await (await fetch(`${shop.url}/v1/gates`, { headers })).json();
      return items.find((gate: { gateId: string }) => gate.gateId === "gate-in").mode;
    };
    for (const [name, sure, state, mode] of [
      ["Hold open", "Hold open", "held open", "held-open"],
      ["Close", "Close gate", "closed", "closed"],
    ] as const) {
      await way.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      expect(await modeOf()).not.toBe(mode);
      await way.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: sure }).click();
      await way.getByText(state, { exact: true }).waitFor();
      await expect.poll(() => modeOf()).toBe(mode);
    }
    await way.getByRole("button", { name: "Automatic" }).click();
    await way.getByText("automatic", { exact: true }).waitFor();
    await expect.poll(() => modeOf()).toBe("automatic");
  });

  it("closes what is asked by a cross, and begins at what is asked", async () => {
    const asked = [
      ["goods/catalogue", "Add a product", ".dialog-body"],
      ["goods/offers", "Add an offer", ".dialog-body"],
      ["people", "Add", ".dialog-body"],
      // What can be chosen there has to come first.
      ["till", "Open the gate for cash", ".dialog-head"],
    ] as const;
    for (const [path, opens, part] of asked) {
      const page = await open(`/console/${path}`);
      await page.getByRole("button", { name: opens, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      await expect.poll(() => dialog.locator(`${part} :not(.dialog-close):focus`).count()).toBe(1);
      await dialog.getByRole("button", { name: "Close this window" }).click();
      await dialog.waitFor({ state: "detached" });
    }
  });

  it("adds a device, whose key is shown once, and shuts it out", async () => {
    const page = await open("/console/people");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByRole("button", { name: "A device or system" }).click();
    await page.getByLabel("Name").fill("Kiosk at the exit");
    await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
    const key = await page.locator(".shown-secret").textContent();
    const headers = { authorization: `Bearer ${key}` };
    const ask = () => fetch(`${shop.url}/v1/gates`, { headers });
    expect((await ask()).status).toBe(200);
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: "Kiosk at the exit" });
    await row.getByRole("button", { name: "Disable" }).click();
    await row.getByText("disabled", { exact: true }).waitFor();
    await row.getByText(/^active /).waitFor();
    expect((await ask()).status).toBe(401);
  });

  it("adds somebody, who then may do what their roles say, and more when they have more", async () => {
    const page = await open("/console/people");
    await page.getByRole("button", { name: "Add" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Robin");
    await dialog.getByLabel("Password").fill("short");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByRole("alert").waitFor();
    const proof = { name: "Robin", password: "tin rain moss kettle" };
    await dialog.getByLabel("Password").fill(proof.password);
    await dialog.getByRole("button", { name: "Add" }).click();
    const row = page.getByRole("row", { name: "Robin" });
    await row.getByRole("cell", { name: "reviewer", exact: true }).waitFor();
    const robin = await openPage(shop, { as: null, path: "/console/people" });
    await robin.getByLabel("Name").fill(proof.name);
    await robin.getByLabel("Password").fill(proof.password);
    await robin.getByRole("button", { name: "Sign in" }).click();
    await robin.getByText("You do not have access to this page").waitFor();
    await row.getByRole("button", { name: "Roles" }).click();
    await dialog.getByLabel(/^reviewer/).uncheck();
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await dialog.getByLabel(/^operator/).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByRole("cell", { name: "operator", exact: true }).waitFor();
    await robin.reload();
    await robin.getByRole("row", { name: "Robin" }).getByText("you", { exact: true }).waitFor();
    const own = robin.getByRole("row", { name: "Robin" });
    // Nobody shuts themselves out.
    expect(await own.getByRole("button", { name: "Disable" }).isDisabled()).toBe(true);
    await row.getByRole("button", { name: "Disable" }).click();
    await row.getByText("disabled", { exact: true }).waitFor();
    await robin.reload();
    await robin.getByRole("button", { name: "Sign in" }).waitFor();
  });

  it("issues a badge, finds it by its number, and blocks it when it is lost", async () => {
    const page = await open("/console/people");
    await page.getByRole("button", { name: "Issue a badge" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Number").fill("04:A2:24:9B");
    await dialog.getByLabel("Account").fill("nobody's");
    await dialog.getByRole("button", { name: "Issue", exact: true }).click();
    await dialog.getByText("the shop has no such account").waitFor();
    await dialog.getByLabel("Account").fill("canteen");
    await dialog.getByLabel("Last day").fill("2099-03-31");
    await dialog.getByRole("button", { name: "Issue", exact: true }).click();
    await page.getByRole("row", { name: "account canteen" }).waitFor();
    await page.getByLabel("Find by number").fill("04a2249b");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await page.getByText("blocked", { exact: true }).waitFor();
    const [badge] = listBadges(shop.process.store).badges;
    expect(badge).toMatchObject({ isBlocked: true, holder: { accountId: "canteen" } });
  });

  it("tells numbers with the counts that they rest on", async () => {
    const page = await open("/console/numbers");
    const { visits } = await page
      .context()
      .request.get(`${shop.url}/v1/numbers?fromMs=0&untilMs=8640000000&stepMs=8640000000`)
      .then((answer) => answer.json());
    expect(visits.closed).toBe(0);
    await page.getByText(/of \d+ visits; \d+ reviews? expired/).waitFor();
    await expect.poll(() => page.getByRole("table", { name: "Visits per hour" }).count()).toBe(1);
    await page.getByRole("button", { name: "7 days" }).click();
    await page.getByRole("heading", { name: "Visits per day" }).waitFor();
  });

  it.each(PATHS)("%s keeps nobody out", async (path) => {
    const isReady = async (page: Page) => {
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator(".bones").first().waitFor({ state: "detached" });
    };
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
  });

  it("has a door that keeps nobody out", async () => {
    const isReady = (page: Page) => page.getByRole("button", { name: "Sign in" }).waitFor();
    const door = { as: null, path: "/console/" } as const;
    expect(await findBarriersAnywhere(shop, door, isReady)).toEqual([]);
  });

  it.each([
    ["/console/goods/catalogue", "Add a product"],
    ["/console/goods/offers", "Add an offer"],
    ["/console/people", "Add"],
    ["/console/people", "Roles"],
    ["/console/people", "Issue a badge"],
    ["/console/till", "Open the gate for cash"],
  ])("asks on %s after “%s”, and keeps nobody out", async (path, name) => {
    const isReady = async (page: Page) => {
      await page.getByRole("button", { name, exact: true }).first().click();
      await page.getByRole("dialog").waitFor();
    };
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
  });

  it("shows pages that somebody has no right to as what they are", async () => {
    const page = await openPage(shop, { as: "reviewer", path: "/console/people" });
    await page.getByText("You do not have access to this page").waitFor();
    expect(await page.getByRole("link", { name: "People" }).count()).toBe(0);
  });
});

function totalOf(shop: TestShop, visitId: string): number {
  const receipt = shop.process.store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error("there is no receipt");
  return receipt.content.result.totals.totalMinor;
}
