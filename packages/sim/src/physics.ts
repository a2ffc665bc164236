/**
 * All numbers that describe sensors, boards, hands, bodies and the tracker: one object, so that a
 * simulation can be made in another world than the one that was measured. `DEFAULT_PHYSICS` is the
 * measured one. Its sources: the recordings under ../shared/data/nanostore, which are BENCHMARK-1,
 * cps-test-01 (real plates; joints of BENCHMARK-1) and the 28 re-enactments (contact shapes, joints
 * with dropouts, crowds). Shakes, slams, drift, holds and rates of wrist mix-ups rest on little data
 * and were set by eye. Where a comment names two figures, the first was measured and the value is
 * what makes the simulation show it. What says "off" happens in drawn worlds only (`worlds.ts`).
 * `saunter simulate --compare` prints the same quantities of recordings and simulation.
 */
import {
  MIDDLE_GONDOLA,
  QUIET_GONDOLA,
  RINGING_GONDOLA,
  type ShelfNoise,
} from "./signal-parameters.ts";

/** How one gondola's amplifiers sample. Gondola g uses number (g - 1) modulo the list's length. */
export interface AmplifierPhysics {
  /** Both recordings: 60 Hz nominal. HX711 10 or 80, NAU7802 10 to 320, line scales 5 to 20. */
  readonly sampleRateHz: number;
  /** Samples a message. A batch lasts 250 ms at most: plates are rendered ahead of people. */
  readonly batchSamples: number;
  /** Timestamps around their own straight line: rms 2.0-4.3 ms, extremes 7-26 ms. */
  readonly jitterMs: number;
  readonly jitterTailShare: number;
  readonly jitterTailMs: number;
  readonly jitterMsMax: number;
  /** The line's slope is off by 0.3-7.5e-5 (both recordings, all gondolas). */
  readonly sampleRateError: number;
  /** Readings are multiples of this (0.241 g in both recordings, all gondolas). */
  readonly quantumG: number;
  /** Of single shelves, by number, in place of that. */
  readonly shelfQuantumG?: ReadonlyMap<number, number>;
  /** A step is in after so many conversions (about four, HX711 datasheet); 1: at once. */
  readonly settlingConversions: number;
  /** Single samples far off, a minute and plate (HX711: values below zero without pattern). Off. */
  readonly spikesPerMinute: number;
  /** Share of spikes that read below zero whatever stands there; the others are beside the level. */
  readonly spikeNegativeShare: number;
  /** Most that the others are off. */
  readonly spikeMaxG: number;
  /** Single samples that read NaN, a minute and plate (ESPHome on a bad read). Off. */
  readonly missingPerMinute: number;
  /** Share of batches that never arrive (MQTT drops). Off. */
  readonly lostBatchShare: number;
}

/** How a gondola's shelves ring; the last shelf's stands for those above it. */
export interface GondolaNoise {
  readonly shelves: readonly ShelfNoise[];
  /** Whether some of its shelves are loud (3/2, 4/1 and 4/2 of BENCHMARK-1: 2-3 g). */
  readonly hasLoudShelves: boolean;
  /** Known noise of single shelves, by number, in place of the drawn one and of its loudness. */
  readonly shelfNoiseG?: ReadonlyMap<number, number>;
}

export interface PlateNoisePhysics {
  /** By gondola: number (g - 1) modulo the list's length. */
  readonly gondolas: readonly GondolaNoise[];
  /** Plates of one shelf differ: quartiles 0.8 and 1.2 of the shelf's median. */
  readonly plateLogSpread: number;
  readonly loudShelfShare: number;
  readonly loudShelfScale: number;
  /**
   * Slow part: the difference of two 0.5 s means 0.5 s apart is 0.07-0.15 g (median plate) where
   * the noise is 0.6 g, 0.4-0.7 g on gondola 1, far above what ringing averages to.
   */
  readonly slowShare: number;
  readonly slowTimeS: number;
  /** Random walk of a level; 17 s and 34 s of recording bound it only from above. */
  readonly driftGPerRootS: number;
  /** Drift with temperature, the spread over gondolas and, within one, over plates. Off. */
  readonly driftGPerMinuteGondola: number;
  readonly driftGPerMinutePlate: number;
  /** Levels are not zeroed: offsets of the real plates lie between about -3 and +6 kg. */
  readonly offsetMeanG: number;
  readonly offsetSpreadG: number;
  /** Length of a noise table, a power of two: shorter is faster to make, and repeats sooner. */
  readonly tableSamples: number;
  /**
   * What columns 10 and 12 of gondolas 2, 4 and 5 read in the recordings (there are nine plates):
   * a constant. Column 11 reads plate 9's value at the start; where that is not so, NaN.
   */
  readonly absentPlateG: number;
}

