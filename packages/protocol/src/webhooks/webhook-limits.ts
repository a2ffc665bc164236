/** Bounds of webhooks, of a shop and of a chain. */

/** A request that has no answer after this has failed. */
export const ANSWER_WITHIN_MS = 10_000;
/** Bytes of an answer that are read. */
export const ANSWER_BYTES_MAX = 1024;
/** Characters of an answer that are kept to look at. */
export const ANSWER_CHARS_MAX = 200;
/** Waits double from the first to the most: 24 attempts take 71 hours, with jitter 57 to 86. */
export const BACK_OFF_MS_FIRST = 5000;
export const BACK_OFF_MS_MAX = 6 * 3_600_000;
export const BACK_OFF_JITTER = 0.2;
export const ATTEMPTS_MAX = 24;
