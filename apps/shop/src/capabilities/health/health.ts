/** Whether the shop is alive and ready, how it is, and its metrics. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { createHealthReader } from "./read-health.ts";
import { forgetOldDamage, reportDamage } from "./watch-damage.ts";

/** A disk's own checks come weekly; a table of a large shop takes seconds of a core. */
const TABLES_CHECKED_EVERY_MS = 24 * 3_600_000;

export const HEALTH: Capability = {
  name: "health",
  open: ({ process, metrics, findNotReady }) => {
    const { store, runner, sensors, shop } = process;
    metrics.watchShop(store, runner, shop.nowMs);
    metrics.watchSensors(sensors.list, shop.nowMs);
    const readHealth = createHealthReader(process);
    return {
      watches: [{ name: "damaged rows", write: reportDamage }],
      tidy: forgetOldDamage,
      repeats: [
        { everyMs: TABLES_CHECKED_EVERY_MS, what: "checking tables", work: store.checkTables },
      ],
      http: {
        addRoutes: (context) =>
          addHealthRoutes(withServices(context, { findNotReady, readHealth })),
      },
    };
  },
};
