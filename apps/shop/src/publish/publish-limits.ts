/** Bounds of what goes out of the shop, each tested at the bound and one past it. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Events of the journal that become deliveries in one transaction, for endpoints equally far. */
export const TAKEN_AT_ONCE_MAX = 200;
/** Such transactions in a row before something is sent. */
export const TAKES_IN_A_ROW_MAX = 25;
/** Deliveries that wait for one endpoint; further events stay in the journal alone until there is room. */
export const PENDING_MAX = 10_000;
/** Requests under way to one endpoint: each has its own, so that none that hangs takes another's. */
export const SENDING_PER_ENDPOINT_MAX = 4;
/** Rounds of requests to one endpoint before it rests; what is left is due still. */
export const ROUNDS_MAX = 500;
/** Endpoints that are added in the browser, beside those of the configuration. */
export const ADDED_WEBHOOKS_MAX = 32;
/** How long ended deliveries are kept to be looked at and sent again. */
export const DELIVERED_KEPT_MS = 7 * DAY_MS;
export const DEAD_KEPT_MS = 30 * DAY_MS;
/** Ended rows that are deleted in one go. */
export const PRUNED_AT_ONCE_MAX = 500;

/** Mails that are sent at once. */
export const MAILS_AT_ONCE_MAX = 4;
/** Mails sent before `runDue` resolves; the rest is due still. */
export const MAILS_IN_A_ROW_MAX = 200;
/** How long what became of a mail is kept: so long it is known not to be sent again. */
export const MAILS_KEPT_MS = 400 * DAY_MS;
/** Mails of one receipt that are asked for by its link within so long; and how long that is known. */
export const ASKED_MAILS_MAX = 5;
export const ASKED_MAILS_MS = DAY_MS;

/** Notices of one rule that are sent at once. */
export const NOTICES_AT_ONCE_MAX = 16;
/** How often an alert is sent again that nobody acknowledges: at one a minute, a day. */
export const REMINDERS_MAX = 1440;
/** How long notices that have ended are kept to be looked at. */
export const NOTICES_KEPT_MS = 30 * DAY_MS;

/** Readers of the event stream at once: each phone with a shopper's page open is one. */
export const READERS_MAX = 1000;
/**
 * Live events that wait for one reader; one that is further behind is cut off, and may resume. The
 * events of one commit come all at once: there are fewer of them than this.
 */
export const READER_QUEUE_MAX = 5000;
/** Events of the journal that a reader who catches up is given between two looks at the loop. */
export const REPLAYED_AT_ONCE = 100;
/** How often a reader gets a sign of life. */
export const BEAT_MS = 15_000;
/** Number of heartbeats without progress after which a reader is cut off. */
export const BEATS_UNREAD_MAX = 4;
/** How long a browser waits before it comes again. */
export const RECONNECT_MS = 2000;
