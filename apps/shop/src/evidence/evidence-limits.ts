/** Bounds of what is kept for reviewers, each tested at the bound and one past it. */

/** What is recorded in memory, for the interactions that are told in this time. */
export const RECORDED_MS = 40_000;
/** One mean of a plate's readings; at 60 Hz of three. */
export const CURVE_STEP_MS = 50;
/** One place of a person. */
export const POSITION_STEP_MS = 200;
/** Places of plates that are recorded, unused ones included: of all gondolas some 100 MB. */
export const RECORDED_CELLS_MAX = 20_000;
/** Samples of one batch that are looked at. */
export const RECORDED_SAMPLES_MAX = 6000;
/** People whose places are recorded at once. */
export const RECORDED_SHOPPERS_MAX = 200;

/** Who came so near to whom an interaction concerns is kept with them, metres on the floor. */
export const NEAR_M = 2;

/** Characters of one piece of evidence before it is packed. */
export const EVIDENCE_CHARS_MAX = 2_000_000;
/** Bytes of one clip, sealed. */
export const SEALED_BYTES_MAX = 2_100_000;
/** All that is kept, packed, bytes; the oldest goes first. */
export const EVIDENCE_BYTES_MAX = 2_000_000_000;
/** Pieces that are deleted in one go, because of their date or for room. */
export const PURGED_AT_ONCE_MAX = 200;
