/** From a tray's samples to steps of its weight, by the shelves' front end: spikes are taken out before. */
import type { PlateBatch } from "../observation.ts";
import { DEFAULT_SENSING } from "../parameters/sensing.ts";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import {
  createGondolaFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  readLevel,
  type Step,
  type Warn,
} from "../sensing/front-end.ts";
import type { TrayBatch, TrayStep } from "./cart-observation.ts";

export interface TrayScale {
  readonly frontEnd: GondolaFrontEnd;
  readonly parameters: SmartCartParameters;
  /** The last two samples, which the next one shows to be spikes or not. */
  before: number;
  last: number;
  /** A step of a cart that was rolled: it may go on rolling. */
  rolled: TrayStep | null;
}

/** The front end's gondola has one shelf of one plate, at index 1 of each. */
const SIDE = 2;
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
    rolled: null,
  };
}

export function pushTray(scale: TrayScale, batch: TrayBatch, warn: Warn): TrayStep[] {
  const steps: Step[] = [];
  const ready: TrayStep[] = [];
  pushBatch(scale.frontEnd, toPlates(scale, batch), steps, warn);
  for (const step of steps) takeStep(scale, step, ready);
  const endMs = batch.timestampMs + (1000 * batch.samplesG.length) / batch.sampleRateHz;
  const { rolled } = scale;
  if (rolled === null || !isQuiet(scale)) return ready;
  if (endMs - rolled.settledMs < scale.parameters.standsMs) return ready;
  scale.rolled = null;
  return [...ready, rolled];
}

/** A cart that was rolled may stand for a moment only: its change is what is left once it stays. */
function takeStep(scale: TrayScale, step: Step, ready: TrayStep[]): void {
  const { rolledMs, standsMs } = scale.parameters;
  const { changeG, errorG, levelG, settledMs, startMs } = step;
  const own = { changeG, errorG, levelG, startMs, settledMs, isRolled: false };
  const { rolled } = scale;
  const goesOn = rolled !== null && startMs - rolled.settledMs < standsMs;
  if (rolled !== null && !goesOn) ready.push(rolled);
  scale.rolled = null;
  if (goesOn) {
    scale.rolled = {
      ...own,
      changeG: changeG + rolled.changeG,
      startMs: rolled.startMs,
      isRolled: true,
    };
  } else if (settledMs - startMs > rolledMs) scale.rolled = { ...own, isRolled: true };
  else ready.push(own);
}

function isQuiet({ frontEnd }: TrayScale): boolean {
  return frontEnd.disturbedAt[CELL]! < 0;
}

/** Grams; NaN before it has been seen at rest. */
export function readTray({ frontEnd }: TrayScale): number {
  return frontEnd.plateCount === 0 ? Number.NaN : readLevel(frontEnd, 1, 1);
}

/** The samples, each one late: whether it is a spike, the next one says. */
function toPlates(scale: TrayScale, batch: TrayBatch): PlateBatch {
  const { sampleRateHz, timestampMs } = batch;
  const samplesG = new Float32Array(batch.samplesG.length * SIDE * SIDE).fill(Number.NaN);
  for (const [at, sample] of batch.samplesG.entries()) {
    samplesG[at * SIDE * SIDE + CELL] = takeSpike(scale, sample);
  }
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
