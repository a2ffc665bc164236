/** Bounds of how receipts look and travel. */
export const RECEIPT_LIMITS = {
  /** A code of a longer address would have modules too small for a phone at 80 mm paper. */
  lookupUrlCharsMax: 300,
  /** A mail that may still go through is tried again so long after each try, and then given up. */
  mailRetryAfterMs: [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60].map((minutes) => minutes * 60_000),
  /** Characters of an address for mail (RFC 5321, 4.5.3.1.3, without the angle brackets). */
  addressCharsMax: 254,
  /** A connection for mail may take so long to open, to greet, and between any two answers. */
  mailConnectMs: 10_000,
  mailGreetMs: 10_000,
  mailIdleMs: 30_000,
} as const;
/** Receipts that wait to be made as PDF; some 70 ms each. */
export const PDFS_WAITING_MAX = 100;
/** One that takes longer is given up. */
export const PDF_MS_MAX = 20_000;
/** Seconds after which whoever was sent away may ask again: the last of those that wait is made by then. */
export const PDF_RETRY_AFTER_S = 8;
