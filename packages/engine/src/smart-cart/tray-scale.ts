/**
 * From a tray's samples to changes of its weight.
 *
 * A tray is at rest while its points stay near its level, and moves from the first that does not. It is at rest again
 * once its newest points lie about one level that likely is none of what it moved through: how likely is a ratio of
 * likelihoods, so that few points are enough after a heavy thing was put in, and many are needed while a cart rolls on
 * a smooth floor. What it swings to both sides of its level, or moves for long, is a cart that rolls.
 */
import { mean, variance } from "@saunter/numerics/statistics";
import { CLOCK_BACK_MS_LEAST, GAP_MS_MAX } from "../limits.ts";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Warn } from "../sensing/front-end.ts";
import type { RestReading, TrayBatch, TrayStep } from "./cart-observation.ts";
import {
  addSample,
  clearPoints,
  createTrayPoints,
  type FlatPoints,
  findFlat,
  readDivisionG,
  readUnrestG,
  type TrayPoints,
} from "./tray-points.ts";

export interface TrayScale {
  readonly parameters: SmartCartParameters;
  readonly points: TrayPoints;
  lastMs: number;
  /** NaN before it has been at rest. */
  levelG: number;
  /** It has been rolled since it was seen first. */
  hasRolled: boolean;
  levelErrorG: number;
  /** Points that the level is a mean of. */
  levelPoints: number;
  /** Standard deviation of points of a tray at rest. */
  noiseG: number;
  restMs: number;
  /** How it is at rest since its last step; null once that is told. */
  rest: Rest | null;
  motion: Motion | null;
  /** The level that was shown last, and the one to be shown. */
  shownG: number;
  seenG: number;
  /** What was shown last has not settled. */
  isProvisional: boolean;
}

/** Since when it is not at its level, and how far it has been above and below. */
interface Motion {
  readonly startMs: number;
  /** Points from here on may lie about the next level. */
  readonly sinceMs: number;
  aboveG: number;
  belowG: number;
  isRolling: boolean;
}

interface Rest {
  /** Readings that do not depend on each other, and squares of what they are off the level. */
  points: number;
  squares: number;
  readonly noiseG: number;
}

/** What a tray's samples say. */
export type TrayNews =
  | { readonly kind: "step"; readonly step: TrayStep }
  | { readonly kind: "rest"; readonly rest: RestReading };

/** No scale reads so much: what does is no reading. */
const READING_G_MAX = 1e6;
/** Time constant with which the level follows what a tray at rest reads. */
const LEVEL_FOLLOWS_MS = 3000;
/** Shares by which the noise follows what is seen of a tray at rest, downwards and upwards, a point. */
const NOISE_FALLS = 0.02;
const NOISE_RISES = 0.005;
const NOISE_POINTS_MIN = 8;
/** A tray that swings this share to the other side of its level as well, or moves for so long, rolls. */
const SWING_SHARE = 0.25;
const MOVES_MS_MAX = 2500;
/** What shakes for so long is a cart that rolls, and no hand. */
const ROLLS_MS_LEAST = 3000;
/** Standard errors by which a level differs from the one that is shown; more of a cart that rolls. */
const SEEN_ERRORS = 2;
const SEEN_ROLLING_ERRORS = 4;
const SEEN_UNREST_NOISES = 6;
/** A tray that shakes for good beside something that does is at another level where points lie about it for so long,
 * and it differs by so many times what they shake by, and slopes make of difference. */
const LONG_FLAT_MS = 1200;
const LONG_FLAT_NOISES = 4;
const LONG_FLAT_SLOPES = 3;
/** What has been at rest for so long rings no more; hands tremble so slowly; so many readings are evidence. */
const REST_FROM_MS = 800;
const REST_POINT_MS = 400;
const REST_POINTS = 5;
/** Divisions of a scale that rounds by which it may differ while it is at rest, and by which a change does; and the
 * standard deviation of rounding, 1 / sqrt(12). */
