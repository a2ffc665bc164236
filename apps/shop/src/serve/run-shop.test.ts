/** How the process ends, and what of its clips is waited for then. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLIPS_CLOSE_MS_MAX } from "@saunter/ingest/clips/clip-limits";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { SIMULATOR } from "@saunter/lab/simulator/simulator";
import { makeCrashConfig } from "@saunter/lab/torture/crash-config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { throwOn } from "../capabilities/evidence/evidence-shop-fixture.ts";
import { openEvidence } from "../capabilities/evidence/open-evidence.ts";
import { makeEvidencePeriods } from "../evidence/evidence-periods.ts";
import { EVIDENCE_SCHEMA } from "../evidence/evidence-store.ts";
import { HTTP_SCHEMA } from "../http/idempotency.ts";
import { createHttpLogger } from "../http/logger.ts";
import { createShopMetrics } from "../http/metrics.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { openShopProcess } from "../process/shop-process.ts";
import { OUTBOX_SCHEMA } from "../publish/outbox-schema.ts";
import { serveUntil } from "./run-shop.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-run-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Serves until `onServing` brings about an end; gives how long clips were waited for. */
async function serve(onServing: (stop: () => void, fail: (error: Error) => void) => void) {
  const config = makeCrashConfig(folder, 1);
  const shopProcess = await openShopProcess({
    ...{ config, nowMs: Date.now, recordings: RECORDING_FOLDERS, simulator: SIMULATOR },
    schema: PEOPLE_SCHEMA + OUTBOX_SCHEMA + EVIDENCE_SCHEMA + HTTP_SCHEMA,
    onVisitClosed: () => {},
    ...{ onError: throwOn, onTrouble: throwOn },
  });
  const metrics = createShopMetrics(() => 0);
  const waitedMs: number[] = [];
  const stop = new AbortController();
  const failed = Promise.withResolvers<never>();
  const serving = serveUntil(
    shopProcess,
    {
      ...{ metrics, evenMs: () => 0, periods: makeEvidencePeriods(config.policies) },
      ...{ logger: createHttpLogger("silent"), screens: null, capabilities: [], onError: throwOn },
      onServing: () => onServing(() => stop.abort(), failed.reject),
      openEvidence: (...args) => {
        const opened = openEvidence(...args);
        const close = (withinMs: number) => {
          waitedMs.push(withinMs);
          return opened.close(withinMs);
        };
        return { ...opened, close };
      },
    },
    stop.signal,
    failed.promise,
  );
  const [ended] = await Promise.allSettled([serving]);
  await shopProcess.close();
  metrics.close();
  return { ended, waitedMs };
}

describe("a shop that closes", () => {
  it("makes the clips that wait where it was told to", async () => {
    const { ended, waitedMs } = await serve((stop) => stop());
    expect([ended.status, waitedMs]).toEqual(["fulfilled", [CLIPS_CLOSE_MS_MAX]]);
  });

  it("makes none where it cannot trust itself any more", async () => {
    const { ended, waitedMs } = await serve((_, fail) => fail(new Error("the disk is full")));
    expect(ended).toMatchObject({ status: "rejected", reason: { message: "the disk is full" } });
    expect(waitedMs).toEqual([0]);
  });
});
