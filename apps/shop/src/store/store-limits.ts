/** Bounds of the shop's database, each tested at the bound and one past it. */

/** Transactions that are committed together, with one write to the disk. */
export const BATCH_MAX = 512;
/** Transactions that wait; more are refused, so that a disk that hangs is noticed. */
export const QUEUE_MAX = 20_000;
/** States of streams that are kept folded. */
export const STATES_KEPT_MAX = 20_000;
/** Events of a long stream from one state that is kept in the database to the next. */
export const STATE_KEPT_EVERY = 500;
/** Longest event, characters. */
export const BODY_LENGTH_MAX = 1_000_000;
/** Longest name of a stream, characters. */
export const STREAM_LENGTH_MAX = 500;
/** Events that a reader of the journal gets at once. */
export const READ_AT_ONCE = 1000;
/** Events that are read at once when the journal is verified. */
export const VERIFIED_AT_ONCE = 256;
/** Pages that a backup copies between two looks at the loop. */
export const BACKUP_PAGES_AT_ONCE = 1000;
/** What restores have set aside in a folder, over its life. */
export const SET_ASIDE_MAX = 1000;

/** Bytes of a database that is checked as a whole before it is opened; of a larger one, the end. */
export const CHECKED_AT_ONCE_BYTES_MAX = 64 * 1024 * 1024;
/** Last events of a long journal that are verified before it is opened, and some more. */
export const VERIFIED_FIRST = 20_000;
/** Events that are verified together when one of them is read. */
export const GUARDED_AT_ONCE = 256;
/** Damaged rows that are taken out of tables beside the journal; of more a backup is better. */
export const DAMAGED_ROWS_MAX = 100;