const LEAVES_DIVISIONS = 1.2;
const STEP_DIVISIONS = 1.5;
const ROUNDING_SHARE = 0.29;
/** What points of a tray that is seen for the first time spread by at most, grams. */
const FIRST_SPREAD_G_MAX = 25;

export function createTrayScale(parameters: SmartCartParameters): TrayScale {
  return {
    parameters,
    points: createTrayPoints(),
    lastMs: Number.NEGATIVE_INFINITY,
    levelG: Number.NaN,
    hasRolled: false,
    levelErrorG: 0,
    levelPoints: 0,
    noiseG: parameters.noiseG,
    restMs: Number.NEGATIVE_INFINITY,
    rest: null,
    motion: null,
    shownG: Number.NaN,
    seenG: Number.NaN,
    isProvisional: false,
  };
}

export function pushTray(scale: TrayScale, batch: TrayBatch, warn: Warn): TrayNews[] {
  const { sampleRateHz, samplesG, tray } = batch;
  const news: TrayNews[] = [];
  if (!(sampleRateHz > 0) || !Number.isFinite(batch.timestampMs)) {
    warn("batch-unusable", `tray ${tray}: a batch without a time or a sample rate`);
    return news;
  }
  const stepMs = 1000 / sampleRateHz;
  for (const [at, read] of samplesG.entries()) {
    const timestampMs = batch.timestampMs + at * stepMs;
    const behindMs = scale.lastMs - timestampMs;
    if (behindMs > -stepMs / 2 && behindMs < CLOCK_BACK_MS_LEAST) {
      warn("batch-late", `tray ${tray}: samples came twice or too late and were dropped`);
      continue;
    }
    if (behindMs > 0 || behindMs < -GAP_MS_MAX) {
      forgetPoints(scale, Math.min(scale.lastMs, timestampMs));
    }
    scale.lastMs = timestampMs;
    const sampleG = Math.abs(read) <= READING_G_MAX ? read : Number.NaN;
    const { parameters, points } = scale;
    if (!addSample(points, timestampMs, sampleRateHz, sampleG, parameters.spikeG)) continue;
    const step = takePoint(scale);
    const own = step === null ? tellRest(scale) : ({ kind: "step", step } as const);
    if (own !== null) news.push(own);
  }
  return news;
}

/** After a gap, or where the clock was set back, the level is what it was: what came or went since then will show. */
function forgetPoints(scale: TrayScale, sinceMs: number): void {
  clearPoints(scale.points);
  if (!Number.isNaN(scale.levelG)) scale.motion = startMotion(sinceMs, sinceMs);
}

function startMotion(startMs: number, sinceMs: number): Motion {
  return { startMs, sinceMs, aboveG: 0, belowG: 0, isRolling: false };
}

function takePoint(scale: TrayScale): TrayStep | null {
  const { points } = scale;
  const nowMs = points.timesMs.at(-1)!;
  if (Number.isNaN(scale.levelG)) {
    findFirstLevel(scale);
    return null;
  }
  const { levelErrorG, levelG, levelPoints } = scale;
  if (liesAt(scale, levelG, levelErrorG, nowMs)) {
    if (scale.motion !== null) rest(scale, levelG, levelErrorG, levelPoints, nowMs);
    follow(scale, nowMs);
    return null;
  }
  if (scale.motion === null) {
    const startMs = findStart(scale);
    scale.motion = startMotion(startMs, startMs);
  }
  return move(scale, scale.motion, nowMs);
}

function findFirstLevel(scale: TrayScale): void {
  const { parameters, points } = scale;
  const { timesMs, weightsG } = points;
  const nowMs = timesMs.at(-1)!;
  const from = timesMs.findIndex((atMs) => atMs >= nowMs - parameters.standsMs);
  const flat = weightsG.slice(from);
  if (nowMs - timesMs[from]! < parameters.settledMs || flat.length < 3) return;
  const spreadG = Math.sqrt(variance(flat));
  const half = Math.floor(flat.length / 2);
  const apartG = Math.abs(mean(flat.slice(-half)) - mean(flat.slice(0, half)));
  const errorG = spreadG / Math.sqrt(half);
  if (spreadG > FIRST_SPREAD_G_MAX || apartG > 3 * Math.max(parameters.noiseG, errorG)) return;
  scale.noiseG = Math.max(parameters.noiseGMin, spreadG);
  const levelG = mean(flat);
  rest(scale, levelG, errorG, flat.length, nowMs);
  scale.shownG = levelG;
}

