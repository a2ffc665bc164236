/** Bounds of money and rates as they are written. */

/** Characters of an amount in text; the longest that is still a safe integer has 18. */
export const AMOUNT_TEXT_LENGTH_MAX = 24;
/** Decimals of a rate: US district taxes have up to five (0.08875). */
export const RATE_DECIMALS_MAX = 8;
