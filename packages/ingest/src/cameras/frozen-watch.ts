/**
 * A picture that stands still. A sensor's noise never does, but a stream may repeat a still scene
 * exactly until its next key picture: how long such pauses are is learnt from those that ended by
 * themselves, and what little motion is none, from the least that the camera mostly shows.
 */
import type { ImageChange } from "./grey-image.ts";

export interface FrozenWatch {
  /**
   * @param change from the picture before
   * @param othersMove whether something moves before other cameras now
   */
  see(
    change: Pick<ImageChange, "motion" | "noise">,
    othersMove: boolean,
    timestampMs: number,
  ): void;
  /** Since when it stands still, where that is a fault; else null. */
  readonly frozenSinceMs: number | null;
}

/** Time after which a still picture is frozen: while others move, and while nothing does. */
export const FROZEN_MS_MIN = 8000;
export const FROZEN_ALONE_MS = 60_000;
/** How often others must have moved meanwhile. */
export const OTHERS_MOVED_MIN = 5;
/** The longest pause that was none, times that, is still none. */
const PAUSE_TIMES = 2;
const PAUSE_MS_MAX = 30_000;
/** Share of the camera's noise below which a picture is the same. */
const SAME_SHARE = 0.1;
/** Changes that noise is learnt from, and how many there have to be. */
const CHANGES = 256;
const CHANGES_MIN = 32;

export function createFrozenWatch(): FrozenWatch {
  const seen: number[] = [];
  let next = 0;
  let noise = 0;
  let stillSinceMs: number | null = null;
  let lastMs: number | null = null;
  let othersMoved = 0;
  let pauseMs = 0;
  let frozenSinceMs: number | null = null;

  /** A low quantile: compression lets some noise pass, and some not. */
  function learn(change: number): void {
    seen[next % CHANGES] = change;
    next++;
    if (seen.length < CHANGES_MIN || next % CHANGES_MIN !== 0) return;
    const sorted = [...seen].sort((a, b) => a - b);
    noise = sorted[Math.floor(sorted.length * 0.1)]!;
  }

  function seeMotion(timestampMs: number): void {
    // A pause that was taken for a fault is no example of one that is none.
    if (stillSinceMs !== null && frozenSinceMs === null)
      pauseMs = Math.min(PAUSE_MS_MAX, Math.max(pauseMs, timestampMs - stillSinceMs));
    stillSinceMs = null;
    frozenSinceMs = null;
  }

  return {
    see: (change, othersMove, timestampMs) => {
      if (change.motion > SAME_SHARE * noise) {
        seeMotion(timestampMs);
        learn(change.noise);
      } else {
        if (stillSinceMs === null) othersMoved = 0;
        stillSinceMs ??= lastMs ?? timestampMs;
        if (othersMove) othersMoved++;
        const stillMs = timestampMs - stillSinceMs;
        const allowedMs = Math.max(FROZEN_MS_MIN, PAUSE_TIMES * pauseMs);
        const isSeen = othersMoved >= OTHERS_MOVED_MIN && stillMs >= allowedMs;
        if (isSeen || stillMs >= Math.max(FROZEN_ALONE_MS, allowedMs)) frozenSinceMs = stillSinceMs;
      }
      lastMs = timestampMs;
    },
    get frozenSinceMs() {
      return frozenSinceMs;
    },
  };
}
