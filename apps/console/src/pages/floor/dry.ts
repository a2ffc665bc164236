/** What has just come is washed, and dries. */
import { onBeat } from "../../parts/beat.ts";

export const DRY_STEPS = 4;
const BEATS_A_STEP = 2;

/**
 * Sets `--wet` of an element from 1 down to nothing, in steps. An animation, even one in steps, has the
 * page's style worked out with each frame for as long as it runs: with lines that come twice a second,
 * always. Nothing is washed for those who want nothing to move. Returns how to stop.
 */
export function dryInSteps(
  style: Pick<CSSStyleDeclaration, "setProperty" | "removeProperty">,
  isStill = matchMedia("(prefers-reduced-motion: reduce)").matches,
): () => void {
  if (isStill) return () => {};
  let beats = DRY_STEPS * BEATS_A_STEP;
  style.setProperty("--wet", "1");
  const stop = onBeat(() => {
    beats--;
    if (beats % BEATS_A_STEP !== 0) return;
    if (beats > 0) {
      style.setProperty("--wet", String(beats / (DRY_STEPS * BEATS_A_STEP)));
      return;
    }
    style.removeProperty("--wet");
    stop();
  });
  return stop;
}
