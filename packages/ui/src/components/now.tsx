import { signal } from "@preact/signals";

/** One clock for all that shows how long ago something was. */
const nowMs = signal(Date.now());
const EVERY_MS = 1000;

/** With the seconds of the clock: whatever else changes with them is painted in the same frame. */
function tick(): void {
  nowMs.value = Date.now();
  const leftMs = EVERY_MS - (nowMs.value % EVERY_MS);
  setTimeout(tick, leftMs < EVERY_MS / 2 ? leftMs + EVERY_MS : leftMs);
}

tick();

/** The time by this device's clock, anew each second. */
export function useNowMs(): number {
  return nowMs.value;
}
