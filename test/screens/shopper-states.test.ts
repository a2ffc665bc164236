/** The phone pages where things are not as one would like them. */

import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { disputeLine } from "@saunter/shop/domain/dispute-service";
import { changeCustomer } from "@saunter/shop/people/customers";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, isTooWide, startShop, type TestShop } from "./screens-fixture.ts";
import { GOODS } from "./scripted-people.ts";
import { openPhone, readCode, signUp } from "./shopper-fixture.ts";

const SLOT_MS = 15_000;
const OLD = /No connection. Last updated/;
const LONG_NAME = "Hand-picked organic ".repeat(10).slice(0, 200);

type Catalogue = NonNullable<ShopConfig["catalogue"]>;

/** Nobody takes mail there: what is asked for waits in the outbox. */
const MAIL: ShopConfig["mail"] = {
  from: "shop@shop.example",
  host: "127.0.0.1",
  port: 9,
  security: "none",
  login: null,
};

function withLongName(catalogue: Catalogue): Catalogue {
  const { gtin } = GOODS.biscuits;
  return new Map(catalogue).set(gtin, { ...catalogue.get(gtin)!, name: LONG_NAME });
}

const code = (page: Page) => page.getByLabel("Your code for the gate");
const drawn = (page: Page) => code(page).locator("path").getAttribute("d");

describeScreens("a phone without a network", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("opens the page, makes codes by itself, and they open the gate", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    await page.reload();
    await code(page).waitFor();
    // All that the page needs is kept by now.
    await page.evaluate("navigator.serviceWorker.ready");
    await phone.setOffline(true);
    await page.reload();
    await code(page).waitFor();
    await page.getByText("No connection").first().waitFor();
    const first = await drawn(page);
    await page.getByRole("button", { name: "One more" }).click();
    await page.getByText("2 people").waitFor();
    await expect.poll(() => drawn(page)).not.toBe(first);
    const entry = await showAtGate(shop, page);
    expect(entry).toMatchObject({ payer: { kind: "customer", customerId }, partySize: 2 });
  });

  it("revokes the codes of lost phones: those that were made before open nothing, the next one does", async () => {
    // Whoever came in the test before is not waited for at the gate any more.
    await shop.pass(30_000);
    const phone = await openPhone(shop);
    const { page } = phone;
    await signUp(phone, shop);
    await page.reload();
    await code(page).waitFor();
    await page.evaluate("navigator.serviceWorker.ready");
    await page.reload();
    const before = await readCode(code(page));
    await page.getByRole("link", { name: "You" }).click();
    await page.getByRole("button", { name: "Sign my other devices out" }).click();
    await page.getByText("Your other devices are signed out.").waitFor();
    await expect(askGate(shop, before)).rejects.toThrow("entry-code-expired");
    await page.goto(`${shop.url}/shop/code`);
    await code(page).waitFor();
    expect(await showAtGate(shop, page)).toMatchObject({ status: "open" });
  });

  it("shows another code in each slot", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    await signUp(phone, shop);
    await page.clock.install();
    await page.reload();
    await code(page).waitFor();
    await phone.setOffline(true);
    const first = await drawn(page);
    await page.clock.runFor(SLOT_MS);
    await expect.poll(() => drawn(page)).not.toBe(first);
  });

  it("shows the last cart and receipt, and of when they are, until their owner signs out", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    await page.reload();
    await code(page).waitFor();
    await page.evaluate("navigator.serviceWorker.ready");
    await shop.pass(30_000);
    const visitId = await shop.people.enter({ kind: "customer", customerId });
    await shop.people.take(visitId, "soup");
    await page.getByText("Tomato soup").waitFor();
    await phone.setOffline(true);
    await page.getByText(OLD).waitFor();
    expect(await page.getByText("Live").count()).toBe(0);
    await page.goto(`${shop.url}/shop/`);
    await page.getByText("Tomato soup").waitFor();
    await page.getByText(OLD).waitFor();
    await page.getByRole("link", { name: "Show the code for the gate" }).click();
    await code(page).waitFor();
    await page.goBack();
    await page.getByText("Tomato soup").waitFor();
    await phone.setOffline(false);
    await page.getByText("Live").waitFor();
    await page.getByText("No connection").waitFor({ state: "detached" });
    await shop.people.leave(visitId);
    await shop.people.conclude(visitId);
    await page.locator(".hero").getByText("Final").waitFor();
    await page.getByRole("link", { name: "Receipts" }).click();
    await page.locator(".visits a").waitFor();
    await phone.setOffline(true);
    await page.reload();
    await page.locator(".visits a").click();
    await page.locator(".hero").getByText("Final").waitFor();
    await page.getByText(OLD).waitFor();
    await phone.setOffline(false);
    await page.getByText(OLD).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "You" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Walk in.").waitFor();
    await expect
      .poll(() => page.evaluate("Object.keys(localStorage).join()"))
      .not.toContain("kept");
  });

  it("says when what it shows of a cart is old, and that it is not any more", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    await page.reload();
    await code(page).waitFor();
    // Those of the tests before are not waited for at the gate any more.
    await shop.pass(30_000);
    const visitId = await shop.people.enter({ kind: "customer", customerId });
    await page.getByText("Nothing yet").waitFor();
    await shop.stop();
    await page.getByText(OLD).waitFor();
    await shop.restart();
    await shop.people.take(visitId, "soup");
    await page.getByText("Tomato soup").waitFor();
    expect(await page.getByText("No connection").count()).toBe(0);
  });
});

