/** The whole process with a busy simulated shop, for killing it and for measuring it. */

import { setTimeout as wait } from "node:timers/promises";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { listWaysIn } from "@saunter/shop/domain/shop-settings";
import { openShopProcess, type ShopProcess } from "@saunter/shop/process/shop-process";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { type Arrivals, createArrivals } from "../simulator/arrivals.ts";
import { isSimulated } from "../simulator/simulated-source.ts";
import { SIMULATOR } from "../simulator/simulator.ts";
import { makeCrashConfig } from "./crash-config.ts";

function fail(error: unknown): never {
  throw error;
}

/** Opens the process on a folder; nobody comes in yet. */
export function openBusyShop(
  folder: string,
  seed: number,
  nowMs: () => number = Date.now,
  scenario: ScenarioName = "rush",
): Promise<ShopProcess> {
  return openShopProcess({
    config: makeCrashConfig(folder, seed, scenario),
    ...{ nowMs, simulator: SIMULATOR },
    recordings: RECORDING_FOLDERS,
    schema: "",
    onError: fail,
    onTrouble: fail,
  });
}

/** Everybody whom the simulation sends shows a card. */
export function letPeopleIn({ shop, runner, source }: ShopProcess, seed: number): Arrivals {
  const arrivals = createArrivals({
    ...{ shop, runner, seed },
    entryService: { findCustomerCard: () => null, news: createGateNewsBoard() },
    gateId: listWaysIn(shop.settings)[0]!,
    customerIds: [],
    sleep: (delayMs) => wait(delayMs),
    onRefused: () => {},
    onError: fail,
  });
  if (isSimulated(source)) source.onParty((ids) => arrivals.comeIn(ids.length));
  return arrivals;
}
