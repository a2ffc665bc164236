/**
 * Milliseconds until a clock comes to its next whole step, so that what changes in steps changes together,
 * whenever it began. Half a step at least: a timer that was early by a little is not due again at once.
 */
export function untilNextStepMs(nowMs: number, stepMs: number): number {
  const leftMs = stepMs - (nowMs % stepMs);
  return leftMs < stepMs / 2 ? leftMs + stepMs : leftMs;
}
