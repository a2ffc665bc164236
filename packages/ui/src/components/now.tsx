import { signal } from "@preact/signals";
import { untilNextStepMs } from "../clock-steps.ts";

/** One clock for all that shows how long ago something was. */
const nowMs = signal(Date.now());
const EVERY_MS = 1000;

/** With the seconds of the clock: whatever else changes with them is painted in the same frame. */
function tick(): void {
  nowMs.value = Date.now();
  setTimeout(tick, untilNextStepMs(nowMs.value, EVERY_MS));
}

tick();

/** The time by this device's clock, again each second. */
export function useNowMs(): number {
  return nowMs.value;
}
