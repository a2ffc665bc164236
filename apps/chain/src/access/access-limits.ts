/** Bounds of users, sessions and signing in. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Passwords that are checked at once: each takes 19 MiB and a thread. */
export const PASSWORD_CHECKS_MAX = 8;

export const INVITATION_LIFE_MS = 7 * DAY_MS;
/** From the way to an identity provider until the way back. */
export const SSO_ATTEMPT_LIFE_MS = 10 * MINUTE_MS;

/** How often the time of a session's last use is written. */
export const SESSION_NOTED_MS = MINUTE_MS;

/** How often sessions, invitations and sign-ins that have ended are removed, and old addresses. */
export const SWEPT_MS = 10 * MINUTE_MS;

/** The audit trail says so long from which address something was done. */
export const ADDRESS_KEEP_DAYS = 90;

/** Failures of one name from one network that cost no time: everybody mistypes. */
export const FREE_FAILURES_MAX = 5;
/** The same from everywhere: whoever fails on purpose keeps the owner out no sooner. */
export const FREE_FAILURES_OF_NAME_MAX = 50;
/** The wait after the next one; it doubles with each, up to the longest. */
export const SIGN_IN_DELAY_MS_MIN = 5_000;
export const SIGN_IN_DELAY_MS_MAX = 15 * MINUTE_MS;
/** Failures are forgotten so long after the last. */
export const FAILURES_KEPT_MS = DAY_MS;

/** Time after which an unused session ends, and time after which any does. */
export interface SessionLife {
  readonly idleMs: number;
  readonly wholeMs: number;
}

/** After it whoever signs in by a directory's groups gets those of then. */
export const SESSION_LIFE: SessionLife = { idleMs: 2 * HOUR_MS, wholeMs: 12 * HOUR_MS };
