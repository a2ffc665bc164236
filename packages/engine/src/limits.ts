/** Every bound of the engine, by name, in one place. */

/** Bins kept for each plate: a power of two. */
export const HISTORY_BINS = 128;
/** How long a batch that came too early waits for the one before it, milliseconds. */
export const LATENESS_MS_MAX = 1000;
/** Batches of one gondola that wait for an earlier one. */
export const WAITING_BATCHES_MAX = 32;
/** A batch that is further behind than this is not late: its clock went back, milliseconds. */
export const LATE_MS_MAX = 60_000;
/** How far behind a batch must be that may be the first after the clock was set back. */
export const CLOCK_BACK_MS_LEAST = 2000;
/** Batches in a row, and the time that they must fill, that show that a clock was set back. */
export const CLOCK_RUN_BATCHES = 5;
export const CLOCK_RUN_MS = 900;
/** Batches of one gondola that are known again when they come twice: a minute of 0.2 s each. */
export const KNOWN_BATCHES_MAX = 320;
/** A gap in a gondola's samples beyond which its levels are learnt again. */
export const GAP_MS_MAX = 3000;
/** Changes that wait to be compared with joints in time, and recent ones that several people may have made, and how long. */
export const CLOCK_CHANGES_WAITING_MAX = 64;
export const CLOCK_SHARED_MAX = 64;
export const CLOCK_SHARED_MS_MAX = 300_000;
/** Joint history kept for each shopper, milliseconds. */
export const POSE_HISTORY_MS = 12_000;
/** Frames that are older than that and kept, so that they are not let go one by one. */
export const POSE_HISTORY_SPARE = 32;
/** The most time from one frame to the next that is counted as spent near somebody, milliseconds. */
export const NEAR_FRAME_MS_MAX = 250;
/** While a gondola's readings are behind, joints of that time are kept too, so far back at most, milliseconds. */
export const POSE_HISTORY_BEHIND_MS_MAX = 120_000;
/** A gondola that is so far behind the joints is silent, and how often that is checked, milliseconds. */
export const UNREAD_MS = 1500;
export const UNREAD_CHECK_MS = 500;
/** Joints up to this long after a unit's time are waited for, milliseconds. */
export const JOINTS_AFTER_MS = 450;
/** A change waits no longer than this after it settled for joints that are late, milliseconds. */
export const JOINTS_WAIT_MS_MAX = 1200;
/** Likeliest hypotheses, of each cluster, by which a change that still waits is reported. */
export const PREVIEW_HYPOTHESES_MAX = 1;
/** Whether two people were swapped is asked again when this much more has been seen, milliseconds. */
export const ASK_AGAIN_MS = 700;
/**
 * How often hands that may press are checked, and how long after: what they let go of has been
 * decided by then. Milliseconds.
 */
export const ADVANCE_MS = 1000;
export const ADVANCE_LAG_MS = 3000;
/** How often departures, dead plates and what is to be forgotten are checked, milliseconds. */
export const CHECK_MS = 1000;
/** Pairs of a board's facings that are kept of a change, and units of each in a pair. */
export const BOARD_PAIRS_MAX = 6;
export const BOARD_PAIR_UNITS_MAX = 3;
/** Changes and lengths of bodies from which units are recognised. */
export const UNIT_CHANGES_MAX = 32;
export const UNIT_LENGTHS_MAX = 600;
/** Times at which a door was open that are kept: a change is judged some seconds after it began. */
export const DOOR_TIMES_MAX = 64;
/** Changes of a board from which a wrong wiring is recognised, and other facings that one may be swapped with. */
export const BOARD_CHANGES_MAX = 24;
export const SWAP_FACINGS_MAX = 256;
/** Most units of a product in a change that is compared with the catalogue. */
export const UNIT_COUNTED_MAX = 3;
/** Times kept of two people at which they were within reach of each other. */
export const NEAR_TIMES_MAX = 8;
/** Shoppers who may have handed over, unseen, what another one puts back. */
export const GIVERS_MAX = 3;
/** Positions kept of a hand, from which its usual place is learnt: about a minute. */
export const HAND_REST_SAMPLES_MAX = 96;
/** Odd picks kept; a shop with more has been warned. */
export const ODD_PICKS_MAX = 256;
/** Without joints for so long, or with those of another time, a pick can go unseen, milliseconds. */
export const PEOPLE_UNSEEN_MS = 2000;
/** A shopper not seen for this long has left. */
export const ABSENCE_MS_MAX = 30_000;
/** What a shopper who leaves may have done last is waited for this long until it settles. */
export const LEAVING_MS_MAX = 2000;
/** Hypotheses kept for a cluster of shoppers whose interactions depend on each other. */
export const HYPOTHESES_MAX = 160;
/** Carts, and gondolas with something out of place, whose dependence on each other is kept. */
export const CLUSTER_PARTS_MAX = 8;
/** Explanations kept of one change on a shelf. */
export const EXPLANATIONS_MAX = 24;
/** Plates in one change on a shelf that are explained jointly. */
export const GROUP_PLATES_MAX = 8;
/** Products kept that a block may be of; beyond them the product is not known anyway. */
export const CANDIDATES_MAX = 8;
/** Units of one product taken or put back in one change. */
export const UNITS_MAX = 8;
/** How long a settled plate waits for its neighbours to settle too, milliseconds. */
export const NEIGHBOUR_WAIT_MS_MAX = 600;
/** How long a change waits for a plate from which it may be what leaks, milliseconds. */
export const LEAK_WAIT_MS_MAX = 9000;
/** How long reported steps are remembered, for what leaks from them, milliseconds. */
export const TAKEN_STEPS_MS_MAX = 5000;
/** Changes whose time of decision is remembered, for later reports. */
export const DECIDED_MAX = 4096;
/** People who may have been swapped among each other that are smoothed together. */
export const IDENTITY_LABELS_MAX = 8;
/** Ways in which they may be swapped that are kept at a time. */
export const IDENTITY_STATES_MAX = 24;
/** Assignments of identities that are kept, as they recur. */
export const IDENTITY_LISTED_MAX = 4096;
/** Sensor faults that are kept as reasons for the review of one shopper's receipt. */
export const ALARMS_MAX = 24;
/** Alternatives reported for one uncertain interaction. */
export const ALTERNATIVES_MAX = 6;
/** Pairs of people whose ambiguities are kept, and times of each pair. */
export const AMBIGUITY_PAIRS_MAX = 1024;
export const AMBIGUITY_SPANS_MAX = 512;
/** Changes whose shoppers are remembered, and how long, for late identity evidence. */
export const DECIDED_CHANGES_MAX = 512;
export const DECIDED_CHANGES_MS_MAX = 90_000;
/** Times for which it is kept how far a hand had been on some plates: one a second, and one a change there. */
export const DWELL_ANSWERS_MAX = 256;
