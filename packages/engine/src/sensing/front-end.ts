/**
 * From plate samples to steps: a change of a plate's settled level.
 *
 * Samples are averaged in bins of one ringing period. A plate is quiet while its bins stay near its
 * level; disturbed from the first that does not; settled again once five bins in a row are as flat
 * as its own noise, its shelf's present vibration and the size of the change allow. A force that
 * comes and goes leaves the level where it was and is no step. What cannot be distinguished from the shelf's
 * vibration waits for its end.
 */
import { mad } from "@saunter/numerics/statistics";
import {
  CLOCK_BACK_MS_LEAST,
  CLOCK_RUN_BATCHES,
  CLOCK_RUN_MS,
  GAP_MS_MAX,
  HISTORY_BINS,
  KNOWN_BATCHES_MAX,
  LATE_MS_MAX,
  LATENESS_MS_MAX,
  WAITING_BATCHES_MAX,
} from "../limits.ts";
import type { PlateBatch } from "../observation.ts";
import type { SensingParameters } from "../parameters/sensing.ts";

/** A change of one plate's level between two settled stretches. */
export interface Step {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly changeG: number;
  /** Standard error of `changeG` from the plate's own noise and its shelf's vibration. */
  readonly errorG: number;
  /** Level after the change. */
  readonly levelG: number;
  /** First bin that left the old level; first bin of the new one. */
  readonly startMs: number;
  readonly settledMs: number;
  /** Times at which the level passed 1/8, 2/8 … 7/8 of the change for the last time. */
  readonly crossingsMs: Float64Array;
  /** How the plate lay at the old level. */
  readonly rest: PlateRest;
}

/** How a plate lay between two steps: what stands there lies still, a hand trembles. */
export interface PlateRest {
  /** Bins that were checked, the newest before it left. */
  readonly bins: number;
  /** Their standard deviation, and what the plate's noise makes of it. */
  readonly spreadG: number;
  readonly noiseG: number;
}

/** Bins that make up so long a time at a rate. */
export function countBins({ binMs }: Pick<GondolaFrontEnd, "binMs">, ms: number): number {
  return Math.max(1, Math.round(ms / binMs));
}

/** A bin's number and this make its slot. */
const SLOT_MASK = HISTORY_BINS - 1;

/** @param sinceMs if readings are missing: from when on. */
export type Warn = (code: string, message: string, sinceMs?: number) => void;

/** Where a front end reports what it finds. */
interface Sink {
  readonly steps: Step[];
  readonly warn: Warn;
  readonly onBin: () => void;
}

/** Batches behind their time that follow each other as they should: the clock may have been set back. */
interface LateRun {
  count: number;
  sinceMs: number;
  nextMs: number;
}

/** The label of a plate that has no number of its own on its shelf; null for one that has. */
export type NamePlate = (shelf: number, plate: number) => string | null;

export interface GondolaFrontEnd {
  readonly gondola: number;
  readonly parameters: SensingParameters;
  readonly namePlate: NamePlate;
  /** Whether steps are looked for; otherwise readings only become bins. */
  readonly tracksPlates: boolean;
  shelfCount: number;
  plateCount: number;
  sampleRateHz: number;
  /** A bin at this rate: its samples and length; and how many bins must be flat to be settled. */
  binSamples: number;
  binMs: number;
  settledBins: number;
  /** Share that a new bin is of a quiet plate's level and noise, and what one leaves of a shelf's unrest. */
  levelShare: number;
  noiseShare: number;
  shakeLeft: number;
  swingLeft: number;
  /** Sums of the bin being filled, one a cell. */
  binSums: Float64Array;
  binFill: number;
  binStartMs: number;
  /** Bins closed so far; a bin's slot is its number modulo HISTORY_BINS. */
  binCount: number;
  /** The first bin since the clock last jumped or a long gap ended: what was before is not used. */
  historyFrom: number;
  binTimesMs: Float64Array;
  /** Means, [slot, cell]. */
  bins: Float32Array;
  level: Float64Array;
  /** What vibration left of error in the level when the plate settled, or last left it. */
  levelError: Float64Array;
  noise: Float64Array;
  /** Whether it was seen for long enough to know that. */
  isNoiseKnown: Uint8Array;
  /** Bin number at which the plate left its level, or -1 while quiet. */
  disturbedAt: Int32Array;
  /** The time of that bin, which may be forgotten before the plate settles. */
  startedMs: Float64Array;
  /** Bin number at which the plate last settled. */
  settledAt: Int32Array;
  /** First bin of the level to which it last stepped, or was taken. */
  reportedAt: Int32Array;
  /** How noisy it was then: what a hand does to it afterwards is not in it. */
  reportedNoise: Float64Array;
  /** Bin number at which it last became quiet, which it may without having settled. */
  quietAt: Int32Array;
  /** Bins in a row that read exactly the same, and that read nothing. */
  sameBins: Int32Array;
  missingBins: Int32Array;
  /** Readings of a plate whose level is not known yet. */
  seenBins: Int32Array;
  /** Whether a bin ever read otherwise than the one before: 0 for a plate that does not exist. */
  moved: Uint8Array;
  /** What has been reported of a plate: SAID_DEAD, SAID_STUCK. */
  said: Uint8Array;
  /** Whether a plate that exists read nothing in the batch that is being taken. */
  hasUnusable: boolean;
  /** By shelf: how much it shakes from bin to bin, and from half second to half second. */
  shelfNoise: Float64Array;
  shelfSwing: Float64Array;
  /** By shelf: the standard error that its swing gives to a half-second mean. */
  vibration: Float64Array;
  /** The bins up to which these are known. */
  noiseBin: Int32Array;
  swingBin: Int32Array;
  expectedMs: number;
  lastBatchMs: number;
  waiting: PlateBatch[];
  lateRun: LateRun;
  /** Times of the last batches and what they held, to recognise duplicates. */
  takenMs: Float64Array;
  takenPrint: Float64Array;
  takenCount: number;
}

