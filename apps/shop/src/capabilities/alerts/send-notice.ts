/** How an alert leaves the shop by each channel, and what is said of it. */
import type { AlertChannel, AlertRole } from "@saunter/protocol/alert-rule";
import type { Role } from "@saunter/protocol/roles";
import { ANSWER_WITHIN_MS } from "@saunter/protocol/webhooks/webhook-limits";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { ALERT_TABLE } from "../../http/alert-table.ts";
import {
  dropPushDevice,
  hasRole,
  listDevicesOfRole,
  type PushDevice,
} from "../../people/push-devices.ts";
import type { AlertNotice, SendNotice, SendOutcome } from "../../publish/alert-notices.ts";
import type { RuleChannel } from "../../publish/alert-rules.ts";
import { encryptPush, signVapid, type VapidKeys } from "../../publish/web-push.ts";
import { isDisabled } from "../../publish/webhook-deliveries.ts";
import type { WebhookSender } from "../../publish/webhooks.ts";
import type { Mailer } from "../../receipts/mailer.ts";
import type { Store } from "../../store/store.ts";

/** Who may read alerts of every kind; clerks read theirs. */
export const ALERT_READERS: readonly Role[] = ["operator", "reviewer"];

export interface SendNoticeOptions {
  readonly store: Store;
  readonly shopName: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly nowMs: () => number;
  readonly fetch: Fetch;
  readonly deadline: (afterMs: number) => AbortSignal;
  readonly vapid: VapidKeys;
  /** Null where the shop sends no mail. */
  readonly mailer: Pick<Mailer, "sendMail"> | null;
  readonly webhooks: Pick<WebhookSender, "sendOnce">;
  /** Null where the shop has no broker. */
  readonly mqtt: MqttWay | null;
}

export interface MqttWay {
  /** Before the alert's kind. */
  readonly topic: string;
  /** Whether it was handed to a broker that is connected. */
  readonly publish: (topic: string, payload: string) => boolean;
}

/** Ways that a shop has. */
export function listChannels({ mailer, mqtt }: Pick<SendNoticeOptions, "mailer" | "mqtt">) {
  const channels: AlertChannel[] = ["push", "webhook"];
  if (mailer !== null) channels.push("mail");
  if (mqtt !== null) channels.push("mqtt");
  return channels;
}

export function createSendNotice(options: SendNoticeOptions): SendNotice {
  return (rule, notice) => sendBy(options, rule.channel, notice);
}

function sendBy(
  options: SendNoticeOptions,
  channel: RuleChannel,
  notice: AlertNotice,
): Promise<SendOutcome> {
  switch (channel.kind) {
    case "push":
      return sendPushes(options, channel.role, notice);
    case "mail":
      return sendMail(options, channel, notice);
    case "webhook":
      return sendWebhook(options, channel.endpointId, notice);
    case "mqtt":
      return publish(options, notice);
    default:
      return channel satisfies never;
  }
}

const fail = (words: string): SendOutcome => ({ isSent: false, words });

/** What people read first; what it is about follows. */
function titleOf({ kind, isOver, sentCount }: AlertNotice): string {
  const { meaning } = ALERT_TABLE[kind];
  if (isOver) return `Resolved: ${meaning}`;
  return sentCount === 0 ? meaning : `Reminder: ${meaning}`;
}

const urlOf = ({ publicUrl }: SendNoticeOptions): string => `${publicUrl}/console/health`;

async function sendPushes(
  options: SendNoticeOptions,
  role: AlertRole,
  notice: AlertNotice,
): Promise<SendOutcome> {
  const { store, shopName } = options;
  const devices = listDevicesOfRole(store, role);
  if (devices.length === 0) return fail(`no device of any ${role} receives pushes`);
  const text = JSON.stringify({
    title: titleOf(notice),
    body: `${notice.message} (${shopName})`,
    // A device shows one notification an alert, however often it is sent.
    tag: String(notice.alertId),
    url: urlOf(options),
  });
  const answers = await Promise.all(devices.map((device) => push(options, device, text)));
  const taken = answers.filter(isTaken);
  const dropped = answers.filter((answer) => isLost(answer, taken));
  if (dropped.length > 0) {
    await store.transact((tx) => {
      for (const { device } of dropped) dropPushDevice(tx, device.deviceId);
    });
  }
  const failed = answers
    .filter((answer) => !isTaken(answer))
    .map((answer) => `${answer.words}${dropped.includes(answer) ? ", removed" : ""}`);
  // Sent again, it would ring once more on those that took it.
  if (taken.length === 0) return fail(failed.join("; "));
  const count = `taken for ${taken.length} of ${devices.length} device(s)`;
  return { isSent: true, words: [count, ...failed].join("; ") };
}

