/**
 * From plate samples to steps: a change of a plate's settled level.
 *
 * Samples are averaged in bins of one ringing period. A plate is quiet while its bins stay near its
 * level; disturbed from the first that does not; settled again once five bins in a row are as flat
 * as its own noise, its shelf's present vibration and the size of the change allow. A force that
 * comes and goes leaves the level where it was and is no step.
 */
import {
  BIN_SAMPLES,
  GAP_MS_MAX,
  HISTORY_BINS,
  LATENESS_MS_MAX,
  SETTLED_BINS,
  WAITING_BATCHES_MAX,
} from "./limits.ts";
import type { PlateBatch } from "./observation.ts";

/** A change of one plate's level between two settled stretches. */
export interface Step {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly changeG: number;
  /** Standard error of `changeG` from the plate's own noise. */
  readonly errorG: number;
  /** Level after the change. */
  readonly levelG: number;
  /** First bin that left the old level; first bin of the new one. */
  readonly startMs: number;
  readonly settledMs: number;
  /** Times at which the level passed 1/8, 2/8 … 7/8 of the change for the last time. */
  readonly crossingsMs: Float64Array;
}

export interface PlateHealth {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly problem: "dead" | "stuck" | "noisy";
}

type Warn = (code: string, message: string) => void;

export interface GondolaFrontEnd {
  readonly gondola: number;
  shelfCount: number;
  plateCount: number;
  sampleRateHz: number;
  /** Sums of the bin being filled, one a cell. */
  binSums: Float64Array;
  binFill: number;
  binStartMs: number;
  /** Bins closed so far; a bin's slot is its number modulo HISTORY_BINS. */
  binCount: number;
  binTimesMs: Float64Array;
  /** Means, [cell, slot]. */
  bins: Float32Array;
  level: Float64Array;
  noise: Float64Array;
  /** Bin number at which the plate left its level, or -1 while quiet. */
  disturbedAt: Int32Array;
  /** Bin number at which the plate last became quiet. */
  settledAt: Int32Array;
  /** Bins in a row that read exactly the same, and that read nothing. */
  sameBins: Int32Array;
  missingBins: Int32Array;
  seenBins: Int32Array;
  /** Bins that read otherwise than the one before: 0 for a plate that does not exist. */
  movedBins: Int32Array;
  shelfNoise: Float64Array;
  expectedMs: number;
  lastBatchMs: number;
  waiting: PlateBatch[];
}

export function createGondolaFrontEnd(gondola: number): GondolaFrontEnd {
  return {
    gondola,
    shelfCount: 0,
    plateCount: 0,
    sampleRateHz: 0,
    binSums: new Float64Array(0),
    binFill: 0,
    binStartMs: 0,
    binCount: 0,
    binTimesMs: new Float64Array(HISTORY_BINS),
    bins: new Float32Array(0),
    level: new Float64Array(0),
    noise: new Float64Array(0),
    disturbedAt: new Int32Array(0),
    settledAt: new Int32Array(0),
    sameBins: new Int32Array(0),
    missingBins: new Int32Array(0),
    seenBins: new Int32Array(0),
    movedBins: new Int32Array(0),
    shelfNoise: new Float64Array(0),
    expectedMs: Number.NaN,
    lastBatchMs: Number.NaN,
    waiting: [],
  };
}

function resize(state: GondolaFrontEnd, batch: PlateBatch): void {
  const cells = batch.shelfCount * batch.plateCount;
  state.shelfCount = batch.shelfCount;
  state.plateCount = batch.plateCount;
  state.binSums = new Float64Array(cells);
  state.binFill = 0;
  state.binCount = 0;
  state.bins = new Float32Array(cells * HISTORY_BINS);
  state.level = new Float64Array(cells).fill(Number.NaN);
  state.noise = new Float64Array(cells).fill(1);
  state.disturbedAt = new Int32Array(cells).fill(-1);
  state.settledAt = new Int32Array(cells);
  state.sameBins = new Int32Array(cells);
  state.missingBins = new Int32Array(cells);
  state.seenBins = new Int32Array(cells);
  state.movedBins = new Int32Array(cells);
  state.shelfNoise = new Float64Array(batch.shelfCount);
  state.expectedMs = Number.NaN;
  state.waiting = [];
}

