/**
 * Whether all cameras may rest, as the shop is empty: nothing moves before any of them, and nobody has
 * come in. They wake together: who is seen by one is at the next within a step.
 */
import type { Camera } from "../camera/open-camera.ts";
import type { PoseFinderStatus } from "./open-pose-finder.ts";

/** They rest when nothing has moved for so long, and nobody has come in. */
export const REST_AFTER_MS = 60_000;

export interface CameraRest {
  /** To be called a few times a second. @param status of the finder, whose times are the shop's clock */
  step(nowMs: number, status: Pick<PoseFinderStatus, "idleSinceMs">): void;
  /** Somebody comes in, as a gate knows before a camera does. */
  wake(nowMs: number): void;
}

/** @param cameras by their ids; one that the finder has seen nothing of is not at rest */
export function createCameraRest(cameras: ReadonlyMap<string, Pick<Camera, "rest">>): CameraRest {
  let isResting = false;
  let wokenMs = Number.NEGATIVE_INFINITY;

  function set(rests: boolean): void {
    if (rests === isResting) return;
    isResting = rests;
    for (const camera of cameras.values()) camera.rest(rests);
  }

  return {
    step: (nowMs, { idleSinceMs }) => {
      const idle = [...cameras.keys()].map((cameraId) => idleSinceMs.get(cameraId) ?? null);
      // Once at rest they stay so while nothing moves: pictures come seldom then.
      const neededMs = isResting ? 0 : REST_AFTER_MS;
      const isEmpty = idle.every((sinceMs) => sinceMs !== null && nowMs - sinceMs >= neededMs);
      set(isEmpty && nowMs - wokenMs >= REST_AFTER_MS);
    },
    wake: (nowMs) => {
      wokenMs = nowMs;
      set(false);
    },
  };
}
