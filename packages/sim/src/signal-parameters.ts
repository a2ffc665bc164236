/**
 * What the real sensors do, as numbers, measured on the recordings under ../shared/data/nanostore:
 * BENCHMARK-1, cps-test-01 (real plates; joints of BENCHMARK-1) and the 28 re-enactments (contact
 * shapes, joints with dropouts, crowds). A comment gives the figure that was measured; the constant
 * below it is what makes the simulation show that figure. Shakes, slams, drift, holds and the rates
 * of wrist mix-ups rest on little data and were set by eye. Lengths in metres, weights in grams.
 * `saunter simulate --compare` prints the same quantities of recordings and simulation.
 */

/** Both recordings: batches of 12 samples at a nominal 60 Hz. */
export const SAMPLE_RATE_HZ = 60;
export const BATCH_SAMPLES = 12;

/**
 * Batch timestamps around their own straight line: rms 2.0-4.3 ms, extremes 7-26 ms; the line's
 * slope is off by 0.3-7.5e-5 (both recordings, all gondolas).
 */
export const BATCH_JITTER_MS = 2.3;
export const BATCH_JITTER_TAIL_SHARE = 0.05;
export const BATCH_JITTER_TAIL_MS = 11;
export const SAMPLE_RATE_ERROR = 5e-5;

/** How the plates of a shelf ring. */
export interface ShelfNoise {
  /** Median over plates of the 1 s standard deviation, nobody walking. */
  readonly noiseG: number;
  /** Where most of the power is. */
  readonly ringHz: number;
  /** Standard deviation of the ring's frequency as a bandwidth: larger is less pure. */
  readonly bandwidthHz: number;
  /** Share of white noise in the variance. */
  readonly whiteShare: number;
  /** Share of the variance that all plates of the shelf have in common (neighbour correlation). */
  readonly commonShare: number;
  /** How much of the rest a plate has from the plate on its left, as an angle. */
  readonly mixRad: number;
}

/**
 * Gondola 1, shelves 1..6: 1 s standard deviations 0.7, 0.7, 2.5, 3.6, 5, 7 g; power between 13 and
 * 18 Hz on shelves 1-2, 8-13 Hz on 3-4, 5-13 Hz on 5-6; neighbour correlation of first differences
 * 0.50, 0.55, 0.27, 0.24, 0.01, 0.08.
 */
export const RINGING_GONDOLA: readonly ShelfNoise[] = [
  { noiseG: 0.6, ringHz: 16, bandwidthHz: 2.4, whiteShare: 0.22, commonShare: 0.46, mixRad: 0.2 },
  { noiseG: 0.6, ringHz: 16, bandwidthHz: 2.4, whiteShare: 0.22, commonShare: 0.46, mixRad: 0.2 },
  { noiseG: 2.1, ringHz: 10.3, bandwidthHz: 1.6, whiteShare: 0.16, commonShare: 0.26, mixRad: 0 },
  { noiseG: 2.9, ringHz: 10.3, bandwidthHz: 2, whiteShare: 0.2, commonShare: 0.22, mixRad: 0 },
  { noiseG: 4.3, ringHz: 9, bandwidthHz: 2, whiteShare: 0.14, commonShare: 0.03, mixRad: 0 },
  { noiseG: 6.2, ringHz: 7.5, bandwidthHz: 1.6, whiteShare: 0.08, commonShare: 0.1, mixRad: 0 },
];

/** Gondola 3: 0.5-1 g, 14-17 Hz, correlation 0.3-0.66 (0.3-0.5 four plates apart). */
export const MIDDLE_GONDOLA: ShelfNoise = {
  noiseG: 0.68,
  ringHz: 16,
  bandwidthHz: 2.4,
  whiteShare: 0.25,
  commonShare: 0.4,
  mixRad: 0.22,
};

/** Gondolas 2, 4 and 5: 0.4-1 g, 20-25 Hz, correlation 0.4-0.7 (0.3-0.5 four plates apart). */
export const QUIET_GONDOLA: ShelfNoise = {
  noiseG: 0.58,
  ringHz: 24,
  bandwidthHz: 2.2,
  whiteShare: 0.22,
  commonShare: 0.42,
  mixRad: 0.25,
};

