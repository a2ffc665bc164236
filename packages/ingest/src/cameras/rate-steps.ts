/**
 * How many frames a second are asked of a camera, by whether who looks at them keeps up. It falls by
 * halves, and rises again where there would be time for more; each rise that did not hold makes the
 * next one wait twice as long.
 */

export interface RateStepsOptions {
  /** The rate that is wanted. */
  readonly fps: number;
}

export interface RateSteps {
  /** A frame was there; it was fetched, or it gave way to a newer one. */
  see(wasFetched: boolean, nowMs: number): void;
  /** Looking at one frame took so long. */
  seeWork(workMs: number): void;
  /** Frames a second, now. */
  readonly fps: number;
  /** Since when, ms; null before the first frame. */
  readonly sinceMs: number | null;
}

/** 1, 1/2, 1/4, 1/8 of what is wanted. */
export const STEPS_MAX = 3;
/** What is missed so soon after the first frame says nothing: all is being loaded and opened then. */
export const START_MS = 5000;
/** Frames are counted over so long. */
export const LOOK_MS = 3000;
/** The rate falls where a larger share of frames was not processed. */
export const MISSED_SHARE_MAX = 0.2;
/** Time without a missed frame after which the rate rises, at first and at most. */
export const CALM_MS_FIRST = 15_000;
export const CALM_MS_MAX = 240_000;
/** Time after which a rise has held. */
export const HELD_MS = 60_000;
/** Largest share of the time that work at the higher rate may fill. */
export const WORK_SHARE_MAX = 0.8;
/** Weight of the latest frame in the mean processing time. */
const WORK_WEIGHT = 0.1;
/** Frames that are too few to judge by. */
const FRAMES_MIN = 4;

export function createRateSteps({ fps }: RateStepsOptions): RateSteps {
  let step = 0;
  let sinceMs: number | null = null;
  let countFromMs = 0;
  let measuredMs = 0;
  let seen = 0;
  let missed = 0;
  let calmSinceMs = 0;
  let calmMs = CALM_MS_FIRST;
  let roseMs = Number.NEGATIVE_INFINITY;
  let workMs: number | null = null;

  function change(by: 1 | -1, nowMs: number): void {
    step += by;
    sinceMs = nowMs;
    calmSinceMs = nowMs;
    measure(nowMs);
    if (by < 0) roseMs = nowMs;
    else if (nowMs - roseMs < HELD_MS) calmMs = Math.min(CALM_MS_MAX, calmMs * 2);
    else calmMs = CALM_MS_FIRST;
  }

  function measure(nowMs: number): void {
    measuredMs = nowMs;
    seen = 0;
    missed = 0;
  }

  /** Whether there would be time for twice as many. */
  const hasTime = (): boolean =>
    workMs === null || workMs * (fps / 2 ** (step - 1)) <= WORK_SHARE_MAX * 1000;

  return {
    see: (wasFetched, nowMs) => {
      if (sinceMs === null) {
        sinceMs = nowMs;
        calmSinceMs = nowMs;
        countFromMs = nowMs + START_MS;
      }
      if (nowMs < countFromMs) {
        measure(nowMs);
        return;
      }
      seen++;
      if (!wasFetched) {
        missed++;
        calmSinceMs = nowMs;
      }
      if (nowMs - measuredMs >= LOOK_MS) {
        const isBehind = seen >= FRAMES_MIN && missed / seen > MISSED_SHARE_MAX;
        if (isBehind && step < STEPS_MAX) change(1, nowMs);
        else measure(nowMs);
      }
      if (step > 0 && nowMs - calmSinceMs >= calmMs && hasTime()) change(-1, nowMs);
    },
    seeWork: (tookMs) => {
      workMs = workMs === null ? tookMs : workMs + WORK_WEIGHT * (tookMs - workMs);
    },
    get fps() {
      return fps / 2 ** step;
    },
    get sinceMs() {
      return sinceMs;
    },
  };
}

/** The rate has to be lower for so long, and so many bytes a second have to be saved by it. */
export const RESTART_AFTER_MS = 60_000;
export const RESTART_BYTES_MIN = 40_000_000;

/**
 * Whether ffmpeg is to be started again for another rate. That takes a camera a second or more, in which
 * it is blind, where leaving frames out costs no more than reading them: only a lasting change of
 * large pictures is worth it.
 */
export function isRestartWorthIt(
  { fps, sinceMs }: Pick<RateSteps, "fps" | "sinceMs">,
  running: { readonly fps: number; readonly frameBytes: number },
  nowMs: number,
): boolean {
  if (fps === running.fps) return false;
  // What is wanted and not asked for cannot be made up for by leaving frames out.
  if (fps > running.fps) return true;
  const savedBytes = (running.fps - fps) * running.frameBytes;
  return savedBytes >= RESTART_BYTES_MIN && nowMs - (sinceMs ?? nowMs) >= RESTART_AFTER_MS;
}

/** Whether a frame is left out, so that of `runningFps` a second `fps` remain, evenly. */
export function isLeftOut(index: number, fps: number, runningFps: number): boolean {
  const share = Math.min(1, fps / runningFps);
  return Math.floor((index + 1) * share) === Math.floor(index * share);
}
