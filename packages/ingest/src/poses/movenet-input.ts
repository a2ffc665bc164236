/** How large a picture MoveNet gets to see. */
import type { Size } from "./letterbox.ts";

/** Its sides are multiples of that. */
export const SIDE_STEP_PX = 32;
/** The longer side of it, where not chosen otherwise, and its bounds. */
export const LONG_SIDE_PX = 320;
export const LONG_SIDE_PX_MIN = 128;
export const LONG_SIDE_PX_MAX = 1024;

/** What it says of sides that it does not take. */
export const LONG_SIDES = `a multiple of ${SIDE_STEP_PX} from ${LONG_SIDE_PX_MIN} to ${LONG_SIDE_PX_MAX}`;

export function isLongSide(px: number): boolean {
  return px >= LONG_SIDE_PX_MIN && px <= LONG_SIDE_PX_MAX && px % SIDE_STEP_PX === 0;
}

/** As large as the picture needs, its shape kept, each side a multiple of `SIDE_STEP_PX`. */
export function findInputSize({ widthPx, heightPx }: Size, longSidePx: number): Size {
  const scale = longSidePx / Math.max(widthPx, heightPx);
  const fit = (sidePx: number): number =>
    Math.max(1, Math.ceil((sidePx * scale) / SIDE_STEP_PX - ROUNDING)) * SIDE_STEP_PX;
  return { widthPx: fit(widthPx), heightPx: fit(heightPx) };
}

/** A side that fits exactly is not taken to be a hair's breadth too long. */
const ROUNDING = 1e-9;