/**
 * Somebody walks: the noise of whole shelves grows for about 0.2 s at every step. 0.25 s standard
 * deviations over their own median: 90th percentile 2-3, 99th 3-5, largest 6-12.
 */
export interface ShakePhysics {
  readonly step: number;
  readonly stepDecayS: number;
  readonly stepReachM: number;
  readonly stepIntervalMs: number;
  /** A door or a stumble (cps-test-01 at 19.6-20.3 s, all gondolas at once): 6-12 times the noise. */
  readonly slamMin: number;
  readonly slamMax: number;
  readonly slamDecayS: number;
}

export interface CellPhysics {
  /**
   * A step's share on the neighbour plates: median 1.2 %, 10th-90th percentile 0.4-2.1 %. That is
   * of steps that often lie on two plates, of which one leaks to either side: wider here.
   */
  readonly leakNeighbourMin: number;
  readonly leakNeighbourMax: number;
  /** Share of neighbours whose leakage has the other sign. Off. */
  readonly leakNegativeShare: number;
  /** On every other plate of the shelf: median 0.28 %, 10th-90th percentile -0.07..0.65 %. */
  readonly leakShelf: number;
  readonly leakShelfSpread: number;
  /** Leakage follows what moves with this time constant; 0: at once. Off. */
  readonly leakLagS: number;
  /** Plates against the catalogue's weight (engine.md: gain per plate ~ N(1, 0.03^2)). */
  readonly gainSpread: number;
  /** Most of a step that a cell creeps afterwards, a share (OIML R60 C3: 0.025 % of 10 kg). Off. */
  readonly creepShareMax: number;
  readonly creepTimeMinS: number;
  readonly creepTimeMaxS: number;
}

export interface StockPhysics {
  /** Items of one product differ by 1.5 % (truth.json's grams; products with over 4 events). */
  readonly itemWeightSpread: number;
  /** A product's mean differs from its catalogue weight (quartiles of the same: +-0.7 %). */
  readonly productWeightSpread: number;
}

/** A shape with which weight comes to a plate or leaves it, and how often. */
export interface MoveShapes {
  /** As in the re-enactments: `ContactPhysics.step*`, `press*`, `linger*`. */
  readonly measured: number;
  /** Smooth, of any length. */
  readonly smooth: number;
  /** An edge first, then the rest; one edge first when put down. */
  readonly twoStage: number;
  /** Set down (or dropped) with a bounce; a pick with a jerk. */
  readonly bounce: number;
  /** Along the board, with stick and slip, over the plates on the way. */
  readonly drag: number;
}

