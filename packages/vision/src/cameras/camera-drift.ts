/**
 * Watches one camera while it runs: whether what it sees still lies where the other cameras put it.
 * Errors are averaged over blocks of time, as those of one person hang together for seconds. What
 * block means are is learnt first; from then on a Shiryaev-Roberts procedure over shifts of several
 * kinds and sizes says when they are so no longer (Pollak 1985; Shin, Ramdas & Rinaldo 2023).
 *
 * Where people are for minutes block means hang together, too, as a first-order autoregression: how
 * much so is learnt as well, and what the block before explained already is taken out of each.
 *
 * Its false alarms: while what is left is independent, normal, and no further from what was learnt
 * than the learning itself leaves open, the mean time to a false alarm is at least the one asked
 * for. For the procedure's sum less the number of blocks is a supermartingale, whatever the shifts.
 */
import { chiSquareTailQuantile } from "@saunter/numerics/chi-square";
import { type CameraParameters, DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import type { Lens } from "./camera-model.ts";

export interface DriftOptions {
  /** Mean time until a false alarm, at least, seconds of watching per camera. */
  readonly falseAlarmS: number;
  /** Length of a block, at least; it lasts until enough was seen. */
  readonly blockS?: number;
  readonly learningBlocks?: number;
}

/** Something that other cameras place in this camera's view, expected at (x, y), pixels. */
export interface DriftNote {
  readonly timestampMs: number;
  readonly x: number;
  readonly y: number;
  /** Where it is seen, less where it is expected; null where nobody is seen near. */
  readonly error: { readonly xPx: number; readonly yPx: number; readonly sdPx: number } | null;
}

/** What of the image has changed: moved, turned about the middle, grown, or nobody is found any more. */
export const DRIFT_KINDS = ["right", "down", "turned", "grown", "unseen"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export interface DriftAlarm {
  readonly timestampMs: number;
  readonly kind: DriftKind;
  /** Recent mean errors, less those that were learnt, pixels. */
  readonly shiftXPx: number;
  readonly shiftYPx: number;
}

/** Shifts that are looked for, in sds of a block mean. */
const SIZES = [1, 2, 4, 8];
const SIGNS = [-1, 1];
const KINDS = DRIFT_KINDS.length;
const UNSEEN = KINDS - 1;

interface Block {
  startMs: number;
  notes: number;
  errors: number;
  readonly sums: Float64Array;
  xPx: number;
  yPx: number;
}

export interface DriftWatch {
  readonly parameters: CameraParameters;
  readonly lens: Lens;
  readonly blockS: number;
  readonly learningBlocks: number;
  readonly alarmLevel: number;
  readonly block: Block;
  /** Blocks that were learnt from, of each kind; their means, and sums of squares about them. */
  readonly learnt: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  /** Of two blocks in a row, the sums of products about the means. */
  readonly products: Float64Array;
  /** Of the block before, by kind: how far it was from the mean. */
  readonly before: Float64Array;
  /** The procedure's sums, by kind, sign and size. */
  readonly evidence: Float64Array;
  readonly usualPx: Float64Array;
  readonly recentPx: Float64Array;
  learntBlocks: number;
  testedBlocks: number;
  alarm: DriftAlarm | null;
}

/** RangeError on times not above 0, or fewer blocks to learn from than `driftLearntBlocksMin`. */
export function createDriftWatch(
  lens: Lens,
  options: DriftOptions,
  parameters: CameraParameters = DEFAULT_CAMERAS,
): DriftWatch {
  const { driftBlockS, driftLearningBlocks, driftLearntBlocksMin } = parameters;
  const { falseAlarmS, blockS = driftBlockS, learningBlocks = driftLearningBlocks } = options;
  if (!(falseAlarmS > 0) || !(blockS > 0)) throw new RangeError("times must be above 0");
  if (!(learningBlocks >= driftLearntBlocksMin)) {
    throw new RangeError(`${driftLearntBlocksMin} blocks at least are to be learnt from`);
  }
  return {
    parameters,
    lens,
    blockS,
    learningBlocks,
    alarmLevel: falseAlarmS / blockS,
    block: { startMs: 0, notes: 0, errors: 0, sums: new Float64Array(KINDS), xPx: 0, yPx: 0 },
    learnt: new Float64Array(KINDS),
    means: new Float64Array(KINDS),
    squares: new Float64Array(KINDS),
    products: new Float64Array(KINDS),
    before: new Float64Array(KINDS),
    evidence: new Float64Array(KINDS * SIGNS.length * SIZES.length),
    usualPx: new Float64Array(2),
    recentPx: new Float64Array(2),
    learntBlocks: 0,
    testedBlocks: 0,
    alarm: null,
  };
}

const clip = (sds: number, most: number): number => Math.max(-most, Math.min(most, sds));

function addNote({ block, lens, parameters }: DriftWatch, { x, y, error }: DriftNote): void {
  const { driftErrorSdsMax } = parameters;
  block.notes++;
  if (error === null) {
    block.sums[UNSEEN]++;
    return;
  }
  const half = Math.hypot(lens.widthPx, lens.heightPx) / 2;
  const besideX = (x - lens.centreXPx) / half;
  const besideY = (y - lens.centreYPx) / half;
  const offX = clip(error.xPx / error.sdPx, driftErrorSdsMax);
  const offY = clip(error.yPx / error.sdPx, driftErrorSdsMax);
  block.errors++;
  block.sums[0] += offX;
  block.sums[1] += offY;
  block.sums[2] += besideX * offY - besideY * offX;
  block.sums[3] += besideX * offX + besideY * offY;
  block.xPx += offX * error.sdPx;
  block.yPx += offY * error.sdPx;
}

/** The block's mean of a kind; null where too little was seen for it. */
function takeMean({ block, parameters }: DriftWatch, kind: number): number | null {
  const { sums, notes, errors } = block;
  if (kind === UNSEEN) return sums[kind] / notes;
  return errors < parameters.driftErrorsMin ? null : sums[kind] / errors;
}

function learnBlock(watch: DriftWatch): void {
  const { block, learnt, means, squares, products, before, usualPx } = watch;
  watch.learntBlocks++;
  for (let kind = 0; kind < KINDS; kind++) {
    const mean = takeMean(watch, kind);
    if (mean === null) continue;
    learnt[kind]++;
    const off = mean - means[kind];
    means[kind] += off / learnt[kind];
    squares[kind] += off * (mean - means[kind]);
    products[kind] += before[kind] * (mean - means[kind]);
    before[kind] = mean - means[kind];
  }
  if (block.errors === 0) return;
  const share = 1 / Math.max(1, learnt[0]);
  usualPx[0] += share * (block.xPx / block.errors - usualPx[0]);
  usualPx[1] += share * (block.yPx / block.errors - usualPx[1]);
  watch.recentPx.set(usualPx);
}

/**
 * How far a block mean is from what was learnt and the block before foretell, in sds of that, and what may
 * be so anyway: the learnt mean of blocks that hang together is as much less sure as a shift weighs less.
 */
function standardise(watch: DriftWatch, kind: number): { sds: number; slackSds: number } | null {
  const { before, squares, parameters } = watch;
  const { driftLearntBlocksMin, driftLearntTail, driftLearntSds, driftSpreadMin } = parameters;
  const count = watch.learnt[kind];
  const mean = takeMean(watch, kind);
  if (mean === null || count < driftLearntBlocksMin) return null;
  const chance = chiSquareTailQuantile(1 - driftLearntTail, count - 1);
  const together = findTogether(watch, kind);
  const spread = Math.max(driftSpreadMin, Math.sqrt(squares[kind] / chance));
  const off = mean - watch.means[kind];
  const sds = (off - together * before[kind]) / (spread * Math.sqrt(1 - together ** 2));
  before[kind] = off;
  return { sds, slackSds: driftLearntSds / Math.sqrt(count) };
}

/** The autocorrelation of block means. */
function findTogether(watch: DriftWatch, kind: number): number {
  const { learnt, squares, products } = watch;
  const { driftTogetherSds, driftTogetherMax } = watch.parameters;
  if (!(squares[kind] > 0)) return 0;
  const learntSds = driftTogetherSds / Math.sqrt(learnt[kind]);
  return Math.max(0, Math.min(driftTogetherMax, products[kind] / squares[kind] + learntSds));
}

/** One step of the procedure; its sum over all shifts, each as likely as the others. */
function testBlock(watch: DriftWatch): number {
  watch.testedBlocks++;
  let total = 0;
  let at = 0;
  for (let kind = 0; kind < KINDS; kind++) {
    const off = standardise(watch, kind);
    for (const sign of SIGNS) {
      for (const size of SIZES) {
        const log = off === null ? 0 : size * (sign * off.sds - off.slackSds) - (size * size) / 2;
        const grown = (1 + watch.evidence[at]) * Math.exp(log);
        watch.evidence[at] = Math.min(grown, Number.MAX_VALUE / watch.evidence.length);
        total += watch.evidence[at++];
      }
    }
  }
  return total / watch.evidence.length;
}

function findLikeliestKind({ evidence }: DriftWatch): DriftKind {
  const at = evidence.indexOf(Math.max(...evidence));
  return DRIFT_KINDS[Math.floor(at / (SIGNS.length * SIZES.length))];
}

function endBlock(watch: DriftWatch, timestampMs: number): DriftAlarm | null {
  const { block, recentPx, usualPx } = watch;
  const { driftErrorsMin, driftRecentShare } = watch.parameters;
  if (watch.learntBlocks < watch.learningBlocks) {
    learnBlock(watch);
    return null;
  }
  if (block.errors >= driftErrorsMin) {
    recentPx[0] += driftRecentShare * (block.xPx / block.errors - recentPx[0]);
    recentPx[1] += driftRecentShare * (block.yPx / block.errors - recentPx[1]);
  }
  if (testBlock(watch) < watch.alarmLevel || watch.alarm !== null) return null;
  watch.alarm = {
    timestampMs,
    kind: findLikeliestKind(watch),
    shiftXPx: recentPx[0] - usualPx[0],
    shiftYPx: recentPx[1] - usualPx[1],
  };
  return watch.alarm;
}

/**
 * Takes in one note, in the order of time, in place. The alarm, once, when the camera no longer fits;
 * it stays in `watch.alarm`. A camera that was corrected gets a new watch. RangeError on numbers that
 * are not finite, or an sd not above 0.
 */
export function noteDetection(watch: DriftWatch, note: DriftNote): DriftAlarm | null {
  const { timestampMs, x, y, error } = note;
  const { xPx, yPx, sdPx } = error ?? { xPx: 0, yPx: 0, sdPx: 1 };
  if (!Number.isFinite(timestampMs + x + y + xPx + yPx + sdPx) || !(sdPx > 0)) {
    throw new RangeError("a note's numbers must be finite, its sd above 0");
  }
  const { block } = watch;
  if (block.notes === 0) block.startMs = timestampMs;
  let alarm: DriftAlarm | null = null;
  const isLong = timestampMs - block.startMs >= watch.blockS * 1000;
  if (isLong && block.notes >= watch.parameters.driftNotesMin) {
    alarm = endBlock(watch, timestampMs);
    block.startMs = timestampMs;
    block.notes = 0;
    block.errors = 0;
    block.sums.fill(0);
    block.xPx = 0;
    block.yPx = 0;
  }
  addNote(watch, note);
  return alarm;
}
