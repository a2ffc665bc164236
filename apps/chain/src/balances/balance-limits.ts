/** Bounds of gift cards and points. */

/** A hold that no shop ends can end by itself after this, once the shop's journal is known up to then. */
export const HOLD_MS = 24 * 3_600_000;
/** Rows of journals that are gone through in one transaction: whoever pays with a card of theirs waits for it. */
export const ROWS_AT_ONCE = 500;
/** Holds that are ended in one go. */
export const ENDED_AT_ONCE = 200;
/** Events of a charge that are gone through for its points; real ones have some tens. */
export const CHARGE_EVENTS_MAX = 500;
/** Of an amount: more than any receipt; sums of it stay whole. */
export const MINOR_MAX = 1e12;
/** Shoppers who join by themselves in one shop, and within which time. */
export const JOINS_OF_SHOP_MAX = 60;
export const JOINS_WITHIN_MS = 3_600_000;