export interface ContactPhysics {
  /**
   * Re-enactments: from 10 to 80 % of a step takes 0.07 / 0.12 / 0.28 s (10th, 50th, 90th pct);
   * that is 0.52 of a smooth step's whole duration.
   */
  readonly stepMedianS: number;
  readonly stepLogSpread: number;
  readonly stepMinS: number;
  readonly stepMaxS: number;
  /** Before it, in two of five contacts, a hand presses or lifts a little: up to a tenth. */
  readonly pressShare: number;
  readonly pressOfWeight: number;
  readonly pressBaseG: number;
  readonly pressMinMs: number;
  readonly pressMaxMs: number;
  readonly pressRampMs: number;
  /** After it the hand lingers: 7 % of the weight (median), 20 % (90th pct), gone in 0.7 s. */
  readonly lingerOfWeight: number;
  readonly lingerS: number;
  /** The lingering lasts a share of that, at least and at most. */
  readonly lingerShareMin: number;
  readonly lingerShareMax: number;
  /** A force that stays wavers in two sines (shares of it), and comes and goes in so long. */
  readonly waverShare: number;
  readonly waverRadPerMs: number;
  readonly quiverShare: number;
  readonly quiverRadPerMs: number;
  readonly forceRampMinMs: number;
  readonly forceRampMaxMs: number;
  /** A hold (hold-and-leave, hold-then-take): -0.75 of 1067 g for 2.6 s or more, or +155 g. */
  readonly holdLiftMin: number;
  readonly holdLiftMax: number;
  readonly holdPressMinG: number;
  readonly holdPressMaxG: number;
  readonly holdMinS: number;
  readonly holdMaxS: number;
  /** A brush in passing (set by eye). */
  readonly touchMinG: number;
  readonly touchMaxG: number;
  readonly touchMinMs: number;
  readonly touchMaxMs: number;
  readonly touchPressShare: number;
  /** Relative weights of shapes; null: the measured one alone. Off. */
  readonly shapes: MoveShapes | null;
  /** Length of shapes other than the measured one. */
  readonly shapeMinS: number;
  readonly shapeMaxS: number;
  /** The board rings after a contact: amplitude as a share of its grams, at most. 0: off. */
  readonly ringShareMax: number;
  readonly ringMinHz: number;
  readonly ringMaxHz: number;
  readonly ringDecayMinS: number;
  readonly ringDecayMaxS: number;
  /** Share of the ring that every other plate of the shelf feels, at most. */
  readonly ringLeakMax: number;
}

/** How hands press on boards and goods in drawn worlds (`presses.ts`); set wide, not measured. */
export interface PressPhysics {
  readonly minG: number;
  readonly maxG: number;
  /** Largest share of what stands there that a lift takes off. */
  readonly liftShareMax: number;
  /** Share of presses that lift. */
  readonly liftShare: number;
  readonly minS: number;
  readonly maxS: number;
  /** A force creeps by up to this share of itself, with this time constant. */
  readonly creepShareMax: number;
  readonly creepTimeS: number;
  /** Wobble, each of several sines: share of the force. */
  readonly wobbleShareMax: number;
  /** Random walk of the force, share a root second. */
  readonly walkSharePerRootS: number;
  /** Probability that a force changes in steps, how many, and how long each holds. */
  readonly stepsChance: number;
  readonly stepsMax: number;
  readonly stepHoldMinS: number;
  readonly stepHoldMaxS: number;
  /** Probability that it wanders to a neighbour plate, and that 2-3 plates share it. */
  readonly shiftChance: number;
  readonly shareChance: number;
  /** How long it takes to come and to let go; probability that it lets go in steps. */
  readonly rampMinS: number;
  readonly rampMaxS: number;
  readonly releaseMinS: number;
  readonly releaseMaxS: number;
  readonly releaseInStepsChance: number;
}

export interface BodyPhysics {
  /**
   * Skeleton, metres below the head or beside the spine (re-enactments, BENCHMARK-1: head
   * 1.57-1.82, neck 0.20 below, shoulders 0.28, elbows 0.54, wrists 0.79; shoulders 0.31 apart).
   */
  readonly headMinM: number;
  readonly headMaxM: number;
  readonly neckBelowM: number;
  readonly shoulderBelowM: number;
  readonly elbowBelowM: number;
  readonly wristBelowM: number;
  readonly headForwardM: number;
  readonly shoulderHalfWidthM: number;
  readonly elbowHalfWidthM: number;
  readonly elbowForwardM: number;
  readonly wristHalfWidthM: number;
  readonly wristForwardM: number;
  /** Wrists swing fore and aft while walking, sway always (set by eye). */
  readonly swingM: number;
  readonly swingRadPerMs: number;
  readonly swayM: number;
  readonly swayRadPerMs: number;
  /** The body leans into a reach. */
  readonly leanM: number;
  readonly turnMs: number;
  /** Share of children (1.0-1.45 m to the head), smaller in all their measures. Off. */
  readonly childShare: number;
  /** Share of people with a rest pose of their own for each hand (`rest-poses.ts`). Off. */
  readonly restPoseShare: number;
  /** People's swing, pace and reach differ: log spread. Off. */
  readonly styleLogSpread: number;
  /** Share of what a low reach is out of reach by that the head comes down. Off. */
  readonly bendShare: number;
}

