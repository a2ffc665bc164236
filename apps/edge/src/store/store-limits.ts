/** Bounds of the shop's database, each tested at the bound and one past it. */

/** Transactions that are committed together, with one write to the disk. */
export const BATCH_MAX = 512;
/** Transactions that wait; more are refused, so that a disk that hangs is noticed. */
export const QUEUE_MAX = 20_000;
/** States of streams that are kept folded. */
export const STATES_KEPT_MAX = 20_000;
/** Longest event, characters. */
export const BODY_LENGTH_MAX = 1_000_000;
/** Events read at once when the journal is gone through. */
export const READ_AT_ONCE = 1000;