/** Plates of one shelf differ: quartiles 0.8 and 1.2 of the shelf's median. */
export const PLATE_NOISE_LOG_SPREAD = 0.32;
/** And some shelves of quiet gondolas are loud: 3/2, 4/1 and 4/2 of BENCHMARK-1, 2-3 g. */
export const LOUD_SHELF_SHARE = 0.12;
export const LOUD_SHELF_SCALE = 2.6;

/**
 * Slow part: the difference of two 0.5 s means 0.5 s apart is 0.07-0.15 g (median plate) where the
 * noise is 0.6 g, 0.4-0.7 g on gondola 1, far above what ringing averages to.
 */
export const SLOW_NOISE_SHARE = 0.26;
export const SLOW_NOISE_TIME_S = 1.2;
/** Random walk of a level; 17 s and 34 s of recording bound it only from above. */
export const DRIFT_G_PER_ROOT_S = 0.03;

/**
 * Somebody walks: the noise of whole shelves grows for about 0.2 s at every step. 0.25 s standard
 * deviations over their own median: 90th percentile 2-3, 99th 3-5, largest 6-12.
 */
export const STEP_SHAKE = 2.4;
export const STEP_SHAKE_DECAY_S = 0.18;
export const STEP_SHAKE_REACH_M = 3;
export const STEP_INTERVAL_MS = 520;
/** A door or a stumble (cps-test-01 at 19.6-20.3 s, all gondolas at once): 6-12 times the noise. */
export const SLAM_SHAKE_MIN = 6;
export const SLAM_SHAKE_MAX = 11;
export const SLAM_DECAY_S = 0.35;
export const SLAMS_PER_MINUTE = 1.2;

/**
 * A step's share on the neighbour plates: median 1.2 %, 10th-90th percentile 0.4-2.1 %. That is of
 * steps that often lie on two plates, of which one leaks to either side: wider here.
 */
export const LEAK_NEIGHBOUR_MIN = 0.005;
export const LEAK_NEIGHBOUR_MAX = 0.027;
/** On every other plate of the shelf: median 0.28 %, 10th-90th percentile -0.07..0.65 %. */
export const LEAK_SHELF = 0.0028;
export const LEAK_SHELF_SPREAD = 0.0026;

/** Plates against the catalogue's weight (engine.md: gain per plate ~ N(1, 0.03^2)). */
export const PLATE_GAIN_SPREAD = 0.03;
/** Items of one product differ by 1.5 % (truth.json's grams; products with over 4 events). */
export const ITEM_WEIGHT_SPREAD = 0.015;
/** And a product's mean differs from its catalogue weight (quartiles of the same: +-0.7 %). */
export const PRODUCT_WEIGHT_SPREAD = 0.01;

/**
 * Re-enactments: from 10 to 80 % of a step takes 0.07 / 0.12 / 0.28 s (10th, 50th, 90th pct);
 * that is 0.52 of a smooth step's whole duration.
 */
export const STEP_DURATION_MEDIAN_S = 0.2;
export const STEP_DURATION_LOG_SPREAD = 0.45;
/** Before it, in two of five contacts, a hand presses or lifts a little: up to a tenth. */
export const PRESS_SHARE = 0.4;
export const PRESS_OF_WEIGHT = 0.07;
export const PRESS_BASE_G = 4;
/** After it the hand lingers: 7 % of the weight (median), 20 % (90th percentile), gone in 0.7 s. */
export const LINGER_OF_WEIGHT = 0.09;
export const LINGER_S = 0.55;

/** A hold (hold-and-leave, hold-then-take): -0.75 of 1067 g for 2.6 s or more, or +155 g. */
export const HOLD_LIFT_MIN = 0.5;
export const HOLD_LIFT_MAX = 0.95;
export const HOLD_PRESS_MIN_G = 60;
export const HOLD_PRESS_MAX_G = 220;
export const HOLD_MIN_S = 1;
export const HOLD_MAX_S = 3.2;

/**
 * Skeleton, metres below the head or beside the spine (re-enactments, BENCHMARK-1: head 1.57-1.82,
 * neck 0.20 below, shoulders 0.28, elbows 0.54, wrists 0.79; shoulders 0.31 apart).
 */
