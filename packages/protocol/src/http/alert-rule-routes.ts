/** Rules by which alerts reach people, and the devices that receive pushes. */
import Type from "typebox";
import { ALERT_KINDS } from "../alert-kinds.ts";
import { ALERT_ROLES, ALERT_RULE_LIMITS } from "../alert-rule.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  id,
  NEXT,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "./schemas.ts";

const MINUTE = (description: string) => Type.Integer({ minimum: 0, maximum: 1439, description });

const CHANNEL = named(
  "AlertChannel",
  Type.Union([
    closed({
      kind: Type.Literal("push"),
      role: oneOf(
        ALERT_ROLES,
        "Everybody with this role, on the devices they added; clerks get alerts of shoppers who wait and of cash alone.",
      ),
    }),
    closed({
      kind: Type.Literal("mail"),
      userId: id("An operator or reviewer: nothing is sent once they are disabled."),
      address: text(ALERT_RULE_LIMITS.addressCharsMax, "Their e-mail address."),
    }),
    closed({ kind: Type.Literal("webhook"), endpointId: id("One of the shop's webhooks.") }),
    closed({ kind: Type.Literal("mqtt") }),
  ]),
);

const RULE_PROPERTIES = {
  name: text(ALERT_RULE_LIMITS.nameCharsMax, "What the rule is called."),
  kinds: Type.Array(Type.Enum(ALERT_KINDS), {
    maxItems: ALERT_KINDS.length,
    uniqueItems: true,
    description: "Alerts of these kinds; empty: of all.",
  }),
  fromMinute: MINUTE("Minute of the day, shop's time, at which sending begins."),
  untilMinute: MINUTE("Minute at which it ends; the same as `fromMinute`: around the clock."),
  repeatMinutes: nullable(
    Type.Integer({
      minimum: 1,
      maximum: ALERT_RULE_LIMITS.repeatMinutesMax,
      description:
        "Sent again so often until somebody acknowledges or clears the alert; null: once.",
    }),
  ),
  isEnabled: Type.Boolean(),
  channel: CHANNEL,
};

const RULE = named(
  "AlertRule",
  closed(RULE_PROPERTIES, {
    examples: [
      {
        name: "Age checks on the phones",
        kinds: ["age-check", "cart-help"],
        fromMinute: 480,
        untilMinute: 1320,
        repeatMinutes: 2,
        isEnabled: true,
        channel: { kind: "push", role: "operator" },
      },
    ],
  }),
);

const RULE_LISTED = named(
  "ListedAlertRule",
  closed({
    ruleId: Type.String(),
    ...RULE_PROPERTIES,
    failing: count("Notices that could not be sent yet, or were given up."),
  }),
);

const PARAMS = closed({ ruleId: id("The rule's id.") });
const RULE_ID = closed({ ruleId: Type.String() });

export const GET_ALERT_RULES = route({
  method: "GET",
  path: "/alert-rules",
  tag: "alerts",
  summary: "List the rules by which alerts are sent",
  query: closed(PAGE_QUERY),
  answers: {
    200: {
      description: "A page of rules.",
      schema: closed({
        items: Type.Array(RULE_LISTED),
        next: NEXT,
        channels: Type.Array(oneOf(["push", "mail", "webhook", "mqtt"]), {
          description: "Ways that this shop has: mail needs a mail server, MQTT a broker.",
        }),
      }),
    },
  },
});

export const POST_ALERT_RULES = route({
  method: "POST",
  path: "/alert-rules",
  tag: "alerts",
  summary: "Add a rule: it sends alerts that are raised from now on",
  body: RULE,
  answers: { 201: { description: "Added.", schema: RULE_ID } },
});

export const POST_ALERT_RULE = route({
  method: "POST",
  path: "/alert-rules/:ruleId",
  tag: "alerts",
  summary: "Change a rule",
  params: PARAMS,
  body: RULE,
  answers: { 200: { description: "Changed.", schema: RULE_ID } },
  codes: ["not-found"],
});

