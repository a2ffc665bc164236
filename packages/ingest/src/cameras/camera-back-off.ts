import type { CameraLimits } from "./camera-limits.ts";

/**
 * How long to wait before a camera is tried again after so many failures in a row (from 1), ms: twice
 * as long each time, up to the most, and never the same, so that all cameras of a switch that was off
 * do not come back at once.
 *
 * @param random uniform in [0, 1).
 */
export function findCameraBackOffMs(
  failures: number,
  random: number,
  { backOffMsFirst, backOffMsMax, backOffJitter }: CameraLimits,
): number {
  const waitMs = Math.min(backOffMsMax, backOffMsFirst * 2 ** (failures - 1));
  return Math.round(waitMs * (1 + backOffJitter * (2 * random - 1)));
}