/** @param tracksPlates see `GondolaFrontEnd` */
export function createGondolaFrontEnd(
  gondola: number,
  parameters: SensingParameters,
  namePlate: NamePlate = () => null,
  tracksPlates = true,
): GondolaFrontEnd {
  return {
    gondola,
    parameters,
    namePlate,
    tracksPlates,
    shelfCount: 0,
    plateCount: 0,
    sampleRateHz: 0,
    ...measureBins(60, parameters),
    binSums: new Float64Array(0),
    binFill: 0,
    binStartMs: 0,
    binCount: 0,
    historyFrom: 0,
    binTimesMs: new Float64Array(HISTORY_BINS),
    bins: new Float32Array(0),
    level: new Float64Array(0),
    levelError: new Float64Array(0),
    noise: new Float64Array(0),
    isNoiseKnown: new Uint8Array(0),
    disturbedAt: new Int32Array(0),
    startedMs: new Float64Array(0),
    settledAt: new Int32Array(0),
    reportedAt: new Int32Array(0),
    reportedNoise: new Float64Array(0),
    quietAt: new Int32Array(0),
    sameBins: new Int32Array(0),
    missingBins: new Int32Array(0),
    seenBins: new Int32Array(0),
    moved: new Uint8Array(0),
    said: new Uint8Array(0),
    hasUnusable: false,
    shelfNoise: new Float64Array(0),
    shelfSwing: new Float64Array(0),
    vibration: new Float64Array(0),
    noiseBin: new Int32Array(0),
    swingBin: new Int32Array(0),
    expectedMs: Number.NaN,
    lastBatchMs: Number.NaN,
    waiting: [],
    lateRun: { count: 0, sinceMs: Number.NaN, nextMs: Number.NaN },
    takenMs: new Float64Array(KNOWN_BATCHES_MAX).fill(Number.NaN),
    takenPrint: new Float64Array(KNOWN_BATCHES_MAX),
    takenCount: 0,
  };
}

/** What depends on the sample rate alone. */
function measureBins(sampleRateHz: number, parameters: SensingParameters) {
  const binSamples = Math.max(1, Math.round((parameters.binMs * sampleRateHz) / 1000));
  const binMs = (1000 * binSamples) / sampleRateHz;
  return {
    binSamples,
    binMs,
    settledBins: Math.max(parameters.settledBinsMin, Math.round(parameters.settledMs / binMs)),
    levelShare: -Math.expm1(-binMs / parameters.levelFollowsMs),
    noiseShare: -Math.expm1(-binMs / parameters.noiseFollowsMs),
    shakeLeft: Math.exp(-binMs / parameters.shakeFadesMs),
    swingLeft: Math.exp(-binMs / parameters.swingFadesMs),
  };
}

/** Takes in a batch's rate. If it changes the length of bins, levels start again: they cannot be compared. */
function takeRate(state: GondolaFrontEnd, sampleRateHz: number): void {
  if (state.sampleRateHz === sampleRateHz) return;
  const measured = measureBins(sampleRateHz, state.parameters);
  const isOther =
    measured.binSamples !== state.binSamples || measured.settledBins !== state.settledBins;
  if (state.sampleRateHz > 0 && isOther) {
    learnAnew(state);
    dropPartialBin(state);
  }
  Object.assign(state, measured);
  state.sampleRateHz = sampleRateHz;
}

function resize(state: GondolaFrontEnd, batch: PlateBatch): void {
  const cells = batch.shelfCount * batch.plateCount;
  state.shelfCount = batch.shelfCount;
  state.plateCount = batch.plateCount;
  state.binSums = new Float64Array(cells);
  state.binFill = 0;
  state.binCount = 0;
  state.historyFrom = 0;
  state.bins = new Float32Array(cells * HISTORY_BINS);
  state.level = new Float64Array(cells).fill(Number.NaN);
  state.levelError = new Float64Array(cells);
  state.noise = new Float64Array(cells).fill(state.parameters.noiseFirstG);
  state.isNoiseKnown = new Uint8Array(cells);
  state.disturbedAt = new Int32Array(cells).fill(-1);
  state.startedMs = new Float64Array(cells);
  state.settledAt = new Int32Array(cells);
  state.reportedAt = new Int32Array(cells);
  state.reportedNoise = new Float64Array(cells);
  state.quietAt = new Int32Array(cells);
  state.sameBins = new Int32Array(cells);
  state.missingBins = new Int32Array(cells);
  state.seenBins = new Int32Array(cells);
  state.moved = new Uint8Array(cells);
  state.said = new Uint8Array(cells);
  state.shelfNoise = new Float64Array(batch.shelfCount);
  state.shelfSwing = new Float64Array(batch.shelfCount);
  state.vibration = new Float64Array(batch.shelfCount);
  state.noiseBin = new Int32Array(batch.shelfCount).fill(-1);
  state.swingBin = new Int32Array(batch.shelfCount).fill(-1);
  state.expectedMs = Number.NaN;
  state.waiting = [];
  state.lateRun.count = 0;
}

/**
 * Takes a batch, in whatever order it comes: one that is early waits for those before it, up to a
 * bound; one that was there already, or is late, is dropped and counted.
 *
 * @param onBin called whenever a bin has been taken, so that what is made of the steps need not
 * depend on how the stream is cut into batches.
 */
export function pushBatch(
  state: GondolaFrontEnd,
  batch: PlateBatch,
  steps: Step[],
  warn: Warn,
  onBin: () => void = ignore,
): void {
  const sink = { steps, warn, onBin };
  if (!(batch.sampleRateHz > 0) || !Number.isFinite(batch.timestampMs)) {
    warn("batch-unusable", `gondola ${batch.gondola}: a batch without a time or a sample rate`);
    return;
  }
  if (batch.shelfCount !== state.shelfCount || batch.plateCount !== state.plateCount) {
    if (state.shelfCount > 0) {
      warn(
        "shape-changed",
        `gondola ${batch.gondola}: its batches changed shape; levels start again`,
      );
    }
    resize(state, batch);
  }
  const expectedMs = Number.isNaN(state.expectedMs) ? batch.timestampMs : state.expectedMs;
  const aheadMs = batch.timestampMs - expectedMs;
  const halfBatchMs = findHalfMs(state, batch);
  if (aheadMs < -halfBatchMs) {
    takeLate(state, batch, -aheadMs, sink);
    return;
  }
  state.lateRun.count = 0;
  if (aheadMs > halfBatchMs && aheadMs <= LATENESS_MS_MAX) {
    insertWaiting(state, batch);
    if (
      state.waiting.length <= WAITING_BATCHES_MAX &&
      state.waiting.at(-1)!.timestampMs - expectedMs < LATENESS_MS_MAX
    ) {
      return;
    }
    flushWaiting(state, sink);
    return;
  }
  if (aheadMs > LATENESS_MS_MAX) {
    flushWaiting(state, sink);
  }
  takeOrSkip(state, batch, sink);
  releaseWaiting(state, sink);
}

function ignore(): void {}

/** Half of the time that a batch takes: nearer than this to its time it is in turn. */
function findHalfMs({ parameters }: GondolaFrontEnd, batch: PlateBatch): number {
  return Math.max(parameters.jitterMs, (500 * batch.sampleCount) / batch.sampleRateHz);
}

