/**
 * Draws of each part of `Physics`: mild ones, near the measured world, and wide ones, which take in
 * what the field has: cheap amplifiers, soft boards, poor cameras, all sorts of hands.
 */

import type { Random } from "@saunter/numerics/random";
import {
  type AmplifierPhysics,
  type BodyPhysics,
  type CellPhysics,
  type ContactPhysics,
  DEFAULT_PHYSICS,
  type Physics,
  type PlateNoisePhysics,
  type PressPhysics,
  type ReachPhysics,
  type StockPhysics,
  type TrackerPhysics,
} from "./physics.ts";
import type { ShelfNoise } from "./signal-parameters.ts";

/** Uniform in the logarithm. */
export function drawLog(random: Random, from: number, to: number): number {
  return Math.exp(random.uniform(Math.log(from), Math.log(to)));
}

/** Zero with probability `noneShare`, else log-uniform. */
function drawSome(random: Random, noneShare: number, from: number, to: number): number {
  return random.chance(noneShare) ? 0 : drawLog(random, from, to);
}

/** Noise tables of short recordings: two minutes at 60 Hz. */
const TABLE_SAMPLES = 1 << 13;
/** A batch lasts so long at most, and at least unless it is a single slow sample. */
const BATCH_MS_MAX = 250;
const BATCH_MS_MIN = 12;

export const SAMPLE_RATES_HZ = [5, 10, 20, 40, 60, 80, 120, 320] as const;

/** Any number of samples a batch, one included. */
export function drawBatchSamples(sampleRateHz: number, random: Random): number {
  const most = Math.max(1, Math.floor((BATCH_MS_MAX * sampleRateHz) / 1000));
  const least = Math.max(1, Math.ceil((BATCH_MS_MIN * sampleRateHz) / 1000));
  if (least === 1 && random.chance(0.25)) return 1;
  return random.integer(least, most);
}

export function drawAmplifier(
  random: Random,
  rates: readonly number[] = SAMPLE_RATES_HZ,
): AmplifierPhysics {
  const sampleRateHz = random.pick(rates);
  return {
    sampleRateHz,
    batchSamples: drawBatchSamples(sampleRateHz, random),
    jitterMs: drawLog(random, 0.5, 20),
    jitterTailShare: random.uniform(0, 0.1),
    jitterTailMs: drawLog(random, 5, 30),
    jitterMsMax: 45,
    sampleRateError: drawLog(random, 1e-5, 1e-3),
    quantumG: drawLog(random, 0.05, 2),
    settlingConversions: random.chance(0.4) ? 1 : random.integer(2, 5),
    spikesPerMinute: drawSome(random, 0.6, 0.005, 1),
    spikeNegativeShare: random.uniform(0, 1),
    spikeMaxG: drawLog(random, 150, 3000),
    missingPerMinute: drawSome(random, 0.6, 0.02, 2),
    lostBatchShare: drawSome(random, 0.75, 0.0005, 0.01),
  };
}

/** One or two kinds in a shop, or one a gondola. */
export function drawAmplifiers(random: Random, rates?: readonly number[]): AmplifierPhysics[] {
  const count = random.pick([1, 2, 5]);
  return Array.from({ length: count }, () => drawAmplifier(random, rates));
}

/** The measured amplifier, or one much like it. */
export function drawMildAmplifiers(random: Random): AmplifierPhysics[] {
  const [measured] = DEFAULT_PHYSICS.amplifiers;
  return [
    { ...measured!, batchSamples: random.integer(6, 15), quantumG: drawLog(random, 0.1, 0.5) },
  ];
}

/** Multiplies the noise of every shelf. */
function scaleNoise(noise: PlateNoisePhysics, scale: number): PlateNoisePhysics {
  const gondolas = noise.gondolas.map(({ shelves, hasLoudShelves }) => ({
    shelves: shelves.map((shelf) => ({ ...shelf, noiseG: scale * shelf.noiseG })),
    hasLoudShelves,
  }));
  return { ...noise, gondolas };
}

export function drawMildNoise(random: Random): PlateNoisePhysics {
  const noise = { ...DEFAULT_PHYSICS.noise, tableSamples: TABLE_SAMPLES };
  return scaleNoise(noise, drawLog(random, 0.75, 1.35));
}

function drawShelfNoise(random: Random): ShelfNoise {
  return {
    noiseG: drawLog(random, 0.2, 2.5),
    ringHz: drawLog(random, 4, 28),
    bandwidthHz: random.uniform(0.8, 6),
    whiteShare: random.uniform(0.05, 0.95),
    commonShare: random.uniform(0, 0.6),
    mixRad: random.uniform(0, 0.3),
  };
}

