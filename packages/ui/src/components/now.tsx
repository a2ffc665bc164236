import { signal } from "@preact/signals";

/** One clock for all that shows how long ago something was. */
const nowMs = signal(Date.now());
const EVERY_MS = 1000;

setInterval(() => {
  nowMs.value = Date.now();
}, EVERY_MS);

/** The time by this device's clock, anew each second. */
export function useNowMs(): number {
  return nowMs.value;
}
