/** Smart carts: trips as visits, checks at the lane, what staff see of them, and alerts. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { CART_BOOTS_SCHEMA } from "./cart-boots.ts";
import { CART_CHECKS_SCHEMA, removeOldChecks } from "./check-records.ts";
import { removeOldCatalogues, SENT_CATALOGUES_SCHEMA } from "./shown-prices.ts";
import { addSmartCartRoutes } from "./smart-cart-routes.ts";
import { abandonSilent } from "./take-trip.ts";
import { removeOldTrips, SMART_CARTS_SCHEMA } from "./trip-records.ts";
import { writeCartAlerts } from "./watch-carts.ts";
import { WEIGHING_TIME } from "./weigh-trip.ts";

const DAY_MS = 86_400_000;

export const SMART_CARTS: Capability = {
  name: "smart-carts",
  schema: SMART_CARTS_SCHEMA + CART_BOOTS_SCHEMA + CART_CHECKS_SCHEMA + SENT_CATALOGUES_SCHEMA,
  open: ({ process: { config, entry, goods, shop, surroundings } }) => {
    const { policies, smartCarts } = config;
    const beganMs = shop.nowMs();
    const readModel = () => goods.current().model;
    const services = {
      entryService: entry.service,
      entryMethods: entry.methods,
      ...{ goods, readModel, smartCarts },
      weighingTime: { ...WEIGHING_TIME, nowMs: surroundings.evenMs },
    };
    return {
      http: {
        addRoutes: (context) => addSmartCartRoutes(withServices(context, services)),
        shopInfo: { hasSmartCarts: smartCarts !== null },
      },
      watches: [
        {
          name: "smart carts",
          write: (tx) => {
            if (smartCarts === null) return;
            abandonSilent(tx, shop, smartCarts, beganMs);
            writeCartAlerts(tx, { shop, policy: smartCarts, model: readModel() });
          },
        },
      ],
      tidy: (tx, nowMs) => {
        const beforeMs = nowMs - policies.evidenceKeepDays * DAY_MS;
        removeOldTrips(tx, beforeMs);
        removeOldChecks(tx, beforeMs);
        removeOldCatalogues(tx, beforeMs);
      },
    };
  },
};
