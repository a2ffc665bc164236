import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, expect, it } from "vitest";
import { clearAlert, listOpenAlerts } from "../../domain/alerts.ts";
import { SHOP_PROJECTIONS } from "../../projections/shop-projections.ts";
import { openTestStore } from "../../store/store-fixture.ts";
import { createForgedReport } from "./report-forged.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

it("raises an alert for a message that the chain did not send, and another for the next one", async () => {
  const store = openTestStore(folders.make(), { projections: SHOP_PROJECTIONS });
  const state = { count: 0 };
  const report = createForgedReport({
    forged: () => (state.count === 0 ? null : { ...state, fault: "it is not signed" }),
  });
  const watch = async (): Promise<string[]> => {
    await store.transact(report);
    return listOpenAlerts(store, "chain-forged");
  };
  expect(await watch()).toEqual([]);
  state.count++;
  expect(await watch()).toEqual(["chain-forged"]);
  await store.transact((tx) => clearAlert(tx, "chain-forged", "ann"));
  expect(await watch()).toEqual([]);
  state.count++;
  expect(await watch()).toEqual(["chain-forged"]);
  await store.close();
});
