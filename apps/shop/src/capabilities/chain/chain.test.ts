/** A whole process of a shop whose chain is away: what it has fetched before is put in force all the same. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { describe, expect, it, onTestFinished } from "vitest";
import { joinChain } from "../../chain/hub-line-fixture.ts";
import { hashContent, writeContent, writeManifest } from "../../chain/keep-contents.ts";
import { listVersions } from "../../chain/list-versions.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import type { ShopConfig } from "../../config/shop-config.ts";
import type { LoadGoods } from "../../goods/live-goods.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { createShopMetrics } from "../../http/metrics.ts";
import { shopByCard } from "../../http/scripted-visit-fixture.ts";
import { openCapabilities } from "../../process/open-capabilities.ts";
import { openShopProcess } from "../../process/open-shop-process.ts";
import { createTestSimulator } from "../../process/simulator-fixture.ts";
import { makeSampleConfig } from "../../testing/sample-config.ts";
import { makeScratchFolder } from "../../testing/scratch-folder.ts";
import { SHOP_CAPABILITIES } from "../capabilities.ts";
import { CHAIN, SENT_EVERY_MS } from "./chain.ts";

const NOBODY_THERE = "nats://127.0.0.1:9";
const START_MS = 1_772_442_000_000;
const MINUTE_MS = 60_000;

async function openShop(folder: string) {
  const config: ShopConfig = {
    // Between two shoppers nobody is there: then an engine may start again.
    ...makeSampleConfig(folder, 1, "quiet"),
    floor: null,
    chain: {
      server: NOBODY_THERE,
      shard: 0,
      credentials: null,
      hasReviewers: false,
      releaseKey: null,
    },
  };
  const loadGoods: LoadGoods = (_lists, policies) => ({
    ...{ ok: true, warnings: [] },
    config: { ...config, policies: { ...config.policies, ...policies } },
  });
  const clock = { nowMs: START_MS };
  const process = await openShopProcess({
    ...{ config, loadGoods, simulator: createTestSimulator(), nowMs: () => clock.nowMs },
    ...{ recordings: RECORDING_FOLDERS, capabilities: SHOP_CAPABILITIES },
    onError: (error) => expect.unreachable(String(error)),
    onTrouble: (error) => expect.unreachable(String(error)),
  });
  const metrics = createShopMetrics(() => 0);
  const opened = await openCapabilities([CHAIN], {
    ...{ process, metrics, findNotReady: () => null },
    onError: (error) => expect.unreachable(String(error)),
  });
  return {
    ...{ process, clock },
    close: async () => {
      opened.close();
      await opened.finish(true);
      await process.close();
      metrics.close();
    },
  };
}

it("what the chain has decided holds in a process: policies at once, the engine's parameters when it starts again", async () => {
  const root = makeScratchFolder();
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "data");
  const shop = await openShop(folder);
  const { process, clock } = shop;
  const contents = {
    policies: { reviewWithinMin: 45 },
    engine: { touches: { hazardHalfMs: 3000 } },
  };
  const entries = Object.entries(contents).map(([kind, items]) => {
    const text = JSON.stringify({ items });
    const rest = { version: 7, parts: 1, effectiveMs: START_MS, isForced: false };
    return { text, entry: { kind, hash: hashContent(text), ...rest } };
  });
  const { receipts } = process.shop.settings;
  const stop = new AbortController();
  let starts = 0;
  const sensing = process.runSensors(
    { onEngine: () => void starts++ },
    async (timestampMs) => {
      clock.nowMs = Math.max(clock.nowMs, timestampMs);
      await new Promise((resolve) => void setImmediate(resolve));
    },
    stop.signal,
  );
  await expect.poll(() => starts).toBe(1);
  await process.store.transact((tx) => {
    writeManifest(tx, "sample", { revision: 1, entries: entries.map(({ entry }) => entry) });
    for (const { text, entry } of entries) writeContent(tx, entry.hash, text);
  });
  await expect.poll(() => starts).toBe(2);
  expect(process.shop.settings.receipts).toEqual({ ...receipts, reviewWithinMs: 45 * MINUTE_MS });
  expect(process.chainSettings.parameters()).toEqual(contents.engine);
  expect(listVersions(process.store, "sample", clock.nowMs)).toMatchObject([
    { kind: "engine", version: 7, state: "in-force" },
    { kind: "policies", version: 7, state: "in-force" },
  ]);
  stop.abort();
  await sensing;
  await shop.close();

  const again = await openShop(folder);
  expect(again.process.shop.settings.receipts.reviewWithinMs).toBe(45 * MINUTE_MS);
  expect(again.process.chainSettings.isEngineAwaited()).toBe(false);
  await again.close();
});

describe("the chain of a shop", () => {
  const nobody = startApi();
  const member = startApi(joinChain());

  it("is none where it belongs to none", async () => {
    const { body } = await nobody.get("/v1/chain", { as: "operator" });
    expect(body).toEqual({ chain: null });
  });

  it("is how far its events are, and what was decided", async () => {
    const { repeat, store } = member.fixture;
    const read = async () => (await member.get("/v1/chain", { as: "reviewer" })).body.chain;
    await shopByCard(member, "pm_sim_ok", { "01": 1 });
    expect(store.position()).toBeGreaterThan(0);
    repeat(SENT_EVERY_MS);
    await expect.poll(async () => (await read()).sendingFault).toBe("the hub is away");
    expect(await read()).toEqual({
      waitingEvents: store.position(),
      ...{ sendingFault: "the hub is away", fetchingFault: null, versions: [] },
      software: { running: PROGRAM_VERSION, wanted: null },
    });
  });
});
