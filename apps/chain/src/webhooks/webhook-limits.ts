/** Bounds of the chain's webhooks, beside those that shops have, too. */

/** Rows of journals that are gone through for a subscription in one transaction. */
export const ROWS_AT_ONCE = 2000;
/** Deliveries that wait for one subscription: further events stay in the journal until there is room. */
export const PENDING_MAX = 10_000;
/** Requests under way to one subscription; each subscription has its own. */
export const SENDING_MAX = 4;
/** Rounds of requests to one subscription before it rests; what is left is due still. */
export const ROUNDS_MAX = 500;
/** What was begun and has no outcome after this is begun again: whoever began it has died. */
export const LEASE_MS = 30_000;
/** How long a replaced secret still signs. */
export const FORMER_SECRET_MS = 24 * 3_600_000;
/** How long deliveries that have ended are kept to be looked at. */
export const ENDED_KEPT_MS = 7 * 24 * 3_600_000;