/**
 * Takes a batch, in whatever order it comes: one that is early waits for those before it, up to a
 * bound; one that was there already, or is late, is dropped and counted.
 */
export function pushBatch(
  state: GondolaFrontEnd,
  batch: PlateBatch,
  steps: Step[],
  warn: Warn,
): void {
  if (!(batch.sampleRateHz > 0) || !Number.isFinite(batch.timestampMs)) {
    warn("batch-unusable", `gondola ${batch.gondola}: a batch without a time or a sample rate`);
    return;
  }
  if (batch.shelfCount !== state.shelfCount || batch.plateCount !== state.plateCount) {
    if (state.shelfCount > 0) {
      warn(
        "shape-changed",
        `gondola ${batch.gondola}: its batches changed shape; levels start anew`,
      );
    }
    resize(state, batch);
  }
  state.sampleRateHz = batch.sampleRateHz;
  const expectedMs = Number.isNaN(state.expectedMs) ? batch.timestampMs : state.expectedMs;
  const aheadMs = batch.timestampMs - expectedMs;
  const halfBatchMs = Math.max(40, (500 * batch.sampleCount) / batch.sampleRateHz);
  if (aheadMs < -halfBatchMs) {
    if (aheadMs < -60_000) {
      warn("clock-jump", `gondola ${batch.gondola}: its clock went back; levels start anew`);
      restart(state);
      takeBatch(state, batch, steps);
    } else {
      warn(
        "batch-late",
        `gondola ${batch.gondola}: a batch came twice or too late and was dropped`,
      );
    }
    return;
  }
  if (aheadMs > halfBatchMs && aheadMs <= LATENESS_MS_MAX) {
    insertWaiting(state, batch);
    if (
      state.waiting.length <= WAITING_BATCHES_MAX &&
      state.waiting.at(-1)!.timestampMs - expectedMs < LATENESS_MS_MAX
    ) {
      return;
    }
    flushWaiting(state, steps, warn);
    return;
  }
  if (aheadMs > LATENESS_MS_MAX) {
    flushWaiting(state, steps, warn);
  }
  takeOrSkip(state, batch, steps, warn);
  releaseWaiting(state, steps);
}

function restart(state: GondolaFrontEnd): void {
  state.level.fill(Number.NaN);
  state.disturbedAt.fill(-1);
  state.seenBins.fill(0);
  state.binFill = 0;
  state.binSums.fill(0);
  state.expectedMs = Number.NaN;
  state.waiting = [];
}

function insertWaiting(state: GondolaFrontEnd, batch: PlateBatch): void {
  const { waiting } = state;
  let at = waiting.length;
  while (at > 0 && waiting[at - 1]!.timestampMs > batch.timestampMs) at--;
  // The caller's samples may be reused once this call returns.
  waiting.splice(at, 0, { ...batch, samplesG: batch.samplesG.slice() });
}

/** Takes the waiting batches whose turn has come. */
function releaseWaiting(state: GondolaFrontEnd, steps: Step[]): void {
  while (state.waiting.length > 0) {
    const next = state.waiting[0]!;
    const halfBatchMs = Math.max(40, (500 * next.sampleCount) / next.sampleRateHz);
    if (next.timestampMs - state.expectedMs > halfBatchMs) return;
    state.waiting.shift();
    if (next.timestampMs - state.expectedMs >= -halfBatchMs) takeBatch(state, next, steps);
  }
}

/** What is missing will not come any more: goes on with what is there. */
function flushWaiting(state: GondolaFrontEnd, steps: Step[], warn: Warn): void {
  for (const batch of state.waiting.splice(0)) takeOrSkip(state, batch, steps, warn);
}

