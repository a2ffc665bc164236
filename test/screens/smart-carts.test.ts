/** Smart carts in the console: who needs help, what to check and why, and one trip. */

import type { Trip } from "@saunter/protocol/smart-cart/trip";
import { makeTrip, makeTripChange, makeTripLine } from "@saunter/shop/http/trip-fixture";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

describeScreens("smart carts", () => {
  let shop: TestShop;
  let sequence = 0;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        smartCarts: {
          lanes: [{ id: "lane-1", name: "Lane 1", zone: null, scaleErrorG: null }],
          ...{ variableCodes: [], silentMin: 3, abandonedMin: 20 },
          ...{ zone: null, emptyCartG: 20_000, glanceCostShare: 0.05, spotCheckShare: 0 },
        },
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const send = async (tripId: string, more: Partial<Trip>) => {
    const answer = await fetch(`${shop.url}/v1/carts/cart/trips/${tripId}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${shop.keys.cart}`, "content-type": "application/json" },
      body: JSON.stringify(makeTrip({ sequence: ++sequence, ...more })),
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const listGtins = (): string[] => [...shop.process.shop.settings.products.keys()];
  const cardOf = (page: Page) => page.getByRole("region", { name: "cart", exact: true });

  it("show who calls for help, and one tap answers on the cart's screen", async () => {
    const lines = [makeTripLine(listGtins()[0]!, { quantity: 2 })];
    const state = { lines, helpCalledMs: 0, position: { xM: 2, yM: 3 }, battery: 0.62 };
    await send("t1", state);
    const page = await openPage(shop, { as: "operator", path: "/console/carts" });
    await cardOf(page).getByText("Needs help", { exact: true }).waitFor();
    await cardOf(page).getByText("2 items").waitFor();
    await cardOf(page).getByText("62%", { exact: true }).waitFor();
    await page.getByRole("img", { name: "cart at 2.0, 3.0 m" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    // The menu is another one then.
    await expect.poll(() => isTooWide(page)).toBe(false);
    await cardOf(page).getByRole("button", { name: "I am coming" }).click();
    await cardOf(page).getByText("Shopping", { exact: true }).waitFor();
    expect((await send("t1", state)).messages).toMatchObject([{ text: "I am on my way." }]);
  });

  it("show what to glance at and why, and two taps let the cart through", async () => {
    const lines = [makeTripLine(listGtins()[0]!), makeTripLine(listGtins()[1]!, { removed: true })];
    const changes = [makeTripChange(412, { takenFor: "unscanned" })];
    const certainty = { exact: 0.8, missing: 0.18, tooMuch: 0.01 };
    const state = { lines, changes, certainty, status: "at-lane" as const, laneId: "lane-1" };
    await send("t1", state);
    const page = await openPage(shop, { as: "operator", path: "/console/carts" });
    await cardOf(page).getByText("Lane 1").waitFor();
    await cardOf(page).getByText("Goods may be missing on the bill").waitFor();
    await cardOf(page).getByRole("link", { name: "cart", exact: true }).click();
    await page.getByText("+412 g, not scanned").waitFor();
    await page.getByText("taken off the bill").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Bill is right" }).click();
    await page.getByText("Ready to pay", { exact: true }).waitFor();
    expect((await send("t1", { ...state, status: "ended" })).status).toBe("ended");
    await page.getByText("Paid", { exact: true }).waitFor();
  });

  it("say what to look for, and put on the bill what staff have found", async () => {
    const found = listGtins()[0]!;
    const name = shop.process.shop.settings.products.get(found)!.name;
    const changes = [makeTripChange(412, { settledMs: 5000 })];
    const state = { changes, sentMs: 90_000, status: "at-lane" as const };
    await send("t2", state);
    const page = await openPage(shop, { as: "operator", path: "/console/carts" });
    await cardOf(page).getByRole("list", { name: "Look for" }).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await cardOf(page).getByRole("button", { name: "Correct bill" }).click();
    await cardOf(page).getByRole("combobox", { name: "Product" }).fill(name);
    await page.getByRole("option").first().click();
    expect(await findBarriersInThemes(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await cardOf(page).getByRole("button", { name: "Add to bill" }).click();
    await cardOf(page).getByText("1 item").waitFor();
    const { bill } = await send("t2", { ...state, status: "ended" });
    expect(bill.lines).toMatchObject([{ gtin: found, quantity: 1 }]);
    await page.reload();
    const figures = page.getByRole("region", { name: "Checks" });
    await figures.getByText("1 of 2", { exact: true }).waitFor();
  });

  it("keep a cart that was left in sight, until staff say how they found it", async () => {
    const lines = [makeTripLine(listGtins()[0]!)];
    await send("t3", { lines });
    await send("t3", { lines, status: "abandoned" });
    const page = await openPage(shop, { as: "operator", path: "/console/carts" });
    await cardOf(page).getByText("Left", { exact: true }).waitFor();
    await cardOf(page).getByRole("button", { name: "Goods are back" }).click();
    await cardOf(page).getByText("Free", { exact: true }).waitFor();
  });

  it("show a reviewer what the scale saw, and what they take off is not charged", async () => {
    const lines = [makeTripLine(listGtins()[0]!), makeTripLine(listGtins()[1]!)];
    const changes = [makeTripChange(200, { settledMs: 5000, takenFor: "unclear" })];
    const questions = [
      { about: "not-in-cart", lineId: lines[1]!.lineId, weightG: 90, askedMs: 8000, answer: null },
    ] as const;
    const state = { lines, changes, questions: [...questions], sentMs: 90_000 };
    const { visitId } = await send("t4", { ...state, status: "ended" });
    const page = await openPage(shop, { as: "reviewer", path: "/console/review" });
    await page.getByText("+200 g, unclear").waitFor();
    await page.getByText("no answer yet").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.keyboard.press("2");
    await expect
      .poll(() => shop.process.store.read("review", `${visitId}:gap:cart:cart:t4`).status)
      .toBe("decided");
  });
});
