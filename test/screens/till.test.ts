import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** More than the card pays: 20.00 is held, the rest is declined. */
const owe = (shop: TestShop, name: string): Promise<string> =>
  shop.people.shopFor(`pm_sim_funds_2000-${name}`, { coffee: 9 });

/** Somebody comes in for cash, as the till admits them, and leaves with soup. */
async function shopForCash(shop: TestShop): Promise<string> {
  const page = await openTill(shop);
  await page.getByRole("button", { name: "Open the gate for cash" }).click();
  await page.getByRole("button", { name: "Open the gate", exact: true }).click();
  await page.getByText("The gate is open").waitFor();
  await shop.people.comeIn();
  const row = page.getByRole("link", { name: /Cash.*entered/s }).first();
  const visitId = new URL((await row.getAttribute("href"))!, shop.url).searchParams.get("of")!;
  await shop.people.take(visitId, "soup", { quantity: 2 });
  await shop.people.leave(visitId);
  await shop.people.conclude(visitId);
  await page.context().close();
  return visitId;
}

function openTill(shop: TestShop, of: string | null = null): Promise<Page> {
  const path = of === null ? "/console/till" : `/console/till?of=${of}`;
  return openPage(shop, { as: "operator", path });
}

const money = (page: Page) => page.getByRole("region", { name: "Payment" });