function takeOrSkip(state: GondolaFrontEnd, batch: PlateBatch, steps: Step[], warn: Warn): void {
  const aheadMs = batch.timestampMs - state.expectedMs;
  if (aheadMs < -Math.max(40, (500 * batch.sampleCount) / batch.sampleRateHz)) {
    warn("batch-late", `gondola ${state.gondola}: a batch came twice or too late and was dropped`);
    return;
  }
  if (aheadMs > 150) {
    warn("batch-missing", `gondola ${state.gondola}: samples are missing`);
    dropPartialBin(state);
    if (aheadMs > GAP_MS_MAX) noteGap(state);
    state.expectedMs = Number.NaN;
  }
  takeBatch(state, batch, steps);
}

function dropPartialBin(state: GondolaFrontEnd): void {
  state.binFill = 0;
  state.binSums.fill(0);
}

/** After a long gap nothing says that the levels changed at once: a plate that differs is disturbed. */
function noteGap(state: GondolaFrontEnd): void {
  for (let cell = 0; cell < state.level.length; cell++) {
    if (state.seenBins[cell]! > 0) state.seenBins[cell] = 1;
  }
}

/** The stream has ended: nothing that waits can become complete. */
export function flushFrontEnd(state: GondolaFrontEnd, steps: Step[], warn: Warn): void {
  flushWaiting(state, steps, warn);
}

function takeBatch(state: GondolaFrontEnd, batch: PlateBatch, steps: Step[]): void {
  const { samplesG, sampleCount, sampleRateHz } = batch;
  const cells = state.binSums.length;
  const sampleMs = 1000 / sampleRateHz;
  let expectedMs = Number.isNaN(state.expectedMs) ? batch.timestampMs : state.expectedMs;
  // The batch's time is jittered by transport; the sensor's own clock is not. It is followed slowly.
  expectedMs += 0.05 * (batch.timestampMs - expectedMs);
  const sums = state.binSums;
  for (let sample = 0; sample < sampleCount; sample++) {
    if (state.binFill === 0) state.binStartMs = expectedMs + sample * sampleMs;
    const offset = sample * cells;
    for (let cell = 0; cell < cells; cell++) sums[cell]! += samplesG[offset + cell]!;
    state.binFill++;
    if (state.binFill === BIN_SAMPLES) closeBin(state, sampleMs, steps);
  }
  state.expectedMs = expectedMs + sampleCount * sampleMs;
  state.lastBatchMs = batch.timestampMs;
}

function closeBin(state: GondolaFrontEnd, sampleMs: number, steps: Step[]): void {
  const slot = state.binCount % HISTORY_BINS;
  state.binTimesMs[slot] = state.binStartMs + (BIN_SAMPLES / 2) * sampleMs;
  const { binSums, plateCount, shelfCount } = state;
  for (let shelf = 1; shelf < shelfCount; shelf++) {
    trackShelfNoise(state, shelf, slot);
    for (let plate = 1; plate < plateCount; plate++) {
      const cell = shelf * plateCount + plate;
      const mean = binSums[cell]! / BIN_SAMPLES;
      state.bins[cell * HISTORY_BINS + slot] = mean;
      trackPlate(state, shelf, plate, mean, steps);
    }
  }
  state.binCount++;
  state.binFill = 0;
  binSums.fill(0);
}

/** How much the whole shelf shakes now: the median of its plates' last differences, decaying. */
function trackShelfNoise(state: GondolaFrontEnd, shelf: number, slot: number): void {
  if (state.binCount === 0) return;
  const before = (slot + HISTORY_BINS - 1) % HISTORY_BINS;
  let count = 0;
  for (let plate = 1; plate < state.plateCount; plate++) {
    const cell = shelf * state.plateCount + plate;
    const change = state.binSums[cell]! / BIN_SAMPLES - state.bins[cell * HISTORY_BINS + before]!;
    if (Number.isFinite(change) && change !== 0) scratch[count++] = Math.abs(change);
  }
  const now = count < 3 ? 0 : medianInPlace(count);
  state.shelfNoise[shelf] = Math.max(now, 0.75 * state.shelfNoise[shelf]!);
}

