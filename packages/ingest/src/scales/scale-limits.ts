/** Every bound and time of reading live scales, by name, in one place. */

/** Frames of one controller that wait for one before them, and how long, milliseconds. */
export const REORDER_FRAMES_MAX = 32;
export const REORDER_MS_MAX = 250;
/** A number so far away is of another count: the controller started again without saying so. */
export const SEQUENCE_AWAY_MAX = 1 << 20;
/** So are so many in a row that were passed, over such a time, milliseconds. */
export const PASSED_RUN_MAX = 64;
export const PASSED_RUN_MS = 5000;
/** Whose time goes so many times as fast as they come: they are not of now, but were kept. */
export const PASSED_PACE_MAX = 2;
/** Numbers of frames that are remembered, to tell what comes twice from what is late. */
export const GIVEN_MAX = 4096;
/** Starts of one controller that are remembered, to know late frames of an earlier one. */
export const BOOTS_MAX = 8;

/** Frames of a new start are held for so long, so that one that was delayed does not set the clock. */
export const CLOCK_WARM_UP_MS = 1000;
/** So are those that were kept before, until one comes that was not: so many, and no longer without a fault, milliseconds. */
export const CLOCK_FRAMES_MAX = 4096;
export const WITHOUT_CLOCK_MS_MAX = 30_000;
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
/** Readings are not where joints are when the shop's clock was set by more, milliseconds. */
export const SHOP_OFFSET_MS_MAX = 250;
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

/** At the start: what is so new is of now, who is silent for so long is not waited for, and so much waits at most. */
export const CAUGHT_UP_MS = 1500;
export const CAUGHT_UP_SILENT_MS = 3000;
export const CAUGHT_UP_OBSERVATIONS_MAX = 100_000;

/** No shelf weighs that much: such a reading is none, grams. */
export const READING_G_MAX = 1_000_000;
/** A rate that is off by more than this share is told, and the measured one used. */
export const RATE_OFF_SHARE = 0.03;
/** Time over which a rate is measured, milliseconds. */
export const RATE_MEASURE_MS = 10_000;
/** So many frames' time without one is a scale that was away, and says nothing of its rate. */
export const RATE_PAUSE_FRAMES = 20;
/** Names of controllers that are not in the configuration, of which frames are counted. */
export const UNKNOWN_DEVICES_MAX = 100;
/** Controllers that are told which of their frames were taken, and how often, milliseconds. */
export const TAKEN_DEVICES_MAX = 2000;
export const TELL_TAKEN_EVERY_MS = 500;

/** What a channel reads is summed up by so much time, milliseconds, and so many of these windows are kept. */
export const HEALTH_WINDOW_MS = 1000;
export const WINDOWS_KEPT = 24;
/** Windows in a row, and the share of their samples that is missing, of a channel that is dead. */
export const DEAD_WINDOWS = 3;
export const DEAD_SHARE = 0.9;
/** Windows in a row that each miss something, and the share that is missing of all, of a bad wire. */
export const INTERMITTENT_WINDOWS = 5;
export const INTERMITTENT_SHARE = 0.25;
/** The share that is at the end of the amplifier's range. */
export const SATURATED_SHARE = 0.2;
/** Windows in a row that read the same. */
export const STUCK_WINDOWS = 8;
/** Windows from which it is learnt how a channel trembles at rest. */
export const QUIET_WINDOWS_MIN = 8;
export const USUAL_FOLLOWS_SHARE = 0.02;
/** Times that, and at least so many grams, in so many of the last windows: it is noisy. */
export const NOISY_TIMES = 6;
export const NOISY_G_MIN = 5;
export const NOISY_WINDOWS = 10;
export const NOISY_WINDOWS_MIN = 8;
/** Windows in a row that go one way, by how much in all, and how uneven their steps may be. */
export const DRIFT_WINDOWS = 12;
export const DRIFT_G_MIN = 8;
export const DRIFT_NOISES_MIN = 4;
export const DRIFT_STEP_MAX = 3;

/** A controller without a frame for so long is silent; one whose frames are so late is behind, milliseconds. */
export const SILENT_MS = 5000;
/** A slow one is silent after so many samples that did not come. */
export const SILENT_SAMPLES = 2.5;
export const BEHIND_MS = 2000;
/** A restart, a leap of the clock and lost frames are told for so long, milliseconds. */
export const FAULT_TOLD_MS = 30_000;

/** How long a device on a Modbus line or network has to answer, milliseconds. */
export const MODBUS_ANSWER_MS_MAX = 500;
/** A device, line or connection that fails is tried again after longer and longer pauses, milliseconds. */
export const RETRY_MS_LEAST = 250;
export const RETRY_MS_MAX = 10_000;
/** How long a connection to a scale may take, milliseconds. */
export const CONNECT_MS_MAX = 5000;
/** A line through a device server that is silent for so long is asked whether it is still there, milliseconds. */
export const KEEP_ALIVE_AFTER_MS = 10_000;
/** Registers that one answer has at most (Modbus Application Protocol V1.1b3, section 6.3). */
export const MODBUS_REGISTERS_MAX = 125;
/** What a device may send to the broker inside the process at once, bytes; deploy/mosquitto/mosquitto.conf has the same. */
export const PACKET_BYTES_MAX = 270_000;
/** A line of a scale that is longer is none, bytes. */
export const LINE_BYTES_MAX = 256;
/** How old a topic's value may be to stand for one that did not come, in periods of the device. */
export const TOPIC_HELD_PERIODS_MAX = 2;
/** A message on a plain-text topic or of an announcement that is longer is not read, bytes. */
export const TEXT_TOPIC_BYTES_MAX = 16 * 1024;
/** Devices and their sensors that are listed as announced. */
export const ANNOUNCED_DEVICES_MAX = 100;
export const ANNOUNCED_SENSORS_MAX = 64;
/** What channels read is kept for whoever looks at them: means of so long, milliseconds, and so many of them. */
export const READING_STEP_MS = 100;
export const READING_STEPS_MAX = 600;
/** Newest samples of a channel that its noise and its range are computed of. */
export const READING_SAMPLES_MAX = 800;
