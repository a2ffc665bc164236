/** An operator watches visits from entry to receipt: once with a mouse, once with the keyboard alone. */
import { makeFrame } from "@saunter/shop/live/floor-frames";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";
import { findShopper } from "./scripted-people.ts";

const TABS_MAX = 80;

describeScreens("an operator", () => {
  let shop: TestShop;
  let page: Page;
  beforeAll(async () => {
    shop = await startShop();
    page = await openPage(shop, { as: "operator", path: "/console/" });
    await page.getByText("The shop is empty").waitFor();
    // Nothing of what follows loads the page again.
    await page.evaluate("window.isSame = true");
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const see = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const receipt = () => page.getByRole("region", { name: "Receipt" });

  /** Cameras see somebody there. */
  const show = async (visitId: string, x: number): Promise<void> => {
    const shopperId = findShopper(shop.process.shop, visitId);
    await shop.pass(120);
    const frame = makeFrame({ shopperId, x, y: -1 });
    await shop.say([{ ...frame, timestampMs: shop.process.shop.nowMs() }]);
  };

  /** What has the focus, in words. */
  const readFocus = () =>
    page.evaluate<string>(
      "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
    );

  /** Goes on with Tab until something of that name has the focus. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let at = 0; at < TABS_MAX; at++) {
      await page.keyboard.press("Tab");
      if (name.test(await readFocus())) return;
    }
    throw new Error(`${name} is not reached with ${TABS_MAX} tabs`);
  };

  /** From the cart to the receipt that is paid, before whoever looks. */
  const watchToTheEnd = async (visitId: string): Promise<void> => {
    await see("1 inside");
    await shop.people.take(visitId, "soup", { quantity: 2 });
    await see("2 × Tomato soup taken by them");
    await shop.people.take(visitId, "milk", { probability: 0.995 });
    await page
      .getByRole("row", { name: /Milk.*1/s })
      .first()
      .waitFor();
    await shop.people.leave(visitId);
    await see("Receipt drafted");
    await shop.people.conclude(visitId);
    await see("Receipt final");
    await see("Charged from the hold");
  };

  it("clicks on a disc of the floor, and watches that visit to its receipt", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-ann");
    await show(visitId, 0.5);
    const row = page.getByRole("row", { name: /Visit of 1/ });
    await row.waitFor();
    await row.hover();
    const halo = page.locator(".floor-halo");
    await expect.poll(() => halo.isVisible()).toBe(true);
    const { x, y, width, height } = (await halo.boundingBox())!;
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.waitForURL(`**/console/visits/${visitId}`);
    await watchToTheEnd(visitId);
    await page.getByRole("link", { name: "Open receipt" }).click();
    await page.waitForURL(`**/console/receipts?of=${visitId}`);
    await receipt().getByRole("heading", { name: "Receipt no. 1" }).waitFor();
    await receipt().getByText("2 × Tomato soup").waitFor();
    await page.getByRole("link", { name: "Floor" }).click();
    await see("The shop is empty");
  });

  it("does it again with the keyboard alone", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-bob");
    await show(visitId, 0.8);
    await page.getByRole("row", { name: /Visit of/ }).waitFor();
    await tabTo(/^Visit of/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/console/visits/${visitId}`);
    await watchToTheEnd(visitId);
    await tabTo(/^Open receipt$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/console/receipts?of=${visitId}`);
    await receipt().getByRole("heading", { name: "Receipt no. 2" }).waitFor();
    await tabTo(/^Open visit$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/console/visits/${visitId}`);
    await see("Receipt final");
  });

  it("has had one page all the time", async () => {
    expect(await page.evaluate("window.isSame")).toBe(true);
  });
});
