/** What has just come is washed, and dries. */
import { onBeat } from "../../parts/beat.ts";

export const DRY_STEPS = 4;

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
  let left = DRY_STEPS;
  style.setProperty("--wet", "1");
  const stop = onBeat(() => {
    left--;
    if (left > 0) {
      style.setProperty("--wet", String(left / DRY_STEPS));
      return;
    }
    style.removeProperty("--wet");
    stop();
  });
  return stop;
}
