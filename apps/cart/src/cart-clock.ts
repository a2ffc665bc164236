/** The cart's own clock: begins at the system's, never goes back, and is never set, whatever happens to that one. */
import { CLOCK_JUMP_MS } from "./cart-limits.ts";

export interface CartClock {
  nowMs(): number;
  /** Since when the system's clock is far from where it was; null: it is not. */
  readonly jumpedMs: number | null;
  /** To be called now and then: looks whether the system's clock was set. */
  check(): void;
}

/** @param notBeforeMs the last time that was kept: a computer without a battery for its clock starts in the past. */
export function createCartClock(
  notBeforeMs: number,
  readWallMs: () => number,
  readMonotonicMs: () => number,
): CartClock {
  const offMs = Math.max(readWallMs(), notBeforeMs) - readMonotonicMs();
  let wallOffMs = readWallMs() - readMonotonicMs();
  let jumpedMs: number | null = null;
  const nowMs = () => Math.round(readMonotonicMs() + offMs);
  return {
    nowMs,
    get jumpedMs() {
      return jumpedMs;
    },
    check: () => {
      const nextMs = readWallMs() - readMonotonicMs();
      if (Math.abs(nextMs - wallOffMs) > CLOCK_JUMP_MS) jumpedMs = nowMs();
      wallOffMs = nextMs;
    },
  };
}
