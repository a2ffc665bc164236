/** A demonstration as a capability of the shop's process: what can be changed of it, and its staff. */
import type { Secret } from "@saunter/shop/config/secret";
import type { WebhookConfig } from "@saunter/shop/config/shop-config";
import { withServices } from "@saunter/shop/http/add-route";
import type { Capability } from "@saunter/shop/process/capability";
import { isSimulated } from "../simulator/simulated-source.ts";
import { addCartPages } from "./cart-pages.ts";
import { openDemoCarts } from "./demo-carts.ts";
import { createDemoControl, type DemoSources } from "./demo-control.ts";
import { addDemoRoutes } from "./demo-routes.ts";
import { answerAgeChecks, countShelves, decideOldReviews, noteRefill } from "./keep-demo-shop.ts";
import { addSimulatedSystem, SYSTEM_PATH } from "./simulated-system.ts";

const ATTEND_EVERY_MS = 2000;

/** @param files folder of the built pages of shoppers; null: there are none */
export function createDemonstration(sources: DemoSources, files: string | null): Capability {
  return {
    name: "demonstration",
    open: async ({ process, onError }) => {
      const { config, shop, source, surroundings } = process;
      let stop: (() => void) | null = null;
      let hasEnded = false;
      if (isSimulated(source)) {
        source.onRefill((refill) => void noteRefill(process, refill).catch(onError));
      }
      const carts =
        sources.cartCount === 0
          ? null
          : await openDemoCarts(process, { count: sources.cartCount, files, onError });
      const control = createDemoControl({ process, sources, hasEnded: () => hasEnded });
      const { service: entryService, methods: entryMethods } = process.entry;
      const services = { entryService, entryMethods };
      const secret = findSystemSecret(config.webhooks);
      return {
        http: {
          isDemonstration: true,
          prepareArrival: control.prepareArrival,
          addRoutes: (context) => addDemoRoutes(withServices(context, services), control),
          addPages: async (app) => {
            if (carts !== null) addCartPages(app, carts);
            if (secret !== null) await addSimulatedSystem(app, secret.reveal, shop.nowMs);
          },
        },
        begin: () => {
          void countShelves(process).catch(onError);
          const attend = (): void => {
            void answerAgeChecks(process).catch(onError);
            void decideOldReviews(process).catch(onError);
            void carts?.attend().catch(onError);
          };
          carts?.begin();
          stop = surroundings.every(ATTEND_EVERY_MS, attend);
        },
        end: () => {
          hasEnded = true;
        },
        close: () => stop?.(),
        finish: async () => carts?.close(),
      };
    },
  };
}

/** Of the webhook that the demonstration itself receives; null where it has none. */
function findSystemSecret(webhooks: readonly WebhookConfig[]): Secret | null {
  return webhooks.find(({ url }) => new URL(url).pathname === SYSTEM_PATH)?.secret ?? null;
}
