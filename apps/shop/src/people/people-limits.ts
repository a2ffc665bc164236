/** Bounds of people, sign-in and badges, each tested at the bound and one past it. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const USERS_MAX = 1000;
/** Users or badges listed at once. */
export const PAGE_ROWS_MAX = 200;

/** Passwords that are looked at in one process at once: each takes 19 MiB and a thread. */
export const PASSWORD_CHECKS_MAX = 16;
/** The same with those of people in places that are known: others cannot take their turn away. */
export const KNOWN_CHECKS_MAX = 20;

/** Failures of one name in one place that cost no time: everybody mistypes. */
export const FREE_FAILURES_MAX = 5;
/** The same in all places together that are strange to the name: its owner travels, too. */
export const STRANGE_FREE_FAILURES_MAX = 50;
/** Addresses and browsers at which a name has signed in; the one longest ago makes room. */
export const KNOWN_PLACES_MAX = 20;
/** Time after which a place is strange again. */
export const KNOWN_PLACES_KEPT_MS = 180 * DAY_MS;
/** The wait after the next one; it doubles with each, up to the longest. */
export const SIGN_IN_DELAY_MS_MIN = 5_000;
/** Whoever fails on purpose keeps out nobody but those in strange places; passkeys do not wait. */
export const SIGN_IN_DELAY_MS_MAX = 15 * MINUTE_MS;
/** Failures are forgotten so long after the last. */
export const FAILURES_KEPT_MS = DAY_MS;
/** Names and places with failures; those with the fewest make room. */
export const FAILURE_ROWS_MAX = 10_000;

/** As many as a sheet beside the till has room for. */
export const RECOVERY_CODES = 10;
/** From the QR code until a code of it is typed: an app may have to be installed first. */
export const SECOND_FACTOR_SETUP_LIFE_MS = 15 * MINUTE_MS;

export const ACCESS_TOKEN_LIFE_MS = 10 * MINUTE_MS;
export const ACCESS_TOKEN_CHARS_MAX = 2048;
/** Of one person at once; the one that was used longest ago makes room. */
export const SESSIONS_PER_SUBJECT_MAX = 20;
/** Time after which an unused session ends, and time after which any session does. */
export const SESSION_LIFE_MS = {
  // A shift, with its breaks; once a week everybody signs in again.
  user: { idleMs: 12 * HOUR_MS, wholeMs: 7 * DAY_MS },
  // Between two times of shopping.
  customer: { idleMs: 60 * DAY_MS, wholeMs: 365 * DAY_MS },
} as const;

/** How long a used refresh token still returns the same next one: its answer may be lost. */
export const REFRESH_REPEAT_MS = 30_000;

/** Time without a sign-in or visit after which a customer is forgotten. */
export const CUSTOMER_KEPT_MS = 730 * DAY_MS;
/** Customers forgotten in one transaction. */
export const FORGOTTEN_AT_ONCE_MAX = 100;

/** From the beginning of a card's setup until it cannot be used any more: typing, and the bank's page. */
export const CARD_SETUP_LIFE_MS = HOUR_MS;

export const BADGE_CSV_CHARS_MAX = 4 * 1024 * 1024;
/** More at once would keep the gates waiting. */
export const BADGE_ROWS_MAX = 20_000;
