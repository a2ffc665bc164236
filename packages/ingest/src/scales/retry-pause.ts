/** Pauses before another try. */
import { setTimeout as sleep } from "node:timers/promises";
import { RETRY_MS_LEAST, RETRY_MS_MAX } from "./scale-limits.ts";

/** How long to wait after so many failures in a row, milliseconds. */
export function chooseRetryMs(failures: number): number {
  return Math.min(RETRY_MS_MAX, RETRY_MS_LEAST * 2 ** Math.max(0, failures - 1));
}

/** Waits, or until the signal, whichever is first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(0, ms), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
