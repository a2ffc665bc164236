import type { CommandIo } from "../command-line/command-io.ts";

/** A longer step of stream time is a gap in a recording: nobody wants to wait it out. */
const WAIT_MS_MAX = 5000;

/**
 * Holds a stream back so that it runs at `speed` seconds a second, which may be another from moment to
 * moment. Falling behind is made up for; an infinite speed never waits.
 */
export function createPace(
  speed: number | (() => number),
  io: Pick<CommandIo, "nowMs" | "sleep">,
  signal?: AbortSignal,
): (timestampMs: number) => Promise<void> | void {
  let streamMs = Number.NaN;
  let dueMs = 0;
  const readSpeed = typeof speed === "number" ? () => speed : speed;
  return (timestampMs) => {
    const now = readSpeed();
    if (signal?.aborted) return;
    if (now === Number.POSITIVE_INFINITY) {
      // Whoever slows down again begins from there.
      streamMs = Number.NaN;
      return;
    }
    if (Number.isNaN(streamMs)) {
      streamMs = timestampMs;
      dueMs = io.nowMs();
      return;
    }
    const stepMs = Math.min(Math.max(0, (timestampMs - streamMs) / now), WAIT_MS_MAX);
    streamMs = timestampMs;
    dueMs += stepMs;
    const waitMs = dueMs - io.nowMs();
    // Timers are no finer than this, and a wait for each of 60 samples a second would drift.
    if (waitMs < 5) return;
    return io.sleep(waitMs, signal);
  };
}