export interface ReachPhysics {
  /**
   * 180 contacts: wrist 0.30 +- 0.10 m behind the shelf's front, 0.18 +- 0.08 m above the board,
   * 0.05 m beside the plates' middle (median), from 0.6 s before to 0.5 s after the step.
   * BENCHMARK-1, the real one, stops at the front edge: the spread is widened to hold it.
   */
  readonly depthM: number;
  readonly depthSpreadM: number;
  readonly depthMinM: number;
  readonly heightM: number;
  readonly heightSpreadM: number;
  readonly heightMinM: number;
  readonly heightMaxM: number;
  readonly sideSpreadM: number;
  readonly moveMs: number;
  readonly beforeMs: number;
  readonly beforeMinMs: number;
  readonly beforeShareMin: number;
  readonly beforeShareMax: number;
  readonly afterMs: number;
  readonly afterShareMin: number;
  readonly afterShareMax: number;
  /** Which hand: the nearer one, with this much noise in the comparison (sd). */
  readonly handSpreadM: number;
  /** The head is 0.54 m (5th-95th percentile 0.14-0.71) before the shelf, 0.16 m beside. */
  readonly standBeforeM: number;
  readonly standBeforeSpreadM: number;
  /** A walk is at a share of the speed, at least and at most. */
  readonly walkMPerS: number;
  readonly walkShareMin: number;
  readonly walkShareMax: number;
  /** Nobody stands nearer than this to somebody who stands. */
  readonly elbowRoomM: number;
}

export interface TrackerPhysics {
  /** 15 Hz, intervals 66.7 +- 14 ms (re-enactments; 17-117 ms). */
  readonly frameRateHz: number;
  readonly frameJitterMs: number;
  /** What is shown is older than the frame says, mean of an exponential. Off. */
  readonly latencyMs: number;
  /**
   * Joints in the order of `JOINT_NAMES`; noise per axis by second differences (MAD / sqrt 6):
   * 3.9, 4.3, 4.3, 4.4, 5.7, 5.8, 7.0, 7.0 cm, of which motion makes a little.
   */
  readonly jointNoiseM: readonly number[];
  /** Errors that go on: AR(1) with this time constant and spread per axis. 0: off. */
  readonly slowErrorTimeS: number;
  readonly slowErrorM: readonly number[];
  /** Errors that stay, per person and joint. Off. */
  readonly biasM: readonly number[];
  /** Frames without the joint, others near or not (re-enactments). */
  readonly jointMissing: readonly number[];
  /** Joints thrown 0.3-0.8 m off: 0.7 % of heads, 3.4 % of the others; scores 0.3-0.7. */
  readonly jointOutlier: readonly number[];
  readonly outlierM: number;
  readonly outlierScoreMin: number;
  readonly outlierScoreMax: number;
  readonly scoreLossMean: number;
  readonly scoreMin: number;
  /** Share of scores that say nothing of the joint. Off. */
  readonly idleScoreShare: number;
  /** A shopper whom the tracker loses: 1.8-2.6 % of frames, in gaps of 6-13 frames. */
  readonly gapPerFrame: number;
  readonly gapMinFrames: number;
  readonly gapMaxFrames: number;
  /** crowd-*: 8 ID switches in 247 s of two people within 0.7 m, each for 1.0 s. */
  readonly closeM: number;
  readonly identitySwapsPerS: number;
  readonly identitySwapMs: number;
  /** Share of ID switches that last until the two are so far apart. Off. */
  readonly lastingSwapShare: number;
  readonly lastingSwapApartM: number;
  /** crowd-*: wrists taken for the other's, 1-5 frames; hidden 4 % more often than alone. */
  readonly wristSwapsPerS: number;
  readonly wristSwapMs: number;
  readonly wristHidesPerS: number;
  readonly wristHideMs: number;
  /** Left and right wrist of one person change places. Off. */
  readonly sideSwapsPerS: number;
  readonly sideSwapMs: number;
  /** Share of reaches in which the wrist is hidden, behind the body or in the shelf. Off. */
  readonly reachHiddenShare: number;
}