export const POST_ALERT_RULE_REMOVE = route({
  method: "POST",
  path: "/alert-rules/:ruleId/remove",
  tag: "alerts",
  summary: "Remove a rule with its notices",
  params: PARAMS,
  answers: { 200: { description: "Removed.", schema: RULE_ID } },
  codes: ["not-found"],
});

export const POST_ALERT_RULE_TEST = route({
  method: "POST",
  path: "/alert-rules/:ruleId/test",
  tag: "alerts",
  summary: "Send a test by a rule's channel, whatever its hours",
  params: PARAMS,
  answers: {
    200: {
      description: "What came of it.",
      schema: closed({
        isSent: Type.Boolean(),
        outcome: Type.String({ description: "What the other side said, or what is missing." }),
      }),
    },
  },
  codes: ["not-found"],
});

export const GET_ALERT_RULE_NOTICES = route({
  method: "GET",
  path: "/alert-rules/:ruleId/notices",
  tag: "alerts",
  summary: "List what a rule has sent, newest alert first",
  params: PARAMS,
  query: closed(PAGE_QUERY),
  answers: {
    200: {
      description: "A page of notices.",
      schema: pageOf(
        closed({
          alertId: Type.Integer({ description: "Position of the alert's event in the journal." }),
          alertKey: Type.String(),
          kind: Type.Enum(ALERT_KINDS),
          message: Type.String(),
          raisedMs: atMs("When the alert was raised"),
          status: oneOf(["pending", "ended", "failed"]),
          sentCount: count("How often it was sent."),
          lastSentMs: nullable(atMs("When it was last sent")),
          outcome: nullable(Type.String({ description: "What came of the last attempt." })),
        }),
      ),
    },
  },
  codes: ["not-found"],
});

const BASE64URL = (bytes: number, description: string) =>
  Type.String({ pattern: `^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`, description });

export const GET_OWN_PUSH = route({
  method: "GET",
  path: "/me/push",
  tag: "alerts",
  summary: "List one's own devices that receive pushes, and the key to add one",
  answers: {
    200: {
      description: "Devices by name.",
      schema: closed({
        publicKey: Type.String({ description: "VAPID key of this shop, base64url." }),
        devices: Type.Array(
          closed({
            deviceId: Type.String(),
            name: Type.String(),
            createdMs: atMs("When it was added"),
          }),
        ),
      }),
    },
  },
});

export const POST_OWN_PUSH = route({
  method: "POST",
  path: "/me/push",
  tag: "alerts",
  summary: "Receive pushes on a device: what its browser's PushManager gives",
  body: closed(
    {
      name: text(ALERT_RULE_LIMITS.nameCharsMax, "As its owner knows the device."),
      endpoint: text(ALERT_RULE_LIMITS.endpointCharsMax, "Address at the browser's push service."),
      p256dh: BASE64URL(65, "Public key of the subscription."),
      auth: BASE64URL(16, "Secret of the subscription."),
    },
    {
      examples: [
        {
          name: "Counter tablet",
          endpoint: "https://push.example/send/4f1c",
          p256dh:
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
          auth: "BTBZMqHH6r4Tts7J_aSIgg",
        },
      ],
    },
  ),
  answers: { 201: { description: "Added.", schema: closed({ deviceId: Type.String() }) } },
});

export const POST_OWN_PUSH_REMOVE = route({
  method: "POST",
  path: "/me/push/remove",
  tag: "alerts",
  summary: "Stop pushes on one of one's own devices",
  body: closed(
    { deviceId: id("One of one's own.") },
    { examples: [{ deviceId: "2f9c41d07a55b3e8" }] },
  ),
  answers: { 200: { description: "Removed.", schema: closed({ deviceId: Type.String() }) } },
  codes: ["not-found"],
});