/**
 * A batch from before its time is dropped, unless it shows that the clock was set back: it is very
 * old, or one of several in a row that follow each other as they should, far behind, and that have
 * not been there already.
 */
function takeLate(state: GondolaFrontEnd, batch: PlateBatch, behindMs: number, sink: Sink): void {
  if (behindMs > LATE_MS_MAX || isClockSetBack(state, batch, behindMs)) {
    flushWaiting(state, sink);
    sink.warn("clock-jump", `gondola ${batch.gondola}: its clock went back; levels start again`);
    restart(state);
    takeBatch(state, batch, sink);
  } else warnLate(state, batch, sink);
}

/** What a batch shows that was not taken before is lost: the warning says since when. */
function warnLate(state: GondolaFrontEnd, batch: PlateBatch, { warn }: Sink): void {
  const message = `gondola ${state.gondola}: a batch came twice or too late and was dropped`;
  warn("batch-late", message, isKnown(state, batch) ? undefined : batch.timestampMs);
}

function isClockSetBack(state: GondolaFrontEnd, batch: PlateBatch, behindMs: number): boolean {
  const run = state.lateRun;
  // A transport that sends again what was not acknowledged does so in order, too.
  if (isKnown(state, batch)) return false;
  const follows =
    run.count > 0 && Math.abs(batch.timestampMs - run.nextMs) <= findHalfMs(state, batch);
  if (!follows) {
    run.count = 0;
    if (behindMs < CLOCK_BACK_MS_LEAST) return false;
    run.sinceMs = batch.timestampMs;
  }
  run.count++;
  run.nextMs = batch.timestampMs + (1000 * batch.sampleCount) / batch.sampleRateHz;
  return run.count >= CLOCK_RUN_BATCHES && run.nextMs - run.sinceMs >= CLOCK_RUN_MS;
}

function isKnown(state: GondolaFrontEnd, batch: PlateBatch): boolean {
  const { takenMs, takenPrint } = state;
  for (let at = takenMs.indexOf(batch.timestampMs); at >= 0; ) {
    if (takenPrint[at] === findPrint(batch)) return true;
    at = takenMs.indexOf(batch.timestampMs, at + 1);
  }
  return false;
}

/** Cells of a batch's first samples, or a few more, by which a duplicate is recognised. */
const PRINT_CELLS = 16;

function findPrint(batch: PlateBatch): number {
  const { plateCount, samplesG, shelfCount } = batch;
  const end = Math.min(samplesG.length, shelfCount * plateCount);
  const stride = Math.max(1, Math.floor((end - plateCount) / PRINT_CELLS));
  let print = 0;
  for (let cell = plateCount + 1; cell < end; cell += stride) {
    const value = samplesG[cell]!;
    if (Number.isFinite(value)) print += cell * value;
  }
  return print;
}

/** Forgets the time, and all that was learned of levels, but not of noise. */
function restart(state: GondolaFrontEnd): void {
  learnAnew(state);
  dropPartialBin(state);
  state.expectedMs = Number.NaN;
  state.waiting = [];
  state.lateRun.count = 0;
  state.takenMs.fill(Number.NaN);
}

/** What changed in a gap, or while a clock was set, has no time: no step may report it. */
function learnAnew(state: GondolaFrontEnd): void {
  state.historyFrom = state.binCount;
  state.level.fill(Number.NaN);
  state.disturbedAt.fill(-1);
  state.seenBins.fill(0);
  state.shelfNoise.fill(0);
  state.shelfSwing.fill(0);
  state.vibration.fill(0);
}

function insertWaiting(state: GondolaFrontEnd, batch: PlateBatch): void {
  const { waiting } = state;
  let at = waiting.length;
  while (at > 0 && waiting[at - 1]!.timestampMs > batch.timestampMs) at--;
  // The caller's samples may be reused once this call returns.
  waiting.splice(at, 0, { ...batch, samplesG: batch.samplesG.slice() });
}

/** Takes the waiting batches whose turn has come. */
function releaseWaiting(state: GondolaFrontEnd, sink: Sink): void {
  while (state.waiting.length > 0) {
    const next = state.waiting[0]!;
    const aheadMs = next.timestampMs - state.expectedMs;
    if (aheadMs > findHalfMs(state, next)) return;
    state.waiting.shift();
    if (aheadMs >= -findHalfMs(state, next)) takeBatch(state, next, sink);
    else warnLate(state, next, sink);
  }
}

/** What is missing will not come any more: goes on with what is there. */
function flushWaiting(state: GondolaFrontEnd, sink: Sink): void {
  for (const batch of state.waiting.splice(0)) takeOrSkip(state, batch, sink);
}

function takeOrSkip(state: GondolaFrontEnd, batch: PlateBatch, sink: Sink): void {
  const { expectedMs } = state;
  const aheadMs = batch.timestampMs - expectedMs;
  if (aheadMs < -findHalfMs(state, batch)) {
    warnLate(state, batch, sink);
    return;
  }
  if (aheadMs > state.parameters.missingMs) {
    // Levels before and after a short gap show what it hid; a longer one may hide when, and so who.
    const isBlind = aheadMs > state.parameters.blindMs;
    const code = isBlind ? "batch-missing" : "samples-missing";
    sink.warn(code, `gondola ${state.gondola}: samples are missing`, expectedMs);
    dropPartialBin(state);
    if (aheadMs > GAP_MS_MAX) learnAnew(state);
    state.expectedMs = Number.NaN;
  }
  takeBatch(state, batch, sink);
}

function dropPartialBin(state: GondolaFrontEnd): void {
  state.binFill = 0;
  state.binSums.fill(0);
}

/** The stream has ended: nothing that waits can become complete. */
export function flushFrontEnd(
  state: GondolaFrontEnd,
  steps: Step[],
  warn: Warn,
  onBin: () => void = ignore,
): void {
  flushWaiting(state, { steps, warn, onBin });
}

function takeBatch(state: GondolaFrontEnd, batch: PlateBatch, sink: Sink): void {
  const { samplesG, sampleCount, sampleRateHz } = batch;
  const cells = state.binSums.length;
  takeRate(state, sampleRateHz);
  const sampleMs = 1000 / sampleRateHz;
  let expectedMs = Number.isNaN(state.expectedMs) ? batch.timestampMs : state.expectedMs;
  // The batch's time is jittered by transport; the sensor's own clock is not. It is followed slowly.
  expectedMs += state.parameters.clockFollowsShare * (batch.timestampMs - expectedMs);
  for (let sample = 0; sample < sampleCount; ) {
    if (state.binFill === 0) state.binStartMs = expectedMs + sample * sampleMs;
    const count = Math.min(state.binSamples - state.binFill, sampleCount - sample);
    if (count === SIX && state.binSamples === SIX)
      sumSix(state.binSums, samplesG, sample * cells, state.plateCount);
    else addSamples(state.binSums, samplesG, sample * cells, count);
    sample += count;
    state.binFill += count;
    if (state.binFill === state.binSamples) closeBin(state, sampleMs, sink);
  }
  state.expectedMs = expectedMs + sampleCount * sampleMs;
  state.lastBatchMs = batch.timestampMs;
  remember(state, batch);
  if (state.hasUnusable) {
    state.hasUnusable = false;
    sink.warn("sample-unusable", `gondola ${state.gondola}: samples of a plate are no numbers`);
  }
}