const scratch = new Float64Array(1024);

function medianInPlace(count: number): number {
  for (let i = 1; i < count; i++) {
    const value = scratch[i]!;
    let j = i - 1;
    while (j >= 0 && scratch[j]! > value) {
      scratch[j + 1] = scratch[j]!;
      j--;
    }
    scratch[j + 1] = value;
  }
  return scratch[count >> 1]!;
}

function trackPlate(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  mean: number,
  steps: Step[],
): void {
  const cell = shelf * state.plateCount + plate;
  if (!Number.isFinite(mean)) {
    state.missingBins[cell]!++;
    return;
  }
  const seen = ++state.seenBins[cell]!;
  const bin = state.binCount;
  const previous = state.bins[cell * HISTORY_BINS + ((bin + HISTORY_BINS - 1) % HISTORY_BINS)]!;
  if (seen > 1 && mean === previous) state.sameBins[cell]!++;
  else {
    state.sameBins[cell] = 0;
    if (seen > 1) state.movedBins[cell]!++;
  }
  state.missingBins[cell] = 0;
  if (Number.isNaN(state.level[cell]!)) {
    if (seen >= SETTLED_BINS && isFlat(state, cell, shelf, 0)) {
      state.level[cell] = windowMean(state, cell);
      state.settledAt[cell] = bin;
    } else if (seen === 1) {
      state.disturbedAt[cell] = -1;
    }
    return;
  }
  const level = state.level[cell]!;
  const noise = state.noise[cell]!;
  if (state.disturbedAt[cell] === -1) {
    const settledBins = bin - state.settledAt[cell]!;
    if (isNear(state, cell, mean - level, noise, settledBins)) {
      const difference = Math.abs(mean - previous);
      // The mean absolute difference of two normal deviates is 2 / sqrt(pi) standard deviations.
      if (Number.isFinite(difference)) {
        state.noise[cell] = Math.max(0.05, noise + 0.02 * (difference * 0.886 - noise));
      }
      // A mean over all bins since it settled, then over about the last three seconds.
      const share = Math.max(0.03, 1 / (settledBins + SETTLED_BINS));
      state.level[cell] = level + share * (mean - level);
      return;
    }
    state.disturbedAt[cell] = settledBins >= SETTLED_BINS ? findDeparture(state, cell, level) : bin;
    trySettle(state, shelf, plate, cell, steps);
    return;
  }
  trySettle(state, shelf, plate, cell, steps);
}

/**
 * Whether a quiet plate is still at its level: the newest bin by itself, and the mean of the last
 * half second, which shows a change three times smaller.
 */
function isNear(
  state: GondolaFrontEnd,
  cell: number,
  departure: number,
  noise: number,
  settledBins: number,
): boolean {
  if (Math.abs(departure) > Math.max(3, 7 * noise)) return false;
  if (settledBins < SETTLED_BINS) return true;
  const off = Math.abs(windowMean(state, cell) - state.level[cell]!);
  return !(off > Math.max(2, WINDOW_SPREADS * noise));
}

/** Half-second means leave a level by this many bin spreads when it has changed. */
const WINDOW_SPREADS = 3;

/** The first of the last bins that all lie on one side of the level. */
function findDeparture(state: GondolaFrontEnd, cell: number, level: number): number {
  const side = Math.sign(binBack(state, cell, 0) - level);
  let back = 0;
  while (back + 1 < SETTLED_BINS && Math.sign(binBack(state, cell, back + 1) - level) === side)
    back++;
  return state.binCount - back;
}

function windowMean(state: GondolaFrontEnd, cell: number): number {
  let sum = 0;
  for (let back = 0; back < SETTLED_BINS; back++) sum += binBack(state, cell, back);
  return sum / SETTLED_BINS;
}

