/** A receipt with goods by weight: on its own page, and on the console's. */
import { SMART_CARTS_CONFIG } from "@saunter/shop/http/shop-config-fixture";
import { makeTrip, makeTripChange, makeTripLine } from "@saunter/shop/http/trip-fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { openPhone } from "./shopper-fixture.ts";

const BANANAS = "2004011000002";

describeScreens("goods by weight", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        catalogue: new Map([
          ...config.catalogue!,
          [
            BANANAS,
            {
              ...{ gtin: BANANAS, name: "Bananas", priceOf: "kilogram", taxCategory: "zero" },
              prices: [{ amountMinor: 279 }],
            } as const,
          ],
        ]),
        smartCarts: SMART_CARTS_CONFIG,
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  /** A final receipt of two weighings. */
  const buy = async (tripId: string): Promise<{ visitId: string; token: string }> => {
    const weightsG = [845, 300];
    const lines = weightsG.map((weightG, at) =>
      makeTripLine(BANANAS, { lineId: `line-${weightG}`, weightG, scannedMs: 5000 * at }),
    );
    const changes = weightsG.map((weightG, at) =>
      makeTripChange(weightG, { settledMs: 5000 * at + 3000 }),
    );
    const answer = await fetch(`${shop.url}/v1/carts/cart/trips/${tripId}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${shop.keys.cart}`, "content-type": "application/json" },
      body: JSON.stringify(makeTrip({ lines, changes, status: "ended" })),
    });
    const { visitId } = await answer.json();
    const receipt = shop.process.store.read("receipt", visitId);
    if (receipt.status === "none") throw new Error("there is no receipt");
    return { visitId, token: receipt.lookupToken };
  };

  it("are on the receipt with their net weight, and a weight that is too high is disputed", async () => {
    const { token } = await buy("t1");
    const { page } = await openPhone(shop, { path: `/shop/r/${token}` });
    await page.getByText("0.845 kg net × £2.79 per kg").waitFor();
    await page.getByText("0.300 kg net × £2.79 per kg").waitFor();
    await page.getByRole("button", { name: "What is wrong with Bananas?" }).last().click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Wrong quantity" }).count()).toBe(0);
    await dialog.getByRole("button", { name: "Wrong weight" }).click();
    const weight = dialog.getByLabel("Weight you took, kg");
    await weight.fill("0.9");
    expect(await dialog.getByRole("button", { name: "Confirm" }).isDisabled()).toBe(true);
    await weight.fill("0,45");
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Bananas weighed 0.450 kg").waitFor();
    await page.getByText("0.450 kg net × £2.79 per kg").waitFor();
    await expect.poll(() => page.locator(".total").textContent()).toBe("£2.10");
  });

  it("are disputed for a shopper by their weight", async () => {
    const { visitId } = await buy("t2");
    const page = await openPage(shop, { as: "operator", path: `/console/receipts?of=${visitId}` });
    await page.getByText("0.845 kg net × £2.79 per kg").waitFor();
    await page.getByRole("button", { name: "Dispute Bananas" }).last().click();
    await page.getByRole("button", { name: "Wrong weight" }).click();
    await page.getByLabel("Net weight, kg").fill("0.800");
    await page.getByRole("button", { name: "Submit dispute" }).click();
    await page.getByText("took 0.800 kg").waitFor();
    await page.getByText("0.800 kg net × £2.79 per kg").waitFor();
  });
});
