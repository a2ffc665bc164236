/** For tests: a folder on which a shop's process is opened and opened again, and what is in its tables. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { onTestFinished } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { createStockWatches } from "../capabilities/goods/goods.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { START_MS } from "../domain/shop-fixture.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import type { Simulator } from "./capability.ts";
import { openShopProcess, type ShopProcessOptions } from "./open-shop-process.ts";
import type { ShopProcess } from "./shop-process.ts";
import { createTestSimulator } from "./simulator-fixture.ts";

export interface Place {
  readonly folder: string;
  readonly config: ShopConfig;
  readonly clock: { nowMs: number };
  readonly errors: unknown[];
  readonly troubles: string[];
  open(more?: Partial<ShopConfig>, time?: Partial<ShopProcessOptions>): Promise<ShopProcess>;
}

export function openPlace(simulator: Simulator = createTestSimulator()): Place {
  const root = makeScratchFolder();
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "data");
  const sample = makeSampleConfig(folder, 1);
  const config: ShopConfig = {
    ...sample,
    source: {
      ...sample.source,
      scenario: "busy",
      kind: "simulated",
      seed: 1,
      shoppersAtOnce: null,
    },
    floor: null,
    entry: { ...sample.entry, bindWithinMs: 20_000 },
    policies: { ...sample.policies, finalWithinMs: 5000 },
  } as ShopConfig;
  const clock = { nowMs: START_MS };
  const errors: unknown[] = [];
  const troubles: string[] = [];
  return {
    folder,
    config,
    clock,
    errors,
    troubles,
    open: async (more = {}, time = {}) => {
      const opened = await openShopProcess({
        config: { ...config, ...more },
        nowMs: () => clock.nowMs,
        recordings: RECORDING_FOLDERS,
        simulator,
        capabilities: SHOP_CAPABILITIES,
        onError: (error) => void errors.push(error),
        onTrouble: (_error, { what }) => void troubles.push(what),
        ...time,
      });
      opened.addWatches(createStockWatches(opened));
      onTestFinished(opened.close);
      return opened;
    },
  };
}

export const count = ({ store }: ShopProcess, sql: string): number =>
  store.db.prepare(`SELECT count(*) AS n FROM ${sql}`).get()?.n as number;

export const listAlerts = ({ store }: ShopProcess): string[] =>
  store.db
    .prepare("SELECT alert_key FROM alerts WHERE cleared_ms IS NULL ORDER BY alert_key")
    .all()
    .map((row) => row.alert_key as string);
