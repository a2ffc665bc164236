/** Alerts that reach people: by push, mail, webhook or MQTT, until somebody sees to them. */
import { deriveKey } from "@saunter/ingest/secret-seal";
import { findPublicUrl } from "../../config/find-public-url.ts";
import { withServices } from "../../http/add-route.ts";
import { forgetOrphanedDevices, PUSH_DEVICE_SCHEMA } from "../../people/push-devices.ts";
import type { Capability } from "../../process/capability.ts";
import { openKey, openWebhookSeal } from "../../process/process-keys.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { createAddedWebhooks } from "../../publish/added-webhooks.ts";
import { createAlertNotifier, pruneNotices } from "../../publish/alert-notices.ts";
import { ALERT_RULE_SCHEMA, createMinuteReader } from "../../publish/alert-rules.ts";
import { makeVapidKeys } from "../../publish/web-push.ts";
import { createWebhookSender } from "../../publish/webhooks.ts";
import { addAlertRoutes } from "./alert-routes.ts";
import { createSendNotice, listChannels, type MqttWay } from "./send-notice.ts";
import { reportDueReviews } from "./watch-reviews.ts";

const SENT_EVERY_MS = 1000;

export const ALERTS: Capability = {
  name: "alerts",
  schema: ALERT_RULE_SCHEMA + PUSH_DEVICE_SCHEMA,
  open: async ({ process }) => {
    const { config, store, shop, surroundings } = process;
    const { nowMs } = shop;
    const { fetch, deadline, random } = surroundings;
    const vapid = makeVapidKeys(deriveKey(openKey(config.dataFolder, "push"), "saunter web push"));
    const mailer = config.mail === null ? null : surroundings.openMailer(config.mail);
    const mqtt = findMqtt(process);
    const sendNotice = createSendNotice({
      ...{ store, nowMs, fetch, deadline, vapid, mailer, mqtt },
      shopName: config.shop.name,
      publicUrl: findPublicUrl(config),
      webhooks: openSender(process),
    });
    const findMinute = createMinuteReader(config.shop.timeZone);
    const notifier = createAlertNotifier({ store, nowMs, random, findMinute, send: sendNotice });
    // Whatever is raised once the shop serves is sent.
    await notifier.runDue();
    const alertChannels = listChannels({ mailer, mqtt });
    const services = { sendNotice, pushKey: vapid.publicKey, alertChannels };
    return {
      http: { addRoutes: (context) => addAlertRoutes(withServices(context, services)) },
      watches: [{ name: "reviews due", write: reportDueReviews }],
      repeats: [{ everyMs: SENT_EVERY_MS, what: "sending alerts", work: notifier.runDue }],
      tidy: (tx, atMs) => {
        pruneNotices(tx, atMs);
        forgetOrphanedDevices(tx);
      },
      ...(mailer === null ? {} : { close: mailer.close }),
      finish: notifier.rest,
    };
  },
};

/** For single messages: events are sent by the webhooks' own. */
function openSender({ config, store, shop, surroundings }: ShopProcess) {
  const added = createAddedWebhooks(store, openWebhookSeal(config.dataFolder));
  return createWebhookSender({
    store,
    endpoints: config.webhooks,
    listAdded: added.list,
    toPublic: () => null,
    fetch: surroundings.fetch,
    deadline: surroundings.deadline,
    random: surroundings.random,
    nowMs: shop.nowMs,
    warn: () => {},
  });
}

/** At the broker of the scales. */
function findMqtt({ config, bus }: ShopProcess): MqttWay | null {
  const { source } = config;
  if (source.kind !== "sensors") return null;
  return { topic: `${source.mqtt.prefix}/alerts`, publish: bus.publish };
}