function remember(state: GondolaFrontEnd, batch: PlateBatch): void {
  const at = state.takenCount++ % KNOWN_BATCHES_MAX;
  state.takenMs[at] = batch.timestampMs;
  state.takenPrint[at] = findPrint(batch);
}

/** Samples of a bin at 60 Hz. */
const SIX = 6;

/** A whole bin at once: the sums are written once, and not once a sample. Shelf 0 does not exist. */
function sumSix(sums: Float64Array, samplesG: Float32Array, from: number, unused: number): void {
  const cells = sums.length;
  for (let cell = unused, at = from + unused; cell < cells; cell++, at++) {
    // Written out: a loop in here takes twice the time.
    sums[cell] =
      samplesG[at]! +
      samplesG[at + cells]! +
      samplesG[at + 2 * cells]! +
      samplesG[at + 3 * cells]! +
      samplesG[at + 4 * cells]! +
      samplesG[at + 5 * cells]!;
  }
}

function addSamples(
  sums: Float64Array,
  samplesG: Float32Array,
  from: number,
  sampleCount: number,
): void {
  const cells = sums.length;
  for (let sample = 0; sample < sampleCount; sample++) {
    const offset = from + sample * cells;
    for (let cell = 0; cell < cells; cell++) sums[cell]! += samplesG[offset + cell]!;
  }
}

function closeBin(state: GondolaFrontEnd, sampleMs: number, sink: Sink): void {
  const { binCount, binSums, bins } = state;
  state.binTimesMs[binCount & SLOT_MASK] = state.binStartMs + (state.binSamples / 2) * sampleMs;
  const row = (binCount & SLOT_MASK) * binSums.length;
  for (let cell = 0; cell < binSums.length; cell++) {
    const mean = binSums[cell]! / state.binSamples;
    binSums[cell] = mean;
    bins[row + cell] = mean;
  }
  if (state.tracksPlates) trackPlates(state, sink);
  state.binCount++;
  state.binFill = 0;
  binSums.fill(0);
  sink.onBin();
}

/** The mean absolute difference of two normal deviates is 2 / sqrt(pi) of their spread. */
const SPREAD_OF_MEAN_DIFFERENCE = 0.886;
/** And the median one is so much of it. */
const MEDIAN_DIFFERENCE_OF_SPREAD = 0.954;

/**
 * Follows every plate through the newest bin. Nearly all are quiet nearly always: they are done with
 * here, and all that is rare elsewhere.
 */
function trackPlates(state: GondolaFrontEnd, { steps, warn }: Sink): void {
  const { bins, binCount, binSums, plateCount, shelfCount } = state;
  const { level, noise, disturbedAt, settledAt, sameBins, missingBins, moved } = state;
  const cells = binSums.length;
  const { settledBins, levelShare, noiseShare } = state;
  const { leavesGMin, leavesSpreadsMin, windowGMin, windowSpreadsMin, noiseGMin } =
    state.parameters;
  const fewBins = 1 / levelShare - settledBins;
  const row1 = ((binCount - 1) & SLOT_MASK) * cells;
  const isFirst = binCount === state.historyFrom;
  for (let shelf = 1; shelf < shelfCount; shelf++) {
    const end = (shelf + 1) * plateCount;
    for (let cell = shelf * plateCount + 1; cell < end; cell++) {
      const mean = binSums[cell]!;
      if (!Number.isFinite(mean)) {
        noteMissing(state, cell, warn);
        continue;
      }
      const previous = isFirst ? Number.NaN : bins[row1 + cell]!;
      if (mean === previous) noteSame(state, cell, warn);
      else if (sameBins[cell] !== 0) sameBins[cell] = 0;
      const difference = Math.abs(mean - previous);
      if (moved[cell] === 0 && difference > 0) moved[cell] = 1;
      if (missingBins[cell] !== 0) missingBins[cell] = 0;
      const usual = level[cell]!;
      const spread = noise[cell]!;
      if (
        disturbedAt[cell] === -1 &&
        Math.abs(mean - usual) <= Math.max(leavesGMin, leavesSpreadsMin * spread)
      ) {
        let window = mean;
        for (let back = 1; back < settledBins; back++)
          window += bins[((binCount - back) & SLOT_MASK) * cells + cell]!;
        window /= settledBins;
        const quietBins = binCount - settledAt[cell]!;
        // The mean of half a second shows a change three times smaller than one bin does.
        const isOff = Math.abs(window - usual) > Math.max(windowGMin, windowSpreadsMin * spread);
        if (quietBins < settledBins || !isOff) {
          if (difference >= 0) {
            const own = difference * SPREAD_OF_MEAN_DIFFERENCE;
            noise[cell] = Math.max(noiseGMin, spread + noiseShare * (own - spread));
          }
          // A mean over all bins since it settled, then over about the last three seconds.
          const share = quietBins > fewBins ? levelShare : 1 / (quietBins + settledBins);
          level[cell] = usual + share * (mean - usual);
          continue;
        }
      }
      trackUnquiet(state, shelf, cell, steps);
    }
  }
}

const SAID_DEAD = 1;
const SAID_STUCK = 2;

function noteMissing(state: GondolaFrontEnd, cell: number, warn: Warn): void {
  const missing = ++state.missingBins[cell]!;
  // A plate that never moved does not exist; it may read nothing.
  if (state.moved[cell] === 0) return;
  state.hasUnusable = true;
  if (missing === countBins(state, state.parameters.deadMs)) say(state, cell, SAID_DEAD, warn);
}

function noteSame(state: GondolaFrontEnd, cell: number, warn: Warn): void {
  const same = ++state.sameBins[cell]!;
  if (same === countBins(state, state.parameters.stuckMs) && state.moved[cell] !== 0)
    say(state, cell, SAID_STUCK, warn);
}

function say(state: GondolaFrontEnd, cell: number, what: number, warn: Warn): void {
  if ((state.said[cell]! & what) !== 0) return;
  state.said[cell]! |= what;
  const shelf = Math.floor(cell / state.plateCount);
  const plate = cell - shelf * state.plateCount;
  const where = describePlate(state, shelf, plate);
  if (what === SAID_DEAD) warn("plate-dead", `${where} has stopped reading`);
  else warn("plate-stuck", `${where} reads the same all the time`);
}