function binBack(state: GondolaFrontEnd, cell: number, back: number): number {
  const slot = (state.binCount - back + HISTORY_BINS * 2) % HISTORY_BINS;
  return state.bins[cell * HISTORY_BINS + slot]!;
}

/** The last bins are as flat as noise, the shelf's vibration and the size of the change allow. */
function isFlat(state: GondolaFrontEnd, cell: number, shelf: number, changeG: number): boolean {
  const mean = windowMean(state, cell);
  if (!Number.isFinite(mean)) return false;
  let square = 0;
  for (let back = 0; back < SETTLED_BINS; back++) {
    const off = binBack(state, cell, back) - mean;
    square += off * off;
  }
  const spread = Math.sqrt(square / (SETTLED_BINS - 1));
  const trend =
    (binBack(state, cell, 0) +
      binBack(state, cell, 1) -
      binBack(state, cell, SETTLED_BINS - 1) -
      binBack(state, cell, SETTLED_BINS - 2)) /
    2;
  const allowed = Math.max(
    0.8,
    3 * state.noise[cell]!,
    1.6 * state.shelfNoise[shelf]!,
    0.006 * Math.abs(changeG),
  );
  return spread <= allowed && Math.abs(trend) <= 0.8 * allowed;
}

function trySettle(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  cell: number,
  steps: Step[],
): void {
  const started = state.disturbedAt[cell]!;
  // The bin that left the level may hold a part of the old one.
  if (state.binCount - started < SETTLED_BINS) return;
  const mean = windowMean(state, cell);
  const changeG = mean - state.level[cell]!;
  if (!isFlat(state, cell, shelf, changeG)) return;
  // Bins of a ringing plate are not independent: half of the gain of averaging is counted.
  const errorG = Math.max(0.15, state.noise[cell]! * 0.75);
  const step = takeStep(state, shelf, plate, state.binCount, mean, errorG);
  if (Math.abs(changeG) >= Math.max(4, 4 * errorG)) steps.push(step);
}

/** Makes the mean of the last bins the plate's level, and tells the step from the old one. */
function takeStep(
  state: GondolaFrontEnd,
  shelf: number,
  plate: number,
  lastBin: number,
  mean: number,
  errorG: number,
): Step {
  const cell = shelf * state.plateCount + plate;
  const started = state.disturbedAt[cell]!;
  const before = state.level[cell]!;
  const changeG = mean - before;
  state.level[cell] = mean;
  state.disturbedAt[cell] = -1;
  state.settledAt[cell] = lastBin;
  return {
    gondola: state.gondola,
    shelf,
    plate,
    changeG,
    errorG,
    levelG: mean,
    startMs: binTimeMs(state, started),
    settledMs: binTimeMs(state, Math.max(started, lastBin - SETTLED_BINS + 1)),
    crossingsMs: findCrossings(state, cell, started, lastBin, before, changeG),
  };
}

/**
 * Settles a disturbed plate as it stands, because what lies beside it cannot wait any longer.
 *
 * @returns null where the plate is not disturbed, or not by enough to tell from noise.
 */
export function settleNow(state: GondolaFrontEnd, shelf: number, plate: number): Step | null {
  const cell = shelf * state.plateCount + plate;
  const started = state.disturbedAt[cell]!;
  const lastBin = state.binCount - 1;
  if (started < 0 || lastBin < started) return null;
  const count = Math.min(SETTLED_BINS, lastBin - started + 1);
  let sum = 0;
  let square = 0;
  for (let back = 0; back < count; back++) {
    const value = binAt(state, cell, lastBin - back);
    sum += value;
    square += value * value;
  }
  const mean = sum / count;
  const spread = Math.sqrt(Math.max(0, square / count - mean * mean));
  const errorG = Math.max(1, spread, state.noise[cell]!);
  if (!(Math.abs(mean - state.level[cell]!) >= 4 * errorG)) return null;
  return takeStep(state, shelf, plate, lastBin, mean, errorG);
}

export function binTimeMs(state: GondolaFrontEnd, bin: number): number {
  return state.binTimesMs[((bin % HISTORY_BINS) + HISTORY_BINS) % HISTORY_BINS]!;
}