function rest(
  scale: TrayScale,
  levelG: number,
  levelErrorG: number,
  levelPoints: number,
  nowMs: number,
): void {
  scale.levelG = levelG;
  scale.levelErrorG = levelErrorG;
  // A level that is known badly follows sooner.
  scale.levelPoints = Math.min(levelPoints, Math.max(1, (scale.noiseG / levelErrorG) ** 2));
  scale.restMs = nowMs;
  scale.motion = null;
  scale.seenG = levelG;
}

/** Smallest change that is one: a scale that rounds goes to and fro by one division. */
function readStepG({ parameters, points }: TrayScale): number {
  return Math.max(parameters.stepG, STEP_DIVISIONS * readDivisionG(points));
}

/** Whether the points of the last `settledMs` lie at a level, each of them and their mean. */
function liesAt(scale: TrayScale, levelG: number, levelErrorG: number, nowMs: number): boolean {
  const { noiseG, parameters } = scale;
  const { leavesG, leavesNoises, settledMs, stepErrorsMin, stepG } = parameters;
  const { timesMs, weightsG } = scale.points;
  const roundsG = LEAVES_DIVISIONS * readDivisionG(scale.points);
  const mostG = Math.max(leavesG, leavesNoises * noiseG, roundsG);
  let [count, sum] = [0, 0];
  for (let at = weightsG.length - 1; at >= 0 && timesMs[at]! >= nowMs - settledMs; at--) {
    const offG = weightsG[at]! - levelG;
    if (Math.abs(offG) > mostG) return false;
    sum += offG;
    count++;
  }
  const errorG = Math.hypot(levelErrorG, noiseG / Math.sqrt(count));
  return Math.abs(sum / count) <= Math.max(stepG / 2, stepErrorsMin * errorG, roundsG);
}

/** The level is a mean of all points since it came to rest, then of about the last three seconds. */
function follow(scale: TrayScale, nowMs: number): void {
  const { parameters, points } = scale;
  const { timesMs, weightsG } = points;
  const weightG = weightsG.at(-1)!;
  const pointMs = Math.max(1, nowMs - (timesMs.at(-2) ?? nowMs));
  const most = LEVEL_FOLLOWS_MS / pointMs;
  scale.levelPoints = Math.max(2, Math.min(scale.levelPoints + 1, most));
  scale.levelG += (weightG - scale.levelG) / scale.levelPoints;
  const ownG = scale.noiseG / Math.sqrt(scale.levelPoints);
  scale.levelErrorG = Math.hypot(ownG, scale.levelErrorG * (1 - 1 / scale.levelPoints));
  scale.seenG = scale.levelG;
  if (scale.rest !== null && nowMs - scale.restMs > REST_FROM_MS) {
    const points = Math.min(1, pointMs / REST_POINT_MS);
    scale.rest.points += points;
    scale.rest.squares += points * (weightG - scale.levelG) ** 2;
  }
  if (weightsG.length < NOISE_POINTS_MIN || nowMs - scale.restMs < parameters.quietMs) return;
  const unrestG = readUnrestG(points);
  const share = unrestG < scale.noiseG ? NOISE_FALLS : NOISE_RISES;
  const noiseG = scale.noiseG + share * (unrestG - scale.noiseG);
  scale.noiseG = Math.max(parameters.noiseGMin, ROUNDING_SHARE * readDivisionG(points), noiseG);
}

