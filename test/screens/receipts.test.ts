import { refundReceipt } from "@saunter/shop/domain/refund-service";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  findBarriersAnywhere,
  openPage,
  type Somebody,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const LONG_NAME = "Soup of tomatoes, ".repeat(11).trim();
const SOUP = "5000001000028";

const open = (shop: TestShop, of: string | null = null, as: Somebody = "operator") =>
  openPage(shop, { as, path: of === null ? "/console/receipts" : `/console/receipts?of=${of}` });
const list = (page: Page) => page.getByRole("navigation", { name: "Receipts" });

describeScreens("receipts", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("say what would be there where there are none", async () => {
    const page = await open(shop);
    await page.getByText("No receipts yet").waitFor();
  });

  it("come by themselves, and go from draft to final", async () => {
    const page = await open(shop);
    const visitId = await shop.people.enter("pm_sim_ok-ann");
    await shop.people.take(visitId, "soup", { quantity: 2 });
    await shop.people.leave(visitId);
    await list(page)
      .getByRole("link", { name: /Draft.*£3\.78/s })
      .click();
    await page.getByText("2 × Tomato soup").waitFor();
    await page.getByText("Due when the receipt is final").waitFor();
    await shop.people.conclude(visitId);
    await page.getByRole("heading", { name: "Receipt no. 1" }).waitFor();
    await page.getByText("Charged from the hold").waitFor();
  });

  it("say of each line how sure it is, what it is made of and what speaks for it", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-bob", { water: 3, milk: 1 });
    const page = await open(shop, visitId);
    const water = page.getByRole("row", { name: /3 × Sparkling water/ });
    await water.getByText("3 waters for £2.50").waitFor();
    await water.getByText(">99%").waitFor();
    await water.getByText(/VAT 20 % · evidence/).waitFor();
    await page.getByRole("row", { name: /Milk/ }).getByText("deposit £0.20").waitFor();
    await page.getByRole("row", { name: /Total/ }).getByText("£4.45").waitFor();
    for (const [name, type] of [
      ["Web page", "text/html"],
      ["PDF", "application/pdf"],
      ["JSON", "application/json"],
    ] as const) {
      const href = await page.getByRole("link", { name, exact: true }).getAttribute("href");
      const answer = await page.context().request.get(shop.url + href!);
      expect(answer.headers()["content-type"]).toContain(type);
    }
  });

  it("are disputed for a shopper, and the money comes back once", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-cleo", { soup: 2 });
    const page = await open(shop, visitId);
    await page.getByRole("button", { name: "Dispute Tomato soup" }).click();
    await page.getByRole("button", { name: "Wrong quantity" }).click();
    await page.getByLabel("Quantity they took").fill("5");
    await page.getByRole("button", { name: "Submit dispute" }).click();
    await page.getByText(/dispute it with a lower quantity/).waitFor();
    await page.getByLabel("Quantity they took").fill("1");
    await page.getByRole("button", { name: "Submit dispute" }).click();
    await page.getByText("Dispute accepted").waitFor();
    const disputes = page.getByRole("region", { name: "Disputes" });
    await disputes.getByText("accepted").waitFor();
    const documents = page.getByRole("region", { name: "Documents" });
    const corrected = documents.getByText(/^No\. \d+ \(\d+-1\), correction$/);
    const [number] = /\d+ \(\d+-1\)/.exec((await corrected.textContent())!)!;
    const money = page.getByRole("region", { name: "Payment" });
    await money.getByText("Refunded", { exact: true }).waitFor();
    await money.getByText("refunded", { exact: true }).waitFor();
    expect(shop.process.store.read("charge", visitId)).toMatchObject({ dueMinor: 189 });
    await page.getByRole("button", { name: "Refunded" }).click();
    const rows = page.getByRole("link").filter({ has: page.locator(".money-amount") });
    await expect.poll(() => rows.count()).toBe(1);
    await expect.poll(() => rows.textContent()).toContain("refunded £1.89");
    await page.goto(`${shop.url}/console/visits/${visitId}`);
    const timeline = page.getByRole("region", { name: "Timeline" });
    await timeline.getByText(`no. ${number}`, { exact: true }).waitFor();
  });

  it("that lack something get it added by a reviewer", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-dan", { soup: 1 });
    const page = await open(shop, visitId);
    await page.getByRole("button", { name: "Add a missing item" }).click();
    await page.getByRole("combobox", { name: "Missing product" }).fill("choc");
    await page.getByRole("option", { name: /Dark chocolate/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Submit dispute" }).click();
    await page.getByText("Dispute submitted for review.").waitFor();
    await page.getByText(/took 1 more/).waitFor();
    // It is on no line, and has its name all the same.
    await page.getByRole("region", { name: "Disputes" }).getByText("Dark chocolate").waitFor();
    await page.getByText("in review", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Disputed" }).click();
    // It is among all receipts, too: until the chosen ones are there, so are the others.
    await expect.poll(() => list(page).getByRole("link").count()).toBe(1);
    await list(page)
      .getByRole("link", { name: /disputed/ })
      .waitFor();
  });

  it("are found by amount, and by what is not paid", async () => {
    const visitId = await shop.people.shopFor("pm_sim_funds_2000-eve", { coffee: 9 });
    const page = await open(shop);
    await page.getByRole("searchbox", { name: "Find a receipt" }).fill("40.50");
    await list(page)
      .getByRole("link", { name: /£40\.50/ })
      .waitFor();
    await page.getByRole("searchbox", { name: "Find a receipt" }).fill("");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const owed = list(page).getByRole("link", { name: /unpaid/ });
    await owed.waitFor();
    expect(await owed.getAttribute("href")).toContain(visitId);
    await page.getByRole("button", { name: "In review" }).click();
    await page.getByText("No receipt found").waitFor();
  });

  it("are found by product, day and amount together, and added up", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-hal", { water: 1, soup: 1 });
    const page = await open(shop);
    const search = page.getByRole("searchbox", { name: "Find a receipt" });
    await search.fill("soup today water");
    await page.getByText(/^1 receipt · /).waitFor();
    const found = list(page).getByRole("link");
    expect(await found.getAttribute("href")).toContain(visitId);
    await search.fill("soup yesterday water");
    await page.getByText("No receipt found").waitFor();
    await search.fill("");
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await page.getByText("No receipt found").waitFor();
  });

  it("are refunded by item and by amount, with who did it", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-ian", { soup: 2 });
    const page = await open(shop, visitId);
    await page.getByText("Paid £3.78", { exact: true }).waitFor();
    const refund = page.getByRole("button", { name: "Refund", exact: true });
    await refund.click();
    const dialog = page.getByRole("dialog", { name: "Refund" });
    await dialog.getByLabel("of 2 × Tomato soup").selectOption("1");
    await dialog.getByLabel("Reason").selectOption("damaged");
    await dialog.getByLabel("Note (optional)").fill("Dented tin");
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Refund £1.89" }).click();
    await page.getByText("Refund of £1.89 recorded.").waitFor();
    await page.getByText("Refunded £1.89", { exact: true }).waitFor();
    await refund.click();
    await dialog.getByRole("button", { name: "An amount" }).click();
    await dialog.getByLabel("Amount to refund").fill("1,90");
    await dialog.getByText("At most £1.89 can be refunded.").waitFor();
    await dialog.getByLabel("Amount to refund").fill("0,50");
    await dialog.getByRole("button", { name: "Refund £0.50" }).click();
    const refunds = page.getByRole("region", { name: "Refunds" });
    await refunds.getByText("Goodwill").waitFor();
    await refunds.getByText(/Dented tin/).waitFor();
    await page.getByText("Refunded £2.39", { exact: true }).waitFor();
    const history = page.getByRole("region", { name: "History" });
    await history
      .getByText(/· operator/)
      .first()
      .waitFor();
    expect(shop.process.store.read("charge", visitId)).toMatchObject({ dueMinor: 139 });
    expect(await findBarriers(page)).toEqual([]);
  });

  it("are refunded by another amount where the first was refused", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-kim", { soup: 2 });
    const page = await open(shop, visitId);
    await page.getByRole("button", { name: "Refund", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Refund" });
    await dialog.getByRole("button", { name: "An amount" }).click();
    await dialog.getByLabel("Amount to refund").fill("3,00");
    const button = dialog.getByRole("button", { name: "Refund £3.00" });
    await expect.poll(() => button.isEnabled()).toBe(true);
    const { store, shop: services } = shop.process;
    const request = { refundId: "r1", kind: "amount", lines: [], amountMinor: 100 } as const;
    await store.transact((tx) =>
      refundReceipt(
        tx,
        services,
        visitId,
        { ...request, reason: "goodwill", note: "" },
        { id: "user-operator", isLimited: false },
      ),
    );
    await button.click();
    await dialog.getByText("More than can be refunded").waitFor();
    await dialog.getByLabel("Amount to refund").fill("2,00");
    await dialog.getByRole("button", { name: "Refund £2.00" }).click();
    await page.getByText("Refund of £2.00 recorded.").waitFor();
    expect(store.read("charge", visitId)).toMatchObject({ dueMinor: 78 });
  });

  it("are refunded by a clerk up to a limit, which the form checks first", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-lou", { soup: 11 });
    const page = await open(shop, visitId, "clerk");
    await page.getByRole("button", { name: "Refund", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Refund" });
    await dialog.getByRole("button", { name: "An amount" }).click();
    await dialog.getByLabel("Amount to refund").fill("20,01");
    await dialog
      .getByRole("alert")
      .getByText(/up to £20.00 of this receipt/)
      .waitFor();
    expect(await dialog.getByRole("button", { name: "Refund £20.01" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Amount to refund").fill("10,00");
    await dialog.getByRole("button", { name: "Refund £10.00" }).click();
    await page.getByText("Refund of £10.00 recorded.").waitFor();
  });

  it("are read with arrows and Enter, without a mouse", async () => {
    const page = await open(shop);
    await list(page).getByRole("link").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await list(page).locator("[aria-current=true]").waitFor();
    const second = list(page).getByRole("link").nth(1);
    expect(await second.getAttribute("aria-current")).toBe("true");
  });

  it("of a visit that goes on are not there yet", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-fay");
    const page = await open(shop, visitId);
    await page.getByText("This visit has no receipt yet").waitFor();
  });

  it("show reviewers no money, and nothing that they may not do", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-gus", { soup: 1 });
    const page = await open(shop, visitId, "reviewer");
    await page.getByText("1 × Tomato soup").waitFor();
    expect(await page.getByRole("region", { name: "Payment" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /Dispute T/ }).count()).toBe(0);
  });

  it("have no barriers, on phones and wide screens, by day and by night", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-hal", { soup: 2, water: 3 });
    const page = await open(shop, visitId);
    await page.getByRole("button", { name: "Dispute Tomato soup" }).click();
    await page.getByRole("button", { name: "Submit dispute" }).click();
    const isReady = (looked: Page) =>
      looked
        .getByRole("region", { name: "Payment" })
        .getByText("Refunded", { exact: true })
        .waitFor();
    const path = `/console/receipts?of=${visitId}`;
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
  });
});

describeScreens("receipts of things with very long names", () => {
  it("stay as narrow as the screen, and say the whole name when asked", async () => {
    const shop = await startShop({
      config: (config) => {
        const soup = config.catalogue!.get(SOUP)!;
        const catalogue = new Map(config.catalogue!).set(SOUP, { ...soup, name: LONG_NAME });
        return { ...config, catalogue };
      },
    });
    const visitId = await shop.people.shopFor("pm_sim_ok-ann", { soup: 1 });
    const isReady = (page: Page) => page.getByTitle(LONG_NAME, { exact: true }).waitFor();
    const path = `/console/receipts?of=${visitId}`;
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
});
