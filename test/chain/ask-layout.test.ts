/** A real shop's layout, over a real hub, becomes a task that workers can take. */

import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { putVersion } from "@saunter/chain/down/versions";
import { takeForecast } from "@saunter/chain/forecasts/forecast-queue";
import { FORECAST_SETTINGS } from "@saunter/chain/forecasts/forecast-settings";
import { prepareForecasts } from "@saunter/chain/forecasts/prepare-forecasts";
import { createAskShop } from "@saunter/chain/hub/ask-shop";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DownShop, openDownShop, SCALES, SOUP } from "./down-fixture.ts";

const folders = createScratchFolders();
const clock = { nowMs: 1_772_442_000_000 };
let chain: TestChain;
let shop: DownShop;
beforeAll(async () => {
  chain = await startChain(["north", "south"]);
  shop = openDownShop({ chain, shopId: "north", folder: folders.make(), clock });
});
afterAll(async () => {
  await shop.close();
  await chain.close();
  folders.remove();
});

it("a shop that is there is forecast, and one that is away is waited for", async () => {
  const { db } = chain;
  await putVersion(
    db,
    {
      ...{ kind: "planogram", target: { layer: "shared" }, content: { items: { "1/1/1": SOUP } } },
      ...{ effectiveMs: clock.nowMs, by: "ann", note: "" },
      rollOut: { rollOutId: "r", canaryShopIds: [], steps: [{ share: 1, waitMs: 0 }] },
    },
    clock.nowMs,
  );
  const ask = createAskShop(chain.connection, chain.signing);
  const prepare = { db, ask, settings: FORECAST_SETTINGS, nowMs: () => clock.nowMs };
  await expect
    .poll(async () => {
      await prepareForecasts(prepare);
      const rows = db.selectFrom("forecasts").select(["shop_id", "state", "reason"]);
      return rows.orderBy("shop_id").execute();
    })
    .toEqual([
      { shop_id: "north", state: "queued", reason: null },
      { shop_id: "south", state: "waiting", reason: "the shop does not answer" },
    ]);
  const { task, shopId } = (await takeForecast(db, "w", 1000))!;
  expect(shopId).toBe("north");
  expect(task.after).toEqual({ "1/1/1": SOUP });
  expect(task.layout.facings).toEqual(
    shop.goods
      .current()
      .model.facings.map(({ gondola, shelf, plates, barcode }) =>
        expect.objectContaining({ gondola, shelf, plates, gtin: barcode }),
      ),
  );
  expect(task.layout.scales).toEqual(SCALES);
  expect(task.layout.products.map(({ gtin }) => gtin)).toContain("5000001000028");
});
