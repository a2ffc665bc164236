import type { CommandIo } from "../command-io.ts";

/** A longer step of stream time is a gap in a recording: nobody wants to wait it out. */
const WAIT_MS_MAX = 5000;

/**
 * Holds a stream back so that it runs at `speed` seconds a second. Falling behind is made up for;
 * an infinite speed never waits.
 */
export function createPace(
  speed: number,
  io: Pick<CommandIo, "nowMs" | "sleep">,
  signal?: AbortSignal,
): (timestampMs: number) => Promise<void> | void {
  let streamMs = Number.NaN;
  let dueMs = 0;
  return (timestampMs) => {
    if (speed === Number.POSITIVE_INFINITY || signal?.aborted) return;
    if (Number.isNaN(streamMs)) {
      streamMs = timestampMs;
      dueMs = io.nowMs();
      return;
    }
    const stepMs = Math.min(Math.max(0, (timestampMs - streamMs) / speed), WAIT_MS_MAX);
    streamMs = timestampMs;
    dueMs += stepMs;
    const waitMs = dueMs - io.nowMs();
    // Timers are no finer than this, and a wait for each of 60 samples a second would drift.
    if (waitMs < 5) return;
    return io.sleep(waitMs, signal);
  };
}
