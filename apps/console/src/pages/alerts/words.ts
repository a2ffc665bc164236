/** What the page says of rules, in one place. */
import type { Answer } from "@saunter/client/api";
import { ALERT_KINDS, type AlertKind, CLERK_ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import { words } from "../../words.ts";

export type Rule = Answer<"GET /v1/alert-rules">["items"][number];
export type RuleChannel = Rule["channel"];

/** How often an alert is sent until somebody acknowledges it, minutes; null: once. */
export const REPEATS = [null, 1, 2, 5, 15, 60] as const;

export function wordRepeat(minutes: (typeof REPEATS)[number]): string {
  const t = words.texts.alerts.form.repeats;
  switch (minutes) {
    case null:
      return t.once;
    case 1:
      return t.everyMinute;
    case 60:
      return t.everyHour;
    default:
      return t.everyMinutes(minutes);
  }
}

type GroupName = keyof typeof words.texts.alerts.groups;

export type KindGroup = readonly [name: GroupName, kinds: readonly AlertKind[]];

/** In the order in which a shop meets them. */
export const KIND_GROUPS: readonly KindGroup[] = [
  [
    "people",
    [
      "age-check",
      "age-unchecked",
      "visits-unseen",
      "tailgating",
      "shopper-unbound",
      "bound-by-guess",
      "exit-without-entry",
    ],
  ],
  ["carts", ["cart-help", "cart-check", "cart-left", "cart-fault"]],
  [
    "goods",
    [
      "price-missing",
      "low-stock",
      "stock-wrong",
      "misplaced-item",
      "wrong-planogram",
      "wrong-weight",
      "goods-conflict",
      "planogram-unpublished",
    ],
  ],
  [
    "sensors",
    [
      "plate-dead",
      "plate-noisy",
      "camera-quiet",
      "camera-fault",
      "scale-quiet",
      "device-fault",
      "wrong-units",
      "gate-fault",
      "clock-offset",
    ],
  ],
  [
    "money",
    [
      "payment-offline",
      "refund-failed",
      "money-withdrawn",
      "fiscal-fault",
      "hold-missing",
      "cash-float",
      "review-due",
      "review-overdue",
      "many-disputes",
      "many-refunds",
      "many-sign-ups",
    ],
  ],
  [
    "server",
    [
      "webhook-failing",
      "chain-offline",
      "chain-forged",
      "chain-silent",
      "chain-behind",
      "work-failing",
      "clock-wrong",
      "clock-unconfirmed",
      "second-factor-missing",
      "evidence-full",
      "clips-failing",
      "disk-low",
      "rows-damaged",
      "process-slow",
    ],
  ],
];

/** Whether alerts of a kind may be sent by a channel: clerks get theirs alone. */
function isSentBy(channel: RuleChannel, kind: AlertKind): boolean {
  const isToClerks = channel.kind === "push" && channel.role === "clerk";
  return !isToClerks || CLERK_ALERT_KINDS.includes(kind);
}

/** What can be sent by a channel. */
export function listKindGroups(channel: RuleChannel): readonly KindGroup[] {
  return KIND_GROUPS.map(
    ([name, kinds]) => [name, kinds.filter((kind) => isSentBy(channel, kind))] as const,
  ).filter(([, kinds]) => kinds.length > 0);
}

/** Those of the chosen kinds that can be sent by a channel. */
export function keepKinds(kinds: readonly AlertKind[], channel: RuleChannel): AlertKind[] {
  return kinds.filter((kind) => isSentBy(channel, kind));
}

/** "age check". */
export const wordKind = (kind: AlertKind): string => words.texts.alerts.kinds[kind];

/** Kinds of a rule that are named; the others are counted. */
const NAMED_MAX = 3;

/** What a rule sends; to clerks, all is all that they may see. */
export function wordRuleKinds({ kinds, channel }: Pick<Rule, "channel" | "kinds">): string {
  const isAllOfSome = kinds.length === 0 && !ALERT_KINDS.every((kind) => isSentBy(channel, kind));
  return wordKinds(isAllOfSome ? CLERK_ALERT_KINDS : kinds);
}

function wordKinds(kinds: readonly AlertKind[]): string {
  const t = words.texts.alerts.rules;
  if (kinds.length === 0) return t.allKinds;
  const shown = kinds.slice(0, NAMED_MAX).map(wordKind);
  return t.kinds(shown, kinds.length - shown.length);
}

/** 485 is "08:05". */
export function formatMinute(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** Null where it is no time. */
export function readMinute(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

export function wordHours({ fromMinute, untilMinute }: Rule): string {
  const t = words.texts.alerts.rules;
  if (fromMinute === untilMinute) return t.always;
  return t.hours(formatMinute(fromMinute), formatMinute(untilMinute));
}

export function wordTarget(channel: RuleChannel): string {
  const { channels, rules } = words.texts.alerts;
  switch (channel.kind) {
    case "push":
      return rules.pushTo[channel.role];
    case "mail":
      return rules.mailTo(channel.address);
    case "webhook":
    case "mqtt":
      return channels[channel.kind];
    default:
      return channel satisfies never;
  }
}