export function describePlate(
  { gondola, namePlate }: GondolaFrontEnd,
  shelf: number,
  plate: number,
): string {
  return `gondola ${gondola}, ${namePlate(shelf, plate) ?? `shelf ${shelf}, plate ${plate}`}`;
}

function trackUnquiet(state: GondolaFrontEnd, shelf: number, cell: number, steps: Step[]): void {
  const bin = state.binCount;
  if (Number.isNaN(state.level[cell]!)) {
    const seen = ++state.seenBins[cell]!;
    if (seen < state.settledBins) return;
    if (
      state.isNoiseKnown[cell] === 1
        ? !isFlat(state, shelf, cell, bin, 0)
        : !learnNoise(state, cell, seen)
    )
      return;
    settleAt(state, cell, bin, windowMean(state, cell, bin), findError(state, shelf, cell, bin));
    return;
  }
  if (state.disturbedAt[cell] === -1) {
    const settledBins = bin - state.settledAt[cell]!;
    const started =
      settledBins >= state.settledBins ? findDeparture(state, cell, state.level[cell]!) : bin;
    state.disturbedAt[cell] = started;
    state.startedMs[cell] = binTimeMs(state, started);
    // The longer the plate was quiet, the less is left of what was wrong with its level.
    state.levelError[cell]! *=
      (1 - state.levelShare) ** Math.max(0, started - state.quietAt[cell]!);
  }
  trySettle(state, shelf, cell, steps);
}

/**
 * Learns how noisy a plate is that has not been flat by what is usual, once enough of it was seen. Returns whether it
 * is at rest by that noise: its halves lie where each other do.
 */
function learnNoise(state: GondolaFrontEnd, cell: number, seenBins: number): boolean {
  const { noiseFirstMs, noiseFirstShareMin, noiseFirstGMax, noiseGMin, restGMax, restSpreadsMax } =
    state.parameters;
  const bins = countBins(state, noiseFirstMs);
  if (seenBins < bins) return false;
  const last = state.binCount;
  let count = 0;
  for (let back = 0; back + 1 < bins; back++) {
    const change = binAt(state, cell, last - back) - binAt(state, cell, last - back - 1);
    if (Number.isFinite(change)) scratch[count++] = Math.abs(change);
  }
  if (count < noiseFirstShareMin * (bins - 1)) return false;
  const spread = findRank(count, count >> 1) / MEDIAN_DIFFERENCE_OF_SPREAD;
  const half = bins >> 1;
  let apart = 0;
  for (let back = 0; back < half; back++) {
    const off = binAt(state, cell, last - back) - binAt(state, cell, last - half - back);
    if (Number.isFinite(off)) apart += off;
  }
  const isAtRest = Math.abs(apart) / half <= Math.max(restGMax, restSpreadsMax * spread);
  if (!(spread < noiseFirstGMax && isAtRest)) return false;
  state.noise[cell] = Math.max(noiseGMin, spread);
  state.isNoiseKnown[cell] = 1;
  return true;
}

/** How much the whole shelf shakes now from bin to bin. Known only where it is asked for. */
function readShelfNoise(state: GondolaFrontEnd, shelf: number, lastBin: number): number {
  const { shelfNoise, noiseBin } = state;
  for (let bin = catchUp(state, noiseBin, shelfNoise, shelf, lastBin); bin <= lastBin; bin++) {
    const unrest = findUnrest(state, shelf, bin, 1);
    shelfNoise[shelf] = Math.max(unrest, state.shakeLeft * shelfNoise[shelf]!);
  }
  return shelfNoise[shelf]!;
}

/** Standard error that a shelf's vibration now gives to half-second means, beyond usual noise. */
function readVibration(state: GondolaFrontEnd, shelf: number, lastBin: number): number {
  const { shelfSwing, swingBin, vibration } = state;
  let bin = catchUp(state, swingBin, shelfSwing, shelf, lastBin);
  if (bin > lastBin) return vibration[shelf]!;
  for (; bin <= lastBin; bin++) {
    const unrest = findUnrest(state, shelf, bin, state.settledBins);
    shelfSwing[shelf] = Math.max(unrest, state.swingLeft * shelfSwing[shelf]!);
  }
  const { swingSpreads, swingErrorShare } = state.parameters;
  const beyond = shelfSwing[shelf]! ** 2 - (swingSpreads * findUsualNoise(state, shelf)) ** 2;
  vibration[shelf] = beyond > 0 ? swingErrorShare * Math.sqrt(beyond) : 0;
  return vibration[shelf]!;
}

/** The first bin that has yet to be taken up in `values`, which are known up to `known`. */
function catchUp(
  state: GondolaFrontEnd,
  known: Int32Array,
  values: Float64Array,
  shelf: number,
  lastBin: number,
): number {
  const from = Math.max(known[shelf]! + 1, state.historyFrom);
  if (from > lastBin) return from;
  known[shelf] = lastBin;
  const rememberedBins = countBins(state, state.parameters.vibrationMs);
  if (lastBin - from <= rememberedBins) return from;
  values[shelf] = 0;
  return lastBin - rememberedBins;
}

/**
 * By how much the plates of a shelf, means of some bins each, differ from what they were as many bins
 * before, or twice as many: ringing beside the bins' rate comes through as a slow swing. The median,
 * but no more than what is left when the plates of an item are left out; 0 on a shelf of so few
 * plates that nothing is left then.
 */
function findUnrest(state: GondolaFrontEnd, shelf: number, lastBin: number, bins: number): number {
  const { historyFrom, plateCount } = state;
  const { touchedPlates, leakedToShelfShareMax } = state.parameters;
  if (lastBin - 2 * bins + 1 < historyFrom || plateCount - 1 <= touchedPlates) return 0;
  const isLong = bins > 1 && lastBin - 3 * bins + 1 >= historyFrom;
  let count = 0;
  let largest = 0;
  for (let cell = shelf * plateCount + 1; cell < (shelf + 1) * plateCount; cell++) {
    const now = sumBins(state, cell, lastBin, bins);
    let change = Math.abs(now - sumBins(state, cell, lastBin - bins, bins));
    if (isLong) {
      change = Math.max(change, Math.abs(now - sumBins(state, cell, lastBin - 2 * bins, bins)));
    }
    // What does not exist reads nothing, or always the same.
    if (!(change > 0 && change < Infinity)) continue;
    change /= bins;
    scratch[count++] = change;
    largest = Math.max(largest, change);
  }
  if (count <= touchedPlates) return 0;
  const unrest = findRank(count, Math.min(count >> 1, count - 1 - touchedPlates));
  return Math.max(0, unrest - leakedToShelfShareMax * largest);
}

