/** How the process and its sensors are at this moment, for whoever looks after the shop. */
import { statfsSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProcessHealth } from "../http/http-deps.ts";
import { prepared } from "../store/prepared.ts";
import type { ShopProcess } from "./shop-process.ts";

const LAG_RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

export interface HealthReader {
  read(): ProcessHealth;
  close(): void;
}

/** Watches the loop from now on; the lag told is of the time since the last look. */
export function createHealthReader({
  config,
  shop,
  store,
  sensors,
  runner,
}: ShopProcess): HealthReader {
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  const startedMs = shop.nowMs();
  const count = (sql: string): number => prepared(store.db, sql).get()?.n as number;
  return {
    read: () => {
      const nowMs = shop.nowMs();
      const disk = statfsSync(config.dataFolder);
      const lagMs = delay.percentile(99) / NS_PER_MS - LAG_RESOLUTION_MS;
      delay.reset();
      return {
        ...{ nowMs, startedMs },
        lagMs: Number.isFinite(lagMs) ? Math.max(0, lagMs) : 0,
        memoryBytes: process.memoryUsage.rss(),
        diskFreeBytes: disk.bavail * disk.bsize,
        diskBytes: disk.blocks * disk.bsize,
        journalEvents: store.position(),
        providerSilentSinceMs: runner.silentSinceMs(),
        sensors: sensors.list(nowMs),
        backlog: {
          charges: count("SELECT count(*) AS n FROM charges WHERE work = 'now'"),
          reviews: count("SELECT count(*) AS n FROM reviews WHERE status = 'open'"),
          webhooks: count("SELECT count(*) AS n FROM webhook_deliveries WHERE status = 'pending'"),
          mails: count("SELECT count(*) AS n FROM mail_outbox WHERE status = 'pending'"),
        },
      };
    },
    close: () => void delay.disable(),
  };
}
