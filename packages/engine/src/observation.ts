/**
 * What sensors say, as the engine takes it. Readers of recordings, live sensors and the simulator
 * all produce these; nothing else enters the engine.
 */

/** Names of the eight joints, in the order in which a `ShopperPose` stores them. */
export const JOINT_NAMES = [
  "head",
  "neck",
  "l_shoulder",
  "r_shoulder",
  "l_elbow",
  "r_elbow",
  "l_wrist",
  "r_wrist",
] as const;

export type JointName = (typeof JOINT_NAMES)[number];

/** Where the left one of each is among the joints; the right one is the next. */
export const ELBOW = JOINT_NAMES.indexOf("l_elbow");
export const WRIST = JOINT_NAMES.indexOf("l_wrist");

/** Values stored for each joint: x, y, z in metres (world axes) and score 0..1. */
export const JOINT_STRIDE = 4;

/** A plate, or a board's cell, that has a fault: what was moved there is known less well than it seems. */
export interface PlateTrouble {
  /** What is wrong, in a word: "drifting", "noisy". */
  readonly fault: string;
  readonly shelf: number;
  readonly plate: number;
}

/**
 * One batch of plate readings of one gondola.
 *
 * `samplesG` is row-major [sample, shelf, plate] with shape [sampleCount, shelfCount, plateCount];
 * index 0 of shelf and of plate is unused. A plate that does not exist reads NaN or a constant 0.
 */
export interface PlateBatch {
  readonly kind: "plates";
  readonly gondola: number;
  /** Sensor time of the batch's first sample, Unix milliseconds. */
  readonly timestampMs: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly shelfCount: number;
  readonly plateCount: number;
  readonly samplesG: Float32Array;
  /** Not given: all plates are well, as far as is known. */
  readonly troubles?: readonly PlateTrouble[];
}

/** What an image of somebody's hand says of what it holds, where there are images. */
export interface HandView {
  readonly hand: "left" | "right";
  /** Barcodes of the products that images can distinguish; views share the list. */
  readonly products: readonly string[];
  /**
   * log probability of each of them, were all as common, and last that nothing of them is seen: as
   * many as there are products and one. Their exponentials sum to 1.
   */
  readonly logProbabilities: Float64Array;
}

/** One tracked person in one frame. `joints` holds 8 x (x, y, z, score); NaN where not seen. */
export interface ShopperPose {
  readonly shopperId: string;
  readonly joints: Float64Array;
  /** Of hands that were classified since the frame before; one hand at most once. */
  readonly hands?: readonly HandView[];
  /**
   * It was somebody unknown whom the tracker took for them, or whom it may have found again in their place:
   * of two who are known that is said as an `IdentityAmbiguity`.
   */
  readonly isAmbiguous?: boolean;
}

/** A camera that has a fault: what those did who were before it is known less well than it seems. */
export interface CameraTrouble {
  readonly cameraId: string;
  /** What is wrong, in a word: "black", "frozen", "clock". */
  readonly fault: string;
  /** Who has been in its view since that began; not given: everybody in the frame. */
  readonly shopperIds?: readonly string[];
}

/**
 * Two people who may be swapped: in that time each was reported where the other was, with
 * that probability. What is said later of the same two and the same time replaces what was said before.
 */
export interface IdentityAmbiguity {
  readonly shopperIds: readonly [string, string];
  /** Not after the time of the frame that says so, milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly probability: number;
}

/** Everybody whom the tracker sees at one instant; an empty list is an observation too. */
export interface JointFrame {
  readonly kind: "joints";
  readonly timestampMs: number;
  readonly shoppers: readonly ShopperPose[];
  /** Not given: all cameras are well, as far as is known. */
  readonly troubles?: readonly CameraTrouble[];
  /** New and continuing identity ambiguities. */
  readonly ambiguities?: readonly IdentityAmbiguity[];
}

export type Observation = PlateBatch | JointFrame;
