/** Whether something happens too often: counted over any window of a length, not by the calendar. */

export interface VelocityRule {
  /** So many in a window are too many for one more. */
  readonly max: number;
  readonly windowMs: number;
}

/**
 * In how many ms there is room for one more; 0 where there is now.
 *
 * @param timesMs when it happened, ascending
 */
export function findWaitMs(
  timesMs: readonly number[],
  nowMs: number,
  { max, windowMs }: VelocityRule,
): number {
  const recent = timesMs.filter((atMs) => atMs > nowMs - windowMs);
  if (recent.length < max) return 0;
  // Those that have to leave the window first; with no room at all, the whole window.
  const last = recent[recent.length - max] ?? nowMs;
  return Math.max(1, last + windowMs - nowMs);
}
