import { CLERK_ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import type { AlertChannel } from "@saunter/protocol/alert-rule";
import {
  GET_ALERT_RULE_NOTICES,
  GET_ALERT_RULES,
  GET_OWN_PUSH,
  POST_ALERT_RULE,
  POST_ALERT_RULE_REMOVE,
  POST_ALERT_RULE_TEST,
  POST_ALERT_RULES,
  POST_OWN_PUSH,
  POST_OWN_PUSH_REMOVE,
} from "@saunter/protocol/http/alert-rule-routes";
import { isPublicUrl } from "@saunter/server/network/guarded-fetch";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { addAction, addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import {
  addPushDevice,
  hasRole,
  listPushDevices,
  removePushDevice,
} from "../../people/push-devices.ts";
import type { SendNotice } from "../../publish/alert-notices.ts";
import {
  type AlertRule,
  addRule,
  changeRule,
  findRule,
  isToClerks,
  removeRule,
} from "../../publish/alert-rules.ts";
import { createWebhookService } from "../../publish/webhook-service.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import { ALERT_READERS } from "./send-notice.ts";

export interface AlertServices {
  readonly sendNotice: SendNotice;
  /** What browsers subscribe with. */
  readonly pushKey: string;
  /** Ways that this shop has. */
  readonly alertChannels: readonly AlertChannel[];
}

type Context = HttpContext<AlertServices>;

export function addAlertRoutes(context: Context): void {
  addRuleList(context);
  addRuleChanges(context);
  addRuleTest(context);
  addNoticeList(context);
  addOwnDevices(context);
}

function addRuleList(context: Context): void {
  const { shop, alertChannels } = context.deps;
  addRead(context, GET_ALERT_RULES, ({ query, url }) => {
    const page = readPage(
      shop.store.db,
      {
        from: "alert_rules",
        columns: `rule_id, rule, (SELECT count(*) FROM alert_notices n
          WHERE n.rule_id = alert_rules.rule_id AND (status = 'failed' OR attempts > 0)) AS failing`,
        where: [],
        order: ["rule_id"],
        direction: "ASC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        ruleId: row.rule_id,
        ...JSON.parse(row.rule as string),
        failing: row.failing,
      }),
    );
    return { ...page, channels: alertChannels };
  });
}

function addRuleChanges(context: Context): void {
  const { shop } = context.deps;
  addCommand(context, POST_ALERT_RULES, (tx, call) => {
    checkRule(context, call.body);
    const ruleId = shop.makeId();
    orRefuse(addRule(tx, ruleId, call.body));
    const object = { kind: "alert-rule", id: ruleId } as const;
    const changes = { rule: toNew(formatRule(call.body)) };
    recordSecurity(tx, findActor(call), "alert-rule.added", { object, changes });
    return { status: 201, body: { ruleId } };
  });
  addCommand(context, POST_ALERT_RULE, (tx, call) => {
    checkRule(context, call.body);
    const { ruleId } = call.params;
    const before = changeRule(tx, ruleId, call.body);
    if (before === null) throw refuseRule();
    const object = { kind: "alert-rule", id: ruleId } as const;
    const changes = { rule: { before: formatRule(before), after: formatRule(call.body) } };
    recordSecurity(tx, findActor(call), "alert-rule.changed", { object, changes });
    return { status: 200, body: { ruleId } };
  });
  addCommand(context, POST_ALERT_RULE_REMOVE, (tx, call) => {
    const { ruleId } = call.params;
    if (!removeRule(tx, ruleId)) throw refuseRule();
    const object = { kind: "alert-rule", id: ruleId } as const;
    recordSecurity(tx, findActor(call), "alert-rule.removed", { object });
    return { status: 200, body: { ruleId } };
  });
}

const ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/;

/** Throws where nothing could ever be sent by it. */
function checkRule({ deps }: Context, { kinds, channel }: AlertRule): void {
  const { alertChannels, shop } = deps;
  const refuse = (words: string): never => {
    throw new RefusedError("input-invalid", words);
  };
  if (!alertChannels.includes(channel.kind)) {
    const missing = channel.kind === "mail" ? "mail server" : "MQTT broker";
    refuse(`The shop has no ${missing}: configure one first.`);
  }
  if (isToClerks(channel) && !kinds.every((kind) => CLERK_ALERT_KINDS.includes(kind))) {
    refuse(`Clerks get alerts of these kinds only: ${CLERK_ALERT_KINDS.join(", ")}.`);
  }
  if (channel.kind === "mail") {
    if (!ADDRESS.test(channel.address)) refuse("The e-mail address is not one address.");
    if (!hasRole(shop.store, channel.userId, ALERT_READERS)) {
      refuse("Alerts are sent to operators and reviewers only.");
    }
  }
  if (channel.kind === "webhook") {
    const known = createWebhookService(shop.store).list(shop.nowMs());
    if (!known.some(({ endpointId }) => endpointId === channel.endpointId)) {
      refuse("There is no such webhook.");
    }
  }
}

/** As the audit log shows it: without the address, which is personal. */
function formatRule({ channel, ...rule }: AlertRule): string {
  const shown = channel.kind === "mail" ? { kind: channel.kind, userId: channel.userId } : channel;
  return JSON.stringify({ ...rule, channel: shown });
}

function addRuleTest(context: Context): void {
  const { shop, sendNotice } = context.deps;
  addAction(context, POST_ALERT_RULE_TEST, async ({ params: { ruleId } }) => {
    const rule = findRule(shop.store, ruleId);
    if (rule === null) throw refuseRule();
    const { isSent, words } = await sendNotice(rule, {
      alertId: 0,
      alertKey: "test",
      kind: rule.kinds[0] ?? (isToClerks(rule.channel) ? "age-check" : "work-failing"),
      message: "This is a test.",
      visitId: null,
      raisedMs: shop.nowMs(),
      sentCount: 0,
      isOver: false,
    });
    return { isSent, outcome: words };
  });
}

function addNoticeList(context: Context): void {
  const { store } = context.deps.shop;
  addRead(context, GET_ALERT_RULE_NOTICES, ({ params: { ruleId }, query, url }) => {
    if (findRule(store, ruleId) === null) throw refuseRule();
    return readPage(
      store.db,
      {
        from: "alert_notices",
        columns: "*",
        where: [["rule_id = ?", ruleId]],
        order: ["alert_id"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        alertId: row.alert_id,
        alertKey: row.alert_key,
        kind: row.kind,
        message: row.message,
        raisedMs: row.raised_ms,
        status: row.status,
        sentCount: row.sent_count,
        lastSentMs: row.last_sent_ms,
        outcome: row.outcome,
      }),
    );
  });
}

function refuseRule(): RefusedError {
  return new RefusedError("not-found", "there is no such rule");
}

function addOwnDevices(context: Context): void {
  const { shop, pushKey } = context.deps;
  addRead(context, GET_OWN_PUSH, ({ principal }) => ({
    publicKey: pushKey,
    devices: listPushDevices(shop.store, principal.id).map(({ deviceId, name, createdMs }) => ({
      deviceId,
      name,
      createdMs,
    })),
  }));
  addCommand(context, POST_OWN_PUSH, (tx, { body, principal }) => {
    if (!isPublicUrl(body.endpoint)) {
      throw new RefusedError("input-invalid", "A push service has an https:// address.");
    }
    const deviceId = addPushDevice(tx, { ...body, userId: principal.id });
    return { status: 201, body: { deviceId } };
  });
  addCommand(context, POST_OWN_PUSH_REMOVE, (tx, { body: { deviceId }, principal }) => {
    if (!removePushDevice(tx, principal.id, deviceId)) {
      throw new RefusedError("not-found", "you have no such device");
    }
    return { status: 200, body: { deviceId } };
  });
}