interface PushAnswer {
  readonly device: PushDevice;
  /** Null where there was none. */
  readonly status: number | null;
  readonly words: string;
}

const isTaken = ({ status }: PushAnswer): boolean =>
  status !== null && status >= 200 && status < 300;

/**
 * Whether nothing will ever arrive at a device (RFC 8030, section 7.3: 404; 410 where its owner has
 * withdrawn it). 400 and 403 may be the fault of the shop's clock or address, as every device then says:
 * they are the device's where its push service took the same of another.
 */
function isLost({ device, status }: PushAnswer, taken: readonly PushAnswer[]): boolean {
  if (status === 404 || status === 410) return true;
  if (status !== 400 && status !== 403) return false;
  return taken.some((other) => originOf(other.device) === originOf(device));
}

const originOf = ({ endpoint }: PushDevice): string => new URL(endpoint).origin;

/** How long a push service keeps a message for a device that is off, seconds. */
const PUSH_LIFE_S = "3600";

async function push(
  { publicUrl, nowMs, fetch, deadline, vapid }: SendNoticeOptions,
  device: PushDevice,
  text: string,
): Promise<PushAnswer> {
  const { endpoint, name } = device;
  try {
    const { status } = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        TTL: PUSH_LIFE_S,
        Urgency: "high",
        Authorization: signVapid(vapid, { endpoint, subject: publicUrl, nowMs: nowMs() }),
      },
      body: encryptPush(text, device),
      redirect: "manual",
      signal: deadline(ANSWER_WITHIN_MS),
    });
    return { device, status, words: `${name}: ${status}` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { device, status: null, words: `${name}: ${error.message}` };
  }
}

async function sendMail(
  options: SendNoticeOptions,
  { userId, address }: Extract<RuleChannel, { kind: "mail" }>,
  notice: AlertNotice,
): Promise<SendOutcome> {
  const { mailer, shopName, store } = options;
  if (mailer === null) return fail("the shop has no mail server");
  if (!hasRole(store, userId, ALERT_READERS)) return fail("this user may not read alerts any more");
  const { alertId, sentCount, raisedMs, kind, message } = notice;
  const outcome = await mailer.sendMail({
    mailId: `alert-${alertId}-${sentCount}`,
    to: address,
    createdMs: raisedMs,
    tries: 0,
    message: {
      subject: `${titleOf(notice)} (${shopName})`,
      text: `${message}\n\n${ALERT_TABLE[kind].advice.replaceAll("`", "")}\n\n${urlOf(options)}\n`,
      html: null,
      attachment: null,
    },
  });
  if (outcome.kind === "sent") return { isSent: true, words: "the mail server took it" };
  return fail(`the mail server did not take it: ${outcome.code}`);
}

async function sendWebhook(
  { store, webhooks }: SendNoticeOptions,
  endpointId: string,
  notice: AlertNotice,
): Promise<SendOutcome> {
  if (isDisabled(store, endpointId)) return fail("this webhook is disabled");
  const { alertId, sentCount, raisedMs, visitId } = notice;
  const data = describe(notice);
  const event = { id: alertId, type: "alert.raised", atMs: raisedMs, visitId, data };
  // A reminder is no double of what was sent before.
  const which = notice.isOver ? "over" : sentCount;
  const message = { eventId: `${alertId}-${which}`, body: JSON.stringify(event) };
  const answer = await webhooks.sendOnce(endpointId, message);
  if (answer === null) return fail("this webhook has been removed");
  return { isSent: answer.isAccepted, words: answer.words };
}

async function publish({ mqtt }: SendNoticeOptions, notice: AlertNotice): Promise<SendOutcome> {
  if (mqtt === null) return fail("the shop has no broker");
  const { alertId, raisedMs, visitId, kind } = notice;
  const payload = JSON.stringify({ id: alertId, atMs: raisedMs, visitId, ...describe(notice) });
  const isSent = mqtt.publish(`${mqtt.topic}/${kind}`, payload);
  return isSent ? { isSent, words: "the broker took it" } : fail("the broker is not connected");
}

const describe = ({ alertKey, kind, message, isOver, sentCount }: AlertNotice) => ({
  ...{ alertKey, kind, message, isOver, sentCount },
});
