/** Bounds of what goes to the chain. */

/** Rows that are under way at once: the next go when all of these are there. */
export const SENT_AT_ONCE_MAX = 500;
/** A row without an answer after this is sent again. */
export const ANSWER_WITHIN_MS = 5000;
/** Waits after failures double from the first to the most. */
export const RETRY_MS_FIRST = 250;
export const RETRY_MS_MAX = 10_000;
/** Staff are notified of a chain that has been away for so long: before, nobody has anything to do. */
export const OFFLINE_MS = 5 * 60_000;
/** How often a line that broke is tried to be made again. */
export const RECONNECT_MS = 2000;
/** Whoever waits for the chain's answer stands in the shop. */
export const CALL_WITHIN_MS = 3000;
