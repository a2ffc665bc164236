import { rmSync } from "node:fs";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { START_MS } from "@saunter/shop/domain/shop-fixture";
import { fitShop, writeCalibration } from "@saunter/shop/habits/shop-calibration";
import { openShopProcess } from "@saunter/shop/process/open-shop-process";
import type { StoredEvent } from "@saunter/shop/store/journal";
import { makeSampleConfig } from "@saunter/shop/testing/sample-config";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { expect, it, onTestFinished } from "vitest";
import { SIMULATOR } from "./simulator.ts";

/** A simulated shopper has left, and been concluded, by then. */
const STREAM_MS_MAX = 15 * 60_000;
const CONCLUDED = 4;

function makeFolder(): string {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The first shoppers that the engine concludes in a shop that starts on this folder. */
async function startAndConclude(dataFolder: string, startMs: number) {
  const config = {
    ...makeSampleConfig(dataFolder, 1),
    source: { kind: "simulated", scenario: "busy", seed: 1, speed: 1, shoppersAtOnce: null },
    floor: null,
  } as const;
  const errors: unknown[] = [];
  let nowMs = startMs;
  const opened = await openShopProcess({
    config,
    nowMs: () => nowMs,
    recordings: RECORDING_FOLDERS,
    simulator: SIMULATOR,
    capabilities: SHOP_CAPABILITIES,
    onError: (error) => void errors.push(error),
    onTrouble: (error) => void errors.push(error),
  });
  const stop = new AbortController();
  const concluded: Extract<StoredEvent["event"], { type: "CartConcluded" }>[] = [];
  opened.store.onCommitted((events) => {
    for (const { event } of events) {
      if (event.type === "CartConcluded" && event.lines.length > 0) concluded.push(event);
    }
  });
  const pace = async (timestampMs: number): Promise<void> => {
    nowMs = Math.max(nowMs, timestampMs);
    if (concluded.length >= CONCLUDED || nowMs - startMs > STREAM_MS_MAX) stop.abort();
  };
  await opened.runSensors({}, pace, stop.signal);
  await opened.close();
  expect(errors).toEqual([]);
  return concluded.slice(0, CONCLUDED);
}

it("the engine uses a shop's own calibration from the next start on", async () => {
  const [fresh, calibrated] = [makeFolder(), makeFolder()];
  // One in ten receipts was right, though the engine was 99 % sure of each.
  const outcomes = Array.from({ length: 100 }, (_, at) => ({
    probability: 0.99,
    exact: at % 10 === 0,
  }));
  const table = fitShop(outcomes);
  writeCalibration(calibrated, table);
  const before = await startAndConclude(fresh, START_MS);
  const after = await startAndConclude(calibrated, START_MS);
  expect(after.map(({ lines }) => lines)).toEqual(before.map(({ lines }) => lines));
  const sure = before.flatMap(({ probabilityExact }, at) => (probabilityExact > 0.95 ? [at] : []));
  expect(sure.length).toBeGreaterThan(0);
  // The engine's own table has no such value.
  for (const at of sure) expect(after[at]!.probabilityExact).toBe(table.values.at(-1));
  expect(before.map(({ probabilityExact }) => probabilityExact)).not.toContain(table.values.at(-1));
});
