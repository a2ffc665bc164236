/**
 * How the shop's clock stands to one that goes on evenly, by which sensors are read. A machine that sets its clock sets
 * the shop's, and the delays of frames have nothing to do with that. Cameras are sure of a step after two seconds
 * (`STEP_FOR_MS` in `cameras/frame-clock.ts`); readings step then, too, so that they still meet.
 */
import { STEP_FOR_MS, STEP_MS } from "../cameras/frame-clock.ts";
import { CLOCK_SLEW_MAX, SHOP_OFFSET_MS_MAX } from "./scale-limits.ts";

export interface ShopOffset {
  /** Reads the even clock, and how the shop's stands to it. To be called several times a second. */
  lookMs(): number;
  /** What is added to the even clock's time. */
  readonly offsetMs: number;
  /** The shop's clock was just set: cameras may follow a little sooner or later. */
  readonly isUncertain: boolean;
}

/** Where there is one clock alone. */
export const NO_OFFSET: Omit<ShopOffset, "lookMs"> = { offsetMs: 0, isUncertain: false };

/**
 * @param nowMs the shop's clock
 * @param evenMs goes on evenly: `performance.now`
 */
export function createShopOffset(nowMs: () => number, evenMs: () => number): ShopOffset {
  let lookedMs = evenMs();
  let offsetMs = nowMs() - lookedMs;
  let isUncertain = false;
  let offSinceMs: number | null = null;
  let steppedMs = Number.NEGATIVE_INFINITY;
  return {
    lookMs: () => {
      const even = evenMs();
      const offMs = nowMs() - even - offsetMs;
      const most = CLOCK_SLEW_MAX * (even - lookedMs);
      lookedMs = even;
      if (Math.abs(offMs) <= STEP_MS) {
        offSinceMs = null;
        offsetMs += Math.min(most, Math.max(-most, offMs));
      } else {
        offSinceMs ??= even;
        if (even - offSinceMs >= STEP_FOR_MS) {
          offsetMs += offMs;
          offSinceMs = null;
          steppedMs = even;
        }
      }
      isUncertain = Math.abs(offMs) > SHOP_OFFSET_MS_MAX || even - steppedMs < STEP_FOR_MS;
      return even;
    },
    get offsetMs() {
      return offsetMs;
    },
    get isUncertain() {
      return isUncertain;
    },
  };
}
