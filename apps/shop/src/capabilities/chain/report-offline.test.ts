import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, expect, it } from "vitest";
import { OFFLINE_MS, RETRY_MS_MAX } from "../../chain/chain-limits.ts";
import { CHAIN_SCHEMA, createUpSender } from "../../chain/send-up.ts";
import { listOpenAlerts } from "../../domain/alerts.ts";
import { SHOP_PROJECTIONS } from "../../projections/shop-projections.ts";
import { appendPicks, openTestStore } from "../../store/store-fixture.ts";
import { reportOffline } from "./report-offline.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

it("a chain that cannot be reached raises one alert after some minutes, which clears when it is back", async () => {
  const projections = SHOP_PROJECTIONS;
  const store = openTestStore(folders.make(), { schema: CHAIN_SCHEMA, projections });
  const state = { nowMs: 0, isAway: true };
  const sender = createUpSender({
    ...{ store, shopId: "north", nowMs: () => state.nowMs, random: () => 0 },
    line: {
      sendRow: async () => {
        if (state.isAway) throw new Error("the hub is away");
      },
    },
  });
  const watch = async (): Promise<string[]> => {
    await sender.sendDue();
    await store.transact((tx) => reportOffline(tx, sender.report(), state.nowMs));
    return listOpenAlerts(store, "chain-offline");
  };
  await appendPicks(store, 3);
  expect(await watch()).toEqual([]);
  state.nowMs = OFFLINE_MS - 1;
  expect(await watch()).toEqual([]);
  state.nowMs = OFFLINE_MS;
  expect(await watch()).toEqual(["chain-offline"]);
  state.nowMs += OFFLINE_MS;
  expect(await watch()).toEqual(["chain-offline"]);
  const raised = store.readFrom(1, 100).filter(({ event }) => event.type === "AlertRaised");
  expect(raised.map(({ event }) => event)).toEqual([
    expect.objectContaining({
      message:
        "the chain cannot be reached (the hub is away): 3 events wait for it, and the shop sells on",
    }),
  ]);
  state.isAway = false;
  state.nowMs += RETRY_MS_MAX * 2;
  expect(await watch()).toEqual([]);
  await store.close();
});
