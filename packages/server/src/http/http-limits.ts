/** Bounds of every server's HTTP API. */

/** Longest body, bytes. */
export const BODY_BYTES_MAX = 65_536;
/** Deepest nesting of a body. */
export const BODY_DEPTH_MAX = 16;

export const RATE_WINDOW_MS = 60_000;
/** Callers whose requests are counted a route; the one that was counted longest ago makes room. */
export const RATE_KEYS_MAX = 5000;
