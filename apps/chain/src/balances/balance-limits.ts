/** Bounds of gift cards and points. */

/** A hold that no shop ends can end by itself after this, once the shop's journal is known up to then. */
export const HOLD_MS = 24 * 3_600_000;
/** Rows of journals that are gone through in one transaction. */
export const ROWS_AT_ONCE = 5000;
/** Holds that are ended in one go. */
export const ENDED_AT_ONCE = 200;
/** Calls of shops that are answered at once; a code's hash takes 19 MiB. */
export const CALLS_AT_ONCE_MAX = 8;
/** Calls that wait for those; more are refused at once. */
export const CALLS_WAITING_MAX = 200;
/** Of a gift card, in minor units; and of points. */
export const UNITS_MAX = 1_000_000_000;
