/** What the page says of rules, in one place. */
import type { Answer } from "@saunter/client/api";
import type { AlertKind } from "@saunter/protocol/alert-kinds";

export type Rule = Answer<"GET /v1/alert-rules">["items"][number];
export type RuleChannel = Rule["channel"];

export const CHANNEL_WORDS: Readonly<Record<RuleChannel["kind"], string>> = {
  push: "Notification on phones and computers",
  mail: "E-mail",
  webhook: "Webhook",
  mqtt: "MQTT",
};

export const REPEATS: readonly (readonly [minutes: number | null, words: string])[] = [
  [null, "Once"],
  [1, "Every minute until acknowledged"],
  [2, "Every 2 minutes until acknowledged"],
  [5, "Every 5 minutes until acknowledged"],
  [15, "Every 15 minutes until acknowledged"],
  [60, "Every hour until acknowledged"],
];

/** In the order in which a shop meets them. */
export const KIND_GROUPS: readonly (readonly [name: string, kinds: readonly AlertKind[]])[] = [
  [
    "People",
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
  ["Smart carts", ["cart-help", "cart-check", "cart-left", "cart-fault"]],
  [
    "Goods",
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
    "Sensors and doors",
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
    "Money and reviews",
    [
      "payment-offline",
      "refund-failed",
      "money-withdrawn",
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
    "Server",
    [
      "webhook-failing",
      "work-failing",
      "clock-wrong",
      "second-factor-missing",
      "evidence-full",
      "clips-failing",
      "disk-low",
      "rows-damaged",
      "process-slow",
    ],
  ],
];

/** "age check": as the list of alerts has it. */
export const wordKind = (kind: AlertKind): string => kind.replaceAll("-", " ");

export function wordKinds(kinds: readonly AlertKind[]): string {
  if (kinds.length === 0) return "All alerts";
  const shown = kinds.slice(0, 3).map(wordKind).join(", ");
  return kinds.length > 3 ? `${shown} and ${kinds.length - 3} more` : shown;
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
  if (fromMinute === untilMinute) return "around the clock";
  return `${formatMinute(fromMinute)} to ${formatMinute(untilMinute)}`;
}

export function wordTarget(channel: RuleChannel): string {
  switch (channel.kind) {
    case "push":
      return `${CHANNEL_WORDS.push}: every ${channel.role}`;
    case "mail":
      return `${CHANNEL_WORDS.mail} to ${channel.address}`;
    case "webhook":
    case "mqtt":
      return CHANNEL_WORDS[channel.kind];
    default:
      return channel satisfies never;
  }
}
