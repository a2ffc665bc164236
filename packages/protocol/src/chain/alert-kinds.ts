/** What a chain's own alerts are about, in the order in which the reference lists them. */
import type { AlertKind } from "../alert-kinds.ts";

export const CHAIN_ALERT_KINDS = [
  // Of a shop.
  "shop-silent",
  "shop-behind",
  "shop-clock",
  "shop-set-aside",
  "shop-forged",
  "shop-keyless",
  "shop-copy",
  "shop-review-rate",
  "shop-reviews-lapsed",
  "shop-accuracy",
  "shop-unsigned",
  "shop-alert",
  "version-refused",
  // Of the chain.
  "roll-out-stopped",
  "figures-behind",
  "hub-unreachable",
  "hub-server-missing",
  "hub-full",
  "database-full",
  "backup-old",
  "webhook-failing",
  "directory-failing",
  "captures-short",
  "points-owed",
] as const;
export type ChainAlertKind = (typeof CHAIN_ALERT_KINDS)[number];

/** Kinds of a shop's alerts that whoever runs the chain sees to, and not whoever stands in the shop. */
export const PASSED_ON_KINDS = [
  "fiscal-fault",
  "work-failing",
  "clock-wrong",
  "clock-unconfirmed",
  "evidence-full",
  "disk-low",
  "rows-damaged",
  "process-slow",
] as const satisfies readonly AlertKind[];
