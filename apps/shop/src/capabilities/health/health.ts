/** Whether the shop is alive and ready, how it is, and its metrics. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { createHealthReader } from "./read-health.ts";

export const HEALTH: Capability = {
  name: "health",
  open: ({ process, metrics, findNotReady }) => {
    const { store, runner, shop } = process;
    metrics.watchShop(store, runner, shop.nowMs);
    const readHealth = createHealthReader(process);
    return {
      http: {
        addRoutes: (context) =>
          addHealthRoutes(withServices(context, { findNotReady, readHealth })),
      },
    };
  },
};
