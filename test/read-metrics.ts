/** The metrics that a shop and a chain export, without either running. */
import { createChainMetrics } from "@saunter/chain/http/metrics";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { createShopMetrics } from "@saunter/shop/http/metrics";
import { listTables } from "@saunter/shop/process/capability";
import { openTestStore } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly labelNames: readonly string[];
}

export interface Metrics {
  readonly shop: readonly Metric[];
  readonly chain: readonly Metric[];
}

/** Nothing is collected, so no source of a value is called. */
const never = (): never => {
  throw new Error("metrics are only listed");
};

export async function readMetrics(): Promise<Metrics> {
  const folders = createScratchFolders();
  const store = openTestStore(folders.make(), listTables(SHOP_CAPABILITIES));
  const ofShop = createShopMetrics(() => 0);
  ofShop.watchShop(store, { silentSinceMs: never }, never);
  ofShop.watchCameras({ list: never } as never, never);
  ofShop.watchDevices({ report: never }, never);
  ofShop.watchSensors(never, never);
  ofShop.watchChain(never, never);
  const ofChain = createChainMetrics({
    ...{ db: {} as never, nowMs: never, findBackupAgeMs: never },
    taking: { taken: never, hubSilentSinceMs: never },
  });
  const metrics: Metrics = {
    shop: ofShop.registry.getMetricsAsArray() as never,
    chain: ofChain.registry.getMetricsAsArray() as never,
  };
  ofShop.close();
  ofChain.close();
  await store.close();
  folders.remove();
  return metrics;
}
