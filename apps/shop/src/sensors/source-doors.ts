/** The ways in and out of sources that have none of their own. */

/** The gate of sources that know of none. */
export const ONLY_GATE = "door";
