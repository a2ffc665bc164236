/** Webhooks: what happens is sent to systems of the shop's, until they take it. */

import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import { raiseAlert } from "../../domain/alerts.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openWebhookSeal } from "../../process/process-keys.ts";
import { createAddedWebhooks } from "../../publish/added-webhooks.ts";
import { WEBHOOK_SCHEMA } from "../../publish/outbox-schema.ts";
import { createPublicReader } from "../../publish/public-reader.ts";
import { createWebhookSender } from "../../publish/webhooks.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";

const SENT_EVERY_MS = 500;

export const WEBHOOKS: Capability = {
  name: "webhooks",
  schema: WEBHOOK_SCHEMA,
  open: async ({ process: { config, store, shop, surroundings } }) => {
    const { fetch, deadline, random } = surroundings;
    const reader = createPublicReader(store);
    const added = createAddedWebhooks(store, openWebhookSeal(config.dataFolder));
    const sender = createWebhookSender({
      store,
      endpoints: config.webhooks,
      listAdded: added.list,
      toPublic: (stored) => toPublicEvent(stored, reader),
      fetch,
      deadline,
      random,
      nowMs: shop.nowMs,
      warn: (tx, { alertKey, message }) =>
        raiseAlert(tx, { alertKey, kind: "webhook-failing", message, visitId: null }),
    });
    // Whatever happens once the shop serves is told to a new endpoint, too.
    await sender.register();
    return {
      http: {
        addRoutes: (context) => addWebhookRoutes(withServices(context, { added, sender })),
      },
      repeats: [{ everyMs: SENT_EVERY_MS, what: "sending webhooks", work: sender.begin }],
      finish: sender.rest,
    };
  },
};
