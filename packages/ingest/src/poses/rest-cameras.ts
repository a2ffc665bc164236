/**
 * Whether all cameras may rest, as the shop is empty: nothing moves before any of them, and nobody has
 * come in. They wake together: who is seen by one is at the next within a step. At rest key pictures
 * alone are seen; cameras that send too few of them would show whoever comes in too late, and do not rest.
 */
import type { Camera } from "../cameras/open-camera.ts";

/** Time without motion or arrivals after which cameras rest. */
export const REST_AFTER_MS = 60_000;
/** Key pictures have to come as often as that: somebody is two or three steps inside by then. */
export const KEY_MS_MAX = 2500;
/** How long cameras stay awake where one has not; it may have been the network. */
export const STAY_AWAKE_MS = 3_600_000;

export interface CameraIdle {
  /** Since when nothing has moved before it and nobody is there, ms; null where not so. */
  readonly sinceMs: number | null;
  /** It shows nothing, and is not waited for. */
  readonly isBlind: boolean;
}

export type ReadIdle = (cameraId: string) => CameraIdle;

export interface CameraRest {
  /** A picture of a camera has come. */
  see(cameraId: string, nowMs: number): void;
  /** To be called a few times a second. @param readIdle by the shop's clock */
  step(nowMs: number, readIdle: ReadIdle): void;
  /** Somebody comes in, as a gate knows before a camera does. */
  wake(nowMs: number): void;
}

export interface CameraRestOptions {
  /** By their ids. */
  readonly cameras: ReadonlyMap<string, Pick<Camera, "rest">>;
  readonly restAfterMs?: number;
  readonly onChange?: (isResting: boolean) => void;
}

export function createCameraRest(options: CameraRestOptions): CameraRest {
  const { cameras, restAfterMs = REST_AFTER_MS, onChange = () => {} } = options;
  const seenMs = new Map<string, number>();
  let isResting = false;
  let awakeUntilMs = Number.NEGATIVE_INFINITY;

  function set(rests: boolean, nowMs: number): void {
    if (rests === isResting) return;
    isResting = rests;
    for (const [cameraId, camera] of cameras) {
      seenMs.set(cameraId, nowMs);
      camera.rest(rests);
    }
    onChange(rests);
  }

  return {
    see: (cameraId, nowMs) => void seenMs.set(cameraId, nowMs),
    step: (nowMs, readIdle) => {
      const idle = [...cameras.keys()].map(readIdle);
      const isLate = [...cameras.keys()].some(
        (cameraId, at) => !idle[at]!.isBlind && nowMs - seenMs.get(cameraId)! > KEY_MS_MAX,
      );
      if (isResting && isLate) awakeUntilMs = nowMs + STAY_AWAKE_MS;
      // Once at rest they stay so while nothing moves: pictures come seldom then.
      const neededMs = isResting ? 0 : restAfterMs;
      const isEmpty = idle.every(({ sinceMs }) => sinceMs !== null && nowMs - sinceMs >= neededMs);
      set(isEmpty && nowMs >= awakeUntilMs, nowMs);
    },
    wake: (nowMs) => {
      awakeUntilMs = Math.max(awakeUntilMs, nowMs + restAfterMs);
      set(false, nowMs);
    },
  };
}
