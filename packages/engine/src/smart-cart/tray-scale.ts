/** From a tray's samples to steps of its weight, by the shelves' front end: spikes are taken out before. */
import type { PlateBatch } from "../observation.ts";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  readLevel,
  resetLevel,
  type Step,
  type Warn,
} from "../sensing/front-end.ts";
import type { TrayBatch, TrayStep } from "./cart-observation.ts";
import { createTrayUnrest, pushUnrest, readUnrestG, type TrayUnrest } from "./tray-unrest.ts";

export interface TrayScale {
  readonly frontEnd: GondolaFrontEnd;
  readonly parameters: SmartCartParameters;
  /** The last two samples, which the next one shows to be spikes or not. */
  before: number;
  last: number;
  readonly unrest: TrayUnrest;
  /** A step of a tray that shakes, or of a cart that was rolled: it may go on rolling. */
  rolled: TrayStep | null;
  /** The newest samples as they were read. */
  readonly newestG: number[];
  /** The level that was shown last. */
  shownG: number;
}

/** The front end's gondola has one shelf of one plate, at index 1 of each. */
const SIDE = 2;
const READING_G_MAX = 1e6;
const CELL = 3;

export function createTrayScale(parameters: SmartCartParameters): TrayScale {
  const { binMs, settledMs } = parameters;
  // A shelf shakes as one; of a cart that rolls nothing is flat.
  const sensing = { ...DEFAULT_SENSING, binMs, settledMs, flatShelfNoisesMax: 0 };
  return {
    frontEnd: createGondolaFrontEnd(1, sensing),
    parameters,
    before: Number.NaN,
    last: Number.NaN,
    unrest: createTrayUnrest(parameters),
    rolled: null,
    newestG: [],
    shownG: Number.NaN,
  };
}

export function pushTray(scale: TrayScale, batch: TrayBatch, warn: Warn): TrayStep[] {
  const steps: Step[] = [];
  const ready: TrayStep[] = [];
  pushBatch(scale.frontEnd, toPlates(scale, batch), steps, warn);
  for (const step of steps) takeStep(scale, step, ready);
  const endMs = batch.timestampMs + (1000 * batch.samplesG.length) / batch.sampleRateHz;
  const { rolled } = scale;
  if (rolled === null || scale.unrest.isShaking || !isQuiet(scale)) return ready;
  const waitMs = rolled.isRolled ? scale.parameters.standsMs : 0;
  if (endMs - rolled.settledMs < waitMs) return ready;
  scale.rolled = null;
  // It may have settled while it still shook: what it reads now counts.
  resetLevel(scale.frontEnd, 1, 1);
  const left = measureLeft(scale, rolled);
  return left === null ? ready : [...ready, left];
}

/** A cart that was rolled may stand for a moment only: its change is what is left once it stays. */
function takeStep(scale: TrayScale, step: Step, ready: TrayStep[]): void {
  const { rolledMs, standsMs } = scale.parameters;
  const { changeG, errorG, levelG, settledMs, startMs } = step;
  const { isShaking } = scale.unrest;
  const isRolled = settledMs - startMs > rolledMs;
  const own = { changeG, errorG, levelG, startMs, settledMs, isRolled };
  const { rolled } = scale;
  const goesOn = rolled !== null && (isShaking || startMs - rolled.settledMs < standsMs);
  scale.rolled = null;
  if (goesOn) {
    scale.rolled = {
      ...own,
      changeG: changeG + rolled.changeG,
      startMs: rolled.startMs,
      isRolled: settledMs - rolled.startMs > rolledMs,
    };
    return;
  }
  const left = rolled === null ? null : measureLeft(scale, rolled, levelG - changeG);
  if (left !== null) ready.push(left);
  if (isRolled || isShaking) scale.rolled = own;
  else ready.push(own);
}

/** @returns what is left of a change once the tray stays, or null where that is nothing */
function measureLeft(
  scale: TrayScale,
  { changeG, levelG, ...rolled }: TrayStep,
  nowG = readTray(scale),
): TrayStep | null {
  const { leftErrorsMin, settledMs } = scale.parameters;
  const samples = Math.max(1, (settledMs * scale.frontEnd.sampleRateHz) / 1000);
  const errorG = (Math.SQRT2 * readUnrestG(scale.unrest)) / Math.sqrt(samples);
  const leftG = nowG - (levelG - changeG);
  if (Math.abs(leftG) < leftErrorsMin * errorG) return null;
  return { ...rolled, changeG: leftG, errorG, levelG: nowG };
}

function isQuiet({ frontEnd }: TrayScale): boolean {
  return frontEnd.disturbedAt[CELL]! < 0;
}

/**
 * A change to show at once, before it has settled: the newest samples agree on another level. Each is found once, and
 * it may turn out to be none.
 *
 * @returns grams, or null
 */
export function findProvisional(scale: TrayScale): number | null {
  const { newestG, parameters, unrest } = scale;
  const levelG = readTray(scale);
  if (isQuiet(scale)) scale.shownG = levelG;
  const leastG = Math.min(...newestG);
  const mostG = Math.max(...newestG);
  const nowG = (leastG + mostG) / 2;
  const changeG = nowG - levelG;
  const apartG = Math.max(parameters.shownG, parameters.shownShare * Math.abs(changeG));
  if (unrest.isShaking || isQuiet(scale) || !(mostG - leastG <= apartG)) return null;
  if (!(Math.abs(changeG) > 2 * apartG && Math.abs(nowG - scale.shownG) > apartG)) return null;
  scale.shownG = nowG;
  return changeG;
}

/** Grams; NaN before it has been seen at rest. */
export function readTray({ frontEnd }: TrayScale): number {
  return frontEnd.plateCount === 0 ? Number.NaN : readLevel(frontEnd, 1, 1);
}

/** The samples, each one late: whether it is a spike, the next one says. */
function toPlates(scale: TrayScale, batch: TrayBatch): PlateBatch {
  const { sampleRateHz, timestampMs } = batch;
  const samplesG = new Float32Array(batch.samplesG.length * SIDE * SIDE).fill(Number.NaN);
  for (const [at, read] of batch.samplesG.entries()) {
    // No scale reads so much: what does is no reading.
    const sample = Math.abs(read) <= READING_G_MAX ? read : Number.NaN;
    const cleanG = takeSpike(scale, sample);
    samplesG[at * SIDE * SIDE + CELL] = cleanG;
    pushUnrest(scale.unrest, cleanG, sampleRateHz);
    scale.newestG.push(sample);
  }
  const shownSamples = Math.max(2, Math.round((scale.parameters.shownMs * sampleRateHz) / 1000));
  scale.newestG.splice(0, scale.newestG.length - shownSamples);
  return {
    kind: "plates",
    gondola: 1,
    timestampMs: timestampMs - 1000 / sampleRateHz,
    sampleRateHz,
    sampleCount: batch.samplesG.length,
    shelfCount: SIDE,
    plateCount: SIDE,
    samplesG,
  };
}

function takeSpike(scale: TrayScale, next: number): number {
  const { before, last } = scale;
  scale.before = last;
  scale.last = next;
  const apartG = Math.abs(next - before);
  const offG = Math.min(Math.abs(last - before), Math.abs(last - next));
  if (!(offG > Math.max(scale.parameters.spikeG, apartG))) return last;
  scale.before = before;
  return (before + next) / 2;
}
