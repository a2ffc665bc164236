/** Every bound and time of reading live scales, by name, in one place. */

/** Frames of one controller that wait for one before them, and how long, milliseconds. */
export const REORDER_FRAMES_MAX = 32;
export const REORDER_MS_MAX = 250;
/** A number so far away is of another count: the controller started again without saying so. */
export const SEQUENCE_AWAY_MAX = 1 << 20;
/** So are so many in a row that were passed, over such a time, milliseconds. */
export const PASSED_RUN_MAX = 64;
export const PASSED_RUN_MS = 5000;
/** Numbers of frames that are remembered, to tell what comes twice from what is late. */
export const GIVEN_MAX = 4096;
/** Starts of one controller that are remembered, to know late frames of an earlier one. */
export const BOOTS_MAX = 8;

/** Frames of a new start are held for so long, so that one that was delayed does not set the clock. */
export const CLOCK_WARM_UP_MS = 1000;
/** The least delay is kept for each of so many spans, milliseconds. */
export const CLOCK_SPAN_MS = 5000;
export const CLOCK_SPANS_MAX = 120;
/** From how long on a drift is told from changes of the delay, milliseconds. */
export const CLOCK_DRIFT_AFTER_MS = 60_000;
/** Quartz of cheap boards is within 100 ppm; ceramic resonators of some are within 0.5 %. */
export const CLOCK_DRIFT_MAX = 0.005;
/** How fast the time that is given may be corrected, of the time that passes. */
export const CLOCK_SLEW_MAX = 0.01;
/** An error that would take too long at that: it is corrected at once, milliseconds. */
export const CLOCK_STEP_MS = 1000;
/** Between two frames in a row, a clock that is off by more than this was set, milliseconds. */
export const CLOCK_JUMP_MS_LEAST = 500;

/** How long a gondola waits for a controller whose samples are late, milliseconds. */
export const ASSEMBLE_WAIT_MS_MAX = 400;
/** Samples of a controller that wait for the others. */
export const ASSEMBLE_SAMPLES_MAX = 4096;
/** Silence of all controllers of a gondola after which its time starts again, milliseconds. */
export const ASSEMBLE_RESTART_MS = 3000;
/** A controller that is so much faster than another of its gondola is averaged down to it. */
export const ASSEMBLE_FASTER_RATIO = 1.5;

/** No shelf weighs that much: such a reading is none, grams. */
export const READING_G_MAX = 1_000_000;
/** A rate that is off by more than this share is told, and the measured one used. */
export const RATE_OFF_SHARE = 0.03;
/** Time over which a rate is measured, milliseconds. */
export const RATE_MEASURE_MS = 10_000;
/** Names of controllers that are not in the configuration, of which frames are counted. */
export const UNKNOWN_DEVICES_MAX = 100;
/** Frames of a tracker that wait for its clock to be known. */
export const PEOPLE_WAITING_MAX = 100;