function sumBins(state: GondolaFrontEnd, cell: number, lastBin: number, bins: number): number {
  let sum = 0;
  for (let bin = lastBin; bin > lastBin - bins; bin--) sum += binAt(state, cell, bin);
  return sum;
}

function findUsualNoise(state: GondolaFrontEnd, shelf: number): number {
  let count = 0;
  for (let plate = 1; plate < state.plateCount; plate++) {
    const cell = shelf * state.plateCount + plate;
    if (state.moved[cell] !== 0) scratch[count++] = state.noise[cell]!;
  }
  return count === 0 ? 0 : findRank(count, count >> 1);
}

const scratch = new Float64Array(1024);

/** The value of a rank (0 is the least) among the first of `scratch`, which are put in order. */
function findRank(count: number, rank: number): number {
  for (let i = 1; i < count; i++) {
    const value = scratch[i]!;
    let j = i - 1;
    while (j >= 0 && scratch[j]! > value) {
      scratch[j + 1] = scratch[j]!;
      j--;
    }
    scratch[j + 1] = value;
  }
  return scratch[rank]!;
}

/** The first of the last bins that all lie on one side of the level, by more than noise has them lie there. */
function findDeparture(state: GondolaFrontEnd, cell: number, level: number): number {
  const last = state.binCount;
  const side = Math.sign(binAt(state, cell, last) - level);
  let bin = last;
  while (bin > last - state.settledBins + 1) {
    if (!(side * (binAt(state, cell, bin - 1) - level) > state.noise[cell]!)) break;
    bin--;
  }
  return bin;
}