/** Bins before a departure that may already have belonged to it. */
const DEPARTED_BINS = 10;

/**
 * Times at which the level passed each eighth of the change for the last time. A change that is not
 * far above the noise crosses back and forth: there all eighths are the one time that splits the bins
 * best into two levels.
 */
function findCrossings(
  state: GondolaFrontEnd,
  cell: number,
  started: number,
  lastBin: number,
  before: number,
  changeG: number,
): Float64Array {
  const crossings = new Float64Array(7);
  if (Math.abs(changeG) < 10 * state.noise[cell]!) {
    return crossings.fill(findSplitMs(state, cell, started, lastBin, before, changeG));
  }
  const oldest = Math.max(started - 1, lastBin - HISTORY_BINS + 2, 0);
  for (let eighth = 1; eighth <= 7; eighth++) {
    const share = eighth / 8;
    let at = binTimeMs(state, Math.max(started, oldest));
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
  started: number,
  lastBin: number,
  before: number,
  changeG: number,
): number {
  const oldest = Math.max(started - DEPARTED_BINS, lastBin - HISTORY_BINS + 2, 0);
  // Walking back, each bin moves from the old level's side to the new one's.
  let gain = 0;
  let best = Number.NEGATIVE_INFINITY;
  let split = started;
  for (let bin = lastBin; bin > oldest; bin--) {
    gain += (binAt(state, cell, bin) - before) / changeG - 0.5;
    if (gain > best) {
      best = gain;
      split = bin;
    }
  }
  return (binTimeMs(state, split) + binTimeMs(state, split - 1)) / 2;
}

function binAt(state: GondolaFrontEnd, cell: number, bin: number): number {
  return state.bins[cell * HISTORY_BINS + (bin % HISTORY_BINS)]!;
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

/** Takes the mean of a plate's last bins as its level, without telling a step. */
export function resetLevel(state: GondolaFrontEnd, shelf: number, plate: number): void {
  const cell = shelf * state.plateCount + plate;
  const lastBin = state.binCount - 1;
  if (lastBin < SETTLED_BINS) return;
  let sum = 0;
  for (let back = 0; back < SETTLED_BINS; back++) sum += binAt(state, cell, lastBin - back);
  if (!Number.isFinite(sum)) return;
  state.level[cell] = sum / SETTLED_BINS;
  state.disturbedAt[cell] = -1;
  state.settledAt[cell] = lastBin;
}

/** Time at which a plate last became quiet. */
export function findSettledMs(state: GondolaFrontEnd, shelf: number, plate: number): number {
  const bin = state.settledAt[shelf * state.plateCount + plate] ?? 0;
  return state.binCount - bin >= HISTORY_BINS ? Number.NEGATIVE_INFINITY : binTimeMs(state, bin);
}

/** A plate's settled level, grams. */
export function readLevel(state: GondolaFrontEnd, shelf: number, plate: number): number {
  return state.level[shelf * state.plateCount + plate] ?? Number.NaN;
}

/** Spread of a plate's bins while it is quiet, grams. */
export function readNoise(state: GondolaFrontEnd, shelf: number, plate: number): number {
  return state.noise[shelf * state.plateCount + plate] ?? 0;
}

/** Bins before a change whose median is where the plate was. */
const BEFORE_BINS = 9;

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
  const oldest = Math.max(0, state.binCount - HISTORY_BINS);
  for (let bin = state.binCount - 1; bin >= oldest && beforeCount < BEFORE_BINS; bin--) {
    const atMs = binTimeMs(state, bin);
    const value = binAt(state, cell, bin);
    if (!Number.isFinite(value)) continue;
    if (atMs >= settledMs - 20) {
      after += value;
      afterCount++;
    } else if (atMs < startMs - 120) scratch[beforeCount++] = value;
  }
  if (beforeCount === 0 || afterCount === 0) return 0;
  return after / afterCount - medianInPlace(beforeCount);
}
