/** One shopper's whole way on a phone: from a stranger to a refund; the process is started again in between. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, startShop, type TestShop } from "./screens-fixture.ts";
import { openPhone, type Phone } from "./shopper-fixture.ts";

/** Taps on the page since then; a page that is reloaded has not counted. */
const COUNT_TAPS = `{
  window.taps = 0;
  addEventListener("pointerdown", () => window.taps++, true);
}`;

describeScreens("a shopper with a phone", () => {
  let shop: TestShop;
  let phone: Phone;
  let visitId = "";
  beforeAll(async () => {
    shop = await startShop();
    phone = await openPhone(shop);
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const see = (text: string | RegExp) => phone.page.getByText(text).first().waitFor();
  const press = (name: string | RegExp) => phone.page.getByRole("button", { name }).first().click();
  const totalOf = () => phone.page.locator(".total").textContent();

  it("reads what is held and recorded before anything else", async () => {
    await see("We hold £20.00 on your card when you come in");
    // Screen readers say the amount once.
    const announced = await phone.page.locator(".hold").ariaSnapshot();
    expect(announced.split("£20.00")).toHaveLength(2);
    await see(/release what you do not spend/);
    await see(/We never measure or store faces/);
  });

  it("sets up a card and a passkey in two taps", async () => {
    const { page } = phone;
    await page.getByRole("heading", { name: "Set up in two taps" }).waitFor();
    await see("Never enter a real card here.");
    await page.evaluate(COUNT_TAPS);
    await press("Save this card");
    await press("Create a passkey");
    await page.getByLabel("Your code for the gate").waitFor();
    expect(await page.evaluate("window.taps")).toBe(2);
  });

  it("comes back with the passkey alone", async () => {
    const { page } = phone;
    await page.getByRole("link", { name: "You" }).click();
    await press("Sign out");
    await press("I have a passkey");
    await page.getByLabel("Your code for the gate").waitFor();
  });

  it("comes in by the passkey, having scanned the gate's display", async () => {
    const { page } = phone;
    const watch = await fetch(`${shop.url}/v1/gates/gate-in/watch`, {
      headers: { authorization: `Bearer ${shop.keys.device}` },
    });
    const { inviteUrl } = await watch.json();
    await page.goto(inviteUrl);
    await see("You are at the gate");
    await press("Come in with your passkey");
    await page.waitForURL("**/shop/visits/*");
    visitId = new URL(page.url()).pathname.split("/").at(-1)!;
    const visit = shop.process.store.read("visit", visitId);
    expect(visit).toMatchObject({ status: "open", method: "passkey", partySize: 1 });
    await see("Nothing yet");
  });

  it("sees the cart grow, and the total with it", async () => {
    await shop.people.comeIn();
    await shop.people.take(visitId, "soup", { quantity: 2 });
    await see("Tomato soup");
    await expect.poll(() => totalOf()).toBe("£3.78");
    await shop.people.take(visitId, "water", { quantity: 3 });
    // Three waters are an offer.
    await see("3 waters for £2.50");
    await expect.poll(() => totalOf()).toBe("£6.28");
    await shop.people.take(visitId, "coffee");
    await see("Ground coffee");
    await expect.poll(() => totalOf()).toBe("£10.78");
  });

  it("has a draft on leaving and then the final receipt, and loads nothing for it", async () => {
    const { page } = phone;
    await page.evaluate("window.isSame = true");
    await shop.people.leave(visitId);
    await see("This receipt is final in a few seconds");
    await shop.people.conclude(visitId);
    await page.locator(".hero").getByText("Final").waitFor();
    await expect.poll(() => totalOf()).toBe("£10.78");
    await see("Paid: card ending 4242");
    expect(await page.evaluate("window.isSame")).toBe(true);
  });

  it("says that a line is wrong in two taps, and gets the money back", async () => {
    const { page } = phone;
    // Meanwhile the process has ended, and is there again; the page goes on by itself.
    await shop.restart();
    await press("What is wrong with Ground coffee?");
    await press("I did not take this");
    await see("Accepted. We refund you £4.50.");
    await see("You did not take Ground coffee");
    await see("Refunded: card ending 4242");
    await expect.poll(() => totalOf()).toBe("£6.28");
    await expect.poll(() => page.locator(".hero").textContent()).toContain("Corrected");
  });

  it("finds the receipt again, and by its link without being signed in", async () => {
    const { page } = phone;
    await page.getByRole("link", { name: "Receipts" }).click();
    await page.locator(".visits").getByText("Corrected").waitFor();
    await page.locator(".visits a").first().click();
    await see("Refunded: card ending 4242");
    const receipt = shop.process.store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("there is no receipt");
    const stranger = await openPhone(shop, { path: `/shop/r/${receipt.lookupToken}` });
    await stranger.page.getByText("Tomato soup").first().waitFor();
    await expect.poll(() => stranger.page.locator(".total").textContent()).toBe("£6.28");
    expect(await stranger.page.getByRole("navigation").count()).toBe(0);
  });

  it("deletes everything, and is a stranger", async () => {
    const { page } = phone;
    await page.getByRole("link", { name: "You" }).click();
    await press("Delete everything about me");
    await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
    await see("Walk in.");
    await expect.poll(() => page.locator(".connection").count()).toBe(0);
    await press("I have a passkey");
    await see("This passkey was not accepted");
  });
});