/** Mean of the last bins that read anything; NaN where fewer than half of them do. */
function windowMean(state: GondolaFrontEnd, cell: number, lastBin: number): number {
  let sum = 0;
  let count = 0;
  for (let back = 0; back < state.settledBins; back++) {
    const value = binAt(state, cell, lastBin - back);
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return 2 * count < state.settledBins ? Number.NaN : sum / count;
}

/** Spread of the last bins that read anything. */
function windowSpread(state: GondolaFrontEnd, cell: number, lastBin: number): number {
  const mean = windowMean(state, cell, lastBin);
  let square = 0;
  let count = 0;
  for (let back = 0; back < state.settledBins; back++) {
    const off = binAt(state, cell, lastBin - back) - mean;
    if (!Number.isFinite(off)) continue;
    square += off * off;
    count++;
  }
  return Math.sqrt(square / Math.max(1, count - 1));
}

/** The last bins are as flat as noise, the size of the change and the shelf's vibration allow. */
function isFlat(
  state: GondolaFrontEnd,
  shelf: number,
  cell: number,
  lastBin: number,
  changeG: number,
): boolean {
  const { flatGMax, flatSpreadsMax, flatChangeShareMax, flatShelfNoisesMax, trendSpreads } =
    state.parameters;
  const spread = windowSpread(state, cell, lastBin);
  const trend =
    (binAt(state, cell, lastBin) +
      binAt(state, cell, lastBin - 1) -
      binAt(state, cell, lastBin - state.settledBins + 1) -
      binAt(state, cell, lastBin - state.settledBins + 2)) /
    2;
  // NaN where one of them reads nothing: the spread is left.
  const unrest = Number.isNaN(trend) ? spread : Math.max(spread, Math.abs(trend) / trendSpreads);
  const ownMost = Math.max(flatGMax, flatSpreadsMax * state.noise[cell]!);
  if (unrest <= Math.max(ownMost, flatChangeShareMax * Math.abs(changeG))) return true;
  return unrest <= flatShelfNoisesMax * readShelfNoise(state, shelf, lastBin);
}

/** Standard error of a half-second mean from the plate's own noise. */
function findOwnError(state: GondolaFrontEnd, cell: number): number {
  const { ownErrorGMin, ownErrorShare } = state.parameters;
  return Math.max(ownErrorGMin, state.noise[cell]! * ownErrorShare);
}

/** Standard error of the mean of the last bins: from noise, and from vibration where there is any. */
function findError(state: GondolaFrontEnd, shelf: number, cell: number, lastBin: number): number {
  const own = findOwnError(state, cell);
  const vibration = readVibration(state, shelf, lastBin);
  if (vibration === 0) return own;
  // A plate may shake more than its shelf does: its bins then differ by more.
  const most = state.parameters.shakeVibrationsMax * vibration;
  const spread = Math.min(windowSpread(state, cell, lastBin), most);
  return Math.hypot(own, Math.max(vibration, spread));
}

/** The plate is quiet from a bin on, at a level with a standard error, its own noise's included. */
function settleAt(
  state: GondolaFrontEnd,
  cell: number,
  bin: number,
  levelG: number,
  errorG: number,
): void {
  state.level[cell] = levelG;
  state.levelError[cell] = Math.sqrt(Math.max(0, errorG ** 2 - findOwnError(state, cell) ** 2));
  state.disturbedAt[cell] = -1;
  state.settledAt[cell] = bin;
  state.quietAt[cell] = bin;
}

/** One bin alone was off, and those on both sides of it are where the level is: an amplifier's spike. */
function isSpike(state: GondolaFrontEnd, cell: number): boolean {
  const lastBin = state.binCount;
  if (state.disturbedAt[cell] !== lastBin - 1 || state.quietAt[cell]! >= lastBin - 1) return false;
  const off = Math.abs(binAt(state, cell, lastBin) - state.level[cell]!);
  const { spikeGMax, spikeSpreadsMax } = state.parameters;
  return off <= Math.max(spikeGMax, spikeSpreadsMax * state.noise[cell]!);
}

function trySettle(state: GondolaFrontEnd, shelf: number, cell: number, steps: Step[]): void {
  const lastBin = state.binCount;
  if (isSpike(state, cell)) {
    state.disturbedAt[cell] = -1;
    // What comes next is not compared with it.
    state.bins[((lastBin - 1) & SLOT_MASK) * state.binSums.length + cell] = state.level[cell]!;
    return;
  }
  // The bin that left the level may hold a part of the old one.
  if (lastBin - state.disturbedAt[cell]! < state.settledBins) return;
  const mean = windowMean(state, cell, lastBin);
  const changeG = mean - state.level[cell]!;
  if (!isFlat(state, shelf, cell, lastBin, changeG)) return;
  const newErrorG = findError(state, shelf, cell, lastBin);
  const errorG = Math.hypot(newErrorG, state.levelError[cell]!);
  const { stepGMin, stepErrorsMin } = state.parameters;
  const isReported = Math.abs(changeG) >= Math.max(stepGMin, stepErrorsMin * errorG);
  if (!isReported && newErrorG > findOwnError(state, cell)) {
    // Too small to distinguish from the vibration, which it may be: its end will show.
    if (Math.abs(changeG) > errorG) return;
    state.disturbedAt[cell] = -1;
    state.quietAt[cell] = lastBin;
    return;
  }
  const step = takeStep(state, shelf, cell, lastBin, mean, newErrorG);
  if (!isReported) return;
  noteReported(state, cell, lastBin);
  steps.push(step);
}

function noteReported(state: GondolaFrontEnd, cell: number, lastBin: number): void {
  state.reportedAt[cell] = lastBin - state.settledBins + 1;
  state.reportedNoise[cell] = state.noise[cell]!;
}

/** Makes the mean of the last bins the plate's level, and reports the step from the old one. */
function takeStep(
  state: GondolaFrontEnd,
  shelf: number,
  cell: number,
  lastBin: number,
  mean: number,
  newErrorG: number,
): Step {
  const started = state.disturbedAt[cell]!;
  const before = state.level[cell]!;
  const changeG = mean - before;
  const errorG = Math.hypot(newErrorG, state.levelError[cell]!);
  const crossingsMs = findCrossings(state, shelf, cell, lastBin, before, changeG);
  const rest = measureRest(state, cell, crossingsMs[0]!);
  settleAt(state, cell, lastBin, mean, newErrorG);
  return {
    gondola: state.gondola,
    shelf,
    plate: cell - shelf * state.plateCount,
    changeG,
    errorG,
    levelG: mean,
    startMs: state.startedMs[cell]!,
    settledMs: binTimeMs(state, Math.max(started, lastBin - state.settledBins + 1)),
    crossingsMs,
    rest,
  };
}

/** How a plate lay from when it had settled after its last step until its change, as far as that is remembered. */
function measureRest(state: GondolaFrontEnd, cell: number, changedMs: number): PlateRest {
  const { historyFrom, settledBins, reportedAt, binCount, binMs } = state;
  const from = Math.max(historyFrom, reportedAt[cell]! + settledBins, binCount - HISTORY_BINS + 1);
  const values: number[] = [];
  // The bin before the change may have left already.
  for (let bin = from; bin < binCount && binTimeMs(state, bin) < changedMs - 2 * binMs; bin++) {
    const value = binAt(state, cell, bin);
    if (Number.isFinite(value)) values.push(value);
  }
  // What a hand touches on its way is a minority of them.
  const spreadG = values.length < 2 ? 0 : mad(values);
  return { bins: values.length, spreadG, noiseG: state.reportedNoise[cell]! };
}

/**
 * Settles a disturbed plate as it stands, because what lies beside it cannot wait any longer.
 *
 * @param latestMs where half of its change came later, it is not part of what waits: left as it is.
 * @returns null where the plate is not disturbed, or no further than noise.
 */
export function settleNow(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  latestMs = Number.POSITIVE_INFINITY,
): Step | null {
  const cell = shelf * state.plateCount + plate;
  const started = state.disturbedAt[cell]!;
  const lastBin = state.binCount - 1;
  if (started < 0 || lastBin < started) return null;
  const count = Math.min(state.settledBins, lastBin - started + 1);
  let sum = 0;
  let square = 0;
  for (let back = 0; back < count; back++) {
    const value = binAt(state, cell, lastBin - back);
    sum += value;
    square += value * value;
  }
  const mean = sum / count;
  const spread = Math.sqrt(Math.max(0, square / count - mean * mean));
  const vibration = readVibration(state, shelf, lastBin);
  const { hastyErrorGMin, stepErrorsMin } = state.parameters;
  const newErrorG = Math.hypot(Math.max(hastyErrorGMin, spread, state.noise[cell]!), vibration);
  const errorG = Math.hypot(newErrorG, state.levelError[cell]!);
  const before = state.level[cell]!;
  const changeG = mean - before;
  if (!(Math.abs(changeG) >= stepErrorsMin * errorG)) return null;
  if (findCrossings(state, shelf, cell, lastBin, before, changeG)[3]! > latestMs) return null;
  const step = takeStep(state, shelf, cell, lastBin, mean, newErrorG);
  noteReported(state, cell, lastBin);
  return step;
}

export function binTimeMs(state: GondolaFrontEnd, bin: number): number {
  return state.binTimesMs[bin & SLOT_MASK]!;
}

/**
 * Times at which the level passed each eighth of the change for the last time. A change that is not
 * far above the noise crosses back and forth: there all eighths are the one time that splits the bins
 * best into two levels.
 */
function findCrossings(
  state: GondolaFrontEnd,
  shelf: number,
  cell: number,
  lastBin: number,
  before: number,
  changeG: number,
): Float64Array {
  const crossings = new Float64Array(7);
  const unrest = Math.max(state.noise[cell]!, readVibration(state, shelf, lastBin));
  if (Math.abs(changeG) < state.parameters.crossingUnrestsMin * unrest) {
    return crossings.fill(findSplitMs(state, cell, lastBin, before, changeG));
  }
  const oldest = Math.max(state.disturbedAt[cell]! - 1, findOldest(state, lastBin));
  for (let eighth = 1; eighth <= 7; eighth++) {
    const share = eighth / 8;
    // What was passed before all that is remembered was passed when it began, as far as is known.
    let at = state.startedMs[cell]!;
    for (let bin = lastBin; bin > oldest; bin--) {
      const done = (binAt(state, cell, bin) - before) / changeG;
      const doneBefore = (binAt(state, cell, bin - 1) - before) / changeG;
      if (doneBefore < share && done >= share) {
        const part = (share - doneBefore) / (done - doneBefore);
        const from = binTimeMs(state, bin - 1);
        at = from + part * (binTimeMs(state, bin) - from);
        break;
      }
    }
    crossings[eighth - 1] = at;
  }
  return crossings;
}

/** The boundary between bins that leaves the least square error about the two levels. */
function findSplitMs(
  state: GondolaFrontEnd,
  cell: number,
  lastBin: number,
  before: number,
  changeG: number,
): number {
  const remembered = findOldest(state, lastBin);
  const oldest = Math.max(
    state.disturbedAt[cell]! - countBins(state, state.parameters.departedMs),
    remembered,
  );
  // Walking back, each bin moves from the old level's side to the new one's.
  let gain = 0;
  let best = Number.NEGATIVE_INFINITY;
  let split = -1;
  for (let bin = lastBin; bin > oldest; bin--) {
    const value = binAt(state, cell, bin);
    if (Number.isFinite(value)) gain += (value - before) / changeG - 0.5;
    if (gain > best) {
      best = gain;
      split = bin;
    }
  }
  // The oldest bins belong to the new level: it was reached before all that is remembered.
  const isBefore = split <= remembered + state.settledBins && state.disturbedAt[cell]! < remembered;
  if (split < 0 || isBefore) return state.startedMs[cell]!;
  return (binTimeMs(state, split) + binTimeMs(state, split - 1)) / 2;
}

/** The oldest bin that is remembered once `lastBin` is, and that may be compared with it. */
function findOldest(state: GondolaFrontEnd, lastBin: number): number {
  return Math.max(state.historyFrom, lastBin - HISTORY_BINS + 2);
}

function binAt(state: GondolaFrontEnd, cell: number, bin: number): number {
  return state.bins[(bin & SLOT_MASK) * state.binSums.length + cell]!;
}

/** A plate's mean in a bin of the last HISTORY_BINS, as it was read; NaN of a plate that does not exist. */
export function readBinMean(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  bin: number,
): number {
  if (shelf >= state.shelfCount || plate >= state.plateCount) return Number.NaN;
  return binAt(state, shelf * state.plateCount + plate, bin);
}

/** Whether a plate is away from its level now by more than `leastG`. */
export function isDisturbed(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  leastG: number,
): boolean {
  if (plate < 1 || plate >= state.plateCount || shelf < 1 || shelf >= state.shelfCount)
    return false;
  const cell = shelf * state.plateCount + plate;
  if (state.disturbedAt[cell]! < 0 || state.binCount === 0) return false;
  const last = binAt(state, cell, state.binCount - 1);
  return Math.abs(last - state.level[cell]!) > leastG;
}

/** Time at which a plate that is disturbed left its level. */
export function findStartedMs(state: GondolaFrontEnd, shelf: number, plate: number): number {
  return state.startedMs[shelf * state.plateCount + plate]!;
}

/**
 * Since when it is not known yet what a gondola's plates read: since the first that has not settled
 * left its level, or since the newest sample. NaN while the time of the next sample is not known.
 */
export function findUnsettledMs(state: GondolaFrontEnd): number {
  let sinceMs = state.expectedMs;
  for (let shelf = 1; shelf < state.shelfCount; shelf++) {
    for (let plate = 1; plate < state.plateCount; plate++) {
      const cell = shelf * state.plateCount + plate;
      if (state.disturbedAt[cell]! < 0 || !isOffLately(state, cell)) continue;
      sinceMs = Math.min(sinceMs, state.startedMs[cell]!);
    }
  }
  return sinceMs;
}

/** What shakes passes its level again and again. */
function isOffLately(state: GondolaFrontEnd, cell: number): boolean {
  const oldest = Math.max(state.historyFrom, state.binCount - state.settledBins);
  const { unsettledGMin } = state.parameters;
  for (let bin = state.binCount - 1; bin >= oldest; bin--) {
    if (Math.abs(binAt(state, cell, bin) - state.level[cell]!) > unsettledGMin) return true;
  }
  return false;
}

/** Takes the mean of a plate's last bins as its level, without reporting a step; returns whether it is known. */
export function resetLevel(state: GondolaFrontEnd, shelf: number, plate: number): boolean {
  const cell = shelf * state.plateCount + plate;
  const lastBin = state.binCount - 1;
  if (lastBin - state.historyFrom < state.settledBins) return false;
  const mean = windowMean(state, cell, lastBin);
  if (!Number.isFinite(mean)) return false;
  settleAt(state, cell, lastBin, mean, findError(state, shelf, cell, lastBin));
  noteReported(state, cell, lastBin);
  return true;
}

/** Time at which a plate last became quiet. */
export function findSettledMs(state: GondolaFrontEnd, shelf: number, plate: number): number {
  const bin = state.settledAt[shelf * state.plateCount + plate] ?? 0;
  const oldest = Math.max(state.historyFrom, state.binCount - HISTORY_BINS + 1);
  return bin < oldest ? Number.NEGATIVE_INFINITY : binTimeMs(state, bin);
}

/** A plate's settled level, grams. */
export function readLevel(state: GondolaFrontEnd, shelf: number, plate: number): number {
  return state.level[shelf * state.plateCount + plate] ?? Number.NaN;
}

/** Spread of a plate's bins while it is quiet, grams. */
export function readNoise(state: GondolaFrontEnd, shelf: number, plate: number): number {
  return state.noise[shelf * state.plateCount + plate] ?? 0;
}

/** By how much a plate's last half second differs from the one before it, grams. */
export function readMoved(state: GondolaFrontEnd, shelf: number, plate: number): number {
  const cell = shelf * state.plateCount + plate;
  const lastBin = state.binCount - 1;
  return windowMean(state, cell, lastBin) - windowMean(state, cell, lastBin - state.settledBins);
}

/** Spread of a plate's half-second means now: its noise, and its shelf's vibration, grams. */
export function readUnrest(state: GondolaFrontEnd, shelf: number, plate: number): number {
  const noise = readNoise(state, shelf, plate);
  if (state.binCount === 0 || shelf >= state.shelfCount) return noise;
  const vibration = readVibration(state, shelf, state.binCount - 1);
  return vibration === 0 ? noise : Math.hypot(noise, vibration);
}

/**
 * Change of a plate around a change of its neighbour, whatever its own state: its mean from
 * `settledMs` on, less the median of the bins before `startMs` (a burst of vibration passes it by).
 * 0 where it is not known.
 */
export function measureChange(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  startMs: number,
  settledMs: number,
): number {
  if (plate < 1 || plate >= state.plateCount) return 0;
  const cell = shelf * state.plateCount + plate;
  let after = 0;
  let afterCount = 0;
  let beforeCount = 0;
  // Before it stepped last it was somewhere else, and that has been reported.
  const kept = Math.max(state.historyFrom, state.binCount - HISTORY_BINS);
  const oldest = Math.max(kept, state.reportedAt[cell]!);
  const { beforeMs, besideAfterMs, besideBeforeMs } = state.parameters;
  const beforeBins = countBins(state, beforeMs);
  for (let bin = state.binCount - 1; bin >= oldest && beforeCount < beforeBins; bin--) {
    const atMs = binTimeMs(state, bin);
    const value = binAt(state, cell, bin);
    if (!Number.isFinite(value)) continue;
    if (atMs >= settledMs - besideAfterMs) {
      after += value;
      afterCount++;
    } else if (atMs < startMs - besideBeforeMs) scratch[beforeCount++] = value;
  }
  if (beforeCount === 0 || afterCount === 0) return 0;
  return after / afterCount - findRank(beforeCount, beforeCount >> 1);
}
