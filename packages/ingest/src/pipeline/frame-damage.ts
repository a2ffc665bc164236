/**
 * Pictures that come damaged, and when that is so much that it matters where people were: a packet that is
 * lost now and then, as over Wi-Fi, spoils a tenth of a second, of which the tracker takes no notice.
 */
import type { CameraFrame } from "../cameras/frame-box.ts";

/** What is damaged is wrong until the next key picture; they are seldom farther apart. */
export const DAMAGED_MS = 10_000;
/** Damaged time within the last `DAMAGED_MS` from which it matters. */
export const SPOILT_MS_MAX = 1000;
/** Number of intervals whose median is the time between pictures. */
const APART_IMAGES = 30;
/** Multiple of that time from which pictures are missing. */
const MISSING_FROM = 2.5;

export type Arrived = Pick<CameraFrame, "damaged" | "sequence" | "timestampMs">;

export interface FrameDamage {
  /** Takes each picture, in their order. */
  see(image: Arrived): void;
  /** Since when, milliseconds; null: none recently. */
  readonly sinceMs: number | null;
  /** Since when so much of them is spoilt that it matters; null: it is not. */
  readonly spoiltSinceMs: number | null;
}

/** Until a picture from the one before it: it is damaged, or others are missing before it. */
interface Spoilt {
  readonly fromMs: number;
  readonly toMs: number;
}

interface State {
  last: Arrived | null;
  /** How far pictures were apart, milliseconds. */
  readonly apartMs: number[];
  spoilt: readonly Spoilt[];
  damagedMs: number;
  sinceMs: number | null;
  spoiltSinceMs: number | null;
}

export function createFrameDamage(): FrameDamage {
  const state: State = {
    last: null,
    apartMs: [],
    spoilt: [],
    damagedMs: Number.NEGATIVE_INFINITY,
    sinceMs: null,
    spoiltSinceMs: null,
  };
  return {
    see: (image) => seeFrame(state, image),
    get sinceMs() {
      return state.sinceMs;
    },
    get spoiltSinceMs() {
      return state.spoiltSinceMs;
    },
  };
}

function seeFrame(state: State, image: Arrived): void {
  const { last } = state;
  const { damaged, timestampMs: toMs } = image;
  const isDamaged = damaged > (last?.damaged ?? 0);
  if (isDamaged) state.damagedMs = toMs;
  state.sinceMs = toMs - state.damagedMs < DAMAGED_MS ? (state.sinceMs ?? toMs) : null;
  const fromMs = last?.timestampMs ?? toMs;
  const areMissing = last !== null && areSomeMissing(state.apartMs, last, image);
  state.last = image;
  const keptMs = toMs - DAMAGED_MS;
  const spoilt = state.spoilt.filter((one) => one.toMs > keptMs);
  if (isDamaged || areMissing) spoilt.push({ fromMs, toMs });
  state.spoilt = spoilt;
  const sumMs = spoilt.reduce((sum, one) => sum + one.toMs - Math.max(one.fromMs, keptMs), 0);
  // Where nothing came damaged, what is missing is no fault of the pictures'.
  const isMuch = state.sinceMs !== null && sumMs > SPOILT_MS_MAX;
  state.spoiltSinceMs = isMuch ? (state.spoiltSinceMs ?? spoilt[0]!.fromMs) : null;
}

/** Those that came, and were left out by whoever had no time for them, are not missing. */
function areSomeMissing(apartMs: number[], last: Arrived, now: Arrived): boolean {
  const images = Math.max(1, now.sequence - last.sequence);
  const ownMs = (now.timestampMs - last.timestampMs) / images;
  const usualMs = apartMs.toSorted((a, b) => a - b)[Math.floor(apartMs.length / 2)] ?? ownMs;
  apartMs.push(ownMs);
  if (apartMs.length > APART_IMAGES) apartMs.shift();
  return ownMs > MISSING_FROM * usualMs;
}
