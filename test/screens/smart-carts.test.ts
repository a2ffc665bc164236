/** Smart carts in the console: who needs help, what to check and why, and one trip. */

import type { Trip } from "@saunter/protocol/smart-cart/trip";
import { makeTrip, makeTripLine } from "@saunter/shop/http/trip-fixture";
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
          lanes: [{ id: "lane-1", name: "Lane 1", zone: null }],
          ...{ variableCodes: [], silentMin: 3, abandonedMin: 20 },
          ...{ glanceFrom: 0.05, weighFrom: 0.4, spotCheckShare: 0 },
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
    await cardOf(page).getByText("needs help", { exact: true }).waitFor();
    await cardOf(page).getByText("2 items").waitFor();
    await cardOf(page).getByText("62 %", { exact: true }).waitFor();
    await page.getByRole("img", { name: "cart at 2.0, 3.0 m" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await isTooWide(page)).toBe(false);
    await cardOf(page).getByRole("button", { name: "I am coming" }).click();
    await cardOf(page).getByText("shopping", { exact: true }).waitFor();
    expect((await send("t1", state)).messages).toMatchObject([{ text: "I am on my way." }]);
  });

  it("show what to glance at and why, and two taps let the cart through", async () => {
    const lines = [makeTripLine(listGtins()[0]!), makeTripLine(listGtins()[1]!, { removed: true })];
    const changes = [
      { settledMs: 1000, changeG: 412, levelG: 412, takenFor: "unscanned" as const, lineId: null },
    ];
    const certainty = { exact: 0.8, missing: 0.18, tooMuch: 0.01 };
    const state = { lines, changes, certainty, status: "at-lane" as const, laneId: "lane-1" };
    await send("t1", state);
    const page = await openPage(shop, { as: "operator", path: "/console/carts" });
    await cardOf(page).getByText("Lane 1").waitFor();
    await cardOf(page).getByText("goods may be missing on the bill").waitFor();
    await cardOf(page).getByRole("link", { name: "cart", exact: true }).click();
    await page.getByText("+412 g, not scanned").waitFor();
    await page.getByText("taken off the bill").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Bill is right" }).click();
    await page.getByText("ready to pay", { exact: true }).waitFor();
    expect((await send("t1", { ...state, status: "ended" })).status).toBe("ended");
    await page.getByText("paid", { exact: true }).waitFor();
  });
});
