/** A capability of one's own: a place of its own, and all that a shop's process calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { SIMULATOR } from "@saunter/lab/simulator/simulator";
import { makeCrashConfig } from "@saunter/lab/torture/crash-config";
import { expect, it, onTestFinished } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { throwOn } from "../capabilities/evidence/evidence-shop-fixture.ts";
import { raiseAlert } from "../domain/alerts.ts";
import { createHttpLogger } from "../http/logger.ts";
import { createShopMetrics } from "../http/metrics.ts";
import type { Capability } from "../process/capability.ts";
import { openCapabilities } from "../process/open-capabilities.ts";
import { openShopProcess, WATCH_EVERY_MS } from "../process/open-shop-process.ts";
import { MACHINE } from "../process/surroundings.ts";
import { openHttpSide } from "./serve-http.ts";

const TICK_MS = 250;
const START_MS = 1_772_442_000_000;

/** Counts alerts in a table of events, and keeps a note of what it was called for. */
const COUNTER: Capability = {
  name: "counter",
  schema: "CREATE TABLE IF NOT EXISTS calls (what TEXT PRIMARY KEY) STRICT;",
  projections: [
    {
      name: "counter-1",
      tables: ["counted"],
      schema: "CREATE TABLE counted (alert_key TEXT PRIMARY KEY) STRICT;",
      open: (db) => {
        const add = db.prepare("INSERT OR IGNORE INTO counted VALUES (?)");
        return ({ event }) => {
          if (event.type === "AlertRaised") add.run(event.alertKey);
        };
      },
    },
  ],
  open: ({ process: { store } }) => {
    const note = (what: string) =>
      store.transact((tx) => {
        tx.db.prepare("INSERT OR IGNORE INTO calls VALUES (?)").run(what);
      });
    const count = (table: string): number =>
      store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n as number;
    return {
      http: {
        shopInfo: { sendsMail: true },
        addPages: (app) => void app.get("/counter", () => ({ counted: count("counted") })),
      },
      hooks: { onAppeared: (shopperId) => void note(shopperId) },
      watches: [
        {
          name: "the counter",
          write: (tx) =>
            raiseAlert(tx, {
              alertKey: "counter",
              kind: "work-failing",
              visitId: null,
              message: "something is counted",
            }),
        },
      ],
      repeats: [{ everyMs: 1000, what: "counting", work: () => note("repeat") }],
      tidy: (tx) => void tx.db.prepare("DELETE FROM calls WHERE what <> 'repeat'").run(),
    };
  },
};

it("a capability brings tables, routes, alerts and work by the clock, and is named in one list", async () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-seam-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = { nowMs: START_MS };
  const timers: { readonly everyMs: number; readonly work: () => void }[] = [];
  const every = (everyMs: number, work: () => void) => {
    const timer = { everyMs, work };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  };
  const capabilities = [...SHOP_CAPABILITIES, COUNTER];
  const process = await openShopProcess({
    config: makeCrashConfig(folder, 1),
    nowMs: () => clock.nowMs,
    capabilities,
    recordings: RECORDING_FOLDERS,
    simulator: SIMULATOR,
    onError: throwOn,
    onTrouble: throwOn,
    surroundings: { ...MACHINE, every },
  });
  const metrics = createShopMetrics(() => 0);
  const opened = await openCapabilities(capabilities, {
    process,
    metrics,
    onError: throwOn,
    findNotReady: () => null,
  });
  const { extensions } = opened;
  const logger = createHttpLogger("silent");
  const app = await openHttpSide({ process, metrics, extensions, logger, screens: null });
  const passTimers = async (ms: number): Promise<void> => {
    for (const { everyMs, work } of [...timers]) if (everyMs <= ms) work();
    await process.store.transact(() => {});
    await process.store.transact(() => {});
  };
  const listCalls = () =>
    process.store.db
      .prepare("SELECT what FROM calls ORDER BY what")
      .all()
      .map(({ what }) => what);

  clock.nowMs += WATCH_EVERY_MS;
  await process.tick();
  expect((await app.inject("/counter")).json()).toEqual({ counted: 1 });
  expect((await app.inject("/v1/shop")).json()).toMatchObject({ sendsMail: true });
  opened.hooks.onAppeared?.("somebody");
  await passTimers(1000);
  expect(listCalls()).toEqual(["repeat", "somebody"]);
  await passTimers(3_600_000);
  expect(listCalls()).toEqual(["repeat"]);
  opened.close();
  await app.close();
  // What is left to be done is the shop's own.
  expect(timers.map(({ everyMs }) => everyMs)).toEqual([TICK_MS]);
  await process.close();
  metrics.close();
});