export const HEAD_HEIGHT_MIN_M = 1.55;
export const HEAD_HEIGHT_MAX_M = 1.83;
export const NECK_BELOW_M = 0.2;
export const SHOULDER_BELOW_M = 0.28;
export const ELBOW_BELOW_M = 0.535;
export const WRIST_BELOW_M = 0.785;
export const SHOULDER_HALF_WIDTH_M = 0.155;
export const WRIST_HALF_WIDTH_M = 0.2;
export const WRIST_FORWARD_M = 0.09;

/**
 * Reaches (180 contacts): wrist 0.30 +- 0.10 m behind the shelf's front, 0.18 +- 0.08 m above the
 * board, 0.05 m beside the plates' middle (median), from 0.6 s before to 0.5 s after the step.
 * BENCHMARK-1, the real one, stops at the front edge: the spread is widened to hold it.
 */
export const REACH_DEPTH_M = 0.27;
export const REACH_DEPTH_SPREAD_M = 0.11;
export const REACH_HEIGHT_M = 0.18;
export const REACH_HEIGHT_SPREAD_M = 0.075;
export const REACH_SIDE_SPREAD_M = 0.035;
export const REACH_MOVE_MS = 350;
export const REACH_BEFORE_MS = 520;
export const REACH_AFTER_MS = 450;
/** The head is 0.54 m (5th-95th percentile 0.14-0.71) before the shelf, 0.16 m beside the plate. */
export const STAND_BEFORE_M = 0.58;
export const STAND_BESIDE_SPREAD_M = 0.15;
export const WALK_SPEED_M_PER_S = 0.9;

/** Joint frames: 15 Hz, intervals 66.7 +- 14 ms (re-enactments; 17-117 ms). */
export const FRAME_RATE_HZ = 15;
export const FRAME_JITTER_MS = 9.9;

/** Joints in the order of `JOINT_NAMES`; noise per axis by second differences (MAD /
 * sqrt 6): 3.9, 4.3, 4.3, 4.4, 5.7, 5.8, 7.0, 7.0 cm, of which motion makes a little. */
export const JOINT_NOISE_M: readonly number[] = [
  0.038, 0.041, 0.04, 0.04, 0.054, 0.054, 0.066, 0.066,
];
/** BENCHMARK-1's own joints are much calmer (0.3-0.8 cm): the scale that gives them. */
export const JOINT_NOISE_SCALE_REAL = 0.1;
/** Frames without the joint, others near or not (re-enactments). */
export const JOINT_MISSING: readonly number[] = [
  0.009, 0.031, 0.049, 0.05, 0.079, 0.083, 0.121, 0.124,
];
/** Joints thrown 0.3-0.8 m off: 0.7 % of heads, 3.4 % of the others; their scores are 0.3-0.7. */
export const JOINT_OUTLIER: readonly number[] = [
  0.008, 0.036, 0.032, 0.034, 0.034, 0.034, 0.035, 0.034,
];
export const OUTLIER_M = 0.3;
export const SCORE_LOSS_MEAN = 0.1;
export const SCORE_MIN = 0.6;

/** A shopper whom the tracker loses: 1.8-2.6 % of frames, in gaps of 6-13 frames. */
export const TRACK_GAP_PER_FRAME = 0.003;
export const TRACK_GAP_MIN_FRAMES = 3;
export const TRACK_GAP_MAX_FRAMES = 13;

/** crowd-*: 8 exchanges of identity in 247 s of two people within 0.7 m, each for 1.0 s. */
export const CLOSE_M = 0.7;
export const IDENTITY_SWAPS_PER_S = 0.034;
export const IDENTITY_SWAP_MS = 1000;
/** crowd-*: wrists taken for the other's, 1-5 frames; wrists hidden 4 % more often than alone. */
export const WRIST_SWAPS_PER_S = 0.05;
export const WRIST_SWAP_MS = 300;
export const WRIST_HIDES_PER_S = 0.12;
export const WRIST_HIDE_MS = 350;

/** Put-backs land elsewhere in 2 to 5 of 100 (engine.md's prior; not measured). */
export const MISPLACED_PUTBACK_SHARE = 0.03;

/** Readings are multiples of 0.241 g (both recordings, all gondolas). */
export const READING_QUANTUM_G = 0.241;
/**
 * What columns 10 and 12 of gondolas 2, 4 and 5 read in the recordings (there are nine plates):
 * a constant. Column 11 reads plate 9's value at the start; where that is not so, NaN.
 */
export const ABSENT_PLATE_G = 6067.4;