/** The gate's reader sees what the screen shows. */
async function showAtGate(shop: TestShop, page: Page): Promise<unknown> {
  return askGate(shop, await readCode(code(page)));
}

async function askGate(shop: TestShop, shown: string): Promise<unknown> {
  const answer = await fetch(`${shop.url}/v1/gates/gate-in/entries`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${shop.keys.gate}`,
      "content-type": "application/json",
      "idempotency-key": `gate-${Math.random()}`,
    },
    body: JSON.stringify({ method: "qr", shown }),
  });
  const { visitId, ...problem } = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(problem));
  return shop.process.store.read("visit", visitId);
}

describeScreens("a shopper who is not admitted", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("is reported on the phone why, and what to do", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    // The card was good when it was saved.
    const card = { token: "pm_sim_declined", lastFour: "0002" };
    await shop.process.store.transact((tx) => void changeCustomer(tx, customerId, { card }));
    await page.reload();
    await code(page).waitFor();
    await expect(showAtGate(shop, page)).rejects.toThrow("entry-hold-declined");
    const told = page.getByRole("alert");
    await told.getByText("Your bank declined the hold").waitFor();
    expect(await told.textContent()).toContain("Use another card or another entry method.");
  });

  it("with a card that its bank declines does not sign up, and takes another", async () => {
    const { page } = await openPhone(shop, { path: "/shop/join" });
    await page.getByText("Other cards").click();
    await page.getByRole("radio", { name: /declined/ }).check();
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByRole("alert").getByText("This card cannot be used").waitFor();
    await page.getByRole("radio", { name: /A card that works/ }).check();
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByText("Your passkey").waitFor();
  });

  it("by what is owed sees how much, and pays it with another card", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop, "pm_sim_funds_2000");
    const payer = { kind: "customer", customerId } as const;
    // More than what is held: the bank declines the rest.
    await shop.people.shopFor(payer, { coffee: 9 });
    // Whoever looks at their phone meanwhile is led to their cart, and to the receipt.
    await page.reload();
    await page.getByRole("link", { name: "Come in" }).click();
    await page.getByText("You still owe £20.50.").waitFor();
    await expect(showAtGate(shop, page)).rejects.toThrow("entry-barred-by-debt");
    await page.getByRole("button", { name: "See what is unpaid" }).click();
    await page.getByRole("button", { name: "Use another card" }).click();
    await page.getByRole("radio", { name: /A card that works/ }).check();
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByText("Paid: card ending 4242").first().waitFor();
    await page.getByRole("link", { name: "Come in" }).click();
    await code(page).waitFor();
    await page.getByText("You still owe").waitFor({ state: "detached" });
  });

  it("sees at once that the shop is closed", async () => {
    const phone = await openPhone(shop);
    await shop.process.store.transact((tx) => {
      const closed = {
        type: "GateModeSet",
        gateId: "gate-in",
        mode: "closed",
        by: "test",
      } as const;
      tx.append("shop", "gates", [closed]);
    });
    await phone.page.reload();
    await phone.page.getByText("The shop is closed right now.").waitFor();
  });
});

describeScreens("a receipt", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({ ...config, catalogue: withLongName(config.catalogue!), mail: MAIL }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("of nothing says that nothing is charged", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    await page.reload();
    await page.getByRole("link", { name: "Receipts" }).click();
    await page.getByText("No visits yet").waitFor();
    await shop.people.shopFor({ kind: "customer", customerId }, {});
    await page.locator(".visits a").first().click();
    await page.getByText("You took nothing").waitFor();
    await expect.poll(() => page.locator(".total").textContent()).toBe("£0.00");
  });

  it("that waits says why, and until when", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    const payer = { kind: "customer", customerId } as const;
    const visitId = await shop.people.shopFor(payer, { soup: { probability: 0.6 } });
    await page.goto(`${shop.url}/shop/visits/${visitId}`);
    await page.getByText(/checking this receipt, until \d\d:\d\d at the latest/).waitFor();
    await page.getByText("1 pick or put-back is unclear").waitFor();
    // Half an hour later nobody has looked: it is settled in the shopper's favour.
    await shop.pass(31 * 60_000);
    await page.locator(".hero").getByText("Final").waitFor();
  });

  it("with a name of 200 characters shows two lines of it, and all of it as title", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    const payer = { kind: "customer", customerId } as const;
    const visitId = await shop.people.shopFor(payer, { biscuits: 1 });
    await page.goto(`${shop.url}/shop/visits/${visitId}`);
    const name = page.locator(".line .name");
    await name.waitFor();
    expect(await name.getAttribute("title")).toBe(LONG_NAME);
    const { height } = (await name.boundingBox())!;
    expect(height).toBeLessThan(50);
    expect(await isTooWide(page)).toBe(false);
  });

  it("is said to lack something by the product's name", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    const payer = { kind: "customer", customerId } as const;
    const visitId = await shop.people.shopFor(payer, { soup: 1 });
    await page.goto(`${shop.url}/shop/visits/${visitId}`);
    await page.getByRole("button", { name: "Something is missing" }).click();
    await page.getByLabel("Product name").fill("crisp");
    await page.getByRole("radio", { name: "Crisps" }).check();
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("1 more: Crisps").waitFor();
    await page.getByText("in review").waitFor();
    await page.locator(".hero").getByText("Disputed").waitFor();
  });

  it("says what is refunded without a review, and who decides on the rest, and by when", async () => {
    const phone = await openPhone(shop);
    const { page } = phone;
    const { customerId } = await signUp(phone, shop);
    const payer = { kind: "customer", customerId } as const;
    const visitId = await shop.people.shopFor(payer, { coffee: 5 });
    await page.goto(`${shop.url}/shop/visits/${visitId}`);
    await page.getByText(/If no one reviews a dispute in time, we refund up to £20.00/).waitFor();
    const claim = { disputeId: "all-coffee", kind: "wrong-item", gtin: null } as const;
    await shop.process.store.transact((tx) =>
      disputeLine(tx, shop.process.shop, visitId, {
        ...claim,
        lineId: GOODS.coffee.gtin,
        claimedQuantity: 0,
      }),
    );
    await page.getByText("We are reviewing your dispute.").waitFor();
    // Nobody has looked: it is too much to be refunded without a person.
    await shop.pass(31 * 60_000);
    await page.getByText(/One of our staff has to decide on your dispute, by /).waitFor();
    expect(await isTooWide(page)).toBe(false);
  });

  it("is sent to an address by whoever has its link, by keyboard alone", async () => {
    const payer = { kind: "card", token: "pm_sim_ok", lastFour: "4242" } as const;
    const visitId = await shop.people.shopFor(payer, { soup: 1 });
    const { store } = shop.process;
    const receipt = store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("there is no receipt");
    const { page } = await openPhone(shop, { path: `/shop/r/${receipt.lookupToken}` });
    await page.getByRole("button", { name: "Send by e-mail" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Send to an e-mail address" }).waitFor();
    const field = page.getByLabel("E-mail address", { exact: true });
    await field.focus();
    await page.keyboard.press("Enter");
    await page.getByText("This is not an e-mail address").waitFor();
    await page.keyboard.type("eve@example");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("this e-mail address cannot receive mail").waitFor();
    expect(await isTooWide(page)).toBe(false);
    await page.keyboard.type(".com");
    await page.keyboard.press("Enter");
    await page.getByText("It is on its way to you.").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    const asked = store.db.prepare("SELECT visit_id, address, locale FROM asked_mails").all();
    expect(asked.map((row) => ({ ...row }))).toEqual([
      { visit_id: visitId, address: "eve@example.com", locale: "en-GB" },
    ]);
  });

  it("that nobody may see is not there", async () => {
    const phone = await openPhone(shop, { path: `/shop/r/${"x".repeat(32)}` });
    await phone.page.getByRole("alert").getByText("Page not found").waitFor();
  });
});
