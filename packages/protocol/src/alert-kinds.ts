/** What alerts to staff are about, in the order in which the reference lists them. */
export const ALERT_KINDS = [
  // People.
  "age-check",
  "age-unchecked",
  "visits-unseen",
  "tailgating",
  "shopper-unbound",
  "bound-by-guess",
  "exit-without-entry",
  // Smart carts.
  "cart-help",
  "cart-check",
  "cart-left",
  "cart-fault",
  // Goods.
  "price-missing",
  "low-stock",
  "stock-wrong",
  "misplaced-item",
  "wrong-planogram",
  "wrong-weight",
  "goods-conflict",
  "planogram-unpublished",
  // Sensors.
  "plate-dead",
  "plate-noisy",
  "camera-quiet",
  "camera-fault",
  "scale-quiet",
  "device-fault",
  "wrong-units",
  "gate-fault",
  "clock-offset",
  // Money.
  "refund-failed",
  "money-withdrawn",
  "payment-offline",
  "fiscal-fault",
  "hold-missing",
  "cash-float",
  "review-due",
  "review-overdue",
  "many-disputes",
  "many-refunds",
  "many-sign-ups",
  // The process.
  "chain-offline",
  "chain-forged",
  "chain-silent",
  "chain-behind",
  "webhook-failing",
  "work-failing",
  "clock-wrong",
  "clock-unconfirmed",
  "second-factor-missing",
  "evidence-full",
  "clips-failing",
  "disk-low",
  "rows-damaged",
  "process-slow",
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** Alerts that clerks get: of shoppers who wait for staff, and of the cash that clerks count. */
export const CLERK_ALERT_KINDS: readonly AlertKind[] = [
  "age-check",
  "cart-help",
  "cart-check",
  "cash-float",
];
