/** Bounds of what is shown live, each tested at the bound and one past it. */

/** One snapshot of the floor in so long, milliseconds. */
export const FRAME_MS = 100;
/** What is remembered of where people were, and how finely. */
export const PAST_MS = 5 * 60_000;
export const PAST_STEP_MS = 200;
/** Past frames that go out at once, before others have their turn. */
export const PAST_AT_ONCE = 50;
/** Time unseen after which a person is not in the snapshot. */
export const SEEN_MS = 1000;
/** Time unseen after which somebody who had not entered has turned back at the door. */
export const TURNED_BACK_MS = 3000;
/** People who are followed at once. */
export const LIVE_PEOPLE_MAX = 200;
/** Numbers that people are shown by, until they start again. */
export const NUMBERS_MAX = 999;

/** Readers of all live streams together. */
export const LIVE_READERS_MAX = 64;
/** Messages that wait for one reader, some ten seconds; one that is further behind is cut off. */
export const LIVE_QUEUE_MAX = 120;

/** Distance of the values of a plate's curve. */
export const SHELF_STEP_MS = 100;
/** What of the curve there was comes first. */
export const SHELF_PAST_MS = 40_000;
/** How often the state of plates is reported. */
export const PLATES_EVERY_MS = 1000;
