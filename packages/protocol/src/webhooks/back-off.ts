import { BACK_OFF_JITTER, BACK_OFF_MS_FIRST, BACK_OFF_MS_MAX } from "./webhook-limits.ts";

/**
 * How long to wait after so many attempts that failed (from 1), ms: twice as long each time, up to
 * the most, and never the same, so that what failed together does not come back together.
 *
 * @param random uniform in [0, 1).
 */
export function findBackOffMs(attempts: number, random: number): number {
  const waitMs = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** (attempts - 1));
  return Math.round(waitMs * (1 + BACK_OFF_JITTER * (2 * random - 1)));
}
