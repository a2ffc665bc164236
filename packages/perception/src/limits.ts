/** Every bound of the engine, by name, in one place. */

/** Samples in a bin: 0.1 s at 60 Hz, one period of the 9–12 Hz ringing of a loaded gondola. */
export const BIN_SAMPLES = 6;
/** Bins kept for each plate. */
export const HISTORY_BINS = 128;
/** Bins over which a level must be flat to be settled (0.5 s, five periods of 10 Hz). */
export const SETTLED_BINS = 5;
/** How long a batch that came too early waits for the one before it, milliseconds. */
export const LATENESS_MS_MAX = 1000;
/** Batches of one gondola that wait for an earlier one. */
export const WAITING_BATCHES_MAX = 32;
/** A gap in a gondola's samples beyond which its levels are learned anew. */
export const GAP_MS_MAX = 3000;
/** Joint history kept for each shopper, milliseconds. */
export const POSE_HISTORY_MS = 12_000;
/** A shopper not seen for this long has left. */
export const ABSENCE_MS_MAX = 30_000;
/** Hypotheses kept for a cluster of shoppers whose interactions depend on each other. */
export const HYPOTHESES_MAX = 128;
/** Explanations kept of one change on a shelf. */
export const EXPLANATIONS_MAX = 24;
/** Plates in one change on a shelf that are explained jointly. */
export const GROUP_PLATES_MAX = 8;
/** Units of one product taken or put back in one change. */
export const UNITS_MAX = 8;
/** How long a settled plate waits for its neighbours to settle too, milliseconds. */
export const NEIGHBOUR_WAIT_MS_MAX = 600;
/** Changes whose time of decision is remembered, for what is told of them later. */
export const DECIDED_MAX = 4096;
