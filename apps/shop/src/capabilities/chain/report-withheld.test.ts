import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, expect, it } from "vitest";
import { listOpenAlerts } from "../../domain/alerts.ts";
import { SHOP_PROJECTIONS } from "../../projections/shop-projections.ts";
import { openTestStore } from "../../store/store-fixture.ts";
import { reportWithheld } from "./report-withheld.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

it("raises an alert each while the chain is silent or something of it is missing", async () => {
  const store = openTestStore(folders.make(), { projections: SHOP_PROJECTIONS });
  const watch = async (silentMs: number, behindMs: number): Promise<string[]> => {
    const report = () => ({ silentMs, behindMs });
    await store.transact((tx) => reportWithheld(tx, { report }, "the hub is away"));
    return (["chain-silent", "chain-behind"] as const).flatMap((key) => listOpenAlerts(store, key));
  };
  expect(await watch(0, 0)).toEqual([]);
  expect(await watch(61_000, 0)).toEqual(["chain-silent"]);
  expect(await watch(66_000, 61_000)).toEqual(["chain-silent", "chain-behind"]);
  expect(await watch(0, 66_000)).toEqual(["chain-behind"]);
  expect(await watch(0, 0)).toEqual([]);
  await store.close();
});
