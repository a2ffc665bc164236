/** How fast a clip is played: a hand at a shelf is quick. */
import { words } from "../../words.ts";

/** Times as fast as it was, the slowest first. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 1];

/** The next speed up or down; the same at the end. */
export function changeSpeed(speed: number, steps: -1 | 1): number {
  const at = SPEEDS.indexOf(speed);
  const next = (at === -1 ? SPEEDS.length - 1 : at) + steps;
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, next))]!;
}

/** "quarter", of the usual speed. */
export function wordSpeed(speed: number): string {
  const { normal, half, quarter } = words.texts.review.clip.speeds;
  if (speed === 1) return normal;
  return speed === 0.5 ? half : quarter;
}
