/** The process compares clocks where scales and people's positions are of now, and goes on with what was known before. */
import { join } from "node:path";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { expect, it } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import type { SensorsConfig } from "../config/sensors-config.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { OFFSET_EVERY_MS } from "../sensors/clock-watch.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { makeFolder } from "./camera-shop-fixture.ts";
import { openShopProcess } from "./open-shop-process.ts";
import { createTestSimulator } from "./simulator-fixture.ts";
import { MACHINE } from "./surroundings.ts";

const START_MS = 1_772_442_000_000;
const SENSORS: SensorsConfig = {
  kind: "sensors",
  cameras: null,
  mqtt: {
    prefix: "saunter",
    host: "127.0.0.1",
    port: 1883,
    broker: null,
    certificatesFolder: null,
  },
  devices: [],
};

async function open(source?: SensorsConfig) {
  const sample = makeSampleConfig(join(makeFolder(), "data"), 1);
  const shopModel = { facings: [], products: new Map() };
  const config: ShopConfig = source === undefined ? sample : { ...sample, shopModel, source };
  const opened = await openShopProcess({
    ...{
      config,
      simulator: createTestSimulator(),
      nowMs: () => START_MS,
      recordings: RECORDING_FOLDERS,
    },
    capabilities: SHOP_CAPABILITIES,
    surroundings: {
      ...MACHINE,
      createTransports: () => () => Promise.resolve({ close: () => Promise.resolve() }),
    },
    onError: (error) => expect.unreachable(String(error)),
    onTrouble: (error) => expect.unreachable(String(error)),
  });
  const run = async (): Promise<void> => {
    const ending = new AbortController();
    await opened.runSensors({ onEngine: () => ending.abort() }, () => {}, ending.signal);
  };
  return { opened, run };
}

it("begins with the offset that was known last", async () => {
  const { opened, run } = await open(SENSORS);
  expect(opened.clocks.read()).toBeNull();
  await run();
  expect(opened.clocks.read()).toMatchObject({ state: "unknown", appliedMs: 0 });
  await opened.store.transact((tx) => {
    const insert = tx.db.prepare("INSERT INTO clock_offsets VALUES (?, ?, ?, ?)");
    insert.run(START_MS - 2 * OFFSET_EVERY_MS, 100, 20, 0);
    insert.run(START_MS - OFFSET_EVERY_MS, 310, 20, 300);
  });
  await run();
  expect(opened.clocks.read()).toMatchObject({ state: "corrected", appliedMs: 300 });
  await opened.close();
});

it("compares nothing where there are no live scales", async () => {
  const { opened, run } = await open();
  await run();
  expect(opened.clocks.read()).toBeNull();
  await opened.close();
});
