/** How the process ends, and what of its clips is waited for then. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createHttpLogger } from "@saunter/server/http/logger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { throwOn } from "../capabilities/evidence/evidence-shop-fixture.ts";
import { createShopMetrics } from "../http/metrics.ts";
import type { Capability } from "../process/capability.ts";
import { openShopProcess } from "../process/open-shop-process.ts";
import { createTestSimulator } from "../process/simulator-fixture.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { serveUntil } from "./run-shop.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-run-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Serves until `onServing` brings about an end; returns what a capability received. */
async function serve(onServing: (stop: () => void, fail: (error: Error) => void) => void) {
  const config = makeSampleConfig(folder, 1);
  const shopProcess = await openShopProcess({
    config,
    nowMs: Date.now,
    recordings: RECORDING_FOLDERS,
    simulator: createTestSimulator(),
    capabilities: [],
    onError: throwOn,
    onTrouble: throwOn,
  });
  const metrics = createShopMetrics(() => 0);
  const told: string[] = [];
  const capability: Capability = {
    name: "sample",
    open: () => ({
      end: () => void told.push("end"),
      close: () => void told.push("close"),
      finish: async (isWell) => void told.push(`finish, ${isWell ? "well" : "unwell"}`),
    }),
  };
  const stop = new AbortController();
  const failed = Promise.withResolvers<never>();
  const serving = serveUntil(
    shopProcess,
    {
      metrics,
      evenMs: () => 0,
      capabilities: [capability],
      onError: throwOn,
      logger: createHttpLogger("silent"),
      screens: null,
      onServing: () => onServing(() => stop.abort(), failed.reject),
    },
    stop.signal,
    failed.promise,
  );
  const [ended] = await Promise.allSettled([serving]);
  await shopProcess.close();
  metrics.close();
  return { ended, told };
}

describe("a shop that closes", () => {
  it("lets its capabilities finish what they do once nothing is received any more", async () => {
    const { ended, told } = await serve((stop) => stop());
    expect(ended.status).toBe("fulfilled");
    expect(told.slice(0, 2).sort()).toEqual(["close", "end"]);
    expect(told.slice(2)).toEqual(["finish, well"]);
  });

  it("finishes nothing where it cannot trust itself any more", async () => {
    const { ended, told } = await serve((_, fail) => fail(new Error("the disk is full")));
    expect(ended).toMatchObject({ status: "rejected", reason: { message: "the disk is full" } });
    expect(told.at(-1)).toBe("finish, unwell");
  });
});
