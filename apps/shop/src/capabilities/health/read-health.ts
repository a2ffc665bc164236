/** How the process and its sensors are at this moment, for the operator. */

import { isAlertOpen } from "../../domain/alerts.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import type { Clocks } from "../../sensors/clock-watch.ts";
import type { SensorSource } from "../../sensors/sensor-source.ts";
import { prepared } from "../../store/prepared.ts";
import type { CameraHealth, ProcessHealth } from "./process-health.ts";

/** Gives how things are whenever it is called. */
export function createHealthReader({
  shop,
  store,
  sensors,
  runner,
  machine,
  clocks,
  source,
}: Pick<
  ShopProcess,
  "shop" | "store" | "sensors" | "runner" | "machine" | "clocks" | "source"
>): () => ProcessHealth {
  const startedMs = shop.nowMs();
  const count = (sql: string): number => prepared(store.db, sql).get()?.n as number;
  return () => {
    const nowMs = shop.nowMs();
    return {
      nowMs,
      startedMs,
      ...machine.last(),
      isDiskLow: isAlertOpen(store, "disk-low"),
      isSlow: isAlertOpen(store, "process-slow"),
      memoryBytes: process.memoryUsage.rss(),
      journalEvents: store.position(),
      providerSilentSinceMs: runner.silentSinceMs(),
      sensors: sensors.list(nowMs).map((sensor) => ({ ...sensor, heardMs: sensor.lastMessageMs })),
      cameras: readCameras(source, clocks.read()),
      backlog: {
        charges: count("SELECT count(*) AS n FROM charges WHERE work = 'now'"),
        reviews: count("SELECT count(*) AS n FROM reviews WHERE status = 'open'"),
        webhooks: count("SELECT count(*) AS n FROM webhook_deliveries WHERE status = 'pending'"),
        mails: count(
          `SELECT (SELECT count(*) FROM mail_outbox WHERE status = 'pending')
             + (SELECT count(*) FROM asked_mails WHERE ended_ms IS NULL) AS n`,
        ),
      },
    };
  };
}

/** @param clocks null where there is nothing to compare with */
export function readCameras(
  { cameras, isLive }: SensorSource,
  clocks: Clocks | null,
): CameraHealth[] {
  const reports = cameras?.reporter.list() ?? [];
  const isKnown = clocks?.isKnown ?? false;
  return reports.map(({ clockCorrectionMs, faults, lastFrameMs, ...report }) => ({
    ...report,
    // What cameras are corrected by beside each other comes on top.
    clockOffsetMs: isKnown ? clocks!.offsetMs - clockCorrectionMs : null,
    lastFrameMs: lastFrameMs === null ? null : Math.round(lastFrameMs),
    faults: faults.map(({ kind, sinceMs, message }) => ({
      kind,
      message,
      sinceMs: isLive ? Math.round(sinceMs) : null,
    })),
  }));
}
