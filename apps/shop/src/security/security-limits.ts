/** Bounds of the audit log, each tested at the bound and one past it. */

/** Refused sign-ins are counted for so long, then written down. */
export const REFUSED_WINDOW_MS = 5 * 60_000;
/** Names and addresses that are counted apart in a window; all others count together. */
export const REFUSED_ROWS_MAX = 10;
/** Refused sign-ins of devices that wait to be counted; of more none is. */
export const REFUSED_WAITING_MAX = 1000;
/** Names of changed keys that one event lists; how many there are in all is written beside them. */
export const CHANGED_KEYS_MAX = 100;
/** Notes of the command line that are taken up at once. */
export const NOTES_AT_ONCE_MAX = 100;
/** Events that are read at once for an export. */
export const EXPORTED_AT_ONCE = 500;