describeScreens("the till", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        policies: { ...config.policies, cashFloat: { lowMinor: 5000, highMinor: 20_000 } },
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const read = (visitId: string) => shop.process.store.read("charge", visitId);

  it("says what would be there where nothing is to be settled", async () => {
    const page = await openTill(shop);
    await page.getByText("Nothing to settle").waitFor();
    await page.getByText("Choose a visit").waitFor();
  });

  it("finds a debt by the card's last digits, and settles it with cash by keyboard alone", async () => {
    const visitId = await owe(shop, "keys");
    const page = await openTill(shop);
    await page.getByRole("link", { name: /£20\.50/ }).waitFor();
    const keys = page.keyboard;
    await keys.press("/");
    await keys.type("4242");
    await page.getByRole("link", { name: /owed/ }).waitFor();
    await keys.press("Tab");
    await keys.press("Enter");
    await money(page).getByText("£40.50").first().waitFor();
    for (let tabs = 0; !(await isFocused(page, /^Take £20\.50 in cash$/)); tabs++) {
      expect(tabs).toBeLessThan(20);
      await keys.press("Tab");
    }
    await keys.press("Enter");
    await page.getByRole("dialog", { name: "Take cash" }).waitFor();
    await keys.type("50");
    await page.getByText("£29.50").waitFor();
    await keys.press("Tab");
    await keys.press("Enter");
    await money(page).getByText("settled", { exact: true }).waitFor();
    expect(read(visitId)).toMatchObject({ takenCashMinor: 2050, debt: null });
    await money(page)
      .getByText(/by operator/)
      .waitFor();
  });

  it("shows who is admitted for cash from then on, takes it, and gives it back", async () => {
    const visitId = await shopForCash(shop);
    const page = await openTill(shop, visitId);
    await page.getByRole("link", { name: /cash due/ }).waitFor();
    await money(page).getByRole("button", { name: "Take £3.78 in cash" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Cash received").fill("3");
    await dialog.getByText("This is less than the amount due.").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    expect(await dialog.getByRole("button", { name: "Confirm payment" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Cash received").fill("three");
    await dialog.getByText("Amount must be a number").waitFor();
    await dialog.getByLabel("Cash received").fill("");
    await dialog.getByRole("button", { name: "Confirm payment" }).click();
    await money(page).getByText("Paid in cash", { exact: true }).waitFor();
    const dispute = {
      kind: "wrong-count",
      lineId: "5000001000028",
      gtin: null,
      claimedQuantity: 1,
    };
    await page.evaluate(
      ([path, body]) =>
        fetch(path!, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "x-saunter-csrf": "1",
            "idempotency-key": crypto.randomUUID(),
          },
          body: body!,
        }).then(() => {}),
      [`/v1/receipts/${visitId}/disputes`, JSON.stringify(dispute)],
    );
    await money(page).getByRole("button", { name: "Refund £1.89 in cash" }).click();
    await page.getByRole("button", { name: "Confirm refund" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Confirm refund" }).click();
    await money(page).getByText("settled", { exact: true }).waitFor();
    expect(read(visitId)).toMatchObject({ takenCashMinor: 378, returnedCashMinor: 189 });
  });

  it("counts the drawer, takes cash to the bank, brings change, and shows who did what", async () => {
    const page = await openTill(shop);
    const drawer = page.getByRole("region", { name: "Cash drawer" });
    const dialog = page.getByRole("dialog");
    await drawer.getByText("not counted yet").waitFor();
    expect(await drawer.getByRole("button", { name: "Take to the bank" }).count()).toBe(0);
    await drawer.getByRole("button", { name: "Count", exact: true }).click();
    await dialog.getByLabel("Cash in the drawer").fill("many");
    await dialog.getByText("Amount must be a number").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByLabel("Cash in the drawer").fill("100,00");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("£100.00 counted.").waitFor();
    await drawer.getByText("£100.00", { exact: true }).waitFor();
    await drawer.getByRole("button", { name: "Take to the bank" }).click();
    await dialog.getByLabel("Amount").fill("100.01");
    await dialog.getByText("Only £100.00 should be there.").waitFor();
    const save = dialog.getByRole("button", { name: "Record what you took" });
    expect(await save.isDisabled()).toBe(true);
    await dialog.getByLabel("Amount").fill("60");
    await save.click();
    await drawer.getByText("too little change").waitFor();
    await shop.pass(10_000);
    const alerts = await openPage(shop, { as: "operator", path: "/console/health" });
    await alerts.getByText("£40.00 should be in the till’s drawer").waitFor();
    await drawer.getByRole("button", { name: "Add change" }).click();
    await dialog.getByLabel("Amount").fill("25");
    await dialog.getByRole("button", { name: "Record what you added" }).click();
    await drawer.getByText("£65.00", { exact: true }).waitFor();
    await drawer.getByText("too little change").waitFor({ state: "detached" });
    await shop.pass(10_000);
    await alerts.getByText("£40.00 should be in the till’s drawer").waitFor({ state: "detached" });
    await drawer.getByRole("button", { name: "Count", exact: true }).click();
    await dialog.getByLabel("Cash in the drawer").fill("64.50");
    await dialog.getByRole("button", { name: "Save the count" }).click();
    await page.getByText("£64.50 counted: £0.50 missing.").waitFor();
    await drawer.getByText(/by operator · £0\.50 missing/).waitFor();
    await drawer.getByRole("button", { name: "History" }).click();
    await dialog.getByRole("row", { name: /To the bank £60\.00 – operator/ }).waitFor();
    expect(await dialog.getByRole("row").count()).toBe(5);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("has the drawer counted by a clerk, who sees no visits and takes nothing to the bank", async () => {
    const page = await openPage(shop, { as: "clerk", path: "/console/till", width: 360 });
    const drawer = page.getByRole("region", { name: "Cash drawer" });
    await drawer.getByRole("button", { name: "Count", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Cash in the drawer").fill("200.01");
    await page.getByRole("button", { name: "Save the count" }).click();
    await drawer.getByText("more than should be kept here").waitFor();
    expect(await drawer.getByRole("button", { name: "Take to the bank" }).count()).toBe(0);
    expect(await page.getByRole("searchbox").count()).toBe(0);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await drawer.getByRole("button", { name: "History" }).click();
    await page
      .getByRole("dialog")
      .getByRole("row", { name: /Counted £200\.01/ })
      .waitFor();
  });

  it("speaks the language of whoever works there", async () => {
    for (const [language, title, count, typed, shown] of [
      ["de", "Kassenlade", "Zählen", "00,50", "1200,50"],
      // An Arabic keyboard types its own digits; amounts are shown in those of the page.
      ["ar", "درج النقود", "عدّ النقود", "٠٠٫٥٠", "1200.50"],
    ] as const) {
      const page = await openTill(shop);
      await page.evaluate(
        (chosen) => localStorage.setItem("saunter.console-language", chosen),
        language,
      );
      await page.reload();
      const drawer = page.getByRole("region", { name: title });
      await drawer.getByRole("button", { name: count, exact: true }).click();
      const amount = page.getByRole("dialog").getByRole("textbox").first();
      await amount.pressSequentially(typed);
      await amount.press("Home");
      await amount.pressSequentially(language === "ar" ? "١٢" : "12");
      expect(await amount.inputValue()).toBe(shown);
      expect(await findBarriersInThemes(page)).toEqual([]);
    }
  });

  it("lets somebody off only when it was asked once more", async () => {
    const visitId = await owe(shop, "let-off");
    const page = await openTill(shop, visitId);
    await money(page).getByRole("button", { name: "Waive", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(read(visitId).forgivenMinor).toBe(0);
    await money(page).getByRole("button", { name: "Waive", exact: true }).click();
    await page.getByRole("button", { name: "Waive the debt" }).click();
    await expect.poll(() => read(visitId)).toMatchObject({ forgivenMinor: 2050, debt: null });
    await money(page).getByText("Waived", { exact: true }).waitFor();
  });

  it("has a debt paid by a card that the terminal reads", async () => {
    const visitId = await owe(shop, "card");
    const page = await openTill(shop, visitId);
    await money(page).getByRole("button", { name: "Pay by card" }).click();
    await page.getByRole("button", { name: "Read a card" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Read a card" }).click();
    await page.getByRole("dialog").getByText("paid").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await money(page).getByText("settled", { exact: true }).waitFor();
    expect(read(visitId)).toMatchObject({ debt: null, takenCashMinor: 0 });
  });

  it("shows where a payment is confirmed, and takes nothing else until it is called off", async () => {
    const visitId = await owe(shop, "sca");
    const { shop: inside, runner } = shop.process;
    await payWith(shop, visitId, "pm_sim_sca-kiosk");
    const page = await openTill(shop, visitId);
    await page.getByRole("img", { name: /bank’s page/ }).waitFor();
    await page.getByRole("link", { name: /waiting for confirmation/ }).waitFor();
    const take = money(page).getByRole("button", { name: /in cash/ });
    expect(await take.isDisabled()).toBe(true);
    const link = page.getByRole("link", { name: "Open the bank’s page" });
    const bank = await link.getAttribute("href");
    expect(bank).toMatch(`${shop.url}/simulated-bank/`);
    await page.getByRole("button", { name: "Cancel payment" }).click();
    await page.getByRole("img", { name: /bank’s page/ }).waitFor({ state: "detached" });
    await runner.advance(visitId);
    expect(inside.store.read("charge", visitId).debt).toMatchObject({ amountMinor: 2050 });
    await expect.poll(() => take.isDisabled()).toBe(false);
  });

  it("finds nobody by what nobody has, and visits of nothing with what they cost", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-nothing", {});
    const page = await openTill(shop);
    await page.getByRole("searchbox", { name: "Find a visit" }).fill("9999");
    await page.getByText("No visit found").waitFor();
    await page.getByRole("searchbox", { name: "Find a visit" }).fill(visitId);
    const row = page.getByRole("link", { name: /£0\.00/ });
    await row.click();
    await page.getByText("No items.").waitFor();
    await page.getByRole("region", { name: "Receipt" }).getByText("£0.00").waitFor();
  });

  it("shows what happened before it could listen", async () => {
    const visitId = await owe(shop, "before");
    const page = await openTill(shop);
    const listening = Promise.withResolvers<void>();
    await page.route("**/v1/events", async (route) => {
      await listening.promise;
      await route.continue();
    });
    await page.reload();
    await page.locator(`a[href$="${visitId}"]`).waitFor();
    const missedId = await owe(shop, "missed");
    const missed = page.locator(`a[href$="${missedId}"]`);
    expect(await missed.count()).toBe(0);
    listening.resolve();
    await missed.waitFor();
  });

  it("shows older ones page by page", async () => {
    for (let at = 0; at < 52; at++) {
      await shop.process.store.transact((tx) => {
        const chargeId = `many-${at}`;
        const payer = { kind: "cash" } as const;
        tx.append("charge", chargeId, [{ type: "ChargeOpened", chargeId, payer, currency: "GBP" }]);
        tx.append("visit", chargeId, [
          {
            type: "VisitOpened",
            visitId: chargeId,
            payer,
            gateId: "side-door",
            method: "attendant",
            partySize: 1,
            isMember: false,
            currency: "GBP",
            holdMinor: 0,
            isHoldPending: false,
          },
        ]);
      });
    }
    const page = await openTill(shop);
    await page.getByRole("link", { name: /Cash/ }).nth(49).waitFor();
    const before = await page.getByRole("link", { name: /entered|left/ }).count();
    expect(before).toBe(50);
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByRole("link", { name: /Cash/ }).nth(51).waitFor();
  });

  it("has no barriers, on phones and wide screens, by day and by night", async () => {
    const visitId = await owe(shop, "looks");
    await payWith(shop, visitId, "pm_sim_sca-looks");
    const path = `/console/till?of=${visitId}`;
    const isReady = (page: Page) => page.getByRole("img", { name: /bank’s page/ }).waitFor();
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
  });

  it("says so where it is not somebody's to see", async () => {
    const page = await openPage(shop, { as: "reviewer", path: "/console/till" });
    await page.getByText("You do not have access to this page").waitFor();
    expect(await page.getByRole("link", { name: "Till" }).count()).toBe(0);
  });

  it("says that it is old while there is no connection, and goes on by itself", async () => {
    const visitId = await owe(shop, "lost");
    const page = await openTill(shop, visitId);
    await money(page).getByText("£20.50").first().waitFor();
    await shop.stop();
    await page.getByText(/^The shop cannot be reached. Last updated/).waitFor();
    await money(page).getByRole("button", { name: "Waive", exact: true }).click();
    await page.getByRole("button", { name: "Waive the debt" }).click();
    await page.getByRole("alert").getByText("The shop cannot be reached").waitFor();
    await shop.restart();
    await page.getByText("The shop cannot be reached: what you see").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Waive the debt" }).click();
    await money(page).getByText("Waived", { exact: true }).waitFor();
  });
});

async function payWith(shop: TestShop, chargeId: string, token: string): Promise<void> {
  const answer = await fetch(`${shop.url}/v1/charges/${chargeId}/pay`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${shop.keys.device}`,
      "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify({ token, lastFour: "1111" }),
  });
  expect(answer.status).toBe(202);
}

/** Whether a button of this name has the focus. */
async function isFocused(page: Page, name: RegExp): Promise<boolean> {
  const text = await page.evaluate("document.activeElement?.textContent?.trim() ?? ''");
  return name.test(text as string);
}
