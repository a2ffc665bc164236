/** Bounds of the pool of reviewers. */

const MINUTE_MS = 60_000;

/** A shop that has not answered for so long is out of the queue; it is asked every few seconds. */
export const SILENT_MS = MINUTE_MS;
/** One that somebody in the shop has, or that was over, is not tried again before. */
export const LOST_MS = 2 * MINUTE_MS;
/** What somebody skipped is left to others so long. */
export const SKIPPED_MS = 5 * MINUTE_MS;
/** Reviews that a shop was given reviewers for in this time count against its next. */
export const SERVED_WITHIN_MS = 10 * MINUTE_MS;
/** Each of them lets its next wait as if it were due so much later: others get their turn, and deadlines still count. */
export const SERVED_COST_MS = MINUTE_MS;
/** Of so many reviews one is a second look, by chance, so that nobody can tell by when it comes. */
export const SECOND_LOOK_EVERY = 6;
/** Reviews that are tried for one request: somebody in the shop may have each. */
export const TRIES_MAX = 5;
/** Parts of a clip, of half a megabyte. */
export const CLIP_PARTS_MAX = 100;