/** Every gondola rings in its own way, 0.3 to 3 times as loud as the measured ones. */
export function drawWideNoise(random: Random): PlateNoisePhysics {
  const { noise } = DEFAULT_PHYSICS;
  const scale = drawLog(random, 0.5, 1.8);
  return {
    ...noise,
    gondolas: Array.from({ length: 5 }, () => {
      const shelf = drawShelfNoise(random);
      const hasLoudShelves = random.chance(0.5);
      return { shelves: [{ ...shelf, noiseG: scale * shelf.noiseG }], hasLoudShelves };
    }),
    plateLogSpread: random.uniform(0.1, 0.5),
    slowShare: random.uniform(0.05, 0.5),
    slowTimeS: drawLog(random, 0.3, 5),
    driftGPerRootS: drawLog(random, 0.01, 0.15),
    driftGPerMinuteGondola: drawSome(random, 0.4, 0.1, 5),
    driftGPerMinutePlate: drawSome(random, 0.4, 0.1, 3),
    tableSamples: TABLE_SAMPLES,
  };
}

export function drawMildCell(random: Random): CellPhysics {
  return { ...DEFAULT_PHYSICS.cell, gainSpread: random.uniform(0.015, 0.035) };
}

export function drawWideCell(random: Random): CellPhysics {
  const leak = random.uniform(0, 0.05);
  return {
    leakNeighbourMin: leak * random.uniform(0, 0.6),
    leakNeighbourMax: leak,
    leakNegativeShare: random.chance(0.5) ? random.uniform(0, 0.25) : 0,
    leakShelf: leak * random.uniform(0, 0.25),
    leakShelfSpread: leak * random.uniform(0.02, 0.15),
    leakLagS: drawSome(random, 0.5, 0.03, 0.5),
    gainSpread: drawLog(random, 0.005, 0.04),
    creepShareMax: drawSome(random, 0.4, 0.0003, 0.003),
    creepTimeMinS: 5,
    creepTimeMaxS: 300,
  };
}

export function drawStock(random: Random): StockPhysics {
  return {
    itemWeightSpread: drawLog(random, 0.003, 0.025),
    productWeightSpread: drawLog(random, 0.003, 0.025),
  };
}

/** Hands mostly as measured, with some of every other shape. */
export function drawMildContact(random: Random): ContactPhysics {
  return {
    ...DEFAULT_PHYSICS.contact,
    shapes: { measured: 6, smooth: 2, twoStage: 0.5, bounce: 0.7, drag: 0.4 },
    ringShareMax: random.uniform(0, 0.08),
    ringMinHz: 8,
  };
}

export function drawWideContact(random: Random): ContactPhysics {
  const weight = () => random.uniform(0, 1);
  return {
    ...DEFAULT_PHYSICS.contact,
    stepMedianS: drawLog(random, 0.1, 0.35),
    pressShare: random.uniform(0.1, 0.7),
    pressOfWeight: random.uniform(0.02, 0.2),
    lingerOfWeight: random.uniform(0.02, 0.2),
    lingerS: drawLog(random, 0.2, 0.8),
    touchMaxG: drawLog(random, 40, 300),
    shapes: {
      measured: weight(),
      smooth: 0.1 + weight(),
      twoStage: weight(),
      bounce: weight(),
      drag: weight(),
    },
    ringShareMax: drawSome(random, 0.3, 0.02, 0.4),
    ringMinHz: drawLog(random, 3, 8),
    ringMaxHz: drawLog(random, 8, 20),
    ringDecayMaxS: drawLog(random, 0.08, 0.6),
    ringLeakMax: random.uniform(0.02, 0.4),
  };
}

export function drawMildPress(random: Random): PressPhysics {
  return {
    ...DEFAULT_PHYSICS.press,
    maxG: random.uniform(200, 500),
    creepShareMax: 0.1,
    wobbleShareMax: 0.05,
    walkSharePerRootS: 0.03,
    stepsChance: 0.25,
    shiftChance: 0.15,
    shareChance: 0.2,
  };
}

export function drawWidePress(random: Random): PressPhysics {
  return {
    ...DEFAULT_PHYSICS.press,
    minG: drawLog(random, 10, 60),
    maxG: drawLog(random, 150, 1500),
    creepShareMax: random.uniform(0.05, 0.5),
    creepTimeS: drawLog(random, 0.7, 10),
    wobbleShareMax: random.uniform(0.01, 0.15),
    walkSharePerRootS: random.uniform(0.01, 0.15),
    stepsChance: random.uniform(0.2, 0.8),
    shiftChance: random.uniform(0.1, 0.7),
    shareChance: random.uniform(0.1, 0.6),
    releaseInStepsChance: random.uniform(0.1, 0.6),
  };
}

export function drawMildBody(random: Random): BodyPhysics {
  return {
    ...DEFAULT_PHYSICS.body,
    restPoseShare: 0.5,
    styleLogSpread: random.uniform(0.05, 0.15),
    bendShare: 0.5,
  };
}

export function drawWideBody(random: Random): BodyPhysics {
  return {
    ...DEFAULT_PHYSICS.body,
    headMinM: random.uniform(1.4, 1.6),
    headMaxM: random.uniform(1.75, 1.95),
    shoulderHalfWidthM: random.uniform(0.13, 0.19),
    swingM: random.uniform(0.05, 0.22),
    swayM: random.uniform(0.005, 0.03),
    leanM: random.uniform(0, 0.2),
    turnMs: drawLog(random, 250, 800),
    childShare: random.chance(0.4) ? random.uniform(0.05, 0.4) : 0,
    restPoseShare: random.uniform(0.4, 1),
    styleLogSpread: random.uniform(0.1, 0.35),
    bendShare: random.uniform(0, 1),
  };
}