/** How it has been at rest since its last step, once that is known well enough; each is told once. */
function tellRest(scale: TrayScale): TrayNews | null {
  const { rest } = scale;
  if (rest === null || rest.points < REST_POINTS) return null;
  scale.rest = null;
  const { noiseG, points, squares } = rest;
  const { levelErrorG, levelG } = scale;
  const spreadG = Math.sqrt(squares / points);
  return { kind: "rest", rest: { levelG, levelErrorG, points, spreadG, noiseG } };
}

/** The first of the last points that all lie to one side of the level, by more than noise has them lie there. */
function findStart({ levelG, noiseG, points, restMs }: TrayScale): number {
  const { timesMs, weightsG } = points;
  let at = weightsG.length - 1;
  const side = Math.sign(weightsG[at]! - levelG);
  while (at > 0 && timesMs[at - 1]! > restMs && side * (weightsG[at - 1]! - levelG) > noiseG) at--;
  return timesMs[at]!;
}

/** A point of a tray that moves: it shows another level, or comes to rest at one. */
function move(scale: TrayScale, motion: Motion, nowMs: number): TrayStep | null {
  const { levelG, noiseG, parameters, points } = scale;
  const isRolling = isRollingOn(scale, motion, nowMs);
  motion.isRolling = isRolling;
  scale.hasRolled ||= isRolling && nowMs - motion.startMs > ROLLS_MS_LEAST;
  const { flatEvidence, rolledEvidence, settledMs, shownEvidence, shownMs } = parameters;
  const options = { levelG, sinceMs: motion.sinceMs, noiseG };
  const [seen, settled, long] = findFlat(points, options, [
    { leastMs: shownMs, evidenceMin: isRolling ? rolledEvidence : shownEvidence },
    { leastMs: settledMs, evidenceMin: isRolling ? rolledEvidence : flatEvidence },
    { leastMs: LONG_FLAT_MS, evidenceMin: Number.NEGATIVE_INFINITY },
  ]);
  if (seen != null && (!isRolling || isStill(scale, seen))) {
    // What trembles more than it should shows no small changes.
    const unrestG = Math.min(readUnrestG(points), SEEN_UNREST_NOISES * noiseG);
    const errorG = Math.hypot(seen.errorG, Math.max(noiseG, unrestG));
    const errors = isRolling ? SEEN_ROLLING_ERRORS : SEEN_ERRORS;
    if (Math.abs(seen.levelG - scale.seenG) > errors * errorG) scale.seenG = seen.levelG;
  }
  // What has been still for long is at rest, however near its old level, which nothing else is evidence of.
  const flat = settled ?? (long != null && isStill(scale, long) ? long : null);
  return flat === null ? null : settle(scale, motion, flat, isRolling, nowMs);
}

/** Whether it swings to both sides of its level, or has moved for longer than anything is put in. */
function isRollingOn(
  { levelG, noiseG, parameters, points }: TrayScale,
  motion: Motion,
  nowMs: number,
): boolean {
  const offG = points.weightsG.at(-1)! - levelG;
  motion.aboveG = Math.max(motion.aboveG, offG);
  motion.belowG = Math.max(motion.belowG, -offG);
  const smallerG = Math.min(motion.aboveG, motion.belowG);
  const largerG = Math.max(motion.aboveG, motion.belowG);
  const swingsG = Math.max(parameters.leavesNoises * noiseG, SWING_SHARE * largerG);
  return smallerG > swingsG || nowMs - motion.startMs > MOVES_MS_MAX;
}

function isStill({ noiseG, parameters }: TrayScale, flat: FlatPoints): boolean {
  return flat.noiseG < parameters.stillNoises * noiseG;
}

