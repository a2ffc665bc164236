/** The whole process with a busy simulated shop, for killing it and for measuring it. */

import { setTimeout as wait } from "node:timers/promises";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { createStockWatches } from "@saunter/shop/capabilities/goods/goods";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { listEntryGates } from "@saunter/shop/domain/shop-settings";
import { openShopProcess } from "@saunter/shop/process/open-shop-process";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { makeSampleConfig } from "@saunter/shop/testing/sample-config";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { type Arrivals, createArrivals } from "../simulator/arrivals.ts";
import { isSimulated } from "../simulator/simulated-source.ts";
import { SIMULATOR } from "../simulator/simulator.ts";

function fail(error: unknown): never {
  throw error;
}

/** Opens the process on a folder; nobody comes in yet. */
export async function openBusyShop(
  folder: string,
  seed: number,
  nowMs: () => number = Date.now,
  scenario: ScenarioName = "rush",
): Promise<ShopProcess> {
  const process = await openShopProcess({
    config: makeSampleConfig(folder, seed, scenario),
    nowMs,
    simulator: SIMULATOR,
    recordings: RECORDING_FOLDERS,
    capabilities: SHOP_CAPABILITIES,
    onError: fail,
    onTrouble: fail,
  });
  process.addWatches(createStockWatches(process));
  return process;
}

/** Everybody whom the simulation sends shows a card. */
export function admitPeople({ shop, runner, source }: ShopProcess, seed: number): Arrivals {
  const arrivals = createArrivals({
    shop,
    runner,
    seed,
    entryService: { findCustomerCard: () => null, news: createGateNewsBoard() },
    gateId: listEntryGates(shop.settings)[0]!,
    customerIds: [],
    sleep: (delayMs) => wait(delayMs),
    onRefused: () => {},
    onError: fail,
  });
  if (isSimulated(source)) source.onParty((ids) => arrivals.comeIn(ids.length));
  return arrivals;
}