export function drawWideReach(random: Random): ReachPhysics {
  return {
    ...DEFAULT_PHYSICS.reach,
    depthM: random.uniform(0, 0.3),
    depthSpreadM: random.uniform(0.03, 0.12),
    depthMinM: -0.12,
    heightM: random.uniform(0.08, 0.25),
    heightSpreadM: random.uniform(0.03, 0.1),
    sideSpreadM: random.uniform(0.02, 0.07),
    moveMs: drawLog(random, 250, 600),
    beforeMs: drawLog(random, 300, 900),
    beforeMinMs: 250,
    afterMs: drawLog(random, 200, 900),
    handSpreadM: random.uniform(0.05, 0.3),
    standBeforeM: random.uniform(0.42, 0.68),
    standBeforeSpreadM: random.uniform(0.04, 0.1),
    walkMPerS: random.uniform(0.7, 1.3),
  };
}

/** Spread of errors by joint: elbows a little and wrists a good deal worse than the head. */
function drawJointSpreads(headM: number, wristScale: number): number[] {
  const elbow = 1 + 0.5 * (wristScale - 1);
  return [1, 1, 1.05, 1.05, elbow, elbow, wristScale, wristScale].map((scale) => scale * headM);
}

/** Errors that hang together, as of a network of joints rather than of separate pixels. */
export function drawWideTracker(random: Random): TrackerPhysics {
  const { tracker } = DEFAULT_PHYSICS;
  const wristScale = random.uniform(1.2, 2.2);
  const slowM = drawLog(random, 0.01, 0.045);
  const missing = drawLog(random, 0.2, 2.5);
  const outliers = drawLog(random, 0.1, 2);
  return {
    ...tracker,
    frameRateHz: random.uniform(5, 30),
    frameJitterMs: drawLog(random, 1, 15),
    latencyMs: drawSome(random, 0.4, 3, 60),
    jointNoiseM: drawJointSpreads(drawLog(random, 0.003, 0.03), wristScale),
    slowErrorTimeS: drawLog(random, 0.1, 2),
    slowErrorM: drawJointSpreads(slowM, wristScale),
    biasM: drawJointSpreads(slowM * random.uniform(0, 0.8), wristScale),
    jointMissing: tracker.jointMissing.map((share) => Math.min(0.35, missing * share)),
    jointOutlier: tracker.jointOutlier.map((share) => outliers * share),
    outlierM: random.uniform(0.15, 0.4),
    outlierScoreMax: random.uniform(0.5, 1),
    scoreLossMean: random.uniform(0.03, 0.25),
    scoreMin: random.uniform(0.3, 0.7),
    idleScoreShare: random.chance(0.5) ? random.uniform(0, 1) : 0,
    gapPerFrame: drawLog(random, 0.0005, 0.006),
    gapMaxFrames: random.integer(8, 30),
    identitySwapsPerS: drawSome(random, 0.3, 0.005, 0.05),
    identitySwapMs: drawLog(random, 300, 3000),
    lastingSwapShare: random.chance(0.5) ? random.uniform(0, 0.6) : 0,
    wristSwapsPerS: drawSome(random, 0.2, 0.01, 0.15),
    wristSwapMs: drawLog(random, 120, 900),
    wristHidesPerS: drawLog(random, 0.03, 0.4),
    wristHideMs: drawLog(random, 150, 900),
    sideSwapsPerS: drawSome(random, 0.4, 0.005, 0.08),
    sideSwapMs: drawLog(random, 100, 900),
    reachHiddenShare: random.chance(0.6) ? random.uniform(0, 0.4) : 0,
  };
}

/** The measured world, a little to either side. */
export function drawMildPhysics(random: Random): Physics {
  return {
    ...DEFAULT_PHYSICS,
    amplifiers: drawMildAmplifiers(random),
    noise: drawMildNoise(random),
    cell: drawMildCell(random),
    contact: drawMildContact(random),
    press: drawMildPress(random),
    body: drawMildBody(random),
  };
}

/** Everything again, each part by itself. */
export function drawWidePhysics(random: Random): Physics {
  return {
    amplifiers: drawAmplifiers(random),
    noise: drawWideNoise(random),
    shake: {
      ...DEFAULT_PHYSICS.shake,
      step: drawLog(random, 0.3, 3),
      stepDecayS: drawLog(random, 0.08, 0.4),
      stepReachM: drawLog(random, 1, 5),
      slamDecayS: drawLog(random, 0.15, 0.8),
    },
    cell: drawWideCell(random),
    stock: drawStock(random),
    contact: drawWideContact(random),
    press: drawWidePress(random),
    body: drawWideBody(random),
    reach: drawWideReach(random),
    tracker: drawWideTracker(random),
    misplacedPutbackShare: DEFAULT_PHYSICS.misplacedPutbackShare,
  };
}
