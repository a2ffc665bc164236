import type { PoseSighting } from "@saunter/perception/fusion/pose-sighting";

/** A frame that was looked at, for as long as it is there: its pixels are not to be kept. */
export interface LookedAt {
  readonly cameraId: string;
  /** Put right, as everything else of that moment. */
  readonly timestampMs: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** In its pixels; null where nobody was looked for. */
  readonly poses: readonly PoseSighting[] | null;
}
