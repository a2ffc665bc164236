/** What the shop tells the outside, by webhook and by stream: one shape for both. */
export const PUBLIC_EVENT_TYPES = [
  "visit.opened",
  "visit.closed",
  "cart.updated",
  "interaction.decided",
  "receipt.drafted",
  "receipt.finalised",
  "receipt.contested",
  "receipt.corrected",
  "receipt.refunded",
  "charge.updated",
  "debt.opened",
  "debt.settled",
  "review.opened",
  "review.ended",
  "stock.changed",
  "drawer.changed",
  "goods.changed",
  "alert.raised",
  "alert.acknowledged",
  "alert.cleared",
] as const;

/** What a webhook can be sent: everything, everything of a group such as `receipt.*`, or one type. */
export const EVENT_PATTERNS: readonly string[] = [
  "*",
  ...new Set(PUBLIC_EVENT_TYPES.map((type) => `${type.split(".")[0]}.*`)),
  ...PUBLIC_EVENT_TYPES,
];

export type PublicEventType = (typeof PUBLIC_EVENT_TYPES)[number];

export interface PublicEvent {
  /** The journal's position: whoever gets an event twice knows it by this. */
  readonly id: number;
  readonly type: PublicEventType;
  readonly atMs: number;
  /** Null for what concerns no visit. */
  readonly visitId: string | null;
  /** Without personal data, without secrets. */
  readonly data: Readonly<Record<string, unknown>>;
}