function settle(
  scale: TrayScale,
  { startMs }: Motion,
  flat: FlatPoints,
  isRolling: boolean,
  nowMs: number,
): TrayStep | null {
  const { noiseG, parameters } = scale;
  const { emptyG, rolledMs, settledShare, slopeShare, stepErrorsMin } = parameters;
  const { count, levelG, sinceMs } = flat;
  const changeG = levelG - scale.levelG;
  const levelErrorG = findErrorG(scale, flat);
  // A cart that was rolled stands on another slope: what that makes of error need not be undercut by far.
  const slopeG = isRolling ? slopeShare * (emptyG + Math.max(0, levelG)) : 0;
  if (levelErrorG > Math.max(noiseG, settledShare * Math.abs(changeG), slopeG / 2)) return null;
  const stands = !isRolling || isStill(scale, flat);
  const shakesG = LONG_FLAT_NOISES * flat.noiseG + LONG_FLAT_SLOPES * slopeG;
  const isLong = nowMs - sinceMs > LONG_FLAT_MS && Math.abs(changeG) > shakesG;
  if (!stands && !isLong) return null;
  const errorG = Math.hypot(levelErrorG, scale.levelErrorG);
  const isStep = Math.abs(changeG) >= Math.max(readStepG(scale), stepErrorsMin * errorG);
  const isQuiet = liesAt(scale, levelG, levelErrorG, nowMs);
  // Of what rings, the level becomes better known.
  const isBetter = stands && levelErrorG < scale.levelErrorG;
  if (isStep || isQuiet || isBetter) rest(scale, levelG, levelErrorG, count, nowMs);
  // It stands, and rings: what it does next is another motion.
  if (!isQuiet && (isStep || stands)) scale.motion = startMotion(nowMs, sinceMs);
  if (!isStep) return null;
  scale.shownG = levelG;
  const isRolled = sinceMs - startMs > rolledMs;
  const { hasRolled } = scale;
  scale.rest = { points: 0, squares: 0, noiseG };
  return { changeG, errorG, levelG, levelErrorG, startMs, settledMs: sinceMs, isRolled, hasRolled };
}

/** Standard error of a level: of what shakes from one point to the next, few points in a row may be alike by chance. */
function findErrorG({ points }: TrayScale, { count, errorG, noiseG }: FlatPoints): number {
  const unrestG = Math.min(readUnrestG(points), 3 * noiseG);
  return Math.max(errorG, unrestG / Math.sqrt(count));
}

/**
 * A change to show at once, before it has settled: the newest points agree on another level, or lie near one that is
 * expected. Each is found once, and it may turn out to be none: then it is 0.
 *
 * @param listExpectedG levels that something is known to make of this one, grams; asked for while the tray moves
 * @returns grams, or null
 */
export function findProvisional(
  scale: TrayScale,
  listExpectedG: () => readonly number[] = () => [],
): number | null {
  if (scale.motion !== null && !scale.motion.isRolling) seeExpected(scale, listExpectedG());
  const { levelG, motion, parameters, seenG, shownG } = scale;
  const changeG = seenG - levelG;
  const apartG = Math.max(parameters.shownG, parameters.shownShare * Math.abs(changeG));
  const isOther = Math.abs(seenG - shownG) > apartG;
  if (isOther || motion === null) scale.shownG = seenG;
  const isTold = isOther && (motion !== null || scale.isProvisional);
  scale.isProvisional = motion !== null && (isTold || scale.isProvisional);
  return isTold ? changeG : null;
}

/** What is expected needs fewer points: those of `shownMs` that lie about it, however they ring. */
function seeExpected(scale: TrayScale, expectedG: readonly number[]): void {
  const { levelG, lastMs, motion, parameters, points } = scale;
  const { expectedShare, shownG, shownMs } = parameters;
  const { timesMs, weightsG } = points;
  const fromMs = Math.max(motion!.sinceMs, lastMs - shownMs - 1);
  const newestG = weightsG.slice(timesMs.findIndex((atMs) => atMs >= fromMs));
  if (newestG.length < 2) return;
  const meanG = mean(newestG);
  for (const expected of expectedG) {
    const nearG = Math.max(shownG, expectedShare * Math.abs(expected - levelG));
    const isNear =
      Math.abs(meanG - expected) < nearG &&
      newestG.every((one) => Math.abs(one - expected) < 2 * nearG);
    if (isNear && Math.abs(scale.seenG - expected) > nearG) scale.seenG = meanG;
  }
}

/** Grams; NaN before it has been seen at rest. */
export function readTray({ levelG }: TrayScale): number {
  return levelG;
}