export interface Physics {
  readonly amplifiers: readonly AmplifierPhysics[];
  readonly noise: PlateNoisePhysics;
  readonly shake: ShakePhysics;
  readonly cell: CellPhysics;
  readonly stock: StockPhysics;
  readonly contact: ContactPhysics;
  readonly press: PressPhysics;
  readonly body: BodyPhysics;
  readonly reach: ReachPhysics;
  readonly tracker: TrackerPhysics;
  /** Put-backs land elsewhere in 2 to 5 of 100 (engine.md's prior; not measured). */
  readonly misplacedPutbackShare: number;
}

const QUIET = { shelves: [QUIET_GONDOLA], hasLoudShelves: true };
const MIDDLE = { shelves: [MIDDLE_GONDOLA], hasLoudShelves: true };
const RINGING = { shelves: RINGING_GONDOLA, hasLoudShelves: false };

export const DEFAULT_PHYSICS: Physics = {
  amplifiers: [
    {
      sampleRateHz: 60,
      batchSamples: 12,
      jitterMs: 2.3,
      jitterTailShare: 0.05,
      jitterTailMs: 11,
      jitterMsMax: 40,
      sampleRateError: 5e-5,
      quantumG: 0.241,
      settlingConversions: 1,
      spikesPerMinute: 0,
      spikeNegativeShare: 0.5,
      spikeMaxG: 900,
      missingPerMinute: 0,
      lostBatchShare: 0,
    },
  ],
  noise: {
    gondolas: [RINGING, QUIET, MIDDLE, QUIET, QUIET],
    plateLogSpread: 0.32,
    loudShelfShare: 0.12,
    loudShelfScale: 2.6,
    slowShare: 0.26,
    slowTimeS: 1.2,
    driftGPerRootS: 0.03,
    driftGPerMinuteGondola: 0,
    driftGPerMinutePlate: 0,
    offsetMeanG: 400,
    offsetSpreadG: 900,
    tableSamples: 1 << 15,
    absentPlateG: 6067.4,
  },
  shake: {
    step: 2.4,
    stepDecayS: 0.18,
    stepReachM: 3,
    stepIntervalMs: 520,
    slamMin: 6,
    slamMax: 11,
    slamDecayS: 0.35,
  },
  cell: {
    leakNeighbourMin: 0.005,
    leakNeighbourMax: 0.027,
    leakNegativeShare: 0,
    leakShelf: 0.0028,
    leakShelfSpread: 0.0026,
    leakLagS: 0,
    gainSpread: 0.03,
    creepShareMax: 0,
    creepTimeMinS: 5,
    creepTimeMaxS: 300,
  },
  stock: { itemWeightSpread: 0.015, productWeightSpread: 0.01 },
  contact: {
    stepMedianS: 0.2,
    stepLogSpread: 0.45,
    stepMinS: 0.06,
    stepMaxS: 0.45,
    pressShare: 0.4,
    pressOfWeight: 0.07,
    pressBaseG: 4,
    pressMinMs: 100,
    pressMaxMs: 350,
    pressRampMs: 120,
    lingerOfWeight: 0.09,
    lingerS: 0.55,
    lingerShareMin: 0.6,
    lingerShareMax: 1.5,
    waverShare: 0.05,
    waverRadPerMs: 0.011,
    quiverShare: 0.03,
    quiverRadPerMs: 0.027,
    forceRampMinMs: 100,
    forceRampMaxMs: 220,
    holdLiftMin: 0.5,
    holdLiftMax: 0.95,
    holdPressMinG: 60,
    holdPressMaxG: 220,
    holdMinS: 1,
    holdMaxS: 3.2,
    touchMinG: 10,
    touchMaxG: 90,
    touchMinMs: 300,
    touchMaxMs: 1800,
    touchPressShare: 0.7,
    shapes: null,
    shapeMinS: 0.05,
    shapeMaxS: 0.9,
    ringShareMax: 0,
    ringMinHz: 3,
    ringMaxHz: 20,
    ringDecayMinS: 0.05,
    ringDecayMaxS: 0.6,
    ringLeakMax: 0.2,
  },
  press: {
    minG: 20,
    maxG: 500,
    liftShareMax: 0.95,
    liftShare: 0.35,
    minS: 0.3,
    maxS: 20,
    creepShareMax: 0.25,
    creepTimeS: 3,
    wobbleShareMax: 0.08,
    walkSharePerRootS: 0.05,
    stepsChance: 0.4,
    stepsMax: 4,
    stepHoldMinS: 0.3,
    stepHoldMaxS: 3,
    shiftChance: 0.3,
    shareChance: 0.3,
    rampMinS: 0.04,
    rampMaxS: 0.5,
    releaseMinS: 0.05,
    releaseMaxS: 0.8,
    releaseInStepsChance: 0.25,
  },
  body: {
    headMinM: 1.55,
    headMaxM: 1.83,
    neckBelowM: 0.2,
    shoulderBelowM: 0.28,
    elbowBelowM: 0.535,
    wristBelowM: 0.785,
    headForwardM: 0.02,
    shoulderHalfWidthM: 0.155,
    elbowHalfWidthM: 0.19,
    elbowForwardM: 0.05,
    wristHalfWidthM: 0.2,
    wristForwardM: 0.09,
    swingM: 0.13,
    swingRadPerMs: 0.0061,
    swayM: 0.012,
    swayRadPerMs: 0.0013,
    leanM: 0.05,
    turnMs: 400,
    childShare: 0,
    restPoseShare: 0,
    styleLogSpread: 0,
    bendShare: 0,
  },
  reach: {
    depthM: 0.27,
    depthSpreadM: 0.11,
    depthMinM: -0.05,
    heightM: 0.18,
    heightSpreadM: 0.075,
    heightMinM: 0.02,
    heightMaxM: 0.35,
    sideSpreadM: 0.035,
    moveMs: 350,
    beforeMs: 520,
    beforeMinMs: 450,
    beforeShareMin: 0.7,
    beforeShareMax: 1.6,
    afterMs: 450,
    afterShareMin: 0.6,
    afterShareMax: 1.4,
    handSpreadM: 0.12,
    standBeforeM: 0.58,
    standBeforeSpreadM: 0.06,
    walkMPerS: 0.9,
    walkShareMin: 0.8,
    walkShareMax: 1.3,
    elbowRoomM: 0.34,
  },
  tracker: {
    frameRateHz: 15,
    frameJitterMs: 9.9,
    latencyMs: 0,
    jointNoiseM: [0.038, 0.041, 0.04, 0.04, 0.054, 0.054, 0.066, 0.066],
    slowErrorTimeS: 0,
    slowErrorM: [0, 0, 0, 0, 0, 0, 0, 0],
    biasM: [0, 0, 0, 0, 0, 0, 0, 0],
    jointMissing: [0.009, 0.031, 0.049, 0.05, 0.079, 0.083, 0.121, 0.124],
    jointOutlier: [0.008, 0.036, 0.032, 0.034, 0.034, 0.034, 0.035, 0.034],
    outlierM: 0.3,
    outlierScoreMin: 0.3,
    outlierScoreMax: 0.7,
    scoreLossMean: 0.1,
    scoreMin: 0.6,
    idleScoreShare: 0,
    gapPerFrame: 0.003,
    gapMinFrames: 3,
    gapMaxFrames: 13,
    closeM: 0.7,
    identitySwapsPerS: 0.034,
    identitySwapMs: 1000,
    lastingSwapShare: 0,
    lastingSwapApartM: 1.2,
    wristSwapsPerS: 0.05,
    wristSwapMs: 300,
    wristHidesPerS: 0.12,
    wristHideMs: 350,
    sideSwapsPerS: 0,
    sideSwapMs: 300,
    reachHiddenShare: 0,
  },
  misplacedPutbackShare: 0.03,
};
